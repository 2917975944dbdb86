//! The schemas that are the same in both documents, with everything that they refer to.
//!
//! No part of them can differ, so that the comparison skips them. Most schemas of two versions of an API are such.

use std::collections::HashMap;

use crate::diff::contract::side::{Schema, Side};
use crate::location::Pointer;
use crate::source::Node;

/// The address of an object or array of the old document.
type Address = *const Node;

/// The objects and arrays of the old document, in the order of a walk.
#[derive(Default)]
pub(super) struct Same {
    /// Whether each one differs, or refers to one that does.
    differs: Vec<bool>,
    /// The one around each.
    outer: Vec<usize>,
    indices: HashMap<Address, usize>,
}

/// A walk over both documents.
struct Walk<'a> {
    old: &'a Node,
    new: &'a Node,
    same: Same,
    /// The target of each reference, by its text.
    targets: HashMap<&'a str, Option<Address>>,
    /// The objects that refer to each target.
    referring: HashMap<Address, Vec<usize>>,
}

impl Same {
    /// Finds the values that are the same. Nothing is, if the documents' versions read keywords in different ways.
    pub(super) fn new(old: &Side<'_>, new: &Side<'_>) -> Self {
        if old.has_siblings != new.has_siblings {
            return Self::default();
        }
        let (old, new) = (old.root(), new.root());
        let mut walk = Walk { old, new, same: Self::default(), targets: HashMap::new(), referring: HashMap::new() };
        walk.value(old, Some(new), 0);
        let Walk { mut same, referring, .. } = walk;
        // A value that refers to one that differs has another meaning.
        let addresses = same.indices.iter().map(|(address, index)| (*index, *address));
        let addresses: HashMap<usize, Address> = addresses.filter(|(_, it)| referring.contains_key(it)).collect();
        let mut open: Vec<usize> = (0..same.differs.len()).filter(|index| same.differs[*index]).collect();
        while let Some(index) = open.pop() {
            for from in addresses.get(&index).and_then(|it| referring.get(it)).into_iter().flatten() {
                let mut at = *from;
                while !std::mem::replace(&mut same.differs[at], true) {
                    open.push(at);
                    at = same.outer[at];
                }
            }
        }
        same
    }

    /// Returns whether two schemas are at the same places, with the same values and references to such values.
    pub(super) fn are_same(&self, old: &Side<'_>, new: &Side<'_>, schemas: (&Schema, &Schema)) -> bool {
        let (before, after) = schemas;
        let is_same = |at: &Address| self.indices.get(at).is_some_and(|index| !self.differs[*index]);
        before.parts.len() == after.parts.len()
            && before
                .parts
                .iter()
                .zip(&after.parts)
                .all(|(was, is)| is_same(&std::ptr::from_ref(old.node(*was))) && old.pointer(*was) == new.pointer(*is))
    }
}

impl<'a> Walk<'a> {
    /// Visits a value, and returns whether it differs.
    fn value(&mut self, old: &'a Node, new: Option<&'a Node>, outer: usize) -> bool {
        if !matches!(old, Node::Object(_) | Node::Array(_)) {
            return new != Some(old);
        }
        let index = self.same.differs.len();
        self.same.differs.push(false);
        self.same.outer.push(outer);
        self.same.indices.insert(std::ptr::from_ref(old), index);
        let mut differs = false;
        match old {
            Node::Object(map) => {
                let other = new.and_then(Node::as_object);
                differs |= other.is_none_or(|other| other.len() != map.len());
                for (key, value) in map {
                    differs |= self.value(value, other.and_then(|other| other.get(key)), index);
                }
                if let Some(reference) = map.get("$ref").and_then(Node::as_str) {
                    differs |= self.reference(reference, index);
                }
            }
            Node::Array(items) => {
                let other = match new {
                    Some(Node::Array(other)) => Some(other),
                    _ => None,
                };
                differs |= other.is_none_or(|other| other.len() != items.len());
                for (at, item) in items.iter().enumerate() {
                    differs |= self.value(item, other.and_then(|other| other.get(at)), index);
                }
            }
            _ => {}
        }
        self.same.differs[index] = differs;
        differs
    }

    /// Records a reference, and returns whether its target is known to differ.
    fn reference(&mut self, reference: &'a str, from: usize) -> bool {
        let (old, new) = (self.old, self.new);
        let target = self.targets.entry(reference).or_insert_with(|| {
            let pointer = Pointer::of_reference(reference)?;
            let (was, is) = (old.at(&pointer)?, new.at(&pointer)?);
            // The walk compares objects and arrays.
            let is_walked = |node: &Node| matches!(node, Node::Object(_) | Node::Array(_));
            (is_walked(was) || was == is).then_some(std::ptr::from_ref(was))
        });
        match *target {
            Some(target) => {
                self.referring.entry(target).or_default().push(from);
                false
            }
            None => true,
        }
    }
}
