//! Documentation has only allowed constructs, for any text of a document.

use proptest::prelude::*;

use super::safe::{all, push_text};
use super::{Block, lines, one_line, parse, section, wrapped};
use crate::text::visible;

const WIDTH: usize = 96;

/// The size of a section in tests, so that short texts have several.
const SHORT: usize = 12;

fn text(markdown: &str) -> String {
    lines(markdown, WIDTH).join("\n")
}

#[test]
fn code_never_runs() {
    assert_eq!(text("```rust\nlet x = 1;\n```"), "```text\nlet x = 1;\n```");
    assert_eq!(text("a\n\n    std::process::exit(1)\n"), "a\n\n```text\nstd::process::exit(1)\n```");
    assert_eq!(text("```\nx\n"), "```text\nx\n```");
    assert_eq!(text("~~~\n```\n~~~"), "````text\n```\n````");
    let long = format!("`{} ~~~rust {} panic!(); //`", "a".repeat(90), "b".repeat(60));
    assert_eq!(text(&long), long, "a code span is not broken");
    assert_eq!(text("10. <br><br>panic!()"), "10. panic!()");
    assert_eq!(text("    one *two*\n\n#\n"), "```text\none *two*\n```");
    let url = format!("https://docs.example.com/{}", "a".repeat(90));
    let nbsp = '\u{a0}';
    assert_eq!(text(&format!("Steps:\n\n&nbsp; &nbsp;{url}")), format!("Steps:\n\n{nbsp}\n{nbsp}<{url}>"));
}

#[test]
fn html_and_brackets_become_plain_text() {
    assert_eq!(text("<script>alert(1)</script>"), "\\<script>alert(1)\\</script>");
    assert_eq!(text("a<br/>b <b>c</b>"), "a\\\nb c");
    let block = "<pre><code>http://a.example/b?c=1&amp;d=2</code></pre>";
    assert_eq!(text(block), "<http://a.example/b?c=1&d=2>");
    assert_eq!(text("<script>https://a.example</script>"), "\\<script><https://a.example>\\</script>");
    assert_eq!(text("see [Foo] or [x](y) of Vec<T>"), "see \\[Foo\\] or x of Vec\\<T>");
    assert_eq!(text("[x](https://a.example/b)"), "[x](https://a.example/b)");
    assert_eq!(text("[a *b*](https://a.example/b(c)?d=1&amp;e)"), "[a *b*](<https://a.example/b(c)?d=1\\&e>)");
    assert_eq!(text("[x](javascript:alert) [![y](z)](https://a.example)"), "x [y](https://a.example)");
    assert_eq!(text("at https://a.example/b."), "at <https://a.example/b>.");
}

#[test]
fn many_urls_take_linear_time() {
    let many = "https://a.example ".repeat(200_000);
    assert_eq!(text(&many).matches("<https://a.example>").count(), 200_000);
}

#[test]
fn invisible_characters_are_removed() {
    let text_of = |source: &str| all(section::sections_of(source, 2), WIDTH).join("\n");
    assert_eq!(text_of("* a\n\n&#8203;\n\n* b\n\nc"), "* a\n\n- b\n\nc");
    assert_eq!(text_of("a\n\n# b\n\n#\n\n* c\n\n#\n\n* d"), "a\n\n**b**\n\n* c\n\n- d");
    assert_eq!(text("a\u{202e}b\u{0}c\u{200b}\r\nd\re"), "abc d e");
    assert_eq!((text("\u{e0041}").as_str(), text("a\u{ad}b\u{e0020}c&#xe0041;d").as_str()), ("", "abcd"));
    // Visible format characters: the sign of a number, the end of a verse.
    assert_eq!(text("\u{600}1 \u{6dd}2"), "\u{600}1 \u{6dd}2");
    assert_eq!(text("a&#x202e;b&#27;[1m c&#3;&ZeroWidthSpace;d&NewLine;e"), "ab\\[1m cd e");
    assert_eq!(text("[x](https://a.example/&#x202e;b)"), "x");
}

#[test]
fn allowed_constructs_are_kept() {
    for same in [
        "*a* **b** ~~c~~ `d` snake_case 2 + 2 = 4 a > b, #1 and -5",
        "* a\n* b\n  * c\n\n  d",
        "3. a\n4. b\n   > c",
        "| a | b |\n| :-- | --: |\n| `c\\|d` | *e* |",
        "a\n\n---\n\nb",
        "* a\n\n- b",
        "`` a`b `` and ``` `` ```",
    ] {
        let read = text(same);
        assert_eq!(parse::strict(&read), parse::strict(same), "{read}");
    }
    assert_eq!(text("# Title\n\ntext\n***"), "**Title**\n\ntext\n\n___");
    assert_eq!(text("1986\\. A year.\n\n\\# no title \\- \\+ a\n\\+ b"), "1986\\. A year.\n\n\\# no title - + a + b");
}

#[test]
fn long_lines_are_wrapped() {
    let words = "word ".repeat(30);
    let wide = lines(&format!("* {words}\n\n`{}`", "x".repeat(120)), WIDTH);
    assert!(wide[0].len() <= WIDTH && wide[1].starts_with("  word"), "{wide:?}");
    assert!(wide.iter().any(|line| line.len() > 120));
    let marks = lines(&format!("{} - a 1. b # c === d > e + f", "word ".repeat(19)), 40);
    assert!(parse::strict(&marks.join("\n")).is_some_and(|blocks| blocks.len() == 1), "{marks:?}");
    let own = wrapped(&format!("* `{}` [`A b`] {words}", "a b ".repeat(40)), WIDTH);
    assert!(own[0].ends_with('`') && own[1].starts_with("  [`A b`] word"), "{own:?}");
}

/// Tokens of Markdown, and fragments of past bugs.
fn token() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
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
        "```\n",
        "#",
        "# ",
        "## ",
        "> ",
        ">",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "10) ",
        "123456789. ",
        "-",
        "---",
        "===",
        "=",
        "|",
        "| a | b |\n",
        "|---|:-:|\n",
        "\\",
        "\\\n",
        "  \n",
        "[",
        "]",
        "](",
        ")",
        "(",
        "![",
        "[x]: https://a.example/b\n",
        "[x]",
        "[^1]",
        "[^1]: ",
        "[ ] ",
        "[x] ",
        "<",
        ">",
        "<br>",
        "<br><br>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<b>",
        "</b>",
        "<p>\n",
        "<a href=\"javascript:x\">",
        "<?",
        "<![CDATA[",
        "https://a.example/b",
        "http://",
        "https://a.example/(b)_c_",
        "<https://a.example>",
        "<x@a.example>",
        "mailto:x@y",
        "javascript:x",
        "std::process::exit(1)",
        "fn main() {}",
        "é",
        "\u{202e}",
        "\u{3000}",
        "\u{2028}",
        "\u{0}",
        "\"",
        "'",
        "$",
        "^",
        ":",
        "{",
        "}",
        "...",
        "--",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "one two three four five six ",
    ])
}

/// Returns the number of random texts.
fn cases() -> u32 {
    std::env::var("OASMITH_TEXTS").ok().and_then(|texts| texts.parse().ok()).unwrap_or(5_000)
}

/// Returns the visible text, without spaces.
fn shown(blocks: &[Block]) -> String {
    let mut text = String::new();
    let mut todo: Vec<&Block> = blocks.iter().rev().collect();
    while let Some(block) = todo.pop() {
        match block {
            Block::Paragraph(inlines) => push_text(inlines, &mut text),
            Block::Code(code) => text.push_str(code),
            Block::Quote(inner) => todo.extend(inner.iter().rev()),
            Block::List(list) => todo.extend(list.items.iter().rev().flat_map(|item| item.iter().rev())),
            Block::Table(table) => table.rows.iter().flatten().for_each(|cell| push_text(cell, &mut text)),
            Block::Rule => {}
        }
    }
    text.replace([' ', '\n'], "")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_has_only_what_is_allowed(tokens in proptest::collection::vec(token(), 1..40)) {
        let source = tokens.concat();
        let written = text(&source);
        let read = parse::strict(&written);
        prop_assert!(read.is_some(), "{source:?}: {written}");
        let visible = visible(&source);
        let meant = shown(&parse::lenient(&visible));
        prop_assert_eq!(shown(&read.unwrap_or_default()), meant.clone(), "no text is lost: {}", written);
        let sections = || section::sections_of(&visible, SHORT);
        prop_assert_eq!(sections().flat_map(|it| it.blocks).collect::<Vec<_>>(), parse::lenient(&visible));
        let written = all(sections(), WIDTH).join("\n");
        prop_assert_eq!(shown(&parse::strict(&written).unwrap_or_default()), meant, "in sections: {}", written);
        let item = wrapped(&format!("* `x`: {}", one_line(&source)), WIDTH).join("\n");
        prop_assert!(parse::strict(&item).is_some_and(|blocks| blocks.len() == 1), "{source:?}: {item}");
    }
}
