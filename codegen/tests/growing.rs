//! Additions to a document do not break code that uses the crate as its documentation shows.
//!
//! `growing/caller.rs` uses every public item of the crate of `growing/base.yaml`. It is compiled against the crate of each
//! document in which `growing/edits.txt` adds something. The files `growing/shared*` do the same for types that several items share,
//! with the features of one group alone, `growing/values*` for bodies that may be null, maps, media types and pages, and
//! `growing/events*` for server-sent events. The files `growing/documents*` do it for types that several documents have in common, with the features of two of three documents.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::config::{ApiConfig, Config};
use oasmith::diff::Class;
use oasmith::{Loaded, emit, generate_all};
use serde_json::Value;

use crate::support;
use crate::support::tls;
use crate::support::{Row, edit};

/// A document, additions to it, and a caller of its crate with the features that it names.
struct Set {
    base: &'static str,
    edits: &'static str,
    caller: &'static str,
    features: &'static str,
}

const EVERYTHING: Set = Set {
    base: include_str!("growing/base.yaml"),
    edits: include_str!("growing/edits.txt"),
    caller: include_str!("growing/caller.rs"),
    features: "features = [\"testing\"]",
};

const SHARED: Set = Set {
    base: include_str!("growing/shared.yaml"),
    edits: include_str!("growing/shared.txt"),
    caller: include_str!("growing/shared_caller.rs"),
    features: "default-features = false, features = [\"shops\"]",
};

const VALUES: Set = Set {
    base: include_str!("growing/values.yaml"),
    edits: include_str!("growing/values.txt"),
    caller: include_str!("growing/values_caller.rs"),
    features: "features = [\"testing\"]",
};

/// A document that has gained all of its edits, and a caller that exchanges requests and responses with a server.
const SERVED: Set =
    Set { edits: include_str!("growing/served.txt"), caller: include_str!("growing/served_caller.rs"), ..VALUES };

const EVENTS: Set = Set {
    base: include_str!("growing/events.yaml"),
    edits: include_str!("growing/events.txt"),
    caller: include_str!("growing/events_caller.rs"),
    features: "features = [\"testing\"]",
};

const DOCUMENTS: Set = Set {
    base: include_str!("growing/documents.yaml"),
    edits: include_str!("growing/documents.txt"),
    caller: include_str!("growing/documents_caller.rs"),
    features: "default-features = false, features = [\"a\", \"b\"]",
};

/// Writes the crate of a document and a caller of it. Returns the crate's `api.txt`.
fn write(folder: &Path, name: &str, document: &Value, set: &Set, listing: Option<&String>) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let config = ApiConfig {
        workspace_member: true,
        runtime: oasmith::config::RuntimeForm::Crate,
        runtime_path: Some(root.join("runtime").display().to_string()),
        ..ApiConfig::new("api.json", "", name)
    };
    let loaded = Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
    let generation = loaded.named_as(listing.cloned()).generate(&config);
    let generated = generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics));
    let mut api = String::new();
    for output in generated.outputs {
        let path = folder.join(name).join(&output.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &output.text).unwrap();
        if output.path == "api.txt" {
            api = output.text;
        }
    }
    write_caller(folder, name, set);
    api
}

fn write_caller(folder: &Path, name: &str, set: &Set) {
    let caller = folder.join(format!("{name}-caller"));
    fs::create_dir_all(caller.join("src")).unwrap();
    fs::write(caller.join("src/main.rs"), set.caller).unwrap();
    let features = set.features;
    let manifest = format!(
        "[package]\nname = \"{name}-caller\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         client = {{ package = \"{name}\", path = \"../{name}\", {features} }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    );
    fs::write(caller.join("Cargo.toml"), manifest).unwrap();
}

/// Writes the crate of three documents, with the names of the crate that is there. Returns its files.
fn write_documents(folder: &Path, name: &str, edits: &[String]) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let spec = folder.join(format!("{name}-spec"));
    fs::create_dir_all(&spec).unwrap();
    for document in ["a", "b", "c"] {
        let mut value: Value = serde_yaml::from_str(DOCUMENTS.base).unwrap();
        let edits = edits.iter().filter_map(|line| line.split_once(' ')).filter(|(of, _)| of.contains(document));
        edits.for_each(|(_, line)| edit(&mut value, line));
        fs::write(spec.join(format!("{document}.json")), value.to_string()).unwrap();
    }
    let settings = folder.join(format!("{name}.toml"));
    fs::write(&settings, format!("[[api]]\nname = '{name}'\nout = '{name}'\ndocuments = ['{name}-spec/*.json']\n"))
        .unwrap();
    let config = ApiConfig {
        workspace_member: true,
        runtime: oasmith::config::RuntimeForm::Crate,
        runtime_path: Some(root.join("runtime").display().to_string()),
        ..Config::read(&settings).unwrap().apis.remove(0)
    };
    let generations = generate_all(&config).unwrap();
    assert!(!generations.has_errors(), "{edits:?}");
    let outputs = generations.result.unwrap().outputs;
    let changes = emit::compare(&config.out, &outputs).unwrap();
    emit::apply(&config.out, &outputs, &changes).unwrap();
    outputs.into_iter().map(|it| (it.path, it.text)).collect()
}

/// Writes the crates of several documents, each with the names of the crate without additions. Generated again, it is the same.
fn write_all_documents(folder: &Path) -> Vec<(String, String)> {
    let rows = support::rows(DOCUMENTS.edits).into_iter().map(|row| row.edits);
    let all = [Vec::new()].into_iter().chain(rows).enumerate().map(|(index, edits)| {
        let name = format!("documents{index}");
        write_documents(folder, &name, &[]);
        let files = write_documents(folder, &name, &edits);
        assert!(write_documents(folder, &name, &edits) == files, "{edits:?}");
        let own = ["a", "b", "c"].map(|document| format!("src/{document}/errors.rs"));
        let has_common = own.iter().all(|path| files[path].contains("pub use crate::errors::Error404Or409;"));
        assert!(files.contains_key("src/types/pet.rs") && has_common, "{edits:?}");
        let own = |path: &&String| {
            let is_of_document = ["a", "b", "c"].iter().any(|it| path.starts_with(&format!("src/{it}/types/")));
            is_of_document && !path.ends_with("mod.rs") && !path.ends_with("required.rs")
        };
        // Another type has the name of this one, and nothing uses the others: the field has any value.
        let is_any =
            ["pet", "visit"].iter().any(|it| files[&format!("src/types/{it}.rs")].contains("color: Option<Value>"));
        let own = files.keys().filter(own).filter(|path| *path != "src/b/types/tag.rs" && !is_any);
        assert_eq!(own.collect::<Vec<_>>(), [""; 0], "{edits:?}");
        write_caller(folder, &name, &DOCUMENTS);
        (name, edits.join("\n"))
    });
    all.collect()
}

/// The folder of compiled dependencies, which several tests share.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("callers-target")
}

/// Returns the names of the callers that do not compile, with the compiler's output. `packages` are those to check.
fn broken(folder: &Path, names: &[String], packages: &[&str]) -> (Vec<String>, String) {
    let mut members = String::new();
    for name in names {
        tls::remove(&folder.join(name));
        let _ = write!(members, "\"{name}\", \"{name}-caller\", ");
    }
    fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n")).unwrap();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).unwrap();
    let run = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--keep-going", "--message-format", "short"])
        .args(packages)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .output()
        .unwrap();
    let output = String::from_utf8(run.stderr).unwrap();
    let failed =
        |name: &&String| ["", "-caller"].iter().any(|of| output.contains(&format!("could not compile `{name}{of}`")));
    let broken: Vec<String> = names.iter().filter(failed).cloned().collect();
    assert!(run.status.success() || !broken.is_empty(), "{output}");
    (broken, output)
}

/// The largest number of additions in a document whose caller is compiled. Several additions are one, and fewer documents take less
/// time; `OASMITH_EACH` compiles the caller of each addition.
const TOGETHER: usize = 10;

/// Returns the edits of several rows together, unless they are of one place.
fn groups(table: &str) -> Vec<Vec<String>> {
    let most = if std::env::var_os("OASMITH_EACH").is_some() { 1 } else { TOGETHER };
    let place = |line: &String| line.split(" = ").next().unwrap_or_default().trim_end_matches("/-").to_owned();
    let are_apart = |one: &String, other: &String| {
        let (one, other) = (place(one) + "/", place(other) + "/");
        !one.starts_with(&other) && !other.starts_with(&one)
    };
    let mut groups: Vec<(usize, Vec<String>)> = Vec::new();
    for Row { edits, .. } in support::rows(table) {
        let fits = |of: &[String]| edits.iter().all(|edit| of.iter().all(|other| are_apart(edit, other)));
        match groups.last_mut().filter(|(count, of)| *count < most && fits(of)) {
            Some((count, of)) => {
                *count += 1;
                of.extend(edits);
            }
            None => groups.push((1, edits)),
        }
    }
    groups.into_iter().map(|(_, edits)| edits).collect()
}

/// Runs a caller.
fn run(folder: &Path, name: &str) {
    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", name])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Writes the crates of a set and their callers. Each document is generated twice: the second time, it has the names of the first.
fn write_all(folder: &Path, prefix: &str, set: &Set) -> Vec<(String, String)> {
    let base: Value = serde_yaml::from_str(set.base).unwrap();
    let name = format!("{prefix}-base");
    let listing = write(folder, &name, &base, set, None);
    let mut all = vec![(name, String::new())];
    for (index, lines) in groups(set.edits).into_iter().enumerate() {
        let mut document = base.clone();
        lines.iter().for_each(|line| edit(&mut document, line));
        let name = format!("{prefix}-grown{index}");
        let next = write(folder, &name, &document, set, Some(&listing));
        assert_eq!(write(folder, &name, &document, set, Some(&next)), next, "{lines:?}");
        all.push((name, lines.join("\n")));
    }
    all
}

/// The changes that would break callers, by `oasmith diff`.
fn breaking(set: &Set) -> Vec<String> {
    let base: Value = serde_yaml::from_str(set.base).unwrap();
    let config = ApiConfig::new("api.json", "", "client");
    let load = |document: &Value| Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
    let mut found = Vec::new();
    for Row { edits: lines, .. } in support::rows(set.edits) {
        let mut document = base.clone();
        lines.iter().for_each(|line| edit(&mut document, line));
        let (diff, diagnostics) = load(&document).diff_from(load(&base), [&config; 2]);
        let changes = diff.unwrap_or_else(|| panic!("{diagnostics:?}")).changes;
        let breaking = changes.iter().filter(|it| it.class == Class::Compile);
        found.extend(breaking.map(|it| format!("{} {}: {}", it.rule.id(), it.subject, it.message)));
    }
    found
}

/// The existing crate determines boxes, but `api.txt` does not list them.
#[test]
fn an_unchanged_document_changes_nothing() {
    let config = ApiConfig::new("api.yaml", "", "client");
    for document in [EVERYTHING.base, SHARED.base, VALUES.base, EVENTS.base, include_str!("growing/recursive.yaml")] {
        let generate = |listing: Option<String>| {
            let loaded = Loaded::parse(Path::new("api.yaml"), document.into());
            loaded.named_as(listing).generate(&config).result.unwrap().outputs
        };
        let first = generate(None);
        let listing = first.iter().find(|it| it.path == "api.txt").map(|it| it.text.clone());
        let second = generate(listing);
        let changed = first.iter().zip(&second).filter(|(one, two)| one != two).map(|(one, _)| one.path.as_str());
        assert_eq!(changed.collect::<Vec<_>>(), [""; 0]);
        assert_eq!(first.len(), second.len());
    }
}

/// Only the object schema that had no properties stays a map.
#[test]
fn new_object_schemas_beside_maps_are_structs() {
    let base: Value = serde_yaml::from_str(VALUES.base).unwrap();
    let config = ApiConfig::new("api.json", "", "client");
    let listing = |document: &Value, listing: Option<String>| {
        let loaded = Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
        let outputs = loaded.named_as(listing).generate(&config).result.unwrap().outputs;
        outputs.into_iter().find(|it| it.path == "api.txt").unwrap().text
    };
    let object =
        r#"{"type": "object", "required": ["q"], "properties": {"q": {"type": "string", "format": "binary"}}}"#;
    let maps = "/paths/~1maps/post";
    for (place, expected) in [
        (format!("{maps}/requestBody/content/multipart~1form-data"), "Multipart(multipart &ValuesMapAllForm)"),
        (
            format!("{maps}/responses/200/content/application~1vnd.x+json"),
            "struct ValuesMapAllResponse200ApplicationVndXJson",
        ),
        (format!("{maps}/parameters/-"), "more: &ValuesMapAllMore"),
        ("/components/schemas/Maps/properties/lists/oneOf/-".to_owned(), "MapsLists::Variant3(MapsListsVariant3)"),
        ("/components/schemas/Maps/properties/other".to_owned(), "Maps.other: Option<MapsOther>"),
        ("/components/schemas/Settings/additionalProperties".to_owned(), "struct Settings"),
    ] {
        let mut document = base.clone();
        let value = match place.rsplit('/').next().unwrap() {
            "additionalProperties" => "false".to_owned(),
            "-" if place.contains("parameters") => format!(r#"{{"name": "more", "in": "query", "schema": {object}}}"#),
            last if last.contains('~') => format!(r#"{{"schema": {object}}}"#),
            _ => object.to_owned(),
        };
        edit(&mut document, &format!("{place} = {value}"));
        if expected == "struct Settings" {
            edit(&mut document, r#"/components/schemas/Settings/properties = {"x": {"type": "string"}}"#);
        }
        let grown = listing(&document, Some(listing(&base, None)));
        assert!(grown.contains(expected), "{expected}:\n{grown}");
        assert_eq!(listing(&document, Some(grown.clone())), grown);
    }
}

#[test]
fn additions_are_not_reported_as_breaking() {
    assert_eq!(breaking(&EVERYTHING), Vec::<String>::new());
}

#[test]
fn additions_to_shared_items_are_not_reported_as_breaking() {
    assert_eq!(breaking(&SHARED), Vec::<String>::new());
}

#[test]
fn additions_to_values_are_not_reported_as_breaking() {
    assert_eq!(breaking(&VALUES), Vec::<String>::new());
}

#[test]
fn additions_to_events_are_not_reported_as_breaking() {
    assert_eq!(breaking(&EVENTS), Vec::<String>::new());
}

#[test]
#[ignore = "compiles 80 packages; the gate runs it"]
fn additions_break_no_caller() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("growing");
    let _ = fs::remove_dir_all(&folder);
    let mut all = write_all(&folder, "all", &EVERYTHING);
    all.extend(write_all(&folder, "shared", &SHARED));
    all.extend(write_all(&folder, "values", &VALUES));
    all.extend(write_all(&folder, "events", &EVENTS));
    // The caller needs what the document has gained.
    all.extend(write_all(&folder, "served", &SERVED).into_iter().skip(1));
    assert!(all.len() > 30, "{} documents", all.len());
    let names: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
    assert_none(&all, broken(&folder, &names, &["--workspace"]));
    run(&folder, "served-grown0-caller");
}

fn assert_none(all: &[(String, String)], (broken, output): (Vec<String>, String)) {
    let of = |name: &String| all.iter().find(|(it, _)| it == name).map_or("", |(_, edits)| edits.as_str());
    let broken: Vec<&str> = broken.iter().map(of).collect();
    assert!(broken.is_empty(), "these additions break callers:\n{}\n\n{output}", broken.join("\n"));
}

#[test]
fn common_types_of_several_documents_stay_common() {
    let folder = tempfile::tempdir().unwrap();
    assert!(write_all_documents(folder.path()).len() > 10);
}

#[test]
#[ignore = "compiles 30 packages; the gate runs it"]
fn additions_to_several_documents_break_no_caller() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("growing-documents");
    let _ = fs::remove_dir_all(&folder);
    let all = write_all_documents(&folder);
    let names: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
    // The callers alone: the crates have only the features of two documents then.
    assert_none(&all, broken(&folder, &names, &["--package", "*-caller"]));
    assert_none(&all, broken(&folder, &names, &["--workspace"]));
}

#[test]
fn a_field_of_a_type_that_responses_share_stays_an_option() {
    let config = ApiConfig::new("api.json", "", "client");
    let listing = |methods: &[&str], listing: Option<String>| {
        let mut document: Value = serde_yaml::from_str(SHARED.base).unwrap();
        for method in methods {
            let schema = format!("/paths/~1shops~1{{id}}/{method}/responses/404/content/application~1json/schema");
            edit(&mut document, &format!("{schema}/properties/code = {{\"type\": \"integer\"}}"));
            edit(&mut document, &format!("{schema}/required/- = \"code\""));
        }
        let loaded = Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
        let outputs = loaded.named_as(listing).generate(&config).result.unwrap().outputs;
        outputs.into_iter().find(|it| it.path == "api.txt").unwrap().text
    };
    let base = listing(&[], None);
    let some = listing(&["get", "put"], Some(base));
    assert!(some.contains(".code: Option<i64>  in some schemas\n"), "{some}");
    // All schemas have the property now, but callers know the field as an `Option`.
    let all = ["get", "put", "delete"];
    assert_eq!(listing(&all, Some(some.clone())), some);
    assert!(listing(&all, None).contains(".code: i64\n"));
}

/// The method `any_response` exists from the first response of another type on.
#[test]
fn the_types_of_any_response_stay() {
    let config = ApiConfig::new("api.json", "", "client");
    let mut document: Value = serde_yaml::from_str(VALUES.base).unwrap();
    let mut listing = None;
    edit(&mut document, "/paths/~1again = {}");
    let mut grow = |edits: &[&str]| -> String {
        let place = "/paths/~1again";
        edits.iter().for_each(|line| edit(&mut document, &format!("{place}/{line}")));
        let load = || Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
        let generate = |names: Option<String>| {
            let outputs = load().named_as(names).generate(&config).result.unwrap().outputs;
            outputs.into_iter().find(|it| it.path == "api.txt").unwrap().text
        };
        let next = generate(listing.take());
        assert_eq!(generate(Some(next.clone())), next);
        let line = next.lines().find(|line| line.contains("Again::any_response")).unwrap_or_default().to_owned();
        listing = Some(next);
        line.trim().to_owned()
    };
    let body = |schema: &str| {
        format!(
            r##"{{"description": "d", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/{schema}"}}}}}}}}"##
        )
    };
    let [owner, herd, problem] = ["Owner", "Herd", "Problem"].map(body);
    let get = format!(r#"{{"operationId": "again", "tags": ["values"], "responses": {{"200": {owner}}}}}"#);
    assert_eq!(grow(&[&format!("get = {get}")]), "");
    let any = grow(&[&format!("get/responses/202 = {herd}")]);
    assert_eq!(
        any,
        "Again::any_response() -> AgainResponse: 200 Ok(Owner) | 202 Accepted(Herd) ! AgainError: nothing described"
    );
    let any = grow(&[&format!("get/responses/404 = {problem}")]);
    assert_eq!(
        any,
        "Again::any_response() -> AgainResponse: 200 Ok(Owner) | 202 Accepted(Herd) ! AgainError: 404 NotFound(Problem)"
    );
    let any = grow(&[&format!("get/responses/409 = {owner}"), &format!("get/responses/203 = {problem}")]);
    assert!(
        any.contains("AgainResponse: 200 Ok(Owner) | 202 Accepted(Herd) | 203 NonAuthoritativeInformation(Problem)"),
        "{any}"
    );
    assert!(any.ends_with("AgainError: 404 NotFound(Problem) | 409 Conflict(Owner)"), "{any}");
}
