//! Whether a schema allows null: said of the whole, by its own word, its values, or its parts.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24 (`nullable`), and the proposal that clarifies it.

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::lower::Lowering;
use crate::lower::composition::{is_annotation, is_object};
use crate::lower::schema::component_name;

/// How many references may lead on to one another.
const MAX_CHAIN: usize = 64;

impl Lowering<'_> {
    /// Whether what `reference` leads to may be null; `None` where it leads back to itself.
    pub(super) fn is_nullable(&self, reference: &str) -> Option<bool> {
        self.follow(reference, MAX_CHAIN)
    }

    /// Whether a schema may be null. One that leads back to itself says nothing of it.
    pub(super) fn allows_null(&self, schema: &Schema) -> bool {
        self.null(schema, MAX_CHAIN)
    }

    fn follow(&self, reference: &str, left: usize) -> Option<bool> {
        let schemas = &self.openapi.components.as_ref()?.schemas;
        let left = left.checked_sub(1)?;
        match schemas.get(&component_name(reference)?)? {
            ReferenceOr::Item(schema) => Some(self.null(schema, left)),
            ReferenceOr::Reference { reference } => self.follow(reference, left),
        }
    }

    fn one_null(&self, schema: &ReferenceOr<Schema>, left: usize) -> bool {
        match schema {
            ReferenceOr::Reference { reference } => self.follow(reference, left).unwrap_or(false),
            ReferenceOr::Item(schema) => left > 0 && self.null(schema, left - 1),
        }
    }

    fn null(&self, schema: &Schema, left: usize) -> bool {
        let parts = |all: &[ReferenceOr<Schema>]| {
            let mut saying = all.iter().filter(|it| !is_annotation(it)).peekable();
            saying.peek().is_some() && saying.all(|it| self.one_null(it, left))
        };
        let variants = |all: &[ReferenceOr<Schema>]| all.iter().any(|it| self.one_null(it, left));
        schema.schema_data.nullable
            || match &schema.schema_kind {
                SchemaKind::Type(Type::String(string)) => string.enumeration.contains(&None),
                SchemaKind::Type(Type::Integer(integer)) => integer.enumeration.contains(&None),
                SchemaKind::Type(Type::Number(number)) => number.enumeration.contains(&None),
                SchemaKind::Type(Type::Boolean(boolean)) => boolean.enumeration.contains(&None),
                SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all } => variants(all),
                SchemaKind::AllOf { all_of } => parts(all_of),
                SchemaKind::Any(any) if !any.enumeration.is_empty() => any.enumeration.contains(&Value::Null),
                // Members of its own are members of an object.
                SchemaKind::Any(any) if is_object(any) => false,
                SchemaKind::Any(AnySchema { all_of, one_of, any_of, .. }) => {
                    let each = [all_of.is_empty() || parts(all_of), one_of.is_empty() || variants(one_of)];
                    let some = !(all_of.is_empty() && one_of.is_empty() && any_of.is_empty());
                    some && each.iter().all(|it| *it) && (any_of.is_empty() || variants(any_of))
                }
                SchemaKind::Type(_) | SchemaKind::Not { .. } => false,
            }
    }
}
