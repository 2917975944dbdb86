//! `allOf`: one type composed of several parts.
//!
//! A part may be a component that is lowered later, or the very type that is being lowered. So lowering only records the
//! parts, and `composer` composes them when all types exist.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24.2 (composition and inheritance); JSON Schema Validation (draft wright-00),
//! section 5.22.

use std::collections::{HashMap, HashSet};

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind};

use crate::extension::{Extension as _, NamesProperties};
use crate::ir::{Constraints, Field, Object, Type, Unknown};
use crate::lower::Lowering;
use crate::lower::composer::Composer;
use crate::lower::constraint::constraints;
use crate::lower::schema::{Place, component_name};

/// A part of a composed type.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Properties of an object.
    Object(Object),
    /// Another type.
    Type(Type),
    /// The names of required properties, whichever part describes them.
    Required(Vec<String>),
    /// The names of properties of which some are required.
    Mentioned(Vec<String>),
    /// Validation keywords.
    Constraints(Constraints),
    /// The treatment of undescribed properties.
    Unknown(Unknown),
    /// The type of integers that the bounds of all parts require.
    Integers(Type),
    /// Any value beside the descriptions of the other parts.
    Open,
}

impl Part {
    /// Returns whether the part narrows no type.
    pub(super) fn is_neutral(&self) -> bool {
        match self {
            Self::Required(names) | Self::Mentioned(names) => names.is_empty(),
            Self::Unknown(unknown) => *unknown == Unknown::Unsaid,
            Self::Open => true,
            Self::Object(_) | Self::Type(_) | Self::Constraints(_) | Self::Integers(_) => false,
        }
    }
}

impl<'a> Lowering<'a> {
    /// Returns the parts of `allOf`, without those that constrain nothing, such as a description.
    pub(super) fn parts(&mut self, all_of: &'a [ReferenceOr<Schema>], place: &Place) -> Vec<Part> {
        let mut parts = Vec::new();
        for (index, schema) in all_of.iter().enumerate() {
            let mut place = place.clone();
            place.pointer = place.pointer.join("allOf").join(index);
            self.part(schema, &place, &mut parts);
        }
        parts
    }

    pub(super) fn part(&mut self, schema: &'a ReferenceOr<Schema>, place: &Place, parts: &mut Vec<Part>) {
        let item = match schema {
            ReferenceOr::Item(item) => item,
            ReferenceOr::Reference { reference } => {
                let inherited = self.inherited(reference).map(Type::Ref);
                // A schema that only requires an object adds nothing to an object.
                let is_neutral = self.requires_only_object(schema) || (inherited.is_some() && self.only_lists(schema));
                let ty = inherited.unwrap_or_else(|| self.schema(schema, place));
                parts.push(if is_neutral { Part::Object(Object::default()) } else { Part::Type(ty) });
                let required = self.required_alone(schema);
                parts.extend((!required.is_empty()).then_some(Part::Required(required)));
                return;
            }
        };
        match &item.schema_kind {
            SchemaKind::Type(openapiv3::Type::Object(object)) => {
                let own = self.own(&object.properties, object.additional_properties.as_ref(), place);
                parts.push(Part::Object(own));
                parts.push(Part::Required(object.required.clone()));
            }
            SchemaKind::AllOf { all_of } => parts.extend(self.parts(all_of, place)),
            SchemaKind::Any(any) if any.one_of.is_empty() && any.any_of.is_empty() => {
                self.any_part(any, schema, place, parts)
            }
            SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all } if only_require(all) => {
                parts.push(Part::Mentioned(required_by(all).cloned().collect()));
            }
            _ => {
                let ty = self.schema(schema, place);
                parts.push(Part::Type(ty));
                parts.push(Part::Constraints(constraints(item)));
            }
        }
    }

    /// Returns whether a schema requires only an object, perhaps with `required`, but describes no properties and does not
    /// allow additional ones explicitly.
    fn requires_only_object(&self, schema: &'a ReferenceOr<Schema>) -> bool {
        only_parts(schema).is_some_and(|parts| parts.into_iter().all(|it| self.is_only_object(it)))
    }

    fn is_only_object(&self, reference: &str) -> bool {
        let end = component_name(reference).and_then(|name| self.ends.get(name.as_str()).copied()?);
        end.is_some_and(|end| self.only_objects.contains(end))
    }

    /// Finds the components that require only an object: all except those with other keywords, and those with such a part.
    pub(super) fn find_only_objects(&mut self) {
        let mut users: HashMap<&'a str, Vec<&'a str>> = HashMap::new();
        let mut others: Vec<&'a str> = Vec::new();
        for (name, schema) in self.schemas().filter(|(_, schema)| schema.as_item().is_some()) {
            self.only_objects.insert(name);
            let parts = only_parts(schema).map(|parts| -> Option<Vec<&'a str>> {
                let end = |it: &str| self.ends.get(component_name(it)?.as_str()).copied()?;
                parts.into_iter().map(end).collect()
            });
            match parts.flatten() {
                Some(parts) => parts.into_iter().for_each(|part| users.entry(part).or_default().push(name)),
                None => others.push(name),
            }
        }
        while let Some(name) = others.pop() {
            if self.only_objects.remove(name) {
                others.extend(users.get(name).into_iter().flatten());
            }
        }
    }

    /// Returns whether a parent lists its children and describes nothing that they inherit.
    fn only_lists(&self, schema: &'a ReferenceOr<Schema>) -> bool {
        match self.schema_behind(schema).map(|schema| &schema.schema_kind) {
            Some(SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. }) => true,
            Some(SchemaKind::Any(any)) => {
                any.properties.is_empty() && any.additional_properties.is_none() && any.all_of.is_empty()
            }
            _ => false,
        }
    }

    /// Returns the required properties of an object without described properties, which alone is any object.
    fn required_alone(&self, schema: &'a ReferenceOr<Schema>) -> Vec<String> {
        let (mut found, mut seen, mut todo) = (Vec::new(), HashSet::new(), vec![schema]);
        while let Some(schema) = todo.pop().and_then(|schema| self.schema_behind(schema)) {
            // Parts may share parts, or contain themselves.
            if !seen.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            let (properties, required) = match &schema.schema_kind {
                SchemaKind::Type(openapiv3::Type::Object(object)) => (&object.properties, &object.required),
                SchemaKind::Any(any) => (&any.properties, &any.required),
                SchemaKind::AllOf { all_of } => {
                    todo.extend(all_of);
                    continue;
                }
                _ => continue,
            };
            if properties.is_empty() {
                found.extend(required.iter().cloned());
            }
        }
        found
    }

    fn any_part(&mut self, any: &'a AnySchema, schema: &'a ReferenceOr<Schema>, place: &Place, parts: &mut Vec<Part>) {
        if is_object(any) {
            parts.extend(self.beside(any, place));
        }
        parts.extend(schema.as_item().map(|item| Part::Constraints(constraints(item))));
        if !any.all_of.is_empty() {
            parts.extend(self.parts(&any.all_of, place));
        } else if !is_object(any) && (any.typ.is_some() || !any.enumeration.is_empty() || any.items.is_some()) {
            let ty = self.schema(schema, place);
            parts.push(Part::Type(ty));
        } else if !is_object(any) {
            parts.push(Part::Required(any.required.clone()));
        }
    }

    /// Returns the parts for the keywords beside `allOf`: the schema's own properties.
    pub(super) fn beside(&mut self, any: &'a AnySchema, place: &Place) -> [Part; 2] {
        let own = self.own(&any.properties, any.additional_properties.as_ref(), place);
        [Part::Object(own), Part::Required(any.required.clone())]
    }

    fn own(
        &mut self,
        properties: &'a indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>,
        additional: Option<&'a AdditionalProperties>,
        place: &Place,
    ) -> Object {
        self.object_of(properties, additional, place)
    }

    /// Composes all types.
    pub(super) fn compose(&mut self) {
        let parts = std::mem::take(&mut self.composed);
        Composer::new(&mut self.types, parts, &mut self.schemas_left_out, self.diagnostics).all();
    }
}

/// Returns the references among the parts of a schema, recursively; `None` if a part does more than require an object,
/// perhaps with `required`.
fn only_parts(schema: &ReferenceOr<Schema>) -> Option<Vec<&str>> {
    let (mut found, mut todo) = (Vec::new(), vec![schema]);
    while let Some(schema) = todo.pop() {
        let item = match schema {
            ReferenceOr::Item(item) => item,
            ReferenceOr::Reference { reference } => {
                found.push(reference.as_str());
                continue;
            }
        };
        match &item.schema_kind {
            SchemaKind::Type(openapiv3::Type::Object(object))
                if object.properties.is_empty()
                    && object.additional_properties.is_none()
                    && NamesProperties::read(&item.schema_data.extensions).is_none() => {}
            SchemaKind::AllOf { all_of } => todo.extend(all_of),
            _ => return None,
        }
    }
    Some(found)
}

/// Returns whether a schema without a specific kind describes objects.
pub(super) fn is_object(any: &AnySchema) -> bool {
    any.typ.as_deref() == Some("object") || !any.properties.is_empty() || any.additional_properties.is_some()
}

/// Returns whether a part constrains nothing, such as a description, or only requires an object.
pub(super) fn is_annotation(schema: &ReferenceOr<Schema>) -> bool {
    match schema.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::Any(any)) => *any == AnySchema::default(),
        Some(SchemaKind::Type(openapiv3::Type::Object(object))) => *object == openapiv3::ObjectType::default(),
        _ => false,
    }
}

/// Returns whether schemas have only `required`: combinations of properties do not affect types.
pub(super) fn only_require(all: &[ReferenceOr<Schema>]) -> bool {
    all.iter().all(|it| match it.as_item().map(|it| &it.schema_kind) {
        Some(SchemaKind::Any(any)) => AnySchema { required: Vec::new(), ..any.clone() } == AnySchema::default(),
        _ => false,
    })
}

/// Returns whether a part only requires combinations of properties.
pub(super) fn is_requirement(schema: &ReferenceOr<Schema>) -> bool {
    match schema.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all }) => only_require(all),
        _ => false,
    }
}

/// Returns the properties that these schemas require.
pub(super) fn required_by(all: &[ReferenceOr<Schema>]) -> impl Iterator<Item = &String> {
    let schemas = all.iter().filter_map(ReferenceOr::as_item).filter_map(|schema| match &schema.schema_kind {
        SchemaKind::Any(any) => Some(&any.required),
        _ => None,
    });
    schemas.flatten()
}

/// Adds undescribed optional properties.
pub(super) fn mention<'n>(object: &mut Object, names: impl IntoIterator<Item = &'n String>) {
    for name in names {
        if object.rest.is_none()
            && let Err(place) = object.fields.binary_search_by(|field| field.name.cmp(name))
        {
            object.fields.insert(place, Field { required: false, ..Field::any(name.clone()) });
        }
    }
}

/// Makes properties required; an undescribed one has any value.
pub(super) fn require(object: &mut Object, names: impl IntoIterator<Item = String>) {
    for name in names {
        match object.fields.binary_search_by(|there| there.name.cmp(&name)) {
            Ok(place) => object.fields[place].required = true,
            Err(_) if object.rest.is_some() => {}
            Err(place) => object.fields.insert(place, Field::any(name)),
        }
    }
}
