//! Inline schemas that say the same: one type is enough for all of them, under the name of each.
//!
//! Documents repeat themselves: of GitHub's 7,400 types two thirds say what another says already. Two are the same
//! where shape and words are, and where what they refer to is. A component is never another component.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher as _, DefaultHasher, Hash as _, Hasher, RandomState};

use crate::ir::{Api, Docs, Item, Object, Origin, Shape, Tuple, Type, TypeId, Union};

/// What a type is in the crate so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// One of its own, that stands for others too.
    ForOthers,
    /// One of its own.
    Own,
    /// None, or another name for one.
    New,
}

/// The type that stands for each type that says what another says: not for those that stand for themselves. What stands for itself or
/// for others in the crate so far goes on to do so.
pub(super) fn sharing(
    api: &Api,
    tell_apart: impl Fn(TypeId) -> (u8, bool),
    standing: impl Fn(TypeId) -> Standing,
) -> BTreeMap<TypeId, TypeId> {
    let prints = Prints::default();
    let parts: Vec<(Print, Vec<TypeId>)> = api.type_ids().map(|id| parts(api, id, &prints)).collect();
    // What a type says itself tells it apart at first, then what those say that it refers to.
    let mut texts = HashMap::new();
    let mut classes: Vec<usize> = Vec::with_capacity(parts.len());
    for (id, (print, _)) in api.type_ids().zip(&parts) {
        let next = texts.len();
        classes.push(*texts.entry((*print, tell_apart(id))).or_insert(next));
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
            return chosen(api, &classes, standing);
        }
        count = keys.len();
    }
}

/// Of each class, the one that stands for all: one that does already, or else a component, or the one that is least deep
/// in the document.
fn chosen(api: &Api, classes: &[usize], standing: impl Fn(TypeId) -> Standing) -> BTreeMap<TypeId, TypeId> {
    let mut members: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
    for id in api.type_ids().filter(|id| !matches!(api.type_def(*id).shape, Shape::Alias(_))) {
        members.entry(classes[id.index()]).or_default().push(id);
    }
    let rank = |id: &TypeId| {
        let pointer = &api.type_def(*id).pointer;
        (standing(*id), !is_component(api, *id), pointer.tokens().count(), pointer.clone(), *id)
    };
    let mut shared = BTreeMap::new();
    for members in members.into_values().filter(|members| members.len() > 1) {
        let Some(first) = members.iter().copied().min_by_key(rank) else { continue };
        let may = |id: &TypeId| !is_component(api, *id) && standing(*id) == Standing::New;
        let others = members.into_iter().filter(|id| *id != first && may(id));
        shared.extend(others.map(|id| (id, first)));
    }
    shared
}

fn is_component(api: &Api, id: TypeId) -> bool {
    matches!(api.type_def(id).origin, Origin::Component(_))
}

/// A fingerprint of a type: keeping the types themselves as keys would take their memory twice.
type Print = (u64, u64);

/// Takes fingerprints with random keys, so that no document can be written to make two types collide.
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

/// The print of what a type says, and the inline types it refers to, in order.
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

/// A type in which inline types have no name; those are added to `inner`.
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
