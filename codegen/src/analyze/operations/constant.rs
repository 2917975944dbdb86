//! Parameters with a single allowed value.
//!
//! Source: JSON Schema Validation (draft wright-00), section 5.20 (`enum`); JSON Schema 2020-12 validation, section
//! 6.1.3 (`const`, which `dialect` turns into an `enum` of one value).

use serde_json::Value;

use crate::ir::alias::{behind, unaliased};
use crate::ir::{Operation, Parameter, Shape, Type, TypeDef};

/// Marks required parameters with a single allowed value: the client sends it by itself. If a parameter allows other values too
/// since the existing crate was generated, the client still sends that value, unless callers set another one.
pub(super) fn find(types: &[TypeDef], operations: &mut [Operation]) {
    for parameter in operations.iter_mut().flat_map(|operation| &mut operation.parameters) {
        if parameter.required && !matches!(unaliased(types, &parameter.ty), Type::Nullable(_)) {
            parameter.constant = only_value(types, parameter);
        }
        let existing = parameter.existing_constant.take().filter(|value| allows(types, &parameter.ty, value));
        if let (None, Some(existing)) = (&parameter.constant, existing) {
            (parameter.required, parameter.constant) = (false, Some(existing));
        }
    }
}

/// Returns the only value that a parameter allows.
fn only_value(types: &[TypeDef], parameter: &Parameter) -> Option<Value> {
    // An enum may allow further values: `anyOf` with a plain string.
    let only = parameter.only_value.as_ref()?;
    let is_single = match behind(types, &parameter.ty).map(|id| &types[id.index()].shape) {
        Some(Shape::StringEnum(values)) => values.len() == 1,
        Some(Shape::IntegerEnum(values)) => values.len() == 1,
        Some(Shape::ValueEnum(values)) => values.len() == 1,
        Some(_) => false,
        // Other scalars have no enum in Rust.
        None => true,
    };
    is_single.then(|| only.clone())
}

/// Returns whether a value is one of a type.
fn allows(types: &[TypeDef], ty: &Type, value: &Value) -> bool {
    match unaliased(types, ty) {
        Type::Nullable(inner) => value.is_null() || allows(types, inner, value),
        Type::Ref(id) => match &types[id.index()].shape {
            Shape::StringEnum(values) => value.as_str().is_some_and(|text| values.iter().any(|it| it == text)),
            Shape::IntegerEnum(values) => value.as_i64().is_some_and(|integer| values.contains(&integer)),
            Shape::ValueEnum(values) => values.contains(value),
            _ => false,
        },
        Type::String
        | Type::DateTime
        | Type::DateTimeOrUtc
        | Type::Date
        | Type::Uuid
        | Type::Ipv4
        | Type::Ipv6
        | Type::Base64
        | Type::Base64Url
        | Type::Binary => value.is_string(),
        Type::Decimal => value.is_number(),
        Type::Boolean => value.is_boolean(),
        Type::Integer(_) => value.is_i64() || value.is_u64(),
        Type::Number(_) => value.is_number(),
        _ => false,
    }
}
