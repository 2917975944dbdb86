//! What a dialect has in one place and OpenAPI 3.0 in another.

use std::collections::HashMap;

use crate::dialect::Kind;
use crate::source::{Node, Pointer};

/// Places that were, and where what stood there is now.
#[derive(Debug, Default)]
pub(super) struct Moved {
    places: HashMap<Pointer, Pointer>,
    /// The same in the order in which it was said.
    list: Vec<(Pointer, Pointer)>,
}

impl Moved {
    /// What stood at `from` stands at `to`, with all in it that is not said to be elsewhere. What is said first counts.
    pub(super) fn add(&mut self, from: Pointer, to: Pointer) {
        self.list.push((from.clone(), to.clone()));
        self.places.entry(from).or_insert(to);
    }

    /// What is going to stand at `to` is written at `from`; no reference leads there for that.
    pub(super) fn written(&mut self, from: Pointer, to: Pointer) {
        self.list.push((from, to));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Each place that was with the one that is.
    pub(super) fn list(&self) -> &[(Pointer, Pointer)] {
        &self.list
    }

    /// Lets references within the document lead to where what they lead to is now; those that lead to nothing stay as they
    /// are written.
    pub(super) fn follow(&self, node: &mut Node, kind: Kind, was_there: &dyn Fn(&Pointer) -> bool) {
        match node {
            _ if kind == Kind::Data => {}
            Node::Object(map) => {
                if kind.may_refer()
                    && let Some(Node::String(reference)) = map.get_mut("$ref")
                    && let Some(moved) = self.reference(reference, was_there)
                {
                    *reference = moved;
                }
                for (key, child) in map.iter_mut() {
                    let kind = kind.member(key, child);
                    self.follow(child, kind, was_there);
                }
            }
            Node::Array(items) => items.iter_mut().for_each(|item| self.follow(item, kind, was_there)),
            _ => {}
        }
    }

    /// A reference to where that which it leads to is now; `None` where it is where it was.
    fn reference(&self, reference: &str, was_there: &dyn Fn(&Pointer) -> bool) -> Option<String> {
        let mut pointer = Pointer::of_reference(reference)?;
        if !was_there(&pointer) {
            return None;
        }
        let mut rest = Vec::new();
        loop {
            if let Some(to) = self.places.get(&pointer) {
                let whole = rest.into_iter().rev().fold(to.clone(), |place: Pointer, token: String| place.join(token));
                return Some(whole.to_string());
            }
            let (parent, token) = pointer.split_last()?;
            rest.push(token);
            pointer = parent;
        }
    }
}
