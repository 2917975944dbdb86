//! The sentences of a change report: about one item, about several, and about consequences.

mod parts;

use crate::cli::diff::entries::{Entry, Numbered};
use crate::diff::{Change, Rule};
use crate::text::code::{code, shortened};

pub(super) use parts::Part;

/// The characters of a value that a sentence shows.
const LONGEST: usize = 160;

/// The characters of the other text of a sentence.
const LONGEST_PROSE: usize = 600;

/// The characters of a sentence in a report.
const LONGEST_SENTENCE: usize = 20_000;

/// Returns the parts of a sentence, each shortened.
pub(super) fn parts(sentence: &str) -> Vec<Part> {
    let short = |part| match part {
        Part::Prose(text) => Part::Prose(shortened(&text, LONGEST_PROSE)),
        Part::Code(value) => Part::Code(shortened(&value, LONGEST)),
    };
    parts::parts(&shortened(sentence, LONGEST_SENTENCE)).into_iter().map(short).collect()
}

/// Returns a sentence with its values shortened.
pub(super) fn plain(sentence: &str) -> String {
    let spell = |part| match part {
        Part::Prose(text) => text,
        Part::Code(value) => code(&value),
    };
    parts(sentence).into_iter().map(spell).collect()
}

/// Returns a number with its noun.
pub(in crate::cli) fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// Returns the sentence of a folded entry: `13 operations removed`.
pub(super) fn about_all(entry: &Entry<'_>) -> String {
    let Change { rule, message, .. } = entry.first();
    rule.about_all(entry.changes.len(), message)
}

/// Returns the sentence about changes that follow from an entry, before their names and after: `with it, 33 types that
/// nothing uses any more: `, and nothing.
pub(super) fn about_consequences(entry: &Entry<'_>, group: &[Numbered<'_>]) -> (String, String) {
    let with = if entry.changes.len() > 1 { "with them" } else { "with it" };
    let Some(first) = group.first().map(|it| it.change) else { return Default::default() };
    let types = count(group.len(), "type", "types");
    if first.rule == Rule::TypeAdded {
        return (format!("{with}, {types}: "), String::new());
    }
    if first.rule == Rule::TypeRemoved {
        return (format!("{with}, {types} that nothing uses any more: "), String::new());
    }
    (format!("{with}, "), format!(": {}", first.message))
}

/// Returns the subject of a change, shortened.
pub(super) fn subject(change: &Change) -> String {
    shortened(&change.subject, LONGEST)
}

/// Returns the method and path of a change, shortened.
pub(super) fn request(change: &Change) -> Option<String> {
    change.request.as_ref().map(|request| shortened(request, LONGEST))
}

/// Returns the subjects of the first of these changes, spelled by `spell`, and the number of the others.
pub(super) fn names(group: &[Numbered<'_>], most: usize, spell: impl Fn(&Change) -> String) -> String {
    // One name more takes less space than the number of names left out.
    let shown = if group.len() == most.saturating_add(1) { group.len() } else { most };
    let names: Vec<String> = group.iter().take(shown).map(|it| spell(it.change)).collect();
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
    fn long_values_are_shortened() {
        let value = "é".repeat(5000);
        let spelled = plain(&format!("the default changed from `{value}` to none"));
        assert!(spelled.chars().count() < 250 && spelled.contains('…'), "{spelled}");
    }
}
