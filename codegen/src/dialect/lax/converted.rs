//! Coercion of the keywords of schemas that OpenAPI 3.0 lacks, before a later step converts them.
//!
//! Source: JSON Schema Core and Validation 2020-12.

use crate::diagnostic::Diagnostics;
use crate::dialect::grammar::{Kind, ObjectKind, Value};
use crate::dialect::lax::apply::{Subject, apply};
use crate::dialect::lax::coerce::{self, Coerced};
use crate::dialect::version::Version;
use crate::dialect::walk::{Visit, walk};
use crate::location::Pointer;
use crate::source::{Map, Node, Written};

/// Coerces the keywords in all schemas of the tree.
pub(super) fn repair(root: &mut Node, version: Version, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    let keywords = ObjectKind::Schema.converted(version).map(|keyword| (keyword.name, keyword.value)).collect();
    walk(root, &mut Repair { keywords, written, diagnostics });
}

struct Repair<'d> {
    keywords: Vec<(&'static str, Value)>,
    written: &'d Written<'d>,
    diagnostics: &'d mut Diagnostics,
}

impl Visit for Repair<'_> {
    fn enter(&mut self, node: &mut Node, place: &Pointer, kind: Kind) -> bool {
        if let (Kind::Schema, Node::Object(map)) = (kind, node) {
            self.schema(map, place);
        }
        true
    }
}

impl Repair<'_> {
    fn schema(&mut self, map: &mut Map, place: &Pointer) {
        for index in 0..self.keywords.len() {
            let (name, value) = self.keywords[index];
            let Some(node) = map.get_mut(name) else { continue };
            let place = place.join(name);
            let coerced = match value {
                // A former step resolved identifiers and references.
                Value::Text if name.starts_with('$') && node.as_str().is_none() => Coerced::Rejected(coerce::TEXT),
                _ => coerced(node, value),
            };
            if !self.apply(coerced, node, &Subject::Keyword(name), &place) {
                map.shift_remove(name);
                continue;
            }
            self.inner(name, node, value, &place);
        }
    }

    fn apply(&mut self, coerced: Coerced, node: &mut Node, subject: &Subject<'_>, place: &Pointer) -> bool {
        apply(coerced, node, subject, place, self.written, self.diagnostics)
    }

    /// Coerces the items or the entries of a value.
    fn inner(&mut self, keyword: &str, node: &mut Node, value: Value, place: &Pointer) {
        match (value, node) {
            (Value::SchemaArray, Node::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.apply(schema(item), item, &Subject::Entry("a subschema"), &place.join(index));
                }
            }
            (Value::SchemaMap, Node::Object(map)) => {
                // In draft-07, names of properties are an alternative to a schema.
                let is_schema = |entry: &Node| keyword != "dependencies" || !matches!(entry, Node::Array(_));
                for (name, entry) in map.iter_mut().filter(|(_, entry)| is_schema(entry)) {
                    self.apply(schema(entry), entry, &Subject::Keyword(name), &place.join(name));
                }
            }
            (Value::TextsMap, Node::Object(map)) => map.retain(|name, names| {
                self.apply(coerce::texts(names), names, &Subject::Keyword(name), &place.join(name))
            }),
            _ => {}
        }
    }
}

fn coerced(node: &Node, value: Value) -> Coerced {
    match value {
        Value::Text => coerce::text(node),
        Value::Count => coerce::count(node),
        Value::Types => coerce::types(node),
        Value::Values => coerce::array(node),
        Value::SchemaArray => coerce::schemas(node),
        Value::Schema | Value::BooleanOrSchema => schema(node),
        Value::SchemaMap | Value::TextsMap => coerce::object(node),
        _ => Coerced::Unchanged,
    }
}

/// Source: JSON Schema Core 2020-12, section 4.3.2 (boolean schemas).
fn schema(node: &Node) -> Coerced {
    match node {
        Node::Bool(_) => Coerced::Unchanged,
        Node::Null => Coerced::Absent,
        node => coerce::schema(node),
    }
}
