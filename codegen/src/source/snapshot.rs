//! A copy of the tree at one stage of normalization, whose values have source locations.

use crate::location::Pointer;
use crate::source::Node;
use crate::source::origin::{Origin, Origins};

/// A copy of the tree.
#[derive(Debug)]
pub(crate) struct Snapshot {
    root: Node,
    origins: Origins,
}

impl Snapshot {
    pub(super) fn new(root: Node, origins: Origins) -> Self {
        Self { root, origins }
    }

    /// Returns the tree.
    pub(crate) fn root(&self) -> &Node {
        &self.root
    }

    /// Returns the source location of the value at a pointer into the tree: the index of the file, and the pointer into it.
    pub(crate) fn origin(&self, pointer: &Pointer) -> (usize, Pointer) {
        let Origin { file, pointer } = self.origins.of(pointer);
        (file, pointer)
    }
}
