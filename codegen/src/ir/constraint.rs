//! Validation keywords.

use serde_json::{Number, Value};

/// The validation keywords of a schema.
///
/// Source: JSON Schema Validation (draft wright-00), sections 5.1 to 5.20.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Constraints {
    /// `minimum`, and whether it is exclusive.
    pub minimum: Option<(Number, bool)>,
    /// `maximum`, and whether it is exclusive.
    pub maximum: Option<(Number, bool)>,
    /// `multipleOf`.
    pub multiple_of: Option<Number>,
    /// `minLength`, in characters.
    pub min_length: Option<u64>,
    /// `maxLength`, in characters.
    pub max_length: Option<u64>,
    /// `pattern`, which a string must match anywhere.
    pub pattern: Option<Box<Pattern>>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// The values of `enum`, for types without an enum in Rust.
    pub values: Vec<Value>,
    /// The constraints of a list's items or a map's values.
    pub items: Option<Box<Constraints>>,
}

/// A regular expression.
///
/// Source: JSON Schema Core 2020-12, section 6.4.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// The text in the document (ECMA 262).
    pub text: String,
    /// The engine that matches it; `None` if no engine does so as ECMA 262 requires.
    pub matcher: Option<Matcher>,
}

/// A regular expression in the syntax of a crate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Matcher {
    /// A pattern of the crate `regex`, which matches in linear time.
    Linear(String),
    /// Patterns of the crate `regex`: each must match, or must not match if `false`.
    All(Vec<(bool, String)>),
    /// A pattern of the crate `fancy-regex`, with lookaround or backreferences.
    Backtracking(String),
}

impl Constraints {
    /// Returns whether there are no constraints.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the constraints of both; those of `self` win.
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
