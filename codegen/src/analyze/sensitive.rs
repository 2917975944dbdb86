//! Which values are left out where a value is shown with `Debug`.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::ir::{Api, Docs, Field, Sensitive, Shape, Type, TypeDef, TypeId};

/// The types whose values are sensitive as a whole: those that say so, and aliases of such.
pub(super) fn types(api: &Api, uses: &DiGraph<TypeId, ()>) -> BTreeSet<TypeId> {
    let is_alias = |id: &TypeId| matches!(api.type_def(*id).shape, Shape::Alias(_));
    let says = |id: &TypeId| match api.type_def(*id).docs.sensitive {
        Sensitive::No => false,
        Sensitive::Items => is_alias(id),
        Sensitive::Whole => true,
    };
    let mut todo: Vec<TypeId> = api.type_ids().filter(says).collect();
    let mut found: BTreeSet<TypeId> = todo.iter().copied().collect();
    while let Some(id) = todo.pop() {
        let users = uses.neighbors_directed(NodeIndex::new(id.index()), Direction::Incoming).map(|user| uses[user]);
        todo.extend(users.filter(is_alias).filter(|user| found.insert(*user)));
    }
    found
}

/// Whether values of type `ty` are sensitive, or their items, where a type uses it with these `docs`.
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

/// The types that show less than all of their values with `Debug`. `sensitive` are those that are so as a whole.
pub(super) fn redacted(
    api: &Api,
    sensitive: &BTreeSet<TypeId>,
    newtypes: &BTreeSet<TypeId>,
    uses: &DiGraph<TypeId, ()>,
) -> BTreeSet<TypeId> {
    let hides = |id: &TypeId| hides(sensitive, newtypes, *id, api.type_def(*id));
    let mut redacted: BTreeSet<TypeId> = api.type_ids().filter(hides).collect();
    // What a union does not recognize may have been meant as one of its types, with what that hides.
    let holders = super::limits::users(uses, redacted.iter().copied());
    redacted.extend(holders.into_iter().filter(|id| matches!(api.type_def(*id).shape, Shape::Union(_))));
    redacted
}

/// Whether a type has values of its own that are sensitive.
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
