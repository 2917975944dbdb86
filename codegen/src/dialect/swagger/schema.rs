//! Conversion of schemas.
//!
//! Source: OpenAPI 2.0, Schema Object (`discriminator`, `readOnly`); the extensions `x-nullable`,
//! `x-discriminator-value` and `x-deprecated`, which several vendors use.

use crate::dialect::Kind;
use crate::dialect::walk::{Visit, walk};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// Converts the schemas of a tree whose other objects are already those of 3.0.
pub(super) fn convert(root: &mut Node) {
    let values = discriminator_values(root);
    walk(root, &mut Keywords);
    let schemas = Pointer::root().join("components").join("schemas");
    for (child, parents, value) in values {
        for parent in parents {
            let discriminator = schemas.join(parent).join("discriminator");
            let Some(Node::Object(discriminator)) = root.at_mut(&discriminator) else { continue };
            let mapping = discriminator.entry("mapping".to_owned()).or_insert_with(|| Node::Object(Map::new()));
            if let Node::Object(mapping) = mapping {
                mapping.insert(value.clone(), Node::String(schemas.join(&child).to_string()));
            }
        }
    }
}

/// Returns the schemas with a discriminator value of their own: the name, the ancestors and the value.
fn discriminator_values(root: &Node) -> Vec<(String, Vec<String>, String)> {
    let schemas = root.get("components").and_then(|it| it.get("schemas"));
    let values = schemas.into_iter().flat_map(Node::children).filter_map(|(name, schema)| {
        let value = schema.get("x-discriminator-value").or_else(|| schema.get("x-ms-discriminator-value"))?.as_str()?;
        let mut ancestors: Vec<String> = parents(schema);
        let mut at = 0;
        while let Some(parent) = ancestors.get(at).and_then(|name| schemas?.get(name)) {
            let more: Vec<String> = parents(parent).into_iter().filter(|it| !ancestors.contains(it)).collect();
            ancestors.extend(more);
            at += 1;
        }
        Some((name, ancestors, value.to_owned()))
    });
    values.collect()
}

/// Returns the names of the components in a schema's `allOf`.
fn parents(schema: &Node) -> Vec<String> {
    let parts = schema.get("allOf").into_iter().flat_map(Node::children);
    let names = parts.filter_map(|(_, part)| {
        let pointer = Pointer::of_reference(part.get("$ref")?.as_str()?)?;
        let mut tokens = pointer.tokens();
        (tokens.next()? == "components" && tokens.next()? == "schemas").then(|| tokens.next())?
    });
    names.collect()
}

/// The step that converts the keywords of 2.0 in schemas.
struct Keywords;

impl Visit for Keywords {
    fn enter(&mut self, node: &mut Node, _place: &Pointer, kind: Kind) -> bool {
        if let (Node::Object(map), Kind::Schema) = (node, kind) {
            schema(map);
        }
        true
    }
}

/// The siblings of a reference that are kept, because they do not constrain values.
const BESIDE: [&str; 8] = ["$ref", "title", "description", "readOnly", "example", "default", "deprecated", "nullable"];

fn schema(map: &mut Map) {
    if let Some(nullable @ Node::Bool(_)) = map.shift_remove("x-nullable") {
        map.insert("nullable".to_owned(), nullable);
    }
    if let Some(deprecated @ Node::Bool(_)) = map.shift_remove("x-deprecated") {
        map.insert("deprecated".to_owned(), deprecated);
    }
    if let Some(Node::String(property)) = map.get("discriminator") {
        let name = ("propertyName".to_owned(), Node::String(property.clone()));
        map.insert("discriminator".to_owned(), Node::Object(Map::from_iter([name])));
    }
    if map.get("type").and_then(Node::as_str) == Some("file") {
        map.insert("type".to_owned(), Node::String("string".to_owned()));
        map.insert("format".to_owned(), Node::String("binary".to_owned()));
    }
    if map.get("$ref").is_some_and(|it| it.as_str().is_some()) {
        map.retain(|key, _| BESIDE.contains(&key.as_str()));
    }
}
