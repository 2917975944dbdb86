//! Words of names from any text.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;

/// Returns the word for a character that names cannot contain; used for text without any other characters.
fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '?' => "question",
        '&' => "and",
        '|' => "or",
        '%' => "percent",
        '$' => "dollar",
        '#' => "hash",
        '@' => "at",
        '~' => "tilde",
        '^' => "caret",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        '"' | '\'' | '`' => "quote",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        ' ' => "space",
        _ => return None,
    })
}

/// Returns the words of `text`, separated by spaces, with only characters that names may contain.
pub(super) fn words(text: &str) -> String {
    // The compiler normalizes identifiers to NFC.
    let composed: String;
    let text = if text.is_ascii() {
        text
    } else {
        composed = text.nfc().collect();
        &composed
    };
    let mut words = String::with_capacity(text.len());
    // A sign before a number is part of it: `+1` and `-1` are not the same.
    let signed = text.chars().nth(1).is_some_and(|next| next.is_ascii_digit());
    for (index, character) in text.char_indices() {
        match character {
            '-' if index == 0 && signed => words.push_str("minus "),
            '+' if index == 0 && signed => words.push_str("plus "),
            letter if unicode_ident::is_xid_continue(letter) && letter != '_' => words.push(letter),
            _ => words.push(' '),
        }
    }
    if words.trim().is_empty() {
        words.clear();
        for character in text.chars().take(16) {
            match symbol(character) {
                Some(word) => words.push_str(word),
                None => drop(write!(words, "u{:x}", u32::from(character))),
            }
            words.push(' ');
        }
    }
    if words.trim().is_empty() { "empty".to_owned() } else { words }
}
