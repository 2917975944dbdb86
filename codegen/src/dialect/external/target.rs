//! The targets of references to other files, and their names.

use crate::dialect::grammar::{Role, with_role};
use crate::location::Pointer;

/// The target of a reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    /// The path of the file relative to the document's directory, by which targets are sorted.
    pub(super) path: String,
    pub(super) pointer: Pointer,
    /// The index of the file.
    pub(super) file: usize,
}

impl Target {
    /// Returns the name of the target: that of a definition, of a whole file, or of both for an inner value, preceded by
    /// `more` of the enclosing directories and files.
    pub(super) fn name(&self, more: usize) -> String {
        let mut path: Vec<&str> = self.path.split('/').collect();
        let file = path.pop().unwrap_or_default();
        path.push(file.split('.').next().unwrap_or_default());
        let tokens: Vec<String> = self.pointer.tokens().collect();
        let (words, around) = match tokens.as_slice() {
            [] => (path.split_off(path.len().saturating_sub(1)), path),
            [.., parent, last] if is_within(parent, last) => {
                let named = tokens.iter().map(String::as_str).filter(|token| !is_noise(token));
                (path.split_off(path.len().saturating_sub(1)).into_iter().chain(named).collect(), path)
            }
            [.., last] => (vec![last.as_str()], path),
        };
        let skipped = around.len().saturating_sub(more);
        around.into_iter().skip(skipped).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// Returns the candidate names: increasingly long ones, then numbered ones without end.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let longest = self.name(5);
        (0..=5).map(|more| self.name(more)).chain((2..).map(move |count: usize| format!("{longest} {count}")))
    }

    /// Returns the file with the pointer: `models/pet.yaml`, `models.yaml#/Pet`.
    pub(super) fn source(&self) -> String {
        match self.pointer.as_str() {
            "" => self.path.clone(),
            pointer => format!("{}#{pointer}", self.path),
        }
    }

    /// Returns the depth of the file: of several targets with one name, the one nearest to the document gets it.
    pub(super) fn depth(&self) -> usize {
        self.path.split('/').count()
    }
}

/// Returns whether a token contributes nothing to a name.
fn is_noise(token: &str) -> bool {
    with_role(Role::NotInFileName).contains(&token) || token == "application/json"
}

/// Returns whether the last token of a pointer does not name a definition, but an inner value.
fn is_within(parent: &str, last: &str) -> bool {
    is_noise(parent) || is_noise(last) || last.bytes().all(|it| it.is_ascii_digit())
}
