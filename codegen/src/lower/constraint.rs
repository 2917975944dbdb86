//! Validation keywords.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24 (Schema Object: keywords of JSON Schema).

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::{Number, Value};

use crate::extension::Extension as _;
use crate::ir::{Constraints, Matcher, Pattern};

/// Returns the constraints of a schema.
pub(super) fn constraints(schema: &Schema) -> Constraints {
    let none = Constraints::default();
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(it)) => Constraints {
            min_length: count(it.min_length),
            max_length: count(it.max_length),
            pattern: pattern(it.pattern.as_deref(), schema),
            ..none
        },
        SchemaKind::Type(Type::Number(it)) => Constraints {
            minimum: it.minimum.and_then(real).map(|number| (number, it.exclusive_minimum)),
            maximum: it.maximum.and_then(real).map(|number| (number, it.exclusive_maximum)),
            multiple_of: it.multiple_of.and_then(real),
            values: it.enumeration.iter().flatten().filter_map(|it| real(*it)).map(Value::Number).collect(),
            ..none
        },
        SchemaKind::Type(Type::Integer(it)) => Constraints {
            minimum: it.minimum.map(|number| (number.into(), it.exclusive_minimum)),
            maximum: it.maximum.map(|number| (number.into(), it.exclusive_maximum)),
            multiple_of: it.multiple_of.map(Into::into),
            ..none
        },
        SchemaKind::Type(Type::Boolean(it)) => {
            Constraints { values: it.enumeration.iter().flatten().map(|it| Value::Bool(*it)).collect(), ..none }
        }
        SchemaKind::Type(Type::Array(it)) => Constraints {
            min_items: count(it.min_items),
            max_items: count(it.max_items),
            unique_items: it.unique_items,
            items: it.items.as_ref().and_then(ReferenceOr::as_item).and_then(|items| inner(items)),
            ..none
        },
        SchemaKind::Type(Type::Object(it)) => Constraints {
            min_properties: count(it.min_properties),
            max_properties: count(it.max_properties),
            items: it.additional_properties.as_ref().and_then(values),
            ..none
        },
        SchemaKind::Any(any) => any_constraints(any, schema),
        _ => none,
    }
}

fn any_constraints(any: &AnySchema, schema: &Schema) -> Constraints {
    let scalars = any.enumeration.iter().filter(|it| it.is_boolean() || it.is_number());
    let only_scalars = any.enumeration.iter().all(|it| it.is_boolean()) || any.typ.as_deref() == Some("number");
    Constraints {
        minimum: any.minimum.and_then(real).map(|number| (number, any.exclusive_minimum == Some(true))),
        maximum: any.maximum.and_then(real).map(|number| (number, any.exclusive_maximum == Some(true))),
        multiple_of: any.multiple_of.and_then(real),
        min_length: count(any.min_length),
        max_length: count(any.max_length),
        pattern: pattern(any.pattern.as_deref(), schema),
        min_items: count(any.min_items),
        max_items: count(any.max_items),
        unique_items: any.unique_items == Some(true),
        min_properties: count(any.min_properties),
        max_properties: count(any.max_properties),
        values: if only_scalars { scalars.cloned().collect() } else { Vec::new() },
        items: any
            .items
            .as_ref()
            .and_then(ReferenceOr::as_item)
            .and_then(|items| inner(items))
            .or_else(|| any.additional_properties.as_ref().and_then(values)),
    }
}

fn values(additional: &AdditionalProperties) -> Option<Box<Constraints>> {
    let AdditionalProperties::Schema(schema) = additional else { return None };
    schema.as_item().and_then(inner)
}

fn inner(schema: &Schema) -> Option<Box<Constraints>> {
    let found = constraints(schema);
    (!found.is_empty()).then(|| Box::new(found))
}

/// Returns the pattern of a schema, with the engine that matches it.
fn pattern(text: Option<&str>, schema: &Schema) -> Option<Box<Pattern>> {
    let matcher = Matcher::read(&schema.schema_data.extensions);
    text.map(|text| Box::new(Pattern { text: text.to_owned(), matcher }))
}

/// Returns a length or a count.
fn count(bound: Option<usize>) -> Option<u64> {
    bound.and_then(|it| u64::try_from(it).ok())
}

/// Returns a number, as an integer if it is one.
fn real(number: f64) -> Option<Number> {
    #[allow(clippy::cast_possible_truncation, reason = "it is a whole number within the range")]
    if number.fract() == 0.0 && number.abs() < 9.0e15 {
        return Some((number as i64).into());
    }
    Number::from_f64(number)
}
