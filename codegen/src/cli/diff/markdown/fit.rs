//! The choice of details, so that reports fit into a comment on a pull request.

use crate::cli::diff::About;
use crate::cli::diff::entries::Entries;
use crate::cli::diff::markdown::Depth::{self, Count, Full, Names, Rules};
use crate::cli::diff::markdown::{ALL, Depths, More, classes, spell, text};
use crate::diff::{Class, Diff};

/// The most bytes of a comment: GitHub allows 65,536 characters, and a character has at least one byte. The rest is for the
/// text that a workflow adds.
const MOST_BYTES: usize = 65_000;

/// Classes, and how much is shown of them in turn.
type Steps = (&'static [Class], &'static [Depth]);

/// The steps to a text that fits: the least important classes first.
const STEPS: [Steps; 3] = [
    (&[Class::Documentation], &[Names(ALL), Names(10), Rules(ALL), Rules(0), Count]),
    (&[Class::Compatible], &[Names(ALL), Names(10), Rules(ALL), Rules(0), Count]),
    (&[Class::Compile, Class::Run], &[Names(ALL), Names(8), Rules(ALL), Rules(0), Count]),
];

/// Returns the changes of each comparison, breaking ones first; the others are folded. Together with `other` bytes, the texts
/// fit into a comment, with as many details of the most important changes as there is space for.
pub(in crate::cli::diff) fn texts(compared: &[(&Diff, &About)], other: usize) -> Vec<String> {
    let comment = Comment::new(compared);
    let most = MOST_BYTES.saturating_sub(other);
    let mut depths = Depths::FULL;
    let mut found = comment.texts(depths, More::none());
    for (classes, depth) in STEPS.into_iter().flat_map(|(classes, all)| all.iter().map(move |depth| (classes, *depth)))
    {
        if length(&found) <= most {
            break;
        }
        let before = *depths.of(classes[0]);
        depths.set(classes, depth);
        if comment.has(classes) {
            found = comment.texts(depths, More::none());
            if length(&found) <= most {
                found = comment.filled(found, (depths, classes, before), most);
            }
        }
    }
    found
}

fn length(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum()
}

/// All comparisons of a comment.
struct Comment<'d> {
    compared: &'d [(&'d Diff, &'d About)],
    entries: Vec<Entries<'d>>,
    /// The changes with all details.
    full: Vec<String>,
}

impl<'d> Comment<'d> {
    fn new(compared: &'d [(&'d Diff, &'d About)]) -> Self {
        let entries: Vec<Entries<'_>> = compared.iter().map(|(diff, _)| Entries::of(diff)).collect();
        let both = compared.iter().zip(&entries);
        let full = both.map(|((diff, _), entries)| classes(diff, entries, Depths::FULL, &mut More::none())).collect();
        Self { compared, entries, full }
    }

    fn texts(&self, depths: Depths, mut more: More) -> Vec<String> {
        let each = self.compared.iter().zip(&self.entries).zip(&self.full);
        let text = |(((diff, about), entries), full): ((&(&Diff, &About), &Entries<'_>), &String)| {
            let list = classes(diff, entries, depths, &mut more);
            text(diff, about, &list, list != *full)
        };
        each.map(text).collect()
    }

    /// Returns whether any comparison has changes of these classes.
    fn has(&self, classes: &[Class]) -> bool {
        self.entries.iter().any(|entries| classes.iter().any(|class| !entries.of_class(*class).is_empty()))
    }

    /// Returns texts with more details of the classes that the last step shortened, as far as there is space.
    fn filled(
        &self,
        found: Vec<String>,
        (mut depths, classes, before): (Depths, &'static [Class], Depth),
        most: usize,
    ) -> Vec<String> {
        let depth = *depths.of(classes[0]);
        let (fewest, names): (usize, fn(usize) -> Depth) = match (before, depth) {
            (Full, Names(_)) => {
                let count = self.fitting(classes, [before, depth], most - length(&found));
                return self.texts(depths, More { classes, depth: before, count });
            }
            (Names(_), Names(fewest)) => (fewest, Names),
            (Rules(_), Rules(fewest)) => (fewest, Rules),
            _ => return found,
        };
        let (mut found, mut fitting) = (found, fewest);
        let all = self.compared.iter().map(|(diff, _)| diff.changes.len()).max().unwrap_or_default();
        let mut too_many = all.max(fewest) + 1;
        while too_many - fitting > 1 {
            let middle = fitting.midpoint(too_many);
            depths.set(classes, names(middle));
            let texts = self.texts(depths, More::none());
            if length(&texts) <= most {
                (found, fitting) = (texts, middle);
            } else {
                too_many = middle;
            }
        }
        found
    }

    /// Returns the number of the first entries that can have the first of two depths, where there is this much space.
    fn fitting(&self, classes: &[Class], [before, depth]: [Depth; 2], mut space: usize) -> usize {
        let growth = |((diff, _), entries): (&(&Diff, &About), &Entries<'_>)| -> Vec<usize> {
            let length = |entry, depth| spell(diff, entry, depth).len();
            let entries = classes.iter().flat_map(|class| entries.of_class(*class));
            entries.map(|entry| length(entry, before).saturating_sub(length(entry, depth))).collect()
        };
        let fits = |growth: &usize| space.checked_sub(*growth).map(|left| space = left).is_some();
        self.compared.iter().zip(&self.entries).flat_map(growth).take_while(fits).count()
    }
}
