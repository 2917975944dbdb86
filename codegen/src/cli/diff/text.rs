//! Changes as text for a terminal.

use crate::cli::diff::About;
use crate::cli::diff::entries::{Entries, Entry, Numbered};
use crate::cli::diff::presentation::{KEEP, counts, places};
use crate::cli::diff::sentence::{about_all, about_consequences, count, names, plain, request, subject};
use crate::cli::diff::words::{Piece, spelled};
use crate::diff::{Change, Class, Diff};
use crate::text::shown;

/// The most items of one entry that are listed.
const MOST: usize = 20;

/// The most names in one line.
const MOST_NAMES: usize = 10;

/// Returns the changes, breaking ones first.
pub(super) fn text(diff: &Diff, about: &About) -> String {
    let mut lines = vec![format!("{} → {}", diff.old, diff.new), counts(diff)];
    lines.extend(about.sentences());
    let entries = Entries::of(diff);
    for class in Class::ALL {
        let entries = entries.of_class(class);
        if !entries.is_empty() {
            lines.extend([String::new(), class.title().to_owned()]);
            entries.iter().for_each(|entry| add(diff, entry, &mut lines));
        }
    }
    if let Some(keep) = &diff.keep {
        lines.extend([String::new(), KEEP.to_owned(), String::new()]);
        lines.extend(keep.lines().take(MOST).map(|line| format!("  {line}").trim_end().to_owned()));
        let more = keep.lines().count().saturating_sub(MOST);
        lines.extend((more > 0).then(|| format!("  and {}; `--format json` lists all", count(more, "line", "lines"))));
    }
    lines.iter().map(|line| shown(line) + "\n").collect()
}

fn add(diff: &Diff, entry: &Entry<'_>, lines: &mut Vec<String>) {
    let first = entry.first();
    if entry.is_folded {
        lines.push(format!("  {}  [{}]", plain(&about_all(entry)), first.rule.id()));
        lines.extend(edits(first));
        // One item more takes less space than the number of items left out.
        let shown = if entry.changes.len() == MOST + 1 { MOST + 1 } else { MOST };
        for Numbered { change, .. } in entry.changes.iter().take(shown) {
            lines.push(format!("    {}", item(change)));
            lines.extend(located(diff, change));
        }
        if entry.changes.len() > shown {
            lines.push(format!("    and {} more; `--format json` lists all", entry.changes.len() - shown));
        }
    } else {
        lines.push(format!("  {}", item(first)));
        for Numbered { change, .. } in &entry.changes {
            lines.push(format!("    {}  [{}]", plain(&change.message), change.rule.id()));
            lines.extend(edits(change));
            lines.extend(located(diff, change));
        }
    }
    for group in &entry.consequences {
        let (before, after) = about_consequences(entry, group);
        let names = names(group, MOST_NAMES, subject);
        lines.push(format!("    {before}{names}{}  [{}]", plain(&after), group[0].change.rule.id()));
    }
}

fn located(diff: &Diff, change: &Change) -> Option<String> {
    let places = places(diff, change);
    (!places.is_empty()).then(|| format!("      {places}"))
}

fn item(change: &Change) -> String {
    let request = request(change).map(|request| format!("  {request}")).unwrap_or_default();
    format!("{}{request}", subject(change))
}

/// Returns a line for each text that changed: `description: the [-old-] {+new+} words`.
fn edits(change: &Change) -> Vec<String> {
    let line = |it| {
        let what = spelled(it, |piece| match piece {
            Piece::Same(text) => text,
            Piece::Old(text) => format!("[-{text}-]"),
            Piece::New(text) => format!("{{+{text}+}}"),
        });
        format!("      {}: {what}", it.keyword)
    };
    change.documentation.iter().map(line).collect()
}
