//! Random schemas.

use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde_json::{Value, json};

/// Returns a schema that a vendor may add, with references to `components`. `is_3_0`: null is `nullable`.
pub(crate) fn random(components: &[String], is_3_0: bool, random: &mut StdRng) -> Value {
    let reference = components.choose(random).map(|it| json!({"$ref": it}));
    let nullable =
        if is_3_0 { json!({"type": "string", "nullable": true}) } else { json!({"type": ["string", "null"]}) };
    let some = [
        json!({"type": "string"}),
        json!({"type": "integer", "format": "int64"}),
        json!({"type": "number"}),
        json!({"type": "boolean", "default": false}),
        json!({"type": "string", "format": "date-time"}),
        json!({"type": "string", "format": "uuid"}),
        json!({"type": "string", "enum": ["a", "b"]}),
        json!({"type": "array", "items": {"type": "string"}}),
        json!({"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        json!({"type": "object"}),
        json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({}),
        nullable,
        object(random),
    ];
    match reference {
        Some(reference) if random.random_ratio(1, 3) => {
            let array = json!({"type": "array", "items": reference});
            let part = json!({"allOf": [reference, object(random)]});
            [reference, array, part].choose(random).cloned().unwrap_or_default()
        }
        _ => some.choose(random).cloned().unwrap_or_default(),
    }
}

/// Returns a schema of an object with properties, some of which are required.
pub(crate) fn object(random: &mut StdRng) -> Value {
    let all = [
        json!({"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}),
        json!({"type": "object", "properties": {"name": {"type": "string"}, "value": {"type": "number"}}}),
        json!({"type": "object", "properties": {"kind": {"type": "string", "enum": ["x"]}, "items": {"type": "array", "items": {"type": "string"}}}, "required": ["kind"]}),
    ];
    all.choose(random).cloned().unwrap_or_default()
}
