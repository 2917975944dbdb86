//! The parts that all formats of a change report have in common.

use crate::cli::diff::About;
use crate::cli::diff::entries::{Entries, Entry};
use crate::cli::diff::sentence::{about_all, about_consequences, count, names, plain, subject};
use crate::diff::{Change, Class, Diff, Place};
use crate::text::shown;

/// The sentence before the settings that keep old names.
pub(super) const KEEP: &str = "To keep the old names for one release, add to the `[[api]]` in oasmith.toml:";

/// Returns the number of changes of each class, in a sentence.
pub(super) fn counts(diff: &Diff) -> String {
    let each = Class::ALL.iter().map(|class| (class, diff.of(*class).count())).filter(|(_, number)| *number > 0);
    let spell = |(class, number): (&Class, usize)| {
        let class = class.title().to_lowercase();
        count(number, &format!("{class} change"), &format!("{class} changes"))
    };
    let each: Vec<String> = each.map(spell).collect();
    if each.is_empty() { "no change".to_owned() } else { each.join(", ") }
}

/// Returns the locations of a change: `old.yaml:3 → new.yaml:4`.
pub(super) fn places(diff: &Diff, change: &Change) -> String {
    let place = |place: &Place, document: &str| format!("{}:{}", place.file.as_deref().unwrap_or(document), place.line);
    let old = change.old.as_ref().map(|it| place(it, &diff.old));
    let new = change.new.as_ref().map(|it| place(it, &diff.new));
    match (old, new) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (old, new) => old.or(new).unwrap_or_default(),
    }
}

/// How many lines about breaking changes the summary shows.
const SHOWN: usize = 20;

/// The most names in one line.
const MOST_NAMES: usize = 5;

/// Returns lines for the breaking changes, and the number of those without one.
pub(in crate::cli) fn summary(diff: &Diff, about: &About) -> String {
    let entries = Entries::of(diff);
    let breaking = Class::ALL.iter().filter(|class| class.is_breaking());
    let rows: Vec<(String, usize)> = breaking.flat_map(|class| entries.of_class(*class)).flat_map(rows).collect();
    let mut lines = vec![format!("{}: {}", about.origin().unwrap_or_default(), counts(diff))];
    lines.extend(rows.iter().take(SHOWN).map(|(line, _)| line.clone()));
    let more: usize = rows.iter().skip(SHOWN).map(|(_, count)| count).sum();
    if more > 0 {
        lines.push(format!("  and {more} more; `oasmith diff` shows them"));
    }
    lines.extend(about.advice.sentence());
    lines.iter().map(|line| shown(line)).collect::<Vec<_>>().join("\n")
}

/// Returns the lines of an entry, each with the number of changes that it is about.
fn rows(entry: &Entry<'_>) -> Vec<(String, usize)> {
    let mut rows: Vec<(String, usize)> = if entry.is_folded {
        let names = names(&entry.changes, MOST_NAMES, subject);
        vec![(format!("  {}: {names}  [{}]", plain(&about_all(entry)), entry.first().rule.id()), entry.changes.len())]
    } else {
        let each = entry.changes.iter().map(|it| it.change);
        each.map(|it| (format!("  {}: {}  [{}]", subject(it), plain(&it.message), it.rule.id()), 1)).collect()
    };
    for group in &entry.consequences {
        let (before, after) = about_consequences(entry, group);
        let names = names(group, MOST_NAMES, subject);
        rows.push((format!("    {before}{names}{}", plain(&after)), group.len()));
    }
    rows
}
