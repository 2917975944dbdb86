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
    /// The number of further uses.
    pub(super) more: usize,
    /// Whether there may be even more.
    pub(super) is_least: bool,
}

impl Uses {
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty() && self.more == 0
    }

    /// Adds uses. Most pairs have those of one other pair; the union of two lists has only the first ones.
    pub(super) fn add(&mut self, other: &Self) {
        let contains = |all: &Self, of: &Self| {
            let is_short = of.first.len() <= MAX_UNION;
            let has_all = || of.first.iter().all(|it| all.first.binary_search(it).is_ok());
            Rc::ptr_eq(&all.first, &of.first) && all.more == of.more || of.more == 0 && is_short && has_all()
        };
        if contains(self, other) {
            self.is_least |= other.is_least;
            return;
        }
        if contains(other, self) {
            *self = Self { is_least: self.is_least || other.is_least, ..other.clone() };
            return;
        }
        let first = |uses: &Self| uses.first.iter().copied().take(MAX_UNION).collect::<Vec<_>>();
        let mut union: BTreeSet<Use> = first(self).into_iter().chain(first(other)).collect();
        let left = [self.first.len(), other.first.len()].map(|count| count.saturating_sub(MAX_UNION));
        // The uses that are only counted may be the same ones.
        self.is_least |= other.is_least || self.more > 0 && other.more > 0 || left != [0, 0];
        self.more = (self.more + left[0]).max(other.more + left[1]);
        while union.len() > MAX_UNION {
            union.pop_last();
            self.more += 1;
            self.is_least = true;
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
    let direct = |pair: &Pair| Uses { first: Rc::new(pair.direct.clone()), more: pair.more, is_least: false };
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
