//! A regular expression as a tree.

/// What a pattern matches, in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A character; whether a `\` stands before it.
    Character(char, bool),
    /// `.`
    Dot,
    /// One character of a class.
    Class(Class),
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, or `\B` where it is negated.
    WordBoundary { negated: bool },
    /// `(…)`, `(?:…)`, `(?<name>…)`, `(?i:…)`.
    Group(Group),
    /// `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`.
    Look { behind: bool, negated: bool, inner: Box<Node> },
    /// `\1`, `\k<name>`: the number of the group; `at` is its place in the pattern.
    Reference { group: usize, at: usize },
    /// A quantifier; no most where it is open.
    Repeat { inner: Box<Node>, least: u32, most: Option<u32>, lazy: bool },
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of these.
    Alternatives(Vec<Node>),
}

/// A group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// Its number, where it captures.
    pub(super) number: Option<usize>,
    /// The flags that hold in it, and did not outside.
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
    /// Whether it is an escape alone, without brackets.
    pub(super) bare: bool,
}

/// What a class has.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// One character; whether a `\` stands before it.
    Character(u32, bool),
    /// From one code point to another, both within.
    Range(u32, u32),
    /// `\d`, `\D`
    Digit { negated: bool },
    /// `\s`, `\S`
    Space { negated: bool },
    /// `\w`, `\W`
    Word { negated: bool },
    /// `\p{…}`, `\P{…}`, with what stands in the braces.
    Property { negated: bool, name: String },
}
