//! The pairs of schemas that a comparison reaches, each compared once, with the directions that it is used in.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use indexmap::IndexMap;

use crate::diff::Rule;
use crate::diff::contract::compare::{ALL, Comparison, Difference, Directions, Edge, Effect, Found, Polarity};
use crate::diff::contract::digest::Digests;
use crate::diff::contract::effort;
use crate::diff::contract::same::Same;
use crate::diff::contract::side::{Id, Schema, SchemaId, Side};
use crate::diff::contract::uses::{self, Use, Uses};
use crate::ir::TypeId;
use crate::source::Snapshot;

/// Returns whether no Rust type expresses a keyword, so that a change of the type does not cover it.
pub(super) fn is_beside_type(keyword: &str) -> bool {
    let keywords = [
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    ];
    keywords.contains(&keyword)
}

/// The types at places of a document.
pub(super) type Named = HashMap<Id, Vec<TypeId>>;

/// The first part of each schema that has a name in Rust.
type FirstNamed = HashMap<SchemaId, Option<Id>>;

/// The bits of directions in which a narrower schema allows more values.
const OPPOSITE: u8 = 4;

/// A pair of schemas.
pub(super) struct Pair {
    /// Whether a schema of the pair has a name in Rust.
    pub(super) is_named: bool,
    /// Where the pair is used: the directions, and those in which a narrower schema allows more values.
    flags: u8,
    /// The uses of the schemas themselves, and the number of those that are only counted.
    pub(super) direct: Vec<Use>,
    pub(super) more: usize,
    /// The indices of the differences, with the directions that they matter in.
    pub(super) differences: Vec<(usize, Directions)>,
    pub(super) edges: Vec<(usize, Polarity, Directions)>,
    is_queued: bool,
}

impl Pair {
    /// Returns the directions in which a narrower schema allows fewer values.
    pub(super) fn directions(&self) -> Directions {
        self.flags & ALL
    }

    /// Returns the directions in which a narrower schema allows more values.
    pub(super) fn opposite(&self) -> Directions {
        self.flags >> OPPOSITE & ALL
    }
}

/// The pairs of schemas.
pub(super) struct Graph<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    pub(super) pairs: Vec<Pair>,
    /// The differences, each with its effect.
    pub(super) differences: IndexMap<Difference, Effect>,
    /// The places of pairs whose Rust types differ; another rule reports them.
    replaced: HashSet<(Id, Id)>,
    /// The places of named types that became another kind of type; another rule reports them.
    pub(super) changed: HashMap<(Id, Id), Rule>,
    /// The types with a name in Rust at a place; such a schema does not belong to one use.
    pub(super) named: (Named, Named),
    first_named: (FirstNamed, FirstNamed),
    /// The matched types.
    pub(super) partners: HashSet<(TypeId, TypeId)>,
    /// The new names of renamed components, by the old ones.
    pub(super) renamed: HashMap<String, String>,
    ids: HashMap<(SchemaId, SchemaId), usize>,
    queue: Vec<usize>,
    same: Same,
    digests: Digests<'a>,
    /// The effort spent on pairs so far, and the most that may be spent.
    effort: usize,
    bound: usize,
}

impl<'a> Graph<'a> {
    pub(super) fn new(old: &'a Snapshot, new: &'a Snapshot) -> Self {
        let bound = effort::bound(old.root(), new.root());
        let (old, new) = (Side::new(old, bound), Side::new(new, bound));
        Self {
            same: Same::new(&old, &new),
            old,
            new,
            pairs: Vec::new(),
            differences: IndexMap::new(),
            replaced: HashSet::new(),
            changed: HashMap::new(),
            named: (Named::new(), Named::new()),
            first_named: (FirstNamed::new(), FirstNamed::new()),
            partners: HashSet::new(),
            renamed: HashMap::new(),
            ids: HashMap::new(),
            queue: Vec::new(),
            digests: Digests::default(),
            effort: 0,
            bound,
        }
    }

    /// Returns whether all pairs could be compared.
    pub(super) fn is_complete(&self) -> bool {
        !self.is_exhausted() && !self.old.is_exhausted() && !self.new.is_exhausted()
    }

    fn is_exhausted(&self) -> bool {
        self.effort > self.bound
    }

    /// Adds the pair of the schemas at two places, used in some directions, and returns it; `None` if another rule reports it, or
    /// if the bound on the effort is reached.
    pub(super) fn root(&mut self, old: Id, new: Id, directions: Directions) -> Option<usize> {
        let (old, new) = (self.old.schema(old)?, self.new.schema(new)?);
        if self.are_others(old, new) {
            return None;
        }
        let pair = self.pair(old, new)?;
        self.mark(pair, directions);
        Some(pair)
    }

    /// Follows the edges of all pairs, and returns the uses of each.
    pub(super) fn run(&mut self) -> Vec<Uses> {
        while let Some(at) = self.queue.pop() {
            self.pairs[at].is_queued = false;
            let flags = self.pairs[at].flags;
            for index in 0..self.pairs[at].edges.len() {
                let (child, polarity, directions) = self.pairs[at].edges[index];
                let (same, opposite) = (flags & directions, flags >> OPPOSITE & directions);
                let flags = match polarity {
                    Polarity::Same => same | opposite << OPPOSITE,
                    Polarity::Opposite => opposite | same << OPPOSITE,
                    Polarity::Unknown => same | opposite | (same | opposite) << OPPOSITE,
                };
                self.mark(child, flags);
            }
        }
        uses::of_pairs(&self.pairs)
    }

    /// Adds directions to a pair, and visits it again if it had not all of them.
    fn mark(&mut self, at: usize, flags: u8) {
        let pair = &mut self.pairs[at];
        let before = pair.flags;
        pair.flags |= flags;
        if before != pair.flags && !pair.is_queued {
            pair.is_queued = true;
            self.queue.push(at);
        }
    }

    /// Returns the pair of two schemas, compared; `None` if the bound on the effort is reached.
    fn pair(&mut self, old: SchemaId, new: SchemaId) -> Option<usize> {
        let key = (old, new);
        if let Some(at) = self.ids.get(&key) {
            return Some(*at);
        }
        // A stack of pairs instead of recursion: schemas nest deeply.
        let first = self.add(key)?;
        let mut open = vec![(first, key)];
        while let Some((at, (old, new))) = open.pop() {
            if self.is_exhausted() {
                break;
            }
            let schemas = (self.old.get(old), self.new.get(new));
            if self.same.are_same(&self.old, &self.new, (&schemas.0, &schemas.1)) {
                continue;
            }
            let (found, edges) = self.compared(&schemas.0, &schemas.1);
            for it in found {
                let entry = self.differences.entry(it.difference);
                let index = entry.index();
                entry.or_insert(it.effect);
                self.pairs[at].differences.push((index, it.directions));
            }
            for Edge { old, new, polarity, directions } in edges {
                let key = (old, new);
                let child = match self.ids.get(&key) {
                    Some(child) => *child,
                    None => {
                        let Some(child) = self.add(key) else { break };
                        open.push((child, key));
                        child
                    }
                };
                self.pairs[at].edges.push((child, polarity, directions));
            }
        }
        Some(first)
    }

    fn add(&mut self, key: (SchemaId, SchemaId)) -> Option<usize> {
        if self.is_exhausted() {
            return None;
        }
        self.effort += effort::OF_PAIR;
        let named = self.named_parts(key.0, key.1);
        let is_named = named.0.is_some() || named.1.is_some();
        let (direct, differences, edges) = (Vec::new(), Vec::new(), Vec::new());
        self.pairs.push(Pair { is_named, flags: 0, direct, more: 0, differences, edges, is_queued: false });
        self.ids.insert(key, self.pairs.len() - 1);
        Some(self.pairs.len() - 1)
    }

    /// Compares two schemas, and returns the differences that no other rule reports, and the pairs of subschemas to compare.
    fn compared(&mut self, before: &Rc<Schema>, after: &Rc<Schema>) -> (Vec<Found>, Vec<Edge>) {
        let mut comparison = Comparison {
            old: &mut self.old,
            new: &mut self.new,
            before,
            after,
            renamed: &self.renamed,
            digests: &mut self.digests,
            at: HashMap::new(),
            found: Vec::new(),
            edges: Vec::new(),
        };
        self.effort += comparison.effort();
        comparison.run();
        let Comparison { mut found, mut edges, .. } = comparison;
        let first = before.parts.first().copied().zip(after.parts.first().copied());
        let rule = first.and_then(|first| self.changed.get(&first).copied());
        if rule == Some(Rule::TypeKindChanged) {
            found.clear();
        } else if rule.is_some() || first.is_some_and(|first| self.replaced.contains(&first)) {
            found.retain(|it| is_beside_type(it.difference.keyword));
        }
        edges.retain(|it| {
            // The parts without names belong to the changed type.
            let mut are_named = || matches!(self.named_parts(it.old, it.new), (Some(_), Some(_)));
            (rule.is_none() || are_named()) && !self.are_others(it.old, it.new)
        });
        (found, edges)
    }

    /// Records that a change of the Rust type of the schemas at two places is reported.
    pub(super) fn replace(&mut self, old: Id, new: Id) {
        let (Some(old), Some(new)) = (self.old.schema(old), self.new.schema(new)) else { return };
        let (old, new) = (self.old.get(old), self.new.get(new));
        if let (Some(old), Some(new)) = (old.parts.first(), new.parts.first()) {
            // A matched type may only have become optional: its own changes are not reported.
            let is_type = self.named.0.contains_key(old) && self.named.1.contains_key(new);
            if !is_type {
                self.replaced.insert((*old, *new));
            }
        }
    }

    /// Returns whether two schemas are named types that do not match.
    fn are_others(&mut self, old: SchemaId, new: SchemaId) -> bool {
        // The rules for types report that another type is at this place.
        match self.named_parts(old, new) {
            (Some(old), Some(new)) => {
                let (old, new) = (&self.named.0[&old], &self.named.1[&new]);
                !old.iter().any(|old| new.iter().any(|new| self.partners.contains(&(*old, *new))))
            }
            _ => false,
        }
    }

    /// Returns the first part of each schema that has a name in Rust.
    fn named_parts(&mut self, old: SchemaId, new: SchemaId) -> (Option<Id>, Option<Id>) {
        fn first(side: &Side<'_>, id: SchemaId, named: &Named, known: &mut FirstNamed) -> Option<Id> {
            let find = || side.get(id).parts.iter().copied().find(|part| named.contains_key(part));
            *known.entry(id).or_insert_with(find)
        }
        let old = first(&self.old, old, &self.named.0, &mut self.first_named.0);
        (old, first(&self.new, new, &self.named.1, &mut self.first_named.1))
    }
}
