//! Formatting of tokens by `prettyplease`, with the spacing between items that tokens do not keep.

mod table;

use proc_macro2::TokenStream;
use syn::Item;

use crate::render::{Block, Content, LINE_END, Methods, Rust, Section};

/// Returns the text of a file.
pub fn text(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::Markdown(blocks) => markdown(blocks).join("\n") + "\n",
        Content::Rust(file) => rust(file),
        Content::Methods(some) => methods(some),
    }
}

/// Joins the sections of a file, which are sorted. An empty line stands between two; an empty section leaves none.
pub fn joined(sections: impl IntoIterator<Item = (Section, String)>) -> String {
    let mut joined = String::new();
    for (_, text) in sections {
        if !joined.is_empty() && !text.is_empty() {
            joined.push('\n');
        }
        joined.push_str(&text);
    }
    joined
}

/// Formats methods in an `impl` of their own, and drops those of its lines that another section has.
fn methods(some: &Methods) -> String {
    let Methods { header, methods, is_first, is_last } = some;
    let (text, _) = item_text(&quote::quote!(#header { #(#methods)* }));
    let mut text = text.as_str();
    if !is_first {
        text = text.split_once('\n').map_or(text, |(_, rest)| rest);
    }
    if !is_last {
        text = text.strip_suffix("}\n").unwrap_or(text);
    }
    text.to_owned()
}

/// Returns the lines of a Markdown text.
fn markdown(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        let block = match block {
            Block::Lines(lines) => lines.clone(),
            Block::Code(fence, items) => {
                let code = items_text(items);
                let code = code.lines().map(str::to_owned);
                [format!("```{fence}")].into_iter().chain(code).chain(["```".to_owned()]).collect()
            }
        };
        if !lines.is_empty() && !block.is_empty() {
            lines.push(String::new());
        }
        lines.extend(block);
    }
    lines
}

/// Returns the text of a Rust file.
fn rust(file: &Rust) -> String {
    let mut text = String::new();
    for line in markdown(&file.docs) {
        text.push_str(if line.is_empty() { "//!" } else { "//! " });
        text.push_str(&line);
        text.push('\n');
    }
    for attribute in &file.attributes {
        if !text.is_empty() && !text.ends_with("]\n") {
            text.push('\n');
        }
        text.push_str(&attribute_text(attribute));
    }
    let items = items_text(&file.items);
    if !text.is_empty() && !items.is_empty() {
        text.push('\n');
    }
    text + &items
}

/// Returns the text of items. Tokens that do not parse are a bug of the generator; they stay unformatted, so that the
/// compiler reports the location of the bug.
fn items_text(items: &[TokenStream]) -> String {
    let mut text = String::new();
    let mut before: Option<Kind> = None;
    for item in items {
        let (item, kind) = item_text(item);
        let together = kind != Kind::Other && before == Some(kind);
        if !text.is_empty() && !together {
            text.push('\n');
        }
        text.push_str(&item);
        before = Some(kind);
    }
    text
}

/// The kinds of items; equal ones have no empty line between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    StdUse,
    Use,
    CrateUse,
    PubUse,
    Mod,
    Other,
}

fn item_text(tokens: &TokenStream) -> (String, Kind) {
    let Ok(item) = syn::parse2::<Item>(tokens.clone()) else { return (format!("{tokens}\n"), Kind::Other) };
    let kind = kind(&item);
    if let Item::Macro(table) = &item {
        return (table::text(table), kind);
    }
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
    (spaced(&prettyplease::unparse(&file)), kind)
}

/// Splits a line of documentation at the marks for line ends.
fn documented(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let lines = text.strip_prefix("///").unwrap_or(text).split(LINE_END);
    lines.map(|line| format!("{indent}///{line}\n")).collect()
}

fn kind(item: &Item) -> Kind {
    let is_private = |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Inherited);
    match item {
        Item::Use(item) if !is_private(&item.vis) => Kind::PubUse,
        Item::Use(item) => match &item.tree {
            syn::UseTree::Path(path) if path.ident == "std" => Kind::StdUse,
            syn::UseTree::Path(path) if path.ident == "super" || path.ident == "crate" => Kind::CrateUse,
            _ => Kind::Use,
        },
        Item::Mod(item) if item.content.is_none() => Kind::Mod,
        _ => Kind::Other,
    }
}

fn attribute_text(attribute: &TokenStream) -> String {
    match syn::parse2::<syn::File>(quote::quote!(#![#attribute])) {
        Ok(file) => format!("{}\n", prettyplease::unparse(&file).trim_end()),
        Err(_) => format!("#![{attribute}]\n"),
    }
}

/// Adds empty lines between the functions of an `impl`, and splits lines of documentation.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut before = "";
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let ends_item = before.trim_start() == "}" && before.len() == indent + 1 && indent == 4;
        if ends_item && !line.trim_start().starts_with('}') {
            spaced.push('\n');
        }
        match line.contains(LINE_END) {
            true => spaced.push_str(&documented(line)),
            false => {
                spaced.push_str(line);
                spaced.push('\n');
            }
        }
        before = line;
    }
    spaced
}
