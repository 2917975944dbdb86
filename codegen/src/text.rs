//! Text of documents, made safe to print, to document and to send.

pub(crate) mod code;
pub(crate) mod markdown;

use std::borrow::Cow;

/// Returns lines without invisible characters: control characters, and characters that change the direction of text, which
/// can make code look different from what it does.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' => visible.push('\n'),
            '\t' => visible.push_str("    "),
            hidden if is_invisible(hidden) => {}
            other => visible.push(other),
        }
    }
    Cow::Owned(visible)
}

/// Returns whether a character is invisible, other than the end of a line.
///
/// Source: Unicode 17, category Cf without visible signs (`Prepended_Concatenation_Mark`); the separators of
/// lines and paragraphs.
pub(crate) fn is_invisible(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns text for one line of output, with all invisible characters escaped, and without commands to a terminal, to
/// Cargo or to a workflow runner.
///
/// Source: GitHub Actions, "Workflow commands for GitHub Actions" (`::name::` at the start of a line; runners still read
/// `##[name]` anywhere in it).
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let is_command = text.trim_start().starts_with("::");
    let mut is_before = is_command;
    for (at, character) in text.char_indices() {
        let begins = is_before && character == ':';
        is_before &= character != ':';
        if is_hidden(character) || character == '\n' {
            shown.extend(character.escape_default());
        } else if begins || character == '#' && is_old_command(&text[at..]) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Returns [`shown`] text of each line.
pub(crate) fn shown_lines(text: &str) -> String {
    text.lines().map(shown).collect::<Vec<_>>().join("\n")
}

/// Returns equal JSON with all invisible characters escaped, like [`shown`].
#[cfg(feature = "cli")]
pub(crate) fn shown_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for (at, character) in json.char_indices() {
        let is_escaped = is_hidden(character) || character == '#' && is_old_command(&json[at..]);
        if is_escaped {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Returns whether text begins with `##name[` or `##[`.
fn is_old_command(text: &str) -> bool {
    let rest = text.strip_prefix("##").map(|rest| rest.trim_start_matches(|it: char| it.is_ascii_alphabetic()));
    rest.is_some_and(|rest| rest.starts_with('['))
}

/// Returns a line of a document with its invisible characters replaced, of the same length in bytes.
pub(crate) fn shown_source(line: &str) -> String {
    let each = line.char_indices().map(|(at, it)| {
        let is_shown = it == '\t' || !(is_hidden(it) || it == '#' && is_old_command(&line[at..]));
        match it.len_utf8() {
            _ if is_shown => it.to_string(),
            1 => "?".to_owned(),
            2 => "\u{b7}".to_owned(),
            3 => "\u{fffd}".to_owned(),
            _ => "\u{b7}\u{b7}".to_owned(),
        }
    });
    each.collect()
}

/// Returns whether a character is a control character other than the end of a line, a format character (category Cf), or
/// a separator of lines or paragraphs.
fn is_hidden(character: char) -> bool {
    is_invisible(character)
        || matches!(character,
            '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{110bd}' | '\u{110cd}')
}

/// Returns text on one line, with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether text is a token of HTTP: the name of a method, a header or a cookie.
///
/// Source: RFC 9110, section 5.6.2.
pub(crate) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Returns the name most similar to `written`; `None` if none is similar.
pub(crate) fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    const LONGEST: usize = 200;
    const MOST: usize = 10_000;
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let written = plain(written);
    if written.len() > LONGEST {
        return None;
    }
    let is_as_long = |name: &&&str| name.len() <= LONGEST && name.len().abs_diff(written.len()) <= name.len() / 3 + 1;
    let near = names.iter().filter(is_as_long).take(MOST).map(|name| (distance(&written, &plain(name)), *name));
    let (distance, name) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= (name.chars().count() / 3).max(1)).then_some(name)
}

/// Returns the edit distance: the number of characters to insert, remove, replace or swap with the next.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::{nearest, shown, shown_json, shown_source};

    #[test]
    fn printed_text_is_visible_and_has_no_commands() {
        for (text, expected) in [
            ("a\u{1b}[31mb\u{9b}2J\u{7f}\n::x", "a\\u{1b}[31mb\\u{9b}2J\\u{7f}\\n::x"),
            (" \t::error::x ::", " \\t\\u{3a}:error::x ::"),
            ("x ##[error]y ##vso[z] ## a [b]", "x \\u{23}#[error]y \\u{23}#vso[z] ## a [b]"),
            ("a\u{202e}b\u{ad}c\u{e0041}\u{2028}", "a\\u{202e}b\\u{ad}c\\u{e0041}\\u{2028}"),
            ("plain: a::b, é", "plain: a::b, é"),
        ] {
            assert_eq!(shown(text), expected);
        }
        let value = serde_json::json!({ "a\u{9b}": "##[x]\u{e0041}\u{202e}\u{1b}" });
        let json = shown_json(&value.to_string());
        assert!(json.is_ascii() && !json.contains("##["), "{json}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).ok(), Some(value));
        let source = "a: \u{1b}\u{9b}\u{202e}\u{e0041}é";
        assert_eq!((shown_source(source).len(), shown_source(source).as_str()), (source.len(), "a: ?·\u{fffd}··é"));
    }

    #[test]
    fn a_typo_has_a_nearest_name() {
        let names = ["numbers", "integers", "unknown-properties"];
        for (written, name) in [
            ("nubmers", Some("numbers")),
            ("integer", Some("integers")),
            ("unknown_properties", Some(names[2])),
            ("x", None),
        ] {
            assert_eq!(nearest(written, &names), name);
        }
    }
}
