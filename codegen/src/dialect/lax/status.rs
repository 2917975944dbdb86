//! Statuses that are written as numbers: keys of YAML that JSON has no words for.
//!
//! Source: OpenAPI 3.1.1, section 4.8.16 (Responses Object: a status "MUST be enclosed in quotation marks").

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::operations;
use crate::location::Locate as _;
use crate::source::{Document, Node, Pointer};

/// Tells of the statuses that are numbers where they are written.
pub(super) fn numbers(document: &Document, diagnostics: &mut Diagnostics) {
    if !document.files.iter().any(|file| may_have_numbers(&file.text)) {
        return;
    }
    let lists = operations(&document.root).into_iter().map(|operation| operation.join("responses"));
    let statuses = lists.flat_map(|list| {
        let names = document.root.at(&list).into_iter().flat_map(Node::children);
        let names = names.filter(|(name, _)| is_number(name.as_bytes()));
        names.map(|(name, _)| list.join(name)).collect::<Vec<Pointer>>()
    });
    let statuses: Vec<Pointer> = statuses.collect();
    let wanted: Vec<(Option<usize>, &Pointer)> = statuses.iter().map(|place| (None, place)).collect();
    for (place, pointer) in document.places(&wanted).iter().zip(&statuses) {
        let text = place.file.text.as_bytes();
        let is_quoted = text[..place.span.start].last().is_some_and(|it| matches!(it, b'"' | b'\''));
        if !is_quoted && text.get(place.span.start..place.span.start + 3).is_some_and(is_number) {
            let status = pointer.tokens().next_back().unwrap_or_default();
            let message = format!("YAML reads the status code `{status}` as a number; oasmith takes it as a string");
            diagnostics
                .warning(Code::LaxObject, pointer, message)
                .help("quote it, so that the document is the same in JSON");
        }
    }
}

fn is_number(name: &[u8]) -> bool {
    matches!(name, [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'])
}

/// Whether a text may have such keys: it does where a line, or what an object or a comma begins, is one.
fn may_have_numbers(text: &str) -> bool {
    text.split(['\n', '{', ',']).any(|part| {
        let (key, rest) = part.trim_start().as_bytes().split_at_checked(3).unwrap_or_default();
        is_number(key) && rest.trim_ascii_start().starts_with(b":")
    })
}
