//! The comparison of two schemas keyword by keyword, without their subschemas, which are edges to further comparisons.

use std::collections::{BTreeSet, HashMap};

use crate::diff::contract::digest::Digests;
use crate::diff::contract::side::{Id, Schema, SchemaId, Side};
use crate::diff::quoted;
use crate::source::Node;

/// The effect of a difference on the values that a schema allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Fewer values are valid.
    Narrower,
    /// More values are valid.
    Wider,
    /// Some values became valid, and others invalid.
    Both,
    /// More values are valid, and generated types accept them.
    Open,
    /// The same values are valid, and an absent value has another meaning.
    Meaning,
    /// The same values that the crate sends and understands are valid.
    Neutral,
}

impl Effect {
    pub(super) fn is_narrower(self) -> bool {
        matches!(self, Self::Narrower | Self::Both)
    }

    pub(super) fn is_wider(self) -> bool {
        matches!(self, Self::Wider | Self::Both)
    }
}

/// The directions of values: a bit each.
pub(super) type Directions = u8;

/// The crate sends the values.
pub(super) const REQUEST: Directions = 1;
/// The crate receives the values in responses.
pub(super) const RESPONSE: Directions = 2;
/// The API sends the values to webhooks.
pub(super) const WEBHOOK: Directions = 4;
/// The API sends the values to callbacks.
pub(super) const CALLBACK: Directions = 8;
/// The crate receives the values.
pub(super) const RECEIVED: Directions = RESPONSE | WEBHOOK | CALLBACK;
/// All directions.
pub(super) const ALL: Directions = REQUEST | RECEIVED;

/// How the values of a subschema affect those of its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Polarity {
    /// A narrower subschema makes a narrower schema.
    Same,
    /// A narrower subschema makes a wider schema, as within `not`.
    Opposite,
    /// Either.
    Unknown,
}

/// A difference of two schemas. A schema that is part of several pairs has it once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Difference {
    pub(super) keyword: &'static str,
    /// The property, if the difference is of one.
    pub(super) item: Option<String>,
    pub(super) phrase: String,
    pub(super) old: Option<Id>,
    pub(super) new: Option<Id>,
}

/// A difference of one pair of schemas.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) difference: Difference,
    pub(super) effect: Effect,
    /// The directions that the difference matters in.
    pub(super) directions: Directions,
}

/// A pair of subschemas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) old: SchemaId,
    pub(super) new: SchemaId,
    pub(super) polarity: Polarity,
    pub(super) directions: Directions,
}

/// The comparison of two schemas.
pub(super) struct Comparison<'c, 'a> {
    pub(super) old: &'c mut Side<'a>,
    pub(super) new: &'c mut Side<'a>,
    pub(super) before: &'c Schema,
    pub(super) after: &'c Schema,
    /// The new names of renamed components, by the old ones.
    pub(super) renamed: &'c HashMap<String, String>,
    pub(super) digests: &'c mut Digests<'a>,
    /// The places of the differences of each keyword.
    pub(super) at: HashMap<&'static str, (Option<Id>, Option<Id>)>,
    pub(super) found: Vec<Found>,
    pub(super) edges: Vec<Edge>,
}

/// Returns the values of a keyword in the parts of a schema.
pub(super) fn values<'a>(side: &Side<'a>, schema: &Schema, keyword: &str) -> Vec<(Id, &'a Node)> {
    schema.parts.iter().filter_map(|id| Some((*id, side.map(*id)?.get(keyword)?))).collect()
}

/// Returns whether a schema allows no value.
fn is_never(side: &Side<'_>, schema: &Schema) -> bool {
    let is_empty_not = |not: &Node| matches!(not, Node::Bool(true)) || not.as_object().is_some_and(|it| it.is_empty());
    schema.parts.iter().any(|id| match side.node(*id) {
        Node::Bool(false) => true,
        node => node.get("not").is_some_and(is_empty_not),
    })
}

impl Comparison<'_, '_> {
    /// Returns the effort that the comparison takes.
    pub(super) fn effort(&mut self) -> usize {
        let old: usize = self.before.parts.iter().map(|id| self.old.effort_of(*id)).sum();
        let new: usize = self.after.parts.iter().map(|id| self.new.effort_of(*id)).sum();
        old + new
    }

    /// Compares all keywords.
    pub(super) fn run(&mut self) {
        match (is_never(self.old, self.before), is_never(self.new, self.after)) {
            (true, true) => return,
            (true, false) => return self.add("not", "values are now allowed", Effect::Wider),
            (false, true) => return self.add("not", "no value is allowed any more", Effect::Narrower),
            (false, false) => {}
        }
        if !self.types() {
            return;
        }
        self.enumeration();
        self.numbers();
        self.texts();
        self.arrays();
        self.objects();
        self.unions();
        self.conditions();
        self.annotations();
    }

    /// Adds a difference at the first parts with the keyword.
    pub(super) fn add(&mut self, keyword: &'static str, phrase: impl Into<String>, effect: Effect) {
        let place = |side: &Side<'_>, schema: &Schema| {
            let has = |id: &Id| side.map(*id).is_some_and(|map| map.contains_key(keyword));
            schema.parts.iter().copied().find(has).or_else(|| schema.parts.first().copied())
        };
        let places = || (place(self.old, self.before), place(self.new, self.after));
        let (old, new) = *self.at.entry(keyword).or_insert_with(places);
        let difference = Difference { keyword, item: None, phrase: phrase.into(), old, new };
        self.found.push(Found { difference, effect, directions: ALL });
    }

    /// Adds a pair of subschemas; a missing one allows any value.
    pub(super) fn edge(&mut self, old: &[Id], new: &[Id], polarity: Polarity) {
        self.edge_in(old, new, polarity, ALL);
    }

    pub(super) fn edge_in(&mut self, old: &[Id], new: &[Id], polarity: Polarity, directions: Directions) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        if let (Some(old), Some(new)) = (self.old.all(old), self.new.all(new)) {
            self.edges.push(Edge { old, new, polarity, directions });
        }
    }

    /// Returns the places of a subschema keyword in the parts.
    pub(super) fn subschemas(&mut self, keyword: &str) -> (Vec<Id>, Vec<Id>) {
        let of = |side: &mut Side<'_>, schema: &Schema| -> Vec<Id> {
            schema.parts.iter().filter_map(|id| side.child(*id, keyword)).collect()
        };
        (of(self.old, self.before), of(self.new, self.after))
    }

    /// Compares a keyword whose subschema constrains: a missing one allows anything.
    pub(super) fn subschema(&mut self, keyword: &str, polarity: Polarity) {
        let (old, new) = self.subschemas(keyword);
        self.edge(&old, &new, polarity);
    }

    /// Compares the values of a keyword that have no order.
    pub(super) fn texts_of(&mut self, keyword: &'static str, old: Vec<String>, new: Vec<String>) {
        let only = |some: &[String], others: &[String]| -> Vec<String> {
            let others: BTreeSet<&String> = others.iter().collect();
            let mut seen = BTreeSet::new();
            some.iter().filter(|it| !others.contains(it) && seen.insert(*it)).cloned().collect()
        };
        match (only(&old, &new).as_slice(), only(&new, &old).as_slice()) {
            ([], []) => {}
            (gone, []) => {
                gone.iter()
                    .for_each(|it| self.add(keyword, format!("`{keyword}` {} removed", quoted(it)), Effect::Wider));
            }
            ([], more) => {
                more.iter()
                    .for_each(|it| self.add(keyword, format!("`{keyword}` {} added", quoted(it)), Effect::Narrower));
            }
            (gone, more) => {
                let spell = |all: &[String]| all.iter().map(quoted).collect::<Vec<_>>().join(" and ");
                let phrase = format!("`{keyword}` changed from {} to {}", spell(gone), spell(more));
                self.add(keyword, phrase, Effect::Both);
            }
        }
    }

    fn annotations(&mut self) {
        let default = |side: &Side<'_>, schema: &Schema| {
            values(side, schema, "default").first().map(|(_, value)| value.to_string())
        };
        let (old, new) = (default(self.old, self.before), default(self.new, self.after));
        if old != new {
            let spell = |it: Option<String>| it.map_or_else(|| "none".to_owned(), quoted);
            let phrase = format!("the default changed from {} to {}", spell(old), spell(new));
            self.add("default", phrase, Effect::Meaning);
        }
    }
}
