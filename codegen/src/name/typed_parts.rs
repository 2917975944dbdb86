//! The types of the parts of items in the existing crate.

use std::collections::HashMap;

/// The types of the parts, by their owner: a type, a method such as `pets.get`, or a webhook such as `webhooks::Born`. A part is
/// a field, a variant, an argument, or a position in a tuple. The type of an alias is a part without a name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TypedParts(HashMap<String, HashMap<String, String>>);

impl TypedParts {
    /// Adds the type of a part, unless it is a string, a number or a boolean, as those of most parts.
    pub(super) fn add(&mut self, owner: &str, part: &str, ty: &str) {
        let inner = ty.strip_prefix("Option<").unwrap_or(ty);
        if inner.trim_end_matches('>') != "String" && inner.contains(|it: char| it.is_ascii_uppercase()) {
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
