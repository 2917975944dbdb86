//! Sections of a long text: consecutive blocks that parse on their own as they do within the whole text.
//!
//! The tree of a text takes some fifty times the text's memory, so few trees of a long text exist at a time.

use std::borrow::Cow;

use super::Block;
use super::parse::{self, Window};

/// The size of a section in bytes, unless one of its blocks is larger.
const SIZE: usize = 64 * 1024;

/// A section of a text.
pub(super) struct Section<'t> {
    /// Its blocks.
    pub(super) blocks: Vec<Block>,
    /// Its text.
    pub(super) text: Cow<'t, str>,
    /// Whether no other section follows. The others are followed by a paragraph.
    pub(super) is_last: bool,
}

/// Returns the sections of a text, at least one.
///
/// A section ends before a paragraph or heading that no other block contains: the blocks before it are complete, and no
/// later line changes them except a definition of a link or a footnote. A text that may have one is a single section.
///
/// Source: CommonMark 0.31.2, appendix "A parsing strategy", phase 1.
pub(super) fn sections(text: &str) -> impl Iterator<Item = Section<'_>> {
    sections_of(text, SIZE)
}

/// Like `sections`, of another size.
pub(super) fn sections_of(text: &str, size: usize) -> impl Iterator<Item = Section<'_>> {
    let size = if text.contains("]:") { text.len() } else { size };
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (section, after) = first(text, size);
        rest = after;
        Some(section)
    })
}

/// Returns the first block of a text.
pub(super) fn first_block(text: &str) -> Option<Block> {
    if text.len() <= SIZE {
        return parse::first(text);
    }
    sections(text).next()?.blocks.into_iter().next()
}

/// Returns the first section of a text, and the text after it.
fn first(text: &str, size: usize) -> (Section<'_>, Option<&str>) {
    let mut size = size;
    loop {
        let line_end = text.as_bytes().get(size..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
        let Some(end) = line_end.map(|end| size + end + 1).filter(|end| *end < text.len()) else {
            return (Section { blocks: parse::lenient(text), text: text.into(), is_last: true }, None);
        };
        if let Some(Window { blocks, end }) = parse::window(&text[..end]) {
            return (Section { blocks, text: text[..end].into(), is_last: false }, Some(&text[end..]));
        }
        size *= 2;
    }
}
