//! The effort of a comparison: units of about the same time, which grow with the size of what is compared.
//!
//! Few schemas can have very many combinations, since `allOf` joins any of them. A bound on the effort relative to the size of
//! both documents keeps the comparison of such documents short.

use crate::source::Node;

/// The effort for one visit to a part of a schema.
pub(super) const OF_VISIT: usize = 2;

/// The effort for a pair of schemas, beside their parts.
pub(super) const OF_PAIR: usize = 16;

/// The effort for a part of a schema, beside its keywords.
const OF_PART: usize = 8;

/// The number of bytes of text that are compared in one unit.
const BYTES: usize = 16;

/// The effort that a comparison may take for each unit of the size of the documents. Real documents take less than two.
const FACTOR: usize = 10;

/// The effort that any comparison may take.
const FLOOR: usize = 1_000_000;

/// Returns the highest effort for the comparison of two documents.
pub(super) fn bound(old: &Node, new: &Node) -> usize {
    FLOOR + FACTOR * (size(old) + size(new))
}

/// Returns the size of a value and everything within it.
fn size(node: &Node) -> usize {
    match node {
        Node::String(text) => 1 + text.len() / BYTES,
        Node::Array(items) => items.iter().map(size).sum::<usize>() + 1,
        Node::Object(map) => map.iter().map(|(key, value)| 1 + key.len() / BYTES + size(value)).sum::<usize>() + 1,
        _ => 1,
    }
}

/// Returns the effort to compare a schema without its subschemas.
pub(super) fn of_part(node: &Node) -> usize {
    let Some(map) = node.as_object() else { return OF_PART };
    let of_keyword = |(keyword, value): (&String, &Node)| match keyword.as_str() {
        "properties" | "patternProperties" | "dependentSchemas" | "oneOf" | "anyOf" | "prefixItems" => match value {
            Node::Array(items) => 1 + items.len(),
            Node::Object(map) => 1 + map.len(),
            _ => 1,
        },
        "enum" | "const" | "default" | "required" | "dependentRequired" | "discriminator" | "pattern" => size(value),
        _ => 1,
    };
    OF_PART + map.iter().map(of_keyword).sum::<usize>()
}
