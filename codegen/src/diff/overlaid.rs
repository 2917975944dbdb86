//! The overlay actions that only one of two documents has: changes that come from them point to them.

use crate::location::{Locate as _, Pointer};
use crate::source::{Applied, Change, Document, Node};

/// A location in a document: in the file with the index, or in the tree.
pub(super) type Spot = (Option<usize>, Pointer);

/// The values that the overlays of one document set or remove, and those of the other do not.
pub(super) struct Overlaid<'d> {
    document: &'d Document,
    /// Each with the location in the overlay.
    values: Vec<(Pointer, Spot)>,
}

impl<'d> Overlaid<'d> {
    pub(super) fn new(document: &'d Document, other: &Document) -> Self {
        let is_same = |a: &Applied, b: &Applied| {
            (a.change, &a.target, &a.places, &a.update) == (b.change, &b.target, &b.places, &b.update)
        };
        let own = document.applied.iter().filter(|it| !other.applied.iter().any(|other| is_same(it, other)));
        let mut values = Vec::new();
        for action in own {
            for place in &action.places {
                let add = |below: &Pointer, values: &mut Vec<_>| {
                    let value = below.tokens().fold(place.clone(), |pointer, token| pointer.join(token));
                    let start = match action.change {
                        Change::Update => action.pointer.join("update"),
                        Change::Copy | Change::Remove => action.pointer.clone(),
                    };
                    let start = below.tokens().fold(start, |pointer, token| pointer.join(token));
                    values.push((value, (Some(action.file), start)));
                };
                match &action.update {
                    Some(update) => leaves(update, &Pointer::root(), &mut |below| add(below, &mut values)),
                    None => add(&Pointer::root(), &mut values),
                }
            }
        }
        Self { document, values }
    }

    /// Returns the location in an overlay if it set or removed a value there, or else the location itself.
    pub(super) fn spot(&self, file: Option<usize>, pointer: &Pointer) -> Spot {
        let own = (file, pointer.clone());
        if self.values.is_empty() {
            return own;
        }
        let (of, at) = file.map_or_else(|| self.document.origin(pointer), |file| (file, pointer.clone()));
        // The list of required properties is beside them.
        let required = at.split_last().and_then(|(properties, _)| properties.split_last());
        let required = required.filter(|(_, keyword)| keyword == "properties").map(|(of, _)| of.join("required"));
        let values = || self.values.iter().filter(|_| of == 0);
        let direct = values().find(|(value, _)| value.is_within(&at) || at.is_within(value));
        let found =
            direct.or_else(|| values().find(|(value, _)| required.as_ref().is_some_and(|it| value.is_within(it))));
        found.map_or(own, |(_, spot)| spot.clone())
    }
}

/// Calls `each` with the pointers to all values but objects.
fn leaves(value: &Node, at: &Pointer, each: &mut impl FnMut(&Pointer)) {
    match value {
        Node::Object(map) if !map.is_empty() => {
            map.iter().for_each(|(key, value)| leaves(value, &at.join(key), each));
        }
        _ => each(at),
    }
}
