//! What all formats of a change report have in common.

use std::path::Path;

use crate::cli::diff::markdown;
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

/// Groups the changes of a class by subject.
pub(super) fn grouped(diff: &Diff, class: Class) -> Vec<(&Change, Vec<&Change>)> {
    let mut groups: Vec<(&Change, Vec<&Change>)> = Vec::new();
    for change in diff.of(class) {
        match groups.last_mut() {
            Some((first, group)) if first.subject == change.subject => group.push(change),
            _ => groups.push((change, vec![change])),
        }
    }
    groups
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

/// How many breaking changes the summary shows.
const SHOWN: usize = 20;

/// Returns a line for each breaking change, and the number of the others.
pub(in crate::cli) fn summary(diff: &Diff, version: &str) -> String {
    let breaking: Vec<&Change> = diff.changes.iter().filter(|change| change.class.is_breaking()).collect();
    let mut lines = vec![format!("since the last commit: {}", counts(diff))];
    lines.extend(breaking.iter().take(SHOWN).map(|it| format!("  {}: {}  [{}]", it.subject, it.message, it.id)));
    if breaking.len() > SHOWN {
        lines.push(format!("  and {} more; `oasmith diff` shows them", breaking.len() - SHOWN));
    }
    lines.extend(next(diff, version));
    lines.iter().map(|line| shown(line)).collect::<Vec<_>>().join("\n")
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
