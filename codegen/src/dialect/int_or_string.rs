//! `int-or-string` of Kubernetes, such as a port by its number or its name.
//!
//! Source: Kubernetes, package `k8s.io/apimachinery/pkg/util/intstr` (the format `int-or-string` of `type: string`);
//! Kubernetes, API extensions v1, `JSONSchemaProps` (`x-kubernetes-int-or-string`).

use crate::source::{Map, Node};

const OF_TEXT: [&str; 3] = ["minLength", "maxLength", "pattern"];
const OF_INTEGERS: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

/// Converts an `int-or-string` schema to a union of an integer and a string. A schema with `enum`, `const`, a composition or
/// a reference declares its types itself.
pub(super) fn convert(map: &mut Map) {
    let is_format = map.get("format").and_then(Node::as_str) == Some("int-or-string");
    let is_marked = map.get("x-kubernetes-int-or-string") == Some(&Node::Bool(true));
    let declares_types = ["$ref", "enum", "const", "allOf", "oneOf", "anyOf"].iter().any(|key| map.contains_key(*key));
    if declares_types || !(is_format || is_marked) {
        return;
    }
    let types: Vec<&str> = match map.get("type") {
        None => Vec::new(),
        Some(Node::Array(types)) => types.iter().map(|ty| ty.as_str().unwrap_or("null")).collect(),
        Some(ty) => vec![ty.as_str().unwrap_or("null")],
    };
    if !types.iter().all(|ty| matches!(*ty, "string" | "integer" | "null")) {
        return;
    }
    if types.contains(&"null") {
        map.insert("nullable".to_owned(), Node::Bool(true));
    }
    map.shift_remove("type");
    map.shift_remove("format");
    let mut variant = |ty: &str, keys: &[&str]| {
        let own = keys.iter().filter_map(|key| Some(((*key).to_owned(), map.shift_remove(*key)?)));
        Node::Object([("type".to_owned(), Node::String(ty.to_owned()))].into_iter().chain(own).collect())
    };
    let variants = vec![variant("integer", &OF_INTEGERS), variant("string", &OF_TEXT)];
    map.insert("oneOf".to_owned(), Node::Array(variants));
}
