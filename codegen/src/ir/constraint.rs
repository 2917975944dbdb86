//! What values have to be beyond their type.

use serde_json::{Number, Value};

/// What values have to be beyond their type.
///
/// Source: JSON Schema Validation (draft wright-00), sections 5.1 to 5.20.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Constraints {
    /// The least number, and whether it is excluded.
    pub minimum: Option<(Number, bool)>,
    /// The greatest number, and whether it is excluded.
    pub maximum: Option<(Number, bool)>,
    /// What a number has to be a multiple of.
    pub multiple_of: Option<Number>,
    /// The least length of text, in characters.
    pub min_length: Option<u64>,
    /// The greatest length of text, in characters.
    pub max_length: Option<u64>,
    /// The regular expression that text has to match somewhere.
    pub pattern: Option<Box<Pattern>>,
    /// The least number of items of a list.
    pub min_items: Option<u64>,
    /// The greatest number of items of a list.
    pub max_items: Option<u64>,
    /// Whether no two items of a list may be equal.
    pub unique_items: bool,
    /// The least number of members of an object.
    pub min_properties: Option<u64>,
    /// The greatest number of members of an object.
    pub max_properties: Option<u64>,
    /// The only values, where they have no names of their own.
    pub values: Vec<Value>,
    /// What the items of a list, or the values of a map, have to be.
    pub items: Option<Box<Constraints>>,
}

/// A regular expression.
///
/// Source: JSON Schema Core 2020-12, section 6.4.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// As the document has it (ECMA 262).
    pub text: String,
    /// What matches it; none where no engine does as ECMA 262 says.
    pub matcher: Option<Matcher>,
}

/// A regular expression as a crate reads it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Matcher {
    /// For the crate `regex`, which takes time linear in the text.
    Linear(String),
    /// For the crate `regex`, one by one: each has to match, or not to match where it says `false`.
    All(Vec<(bool, String)>),
    /// For the crate `fancy-regex`: it has lookaround or backreferences.
    Backtracking(String),
}

impl Constraints {
    /// Whether they allow every value of the type.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What both say; where both say something of the same, what this one says.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            minimum: self.minimum.or_else(|| other.minimum.clone()),
            maximum: self.maximum.or_else(|| other.maximum.clone()),
            multiple_of: self.multiple_of.or_else(|| other.multiple_of.clone()),
            min_length: self.min_length.or(other.min_length),
            max_length: self.max_length.or(other.max_length),
            pattern: self.pattern.or_else(|| other.pattern.clone()),
            min_items: self.min_items.or(other.min_items),
            max_items: self.max_items.or(other.max_items),
            unique_items: self.unique_items || other.unique_items,
            min_properties: self.min_properties.or(other.min_properties),
            max_properties: self.max_properties.or(other.max_properties),
            values: if self.values.is_empty() { other.values.clone() } else { self.values },
            items: self.items.or_else(|| other.items.clone()),
        }
    }
}
