//! Groups, lookaround, and flags of groups.

use crate::pattern::parse::{MAX_DEPTH, Parser};
use crate::pattern::tree::{Flags, Group, Node};
use crate::pattern::{Problem, Refusal};

/// Returns the names of all capturing groups of a pattern, in order.
pub(super) fn names(characters: &[char]) -> Vec<Option<String>> {
    let (mut found, mut at, mut in_class) = (Vec::new(), 0, false);
    while let Some(next) = characters.get(at) {
        match next {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => match characters.get(at + 1..).unwrap_or_default() {
                ['?', 'P', '<', rest @ ..] => found.push(name(rest).map(|(name, _)| name)),
                ['?', '<', '=' | '!', ..] => {}
                ['?', '<', rest @ ..] => found.push(name(rest).map(|(name, _)| name)),
                ['?', ..] => {}
                _ => found.push(None),
            },
            _ => {}
        }
        at += 1;
    }
    found
}

/// Parses a name up to its `>`; returns it with the length of both.
pub(super) fn name(characters: &[char]) -> Option<(String, usize)> {
    let valid = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
    let name: String = characters.iter().take_while(|it| valid(**it)).collect();
    let length = name.chars().count();
    let starts = name.chars().next().is_some_and(|it| !it.is_numeric());
    (starts && characters.get(length) == Some(&'>')).then_some((name, length + 1))
}

impl Parser {
    pub(super) fn group(&mut self) -> Result<Node, Refusal> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.invalid(Problem::Depth));
        }
        let node = self.opened(start)?;
        self.depth -= 1;
        Ok(node)
    }

    fn opened(&mut self, start: usize) -> Result<Node, Refusal> {
        for (opening, behind, negated) in
            [("(?=", false, false), ("(?!", false, true), ("(?<=", true, false), ("(?<!", true, true)]
        {
            if self.eat(opening) {
                let inner = Box::new(self.closed(start)?);
                return Ok(Node::Look { behind, negated, inner });
            }
        }
        if self.eat("(?:") {
            let inner = Box::new(self.closed(start)?);
            return Ok(Node::Group(Group { number: None, flags: Flags::default(), inner }));
        }
        // `(?P<name>` is Python's syntax, and unambiguous.
        if self.eat("(?P<") || self.eat("(?<") {
            let (_, length) = name(self.rest()).ok_or_else(|| self.invalid(Problem::ForeignGroup))?;
            self.at += length;
            return self.capturing(start);
        }
        if self.eat("(?") {
            return self.with_flags(start);
        }
        self.at += 1;
        self.capturing(start)
    }

    fn capturing(&mut self, start: usize) -> Result<Node, Refusal> {
        self.groups += 1;
        let number = Some(self.groups);
        let inner = Box::new(self.closed(start)?);
        Ok(Node::Group(Group { number, flags: Flags::default(), inner }))
    }

    /// Parses the contents of a group and its `)`.
    fn closed(&mut self, start: usize) -> Result<Node, Refusal> {
        let inner = self.alternatives()?;
        if self.eat(")") { Ok(inner) } else { Err(Refusal::Invalid { at: start, problem: Problem::OpenGroup }) }
    }

    /// Parses `(?i:…)`, or `(?i)` at the start of the pattern, which ECMA 262 lacks, but which has the same meaning in every
    /// dialect that has it.
    fn with_flags(&mut self, start: usize) -> Result<Node, Refusal> {
        let (mut flags, mut on) = (Flags::default(), true);
        loop {
            match self.peek() {
                Some('i') if flags.ignore_case.is_none() => flags.ignore_case = Some(on),
                Some('s') if flags.dot_all.is_none() => flags.dot_all = Some(on),
                // Patterns have the flag `u` anyway.
                Some('u') if on && start == 0 => {}
                Some('-') if on => on = false,
                Some(':') if flags != Flags::default() => {
                    self.at += 1;
                    let inner = Box::new(self.closed(start)?);
                    return Ok(Node::Group(Group { number: None, flags, inner }));
                }
                Some(')') if start == 0 && self.at > start + 2 => {
                    self.at += 1;
                    let inner = Box::new(self.alternatives()?);
                    return Ok(Node::Group(Group { number: None, flags, inner }));
                }
                _ => return Err(Refusal::Invalid { at: start, problem: Problem::ForeignGroup }),
            }
            self.at += 1;
        }
    }
}
