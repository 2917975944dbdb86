//! JSON Pointers.
//!
//! Source: RFC 6901.

use std::fmt::{self, Write as _};

use crate::location::percent_decoded;

/// A JSON Pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// Returns the pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Parses `/a/b`; `None` if it is not a pointer.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Returns the pointer of a reference within the same document, such as `#/a/b`; `None` for any other reference.
    ///
    /// Source: RFC 6901, section 6.
    pub(crate) fn of_reference(reference: &str) -> Option<Self> {
        Self::parse(&percent_decoded(reference.strip_prefix('#')?))
    }

    /// Returns the pointer with `token` appended.
    #[must_use]
    pub fn join(&self, token: impl fmt::Display) -> Self {
        let mut place = self.clone();
        place.push(token);
        place
    }

    /// Appends `token` and returns the previous length for [`truncate`](Self::truncate), so that a walk over a document does
    /// not allocate a pointer for each value.
    pub fn push(&mut self, token: impl fmt::Display) -> usize {
        let length = self.0.len();
        self.0.push('/');
        let start = self.0.len();
        // Writing to a `String` does not fail.
        let _ = write!(self.0, "{token}");
        if self.0[start..].contains(['~', '/']) {
            let escaped = self.0[start..].replace('~', "~0").replace('/', "~1");
            self.0.truncate(start);
            self.0.push_str(&escaped);
        }
        length
    }

    /// Restores a previous length.
    pub fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// Returns the parent and the last token; `None` for the whole document.
    pub fn split_last(&self) -> Option<(Self, String)> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some((Self(parent.to_owned()), self.tokens().next_back()?))
    }

    /// Returns whether this equals `outer` or points into it.
    pub fn is_within(&self, outer: &Self) -> bool {
        self.0.strip_prefix(outer.0.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns all prefixes, from the whole document to this pointer.
    pub(crate) fn around(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(at, _)| &self.0[..at]).chain([self.0.as_str()])
    }

    /// Returns the tokens, unescaped.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = String> {
        let mut tokens = self.0.split('/');
        // The empty string before the first slash is not a token.
        tokens.next();
        tokens.map(|token| match token.contains('~') {
            true => token.replace("~1", "/").replace("~0", "~"),
            false => token.to_owned(),
        })
    }

    /// Returns the text of the pointer.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Formats the pointer as a reference within the document: `#/a/b`.
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}
