//! Change reports: the effect of a document's change on users of the generated crate, in terms of HTTP and Rust.
//!
//! The stage compares two models, each with its names; `pair` matches their operations and types. It reports each difference
//! once, at its location.

mod api;
mod cause;
mod contract;
mod documentation;
mod keep;
mod merged;
mod operation;
mod outcome;
mod overlaid;
mod pair;
mod parameter;
mod rule;
mod schema;
mod source;
mod version;

use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use serde::Serialize;

pub use documentation::TextEdit;
pub use keep::proposals;
pub(crate) use merged::OfDocument;
pub use rule::{Class, Rule};
pub use version::Bump;

use operation::Called;
use overlaid::{Overlaid, Spot};
use pair::TypePairs;

use crate::ir::Docs;
use crate::location::{Locate as _, Pointer};
use crate::name::Ident as _;
use crate::source::Document;
use crate::surface::Context;
use crate::text::code::{code, shortened};

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
    /// The lines for the settings that keep old names, if something only changed its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<String>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The effect on users of the crate.
    pub class: Class,
    /// The rule that found it; its stable identifier in JSON.
    #[serde(rename = "id")]
    pub rule: Rule,
    /// The changed item: `pets.list`, `Pet.name`, `the API`.
    pub subject: String,
    /// The kind of the subject.
    #[serde(skip)]
    pub kind: SubjectKind,
    /// The method and path, if the item belongs to an operation: `GET /pets`.
    pub request: Option<String>,
    /// A description of the change.
    pub message: String,
    /// The location in the old document.
    pub old: Option<Place>,
    /// The location in the new document.
    pub new: Option<Place>,
    /// The index in [`Diff::changes`] of the change that this one follows from: the type that a removed operation used is
    /// removed with it. If there are several, the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<usize>,
    /// The texts that changed, if the documentation did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documentation: Vec<TextEdit>,
}

/// The kind of a change's subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// An item in Rust, such as `Pet.name`.
    #[default]
    Item,
    /// A phrase, such as `the API`.
    Phrase,
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
    /// The first byte in the file.
    #[serde(skip)]
    pub offset: usize,
}

impl Diff {
    /// Returns the comparison of two documents with these names that are known to be equal.
    pub(crate) fn without_changes(old: String, new: String) -> Self {
        Self { format: FORMAT, old, new, changes: Vec::new(), bump: Bump::None, keep: None }
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
    let pair::Pairs { operations, types } = pair::Pairs::new(old.context, new.context);
    let mut differ = Differ { old: old.context, new: new.context, types, new_schemes, found: Vec::new() };
    differ.api();
    let both = operations.both.clone();
    differ.operations(operations);
    differ.types();
    differ.contract(old.document, new.document, &both);
    let renamed_types: Vec<(String, String)> = differ.types.renamed().collect();
    let renamed_operations = both.iter().map(|(old, new)| (old.rust(), new.rust())).filter(|(old, new)| old != new);
    let renamed_operations: Vec<(String, String)> = renamed_operations.collect();
    let renames: HashMap<String, String> = renamed_types.iter().chain(&renamed_operations).cloned().collect();
    let (old_items, new_items) = (old.context.public_items(), new.context.public_items());
    let keep = keep::proposals(&renamed_types, &renamed_operations, &old_items, &new_items);
    let mut found = source::classify(&old_items, &new_items, &renames, differ.found);
    let items = [old.context, new.context].map(locations);
    for it in found.iter_mut().filter(|it| it.rule.is_of_items()) {
        let [was, is] = &items;
        it.old = source::nearest(&it.subject, |name| was.get(name).cloned());
        it.new = source::nearest(&it.subject, |name| is.get(renames.get(name).map_or(name, String::as_str)).cloned());
    }
    // Values that a call sends as another parameter come first: neither compiler nor server may notice them.
    let is_silent = |it: &Found| it.rule == Rule::ArgumentsSwapped;
    found.sort_by(|a, b| {
        let order = |it: &Found| (it.class, !is_silent(it));
        (order(a), &a.subject, a.rule, &a.message).cmp(&(order(b), &b.subject, b.rule, &b.message))
    });
    found.dedup_by(|a, b| (a.rule, &a.subject, &a.message) == (b.rule, &b.subject, &b.message));
    let overlaid = [Overlaid::new(old.document, new.document), Overlaid::new(new.document, old.document)];
    let old_spots = found.iter().map(|it| Some(overlaid[0].spot(it.files.0, it.old.as_ref()?)));
    let new_spots = found.iter().map(|it| Some(overlaid[1].spot(it.files.1, it.new.as_ref()?)));
    let (old_places, new_places) = (places(old.document, old_spots), places(new.document, new_spots));
    let causes = cause::causes(&found, old.context, new.context);
    let changes = found.into_iter().zip(causes).zip(old_places.into_iter().zip(new_places));
    let changes: Vec<Change> = changes
        .map(|((it, because), (old, new))| Change {
            class: it.class,
            rule: it.rule,
            subject: it.subject,
            kind: it.kind,
            request: it.request,
            message: it.message,
            old,
            new,
            because,
            documentation: it.documentation,
        })
        .collect();
    let bump = Bump::of(&changes);
    Diff {
        format: FORMAT,
        old: old.document.name().to_owned(),
        new: new.document.name().to_owned(),
        changes,
        bump,
        keep,
    }
}

/// Returns the place of each pointer: into the file with the index, or into the document's tree.
fn places(document: &Document, pointers: impl Iterator<Item = Option<Spot>>) -> Vec<Option<Place>> {
    let pointers: Vec<Option<Spot>> = pointers.collect();
    let given: Vec<(Option<usize>, &Pointer)> = pointers.iter().flatten().map(|(file, at)| (*file, at)).collect();
    let mut found = document.places(&given).into_iter();
    let mut place = |_| {
        let found = found.next()?;
        let file = (found.file.name != document.name()).then(|| found.file.name.clone());
        Some(Place { pointer: found.pointer.to_string(), file, line: found.span.line, offset: found.span.start })
    };
    pointers.into_iter().map(|pointer| pointer.and_then(&mut place)).collect::<Vec<_>>()
}

/// Returns the location of each type and operation, by its name in reports.
fn locations(context: Context<'_>) -> HashMap<String, Pointer> {
    let ident = |id| context.names.of(id).ident.as_str().to_owned();
    let types = context.api.type_ids().map(|id| (ident(id), context.api.type_def(id).pointer.clone()));
    let operations = Called::all(context).into_iter().map(|it| (it.rust(), it.operation.pointer.clone()));
    types.chain(operations).collect()
}

/// A change before its lines are looked up.
#[derive(Clone, Debug)]
struct Found {
    rule: Rule,
    class: Class,
    subject: String,
    kind: SubjectKind,
    request: Option<String>,
    message: String,
    old: Option<Pointer>,
    new: Option<Pointer>,
    documentation: Vec<TextEdit>,
    /// The files that the locations point into; `None` for the tree of the normalized document.
    files: (Option<usize>, Option<usize>),
}

impl Found {
    /// Returns a change without locations.
    fn new(rule: Rule, class: Class, subject: &Subject, message: impl Into<String>) -> Self {
        let Subject { name, kind, request, .. } = subject.clone();
        Self {
            rule,
            class,
            subject: name,
            kind,
            request,
            message: message.into(),
            old: None,
            new: None,
            documentation: Vec::new(),
            files: (None, None),
        }
    }
}

/// The collector of changes between two models.
struct Differ<'a> {
    old: Context<'a>,
    new: Context<'a>,
    /// The types that are the same.
    types: TypePairs,
    /// The names of the new document's security schemes.
    new_schemes: HashSet<&'a str>,
    found: Vec<Found>,
}

/// The changed item, with its location in both documents.
#[derive(Clone, Debug, Default)]
struct Subject {
    name: String,
    kind: SubjectKind,
    request: Option<String>,
    old: Option<Pointer>,
    new: Option<Pointer>,
}

impl Subject {
    /// Returns an item in Rust without locations.
    fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Returns something without a name in Rust, such as `the API`, without locations.
    fn phrase(phrase: impl Into<String>) -> Self {
        Self { kind: SubjectKind::Phrase, ..Self::named(phrase) }
    }

    /// Returns the same subject with the locations extended by `tokens`.
    fn at(&self, tokens: &[&str]) -> Self {
        let below = |pointer: &Pointer| tokens.iter().fold(pointer.clone(), |pointer, token| pointer.join(token));
        Self { old: self.old.as_ref().map(below), new: self.new.as_ref().map(below), ..self.clone() }
    }
}

impl Differ<'_> {
    /// Returns a type of the old revision with the new names of renamed types.
    fn now(&self, spelled: &str) -> String {
        self.types.now(spelled)
    }

    fn add(&mut self, rule: Rule, class: Class, subject: &Subject, message: impl Into<String>) {
        let Subject { old, new, .. } = subject.clone();
        self.found.push(Found { old, new, ..Found::new(rule, class, subject, message) });
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
        self.documented(documented, of, old, new);
    }
}

/// The most characters of a value in a message.
const LONGEST: usize = 400;

/// The most values in a list in a message.
const MOST_VALUES: usize = 50;

/// Returns a value for a message: between backticks, and shortened.
fn quoted(value: impl Display) -> String {
    code(&shortened(&value.to_string(), LONGEST))
}

/// Returns the value in backticks, or `none`.
fn or_none(value: Option<&str>) -> String {
    value.map_or_else(|| "none".to_owned(), quoted)
}

/// Returns the values in backticks, or `none`.
fn all_or_none(values: &[String]) -> String {
    let more = values.len().saturating_sub(MOST_VALUES);
    let each = values.iter().take(MOST_VALUES).map(quoted).chain((more > 0).then(|| format!("{more} more")));
    if values.is_empty() { "none".to_owned() } else { each.collect::<Vec<_>>().join(" and ") }
}
