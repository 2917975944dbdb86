//! Variants of unions that have no name of their own in the document: a schema without a title is named by its number or by its
//! type. Such a variant keeps its name of the existing crate when it gains a title, or when the union gains another variant
//! before it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::grow::text::Texts;
use crate::ir::{Api, Origin, Role, Shape, Type, TypeId, Union};
use crate::name::{Ident as _, Pascal};

/// Returns the model in which variants have the names of the existing crate; `None` if nothing has to change.
pub(super) fn renamed(texts: Texts<'_>) -> Option<Api> {
    let changes = texts.api.type_ids().filter_map(|id| match &texts.api.type_def(id).shape {
        Shape::Union(union) => Some((id, Variants::new(texts, id, union)?.changed_names()?)),
        _ => None,
    });
    let changes: Vec<(TypeId, BTreeMap<usize, String>)> = changes.collect();
    if changes.is_empty() {
        return None;
    }
    let mut api = texts.api.clone();
    for (id, names) in changes {
        for (index, name) in names {
            let Shape::Union(union) = &mut api.types[id.index()].shape else { continue };
            union.variants[index].name.clone_from(&name);
            if let Type::Ref(part) = union.variants[index].ty
                && is_part(&api, part, id)
            {
                api.types[part.index()].origin = Origin::Part(id, Role::Property(name));
            }
        }
    }
    Some(api)
}

/// Returns whether a type is that of an inline variant of a union.
fn is_part(api: &Api, id: TypeId, union: TypeId) -> bool {
    matches!(api.type_def(id).origin, Origin::Part(owner, Role::Property(_)) if owner == union)
}

/// The variants of a union, and those of the existing crate.
struct Variants<'a> {
    texts: Texts<'a>,
    id: TypeId,
    union: &'a Union,
    /// The names of the variants in the existing crate, with their types.
    known: &'a [(String, String)],
}

impl<'a> Variants<'a> {
    /// Returns `None` if each variant of the existing crate still has its name.
    fn new(texts: Texts<'a>, id: TypeId, union: &'a Union) -> Option<Self> {
        let known = texts.previous.parts_of(texts.names.of(id).ident.as_str());
        let variants = Self { texts, id, union, known };
        let has_name = |(name, ty): &(String, String)| {
            variants.index_of(name).is_some_and(|index| texts.fits(&union.variants[index].ty, ty))
        };
        (!known.iter().all(has_name)).then_some(variants)
    }

    fn index_of(&self, name: &str) -> Option<usize> {
        self.texts.names.of(self.id).variants.iter().position(|ident| ident.as_str() == name)
    }

    /// Returns the names in the document that variants have to have, by their index.
    fn changed_names(&self) -> Option<BTreeMap<usize, String>> {
        let mut chosen: BTreeMap<usize, &(String, String)> = BTreeMap::new();
        let mut order: Vec<&(String, String)> = self.known.iter().collect();
        // The type with the most parts is the first to choose.
        let parts = |ty: &str| self.texts.previous.parts_of(self.texts.previous.canonical(ty)).len();
        order.sort_by_key(|(_, ty)| Reverse(parts(ty)));
        for known in order {
            let fitting = (0..self.union.variants.len()).filter(|index| !chosen.contains_key(index));
            let fitting = fitting.filter(|index| self.texts.fits(&self.union.variants[*index].ty, &known.1));
            let own = self.index_of(&known.0);
            if let Some(index) = fitting.min_by_key(|index| (self.parts(*index), Some(*index) != own, *index)) {
                chosen.insert(index, known);
            }
        }
        let names = &self.texts.names.of(self.id).variants;
        let is_changed = |(index, known): &(usize, &(String, String))| names[*index].as_str() != known.0;
        let changed = chosen.iter().map(|(index, known)| (*index, *known)).filter(is_changed);
        let mut changed: BTreeMap<usize, String> =
            changed.map(|(index, known)| (index, self.source(index, known))).collect();
        if changed.is_empty() {
            return None;
        }
        self.number_others(&chosen, &mut changed);
        self.give_way(&chosen, &mut changed);
        Some(changed)
    }

    /// Gives new variants that are named by their number one that is free.
    fn number_others(&self, chosen: &BTreeMap<usize, &(String, String)>, changed: &mut BTreeMap<usize, String>) {
        let kept = chosen.keys().map(|index| changed.get(index).unwrap_or(&self.union.variants[*index].name));
        let mut taken: BTreeSet<usize> = kept.filter_map(|name| number(name)).collect();
        for (index, variant) in self.union.variants.iter().enumerate().filter(|(index, _)| !chosen.contains_key(index))
        {
            if let Some(own) = number(&variant.name)
                && let Some(free) = (own..).find(|number| taken.insert(*number))
                && free != own
            {
                changed.insert(index, format!("{NUMBERED}{free}"));
            }
        }
    }

    /// Renames new variants whose names are those of others now.
    fn give_way(&self, chosen: &BTreeMap<usize, &(String, String)>, changed: &mut BTreeMap<usize, String>) {
        let taken: BTreeSet<&str> = chosen.values().map(|(name, _)| name.as_str()).collect();
        for (index, variant) in self.union.variants.iter().enumerate() {
            let is_new = !chosen.contains_key(&index) && !changed.contains_key(&index);
            if is_new && taken.contains(Pascal::new(&variant.name).as_str()) {
                changed.insert(index, format!("{} value", variant.name));
            }
        }
    }

    /// Returns the number of parts of a variant's inline type.
    fn parts(&self, index: usize) -> usize {
        match self.union.variants[index].ty {
            Type::Ref(id) if is_part(self.texts.api, id, self.id) => self.texts.names.of(id).members(),
            _ => 0,
        }
    }

    /// Returns the name in the document that gives a variant its name in the existing crate, and an inline type its name there.
    fn source(&self, index: usize, (name, ty): &(String, String)) -> String {
        let by_place = self.texts.names.of(self.id).by_place().as_str();
        let of_type = match self.union.variants[index].ty {
            Type::Ref(id) if is_part(self.texts.api, id, self.id) => self.texts.previous.source_of(ty),
            _ => None,
        };
        let role = of_type.and_then(|source| source.strip_prefix(by_place)?.strip_prefix('.'));
        let listed = || self.texts.previous.source_of_part(self.texts.names.of(self.id).ident.as_str(), name);
        role.or_else(listed).unwrap_or(name).to_owned()
    }
}

/// The words before the number of a variant.
const NUMBERED: &str = "variant ";

fn number(name: &str) -> Option<usize> {
    name.strip_prefix(NUMBERED)?.parse().ok()
}
