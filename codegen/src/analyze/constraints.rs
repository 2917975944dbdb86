//! Constraints of uses of types, including the constraints of the aliases that they name.

use std::borrow::Cow;
use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::ir::{Api, Constraints, Docs, Item, Matcher, Pattern, Shape, Type, TypeDef, TypeId};

/// Returns the constraints of a use of type `ty` with its `own` constraints.
pub(super) fn constraints(api: &Api, newtypes: &BTreeSet<TypeId>, ty: &Type, own: &Constraints) -> Constraints {
    let (mut ty, mut own) = (ty, Cow::Borrowed(own));
    loop {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Ref(id) if !newtypes.contains(id) => {
                let Shape::Alias(inner) = &api.type_def(*id).shape else { break };
                let of_alias = &api.type_def(*id).docs.constraints;
                if !of_alias.is_empty() {
                    own = Cow::Owned(own.into_owned().or(of_alias));
                }
                ty = inner;
            }
            _ => break,
        }
    }
    let own = own.as_ref();
    match ty {
        Type::Ref(id) if !newtypes.contains(id) => match &api.type_def(*id).shape {
            // The constraints of an inline schema are those of its use.
            Shape::Object(_) => of_object(own),
            Shape::Tuple(_) => of_tuple(own),
            _ => Constraints::default(),
        },
        // oasmith does not know the values of a type of another crate.
        Type::Ref(_) | Type::External(_) => Constraints::default(),
        Type::Array(inner) | Type::Map(inner) => {
            let mut all = own.clone();
            let of_items = all.items.take().map(|items| *items).unwrap_or_default();
            let items = constraints(api, newtypes, inner, &of_items);
            all.items = (!items.is_empty()).then(|| Box::new(items));
            all
        }
        _ => Constraints { items: None, ..own.clone() },
    }
}

/// Returns the constraints on the number of an object's properties.
pub(super) fn of_object(own: &Constraints) -> Constraints {
    let Constraints { min_properties, max_properties, .. } = *own;
    Constraints { min_properties, max_properties, ..Constraints::default() }
}

/// Returns the constraints on the number and uniqueness of a tuple's items.
pub(super) fn of_tuple(own: &Constraints) -> Constraints {
    let Constraints { min_items, max_items, unique_items, .. } = *own;
    Constraints { min_items, max_items, unique_items, ..Constraints::default() }
}

/// Returns whether a type has a pattern for the backtracking engine.
pub(super) fn backtracks(def: &TypeDef) -> bool {
    let parts: Vec<&Docs> = match &def.shape {
        Shape::Object(object) => object.fields.iter().map(|field| &field.docs).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.docs).collect(),
        Shape::Tuple(tuple) => tuple.parts().map(|item| &item.docs).collect(),
        _ => Vec::new(),
    };
    parts.into_iter().chain([&def.docs]).any(|docs| {
        let mut all = std::iter::successors(Some(&docs.constraints), |it| it.items.as_deref());
        all.any(|it| matches!(it.pattern.as_deref(), Some(Pattern { matcher: Some(Matcher::Backtracking(_)), .. })))
    })
}

/// Returns the types with constraints, or with such types in them.
pub(super) fn constrained(api: &Api, newtypes: &BTreeSet<TypeId>, uses: &DiGraph<TypeId, ()>) -> BTreeSet<TypeId> {
    let is_constrained = |id: &TypeId| match &api.type_def(*id).shape {
        Shape::Object(object) => {
            let own = &api.type_def(*id).docs.constraints;
            !of_object(own).is_empty()
                || object.rest.is_some() && own.items.is_some()
                || object
                    .fields
                    .iter()
                    .any(|field| !constraints(api, newtypes, &field.ty, &field.docs.constraints).is_empty())
        }
        Shape::Union(union) => {
            union.variants.iter().any(|it| !constraints(api, newtypes, &it.ty, &it.docs.constraints).is_empty())
        }
        Shape::Tuple(tuple) => {
            let is_item_constrained = |it: &Item| !constraints(api, newtypes, &it.ty, &it.docs.constraints).is_empty();
            !of_tuple(&api.type_def(*id).docs.constraints).is_empty() || tuple.parts().any(is_item_constrained)
        }
        Shape::Alias(ty) if newtypes.contains(id) => {
            !constraints(api, newtypes, ty, &api.type_def(*id).docs.constraints).is_empty()
        }
        _ => false,
    };
    users(uses, api.type_ids().filter(is_constrained))
}

/// Returns these types and all their users, recursively.
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
