//! The types that only one group of operations uses.

use std::collections::BTreeSet;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::Dfs;

use crate::analyze::{Facts, any_use, contents, graph};
use crate::ir::{Api, BodyContent, Content, Operation, Origin, TypeId};

/// The users of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Users {
    Nobody,
    One(usize),
    Several,
}

/// Returns, for each type, the index of the only group that uses it; `None` if there are several. `groups` holds the
/// operations of each group by their index in the model. A type that no operation uses belongs to no group, nor do the
/// types that it uses.
pub fn only_user(api: &Api, facts: &Facts, groups: &[&[usize]]) -> Vec<Option<usize>> {
    let uses = graph(api, |_| true, any_use);
    let mut users = vec![Users::Nobody; api.types.len()];
    for (group, operations) in groups.iter().enumerate() {
        for id in reached(&uses, used_by(api, operations.iter().copied())) {
            users[id.index()] = match users[id.index()] {
                Users::Nobody => Users::One(group),
                Users::One(other) if other == group => Users::One(group),
                _ => Users::Several,
            };
        }
    }
    // The users of an alias use its canonical type.
    for id in api.type_ids() {
        if let Some(other) = facts.canonical_type(id)
            && users[id.index()] != users[other.index()]
        {
            users[other.index()] = Users::Several;
        }
    }
    let is_for_everyone = |id: &TypeId| facts.unused.contains(id) || !matches!(users[id.index()], Users::One(_));
    let for_everyone = api.type_ids().filter(is_for_everyone);
    // Webhooks belong to no group.
    let webhooks = api.webhooks.iter().filter_map(|webhook| webhook.body.as_ref()).filter_map(any_use);
    for id in reached(&uses, for_everyone.chain(webhooks).collect::<Vec<_>>()) {
        users[id.index()] = Users::Several;
        // Its code is that of the canonical type.
        if let Some(other) = facts.canonical_type(id) {
            users[other.index()] = Users::Several;
        }
    }
    let only = |users: Users| if let Users::One(group) = users { Some(group) } else { None };
    users.into_iter().map(only).collect()
}

/// Returns the component schemas that no operation uses, and those that none used in the existing crate.
pub(super) fn unused(api: &Api, was_unused: impl Fn(TypeId) -> bool) -> BTreeSet<TypeId> {
    let uses = graph(api, |_| true, any_use);
    let used: BTreeSet<TypeId> = reached(&uses, used_by(api, 0..api.operations.len())).into_iter().collect();
    let is_component = |id: &TypeId| matches!(api.type_def(*id).origin, Origin::Component(_));
    api.type_ids().filter(is_component).filter(|id| !used.contains(id) || was_unused(*id)).collect()
}

fn used_by(api: &Api, operations: impl Iterator<Item = usize>) -> impl Iterator<Item = TypeId> {
    operations.flat_map(|index| types_of(&api.operations[index]))
}

/// Returns the types that an operation mentions.
pub(super) fn types_of(operation: &Operation) -> Vec<TypeId> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let body = operation.body.iter().flat_map(|body| &body.contents).filter_map(BodyContent::ty);
    let responses = operation.responses.iter().flat_map(contents).filter_map(Content::ty);
    let headers = operation.responses.iter().flat_map(|response| &response.headers).map(|header| &header.ty);
    let callbacks = operation.callbacks.iter().filter_map(|callback| callback.body.as_ref());
    parameters.chain(body).chain(responses).chain(headers).chain(callbacks).filter_map(any_use).collect()
}

fn reached(uses: &DiGraph<TypeId, ()>, from: impl IntoIterator<Item = TypeId>) -> Vec<TypeId> {
    let mut search = Dfs::empty(uses);
    let mut found = Vec::new();
    for start in from {
        search.move_to(NodeIndex::new(start.index()));
        while let Some(node) = search.next(uses) {
            found.push(uses[node]);
        }
    }
    found
}
