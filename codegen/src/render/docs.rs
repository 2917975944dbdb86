//! Text of a document as documentation: Markdown that rustdoc shows as it was meant, and never runs.
//!
//! What a document says is parsed as rustdoc would parse it and written anew: HTML and brackets that lead nowhere
//! become plain text, code of any kind becomes a `text` block, bare URLs become links, invisible and control
//! characters go.

use crate::text::visible;
use proc_macro2::TokenStream;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use quote::quote;

/// The width of a line of documentation, without its `///`.
const WIDTH: usize = 96;

/// How deep quotes and lists may be nested; each level adds to every line within.
const MAX_NESTING: usize = 12;

/// `#[doc]` attributes, a line each, for lines that are Markdown already.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
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
    let text = visible(text);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut safe = Safe::default();
    let events: Vec<Event<'_>> = Parser::new_ext(&text, options).flat_map(|event| safe.event(event)).collect();
    let mut written = String::new();
    let style = pulldown_cmark_to_cmark::Options { code_block_token_count: 3, list_token: '*', ..Default::default() };
    if pulldown_cmark_to_cmark::cmark_with_options(events.iter(), &mut written, options, style).is_err() {
        written = escaped(&text);
    }
    wrap(&written)
}

/// A line of Markdown, wrapped.
pub(super) fn wrapped(line: &str) -> Vec<String> {
    wrap(line)
}

/// A document's text as one safe line, for a table or a list.
pub(super) fn line(text: &str) -> String {
    let first = markdown(text).into_iter().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    if first.starts_with("```") || first.starts_with('#') || first.starts_with('|') { String::new() } else { first }
}

/// Rewrites events one by one.
#[derive(Default)]
struct Safe {
    in_link: bool,
    in_code: bool,
    /// Links that lead nowhere rustdoc can follow, whose tags are left out.
    dropped: usize,
    /// How many quotes and lists are open, of which the innermost are left out where they are too many.
    depth: usize,
}

impl Safe {
    fn event<'t>(&mut self, event: Event<'t>) -> Vec<Event<'t>> {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                self.in_code = true;
                vec![Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced("text".into())))]
            }
            Event::End(TagEnd::CodeBlock) => {
                self.in_code = false;
                vec![Event::End(TagEnd::CodeBlock)]
            }
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item) => {
                self.depth += 1;
                if self.depth > MAX_NESTING { Vec::new() } else { vec![event] }
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth >= MAX_NESTING { Vec::new() } else { vec![event] }
            }
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                self.link_start(link_type, dest_url)
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.link_end(),
            // A heading of a document would be one of the whole page.
            Event::Start(Tag::Heading { .. }) => vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)],
            Event::End(TagEnd::Heading(_)) => vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)],
            Event::Start(Tag::FootnoteDefinition(_)) | Event::End(TagEnd::FootnoteDefinition) => Vec::new(),
            Event::FootnoteReference(name) => vec![Event::Text(format!("[{name}]").into())],
            Event::Text(text) => self.text(&text),
            // Lines are wrapped anew.
            Event::SoftBreak => vec![Event::Text(" ".into())],
            other => vec![other],
        }
    }

    /// HTML that only breaks lines or gives emphasis is left out, the rest is shown as it is written.
    fn html<'t>(&self, html: &str) -> Vec<Event<'t>> {
        let name: String =
            html.trim().trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.to_ascii_lowercase().as_str() {
            "br" => vec![Event::HardBreak],
            "p" | "b" | "i" | "em" | "strong" | "span" | "div" | "ul" | "ol" | "a" | "h1" | "h2" | "h3" | "h4"
            | "small" | "sup" | "sub" | "pre" | "code" | "li" | "u" | "blockquote" => {
                let text = without_tags(html);
                if text.trim().is_empty() { Vec::new() } else { self.text(&text) }
            }
            _ if html.trim_start().starts_with("<!--") => Vec::new(),
            _ => self.text(&html.replace('\n', " ")),
        }
    }

    /// Text, with links where it may have some.
    fn text<'t>(&self, text: &str) -> Vec<Event<'t>> {
        if self.in_code || self.in_link { vec![Event::Text(text.to_owned().into())] } else { linked(text) }
    }

    fn link_start<'t>(&mut self, link_type: LinkType, dest_url: CowStr<'t>) -> Vec<Event<'t>> {
        let leads_somewhere = ["http://", "https://", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme))
            && !dest_url.contains(['<', '>', ' ', '\n']);
        if !leads_somewhere || self.in_link {
            self.dropped += 1;
            return Vec::new();
        }
        self.in_link = true;
        let link_type = if link_type == LinkType::Autolink { LinkType::Autolink } else { LinkType::Inline };
        vec![Event::Start(Tag::Link { link_type, dest_url, title: "".into(), id: "".into() })]
    }

    fn link_end<'t>(&mut self) -> Vec<Event<'t>> {
        if self.dropped > 0 {
            self.dropped -= 1;
            return Vec::new();
        }
        self.in_link = false;
        vec![Event::End(TagEnd::Link)]
    }
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    for character in html.chars() {
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            other if depth == 0 => text.push(if other == '\n' { ' ' } else { other }),
            _ => {}
        }
    }
    // What HTML escapes is text again.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, character)| text.replace(entity, character))
}

/// Text with its bare URLs as links.
fn linked<'t>(text: &str) -> Vec<Event<'t>> {
    let mut events = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let length = rest[start..]
            .find(|it: char| it.is_whitespace() || "<>\"'`{}|\\^[]()".contains(it))
            .unwrap_or(rest.len() - start);
        let url = rest[start..start + length].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        if start > 0 {
            events.push(Event::Text(rest[..start].to_owned().into()));
        }
        if url.ends_with("//") {
            events.push(Event::Code(url.to_owned().into()));
        } else {
            let link = Tag::Link {
                link_type: LinkType::Autolink,
                dest_url: url.to_owned().into(),
                title: "".into(),
                id: "".into(),
            };
            events.extend([Event::Start(link), Event::Text(url.to_owned().into()), Event::End(TagEnd::Link)]);
        }
        rest = &rest[start + url.len()..];
    }
    if !rest.is_empty() {
        events.push(Event::Text(rest.to_owned().into()));
    }
    events
}

/// Text in which no character means anything to Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Wraps paragraphs and list items; code and tables stay as they are.
fn wrap(markdown: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut in_code = false;
    for line in markdown.trim_matches('\n').lines() {
        let line = line.trim_end();
        let start = line.trim_start();
        let fence = start.starts_with("```");
        in_code ^= fence;
        if in_code || fence || start.starts_with('|') || line.chars().count() <= WIDTH {
            lines.push(line.to_owned());
            continue;
        }
        let indent = hanging(line);
        let options = textwrap::Options::new(WIDTH)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .subsequent_indent(&indent);
        lines.extend(unmarked(textwrap::wrap(line, options).into_iter().map(|line| line.trim_end().to_owned())));
    }
    lines
}

/// The indent of a list item's or a quote's further lines.
fn hanging(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let start = &line[indent..];
    if let Some(rest) = start.strip_prefix("> ") {
        return format!("{}> {}", &line[..indent], hanging(rest));
    }
    let marker = match start.split_once(' ') {
        Some(("*" | "-" | "+", _)) => 2,
        Some((number, _)) if number.ends_with('.') && number[..number.len() - 1].parse::<u32>().is_ok() => {
            number.len() + 1
        }
        _ => 0,
    };
    " ".repeat(indent + marker)
}

/// Lines of which none but the first begins like a list item or a heading only because it was wrapped there.
fn unmarked(lines: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    lines.enumerate().map(|(index, line)| {
        let start = line.trim_start();
        let word = start.split(' ').next().unwrap_or_default();
        let is_number = word.len() > 1
            && word.ends_with(['.', ')'])
            && word[..word.len() - 1].bytes().all(|it| it.is_ascii_digit());
        let is_mark = matches!(word, "*" | "-" | "+" | ">" | "=" | "---" | "===" | "***") || word.starts_with('#');
        if index == 0 || !(is_number || is_mark) {
            return line;
        }
        let indent = line.len() - start.len();
        let at = if is_number { word.len() - 1 } else { 0 };
        format!("{}{}\\{}", &line[..indent], &start[..at], &start[at..])
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn text(markdown_text: &str) -> String {
        markdown(markdown_text).join("\n")
    }

    #[test]
    fn code_never_runs() {
        assert_eq!(text("```rust\nlet x = 1;\n```"), "```text\nlet x = 1;\n```");
        assert_eq!(text("a\n\n    std::process::exit(1)\n"), "a\n\n```text\nstd::process::exit(1)\n```");
        assert_eq!(text("```\nx\n"), "```text\nx\n```");
    }

    #[test]
    fn html_and_brackets_are_shown_not_followed() {
        assert_eq!(text("<script>alert(1)</script>"), "\\<script>alert(1)\\</script>");
        assert_eq!(text("a<br/>b <b>c</b>"), "a\nb c");
        let block = "<pre><code>http://a.example/b?c=1&amp;d=2</code></pre>";
        assert_eq!(text(block), "<http://a.example/b?c=1&d=2>");
        assert_eq!(text("<script>https://a.example</script>"), "\\<script><https://a.example>\\</script>");
        assert_eq!(text("see [Foo] or [x](y) of Vec<T>"), "see \\[Foo\\] or x of Vec\\<T>");
        assert_eq!(text("[x](https://a.example/b)"), "[x](https://a.example/b)");
        assert_eq!(text("at https://a.example/b."), "at <https://a.example/b>.");
    }

    #[test]
    fn nothing_invisible_stays() {
        assert_eq!(text("a\u{202e}b\u{0}c\u{200b}\r\nd\re"), "abc d e");
    }

    #[test]
    fn long_lines_are_wrapped_where_they_may_be() {
        let words = "word ".repeat(30);
        let lines = markdown(&format!("* {words}\n\n`{}`", "x".repeat(120)));
        assert!(lines[0].len() <= WIDTH && lines[1].starts_with("  word"), "{lines:?}");
        assert!(lines.iter().any(|line| line.len() > 120));
    }
}
