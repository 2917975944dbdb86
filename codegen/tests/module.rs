//! Modules and single files: what they contain, the dependencies that they need, and projects that use them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::config::{ApiConfig, Config, Feature, Kind, Layout, Part, RuntimeForm};
use oasmith::host::{Host, Problem, Requirement};
use oasmith::{Generated, emit};
use tempfile::TempDir;

/// Every optional part that adds code.
const ALL: [Feature; 7] = [
    Feature::Blocking,
    Feature::Oauth2,
    Feature::RateLimit,
    Feature::Testing,
    Feature::Tower,
    Feature::Tracing,
    Feature::Validate,
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// Returns the settings of the fixtures, each as a module.
fn modules(features: &[Feature], layout: Layout) -> Vec<ApiConfig> {
    let config = Config::read(&fixtures().join("oasmith.toml")).unwrap();
    let names = ["fixture-shop", "fixture-basics", "fixture-owned", "fixture-times-jiff", "fixture-unions"];
    let apis = config.apis.into_iter().filter(|api| names.contains(&api.name.as_str()));
    let module = |api: ApiConfig| ApiConfig {
        kind: Kind::Module,
        out: "src/api".into(),
        runtime: RuntimeForm::Copy,
        features: Some(features.to_vec()),
        layout,
        file: None,
        ..api
    };
    apis.map(module).collect()
}

fn generated(api: &ApiConfig) -> Generated {
    oasmith::generate(api).unwrap().result.unwrap()
}

/// Returns a text without comments and documentation.
fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Checks that the Rust files of a module compile at any path and without features.
fn check(generated: &Generated, what: &str) {
    assert!(generated.group_features.is_empty(), "{what}");
    for output in generated.outputs.iter().filter(|it| it.path.ends_with(".rs")) {
        let what = format!("{what} {}", output.path);
        let file = syn::parse_file(&output.text).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(output.path != "mod.rs" || file.attrs.is_empty(), "{what}");
        let code = code(&output.text);
        assert!(!code.contains("#!["), "{what}");
        let found = code.lines().find(|line| line.contains("crate::") || line.contains("feature = \""));
        assert_eq!(found, None, "{what}");
        let link = output.text.lines().find(|line| line.contains("](crate::"));
        assert_eq!(link, None, "{what}");
    }
}

#[test]
fn a_module_has_no_inner_attributes_no_paths_from_the_root_and_no_features() {
    let sets = [&[][..], &ALL, &[Feature::Testing], &[Feature::Validate, Feature::Tower]];
    for (features, layout) in sets.into_iter().zip([Layout::Directory, Layout::File].into_iter().cycle()) {
        for api in modules(features, layout) {
            check(&generated(&api), &format!("{} {features:?}", api.name));
        }
    }
}

/// Returns the settings of the fixture with several documents.
fn harbor() -> ApiConfig {
    let config = Config::read(&fixtures().join("oasmith.toml")).unwrap();
    config.apis.into_iter().find(ApiConfig::has_documents).unwrap()
}

#[test]
fn a_module_of_many_documents_is_a_module_too() {
    for (parts, layout) in [
        (None, Layout::Directory),
        (None, Layout::File),
        (Some(vec![Part::Types]), Layout::Directory),
        (Some(vec![Part::Types]), Layout::File),
    ] {
        let of_types = parts.is_some();
        let api = ApiConfig {
            kind: Kind::Module,
            out: "src/api".into(),
            runtime: RuntimeForm::Copy,
            features: Some(ALL.to_vec()),
            layout,
            parts,
            file: None,
            ..harbor()
        };
        let generated = oasmith::generate_all(&api).unwrap().result.unwrap();
        check(&generated, &format!("{layout:?} {of_types}"));
        let has = |path: &str| generated.outputs.iter().any(|it| it.path == path);
        // A listing of each document, beside that of the module.
        assert!(has("api.txt") && has("api/ships/vessels.txt") && !has("Cargo.toml"));
        assert_eq!(has("ships/vessels/types/vessel.rs"), layout == Layout::Directory);
        assert_eq!(has("ships/vessels/operations/vessels.rs"), layout == Layout::Directory && !of_types);
        let names: BTreeSet<&str> = generated.requirements.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.contains("reqwest"), !of_types, "{names:?}");
        assert!(names.contains("serde") && names.contains("chrono") && names.contains("regex"), "{names:?}");
    }
}

#[test]
fn a_second_run_of_many_documents_changes_nothing_and_removes_those_that_are_gone() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("src/api");
    let api = ApiConfig { kind: Kind::Module, out: out.clone(), runtime: RuntimeForm::Copy, file: None, ..harbor() };
    let run = |api: &ApiConfig| {
        let outputs = oasmith::generate_all(api).unwrap().result.unwrap().outputs;
        let changes = emit::compare(&out, &outputs).unwrap();
        emit::apply(&out, &outputs, &changes).unwrap();
        changes
    };
    assert!(run(&api).added.iter().any(|path| path == "ships/vessels/mod.rs"));
    assert!(run(&api).is_empty());
    // A module of the same host with another API, within the folder.
    fs::create_dir_all(out.join("other")).unwrap();
    fs::write(out.join("other/mod.rs"), emit::marked("mod.rs", "")).unwrap();
    let billing = fixtures().join("harbor-spec/billing");
    let fewer = ApiConfig { documents: vec![billing.join("v3.json").into(), billing.join("v4.json").into()], ..api };
    let changes = run(&fewer);
    assert!(changes.removed.contains(&"ships/vessels/mod.rs".to_owned()), "{changes:?}");
    assert!(changes.removed.contains(&"api/ships/vessels.txt".to_owned()), "{changes:?}");
    assert!(!out.join("ships").exists() && out.join("other/mod.rs").exists() && out.join("api/v3.txt").exists());
    assert!(run(&fewer).is_empty());
}

#[test]
fn types_of_many_documents_are_a_crate_without_operations() {
    let types = ApiConfig { parts: Some(vec![Part::Types]), runtime: RuntimeForm::Copy, ..harbor() };
    let generated = oasmith::generate_all(&types).unwrap().result.unwrap();
    let file = |path: &str| generated.outputs.iter().find(|it| it.path == path).map(|it| it.text.as_str());
    for output in &generated.outputs {
        let words = ["operations", "reqwest", "Client", "testing::"];
        let found = output.text.lines().find(|line| words.iter().any(|word| line.contains(word)));
        assert!(output.path.starts_with("src/runtime/") || found.is_none(), "{}: {found:?}", output.path);
    }
    // Each document is still a feature.
    let features = generated.group_features.iter().map(String::as_str).collect::<BTreeSet<_>>();
    assert!(features.contains("ships-vessels") && features.contains("weather"), "{features:?}");
    assert!(file("src/ships/mod.rs").unwrap().contains("#[cfg(feature = \"ships-vessels\")]"));
    assert!(file("src/types/error.rs").is_some() && file("src/ships/vessels/types/error.rs").is_none());
    assert!(file("README.md").unwrap().contains("The types of the APIs of fixture-harbor."));
    // No type is built in tests of a client only.
    let own = generated.outputs.iter().filter(|it| !it.path.starts_with("src/runtime/"));
    assert!(own.into_iter().all(|it| !it.text.contains("feature = \"testing\"")));
}

#[test]
fn a_module_is_the_code_and_the_listing_of_names() {
    let others = |layout: Layout| {
        let generated = generated(&modules(&[], layout)[0]);
        let others = generated.outputs.iter().map(|it| it.path.clone()).filter(|path| !path.contains('/'));
        others.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(others(Layout::Directory), [".gitattributes", "api.txt", "client.rs", "mod.rs", "servers.rs"]);
    assert_eq!(others(Layout::File), ["api.txt", "mod.rs"]);
}

#[test]
fn one_file_is_the_code_of_all_files() {
    let api = &modules(&ALL, Layout::Directory)[0];
    let (many, one) = (generated(api), generated(&ApiConfig { layout: Layout::File, ..api.clone() }));
    let file = &one.outputs.iter().find(|it| it.path == "mod.rs").unwrap().text;
    let lines = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
        lines.retain(|line| !line.is_empty() && !line.starts_with("// @generated"));
        lines
    };
    let mut expected: Vec<String> =
        many.outputs.iter().filter(|it| it.path.ends_with(".rs")).flat_map(|it| lines(&it.text)).collect();
    let mut found = lines(file);
    // The declarations of modules have braces.
    expected.retain(|line| !(line.contains("mod ") && line.ends_with([';', '{'])));
    found.retain(|line| !(line.contains("mod ") && line.ends_with('{')));
    let mut remaining = expected.len();
    expected.sort();
    found.sort();
    for line in &expected {
        assert!(found.binary_search(line).is_ok(), "{line}");
        remaining -= 1;
    }
    assert_eq!(remaining, 0);
}

#[test]
fn a_crate_in_one_file_keeps_its_manifest_and_paths() {
    let api = ApiConfig { layout: Layout::File, ..ApiConfig::new(fixtures().join("shop.yaml"), "shop", "shop") };
    let generated = generated(&api);
    let paths: Vec<&str> = generated.outputs.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["Cargo.toml", "README.md", "api.txt", "rustfmt.toml", "src/lib.rs"]);
    let text = &generated.outputs[4].text;
    assert!(text.contains("#![forbid(unsafe_code)]") && text.contains("    use crate::runtime::"), "{text}");
    assert!(generated.requirements.is_empty());
    // The type of one group of operations is in the file too.
    assert!(text.contains("    mod pet_changes {") && !text.contains("only! {"), "{text}");
    syn::parse_file(text).unwrap();
}

#[test]
fn a_second_run_changes_nothing_and_removes_files_of_dropped_parts() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("src/api");
    let api = ApiConfig { out: out.clone(), ..modules(&[Feature::Testing], Layout::Directory).remove(0) };
    let run = |api: &ApiConfig| {
        let outputs = generated(api).outputs;
        let changes = emit::compare(&out, &outputs).unwrap();
        emit::apply(&out, &outputs, &changes).unwrap();
        changes
    };
    assert!(run(&api).added.iter().any(|path| path == "testing/pets.rs"));
    assert!(run(&api).is_empty());
    // A file of the host's own stays.
    fs::write(out.join("types/own.rs"), "// own\n").unwrap();
    let changes = run(&ApiConfig { features: Some(Vec::new()), ..api.clone() });
    assert!(changes.removed.contains(&"testing/pets.rs".to_owned()), "{changes:?}");
    assert!(out.join("types/own.rs").exists() && !out.join("testing").exists());
    let changes = run(&ApiConfig { layout: Layout::File, ..api });
    assert!(changes.removed.contains(&"runtime/mod.rs".to_owned()), "{changes:?}");
    assert!(out.join("mod.rs").exists() && !out.join("runtime").exists());
}

fn commands(requirements: &[Requirement]) -> Vec<String> {
    requirements.iter().map(Requirement::command).collect()
}

#[test]
fn the_dependencies_are_those_of_the_enabled_parts() {
    let of = |features: &[Feature]| {
        let api = modules(features, Layout::File).into_iter().find(|it| it.name == "fixture-shop").unwrap();
        generated(&api).requirements
    };
    let names = |all: &[Requirement]| all.iter().map(|it| it.name.clone()).collect::<BTreeSet<_>>();
    let (least, most) = (of(&[]), of(&ALL));
    let more: Vec<_> = names(&most).difference(&names(&least)).cloned().collect();
    assert_eq!(more, ["governor", "regex", "tower-layer", "tower-service", "tracing", "wiremock"]);
    let least = commands(&least);
    for expected in [
        "cargo add reqwest@0.13.4 --no-default-features",
        "cargo add serde_json@1.0.145 --features float_roundtrip,raw_value",
        "cargo add tokio@1.48 --features sync,time",
    ] {
        assert!(least.iter().any(|it| it == expected), "{least:?}");
    }
    let with = commands(&of(&[Feature::Blocking, Feature::Rustls, Feature::Gzip]));
    assert!(with.contains(&"cargo add tokio@1.48 --features sync,time,rt-multi-thread".to_owned()), "{with:?}");
    assert!(
        with.contains(&"cargo add reqwest@0.13.4 --no-default-features --features gzip,rustls".to_owned()),
        "{with:?}"
    );
}

/// Returns the problems of a package with this manifest, as text.
fn problems(manifest: &str, workspace: Option<&str>) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let package = folder.path().join("package");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    workspace.iter().for_each(|text| fs::write(folder.path().join("Cargo.toml"), text).unwrap());
    let requirement = |name: &str, toml: &str| Requirement { name: name.to_owned(), dependency: toml.into() };
    let needed = [
        requirement("reqwest", "{ version = \"0.13.4\", default-features = false, features = [\"rustls\"] }"),
        requirement("serde", "1.0.228"),
        requirement("money", "{ package = \"own-money\", version = \"1\", registry = \"own\" }"),
    ];
    let host = Host::above(&package.join("src/api")).unwrap().unwrap();
    let problems = host.problems(&needed);
    problems
        .iter()
        .map(|it| {
            format!("{}{it} | {}", if it.is_error() { "" } else { "(warning) " }, it.command().unwrap_or_default())
        })
        .collect()
}

#[test]
fn the_manifest_of_the_host_is_checked() {
    let head = "[package]\nname = \"host\"\nedition = \"2024\"\n[dependencies]\n";
    assert_eq!(
        problems(&format!("{head}reqwest = \"0.12\"\nserde = \"1\"\n"), None),
        [
            "the module needs `reqwest` 0.13.4, and the version is `0.12` | cargo add reqwest@0.13.4 --no-default-features --features rustls",
            "the module needs the dependency `money`, which is missing | cargo add own-money@1 --rename money --registry own",
        ]
    );
    let money = "money = { package = \"own-money\", version = \"1\" }\n";
    let features = problems(&format!("{head}{money}reqwest = \"0.13\"\nserde.version = \"1.0\"\n"), None);
    assert_eq!(features.len(), 1);
    assert!(features[0].starts_with("(warning) the module needs features of `reqwest` that are not enabled: `rustls`"));
    // Dependencies of a workspace, and of one target.
    let workspace = "[workspace]\nmembers = [\"package\"]\n[workspace.package]\nedition = \"2021\"\n[workspace.dependencies]\n\
                     reqwest = { version = \"0.13\", features = [\"rustls\"] }\n";
    let package = format!(
        "[package]\nname = \"host\"\nedition.workspace = true\n[dependencies]\n{money}reqwest.workspace = true\n\
         [target.'cfg(unix)'.dependencies]\nserde = \"1\"\n"
    );
    let edition = "the module needs edition 2024 or later, and the edition is 2021 | ";
    assert_eq!(problems(&package, Some(workspace)), [edition]);
    assert!(matches!(Host::above(Path::new("/")), Ok(None)));
    let needed = Requirement { name: "a".to_owned(), dependency: "{ version = \">=1, <2\", path = \"it's\" }".into() };
    assert_eq!(needed.command(), "cargo add 'a@>=1, <2' --path 'it'\\''s'");
    let missing = Problem::Missing(Requirement { name: "serde".to_owned(), dependency: "1".into() });
    assert_eq!(missing.missing(), Some("serde"));
}

/// Runs the command line in a folder; returns its status, its standard output, and its standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_oasmith")).args(arguments).current_dir(folder).output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap());
    (output.status.code().unwrap(), stdout, stderr)
}

const PETS: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get: {responses: {'204': {description: none}}}\n";

#[test]
fn the_command_line_names_what_the_host_lacks() {
    let folder = TempDir::new().unwrap();
    let package = folder.path();
    fs::write(package.join("pets.yaml"), PETS).unwrap();
    let form = ["--kind", "module", "--layout", "file"];
    let arguments = [&["generate", "pets.yaml", "--out", "src/api", "--name", "pets"][..], &form].concat();
    let (status, stdout, stderr) = run(package, &arguments);
    assert_eq!(status, 0, "{stderr}");
    assert!(stdout.contains("new  src/api/mod.rs") && !package.join("Cargo.toml").exists(), "{stdout}");
    assert!(stderr.contains("no folder above `src/api` has a `Cargo.toml` with a package"), "{stderr}");

    let manifest = "[package]\nname = \"host\"\nedition = \"2024\"\n[dependencies]\nreqwest = \"0.11\"\n";
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    let (status, _, stderr) = run(package, &arguments);
    assert_eq!(status, 0, "{stderr}");
    for expected in [
        "Cargo.toml: the module needs dependencies that are missing: `backon`, `base64`, ",
        "Cargo.toml: the module needs `reqwest` 0.13.4, and the version is `0.11`",
        "\n  cargo add reqwest@0.13.4 --no-default-features --features rustls\n",
    ] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }

    let settings =
        "[[api]]\ndocument = 'pets.yaml'\nout = 'src/api'\nname = 'pets'\nkind = 'module'\nlayout = 'file'\n";
    fs::write(package.join("oasmith.toml"), settings).unwrap();
    assert_eq!(run(package, &["check"]).0, 0);
    let (status, all, _) = run(package, &["deps"]);
    assert!(status == 0 && all.lines().all(|line| line.starts_with("cargo add ")), "{all}");
    let (status, missing, _) = run(package, &["deps", "--missing"]);
    assert!(status == 1 && missing == all, "{missing}");
    // The dependencies of two modules, with the features that either needs.
    let other =
        settings.replace("api'", "other'").replace("'pets'", "'other'") + "features = ['blocking', 'testing']\n";
    fs::write(package.join("oasmith.toml"), format!("{settings}{other}")).unwrap();
    let (status, both, stderr) = run(package, &["deps"]);
    let crates: Vec<&str> = both.lines().filter_map(|line| line.split(['@', ' ']).nth(2)).collect();
    let distinct: std::collections::BTreeSet<&&str> = crates.iter().collect();
    assert!(status == 0 && distinct.len() == crates.len() && crates.contains(&"wiremock"), "{both}{stderr}");
    fs::write(package.join("oasmith.toml"), settings.replace("kind = 'module'", "kind = 'crate'")).unwrap();
    let (status, _, stderr) = run(package, &["deps"]);
    assert!(status == 1 && stderr.contains("the settings have no module"), "{stderr}");
}

#[test]
fn options_that_do_not_fit_are_refused() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("pets.yaml"), PETS).unwrap();
    let rows = [
        (&["--out", "out", "--features", "testing"][..], "--kind"),
        (&["--out", "out", "--kind", "crate", "--features", "testing"], "`--features` needs `--kind module`"),
        (&["--out", "my-api", "--kind", "module"], "`--out my-api` does not end with the name of a module"),
        (&["--out", "api", "--kind", "module", "--features", "test"], "the features are blocking, gzip, "),
    ];
    for (options, expected) in rows {
        let (status, _, stderr) = run(folder.path(), &[&["generate", "pets.yaml"], options].concat());
        assert!(status != 0 && stderr.contains(expected), "{options:?}: {stderr}");
    }
}

/// A long cycle or chain of types needs a recursion limit, which only the root of a crate can have.
#[test]
fn a_recursion_limit_is_left_to_the_host() {
    let api = ApiConfig { kind: Kind::Module, ..ApiConfig::new("a.yaml", "src/api", "a") };
    let root = |last: &str| {
        let schemas = (0..40).map(|it| {
            let next = if it < 39 { format!("$ref: '#/components/schemas/T{}'", it + 1) } else { last.to_owned() };
            format!("    T{it}: {{type: object, properties: {{next: {{{next}}}}}}}\n")
        });
        let document = format!("{PETS}components:\n  schemas:\n{}", schemas.collect::<String>());
        let generated = oasmith::generate_from(document.into_bytes(), &api).result.unwrap();
        generated.outputs.into_iter().find(|it| it.path == "mod.rs").unwrap().text
    };
    for (last, limit) in [("$ref: '#/components/schemas/T0'", 512), ("type: string", 256)] {
        let root = root(last);
        let attribute = format!("in the root of the host crate:\n// `#![recursion_limit = \"{limit}\"]`\n");
        assert!(root.contains(&attribute), "{root}");
        assert!(syn::parse_file(&root).unwrap().attrs.is_empty());
    }
}

#[test]
fn types_alone_are_compared_without_operations() {
    let text = fs::read_to_string(fixtures().join("shop.yaml")).unwrap();
    let config =
        ApiConfig { parts: Some(vec![Part::Types]), ..ApiConfig::new(fixtures().join("shop.yaml"), "out", "shop") };
    let load = |text: &str| oasmith::Loaded::parse(&config.document, text.as_bytes().to_vec());
    let generated = load(&text).generate(&config).result.unwrap();
    assert!(generated.outputs.iter().all(|it| !it.path.contains("operations") && !it.text.contains("reqwest")));
    let listing = generated.outputs.iter().find(|it| it.path == "api.txt").unwrap().text.clone();
    // Inline types keep the names after their operations.
    assert!(listing.contains("\ntypes\n") && !listing.contains("Client"), "{listing}");
    let again = load(&text).named_as(Some(listing)).generate(&config).result.unwrap();
    assert!(generated.outputs == again.outputs);
    // An operation that is gone changes nothing, a property does.
    let changed = text.replace("        nickname: {type: string, nullable: true}\n", "");
    assert_ne!(changed, text);
    let (diff, _) = load(&changed).diff_from(load(&text), [&config, &config]);
    let changes: Vec<String> =
        diff.unwrap().changes.into_iter().map(|it| format!("{} {}", it.rule.id(), it.subject)).collect();
    assert_eq!(changes, ["member-removed PetChanges.nickname"]);
}
