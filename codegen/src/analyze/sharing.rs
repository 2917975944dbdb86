//! Canonical types: equal inline schemas share one type, with an alias for each name.
//!
//! Documents repeat themselves: two thirds of GitHub's 7,400 types equal another one. Two types are equal if their shapes,
//! their documentation and the types they refer to are equal. A component never becomes an alias of another component.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher as _, DefaultHasher, Hash as _, Hasher, RandomState};

use crate::ir::{Api, Docs, Item, Object, Origin, Shape, Tuple, Type, TypeId, Union};
use crate::location::Pointer;

/// The standing of a type in the existing crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A type with aliases.
    Canonical,
    /// A type without aliases.
    Own,
    /// No type, or an alias.
    New,
}

/// The classes of equal types.
#[derive(Clone, Debug, Default)]
pub struct EqualTypes {
    /// The class of each type.
    classes: Vec<usize>,
}

impl EqualTypes {
    /// Returns whether two types are equal.
    pub(crate) fn are_equal(&self, one: TypeId, other: TypeId) -> bool {
        self.classes[one.index()] == self.classes[other.index()]
    }

    /// Returns the classes with several types that are not aliases, by their first type.
    pub(crate) fn groups(&self, api: &Api) -> Vec<Vec<TypeId>> {
        let mut members: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
        for id in api.type_ids().filter(|id| !matches!(api.type_def(*id).shape, Shape::Alias(_))) {
            members.entry(self.classes[id.index()]).or_default().push(id);
        }
        let mut groups: Vec<Vec<TypeId>> = members.into_values().filter(|members| members.len() > 1).collect();
        groups.sort();
        groups
    }
}

/// Returns the classes of equal types. Types with different discriminants are not equal.
pub(super) fn equal_types(api: &Api, discriminant: impl Fn(TypeId) -> (u8, bool)) -> EqualTypes {
    let prints = Prints::default();
    let parts: Vec<(Print, Vec<TypeId>)> = api.type_ids().map(|id| parts(api, id, &prints)).collect();
    // Partition refinement: first by the types themselves, then by the types they refer to.
    let mut texts = HashMap::new();
    let mut classes: Vec<usize> = Vec::with_capacity(parts.len());
    for (id, (print, _)) in api.type_ids().zip(&parts) {
        let next = texts.len();
        classes.push(*texts.entry((*print, discriminant(id))).or_insert(next));
    }
    let mut count = texts.len();
    loop {
        let mut keys = HashMap::new();
        let refined: Vec<usize> = classes
            .iter()
            .zip(&parts)
            .map(|(class, (_, inner))| {
                let inner: Vec<usize> = inner.iter().map(|id| classes[id.index()]).collect();
                let next = keys.len();
                *keys.entry((*class, inner)).or_insert(next)
            })
            .collect();
        classes = refined;
        if keys.len() == count {
            return EqualTypes { classes };
        }
        count = keys.len();
    }
}

/// Returns the canonical type of each type that becomes an alias: of its class, the existing one, or else a component, or the
/// least nested in the document. A type of the existing crate that is not an alias does not become one.
pub(super) fn sharing(
    api: &Api,
    equal: &EqualTypes,
    standing: impl Fn(TypeId) -> Standing,
) -> BTreeMap<TypeId, TypeId> {
    let rank = |id: &TypeId| (standing(*id), !is_component(api, *id), nesting(api, *id));
    let mut shared = BTreeMap::new();
    for members in equal.groups(api) {
        let Some(first) = members.iter().copied().min_by_key(rank) else { continue };
        let may = |id: &TypeId| !is_component(api, *id) && standing(*id) == Standing::New;
        let others = members.into_iter().filter(|id| *id != first && may(id));
        shared.extend(others.map(|id| (id, first)));
    }
    shared
}

/// Returns how deep a type is nested in the document, then its location.
pub(crate) fn nesting(api: &Api, id: TypeId) -> (usize, Pointer, TypeId) {
    let pointer = &api.type_def(id).pointer;
    (pointer.tokens().count(), pointer.clone(), id)
}

fn is_component(api: &Api, id: TypeId) -> bool {
    matches!(api.type_def(id).origin, Origin::Component(_))
}

/// A fingerprint of a type: keeping the types themselves as keys would take their memory twice.
type Print = (u64, u64);

/// The source of fingerprints, with random keys, so that documents cannot provoke collisions.
#[derive(Default)]
struct Prints(RandomState, RandomState);

/// Two hashes in one pass.
struct Pair(DefaultHasher, DefaultHasher);

impl Prints {
    fn hasher(&self) -> Pair {
        Pair(self.0.build_hasher(), self.1.build_hasher())
    }
}

impl Pair {
    /// Adds the numbers of a description as text: hashing takes an integer and the float of the same bits for equal.
    fn numbers(&mut self, docs: &Docs) {
        if !docs.constraints.is_empty() {
            format!("{:?}", docs.constraints).hash(self);
        }
        docs.values.iter().for_each(|it| it.value.to_string().hash(self));
    }

    fn print(&self) -> Print {
        (self.0.finish(), self.1.finish())
    }
}

impl Hasher for Pair {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

/// Returns the fingerprint of a type without its inline types, and these, in order.
fn parts(api: &Api, id: TypeId, prints: &Prints) -> (Print, Vec<TypeId>) {
    let def = api.type_def(id);
    let mut inner = Vec::new();
    let mut hasher = prints.hasher();
    let mut blank = |ty: &Type| blanked(api, ty, &mut inner);
    let shape = match &def.shape {
        Shape::Object(object) => {
            for field in &object.fields {
                hasher.numbers(&field.docs);
                crate::ir::Field { ty: blank(&field.ty), ..field.clone() }.hash(&mut hasher);
            }
            Shape::Object(Object { rest: object.rest.as_ref().map(blank), ..Object::default() })
        }
        Shape::Union(union) => {
            union.variants.iter().for_each(|it| hasher.numbers(&it.docs));
            let variants = union.variants.iter();
            let variants = variants.map(|it| crate::ir::Variant { ty: blank(&it.ty), ..it.clone() }).collect();
            Shape::Union(Union { variants, ..union.clone() })
        }
        Shape::Tuple(tuple) => {
            tuple.items.iter().chain(tuple.rest.as_deref()).for_each(|it| hasher.numbers(&it.docs));
            let mut item = |item: &Item| Item { ty: blank(&item.ty), ..item.clone() };
            let items = tuple.items.iter().map(&mut item).collect();
            Shape::Tuple(Tuple { items, rest: tuple.rest.as_deref().map(item).map(Box::new) })
        }
        Shape::Alias(ty) => Shape::Alias(blank(ty)),
        Shape::ValueEnum(values) => {
            values.iter().for_each(|it| it.to_string().hash(&mut hasher));
            def.shape.clone()
        }
        other => other.clone(),
    };
    shape.hash(&mut hasher);
    hasher.numbers(&def.docs);
    def.docs.hash(&mut hasher);
    (hasher.print(), inner)
}

/// Returns a type with its inline types replaced, and adds these to `inner`.
fn blanked(api: &Api, ty: &Type, inner: &mut Vec<TypeId>) -> Type {
    match ty {
        Type::Ref(id) if !is_component(api, *id) => {
            inner.push(*id);
            Type::Any
        }
        Type::Array(item) => Type::Array(Box::new(blanked(api, item, inner))),
        Type::Map(value) => Type::Map(Box::new(blanked(api, value, inner))),
        Type::Nullable(value) => Type::Nullable(Box::new(blanked(api, value, inner))),
        other => other.clone(),
    }
}
