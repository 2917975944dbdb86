//! Uses of the model's types in Rust: owned, as an argument, borrowed by an enum, in a field.

use std::sync::Arc;

use crate::analyze::Uploads;
use crate::config::{ApiConfig, Floats, Times};
use crate::ir::{Content, Field, Integer, Item, Number, Object, Shape, Tuple, Type, TypeId, Variant};
use crate::surface::Context;
use crate::surface::rust_type::{self, BYTES, Known, RustType, STR, STRING, UNIT, UPLOAD, VALUE, VALUE_MAP};

/// How a field deserializes an absent property and null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// The property is present; null is a value of a nullable type.
    Required,
    /// The property may be absent, and null is read as absent.
    Optional,
    /// The property may be absent, and null is a value of its type.
    OptionalValue,
    /// The property may be absent or null, and the field distinguishes the two.
    OptionalNullable,
}

impl Context<'_> {
    /// Returns the type of an owned value.
    pub fn owned(self, ty: &Type) -> RustType {
        match ty {
            Type::Ref(id) => RustType::Named(self.shown(*id)),
            Type::External(path) => RustType::External(Arc::clone(path)),
            Type::Array(item) => RustType::Vec(Box::new(self.owned(item))),
            Type::Map(value) => RustType::Map(self.config.maps, Box::new(self.owned(value))),
            Type::Nullable(inner) => self.owned(inner).optional(1),
            ty => known(self.config, ty).unwrap_or(VALUE).into(),
        }
    }

    /// Returns the type that stands for a named type: its canonical type, if that has a neutral name.
    fn shown(self, id: TypeId) -> TypeId {
        let canonical = self.facts.canonical_type(id).filter(|other| self.names.of(*other).also.is_some());
        canonical.unwrap_or(id)
    }

    /// Returns the type of an argument, borrowed where that saves callers a copy.
    pub fn argument(self, ty: &Type) -> RustType {
        match self.resolved(ty) {
            Type::String => RustType::Ref(Box::new(STR.into())),
            Type::Array(item) if *self.resolved(item) == Type::String => RustType::Strings,
            Type::Array(item) => RustType::Slice(Box::new(self.owned(item))),
            Type::Nullable(inner) => self.argument(inner).optional(1),
            _ if self.is_copy(ty) => self.owned(ty),
            _ => RustType::Ref(Box::new(self.owned(ty))),
        }
    }

    /// Returns the type of a value that an enum over several bodies borrows.
    pub(crate) fn borrowed(self, ty: &Type) -> RustType {
        match self.resolved(ty) {
            Type::String => RustType::Ref(Box::new(STR.into())),
            Type::Array(item) if *self.resolved(item) == Type::String => RustType::CowStrings,
            Type::Array(item) => RustType::Slice(Box::new(self.owned(item))),
            Type::Nullable(inner) => self.borrowed(inner).optional(1),
            _ if self.is_copy(ty) => self.owned(ty),
            _ => RustType::Ref(Box::new(self.owned(ty))),
        }
    }

    /// Returns the type of the body of a response.
    pub(crate) fn content(self, content: &Content) -> RustType {
        match content {
            Content::Empty => UNIT.into(),
            Content::Json(ty) => self.owned(ty),
            Content::Events(ty) => RustType::Events(Box::new(self.owned(ty))),
            Content::Lines(ty) => RustType::JsonLines(Box::new(self.owned(ty))),
            Content::Text => STRING.into(),
            Content::Bytes => BYTES.into(),
        }
    }

    /// Returns the type of the body of a response, by the names of canonical types.
    pub(crate) fn canonical_content(self, content: &Content) -> RustType {
        self.content(&match content {
            Content::Json(ty) => Content::Json(self.expanded(ty)),
            Content::Events(ty) => Content::Events(self.expanded(ty)),
            Content::Lines(ty) => Content::Lines(self.expanded(ty)),
            other => other.clone(),
        })
    }

    /// Returns the type of a field of the struct `owner`.
    pub(crate) fn field(self, owner: TypeId, field: &Field) -> RustType {
        let (inner, is_nullable) = without_nullable(&field.ty);
        let ty = match self.facts.uploads(self.api, owner, inner) {
            Some(uploads) => upload(uploads),
            None => self.owned(inner).boxed_if(self.is_boxed(owner, inner)),
        };
        ty.optional(usize::from(is_nullable) + usize::from(!self.facts.is_always_present(owner, field)))
    }

    /// Returns how a field of the struct `owner` deserializes an absent property and null.
    pub(crate) fn presence(self, owner: TypeId, field: &Field) -> Presence {
        let (inner, is_nullable) = without_nullable(&field.ty);
        match (self.facts.is_always_present(owner, field), is_nullable) {
            (true, _) => Presence::Required,
            (false, false) if self.holds_null(inner) => Presence::OptionalValue,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        }
    }

    /// Returns the type of the map of additional properties of the struct `owner`.
    pub(crate) fn rest(self, owner: TypeId, object: &Object) -> Option<RustType> {
        let rest = object.rest.as_ref()?;
        let value = self.facts.uploads(self.api, owner, rest).map_or_else(|| self.owned(rest), upload);
        Some(RustType::Map(self.config.maps, Box::new(value)))
    }

    /// Returns the type of an item of the tuple `owner`.
    pub(crate) fn item(self, owner: TypeId, item: &Item) -> RustType {
        let (inner, is_nullable) = without_nullable(&item.ty);
        let ty = self.owned(inner).boxed_if(self.is_boxed(owner, inner));
        ty.optional(usize::from(is_nullable) + usize::from(!item.required))
    }

    /// Returns the types of the fields of a tuple struct.
    pub(crate) fn tuple_fields(self, owner: TypeId, tuple: &Tuple) -> Vec<RustType> {
        let items = tuple.items.iter().map(|item| self.item(owner, item));
        let rest = tuple.rest.iter().map(|rest| RustType::Vec(Box::new(self.owned(&rest.ty))));
        items.chain(rest).collect()
    }

    /// Returns the type of the value of a variant of the union `owner`.
    pub(crate) fn variant(self, owner: TypeId, variant: &Variant) -> RustType {
        self.owned(&variant.ty).boxed_if(self.is_boxed(owner, &variant.ty))
    }

    /// Returns the type within the newtype `owner`.
    pub(crate) fn newtype(self, owner: TypeId, ty: &Type) -> RustType {
        self.owned(ty).boxed_if(self.is_boxed(owner, without_nullable(ty).0))
    }

    /// Returns a type as readable text.
    pub(crate) fn spell(self, ty: &Type) -> String {
        self.owned(ty).spell(self.names)
    }

    /// Returns the type of an argument as readable text.
    pub(crate) fn spell_argument(self, ty: &Type) -> String {
        self.argument(ty).spell(self.names)
    }

    /// Returns the type of a response's body as readable text.
    pub(crate) fn spell_content(self, content: &Content) -> String {
        self.content(content).spell(self.names)
    }

    /// Returns the types of a tuple's fields as readable text.
    pub(crate) fn spell_tuple(self, owner: TypeId, tuple: &Tuple) -> String {
        let fields = self.tuple_fields(owner, tuple);
        fields.iter().map(|field| field.spell(self.names)).collect::<Vec<_>>().join(", ")
    }

    /// Returns whether [`argument`](Self::argument) passes a value rather than a reference.
    pub(crate) fn is_by_value(self, ty: &Type) -> bool {
        self.is_copy(ty) || self.is_nullable(ty)
    }

    fn is_copy(self, ty: &Type) -> bool {
        matches!(
            self.resolved(ty),
            Type::Boolean
                | Type::Integer(_)
                | Type::Number(_)
                | Type::DateTime
                | Type::DateTimeOrUtc
                | Type::Date
                | Type::Uuid
                | Type::Ipv4
                | Type::Ipv6
                | Type::Null
        )
    }

    /// Returns whether a field, a variant or an item of `owner` is a `Box` of its type.
    pub(crate) fn is_boxed(self, owner: TypeId, ty: &Type) -> bool {
        matches!(ty, Type::Ref(used) if self.facts.is_boxed(owner, *used))
    }

    /// Returns whether null is a value of the type itself: of any value, of null, and of unions that contain any value.
    fn holds_null(self, ty: &Type) -> bool {
        match self.resolved(ty) {
            Type::Any | Type::Null => true,
            Type::Ref(id) => match &self.api.type_def(*id).shape {
                Shape::Union(union) => union.variants.iter().any(|it| *self.resolved(&it.ty) == Type::Any),
                _ => false,
            },
            _ => false,
        }
    }

    /// Returns whether null is a value of the type because its schema, or one that it names, allows null.
    pub(crate) fn is_nullable(self, ty: &Type) -> bool {
        matches!(self.resolved(ty), Type::Nullable(_))
    }

    /// Returns the type of the values other than null.
    pub(crate) fn value<'t>(self, ty: &'t Type) -> &'t Type
    where
        Self: 't,
    {
        if self.is_nullable(ty) { self.without_null(ty) } else { ty }
    }

    /// Returns the type without aliases and null.
    pub(crate) fn without_null<'t>(self, ty: &'t Type) -> &'t Type
    where
        Self: 't,
    {
        let mut ty = self.resolved(ty);
        while let Type::Nullable(inner) = ty {
            ty = self.resolved(inner);
        }
        ty
    }

    /// Returns the type without aliases.
    pub(crate) fn resolved<'t>(self, ty: &'t Type) -> &'t Type
    where
        Self: 't,
    {
        let mut ty = ty;
        while let Type::Ref(id) = ty
            && let Shape::Alias(inner) = &self.api.type_def(*id).shape
            && !self.facts.is_newtype(*id)
        {
            ty = match &self.api.type_def(self.facts.last_name(*id)).shape {
                Shape::Alias(named) => named,
                _ => inner,
            };
        }
        match ty {
            Type::DateTime | Type::DateTimeOrUtc | Type::Date if self.config.times == Times::String => &Type::String,
            Type::Binary => &Type::String,
            ty => ty,
        }
    }
}

impl<'a> Context<'a> {
    /// Returns the named type behind aliases, and its shape.
    pub(crate) fn behind(self, ty: &Type) -> Option<(TypeId, &'a Shape)> {
        let Type::Ref(id) = self.resolved(ty) else { return None };
        Some((*id, &self.api.type_def(*id).shape))
    }
}

/// Returns the type of a value that has neither a name in the document nor parts.
fn known(config: &ApiConfig, ty: &Type) -> Option<Known> {
    Some(match ty {
        Type::Boolean => Known::prelude("bool"),
        Type::Integer(integer) => Known::prelude(integer_name(*integer)),
        Type::Number(Number::F32) if config.floats == Floats::F32 => Known::prelude("f32"),
        Type::Number(Number::F32 | Number::F64) => Known::prelude("f64"),
        Type::String | Type::Binary => STRING,
        Type::Decimal => Known::runtime("Decimal"),
        Type::DateTime | Type::DateTimeOrUtc => match config.times {
            Times::Chrono => rust_type::FIXED_DATE_TIME,
            Times::Jiff => Known::path("jiff", "Timestamp"),
            Times::Time => Known::path("crate::runtime", "DateTime"),
            Times::String => STRING,
        },
        Type::Date => match config.times {
            Times::Chrono => Known::imported("chrono", "NaiveDate"),
            Times::Jiff => Known::path("jiff::civil", "Date"),
            Times::Time => Known::path("crate::runtime", "Date"),
            Times::String => STRING,
        },
        Type::Uuid => Known::imported("uuid", "Uuid"),
        Type::Ipv4 => Known::imported("std::net", "Ipv4Addr"),
        Type::Ipv6 => Known::imported("std::net", "Ipv6Addr"),
        Type::Base64 => Known::runtime("Base64"),
        Type::Base64Url => Known::runtime("Base64Url"),
        Type::AnyObject => VALUE_MAP,
        Type::Any => VALUE,
        Type::Null => UNIT,
        Type::Ref(_) | Type::External(_) | Type::Array(_) | Type::Map(_) | Type::Nullable(_) => return None,
    })
}

/// Returns a type as `api.txt` lists it, if it has neither a name in the document nor parts.
pub(crate) fn spell_known(config: &ApiConfig, ty: &Type) -> Option<String> {
    match ty {
        Type::External(path) => Some(path.to_string()),
        ty => known(config, ty).map(Known::spell),
    }
}

fn integer_name(integer: Integer) -> &'static str {
    match integer {
        Integer::I8 => "i8",
        Integer::I16 => "i16",
        Integer::I32 => "i32",
        Integer::I64 => "i64",
        Integer::I128 => "i128",
        Integer::U8 => "u8",
        Integer::U16 => "u16",
        Integer::U32 => "u32",
        Integer::U64 => "u64",
    }
}

/// Splits off null.
fn without_nullable(ty: &Type) -> (&Type, bool) {
    if let Type::Nullable(inner) = ty { (inner, true) } else { (ty, false) }
}

/// Returns the type of uploads.
pub(super) fn upload(uploads: Uploads) -> RustType {
    match uploads {
        Uploads::One => UPLOAD.into(),
        Uploads::Many => RustType::Vec(Box::new(UPLOAD.into())),
    }
}
