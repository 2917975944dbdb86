//! The pairs of schemas that a comparison reaches, each compared once, with the directions that it is used in.

use std::collections::{HashMap, HashSet};

use crate::diff::Rule;
use crate::diff::contract::compare::{ALL, Comparison, Difference, Directions, Edge, Polarity};
use crate::diff::contract::side::{Id, Schema, Side};
use crate::ir::TypeId;

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

/// The index of a use: a parameter, a body, a header.
pub(super) type Use = usize;

/// The largest number of pairs.
const MAX_PAIRS: usize = 2_000_000;

/// The bits of directions in which a narrower schema allows more values.
const OPPOSITE: u8 = 4;

/// A pair of schemas.
pub(super) struct Pair {
    /// Whether a schema of the pair has a name in Rust.
    is_named: bool,
    /// Where the pair is used: the directions, and those in which a narrower schema allows more values.
    flags: u8,
    /// The uses that reach the pair without a named type in between.
    pub(super) uses: Vec<Use>,
    pub(super) differences: Vec<Difference>,
    edges: Vec<(usize, Polarity, Directions)>,
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
    /// The places of pairs whose Rust types differ; another rule reports them.
    replaced: HashSet<(Id, Id)>,
    /// The places of named types that became another kind of type; another rule reports them.
    pub(super) changed: HashMap<(Id, Id), Rule>,
    /// The types with a name in Rust at a place; such a schema does not belong to one use.
    pub(super) named: (Named, Named),
    /// The matched types.
    pub(super) partners: HashSet<(TypeId, TypeId)>,
    /// The new names of renamed components, by the old ones.
    pub(super) renamed: HashMap<String, String>,
    ids: HashMap<(Schema, Schema), usize>,
    queue: Vec<usize>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(old: Side<'a>, new: Side<'a>) -> Self {
        Self {
            old,
            new,
            pairs: Vec::new(),
            replaced: HashSet::new(),
            changed: HashMap::new(),
            named: (Named::new(), Named::new()),
            partners: HashSet::new(),
            renamed: HashMap::new(),
            ids: HashMap::new(),
            queue: Vec::new(),
        }
    }

    /// Adds the pair of the schemas at two places, used in some directions.
    pub(super) fn root(&mut self, old: Id, new: Id, directions: Directions, of: Option<Use>) {
        let (old, new) = (self.old.schema(old), self.new.schema(new));
        if self.are_others(&old, &new) {
            return;
        }
        if let Some(pair) = self.pair(old, new) {
            self.mark(pair, directions, of.as_slice());
        }
    }

    /// Compares all pairs and follows their edges.
    pub(super) fn run(&mut self) {
        while let Some(at) = self.queue.pop() {
            self.pairs[at].is_queued = false;
            let (flags, uses) = (self.pairs[at].flags, self.pairs[at].uses.clone());
            for (child, polarity, directions) in self.pairs[at].edges.clone() {
                let (same, opposite) = (flags & directions, flags >> OPPOSITE & directions);
                let flags = match polarity {
                    Polarity::Same => same | opposite << OPPOSITE,
                    Polarity::Opposite => opposite | same << OPPOSITE,
                    Polarity::Unknown => same | opposite | (same | opposite) << OPPOSITE,
                };
                self.mark(child, flags, &uses);
            }
        }
    }

    /// Adds directions and uses to a pair, and visits it again if it had not all of them.
    fn mark(&mut self, at: usize, flags: u8, uses: &[Use]) {
        let pair = &mut self.pairs[at];
        let before = (pair.flags, pair.uses.len());
        pair.flags |= flags;
        for it in uses.iter().filter(|_| !pair.is_named) {
            if let Err(place) = pair.uses.binary_search(it) {
                pair.uses.insert(place, *it);
            }
        }
        if before != (pair.flags, pair.uses.len()) && !pair.is_queued {
            pair.is_queued = true;
            self.queue.push(at);
        }
    }

    /// Returns the pair of two schemas, compared; `None` if there are too many.
    fn pair(&mut self, old: Schema, new: Schema) -> Option<usize> {
        let key = (old, new);
        if let Some(at) = self.ids.get(&key) {
            return Some(*at);
        }
        // A stack of pairs instead of recursion: schemas nest deeply.
        let first = self.add(&key)?;
        let mut open = vec![(first, key)];
        while let Some((at, (old, new))) = open.pop() {
            let (mut differences, mut edges) = self.compared(&old, &new);
            let first = old.parts.first().copied().zip(new.parts.first().copied());
            let rule = first.and_then(|first| self.changed.get(&first).copied());
            if rule == Some(Rule::TypeKindChanged) {
                differences.clear();
            } else if rule.is_some() || first.is_some_and(|first| self.replaced.contains(&first)) {
                differences.retain(|it| is_beside_type(it.keyword));
            }
            if rule.is_some() {
                // The parts without names belong to the changed type.
                let is_named = |schema: &Schema, named: &Named| schema.parts.iter().any(|id| named.contains_key(id));
                edges.retain(|it| is_named(&it.old, &self.named.0) && is_named(&it.new, &self.named.1));
            }
            self.pairs[at].differences = differences;
            for Edge { old, new, polarity, directions } in edges {
                if self.are_others(&old, &new) {
                    continue;
                }
                let key = (old, new);
                let child = match self.ids.get(&key) {
                    Some(child) => *child,
                    None => {
                        let Some(child) = self.add(&key) else { break };
                        open.push((child, key));
                        child
                    }
                };
                self.pairs[at].edges.push((child, polarity, directions));
            }
        }
        Some(first)
    }

    fn add(&mut self, key: &(Schema, Schema)) -> Option<usize> {
        if self.pairs.len() >= MAX_PAIRS {
            return None;
        }
        let is_named = key.0.parts.iter().any(|id| self.named.0.contains_key(id))
            || key.1.parts.iter().any(|id| self.named.1.contains_key(id));
        let pair =
            Pair { is_named, flags: 0, uses: Vec::new(), differences: Vec::new(), edges: Vec::new(), is_queued: false };
        self.pairs.push(pair);
        self.ids.insert(key.clone(), self.pairs.len() - 1);
        Some(self.pairs.len() - 1)
    }

    /// Records that a change of the Rust type of the schemas at two places is reported.
    pub(super) fn replace(&mut self, old: Id, new: Id) {
        let (old, new) = (self.old.schema(old), self.new.schema(new));
        if let (Some(old), Some(new)) = (old.parts.first(), new.parts.first()) {
            // A matched type may only have become optional: its own changes are not reported.
            let is_type = self.named.0.contains_key(old) && self.named.1.contains_key(new);
            if !is_type {
                self.replaced.insert((*old, *new));
            }
        }
    }

    /// Returns whether two schemas are named types that do not match.
    fn are_others(&self, old: &Schema, new: &Schema) -> bool {
        let types = |schema: &Schema, named: &Named| schema.parts.iter().find_map(|id| named.get(id).cloned());
        // The rules for types report that another type is at this place.
        match (types(old, &self.named.0), types(new, &self.named.1)) {
            (Some(old), Some(new)) => {
                !old.iter().any(|old| new.iter().any(|new| self.partners.contains(&(*old, *new))))
            }
            _ => false,
        }
    }

    fn compared(&mut self, before: &Schema, after: &Schema) -> (Vec<Difference>, Vec<Edge>) {
        let mut comparison = Comparison {
            old: &mut self.old,
            new: &mut self.new,
            before,
            after,
            renamed: &self.renamed,
            differences: Vec::new(),
            edges: Vec::new(),
        };
        comparison.run();
        (comparison.differences, comparison.edges)
    }
}
