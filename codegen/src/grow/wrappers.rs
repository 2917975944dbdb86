//! Inline schemas that add to a component, and were only the component in the existing crate: such as an `allOf` with a single
//! reference that has gained a further part.
//!
//! The type at such a place stays the component's, which gains the further parts.

use std::collections::BTreeMap;

use crate::analyze::{self, Numbers};
use crate::grow::places::{at_place, of_operation};
use crate::grow::text::{Texts, name_within};
use crate::ir::alias::behind;
use crate::ir::{Api, Origin, Shape, Type, TypeDef, TypeId};
use crate::name::{Ident as _, TypeName};

/// The largest number of such types within each other.
const MAX_DEPTH: usize = 8;

/// The inline types of places that had a type with a name of its own in the existing crate, and that type.
pub(super) type Wrappers = BTreeMap<TypeId, Target>;

/// The type that a place had.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The type with the parts.
    pub(super) own: TypeId,
    /// The type that the place names: this one, or an alias of it.
    named: TypeId,
}

impl Target {
    pub(super) fn new(own: TypeId) -> Self {
        Self { own, named: own }
    }
}

/// Returns the inline types whose places had another type in the existing crate.
pub(super) fn wrappers(texts: Texts<'_>) -> Wrappers {
    let previous = texts.previous;
    let is_own = |id: &TypeId| previous.is_own(texts.names.of(*id).ident.as_str());
    let is_known = |names: &TypeName| {
        [Some(&names.ident), names.also.as_ref()].into_iter().flatten().any(|it| previous.has_type(it))
    };
    let is_new = |id: &TypeId| {
        let def = texts.api.type_def(*id);
        let may_be = (is_inline(def) && !is_known(texts.names.of(*id))) || (is_of_other_component(def) && !is_own(id));
        may_be && !matches!(def.shape, Shape::Alias(_))
    };
    let all: BTreeMap<&str, TypeId> = texts.api.type_ids().map(|id| (texts.names.of(id).ident.as_str(), id)).collect();
    let by_name: BTreeMap<&str, TypeId> =
        all.iter().filter(|(_, id)| is_own(id)).map(|(name, id)| (*name, *id)).collect();
    if by_name.is_empty() {
        return Wrappers::new();
    }
    let new: Vec<TypeId> = texts.api.type_ids().filter(is_new).collect();
    let mut wrappers = Wrappers::new();
    // The inline types of such a type have their places in the other one.
    for _ in 0..MAX_DEPTH {
        let (mut found, mut nameless) = (Wrappers::new(), BTreeMap::<&str, Vec<TypeId>>::new());
        for id in &new {
            let Some((listed, common)) = listed(texts, *id, &wrappers) else { continue };
            let Some(own) = by_name.get(common).copied() else {
                nameless.entry(common).or_default().push(*id);
                continue;
            };
            let is_alias_of = |alias: &TypeId| behind(&texts.api.types, &Type::Ref(*alias)) == Some(own);
            let named = all.get(listed).copied().filter(is_alias_of).unwrap_or(own);
            found.insert(*id, Target { own, named });
        }
        // Several places have the type, but none of them is its own.
        for ids in nameless.into_values() {
            let own = ids[0];
            found.extend(ids[1..].iter().map(|id| (*id, Target::new(own))));
        }
        if found.len() <= wrappers.len() {
            break;
        }
        wrappers = found;
    }
    wrappers
}

/// Returns the name that the type at a place has in the existing crate, and that of the type with its parts, if the inline type
/// there has all of its parts.
fn listed<'a>(texts: Texts<'a>, id: TypeId, wrappers: &Wrappers) -> Option<(&'a str, &'a str)> {
    let (previous, names) = (texts.previous, texts.names.of(id));
    let name = |owner: TypeId| texts.name(wrappers.get(&owner).map_or(owner, |target| target.own));
    let read = |ty: &Type, text| name_within(ty, text, id);
    let listed = match is_inline(texts.api.type_def(id)) {
        true => at_place(texts, id, &name, &read)?,
        false => (0..texts.api.operations.len()).find_map(|index| of_operation(texts, index, id, &read))?,
    };
    let common = previous.canonical(listed);
    // An alias for an inline type stays one.
    let is_inline = common != listed && previous.source_of(listed).is_some_and(|it| !it.starts_with('"'));
    let has_own_name = listed == names.ident.as_str();
    let fits = previous.is_own(common) && previous.has_members(common, names);
    (fits && !is_inline && !has_own_name).then_some((listed, common))
}

pub(super) fn is_inline(def: &TypeDef) -> bool {
    !matches!(def.origin, Origin::Component(_))
}

/// Returns whether the schema is that of a response, a request body, a parameter or a header among the components.
fn is_of_other_component(def: &TypeDef) -> bool {
    let mut tokens = def.pointer.tokens();
    !is_inline(def)
        && tokens.next().is_some_and(|it| it == "components")
        && tokens.next().is_some_and(|it| it != "schemas")
}

/// Returns the model without those of the inline types that have become aliases: their places have the types that they are an
/// alias of. Also returns the new id of each type that is left, if that differs.
pub(super) fn without(mut api: Api, wrappers: &Wrappers) -> (Api, Option<Numbers>) {
    let is_alias = |id: &TypeId, target: &Target| api.type_def(*id).shape == Shape::Alias(Type::Ref(target.own));
    let aliases: Wrappers =
        wrappers.iter().filter(|(id, target)| is_alias(id, target)).map(|(id, target)| (*id, *target)).collect();
    if aliases.is_empty() {
        return (api, None);
    }
    api.each_type_mut(&mut |ty| ty.replace(&mut |id| aliases.get(&id).map_or(id, |target| target.named)));
    api.each_owner_mut(|id| aliases.get(&id).map_or(id, |target| target.own));
    let numbers = analyze::remove_unmentioned(&mut api);
    (api, numbers)
}
