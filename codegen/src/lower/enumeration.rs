//! Enums (`enum`).
//!
//! Source: OpenAPI 3.0.4, section 4.7.24 (`enum`); JSON Schema Validation (draft wright-00), section 5.20.

use std::collections::HashSet;

use serde_json::Value;

use crate::ir::{Shape, Type};
use crate::lower::schema::Meaning;

/// Returns the meaning of a schema with this type and these values, without null: an enum, or the plain type if its
/// values need no names. Returns `None` if the values constrain nothing.
///
/// `number` is the type of numbers that need no names.
pub(super) fn enumeration(ty: Option<&str>, values: &[Value], number: &Type) -> Option<Meaning> {
    if is_null_alone(values.iter().map(Value::is_null)) {
        return Some(Meaning::Plain(Type::Null));
    }
    // Values that contradict `type` count too.
    let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
    if values.is_empty() || values.iter().any(|value| value.is_array() || value.is_object()) {
        return None;
    }
    if values.iter().all(|value| value.is_boolean()) {
        return Some(Meaning::Plain(Type::Boolean));
    }
    // Without `type`, the enum may gain values of any type.
    if ty.is_none() {
        return Some(Meaning::Named(Shape::ValueEnum(distinct(values.into_iter().cloned().collect()))));
    }
    // Integers beyond 64 bits.
    if ty == Some("integer") && values.iter().all(|it| it.is_number()) && values.iter().any(|it| it.as_i64().is_none())
    {
        return Some(Meaning::Plain(Type::Decimal));
    }
    let texts: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    let integers: Option<Vec<i64>> = values.iter().map(|value| value.as_i64()).collect();
    if let Some(texts) = texts {
        return Some(Meaning::Named(Shape::StringEnum(distinct(texts))));
    }
    if let (Some(integers), true) = (integers, ty != Some("number")) {
        return Some(Meaning::Named(Shape::IntegerEnum(distinct(integers))));
    }
    if values.iter().all(|value| value.is_number()) {
        return Some(Meaning::Plain(number.clone()));
    }
    Some(Meaning::Named(Shape::ValueEnum(distinct(values.into_iter().cloned().collect()))))
}

/// Returns the meaning of a string schema with these values; `None` without values.
pub(super) fn texts(values: &[Option<String>]) -> Option<Meaning> {
    if is_null_alone(values.iter().map(Option::is_none)) {
        return Some(Meaning::Plain(Type::Null));
    }
    let values: Vec<String> = values.iter().flatten().cloned().collect();
    (!values.is_empty()).then(|| Meaning::Named(Shape::StringEnum(distinct(values))))
}

/// Returns the meaning of an integer schema with these values; `None` without values.
pub(super) fn integers(values: &[Option<i64>]) -> Option<Meaning> {
    if is_null_alone(values.iter().map(Option::is_none)) {
        return Some(Meaning::Plain(Type::Null));
    }
    let values: Vec<i64> = values.iter().flatten().copied().collect();
    (!values.is_empty()).then(|| Meaning::Named(Shape::IntegerEnum(distinct(values))))
}

/// Returns whether all values are null, and there is at least one.
pub(super) fn is_null_alone(mut are_null: impl ExactSizeIterator<Item = bool>) -> bool {
    are_null.len() > 0 && are_null.all(|is_null| is_null)
}

/// Returns each value once.
pub(super) fn distinct<T: Clone + Eq + std::hash::Hash>(mut values: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert(value.clone()));
    values
}
