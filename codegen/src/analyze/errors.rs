//! Operations with the same error responses, which share one type of their bodies.

use std::collections::BTreeMap;

use crate::ir::{Api, Content, Operation, Response, Status, Type, TypeId, have_different_bodies};

/// The parts of an error response that determine the type of its body: the status, the index among the bodies of the status and
/// their media types, and the body.
type Key<'a> = (Status, usize, &'a [String], Option<&'a str>, Content);

/// Returns the operations of each set of error responses that several operations have, if the bodies of the set differ.
pub(super) fn shared(api: &Api, canonical: impl Fn(TypeId) -> TypeId) -> Vec<Vec<usize>> {
    let mut sets: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let responses: Vec<&Response> = operation.failures().collect();
        if have_different_bodies(&responses) {
            // The text of the keys is the same for equal sets only: `Content` has no order.
            sets.entry(format!("{:?}", keys(operation, &canonical))).or_default().push(index);
        }
    }
    sets.into_values().filter(|operations| operations.len() > 1).collect()
}

fn keys<'a>(operation: &'a Operation, canonical: &impl Fn(TypeId) -> TypeId) -> Vec<Key<'a>> {
    let key = |response: &'a Response| {
        let content = match &response.content {
            Content::Json(ty) => Content::Json(expanded(ty, canonical)),
            Content::Events(ty) => Content::Events(expanded(ty, canonical)),
            Content::Lines(ty) => Content::Lines(expanded(ty, canonical)),
            other => other.clone(),
        };
        // Only the second and further bodies of a status are named after their media type.
        let named = if response.index > 0 { response.keys.as_slice() } else { &[] };
        (response.status, response.index, named, response.range.as_deref(), content)
    };
    operation.failures().map(key).collect()
}

/// Returns a type with the canonical types of those that it names.
fn expanded(ty: &Type, canonical: &impl Fn(TypeId) -> TypeId) -> Type {
    match ty {
        Type::Ref(id) => Type::Ref(canonical(*id)),
        Type::Array(item) => Type::Array(Box::new(expanded(item, canonical))),
        Type::Map(value) => Type::Map(Box::new(expanded(value, canonical))),
        Type::Nullable(inner) => Type::Nullable(Box::new(expanded(inner, canonical))),
        other => other.clone(),
    }
}
