//! Sensitive values, which `Debug` hides.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::ir::{Api, Docs, Field, Sensitive, Shape, Type, TypeDef, TypeId};

/// Returns the types whose values are sensitive: marked ones and their aliases.
pub(super) fn types(api: &Api, uses: &DiGraph<TypeId, ()>) -> BTreeSet<TypeId> {
    let is_alias = |id: &TypeId| matches!(api.type_def(*id).shape, Shape::Alias(_));
    let is_marked = |id: &TypeId| match api.type_def(*id).docs.sensitive {
        Sensitive::No => false,
        Sensitive::Items => is_alias(id),
        Sensitive::Whole => true,
    };
    let mut todo: Vec<TypeId> = api.type_ids().filter(is_marked).collect();
    let mut found: BTreeSet<TypeId> = todo.iter().copied().collect();
    while let Some(id) = todo.pop() {
        let users = uses.neighbors_directed(NodeIndex::new(id.index()), Direction::Incoming).map(|user| uses[user]);
        todo.extend(users.filter(is_alias).filter(|user| found.insert(*user)));
    }
    found
}

/// Returns whether values of type `ty`, or their items, are sensitive in a use with these `docs`.
pub(super) fn is_sensitive(types: &BTreeSet<TypeId>, ty: &Type, docs: &Docs) -> bool {
    let holds = |ty: &Type| match ty {
        Type::Ref(id) => types.contains(id),
        _ => false,
    };
    let mut inner = ty;
    while let Type::Array(next) | Type::Map(next) | Type::Nullable(next) = inner {
        inner = next;
    }
    docs.sensitive != Sensitive::No || holds(inner)
}

/// Returns the types whose `Debug` hides values; `sensitive` holds the sensitive types.
pub(super) fn redacted(
    api: &Api,
    sensitive: &BTreeSet<TypeId>,
    newtypes: &BTreeSet<TypeId>,
    uses: &DiGraph<TypeId, ()>,
) -> BTreeSet<TypeId> {
    let hides = |id: &TypeId| hides(sensitive, newtypes, *id, api.type_def(*id));
    let mut redacted: BTreeSet<TypeId> = api.type_ids().filter(hides).collect();
    // An unknown value of a union may be an invalid value of a variant with hidden values.
    let holders = super::constraints::users(uses, redacted.iter().copied());
    redacted.extend(holders.into_iter().filter(|id| matches!(api.type_def(*id).shape, Shape::Union(_))));
    redacted
}

/// Returns whether a type has sensitive values itself.
fn hides(sensitive: &BTreeSet<TypeId>, newtypes: &BTreeSet<TypeId>, id: TypeId, def: &TypeDef) -> bool {
    match &def.shape {
        Shape::Alias(_) if !newtypes.contains(&id) => false,
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => false,
        _ if sensitive.contains(&id) => true,
        Shape::Object(object) => {
            let rest = object.rest.as_ref().is_some_and(|rest| is_sensitive(sensitive, rest, &def.docs));
            let is_hidden = |field: &Field| field.write_only || is_sensitive(sensitive, &field.ty, &field.docs);
            rest || object.fields.iter().any(is_hidden)
        }
        Shape::Union(union) => union.variants.iter().any(|it| is_sensitive(sensitive, &it.ty, &it.docs)),
        Shape::Tuple(tuple) => tuple.parts().any(|item| is_sensitive(sensitive, &item.ty, &item.docs)),
        Shape::Alias(ty) => is_sensitive(sensitive, ty, &def.docs),
    }
}
