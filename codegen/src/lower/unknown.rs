//! Properties that the document does not describe, where it does not say what becomes of them: the settings do.
//!
//! Source: JSON Schema Core 2020-12, section 10.3.2.3 (`additionalProperties`: its absence allows any), as OpenAPI 3.0
//! has it too.

use crate::ir::{Shape, Type, Unknown};
use crate::lower::Lowering;
use crate::lower::composition::Part;
use crate::source::Pointer;

impl Lowering<'_> {
    /// Notes which objects keep what is not described: before parts are put together, as a whole keeps what one of its
    /// parts keeps, unless another refuses it.
    pub(super) fn mark_unknown(&mut self, keeps: &dyn Fn(&Pointer) -> bool) {
        for index in 0..self.types.len() {
            let def = &mut self.types[index];
            let is_composed = self.composed.contains_key(&crate::ir::TypeId(index));
            if !is_composed && !matches!(def.shape, Shape::Object(_)) {
                continue;
            }
            // Each is asked of, so that who asks knows which there are.
            let unknown = match (keeps(&def.pointer), self.closed.contains(&def.pointer)) {
                (_, true) => Unknown::Refused,
                (true, false) => Unknown::Kept,
                (false, false) => continue,
            };
            if let Some(parts) = self.composed.get_mut(&crate::ir::TypeId(index)) {
                parts.push(Part::Unknown(unknown));
            }
            if let Shape::Object(object) = &mut def.shape {
                object.unknown = object.unknown.max(unknown);
            }
        }
    }

    /// Gives those objects the map that keeps what is not described.
    pub(super) fn keep_unknown(&mut self) {
        for def in &mut self.types {
            let Shape::Object(object) = &mut def.shape else { continue };
            object.fields.iter_mut().for_each(|field| field.is_named_only = false);
            if std::mem::take(&mut object.unknown) == Unknown::Kept && object.rest.is_none() {
                object.rest = Some(Type::Any);
            }
        }
    }
}
