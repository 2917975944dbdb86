//! Crates from several documents: what is common, what stays apart, and what the existing crate decides.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use oasmith::baseline::Baseline;
use oasmith::config::{ApiConfig, Config};
use oasmith::{emit, generate_all};
use tempfile::TempDir;

/// A folder with documents, settings and a crate.
struct Vendor(TempDir);

/// A document whose operation returns `Pet`, with these properties of `Pet` and of `Error`.
fn document(pet: &str, error: &str) -> String {
    format!(
        r##"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}},
        "paths": {{"/pets": {{"get": {{"operationId": "getPet", "tags": ["pets"], "responses": {{
            "200": {{"description": "a", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Pet"}}}}}}}},
            "default": {{"description": "b", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Error"}}}}}}}}
        }}}}}}}},
        "components": {{"schemas": {{
            "Pet": {{"type": "object", "properties": {{{pet}}}}},
            "Error": {{"type": "object", "properties": {{{error}}}}}
        }}}}}}"##
    )
}

const STRING: &str = r#": {"type": "string"}"#;

fn properties(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"{STRING}")).collect::<Vec<_>>().join(", ")
}

impl Vendor {
    fn new() -> Self {
        let vendor = Self(TempDir::new().unwrap());
        vendor.settings("documents = ['spec/**/*.json']");
        vendor
    }

    fn settings(&self, documents: &str) {
        let text = format!("[[api]]\nout = 'out'\nname = 'vendor'\n{documents}\n");
        fs::write(self.0.path().join("oasmith.toml"), text).unwrap();
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join("spec").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.0.path().join("spec").join(path)).unwrap();
    }

    fn config(&self) -> ApiConfig {
        Config::read(&self.0.path().join("oasmith.toml")).unwrap().apis.remove(0)
    }

    /// Generates and writes the crate. Returns its files.
    fn generate(&self) -> BTreeMap<String, String> {
        let config = self.config();
        let generations = generate_all(&config).unwrap();
        assert!(!generations.has_errors(), "{:?}", generations.unreadable);
        let outputs = generations.result.unwrap().outputs;
        let changes = emit::compare(&config.out, &outputs).unwrap();
        emit::apply(&config.out, &outputs, &changes).unwrap();
        outputs.into_iter().map(|it| (it.path, it.text)).collect()
    }

    fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(self.0.path()).args(arguments);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), "t").env(format!("GIT_{role}_EMAIL"), "t@example.com");
        }
        assert!(git.output().unwrap().status.success(), "{arguments:?}");
    }

    /// Returns the changes since the last commit, in the order of the report.
    fn changes(&self) -> Vec<String> {
        let config = self.config();
        let baseline = Baseline::of(&config).unwrap();
        let diff = oasmith::since(&baseline, &config).unwrap().unwrap().diff.unwrap();
        diff.changes.iter().map(|it| format!("{} {}", it.rule.id(), it.subject)).collect()
    }

    fn fails(&self) -> String {
        generate_all(&self.config()).unwrap_err()
    }
}

impl Vendor {
    /// Runs `work`, and returns the files of the crate that it writes.
    fn written(&self, work: impl FnOnce()) -> Vec<String> {
        let files = || {
            let all = fs::read_dir(self.0.path().join("out")).unwrap().map(|it| it.unwrap().path());
            let mut todo: Vec<PathBuf> = all.collect();
            let mut files = Vec::new();
            while let Some(path) = todo.pop() {
                match fs::read_dir(&path) {
                    Ok(folder) => todo.extend(folder.map(|it| it.unwrap().path())),
                    Err(_) => files.push(path),
                }
            }
            files
        };
        for path in files() {
            fs::File::options().write(true).open(path).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        }
        work();
        let is_written = |path: &PathBuf| path.metadata().unwrap().modified().unwrap() != SystemTime::UNIX_EPOCH;
        let relative = |path: PathBuf| path.strip_prefix(self.0.path().join("out")).unwrap().display().to_string();
        let mut written: Vec<String> = files().into_iter().filter(is_written).map(relative).collect();
        written.sort();
        written
    }
}

/// Returns whether the crate has a file of a type.
fn has(files: &BTreeMap<String, String>, path: &str) -> bool {
    files.contains_key(&format!("src/{path}.rs"))
}

#[test]
fn a_run_writes_only_what_a_changed_document_touches() {
    let vendor = Vendor::new();
    let error = properties(&["message"]);
    let own = |index: usize| properties(&["name", &format!("own{index}")]);
    for index in 0..12 {
        vendor.write(&format!("group{}/part{index}.json", index % 3), &document(&own(index), &error));
    }
    vendor.generate();
    assert_eq!(vendor.written(|| drop(vendor.generate())), [""; 0]);
    let part = "group1/part4.json";
    vendor.write(part, &document(&format!("{}, {}", own(4), properties(&["size"])), &error));
    let written = vendor.written(|| drop(vendor.generate()));
    assert_eq!(written, ["api/group1/part4.txt", "src/group1/part4/types/pet.rs"]);
    // A common type.
    vendor.write(part, &document(&own(4), &properties(&["code", "message"])));
    let written = vendor.written(|| drop(vendor.generate()));
    let expected = ["api.txt", "api/group1/part4.txt", "src/group1/part4/types/pet.rs", "src/types/error.rs"];
    assert_eq!(written, expected);
}

#[test]
fn a_common_type_is_in_the_nearest_module_of_its_documents() {
    let vendor = Vendor::new();
    let (pet, error) = (properties(&["name"]), properties(&["message"]));
    vendor.write("a/one.json", &document(&pet, &error));
    vendor.write("a/two.json", &document(&pet, &error));
    vendor.write("b/three.json", &document(&properties(&["name", "age"]), &error));
    let files = vendor.generate();
    assert!(has(&files, "types/error") && has(&files, "a/types/pet") && has(&files, "b/three/types/pet"));
    assert!(!has(&files, "a/one/types/pet") && !has(&files, "a/one/types/error"));
    assert!(files["src/a/one/types/mod.rs"].contains("pub use crate::a::types::Pet;"));
    assert!(files["src/a/one/types/mod.rs"].contains("pub use crate::types::Error;"));
    // The crate that exists changes nothing.
    assert!(vendor.generate() == files);
}

#[test]
fn places_stay_when_documents_come_and_go() {
    let vendor = Vendor::new();
    let (pet, error) = (properties(&["name"]), properties(&["message"]));
    vendor.write("a/one.json", &document(&pet, &error));
    vendor.write("a/two.json", &document(&pet, &error));
    assert!(has(&vendor.generate(), "a/types/pet"));
    // The nearest module of all three is the root, but `a::types::Pet` is a path that code may use.
    vendor.write("b/three.json", &document(&pet, &error));
    let files = vendor.generate();
    assert!(has(&files, "a/types/pet") && !has(&files, "types/pet"));
    assert!(files["src/b/three/types/mod.rs"].contains("pub use crate::a::types::Pet;"));
    // One document is left that has it.
    vendor.remove("a/two.json");
    vendor.remove("b/three.json");
    let files = vendor.generate();
    assert!(has(&files, "a/types/pet") && !has(&files, "a/one/types/pet"), "{:?}", files.keys());
}

#[test]
fn a_common_type_grows_with_one_of_its_documents() {
    let vendor = Vendor::new();
    let (pet, error) = (properties(&["name"]), properties(&["message"]));
    for path in ["a/one.json", "a/two.json", "b/three.json"] {
        vendor.write(path, &document(&pet, &error));
    }
    vendor.generate();
    // The new property has a type of its own, which only one document has.
    let owner = r#""owner": {"type": "object", "properties": {"kind": {"type": "string", "enum": ["x", "y"]}}}"#;
    vendor.write("a/two.json", &document(&format!("{pet}, {owner}"), &error));
    let files = vendor.generate();
    assert!(has(&files, "types/pet") && has(&files, "types/pet_owner") && has(&files, "types/pet_owner_kind"));
    assert!(!files.keys().any(|path| path.contains("two/types/pet") || path.contains("three/types/pet")));
    assert!(files["src/types/pet.rs"].contains("pub owner: Option<PetOwner>,"));
    assert!(files["src/b/three/types/mod.rs"].contains("pub use crate::types::Pet;"));
    assert!(
        files["api.txt"].contains("\n  Pet.name: Option<String>\n  Pet.owner: Option<PetOwner>  in some schemas\n")
    );
    assert!(vendor.generate() == files);
    // A property that all schemas had is no longer common if one has lost it.
    vendor.write("b/three.json", &document(&properties(&["age"]), &error));
    assert!(vendor.generate().keys().any(|path| path.ends_with("three/types/pet.rs")));
    vendor.write("b/three.json", &document(&pet, &error));
    fs::write(vendor.config().out.join("api.txt"), &files["api.txt"]).unwrap();
    for path in ["one", "two"] {
        let path = format!("api/a/{path}.txt");
        fs::write(vendor.config().out.join(&path), &files[&path]).unwrap();
    }
    fs::write(vendor.config().out.join("api/b/three.txt"), &files["api/b/three.txt"]).unwrap();
    assert!(vendor.generate() == files);
    // Another document gains another property: neither has all, but their type does.
    vendor.write("a/one.json", &document(&properties(&["name", "age"]), &error));
    let files_of_both = vendor.generate();
    assert!(!files_of_both.keys().any(|path| path.contains("one/types/pet") || path.contains("two/types/pet")));
    for line in ["Pet.age: Option<String>  in some schemas", "Pet.owner: Option<PetOwner>  in some schemas"] {
        assert!(files_of_both["api.txt"].contains(&format!("\n  {line}\n")), "{}", files_of_both["api.txt"]);
    }
    assert!(files_of_both["src/types/pet.rs"].contains("pub owner: Option<PetOwner>,"));
    assert!(vendor.generate() == files_of_both);
    // Both documents have both.
    vendor.write("a/one.json", &document(&format!("{pet}, {owner}"), &error));
    assert_eq!(vendor.generate()["src/types/pet.rs"], files["src/types/pet.rs"]);
}

/// A document whose operation returns `Pet`, with these properties of `Pet` and other component schemas.
fn with_schemas(pet: &str, schemas: &str) -> String {
    document(pet, &properties(&["message"])).replacen("\"Error\":", &format!("{schemas}, \"Error\":"), 1)
}

#[test]
fn a_common_type_grows_with_several_documents() {
    let vendor = Vendor::new();
    let owner = |values: &str, more: &str| {
        format!(
            r##""Owner": {{"type": "object", "properties": {{"pet": {{"$ref": "#/components/schemas/Pet"}}{more}}}}},
            "Owners": {{"type": "array", "items": {{"$ref": "#/components/schemas/Owner"}}}},
            "Kind": {{"type": "string", "enum": ["x"{values}]}},
            "Size": {{"oneOf": [{{"type": "string"}}, {{"type": "integer"}}{}]}}"##,
            if values.contains('y') { r#", {"type": "boolean"}"# } else { "" }
        )
    };
    let pet = |more: &str| {
        let reference = |name: &str| format!(r##"{{"$ref": "#/components/schemas/{name}"}}"##);
        let [owners, kind, size] = ["Owners", "Kind", "Size"].map(reference);
        format!(r#""owners": {owners}, "kind": {kind}, "size": {size}{more}"#)
    };
    for path in ["a.json", "b.json", "c.json"] {
        vendor.write(path, &with_schemas(&pet(""), &owner("", "")));
    }
    vendor.generate();
    // Two documents have a component schema of one name. One of its properties refers to the type that grows.
    let meta = |more: &str| format!(r##", "Meta": {{"type": "object", "properties": {{{more}}}}}"##);
    let refers = |name: &str| format!(r##", "{name}": {{"$ref": "#/components/schemas/Meta"}}"##);
    let schemas = owner(r#", "y""#, r#", "p": {"type": "string"}"#) + &meta(r#""a": {"type": "string"}"#);
    vendor.write("a.json", &with_schemas(&pet(&refers("one")), &schemas));
    let back = r##""pets": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}"##;
    let schemas = owner(r#", "z""#, r#", "q": {"type": "string"}"#) + &meta(back);
    vendor.write("b.json", &with_schemas(&pet(&refers("two")), &schemas));
    let files = vendor.generate();
    let common = ["pet", "owner", "owners", "kind", "size", "meta", "b_meta"];
    assert!(common.iter().all(|name| has(&files, &format!("types/{name}"))), "{:?}", files.keys());
    let own: Vec<&String> = files.keys().filter(|path| path.contains("/types/") && !path.ends_with("mod.rs")).collect();
    assert_eq!(own.iter().filter(|path| !path.starts_with("src/types/")).collect::<Vec<_>>(), [&"src/b/types/meta.rs"]);
    for line in [
        "Kind::Y = \"y\"  in some schemas",
        "Kind::Z = \"z\"  in some schemas",
        "Owner.p: Option<String>  in some schemas",
        "Owner.q: Option<String>  in some schemas",
        "Owner.pet: Option<Pet>",
        "Pet.one: Option<Meta>  in some schemas",
        "Pet.two: Option<BMeta>  in some schemas",
        "Size::Boolean(bool)  in some schemas",
        "BMeta.pets: Option<Vec<Pet>>",
    ] {
        assert!(files["api.txt"].contains(&format!("\n  {line}\n")), "{line}\n{}", files["api.txt"]);
    }
    assert!(vendor.generate() == files);
    // One of the documents goes.
    vendor.remove("a.json");
    let files = vendor.generate();
    assert!(has(&files, "types/pet") && has(&files, "types/kind") && !has(&files, "b/types/pet"));
}

/// A document whose operation fails with `Error` for 404, `Busy` for 409, and these types, and which has these schemas.
fn failing(types: &[(&str, &str)], schemas: &str) -> String {
    let busy = format!(r#""Busy": {{"type": "object", "properties": {{{}}}}}"#, properties(&["until"]));
    let text = with_schemas(&properties(&["name"]), &format!("{busy}{schemas}"));
    let busy = [("409", r##"{"$ref": "#/components/schemas/Busy"}"##)];
    let response = |(status, schema): &(&str, &str)| {
        format!(r#""{status}": {{"description": "e", "content": {{"application/json": {{"schema": {schema}}}}}}}, "#)
    };
    let responses: String = busy.iter().chain(types).map(response).collect();
    text.replacen("\"default\":", &format!("{responses}\"404\":"), 1)
}

/// Returns the responses of the enum in a listing.
fn listed<'f>(files: &'f BTreeMap<String, String>, path: &str) -> &'f str {
    let start = "Error404Or409 = 404 NotFound(Error) | 409 Conflict(Busy)";
    files[path].lines().find_map(|line| line.split_once(start)).map_or("none", |(_, rest)| rest)
}

#[test]
fn a_common_enum_of_errors_grows_with_each_of_its_documents() {
    let vendor = Vendor::new();
    for path in ["a.json", "b.json", "c.json"] {
        vendor.write(path, &failing(&[], ""));
    }
    assert_eq!(listed(&vendor.generate(), "api.txt"), "");
    // The body is a type that only one document has.
    let gone = |more: &str| format!(r#", "Gone": {{"type": "object", "properties": {{{}}}}}"#, properties(&[more]));
    let is_gone = ("410", r##"{"$ref": "#/components/schemas/Gone"}"##);
    vendor.write("a.json", &failing(&[is_gone], &gone("since")));
    let files = vendor.generate();
    assert_eq!(listed(&files, "api.txt"), " | 410 Gone(Gone)");
    assert!(has(&files, "types/gone") && files["src/errors.rs"].contains("Gone(crate::types::Gone),"));
    assert_eq!(listed(&files, "api/b.txt"), "");
    assert!(files["src/b/errors.rs"].contains("pub use crate::errors::Error404Or409;"));
    assert!(vendor.generate() == files);
    // The others have other bodies for the same status.
    vendor.write("b.json", &failing(&[is_gone, ("422", r#"{"type": "string"}"#)], &gone("until")));
    vendor.write("c.json", &failing(&[("410", r#"{"type": "array", "items": {"type": "string"}}"#)], ""));
    let files = vendor.generate();
    let [of_b, of_c] = ["410 GoneGone(Gone) | 422 UnprocessableContent(String)", "410 GoneVecString(Vec<String>)"];
    assert_eq!(listed(&files, "api/b.txt"), format!(" | {of_b}"));
    assert_eq!(listed(&files, "api/c.txt"), format!(" | {of_c}"));
    let all =
        " | 410 Gone(Gone) | 410 GoneGone(Gone) | 410 GoneVecString(Vec<String>) | 422 UnprocessableContent(String)";
    assert_eq!(listed(&files, "api.txt"), all);
    assert!(files["src/errors.rs"].contains("GoneGone(crate::b_common::types::Gone),"));
    assert!(vendor.generate() == files);
    // A document changes a body that callers know.
    vendor.write("c.json", &failing(&[("409", r#"{"type": "string"}"#)], ""));
    let files = vendor.generate();
    assert!(files["src/c/errors.rs"].contains("pub enum Error404Or409"));
    assert!(files["src/b/errors.rs"].contains("pub use crate::errors::Error404Or409;"));
    assert!(vendor.generate() == files);
    // Its documents go, and one stays.
    vendor.remove("c.json");
    vendor.remove("a.json");
    let files = vendor.generate();
    assert_eq!(listed(&files, "api.txt"), format!(" | {of_b}"));
    assert!(vendor.generate() == files);
}

#[test]
fn a_common_enum_of_errors_stays_where_it_is() {
    let vendor = Vendor::new();
    for path in ["a/one.json", "a/two.json"] {
        vendor.write(path, &failing(&[], ""));
    }
    assert!(vendor.generate()["api.txt"].contains("\na::errors\n  Error404Or409 = "));
    vendor.write("b/three.json", &failing(&[], ""));
    let files = vendor.generate();
    assert!(files["src/b/three/errors.rs"].contains("pub use crate::a::errors::Error404Or409;"));
    // The document needs the module, but not its accessors.
    let accessors = files["src/a/mod.rs"].split_once("pub struct A<'c>").unwrap().0;
    assert!(accessors.contains("#[cfg(feature = \"_a\")]\n/// The operations of this module."), "{accessors}");
    vendor.write("b/three.json", &failing(&[("410", r#"{"type": "string"}"#)], ""));
    assert_eq!(listed(&vendor.generate(), "api.txt"), " | 410 Gone(String)");
}

#[test]
fn a_property_that_documents_describe_differently_has_any_value() {
    let vendor = Vendor::new();
    let (name, error) = (properties(&["name"]), properties(&["message"]));
    for path in ["a.json", "b.json", "c.json"] {
        vendor.write(path, &document(&name, &error));
    }
    vendor.generate();
    vendor.write("a.json", &document(&properties(&["name", "age"]), &error));
    vendor.write("b.json", &document(&format!(r#"{name}, "age": {{"type": "integer"}}"#), &error));
    vendor.write("c.json", &document(&properties(&["name", "size"]), &error));
    let files = vendor.generate();
    assert!(["a", "b", "c"].iter().all(|of| !has(&files, &format!("{of}/types/pet"))));
    assert!(files["src/types/pet.rs"].contains("pub age: Option<Value>,"));
    assert!(files["src/types/pet.rs"].contains("pub size: Option<String>,"));
    assert!(vendor.generate() == files);
    // Callers know this property as a string, so that one of the types leaves.
    vendor.write("b.json", &document(&format!(r#"{name}, "size": {{"type": "integer"}}"#), &error));
    let files = vendor.generate();
    assert!(has(&files, "b/types/pet") != has(&files, "c/types/pet"));
    assert!(vendor.generate() == files);
}

#[test]
fn a_common_type_of_responses_gains_a_required_property() {
    let vendor = Vendor::new();
    let (pet, error) = (properties(&["name"]), properties(&["message"]));
    for path in ["a/one.json", "a/two.json", "b/three.json"] {
        vendor.write(path, &document(&pet, &error));
    }
    vendor.generate();
    let kind = format!("{}}}, \"required\": [\"kind\"], \"example\": {{", properties(&["name", "kind"]));
    vendor.write("a/two.json", &document(&kind, &error));
    let files = vendor.generate();
    assert!(!files.keys().any(|path| path.contains("two/types/pet") || path.contains("three/types/pet")));
    // Responses of the other documents lack it.
    assert!(files["api.txt"].contains("\n  Pet.kind: Option<String>  in some schemas\n"));
    assert!(vendor.generate() == files);
    // All responses have it, but callers know the field as an `Option`.
    for path in ["a/one.json", "b/three.json"] {
        vendor.write(path, &document(&kind, &error));
    }
    assert_eq!(vendor.generate()["api.txt"], files["api.txt"]);
    assert_eq!(vendor.generate()["src/types/pet.rs"], files["src/types/pet.rs"]);
    fs::remove_dir_all(vendor.config().out).unwrap();
    assert!(vendor.generate()["api.txt"].contains("\n  Pet.kind: String\n"));
}

#[test]
fn a_renamed_field_stays_when_properties_come_before_it() {
    let vendor = Vendor::new();
    let error = properties(&["message"]);
    let write = |path: &str, names: &[&str]| vendor.write(path, &document(&properties(names), &error));
    vendor.settings("documents = ['spec/**/*.json']\nrename = { fields = { 'Pet.name' = 'title' } }");
    write("a.json", &["name"]);
    write("b.json", &["name"]);
    vendor.generate();
    write("a.json", &["age", "name"]);
    write("b.json", &["fooBar", "name"]);
    let files = vendor.generate();
    let fields = [
        "Pet.age: Option<String>  in some schemas",
        "Pet.foo_bar: Option<String>  of fooBar  in some schemas",
        "Pet.title: Option<String>  of name",
    ];
    assert!(files["api.txt"].contains(&format!("\n  {}\n", fields.join("\n  "))), "{}", files["api.txt"]);
    // Two properties of one name in Rust.
    write("a.json", &["age", "foo_bar", "name"]);
    let files = vendor.generate();
    assert!(files["api.txt"].contains("\n  Pet.foo_bar_field: Option<String>  of foo_bar  in some schemas\n"));
    assert!(files["api.txt"].contains(&format!("\n  {}\n", fields[1])) && !has(&files, "b/types/pet"));
}

#[test]
fn several_documents_gain_required_properties() {
    let vendor = Vendor::new();
    let error = properties(&["message"]);
    for path in ["a.json", "b.json", "c.json"] {
        vendor.write(path, &document(&properties(&["name"]), &error));
    }
    vendor.generate();
    for (path, name) in [("a.json", "kind"), ("b.json", "size")] {
        let pet = format!("{}}}, \"required\": [\"{name}\"], \"example\": {{", properties(&["name", name]));
        vendor.write(path, &document(&pet, &error));
    }
    let files = vendor.generate();
    for line in ["Pet.kind: Option<String>  in some schemas", "Pet.size: Option<String>  in some schemas"] {
        assert!(files["api.txt"].contains(&format!("\n  {line}\n")), "{}", files["api.txt"]);
    }
    assert!(!has(&files, "b/types/pet") && vendor.generate() == files);
}

#[test]
fn a_field_of_a_common_type_stays_without_a_box() {
    let vendor = Vendor::new();
    let error = properties(&["message"]);
    let pet = r##""of": {"$ref": "#/components/schemas/Error"}"##;
    for path in ["a/one.json", "a/two.json", "b/three.json"] {
        vendor.write(path, &document(pet, &error));
    }
    assert!(vendor.generate()["src/types/pet.rs"].contains("pub of: Option<Error>,"));
    let with_pet = format!("{error}, {}", r##""pet": {"$ref": "#/components/schemas/Pet"}"##);
    for path in ["a/one.json", "a/two.json", "b/three.json"] {
        vendor.write(path, &document(pet, &with_pet));
    }
    let files = vendor.generate();
    assert!(files["src/types/pet.rs"].contains("pub of: Option<Error>,"));
    assert!(files["src/types/error.rs"].contains("pub pet: Option<Box<Pet>>,"));
    assert!(files["api.txt"].contains("\n  Pet.of: Option<Error>  without a box\n"));
    assert!(vendor.generate() == files);
}

#[test]
fn two_types_of_the_existing_crate_stay_two() {
    let vendor = Vendor::new();
    let error = properties(&["message"]);
    vendor.write("a.json", &document(&properties(&["name"]), &error));
    vendor.write("b.json", &document(&properties(&["name", "age"]), &error));
    let files = vendor.generate();
    assert!(has(&files, "a/types/pet") && has(&files, "b/types/pet"));
    // Now they are equal; code may implement a trait for each.
    vendor.write("a.json", &document(&properties(&["name", "age"]), &error));
    let files = vendor.generate();
    assert!(has(&files, "a/types/pet") && has(&files, "b/types/pet") && !has(&files, "types/pet"));
    // A new document may have the type of one of them in common with it.
    vendor.write("c.json", &document(&properties(&["name", "age"]), &error));
    let files = vendor.generate();
    assert!(has(&files, "types/pet") && has(&files, "b/types/pet") && !has(&files, "c/types/pet"));
    // Without the crate, they are one.
    fs::remove_dir_all(vendor.config().out).unwrap();
    let files = vendor.generate();
    assert!(has(&files, "types/pet") && !has(&files, "b/types/pet"));
}

#[test]
fn two_common_types_of_one_name_have_two_modules() {
    let vendor = Vendor::new();
    for (path, error) in [("a.json", "x"), ("b.json", "x"), ("c.json", "y"), ("d.json", "y")] {
        vendor.write(path, &document(&properties(&["name"]), &properties(&[error])));
    }
    let files = vendor.generate();
    assert!(has(&files, "types/error") && has(&files, "c_common/types/error"), "{:?}", files.keys());
    assert!(files["src/lib.rs"].contains("pub mod c_common;"));
    assert!(vendor.generate() == files);
}

#[test]
fn common_types_that_become_equal_stay_one_each() {
    let vendor = Vendor::new();
    let write = |[ab, cd]: [&str; 2]| {
        for (path, error) in [("a.json", ab), ("b.json", ab), ("c.json", cd), ("d.json", cd)] {
            vendor.write(path, &document(&properties(&["name"]), &properties(&[error])));
        }
    };
    write(["x", "y"]);
    let files = vendor.generate();
    write(["y", "y"]);
    let equal = vendor.generate();
    assert!(equal.keys().eq(files.keys()), "{:?}", equal.keys());
    assert!(equal["src/d/types/mod.rs"].contains("pub use crate::c_common::types::Error;"));
}

#[test]
fn a_common_alias_stays_an_alias() {
    let vendor = Vendor::new();
    let values = |name: &str| format!(r#""{name}": {{"type": "string", "enum": ["a", "b"]}}"#);
    for path in ["a.json", "b.json"] {
        vendor.write(path, &document(&values("size"), &values("reason")));
    }
    let files = vendor.generate();
    assert!(files["api.txt"].contains("  type PetSize = ErrorReason  of Pet.size\n"), "{}", files["api.txt"]);
    assert!(vendor.generate() == files);
}

#[test]
fn names_of_documents_are_names_of_modules() {
    let vendor = Vendor::new();
    let text = document(&properties(&["name"]), &properties(&["message"]));
    for path in
        ["types.json", "self.json", "2026-03.json", "Ünï code.json", "con.json", "testing/oauth2.json", "a/fn.json"]
    {
        vendor.write(path, &text);
    }
    let files = vendor.generate();
    let modules: Vec<&str> = files["api.txt"]
        .lines()
        .filter_map(|it| it.strip_prefix("  ")?.split_once("  feature ").map(|it| it.0))
        .collect();
    assert_eq!(modules.len(), 7, "{modules:?}");
    assert!(
        modules.contains(&"types_api") && modules.contains(&"v2026_03") && modules.contains(&"testing_api::oauth2"),
        "{modules:?}"
    );
    vendor.settings("documents = ['spec/types.json', { path = 'spec/self.json', module = 'types_api' }]");
    assert!(vendor.fails().contains("both have the module `types_api`"), "{}", vendor.fails());
    vendor.settings("documents = ['spec/types.json', { path = 'spec/self.json', module = 'types_api::inner' }]");
    assert!(vendor.fails().contains("has the module `types_api`, and"), "{}", vendor.fails());
    vendor.settings("documents = ['spec/types.json', { path = 'spec/self.json', feature = 'types-api' }]");
    assert!(vendor.fails().contains("both have the feature `types-api`"), "{}", vendor.fails());
    vendor.settings("documents = ['none/*.json']");
    assert!(vendor.fails().contains("no file matches it"), "{}", vendor.fails());
}

#[test]
fn a_setting_must_match_in_some_document() {
    let vendor = Vendor::new();
    vendor.write("a.json", &document(&properties(&["name"]), &properties(&["message"])));
    vendor.write("b.json", &document(&properties(&["age"]), &properties(&["message"])).replace("Pet", "Cat"));
    let messages = |settings: &str| {
        vendor.settings(&format!("documents = ['spec/*.json']\n{settings}"));
        let generations = generate_all(&vendor.config()).unwrap();
        let all = generations.documents.iter().flat_map(|(_, all)| all);
        all.map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(messages("rename = { types = { Cat = 'Tiger' } }"), Vec::<String>::new());
    let missing = messages("rename = { types = { Dog = 'Wolf' } }");
    assert!(missing.len() == 1 && missing[0].contains("Dog"), "{missing:?}");
}

/// Many documents do not stay in memory until the crate is rendered.
#[test]
fn only_the_reported_lines_of_documents_stay() {
    let vendor = Vendor::new();
    let text = document(&properties(&["name"]), &properties(&["message"]));
    let text = text.replace("\"name\": {", &format!("\"name\": {{{} \"x\": 1, ", " ".repeat(9_000)));
    vendor.write("a.json", &text);
    vendor.write("b.json", &text.replace("Pet", "Cat"));
    let generations = generate_all(&vendor.config()).unwrap();
    let kept = |document: &oasmith::source::Document| document.files.iter().map(|it| it.text.len()).sum::<usize>();
    let kept: Vec<usize> = generations.documents.iter().map(|(document, _)| kept(document)).collect();
    assert!(text.len() > 9_000 && kept.len() == 2 && kept.iter().all(|bytes| *bytes < 5_000), "{kept:?}");
}

#[test]
fn a_document_with_errors_hides_no_other() {
    let vendor = Vendor::new();
    vendor.write("a.json", &document(&properties(&["name"]), &properties(&["message"])));
    vendor.write("b.json", "{");
    let generations = generate_all(&vendor.config()).unwrap();
    assert!(generations.has_errors());
    let generated = generations.result.unwrap();
    assert_eq!((generated.documents, generated.counts.operations), (1, 1));
    // Its names and places are still known when it is mended.
    let two = document(&properties(&["name", "age"]), &properties(&["message"]));
    vendor.write("b.json", &two);
    assert!(has(&vendor.generate(), "b/types/pet"));
    vendor.write("b.json", "{");
    let outputs = generate_all(&vendor.config()).unwrap().result.unwrap().outputs;
    assert!(outputs.iter().any(|it| it.path == "api/b.txt") && !outputs.iter().any(|it| it.path.starts_with("src/b/")));
    let changes = emit::compare(&vendor.config().out, &outputs).unwrap();
    emit::apply(&vendor.config().out, &outputs, &changes).unwrap();
    vendor.write("a.json", &two);
    vendor.write("b.json", &two);
    assert!(has(&vendor.generate(), "a/types/pet") && has(&vendor.generate(), "b/types/pet"));
}

#[test]
fn changes_of_all_documents_are_one_report() {
    let vendor = Vendor::new();
    let (pet, error) = (properties(&["name"]), properties(&["message"]));
    for path in ["a.json", "b.json", "c.json"] {
        vendor.write(path, &document(&pet, &error));
    }
    vendor.generate();
    vendor.git(&["init", "-q", "-b", "main"]);
    vendor.git(&["add", "-A"]);
    vendor.git(&["commit", "-q", "-m", "all"]);
    assert_eq!(vendor.changes(), Vec::<String>::new());
    // Another type of a property in one document: its type is no longer that of the others.
    vendor.write("a.json", &document(r#""name": {"type": "integer"}"#, &error));
    assert_eq!(vendor.changes(), ["type-split a::Pet", "member-type-changed a::Pet.name"]);
    // One more property in one document: the others get it too.
    vendor.write("a.json", &document(&properties(&["name", "age"]), &error));
    assert_eq!(vendor.changes(), ["member-added-optional a::Pet.age"]);
    // The same of all.
    vendor.write("b.json", &document(&properties(&["name", "age"]), &error));
    vendor.write("c.json", &document(&properties(&["name", "age"]), &error));
    let added = ["a::Pet.age", "b::Pet.age", "c::Pet.age"].map(|it| format!("member-added-optional {it}"));
    assert_eq!(vendor.changes(), added);
    // A document comes, and one goes.
    vendor.git(&["checkout", "-q", "spec"]);
    vendor.remove("c.json");
    vendor.write("d.json", &document(&pet, &error));
    assert_eq!(vendor.changes(), ["document-removed c", "document-added d"]);
    // Callers without default features name features.
    vendor.git(&["checkout", "-q", "spec"]);
    vendor.remove("d.json");
    vendor.settings("documents = [{ path = 'spec/a.json', feature = 'x' }, { path = 'spec/b.json', default = false }, 'spec/c.json']");
    assert_eq!(vendor.changes(), ["feature-needed a", "feature-needed b"]);
}

/// A document that requires a token by a security scheme of this name, and declares other schemes.
fn secured(name: &str, others: &str) -> String {
    let text = document(&properties(&["name"]), &properties(&["message"]));
    let security = format!(r#""security": [{{"{name}": []}}], "paths""#);
    let schemes =
        format!(r#""components": {{"securitySchemes": {{"{name}": {{"type": "http", "scheme": "bearer"}}{others}}},"#);
    text.replacen("\"paths\"", &security, 1).replacen("\"components\": {", &schemes, 1)
}

#[test]
fn credentials_stay_when_documents_come() {
    let vendor = Vendor::new();
    vendor.write("a.json", &secured("token", ""));
    vendor.write("b.json", &secured("bearer", ""));
    let lines = |files: &BTreeMap<String, String>| -> Vec<String> {
        let lines = files["api.txt"].lines().filter(|line| line.contains("(token)") || line.contains("(key)"));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    let files = vendor.generate();
    assert_eq!(lines(&files), ["ClientBuilder::bearer_token(token)  token"]);
    assert!(files["src/b/operations/pets.rs"].contains(r#".security(&[&["token"]])"#));
    // A name that more documents have, and a document with two credentials of the kind.
    let other = r#", "legacy": {"type": "http", "scheme": "bearer"}, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}"#;
    for path in ["c.json", "d.json", "e.json"] {
        vendor.write(path, &secured("bearer", ""));
    }
    vendor.write("f.json", &secured("token", other));
    let files = vendor.generate();
    let expected = [
        "ClientBuilder::bearer_token(token)  token",
        "ClientBuilder::key(key)  key",
        "ClientBuilder::legacy(token)  legacy",
    ];
    let mut found = lines(&files);
    found.sort();
    assert_eq!(found, expected);
    assert!(files["src/e/operations/pets.rs"].contains(r#".security(&[&["token"]])"#));
}

#[test]
fn the_longest_descriptions_stay() {
    let vendor = Vendor::new();
    let pet = |about: &str| format!(r#""name": {{"type": "string", "description": "{about}"}}"#);
    vendor.write("a.json", &document(&pet("A name."), &properties(&["message"])));
    vendor.write("b.json", &document(&pet("The name by which everybody calls it."), &properties(&["message"])));
    let files = vendor.generate();
    assert!(
        files["src/types/pet.rs"].contains("/// The name by which everybody calls it."),
        "{}",
        files["src/types/pet.rs"]
    );
}

#[test]
fn an_inspection_has_the_first_difference() {
    let vendor = Vendor::new();
    let (pet, error) = (properties(&["name"]), properties(&["message"]));
    vendor.write("a.json", &document(&pet, &error));
    vendor.write("b.json", &document(&format!("{pet}, \"age\": {{\"type\": \"integer\"}}"), &error));
    let all = oasmith::inspect_all(&vendor.config()).unwrap();
    let schema = |index: usize, name: &str| {
        let schemas = &all[index].api.as_ref().unwrap().schemas;
        schemas.iter().find(|it| it.rust == format!("types::{name}")).unwrap().clone()
    };
    let difference = |index: usize| schema(index, "Pet").differs.map(|it| (it.module, it.difference)).unwrap();
    assert_eq!(difference(0), ("b".to_owned(), "property `age` is only there".to_owned()));
    assert_eq!(difference(1), ("a".to_owned(), "property `age` is only here".to_owned()));
    assert_eq!((schema(0, "Error").common.as_deref(), schema(0, "Error").differs), (Some("types::Error"), None));
}

#[test]
fn long_chains_and_deep_schemas_are_compared() {
    let vendor = Vendor::new();
    let chain = |last: &str| {
        let types = (0..1500).map(|index| match index {
            1499 => format!(r#""T{index}": {{"type": "object", "properties": {{{}}}}}"#, properties(&[last])),
            _ => format!(
                r##""T{index}": {{"type": "object", "properties": {{"next": {{"$ref": "#/components/schemas/T{}"}}}}}}"##,
                index + 1
            ),
        });
        let deep =
            format!("{}{}{}", r#"{"type": "array", "items": "#.repeat(200), r#"{"type": "string"}"#, "}".repeat(200));
        let types: Vec<String> = types.chain([format!("\"Deep\": {deep}")]).collect();
        let info = r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}"#;
        format!("{info}, \"components\": {{\"schemas\": {{{}}}}}}}", types.join(","))
    };
    for (path, last) in [("a.json", "x"), ("b.json", "x"), ("c.json", "y")] {
        vendor.write(path, &chain(last));
    }
    let files = vendor.generate();
    assert!(has(&files, "types/t0") && has(&files, "c/types/t0") && has(&files, "types/deep"));
    // The end of the chain changes in one document, so that no type of it stays common; then it grows.
    vendor.write("b.json", &chain("z"));
    assert!(has(&vendor.generate(), "b/types/t0"));
    fs::remove_dir_all(vendor.config().out).unwrap();
    vendor.write("b.json", &chain("x"));
    vendor.generate();
    vendor.write("b.json", &chain("x").replace(&properties(&["x"]), &properties(&["x", "z"])));
    let grown = vendor.generate();
    assert!(has(&grown, "types/t0") && !has(&grown, "b/types/t0") && grown["src/types/t1499.rs"].contains("pub z:"));
    vendor.write("b.json", &chain("x"));
    // The difference is further away than the comparison goes.
    let all = oasmith::inspect_all(&vendor.config()).unwrap();
    let first = all[2].api.as_ref().unwrap().schemas.iter().find(|it| it.rust == "types::T0").unwrap();
    assert_eq!(first.differs.as_ref().map(|it| it.difference.as_str()), Some("the types that they use differ"));
}

#[test]
fn text_of_documents_hides_no_feature_and_links_no_folder() {
    let vendor = Vendor::new();
    let text = document(&properties(&["name"]), &properties(&["message"]));
    vendor.write("a.json", &text.replace("\"title\": \"T\"", "\"title\": \", off by default  x\""));
    vendor.write("b.json", &text);
    vendor.generate();
    vendor.git(&["init", "-q", "-b", "main"]);
    vendor.git(&["add", "-A"]);
    vendor.git(&["commit", "-q", "-m", "all"]);
    vendor.settings("documents = [{ path = 'spec/a.json', default = false }, 'spec/b.json']");
    assert_eq!(vendor.changes(), ["feature-needed a"]);
    for feature in ["a.b", "_a", "ä", "rustls", "a b", ""] {
        vendor.settings(&format!("documents = [{{ path = 'spec/a.json', feature = '{feature}' }}]"));
        assert!(vendor.fails().contains("must have ASCII letters"), "{feature}: {}", vendor.fails());
    }
    assert!(vendor.fails().contains("oasmith.toml:4:1: `documents`"), "{}", vendor.fails());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(".", vendor.0.path().join("spec/again")).unwrap();
        vendor.settings("documents = ['spec/**/*.json']");
        assert_eq!(vendor.config().document_parts().unwrap().len(), 2);
    }
}
