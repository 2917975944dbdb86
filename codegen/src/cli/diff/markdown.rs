//! Changes as Markdown, for a comment on a pull request or a change log.

mod escape;

use crate::cli::diff::About;
use crate::cli::diff::entries::{Entries, Entry, Numbered, rank};
use crate::cli::diff::presentation::{KEEP, counts, places};
use crate::cli::diff::sentence::{about_all, about_consequences, is_phrase, names, request, subject};
use crate::cli::diff::words::{Piece, pieces, without_words};
use crate::diff::{Change, Class, Diff};
use crate::text::shown;
use escape::{code, plain, prose};

/// The most bytes of a comment: GitHub allows 65,536 characters, and a character has at least one byte. The rest is for the
/// text that a workflow adds.
const MOST_BYTES: usize = 65_000;

/// The most bytes of the lines that keep old names.
const MOST_KEPT: usize = 4_000;

/// The most items of an entry that have a line each.
const MOST_LINES: usize = 20;

/// How much of a class is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// Everything.
    Full,
    /// No locations and no texts of documentation; names of items in one line, at most so many of an entry.
    Names(usize),
    /// A line for each rule, with at most so many names of items.
    Rules(usize),
    /// Only the number.
    Count,
}

use Depth::{Count, Full, Names, Rules};

/// All names.
const ALL: usize = usize::MAX;

/// How much is shown of breaking changes: the first that fits is taken.
const BREAKING: [Depth; 8] = [Full, Names(ALL), Names(30), Names(8), Rules(ALL), Rules(20), Rules(0), Count];

/// How much is shown of the compatible and the documentation changes, for each depth of breaking ones.
const OTHERS: [[Depth; 2]; 5] =
    [[Full, Full], [Full, Names(ALL)], [Names(20), Names(10)], [Rules(10), Rules(0)], [Count, Count]];

/// Returns all depths, from everything to numbers.
fn depths() -> impl Iterator<Item = [Depth; 3]> {
    BREAKING.into_iter().flat_map(|breaking| {
        // Others are not longer than breaking ones.
        let first = if breaking == Full { 0 } else { 3 };
        OTHERS[first..].iter().map(move |[compatible, documentation]| [breaking, *compatible, *documentation])
    })
}

/// Returns the changes of each comparison, breaking ones first; the others are folded. Together with `other` bytes, the texts
/// fit into a comment.
pub(super) fn texts(compared: &[(&Diff, &About)], other: usize) -> Vec<String> {
    let entries: Vec<Entries<'_>> = compared.iter().map(|(diff, _)| Entries::of(diff)).collect();
    let each = compared.iter().zip(&entries);
    let full: Vec<String> = each.map(|((diff, _), entries)| classes(diff, entries, [Full; 3])).collect();
    let mut texts = Vec::new();
    for depths in depths() {
        let each = compared.iter().zip(&entries).zip(&full);
        texts = each
            .map(|(((diff, about), entries), full)| {
                let list = if depths == [Full; 3] { full.clone() } else { classes(diff, entries, depths) };
                text(diff, about, &list, list != *full)
            })
            .collect();
        if texts.iter().map(String::len).sum::<usize>() + other <= MOST_BYTES {
            break;
        }
    }
    texts
}

/// Returns the report of one comparison with a list of its changes.
fn text(diff: &Diff, about: &About, list: &str, is_shortened: bool) -> String {
    let mut text = format!("### API changes: {}\n", counts(diff));
    for sentence in about.sentences() {
        text.push_str(&format!("\n{}.\n", plain(&shown(&capital(&sentence)))));
    }
    text.push_str(list);
    if is_shortened {
        let command = code(&about.command.listing_everything());
        text.push_str(&format!("\n*Shortened to fit into a comment; {command} lists everything.*\n"));
    }
    // Lines to paste are of use only if all are there.
    let keep = diff.keep.as_ref().filter(|keep| !is_shortened && keep.len() <= MOST_KEPT);
    text.push_str(&keep.map(|keep| kept(keep)).unwrap_or_default());
    text
}

/// Returns the lines for the settings that keep old names.
fn kept(keep: &str) -> String {
    let fence = "`".repeat(longest_run(keep).max(2) + 1);
    let (about, lines) = (plain(KEEP), shown_lines(keep));
    format!(
        "\n<details><summary>Keep the old names</summary>\n\n{about}\n\n{fence}toml\n{lines}{fence}\n\n</details>\n"
    )
}

/// Returns the length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|it| it != '`').map(str::len).max().unwrap_or_default()
}

/// Returns lines with invisible characters escaped.
fn shown_lines(text: &str) -> String {
    text.lines().map(|line| shown(line) + "\n").collect()
}

/// Returns the changes by class, without a heading, for a change log.
pub(super) fn all_classes(diff: &Diff) -> String {
    classes(diff, &Entries::of(diff), [Full, Full, Names(ALL)])
}

fn classes(diff: &Diff, entries: &Entries<'_>, [breaking, compatible, documentation]: [Depth; 3]) -> String {
    let mut text = String::new();
    for class in Class::ALL {
        let entries = entries.of_class(class);
        if entries.is_empty() {
            continue;
        }
        let depth = match class {
            Class::Compile | Class::Run => breaking,
            Class::Compatible => compatible,
            Class::Documentation => documentation,
        };
        let title = format!("{} ({})", class.title(), diff.of(class).count());
        let list = match depth {
            Count => String::new(),
            Rules(most) => rules(diff, class, most),
            Full | Names(_) => entries.iter().map(|entry| spell(diff, entry, depth)).collect(),
        };
        if class.is_breaking() {
            text.push_str(&format!("\n#### {title}\n\n{list}"));
        } else if list.is_empty() {
            text.push_str(&format!("\n{title}\n"));
        } else {
            text.push_str(&format!("\n<details><summary>{title}</summary>\n\n{list}\n</details>\n"));
        }
    }
    text
}

/// Returns a line for each rule.
fn rules(diff: &Diff, class: Class, most: usize) -> String {
    let mut rules: Vec<(&str, Vec<Numbered<'_>>)> = Vec::new();
    for (index, change) in diff.changes.iter().enumerate().filter(|(_, change)| change.class == class) {
        let numbered = Numbered { index, change };
        match rules.iter_mut().find(|(id, _)| *id == change.id) {
            Some((_, all)) => all.push(numbered),
            None => rules.push((change.id, vec![numbered])),
        }
    }
    rules.sort_by_key(|(id, all)| (rank(id), all[0].index));
    let line = |(id, all): &(&str, Vec<Numbered<'_>>)| {
        let names = if most == 0 { String::new() } else { format!(": {}", names(all, most, named)) };
        format!("- {} ({}){names}\n", code(id), all.len())
    };
    rules.iter().map(line).collect()
}

fn spell(diff: &Diff, entry: &Entry<'_>, depth: Depth) -> String {
    let mut text = String::new();
    let first = entry.first();
    let most = if let Names(most) = depth { most } else { ALL };
    if entry.is_folded {
        let has_lines = depth == Full && entry.changes.len() <= MOST_LINES;
        let names = if has_lines { String::new() } else { format!(": {}", names(&entry.changes, most, named)) };
        text.push_str(&format!("- **{}**{names} <sub>{}</sub>\n", prose(&about_all(entry)), first.id));
        text.push_str(&edits(first, depth));
        for Numbered { change, .. } in entry.changes.iter().filter(|_| has_lines) {
            text.push_str(&format!("  - {}{}\n", item(change), small(&[places(diff, change)])));
        }
    } else {
        text.push_str(&format!("- **{}**{}\n", named(&subject(first)), requested(first)));
        for Numbered { change, .. } in &entry.changes {
            let places = if depth == Full { places(diff, change) } else { String::new() };
            text.push_str(&format!("  - {}{}\n", prose(&change.message), small(&[change.id.to_owned(), places])));
            text.push_str(&edits(change, depth));
        }
    }
    for group in &entry.consequences {
        let (before, after) = about_consequences(entry, group);
        text.push_str(&format!("  - {before}{}{}\n", names(group, most, named), prose(&after)));
    }
    text
}

fn item(change: &Change) -> String {
    format!("{}{}", named(&subject(change)), requested(change))
}

fn named(subject: &str) -> String {
    if is_phrase(subject) { prose(subject) } else { code(subject) }
}

fn requested(change: &Change) -> String {
    request(change).map(|request| format!(" {}", code(&request))).unwrap_or_default()
}

/// Returns the parts that are not empty, in small letters.
fn small(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().filter(|text| !text.is_empty()).map(|text| prose(text)).collect();
    if texts.is_empty() { String::new() } else { format!(" <sub>{}</sub>", texts.join(" · ")) }
}

/// Returns a line for each text that changed: `description: the ~~old~~ **new** words`.
fn edits(change: &Change, depth: Depth) -> String {
    let line = |it| {
        let pieces = pieces(it);
        // GitHub sees marks only between spaces.
        let spell = |piece| match piece {
            Piece::Same(text) => plain(&shown(&text)),
            Piece::Old(text) => format!("~~{}~~", plain(&shown(&text))),
            Piece::New(text) => format!("**{}**", plain(&shown(&text))),
        };
        let what = match pieces.is_empty() {
            true => without_words(it).to_owned(),
            false => pieces.into_iter().map(spell).collect::<Vec<_>>().join(" "),
        };
        format!("    - {}: {what}\n", it.keyword)
    };
    if depth == Full { change.documentation.iter().map(line).collect() } else { String::new() }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
