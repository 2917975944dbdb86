//! Which values are left out where a value is shown with `Debug`.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::ir::{Api, Docs, Sensitive, Shape, Type, TypeDef, TypeId};

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

/// Whether a value of the type `ty`, of which `docs` are said where it is used, has anything sensitive that is no field.
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

/// Whether a type shows less than all of its values with `Debug`.
pub(super) fn redacts(types: &BTreeSet<TypeId>, newtypes: &BTreeSet<TypeId>, id: TypeId, def: &TypeDef) -> bool {
    match &def.shape {
        _ if matches!(def.shape, Shape::Alias(_)) && !newtypes.contains(&id) => false,
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => false,
        _ if types.contains(&id) => true,
        Shape::Object(object) => {
            let rest = object.rest.as_ref().is_some_and(|rest| is_sensitive(types, rest, &def.docs));
            rest || object.fields.iter().any(|field| field.write_only || is_sensitive(types, &field.ty, &field.docs))
        }
        Shape::Union(union) => union.variants.iter().any(|it| is_sensitive(types, &it.ty, &it.docs)),
        Shape::Tuple(tuple) => tuple.parts().any(|item| is_sensitive(types, &item.ty, &item.docs)),
        Shape::Alias(ty) => is_sensitive(types, ty, &def.docs),
    }
}
