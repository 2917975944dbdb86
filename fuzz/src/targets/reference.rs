//! Reference implementations: straight from the specification, without regard to speed or limits.

use std::time::Duration;

use crate::runtime::{Event, StreamError};

/// Parses an event stream; returns its events as text.
///
/// Source: HTML Living Standard, section 9.2.6.
pub(super) fn events(input: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(input);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (mut kind, mut data, mut id, mut retry) = (String::new(), String::new(), String::new(), None);
    let mut events = Vec::new();
    // Text without a line end after it is not a line.
    let complete = text.rfind('\n').map_or("", |end| &text[..end]);
    let lines = complete.split('\n').take(if text.contains('\n') { usize::MAX } else { 0 });
    for line in lines {
        if line.is_empty() {
            let event = std::mem::take(&mut kind);
            let mut event_data = std::mem::take(&mut data);
            if event_data.pop().is_some() {
                let event = if event.is_empty() { "message".to_owned() } else { event };
                let event: Result<_, StreamError> = Ok(Event { event, id: id.clone(), retry, data: event_data });
                events.push(format!("{event:?}"));
            }
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut kind),
            "data" => data = data + value + "\n",
            "id" if !value.contains('\0') => value.clone_into(&mut id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                retry = Some(Duration::from_millis(value.parse().unwrap_or(u64::MAX)));
            }
            _ => {}
        }
    }
    events
}

/// Whether a value of the header `Link` has a link with the relation `next`; `None` if the value does not match the
/// specification's grammar.
///
/// Source: RFC 8288, section 3 and appendix B.2.
pub(super) fn has_next(value: &str) -> Option<bool> {
    let mut rest = value;
    let mut has_next = false;
    loop {
        rest = spaces(rest);
        if rest.is_empty() {
            return Some(has_next);
        }
        let (_, after) = rest.strip_prefix('<')?.split_once('>')?;
        rest = spaces(after);
        let mut relation = None;
        while let Some(after) = rest.strip_prefix(';') {
            let (name, value, after) = parameter(spaces(after))?;
            if name.eq_ignore_ascii_case("rel") {
                // "Occurrences after the first MUST be ignored by parsers."
                relation.get_or_insert(value);
            }
            rest = spaces(after);
        }
        let relation = relation.unwrap_or_default();
        has_next |= relation.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case("next"));
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None if rest.is_empty() => return Some(has_next),
            None => return None,
        }
    }
}

fn spaces(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// Parses a parameter; returns its name, its value, and the rest.
fn parameter(text: &str) -> Option<(&str, String, &str)> {
    let end = text.find([' ', '\t', '=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let is_token =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
    if name.is_empty() || !is_token(name) {
        return None;
    }
    let Some(rest) = spaces(rest).strip_prefix('=') else { return Some((name, String::new(), rest)) };
    let rest = spaces(rest);
    let Some(quoted) = rest.strip_prefix('"') else {
        let end = rest.find([' ', '\t', ';', ',']).unwrap_or(rest.len());
        let (value, after) = rest.split_at(end);
        return (!value.is_empty() && is_token(value)).then(|| (name, value.to_owned(), after));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((name, value, &quoted[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}
