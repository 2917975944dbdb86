//! Old names that `[api.keep]` keeps: callers of the old crate compile with the new one.
//!
//! `keep/renames.txt` renames everything in `keep/base.yaml` that has a name of its own. `keep/caller.rs` is written for the
//! crate of `keep/base.yaml`; `keep/keep.toml` keeps the names that it uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::config::{ApiConfig, Config};
use oasmith::diagnostic::{Code, Severity};
use oasmith::diff::{Class, Diff};
use oasmith::{Generated, Generation, Loaded};

const BASE: &str = include_str!("keep/base.yaml");
const RENAMES: &str = include_str!("keep/renames.txt");
const KEEP: &str = include_str!("keep/keep.toml");
const CALLER: &str = include_str!("keep/caller.rs");

/// Returns the next version of the document.
fn renamed() -> String {
    let rows = RENAMES.lines().filter_map(|line| line.split_once(" -> "));
    rows.fold(BASE.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    })
}

/// Returns settings with these lines.
fn settings(newtype: &str, lines: &str) -> ApiConfig {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = format!(
        "[[api]]\ndocument = 'zoo.yaml'\nout = ''\nname = 'zoo'\nworkspace-member = true\nruntime = 'crate'\n\
         runtime-path = '{}'\nnewtypes = ['{newtype}']\n{lines}",
        root.join("runtime").display()
    );
    Config::parse(Path::new("oasmith.toml"), &text).unwrap().apis.remove(0)
}

fn load(text: &str) -> Loaded {
    Loaded::parse(Path::new("zoo.yaml"), text.as_bytes().to_vec())
}

fn generated(generation: Generation) -> Generated {
    generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics))
}

fn listing(generated: &Generated) -> String {
    generated.outputs.iter().find(|output| output.path == "api.txt").unwrap().text.clone()
}

/// Returns the crate of the old document, and that of the new one, which keeps the old names.
fn crates() -> [Generated; 2] {
    let old = generated(load(BASE).generate(&settings("PetId", "")));
    let new = load(&renamed()).named_as(Some(listing(&old)));
    let new = generated(new.generate(&settings("AnimalId", KEEP)));
    [old, new]
}

fn diff(of_old: &ApiConfig, new: &str, of_new: &ApiConfig) -> Diff {
    let (diff, diagnosed) = load(new).diff_from(load(BASE), [of_old, of_new]);
    diff.unwrap_or_else(|| panic!("{diagnosed:?}"))
}

#[test]
fn kept_names_are_listed() {
    let [_, new] = crates();
    let text = listing(&new);
    let (_, lines) = text.split_once("\ndeprecated\n").unwrap();
    let expected = "  pets = operations::pets::Pets\n  pets.create_pet = animals.create\n";
    assert!(lines.starts_with(expected) && lines.contains("  types::PetId = types::AnimalId\n"), "{lines}");
    let manifest = new.outputs.iter().find(|output| output.path == "Cargo.toml").unwrap();
    assert!(manifest.text.contains("\nanimals = []\npets = [\"animals\"]\ntoys = []\n"), "{}", manifest.text);
    assert_eq!(new.group_features, ["animals", "pets", "toys"]);
}

/// The names of an existing crate keep the names of items, not the old names of the settings.
#[test]
fn kept_names_are_no_previous_names() {
    let [old, new] = crates();
    let again = load(&renamed()).named_as(Some(listing(&new)));
    let again = generated(again.generate(&settings("AnimalId", KEEP)));
    assert!(again.outputs == new.outputs);
    // The item of that name is another one when it comes back.
    let back = load(BASE).named_as(Some(listing(&new)));
    assert_eq!(listing(&generated(back.generate(&settings("PetId", "")))), listing(&old));
}

#[test]
fn kept_names_are_not_source_breaking() {
    let of_old = settings("PetId", "");
    let is_breaking = |diff: &Diff| diff.changes.iter().any(|change| change.class == Class::Compile);
    let kept = diff(&of_old, &renamed(), &settings("AnimalId", KEEP));
    let breaking: Vec<_> = kept.changes.iter().filter(|change| change.class == Class::Compile).collect();
    assert!(breaking.is_empty(), "{breaking:#?}");
    let renamed_operations: Vec<_> =
        kept.changes.iter().filter(|change| change.rule.id() == "operation-renamed").collect();
    assert!(renamed_operations.len() == 6 && renamed_operations.iter().all(|it| it.class == Class::Compatible));
    // Without any one of the lines, the crate breaks callers.
    let lines: Vec<&str> = KEEP.lines().filter(|line| line.contains(" = \"")).collect();
    assert!(lines.len() > 12);
    for line in lines {
        let without = KEEP.replacen(line, "", 1);
        assert!(is_breaking(&diff(&of_old, &renamed(), &settings("AnimalId", &without))), "{line}");
    }
}

/// A name that another operation has is not kept, although callers of it compile.
#[test]
fn exchanged_names_are_behavior_breaking() {
    let ids = ["operationId: list_toys", "operationId: throw"];
    let swapped =
        BASE.replace(ids[0], "operationId: none").replace(ids[1], ids[0]).replace("operationId: none", ids[1]);
    let found = diff(&settings("PetId", ""), &swapped, &settings("PetId", ""));
    let exchanged: Vec<_> = found.changes.iter().filter(|change| change.rule.id() == "method-changed").collect();
    assert!(exchanged.len() == 2 && exchanged.iter().all(|it| it.class == Class::Run), "{found:#?}");
}

/// The next release removes the lines.
#[test]
fn removed_old_names_are_source_breaking() {
    let of_old = settings("AnimalId", KEEP);
    let (kept, bare) = (renamed(), settings("AnimalId", "[api.rename]\nvariants = { 'Cost.Extent' = 'Span' }\n"));
    let (diff, _) = load(&kept).diff_from(load(&kept), [&of_old, &bare]);
    let changes = diff.unwrap().changes;
    let is_removed = |path: &str| {
        let message = format!("`{path}` removed");
        changes.iter().any(|change| change.class == Class::Compile && change.message == message)
    };
    for path in ["types::Pet", "types::Nick", "Client::pets", "operations::toys::Toys::throw"] {
        assert!(is_removed(path), "{path}: {changes:#?}");
    }
    assert!(changes.iter().any(|change| change.message == "feature `pets` removed"), "{changes:#?}");
}

#[test]
fn names_that_cannot_be_kept_are_explained() {
    let rows = [
        ("types = { Dog = 'Pett' }", "`Pett` is not that of a type", "did you mean `Pet`?"),
        ("types = { Dog = 'Elephant' }", "`Elephant` is not that of a type", "`api.txt`"),
        ("types = { Dog = 'Puppy', Puppy = 'Pet' }", "`Puppy` is not that of a type", "did you mean `Pet`?"),
        ("types = { Visit = 'Pet' }", "the crate has a type of this name", "remove the line"),
        ("types = { 'pet-x' = 'Pet' }", "which cannot be the name of a type", "such as `PetX`"),
        ("types = { Option = 'Pet' }", "which cannot be the name of a type", "remove the line"),
        ("types = { 'a\nb' = 'Pet' }", "which cannot be the name of a type", "such as `AB`"),
        (
            "operations = { 'cats.list' = 'pets.lst_pets' }",
            "`pets.lst_pets` is not that of an operation",
            "`pets.list_pets`?",
        ),
        ("operations = { 'cats.list' = 'list' }", "`list` is not that of an operation", "`api.txt`"),
        ("operations = { 'pets.get_pet' = 'toys.throw' }", "has an operation of this name", "remove the line"),
        ("operations = { 'list' = 'toys.throw' }", "which cannot be the name of an operation", "such as `pets.list`"),
        ("operations = { 'a.b.c' = 'toys.throw' }", "which cannot be the name of an operation", "such as `pets.list`"),
        (
            "operations = { 'clone.b' = 'toys.throw' }",
            "which cannot be the name of an operation",
            "such as `pets.list`",
        ),
        ("operations = { 'a.B' = 'toys.throw' }", "which cannot be the name of an operation", "such as `pets.list`"),
    ];
    for (line, why, help) in rows {
        let line = line.replace('\'', "\"").replace('\n', "\\n");
        let config = settings("PetId", &format!("\n[api.keep]\n{line}\n"));
        let Generation { document, diagnostics, result } = load(BASE).generate(&config);
        let of: Vec<_> = diagnostics.iter().filter(|it| it.code == Code::KeptName).collect();
        assert!(result.is_none() && of.len() == 1 && of[0].severity == Severity::Error, "{line}: {diagnostics:?}");
        assert!(of[0].message.contains(why), "{line}: {}", of[0].message);
        assert!(of[0].help.as_ref().is_some_and(|it| it.contains(help)), "{line}: {:?}", of[0].help);
        let placed = oasmith::diagnostic::Renderer::new(&document, false);
        let shown = placed.render(&placed.place(of)[0]);
        assert!(shown.contains("--> oasmith.toml:11:"), "{shown}");
        // In a comparison, the settings may belong to the other version.
        let (diff, diagnosed) = load(BASE).diff_from(load(BASE), [&config; 2]);
        assert!(diff.is_some_and(|diff| diff.changes.is_empty()), "{line}: {diagnosed:?}");
    }
    let twice = "[api.keep]\ntypes = { Dog = 'Pet', Dog = 'Visit' }\n";
    let text = format!("[[api]]\ndocument = 'a'\nout = ''\nname = 'zoo'\n{twice}");
    let error = Config::parse(Path::new("oasmith.toml"), &text).unwrap_err().to_string();
    assert!(error.starts_with("oasmith.toml:6:") && error.contains("duplicate key"), "{error}");
}

/// Writes a workspace with a crate, and a caller of it whose source begins with `attributes`.
fn write(folder: &Path, generated: &Generated, attributes: &str) {
    for output in &generated.outputs {
        let path = folder.join("zoo").join(&output.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &output.text).unwrap();
    }
    fs::create_dir_all(folder.join("caller/src")).unwrap();
    fs::write(folder.join("caller/src/main.rs"), format!("{attributes}{CALLER}")).unwrap();
    let manifest = "[package]\nname = \"caller\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         client = { package = \"zoo\", path = \"../zoo\", default-features = false, \
         features = [\"pets\", \"toys\", \"testing\"] }\n\
         tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";
    fs::write(folder.join("caller/Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"zoo\", \"caller\"]\n").unwrap();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).unwrap();
}

/// Runs Cargo in a workspace. Returns whether it succeeded, and its output.
fn cargo(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let (command, rest) = arguments.split_first().unwrap();
    let run = Command::new(env!("CARGO"))
        .args([command, "--quiet"])
        .args(rest)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("callers-target"))
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    (run.status.success(), String::from_utf8(run.stderr).unwrap())
}

#[test]
#[ignore = "compiles several crates; the gate runs it"]
fn callers_of_old_names_compile() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("keep");
    let [before, after] = ["old", "new"].map(|name| folder.join(name));
    let [old, new] = crates();
    write(&before, &old, "#![deny(warnings)]\n");
    write(&after, &new, "#![deny(warnings)]\n#![allow(deprecated)]\n");
    for folder in [&before, &after] {
        let (is_fine, output) = cargo(folder, &["check", "--package", "caller"]);
        assert!(is_fine && output.is_empty(), "{output}");
    }
    // The warnings name each old name of the settings.
    write(&after, &new, "");
    let (is_fine, output) = cargo(&after, &["check", "--package", "caller", "--message-format", "short"]);
    let mut lines = output.lines();
    assert!(is_fine && lines.all(|line| line.contains("use of deprecated") || line.contains("generated")), "{output}");
    for line in KEEP.lines().filter(|line| line.contains(" = \"") && !line.starts_with("variants")) {
        let old = line.split(" = ").next().unwrap().trim_matches('"').rsplit('.').next().unwrap();
        assert!(output.contains(&format!("::{old}`: renamed to `")), "{old}: {output}");
    }
    // The crate itself has no warnings, with any features.
    for features in ["", "pets", "animals", "toys", "pets,testing", "toys,testing"] {
        let lint =
            ["clippy", "--package", "zoo", "--no-default-features", "--features", features, "--", "-D", "warnings"];
        let (is_fine, output) = cargo(&after, &lint);
        assert!(is_fine, "{features}: {output}");
    }
    for command in [
        &["clippy", "--package", "zoo", "--", "-D", "warnings"][..],
        &["clippy", "--package", "zoo", "--all-features", "--", "-D", "warnings"],
        &["doc", "--package", "zoo", "--no-deps", "--all-features"],
    ] {
        let (is_fine, output) = cargo(&after, command);
        assert!(is_fine && output.is_empty(), "{command:?}: {output}");
    }
}
