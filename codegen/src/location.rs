//! Locations: JSON Pointers, files and ranges of their text.

mod pointer;
mod span;
mod url;

use std::path::PathBuf;

pub use pointer::Pointer;
pub(crate) use span::Cursor;
pub use span::Span;
pub use url::Url;

/// A file of a document.
#[derive(Clone, Debug)]
pub struct File {
    /// The path, as the caller gave it.
    pub path: PathBuf,
    /// The path as diagnostics show it, with forward slashes.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A location in one of a document's files.
#[derive(Clone, Debug)]
pub struct Place<'d> {
    /// The file.
    pub file: &'d File,
    /// The range of its text.
    pub span: Span,
    /// The location as a pointer into the file.
    pub pointer: Pointer,
}

/// A document whose tree has locations in files.
pub trait Locate {
    /// Returns the source location of the value at a pointer into the tree: the index of the file, and the pointer into it.
    fn origin(&self, pointer: &Pointer) -> (usize, Pointer);

    /// Returns the source location of each pointer, or of its longest prefix that the file has. A pointer is into the file with
    /// the given index, or into the tree.
    fn places(&self, pointers: &[(Option<usize>, &Pointer)]) -> Vec<Place<'_>>;

    /// Returns the location of a byte offset in the file with the index `file`.
    fn span_at(&self, file: usize, offset: usize) -> Span;
}

/// The length to which an excerpt of a longer line is cut: a minified document is a single line.
pub(crate) const EXCERPT_BYTES: usize = 160;

/// Returns the character boundary at or before `at`.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Decodes the percent-encoding of a URI.
///
/// Source: RFC 3986, section 2.1.
pub(crate) fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Into::into)
}
