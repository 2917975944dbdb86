//! Markdown into a tree of what is allowed.

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{Block, Inline, List, Mark, Table, html, joined, trimmed};
use crate::text::{is_invisible, visible};

/// How deep quotes, lists and marks may be nested; what is within more is put into the deepest.
const MAX_NESTING: usize = 12;

/// The extensions that rustdoc reads and that change the structure of a text.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// The tree of a text, in which all that is not allowed is plain text.
pub(super) fn lenient(text: &str) -> Vec<Block> {
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, OPTIONS) {
        builder.event(event, false);
    }
    builder.finish()
}

/// The first block of that tree.
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

/// Whether a text reads as these blocks, and has nothing that is not allowed.
pub(super) fn reads_as<'b>(text: &str, blocks: impl IntoIterator<Item = &'b Block>) -> bool {
    let mut blocks = blocks.into_iter();
    strict_blocks(text, |read| blocks.next() == Some(&read)) && blocks.next().is_none()
}

/// The tree of a text; `None` where something in it is not allowed.
#[cfg(test)]
pub(super) fn strict(text: &str) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let is_allowed = strict_blocks(text, |block| {
        blocks.push(block);
        true
    });
    is_allowed.then_some(blocks)
}

/// Gives each block of a text once it is read, as nobody needs the tree of a long one as a whole. Whether nothing in the text is
/// forbidden, and `each` was content.
fn strict_blocks(text: &str, mut each: impl FnMut(Block) -> bool) -> bool {
    let mut builder = Builder::default();
    // rustdoc looks for an item of the name wherever text in brackets has no definition.
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

/// Whether a generated text may have this.
fn is_allowed(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => leads_out(dest_url),
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

/// Whether a link leads where documentation may lead.
fn leads_out(url: &str) -> bool {
    let has_scheme = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    has_scheme && !url.contains(|it: char| it.is_whitespace() || is_invisible(it) || matches!(it, '<' | '>' | '\\'))
}

/// What is open while events come, the innermost last.
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

/// Builds a tree from events.
#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    stack: Vec<Open>,
    /// For each start whose end has not come, how many are on the stack for it.
    opened: Vec<usize>,
    /// Whether the innermost is a paragraph that no start has opened, as text of a list without empty lines has none.
    is_implicit: bool,
    /// How many quotes, lists and marks have begun and not ended.
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

    /// Opens what a tag begins. How many are open for it.
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
                // A list whose items have paragraphs has empty lines between them.
                if let [.., Open::List(list), Open::Item(_)] = self.stack.as_mut_slice() {
                    list.is_tight = false;
                }
                self.open(Open::Paragraph(Vec::new()))
            }
            Tag::HtmlBlock => self.open(Open::Paragraph(Vec::new())),
            // A heading of a document would be one of the whole page.
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
        if self.in_link || !leads_out(&url) {
            return 0;
        }
        self.in_link = true;
        self.open_inline(Open::Link(url, Vec::new()))
    }

    /// Opens a paragraph for parts of a line, where none is open.
    fn open_implicit(&mut self) {
        let holds = |open: &Open| {
            matches!(open, Open::Paragraph(_) | Open::Marked(..) | Open::Link(..) | Open::Cell(_) | Open::Code(_))
        };
        if !self.stack.last().is_some_and(holds) {
            self.stack.push(Open::Paragraph(Vec::new()));
            self.is_implicit = true;
        }
    }

    /// Closes a paragraph that no start has opened; nothing is open for what closes it.
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

    /// Closes the innermost, and puts it into what it is within.
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

    /// Parts of a line around which something is put, with the spaces at their ends outside of it.
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

    /// Text, with its bare URLs as links where it may have some.
    fn text(&mut self, text: &str) {
        // A character may be written by its number: `&#27;`.
        let text = &*visible(text);
        if self.in_link || matches!(self.stack.last(), Some(Open::Code(_))) {
            return self.inline(Inline::Text(text.to_owned()));
        }
        let mut rest = text;
        // One look over the text for both schemes: it may have many of the one, and none of the other.
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
