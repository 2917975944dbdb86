//! The types that the existing crate has as one, by the name of the common type.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyze::{self, EqualTypes};
use crate::grow::alike;
use crate::grow::wrappers::Wrappers;
use crate::ir::alias::behind;
use crate::ir::{Api, Shape, Type, TypeId};
use crate::name::{Ident as _, Names, PreviousNames};

/// The types that are one in the existing crate.
pub(super) struct Families<'a> {
    equal: &'a EqualTypes,
    /// The family of each type.
    of: Vec<Option<usize>>,
    /// The types of each family, the one with the name of the common type first.
    all: Vec<Vec<TypeId>>,
}

impl<'a> Families<'a> {
    pub(super) fn new(
        api: &Api,
        (equal, names): (&'a EqualTypes, &Names),
        previous: &PreviousNames,
        wrappers: &Wrappers,
    ) -> Self {
        let mut by_name: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
        for id in api.type_ids().filter(|id| !matches!(api.type_def(*id).shape, Shape::Alias(_))) {
            let names = names.of(id);
            if let Some(name) = previous.common_name(names).filter(|name| previous.has_members(name, names)) {
                by_name.entry(name).or_default().push(id);
            }
        }
        for (id, target) in wrappers {
            let ids = by_name.entry(names.of(target.own).ident.as_str()).or_default();
            let further = [&target.own, id].into_iter().filter(|it| !ids.contains(it)).copied().collect::<Vec<_>>();
            ids.extend(further);
        }
        let mut families = Self { equal, of: vec![None; api.types.len()], all: Vec::new() };
        for (name, mut ids) in by_name {
            ids.sort_by_key(|id| (names.of(*id).ident.as_str() != name, analyze::nesting(api, *id)));
            ids.iter().for_each(|id| families.of[id.index()] = Some(families.all.len()));
            families.all.push(ids);
        }
        // An alias is the type that it is of.
        for alias in api.type_ids() {
            if let Some(own) = behind(&api.types, &Type::Ref(alias)).filter(|own| *own != alias) {
                families.of[alias.index()] = families.of[own.index()];
            }
        }
        families
    }

    /// Returns the families whose types are no longer equal, or have a component that was an alias.
    pub(super) fn apart(&self, is_alias: impl Fn(TypeId) -> bool) -> Vec<&[TypeId]> {
        let is_apart = |ids: &&Vec<TypeId>| {
            ids.windows(2).any(|pair| !self.equal.are_equal(pair[0], pair[1]))
                || ids[1..].iter().any(|id| is_alias(*id))
        };
        self.all.iter().filter(is_apart).map(Vec::as_slice).collect()
    }

    /// Returns the types of families with properties that only some of the schemas had when the existing crate was generated:
    /// callers know the fields as an `Option`, although all schemas may have come to require the properties.
    pub(super) fn optional(
        &self,
        api: &Api,
        names: &Names,
        previous: &PreviousNames,
    ) -> Vec<(&[TypeId], BTreeSet<String>)> {
        let of = |ids: &[TypeId]| -> BTreeSet<String> {
            let each = ids.iter().filter_map(|id| match &api.type_def(*id).shape {
                Shape::Object(object) => Some(object.fields.iter().zip(&names.of(*id).fields)),
                _ => None,
            });
            let common = ids.first().and_then(|id| previous.common_name(names.of(*id))).unwrap_or_default();
            let required = each.flatten().filter(|(field, _)| field.required);
            let fields = required.filter(|(_, name)| previous.is_optional(common, name.as_str()));
            fields.map(|(field, _)| field.name.clone()).collect()
        };
        let all = self.all.iter().map(|ids| (ids.as_slice(), of(ids)));
        all.filter(|(_, properties)| !properties.is_empty()).collect()
    }

    /// Returns whether two uses are of one type, if the types of each family are equal again.
    pub(super) fn are_one(&self, one: &Type, other: &Type) -> bool {
        alike(one, other, &|one, other| {
            let family = self.of[one.index()];
            self.equal.are_equal(one, other) || (family.is_some() && family == self.of[other.index()])
        })
    }
}
