//! Merging a value into another, with where it was written.
//!
//! Source: Overlay Specification 1.1.0, Action Object: what is only in the update is inserted; where both have it,
//! objects are merged, lists joined, other values replaced; anything else does not fit.

use crate::source::origin::{Origin, Origins};
use crate::source::{Node, Pointer};

/// A merge of a value, of which it is known where it was written.
#[derive(Debug)]
pub(super) struct Merge {
    from: Origins,
}

impl Merge {
    /// A merge of what was written in a file at this place.
    pub(super) fn of_file(file: usize, pointer: &Pointer) -> Self {
        let mut from = Origins::default();
        from.graft(&Pointer::root(), Origin { file, pointer: pointer.clone() });
        Self { from }
    }

    /// A merge of what was written where this says.
    pub(super) fn of_branch(from: Origins) -> Self {
        Self { from }
    }

    /// Merges `value` into what an action selected at `place`; whether that changed anything, or why it does not fit.
    /// A list gets anything else as one more item.
    pub(super) fn add_to_target(
        &self,
        target: &mut Node,
        place: &Pointer,
        value: &Node,
        origins: &mut Origins,
    ) -> Result<bool, String> {
        match (target, value) {
            (Node::Array(items), item) if !matches!(item, Node::Array(_)) => {
                origins.set(&place.join(items.len()), self.from.clone());
                items.push(item.clone());
                Ok(true)
            }
            (target, value) => self.add_to_value(target, place, value, &Pointer::root(), origins),
        }
    }

    /// Merges `value`, which stands at `within` in what is merged, into `target`.
    fn add_to_value(
        &self,
        target: &mut Node,
        place: &Pointer,
        value: &Node,
        within: &Pointer,
        origins: &mut Origins,
    ) -> Result<bool, String> {
        match (target, value) {
            (Node::Object(members), Node::Object(new)) => {
                let mut is_changed = false;
                for (key, value) in new {
                    let (place, within) = (place.join(key), within.join(key));
                    is_changed |= match members.get_mut(key) {
                        Some(member) => self.add_to_value(member, &place, value, &within, origins)?,
                        None => {
                            origins.set(&place, self.from.branch(&within));
                            members.insert(key.clone(), value.clone());
                            true
                        }
                    };
                }
                Ok(is_changed)
            }
            (Node::Array(items), Node::Array(new)) => {
                for (index, item) in new.iter().enumerate() {
                    origins.set(&place.join(items.len()), self.from.branch(&within.join(index)));
                    items.push(item.clone());
                }
                Ok(!new.is_empty())
            }
            (old, new) if is_plain(old) && is_plain(new) => {
                let is_changed = old != new;
                if is_changed {
                    origins.set(place, self.from.branch(within));
                    *old = new.clone();
                }
                Ok(is_changed)
            }
            (old, new) => Err(format!(
                "{} can't be merged into {}, which is at {place}; remove that by an action before this one, or give what \
                 fits",
                new.kind(),
                old.kind()
            )),
        }
    }
}

fn is_plain(node: &Node) -> bool {
    !matches!(node, Node::Object(_) | Node::Array(_))
}
