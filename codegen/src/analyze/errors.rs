//! Operations with the same error responses, which share one type of their bodies.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Content, Operation, Response, Status, Type, TypeId, have_different_bodies};

/// The parts of an error response that determine the type of its body: the status, the index among the bodies of the status and
/// their media types, and the body.
type Key<'a> = (Status, usize, &'a [String], Option<&'a str>, Content);

/// Operations that share an enum over their error responses: those that have the same, and those that shared it in the existing
/// crate, which may have gained others since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedErrors {
    /// The operations.
    pub operations: Vec<usize>,
    /// The name of the enum in the existing crate.
    pub name: Option<String>,
}

/// Returns the sets of error responses that several operations share, if the bodies of the set differ. `known` returns the name
/// of the enum that an operation shares with others in the existing crate, and `is_own` whether it has one of its own: two such
/// enums stay two types.
pub(super) fn shared<'n>(
    api: &Api,
    canonical: impl Fn(TypeId) -> TypeId,
    known: impl Fn(usize) -> Option<&'n str>,
    is_own: impl Fn(usize) -> bool,
) -> Vec<SharedErrors> {
    let mut sets: BTreeMap<(String, Option<&str>), Vec<usize>> = BTreeMap::new();
    let mut name_of: BTreeMap<String, &str> = BTreeMap::new();
    let mut others = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        if !have_different_bodies(&operation.failures().collect::<Vec<_>>()) {
            continue;
        }
        // The text of the keys is the same for equal sets only: `Content` has no order.
        let text = format!("{:?}", keys(operation, &canonical));
        match known(index) {
            Some(name) => {
                name_of.entry(text).or_insert(name);
                sets.entry((String::new(), Some(name))).or_default().push(index);
            }
            None => others.push((text, index)),
        }
    }
    let mut with_own = BTreeSet::new();
    for (text, index) in others {
        if is_own(index) && (name_of.contains_key(&text) || !with_own.insert(text.clone())) {
            continue;
        }
        let key = match name_of.get(&text) {
            Some(name) => (String::new(), Some(*name)),
            None => (text, None),
        };
        sets.entry(key).or_default().push(index);
    }
    let several = sets.into_iter().filter(|((_, name), operations)| operations.len() > 1 || name.is_some());
    several
        .map(|((_, name), mut operations)| {
            operations.sort_unstable();
            SharedErrors { operations, name: name.map(str::to_owned) }
        })
        .collect()
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
