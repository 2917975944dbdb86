//! Documents of other versions of OpenAPI are read as those of 3.0 that say the same.

use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use serde_json::{Value, json};

/// The files of the crate, and what is said.
fn generated(document: &Value) -> (Vec<(String, String)>, Vec<String>) {
    let loaded = Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
    let generation = loaded.generate(&ApiConfig::new("api.json", "", "client"));
    let told = generation.diagnostics.iter().map(|it| format!("{}: {}", it.pointer.as_str(), it.message)).collect();
    let outputs = generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics)).outputs;
    (outputs.into_iter().map(|output| (output.path, output.text)).collect(), told)
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A document of that version, with `schema` as a component and as a member of one.
fn document(version: &str, schema: &Value) -> Value {
    let later = version != "3.0.4";
    let mut schemas = json!({
        "Subject": schema,
        "Holder": { "type": "object", "required": ["member"], "properties": { "member": schema } },
        "Other": { "type": "object", "properties": { "a": { "type": "string" } } },
        "Moved": { "oneOf": [{ "type": "array", "items": { "type": "boolean" } }, { "type": "string" }] },
        "Third": { "type": "object", "properties": { "b": { "type": "boolean" } } },
    });
    if later {
        schemas["Other"]["$dynamicAnchor"] = json!("other");
        schemas["Third"]["$id"] = json!("https://example.com/schemas/third");
        schemas["Moved"] = json!({ "type": ["array", "string"], "items": { "type": "boolean" } });
    }
    schemas["Third"]["$defs"] = json!({ "Inner": { "type": "boolean" } });
    json!({ "openapi": version, "info": { "title": "t", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
}

#[test]
fn schemas_of_3_1_say_what_those_of_3_0_say() {
    let mut count = 0;
    for row in include_str!("dialect/schemas.txt").split("\n\n").filter(|row| row.contains("\n= ")) {
        let (later, plain) = row.split_once("\n= ").unwrap();
        let (later, plain) = (yaml(later), yaml(plain));
        for version in ["3.1.1", "3.2.0"] {
            let ((found, told), (expected, _)) =
                (generated(&document(version, &later)), generated(&document("3.0.4", &plain)));
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found, expected, "{version}: {row}");
            }
            assert_eq!(found.len(), expected.len(), "{row}");
            assert_eq!(told, Vec::<String>::new(), "{row}");
        }
        count += 1;
    }
    assert!(count > 40, "{count}");
}
