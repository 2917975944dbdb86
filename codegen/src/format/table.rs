//! Formatting of the runtime's macros, one row a line: `prettyplease` does not format macros.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Returns the text of `name! { .. }`.
pub(super) fn text(item: &syn::ItemMacro) -> String {
    let name = &item.mac.path;
    let name = quote::quote!(#name);
    let tokens: Vec<TokenTree> = item.mac.tokens.clone().into_iter().collect();
    let mut text = format!("{name}! {{\n");
    match tokens.as_slice() {
        [head @ .., TokenTree::Group(rows)] if rows.delimiter() == Delimiter::Brace => {
            let head = if head.is_empty() { String::new() } else { filled(head) + " " };
            let _ = writeln!(text, "    {head}{{");
            for row in split(rows.stream()) {
                let _ = writeln!(text, "        {},", line(&row));
            }
            text.push_str("    }\n");
        }
        all => {
            let _ = writeln!(text, "    {}", line(all));
        }
    }
    text.push_str("}\n");
    text
}

/// The maximum width of a line, as of `prettyplease`.
const WIDTH: usize = 89;

/// Returns the head of a table: on one line, or with its arguments on as many lines as they fill.
fn filled(head: &[TokenTree]) -> String {
    let text = line(head);
    let is_arguments = |it: &TokenTree| matches!(it, TokenTree::Group(it) if it.delimiter() == Delimiter::Parenthesis);
    let Some(at) = head.iter().position(is_arguments).filter(|_| text.len() + 6 > WIDTH) else { return text };
    let (name, TokenTree::Group(arguments), own) = (&head[..at], &head[at], &head[at + 1..]) else { return text };
    let mut text = format!("{}(", line(name));
    let mut width = WIDTH;
    for argument in split(arguments.stream()) {
        let argument = line(&argument);
        if width + argument.len() + 2 > WIDTH {
            text.push_str("\n       ");
            width = 7;
        }
        width += argument.len() + 2;
        let _ = write!(text, " {argument},");
    }
    text.push_str("\n    )");
    if own.is_empty() { text } else { format!("{text} {}", line(own)) }
}

/// Splits tokens into rows at commas.
fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut rows = vec![Vec::new()];
    // Commas between generic arguments do not end a row.
    let (mut depth, mut before) = (0_usize, ' ');
    for token in tokens {
        let punct = if let TokenTree::Punct(punct) = &token { punct.as_char() } else { ' ' };
        match punct {
            '<' => depth += 1,
            '>' if !matches!(before, '-' | '=') => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = punct;
        match punct {
            ',' if depth == 0 => rows.push(Vec::new()),
            _ => rows.last_mut().into_iter().for_each(|row| row.push(token.clone())),
        }
    }
    rows.retain(|row| !row.is_empty());
    rows
}

/// Returns tokens on one line, spaced by the conventions of rustfmt.
fn line(tokens: &[TokenTree]) -> String {
    let mut text = String::new();
    let mut glue = true;
    for token in tokens {
        let written = match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                glue = !text.ends_with([':', '>', ' ', ',']) || text.ends_with("::");
                format!("({})", line(&inner))
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                format!("[{}]", line(&inner))
            }
            other => other.to_string(),
        };
        let tight = matches!(written.as_str(), ":" | "," | "<" | ">" | "::" | ";" | ".");
        if !glue && !tight {
            text.push(' ');
        }
        text.push_str(&written);
        glue = match token {
            TokenTree::Punct(punct) => {
                punct.spacing() == proc_macro2::Spacing::Joint
                    || matches!(punct.as_char(), '<' | '&' | '\'' | '#')
                    || (punct.as_char() == '.' && !text.ends_with(".."))
                    || text.ends_with("..=")
                    || (punct.as_char() == ':' && text.ends_with("::"))
            }
            _ => false,
        };
    }
    text
}
