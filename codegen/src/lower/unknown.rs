//! Undescribed properties of objects without `additionalProperties`: the setting `unknown-properties` decides.
//!
//! Source: JSON Schema Core 2020-12, section 10.3.2.3 (`additionalProperties`: its absence allows any), as OpenAPI 3.0
//! has it too.

use crate::ir::{Shape, Type, Unknown};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::lower::composition::Part;

impl Lowering<'_> {
    /// Marks the objects that keep undescribed properties. It runs before composition: a composed type keeps what one
    /// part keeps, unless another part refuses it.
    pub(super) fn mark_unknown(&mut self, keeps: &dyn Fn(&Pointer) -> bool) {
        for index in 0..self.types.len() {
            let def = &mut self.types[index];
            let is_composed = self.composed.contains_key(&crate::ir::TypeId(index));
            if !is_composed && !matches!(def.shape, Some(Shape::Object(_))) {
                continue;
            }
            // Call `keeps` for each, so that it knows which schemas exist.
            let unknown = match (keeps(&def.pointer), self.closed.contains(&def.pointer)) {
                (_, true) => Unknown::Refused,
                (true, false) => Unknown::Kept,
                (false, false) => continue,
            };
            if let Some(parts) = self.composed.get_mut(&crate::ir::TypeId(index)) {
                parts.push(Part::Unknown(unknown));
            }
            if let Some(Shape::Object(object)) = &mut def.shape {
                object.unknown = object.unknown.max(unknown);
            }
        }
    }

    /// Adds the map of undescribed properties to the marked objects.
    pub(super) fn keep_unknown(&mut self) {
        for def in &mut self.types {
            let Some(Shape::Object(object)) = &mut def.shape else { continue };
            object.fields.iter_mut().for_each(|field| field.is_named_only = false);
            if std::mem::take(&mut object.unknown) == Unknown::Kept && object.rest.is_none() {
                object.rest = Some(Type::Any);
            }
        }
    }
}
