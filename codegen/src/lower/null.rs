//! Whether a schema allows null: said of the whole, by its own word, its values, or its parts.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24 (`nullable`), and the proposal that clarifies it.

use std::collections::HashSet;

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::lower::Lowering;
use crate::lower::composition::{is_annotation, is_object};
use crate::lower::schema::component_name;

impl<'a> Lowering<'a> {
    /// Whether what `reference` leads to may be null; `None` where it leads back to itself.
    pub(super) fn is_nullable(&self, reference: &str) -> Option<bool> {
        let schemas = &self.openapi.components.as_ref()?.schemas;
        let mut seen = HashSet::new();
        let mut name = component_name(reference)?;
        while seen.insert(name.clone()) {
            match schemas.get(&name)? {
                ReferenceOr::Item(_) => return Some(self.nullable.contains(name.as_str())),
                ReferenceOr::Reference { reference } => name = component_name(reference)?,
            }
        }
        None
    }

    /// Whether a schema may be null.
    pub(super) fn allows_null(&self, schema: &Schema) -> bool {
        self.null(schema)
    }

    /// Finds the components that may be null: what one says of it may depend on others, and on itself.
    pub(super) fn find_nullable(&mut self) {
        loop {
            let found: Vec<&'a str> = self
                .schemas()
                .filter(|(name, schema)| !self.nullable.contains(name.as_str()) && self.one_null(schema))
                .map(|(name, _)| name.as_str())
                .collect();
            if found.is_empty() {
                return;
            }
            self.nullable.extend(found);
        }
    }

    fn one_null(&self, schema: &ReferenceOr<Schema>) -> bool {
        match schema {
            ReferenceOr::Item(schema) => self.null(schema),
            ReferenceOr::Reference { reference } => {
                component_name(reference).is_some_and(|name| self.nullable.contains(name.as_str()))
            }
        }
    }

    fn null(&self, schema: &Schema) -> bool {
        let parts = |all: &[ReferenceOr<Schema>]| {
            let mut saying = all.iter().filter(|it| !is_annotation(it)).peekable();
            saying.peek().is_some() && saying.all(|it| self.one_null(it))
        };
        let variants = |all: &[ReferenceOr<Schema>]| all.iter().any(|it| self.one_null(it));
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
