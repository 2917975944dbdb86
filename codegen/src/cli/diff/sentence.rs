//! The sentences of a change report: about one item, about several, and about consequences.

use crate::cli::diff::entries::{Entry, Numbered};
use crate::diff::{Change, Rule};

/// The characters of a value that a sentence shows.
const LONGEST: usize = 160;

/// The characters of the other text of a sentence.
const LONGEST_PROSE: usize = 600;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Words.
    Prose(String),
    /// A value, which the sentence has between backticks.
    Code(String),
}

/// Returns the parts of a sentence. A value stands between two runs of equally many backticks, like a code span of Markdown;
/// an empty value becomes `""`, and a long one is shortened.
pub(super) fn parts(sentence: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut prose = String::new();
    let mut rest = sentence;
    while let Some(at) = rest.find('`') {
        let length = run(&rest[at..]);
        let after = &rest[at + length..];
        let (value, next) = match end_of(after, length) {
            _ if length == 2 && is_end(after) => ("\"\"", after),
            Some(end) => (&after[..end], &after[end + length..]),
            None => {
                prose.push_str(&rest[..at + length]);
                rest = after;
                continue;
            }
        };
        prose.push_str(&rest[..at]);
        if !prose.is_empty() {
            parts.push(Part::Prose(shortened(&std::mem::take(&mut prose), LONGEST_PROSE)));
        }
        parts.push(Part::Code(shortened(unpadded(value), LONGEST)));
        rest = next;
    }
    prose.push_str(rest);
    if !prose.is_empty() {
        parts.push(Part::Prose(shortened(&prose, LONGEST_PROSE)));
    }
    parts
}

/// Returns the number of backticks at the start.
fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// Returns whether a value may end before this text. A backtick before a letter belongs to the value.
fn is_end(after: &str) -> bool {
    after.chars().next().is_none_or(|next| next.is_whitespace() || ",;:.!?)]'…".contains(next))
}

/// Returns the start of the run of `length` backticks that ends a value.
fn end_of(text: &str, length: usize) -> Option<usize> {
    let (mut at, mut first) = (0, None);
    while let Some(next) = text[at..].find('`') {
        at += next;
        let found = run(&text[at..]);
        if found == length {
            if is_end(&text[at + found..]) {
                return Some(at);
            }
            first = first.or(Some(at));
        }
        at += found;
    }
    first
}

/// Removes the spaces that separate a value's own backticks from those around it.
fn unpadded(value: &str) -> &str {
    let inner = value.strip_prefix(' ').and_then(|it| it.strip_suffix(' '));
    inner.filter(|it| it.starts_with('`') || it.ends_with('`')).unwrap_or(value)
}

/// Returns a value between backticks, as [`parts`] expects it.
pub(super) fn code(value: &str) -> String {
    let runs: Vec<usize> = value.split(|it| it != '`').map(str::len).collect();
    let is_padded = value.starts_with('`') || value.ends_with('`');
    // Two backticks before a space are an empty value.
    let shortest = if is_padded { 3 } else { 1 };
    let length = (shortest..).find(|length| !runs.contains(length)).unwrap_or(shortest);
    let (fence, space) = ("`".repeat(length), if is_padded { " " } else { "" });
    if value.is_empty() { "`\"\"`".to_owned() } else { format!("{fence}{space}{value}{space}{fence}") }
}

/// Returns a sentence with its values shortened.
pub(super) fn plain(sentence: &str) -> String {
    let spell = |part| match part {
        Part::Prose(text) => text,
        Part::Code(value) => code(&value),
    };
    parts(sentence).into_iter().map(spell).collect()
}

/// Returns text of at most `most` characters, with an ellipsis in place of the others.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            // The end of a value often distinguishes it.
            let last = most / 4;
            let tail = text.char_indices().rev().nth(last - 1).map_or(end, |(at, _)| at);
            let head = text.char_indices().nth(most - last - 1).map_or(0, |(at, _)| at);
            format!("{}…{}", &text[..head], &text[tail..])
        }
    }
}

/// Returns a number with its noun.
pub(in crate::cli) fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// Returns the sentence of a folded entry: `13 operations removed`.
pub(super) fn about_all(entry: &Entry<'_>) -> String {
    let change = entry.first();
    let number = entry.changes.len();
    let message = change.message.as_str();
    for (start, several) in PLURALS {
        if let Some(rest) = message.strip_prefix(start).filter(|rest| !rest.starts_with(char::is_alphanumeric)) {
            return format!("{number} {several}{}", rest.replace("must contain it", "must contain them"));
        }
    }
    let nouns = nouns(change);
    if ["now ", "no longer "].iter().any(|start| message.starts_with(start)) {
        return format!("{number} {nouns} are {message}");
    }
    if message.starts_with("renamed ") {
        return format!("{number} {nouns} {message}");
    }
    if let Some((what, rest)) = message.strip_prefix("the ").and_then(|rest| rest.split_once(" changed"))
        && !what.contains(' ')
    {
        return format!("the {what} of {number} {nouns} changed{rest}");
    }
    format!("{number} {nouns}: {message}")
}

/// The starts of messages about one item, and their replacements after a number.
const PLURALS: [(&str, &str); 15] = [
    ("needs the feature", "types need the feature"),
    ("operation removed", "operations removed"),
    ("operation added", "operations added"),
    ("webhook removed", "webhooks removed"),
    ("webhook added", "webhooks added"),
    ("type removed", "types removed"),
    ("type added: a struct", "types added, all structs"),
    ("type added:", "types added, each"),
    ("field removed", "fields removed"),
    ("optional field", "optional fields"),
    ("required field", "required fields"),
    ("header removed", "headers removed"),
    ("header added", "headers added"),
    ("now also needs", "operations now also need"),
    ("required token scopes:", "operations now require other token scopes:"),
];

/// Returns the plural noun for the subject of a change.
fn nouns(change: &Change) -> &'static str {
    let kinds: [(&[&str], &'static str); 12] = [
        (&["parameter-added", "parameter-removed", "body-added", "body-removed"], "operations"),
        (&["parameter-"], "parameters"),
        (&["body-"], "request bodies"),
        (&["operation-", "scope-", "security-needed", "security-loosened", "pages-", "callback-"], "operations"),
        (&["success-", "failure-", "answer-", "response-", "arguments-", "method-"], "operations"),
        (&["header-"], "headers"),
        (&["member-"], "properties"),
        (&["type-", "other-members-"], "types"),
        (&["value-"], "enums"),
        (&["variant-", "tag-changed"], "unions"),
        (&["tag-"], "groups"),
        (&["webhook-"], "webhooks"),
    ];
    let kind = kinds.iter().find(|(starts, _)| starts.iter().any(|start| change.id.starts_with(start)));
    kind.map_or("items", |(_, nouns)| nouns)
}

/// Returns the sentence about changes that follow from an entry, before their names and after: `with it, 33 types that
/// nothing uses any more: `, and nothing.
pub(super) fn about_consequences(entry: &Entry<'_>, group: &[Numbered<'_>]) -> (String, String) {
    let with = if entry.changes.len() > 1 { "with them" } else { "with it" };
    let Some(first) = group.first().map(|it| it.change) else { return Default::default() };
    let types = count(group.len(), "type", "types");
    if first.id == Rule::TypeAdded.id() {
        return (format!("{with}, {types}: "), String::new());
    }
    if first.id == Rule::TypeRemoved.id() {
        return (format!("{with}, {types} that nothing uses any more: "), String::new());
    }
    (format!("{with}, "), format!(": {}", first.message))
}

/// Returns the subject of a change, shortened.
pub(super) fn subject(change: &Change) -> String {
    shortened(&change.subject, LONGEST)
}

/// Returns whether a subject is a phrase, such as `the API`, and not an item in Rust.
pub(super) fn is_phrase(subject: &str) -> bool {
    subject.starts_with("the ")
}

/// Returns the method and path of a change, shortened.
pub(super) fn request(change: &Change) -> Option<String> {
    change.request.as_ref().map(|request| shortened(request, LONGEST))
}

/// Returns the first of these names, spelled by `spell`, and the number of the others.
pub(super) fn names(group: &[Numbered<'_>], most: usize, spell: impl Fn(&str) -> String) -> String {
    // One name more takes less space than the number of names left out.
    let shown = if group.len() == most.saturating_add(1) { group.len() } else { most };
    let names: Vec<String> = group.iter().take(shown).map(|it| spell(&subject(it.change))).collect();
    let names = names.join(", ");
    match group.len().saturating_sub(shown) {
        0 => names,
        more if names.is_empty() => format!("{more} in all"),
        more => format!("{names} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_differ_from_words() {
        let spelled = |sentence: &str| {
            let spell = |part: &Part| match part {
                Part::Prose(text) => text.clone(),
                Part::Code(value) => format!("<{value}>"),
            };
            parts(sentence).iter().map(spell).collect::<String>()
        };
        for (sentence, expected) in [
            ("from `a` to `b`", "from <a> to <b>"),
            ("from `` to `b`", "from <\"\"> to <b>"),
            ("from `a` to ``", "from <a> to <\"\">"),
            ("from `` to `x`; ``, ``", "from <\"\"> to <x>; <\"\">, <\"\">"),
            ("from `a`b` to `c``d`.", "from <a`b> to <c``d>."),
            ("``a`b`` removed", "<a`b> removed"),
            ("``` `a` ``` removed", "<`a`> removed"),
            ("one ` alone", "one ` alone"),
            ("", ""),
            ("`null`", "<null>"),
        ] {
            assert_eq!(spelled(sentence), expected, "{sentence}");
        }
        for value in ["", "a", "`", "``", "a`b", "`a", "a``b`c", " `", "```"] {
            let expected = if value.is_empty() { "\"\"" } else { value };
            assert_eq!(parts(&code(value)), [Part::Code(expected.to_owned())], "{value:?}");
        }
    }

    #[test]
    fn long_values_are_shortened() {
        let value = "é".repeat(5000);
        let spelled = plain(&format!("the default changed from `{value}` to none"));
        assert!(spelled.chars().count() < 250 && spelled.contains('…'), "{spelled}");
        assert_eq!(shortened("abcdefghijklmnop", 8), "abcde…op");
        assert_eq!(shortened("abc", 8), "abc");
    }
}
