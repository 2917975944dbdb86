//! What all formats of a change report have in common.

use std::path::Path;

use crate::cli::diff::entries::{Entries, Entry};
use crate::cli::diff::markdown;
use crate::cli::diff::sentence::{about_all, about_consequences, names, plain, subject};
use crate::config::ApiConfig;
use crate::diff::{Change, Class, Diff, Place};
use crate::text::shown;

/// Returns the number of changes of each class, in a sentence.
pub(super) fn counts(diff: &Diff) -> String {
    let each = Class::ALL.iter().map(|class| (class, diff.of(*class).count())).filter(|(_, count)| *count > 0);
    let each: Vec<String> = each.map(|(class, count)| format!("{count} {}", class.title().to_lowercase())).collect();
    if each.is_empty() { "no change".to_owned() } else { each.join(", ") }
}

/// Returns a sentence with the next version; `None` if the version stays.
pub(super) fn next(diff: &Diff, version: &str) -> Option<String> {
    let next = diff.bump.next(version);
    (next != version).then(|| format!("the next version is {next}, after {version}"))
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
pub(in crate::cli) fn summary(diff: &Diff, version: &str) -> String {
    let entries = Entries::of(diff);
    let breaking = Class::ALL.iter().filter(|class| class.is_breaking());
    let rows: Vec<(String, usize)> = breaking.flat_map(|class| entries.of_class(*class)).flat_map(rows).collect();
    let mut lines = vec![format!("since the last commit: {}", counts(diff))];
    lines.extend(rows.iter().take(SHOWN).map(|(line, _)| line.clone()));
    let more: usize = rows.iter().skip(SHOWN).map(|(_, count)| count).sum();
    if more > 0 {
        lines.push(format!("  and {more} more; `oasmith diff` shows them"));
    }
    lines.extend(next(diff, version));
    lines.iter().map(|line| shown(line)).collect::<Vec<_>>().join("\n")
}

/// Returns the lines of an entry, each with the number of changes that it is about.
fn rows(entry: &Entry<'_>) -> Vec<(String, usize)> {
    let mut rows: Vec<(String, usize)> = if entry.is_folded {
        let names = names(&entry.changes, MOST_NAMES, str::to_owned);
        vec![(format!("  {}: {names}  [{}]", plain(&about_all(entry)), entry.first().id), entry.changes.len())]
    } else {
        let each = entry.changes.iter().map(|it| it.change);
        each.map(|it| (format!("  {}: {}  [{}]", subject(it), plain(&it.message), it.id), 1)).collect()
    };
    for group in &entry.consequences {
        let (before, after) = about_consequences(entry, group);
        let names = names(group, MOST_NAMES, str::to_owned);
        rows.push((format!("    {before}{names}{}", plain(&after)), group.len()));
    }
    rows
}

/// Inserts the changes at the top of the crate's change log, replacing an entry for the same version. Returns whether the
/// file is new.
pub(in crate::cli) fn changelog(diff: &Diff, api: &ApiConfig, path: &Path) -> std::io::Result<bool> {
    let before = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        before => Some(before?),
    };
    std::fs::write(path, markdown::entered(before.as_deref().unwrap_or_default(), diff, &api.version))?;
    Ok(before.is_none())
}
