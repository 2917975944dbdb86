//! What values have to be beyond their types, with what the names they go by say of them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::ir::{Api, Constraints, Docs, Item, Matcher, Pattern, Shape, Type, TypeDef, TypeId};

/// What a value of type `ty` has to be, of which `own` is said where it is used.
pub(super) fn limits(api: &Api, newtypes: &BTreeSet<TypeId>, ty: &Type, own: &Constraints) -> Constraints {
    let (mut ty, mut own) = (ty, Cow::Borrowed(own));
    loop {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Ref(id) if !newtypes.contains(id) => {
                let Shape::Alias(inner) = &api.type_def(*id).shape else { break };
                let said = &api.type_def(*id).docs.constraints;
                if !said.is_empty() {
                    own = Cow::Owned(own.into_owned().or(said));
                }
                ty = inner;
            }
            _ => break,
        }
    }
    let own = own.as_ref();
    match ty {
        Type::Ref(id) if !newtypes.contains(id) => match &api.type_def(*id).shape {
            // What is said of an inline schema is said where it is used.
            Shape::Object(_) => of_object(own),
            Shape::Tuple(_) => of_tuple(own),
            _ => Constraints::default(),
        },
        Type::Ref(_) => Constraints::default(),
        Type::Array(inner) | Type::Map(inner) => {
            let mut all = own.clone();
            let said = all.items.take().map(|items| *items).unwrap_or_default();
            let items = limits(api, newtypes, inner, &said);
            all.items = (!items.is_empty()).then(|| Box::new(items));
            all
        }
        _ => Constraints { items: None, ..own.clone() },
    }
}

/// What is said of how many members an object has.
pub(super) fn of_object(own: &Constraints) -> Constraints {
    let Constraints { min_properties, max_properties, .. } = *own;
    Constraints { min_properties, max_properties, ..Constraints::default() }
}

/// What is said of how many items a tuple has, and how they differ.
pub(super) fn of_tuple(own: &Constraints) -> Constraints {
    let Constraints { min_items, max_items, unique_items, .. } = *own;
    Constraints { min_items, max_items, unique_items, ..Constraints::default() }
}

/// Whether a type, or a part of it, has a pattern whose engine backtracks.
pub(super) fn backtracks(def: &TypeDef) -> bool {
    let parts: Vec<&Docs> = match &def.shape {
        Shape::Object(object) => object.fields.iter().map(|field| &field.docs).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.docs).collect(),
        Shape::Tuple(tuple) => tuple.parts().map(|item| &item.docs).collect(),
        _ => Vec::new(),
    };
    parts.into_iter().chain([&def.docs]).any(|docs| {
        let mut limits = std::iter::successors(Some(&docs.constraints), |limits| limits.items.as_deref());
        limits.any(|it| matches!(it.pattern.as_deref(), Some(Pattern { matcher: Some(Matcher::Backtracking(_)), .. })))
    })
}

/// The types within whose values there is something to be checked.
pub(super) fn limited(api: &Api, newtypes: &BTreeSet<TypeId>, uses: &DiGraph<TypeId, ()>) -> BTreeSet<TypeId> {
    let says = |id: &TypeId| match &api.type_def(*id).shape {
        Shape::Object(object) => {
            let own = &api.type_def(*id).docs.constraints;
            !of_object(own).is_empty()
                || object.rest.is_some() && own.items.is_some()
                || object
                    .fields
                    .iter()
                    .any(|field| !limits(api, newtypes, &field.ty, &field.docs.constraints).is_empty())
        }
        Shape::Union(union) => {
            union.variants.iter().any(|it| !limits(api, newtypes, &it.ty, &it.docs.constraints).is_empty())
        }
        Shape::Tuple(tuple) => {
            let said = |it: &Item| !limits(api, newtypes, &it.ty, &it.docs.constraints).is_empty();
            !of_tuple(&api.type_def(*id).docs.constraints).is_empty() || tuple.parts().any(said)
        }
        Shape::Alias(ty) if newtypes.contains(id) => {
            !limits(api, newtypes, ty, &api.type_def(*id).docs.constraints).is_empty()
        }
        _ => false,
    };
    users(uses, api.type_ids().filter(says))
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
