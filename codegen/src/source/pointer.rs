//! JSON Pointers.
//!
//! Source: RFC 6901.

use std::fmt::{self, Write as _};

use crate::source::percent_decoded;

/// A JSON Pointer: a place in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads `/a/b`, escapes and all; `None` where it is no pointer.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// The place that `reference` names within its own document: `#/a/b`, escapes of a URI and all; `None` where it leads
    /// elsewhere.
    ///
    /// Source: RFC 6901, section 6.
    pub(crate) fn of_reference(reference: &str) -> Option<Self> {
        Self::parse(&percent_decoded(reference.strip_prefix('#')?))
    }

    /// The place `token` within this one.
    #[must_use]
    pub fn join(&self, token: impl fmt::Display) -> Self {
        let mut place = self.clone();
        place.push(token);
        place
    }

    /// Goes on to the place `token` within this one; how long this one was tells [`truncate`](Self::truncate) the way
    /// back. A walk over a whole document has no need of a text for each place.
    pub fn push(&mut self, token: impl fmt::Display) -> usize {
        let length = self.0.len();
        self.0.push('/');
        let start = self.0.len();
        // Writing to text does not fail.
        let _ = write!(self.0, "{token}");
        if self.0[start..].contains(['~', '/']) {
            let escaped = self.0[start..].replace('~', "~0").replace('/', "~1");
            self.0.truncate(start);
            self.0.push_str(&escaped);
        }
        length
    }

    /// Goes back to a place that this one is within.
    pub fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// What this is a place in, and which; `None` of the whole document.
    pub fn split_last(&self) -> Option<(Self, String)> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some((Self(parent.to_owned()), self.tokens().next_back()?))
    }

    /// Whether this is a place in what `outer` is the place of, or that itself.
    pub fn is_within(&self, outer: &Self) -> bool {
        self.0.strip_prefix(outer.0.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The places that this is within, from the whole document to this one, as they are written.
    pub(crate) fn around(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(at, _)| &self.0[..at]).chain([self.0.as_str()])
    }

    /// The tokens, unescaped.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = String> {
        let mut tokens = self.0.split('/');
        // What stands before the first slash is no token.
        tokens.next();
        tokens.map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The pointer as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `#/a/b`, as a reference within the document.
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}
