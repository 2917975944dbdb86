//! Variants of unions that are named by their number: a variant keeps the number of its type in the existing crate when the union
//! gains another variant before it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Origin, Role, Shape, Type, TypeId, Union};
use crate::name::{Ident as _, Names, PreviousNames};

/// Returns the model in which numbered variants have their numbers of the existing crate; `None` if nothing has to change.
pub(super) fn renumbered(api: &Api, names: &Names, previous: &PreviousNames) -> Option<Api> {
    let changes = api.type_ids().filter_map(|id| match &api.type_def(id).shape {
        Shape::Union(union) => Some((id, changed_numbers(id, union, api, names, previous)?)),
        _ => None,
    });
    let changes: Vec<(TypeId, Vec<(usize, usize)>)> = changes.collect();
    if changes.is_empty() {
        return None;
    }
    let mut api = api.clone();
    for (id, numbers) in changes {
        for (index, number) in numbers {
            let name = Variant::name(number);
            let Shape::Union(union) = &mut api.types[id.index()].shape else { continue };
            union.variants[index].name.clone_from(&name);
            if let Type::Ref(part) = union.variants[index].ty {
                api.types[part.index()].origin = Origin::Part(id, Role::Property(name));
            }
        }
    }
    Some(api)
}

/// A variant that is named by its number.
struct Variant {
    /// Its index in the union.
    index: usize,
    /// Its number.
    number: usize,
    ty: TypeId,
}

impl Variant {
    fn name(number: usize) -> String {
        format!("variant {number}")
    }

    /// Returns the numbered variants of a union.
    fn all(id: TypeId, union: &Union, api: &Api) -> Vec<Self> {
        let all = union.variants.iter().enumerate().filter_map(|(index, variant)| {
            let number = variant.name.strip_prefix("variant ")?.parse().ok()?;
            let Type::Ref(ty) = variant.ty else { return None };
            let is_part = matches!(&api.type_def(ty).origin, Origin::Part(owner, Role::Property(name))
                if *owner == id && *name == variant.name);
            is_part.then_some(Self { index, number, ty })
        });
        all.collect()
    }
}

/// Returns the new numbers of variants, by their index; `None` if each has the number of its type.
fn changed_numbers(
    id: TypeId,
    union: &Union,
    api: &Api,
    names: &Names,
    previous: &PreviousNames,
) -> Option<Vec<(usize, usize)>> {
    let variants = Variant::all(id, union, api);
    let known = known(names.of(id).by_place().as_str(), variants.len(), previous);
    let is_same = |number: &usize, ident: &str| {
        variants.iter().any(|it| it.number == *number && previous.has_members(ident, names.of(it.ty)))
    };
    if known.iter().all(|(number, ident)| is_same(number, ident)) {
        return None;
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    // The type with the most parts is the first to choose.
    let mut order: Vec<(&usize, &&str)> = known.iter().collect();
    order.sort_by_key(|(_, ident)| std::cmp::Reverse(previous.members(ident)));
    for (number, ident) in order {
        let fitting = variants.iter().filter(|it| !numbers.contains_key(&it.index));
        let fitting = fitting.filter(|it| previous.has_members(ident, names.of(it.ty)));
        let nearest = |it: &&Variant| (names.of(it.ty).members(), it.number != *number, it.index);
        if let Some(variant) = fitting.min_by_key(nearest) {
            numbers.insert(variant.index, *number);
        }
    }
    let mut taken: BTreeSet<usize> = known.keys().copied().collect();
    let mut changed = Vec::new();
    for variant in variants {
        let number = numbers.get(&variant.index).copied().unwrap_or_else(|| {
            let free = (variant.number..).find(|number| taken.insert(*number));
            free.unwrap_or(variant.number)
        });
        if number != variant.number {
            changed.push((variant.index, number));
        }
    }
    (!changed.is_empty()).then_some(changed)
}

/// Returns the types of the numbered variants of a union in the existing crate, by number.
fn known<'p>(union: &str, count: usize, previous: &'p PreviousNames) -> BTreeMap<usize, &'p str> {
    let mut known = BTreeMap::new();
    // A variant that is gone may leave a gap.
    for number in 1..=2 * count + 2 {
        let types = previous.type_names(&format!("{union}.{}", Variant::name(number)));
        known.extend(types.first().map(|ident| (number, previous.canonical(ident))));
    }
    known
}
