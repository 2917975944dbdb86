//! Descriptions as Markdown with only allowed constructs, verified by parsing the result.

use super::section::{self, Section};
use super::write::{self, Style};
use super::{Block, Inline, List, Table, parse};
use crate::text::visible;

/// Returns a text as wrapped lines.
pub(crate) fn lines(text: &str, width: usize) -> Vec<String> {
    let text = visible(text);
    all(section::sections(&text), width)
}

/// Returns the first block of a text as wrapped lines.
pub(crate) fn first(text: &str, width: usize) -> Vec<String> {
    let text = visible(text);
    let blocks = section::first_block(&text).into_iter().collect();
    safe(&Section { blocks, text, is_last: true }, width)
}

/// Returns a text as wrapped lines after a lead-in, which begins its first paragraph, or precedes any other first block.
pub(crate) fn with_lead(lead: &str, text: &str, width: usize) -> Vec<String> {
    let text = visible(text);
    let mut sections = section::sections(&text);
    let Some(mut section) = sections.next() else { return Vec::new() };
    let mut first = match parse::first(&visible(lead)) {
        Some(Block::Paragraph(lead)) => lead,
        _ => Vec::new(),
    };
    match section.blocks.first_mut() {
        Some(Block::Paragraph(inlines)) => {
            first.push(Inline::Text(": ".to_owned()));
            first.append(inlines);
            *inlines = super::trimmed(first);
        }
        _ => {
            first.push(Inline::Text(".".to_owned()));
            section.blocks.insert(0, Block::Paragraph(super::trimmed(first)));
        }
    }
    section.text = format!("{lead}: {}", section.text).into();
    all(std::iter::once(section).chain(sections), width)
}

/// Returns the lines of all sections. A section is safe after another one: it begins with a paragraph, and the other one
/// parses as its own blocks if a paragraph follows.
pub(super) fn all<'t>(sections: impl Iterator<Item = Section<'t>>, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for section in sections {
        let mut some = safe(&section, width);
        if !lines.is_empty() && !some.is_empty() {
            lines.push(String::new());
        }
        lines.append(&mut some);
    }
    lines
}

/// Returns a section as wrapped lines that parse as its blocks; if impossible, their leaves, or else plain text.
fn safe(section: &Section<'_>, width: usize) -> Vec<String> {
    // Most texts need no second look at each block.
    let blocks = section.blocks.iter().map(|block| (block, Style::Asterisk));
    if let Some(lines) = written(blocks, width, section.is_last) {
        return lines;
    }
    let mut blocks = Vec::with_capacity(section.blocks.len());
    section.blocks.iter().for_each(|block| readable(block.clone(), width, &mut blocks));
    let each = blocks.iter().map(|(block, style)| (block, *style));
    written(each, width, section.is_last).unwrap_or_else(|| {
        let mut leaves = Vec::new();
        blocks.into_iter().for_each(|(block, _)| flatten(block, &mut leaves));
        let leaves: Vec<(Block, Style)> =
            leaves.into_iter().map(|leaf| (readable_leaf(leaf, width), Style::Asterisk)).collect();
        let leaves = leaves.iter().map(|(leaf, style)| (leaf, *style));
        written(leaves, width, section.is_last).unwrap_or_else(|| write::plain(&section.text, width))
    })
}

/// Returns the lines of blocks; `None` if they would parse as other blocks, at the end of a text or before a paragraph.
fn written<'b>(
    blocks: impl Iterator<Item = (&'b Block, Style)> + Clone,
    width: usize,
    is_last: bool,
) -> Option<Vec<String>> {
    let lines = write::blocks(blocks.clone(), width);
    let (paragraph, text) = if is_last {
        (None, lines.join("\n"))
    } else {
        let text = "x";
        (Some(Block::Paragraph(vec![Inline::Text(text.to_owned())])), lines.join("\n") + "\n\n" + text)
    };
    parse::reads_as(&text, blocks.map(|(block, _)| block).chain(&paragraph)).then_some(lines)
}

/// Returns the first paragraph of a text on one line; empty if the text begins with another block.
pub(crate) fn one_line(text: &str) -> String {
    let Some(block @ Block::Paragraph(_)) = section::first_block(&visible(text)) else {
        return String::new();
    };
    let mut readable_blocks = Vec::new();
    readable(block, usize::MAX, &mut readable_blocks);
    match readable_blocks.as_slice() {
        [(Block::Paragraph(inlines), style)] => write::line(inlines, *style, false),
        _ => String::new(),
    }
}

/// Appends a block in a style that parses as itself: without marks if these would not parse, as its leaves if a list or
/// quote would not.
fn readable(block: Block, width: usize, all: &mut Vec<(Block, Style)>) {
    for style in [Style::Asterisk, Style::Underscore] {
        if reads_as_itself(&block, width, style) {
            return all.push((block, style));
        }
    }
    let block = mapped(block, &|leaf| readable_leaf(leaf, width));
    if reads_as_itself(&block, width, Style::Asterisk) {
        return all.push((block, Style::Asterisk));
    }
    let mut leaves = Vec::new();
    flatten(block, &mut leaves);
    all.extend(leaves.into_iter().map(|leaf| (leaf, Style::Asterisk)));
}

fn reads_as_itself(block: &Block, width: usize, style: Style) -> bool {
    written(std::iter::once((block, style)), width, true).is_some()
}

/// Returns a leaf without its marks, or as plain text, if it would not parse as itself.
fn readable_leaf(leaf: Block, width: usize) -> Block {
    if reads_as_itself(&leaf, width, Style::Asterisk) {
        return leaf;
    }
    let unmarked = match &leaf {
        Block::Paragraph(inlines) => Block::Paragraph(super::trimmed(unmarked(inlines))),
        Block::Table(table) => {
            let cell = |cell: &Vec<Inline>| super::trimmed(unmarked(cell));
            let rows = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
            Block::Table(Table { alignments: table.alignments.clone(), rows })
        }
        other => other.clone(),
    };
    if reads_as_itself(&unmarked, width, Style::Asterisk) {
        return unmarked;
    }
    let mut text = String::new();
    match &leaf {
        Block::Paragraph(inlines) => push_text(inlines, &mut text),
        Block::Table(table) => table.rows.iter().flatten().for_each(|cell| {
            push_text(cell, &mut text);
            text.push(' ');
        }),
        Block::Code(code) => text.push_str(code),
        Block::Quote(_) | Block::List(_) | Block::Rule => {}
    }
    Block::Paragraph(super::trimmed(vec![Inline::Text(text)]))
}

/// Returns inlines without marks.
fn unmarked(inlines: &[Inline]) -> Vec<Inline> {
    let each = inlines.iter().flat_map(|inline| match inline {
        Inline::Marked(_, inner) => unmarked(inner),
        Inline::Link(url, inner) => vec![Inline::Link(url.clone(), super::joined(unmarked(inner)))],
        other => vec![other.clone()],
    });
    each.collect()
}

/// Appends the text of inlines.
pub(super) fn push_text(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(more) | Inline::Code(more) => text.push_str(more),
            Inline::Marked(_, inner) | Inline::Link(_, inner) => push_text(inner, text),
            Inline::Break => text.push(' '),
        }
    }
}

/// Returns a block with each of its leaves changed.
fn mapped(block: Block, change: &impl Fn(Block) -> Block) -> Block {
    let each = |blocks: Vec<Block>| blocks.into_iter().map(|block| mapped(block, change)).collect();
    match block {
        Block::Quote(blocks) => Block::Quote(each(blocks)),
        Block::List(List { start, is_tight, items }) => {
            Block::List(List { start, is_tight, items: items.into_iter().map(each).collect() })
        }
        leaf => change(leaf),
    }
}

/// Appends the leaves of a block.
fn flatten(block: Block, leaves: &mut Vec<Block>) {
    match block {
        Block::Quote(blocks) => blocks.into_iter().for_each(|block| flatten(block, leaves)),
        Block::List(list) => list.items.into_iter().flatten().for_each(|block| flatten(block, leaves)),
        leaf => leaves.push(leaf),
    }
}
