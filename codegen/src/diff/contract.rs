//! The comparison of the values that two documents allow in requests, responses, webhooks and callbacks.
//!
//! It reads the documents before normalization drops or merges keywords that no Rust type expresses. `side` resolves the
//! references of one document, `compare` compares two schemas keyword by keyword, and `graph` compares each reachable pair
//! once, except those that `same` finds to be equal, within the bound of `effort`. `exchange` finds the schemas that operations
//! use, and `report` gives each difference its rule, class and subject.

mod array;
mod compare;
mod digest;
mod effort;
mod exchange;
mod graph;
mod number;
mod object;
mod report;
mod same;
mod security;
mod side;
mod union;
mod uses;
mod value;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use indexmap::IndexMap;

use crate::diff::operation::Called;
use crate::diff::{Class, Differ, Found, Rule, Subject};
use crate::ir::TypeId;
use crate::location::{Locate as _, Pointer};
use crate::source::Document;
use compare::Directions;
use graph::Graph;
use side::{Id, Side};

/// The kind of a use of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Parameter,
    Body,
    Response,
    Header,
    Webhook,
    Callback,
}

/// A use of a schema by an operation or a webhook.
struct Use {
    kind: Kind,
    subject: Subject,
    /// The words before each message.
    prefix: String,
    /// The places of the schema.
    places: (Id, Id),
    /// The rules that have reported a change of the subject before.
    reported: Vec<Rule>,
}

/// The largest number of uses that are stored; others are only counted.
const MAX_USES: usize = 100_000;

/// A response that operations share, with one status code.
#[derive(Default)]
struct SharedResponse {
    /// The number of operations.
    count: usize,
    /// The indices of the changes that were found for the first operation.
    changes: Range<usize>,
    /// The pairs of schemas that the response uses.
    pairs: Vec<usize>,
}

/// The comparison of two contracts.
struct Contract<'d, 'a> {
    documents: (&'d Document, &'d Document),
    graph: Graph<'d>,
    uses: Vec<Use>,
    /// The responses by their places and status code.
    shared: IndexMap<((Id, Id), String), SharedResponse>,
    /// The pairs of uses that are only counted, if the changes of an operation are those of others.
    counted: Option<Vec<usize>>,
    /// The types at places of each document.
    types: (HashMap<Pointer, TypeId>, HashMap<Pointer, TypeId>),
    /// The rules of the changes found before, by subject.
    reported: HashMap<String, Vec<Rule>>,
    /// The rules and old locations of these changes.
    reported_at: HashSet<(Rule, Pointer)>,
    differ: &'d mut Differ<'a>,
}

/// The rules that report another type at the place of a schema.
const REPLACED: [Rule; 5] = [
    Rule::MemberTypeChanged,
    Rule::TypeKindChanged,
    Rule::TypeTargetChanged,
    Rule::WebhookChanged,
    Rule::OtherMembersChanged,
];

impl<'a> Differ<'a> {
    /// Compares the contracts of two documents, after all other comparisons.
    pub(super) fn contract(&mut self, old: &Document, new: &Document, operations: &[(Called<'a>, Called<'a>)]) {
        let (Some(before), Some(after)) = (&old.contract, &new.contract) else { return };
        let mut reported: HashMap<String, Vec<Rule>> = HashMap::new();
        for found in &self.found {
            let rules = reported.entry(found.subject.clone()).or_default();
            // A subject has few rules, and many changes may have one subject.
            if !rules.contains(&found.rule) {
                rules.push(found.rule);
            }
        }
        let reported_at = self.found.iter().filter_map(|found| Some((found.rule, found.old.clone()?))).collect();
        let mut contract = Contract {
            documents: (old, new),
            graph: Graph::new(before, after),
            uses: Vec::new(),
            shared: IndexMap::new(),
            counted: None,
            types: (HashMap::new(), HashMap::new()),
            reported,
            reported_at,
            differ: self,
        };
        contract.name();
        contract.replace();
        contract.types();
        for (old, new) in operations {
            contract.operation(*old, *new);
        }
        contract.webhooks();
        contract.security_schemes();
        contract.count_shared();
        let uses = contract.graph.run();
        contract.report(&uses);
    }
}

/// Returns the place in `side` of a value of the normalized document.
fn locate(side: &mut Side<'_>, document: &Document, pointer: &Pointer) -> Option<Id> {
    let written = document.origin(pointer);
    let mut at = |pointer: &Pointer| side.place(pointer.clone()).filter(|id| side.spot(*id) == written);
    // Most values are where they were written.
    at(pointer).or_else(|| at(&written.1))
}

impl Contract<'_, '_> {
    fn find_old(&mut self, pointer: &Pointer) -> Option<Id> {
        locate(&mut self.graph.old, self.documents.0, pointer)
    }

    fn find_new(&mut self, pointer: &Pointer) -> Option<Id> {
        locate(&mut self.graph.new, self.documents.1, pointer)
    }

    /// Finds the schemas with a name in Rust.
    fn name(&mut self) {
        let (old, new) = (self.differ.old, self.differ.new);
        for id in old.api.type_ids() {
            if let Some(place) = self.find_old(&old.api.type_def(id).pointer) {
                self.graph.named.0.entry(place).or_default().push(id);
                self.types.0.insert(self.graph.old.pointer(place).clone(), id);
            }
        }
        for id in new.api.type_ids() {
            if let Some(place) = self.find_new(&new.api.type_def(id).pointer) {
                self.graph.named.1.entry(place).or_default().push(id);
                self.types.1.insert(self.graph.new.pointer(place).clone(), id);
            }
        }
        for (was, is) in self.differ.types.both.clone() {
            self.graph.partners.insert((was, is));
            let last = |pointer: &Pointer| pointer.tokens().next_back().unwrap_or_default();
            let (was, is) = (last(&old.api.type_def(was).pointer), last(&new.api.type_def(is).pointer));
            if was != is {
                self.graph.renamed.insert(was, is);
            }
        }
    }

    /// Finds the pairs of schemas whose Rust types differ: that change is reported already.
    fn replace(&mut self) {
        let of = |found: &Found| Some((found.rule, found.old.clone()?, found.new.clone()?));
        let replaced = self.differ.found.iter().filter(|found| REPLACED.contains(&found.rule)).filter_map(of);
        for (rule, old, new) in replaced.collect::<Vec<_>>() {
            let old = self.find_old(&old).or_else(|| property(&mut self.graph.old, self.documents.0, &old));
            let new = self.find_new(&new).or_else(|| property(&mut self.graph.new, self.documents.1, &new));
            let (Some(old), Some(new)) = (old, new) else { continue };
            match rule {
                Rule::TypeKindChanged | Rule::TypeTargetChanged => drop(self.graph.changed.insert((old, new), rule)),
                _ => self.graph.replace(old, new),
            }
        }
    }

    /// Adds all types, also those that no operation uses.
    fn types(&mut self) {
        let (old, new) = (self.differ.old, self.differ.new);
        for (was, is) in self.differ.types.both.clone() {
            let places = (self.find_old(&old.api.type_def(was).pointer), self.find_new(&new.api.type_def(is).pointer));
            if let (Some(old), Some(new)) = places {
                self.graph.root(old, new, 0);
            }
        }
    }

    /// Adds the schemas at two places that operations use.
    fn use_of(&mut self, places: (Id, Id), directions: Directions, kind: Kind, subject: &Subject, prefix: &str) {
        let Some(at) = self.graph.root(places.0, places.1, directions) else { return };
        let pair = &mut self.graph.pairs[at];
        if pair.is_named {
            return;
        }
        if self.counted.is_some() || self.uses.len() >= MAX_USES {
            pair.more += 1;
            self.counted.iter_mut().for_each(|pairs| pairs.push(at));
            return;
        }
        pair.direct.push(self.uses.len());
        let (subject, prefix) = (subject.clone(), prefix.to_owned());
        let reported = self.reported.get(&subject.name).cloned().unwrap_or_default();
        self.uses.push(Use { kind, subject, prefix, places, reported });
    }

    fn is_reported(&self, subject: &str, rule: Rule) -> bool {
        self.reported.get(subject).is_some_and(|rules| rules.contains(&rule))
    }

    fn is_reported_at(&self, place: &Pointer, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.reported_at.contains(&(*rule, place.clone())))
    }

    /// Adds a change with places of the contracts.
    fn add(&mut self, rule: Rule, class: Class, subject: &Subject, message: String, places: (Option<Id>, Option<Id>)) {
        if self.counted.is_some() {
            return;
        }
        let (old, new) = (places.0.map(|id| self.graph.old.spot(id)), places.1.map(|id| self.graph.new.spot(id)));
        let files = (old.as_ref().map(|it| it.0), new.as_ref().map(|it| it.0));
        let (old, new) = (old.map(|it| it.1), new.map(|it| it.1));
        self.differ.found.push(Found { old, new, files, ..Found::new(rule, class, subject, message) });
    }
}

/// Returns the place of a property that a part of the schema has, given the pointer as if the schema itself had it.
fn property(side: &mut Side<'_>, document: &Document, pointer: &Pointer) -> Option<Id> {
    let (properties, name) = pointer.split_last()?;
    let (schema, keyword) = properties.split_last()?;
    if keyword != "properties" {
        return None;
    }
    let schema = locate(side, document, &schema)?;
    let schema = side.schema(schema)?;
    side.get(schema).parts.iter().find_map(|part| {
        let properties = side.child(*part, "properties")?;
        side.child(properties, &name)
    })
}
