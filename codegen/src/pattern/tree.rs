//! The syntax tree of a regular expression.

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A character, and whether it is escaped by `\`.
    Character(char, bool),
    /// `.`
    Dot,
    /// One character of a class.
    Class(Class),
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, or `\B` if negated.
    WordBoundary { negated: bool },
    /// `(…)`, `(?:…)`, `(?<name>…)`, `(?i:…)`.
    Group(Group),
    /// `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`.
    Look { behind: bool, negated: bool, inner: Box<Node> },
    /// `\1`, `\k<name>`: the number of the group, and the offset of the reference.
    Reference { group: usize, at: usize },
    /// A quantifier; `most` is `None` without a maximum.
    Repeat { inner: Box<Node>, least: u32, most: Option<u32>, lazy: bool },
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of these.
    Alternatives(Vec<Node>),
}

/// A group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// Its number if it captures.
    pub(super) number: Option<usize>,
    /// The flags that it changes.
    pub(super) flags: Flags,
    pub(super) inner: Box<Node>,
}

/// Flags that a group turns on (`Some(true)`) or off.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Flags {
    /// `i`
    pub(super) ignore_case: Option<bool>,
    /// `s`
    pub(super) dot_all: Option<bool>,
}

/// A character class.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Class {
    pub(super) negated: bool,
    pub(super) items: Vec<Item>,
    /// Whether it is a single escape without brackets.
    pub(super) bare: bool,
}

/// An item of a class.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// A character, and whether it is escaped by `\`.
    Character(u32, bool),
    /// An inclusive range of code points.
    Range(u32, u32),
    /// `\d`, `\D`
    Digit { negated: bool },
    /// `\s`, `\S`
    Space { negated: bool },
    /// `\w`, `\W`
    Word { negated: bool },
    /// `\p{…}`, `\P{…}`, with the text in the braces.
    Property { negated: bool, name: String },
}
