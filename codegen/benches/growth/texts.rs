//! Rows about Markdown: one description, with the size in kB.

use serde_json::json;

use crate::measure::{Input, Row};

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row {
            name: "markdown-prose",
            largest: 8_192,
            input: |size| {
                text(
                    "Some *words* of a [page](https://example.com/a), and `code`.\n\n* an item\n* another **item**\n\n",
                    size,
                )
            },
        },
        Row { name: "markdown-one-word", largest: 8_192, input: |size| text("abcdefgh", size) },
        Row { name: "markdown-one-paragraph", largest: 8_192, input: |size| text("some words that go on ", size) },
        Row { name: "markdown-asterisks", largest: 2_048, input: |size| text("*a **b ", size) },
        Row { name: "markdown-underscores", largest: 2_048, input: |size| text("_a __b_ ", size) },
        Row { name: "markdown-brackets", largest: 2_048, input: |size| text("[", size) },
        Row { name: "markdown-links-open", largest: 2_048, input: |size| text("[a](", size) },
        Row { name: "markdown-backquotes", largest: 2_048, input: ticks },
        Row { name: "markdown-quotes", largest: 64, input: |size| text(">", size) },
        Row { name: "markdown-lists-in-depth", largest: 64, input: |size| text("* ", size) },
        Row { name: "markdown-tags", largest: 2_048, input: |size| text("<a ", size) },
        Row { name: "markdown-comments", largest: 2_048, input: |size| text("<!-- a ", size) },
        Row { name: "markdown-entities", largest: 2_048, input: |size| text("&amp;", size) },
        Row { name: "markdown-table", largest: 2_048, input: |size| text("| a | b |\n| - | - |\n| c | d |\n", size) },
        Row { name: "markdown-table-in-width", largest: 256, input: wide_table },
        Row { name: "markdown-definitions", largest: 2_048, input: definitions },
        Row { name: "markdown-lines", largest: 2_048, input: |size| text("\n", size) },
        Row { name: "markdown-escapes", largest: 2_048, input: |size| text("\\*", size) },
        Row { name: "markdown-code", largest: 2_048, input: |size| text("```rust\nlet a = 1;\n```\n", size) },
        Row { name: "markdown-headings", largest: 2_048, input: |size| text("# a\n", size) },
        Row { name: "markdown-of-many", largest: 8_000, input: of_many },
    ]
}

fn described(text: &str) -> Input {
    Input::generate(json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/thing": { "get": { "description": text, "responses": { "204": { "description": "d" } } } } },
    }))
}

fn text(unit: &str, kilobytes: usize) -> Input {
    described(&unit.repeat(kilobytes * 1024 / unit.len()))
}

/// Returns backtick runs of increasing length, so that none closes another.
fn ticks(kilobytes: usize) -> Input {
    let mut text = String::new();
    for length in 1.. {
        if text.len() > kilobytes * 1024 {
            break;
        }
        text += &"`".repeat(length);
        text.push('a');
    }
    described(&text)
}

fn wide_table(kilobytes: usize) -> Input {
    let width = kilobytes * 1024 / 8;
    described(&format!("|{}\n|{}\n|{}\n", "a|".repeat(width), "-|".repeat(width), "c|".repeat(width)))
}

fn definitions(kilobytes: usize) -> Input {
    let count = kilobytes * 1024 / 40;
    described(&(0..count).map(|at| format!("[a{at}]\n\n[a{at}]: https://example.com\n\n")).collect::<String>())
}

fn of_many(size: usize) -> Input {
    let text = "Some *words* of a [page](https://example.com/a), and `code`, which go on for more than one line of text.\n\n* an item\n* another **item**\n";
    Input::generate(crate::operations::operations(
        size,
        |_| json!({ "description": text, "parameters": crate::operations::id(), "responses": crate::operations::done() }),
    ))
}
