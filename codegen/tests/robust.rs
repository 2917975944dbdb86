//! No document makes the generator panic, and the files generated from a damaged one are valid Rust.

use oasmith::config::ApiConfig;
use proptest::prelude::*;
use serde_json::{Value, json};

fn generate(text: Vec<u8>) {
    let config = ApiConfig::new("document", "out", "robust");
    let generation = oasmith::generate_from(text, &config);
    assert!(generation.result.is_some() || !generation.diagnostics.is_empty(), "refused without a reason");
    for output in generation.result.iter().flat_map(|generated| &generated.outputs) {
        if output.path.ends_with(".rs") && !output.path.starts_with("src/runtime/") {
            syn::parse_file(&output.text).unwrap_or_else(|error| panic!("{}: {error}", output.path));
        }
    }
    let renderer = oasmith::diagnostic::Renderer::new(&generation.document, true);
    for placed in renderer.place(&generation.diagnostics) {
        let text = renderer.render(&placed);
        assert!(text.contains(placed.diagnostic.code.as_str()));
    }
}

#[test]
fn each_diagnostic_is_one_line() {
    let text = r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "x\ncargo::rustc-link-arg=evil": 1}"#;
    let config = ApiConfig::new("document\ncargo::warning=x", "out", "robust");
    let generation = oasmith::generate_from(text.as_bytes().to_vec(), &config);
    let renderer = oasmith::diagnostic::Renderer::new(&generation.document, false);
    let lines: Vec<String> = renderer.place(&generation.diagnostics).iter().map(|it| renderer.line(it)).collect();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("cargo::rustc-link-arg") && !lines[0].contains('\n'), "{lines:?}");
}

#[test]
fn small_documents_make_small_crates() {
    let mut schemas = serde_json::Map::new();
    for level in 0..8 {
        let next = json!({ "$ref": format!("#/components/schemas/L{}", level + 1) });
        let names: Vec<String> = (0..12).map(|it| format!("m{it}")).collect();
        let properties: serde_json::Map<String, Value> = names.iter().map(|it| (it.clone(), next.clone())).collect();
        schemas.insert(format!("L{level}"), json!({ "type": "object", "required": names, "properties": properties }));
    }
    schemas.insert("L8".to_owned(), json!({ "type": "object", "description": "> ".repeat(1_500), "properties": {} }));
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1", "description": "- ".repeat(1_500) },
        "paths": { "/a": { "post": {
            "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/L0" } } } },
            "responses": { "204": { "description": "" } }
        } } },
        "components": { "schemas": schemas }
    });
    let generation = oasmith::generate_from(document.to_string().into_bytes(), &ApiConfig::new("d", "out", "small"));
    let bytes: usize = generation.result.unwrap().outputs.iter().map(|output| output.text.len()).sum();
    assert!(bytes < 1_000_000, "{bytes}");
}

/// Values of unexpected types.
fn intruder() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!({ "$ref": "#/components/schemas/Pet" })),
        Just(json!({ "$ref": "#/paths/~1pets/get" })),
        Just(json!({ "$ref": "#" })),
        Just(json!({ "type": "array" })),
        Just(json!({ "type": ["array", "null", "string"], "items": [{ "const": 1 }], "prefixItems": [true, {}] })),
        Just(json!({ "$id": "x", "$anchor": "y", "$dynamicRef": "#y", "patternProperties": { "": false } })),
        Just(
            json!({ "$ref": "#/components/schemas/Order", "$defs": { "T": { "$dynamicAnchor": "person", "type": "string" } } })
        ),
        Just(
            json!({ "$dynamicRef": "#person", "$dynamicAnchor": "person", "properties": { "p": { "$dynamicRef": "#person" } } })
        ),
        Just(
            json!({ "type": "array", "prefixItems": [{ "$ref": "#/components/schemas/Node" }], "minItems": 1, "items": false })
        ),
        Just(json!({ "propertyName": "kind", "mapping": 1, "defaultMapping": "Pet" })),
        Just(json!({ "$ref": "nowhere.yaml#/a", "if": {}, "then": { "properties": { "a": 1 } } })),
        Just(json!({ "in": "body", "name": "b", "schema": { "type": "file" } })),
        Just(json!({ "type": "object", "properties": { "a": { "enum": [1, "a", null] } }, "nullable": true })),
        Just(json!({ "oneOf": [{ "$ref": "#/components/schemas/Pet" }] })),
        Just(json!({ "allOf": [{ "$ref": "#/components/schemas/Json" }] })),
        Just(json!({ "type": "string", "enum": ["", "a", "A", "a b", "a-b"] })),
    ]
}

/// Collects the pointers of all values.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                found.push(at.clone());
                places(value, at, found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let at = format!("{at}/{index}");
                found.push(at.clone());
                places(value, at, found);
            }
        }
        _ => {}
    }
}

/// Returns a document of each version: 3.0, 2.0, 3.2.
fn document(number: usize) -> Value {
    let texts = [
        include_str!("../../fixtures/basics.yaml"),
        include_str!("../../fixtures/swagger.yaml"),
        include_str!("../../fixtures/later.yaml"),
    ];
    serde_yaml::from_str(texts[number]).unwrap()
}

fn damage() -> impl Strategy<Value = Vec<(prop::sample::Index, Value)>> {
    prop::collection::vec((any::<prop::sample::Index>(), intruder()), 1..6)
}

fn generate_damaged(mut document: Value, damage: Vec<(prop::sample::Index, Value)>) {
    for (index, value) in damage {
        let mut found = Vec::new();
        places(&document, String::new(), &mut found);
        let place = index.get(&found);
        if let Some(there) = document.pointer_mut(place) {
            *there = value;
        }
    }
    generate(document.to_string().into_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_documents(number in 0_usize..3, damage in damage()) {
        generate_damaged(document(number), damage);
    }

    // At the same time as the test above.
    #[test]
    fn other_damaged_documents(number in 0_usize..3, damage in damage()) {
        generate_damaged(document(number), damage);
    }

    #[test]
    fn damaged_text(cut in any::<prop::sample::Index>(), junk in prop::collection::vec(any::<u8>(), 0..8)) {
        let mut text = include_bytes!("../../fixtures/basics.yaml").to_vec();
        let at = cut.index(text.len());
        text.splice(at..(at + junk.len()).min(text.len()), junk);
        generate(text);
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        generate(text.into_bytes());
    }
}
