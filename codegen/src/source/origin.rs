//! The source locations of values in the tree that come from another file or have moved.

use std::collections::BTreeMap;

use crate::location::Pointer;
use crate::source::relocation::{Order, Relocation};

/// A source location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// The index of the file.
    pub(super) file: usize,
    /// The pointer into it.
    pub(super) pointer: Pointer,
}

/// The origins of values that are not in the main file at their own pointer, as a tree of pointer tokens.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    here: Option<Origin>,
    below: BTreeMap<String, Origins>,
}

impl Origins {
    /// Returns the origin of the value at `pointer`; by default, the same pointer in the main file.
    pub(super) fn of(&self, pointer: &Pointer) -> Origin {
        let mut found = Origin { file: 0, pointer: Pointer::root() };
        let mut open = Some(self);
        let mut tokens = pointer.tokens();
        loop {
            if let Some(here) = open.and_then(|it| it.here.as_ref()) {
                found = here.clone();
            }
            let Some(token) = tokens.next() else { return found };
            open = open.and_then(|it| it.below.get(&token));
            found.pointer.push(token);
        }
    }

    /// Returns the origins of the value at `pointer` and everything within it.
    pub(super) fn branch(&self, pointer: &Pointer) -> Self {
        let mut tokens = pointer.tokens();
        let found = tokens.try_fold(self, |origins, token| origins.below.get(&token));
        Self { here: Some(self.of(pointer)), below: found.map(|it| it.below.clone()).unwrap_or_default() }
    }

    /// Sets the origins of a new value at `pointer` and everything within it.
    pub(super) fn set(&mut self, pointer: &Pointer, branch: Self) {
        let place = pointer.tokens().fold(self, |origins, token| origins.below.entry(token).or_default());
        *place = branch;
    }

    /// Sets the origin of a new value at `pointer`.
    pub(super) fn graft(&mut self, pointer: &Pointer, origin: Origin) {
        self.set(pointer, Self { here: Some(origin), below: BTreeMap::new() });
    }

    /// Moves the origins of values as the values themselves.
    pub(super) fn apply(&mut self, relocation: &Relocation) {
        match relocation.order() {
            Order::AtOnce => {
                let before = self.clone();
                // Outer pointers come before inner ones.
                let mut pairs: Vec<&(Pointer, Pointer)> = relocation.pairs().iter().collect();
                pairs.sort_by_key(|(_, to)| to);
                for (from, to) in pairs {
                    self.set(to, before.branch(from));
                }
            }
            Order::InTurn => {
                for (from, to) in relocation.pairs() {
                    let branch = self.branch(from);
                    if let Some((parent, key)) = from.split_last() {
                        self.remove_member(&parent, &key);
                    }
                    self.set(to, branch);
                }
            }
        }
    }

    /// Removes the origins of the property `key` of the object at `parent`.
    pub(super) fn remove_member(&mut self, parent: &Pointer, key: &str) {
        if let Some(place) = parent.tokens().try_fold(self, |origins, token| origins.below.get_mut(&token)) {
            place.below.remove(key);
        }
    }

    /// Removes the origins of the item at `index` from an array that had `count` items: those after it move up.
    pub(super) fn remove_item(&mut self, parent: &Pointer, index: usize, count: usize) {
        for at in index..count.saturating_sub(1) {
            let next = self.branch(&parent.join(at + 1));
            self.set(&parent.join(at), next);
        }
        self.remove_member(parent, &count.saturating_sub(1).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Pointer {
        Pointer::parse(text).unwrap_or_default()
    }

    fn of(origins: &Origins, pointer: &str) -> (usize, String) {
        let Origin { file, pointer } = origins.of(&at(pointer));
        (file, pointer.as_str().to_owned())
    }

    #[test]
    fn the_origin_of_a_value_applies_to_everything_within_it() {
        let mut origins = Origins::default();
        origins.graft(&at("/a/b"), Origin { file: 1, pointer: at("/actions/0/update/b") });
        assert_eq!(of(&origins, "/a/b/c"), (1, "/actions/0/update/b/c".to_owned()));
        assert_eq!(of(&origins, "/a/x"), (0, "/a/x".to_owned()));
        let branch = origins.branch(&at("/a"));
        origins.set(&at("/copy"), branch);
        assert_eq!(of(&origins, "/copy/b/c"), (1, "/actions/0/update/b/c".to_owned()));
        assert_eq!(of(&origins, "/copy/x"), (0, "/a/x".to_owned()));
    }

    #[test]
    fn the_origins_of_items_move_up_with_them() {
        let mut origins = Origins::default();
        origins.graft(&at("/a/3/x"), Origin { file: 1, pointer: at("/x") });
        origins.remove_item(&at("/a"), 1, 4);
        origins.remove_item(&at("/a"), 0, 3);
        assert_eq!(of(&origins, "/a/0/y"), (0, "/a/2/y".to_owned()));
        assert_eq!(of(&origins, "/a/1/y"), (0, "/a/3/y".to_owned()));
        assert_eq!(of(&origins, "/a/1/x/z"), (1, "/x/z".to_owned()));
        assert_eq!(of(&origins, "/a/2"), (0, "/a/2".to_owned()));
    }
}
