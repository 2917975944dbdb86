//! The maps of the existing crate: the parts of its items whose type is a map, or contains one.

use std::collections::HashMap;

/// The types of the parts, by their owner: a type, a method such as `pets.get`, or a webhook such as `webhooks::Born`. A part is
/// a field, a variant, an argument, or a position in a tuple. The type of an alias is a part without a name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Maps(HashMap<String, HashMap<String, String>>);

impl Maps {
    /// Adds the type of a part, if it contains a map.
    pub(super) fn add(&mut self, owner: &str, part: &str, ty: &str) {
        if ty.contains("Map<String, ") {
            self.0.entry(owner.to_owned()).or_default().insert(part.to_owned(), ty.to_owned());
        }
    }

    /// Returns the types of the parts of an owner.
    pub(super) fn of(&self, owner: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0.get(owner).into_iter().flatten().map(|(part, ty)| (part.as_str(), ty.as_str()))
    }

    /// Returns the type of a part.
    pub(super) fn part(&self, owner: &str, part: &str) -> Option<&str> {
        self.0.get(owner)?.get(part).map(String::as_str)
    }
}
