//! `type` as an array, and the type `null`.
//!
//! Source: JSON Schema Validation 2020-12, section 6.1.1 (`type`).

use crate::dialect::moved::Moved;
use crate::extension::{Extension as _, TupleItems};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// Every type but `null`; `number` includes `integer`.
const ALL: [&str; 5] = ["string", "number", "boolean", "array", "object"];

const OF_TEXT: [&str; 4] = ["minLength", "maxLength", "pattern", "format"];
const OF_NUMBERS: [&str; 6] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"];
const OF_LISTS: [&str; 5] = ["items", "minItems", "maxItems", "uniqueItems", TupleItems::NAME];
const OF_OBJECTS: [&str; 5] = ["properties", "required", "additionalProperties", "minProperties", "maxProperties"];
const COMPOSITIONS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// Converts several types to a union, and `null` to `nullable`.
pub(in crate::dialect) fn convert(map: &mut Map, place: &Pointer, moved: &mut Moved) {
    let Some(mut types) = types(map) else { return };
    let before = types.len();
    types.retain(|ty| ty != "null");
    if types.len() < before {
        map.insert("nullable".to_owned(), Node::Bool(true));
    }
    if types.iter().any(|ty| ty == "number") {
        types.retain(|ty| ty != "integer");
    }
    match types.as_slice() {
        [] => {
            map.shift_remove("type");
            map.insert("enum".to_owned(), Node::Array(vec![Node::Null]));
        }
        [one] => drop(map.insert("type".to_owned(), Node::String(one.clone()))),
        several if is_any(map, several) => drop(map.shift_remove("type")),
        several => union(map, several, place, moved),
    }
}

/// Returns the listed types without duplicates; `None` unless `type` is an array or `null`.
fn types(map: &Map) -> Option<Vec<String>> {
    let mut types: Vec<String> = match map.get("type")? {
        Node::String(ty) if ty == "null" => vec![ty.clone()],
        // YAML reads an unquoted `null` as the value.
        Node::Null => vec!["null".to_owned()],
        Node::Array(types) => types.iter().map(|ty| ty.as_str().unwrap_or("null").to_owned()).collect(),
        _ => return None,
    };
    let mut seen = std::collections::HashSet::new();
    types.retain(|ty| seen.insert(ty.clone()));
    Some(types)
}

/// Returns whether the types are redundant: all types, or those of an `enum` or of a composition.
fn is_any(map: &Map, types: &[String]) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
    let of_types = has(&OF_TEXT) || has(&OF_NUMBERS) || has(&OF_LISTS) || has(&OF_OBJECTS);
    let all = ALL.iter().all(|ty| types.iter().any(|it| it == ty));
    map.contains_key("enum") || ((all || has(&COMPOSITIONS)) && !of_types)
}

/// Builds a union with a variant for each type, which gets the keywords of that type.
fn union(map: &mut Map, types: &[String], place: &Pointer, moved: &mut Moved) {
    map.shift_remove("type");
    let is_composed = COMPOSITIONS.iter().any(|key| map.contains_key(*key));
    let keyword = if is_composed { "allOf" } else { "oneOf" };
    let parts = map.get(keyword).map_or(0, |parts| parts.children().count());
    let place_of = |index: usize| match is_composed {
        true => place.join("allOf").join(parts).join("oneOf").join(index),
        false => place.join("oneOf").join(index),
    };
    let mut variants = Vec::with_capacity(types.len());
    for (index, ty) in types.iter().enumerate() {
        let mut variant = Map::from_iter([("type".to_owned(), Node::String(ty.clone()))]);
        for key in keywords_of(ty) {
            let Some(value) = map.get(*key).filter(|value| *key != "format" || is_format_of(ty, value)) else {
                continue;
            };
            variant.insert((*key).to_owned(), value.clone());
            if matches!(*key, "properties" | "items" | "additionalProperties") {
                moved.add(place.join(key), place_of(index).join(key));
            }
        }
        variants.push(Node::Object(variant));
    }
    for key in OF_TEXT.iter().chain(&OF_NUMBERS).chain(&OF_LISTS).chain(&OF_OBJECTS) {
        map.shift_remove(*key);
    }
    let variants = Node::Array(variants);
    if !is_composed {
        map.insert("oneOf".to_owned(), variants);
        return;
    }
    let part = Node::Object(Map::from_iter([("oneOf".to_owned(), variants)]));
    match map.entry("allOf".to_owned()).or_insert_with(|| Node::Array(Vec::new())) {
        Node::Array(parts) => parts.push(part),
        other => *other = Node::Array(vec![part]),
    }
}

fn keywords_of(ty: &str) -> &'static [&'static str] {
    match ty {
        "string" => &OF_TEXT,
        "integer" | "number" => &OF_NUMBERS,
        "array" => &OF_LISTS,
        "object" => &OF_OBJECTS,
        _ => &[],
    }
}

/// Returns whether `format` applies to the type.
///
/// Source: OpenAPI 3.1.1, section 4.4 (data types), and the format registry.
fn is_format_of(ty: &str, format: &Node) -> bool {
    let numeric = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double"];
    let is_numeric = format.as_str().is_some_and(|format| numeric.contains(&format));
    is_numeric == (ty != "string")
}
