//! Parsing of a regular expression of ECMA 262.
//!
//! Source: ECMA 262, section 22.2.1 with the flag `u`, and section B.1.2 for patterns that are invalid with it.

mod class;
mod escape;
mod group;

use crate::pattern::tree::Node;
use crate::pattern::{Problem, Refusal};

/// The maximum nesting of groups: `regex` supports 250 levels, of which a group and its quantifier take several.
const MAX_DEPTH: usize = 60;

/// The maximum length of a pattern, in characters.
const MAX_LENGTH: usize = 1 << 16;

/// Parses a pattern.
pub(super) fn parse(pattern: &str) -> Result<Node, Refusal> {
    let characters: Vec<char> = pattern.chars().take(MAX_LENGTH + 1).collect();
    if characters.len() > MAX_LENGTH {
        return Err(Refusal::TooLarge);
    }
    let names = group::names(&characters);
    let mut parser = Parser { characters, at: 0, depth: 0, groups: 0, names };
    let tree = parser.alternatives()?;
    match parser.peek() {
        None => Ok(tree),
        Some(_) => Err(parser.invalid(Problem::ClosedGroup)),
    }
}

struct Parser {
    characters: Vec<char>,
    at: usize,
    depth: usize,
    /// The number of capturing groups so far.
    groups: usize,
    /// The names of all capturing groups, in order.
    names: Vec<Option<String>>,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn rest(&self) -> &[char] {
        self.characters.get(self.at..).unwrap_or_default()
    }

    /// Skips `text` if it is next; returns whether it is.
    fn eat(&mut self, text: &str) -> bool {
        let found = text.chars().eq(self.rest().iter().take(text.chars().count()).copied());
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn invalid(&self, problem: Problem) -> Refusal {
        Refusal::Invalid { at: self.at, problem }
    }

    fn alternatives(&mut self) -> Result<Node, Refusal> {
        let mut all = vec![self.sequence()?];
        while self.eat("|") {
            all.push(self.sequence()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Node::Alternatives(all) })
    }

    fn sequence(&mut self) -> Result<Node, Refusal> {
        let mut all = Vec::new();
        while let Some(next) = self.peek().filter(|next| !matches!(next, '|' | ')')) {
            let start = self.at;
            let node = self.term(next)?;
            all.push(self.quantified(node, start)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Node::Sequence(all) })
    }

    fn term(&mut self, next: char) -> Result<Node, Refusal> {
        match next {
            '(' => self.group(),
            '[' => self.class().map(Node::Class),
            '\\' => self.escape(),
            '*' | '+' | '?' => Err(self.invalid(Problem::Quantifier)),
            '{' if self.bounds().is_some() => Err(self.invalid(Problem::Quantifier)),
            _ => {
                self.at += 1;
                Ok(match next {
                    '^' => Node::Start,
                    '$' => Node::End,
                    '.' => Node::Dot,
                    other => Node::Character(other, false),
                })
            }
        }
    }

    /// Applies the quantifier that follows a term.
    fn quantified(&mut self, node: Node, start: usize) -> Result<Node, Refusal> {
        let (least, most, length) = match self.peek() {
            Some('*') => (0, None, 1),
            Some('+') => (1, None, 1),
            Some('?') => (0, Some(1), 1),
            Some('{') => match self.bounds() {
                Some(bounds) => bounds,
                // `{,3}` is a quantifier in Python, and literal text in ECMA 262.
                None if matches!(self.rest(), ['{', ',', '0'..='9', ..]) => {
                    return Err(self.invalid(Problem::Quantifier));
                }
                None => return Ok(node),
            },
            _ => return Ok(node),
        };
        if matches!(node, Node::Start | Node::End | Node::WordBoundary { .. } | Node::Look { .. }) {
            return Err(self.invalid(Problem::Quantifier));
        }
        if most.is_some_and(|most| most < least) {
            return Err(Refusal::Invalid { at: start, problem: Problem::Bounds });
        }
        self.at += length;
        let lazy = self.eat("?");
        if self.peek().is_some_and(|next| matches!(next, '*' | '+' | '?')) {
            return Err(self.invalid(Problem::Quantifier));
        }
        Ok(Node::Repeat { inner: Box::new(node), least, most, lazy })
    }

    /// Returns the minimum, maximum and length of `{2}`, `{2,}` or `{2,3}` if it is next.
    fn bounds(&self) -> Option<(u32, Option<u32>, usize)> {
        let inner: String = self.rest().iter().skip(1).take_while(|it| it.is_ascii_digit() || **it == ',').collect();
        let length = inner.len() + 2;
        self.rest().get(length - 1).filter(|it| **it == '}')?;
        let number = |digits: &str| -> Option<u32> {
            let valid = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
            // No text is longer than the largest number.
            valid.then(|| digits.parse().unwrap_or(u32::MAX))
        };
        match inner.split_once(',') {
            None => number(&inner).map(|count| (count, Some(count), length)),
            Some((least, "")) => Some((number(least)?, None, length)),
            Some((least, most)) => Some((number(least)?, Some(number(most)?), length)),
        }
    }
}
