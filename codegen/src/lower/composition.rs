//! `allOf`: one type of several parts.
//!
//! A part may be a component that is lowered later, or the very type that is being lowered. So lowering only notes
//! the parts, and they are put together when all types are there.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24.2 (composition and inheritance); JSON Schema Validation (draft wright-00),
//! section 5.22.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Docs, Field, Object, Origin, Role, Shape, Type, TypeDef, TypeId, Union, Variant};
use crate::lower::Lowering;
use crate::lower::schema::Place;

/// A part of a type that is composed.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Members of its own.
    Object(Object),
    /// All that another type is.
    Type(Type),
    /// The names of members that have to be there, whichever part they are from.
    Required(Vec<String>),
}

impl<'a> Lowering<'a> {
    /// The parts of a schema that has `all_of`, and perhaps members beside it. What says nothing of values, as a
    /// description does, is no part.
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
                let ty = inherited.unwrap_or_else(|| self.schema(schema, place));
                parts.push(Part::Type(ty));
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
            _ => {
                let ty = self.schema(schema, place);
                parts.push(Part::Type(ty));
            }
        }
    }

    fn any_part(&mut self, any: &'a AnySchema, schema: &'a ReferenceOr<Schema>, place: &Place, parts: &mut Vec<Part>) {
        if is_object(any) {
            parts.extend(self.beside(any, place));
        }
        if !any.all_of.is_empty() {
            parts.extend(self.parts(&any.all_of, place));
        } else if !is_object(any) && (any.typ.is_some() || !any.enumeration.is_empty() || any.items.is_some()) {
            let ty = self.schema(schema, place);
            parts.push(Part::Type(ty));
        } else if !is_object(any) {
            parts.push(Part::Required(any.required.clone()));
        }
    }

    /// What stands beside `allOf`: members of the schema's own.
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

    /// Puts all composed types together.
    pub(super) fn compose(&mut self) {
        let pending = std::mem::take(&mut self.composed);
        let ids: Vec<TypeId> = pending.keys().copied().collect();
        let mut composer = Composer {
            types: &mut self.types,
            pending,
            open: BTreeSet::new(),
            left_out: &mut self.schemas_left_out,
            diagnostics: self.diagnostics,
        };
        for id in ids {
            composer.compose(id);
        }
    }
}

/// Whether a schema that may say several things says that its values are objects.
pub(super) fn is_object(any: &AnySchema) -> bool {
    any.typ.as_deref() == Some("object") || !any.properties.is_empty() || any.additional_properties.is_some()
}

/// Whether a part says nothing of values, as a description does, or no more than that they are objects.
pub(super) fn is_annotation(schema: &ReferenceOr<Schema>) -> bool {
    match schema.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::Any(any)) => *any == AnySchema::default(),
        Some(SchemaKind::Type(openapiv3::Type::Object(object))) => *object == openapiv3::ObjectType::default(),
        _ => false,
    }
}

/// Puts types together of their parts, those that others need first.
struct Composer<'t> {
    types: &'t mut Vec<TypeDef>,
    pending: BTreeMap<TypeId, Vec<Part>>,
    /// Those being put together: a part that is one of them is a part of itself.
    open: BTreeSet<TypeId>,
    left_out: &'t mut usize,
    diagnostics: &'t mut Diagnostics,
}

/// What a part's type turns out to be.
enum Found {
    Object(Object),
    Other(Type),
    Circular,
}

impl Composer<'_> {
    fn compose(&mut self, id: TypeId) {
        let Some(parts) = self.pending.remove(&id) else { return };
        self.open.insert(id);
        let mut whole = Object::default();
        let mut other: Option<Type> = None;
        let mut required = BTreeSet::new();
        let mut conflict = None;
        for part in parts {
            match part {
                Part::Required(names) => required.extend(names),
                Part::Object(object) => self.merge(id, &mut whole, object),
                Part::Type(Type::Any) => {}
                Part::Type(ty) => match self.resolve(&ty) {
                    Found::Object(object) => self.merge(id, &mut whole, object),
                    Found::Other(_) => {
                        let both = other.as_ref().map_or(Some(ty.clone()), |other| self.intersect(id, "", other, &ty));
                        if both.is_none() {
                            conflict = conflict.or(Some("its parts are of different types"));
                        }
                        other = both;
                    }
                    Found::Circular => conflict = conflict.or(Some("a part of it is itself")),
                },
            }
        }
        self.open.remove(&id);
        let is_object = !whole.fields.is_empty() || whole.rest.is_some();
        if let (true, None, Some(union)) = (is_object, conflict, other.as_ref().and_then(|ty| self.union_behind(ty))) {
            let common = [Part::Object(whole), Part::Required(required.into_iter().collect())];
            self.types[id.index()].shape = Shape::Union(self.distributed(id, union, &common));
            return;
        }
        if is_object && other.is_some() {
            conflict = conflict.or(Some("some of its parts are objects and some are not"));
        }
        self.types[id.index()].shape = match (conflict, other) {
            (Some(conflict), _) => {
                *self.left_out += 1;
                self.tell(id, &format!("no value fits this `allOf`: {conflict}; its values are free-form JSON"));
                Shape::Alias(Type::Any)
            }
            (None, Some(ty)) => Shape::Alias(ty),
            (None, None) if is_object || !required.is_empty() => {
                require(&mut whole, required);
                Shape::Object(whole)
            }
            (None, None) => Shape::Alias(Type::AnyObject),
        };
    }

    /// The union that a type is behind its aliases.
    fn union_behind(&self, ty: &Type) -> Option<Union> {
        let mut ty = ty;
        for _ in 0..self.types.len() {
            let Type::Ref(id) = ty else { return None };
            match &self.types[id.index()].shape {
                Shape::Alias(inner) => ty = inner,
                Shape::Union(union) => return Some(union.clone()),
                _ => return None,
            }
        }
        None
    }

    /// The union of which each type has `common` among its parts.
    fn distributed(&mut self, id: TypeId, union: Union, common: &[Part]) -> Union {
        let mut whole = Vec::with_capacity(union.variants.len());
        for variant in union.variants {
            let parts = [Part::Type(variant.ty.clone())].into_iter().chain(common.iter().cloned()).collect();
            let ty = self.composed(id, &variant.name, parts);
            whole.push(Variant { ty, ..variant });
        }
        Union { variants: whole, ..union }
    }

    fn tell(&mut self, id: TypeId, message: &str) {
        let pointer = self.types[id.index()].pointer.join("allOf");
        self.diagnostics.warning(Code::ConflictingParts, &pointer, message).help("make the parts agree");
    }

    /// What a type is behind its aliases, once it is put together.
    fn resolve(&mut self, ty: &Type) -> Found {
        match ty {
            Type::Ref(id) if self.open.contains(id) => Found::Circular,
            Type::Ref(id) => {
                self.compose(*id);
                match self.types[id.index()].shape.clone() {
                    Shape::Object(object) => Found::Object(object),
                    Shape::Alias(Type::Any) => Found::Other(ty.clone()),
                    Shape::Alias(inner) => {
                        self.open.insert(*id);
                        let found = self.resolve(&inner);
                        self.open.remove(id);
                        found
                    }
                    Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) | Shape::Union(_) => {
                        Found::Other(ty.clone())
                    }
                }
            }
            // Whether null is allowed is said of the whole.
            Type::Nullable(inner) => self.resolve(inner),
            Type::AnyObject => Found::Object(Object::default()),
            Type::Map(value) => Found::Object(Object { fields: Vec::new(), rest: Some((**value).clone()) }),
            other => Found::Other(other.clone()),
        }
    }

    /// Adds the members of `part` to those of the type `id`.
    fn merge(&mut self, id: TypeId, whole: &mut Object, part: Object) {
        for field in part.fields {
            match whole.fields.binary_search_by(|there| there.name.cmp(&field.name)) {
                Err(place) => whole.fields.insert(place, field),
                Ok(place) => self.agree(id, &mut whole.fields[place], field),
            }
        }
        // Other members have to be what both parts say of them.
        whole.rest = match (whole.rest.take(), part.rest) {
            (None, rest) | (rest, None) | (Some(Type::Any), rest) | (rest, Some(Type::Any)) => rest,
            (Some(one), Some(other)) if one == other => Some(one),
            (Some(_), Some(_)) => Some(Type::Any),
        };
    }

    /// Makes of two descriptions of a member one: what both allow, in the words of the later where it has some.
    fn agree(&mut self, id: TypeId, there: &mut Field, field: Field) {
        there.ty = self.intersect(id, &field.name, &there.ty, &field.ty).unwrap_or_else(|| {
            let name = &field.name;
            self.tell(id, &format!("two parts say different things of `{name}`; its values are free-form JSON"));
            Type::Any
        });
        there.required |= field.required;
        there.read_only |= field.read_only;
        there.write_only |= field.write_only;
        there.docs.deprecated |= field.docs.deprecated;
        if field.docs.description.is_some() {
            there.docs = field.docs;
        }
    }

    /// The type of the values that are of both types, for the member `name` of `owner`; `None` where there are none.
    fn intersect(&mut self, owner: TypeId, name: &str, one: &Type, other: &Type) -> Option<Type> {
        match (one, other) {
            _ if one == other => Some(one.clone()),
            (Type::Any, ty) | (ty, Type::Any) => Some(ty.clone()),
            (Type::Nullable(one), Type::Nullable(other)) => {
                let both = self.intersect(owner, name, one, other)?;
                Some(Type::Nullable(Box::new(both)))
            }
            (Type::Nullable(one), other) => self.intersect(owner, name, one, other),
            (one, Type::Nullable(other)) => self.intersect(owner, name, one, other),
            (Type::Array(one), Type::Array(other)) => {
                let both = self.intersect(owner, name, one, other)?;
                Some(Type::Array(Box::new(both)))
            }
            _ => match (self.resolve(one), self.resolve(other)) {
                (Found::Object(a), _) if a == Object::default() => Some(other.clone()),
                (Found::Object(_), Found::Object(b)) if b == Object::default() => Some(one.clone()),
                (Found::Object(_), Found::Object(_)) => Some(self.both(owner, name, one, other)),
                (Found::Circular, _) => Some(other.clone()),
                (_, Found::Circular) => Some(one.clone()),
                (Found::Other(a), Found::Other(b)) => narrower(one, &a, other, &b),
                _ => None,
            },
        }
    }

    /// A new type that is all that two others are.
    fn both(&mut self, owner: TypeId, name: &str, one: &Type, other: &Type) -> Type {
        self.composed(owner, name, vec![Part::Type(one.clone()), Part::Type(other.clone())])
    }

    /// A new type of these parts, for the member or variant `name` of `owner`.
    fn composed(&mut self, owner: TypeId, name: &str, parts: Vec<Part>) -> Type {
        let id = TypeId(self.types.len());
        let pointer = self.types[owner.index()].pointer.clone();
        let origin = Origin::Part(owner, Role::Member(name.to_owned()));
        self.types.push(TypeDef { pointer, origin, docs: Docs::default(), shape: Shape::Alias(Type::Any) });
        self.pending.insert(id, parts);
        self.compose(id);
        Type::Ref(id)
    }
}

/// The narrower of two types that are no objects, each given as it is used and as it is behind its aliases.
fn narrower(one: &Type, a: &Type, other: &Type, b: &Type) -> Option<Type> {
    use Type::{
        Any, Base64, Base64Url, Binary, Boolean, Date, DateTime, Decimal, Integer, Ipv4, Ipv6, Number, Ref, String,
        Uuid,
    };
    let first = match (a, b) {
        _ if a == b => true,
        (Ref(_), Ref(_)) | (Any, _) => false,
        (_, Any) => true,
        // An enum says more than a plain type, a format more than none.
        (Ref(_), String | Integer(_) | Number(_) | Decimal | Boolean) => true,
        (String | Integer(_) | Number(_) | Decimal | Boolean, Ref(_)) => false,
        (DateTime | Date | Uuid | Base64 | Base64Url | Binary | Ipv4 | Ipv6, String) => true,
        (String, DateTime | Date | Uuid | Base64 | Base64Url | Binary | Ipv4 | Ipv6) => false,
        (Integer(_), Number(_) | Decimal) | (Decimal, Number(_)) => true,
        (Number(_) | Decimal, Integer(_)) | (Number(_), Decimal) => false,
        (Integer(_), Integer(_)) | (Number(_), Number(_)) => false,
        _ => return None,
    };
    Some(if first { one.clone() } else { other.clone() })
}

/// Makes members required; one that no part describes may be anything.
pub(super) fn require(object: &mut Object, names: impl IntoIterator<Item = String>) {
    for name in names {
        match object.fields.binary_search_by(|there| there.name.cmp(&name)) {
            Ok(place) => object.fields[place].required = true,
            Err(_) if object.rest.is_some() => {}
            Err(place) => object.fields.insert(place, Field::any(name)),
        }
    }
}
