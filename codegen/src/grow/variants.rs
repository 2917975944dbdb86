//! Variants of unions keep their names of the existing crate: a schema without a title is named by its number or by its type,
//! which changes when it gains a title, or when the union gains another variant before it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::analyze::any_use;
use crate::grow::text::{Texts, Work};
use crate::ir::{Api, Origin, Role, Shape, Type, TypeId, Union};
use crate::name::{Ident as _, Pascal};

/// Returns the model in which variants have the names of the existing crate; `None` if nothing has to change.
pub(super) fn renamed(texts: Texts<'_>) -> Option<Api> {
    let work = Work::new(MAX_STEPS);
    let changes = texts.api.type_ids().filter_map(|id| match &texts.api.type_def(id).shape {
        Shape::Union(union) => Some((id, Variants::new(texts, id, union, &work)?.changed_names()?)),
        _ => None,
    });
    let changes: Vec<(TypeId, BTreeMap<usize, Words>)> = changes.collect();
    if changes.is_empty() {
        return None;
    }
    let mut api = texts.api.clone();
    for (id, words) in changes {
        for (index, words) in words {
            let Shape::Union(union) = &mut api.types[id.index()].shape else { continue };
            let variant = &mut union.variants[index];
            variant.name = words.of_variant;
            let ty = variant.ty.clone();
            if let (Some(name), Some(part)) = (words.of_type, inline(&api, &ty, id))
                && let Origin::Part(_, role) = &mut api.types[part.index()].origin
            {
                *role = match role {
                    Role::Property(_) => Role::Property(name),
                    Role::Item(_) => Role::Item(name),
                    Role::Value(_) => Role::Value(name),
                };
            }
        }
    }
    Some(api)
}

/// The variants of a union, and those of the existing crate.
struct Variants<'a> {
    texts: Texts<'a>,
    id: TypeId,
    union: &'a Union,
    /// The names of the variants in the existing crate, with their types.
    known: &'a [(String, String)],
    work: &'a Work,
}

impl<'a> Variants<'a> {
    /// Returns `None` if each variant of the existing crate still has its name, and once the work is done.
    fn new(texts: Texts<'a>, id: TypeId, union: &'a Union, work: &'a Work) -> Option<Self> {
        // An alias has the variants of the type that it is.
        let known = texts.previous.parts_of(texts.name(id));
        if !work.spend(known.len().saturating_mul(union.variants.len())) {
            return None;
        }
        let variants = Self { texts, id, union, known, work };
        let has_type_name = |index: usize, ty: &str| {
            let is_it =
                |ident: &Pascal| [ident.as_str(), texts.previous.canonical(ident.as_str())].contains(&inner(ty));
            variants.inline(index).is_none_or(|id| texts.names.of(id).all().any(is_it))
        };
        let has_name = |(name, ty): &(String, String)| {
            let fits = |index: usize| variants.fits(index, ty);
            // A type that no variant has is not that of another one.
            let is_own = |own: usize| fits(own) || !(0..union.variants.len()).any(fits);
            variants.index_of(name).is_some_and(|own| has_type_name(own, ty) && is_own(own))
        };
        (!known.iter().all(has_name)).then_some(variants)
    }

    fn fits(&self, index: usize, ty: &str) -> bool {
        self.texts.fits_within(&self.union.variants[index].ty, ty, self.work)
    }

    fn index_of(&self, name: &str) -> Option<usize> {
        self.names().iter().position(|ident| ident.as_str() == name)
    }

    fn names(&self) -> &'a [Pascal] {
        &self.texts.names.of(self.id).variants
    }

    /// Returns whether a variant has the name of one of the existing crate.
    fn has_known_name(&self, index: usize) -> bool {
        let name = self.names()[index].as_str();
        self.known.iter().any(|(known, _)| known == name)
    }

    /// Returns the names in the document that variants have to have, by their index.
    fn changed_names(&self) -> Option<BTreeMap<usize, Words>> {
        let mut chosen: BTreeMap<usize, &(String, String)> = BTreeMap::new();
        let mut order: Vec<&(String, String)> = self.known.iter().collect();
        // The type with the most parts is the first to choose.
        let parts = |ty: &str| self.texts.previous.parts_of(self.texts.previous.canonical(ty)).len();
        order.sort_by_key(|(_, ty)| Reverse(parts(ty)));
        for known in order {
            let fitting = (0..self.union.variants.len()).filter(|index| !chosen.contains_key(index));
            let fitting = fitting.filter(|index| self.fits(*index, &known.1));
            let own = self.index_of(&known.0);
            let nearest =
                |index: &usize| (self.parts(*index), Some(*index) != own, self.has_known_name(*index), *index);
            if let Some(index) = fitting.min_by_key(nearest) {
                chosen.insert(index, known);
            }
        }
        // Otherwise some variants would have found no type.
        if self.work.is_done() {
            return None;
        }
        let mut changed = BTreeMap::new();
        for (index, known) in &chosen {
            let words = self.words(*index, known);
            let has_other_type = words.of_type.is_some() && words.of_type.as_deref() != self.role(*index);
            if self.names()[*index].as_str() != known.0 {
                changed.insert(*index, words);
            } else if has_other_type {
                changed.insert(*index, Words { of_variant: self.union.variants[*index].name.clone(), ..words });
            }
        }
        if changed.is_empty() {
            return None;
        }
        self.number_others(&chosen, &mut changed);
        self.give_way(&chosen, &mut changed);
        Some(changed)
    }

    /// Gives new variants that are named by their number one that is free.
    fn number_others(&self, chosen: &BTreeMap<usize, &(String, String)>, changed: &mut BTreeMap<usize, Words>) {
        let role =
            |index: &usize| changed.get(index).and_then(|it| it.of_type.as_deref()).or_else(|| self.role(*index));
        let mut taken: BTreeSet<usize> = chosen.keys().filter_map(role).filter_map(number).collect();
        for (index, variant) in self.union.variants.iter().enumerate().filter(|(index, _)| !chosen.contains_key(index))
        {
            if let Some(own) = self.role(index).and_then(number)
                && let Some(free) = (own..).find(|number| taken.insert(*number))
                && free != own
            {
                let words = Words::both(format!("{NUMBERED}{free}"));
                let is_numbered = number(&variant.name).is_some();
                let of_variant = if is_numbered { words.of_variant } else { variant.name.clone() };
                changed.insert(index, Words { of_variant, ..words });
            }
        }
    }

    /// Returns the words after which a variant's inline type is named.
    fn role(&self, index: usize) -> Option<&'a str> {
        match &self.texts.api.type_def(self.inline(index)?).origin {
            Origin::Part(_, Role::Property(name) | Role::Item(name) | Role::Value(name)) => Some(name),
            _ => None,
        }
    }

    /// Renames new variants whose names are those of others now.
    fn give_way(&self, chosen: &BTreeMap<usize, &(String, String)>, changed: &mut BTreeMap<usize, Words>) {
        let taken: BTreeSet<&str> = chosen.values().map(|(name, _)| name.as_str()).collect();
        for (index, variant) in self.union.variants.iter().enumerate() {
            let is_new = !chosen.contains_key(&index) && !changed.contains_key(&index);
            if is_new && taken.contains(Pascal::new(&variant.name).as_str()) {
                changed.insert(index, Words::both(format!("{} value", variant.name)));
            }
        }
    }

    /// Returns the inline type of a variant, or of its items or values.
    fn inline(&self, index: usize) -> Option<TypeId> {
        inline(self.texts.api, &self.union.variants[index].ty, self.id)
    }

    /// Returns the number of parts of a variant's inline type.
    fn parts(&self, index: usize) -> usize {
        self.inline(index).map_or(0, |id| self.texts.names.of(id).members())
    }

    /// Returns the words that give a variant its name in the existing crate, and its inline type the name there.
    fn words(&self, index: usize, (name, ty): &(String, String)) -> Words {
        let names = self.texts.names.of(self.id);
        let of_type = self.inline(index).and_then(|_| {
            let source = self.texts.previous.source_of(inner(ty))?;
            let of = |owner: &str| source.strip_prefix(owner)?.strip_prefix('.');
            let role = of(names.by_place().as_str()).or_else(|| of(self.texts.name(self.id)))?;
            Some(role.strip_suffix("[]").or_else(|| role.strip_suffix("{}")).unwrap_or(role).to_owned())
        });
        let is_item = !matches!(self.union.variants[index].ty, Type::Ref(_));
        let of_variant = of_type.clone().filter(|_| !is_item);
        let listed = || self.texts.previous.source_of_part(self.texts.name(self.id), name).map(str::to_owned);
        Words { of_variant: of_variant.or_else(listed).unwrap_or_else(|| spaced(name)), of_type }
    }
}

/// The words from which the names of a variant and of its inline type are made.
struct Words {
    of_variant: String,
    of_type: Option<String>,
}

impl Words {
    fn both(words: String) -> Self {
        Self { of_type: Some(words.clone()), of_variant: words }
    }
}

/// Returns the inline type of a union's variant, or of its items or values.
fn inline(api: &Api, ty: &Type, union: TypeId) -> Option<TypeId> {
    any_use(ty).filter(|id| matches!(api.type_def(*id).origin, Origin::Part(owner, _) if owner == union))
}

/// Returns the name within the text of a type, such as `Pet` in `Vec<Pet>`.
fn inner(ty: &str) -> &str {
    ty.trim_end_matches('>').rsplit(['<', ' ']).next().unwrap_or(ty)
}

/// Returns words whose name in Rust is `ident`: `Option A B` for `OptionAB`.
fn spaced(ident: &str) -> String {
    if Pascal::new(ident).as_str() == ident {
        return ident.to_owned();
    }
    let letters = ident.chars().flat_map(|it| it.is_uppercase().then_some(' ').into_iter().chain([it]));
    letters.collect::<String>().trim_start().to_owned()
}

/// The largest number of steps in which the variants of all unions are compared: some tenths of a second.
const MAX_STEPS: usize = 10_000_000;

/// The words before the number of a variant.
const NUMBERED: &str = "variant ";

fn number(name: &str) -> Option<usize> {
    name.strip_prefix(NUMBERED)?.parse().ok()
}
