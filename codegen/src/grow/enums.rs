//! Enums of the existing crate whose schemas have become unions or enums of one type: strings with and without `enum` are one
//! enum, until the union gains a variant of another type, and without `type`, integers may have been values of any type.

use std::collections::BTreeSet;

use crate::grow::text::Texts;
use crate::ir::{Api, Shape, Type, TypeId, Union};
use crate::location::Pointer;
use crate::name::{Ident as _, Names, PreviousNames};

/// Returns the locations of the schemas whose types are enums in the existing crate, and unions now.
pub(super) fn enums(texts: Texts<'_>) -> BTreeSet<Pointer> {
    let ids = texts.api.type_ids().filter(|id| match &texts.api.type_def(*id).shape {
        Shape::Union(union) => was_enum(texts, *id, union),
        _ => false,
    });
    ids.map(|id| texts.api.type_def(id).pointer.clone()).collect()
}

/// Returns whether the type has only values in the existing crate, and the variants have them now.
fn was_enum(texts: Texts<'_>, id: TypeId, union: &Union) -> bool {
    let ident = texts.previous.canonical(texts.names.of(id).ident.as_str());
    let known = texts.previous.parts_of(ident);
    let values_of = |ty: &Type| {
        let Type::Ref(id) = ty else { return None };
        let is_enum = matches!(texts.api.type_def(*id).shape, Shape::StringEnum(_) | Shape::ValueEnum(_));
        is_enum.then(|| texts.names.of(*id).variants.iter().map(|it| it.as_str()))
    };
    let values: BTreeSet<&str> = union.variants.iter().filter_map(|variant| values_of(&variant.ty)).flatten().collect();
    !known.is_empty() && known.iter().all(|(name, ty)| ty.is_empty() && values.contains(name.as_str()))
}

/// Returns the model in which an enum of integers can hold other values, if its schema had no `type` when the existing crate was
/// generated; `None` if nothing has to change.
pub(super) fn untyped(api: &Api, names: &Names, previous: &PreviousNames) -> Option<Api> {
    let is_untyped = |id: &TypeId| previous.is_untyped(previous.canonical(names.of(*id).ident.as_str()));
    let is_integer = |id: &TypeId| matches!(api.type_def(*id).shape, Shape::IntegerEnum(_));
    let ids: Vec<TypeId> = api.type_ids().filter(|id| is_integer(id) && is_untyped(id)).collect();
    if ids.is_empty() {
        return None;
    }
    let mut api = api.clone();
    for id in ids {
        let shape = &mut api.types[id.index()].shape;
        if let Shape::IntegerEnum(values) = shape {
            *shape = Shape::ValueEnum(values.iter().map(|value| (*value).into()).collect());
        }
    }
    Some(api)
}
