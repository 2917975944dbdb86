//! The objects of OpenAPI 3.1 and 3.2 that are no schemas, as OpenAPI 3.0 says the same.
//!
//! Source: OpenAPI 3.1.1, section 4.8 and OpenAPI 3.2.0, section 4 against OpenAPI 3.0.4, section 4.7.

use crate::dialect::{BESIDE, Kind};
use crate::source::{Document, Map, Node, Pointer};

/// Converts the objects of the document in place.
pub(super) fn convert(document: &mut Document) {
    let place = Pointer::root();
    if let Some(root) = document.root.as_object_mut() {
        for word in ["jsonSchemaDialect", "$self"] {
            root.shift_remove(word);
        }
        // What it has may be webhooks, or components alone.
        root.entry("paths".to_owned()).or_insert_with(|| Node::Object(Map::new()));
    }
    if document.root.get("webhooks").is_some() {
        document.relocate(&place.join("webhooks"), &place.join("x-webhooks"));
    }
    walk(&mut document.root, Kind::Object, "");
}

fn walk(node: &mut Node, kind: Kind, key: &str) {
    match node {
        _ if matches!(kind, Kind::Data | Kind::Schema | Kind::Schemas) => {}
        Node::Object(map) => {
            if kind == Kind::Object {
                object(map, key);
            }
            for (key, child) in map.iter_mut() {
                let kind = kind.member(key, child);
                walk(child, kind, key);
            }
        }
        Node::Array(items) => items.iter_mut().for_each(|item| walk(item, kind, key)),
        _ => {}
    }
}

fn object(map: &mut Map, key: &str) {
    if map.contains_key("$ref") {
        beside(map);
    }
    let is_operation = crate::dialect::METHODS.contains(&key);
    if is_operation && !map.contains_key("responses") {
        map.insert("responses".to_owned(), Node::Object(Map::new()));
    }
}

/// Words beside a reference take the place of those that it leads to.
///
/// Source: OpenAPI 3.1.1, section 4.8.23 (Reference Object).
fn beside(map: &mut Map) {
    let words: Map = ["summary", "description"]
        .iter()
        .filter_map(|word| Some(((*word).to_owned(), map.get(*word).filter(|it| it.as_str().is_some())?.clone())))
        .collect();
    if !words.is_empty() {
        map.insert(BESIDE.to_owned(), Node::Object(words));
    }
}
