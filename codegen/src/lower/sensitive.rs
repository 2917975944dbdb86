//! Sensitive values, which must not appear in logs.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.24 (`writeOnly`) and 4.4 (`format: password`); `x-sensitive`, which vendors use.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty};

use crate::ir::Sensitive;

/// Returns whether a schema, or its items or values, are sensitive. References have the sensitivity of their types.
pub(super) fn sensitive(schema: &Schema) -> Sensitive {
    let data = &schema.schema_data;
    let is_marked = data.extensions.get("x-sensitive").is_some_and(|it| *it == true);
    if data.write_only || is_marked {
        return Sensitive::Whole;
    }
    let items =
        |items: Option<&ReferenceOr<Box<Schema>>>| inner(items.and_then(ReferenceOr::as_item).map(AsRef::as_ref));
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => match &text.format {
            VariantOrUnknownOrEmpty::Item(StringFormat::Password) => Sensitive::Whole,
            _ => Sensitive::No,
        },
        SchemaKind::Type(Type::Array(array)) => items(array.items.as_ref()),
        SchemaKind::Type(Type::Object(object)) => inner(object.additional_properties.as_ref().and_then(value)),
        SchemaKind::Any(any) if any.format.as_deref() == Some("password") => Sensitive::Whole,
        SchemaKind::Any(any) => {
            let inner = items(any.items.as_ref()).max(inner(any.additional_properties.as_ref().and_then(value)));
            inner.max(of_parts(&any.all_of))
        }
        SchemaKind::AllOf { all_of } => of_parts(all_of),
        _ => Sensitive::No,
    }
}

fn inner(schema: Option<&Schema>) -> Sensitive {
    if schema.is_some_and(|schema| sensitive(schema) != Sensitive::No) { Sensitive::Items } else { Sensitive::No }
}

fn value(additional: &AdditionalProperties) -> Option<&Schema> {
    if let AdditionalProperties::Schema(schema) = additional { schema.as_item() } else { None }
}

fn of_parts(parts: &[ReferenceOr<Schema>]) -> Sensitive {
    parts.iter().filter_map(ReferenceOr::as_item).map(sensitive).max().unwrap_or_default()
}
