//! Parents that were structs in the existing crate: a schema with a discriminator is a union as soon as another schema has it as
//! a part.

use std::collections::BTreeSet;

use crate::grow::text::Texts;
use crate::ir::{Origin, Shape, TypeId};
use crate::location::Pointer;
use crate::name::Ident as _;

/// Returns the locations of the components whose types are structs or maps in the existing crate, and unions of children now.
pub(super) fn structs(texts: Texts<'_>) -> BTreeSet<Pointer> {
    let is_union = |id: &TypeId| {
        let def = texts.api.type_def(*id);
        matches!((&def.origin, &def.shape), (Origin::Component(_), Shape::Union(_)))
    };
    let ids = texts.api.type_ids().filter(is_union).filter(|id| was_struct(texts, *id));
    ids.map(|id| texts.api.type_def(id).pointer.clone()).collect()
}

fn was_struct(texts: Texts<'_>, id: TypeId) -> bool {
    let ident = texts.names.of(id).ident.as_str();
    let known = texts.previous.parts_of(texts.previous.canonical(ident));
    let is_field = |name: &str| name.starts_with(|it: char| it.is_lowercase() || it == '_');
    let is_map = texts.previous.typed_part(ident, "").is_some_and(|ty| ty.contains("Map<String, "));
    is_map || (!known.is_empty() && known.iter().all(|(name, ty)| !ty.is_empty() && is_field(name)))
}
