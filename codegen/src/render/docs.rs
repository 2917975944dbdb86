//! Text of a document as documentation: Markdown that rustdoc shows as it was meant, and never runs.
//!
//! A description is parsed as rustdoc would parse it and written anew ([`crate::text::markdown`]): HTML and brackets that
//! lead nowhere become plain text, code of any kind becomes a `text` block, bare URLs become links, invisible and
//! control characters go.

use proc_macro2::TokenStream;
use quote::quote;

use crate::text::markdown;

/// The width of a line of documentation, without its `///`.
const WIDTH: usize = 96;

/// What stands between the lines of a text in a `#[doc]` attribute; text of a document has no such character.
///
/// An attribute for each line would take ten times the memory of a long description.
pub(crate) const LINE_END: char = '\u{1}';

/// A `#[doc]` attribute for lines that are Markdown already; formatting makes a line of each.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    if lines.is_empty() {
        return TokenStream::new();
    }
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 2).sum());
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push(LINE_END);
        }
        if !line.is_empty() {
            text.push(' ');
            text.extend(line.chars().map(|it| if it == LINE_END { ' ' } else { it }));
        }
    }
    quote!(#[doc = #text])
}

/// The paragraphs joined by an empty line; empty ones left out.
pub(super) fn join(paragraphs: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(paragraph);
    }
    lines
}

/// A document's text as wrapped lines of safe Markdown.
pub(super) fn markdown(text: &str) -> Vec<String> {
    markdown::lines(text, WIDTH)
}

/// The first paragraph of a document's text, or what it begins with, as wrapped lines of safe Markdown.
pub(super) fn first(text: &str) -> Vec<String> {
    markdown::first(text, WIDTH)
}

/// A document's text as wrapped lines of safe Markdown, after words of ours.
pub(super) fn led(lead: &str, text: &str) -> Vec<String> {
    markdown::led(lead, text, WIDTH)
}

/// A line of Markdown, wrapped.
pub(super) fn wrapped(line: &str) -> Vec<String> {
    markdown::wrapped(line, WIDTH)
}

/// A document's text as one safe line, for a table or a list; empty where the text begins with a list, a table or code.
pub(super) fn line(text: &str) -> String {
    markdown::one_line(text)
}

/// Which scopes a token has to have.
pub(super) fn scopes(alternatives: &[Vec<String>]) -> Vec<String> {
    if alternatives.is_empty() {
        return Vec::new();
    }
    let together =
        |scopes: &Vec<String>| scopes.iter().map(|it| super::types::code(it)).collect::<Vec<_>>().join(" and ");
    let each: Vec<String> = alternatives.iter().map(together).collect();
    let are_many = alternatives.iter().any(|scopes| scopes.len() > 1);
    let noun = if are_many { "scopes" } else { "scope" };
    wrapped(&format!("A token needs the {noun} {}.", each.join(", or ")))
}
