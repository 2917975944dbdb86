//! Character classes.

use crate::pattern::parse::Parser;
use crate::pattern::tree::{Class, Item};
use crate::pattern::{Problem, Refusal};

impl Parser {
    /// Parses `[…]`.
    pub(super) fn class(&mut self) -> Result<Class, Refusal> {
        let start = self.at;
        self.at += 1;
        let negated = self.eat("^");
        let mut items = Vec::new();
        loop {
            if self.eat("]") {
                return Ok(Class { negated, items, bare: false });
            }
            if self.peek().is_none() {
                return Err(Refusal::Invalid { at: start, problem: Problem::OpenClass });
            }
            // `[[:alpha:]]` is a POSIX class in other dialects.
            if matches!(self.rest(), ['[', ':', ..]) {
                return Err(self.invalid(Problem::ForeignGroup));
            }
            let first = self.item()?;
            let is_range = matches!(self.rest(), ['-', next, ..] if *next != ']');
            if !is_range {
                items.push(first);
                continue;
            }
            let place = self.at;
            self.at += 1;
            let last = self.item()?;
            match (point(&first), point(&last)) {
                (Some(first), Some(last)) if first <= last => items.push(Item::Range(first, last)),
                (Some(_), Some(_)) => return Err(Refusal::Invalid { at: place, problem: Problem::Range }),
                // A set can't end a range: the `-` is a literal character (section B.1.2).
                _ => items.extend([first, Item::Character(u32::from('-'), false), last]),
            }
        }
    }

    fn item(&mut self) -> Result<Item, Refusal> {
        let start = self.at;
        let Some(next) = self.peek() else { return Err(self.invalid(Problem::OpenClass)) };
        self.at += 1;
        if next != '\\' {
            return Ok(Item::Character(u32::from(next), false));
        }
        match self.peek() {
            Some('b') => {
                self.at += 1;
                Ok(Item::Character(8, false))
            }
            Some(set) => match self.set(set) {
                Some(item) => Ok(item),
                None => self.character(start).map(|(point, escaped)| Item::Character(point, escaped)),
            },
            None => Err(Refusal::Invalid { at: start, problem: Problem::Escape }),
        }
    }
}

/// Returns the code point of an item that is a single character.
fn point(item: &Item) -> Option<u32> {
    if let Item::Character(point, _) = item { Some(*point) } else { None }
}
