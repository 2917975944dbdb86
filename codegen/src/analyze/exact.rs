//! Where numbers are of which every digit counts.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::analyze::parts;
use crate::ir::{Api, Integer, Type, TypeId};

/// The types within which there are numbers of which every digit counts.
pub(super) fn exact(api: &Api, uses: &DiGraph<TypeId, ()>) -> BTreeSet<TypeId> {
    let holds = |id: &TypeId| parts(&api.type_def(*id).shape).into_iter().any(is_exact);
    users(uses, api.type_ids().filter(holds))
}

fn is_exact(ty: &Type) -> bool {
    match ty {
        Type::Decimal | Type::Integer(Integer::I128) => true,
        Type::Nullable(inner) | Type::Array(inner) | Type::Map(inner) => is_exact(inner),
        _ => false,
    }
}

/// These types, and all that use them, however far.
pub(super) fn users(uses: &DiGraph<TypeId, ()>, of: impl Iterator<Item = TypeId>) -> BTreeSet<TypeId> {
    let mut todo: Vec<TypeId> = of.collect();
    let mut found: BTreeSet<TypeId> = todo.iter().copied().collect();
    while let Some(id) = todo.pop() {
        for user in uses.neighbors_directed(NodeIndex::new(id.index()), Direction::Incoming) {
            if found.insert(uses[user]) {
                todo.push(uses[user]);
            }
        }
    }
    found
}
