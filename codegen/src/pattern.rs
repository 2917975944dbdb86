//! Translation of `pattern`, a regular expression of ECMA 262, for the crates `regex` and `fancy-regex`.
//!
//! Most become regular expressions of the crate `regex`, which matches in time linear in the text. Lookaround and
//! backreferences need `fancy-regex`, which backtracks, up to a limit.
//!
//! Source: JSON Schema Core 2020-12, section 6.4; ECMA 262, sections 22.2.1 and B.1.2.

mod cost;
mod emit;
mod parse;
mod references;
mod tree;

use std::collections::HashMap;
use std::fmt;

use crate::ir::Matcher;

/// The maximum size of a compiled regular expression, in bytes.
const SIZE_LIMIT: usize = 10 << 20;

/// The maximum total cost of a document's patterns by [`cost`], which takes a few seconds to compile.
const MAX_COST: u64 = 4_000_000;

/// The reason why a pattern can't be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is not a valid regular expression; `at` counts characters from 0.
    Invalid { at: usize, problem: Problem },
    /// It exceeds [`SIZE_LIMIT`] or the nesting that the engines support.
    TooLarge,
    /// The patterns of the document exceed [`MAX_COST`].
    TooMany,
    /// The engine does not support a part of it, such as a Unicode property.
    Unknown,
}

/// An error or an unsupported construct in a regular expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A `(` without `)`.
    OpenGroup,
    /// A `)` without `(`.
    ClosedGroup,
    /// A `[` without `]`.
    OpenClass,
    /// A range whose end comes before its start.
    Range,
    /// A quantifier without anything to repeat.
    Quantifier,
    /// A quantifier whose maximum is less than its minimum.
    Bounds,
    /// A `\` at the end.
    Escape,
    /// An escape with another meaning in other dialects than in ECMA 262.
    ForeignEscape,
    /// A group of another dialect.
    ForeignGroup,
    /// A backreference to a group that may not have matched before.
    Reference,
    /// Groups that are nested too deeply.
    Depth,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OpenGroup => "this group is not closed",
            Self::ClosedGroup => "this `)` closes no group",
            Self::OpenClass => "this character class is not closed",
            Self::Range => "this range ends before it starts",
            Self::Quantifier => "this quantifier has nothing to repeat",
            Self::Bounds => "the quantifier's maximum is less than its minimum",
            Self::Escape => "nothing follows this `\\`",
            Self::ForeignEscape => "ECMA 262 does not define this escape",
            Self::ForeignGroup => "ECMA 262 does not define this kind of group",
            Self::Reference => "this backreference names a group that may not have matched before it",
            Self::Depth => "groups are nested too deeply",
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { at, problem } => write!(f, "at character {}, {problem}", at + 1),
            Self::TooLarge => f.write_str("it compiles to more than 10 MB"),
            Self::TooMany => f.write_str("the document's patterns together are larger than oasmith compiles"),
            Self::Unknown => f.write_str("the crate `regex` does not support a part of it"),
        }
    }
}

/// A cache of the translated patterns of a document.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    known: HashMap<String, Result<Matcher, Refusal>>,
    spent: u64,
}

impl Patterns {
    /// Translates a regular expression of ECMA 262 with the flag `u`, or by annex B if it is invalid with it.
    ///
    /// # Errors
    ///
    /// If no engine matches it as ECMA 262 defines.
    pub(crate) fn translate(&mut self, pattern: &str) -> Result<Matcher, Refusal> {
        if let Some(known) = self.known.get(pattern) {
            return known.clone();
        }
        let translated = self.compiled(pattern);
        self.known.insert(pattern.to_owned(), translated.clone());
        translated
    }

    fn compiled(&mut self, pattern: &str) -> Result<Matcher, Refusal> {
        let tree = parse::parse(pattern)?;
        references::check(&tree)?;
        let matcher = emit::emit(&tree)?;
        self.spent = self.spent.saturating_add(cost::cost(&tree).min(SIZE_LIMIT as u64 / 8));
        if self.spent > MAX_COST {
            return Err(Refusal::TooMany);
        }
        compile(&matcher)?;
        Ok(matcher)
    }
}

/// Checks that the engine compiles the translated pattern.
fn compile(matcher: &Matcher) -> Result<(), Refusal> {
    match matcher {
        Matcher::Linear(pattern) => compile_linear(pattern),
        Matcher::All(parts) => parts.iter().try_for_each(|(_, pattern)| compile_linear(pattern)),
        Matcher::Backtracking(pattern) => {
            let built = fancy_regex::RegexBuilder::new(pattern).delegate_size_limit(SIZE_LIMIT).build();
            built.map(drop).map_err(|_| Refusal::Unknown)
        }
    }
}

fn compile_linear(pattern: &str) -> Result<(), Refusal> {
    match regex::RegexBuilder::new(pattern).size_limit(SIZE_LIMIT).build() {
        Ok(_) => Ok(()),
        Err(regex::Error::CompiledTooBig(_)) => Err(Refusal::TooLarge),
        Err(_) => Err(Refusal::Unknown),
    }
}

#[cfg(test)]
mod tests;
