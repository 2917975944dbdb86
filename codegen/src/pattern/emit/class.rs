//! Character classes, as ranges of Unicode scalar values.

use std::fmt::Write as _;

use crate::pattern::tree::{Class, Item};

/// ECMA 262, sections 12.2 and 12.3.
const SPACE: &str = "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

/// Writes a class.
pub(super) fn write(class: &Class, text: &mut String) {
    let mut inner = String::new();
    for (index, item) in class.items.iter().enumerate() {
        let is_edge = index == 0 || index + 1 == class.items.len();
        write_item(item, is_edge, &mut inner);
    }
    match (inner.is_empty(), class.negated) {
        (true, false) => text.push_str("[^\\x{0}-\\x{10FFFF}]"),
        (true, true) => text.push_str("[\\x{0}-\\x{10FFFF}]"),
        // `[^0-9]` and `\p{L}` need no brackets.
        (false, false) if class.bare && inner.starts_with(['[', '\\']) && !inner.starts_with("\\t") => {
            text.push_str(&inner);
        }
        (false, false) => _ = write!(text, "[{inner}]"),
        (false, true) => _ = write!(text, "[^{inner}]"),
    }
}

fn write_item(item: &Item, is_edge: bool, text: &mut String) {
    let set = |negated: bool, inner: &str| if negated { format!("[^{inner}]") } else { inner.to_owned() };
    match item {
        // A hyphen at an edge is no range.
        Item::Character(point, escaped) => {
            let is_hyphen = *point == u32::from('-') && !is_edge;
            write_point(*point, *escaped || is_hyphen, text);
        }
        Item::Range(first, last) => write_range(*first, *last, text),
        Item::Digit { negated } => text.push_str(&set(*negated, "0-9")),
        Item::Space { negated } => text.push_str(&set(*negated, SPACE)),
        Item::Word { negated } => text.push_str(&set(*negated, "0-9A-Za-z_")),
        Item::Property { negated, name } => {
            _ = write!(text, "\\{}{{{name}}}", if *negated { 'P' } else { 'p' });
        }
    }
}

/// Writes a range without surrogates, which are not scalar values.
fn write_range(first: u32, last: u32, text: &mut String) {
    let below = (first, last.min(0xD7FF));
    let above = (first.max(0xE000), last);
    for (first, last) in [below, above].into_iter().filter(|(first, last)| first <= last) {
        write_point(first, first == u32::from('-'), text);
        text.push('-');
        write_point(last, last == u32::from('-'), text);
    }
}

fn write_point(point: u32, is_escaped: bool, text: &mut String) {
    let Some(character) = char::from_u32(point) else { return };
    let is_special = matches!(character, '[' | ']' | '\\' | '^' | '&' | '~');
    match character {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        _ if is_special || is_escaped => text.extend(['\\', character]),
        _ if character.is_control() || !(character.is_ascii() || character.is_alphanumeric()) => {
            _ = write!(text, "\\x{{{point:x}}}")
        }
        _ => text.push(character),
    }
}
