//! Directions: the types that are sent, and those that are received.

use std::collections::BTreeMap;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::Dfs;

use crate::analyze::{any_use, contents};
use crate::ir::{Api, BodyContent, Content, Field, Shape, TypeId};

/// The directions of types, by their index in the model.
#[derive(Debug, Default)]
pub(super) struct Directions {
    pub(super) sent: Vec<bool>,
    pub(super) received: Vec<bool>,
}

impl Directions {
    /// Unites the directions of each canonical type with those of the types that equal it, whose names callers use too.
    pub(super) fn unite(&mut self, canonical: &BTreeMap<TypeId, TypeId>) {
        for direction in [&mut self.sent, &mut self.received] {
            canonical.iter().for_each(|(id, canonical)| direction[canonical.index()] |= direction[id.index()]);
            canonical.iter().for_each(|(id, canonical)| direction[id.index()] = direction[canonical.index()]);
        }
    }

    /// Returns a number for the directions of a type with `readOnly` or `writeOnly` properties, and 0 for all others.
    pub(super) fn key(&self, api: &Api, id: TypeId) -> u8 {
        let has_direction = |field: &Field| field.required && (field.read_only || field.write_only);
        match &api.type_def(id).shape {
            Shape::Object(object) if object.fields.iter().any(has_direction) => {
                1 + u8::from(self.sent[id.index()]) + 2 * u8::from(self.received[id.index()])
            }
            _ => 0,
        }
    }
}

/// Returns the directions of types: follows `uses` from the operations of `api`.
pub(super) fn directions(api: &Api, uses: &DiGraph<TypeId, ()>) -> Directions {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in &api.operations {
        sent.extend(operation.parameters.iter().filter_map(|it| any_use(&it.ty)));
        sent.extend(operation.body.iter().flat_map(|it| &it.contents).filter_map(BodyContent::ty).filter_map(any_use));
        received.extend(operation.callbacks.iter().filter_map(|it| it.body.as_ref()).filter_map(any_use));
        for response in &operation.responses {
            received.extend(contents(response).filter_map(Content::ty).filter_map(any_use));
            received.extend(response.headers.iter().filter_map(|header| any_use(&header.ty)));
        }
    }
    received.extend(api.webhooks.iter().filter_map(|it| it.body.as_ref()).filter_map(any_use));
    Directions { sent: reached(uses, sent), received: reached(uses, received) }
}

fn reached(uses: &DiGraph<TypeId, ()>, from: Vec<TypeId>) -> Vec<bool> {
    let mut reached = vec![false; uses.node_count()];
    let mut search = Dfs::empty(uses);
    for start in from {
        search.move_to(NodeIndex::new(start.index()));
        while let Some(node) = search.next(uses) {
            reached[node.index()] = true;
        }
    }
    reached
}
