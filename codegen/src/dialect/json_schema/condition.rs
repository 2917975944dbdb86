//! What is said under conditions: it makes no type narrower, and what it names is not lost.
//!
//! Source: JSON Schema Core 2020-12, sections 10.2.2 (`if`, `then`, `else`, `dependentSchemas`); JSON Schema Validation
//! 2020-12, section 6.5.4 (`dependentRequired`).

use std::collections::BTreeSet;

use crate::dialect::json_schema::say;
use crate::source::{Map, Node, Pointer};

/// Says that there are conditions, and adds the members that conditional schemas name, each of which may be anything unless it is described elsewhere.
pub(super) fn convert(map: &mut Map, place: &Pointer) {
    dependencies(map);
    let is_conditional = map.contains_key("if") && (map.contains_key("then") || map.contains_key("else"));
    if is_conditional || map.contains_key("dependentSchemas") {
        say(map, "What else holds depends on other members; the document says how.");
    }
    let mut names = BTreeSet::new();
    for key in ["then", "else"] {
        map.get(key).into_iter().for_each(|schema| named(schema, &mut names));
    }
    for (_, schema) in map.get("dependentSchemas").into_iter().flat_map(Node::children) {
        named(schema, &mut names);
    }
    if names.is_empty() {
        return;
    }
    // An object of which no member is described keeps all of them.
    let is_part = place.tokens().rev().nth(1).is_some_and(|token| token == "allOf");
    let is_described = ["properties", "allOf", "$ref"].iter().any(|key| map.contains_key(*key));
    let is_open_part = is_part && !map.contains_key("type");
    if !is_described && !is_open_part {
        return;
    }
    let properties = map.entry("properties".to_owned()).or_insert_with(|| Node::Object(Map::new()));
    if let Node::Object(properties) = properties {
        for name in names {
            properties.entry(name).or_insert_with(|| Node::Object(Map::new()));
        }
    }
}

/// The members that a schema describes, itself or by its parts.
fn named(schema: &Node, names: &mut BTreeSet<String>) {
    names.extend(schema.get("properties").into_iter().flat_map(Node::children).map(|(name, _)| name));
    for key in ["allOf", "anyOf", "oneOf"] {
        schema.get(key).into_iter().flat_map(Node::children).for_each(|(_, part)| named(part, names));
    }
    for key in ["then", "else"] {
        schema.get(key).into_iter().for_each(|schema| named(schema, names));
    }
}

fn dependencies(map: &mut Map) {
    let Some(Node::Object(mut dependencies)) = map.get("dependentRequired").cloned() else { return };
    dependencies.sort_keys();
    for (name, others) in dependencies {
        let others: Vec<String> =
            others.children().filter_map(|(_, it)| it.as_str().map(|name| format!("`{name}`"))).collect();
        if !others.is_empty() {
            say(map, &format!("Where `{name}` is given, so has to be {}.", others.join(", ")));
        }
    }
}
