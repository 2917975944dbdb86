//! The maps of the existing crate: the parts of its items whose type is a map, or contains one.

use std::collections::{HashMap, HashSet};

/// The parts, by their owner. An owner is a type, a method such as `pets.get`, or an enum over error responses or a webhook as
/// `api.txt` names them. A part is a field, a variant, an argument or a status; the only part of an alias has no name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Maps(HashMap<String, HashSet<String>>);

impl Maps {
    /// Adds the part, if its type contains a map.
    pub(super) fn add(&mut self, owner: &str, part: &str, ty: &str) {
        if ty.contains("Map<String, ") {
            self.0.entry(owner.to_owned()).or_default().insert(part.to_owned());
        }
    }

    /// Returns the parts of an owner.
    pub(super) fn of(&self, owner: &str) -> Option<&HashSet<String>> {
        self.0.get(owner)
    }
}

/// Returns whether the first word of a type is that of a map.
pub(super) fn is_map(ty: &str) -> bool {
    ty.strip_suffix("Map<String,").is_some_and(|kind| matches!(kind, "" | "BTree" | "Hash" | "Index"))
}
