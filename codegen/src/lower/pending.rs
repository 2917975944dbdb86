//! Types during lowering: other types refer to a type before its shape is known.

use crate::ir::alias::MaybePending;
use crate::ir::{Docs, Origin, Shape, Type, TypeDef};
use crate::location::Pointer;

/// A type during lowering.
#[derive(Clone, Debug)]
pub(super) struct PendingType {
    pub(super) pointer: Pointer,
    pub(super) origin: Origin,
    /// The location of a component that comes from another file.
    pub(super) elsewhere: Option<String>,
    pub(super) docs: Docs,
    /// Whether the settings make it a newtype.
    pub(super) is_newtype: bool,
    /// The shape; `None` while it is pending.
    pub(super) shape: Option<Shape>,
}

impl PendingType {
    /// Returns a type whose shape is pending.
    pub(super) fn new(pointer: Pointer, origin: Origin) -> Self {
        Self { pointer, origin, elsewhere: None, docs: Docs::default(), is_newtype: false, shape: None }
    }
}

/// Returns the finished types. A type whose shape is still pending would be a bug; it allows any value.
pub(super) fn freeze(types: Vec<PendingType>) -> Vec<TypeDef> {
    let frozen = |PendingType { pointer, origin, elsewhere, docs, is_newtype, shape }| {
        debug_assert!(shape.is_some(), "the shape of {pointer} is pending");
        let shape = shape.unwrap_or(Shape::Alias(Type::Any));
        TypeDef { pointer, origin, elsewhere, docs, is_newtype, shape }
    };
    types.into_iter().map(frozen).collect()
}

impl MaybePending for PendingType {
    fn known(&self) -> Option<&Shape> {
        self.shape.as_ref()
    }
}
