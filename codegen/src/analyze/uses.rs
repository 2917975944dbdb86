//! The uses of types by types.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::ir::{Api, Shape, Type, TypeId};

/// Returns the graph of types and their uses, restricted by `nodes` and `uses`.
pub(super) fn graph(
    api: &Api,
    nodes: impl Fn(TypeId) -> bool,
    uses: fn(&Type) -> Option<TypeId>,
) -> DiGraph<TypeId, ()> {
    let mut graph = DiGraph::new();
    for id in api.type_ids() {
        graph.add_node(id);
    }
    for id in api.type_ids().filter(|id| nodes(*id)) {
        for used in parts(&api.type_def(id).shape).into_iter().filter_map(uses).filter(|used| nodes(*used)) {
            graph.add_edge(NodeIndex::new(id.index()), NodeIndex::new(used.index()), ());
        }
    }
    graph
}

/// Returns the strongly connected components that are cycles.
pub(super) fn cyclic(graph: &DiGraph<TypeId, ()>) -> Vec<Vec<TypeId>> {
    let is_cycle = |nodes: &Vec<NodeIndex>| nodes.len() > 1 || graph.contains_edge(nodes[0], nodes[0]);
    kosaraju_scc(graph)
        .into_iter()
        .filter(is_cycle)
        .map(|nodes| nodes.into_iter().map(|node| graph[node]).collect())
        .collect()
}

/// Returns the largest number of types of which each contains the next one, in a list or a map too. Types that contain each other
/// count as one.
pub(super) fn longest_chain(uses: &DiGraph<TypeId, ()>) -> usize {
    let mut longest = vec![0; uses.node_count()];
    // The types that a type uses come before it.
    for cycle in kosaraju_scc(uses) {
        let of_used = cycle.iter().flat_map(|node| uses.neighbors(*node)).map(|used| longest[used.index()]);
        let length = 1 + of_used.max().unwrap_or(0);
        cycle.iter().for_each(|node| longest[node.index()] = length);
    }
    longest.into_iter().max().unwrap_or(0)
}

/// Returns the types in a shape.
pub(crate) fn parts(shape: &Shape) -> Vec<&Type> {
    match shape {
        Shape::Object(object) => object.fields.iter().map(|field| &field.ty).chain(&object.rest).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Tuple(tuple) => tuple.parts().map(|item| &item.ty).collect(),
        Shape::Alias(ty) => vec![ty],
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => Vec::new(),
    }
}

/// Returns, for each type, the types that use it.
pub(crate) fn users_of(api: &Api) -> Vec<Vec<TypeId>> {
    let mut users = vec![Vec::new(); api.types.len()];
    for id in api.type_ids() {
        for used in parts(&api.type_def(id).shape).into_iter().filter_map(any_use) {
            users[used.index()].push(id);
        }
    }
    users
}

/// Returns the type that a use contains by value, not in a list or a map, which are on the heap.
pub(super) fn by_value(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Ref(id) => Some(*id),
        Type::Nullable(inner) => by_value(inner),
        _ => None,
    }
}

/// Returns the type that a use names, at any depth.
pub(crate) fn any_use(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Ref(id) => Some(*id),
        Type::Nullable(inner) | Type::Array(inner) | Type::Map(inner) => any_use(inner),
        _ => None,
    }
}
