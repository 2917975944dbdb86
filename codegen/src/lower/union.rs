//! `oneOf` and `anyOf`: unions.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.24.2 (composition) and 4.7.25 (Discriminator Object).

use std::collections::{BTreeMap, HashSet};

use openapiv3::{AnySchema, Discriminator, ReferenceOr, Schema, SchemaKind, Type as Kind};

use crate::diagnostic::Code;
use crate::ir::{Docs, Integer, Object, Role, Shape, Type, TypeId, Union, Variant};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::lower::composition::{is_object, mention, only_require, required_by};
use crate::lower::discriminator::component;
use crate::lower::enumeration;
use crate::lower::inheritance::reference_of;
use crate::lower::schema::{Meaning, Owner, Place, docs, not_null};

impl<'a> Lowering<'a> {
    /// Lowers a schema with only `keyword` and annotations.
    pub(super) fn union(
        &mut self,
        keyword: &str,
        all: &'a [ReferenceOr<Schema>],
        schema: &'a Schema,
        place: &Place,
        own: Option<TypeId>,
    ) -> Meaning {
        let schemas: Vec<(usize, &'a ReferenceOr<Schema>)> =
            all.iter().enumerate().filter(|(_, it)| !self.is_null_variant(it)).collect();
        if let Some(values) = texts(&schemas) {
            return Meaning::Named(Shape::StringEnum(values));
        }
        if let Some(kept) = self.kept_enum(&schemas, place) {
            return kept;
        }
        let at =
            |index: usize, place: &Place| Place { pointer: place.pointer.join(keyword).join(index), ..place.clone() };
        // A discriminator announces further variants, and so does a constant that would distinguish them.
        let is_tagged = keyword == "oneOf" && own.is_some() && self.is_tagged(&schemas);
        let is_open = schema.schema_data.discriminator.is_some() || is_tagged;
        if let ([(index, one)], false) = (schemas.as_slice(), is_open) {
            return Meaning::Plain(self.schema(one, &at(*index, place)));
        }
        if schemas.is_empty() {
            // An explicit null type is null; a bare `nullable` is any value.
            let is_null = all.iter().any(|it| self.is_null_variant(it) && !is_bare_null(it));
            return Meaning::Plain(if is_null { Type::Null } else { Type::Any });
        }
        let id = own.unwrap_or_else(|| self.push(place.pointer.clone(), place.origin()));
        let mut variants: Vec<Variant> = Vec::with_capacity(schemas.len());
        let tags = self.tags(&schemas, property_of(schema));
        for (index, schema) in &schemas {
            let name = inline_name(*index, schema, &tags);
            let place = Place { owner: Owner::Type(id), role: Role::Property(name), ..at(*index, place) };
            let ty = self.schema(schema, &place);
            // The whole schema decides whether null is allowed.
            let ty = not_null(ty);
            if variants.iter().all(|other| other.ty != ty) {
                let docs = schema.as_item().map(docs).unwrap_or_default();
                variants.push(Variant {
                    name: self.variant_name(schema, &ty),
                    ty,
                    discriminator_values: Vec::new(),
                    is_default: false,
                    docs,
                });
            }
        }
        let discriminator = self.discriminator(schema, &schemas);
        let discriminator =
            discriminator.and_then(|it| self.read_discriminator(&it, &schemas, &mut variants, &place.pointer));
        let shape = match variants.as_slice() {
            [one] if discriminator.is_none() && !is_tagged => Shape::Alias(one.ty.clone()),
            _ => Shape::Union(Union { is_any: keyword == "anyOf", variants, discriminator }),
        };
        self.shaped(id, own, shape)
    }

    /// Returns whether there is one schema, of an object that requires a property with a single string.
    fn is_tagged(&self, schemas: &[(usize, &'a ReferenceOr<Schema>)]) -> bool {
        let [(_, only)] = schemas else { return false };
        let kind = self.schema_behind(only).map(|schema| &schema.schema_kind);
        let Some(SchemaKind::Type(Kind::Object(object))) = kind else { return false };
        object.required.iter().filter_map(|name| self.behind(object.properties.get(name)?)).any(
            |property| matches!(&property.schema_kind, SchemaKind::Type(Kind::String(it)) if it.enumeration.len() == 1),
        )
    }

    /// Returns the enum that the union is in the existing crate, in which it had only strings, and reports it.
    fn kept_enum(&mut self, schemas: &[(usize, &ReferenceOr<Schema>)], place: &Place) -> Option<Meaning> {
        if !(self.choices.is_enum)(&place.pointer) {
            return None;
        }
        let message = "the union has a variant of another type now; its type stays the enum of the existing crate";
        self.diagnostics
            .warning(Code::KeptEnum, &place.pointer, message)
            .help("to get a union, remove the lines with the enum from `api.txt`; this breaks callers");
        let values = schemas.iter().flat_map(|(_, schema)| values(schema));
        Some(Meaning::Named(Shape::ValueEnum(enumeration::distinct(values.collect()))))
    }

    /// Lowers a schema with properties beside `oneOf` or `anyOf`: each variant has them too.
    pub(super) fn union_beside(
        &mut self,
        any: &'a AnySchema,
        schema: &'a Schema,
        place: &Place,
        own: Option<TypeId>,
    ) -> Meaning {
        let (keyword, all) = if any.one_of.is_empty() { ("anyOf", &any.any_of) } else { ("oneOf", &any.one_of) };
        let has_parts = !any.all_of.is_empty() || (!any.one_of.is_empty() && !any.any_of.is_empty());
        if only_require(all) && !has_parts {
            // Combinations of properties do not affect types.
            let meaning =
                self.properties(&any.properties, &any.required, any.additional_properties.as_ref(), place, own);
            return self.with_properties(meaning, all);
        }
        let describes_properties = !any.properties.is_empty() || any.additional_properties.is_some();
        let has_properties = (is_object(any) && describes_properties) || !any.required.is_empty();
        if !has_parts && !has_properties {
            return self.union(keyword, all, schema, place, own);
        }
        let id = own.unwrap_or_else(|| self.push(place.pointer.clone(), place.origin()));
        let inner = Place { owner: Owner::Type(id), ..place.clone() };
        let mut common = self.parts(&any.all_of, &inner);
        common.extend(self.beside(any, &inner));
        let mut variants = Vec::new();
        let schemas: Vec<_> = distinct(all).into_iter().filter(|(_, it)| !self.is_null_variant(it)).collect();
        if let ([(index, only)], None) = (schemas.as_slice(), &schema.schema_data.discriminator) {
            // A single schema is a further part.
            let pointer = place.pointer.join(keyword).join(*index);
            self.part(only, &Place { pointer, ..inner }, &mut common);
            self.composed.insert(id, common);
            return self.shaped(id, own, Shape::Alias(Type::Any));
        }
        let tags = self.tags(&schemas, property_of(schema));
        for (index, part) in schemas.iter().copied() {
            let name = match part {
                ReferenceOr::Reference { reference } => component(reference),
                ReferenceOr::Item(_) => inline_name(index, part, &tags),
            };
            let pointer = place.pointer.join(keyword).join(index);
            let place = Place { pointer, owner: Owner::Type(id), role: Role::Property(name.clone()) };
            let whole = self.push(place.pointer.clone(), place.origin());
            let mut parts = common.clone();
            self.part(part, &Place { owner: Owner::Type(whole), ..place }, &mut parts);
            self.composed.insert(whole, parts);
            variants.push(Variant {
                name,
                ty: Type::Ref(whole),
                discriminator_values: Vec::new(),
                is_default: false,
                docs: Docs::default(),
            });
        }
        let discriminator = self.discriminator(schema, &schemas);
        let discriminator =
            discriminator.and_then(|it| self.read_discriminator(&it, &schemas, &mut variants, &place.pointer));
        self.shaped(id, own, Shape::Union(Union { is_any: keyword == "anyOf", variants, discriminator }))
    }

    /// Returns the discriminator of a union: its own, or that of its variants' parent, with the parent's mapping.
    fn discriminator(&self, schema: &'a Schema, schemas: &[(usize, &'a ReferenceOr<Schema>)]) -> Option<Discriminator> {
        let own = schema.schema_data.discriminator.as_ref();
        let names: Option<Vec<String>> = schemas.iter().map(|(_, it)| reference_of(it).map(component)).collect();
        let parents = names.and_then(|names| self.discriminator_of_parent(&names));
        match (own, parents) {
            (Some(own), Some(parents)) if own.property_name == parents.property_name => {
                let mut both = own.clone();
                let mapped: HashSet<String> = own.mapping.values().map(|mapped| component(mapped)).collect();
                for (value, target) in parents.mapping {
                    if !mapped.contains(&component(&target)) {
                        both.mapping.entry(value).or_insert(target);
                    }
                }
                Some(both)
            }
            (Some(own), _) => Some(own.clone()),
            (None, parents) => parents,
        }
    }

    /// Adds the undescribed properties that some of `all` require.
    fn with_properties(&mut self, meaning: Meaning, all: &[ReferenceOr<Schema>]) -> Meaning {
        let add = |object: &mut Object| mention(object, required_by(all));
        match meaning {
            Meaning::Named(Shape::Object(mut object)) => {
                add(&mut object);
                Meaning::Named(Shape::Object(object))
            }
            Meaning::Plain(Type::Ref(id)) => {
                if let Some(Shape::Object(object)) = &mut self.types[id.index()].shape {
                    add(object);
                }
                Meaning::Plain(Type::Ref(id))
            }
            other => other,
        }
    }

    /// Sets the discriminator values of each variant, and returns the name of the discriminator property; `None` if it
    /// cannot select all variants.
    fn read_discriminator(
        &mut self,
        discriminator: &Discriminator,
        schemas: &[(usize, &'a ReferenceOr<Schema>)],
        variants: &mut [Variant],
        pointer: &Pointer,
    ) -> Option<String> {
        let (mut names, mut seen): (Vec<String>, HashSet<String>) = (Vec::new(), HashSet::new());
        for (_, schema) in schemas {
            let ReferenceOr::Reference { reference } = schema else {
                let message = "`discriminator` needs a `$ref` for each variant, and some are inline; the client picks the variant that fits best";
                self.diagnostics
                    .warning(Code::LaxObject, &pointer.join("discriminator"), message)
                    .help("move each variant to `components/schemas`, and reference it");
                return None;
            };
            let name = component(reference);
            if seen.insert(name.clone()) {
                names.push(name);
            }
        }
        if variants.len() != names.len() {
            let message = "`discriminator` cannot select between equal variants, and some are equal; the client picks the variant that fits best";
            self.diagnostics
                .warning(Code::LaxObject, &pointer.join("discriminator"), message)
                .help("list each schema once");
            return None;
        }
        self.give_discriminator_values(discriminator, &names, variants, pointer);
        Some(discriminator.property_name.clone())
    }

    /// Returns the name of a variant: its component, its title, or its type.
    fn variant_name(&self, schema: &ReferenceOr<Schema>, ty: &Type) -> String {
        match schema {
            ReferenceOr::Reference { reference } => component(reference),
            ReferenceOr::Item(_) => title(schema).unwrap_or_else(|| self.kind(ty)),
        }
    }

    fn kind(&self, ty: &Type) -> String {
        match ty {
            Type::Ref(id) => match &self.types[id.index()].origin {
                crate::ir::Origin::Component(name) => name.clone(),
                crate::ir::Origin::Part(_, Role::Property(name)) => name.clone(),
                _ => "value".to_owned(),
            },
            Type::External(path) => {
                path.split(['<', '(']).next().and_then(|it| it.rsplit("::").next()).unwrap_or("value").to_owned()
            }
            Type::Boolean => "boolean".to_owned(),
            Type::Integer(Integer::I8 | Integer::U8) => "integer 8".to_owned(),
            Type::Integer(Integer::I16 | Integer::U16) => "integer 16".to_owned(),
            Type::Integer(Integer::I32 | Integer::U32) => "integer 32".to_owned(),
            Type::Integer(_) => "integer".to_owned(),
            Type::Number(_) | Type::Decimal => "number".to_owned(),
            Type::String => "string".to_owned(),
            Type::DateTime | Type::DateTimeOrUtc => "date time".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Uuid => "uuid".to_owned(),
            Type::Base64 | Type::Base64Url | Type::Binary => "bytes".to_owned(),
            Type::Ipv4 => "ipv4".to_owned(),
            Type::Ipv6 => "ipv6".to_owned(),
            Type::Array(item) => format!("{} list", self.kind(item)),
            Type::Map(_) | Type::AnyObject => "object".to_owned(),
            Type::Any => "any".to_owned(),
            Type::Null => "null".to_owned(),
            Type::Nullable(inner) => self.kind(inner),
        }
    }
}

/// Returns the name of an inline variant: its title, the constant that distinguishes it, or its number.
fn inline_name(index: usize, schema: &ReferenceOr<Schema>, tags: &BTreeMap<usize, String>) -> String {
    let tag = || tags.get(&index).cloned();
    title(schema).or_else(tag).unwrap_or_else(|| format!("variant {}", index + 1))
}

/// Returns the property that a schema's discriminator names.
fn property_of(schema: &Schema) -> Option<&str> {
    schema.schema_data.discriminator.as_ref().map(|it| it.property_name.as_str())
}

/// Returns whether a text can serve as a name.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && text.len() <= 60
}

/// Returns the distinct schemas, each with its index.
fn distinct(all: &[ReferenceOr<Schema>]) -> Vec<(usize, &ReferenceOr<Schema>)> {
    let mut seen = HashSet::new();
    all.iter().enumerate().filter(|(_, schema)| seen.insert(format!("{schema:?}"))).collect()
}

/// Returns whether a schema allows only null, or has only `nullable`.
pub(super) fn is_null(schema: &ReferenceOr<Schema>) -> bool {
    let Some(schema) = schema.as_item() else { return false };
    match &schema.schema_kind {
        SchemaKind::Any(any) => {
            let only_null = any.enumeration.iter().all(serde_json::Value::is_null) && !any.enumeration.is_empty();
            let bare = AnySchema { enumeration: Vec::new(), ..any.clone() } == AnySchema::default();
            bare && (only_null || schema.schema_data.nullable)
        }
        SchemaKind::Type(openapiv3::Type::String(string)) => {
            !string.enumeration.is_empty() && string.enumeration.iter().all(Option::is_none)
        }
        _ => false,
    }
}

/// Returns whether a schema has only `nullable`.
fn is_bare_null(schema: &ReferenceOr<Schema>) -> bool {
    matches!(schema.as_item().map(|it| &it.schema_kind), Some(SchemaKind::Any(any)) if any.enumeration.is_empty())
}

/// Returns the values of string enums, perhaps beside a plain string: an open enum.
fn texts(all: &[(usize, &ReferenceOr<Schema>)]) -> Option<Vec<String>> {
    let mut values: Vec<String> = Vec::new();
    for (_, schema) in all {
        let SchemaKind::Type(openapiv3::Type::String(string)) = &schema.as_item()?.schema_kind else { return None };
        let is_plain = matches!(string.format, openapiv3::VariantOrUnknownOrEmpty::Empty);
        if !is_plain {
            return None;
        }
        for value in string.enumeration.iter().flatten() {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
    (!values.is_empty()).then_some(values)
}

/// Returns the values of an inline enum, without null.
fn values(schema: &ReferenceOr<Schema>) -> Vec<serde_json::Value> {
    match schema.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::Type(openapiv3::Type::String(string))) => {
            string.enumeration.iter().flatten().map(|text| text.as_str().into()).collect()
        }
        Some(SchemaKind::Any(any)) => any.enumeration.iter().filter(|value| is_scalar(value)).cloned().collect(),
        _ => Vec::new(),
    }
}

fn is_scalar(value: &serde_json::Value) -> bool {
    value.is_string() || value.is_number() || value.is_boolean()
}

/// Returns the title of a schema, if it can serve as a name.
pub(super) fn title(schema: &ReferenceOr<Schema>) -> Option<String> {
    schema.as_item()?.schema_data.title.clone().filter(|title| is_name(title))
}
