//! Markdown of a document, parsed into a tree of the constructs allowed in documentation, and written from it.
//!
//! Descriptions are not filtered as text: the parser reads them as rustdoc does and turns disallowed constructs into plain
//! text, and the writer writes the tree anew. The parser then reads the result once more, which must give the same tree.
//!
//! Source: CommonMark 0.31.2, with the extensions that rustdoc enables (tables, strikethrough, footnotes, task lists).

mod html;
mod parse;
mod safe;
mod section;
#[cfg(test)]
mod tests;
mod wrap;
mod write;

pub(crate) use safe::{first, lines, one_line, with_lead};
pub(crate) use wrap::wrapped;

use pulldown_cmark::Alignment;

/// A block of a text.
#[derive(Clone, Debug, PartialEq)]
enum Block {
    Paragraph(Vec<Inline>),
    /// A code block, which rustdoc never runs.
    Code(String),
    Quote(Vec<Block>),
    List(List),
    Table(Table),
    Rule,
}

#[derive(Clone, Debug)]
struct List {
    /// The number of the first item of a numbered list.
    start: Option<u64>,
    /// Whether no empty lines separate its items.
    is_tight: bool,
    items: Vec<Vec<Block>>,
}

/// Lists that differ only in `is_tight` are equal.
impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        (self.start, &self.items) == (other.start, &other.items)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Table {
    alignments: Vec<Alignment>,
    /// The rows, the first of which has the headings.
    rows: Vec<Vec<Vec<Inline>>>,
}

/// An inline of a paragraph.
#[derive(Clone, Debug, PartialEq)]
enum Inline {
    Text(String),
    Code(String),
    Marked(Mark, Vec<Inline>),
    Link(String, Vec<Inline>),
    Break,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Emphasis,
    Strong,
    Strike,
}

/// Joins inlines, and removes spaces at both ends.
fn trimmed(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut trimmed = joined(inlines);
    loop {
        match trimmed.first_mut() {
            Some(Inline::Break) => drop(trimmed.remove(0)),
            Some(Inline::Text(text)) if text.starts_with(' ') => {
                text.remove(0);
                if text.is_empty() {
                    trimmed.remove(0);
                }
            }
            _ => break,
        }
    }
    loop {
        match trimmed.last_mut() {
            Some(Inline::Break) => drop(trimmed.pop()),
            Some(Inline::Text(text)) if text.ends_with(' ') => {
                text.pop();
                if text.is_empty() {
                    trimmed.pop();
                }
            }
            _ => break,
        }
    }
    trimmed
}

/// Joins adjacent texts, with single spaces, and removes empty inlines.
fn joined(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut joined: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match inline {
            Inline::Text(text) => {
                if !matches!(joined.last(), Some(Inline::Text(_))) {
                    joined.push(Inline::Text(String::new()));
                }
                let is_after_break = matches!(joined.len().checked_sub(2).map(|at| &joined[at]), Some(Inline::Break));
                if let Some(Inline::Text(before)) = joined.last_mut() {
                    push_spaced(before, &text, is_after_break);
                }
            }
            Inline::Break => {
                if let Some(Inline::Text(before)) = joined.last_mut() {
                    before.truncate(before.trim_end_matches(' ').len());
                }
                joined.pop_if(|last| matches!(last, Inline::Text(text) if text.is_empty()));
                if !matches!(joined.last(), Some(Inline::Break)) {
                    joined.push(Inline::Break);
                }
            }
            Inline::Code(code) if code.is_empty() => {}
            // Two adjacent code spans would read as one that contains their fences.
            Inline::Code(code) if matches!(joined.last(), Some(Inline::Code(_))) => {
                if let Some(Inline::Code(before)) = joined.last_mut() {
                    before.push_str(&code);
                }
            }
            Inline::Marked(_, inner) | Inline::Link(_, inner) if inner.is_empty() => {}
            other => joined.push(other),
        }
    }
    joined.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    joined
}

/// Appends text with its spaces and line ends as single spaces.
fn push_spaced(before: &mut String, text: &str, is_after_break: bool) {
    for character in text.chars() {
        if !matches!(character, ' ' | '\n') {
            before.push(character);
        } else if !(before.ends_with(' ') || is_after_break && before.is_empty()) {
            before.push(' ');
        }
    }
}
