//! Schemas.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24 (Schema Object) and 4.4 (data types).

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind};

use crate::diagnostic::Code;
use crate::extension::{Closed, Extension as _, Wide};
use crate::ir::{Docs, ExistingMap, Origin, Role, Shape, Type, TypeId};
use crate::location::Pointer;
use crate::lower::composition::{Part, is_annotation, is_object};
use crate::lower::constraint::constraints;
use crate::lower::number::Format as _;
use crate::lower::replacement::may_be_newtype;
use crate::lower::sensitive::sensitive;
use crate::lower::wide::wider;
use crate::lower::{Lowering, enumeration, number, tuple};

/// The location of a schema, and the origin of its type's name.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) pointer: Pointer,
    pub(super) owner: Owner,
    pub(super) role: Role,
}

/// The owner of a schema.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    Type(TypeId),
    Operation(usize),
    Webhook(usize),
}

impl Place {
    pub(super) fn origin(&self) -> Origin {
        match self.owner {
            Owner::Type(id) => Origin::Part(id, self.role.clone()),
            Owner::Operation(index) => Origin::Operation(index, self.role.clone()),
            Owner::Webhook(index) => Origin::Webhook(index, self.role.clone()),
        }
    }

    /// Returns the place of an array's items or a map's values.
    pub(super) fn inner(&self, token: &str, role: fn(String) -> Role) -> Self {
        let (Role::Property(name) | Role::Item(name) | Role::Value(name)) = self.role.clone();
        Self { pointer: self.pointer.join(token), owner: self.owner, role: role(name) }
    }
}

/// The meaning of a schema: a new named type, or an existing type.
pub(super) enum Meaning {
    Named(Shape),
    Plain(Type),
}

impl<'a> Lowering<'a> {
    /// Lowers a component schema.
    pub(super) fn component(&mut self, id: TypeId, schema: &'a ReferenceOr<Schema>) {
        let place = Place {
            pointer: self.types[id.0].pointer.clone(),
            owner: Owner::Type(id),
            role: Role::Property(String::new()),
        };
        let shape = match schema {
            // Uses of the component decide on null by the end of its chain of references.
            ReferenceOr::Reference { reference } => match self.external_reference(&place, id) {
                Some(ty) => Shape::Alias(ty),
                None => Shape::Alias(not_null(self.reference(reference, &place))),
            },
            ReferenceOr::Item(schema) => {
                self.types[id.0].docs = docs(schema);
                self.types[id.0].docs.values = self.value_docs(schema, &place.pointer);
                if let Some(parent) = self.parents.get(&id).cloned() {
                    self.parent(id, schema, &parent, &place);
                    if let Some(ty) = self.external(schema, &place, Some(id)) {
                        self.types[id.0].shape = Some(Shape::Alias(ty));
                    }
                    return;
                }
                match self.meaning(schema, &place, Some(id)) {
                    Meaning::Named(shape) => {
                        self.types[id.0].is_newtype = may_be_newtype(&shape) && self.is_newtype(&place, Some(id));
                        shape
                    }
                    Meaning::Plain(ty) => Shape::Alias(not_null(ty)),
                }
            }
        };
        self.types[id.0].shape = Some(shape);
    }

    /// Lowers a schema or a reference.
    pub(super) fn schema(&mut self, schema: &'a ReferenceOr<Schema>, place: &Place) -> Type {
        match schema {
            ReferenceOr::Reference { reference } => self.reference(reference, place),
            ReferenceOr::Item(schema) => self.item(schema, place),
        }
    }

    pub(super) fn boxed(&mut self, schema: &'a ReferenceOr<Box<Schema>>, place: &Place) -> Type {
        match schema {
            ReferenceOr::Reference { reference } => self.reference(reference, place),
            ReferenceOr::Item(schema) => self.item(schema, place),
        }
    }

    fn item(&mut self, schema: &'a Schema, place: &Place) -> Type {
        let ty = match self.meaning(schema, place, None) {
            Meaning::Plain(ty) => ty,
            Meaning::Named(shape) => {
                let id = self.named(shape, schema, place);
                Type::Ref(id)
            }
        };
        if self.allows_null(schema) { nullable(ty) } else { ty }
    }

    fn named(&mut self, shape: Shape, schema: &'a Schema, place: &Place) -> TypeId {
        let id = self.push(place.pointer.clone(), place.origin());
        let values = self.value_docs(schema, &place.pointer);
        let is_newtype = may_be_newtype(&shape) && self.is_newtype(place, None);
        let def = &mut self.types[id.0];
        def.docs = Docs { values, ..docs(schema) };
        def.is_newtype = is_newtype;
        def.shape = Some(shape);
        id
    }

    fn reference(&mut self, reference: &str, place: &Place) -> Type {
        let name = component_name(reference);
        let id = name.as_deref().and_then(|name| self.components.get(name).copied());
        // The `dialect` stage has reported an unreadable component.
        let Some(id) = id else { return Type::Any };
        match self.is_nullable(reference) {
            Some(true) if self.is_only_null(reference) => Type::Ref(id),
            Some(true) => nullable(Type::Ref(id)),
            Some(false) => Type::Ref(id),
            None => {
                let message = "this reference is circular; the type is `serde_json::Value`";
                self.diagnostics
                    .warning(Code::CircularReference, &place.pointer, message)
                    .help("make the chain of references end at a schema with a `type`");
                Type::Any
            }
        }
    }

    /// Returns the meaning of a schema. `own` is the id of the schema's type if it exists already.
    pub(super) fn meaning(&mut self, schema: &'a Schema, place: &Place, own: Option<TypeId>) -> Meaning {
        let meaning = match self.external(schema, place, own) {
            Some(ty) => Meaning::Plain(ty),
            None => self.own_meaning(schema, place, own),
        };
        self.or_newtype(meaning, place, own)
    }

    /// Returns the meaning of a schema, whatever the settings choose in its place.
    pub(super) fn own_meaning(&mut self, schema: &'a Schema, place: &Place, own: Option<TypeId>) -> Meaning {
        use openapiv3::Type as Kind;
        if Closed::read(&schema.schema_data.extensions).is_some() {
            self.closed.insert(place.pointer.clone());
        }
        match &schema.schema_kind {
            SchemaKind::Type(Kind::String(string)) => enumeration::texts(&string.enumeration).unwrap_or_else(|| {
                let format = string.format.text();
                Meaning::Plain(self.text(format, (string.min_length, string.max_length), place))
            }),
            SchemaKind::Type(Kind::Number(it)) => {
                Meaning::Plain(number::number_type(it.format.text(), &self.choices.number))
            }
            #[allow(clippy::cast_precision_loss, reason = "only the sign counts")]
            SchemaKind::Type(Kind::Integer(it)) => enumeration::integers(&it.enumeration).unwrap_or_else(|| {
                let minimum = it.minimum.map(|bound| bound as f64);
                self.integer(it.format.text(), minimum, it.maximum.is_some(), schema)
            }),
            SchemaKind::Type(Kind::Boolean(_)) => Meaning::Plain(Type::Boolean),
            SchemaKind::Type(Kind::Array(array)) => self.array(array.items.as_ref(), schema, place, own),
            SchemaKind::Type(Kind::Object(object)) => self.object(object, place, own),
            SchemaKind::AllOf { all_of } => self.all_of(all_of, None, schema, place, own),
            SchemaKind::OneOf { one_of } => self.union("oneOf", one_of, schema, place, own),
            SchemaKind::AnyOf { any_of } => self.union("anyOf", any_of, schema, place, own),
            SchemaKind::Not { .. } => Meaning::Plain(Type::Any),
            SchemaKind::Any(any) => self.any(any, schema, place, own),
        }
    }

    /// Returns the type of a string; the settings may allow instants without an offset.
    fn text(&self, format: &str, (least, most): (Option<usize>, Option<usize>), place: &Place) -> Type {
        match number::string_type(format, least, most) {
            Type::DateTime if (self.choices.is_utc)(&place.pointer) => Type::DateTimeOrUtc,
            ty => ty,
        }
    }

    fn integer(&self, format: &str, minimum: Option<f64>, has_maximum: bool, schema: &Schema) -> Meaning {
        let is_wide = Wide::read(&schema.schema_data.extensions).is_some();
        let has_bounds = minimum.is_some() || has_maximum;
        let integers = number::Integers { format, minimum, has_bounds, is_wide };
        Meaning::Plain(number::integer_type(integers, &self.choices.integer))
    }

    fn array(
        &mut self,
        items: Option<&'a ReferenceOr<Box<Schema>>>,
        schema: &'a Schema,
        place: &Place,
        own: Option<TypeId>,
    ) -> Meaning {
        if let Some(tuple) = items.and_then(|items| tuple::Items::read(items, schema)) {
            return self.tuple(&tuple, place, own);
        }
        let items = items.map(|items| self.boxed(items, &place.inner("items", Role::Item)));
        Meaning::Plain(Type::Array(Box::new(items.unwrap_or(Type::Any))))
    }

    /// Sets the shape of the type `id`, and returns the meaning of its schema.
    pub(super) fn shaped(&mut self, id: TypeId, own: Option<TypeId>, shape: Shape) -> Meaning {
        if own.is_some() {
            return Meaning::Named(shape);
        }
        self.types[id.index()].shape = Some(shape);
        Meaning::Plain(Type::Ref(id))
    }

    /// Lowers `allOf`; a single part is itself.
    fn all_of(
        &mut self,
        all_of: &'a [ReferenceOr<Schema>],
        beside: Option<&'a AnySchema>,
        schema: &'a Schema,
        place: &Place,
        own: Option<TypeId>,
    ) -> Meaning {
        if self.stays(ExistingMap::AnyValues, place) {
            return Meaning::Plain(Type::AnyObject);
        }
        let map = all_of.iter().enumerate().find(|(_, part)| self.is_map(part));
        if let Some((index, map)) = map.filter(|_| self.stays(ExistingMap::OneType, place)) {
            let place = Place { pointer: place.pointer.join("allOf").join(index), ..place.clone() };
            return Meaning::Plain(self.schema(map, &place));
        }
        let beside = beside.filter(|any| is_object(any) || !any.required.is_empty());
        let wide = self.wide_integers(schema);
        let mut constraining = all_of.iter().enumerate().filter(|(_, schema)| !is_annotation(schema));
        if let (Some((index, one)), None, None) = (constraining.next(), constraining.next(), beside) {
            let mut place = place.clone();
            place.pointer = place.pointer.join("allOf").join(index);
            if let (ReferenceOr::Item(only), Some(own)) = (one, own) {
                return match self.only_part(only, &place, own) {
                    Meaning::Plain(ty) => Meaning::Plain(wider(ty, wide)),
                    named => named,
                };
            }
            // A component that consists only of its parent is a child of it; elsewhere the part means the parent itself.
            let inherited = match one {
                ReferenceOr::Reference { reference } => self.inherited_by(own, reference),
                ReferenceOr::Item(_) => None,
            };
            let ty = inherited.map_or_else(|| self.schema(one, &place), Type::Ref);
            return Meaning::Plain(wider(ty, wide));
        }
        let id = own.unwrap_or_else(|| self.push(place.pointer.clone(), place.origin()));
        let inner = Place { pointer: place.pointer.clone(), owner: Owner::Type(id), role: place.role.clone() };
        let mut parts = self.parts(all_of, &inner);
        parts.extend(beside.into_iter().flat_map(|any| self.beside(any, &inner)));
        parts.extend(wide.map(Part::Integers));
        parts.retain(|part| !matches!(part, Part::Required(names) if names.is_empty()));
        parts.retain(|part| !matches!(part, Part::Constraints(constraints) if constraints.is_empty()));
        if let [Part::Type(one)] = parts.as_slice() {
            return self.shaped(id, own, Shape::Alias(one.clone()));
        }
        self.composed.insert(id, parts);
        self.shaped(id, own, Shape::Alias(Type::Any))
    }

    /// Returns whether a schema describes the values of a map, and no properties.
    fn is_map(&self, part: &'a ReferenceOr<Schema>) -> bool {
        let (properties, additional) = match self.schema_behind(part).map(|schema| &schema.schema_kind) {
            Some(SchemaKind::Type(openapiv3::Type::Object(it))) => (&it.properties, &it.additional_properties),
            Some(SchemaKind::Any(it)) => (&it.properties, &it.additional_properties),
            _ => return false,
        };
        properties.is_empty() && matches!(additional, Some(AdditionalProperties::Schema(_)))
    }

    /// Returns the meaning of a component whose `allOf` has a single inline schema: it is that schema.
    fn only_part(&mut self, only: &'a Schema, place: &Place, own: TypeId) -> Meaning {
        let (part, values) = (docs(only), self.value_docs(only, &place.pointer));
        let whole = &mut self.types[own.index()].docs;
        whole.title = whole.title.take().or(part.title);
        whole.description = whole.description.take().or(part.description);
        whole.example = whole.example.take().or(part.example);
        whole.default = whole.default.take().or(part.default);
        whole.deprecated |= part.deprecated;
        if whole.constraints.is_empty() {
            whole.constraints = part.constraints;
        }
        if whole.values.is_empty() {
            whole.values = values;
        }
        self.meaning(only, place, Some(own))
    }

    /// Returns a schema, resolved if it is a reference.
    pub(super) fn behind(&self, schema: &'a ReferenceOr<Box<Schema>>) -> Option<&'a Schema> {
        let reference = match schema {
            ReferenceOr::Item(schema) => return Some(schema),
            ReferenceOr::Reference { reference } => reference,
        };
        let schemas = &self.openapi.components.as_ref()?.schemas;
        schemas.get(&component_name(reference)?)?.as_item()
    }

    /// Returns the meaning of a schema without `type`, or with keywords of several kinds.
    fn any(&mut self, any: &'a AnySchema, schema: &'a Schema, place: &Place, own: Option<TypeId>) -> Meaning {
        let is_scalar = matches!(any.typ.as_deref(), Some("string" | "number" | "integer" | "boolean"));
        let variants = any.one_of.iter().chain(&any.any_of);
        // Variants that only constrain a scalar do not affect its type.
        let is_plain = is_scalar && any.all_of.is_empty() && variants.clone().all(has_no_type);
        if (!any.one_of.is_empty() || !any.any_of.is_empty()) && !is_plain {
            return self.union_beside(any, schema, place, own);
        }
        if !any.all_of.is_empty() {
            return self.all_of(&any.all_of, Some(any), schema, place, own);
        }
        let format = any.format.as_deref().unwrap_or_default();
        let number = number::number_type(format, &self.choices.number);
        if let Some(meaning) = enumeration::enumeration(any.typ.as_deref(), &any.enumeration, &number) {
            return meaning;
        }
        match any.typ.as_deref() {
            Some("object") => {
                self.properties(&any.properties, &any.required, any.additional_properties.as_ref(), place, own)
            }
            // Only `additionalProperties: false`: any value that is not an object with properties.
            None if any.properties.is_empty()
                && any.additional_properties == Some(AdditionalProperties::Any(false)) =>
            {
                Meaning::Plain(Type::Any)
            }
            None if is_object(any) => {
                self.properties(&any.properties, &any.required, any.additional_properties.as_ref(), place, own)
            }
            Some("array") => self.array(any.items.as_ref(), schema, place, own),
            None if any.items.is_some() => self.array(any.items.as_ref(), schema, place, own),
            Some("boolean") => Meaning::Plain(Type::Boolean),
            Some("integer") => self.integer(format, any.minimum, any.maximum.is_some(), schema),
            Some("number") => Meaning::Plain(number),
            Some("string") => Meaning::Plain(self.text(format, (any.min_length, any.max_length), place)),
            None => Meaning::Plain(Type::Any),
            Some(other) => {
                let message = format!("`type: {other}` is not a type of OpenAPI; the type is `serde_json::Value`");
                self.schemas_left_out += 1;
                self.diagnostics
                    .warning(Code::UnsupportedSchema, &place.pointer.join("type"), message)
                    .help("use `array`, `boolean`, `integer`, `number`, `object` or `string`");
                Meaning::Plain(Type::Any)
            }
        }
    }
}

/// Returns whether a schema has no keyword that determines a type.
fn has_no_type(schema: &ReferenceOr<Schema>) -> bool {
    match schema.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::Any(any)) => {
            let has_parts = !(any.all_of.is_empty() && any.one_of.is_empty() && any.any_of.is_empty());
            any.typ.is_none() && any.enumeration.is_empty() && any.items.is_none() && !is_object(any) && !has_parts
        }
        Some(SchemaKind::Not { .. }) => true,
        _ => false,
    }
}

pub(super) fn nullable(ty: Type) -> Type {
    match ty {
        // These types include null already.
        Type::Any | Type::Null | Type::Nullable(_) => ty,
        other => Type::Nullable(Box::new(other)),
    }
}

/// Returns the type without null: uses of a named type decide on null.
pub(super) fn not_null(ty: Type) -> Type {
    if let Type::Nullable(inner) = ty { *inner } else { ty }
}

/// Returns the name of the referenced component schema.
pub(super) fn component_name(reference: &str) -> Option<String> {
    let pointer = Pointer::parse(reference.strip_prefix("#/components/schemas").filter(|rest| rest.starts_with('/'))?)?;
    let mut tokens = pointer.tokens();
    let name = tokens.next()?;
    tokens.next().is_none().then_some(name)
}

pub(super) fn docs(schema: &Schema) -> Docs {
    let data = &schema.schema_data;
    Docs {
        title: data.title.clone(),
        description: data.description.clone(),
        deprecated: data.deprecated,
        example: data.example.as_ref().filter(|example| !example.is_null()).map(ToString::to_string),
        default: data.default.as_ref().map(ToString::to_string),
        constraints: constraints(schema),
        values: Vec::new(),
        sensitive: sensitive(schema),
    }
}
