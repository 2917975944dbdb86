//! Check that backreferences have the same meaning in the engine as in ECMA 262.
//!
//! In ECMA 262, a group counts as empty if it has not matched, also within a new iteration of a repetition. In other engines,
//! it keeps its last text, or its backreference fails. The meanings agree if the group has certainly matched before.
//!
//! Source: ECMA 262, sections 22.2.2.3.1 (`RepeatMatcher`) and 22.2.2.7.2 (`BackreferenceMatcher`).

use std::collections::HashMap;

use crate::pattern::tree::Node;
use crate::pattern::{Problem, Refusal};

/// Returns an error for a backreference whose group may not have matched.
pub(super) fn check(tree: &Node) -> Result<(), Refusal> {
    Walk { scopes: Vec::new(), next_scope: 0, closed: HashMap::new(), behind: 0 }.walk(tree)
}

struct Walk {
    /// The enclosing alternatives, repetitions and lookarounds.
    scopes: Vec<usize>,
    next_scope: usize,
    /// The scopes of each completed group.
    closed: HashMap<usize, Vec<usize>>,
    /// The number of enclosing lookbehinds.
    behind: usize,
}

impl Walk {
    fn walk(&mut self, node: &Node) -> Result<(), Refusal> {
        match node {
            Node::Group(group) => {
                self.walk(&group.inner)?;
                if let Some(number) = group.number.filter(|_| self.behind == 0) {
                    self.closed.insert(number, self.scopes.clone());
                }
                Ok(())
            }
            Node::Look { behind, inner, .. } => {
                self.behind += usize::from(*behind);
                let result = self.within(inner);
                self.behind -= usize::from(*behind);
                result
            }
            Node::Reference { group, at } => {
                let matched = self.closed.get(group).is_some_and(|scopes| self.scopes.starts_with(scopes));
                let invalid = Refusal::Invalid { at: *at, problem: Problem::Reference };
                if matched && self.behind == 0 { Ok(()) } else { Err(invalid) }
            }
            Node::Repeat { inner, .. } => self.within(inner),
            Node::Sequence(all) => all.iter().try_for_each(|node| self.walk(node)),
            Node::Alternatives(all) => all.iter().try_for_each(|node| self.within(node)),
            _ => Ok(()),
        }
    }

    fn within(&mut self, node: &Node) -> Result<(), Refusal> {
        self.scopes.push(self.next_scope);
        self.next_scope += 1;
        let result = self.walk(node);
        self.scopes.pop();
        result
    }
}
