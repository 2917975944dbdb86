//! What a change of a document means for who uses the crate: in terms of HTTP and of Rust.
//!
//! Two models are compared, each with its names. Types are compared by their name in Rust, operations by method and
//! path; each difference is told once, where it is.

mod api;
mod limit;
mod operation;
mod outcome;
mod parameter;
mod rule;
mod schema;
mod version;

use std::collections::HashSet;

use serde::Serialize;

pub use rule::{Class, Rule};
pub use version::Bump;

use crate::ir::Docs;
use crate::render::Context;
use crate::source::{Document, Pointer};

/// The number of the shape that [`Diff`] has as JSON.
const FORMAT: u32 = 1;

/// A document, and what is made of it.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    /// The model and its names.
    pub context: Context<'a>,
    /// Its text, in which places are found.
    pub document: &'a Document,
}

/// All that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The number of this shape.
    pub format: u32,
    /// The document before, as it was named.
    pub old: String,
    /// The document after, as it was named.
    pub new: String,
    /// The changes, the worst first, then by what they are changes of.
    pub changes: Vec<Change>,
    /// By how much the version of the crate should grow.
    pub bump: Bump,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it means.
    pub class: Class,
    /// The stable name of its kind.
    pub id: &'static str,
    /// What it is a change of, in Rust: `pets.list`, `Pet.name`.
    pub subject: String,
    /// The same in HTTP, of an operation: `GET /pets`.
    pub request: Option<String>,
    /// What changed, and what that means.
    pub message: String,
    /// Where it was.
    pub old: Option<Place>,
    /// Where it is.
    pub new: Option<Place>,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// As a JSON Pointer.
    pub pointer: String,
    /// The overlay that it stands in, where it does not stand in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its line, from 1.
    pub line: usize,
}

impl Diff {
    /// The changes of a class.
    pub fn of(&self, class: Class) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.class == class)
    }

    /// Whether something that worked does not.
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|change| change.class.is_breaking())
    }
}

/// What changed from `old` to `new`.
pub fn diff(old: Revision<'_>, new: Revision<'_>) -> Diff {
    let new_schemes = new.context.api.security_schemes.iter().map(|it| it.name.as_str()).collect();
    let mut differ = Differ { old: old.context, new: new.context, new_schemes, found: Vec::new() };
    differ.api();
    differ.operations();
    differ.types();
    let mut found = differ.found;
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

/// A change before its places are found.
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

/// Collects changes.
struct Differ<'a> {
    old: Context<'a>,
    new: Context<'a>,
    /// The names of the new document's security schemes.
    new_schemes: HashSet<&'a str>,
    found: Vec<Found>,
}

/// What changes are changes of.
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

    /// A part of it that stands at this place below.
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

    /// What is said of something: whether it is deprecated, and how it is described.
    fn said(&mut self, [deprecated, undeprecated, documented]: [Rule; 3], of: &Subject, old: &Docs, new: &Docs) {
        match (old.deprecated, new.deprecated) {
            (false, true) => {
                self.add(deprecated, Class::Compatible, of, "deprecated: the compiler warns where it is used")
            }
            (true, false) => self.add(undeprecated, Class::Compatible, of, "not deprecated any more"),
            _ => {}
        }
        if (&old.title, &old.description, &old.example) != (&new.title, &new.description, &new.example) {
            self.add(documented, Class::Documentation, of, "described otherwise");
        }
    }
}

/// A value, or that there is none.
fn or_nothing(value: Option<&str>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"))
}
