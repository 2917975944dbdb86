//! Status codes, the keys of a Responses Object.

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::operations;
use crate::location::{Locate as _, Pointer};
use crate::source::{Document, Map, Node};

/// Adds `responses` to an operation without it.
///
/// Source: OpenAPI 3.0.4, section 4.7.10 (Operation Object).
pub(super) fn add_responses(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if map.contains_key("responses") {
        return;
    }
    let message = "an operation requires `responses`; oasmith generates this one without described responses";
    diagnostics.warning(Code::LaxObject, place, message).help("add `responses`, with `default` at least");
    map.insert("responses".to_owned(), Node::Object(Map::new()));
}

/// Corrects the status codes of responses, and removes responses without one.
///
/// Source: OpenAPI 3.0.4, section 4.7.16 (Responses Object).
pub(super) fn correct(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let responses = std::mem::take(map);
    for (key, response) in responses {
        if key.starts_with("x-") {
            map.insert(key, response);
            continue;
        }
        let trimmed = key.trim();
        let status = match trimmed.as_bytes() {
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => Some(trimmed.to_owned()),
            [b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(trimmed.to_ascii_uppercase()),
            _ if trimmed.eq_ignore_ascii_case("default") => Some("default".to_owned()),
            _ => None,
        };
        match status {
            None => {
                let message = format!("`{key}` is not a status code; oasmith ignores this response");
                diagnostics
                    .warning(Code::InvalidObject, &place.join(&key), message)
                    .help("write a number from 100 to 599, a range such as `2XX`, or `default`");
            }
            Some(status) => {
                if status != key {
                    let message = format!("`{key}` is not a status code; oasmith reads it as `{status}`");
                    diagnostics.warning(Code::LaxObject, &place.join(&key), message).help(format!("write `{status}`"));
                }
                map.entry(status).or_insert(response);
            }
        }
    }
}

/// Reports status codes that YAML reads as numbers.
///
/// Source: OpenAPI 3.1.1, section 4.8.16 (Responses Object: a status "MUST be enclosed in quotation marks").
pub(super) fn numbers(document: &Document, diagnostics: &mut Diagnostics) {
    if !document.files.iter().any(|file| may_have_numbers(&file.text)) {
        return;
    }
    let responses = operations(&document.root).into_iter().map(|operation| operation.join("responses"));
    let statuses = responses.flat_map(|responses| {
        let names = document.root.at(&responses).into_iter().flat_map(Node::children);
        let names = names.filter(|(name, _)| is_number(name.as_bytes()));
        names.map(|(name, _)| responses.join(name)).collect::<Vec<Pointer>>()
    });
    let statuses: Vec<Pointer> = statuses.collect();
    let pointers: Vec<(Option<usize>, &Pointer)> = statuses.iter().map(|place| (None, place)).collect();
    for (place, pointer) in document.places(&pointers).iter().zip(&statuses) {
        let text = place.file.text.as_bytes();
        let is_quoted = text[..place.span.start].last().is_some_and(|it| matches!(it, b'"' | b'\''));
        if !is_quoted && text.get(place.span.start..place.span.start + 3).is_some_and(is_number) {
            let status = pointer.tokens().next_back().unwrap_or_default();
            let message = format!("YAML reads the status code `{status}` as a number; oasmith reads it as a string");
            diagnostics
                .warning(Code::LaxObject, pointer, message)
                .help("quote it, so that the document is the same in JSON");
        }
    }
}

fn is_number(name: &[u8]) -> bool {
    matches!(name, [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'])
}

/// Returns whether a text may have such keys: after a line break, a brace or a comma. It is much faster than to locate
/// all status codes.
fn may_have_numbers(text: &str) -> bool {
    text.split(['\n', '{', ',']).any(|part| {
        let (key, rest) = part.trim_start().as_bytes().split_at_checked(3).unwrap_or_default();
        is_number(key) && rest.trim_ascii_start().starts_with(b":")
    })
}
