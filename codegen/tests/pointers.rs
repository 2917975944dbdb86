//! The pointer of a diagnostic is valid in the original document.
//!
//! `OASMITH_DOCUMENTS=a.yaml:b.json cargo test -p oasmith --test all pointers::by_hand` checks more documents.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use oasmith::diagnostic::{Code, Diagnostics, Renderer};
use oasmith::source::Document;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Returns the diagnostics of a document: each code, its pointer as shown, and whether the pointer exists in its file.
fn reported(loaded: Loaded, path: &Path) -> Vec<(Code, String, bool)> {
    let generation = loaded.generate(&ApiConfig::new(path, "", "shop"));
    let placed = Renderer::new(&generation.document, false).place(&generation.diagnostics);
    let mut trees = HashMap::new();
    let reported = placed.iter().map(|it| {
        let file = it.place.file;
        let read = || Document::parse(&file.path, file.text.clone().into_bytes(), &mut Diagnostics::default());
        let tree = trees.entry(&file.name).or_insert_with(read);
        let exists = tree.root.at(&it.place.pointer).is_some();
        (it.diagnostic.code, it.place.pointer.to_string(), exists)
    });
    reported.collect()
}

fn of_text(text: &str) -> Vec<(Code, String, bool)> {
    let path = Path::new("shop.yaml");
    reported(Loaded::parse(path, text.as_bytes().to_vec()), path)
}

fn lost(reported: Vec<(Code, String, bool)>) -> Vec<(Code, String)> {
    reported.into_iter().filter(|(_, _, exists)| !exists).map(|(code, pointer, _)| (code, pointer)).collect()
}

#[test]
fn by_hand() {
    let documents = std::env::var("OASMITH_DOCUMENTS").unwrap_or_default();
    for path in documents.split(':').filter(|it| !it.is_empty()).map(PathBuf::from) {
        let Ok(loaded) = Loaded::read(&path) else { continue };
        for (code, pointer) in lost(reported(loaded, &path)) {
            eprintln!("{}: [{code}] {pointer}", path.display());
        }
    }
}

#[test]
fn fixtures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for path in paths.filter(|path| path.extension().is_some_and(|end| end == "yaml")) {
        assert_eq!(lost(reported(Loaded::read(&path).unwrap(), &path)), [], "{}", path.display());
    }
}

#[test]
fn examples_of_the_codes() {
    for block in include_str!("../src/diagnostic/codes.md").split("```yaml\n").skip(1) {
        let text = block.split("```").next().unwrap();
        assert_eq!(lost(of_text(text)), [], "{text}");
    }
}

#[test]
fn flawed_documents() {
    let mut codes = BTreeSet::new();
    for (text, expected) in crate::flawed::DOCUMENTS {
        let reported = of_text(text);
        codes.extend(reported.iter().map(|(code, _, _)| *code));
        let shown: Vec<String> = reported.iter().map(|(code, pointer, _)| format!("{code} {pointer}")).collect();
        assert_eq!(shown, *expected, "{text}");
        assert_eq!(lost(reported), [], "{text}");
    }
    // The other codes are about unreadable text, settings and overlays, which the examples of the codes cover.
    assert!(codes.len() >= 13, "{codes:?}");
}

/// Returns the messages about a document.
fn messages(loaded: Loaded, config: &ApiConfig) -> Vec<String> {
    loaded.generate(config).diagnostics.into_iter().map(|it| it.message).collect()
}

#[test]
fn references_and_numbers_are_quoted_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("self.json");
    let text = r##"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": {
        "A": {"$ref": "self.json"},
        "B": {"type": "object", "properties": {"x": {"$ref": "self.json#/nowhere"}, "y": {"$ref": "#"}}},
        "C": {"type": "integer", "default": 18446744073709551616},
        "D": {"type": "integer", "enum": [1, 340282366920938463463374607431768211456]},
        "E": {"type": "string", "enum": ["a", 18446744073709551616, 1E+40]}
    }}}"##;
    std::fs::write(&path, text).unwrap();
    let messages = messages(Loaded::read(&path).unwrap(), &ApiConfig::new(&path, "", "shop"));
    for quoted in [
        "`$ref: self.json` does not resolve",
        "`$ref: self.json#/nowhere` does not resolve",
        "`$ref: #` does not resolve",
        "`18446744073709551616` in `default` exceeds 64 bits",
        "`340282366920938463463374607431768211456` in `enum` exceeds 64 bits",
        "`18446744073709551616` in `enum` is an integer",
        "`1E+40` in `enum` is a number",
    ] {
        assert!(messages.iter().any(|message| message.starts_with(quoted)), "{quoted}: {messages:#?}");
    }
    assert_eq!(messages.len(), 7, "{messages:#?}");
}

const SWAGGER: &str = "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths:\n  \
    /a: {get: {operationId: a, responses: {'204': {description: none, schema: {type: string}}}}}\n";

#[test]
fn a_shown_pointer_can_be_allowed() {
    let mut config = ApiConfig::new("shop.yaml", "", "shop");
    let reported = |config: &ApiConfig| messages(Loaded::parse(Path::new("shop.yaml"), SWAGGER.into()), config).len();
    assert_eq!(of_text(SWAGGER)[0].1, "#/paths/~1a/get/responses/204/schema");
    assert_eq!(reported(&config), 1);
    let pointer = Some("#/paths/~1a/get/responses/204/schema".to_owned());
    config.allow = vec![oasmith::config::Allow { code: "unused".to_owned(), pointer, reason: None }];
    assert_eq!(reported(&config), 0);
}

#[test]
fn a_flaw_of_a_shared_object_is_reported_once() {
    let text = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  \
        /a: {get: {operationId: a, responses: {'204': {description: none, content: {text/plain: {}}}}}}\n  \
        /b: {$ref: '#/paths/~1a'}\n  /c: {$ref: '#/paths/~1a'}\n";
    let reported = of_text(text);
    let unused: Vec<_> = reported.iter().filter(|(code, _, _)| *code == Code::Unused).collect();
    assert_eq!(unused.len(), 1, "{reported:?}");
    assert_eq!(unused[0].1, "#/paths/~1a/get/responses/204/content");
}

/// Values of unexpected types.
fn intruder() -> impl Strategy<Value = Value> {
    let values = [
        json!(null),
        json!(false),
        json!(7),
        json!("x"),
        json!([]),
        json!({}),
        json!({ "const": 1, "type": "string" }),
        json!({ "type": ["string", "integer", "null"], "format": "x", "default": [] }),
        json!({ "$ref": "#/definitions/Pet", "$dynamicRef": "#x", "properties": { "a": { "type": "strnig" } } }),
        json!({ "$ref": "#/components/schemas/Nowhere", "allOf": [{ "type": "string" }, { "type": "object" }] }),
        json!({ "oneOf": [{ "$ref": "#/components/schemas/Pet" }], "discriminator": { "propertyName": "k", "mapping": { "a": "b" } } }),
        json!({ "type": "array", "prefixItems": [{ "enum": [1, "a"], "type": "integer" }], "items": false }),
        json!({ "204": { "description": "", "schema": { "type": "string" } }, "2000": {}, "x": 1 }),
        json!([{ "in": "body", "name": "b", "schema": { "type": "file" } }, { "in": "query", "name": "a", "type": "object" }]),
        json!([{ "in": "query", "name": "q", "style": "deepObject", "schema": { "type": "string" } }, { "in": "x" }]),
    ];
    prop::sample::select(values.to_vec())
}

fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => return,
    };
    for (token, value) in children {
        let at = format!("{at}/{token}");
        places(value, &at, found);
        found.push(at);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_documents(number in 0_usize..4, damage in prop::collection::vec((any::<prop::sample::Index>(), intruder()), 1..12)) {
        let texts = [
            include_str!("../../fixtures/basics.yaml"),
            include_str!("../../fixtures/swagger.yaml"),
            include_str!("../../fixtures/later.yaml"),
            include_str!("../../fixtures/unions.yaml"),
        ];
        let mut document: Value = serde_yaml::from_str(texts[number]).unwrap();
        for (index, value) in damage {
            let mut found = Vec::new();
            places(&document, "", &mut found);
            if let Some(there) = document.pointer_mut(index.get(&found).as_str()) {
                *there = value;
            }
        }
        let loaded = Loaded::parse(Path::new("shop.json"), document.to_string().into_bytes());
        for it in loaded.inspect(&ApiConfig::new("shop.json", "", "shop")).diagnostics {
            prop_assert!(document.pointer(it.pointer.trim_start_matches('#')).is_some(), "[{}] {} {}", it.code, it.pointer, it.message);
        }
    }
}
