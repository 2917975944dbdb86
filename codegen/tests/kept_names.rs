//! Names in a checked-in crate stay, whatever the document adds.

use std::collections::BTreeMap;
use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Names of components, many of which compete for the names of nested types.
const COMPONENTS: [&str; 9] =
    ["Foo", "FooBar", "foo_bar", "foo-bar", "FooBarBaz", "FooBarBazModel", "FooBar2", "FooModel", "A1"];
const MEMBERS: [&str; 5] = ["baz", "bar", "barBaz", "bar_baz", "model"];
const PATHS: [&str; 7] =
    ["/toys", "/pets/toys", "/pets/{id}/toys", "/{id}/toys", "/a/toys_response", "/toys/{id}", "/b/toys-response"];
const IDS: [Option<&str>; 5] = [None, Some("get_toys"), Some("getToys"), Some("get_a1"), Some("get_a_1")];

fn schema(properties: u8) -> Value {
    let has = |index: usize| properties & (1 << index) != 0;
    let properties: Map<String, Value> = MEMBERS
        .iter()
        .enumerate()
        .filter(|(index, _)| has(*index))
        .map(|(_, name)| ((*name).to_owned(), json!({ "type": "object", "properties": { "baz": { "enum": ["x"] } } })))
        .collect();
    json!({ "type": "object", "properties": properties })
}

fn operation(path: &str, id: Option<&str>) -> Value {
    let inline = json!({ "application/json": { "schema": schema(1) } });
    let response = |status: &str| (status.to_owned(), json!({ "description": "it", "content": inline }));
    let parameters: Vec<Value> = [("id", "path"), ("page", "query")]
        .iter()
        .filter(|(name, _)| *name == "page" || path.contains("{id}"))
        .map(|(name, place)| json!({ "name": name, "in": place, "required": *place == "path", "schema": { "type": "string" } }))
        .collect();
    let responses: Map<String, Value> = ["200", "201", "404"].into_iter().map(response).collect();
    let mut operation = json!({ "tags": ["all"], "parameters": parameters, "responses": responses });
    if let Some(id) = id {
        operation["operationId"] = json!(id);
    }
    json!({ "get": operation })
}

/// The content of a document: the properties of each component, and the `operationId` of each path.
#[derive(Clone, Debug)]
struct Content {
    components: BTreeMap<&'static str, u8>,
    paths: BTreeMap<&'static str, Option<&'static str>>,
}

impl Content {
    fn document(&self) -> Value {
        let schemas: Map<String, Value> =
            self.components.iter().map(|(name, properties)| ((*name).to_owned(), schema(*properties))).collect();
        let paths: Map<String, Value> =
            self.paths.iter().map(|(path, id)| ((*path).to_owned(), operation(path, *id))).collect();
        json!({
            "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
            "paths": paths, "components": { "schemas": schemas },
        })
    }

    /// Adds everything of `other`; on conflicts, `self` wins.
    fn and(&self, other: &Self) -> Self {
        let mut all = other.clone();
        all.components.extend(&self.components);
        all.paths.extend(&self.paths);
        all
    }
}

fn content() -> impl Strategy<Value = Content> {
    let components = prop::collection::btree_map(prop::sample::select(&COMPONENTS[..]), 0_u8..32, 0..6);
    let paths = prop::collection::btree_map(prop::sample::select(&PATHS[..]), prop::sample::select(&IDS[..]), 0..6);
    (components, paths).prop_map(|(components, paths)| Content { components, paths })
}

/// Returns the files of the crate; previous names come from `listing`.
fn files(content: &Content, listing: Option<&str>) -> BTreeMap<String, String> {
    let loaded = Loaded::parse(Path::new("api.json"), content.document().to_string().into_bytes());
    let generation = loaded.named_as(listing.map(str::to_owned)).generate(&ApiConfig::new("api.json", "", "client"));
    let outputs = generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics)).outputs;
    outputs.into_iter().map(|output| (output.path, output.text)).collect()
}

/// Returns each type by its origin, and each call with the names of its types by its request.
fn names(listing: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for line in listing.lines() {
        if let Some((call, request)) = line.rsplit_once("  GET ") {
            let name = |start: &str| {
                let rest = &call[call.find(start)? + start.len()..];
                let end = rest.find(|it: char| !it.is_alphanumeric()).unwrap_or(rest.len());
                Some(&rest[..end])
            };
            let call = call.split_once('(').unwrap().0;
            names.insert(request.to_owned(), format!("{call} {:?} {:?}", name("-> "), name("]-> ")));
        } else if let Some((kind, rest)) = line
            .trim()
            .trim_end_matches("  without a feature")
            .split_once(' ')
            .filter(|it| ["struct", "enum", "type"].contains(&it.0))
        {
            let (ident, source) = rest.split_once("  of ").unwrap_or((rest, rest));
            names.insert(source.to_owned(), format!("{kind} {ident}"));
        }
    }
    names
}

/// Generates a crate, and generates it again from a document with additions: what has a name keeps it.
fn assert_kept(before: &Content, more: &Content) {
    let old = files(before, None);
    let after = before.and(more);
    let new = files(&after, Some(&old["api.txt"]));
    let (known, now) = (names(&old["api.txt"]), names(&new["api.txt"]));
    for (source, name) in &known {
        assert_eq!(now.get(source), Some(name), "{source}");
    }
    let again = files(&after, Some(&new["api.txt"]));
    assert_eq!(&again["api.txt"], &new["api.txt"], "generated again");
    assert!(again == new, "generated again");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn what_has_a_name_keeps_it(before in content(), more in content()) {
        assert_kept(&before, &more);
    }

    // At the same time as the test above.
    #[test]
    fn what_has_a_name_keeps_it_in_other_documents(before in content(), more in content()) {
        assert_kept(&before, &more);
    }
}

#[test]
fn two_types_compete_for_a_name() {
    let content = |components: &[(&'static str, u8)], paths: &[&'static str]| Content {
        components: components.iter().copied().collect(),
        paths: paths.iter().map(|path| (*path, None)).collect(),
    };
    let old = files(&content(&[("FooBar", 1)], &["/pets/{id}/toys"]), None);
    // Generated alone, the nested type of `Foo` and the shorter path would have the names.
    let both = content(&[("Foo", 4), ("FooBar", 1)], &["/toys", "/pets/{id}/toys"]);
    let alone = files(&both, None);
    assert!(alone["api.txt"].contains("struct FooBarBaz  of Foo.barBaz"), "{}", alone["api.txt"]);
    assert!(alone["api.txt"].contains("all.get_toys_get(id: &str)"), "{}", alone["api.txt"]);
    let kept = files(&both, Some(&old["api.txt"]));
    assert!(kept["api.txt"].contains("struct FooBarBaz  of FooBar.baz"), "{}", kept["api.txt"]);
    assert!(kept["api.txt"].contains("type FooBarBazModel = FooBarBaz  of Foo.barBaz"), "{}", kept["api.txt"]);
    assert!(kept["api.txt"].contains("all.get_toys(id: &str)"), "{}", kept["api.txt"]);
    let same = |path: &str| assert_eq!(old[path], kept[path], "{path}");
    ["src/types/foo_bar.rs", "src/types/foo_bar_baz.rs"].into_iter().for_each(same);
}

#[test]
fn a_webhook_keeps_its_name_when_a_method_is_added() {
    let webhooks = |methods: &[&str]| {
        let brings = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        let body = json!({ "requestBody": { "content": { "application/json": { "schema": brings } } } });
        let item: Value = methods.iter().map(|method| ((*method).to_owned(), body.clone())).collect();
        let document = json!({
            "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "webhooks": { "born": item },
        });
        document.to_string()
    };
    let generate = |document: String, listing: Option<&str>| {
        let loaded = Loaded::parse(Path::new("api.json"), document.into_bytes()).named_as(listing.map(str::to_owned));
        let outputs = loaded.generate(&ApiConfig::new("api.json", "", "client")).result.unwrap().outputs;
        outputs.into_iter().find(|output| output.path == "api.txt").unwrap().text
    };
    let old = generate(webhooks(&["post"]), None);
    let both = generate(webhooks(&["get", "post"]), Some(&old));
    for line in old.lines().filter(|line| line.starts_with("  ") && line.contains("Born")) {
        assert!(both.contains(line), "{line} is not in\n{both}");
    }
    assert!(both.contains("webhooks::BornGet = "), "{both}");
}

/// Runs the program in `folder`, and returns its output.
fn oasmith(folder: &Path, arguments: &[&str]) -> String {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_oasmith"));
    let output = program.current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_program_keeps_the_names_of_its_output_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let content = |names: &[&'static str]| Content {
        components: names.iter().map(|it| (*it, 4)).collect(),
        paths: BTreeMap::new(),
    };
    std::fs::write(path.join("old.json"), content(&["foo_bar"]).document().to_string()).unwrap();
    std::fs::write(path.join("new.json"), content(&["foo_bar", "FooBar"]).document().to_string()).unwrap();
    let listing = || std::fs::read_to_string(path.join("client/api.txt")).unwrap();
    oasmith(path, &["generate", "old.json", "--out", "client"]);
    assert!(listing().contains("struct FooBar  of \"foo_bar\""), "{}", listing());
    oasmith(path, &["generate", "new.json", "--out", "client"]);
    assert!(listing().contains("struct FooBar  of \"foo_bar\""), "{}", listing());
    assert!(listing().contains("struct FooBarModel  of \"FooBar\""), "{}", listing());
    let report = oasmith(path, &["diff", "old.json", "new.json", "--format", "json"]);
    let diff: Value = serde_json::from_str(&report).unwrap();
    let ids: Vec<&str> = diff["changes"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert!(ids.iter().all(|id| *id == "type-added"), "{ids:?}");
}

/// Returns `api.txt` of the crate; previous names come from `before`.
fn listing(document: &Value, before: Option<String>) -> String {
    let loaded = Loaded::parse(Path::new("api.json"), document.to_string().into_bytes()).named_as(before);
    let generated = loaded.generate(&ApiConfig::new("api.json", "", "client")).result.unwrap();
    generated.outputs.into_iter().find(|output| output.path == "api.txt").unwrap().text
}

/// The word of the path and the tag name one group.
#[test]
fn an_operation_with_another_tag_or_without_one_renames_none_of_its_group() {
    let operation = |id: &str, tags: &[&str]| {
        let responses = json!({ "204": { "description": "it" } });
        json!({ "operationId": id, "tags": tags, "responses": responses })
    };
    let tagged = ("get", operation("pets.list", &["pets"]), "  pets.list() ");
    let untagged = ("post", operation("pets.add", &[]), "  pets.pets_add() ");
    let other = ("delete", operation("pets.clear", &["Pets"]), "  pets.clear() ");
    let document = |operations: &[&(&str, Value, &str)]| {
        let item: Map<String, Value> = operations.iter().map(|it| (it.0.to_owned(), it.1.clone())).collect();
        json!({ "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": { "/pets": item } })
    };
    let all = document(&[&tagged, &untagged, &other]);
    for one in [&tagged, &untagged, &other] {
        let first = listing(&document(&[one]), None);
        assert!(first.contains(one.2), "{first}");
        let second = listing(&all, Some(first));
        assert!([&tagged, &untagged, &other].iter().all(|it| second.contains(it.2)), "{second}");
    }
}

#[test]
fn a_second_scheme_for_bearer_tokens_renames_no_method() {
    let document = |schemes: Value| {
        let info = json!({ "title": "t", "version": "1" });
        json!({ "openapi": "3.0.3", "info": info, "paths": {}, "components": { "securitySchemes": schemes } })
    };
    let bearer = json!({ "type": "http", "scheme": "bearer" });
    let first = listing(&document(json!({ "old": bearer })), None);
    let second = listing(&document(json!({ "new": bearer, "old": bearer })), Some(first));
    for line in ["  ClientBuilder::bearer_token(token)  old\n", "  ClientBuilder::new_credential(token)  new\n"] {
        assert!(second.contains(line), "{second}");
    }
}
