//! Unions that were an enum of strings in the existing crate: strings with and without `enum` are one enum, until the union gains
//! a variant of another type.

use std::collections::BTreeSet;

use crate::grow::text::Texts;
use crate::ir::{Shape, Type, TypeId, Union};
use crate::location::Pointer;
use crate::name::Ident as _;

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
