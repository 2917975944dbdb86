//! Inline schemas that add to a component, and were only the component in the existing crate: such as an `allOf` with a single
//! reference that has gained a further part.
//!
//! The type at such a place stays the component's, which gains the further parts.

use std::collections::BTreeMap;

use crate::analyze::{self, Numbers};
use crate::grow::places::at_place;
use crate::grow::text::{Texts, name_within};
use crate::ir::{Api, Origin, Shape, Type, TypeId};
use crate::name::{Ident as _, TypeName};

/// The largest number of such types within each other.
const MAX_DEPTH: usize = 8;

/// The inline types of places that had a type with a name of its own in the existing crate, and that type.
pub(super) type Wrappers = BTreeMap<TypeId, TypeId>;

/// Returns the inline types whose places had another type in the existing crate.
pub(super) fn wrappers(texts: Texts<'_>) -> Wrappers {
    let previous = texts.previous;
    let is_own = |id: &TypeId| previous.is_own(texts.names.of(*id).ident.as_str());
    let is_known = |names: &TypeName| {
        [Some(&names.ident), names.also.as_ref()].into_iter().flatten().any(|it| previous.has_type(it))
    };
    let is_new = |id: &TypeId| {
        let def = texts.api.type_def(*id);
        let is_inline = !matches!(def.origin, Origin::Component(_)) && !matches!(def.shape, Shape::Alias(_));
        is_inline && !is_known(texts.names.of(*id))
    };
    let by_name: BTreeMap<&str, TypeId> =
        texts.api.type_ids().filter(is_own).map(|id| (texts.names.of(id).ident.as_str(), id)).collect();
    if by_name.is_empty() {
        return Wrappers::new();
    }
    let new: Vec<TypeId> = texts.api.type_ids().filter(is_new).collect();
    let mut wrappers = Wrappers::new();
    // The inline types of such a type have their places in the other one.
    for _ in 0..MAX_DEPTH {
        let name = |id: TypeId| texts.name(wrappers.get(&id).copied().unwrap_or(id));
        let target = |id: &TypeId| {
            let read = |ty: &Type, text| name_within(ty, text, *id);
            let listed = at_place(texts, *id, &name, &read)?;
            let common = previous.canonical(listed);
            // An alias for an inline type stays one.
            let is_inline = common != listed && previous.source_of(listed).is_some_and(|it| !it.starts_with('"'));
            let fits = !is_inline && previous.has_members(common, texts.names.of(*id));
            let target = by_name.get(common).filter(|_| fits)?;
            Some((*id, *target))
        };
        let found: Wrappers = new.iter().filter_map(target).collect();
        if found.len() <= wrappers.len() {
            break;
        }
        wrappers = found;
    }
    wrappers
}

/// Returns the model without those of the inline types that have become aliases: their places have the types that they are an
/// alias of. Also returns the new id of each type that is left, if that differs.
pub(super) fn without(mut api: Api, wrappers: &Wrappers) -> (Api, Option<Numbers>) {
    let is_alias = |id: &TypeId, target: &TypeId| api.type_def(*id).shape == Shape::Alias(Type::Ref(*target));
    let aliases: Wrappers =
        wrappers.iter().filter(|(id, target)| is_alias(id, target)).map(|(id, target)| (*id, *target)).collect();
    if aliases.is_empty() {
        return (api, None);
    }
    let target = |id: TypeId| aliases.get(&id).copied().unwrap_or(id);
    api.each_type_mut(&mut |ty| ty.replace(&mut |id| target(id)));
    api.each_owner_mut(target);
    let numbers = analyze::remove_unmentioned(&mut api);
    (api, numbers)
}
