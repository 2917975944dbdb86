//! Types that contain themselves by value, and the uses that need a box therefore.

use std::collections::{BTreeMap, HashMap, HashSet};

use petgraph::graph::{DiGraph, NodeIndex};

use crate::analyze::uses::{by_value, cyclic, graph, parts};
use crate::ir::{Api, Shape, TypeId};

/// The cycles of by-value uses among canonical types.
#[derive(Debug, Default)]
pub(super) struct Cycles {
    /// The number of the cycle that contains the type.
    of: HashMap<TypeId, usize>,
    /// The uses within a cycle that need no box, because the other ones have one.
    plain: HashSet<(TypeId, TypeId)>,
}

impl Cycles {
    /// `is_plain` returns whether a type contains another one without a box in the existing crate.
    pub(super) fn new(api: &Api, shared: &BTreeMap<TypeId, TypeId>, is_plain: impl Fn(TypeId, TypeId) -> bool) -> Self {
        let canonical_type = |id: TypeId| shared.get(&id).copied().unwrap_or(id);
        let uses_of = |id: TypeId| parts(&api.type_def(id).shape).into_iter().filter_map(by_value);
        let mut uses = graph(api, |id| !shared.contains_key(&id), |_| None);
        for id in api.type_ids().filter(|id| !shared.contains_key(id)) {
            for used in uses_of(id) {
                uses.add_edge(index(id), index(canonical_type(used)), ());
            }
        }
        let mut cycles = Self::default();
        for (number, cycle) in cyclic(&uses).into_iter().enumerate() {
            cycles.of.extend(cycle.iter().map(|id| (*id, number)));
            let within = |id: TypeId| cycles.of.get(&canonical_type(id)) == Some(&number);
            let each = cycle.iter().flat_map(|id| uses_of(*id).map(move |used| (*id, used)));
            let each: Vec<_> = each.filter(|(_, used)| within(*used)).collect();
            let canonical = |(owner, used): &(TypeId, TypeId)| (*owner, canonical_type(*used));
            let plain: HashSet<_> = each.iter().filter(|it| is_plain(it.0, it.1)).map(canonical).collect();
            // An alias has no box of its own.
            let is_alias = |it: &&(TypeId, TypeId)| matches!(api.type_def(it.0).shape, Shape::Alias(_));
            if !is_cyclic(each.iter().filter(is_alias).map(canonical).chain(plain.iter().copied())) {
                cycles.plain.extend(plain);
            }
        }
        cycles
    }

    /// Returns whether a canonical type within another one must be boxed.
    ///
    /// All uses of a cycle are boxed rather than just enough of them, so that the result does not depend on an order. In a crate
    /// that is regenerated, uses without a box stay without one, as long as the new ones suffice.
    pub(super) fn is_boxed(&self, owner: TypeId, used: TypeId) -> bool {
        let is_cycle = matches!((self.of.get(&owner), self.of.get(&used)), (Some(a), Some(b)) if a == b);
        is_cycle && !self.plain.contains(&(owner, used))
    }

    /// Returns whether a canonical type within another one has no box, although they contain each other.
    pub(super) fn is_plain(&self, owner: TypeId, used: TypeId) -> bool {
        self.plain.contains(&(owner, used))
    }

    /// Returns whether a canonical type contains itself by value.
    pub(super) fn contains_itself(&self, id: TypeId) -> bool {
        self.of.contains_key(&id)
    }

    /// Returns the number of types in the largest cycle.
    pub(super) fn largest(&self) -> usize {
        let mut sizes: HashMap<usize, usize> = HashMap::new();
        for number in self.of.values() {
            *sizes.entry(*number).or_default() += 1;
        }
        sizes.into_values().max().unwrap_or(0)
    }
}

fn index(id: TypeId) -> NodeIndex {
    NodeIndex::new(id.index())
}

fn is_cyclic(uses: impl Iterator<Item = (TypeId, TypeId)>) -> bool {
    let mut graph: DiGraph<TypeId, ()> = DiGraph::new();
    let mut nodes: HashMap<TypeId, NodeIndex> = HashMap::new();
    for (owner, used) in uses {
        let [owner, used] = [owner, used].map(|id| *nodes.entry(id).or_insert_with(|| graph.add_node(id)));
        graph.add_edge(owner, used, ());
    }
    !cyclic(&graph).is_empty()
}
