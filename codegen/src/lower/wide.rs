//! Integers with bounds in several parts of `allOf`: each bound applies to the whole.
//!
//! Source: JSON Schema Core 2020-12, section 10.2.1.1 (`allOf`); JSON Schema Validation 2020-12, section 6.2 (bounds).

use std::collections::HashSet;

use openapiv3::{Schema, SchemaKind, Type as Kind};

use crate::extension::{Extension as _, Wide};
use crate::ir::alias;
use crate::ir::{Integer, Type};
use crate::lower::Lowering;
use crate::lower::composer::Composer;
use crate::lower::number::{Format as _, Integers, integer_type};
use crate::lower::schema::nullable;

/// The combined bounds of a schema's parts.
#[derive(Default)]
struct Bounds {
    least: Option<i128>,
    most: Option<i128>,
}

impl Bounds {
    fn narrow(&mut self, least: Option<i128>, most: Option<i128>) {
        self.least = self.least.max(least);
        self.most = [self.most, most].into_iter().flatten().min();
    }

    /// Returns the type of integers with these bounds, if `i64` is too narrow.
    fn wide(&self) -> Option<Type> {
        let is_unsigned = self.least.is_some_and(|least| least >= 0);
        let held = if is_unsigned { 0..=i128::from(u64::MAX) } else { i128::from(i64::MIN)..=i128::from(i64::MAX) };
        if [self.least, self.most].into_iter().flatten().any(|bound| !held.contains(&bound)) {
            return Some(Type::Decimal);
        }
        self.most.is_some_and(|most| most > i128::from(i64::MAX)).then_some(Type::Integer(Integer::U64))
    }
}

impl<'a> Lowering<'a> {
    /// Returns the type of a composed integer schema, if its bounds exceed `i64` and no part has a format with a width.
    pub(super) fn wide_integers(&self, schema: &'a Schema) -> Option<Type> {
        let (mut bounds, mut is_integer) = (Bounds::default(), false);
        let (mut seen, mut todo) = (HashSet::new(), vec![schema]);
        while let Some(schema) = todo.pop() {
            // Parts may share parts, or contain themselves.
            if !seen.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            let wide = Wide::read(&schema.schema_data.extensions);
            let (least, most) = (wide.and_then(Wide::minimum), wide.and_then(Wide::maximum));
            match &schema.schema_kind {
                SchemaKind::Type(Kind::Integer(it)) => {
                    if has_width(it.format.text()) || !it.enumeration.is_empty() {
                        return None;
                    }
                    is_integer = true;
                    bounds.narrow(least.or(it.minimum.map(i128::from)), most.or(it.maximum.map(i128::from)));
                }
                SchemaKind::Any(any) => {
                    is_integer |= any.typ.as_deref() == Some("integer");
                    if any.format.as_deref().is_some_and(has_width) || !any.enumeration.is_empty() {
                        return None;
                    }
                    #[allow(clippy::cast_possible_truncation, reason = "the extension holds bounds beyond 64 bits")]
                    let plain = |bound: Option<f64>| bound.map(|bound| i128::from(bound as i64));
                    bounds.narrow(least.or(plain(any.minimum)), most.or(plain(any.maximum)));
                    todo.extend(any.all_of.iter().filter_map(|part| self.schema_behind(part)));
                }
                SchemaKind::AllOf { all_of } => {
                    todo.extend(all_of.iter().filter_map(|part| self.schema_behind(part)));
                }
                _ => return None,
            }
        }
        bounds.wide().filter(|_| is_integer)
    }
}

impl Composer<'_> {
    /// Returns whether this is an integer type, perhaps nullable.
    pub(super) fn is_integer(&self, ty: &Type) -> bool {
        match alias::unaliased(self.types, ty) {
            Type::Nullable(inner) => self.is_integer(inner),
            ty => matches!(ty, Type::Integer(_)),
        }
    }
}

/// Returns whether a format determines the width of integers.
fn has_width(format: &str) -> bool {
    let integers = Integers { format, minimum: None, has_bounds: true, is_wide: true };
    integer_type(integers, &Type::Decimal) != Type::Decimal
}

/// Returns an integer type, or `wide` in its place, as nullable as before.
pub(super) fn wider(ty: Type, wide: Option<Type>) -> Type {
    match (ty, wide) {
        (Type::Nullable(_), Some(wide)) => nullable(wide),
        (_, Some(wide)) => wide,
        (ty, None) => ty,
    }
}
