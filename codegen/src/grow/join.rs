//! Types that the existing crate has as one, and whose schemas have grown apart since: they stay one type, with what any of them
//! has.
//!
//! Equal inline schemas share one type, so that callers pass values of the one as values of the other. If one of the schemas
//! gains an optional property, a value or a variant, the others gain it in the model too. Types that differ otherwise become
//! two.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyze::{self, EqualTypes, Partial};
use crate::grow::families::Families;
use crate::grow::wrappers::Wrappers;
use crate::ir::{Api, Docs, Field, Object, Origin, Shape, Tuple, Type, TypeId, Union, Variant};
use crate::name::{Ident as _, Names, PreviousNames, REST};

/// The properties that callers know as an `Option`, although all schemas require them, by type.
pub(super) type Relaxed = BTreeMap<TypeId, BTreeSet<String>>;

/// Returns the model in which properties that only some of the schemas of a type required are still optional; `None` if nothing
/// has to change.
pub(super) fn relaxed(
    api: &Api,
    (equal, names): (&EqualTypes, &Names),
    previous: &PreviousNames,
    wrappers: &Wrappers,
) -> Option<(Api, Relaxed)> {
    let families = Families::new(api, (equal, names), previous, wrappers);
    let optional = families.optional(api, names, previous);
    if optional.is_empty() {
        return None;
    }
    let [sent, _] = analyze::directions_of_all(api);
    let (mut api, mut relaxed) = (api.clone(), Relaxed::new());
    for (ids, properties) in optional.into_iter().filter(|(ids, _)| !ids.iter().any(|id| sent[id.index()])) {
        for id in ids {
            let Shape::Object(object) = &mut api.types[id.index()].shape else { continue };
            object.fields.iter_mut().filter(|it| properties.contains(&it.name)).for_each(|it| it.required = false);
            relaxed.insert(*id, properties.clone());
        }
    }
    Some((api, relaxed))
}

/// Returns the model in which types that the existing crate has as one are equal again, and the parts of types that only some of
/// the schemas have or require; `None` if nothing has to change.
pub(super) fn joined(
    api: &Api,
    (equal, names): (&EqualTypes, &Names),
    previous: &PreviousNames,
    wrappers: &Wrappers,
) -> Option<(Api, Partial)> {
    let families = Families::new(api, (equal, names), previous, wrappers);
    let is_alias = |id: TypeId| is_alias(api, names, previous, id) || wrappers.contains_key(&id);
    let apart = families.apart(is_alias);
    if apart.is_empty() {
        return None;
    }
    let [sent, _] = analyze::directions_of_all(api);
    let (mut joined, mut partial) = (api.clone(), Partial::new());
    for ids in apart {
        let may_be_any = |property: &str| ids.iter().all(|id| may_be_any(api, names, previous, *id, property));
        let join = Join { are_one: &|one, other| families.are_one(one, other), may_be_any: &may_be_any };
        let all = join.all(api, ids, &|id| sent[id.index()]);
        let shapes = || all.iter().map(|(id, ..)| &api.type_def(*id).shape);
        let Some((_, shape, _)) = all.first() else { continue };
        let of_some: BTreeSet<usize> = shapes().flat_map(|other| join.further(shape, other)).collect();
        for (id, shape, docs) in all {
            let def = &mut joined.types[id.index()];
            // Equal inline schemas are one type by themselves.
            if id != ids[0] && is_alias(id) {
                def.shape = Shape::Alias(Type::Ref(ids[0]));
                continue;
            }
            (def.shape, def.docs) = (shape, docs);
            partial.insert(id, of_some.clone());
        }
    }
    Some((joined, partial))
}

/// Returns whether a component is an alias in the existing crate, because its schema was only a reference to another one.
fn is_alias(api: &Api, names: &Names, previous: &PreviousNames, id: TypeId) -> bool {
    matches!(api.type_def(id).origin, Origin::Component(_)) && previous.has_alias(&names.of(id).ident)
}

/// Returns whether the existing crate leaves open that a property has any value.
fn may_be_any(api: &Api, names: &Names, previous: &PreviousNames, id: TypeId, property: &str) -> bool {
    let (Shape::Object(object), names) = (&api.type_def(id).shape, names.of(id)) else { return false };
    let common = previous.common_name(names).unwrap_or_default();
    if property == REST {
        return previous.may_be_any(common, names.rest.as_str());
    }
    let mut fields = object.fields.iter().zip(&names.fields).filter(|(field, _)| field.name == property);
    fields.all(|(_, name)| previous.may_be_any(common, name.as_str()))
}

/// A property, a value or a variant.
#[derive(Clone, Copy)]
enum Part<'a> {
    Property(&'a str),
    Text(&'a str),
    Integer(i64),
    Value(&'a serde_json::Value),
    Variant(&'a Type),
}

/// Returns the parts of a shape, in the order of their names.
fn members(shape: &Shape) -> Vec<Part<'_>> {
    match shape {
        Shape::Object(object) => object.fields.iter().map(|field| Part::Property(&field.name)).collect(),
        Shape::StringEnum(values) => values.iter().map(|value| Part::Text(value)).collect(),
        Shape::IntegerEnum(values) => values.iter().map(|value| Part::Integer(*value)).collect(),
        Shape::ValueEnum(values) => values.iter().map(Part::Value).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| Part::Variant(&variant.ty)).collect(),
        Shape::Tuple(_) | Shape::Alias(_) => Vec::new(),
    }
}

/// Returns whether two uses are of one type. `are_one` returns whether two named types are one.
pub(crate) fn alike(one: &Type, other: &Type, are_one: &dyn Fn(TypeId, TypeId) -> bool) -> bool {
    match (one, other) {
        (Type::Ref(one), Type::Ref(other)) => are_one(*one, *other),
        (Type::Array(one), Type::Array(other))
        | (Type::Map(one), Type::Map(other))
        | (Type::Nullable(one), Type::Nullable(other)) => alike(one, other, are_one),
        (one, other) => one == other,
    }
}

/// Returns a key of a variant's name in the document: that of the kind `date time` is that of the name `DateTime`.
pub(crate) fn variant_key(name: &str) -> String {
    name.replace(' ', "").to_lowercase()
}

/// Joins shapes.
pub(crate) struct Join<'a> {
    /// Returns whether a use in the first shape and one in the other are of one type.
    pub(crate) are_one: &'a dyn Fn(&Type, &Type) -> bool,
    /// Returns whether the field of a property may be one for any value, because the existing crate has no other one.
    pub(crate) may_be_any: &'a dyn Fn(&str) -> bool,
}

impl Join<'_> {
    /// Returns the shapes and the documentation of these types with the parts of all of them. Types that do not fit are left out.
    fn all(&self, api: &Api, ids: &[TypeId], is_sent: &dyn Fn(TypeId) -> bool) -> Vec<(TypeId, Shape, Docs)> {
        let Some((first, others)) = ids.split_first() else { return Vec::new() };
        let def = api.type_def(*first);
        let (mut shape, mut docs, mut fitting) = (def.shape.clone(), def.docs.clone(), vec![*first]);
        let mut are_sent = is_sent(*first);
        for id in others {
            let other = api.type_def(*id);
            if let Some(both) = self.shape(&shape, &other.shape, [are_sent, is_sent(*id)]) {
                docs = described(&docs, &other.docs).unwrap_or_else(|| unconstrained(&docs));
                shape = both;
                are_sent |= is_sent(*id);
                fitting.push(*id);
            }
        }
        let of = |id: TypeId| (id, self.with_own_types(&shape, &api.type_def(id).shape), docs.clone());
        fitting.into_iter().map(of).collect()
    }

    /// Returns whether two parts are one.
    fn is_part(&self, one: Part<'_>, other: Part<'_>) -> bool {
        match (one, other) {
            (Part::Property(one), Part::Property(other)) | (Part::Text(one), Part::Text(other)) => one == other,
            (Part::Integer(one), Part::Integer(other)) => one == other,
            (Part::Value(one), Part::Value(other)) => one == other,
            (Part::Text(text), Part::Value(value)) | (Part::Value(value), Part::Text(text)) => value == text,
            (Part::Variant(one), Part::Variant(other)) => (self.are_one)(one, other),
            _ => false,
        }
    }

    /// Returns the indices of the parts that the other shape does not have, and of the optional properties that it requires.
    pub(crate) fn further(&self, one: &Shape, other: &Shape) -> BTreeSet<usize> {
        // Two variants may have one type: each part of the other is one part.
        let mut of_other: Vec<Option<Part<'_>>> = members(other).into_iter().map(Some).collect();
        let mut has = |part: Part<'_>| {
            let same = of_other.iter_mut().find(|it| it.is_some_and(|it| self.is_part(it, part)));
            same.is_some_and(|it| it.take().is_some())
        };
        let parts = members(one).into_iter().enumerate().filter(|(_, part)| !has(*part));
        let mut further: BTreeSet<usize> = parts.map(|(index, _)| index).collect();
        if let (Shape::Object(one), Shape::Object(other)) = (one, other) {
            let requires = |field: &Field| other.field(&field.name).is_some_and(|it| it.required);
            let optional = one.fields.iter().enumerate().filter(|(_, field)| !field.required && requires(field));
            further.extend(optional.map(|(index, _)| index));
        }
        further
    }

    /// Returns the indices in `one` of those parts of the other shape that have these indices there.
    pub(crate) fn same(&self, one: &Shape, other: &Shape, indices: &BTreeSet<usize>) -> BTreeSet<usize> {
        let of_other = members(other);
        let is_same = |part: Part<'_>| indices.iter().any(|it| self.is_part(part, of_other[*it]));
        let parts = members(one).into_iter().enumerate().filter(|(_, part)| is_same(*part));
        parts.map(|(index, _)| index).collect()
    }

    /// Returns whether a shape has all parts of the other. If requests contain values of one, the other one requires no further
    /// property.
    pub(crate) fn covers(&self, one: &Shape, other: &Shape, is_sent: [bool; 2]) -> bool {
        let both = self.shape(one, other, is_sent);
        match (one, both) {
            (Shape::Object(one), Some(Shape::Object(both))) => {
                let is_of_other = |field: &Field| matches!(other, Shape::Object(it) if it.field(&field.name).is_some());
                let is_same = |own: &Field, field: &Field| {
                    own.ty == field.ty && (own.required == field.required || !is_of_other(field))
                };
                let has_all =
                    both.fields.iter().all(|field| one.field(&field.name).is_some_and(|own| is_same(own, field)));
                has_all && one.rest == both.rest
            }
            (Shape::StringEnum(one), Some(Shape::StringEnum(both))) => one.len() == both.len(),
            (Shape::IntegerEnum(one), Some(Shape::IntegerEnum(both))) => one.len() == both.len(),
            (Shape::ValueEnum(one), Some(Shape::ValueEnum(both))) => one.len() == both.len(),
            (Shape::Union(one), Some(Shape::Union(both))) => {
                one.variants.len() == both.variants.len() && one.discriminator == both.discriminator
            }
            (_, both) => both.is_some(),
        }
    }

    /// Returns the shape with the parts of both; `None` if they do not fit. `is_sent` holds for each whether requests contain
    /// values of it.
    pub(crate) fn shape(&self, one: &Shape, other: &Shape, is_sent: [bool; 2]) -> Option<Shape> {
        Some(match (one, other) {
            (Shape::Object(one), Shape::Object(other)) => Shape::Object(self.object(one, other, is_sent)?),
            (Shape::StringEnum(one), Shape::StringEnum(other)) => Shape::StringEnum(both(one, other)),
            (Shape::IntegerEnum(one), Shape::IntegerEnum(other)) => Shape::IntegerEnum(both(one, other)),
            (Shape::ValueEnum(one), Shape::ValueEnum(other)) => Shape::ValueEnum(both(one, other)),
            // An enum of any values has the items of one of strings.
            (Shape::StringEnum(one), Shape::ValueEnum(other)) => Shape::ValueEnum(both(&values(one), other)),
            (Shape::ValueEnum(one), Shape::StringEnum(other)) => Shape::ValueEnum(both(one, &values(other))),
            (Shape::IntegerEnum(one), Shape::ValueEnum(other)) => Shape::ValueEnum(both(&values(one), other)),
            (Shape::ValueEnum(one), Shape::IntegerEnum(other)) => Shape::ValueEnum(both(one, &values(other))),
            (Shape::Union(one), Shape::Union(other)) => Shape::Union(self.union(one, other)?),
            (Shape::Tuple(one), Shape::Tuple(other)) => Shape::Tuple(self.tuple(one, other)?),
            (Shape::Alias(one), Shape::Alias(other)) if (self.are_one)(one, other) => Shape::Alias(one.clone()),
            _ => return None,
        })
    }

    fn object(&self, one: &Object, other: &Object, is_sent: [bool; 2]) -> Option<Object> {
        let rest = match (&one.rest, &other.rest) {
            (Some(one), Some(other)) if !(self.are_one)(one, other) && !(self.may_be_any)(REST) => return None,
            (Some(one), Some(other)) if !(self.are_one)(one, other) => Some(Type::Any),
            (one, other) => one.as_ref().or(other.as_ref()).cloned(),
        };
        if one.unknown != other.unknown {
            return None;
        }
        let mut fields: BTreeMap<&str, Field> = BTreeMap::new();
        for field in &one.fields {
            let both = match other.field(&field.name) {
                Some(same) => self.field(field, same).or_else(|| self.described_apart(field, same, is_sent))?,
                None => optional(field, is_sent[0])?,
            };
            fields.insert(&field.name, both);
        }
        for field in other.fields.iter().filter(|field| one.field(&field.name).is_none()) {
            fields.insert(&field.name, optional(field, is_sent[1])?);
        }
        Some(Object { fields: fields.into_values().collect(), rest, ..one.clone() })
    }

    fn field(&self, one: &Field, other: &Field) -> Option<Field> {
        let docs = described(&one.docs, &other.docs)?;
        let like_other = Field { docs: other.docs.clone(), ty: other.ty.clone(), ..one.clone() };
        let fits = like_other == *other && (self.are_one)(&one.ty, &other.ty);
        fits.then(|| Field { docs, ..one.clone() })
    }

    /// Returns a property of both schemas that they describe differently, as far as the existing crate allows it.
    fn described_apart(&self, one: &Field, other: &Field, is_sent: [bool; 2]) -> Option<Field> {
        let (is_one, is_new) = ((self.are_one)(&one.ty, &other.ty), (self.may_be_any)(&one.name));
        // The property of a type that is only received is `readOnly` anyway.
        let is_like = is_sent == [false; 2] || (one.read_only, one.write_only) == (other.read_only, other.write_only);
        let is_needed = (one.required && is_sent[0]) || (other.required && is_sent[1]);
        let may_be_optional = one.required == other.required || (is_new && !is_needed);
        if !(is_like && may_be_optional && (is_one || is_new)) {
            return None;
        }
        Some(Field {
            ty: if is_one { one.ty.clone() } else { Type::Any },
            required: one.required && other.required,
            docs: described(&one.docs, &other.docs).filter(|_| is_one).unwrap_or_else(|| unconstrained(&one.docs)),
            read_only: one.read_only && other.read_only,
            write_only: one.write_only && other.write_only,
            ..one.clone()
        })
    }

    fn union(&self, one: &Union, other: &Union) -> Option<Union> {
        let (mut both, mut other) = (one.clone(), other.clone());
        // A variant without the property that distinguishes the others leaves the union without a discriminator.
        if both.discriminator.is_some() != other.discriminator.is_some() {
            let is_any = both.is_any || other.is_any;
            [&mut both, &mut other].into_iter().for_each(|union| without_discriminator(union, is_any));
        }
        let without_variants = |union: &Union| (union.discriminator.clone(), union.is_any);
        if without_variants(&both) != without_variants(&other) {
            return None;
        }
        for variant in &other.variants {
            match self.same_variant(&both.variants, variant) {
                Some(index) => {
                    let same = &mut both.variants[index];
                    let docs = described(&same.docs, &variant.docs).unwrap_or_else(|| unconstrained(&same.docs));
                    let Variant { name, ty, discriminator_values, docs: docs_of_other, .. } = variant.clone();
                    let like_other = Variant { name, ty, discriminator_values, docs: docs_of_other, ..same.clone() };
                    same.discriminator_values = both_sorted(&same.discriminator_values, &variant.discriminator_values);
                    if like_other != *variant || variant_key(&same.name) != variant_key(&variant.name) {
                        return None;
                    }
                    same.docs = docs;
                }
                None => both.variants.push(variant.clone()),
            }
        }
        // A value selects one variant.
        (are_apart(&both) || !are_apart(one) || !are_apart(&other)).then_some(both)
    }

    /// Returns the index of the variant with the same type. If several have it, that with the same name.
    fn same_variant(&self, variants: &[Variant], variant: &Variant) -> Option<usize> {
        let has_type = |it: &&Variant| (self.are_one)(&it.ty, &variant.ty);
        let named = variants.iter().position(|it| it.name == variant.name && has_type(&it));
        named.or_else(|| variants.iter().position(|it| has_type(&it)))
    }

    fn tuple(&self, one: &Tuple, other: &Tuple) -> Option<Tuple> {
        let mut both = one.clone();
        let is_same_length = one.items.len() == other.items.len() && one.rest.is_some() == other.rest.is_some();
        let items = both.items.iter_mut().chain(both.rest.as_deref_mut());
        for (item, other) in items.zip(other.parts()) {
            item.docs = described(&item.docs, &other.docs).unwrap_or_else(|| unconstrained(&item.docs));
            if item.required != other.required || !(self.are_one)(&item.ty, &other.ty) {
                return None;
            }
        }
        is_same_length.then_some(both)
    }

    /// Returns the common shape with the types that `own` names where it has them: each type keeps its parts.
    fn with_own_types(&self, common: &Shape, own: &Shape) -> Shape {
        let mut shape = common.clone();
        match (&mut shape, own) {
            (Shape::Object(object), Shape::Object(own)) => {
                for field in object.fields.iter_mut().filter(|field| field.ty != Type::Any) {
                    field.ty = own.field(&field.name).map_or(&field.ty, |it| &it.ty).clone();
                }
                if object.rest != Some(Type::Any) {
                    object.rest = own.rest.clone().or(object.rest.take());
                }
            }
            (Shape::Union(union), Shape::Union(own)) => {
                // A second variant of one type keeps its own.
                let mut taken = BTreeSet::new();
                for variant in &mut union.variants {
                    let same = self.same_variant(&own.variants, variant).filter(|index| taken.insert(*index));
                    variant.ty = same.map_or(&variant.ty, |index| &own.variants[index].ty).clone();
                }
            }
            (Shape::Tuple(tuple), Shape::Tuple(own)) => {
                let items = tuple.items.iter_mut().chain(tuple.rest.as_deref_mut());
                items.zip(own.parts()).for_each(|(item, own)| item.ty.clone_from(&own.ty));
            }
            _ => {}
        }
        shape
    }
}

/// Returns the documentation of one of two schemas without constraints, which are not those of the other.
pub(crate) fn unconstrained(docs: &Docs) -> Docs {
    Docs { description: docs.description.clone(), values: docs.values.clone(), ..Docs::default() }
}

/// Returns whether each discriminator value selects one variant of a union.
fn are_apart(union: &Union) -> bool {
    let mut seen = BTreeSet::new();
    union.variants.iter().flat_map(|variant| &variant.discriminator_values).all(|value| seen.insert(value))
}

fn both_sorted(one: &[String], other: &[String]) -> Vec<String> {
    let all: BTreeSet<&String> = one.iter().chain(other).collect();
    all.into_iter().cloned().collect()
}

fn without_discriminator(union: &mut Union, is_any: bool) {
    (union.discriminator, union.is_any) = (None, is_any);
    for variant in &mut union.variants {
        variant.discriminator_values.clear();
        variant.is_default = false;
    }
}

/// Returns a property that only one of two schemas has; `None` if requests must have it.
fn optional(field: &Field, is_sent: bool) -> Option<Field> {
    (!field.required || !is_sent || field.read_only).then(|| Field { required: false, ..field.clone() })
}

fn values<T: Clone + Into<serde_json::Value>>(values: &[T]) -> Vec<serde_json::Value> {
    values.iter().cloned().map(Into::into).collect()
}

/// Returns the values of both lists, those of the first one first.
fn both<T: Clone + PartialEq>(one: &[T], other: &[T]) -> Vec<T> {
    let further = other.iter().filter(|value| !one.contains(value));
    one.iter().chain(further).cloned().collect()
}

/// Returns the documentation of both, whose descriptions may differ; `None` if anything else does.
pub(crate) fn described(one: &Docs, other: &Docs) -> Option<Docs> {
    let Docs { title, description, example, default, values, .. } = one;
    let like_one = Docs {
        title: title.clone(),
        description: description.clone(),
        example: example.clone(),
        default: default.clone(),
        values: values.clone(),
        ..other.clone()
    };
    let seen: BTreeSet<String> = values.iter().map(|it| it.value.to_string()).collect();
    let further = other.values.iter().filter(|it| !seen.contains(&it.value.to_string()));
    let values = values.iter().chain(further).cloned().collect();
    (like_one == *one).then_some(Docs { values, ..like_one })
}
