//! The same document generates the same bytes, in whatever order and format; text of a document stays text.

use oasmith::config::ApiConfig;
use oasmith::emit::Output;
use serde_json::{Map, Value};

fn outputs(text: &str) -> Vec<Output> {
    let config = ApiConfig::new("document", "out", "stable");
    let generation = oasmith::generate_from(text.as_bytes().to_vec(), &config);
    generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics)).outputs
}

fn basics() -> Value {
    let text = include_str!("../../fixtures/basics.yaml");
    serde_yaml::from_str(text).unwrap()
}

/// Returns the value with every map in reverse order.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        Value::Object(map) => {
            let mut properties: Vec<_> = map.iter().collect();
            properties.reverse();
            Value::Object(
                properties.into_iter().map(|(key, value)| (key.clone(), reversed(value))).collect::<Map<_, _>>(),
            )
        }
        other => other.clone(),
    }
}

/// Returns JSON text with maps in the given order, which `Value` itself does not keep.
fn text(value: &Value, backwards: bool) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| text(item, backwards)).collect::<Vec<_>>().join(","))
        }
        Value::Object(map) => {
            let mut properties: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), text(value, backwards)))
                .collect();
            if backwards {
                properties.reverse();
            }
            format!("{{{}}}", properties.join(","))
        }
        other => other.to_string(),
    }
}

#[test]
fn order_and_format_of_a_document_change_nothing() {
    let yaml = include_str!("../../fixtures/basics.yaml");
    let expected = outputs(yaml);
    assert_eq!(expected, outputs(yaml));
    assert_eq!(expected, outputs(&yaml.replace('\n', "\r\n")));
    assert_eq!(expected, outputs(&format!("\u{feff}{yaml}")));
    assert_eq!(expected, outputs(&text(&basics(), false)));
    assert_eq!(expected, outputs(&text(&reversed(&basics()), true)));
}

fn changed(edit: impl FnOnce(&mut Value)) -> Vec<String> {
    let before = outputs(&basics().to_string());
    let mut document = basics();
    edit(&mut document);
    let after = outputs(&document.to_string());
    let differs = |a: &[Output], b: &[Output]| -> Vec<String> {
        a.iter().filter(|output| !b.contains(output)).map(|output| output.path.clone()).collect()
    };
    let mut paths = differs(&after, &before);
    paths.extend(differs(&before, &after));
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn a_new_property_changes_its_type_and_the_listing() {
    let paths = changed(|document| {
        document["components"]["schemas"]["Pet"]["properties"]["age"] = serde_json::json!({ "type": "integer" });
    });
    assert_eq!(paths, ["api.txt", "src/types/pet.rs"]);
}

#[test]
fn a_new_schema_or_operation_renames_nothing() {
    let paths = changed(|document| {
        document["components"]["schemas"]["AAA"] = serde_json::json!({ "type": "object", "properties": { "x": {} } });
    });
    assert_eq!(paths, ["api.txt", "src/types/aaa.rs", "src/types/mod.rs"]);
    let paths = changed(|document| {
        let responses = serde_json::json!({ "204": { "description": "" } });
        document["paths"]["/a/pets"] =
            serde_json::json!({ "get": { "tags": ["Pets"], "operationId": "listPets", "responses": responses } });
    });
    assert_eq!(paths, ["api.txt", "src/operations/pets.rs", "src/testing/pets.rs"]);
}

/// Text that would be executed in a user's build if it were not escaped.
const EVIL: &str =
    "*/ \"#]; fn evil() { std::process::exit(1) } /* \u{202e} \n #![evil] ``` `` \\ {{}} ${x} // \r /** <!-- [x]: y";

fn poisoned(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(poisoned).collect()),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| {
                let text = matches!(
                    key.as_str(),
                    "title" | "description" | "summary" | "version" | "example" | "default" | "name" | "operationId"
                );
                match value {
                    Value::String(old) if text => (key.clone(), Value::from(format!("{old}{EVIL}"))),
                    other => (key.clone(), poisoned(other)),
                }
            })
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn text_of_a_document_is_never_code() {
    let mut document = poisoned(&basics());
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    schemas.insert(
        format!("Evil{EVIL}"),
        serde_json::json!({
            "type": "object", "properties": { EVIL: { "type": "string", "enum": [EVIL, "../../x", "", "*/"] } }
        }),
    );
    schemas.insert("../../etc/passwd".to_owned(), serde_json::json!({ "type": "object", "properties": { "..": {} } }));
    for output in outputs(&document.to_string()) {
        assert!(!output.path.contains(".."), "{}", output.path);
        assert!(
            output.path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte)),
            "{}",
            output.path
        );
        assert!(!output.text.contains('\u{202e}') && !output.text.contains('\r'), "{}", output.path);
        if output.path.ends_with(".rs") {
            let file = syn::parse_file(&output.text).unwrap_or_else(|error| panic!("{}: {error}", output.path));
            let evil = file.items.iter().any(|item| matches!(item, syn::Item::Fn(item) if item.sig.ident == "evil"));
            assert!(!evil, "{}", output.path);
        }
        if output.path.ends_with(".toml") {
            output.text.parse::<toml::Table>().unwrap();
        }
    }
}

/// Several operations with one path, apart from fragments, and one with error responses of several types.
const FRAGMENTS: &str = r##"
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /items:
    get: {tags: [a], operationId: one, responses: {'200': {$ref: '#/components/responses/Item'}, '404': {$ref: '#/components/responses/Item'}}}
  /items#other:
    get:
      tags: [b]
      operationId: other
      responses: {'200': {$ref: '#/components/responses/Item'}, '304': {description: same}, '404': {$ref: '#/components/responses/Item'}}
components:
  responses:
    Item: {description: item, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
  schemas:
    Item: {type: object, properties: {a: {type: string}}}
"##;

#[test]
fn the_existing_crate_changes_nothing() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let paths = std::fs::read_dir(fixtures).unwrap().map(|entry| entry.unwrap().path());
    let paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|it| it == "yaml")).collect();
    assert!(paths.len() > 10);
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).chain([FRAGMENTS.to_owned()]);
    for text in texts {
        let config = ApiConfig::new("document", "out", "stable");
        let load = || oasmith::Loaded::parse(std::path::Path::new("document"), text.clone().into_bytes());
        let Some(first) = load().generate(&config).result else { continue };
        let listing = first.outputs.iter().find(|it| it.path == "api.txt").map(|it| it.text.clone());
        let again = load().named_as(listing).generate(&config).result.unwrap();
        let changed = first.outputs.iter().zip(&again.outputs).find(|(one, other)| one != other);
        assert_eq!(changed.map(|(one, _)| &one.path), None, "{}", &text[..200.min(text.len())]);
    }
}
