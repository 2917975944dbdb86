//! Parameters with a single allowed value.
//!
//! Source: JSON Schema Validation (draft wright-00), section 5.20 (`enum`); JSON Schema 2020-12 validation, section
//! 6.1.3 (`const`, which `dialect` turns into an `enum` of one value).

use serde_json::Value;

use crate::ir::alias::{behind, unaliased};
use crate::ir::{Operation, Shape, Type, TypeDef};

/// Marks required parameters with a single allowed value: the client sends it by itself.
pub(super) fn find(types: &[TypeDef], operations: &mut [Operation]) {
    for parameter in operations.iter_mut().flat_map(|operation| &mut operation.parameters) {
        if !parameter.required || matches!(unaliased(types, &parameter.ty), Type::Nullable(_)) {
            continue;
        }
        let shape = behind(types, &parameter.ty).map(|id| &types[id.index()].shape);
        parameter.constant = match shape {
            Some(Shape::StringEnum(values)) => single(values).map(|text| Value::from(text.as_str())),
            Some(Shape::IntegerEnum(values)) => single(values).map(|integer| Value::from(*integer)),
            Some(Shape::ValueEnum(values)) => single(values).cloned(),
            // Other scalars have no enum in Rust: use the value found in the schema.
            Some(_) => None,
            None => parameter.only_value.clone(),
        };
    }
}

fn single<T>(values: &[T]) -> Option<&T> {
    if let [value] = values { Some(value) } else { None }
}
