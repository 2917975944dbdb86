//! The walk over a document: it follows the kinds of the grammar, and keeps the pointer.
//!
//! A step whose descent depends on more than the kind, such as on the base URI of a schema, recurses by itself.

use crate::dialect::Kind;
use crate::location::Pointer;
use crate::source::{Map, Node};

/// A step of normalization, which changes the values of a document one by one.
pub(super) trait Visit {
    /// Whether the step visits data too: examples, defaults and undescribed extensions.
    const VISITS_DATA: bool = false;

    /// Visits a value before the values within it. Returns whether to visit these too.
    fn enter(&mut self, _node: &mut Node, _place: &Pointer, _kind: Kind) -> bool {
        true
    }

    /// Returns whether to leave out the value of a keyword in an object of this kind.
    fn leaves_out(&self, _keyword: &str, _value: &Node, _kind: Kind) -> bool {
        false
    }

    /// Visits an object after the values within it.
    fn leave(&mut self, _map: &mut Map, _place: &Pointer, _kind: Kind) {}
}

/// Visits a whole document.
pub(super) fn walk(root: &mut Node, visit: &mut impl Visit) {
    walk_at(root, &mut Pointer::root(), Kind::Object, visit);
}

/// Visits the value at `place` and everything within it.
pub(super) fn walk_at<V: Visit>(node: &mut Node, place: &mut Pointer, kind: Kind, visit: &mut V) {
    if kind == Kind::Data && !V::VISITS_DATA || !visit.enter(node, place, kind) {
        return;
    }
    match node {
        Node::Object(map) => {
            for (key, child) in map.iter_mut() {
                if visit.leaves_out(key, child, kind) {
                    continue;
                }
                let kind = kind.child(key, child);
                let back = place.push(key);
                walk_at(child, place, kind, visit);
                place.truncate(back);
            }
            visit.leave(map, place, kind);
        }
        Node::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                let back = place.push(index);
                walk_at(item, place, kind, visit);
                place.truncate(back);
            }
        }
        _ => {}
    }
}
