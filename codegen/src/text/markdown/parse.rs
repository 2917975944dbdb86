//! The parser of Markdown into a tree of allowed constructs.

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{Block, Inline, List, Mark, Table, html, joined, trimmed};
use crate::text::{is_invisible, visible};

/// The maximum nesting of quotes, lists and marks; deeper content goes into the deepest allowed one.
const MAX_NESTING: usize = 12;

/// The extensions that rustdoc enables and that change the structure of a text.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Returns the tree of a text, with disallowed constructs as plain text.
pub(super) fn lenient(text: &str) -> Vec<Block> {
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, OPTIONS) {
        builder.event(event, false);
    }
    builder.finish()
}

/// Returns the first block of that tree.
pub(super) fn first(text: &str) -> Option<Block> {
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, OPTIONS) {
        builder.event(event, false);
        if !builder.blocks.is_empty() {
            break;
        }
    }
    builder.finish().into_iter().next()
}

/// The blocks at the beginning of a text that are complete.
pub(super) struct Window {
    pub(super) blocks: Vec<Block>,
    /// The offset of the paragraph or heading after them.
    pub(super) end: usize,
}

/// Returns the blocks before the last paragraph or heading that no other block contains; `None` if no block is before one.
pub(super) fn window(text: &str) -> Option<Window> {
    let mut builder = Builder::default();
    let (mut next, mut last) = (None, None);
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        if builder.stack.is_empty() && builder.opened.is_empty() {
            last = next.take().filter(|(count, _)| is_paragraph(&builder.blocks, *count)).or(last);
            if matches!(event, Event::Start(Tag::Paragraph | Tag::Heading { .. })) && !builder.blocks.is_empty() {
                next = Some((builder.blocks.len(), range.start));
            }
        }
        builder.event(event, false);
    }
    let mut blocks = builder.finish();
    let (count, end) = next.filter(|(count, _)| is_paragraph(&blocks, *count)).or(last)?;
    blocks.truncate(count);
    Some(Window { blocks, end })
}

/// Returns whether a block is a paragraph. A paragraph of invisible characters only, or an empty heading, adds no block.
fn is_paragraph(blocks: &[Block], index: usize) -> bool {
    matches!(blocks.get(index), Some(Block::Paragraph(_)))
}

/// Returns whether a text parses as these blocks, without disallowed constructs.
pub(super) fn reads_as<'b>(text: &str, blocks: impl IntoIterator<Item = &'b Block>) -> bool {
    let mut blocks = blocks.into_iter();
    strict_blocks(text, |read| blocks.next() == Some(&read)) && blocks.next().is_none()
}

/// Returns the tree of a text; `None` if it has disallowed constructs.
#[cfg(test)]
pub(super) fn strict(text: &str) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let is_allowed = strict_blocks(text, |block| {
        blocks.push(block);
        true
    });
    is_allowed.then_some(blocks)
}

/// Passes each block of a text to `each`, to avoid the whole tree of a long text. Returns whether the text has no disallowed
/// constructs and `each` returned true for all blocks.
fn strict_blocks(text: &str, mut each: impl FnMut(Block) -> bool) -> bool {
    let mut builder = Builder::default();
    // rustdoc resolves undefined link references as items.
    let item = |_: BrokenLink<'_>| Some(("an item".into(), "".into()));
    for event in Parser::new_with_broken_link_callback(text, OPTIONS, Some(item)) {
        if !is_allowed(&event) || builder.nesting > MAX_NESTING {
            return false;
        }
        builder.event(event, true);
        if !std::mem::take(&mut builder.blocks).into_iter().all(&mut each) {
            return false;
        }
    }
    builder.finish().into_iter().all(each)
}

/// Returns whether documentation may contain an event.
fn is_allowed(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => is_allowed_url(dest_url),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => &**info == "text",
        Event::Text(text) => !text.contains(is_invisible),
        Event::Start(
            Tag::CodeBlock(CodeBlockKind::Indented)
            | Tag::Heading { .. }
            | Tag::HtmlBlock
            | Tag::Image { .. }
            | Tag::FootnoteDefinition(_),
        )
        | Event::Html(_)
        | Event::InlineHtml(_)
        | Event::FootnoteReference(_)
        | Event::TaskListMarker(_) => false,
        _ => true,
    }
}

/// Returns whether documentation may contain a link to this URL.
fn is_allowed_url(url: &str) -> bool {
    let has_scheme = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    has_scheme && !url.contains(|it: char| it.is_whitespace() || is_invisible(it) || matches!(it, '<' | '>' | '\\'))
}

/// An open construct during parsing.
enum Open {
    Quote(Vec<Block>),
    List(List),
    Item(Vec<Block>),
    Table(Table),
    Row(Vec<Vec<Inline>>),
    Cell(Vec<Inline>),
    Code(String),
    Paragraph(Vec<Inline>),
    Marked(Mark, Vec<Inline>),
    Link(String, Vec<Inline>),
}

/// The builder of a tree from events.
#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    stack: Vec<Open>,
    /// For each open start event, the number of its entries on the stack.
    opened: Vec<usize>,
    /// Whether the innermost entry is a paragraph without a start event, as in tight lists.
    is_implicit: bool,
    /// The number of open quotes, lists and marks.
    nesting: usize,
    in_link: bool,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, is_generated: bool) {
        match event {
            Event::Start(tag) => {
                let opened = self.start(tag);
                self.opened.push(opened);
            }
            Event::End(end) => self.end(end),
            Event::Text(text) if is_generated => self.inline(Inline::Text(text.into_string())),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.inline(Inline::Code(code.replace('\n', " "))),
            Event::SoftBreak => self.inline(Inline::Text(" ".to_owned())),
            Event::HardBreak => self.inline(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            Event::Html(text) | Event::InlineHtml(text) => match html::meaning(&text) {
                html::Meaning::Break => self.inline(Inline::Break),
                html::Meaning::Text(text) => self.text(&text),
            },
            Event::FootnoteReference(name) => self.inline(Inline::Text(format!("[{name}]"))),
            Event::TaskListMarker(is_done) => {
                self.inline(Inline::Text(if is_done { "[x] " } else { "[ ] " }.to_owned()))
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.close_implicit();
        while !self.stack.is_empty() {
            self.close();
        }
        self.blocks
    }

    /// Opens the construct of a tag, and returns the number of its entries on the stack.
    fn start(&mut self, tag: Tag<'_>) -> usize {
        let is_mark = matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough);
        let is_container = matches!(tag, Tag::BlockQuote(_) | Tag::List(_));
        self.nesting += usize::from(is_mark || is_container);
        let is_too_deep = self.nesting > MAX_NESTING;
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough if is_too_deep => 0,
            Tag::Emphasis => self.open_inline(Open::Marked(Mark::Emphasis, Vec::new())),
            Tag::Strong => self.open_inline(Open::Marked(Mark::Strong, Vec::new())),
            Tag::Strikethrough => self.open_inline(Open::Marked(Mark::Strike, Vec::new())),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => self.open_link(format!("mailto:{dest_url}")),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.open_link(dest_url.into_string()),
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Item if is_too_deep => self.close_implicit(),
            Tag::BlockQuote(_) => self.open(Open::Quote(Vec::new())),
            Tag::List(start) => self.open(Open::List(List { start, is_tight: true, items: Vec::new() })),
            Tag::Item => self.open(Open::Item(Vec::new())),
            Tag::Table(alignments) => self.open(Open::Table(Table { alignments, rows: Vec::new() })),
            Tag::TableHead | Tag::TableRow => self.open(Open::Row(Vec::new())),
            Tag::TableCell => self.open(Open::Cell(Vec::new())),
            Tag::CodeBlock(_) => self.open(Open::Code(String::new())),
            Tag::Paragraph => {
                // Paragraphs in items make the list loose.
                if let [.., Open::List(list), Open::Item(_)] = self.stack.as_mut_slice() {
                    list.is_tight = false;
                }
                self.open(Open::Paragraph(Vec::new()))
            }
            Tag::HtmlBlock => self.open(Open::Paragraph(Vec::new())),
            // A heading would become one of the rustdoc page.
            Tag::Heading { .. } => {
                self.open(Open::Paragraph(Vec::new())) + self.open_inline(Open::Marked(Mark::Strong, Vec::new()))
            }
            _ => self.close_implicit(),
        }
    }

    fn open(&mut self, open: Open) -> usize {
        self.close_implicit();
        self.stack.push(open);
        1
    }

    fn open_inline(&mut self, open: Open) -> usize {
        self.open_implicit();
        self.stack.push(open);
        1
    }

    fn open_link(&mut self, url: String) -> usize {
        if self.in_link || !is_allowed_url(&url) {
            return 0;
        }
        self.in_link = true;
        self.open_inline(Open::Link(url, Vec::new()))
    }

    /// Opens a paragraph for inlines, if none is open.
    fn open_implicit(&mut self) {
        let holds = |open: &Open| {
            matches!(open, Open::Paragraph(_) | Open::Marked(..) | Open::Link(..) | Open::Cell(_) | Open::Code(_))
        };
        if !self.stack.last().is_some_and(holds) {
            self.stack.push(Open::Paragraph(Vec::new()));
            self.is_implicit = true;
        }
    }

    /// Closes a paragraph without a start event.
    fn close_implicit(&mut self) -> usize {
        if std::mem::take(&mut self.is_implicit) {
            self.close();
        }
        0
    }

    fn end(&mut self, end: TagEnd) {
        let is_inline =
            matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image);
        if !is_inline {
            self.close_implicit();
        }
        let is_nested = matches!(end, TagEnd::BlockQuote(_) | TagEnd::List(_));
        if is_nested || is_inline && !matches!(end, TagEnd::Link | TagEnd::Image) {
            self.nesting = self.nesting.saturating_sub(1);
        }
        for _ in 0..self.opened.pop().unwrap_or(0) {
            self.close();
        }
    }

    /// Closes the innermost construct, and adds it to the one around it.
    fn close(&mut self) {
        match self.stack.pop() {
            Some(Open::Quote(blocks)) if blocks.is_empty() => {}
            Some(Open::Quote(blocks)) => self.block(Block::Quote(blocks)),
            Some(Open::List(list)) if list.items.is_empty() => {}
            Some(Open::List(list)) => self.block(Block::List(list)),
            Some(Open::Table(table)) => self.block(Block::Table(table)),
            Some(Open::Code(code)) => self.block(Block::Code(code.trim_end_matches('\n').to_owned())),
            Some(Open::Paragraph(inlines)) => {
                let inlines = trimmed(inlines);
                if !inlines.is_empty() {
                    self.block(Block::Paragraph(inlines));
                }
            }
            Some(Open::Marked(mark, inner)) => self.spaced(inner, |inner| Inline::Marked(mark, inner)),
            Some(Open::Link(url, inner)) => {
                self.in_link = false;
                self.spaced(inner, |inner| Inline::Link(url, inner));
            }
            Some(Open::Cell(inlines)) => {
                if let Some(Open::Row(cells)) = self.stack.last_mut() {
                    cells.push(trimmed(inlines));
                }
            }
            Some(Open::Row(cells)) => {
                if let Some(Open::Table(table)) = self.stack.last_mut() {
                    table.rows.push(cells);
                }
            }
            Some(Open::Item(blocks)) => {
                if let Some(Open::List(list)) = self.stack.last_mut() {
                    list.items.push(blocks);
                }
            }
            None => {}
        }
    }

    /// Wraps inlines, with the spaces at their ends outside.
    fn spaced(&mut self, inner: Vec<Inline>, around: impl FnOnce(Vec<Inline>) -> Inline) {
        let is_space = |inline: Option<&Inline>, ends: fn(&str, char) -> bool| match inline {
            Some(Inline::Text(text)) => ends(text, ' '),
            Some(Inline::Break) => true,
            _ => false,
        };
        let inner = joined(inner);
        let before = is_space(inner.first(), |text, space| text.starts_with(space));
        let after = is_space(inner.last(), |text, space| text.ends_with(space));
        let space = || Inline::Text(" ".to_owned());
        if before {
            self.inline(space());
        }
        self.inline(around(trimmed(inner)));
        if after {
            self.inline(space());
        }
    }

    fn block(&mut self, block: Block) {
        self.close_implicit();
        match self.stack.last_mut() {
            Some(Open::Quote(blocks) | Open::Item(blocks)) => blocks.push(block),
            None => self.blocks.push(block),
            _ => {}
        }
    }

    fn inline(&mut self, inline: Inline) {
        self.open_implicit();
        match (self.stack.last_mut(), inline) {
            (Some(Open::Code(code)), Inline::Text(text)) => code.push_str(&text),
            (
                Some(
                    Open::Paragraph(inlines) | Open::Marked(_, inlines) | Open::Link(_, inlines) | Open::Cell(inlines),
                ),
                inline,
            ) => inlines.push(inline),
            _ => {}
        }
    }

    /// Adds text, with bare URLs as links unless it is in a link.
    fn text(&mut self, text: &str) {
        // A numeric entity such as `&#27;` may be an invisible character.
        let text = &*visible(text);
        if self.in_link || matches!(self.stack.last(), Some(Open::Code(_))) {
            return self.inline(Inline::Text(text.to_owned()));
        }
        let mut rest = text;
        // Search for both schemes at once, to keep the time linear.
        let begins = |rest: &str| {
            let is_url = |at: &usize| ["https://", "http://"].iter().any(|scheme| rest[*at..].starts_with(scheme));
            rest.match_indices("http").map(|(at, _)| at).find(is_url)
        };
        while let Some(start) = begins(rest) {
            let is_end = |it: char| it.is_whitespace() || it.is_control() || "<>\"'`{}|\\^[]()".contains(it);
            let length = rest[start..].find(is_end).unwrap_or(rest.len() - start);
            let url = rest[start..start + length].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
            self.inline(Inline::Text(rest[..start].to_owned()));
            let shown = Inline::Text(url.to_owned());
            let is_whole = !url.ends_with("//");
            self.inline(if is_whole {
                Inline::Link(url.to_owned(), vec![shown])
            } else {
                Inline::Code(url.to_owned())
            });
            rest = &rest[start + url.len()..];
        }
        self.inline(Inline::Text(rest.to_owned()));
    }
}
