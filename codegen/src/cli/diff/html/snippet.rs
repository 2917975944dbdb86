//! Both documents at the location of a change, line by line.

use std::collections::HashMap;

use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};

use crate::Diagnosed;
use crate::cli::diff::html::escape;
use crate::diff::{Change, Place};
use crate::text::code::shortened;
use crate::text::shown_source;

/// The lines before a location.
const BEFORE: usize = 3;

/// The most lines from a location on.
const MOST: usize = 12;

/// The fewest lines from a location on.
const FEWEST: usize = 4;

/// The most characters of a line.
const LONGEST: usize = 200;

/// The bytes before a location in a longer line.
const BEFORE_BYTES: usize = 60;

/// A document's files by name, and the name of its main file.
pub(super) struct Sources<'d> {
    own: &'d str,
    files: HashMap<&'d str, Lines<'d>>,
}

/// The lines of a file, each with the offset of its first byte.
struct Lines<'d>(Vec<(usize, &'d str)>);

impl<'d> Lines<'d> {
    fn of(text: &'d str) -> Self {
        let mut next = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            let start = next;
            next += line.len();
            (start, line.trim_end_matches(['\r', '\n']))
        });
        Self(lines.collect())
    }

    /// Returns the shown part of a line: of a long one the part from a location on, or the first part.
    fn shown(&self, index: usize, offset: usize) -> String {
        let (start, line) = self.0[index];
        let spell = |line: &str| shown_source(line).replace('\t', "    ");
        if line.len() <= LONGEST {
            return spell(line);
        }
        let at = offset.checked_sub(start).filter(|at| *at < line.len()).unwrap_or(0).saturating_sub(BEFORE_BYTES);
        let from = &line[line.floor_char_boundary(at)..];
        let part = match from.char_indices().nth(LONGEST) {
            Some((end, _)) => &from[..end],
            None => from,
        };
        let (before, after) =
            (if from.len() < line.len() { "…" } else { "" }, if part.len() < from.len() { "…" } else { "" });
        format!("{before}{}{after}", spell(part))
    }
}

impl<'d> Sources<'d> {
    /// Returns the files of one side; `None` without documents.
    pub(super) fn of(mut documents: impl Iterator<Item = &'d Diagnosed>) -> Option<Self> {
        let (first, _) = documents.next()?;
        let all = [first].into_iter().chain(documents.map(|(document, _)| document));
        let files = all.flat_map(|document| document.files.iter().rev());
        let files = files.map(|file| (file.name.as_str(), Lines::of(&file.text))).collect();
        Some(Self { own: first.files.first().map_or("", |file| &file.name), files })
    }

    /// Returns the lines at a location.
    fn excerpt<'p>(&'p self, place: &'p Place) -> Option<Excerpt<'p>> {
        let named = place.file.as_deref().filter(|name| self.files.contains_key(name));
        let name = named.unwrap_or(self.own);
        let file = self.files.get(name)?;
        let lines = &file.0;
        let at = place.line.checked_sub(1).filter(|at| *at < lines.len())?;
        let start = at.saturating_sub(BEFORE);
        let indent = |line: &str| line.len() - line.trim_start().len();
        let is_inner = |(_, line): &&(usize, &str)| line.trim().is_empty() || indent(line) > indent(lines[at].1);
        let block = 1 + lines[at + 1..].iter().take(MOST).take_while(is_inner).count();
        let end = lines.len().min(at + block.clamp(FEWEST, MOST));
        let lines = (start..end).map(|index| file.shown(index, place.offset)).collect();
        Some(Excerpt { name, place, start, lines })
    }
}

/// Some lines of a document.
struct Excerpt<'d> {
    name: &'d str,
    place: &'d Place,
    /// The number of the lines before.
    start: usize,
    lines: Vec<String>,
}

impl Excerpt<'_> {
    fn caption(&self) -> String {
        let Place { line, pointer, .. } = self.place;
        let pointer = shortened(pointer, LONGEST);
        format!("<figcaption>{}:{line} <small>{}</small></figcaption>", escape(self.name), escape(&pointer))
    }

    /// Returns a line with its number, where `line` is its content in HTML.
    fn row(&self, kind: &str, index: usize, line: &str) -> String {
        let number = self.start + index + 1;
        let at = if number == self.place.line { " at" } else { "" };
        format!("<code class=\"{kind}{at}\" data-n=\"{number}\">{line}</code>")
    }

    fn plain(&self, kind: &str) -> String {
        let rows = self.lines.iter().enumerate();
        rows.map(|(index, line)| format!("<div>{}</div>\n", self.row(kind, index, &escape(line)))).collect()
    }
}

/// Returns the lines of both documents at the location of a change: next to each other if they are of the same value.
pub(super) fn snippet(change: &Change, [old, new]: &[Option<Sources<'_>>; 2]) -> String {
    match (excerpt(&change.old, old), excerpt(&change.new, new)) {
        (Some((old, was)), Some((new, is))) if are_same(was, is) => format!(
            "<figure class=\"both\"><div class=\"captions\">{}{}</div>\n{}</figure>\n",
            old.caption(),
            new.caption(),
            aligned(&old, &new)
        ),
        (old, new) => {
            let figure = |it: Option<(Excerpt<'_>, &str)>, kind| {
                it.map(|(it, _)| format!("<figure>{}{}</figure>\n", it.caption(), it.plain(kind))).unwrap_or_default()
            };
            format!("<div class=\"sides\">{}{}</div>\n", figure(old, "old"), figure(new, "new"))
        }
    }
}

fn excerpt<'p>(place: &'p Option<Place>, side: &'p Option<Sources<'_>>) -> Option<(Excerpt<'p>, &'p str)> {
    let place = place.as_ref()?;
    Some((side.as_ref()?.excerpt(place)?, &place.pointer))
}

/// Returns whether two pointers can be of the same value, rather than one of a value that the other document does not have:
/// a removed response has a location in it, and the operation in the other.
fn are_same(old: &str, new: &str) -> bool {
    old.matches('/').count() == new.matches('/').count()
}

fn aligned(old: &Excerpt<'_>, new: &Excerpt<'_>) -> String {
    const NONE: &str = "<code class=\"none\"></code>";
    let mut text = String::new();
    let mut row = |kind: &str, old: &str, new: &str| {
        text.push_str(&format!("<div class=\"{kind}\">{old}{new}</div>\n"));
    };
    for op in capture_diff_slices(Algorithm::Myers, &old.lines, &new.lines) {
        let (was, is) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            for (a, b) in was.zip(is) {
                let line = escape(&old.lines[a]);
                row("same", &old.row("old", a, &line), &new.row("new", b, &line));
            }
            continue;
        }
        for at in 0..was.len().max(is.len()) {
            let (a, b) = (was.clone().nth(at), is.clone().nth(at));
            let [left, right] = match (a, b) {
                (Some(a), Some(b)) => marked(&old.lines[a], &new.lines[b]),
                (a, b) => {
                    [a.map(|a| escape(&old.lines[a])), b.map(|b| escape(&new.lines[b]))].map(Option::unwrap_or_default)
                }
            };
            let left = a.map_or_else(|| NONE.to_owned(), |a| old.row("old", a, &left));
            let right = b.map_or_else(|| NONE.to_owned(), |b| new.row("new", b, &right));
            row("changed", &left, &right);
        }
    }
    text
}

/// Returns two lines with the words that differ marked.
fn marked(old: &str, new: &str) -> [String; 2] {
    let [mut left, mut right] = [String::new(), String::new()];
    for change in TextDiff::from_words(old, new).iter_all_changes() {
        let word = escape(change.value());
        match change.tag() {
            ChangeTag::Equal => {
                left.push_str(&word);
                right.push_str(&word);
            }
            ChangeTag::Delete => left.push_str(&format!("<del>{word}</del>")),
            ChangeTag::Insert => right.push_str(&format!("<ins>{word}</ins>")),
        }
    }
    [left, right]
}
