//! A change is source-breaking exactly when the compiler refuses a caller that uses every public item of the old crate.
//!
//! The callers are written from rustdoc's JSON of the old crates, which needs `RUSTC_BOOTSTRAP=1`.

mod caller;
mod random;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use oasmith::diff::{Class, Diff};
use serde_json::Value;

use crate::support;
use crate::support::edit;
use crate::support::tls;

/// The documents, each with a table of edits.
const DOCUMENTS: [(&str, &str, &str); 4] = [
    ("growing", include_str!("growing/base.yaml"), include_str!("growing/edits.txt")),
    ("changes", include_str!("diff/base.yaml"), include_str!("diff/changes.txt")),
    ("values", include_str!("source/values.yaml"), include_str!("source/values.txt")),
    ("calls", include_str!("source/calls.yaml"), include_str!("source/calls.txt")),
];

const SETTINGS: &str = include_str!("source/settings.txt");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn config(name: &str) -> ApiConfig {
    ApiConfig {
        workspace_member: true,
        runtime: oasmith::config::RuntimeForm::Crate,
        runtime_path: Some(root().join("runtime").display().to_string()),
        ..ApiConfig::new("api.json", "", name)
    }
}

fn load(document: &Value) -> Loaded {
    Loaded::parse(Path::new("api.json"), document.to_string().into_bytes())
}

/// Writes the crate of a document. Returns its `api.txt`; `None` if the document has errors.
fn write(folder: &Path, document: &Value, listing: Option<String>, config: &ApiConfig) -> Option<String> {
    let (generated, name) = (load(document).named_as(listing).generate(config).result?, &config.name);
    let mut api = String::new();
    for output in generated.outputs {
        let path = folder.join(name).join(&output.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &output.text).unwrap();
        if output.path == "api.txt" {
            api = output.text;
        }
    }
    Some(api)
}

/// The callers of a crate without the feature `testing`, and with it.
type Callers = [String; 2];

fn write_caller(folder: &Path, name: &str, callers: &Callers) {
    let path = folder.join(format!("{name}-caller"));
    fs::create_dir_all(path.join("src")).unwrap();
    let main =
        "#[cfg(not(feature = \"testing\"))]\nmod plain;\n#[cfg(feature = \"testing\")]\nmod testing;\n\nfn main() {}\n";
    fs::write(path.join("src/main.rs"), main).unwrap();
    fs::write(path.join("src/plain.rs"), &callers[0]).unwrap();
    fs::write(path.join("src/testing.rs"), &callers[1]).unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}-caller\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [features]\ntesting = [\"client/testing\"]\n\n[dependencies]\n\
         client = {{ package = \"{name}\", path = \"../{name}\", features = [\"oauth2\", \"validate\"] }}\nserde = \"1\"\nuuid = \"1\"\n"
    );
    fs::write(path.join("Cargo.toml"), manifest).unwrap();
}

fn write_workspace(folder: &Path, members: &[String]) {
    members.iter().for_each(|name| tls::remove(&folder.join(name)));
    let members: Vec<String> = members.iter().map(|name| format!("\"{name}\"")).collect();
    let text = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    fs::write(folder.join("Cargo.toml"), text).unwrap();
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

fn cargo(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let run = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.parent().unwrap().join("source-target"))
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .unwrap();
    (run.status.success(), String::from_utf8(run.stderr).unwrap())
}

/// Checks all packages of the workspace, without and with the feature `testing`. Returns the compiler's output.
fn check(folder: &Path) -> String {
    let base = ["check", "--quiet", "--workspace", "--keep-going", "--message-format", "short"];
    let (_, plain) = cargo(folder, &base);
    let (_, testing) = cargo(folder, &[base.as_slice(), &["--features", "testing"]].concat());
    plain + &testing
}

/// Returns the callers of the base crates.
fn callers(folder: &Path) -> Vec<Callers> {
    let name = |of: &str| format!("base-{of}");
    for (of, document, _) in DOCUMENTS {
        write(folder, &serde_yaml::from_str(document).unwrap(), None, &config(&name(of))).unwrap();
    }
    write_workspace(folder, &DOCUMENTS.map(|(of, ..)| name(of)));
    let caller = |of: &str, features: &str| {
        let package = name(of);
        let options = ["-Zunstable-options", "--output-format", "json"];
        let base = ["rustdoc", "--quiet", "--lib", "--features", features, "--package", &package, "--"];
        let (success, output) = cargo(folder, &[base.as_slice(), &options].concat());
        assert!(success, "{output}");
        let json = folder.parent().unwrap().join("source-target/doc").join(package.replace('-', "_") + ".json");
        caller::caller(&serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap())
    };
    DOCUMENTS
        .iter()
        .map(|(of, ..)| ["oauth2,validate", "oauth2,validate,testing"].map(|features| caller(of, features)))
        .collect()
}

/// A document with its settings, and their description.
struct Edit {
    document: Value,
    settings: ApiConfig,
    about: String,
}

impl Edit {
    fn of_document(document: Value, about: String) -> Self {
        Self { document, settings: config("client"), about }
    }

    fn of_settings(document: Value, line: &str) -> Self {
        let text = format!("[[api]]\ndocument = \"api.json\"\nout = \"\"\nname = \"client\"\n{line}\n");
        let parsed = oasmith::config::Config::parse(Path::new("oasmith.toml"), &text);
        let settings = parsed.unwrap_or_else(|error| panic!("{line}: {error}")).apis.remove(0);
        let ApiConfig { workspace_member, runtime, runtime_path, .. } = config("client");
        let settings = ApiConfig { workspace_member, runtime, runtime_path, file: None, ..settings };
        Self { document, settings, about: format!("oasmith.toml: {line}") }
    }
}

/// An edited document, its packages, and the report of `diff`.
struct Case {
    name: String,
    edits: String,
    diff: Diff,
}

/// Returns the cases of the documents that `edits` returns for each base, with their descriptions.
fn cases(folder: &Path, edits: impl Fn(&str, &Value, &str) -> Vec<Edit>) -> Vec<Case> {
    let callers = callers(folder);
    let mut cases = Vec::new();
    for ((of, base, table), callers) in DOCUMENTS.iter().zip(&callers) {
        let base: Value = serde_yaml::from_str(base).unwrap();
        let listing = fs::read_to_string(folder.join(format!("base-{of}/api.txt"))).unwrap();
        write_caller(folder, &format!("base-{of}"), callers);
        for (index, Edit { document, settings, about }) in edits(of, &base, table).into_iter().enumerate() {
            // Both tests share the folder of artifacts, in which packages of one name would be one.
            let test = folder.file_name().unwrap().display();
            let name = format!("{test}-{of}{index}");
            let (diff, _) = load(&document).diff_from(load(&base), [&config("client"), &settings]);
            let Some(diff) = diff else { continue };
            let settings = ApiConfig { name: name.clone(), ..settings };
            if write(folder, &document, Some(listing.clone()), &settings).is_none() {
                continue;
            }
            write_caller(folder, &name, callers);
            cases.push(Case { name, edits: about, diff });
        }
    }
    cases
}

/// Compares the reports on edited documents with the compiler. Returns the number of edits.
fn compare(name: &str, edits: impl Fn(&str, &Value, &str) -> Vec<Edit>) -> usize {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let cases = cases(&folder, edits);
    let bases = DOCUMENTS.map(|(of, ..)| format!("base-{of}"));
    let names = bases.iter().cloned().chain(cases.iter().map(|it| it.name.clone()));
    let members: Vec<String> = names.flat_map(|name| [format!("{name}-caller"), name]).collect();
    write_workspace(&folder, &members);
    let output = check(&folder);
    let refused = |name: &str| output.contains(&format!("could not compile `{name}-caller`"));
    for base in &bases {
        assert!(!refused(base), "the caller does not compile with its own crate:\n{output}");
    }
    let mut wrong = String::new();
    for Case { name, edits, diff } in &cases {
        assert!(!output.contains(&format!("could not compile `{name}` ")), "{edits}\n{output}");
        let changes: Vec<String> = diff
            .of(Class::Compile)
            .map(|it| format!("  {}: {} [{}]\n", it.subject, it.message, it.rule.id()))
            .collect();
        if changes.is_empty() == refused(name) {
            let errors = output.lines().filter(|line| line.starts_with(&format!("{name}-caller/"))).take(6);
            let errors: Vec<String> = errors.map(|line| format!("  {}\n", about(&folder, line))).collect();
            let _ = writeln!(wrong, "{name}: {edits}\n{}{}", changes.concat(), errors.concat());
        }
    }
    let count = cases.len();
    assert!(wrong.is_empty(), "of {count} changes, the report and the compiler disagree on these:\n\n{wrong}");
    count
}

#[test]
#[ignore = "compiles some 700 packages; the gate runs it"]
fn the_compiler_refuses_what_the_report_calls_source_breaking() {
    // `OASMITH_EDITS=oasmith.toml` selects the edits that contain this text, `OASMITH_EVERY=4` every fourth of them.
    let selected = std::env::var("OASMITH_EDITS").unwrap_or_default();
    let every: usize = std::env::var("OASMITH_EVERY").map_or(1, |it| it.parse().unwrap());
    let count = compare("source", |of, base, table| {
        let rows = support::rows(table).into_iter().map(|row| {
            let mut document = base.clone();
            row.edits.iter().for_each(|line| edit(&mut document, line));
            Edit::of_document(document, row.edits.join("\n"))
        });
        let settings = support::rows(SETTINGS).into_iter().filter(|_| of == "values");
        let all = rows.chain(settings.map(|row| Edit::of_settings(base.clone(), &row.edits.join("\n"))));
        all.filter(|edit| edit.about.contains(&selected)).step_by(every).collect()
    });
    assert!(count > 300 / every || !selected.is_empty(), "{count} edits");
}

/// `OASMITH_RANDOM_EDITS=FIRST..LAST` selects the seeds.
#[test]
#[ignore = "compiles many packages; the gate runs some"]
fn the_compiler_refuses_what_the_report_calls_source_breaking_of_random_edits() {
    let range = std::env::var("OASMITH_RANDOM_EDITS").unwrap_or_else(|_| "0..75".to_owned());
    let (first, last) = range.split_once("..").unwrap();
    let seeds: std::ops::Range<u64> = first.parse().unwrap()..last.parse().unwrap();
    let count = compare("source-random", |_, base, _| {
        let edited = seeds.clone().map(|seed| random::edited(base, seed));
        edited.map(|(document, about)| Edit::of_document(document, about)).collect()
    });
    // Few random edits leave a document with errors.
    let tried = DOCUMENTS.len() * usize::try_from(seeds.end - seeds.start).unwrap();
    assert!(count > tried / 2, "{count} of {tried} edits");
}

/// Adds the item that a line of the caller uses to a message of the compiler.
fn about(folder: &Path, message: &str) -> String {
    let mut parts = message.splitn(3, ':');
    let (Some(file), Some(line)) = (parts.next(), parts.next().and_then(|it| it.parse::<usize>().ok())) else {
        return message.to_owned();
    };
    let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
    let item = text.lines().nth(line.saturating_sub(2)).unwrap_or_default();
    format!("{} {message}", item.trim_start_matches("// "))
}
