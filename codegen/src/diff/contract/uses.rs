//! The uses of pairs of schemas, such as parameters and bodies, that reach a pair without a named type in between.

use std::collections::BTreeSet;
use std::rc::Rc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::diff::contract::graph::Pair;

/// The index of a use: a parameter, a body, a header.
pub(super) type Use = usize;

/// The largest union of two lists of uses.
const MAX_UNION: usize = 256;

/// The first uses of a pair, in order.
#[derive(Clone, Default)]
pub(super) struct Uses {
    pub(super) first: Rc<Vec<Use>>,
    /// Whether there are more.
    pub(super) has_more: bool,
}

impl Uses {
    /// Adds uses. Most pairs have those of one other pair; the union of two lists has only the first ones.
    pub(super) fn add(&mut self, other: &Self) {
        self.has_more |= other.has_more;
        let contains =
            |list: &[Use], of: &[Use]| of.len() <= MAX_UNION && of.iter().all(|it| list.binary_search(it).is_ok());
        if Rc::ptr_eq(&self.first, &other.first) || contains(&self.first, &other.first) {
            return;
        }
        if contains(&other.first, &self.first) {
            self.first = Rc::clone(&other.first);
            return;
        }
        let first = |uses: &Self| uses.first.iter().copied().take(MAX_UNION + 1).collect::<Vec<_>>();
        let mut union: BTreeSet<Use> = first(self).into_iter().chain(first(other)).collect();
        while union.len() > MAX_UNION {
            union.pop_last();
            self.has_more = true;
        }
        self.first = Rc::new(union.into_iter().collect());
    }
}

/// Returns the uses of each pair.
pub(super) fn of_pairs(pairs: &[Pair]) -> Vec<Uses> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in pairs {
        graph.add_node(());
    }
    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| !pair.is_named) {
        for (child, ..) in pair.edges.iter().filter(|(child, ..)| !pairs[*child].is_named) {
            graph.add_edge(NodeIndex::new(at), NodeIndex::new(*child), ());
        }
    }
    let direct = |pair: &Pair| Uses { first: Rc::new(pair.direct.clone()), has_more: false };
    let mut found: Vec<Uses> = pairs.iter().map(direct).collect();
    // Pairs come after those that they lead to; pairs of a cycle have the same uses.
    for cycle in kosaraju_scc(&graph).iter().rev() {
        let mut uses = Uses::default();
        cycle.iter().for_each(|at| uses.add(&found[at.index()]));
        cycle.iter().for_each(|at| found[at.index()] = uses.clone());
        for at in cycle {
            graph.neighbors(*at).for_each(|child| found[child.index()].add(&uses));
        }
    }
    found
}
