//! What references to other files lead to, and what it is called.

use crate::source::Pointer;

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    /// The path of the file from the document's folder, by which targets are sorted.
    pub(super) path: String,
    pub(super) pointer: Pointer,
    /// The number of the file.
    pub(super) file: usize,
}

impl Target {
    /// What it is called: a definition after itself, a file after its name, what is within something else after both;
    /// and after so many of what it stands in.
    pub(super) fn name(&self, more: usize) -> String {
        let mut path: Vec<&str> = self.path.split('/').collect();
        let file = path.pop().unwrap_or_default();
        path.push(file.split('.').next().unwrap_or_default());
        let tokens: Vec<String> = self.pointer.tokens().collect();
        let (words, around) = match tokens.as_slice() {
            [] => (path.split_off(path.len().saturating_sub(1)), path),
            [.., parent, last] if is_within(parent, last) => {
                let said = tokens.iter().map(String::as_str).filter(|token| !KEYWORDS.contains(token));
                (path.split_off(path.len().saturating_sub(1)).into_iter().chain(said).collect(), path)
            }
            [.., last] => (vec![last.as_str()], path),
        };
        let skipped = around.len().saturating_sub(more);
        around.into_iter().skip(skipped).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// What it may be called: each name longer than the one before, and then with numbers, without end.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let longest = self.name(5);
        (0..=5).map(|more| self.name(more)).chain((2..).map(move |count: usize| format!("{longest} {count}")))
    }

    /// The file, and the place in it: `models/pet.yaml`, `models.yaml#/Pet`.
    pub(super) fn source(&self) -> String {
        match self.pointer.as_str() {
            "" => self.path.clone(),
            pointer => format!("{}#{pointer}", self.path),
        }
    }

    /// What is nearer to the top keeps the name that several want.
    pub(super) fn depth(&self) -> usize {
        self.path.split('/').count()
    }
}

/// What schemas are in, and says nothing of them.
const KEYWORDS: [&str; 12] = [
    "properties",
    "patternProperties",
    "items",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "prefixItems",
    "content",
    "schema",
    "application/json",
    "components",
];

/// Whether what stands at the end of a pointer is no definition, but a part of something else.
fn is_within(parent: &str, last: &str) -> bool {
    KEYWORDS.contains(&parent) || KEYWORDS.contains(&last) || last.bytes().all(|it| it.is_ascii_digit())
}
