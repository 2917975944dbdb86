//! Descriptions of a document, in documentation and in printed output.

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag};

use crate::mutate;
use crate::random::Random;
use crate::text::markdown::{lines, one_line};
use crate::text::{shown, shown_lines, shown_source};

const TOKENS: &[&str] = &[
    "a",
    "b ",
    " ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "\t",
    "\u{a0}",
    "&nbsp;",
    "&#32;",
    "&lt;",
    "&#x60;",
    "&",
    ";",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "~~~",
    "~~~rust\n",
    "`",
    "``",
    "```",
    "```rust\n",
    "```text\n",
    "```\n",
    "#",
    "# ",
    "## ",
    "###### ",
    "> ",
    ">",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "1) ",
    "10. ",
    "---",
    "===",
    "***",
    "\n---\n",
    "\n===\n",
    "|",
    "| a | b |\n| - | - |\n",
    ":-:",
    "[",
    "]",
    "(",
    ")",
    "[a](",
    "[a]: ",
    "[^1]",
    "[^1]: ",
    "![",
    "[ ] ",
    "[x] ",
    "<",
    ">",
    "<a>",
    "</a>",
    "<br>",
    "<b>",
    "<script>",
    "<!--",
    "-->",
    "<!",
    "<?",
    "]]>",
    "<![CDATA[",
    "<https://a.example>",
    "https://a.example/",
    "http://",
    "javascript:",
    "mailto:a@b.example",
    "www.a.example",
    "\\",
    "\\\n",
    "  \n",
    "\"",
    "'",
    "...",
    "--",
    "---",
    "{",
    "}",
    "$",
    "$$",
    "^",
    "@a",
    "#1",
    "fn main() {}",
    "panic!();",
    "use x;",
    "::error::",
    "##[error]",
    "\u{1b}[1m",
    "\u{202e}",
    "\u{feff}",
    "\u{200b}",
    "é",
    "数",
    "\u{1f600}",
    "\r",
    "\r\n",
    "//! ",
    "/// ",
    "*/",
    "/*",
    "``` ignore\n",
    "word word word word word word word word word word word word word word word word word word word word",
];

pub(super) fn make(random: &mut Random) -> Vec<u8> {
    let mut text = String::new();
    let most = if random.once_in(8) { 60 } else { 14 };
    for _ in 0..=random.below(most) {
        let token = random.pick(TOKENS);
        text.push_str(token);
        if random.once_in(12) {
            text.push_str(&token.repeat(random.few()));
        }
    }
    if random.once_in(10) {
        text.push_str(&mutate::string(random));
    }
    if random.once_in(10) {
        mutate::text(&mut text, "<pre>\n* a\n\n  b\n</pre>", random);
    }
    text.into_bytes()
}

pub(super) fn check(input: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(input);
    for width in [96, 40] {
        let written = lines(&text, width).join("\n");
        if let Some(intruder) = intruder(&written) {
            return Err(format!("documentation has what is not allowed: {intruder} in {written:?}"));
        }
        if let Some(hidden) = written.chars().find(|it| it.is_control() && *it != '\n') {
            return Err(format!("documentation has a control character: {hidden:?} in {written:?}"));
        }
    }
    let line = one_line(&text);
    if line.contains('\n') {
        return Err(format!("a line has an end within it: {line:?}"));
    }
    if let Some(intruder) = intruder(&line) {
        return Err(format!("a line has what is not allowed: {intruder} in {line:?}"));
    }
    printed(&text)
}

fn printed(text: &str) -> Result<(), String> {
    let line = shown(text);
    if let Some(reason) = super::pipeline::unprintable(&line) {
        return Err(format!("a printed line has {reason}: {line:?}"));
    }
    let all = shown_lines(text);
    if let Some(reason) = all.lines().find_map(super::pipeline::unprintable) {
        return Err(format!("printed lines have {reason}: {all:?}"));
    }
    for line in text.lines() {
        if shown_source(line).len() != line.len() {
            return Err(format!("an excerpt has another length: {line:?}"));
        }
    }
    Ok(())
}

/// Returns markup that is not allowed in documentation, parsed as rustdoc does.
fn intruder(text: &str) -> Option<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let item = |link: BrokenLink<'_>| Some((format!("item:{}", link.reference).into(), "".into()));
    let is_web = |url: &str| ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    Parser::new_with_broken_link_callback(text, options, Some(item)).find_map(|event| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "text" => None,
        Event::Start(Tag::CodeBlock(kind)) => Some(format!("{kind:?}")),
        Event::Html(html) | Event::InlineHtml(html) => Some(format!("HTML {html:?}")),
        Event::Start(Tag::Image { dest_url, .. }) => Some(format!("an image {dest_url:?}")),
        Event::Start(Tag::Link { dest_url, .. }) if !is_web(&dest_url) => Some(format!("a link {dest_url:?}")),
        Event::FootnoteReference(name) => Some(format!("a footnote {name:?}")),
        Event::TaskListMarker(_) => Some("a task".to_owned()),
        _ => None,
    })
}
