//! The writer of a tree as Markdown that parses as the same tree.

use pulldown_cmark::Alignment;

use super::wrap::{Piece, fill};
use super::{Block, Inline, List, Mark, Table};
use crate::text::code::longest_run;

/// The minimum width of nested lines.
const NARROWEST: usize = 40;

/// The style of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Emphasis with asterisks.
    Asterisk,
    /// Emphasis with underscores.
    Underscore,
}

/// Returns the lines of consecutive blocks.
pub(super) fn blocks<'b>(blocks: impl Iterator<Item = (&'b Block, Style)>, width: usize) -> Vec<String> {
    write(blocks, width, false)
}

fn write<'b>(blocks: impl Iterator<Item = (&'b Block, Style)>, width: usize, is_tight: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut lists = 0;
    let mut before: Option<&Block> = None;
    for (block, style) in blocks {
        // Different markers separate two consecutive lists.
        lists = if matches!(block, Block::List(_)) { lists + 1 } else { 0 };
        let is_after_text = matches!(before, Some(Block::Paragraph(_)));
        let is_joined = is_tight && is_after_text && matches!(block, Block::List(list) if may_interrupt(list));
        if before.is_some() && !is_joined {
            lines.push(String::new());
        }
        before = Some(block);
        match block {
            Block::Paragraph(inlines) => lines.extend(fill(&pieces(inlines, style, false), width)),
            Block::Code(code) => lines.extend(code_block(code)),
            // Hyphens or asterisks would merge with the marker of an item.
            Block::Rule => lines.push("___".to_owned()),
            Block::Table(it) => lines.extend(table(it, style)),
            Block::Quote(inner) => {
                let inner = nested(inner, style, narrowed(width, 2), false).into_iter();
                lines.extend(inner.map(|line| format!("> {line}").trim_end_matches(' ').to_owned()));
            }
            Block::List(it) => lines.extend(list(it, width, style, lists % 2 == 0)),
        }
    }
    lines
}

/// The lines of blocks within another.
fn nested(blocks: &[Block], style: Style, width: usize, is_tight: bool) -> Vec<String> {
    let blocks: Vec<(&Block, Style)> = blocks.iter().map(|block| (block, style)).collect();
    write(blocks.into_iter(), width, is_tight)
}

fn narrowed(width: usize, by: usize) -> usize {
    width.saturating_sub(by).max(NARROWEST)
}

/// Returns whether a list may follow a paragraph without an empty line.
fn may_interrupt(list: &List) -> bool {
    list.is_tight && list.start.is_none_or(|start| start == 1) && !list.items.first().is_none_or(Vec::is_empty)
}

fn list(list: &List, width: usize, style: Style, is_other: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, item) in list.items.iter().enumerate() {
        if index > 0 && !list.is_tight {
            lines.push(String::new());
        }
        let marker = match (list.start, is_other) {
            (None, false) => "* ".to_owned(),
            (None, true) => "- ".to_owned(),
            (Some(start), false) => format!("{}. ", start.saturating_add(index as u64)),
            (Some(start), true) => format!("{}) ", start.saturating_add(index as u64)),
        };
        let indent = " ".repeat(marker.len());
        let inner = nested(item, style, narrowed(width, marker.len()), list.is_tight);
        let mut inner = inner.into_iter();
        lines.push(format!("{marker}{}", inner.next().unwrap_or_default()).trim_end_matches(' ').to_owned());
        lines.extend(inner.map(|line| if line.is_empty() { line } else { format!("{indent}{line}") }));
    }
    lines
}

fn code_block(code: &str) -> Vec<String> {
    let fence = "`".repeat(longest_run(code).max(2) + 1);
    let mut lines = vec![format!("{fence}text")];
    lines.extend(code.lines().map(str::to_owned));
    lines.push(fence);
    lines
}

fn table(table: &Table, style: Style) -> Vec<String> {
    let row = |cells: &Vec<Vec<Inline>>| {
        let cells: Vec<String> = cells.iter().map(|cell| line(cell, style, true)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let rule = table.alignments.iter().map(|alignment| match alignment {
        Alignment::None => "---",
        Alignment::Left => ":--",
        Alignment::Center => ":-:",
        Alignment::Right => "--:",
    });
    let mut lines: Vec<String> = table.rows.iter().map(row).collect();
    lines.insert(lines.len().min(1), format!("| {} |", rule.collect::<Vec<_>>().join(" | ")));
    lines
}

/// Returns inlines on one line.
pub(super) fn line(inlines: &[Inline], style: Style, in_table: bool) -> String {
    let spaced = pieces(inlines, style, in_table).into_iter().map(|piece| match piece {
        Piece::Break => Piece::Space,
        other => other,
    });
    fill(&spaced.collect::<Vec<_>>(), usize::MAX).concat()
}

/// Returns the pieces of inlines.
fn pieces(inlines: &[Inline], style: Style, in_table: bool) -> Vec<Piece> {
    let mut writer = Writer { pieces: Vec::new(), word: String::new(), style, in_table };
    writer.inlines(inlines);
    writer.space(None);
    writer.pieces
}

struct Writer {
    pieces: Vec<Piece>,
    /// The incomplete word.
    word: String,
    style: Style,
    in_table: bool,
}

impl Writer {
    fn space(&mut self, piece: Option<Piece>) {
        if !self.word.is_empty() {
            self.pieces.push(Piece::Word(std::mem::take(&mut self.word)));
        }
        self.pieces.extend(piece);
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Code(code) => self.code(code),
                Inline::Break => self.space(Some(Piece::Break)),
                Inline::Marked(mark, inner) => {
                    let delimiter = match (mark, self.style) {
                        (Mark::Emphasis, Style::Asterisk) => "*",
                        (Mark::Emphasis, Style::Underscore) => "_",
                        (Mark::Strong, _) => "**",
                        (Mark::Strike, _) => "~~",
                    };
                    self.word.push_str(delimiter);
                    self.inlines(inner);
                    self.word.push_str(delimiter);
                }
                Inline::Link(url, inner) => self.link(url, inner),
            }
        }
    }

    fn link(&mut self, url: &str, inner: &[Inline]) {
        if matches!(inner, [Inline::Text(text)] if text == url) {
            self.word.push_str(&format!("<{}>", self.in_cell(url)));
            return;
        }
        self.word.push('[');
        self.inlines(inner);
        // An ampersand might begin an entity.
        let url = self.in_cell(&url.replace('&', "\\&"));
        let is_plain = !url.contains(['(', ')']);
        self.word.push_str(&if is_plain { format!("]({url})") } else { format!("](<{url}>)") });
    }

    /// Returns text with vertical bars escaped in a table, where they end cells even in code.
    fn in_cell(&self, text: &str) -> String {
        if self.in_table { text.replace('|', "\\|") } else { text.to_owned() }
    }

    /// Writes a code span, fenced by one more backtick than its longest run.
    fn code(&mut self, code: &str) {
        let fence = "`".repeat(longest_run(code) + 1);
        let is_blank = code.chars().all(|it| it == ' ');
        let is_padded = code.starts_with('`') || code.ends_with('`') || code.starts_with(' ') && code.ends_with(' ');
        let padding = if is_padded && !is_blank { " " } else { "" };
        let code = self.in_cell(code);
        self.word.push_str(&format!("{fence}{padding}{code}{padding}{fence}"));
    }

    fn text(&mut self, text: &str) {
        let characters: Vec<char> = text.chars().collect();
        for (index, character) in characters.iter().copied().enumerate() {
            if character == ' ' {
                self.space(Some(Piece::Space));
                continue;
            }
            let before = index.checked_sub(1).map(|before| characters[before]);
            let after = characters.get(index + 1).copied();
            if self.is_escaped(character, before, after) {
                self.word.push('\\');
            }
            self.word.push(character);
        }
    }

    /// Returns whether a character of text needs an escape.
    fn is_escaped(&self, character: char, before: Option<char>, after: Option<char>) -> bool {
        let is_word = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
        match character {
            '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !is_word(before) || !is_word(after),
            '\\' => after.is_none_or(|after| after.is_ascii_punctuation() || after == ' '),
            '&' => after.is_some_and(|after| after == '#' || after.is_ascii_alphabetic()),
            '|' => self.in_table,
            _ => false,
        }
    }
}

/// Returns the words of each paragraph with all special characters escaped.
pub(super) fn plain(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        let words = paragraph.split([' ', '\n']).filter(|word| !word.is_empty());
        let escaped = words.map(|word| -> String {
            word.chars().flat_map(|it| it.is_ascii_punctuation().then_some('\\').into_iter().chain([it])).collect()
        });
        let pieces: Vec<Piece> = escaped.flat_map(|word| [Piece::Space, Piece::Word(word)]).collect();
        if !lines.is_empty() && !pieces.is_empty() {
            lines.push(String::new());
        }
        lines.extend(fill(&pieces, width));
    }
    lines
}
