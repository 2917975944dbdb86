//! References to schemas.

use openapiv3::{ReferenceOr, Schema, SchemaKind};

use crate::lower::Lowering;
use crate::lower::number::Format as _;
use crate::lower::schema::component_name;

impl<'a> Lowering<'a> {
    /// Returns the schema at the end of a chain of references.
    pub(super) fn schema_behind(&self, schema: &'a ReferenceOr<Schema>) -> Option<&'a Schema> {
        let schemas = &self.openapi.components.as_ref()?.schemas;
        let mut schema = schema;
        for _ in 0..=schemas.len() {
            match schema {
                ReferenceOr::Item(schema) => return Some(schema),
                ReferenceOr::Reference { reference } => schema = schemas.get(component_name(reference)?.as_str())?,
            }
        }
        None
    }

    /// Returns whether a schema is `format: binary`.
    pub(super) fn is_binary(&self, schema: &'a ReferenceOr<Schema>) -> bool {
        let kind = self.schema_behind(schema).map(|schema| &schema.schema_kind);
        matches!(kind, Some(SchemaKind::Type(openapiv3::Type::String(text))) if text.format.text() == "binary")
    }
}
