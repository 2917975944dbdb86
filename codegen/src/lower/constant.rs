//! Schemas with a single allowed value.
//!
//! Source: JSON Schema Validation (draft wright-00), section 5.20 (`enum`); JSON Schema 2020-12 validation, section
//! 6.1.3 (`const`, which `dialect` turns into an `enum` of one value).

use std::collections::HashSet;

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as Kind};
use serde_json::Value;

use crate::lower::Lowering;

impl<'a> Lowering<'a> {
    /// Returns the only string, number or boolean that a schema allows, itself or by a part.
    pub(super) fn only_value(&self, schema: &'a ReferenceOr<Schema>) -> Option<Value> {
        let (mut seen, mut todo) = (HashSet::new(), vec![schema]);
        while let Some(schema) = todo.pop() {
            // Parts may share parts, or contain themselves.
            let Some(schema) = self.schema_behind(schema).filter(|schema| seen.insert(std::ptr::from_ref(*schema)))
            else {
                continue;
            };
            let found = match &schema.schema_kind {
                SchemaKind::Type(Kind::String(it)) => known(&it.enumeration),
                SchemaKind::Type(Kind::Integer(it)) => known(&it.enumeration),
                SchemaKind::Type(Kind::Number(it)) => known(&it.enumeration),
                SchemaKind::Type(Kind::Boolean(it)) => known(&it.enumeration),
                SchemaKind::Type(Kind::Array(_) | Kind::Object(_)) | SchemaKind::Not { .. } => None,
                SchemaKind::Any(any) => {
                    todo.extend(any.all_of.iter().rev());
                    distinct(any.enumeration.iter().filter(|value| !value.is_null()).cloned())
                }
                SchemaKind::AllOf { all_of: parts } => {
                    todo.extend(parts.iter().rev());
                    None
                }
                SchemaKind::OneOf { one_of: variants } | SchemaKind::AnyOf { any_of: variants } => {
                    todo.extend(variants.iter().filter(|_| variants.len() == 1));
                    None
                }
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

fn known<T: Clone + Into<Value>>(values: &[Option<T>]) -> Option<Value> {
    distinct(values.iter().flatten().cloned().map(Into::into))
}

/// Returns the value if all are equal scalars.
fn distinct(mut values: impl Iterator<Item = Value>) -> Option<Value> {
    let first = values.next().filter(|value| value.is_string() || value.is_number() || value.is_boolean())?;
    values.all(|other| other == first).then_some(first)
}
