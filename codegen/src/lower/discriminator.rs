//! Discriminators: the property that selects the variant of a union.
//!
//! Source: OpenAPI 3.0.4, section 4.7.25 (Discriminator Object).

use std::collections::{BTreeSet, HashMap, HashSet};

use openapiv3::Discriminator;
use serde_json::Value;

use crate::diagnostic::Code;
use crate::extension::{DefaultMapping, Extension as _};
use crate::ir::alias::{behind, object_behind, unaliased, union_behind};
use crate::ir::{Docs, Field, Object, Shape, Type, TypeId, Union, Variant};
use crate::location::Pointer;
use crate::lower::Lowering;

/// The documentation of a discriminator property that the document does not describe.
const DISCRIMINATOR_DOCS: &str = "The discriminator, which selects the type of the value.";

impl Lowering<'_> {
    /// Sets the discriminator values of each variant: those that `mapping` maps to it, and its name unless `mapping` maps
    /// that to another. `names` are the names of the variants' components. Reports values mapped to none of them.
    pub(super) fn give_discriminator_values(
        &mut self,
        discriminator: &Discriminator,
        names: &[String],
        variants: &mut [Variant],
        pointer: &Pointer,
    ) {
        let place = pointer.join("discriminator");
        let mut taken = BTreeSet::new();
        let places: HashMap<&str, usize> =
            names.iter().enumerate().rev().map(|(at, name)| (name.as_str(), at)).collect();
        for (value, target) in &discriminator.mapping {
            match places.get(component(target).as_str()).copied() {
                Some(at) => {
                    variants[at].discriminator_values.push(value.clone());
                    taken.insert(value.clone());
                }
                None => {
                    let message = format!(
                        "`mapping` maps `{value}` to `{target}`, which is not a variant; oasmith ignores the entry"
                    );
                    self.diagnostics
                        .warning(Code::LaxObject, &place.join("mapping").join(value), message)
                        .help("map the value to a variant, or add the schema to the variants");
                }
            }
        }
        if let Some(DefaultMapping(target)) = DefaultMapping::read(&discriminator.extensions) {
            match places.get(component(&target).as_str()).copied() {
                Some(at) => variants[at].is_default = true,
                None => {
                    let message =
                        format!("`defaultMapping` names `{target}`, which is not a variant; oasmith ignores it");
                    self.diagnostics
                        .warning(Code::LaxObject, &place.join("defaultMapping"), message)
                        .help("name a variant, or add the schema to the variants");
                }
            }
        }
        for (variant, name) in variants.iter_mut().zip(names) {
            if taken.insert(name.clone()) {
                variant.discriminator_values.push(name.clone());
            } else if variant.discriminator_values.is_empty() && !variant.is_default {
                let message = format!("`mapping` maps the name `{name}` to another variant; no value selects `{name}`");
                self.diagnostics
                    .warning(Code::LaxObject, &place, message)
                    .help(format!("add a value for `{name}` to `mapping`"));
            }
            variant.discriminator_values.sort();
        }
    }

    /// Adds the discriminator property to variants that lack it, so that values keep it. A union without a discriminator
    /// gets one if its variants have a required property with distinct constants.
    pub(super) fn keep_discriminators(&mut self) {
        for index in self.inner_unions_first() {
            let Some(Shape::Union(union)) = self.types[index].shape.clone() else { continue };
            match union.discriminator.clone() {
                Some(property) => {
                    for variant in &union.variants {
                        self.keep_discriminator(index, &property, &variant.name, &variant.ty);
                    }
                    self.select_by_constants(index, &property, union);
                }
                None => self.find_discriminator(index, union),
            }
        }
    }

    /// Returns all types, each union after the unions among its variants: the values that select their variants select
    /// them too.
    fn inner_unions_first(&self) -> Vec<usize> {
        let (mut order, mut seen) = (Vec::new(), vec![false; self.types.len()]);
        for index in 0..self.types.len() {
            let mut todo = vec![(index, false)];
            while let Some((index, is_after)) = todo.pop() {
                if is_after {
                    order.push(index);
                } else if !std::mem::replace(&mut seen[index], true) {
                    todo.push((index, true));
                    let Some(Shape::Union(union)) = &self.types[index].shape else { continue };
                    let inner = union.variants.iter().filter_map(|variant| union_behind(&self.types, &variant.ty));
                    todo.extend(inner.map(|(id, _)| (id.index(), false)));
                }
            }
        }
        order
    }

    /// Selects a variant by the values that its discriminator property allows, if these exclude its discriminator values,
    /// and also by additional values that no other variant allows. A value may select several variants; the client then
    /// picks the one that fits best.
    fn select_by_constants(&mut self, index: usize, property: &str, mut union: Union) {
        let allowed: Vec<BTreeSet<String>> =
            union.variants.iter().map(|variant| self.allowed(&variant.ty, property).unwrap_or_default()).collect();
        let place = self.types[index].pointer.join("discriminator");
        let mapped: HashSet<&String> =
            union.variants.iter().flat_map(|variant| &variant.discriminator_values).collect();
        let mut counts: HashMap<&String, usize> = HashMap::new();
        allowed.iter().flatten().for_each(|value| *counts.entry(value).or_default() += 1);
        let is_mapped = |value: &String| mapped.contains(value);
        let is_only = |value: &String| counts.get(value) == Some(&1);
        let unmapped = |(variant, allowed): (&Variant, &BTreeSet<String>)| -> Vec<String> {
            let is_other = variant.discriminator_values.iter().all(|value| !allowed.contains(value));
            let is_added = |value: &&String| is_other || !is_mapped(value) && is_only(value);
            if variant.discriminator_values.is_empty() {
                Vec::new()
            } else {
                allowed.iter().filter(is_added).cloned().collect()
            }
        };
        let added: Vec<Vec<String>> = union.variants.iter().zip(&allowed).map(unmapped).collect();
        for ((variant, added), allowed) in union.variants.iter_mut().zip(added).zip(&allowed) {
            if added.is_empty() {
                continue;
            }
            let values = added.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
            let name = &variant.name;
            let message = format!(
                "`{property}` of `{name}` allows {values}, which `mapping` lacks; oasmith selects `{name}` by it"
            );
            self.diagnostics.warning(Code::LaxObject, &place, message).help("add the value to `mapping`");
            variant.discriminator_values.retain(|value| value != name || allowed.contains(value));
            variant.discriminator_values.extend(added);
            variant.discriminator_values.sort();
        }
        self.types[index].shape = Some(Shape::Union(union));
    }

    /// Returns the values that a property allows in all objects of a type; `None` if one allows any.
    fn allowed(&self, ty: &Type, name: &str) -> Option<BTreeSet<String>> {
        let mut allowed = BTreeSet::new();
        // A union with the same discriminator property allows its discriminator values.
        if let Some((_, union)) = union_behind(&self.types, ty)
            && union.discriminator.as_deref() == Some(name)
        {
            return Some(
                union.variants.iter().flat_map(|variant| variant.discriminator_values.iter().cloned()).collect(),
            );
        }
        for id in self.objects_behind(ty) {
            let Some(Shape::Object(object)) = &self.types[id.index()].shape else { return None };
            let field = object.field(name)?;
            allowed.extend(self.values(field)?);
        }
        Some(allowed)
    }

    fn keep_discriminator(&mut self, union: usize, property: &str, name: &str, ty: &Type) {
        for id in self.objects_behind(ty) {
            let Some(Shape::Object(object)) = &mut self.types[id.index()].shape else { continue };
            let Err(place) = object.fields.binary_search_by(|field| field.name.as_str().cmp(property)) else {
                continue;
            };
            if object.rest.is_none() {
                let docs = Docs { description: Some(DISCRIMINATOR_DOCS.to_owned()), ..Docs::default() };
                let field = Field {
                    ty: Type::String,
                    required: false,
                    docs,
                    is_named_only: false,
                    ..Field::any(property.to_owned())
                };
                object.fields.insert(place, field);
                let message = format!("`{name}` lacks the discriminator property `{property}`; oasmith adds it");
                self.diagnostics
                    .warning(Code::LaxObject, &self.types[union].pointer.join("discriminator"), message)
                    .help(format!("describe `{property}` in the schema of the variant, and require it"));
            }
        }
    }

    /// Looks for a required property that has values in each object variant, in some of them only one, and not the same in all.
    /// Two variants have the same values or no common one.
    fn find_discriminator(&mut self, index: usize, union: Union) {
        let objects: Vec<Option<&Object>> =
            union.variants.iter().map(|variant| object_behind(&self.types, &variant.ty)).collect();
        let is_single = union.variants.len() == 1;
        let Some(first) = objects.iter().flatten().next().filter(|_| is_single || objects.iter().flatten().count() > 1)
        else {
            return;
        };
        // A variant without a named object type might be any object.
        let plain =
            |ty: &Type| !matches!(ty, Type::Ref(_) | Type::Any | Type::AnyObject | Type::Map(_) | Type::Nullable(_));
        let all = union.variants.iter().zip(&objects).all(|(variant, object)| object.is_some() || plain(&variant.ty));
        let found = first.fields.iter().filter(|field| field.required && all).find_map(|field| {
            let values = objects.iter().map(|object| match object {
                Some(object) => self.required_values(object, &field.name),
                None => Some(BTreeSet::new()),
            });
            let values: Vec<BTreeSet<String>> = values.collect::<Option<_>>()?;
            let sets: BTreeSet<&BTreeSet<String>> = values.iter().filter(|it| !it.is_empty()).collect();
            let count: usize = sets.iter().map(|set| set.len()).sum();
            let is_apart = sets.iter().copied().flatten().collect::<BTreeSet<_>>().len() == count;
            // Variants may share a constant, as long as some differ.
            let differ = is_single || sets.len() > 1;
            (differ && is_apart && sets.iter().any(|set| set.len() == 1)).then(|| (field.name.clone(), values))
        });
        let Some((property, values)) = found else { return };
        let variants = union.variants.into_iter().zip(values);
        let variants =
            variants.map(|(variant, values)| Variant { discriminator_values: values.into_iter().collect(), ..variant });
        let union = Union { variants: variants.collect(), discriminator: Some(property), is_any: false };
        self.types[index].shape = Some(Shape::Union(union));
    }

    /// Returns the values of a required property, as discriminator values.
    fn required_values(&self, object: &Object, name: &str) -> Option<BTreeSet<String>> {
        let field = object.field(name).filter(|field| field.required)?;
        self.values(field).map(BTreeSet::from_iter)
    }

    /// Returns the values that a property allows, as discriminator values; `None` if it allows any.
    fn values(&self, field: &Field) -> Option<Vec<String>> {
        let values = &field.docs.constraints.values;
        match unaliased(&self.types, &field.ty) {
            Type::Boolean | Type::Number(_) if !values.is_empty() => {
                Some(values.iter().map(ToString::to_string).collect())
            }
            Type::Ref(id) => match &self.types[id.index()].shape {
                Some(Shape::StringEnum(values)) => Some(values.clone()),
                Some(Shape::ValueEnum(values)) => {
                    let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
                    Some(values.iter().map(text).collect())
                }
                Some(Shape::IntegerEnum(values)) => Some(values.iter().map(ToString::to_string).collect()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the objects behind a type's aliases and unions.
    fn objects_behind(&self, ty: &Type) -> BTreeSet<TypeId> {
        let (mut found, mut seen, mut todo) = (BTreeSet::new(), BTreeSet::new(), vec![ty]);
        while let Some(ty) = todo.pop() {
            let Some(id) = behind(&self.types, ty).filter(|id| seen.insert(*id)) else { continue };
            match &self.types[id.index()].shape {
                Some(Shape::Object(_)) => drop(found.insert(id)),
                Some(Shape::Union(union)) if union.discriminator.is_none() => {
                    todo.extend(union.variants.iter().map(|it| &it.ty))
                }
                _ => {}
            }
        }
        found
    }
}

/// Returns the name of the component that a reference, or a target of `mapping`, names.
pub(super) fn component(reference: &str) -> String {
    let pointer = reference.strip_prefix('#').and_then(Pointer::parse);
    pointer.and_then(|pointer| pointer.tokens().next_back()).unwrap_or_else(|| reference.to_owned())
}
