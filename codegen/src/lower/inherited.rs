//! How much types take over from their parts: a chain of parts, each of which has one property more, has the square of its length.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;
use crate::ir::{Shape, Type, TypeDef, TypeId};
use crate::lower::composer::Composer;
use crate::lower::composition::Part;

/// What a type may always have.
const FEW_FIELDS: usize = 100;

/// How many properties types have taken over from their parts, and which have not.
pub(super) struct Inherited {
    count: usize,
    /// How many there may be in all.
    most: usize,
    /// The types that would have taken over more, and those that have one of them among their parts.
    cut: BTreeSet<TypeId>,
}

impl Inherited {
    /// How many there may be follows from how many the document describes.
    pub(super) fn of(types: &[TypeDef], pending: &BTreeMap<TypeId, Vec<Part>>) -> Self {
        let own = types.iter().map(|def| if let Shape::Object(object) = &def.shape { object.fields.len() } else { 0 });
        let parts = pending.values().flatten();
        let parts = parts.map(|part| if let Part::Object(object) = part { object.fields.len() } else { 0 });
        let described: usize = own.chain(parts).sum();
        Self { count: 0, most: described * 20 + 100_000, cut: BTreeSet::new() }
    }

    /// Counts properties that a type takes over.
    pub(super) fn add(&mut self, count: usize) {
        self.count += count;
    }

    /// Whether a type is one that has been cut.
    pub(super) fn is_cut(&self, ty: &Type) -> bool {
        matches!(ty, Type::Ref(id) if self.cut.contains(id))
    }

    /// Whether a type of so many properties is more than there may be.
    pub(super) fn is_too_much(&self, fields: usize) -> bool {
        self.count > self.most && fields > FEW_FIELDS
    }
}

impl Composer<'_> {
    /// A type that would take over more than there may be.
    pub(super) fn cut(&mut self, id: TypeId) -> Shape {
        self.inherited.cut.insert(id);
        let message = "the parts of this schema have parts in turn, and more properties together than oasmith writes out; its \
                       values are free-form JSON";
        self.left_out(id, Code::TooLarge, message, "let fewer levels of `allOf` be below it");
        Shape::Alias(Type::Any)
    }
}
