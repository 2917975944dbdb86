//! Merging of a value and its origins into another value.
//!
//! Source: Overlay Specification 1.1.0, Action Object: a property that only the update has is inserted. If both have it,
//! objects are merged, arrays concatenated and scalars replaced; any other combination is an error.

use crate::location::Pointer;
use crate::source::Node;
use crate::source::origin::{Origin, Origins};

/// A merge of a value with these origins.
#[derive(Debug)]
pub(super) struct Merge {
    from: Origins,
}

impl Merge {
    /// Creates a merge of the value at `pointer` of a file.
    pub(super) fn of_file(file: usize, pointer: &Pointer) -> Self {
        let mut from = Origins::default();
        from.graft(&Pointer::root(), Origin { file, pointer: pointer.clone() });
        Self { from }
    }

    /// Creates a merge of a value with these origins.
    pub(super) fn of_branch(from: Origins) -> Self {
        Self { from }
    }

    /// Merges `value` into a target of an action; returns whether the target changed, or why `value` does not fit. An array
    /// gets any other value as one more item.
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

    /// Merges `value`, which is at `within` in the merged value, into `target`.
    fn add_to_value(
        &self,
        target: &mut Node,
        place: &Pointer,
        value: &Node,
        within: &Pointer,
        origins: &mut Origins,
    ) -> Result<bool, String> {
        match (target, value) {
            (Node::Object(properties), Node::Object(new)) => {
                let mut is_changed = false;
                for (key, value) in new {
                    let (place, within) = (place.join(key), within.join(key));
                    is_changed |= match properties.get_mut(key) {
                        Some(property) => self.add_to_value(property, &place, value, &within, origins)?,
                        None => {
                            origins.set(&place, self.from.branch(&within));
                            properties.insert(key.clone(), value.clone());
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
                "{} can't be merged into {}, which is at {place}; correct the value, or remove the target by an earlier \
                 action",
                new.kind(),
                old.kind()
            )),
        }
    }
}

fn is_plain(node: &Node) -> bool {
    !matches!(node, Node::Object(_) | Node::Array(_))
}
