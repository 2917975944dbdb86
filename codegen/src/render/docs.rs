//! Descriptions of a document as documentation: Markdown that rustdoc displays as intended and never runs.
//!
//! [`crate::text::markdown`] parses a description as rustdoc does and writes it anew: HTML and unresolvable links become
//! plain text, code blocks become `text` blocks, bare URLs become links, and invisible and control characters are dropped.

use proc_macro2::TokenStream;
use quote::quote;

use crate::text::markdown;

/// The width of a line of documentation, without its `///`.
const WIDTH: usize = 96;

/// The separator of lines in a `#[doc]` attribute; descriptions never contain it.
///
/// One attribute per line would take ten times the memory for a long description.
pub(crate) const LINE_END: char = '\u{1}';

/// Returns a `#[doc]` attribute of lines that are Markdown already; the `format` stage splits it into lines.
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

/// Joins paragraphs with empty lines, without the empty paragraphs.
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

/// Returns a description as wrapped lines of safe Markdown.
pub(super) fn markdown(text: &str) -> Vec<String> {
    markdown::lines(text, WIDTH)
}

/// Returns the first paragraph of a description, or its beginning, as wrapped lines of safe Markdown.
pub(super) fn first(text: &str) -> Vec<String> {
    markdown::first(text, WIDTH)
}

/// Returns a description as wrapped lines of safe Markdown, after a lead-in of the generator.
pub(super) fn with_lead(lead: &str, text: &str) -> Vec<String> {
    markdown::with_lead(lead, text, WIDTH)
}

/// Wraps a line of Markdown.
pub(super) fn wrapped(line: &str) -> Vec<String> {
    markdown::wrapped(line, WIDTH)
}

/// Returns a description as one safe line, for a table or a list; empty if it begins with a list, a table or code.
pub(super) fn line(text: &str) -> String {
    markdown::one_line(text)
}

/// Returns the sentence on the scopes that a token needs.
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
