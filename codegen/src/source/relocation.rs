//! Moves of values within the tree, after which diagnostics still find the values' source.

use crate::location::Pointer;

/// The old and new pointers of the values that a step of normalization moves. Everything within a value moves with it.
#[derive(Debug)]
pub(crate) struct Relocation {
    order: Order,
    pairs: Vec<(Pointer, Pointer)>,
}

/// The tree into which the old pointers point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The tree before all moves.
    AtOnce,
    /// For each move, the tree that the moves before it yield.
    InTurn,
}

impl Relocation {
    /// Returns a relocation whose old pointers are into the tree before all moves. The old values may stay as well.
    pub(crate) fn at_once() -> Self {
        Self { order: Order::AtOnce, pairs: Vec::new() }
    }

    /// Returns a relocation whose moves happen one after another, in the order in which they are added.
    pub(crate) fn in_turn() -> Self {
        Self { order: Order::InTurn, pairs: Vec::new() }
    }

    /// Adds a move.
    pub(crate) fn add(&mut self, from: Pointer, to: Pointer) {
        self.pairs.push((from, to));
    }

    /// Adds moves.
    pub(crate) fn extend(&mut self, pairs: impl IntoIterator<Item = (Pointer, Pointer)>) {
        self.pairs.extend(pairs);
    }

    /// Returns the old and new pointers, in the order in which they were added.
    pub(crate) fn pairs(&self) -> &[(Pointer, Pointer)] {
        &self.pairs
    }

    /// Returns whether nothing moves.
    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    pub(super) fn order(&self) -> Order {
        self.order
    }
}
