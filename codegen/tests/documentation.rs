//! Whatever a document says, and wherever it says it, the documentation of its crate has no HTML, no link but to the web or
//! to the crate's own items, and no code but its own examples.

use std::collections::BTreeMap;

use oasmith::config::ApiConfig;
use proptest::prelude::*;
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use syn::visit::Visit;

/// A document with text wherever it may have some: each `@` is replaced by another text.
fn template() -> Value {
    let schema = json!({ "type": "object", "title": "@", "description": "@", "externalDocs": { "url": "@", "description": "@" },
        "required": ["a@"], "additionalProperties": { "type": "string", "description": "@" },
        "properties": {
            "a@": { "type": "string", "title": "@", "description": "@", "default": "@", "example": "@", "pattern": "@" },
            "b": { "type": "string", "enum": ["@", "x@"], "x-enum-descriptions": ["@", "@"], "description": "@", "deprecated": true },
            "c": { "oneOf": [{ "type": "object", "title": "@", "description": "@", "properties": { "d@": { "type": "integer" } } },
                             { "type": "string", "format": "@" }], "description": "@" },
            "e": { "type": "array", "items": { "type": "object", "description": "@", "properties": { "f": { "const": "@" } } } },
            "g": { "type": "string", "contentMediaType": "@", "examples": ["@"], "$comment": "@" },
        } });
    let response = json!({ "description": "@", "headers": { "X-A": { "description": "@", "schema": { "type": "string", "example": "@" } } },
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/S" }, "example": "@" } },
        "links": { "l@": { "operationId": "op", "description": "@", "parameters": { "p": "@" } } } });
    json!({ "openapi": "3.1.0",
        "info": { "title": "T@", "summary": "@", "version": "@", "description": "@", "termsOfService": "@",
            "contact": { "name": "@", "url": "@" }, "license": { "name": "@", "url": "@" } },
        "servers": [{ "url": "https://{v}.example.com/@", "description": "@",
                      "variables": { "v": { "default": "@", "enum": ["@", "y"], "description": "@" } } }, { "url": "https://b.example.com", "name": "@", "description": "@" }],
        "tags": [{ "name": "t@", "summary": "@", "description": "@", "externalDocs": { "url": "@" } }],
        "paths": { "/a@/{id}": { "summary": "@", "description": "@", "post": { "operationId": "op", "tags": ["t@"], "summary": "@", "description": "@",
            "externalDocs": { "url": "@", "description": "@" },
            "parameters": [
                { "name": "id", "in": "path", "required": true, "description": "@", "schema": { "type": "string", "description": "@" } },
                { "name": "q@", "in": "query", "description": "@", "schema": { "type": "string", "enum": ["@"] }, "example": "@" },
                { "name": "X-B", "in": "header", "description": "@", "schema": { "type": "string", "default": "@" } }],
            "requestBody": { "required": true, "description": "@", "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/S" } }, "x/@": { "schema": { "type": "string" } },
                "multipart/form-data": { "schema": { "type": "object", "description": "@", "properties": { "h@": { "type": "string", "format": "binary", "description": "@" } } } } } },
            "callbacks": { "c@": { "{$request.body#/a}@": { "post": { "summary": "@", "description": "@", "responses": { "200": { "description": "@" } } } } } },
            "responses": { "200": response, "404": response, "default": { "description": "@", "content": { "text/plain": { "schema": { "type": "string", "description": "@" } } } } } } } },
        "webhooks": { "w@": { "post": { "summary": "@", "description": "@", "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/S" } } } }, "responses": {} } } },
        "components": { "schemas": { "S": schema, "R@": { "type": "string", "enum": ["@", "@"], "title": "@", "description": "@" } },
            "securitySchemes": {
                "k": { "type": "apiKey", "in": "header", "name": "X-K", "description": "@" },
                "o@": { "type": "oauth2", "description": "@", "flows": { "clientCredentials": { "tokenUrl": "https://a.example/@", "scopes": { "s@": "@" } } } } } },
        "security": [{ "k": [] }, { "o@": ["s@"] }] })
}

/// Puts the next text in place of each `@`.
fn fill(value: &mut Value, texts: &mut impl Iterator<Item = String>) {
    match value {
        Value::String(text) => {
            while let Some((before, after)) = text.split_once('@') {
                // What is put in may have one itself, which stays.
                *text = format!("{before}{}{after}", texts.next().unwrap_or_default().replace('@', "\u{e000}"));
            }
            *text = text.replace('\u{e000}', "@");
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, texts)),
        Value::Object(properties) => {
            for (name, mut value) in std::mem::take(properties) {
                let mut name = Value::String(name);
                fill(&mut name, texts);
                fill(&mut value, texts);
                properties.insert(name.as_str().unwrap_or_default().to_owned(), value);
            }
        }
        _ => {}
    }
}

/// The documentation of each item of a file of Rust.
#[derive(Default)]
struct Documentation(Vec<String>);

impl Documentation {
    fn attributes(&mut self, attributes: &[syn::Attribute]) {
        let mut lines = Vec::new();
        for attribute in attributes.iter().filter(|it| it.path().is_ident("doc")) {
            if let syn::Meta::NameValue(syn::MetaNameValue { value: syn::Expr::Lit(literal), .. }) = &attribute.meta
                && let syn::Lit::Str(text) = &literal.lit
            {
                lines.push(text.value());
            }
        }
        // rustdoc takes away the indentation that all lines have.
        let indent = |line: &String| line.len() - line.trim_start_matches(' ').len();
        let least = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
        let lines: Vec<&str> = lines.iter().map(|line| line.get(least..).unwrap_or_default()).collect();
        if !lines.is_empty() {
            self.0.push(lines.join("\n"));
        }
    }
}

impl Visit<'_> for Documentation {
    fn visit_file(&mut self, file: &syn::File) {
        self.attributes(&file.attrs);
        syn::visit::visit_file(self, file);
    }

    fn visit_item(&mut self, item: &syn::Item) {
        let attributes = match item {
            syn::Item::Struct(item) => &item.attrs,
            syn::Item::Enum(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Type(item) => &item.attrs,
            syn::Item::Const(item) => &item.attrs,
            _ => return syn::visit::visit_item(self, item),
        };
        self.attributes(attributes);
        syn::visit::visit_item(self, item);
    }

    fn visit_field(&mut self, field: &syn::Field) {
        self.attributes(&field.attrs);
    }

    fn visit_variant(&mut self, variant: &syn::Variant) {
        self.attributes(&variant.attrs);
    }

    fn visit_impl_item(&mut self, item: &syn::ImplItem) {
        match item {
            syn::ImplItem::Fn(item) => self.attributes(&item.attrs),
            syn::ImplItem::Const(item) => self.attributes(&item.attrs),
            _ => {}
        }
    }
}

/// What of a text a document must not have put there.
fn intruders(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let item = |link: BrokenLink<'_>| Some((format!("item:{}", link.reference).into(), "".into()));
    let (mut found, mut code) = (Vec::new(), None);
    for event in Parser::new_with_broken_link_callback(text, options, Some(item)) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))
                if matches!(&*info, "" | "no_run" | "rust,no_run") =>
            {
                code = Some(String::new());
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "text" => {}
            Event::Start(Tag::CodeBlock(kind)) => found.push(format!("{kind:?}")),
            Event::End(TagEnd::CodeBlock) => {
                // Our own examples have text of the document in literals alone.
                let example = code.take().map(|code| format!("async fn example() {{ {code} }}"));
                found.extend(example.filter(|it| !is_example(it)));
            }
            Event::Text(text) => code.iter_mut().for_each(|code| code.push_str(&text)),
            Event::Html(html) if html.starts_with("<!-- @generated by oasmith") => {}
            Event::Html(html) | Event::InlineHtml(html) => found.push(html.into_string()),
            Event::Start(Tag::Image { dest_url, .. }) => found.push(dest_url.into_string()),
            Event::Start(Tag::Link { dest_url, .. }) if !is_own(&dest_url) => found.push(dest_url.into_string()),
            Event::FootnoteReference(name) => found.push(name.into_string()),
            Event::TaskListMarker(_) => found.push("a task".to_owned()),
            _ => {}
        }
    }
    found
}

fn is_example(code: &str) -> bool {
    let Ok(function) = syn::parse_str::<syn::ItemFn>(code) else { return false };
    let tokens = quote::quote!(#function).to_string();
    let without_literals: String = tokens.split('"').step_by(2).collect();
    !without_literals.contains(":: process ::")
}

fn is_own(url: &str) -> bool {
    let is_item = |path: &str| path.chars().all(|it| it.is_alphanumeric() || "_:`#!".contains(it));
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
        || is_item(url.strip_prefix("item:").unwrap_or(url))
}

fn check(texts: &[String]) {
    let mut document = template();
    fill(&mut document, &mut texts.iter().cycle().cloned());
    let config = ApiConfig::new("document", "out", "documented");
    let generation = oasmith::generate_from(document.to_string().into_bytes(), &config);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for output in generation.result.iter().flat_map(|generated| &generated.outputs) {
        let mut documentation = Documentation::default();
        if output.path.ends_with(".md") {
            documentation.0.push(output.text.clone());
        } else if output.path.ends_with(".rs") && !output.path.starts_with("src/runtime/") {
            documentation.visit_file(&syn::parse_file(&output.text).expect("it is Rust"));
        }
        for text in documentation.0 {
            let intruders = intruders(&text);
            if !intruders.is_empty() {
                found.entry(output.path.clone()).or_default().push(format!("{intruders:?} in {text:?}"));
            }
        }
    }
    assert!(found.is_empty(), "{texts:?}: {found:#?}");
    assert!(generation.result.is_some(), "{texts:?}");
}

fn token() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "a",
        "b ",
        " ",
        "    ",
        "\n",
        "\n\n",
        "\u{a0}",
        "&nbsp;",
        "*",
        "**",
        "_",
        "~~",
        "~~~rust\n",
        "`",
        "``",
        "```",
        "```rust\n",
        "# ",
        "> ",
        "- ",
        "* ",
        "1. ",
        "---",
        "===",
        "|",
        "| a | b |\n|---|---|\n",
        "\\",
        "[",
        "]",
        "](",
        ")",
        "(",
        "![",
        "[x]: javascript:y\n",
        "[x]",
        "[`Client`]",
        "[^1]",
        "[^1]: ",
        "[ ] ",
        "<",
        ">",
        "<br>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "*/",
        "/*",
        "\"",
        "'",
        "{",
        "}",
        "https://a.example/b",
        "<javascript:x>",
        "<x@a.example>",
        "std::process::exit(1);",
        "fn main() {}",
        "é",
        "\u{202e}",
        "\r",
        ":",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "one two three four five six ",
        "::error::x",
        "#![allow(x)]",
    ])
}

#[test]
fn code_and_markup_of_a_document_are_text() {
    for text in [
        "`".to_owned() + &"a".repeat(90) + " ~~~rust " + &"b".repeat(60) + " std::process::exit(1); //`",
        "10. <br><br>std::process::exit(1);".to_owned(),
        "a\n```rust\nstd::process::exit(1);\n```".to_owned(),
        "```\nstd::process::exit(1);\n```".to_owned(),
        "    std::process::exit(1);".to_owned(),
        "<script>alert(1)</script>".to_owned(),
        "``` `` ` <script>".to_owned(),
    ] {
        check(&[text]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_a_document_is_code_or_markup(
        texts in proptest::collection::vec(proptest::collection::vec(token(), 1..12).prop_map(|it| it.concat()), 1..20),
    ) {
        check(&texts);
    }
}
