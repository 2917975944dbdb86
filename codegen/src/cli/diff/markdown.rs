//! Changes as Markdown, for a comment on a pull request or a change log.

mod escape;
mod fit;

use std::collections::BTreeMap;

use crate::cli::diff::About;
use crate::cli::diff::entries::{Entries, Entry, Numbered};
use crate::cli::diff::presentation::{KEEP, counts, places};
use crate::cli::diff::sentence::{about_all, about_consequences, names, request, subject};
use crate::cli::diff::words::{Piece, spelled};
use crate::diff::{Change, Class, Diff, Rule, SubjectKind};
use crate::text::code::longest_run;
use crate::text::shown;
use escape::{code, plain, prose};

pub(super) use fit::texts;

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

/// How much is shown of each class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Depths([Depth; Class::ALL.len()]);

impl Depths {
    const FULL: Self = Self([Full; Class::ALL.len()]);

    fn of(&mut self, class: Class) -> &mut Depth {
        &mut self.0[class as usize]
    }

    fn set(&mut self, classes: &[Class], depth: Depth) {
        classes.iter().for_each(|class| *self.of(*class) = depth);
    }
}

/// The first entries of some classes, of which more is shown than of the others.
#[derive(Debug)]
struct More {
    classes: &'static [Class],
    depth: Depth,
    count: usize,
}

impl More {
    fn none() -> Self {
        Self { classes: &[], depth: Full, count: 0 }
    }

    /// Returns the depth of the next entry of a class.
    fn next(&mut self, class: Class) -> Option<Depth> {
        let is_one = self.count > 0 && self.classes.contains(&class);
        self.count -= usize::from(is_one);
        is_one.then_some(self.depth)
    }
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

/// Returns lines with invisible characters escaped.
fn shown_lines(text: &str) -> String {
    text.lines().map(|line| shown(line) + "\n").collect()
}

/// Returns the changes by class, without a heading, for a change log.
pub(super) fn all_classes(diff: &Diff) -> String {
    let mut depths = Depths::FULL;
    *depths.of(Class::Documentation) = Names(ALL);
    classes(diff, &Entries::of(diff), depths, &mut More::none())
}

fn classes(diff: &Diff, entries: &Entries<'_>, mut depths: Depths, more: &mut More) -> String {
    let mut text = String::new();
    for class in Class::ALL {
        let entries = entries.of_class(class);
        if entries.is_empty() {
            continue;
        }
        let depth = *depths.of(class);
        let title = format!("{} ({})", class.title(), diff.of(class).count());
        let list = match depth {
            Count => String::new(),
            Rules(most) => rules(diff, class, most),
            Full | Names(_) => {
                entries.iter().map(|entry| spell(diff, entry, more.next(class).unwrap_or(depth))).collect()
            }
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
    let mut rules: BTreeMap<Rule, Vec<Numbered<'_>>> = BTreeMap::new();
    for (index, change) in diff.changes.iter().enumerate().filter(|(_, change)| change.class == class) {
        rules.entry(change.rule).or_default().push(Numbered { index, change });
    }
    let line = |(rule, all): (&Rule, &Vec<Numbered<'_>>)| {
        let names = if most == 0 { String::new() } else { format!(": {}", names(all, most, named)) };
        format!("- {} ({}){names}\n", code(rule.id()), all.len())
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
        text.push_str(&format!("- **{}**{names} <sub>{}</sub>\n", prose(&about_all(entry)), first.rule.id()));
        text.push_str(&edits(first, depth));
        for Numbered { change, .. } in entry.changes.iter().filter(|_| has_lines) {
            text.push_str(&format!("  - {}{}\n", item(change), small(&[places(diff, change)])));
        }
    } else {
        text.push_str(&format!("- **{}**{}\n", named(first), requested(first)));
        for Numbered { change, .. } in &entry.changes {
            let places = if depth == Full { places(diff, change) } else { String::new() };
            text.push_str(&format!(
                "  - {}{}\n",
                prose(&change.message),
                small(&[change.rule.id().to_owned(), places])
            ));
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
    format!("{}{}", named(change), requested(change))
}

fn named(change: &Change) -> String {
    match change.kind {
        SubjectKind::Phrase => prose(&subject(change)),
        SubjectKind::Item => code(&subject(change)),
    }
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
        // GitHub sees marks only between spaces.
        let what = spelled(it, |piece| match piece {
            Piece::Same(text) => plain(&shown(&text)),
            Piece::Old(text) => format!("~~{}~~", plain(&shown(&text))),
            Piece::New(text) => format!("**{}**", plain(&shown(&text))),
        });
        format!("    - {}: {what}\n", it.keyword)
    };
    if depth == Full { change.documentation.iter().map(line).collect() } else { String::new() }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
