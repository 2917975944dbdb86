//! The boxes of the existing crate: which types contain others without one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// The types that the parts of types have in the existing crate: fields, variants, items of tuples, and targets of aliases.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts(BTreeMap<String, BTreeSet<(String, bool)>>);

impl Parts {
    /// Adds the type of a part of the type `owner`. `is_without_box` is its mark.
    pub(super) fn add(&mut self, owner: &str, ty: &str, is_without_box: bool) {
        if mentioned(ty).next().is_some() {
            self.0.entry(owner.to_owned()).or_default().insert((ty.to_owned(), is_without_box));
        }
    }

    /// Returns the names of types with the types that they contain by value and without a box, where `canonical` returns the type
    /// of a name. `api.txt` has no boxes: a part has one if its type contains the owner, unless it is marked.
    pub(super) fn without_box<'n>(
        &'n self,
        canonical: impl Fn(&'n str) -> Option<&'n str>,
    ) -> HashSet<(&'n str, &'n str)> {
        let parts = || self.0.iter().flat_map(|(owner, all)| all.iter().map(move |part| (owner.as_str(), part)));
        let (mut graph, mut nodes) = (DiGraph::<(), ()>::new(), HashMap::new());
        for (owner, (ty, _)) in parts() {
            for used in mentioned(ty).filter_map(&canonical) {
                let mut node = |name| *nodes.entry(name).or_insert_with(|| graph.add_node(()));
                let (owner, used) = (node(owner), node(used));
                graph.add_edge(owner, used, ());
            }
        }
        let cycles = kosaraju_scc(&graph).into_iter().enumerate();
        let cycle_of: HashMap<NodeIndex, usize> =
            cycles.flat_map(|(number, all)| all.into_iter().map(move |it| (it, number))).collect();
        let cycle = |name: &str| nodes.get(name).and_then(|node| cycle_of.get(node));
        let plain = parts().filter_map(|(owner, (ty, is_marked))| {
            let used = ty.trim_start_matches("Option<").trim_end_matches('>');
            let is_plain = *is_marked || cycle(owner) != cycle(canonical(used)?);
            is_plain.then_some((owner, used))
        });
        plain.collect()
    }
}

/// Returns the names in a type, except in a list, which is on the heap. A map counts, because that of additional properties is no
/// different here.
fn mentioned(ty: &str) -> impl Iterator<Item = &str> {
    let is_list = ty.trim_start_matches("Option<").starts_with("Vec<") && !ty.contains(", ");
    let names = ty.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|name| !name.is_empty());
    names.filter(move |_| !is_list)
}
