//! A limit on inherited properties: in a chain of `allOf` with one more property each, their number grows with the square
//! of its length.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;
use crate::ir::{Shape, Type, TypeId};
use crate::lower::composer::Composer;
use crate::lower::composition::Part;
use crate::lower::pending::PendingType;

/// The number of properties that a type may always have.
const FEW_FIELDS: usize = 100;

/// The count of inherited properties, and the types that exceed the limit.
pub(super) struct Inherited {
    count: usize,
    /// The limit for all types together.
    most: usize,
    /// The types that exceed the limit, and the types that have one of them as a part.
    cut: BTreeSet<TypeId>,
}

impl Inherited {
    /// Returns an empty count; the limit follows from the number of properties in the document.
    pub(super) fn of(types: &[PendingType], pending: &BTreeMap<TypeId, Vec<Part>>) -> Self {
        let fields = |def: &PendingType| match &def.shape {
            Some(Shape::Object(object)) => object.fields.len(),
            _ => 0,
        };
        let own = types.iter().map(fields);
        let parts = pending.values().flatten();
        let parts = parts.map(|part| if let Part::Object(object) = part { object.fields.len() } else { 0 });
        let described: usize = own.chain(parts).sum();
        Self { count: 0, most: described * 20 + 100_000, cut: BTreeSet::new() }
    }

    /// Counts properties that a type inherits.
    pub(super) fn add(&mut self, count: usize) {
        self.count += count;
    }

    /// Returns whether a type exceeded the limit.
    pub(super) fn is_cut(&self, ty: &Type) -> bool {
        matches!(ty, Type::Ref(id) if self.cut.contains(id))
    }

    /// Returns whether a type with this many properties exceeds the limit.
    pub(super) fn is_too_much(&self, fields: usize) -> bool {
        self.count > self.most && fields > FEW_FIELDS
    }
}

impl Composer<'_> {
    /// Reports a type that exceeds the limit, and returns its shape.
    pub(super) fn cut(&mut self, id: TypeId) -> Shape {
        self.inherited.cut.insert(id);
        let message =
            "`allOf` is nested and has more properties in all than oasmith generates; the type is `serde_json::Value`";
        self.left_out(id, Code::TooLarge, message, "use fewer levels of `allOf`");
        Shape::Alias(Type::Any)
    }
}
