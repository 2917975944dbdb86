//! The documentation and the attributes that only the root of a crate can have.

use ra_ap_rustc_lexer::{DocStyle, TokenKind};

use crate::layout::code::{Code, Edits};
use crate::layout::tree;

/// The attribute of each module and re-export, because a module that is included has no inner attributes.
const ALLOWED: &str = "#[allow(warnings, missing_docs, unreachable_pub, clippy::all, clippy::nursery, clippy::pedantic, \
    clippy::restriction)]\n";
const ALLOWED_USE: &str = "#[allow(unreachable_pub, unused_imports)]\n";

/// Returns the root of a crate as the root of a module: comments in place of its documentation, and attributes of each item in
/// place of those of the crate.
pub(super) fn of_module(text: &str) -> String {
    let (code, mut edits) = (Code::new(text), Edits::default());
    let mut index = 0;
    while index < code.len() {
        if code.is_doc(index, DocStyle::Inner) {
            edits.replace(code.range(index), code.token(index).replacen("//!", "//", 1));
        } else if let Some(attribute) = code.attribute(index) {
            let range = code.range(attribute.start).start..code.range(attribute.end).end;
            let note = attribute.is_inner.then(|| of_host(&text[range.clone()])).flatten();
            if let Some(note) = note {
                edits.replace(range, note);
            } else if attribute.is_inner || code.is_word(code.skip(attribute.open + 1), "allow") {
                edits.replace(code.lines(range), "");
            }
            index = attribute.end;
        } else if code.is_word(index, "mod") || code.is_word(index, "use") {
            let start = code.range(tree::visibility(&code, index)).start;
            edits.replace(start..start, if code.is_word(index, "mod") { ALLOWED } else { ALLOWED_USE });
        }
        let is_open = matches!(code.kind(index), TokenKind::OpenBrace | TokenKind::OpenParen | TokenKind::OpenBracket);
        index = if is_open { code.close(index) } else { index } + 1;
    }
    edits.apply(text).replace("\n\n\n", "\n\n")
}

/// Returns a comment about an attribute that only the root of a crate can have.
fn of_host(attribute: &str) -> Option<String> {
    if attribute.contains("recursion_limit") {
        let start = "// To check the types, the compiler needs this attribute in the root of the host crate:";
        return Some(format!("{start}\n// `{attribute}`"));
    }
    let start =
        "// Without this attribute in the root of the host crate, the compiler warns of names that are not ASCII:";
    let lints = "`#![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]`";
    attribute.contains("confusable_idents").then(|| format!("{start}\n// {lints}"))
}

/// Marks examples in documentation as not to be compiled: they name a crate, and this is a module of one.
pub(super) fn without_tests(text: &str) -> String {
    let (code, mut edits) = (Code::new(text), Edits::default());
    let mut is_open = false;
    for index in 0..code.len() {
        if !code.is_doc(index, DocStyle::Inner) && !code.is_doc(index, DocStyle::Outer) {
            continue;
        }
        let token = code.token(index);
        let (mark, line) = token.split_at(token.len().min(3));
        let Some(info) = line.trim_start().strip_prefix("```") else { continue };
        is_open = !is_open;
        if is_open && ["", "no_run", "rust", "should_panic"].contains(&info.trim()) {
            edits.replace(code.range(index), format!("{mark} ```ignore"));
        }
    }
    edits.apply(text)
}
