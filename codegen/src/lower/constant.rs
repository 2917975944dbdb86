//! Parameters that can have one value only.
//!
//! Source: JSON Schema Validation (draft wright-00), section 5.20 (`enum`); JSON Schema 2020-12 validation, section
//! 6.1.3 (`const`, which is an `enum` of one value by now).

use std::collections::HashSet;

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as Kind};
use serde_json::Value;

use crate::ir::{Operation, Shape, Type, TypeDef};
use crate::lower::Lowering;
use crate::lower::alias::{behind, unaliased};

/// Notes which parameters have to be given and can have one value only: nobody has to give them.
pub(super) fn find(types: &[TypeDef], operations: &mut [Operation]) {
    for parameter in operations.iter_mut().flat_map(|operation| &mut operation.parameters) {
        let of_schema = parameter.constant.take();
        if !parameter.required || matches!(unaliased(types, &parameter.ty), Type::Nullable(_)) {
            continue;
        }
        let shape = behind(types, &parameter.ty).map(|id| &types[id.index()].shape);
        parameter.constant = match shape {
            Some(Shape::StringEnum(values)) => single(values).map(|text| Value::from(text.as_str())),
            Some(Shape::IntegerEnum(values)) => single(values).map(|integer| Value::from(*integer)),
            Some(Shape::ValueEnum(values)) => single(values).cloned(),
            // Of all other types of scalars no value has a name: the schema alone knows it.
            Some(_) => None,
            None => of_schema,
        };
    }
}

fn single<T>(values: &[T]) -> Option<&T> {
    if let [value] = values { Some(value) } else { None }
}

impl<'a> Lowering<'a> {
    /// The one text, number or truth value that a schema allows, itself or by a part.
    pub(super) fn only_value(&self, schema: &'a ReferenceOr<Schema>) -> Option<Value> {
        let (mut seen, mut todo) = (HashSet::new(), vec![schema]);
        while let Some(schema) = todo.pop() {
            // Parts may have the same parts, and themselves.
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

/// The value of several equal ones, where it is a scalar.
fn distinct(mut values: impl Iterator<Item = Value>) -> Option<Value> {
    let first = values.next().filter(|value| value.is_string() || value.is_number() || value.is_boolean())?;
    values.all(|other| other == first).then_some(first)
}
