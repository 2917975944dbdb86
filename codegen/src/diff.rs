//! Change reports: the effect of a document's change on users of the generated crate, in terms of HTTP and Rust.
//!
//! The stage compares two models, each with its names: types by their Rust name, operations by method and path. It
//! reports each difference once, at its location.

mod api;
mod constraints;
mod keep;
mod operation;
mod outcome;
mod parameter;
mod rule;
mod schema;
mod source;
mod version;

use std::collections::HashSet;

use serde::Serialize;

pub use keep::proposals;
pub use rule::{Class, Rule};
pub use version::Bump;

use crate::ir::Docs;
use crate::location::{Locate as _, Pointer};
use crate::source::Document;
use crate::surface::Context;

/// The version of [`Diff`]'s JSON format.
const FORMAT: u32 = 1;

/// A document and the model lowered from it.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    /// The model and its names.
    pub context: Context<'a>,
    /// The document, for line numbers.
    pub document: &'a Document,
}

/// All changes between two documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The version of this format.
    pub format: u32,
    /// The old document's name, as given by the caller.
    pub old: String,
    /// The new document's name, as given by the caller.
    pub new: String,
    /// The changes: the worst class first, then by subject.
    pub changes: Vec<Change>,
    /// The recommended increment of the crate's version.
    pub bump: Bump,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The effect on users of the crate.
    pub class: Class,
    /// The stable identifier of the rule that found it.
    pub id: &'static str,
    /// The changed item in Rust: `pets.list`, `Pet.name`.
    pub subject: String,
    /// The method and path, if the item belongs to an operation: `GET /pets`.
    pub request: Option<String>,
    /// A description of the change.
    pub message: String,
    /// The location in the old document.
    pub old: Option<Place>,
    /// The location in the new document.
    pub new: Option<Place>,
}

/// A location in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// A JSON Pointer.
    pub pointer: String,
    /// The overlay or other file that contains it; `None` for the document itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, starting at 1.
    pub line: usize,
}

impl Diff {
    /// Returns the comparison of two documents with these names that are known to be equal.
    pub(crate) fn without_changes(old: String, new: String) -> Self {
        Self { format: FORMAT, old, new, changes: Vec::new(), bump: Bump::None }
    }

    /// Returns the changes of one class.
    pub fn of(&self, class: Class) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.class == class)
    }

    /// Returns whether any change is breaking.
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|change| change.class.is_breaking())
    }
}

/// Compares two revisions.
pub fn diff(old: Revision<'_>, new: Revision<'_>) -> Diff {
    let new_schemes = new.context.api.security_schemes.iter().map(|it| it.name.as_str()).collect();
    let mut differ = Differ { old: old.context, new: new.context, new_schemes, found: Vec::new() };
    differ.api();
    differ.operations();
    differ.types();
    let renames = operation::renames(old.context, new.context);
    let (old_items, new_items) = (old.context.public_items(), new.context.public_items());
    let mut found = source::classify(&old_items, &new_items, &renames, differ.found);
    found.sort_by(|a, b| (a.class, &a.subject, a.rule, &a.message).cmp(&(b.class, &b.subject, b.rule, &b.message)));
    found.dedup_by(|a, b| (a.rule, &a.subject, &a.message) == (b.rule, &b.subject, &b.message));
    let old_places = places(old.document, found.iter().map(|it| it.old.as_ref()));
    let new_places = places(new.document, found.iter().map(|it| it.new.as_ref()));
    let changes = found.into_iter().zip(old_places.into_iter().zip(new_places));
    let changes: Vec<Change> = changes
        .map(|(it, (old, new))| Change {
            class: it.class,
            id: it.rule.id(),
            subject: it.subject,
            request: it.request,
            message: it.message,
            old,
            new,
        })
        .collect();
    let bump = Bump::of(&changes);
    Diff { format: FORMAT, old: old.document.name().to_owned(), new: new.document.name().to_owned(), changes, bump }
}

fn places<'p>(document: &Document, pointers: impl Iterator<Item = Option<&'p Pointer>>) -> Vec<Option<Place>> {
    let pointers: Vec<Option<&Pointer>> = pointers.collect();
    let given: Vec<(Option<usize>, &Pointer)> = pointers.iter().flatten().map(|pointer| (None, *pointer)).collect();
    let mut found = document.places(&given).into_iter();
    let mut place = |_: &Pointer| {
        let found = found.next()?;
        let file = (found.file.name != document.name()).then(|| found.file.name.clone());
        Some(Place { pointer: found.pointer.to_string(), file, line: found.span.line })
    };
    pointers.into_iter().map(|pointer| pointer.and_then(&mut place)).collect::<Vec<_>>()
}

/// A change before its lines are looked up.
#[derive(Debug)]
struct Found {
    rule: Rule,
    class: Class,
    subject: String,
    request: Option<String>,
    message: String,
    old: Option<Pointer>,
    new: Option<Pointer>,
}

/// The collector of changes between two models.
struct Differ<'a> {
    old: Context<'a>,
    new: Context<'a>,
    /// The names of the new document's security schemes.
    new_schemes: HashSet<&'a str>,
    found: Vec<Found>,
}

/// The changed item, with its location in both documents.
#[derive(Clone, Debug, Default)]
struct Subject {
    name: String,
    request: Option<String>,
    old: Option<Pointer>,
    new: Option<Pointer>,
}

impl Subject {
    fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Returns the same subject with the locations extended by `tokens`.
    fn at(&self, tokens: &[&str]) -> Self {
        let below = |pointer: &Pointer| tokens.iter().fold(pointer.clone(), |pointer, token| pointer.join(token));
        Self { old: self.old.as_ref().map(below), new: self.new.as_ref().map(below), ..self.clone() }
    }
}

impl Differ<'_> {
    fn add(&mut self, rule: Rule, class: Class, subject: &Subject, message: impl Into<String>) {
        let Subject { name, request, old, new } = subject.clone();
        self.found.push(Found { rule, class, subject: name, request, message: message.into(), old, new });
    }

    /// Compares deprecation and documentation of one item.
    fn docs(&mut self, [deprecated, undeprecated, documented]: [Rule; 3], of: &Subject, old: &Docs, new: &Docs) {
        match (old.deprecated, new.deprecated) {
            (false, true) => {
                self.add(deprecated, Class::Compatible, of, "now deprecated; the compiler warns about each use")
            }
            (true, false) => self.add(undeprecated, Class::Compatible, of, "no longer deprecated"),
            _ => {}
        }
        if (&old.title, &old.description, &old.example) != (&new.title, &new.description, &new.example) {
            self.add(documented, Class::Documentation, of, "the documentation changed");
        }
    }
}

/// Returns the value in backticks, or `none`.
fn or_none(value: Option<&str>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("`{value}`"))
}
