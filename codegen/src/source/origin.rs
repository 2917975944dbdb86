//! Where what stands in the tree was written: not all of it stands in the document, and not all of it in its place.

use std::collections::BTreeMap;

use crate::source::Pointer;

/// A place in one of a document's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// The number of the file.
    pub(super) file: usize,
    /// The place in it.
    pub(super) pointer: Pointer,
}

/// The origins of what does not stand in the document, in that place: a tree of the pointers' tokens.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    here: Option<Origin>,
    below: BTreeMap<String, Origins>,
}

impl Origins {
    /// Where the value at `pointer` was written: in the document, in its place, unless something else is known.
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

    /// What is known of the value at `pointer` and all in it.
    pub(super) fn branch(&self, pointer: &Pointer) -> Self {
        let mut tokens = pointer.tokens();
        let found = tokens.try_fold(self, |origins, token| origins.below.get(&token));
        Self { here: Some(self.of(pointer)), below: found.map(|it| it.below.clone()).unwrap_or_default() }
    }

    /// The value at `pointer` is another one, of which this is known.
    pub(super) fn set(&mut self, pointer: &Pointer, branch: Self) {
        let place = pointer.tokens().fold(self, |origins, token| origins.below.entry(token).or_default());
        *place = branch;
    }

    /// The value at `pointer` is one that was written at `origin`.
    pub(super) fn graft(&mut self, pointer: &Pointer, origin: Origin) {
        self.set(pointer, Self { here: Some(origin), below: BTreeMap::new() });
    }

    /// The member `key` of the object at `parent` is gone.
    pub(super) fn remove_member(&mut self, parent: &Pointer, key: &str) {
        if let Some(place) = parent.tokens().try_fold(self, |origins, token| origins.below.get_mut(&token)) {
            place.below.remove(key);
        }
    }

    /// Of the array at `parent`, which had `count` items, the one at `index` is gone: those after it move up.
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
    fn what_is_written_elsewhere_is_found_there_with_all_in_it() {
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
    fn what_moves_up_is_found_where_it_was() {
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
