//! Properties by pattern, and unevaluated properties.
//!
//! Source: JSON Schema Core 2020-12, sections 10.3.2 and 11.3.

use crate::dialect::json_schema::add_sentence;
use crate::extension::{Closed, Extension as _};
use crate::source::{Map, Node};

/// Converts the keywords about further properties to `additionalProperties`.
pub(super) fn convert(map: &mut Map) {
    names(map);
    patterns(map);
    let unevaluated = map.shift_remove("unevaluatedProperties");
    if unevaluated == Some(Node::Bool(false)) {
        Closed.write(map);
    }
    if let Some(schema @ (Node::Object(_) | Node::Bool(true))) = unevaluated
        && !map.contains_key("additionalProperties")
    {
        map.insert("additionalProperties".to_owned(), schema);
    }
}

/// Source: JSON Schema Core 2020-12, section 10.3.2.4 (`propertyNames`).
fn names(map: &mut Map) {
    let Some(names) = map.get("propertyNames") else { return };
    if let Some(pattern) = names.get("pattern").and_then(Node::as_str).map(str::to_owned) {
        add_sentence(map, &format!("Property names match `{pattern}`."));
    }
}

/// Source: JSON Schema Core 2020-12, section 10.3.2.2 (`patternProperties`).
fn patterns(map: &mut Map) {
    let Some(Node::Object(mut patterns)) = map.get("patternProperties").cloned() else { return };
    // The order of the patterns has no meaning.
    patterns.sort_keys();
    let mut schemas: Vec<Node> = Vec::new();
    for (pattern, schema) in &patterns {
        if !is_any_name(pattern) {
            add_sentence(map, &format!("Further property names may match `{pattern}`."));
        }
        if !schemas.contains(schema) {
            schemas.push(schema.clone());
        }
    }
    let all = patterns.keys().any(|pattern| is_any_name(pattern));
    // Properties that match no pattern follow `additionalProperties`, which allows anything by default.
    let of_others = match map.get("additionalProperties") {
        _ if all => None,
        Some(Node::Bool(false)) => None,
        Some(schema @ Node::Object(_)) => Some(schema.clone()),
        _ => Some(Node::Bool(true)),
    };
    let additional = match (of_others, schemas.len()) {
        (Some(Node::Object(schema)), _) => {
            let schema = Node::Object(schema);
            if !schemas.contains(&schema) {
                schemas.push(schema);
            }
            any_of(schemas)
        }
        (Some(_), _) => Node::Bool(true),
        (None, 0) => Node::Bool(false),
        (None, _) => any_of(schemas),
    };
    map.insert("additionalProperties".to_owned(), additional);
}

fn any_of(mut schemas: Vec<Node>) -> Node {
    if schemas.len() == 1 {
        return schemas.remove(0);
    }
    Node::Object(Map::from_iter([("anyOf".to_owned(), Node::Array(schemas))]))
}

/// Returns whether every name matches the pattern.
fn is_any_name(pattern: &str) -> bool {
    matches!(pattern.trim_start_matches('^').trim_end_matches('$'), "" | ".*" | ".+" | ".*?" | "[\\s\\S]*")
}
