//! Types that the settings choose in place of the type of a schema.

use openapiv3::{AnySchema, Schema, SchemaKind};

use crate::ir::{Origin, Shape, Type, TypeId};
use crate::lower::number::Format as _;
use crate::lower::schema::{Meaning, Place};
use crate::lower::{Lowering, Subject};

impl Lowering<'_> {
    /// Returns the type of another crate that replaces the type of a schema.
    pub(super) fn external(&self, schema: &Schema, place: &Place, own: Option<TypeId>) -> Option<Type> {
        let subject = Subject {
            component: self.name_of(own),
            pointer: &place.pointer,
            format: format(schema),
            rust_type: schema.schema_data.extensions.get("x-rust-type"),
        };
        (self.choices.external)(&subject).map(Type::External)
    }

    /// Returns the type of another crate that replaces a component that is a reference.
    pub(super) fn external_reference(&self, place: &Place, own: TypeId) -> Option<Type> {
        let component = self.name_of(Some(own));
        let subject = Subject { component, pointer: &place.pointer, format: None, rust_type: None };
        (self.choices.external)(&subject).map(Type::External)
    }

    /// Returns the meaning of a scalar schema, which may become a newtype.
    pub(super) fn or_newtype(&self, meaning: Meaning, place: &Place, own: Option<TypeId>) -> Meaning {
        match meaning {
            Meaning::Plain(ty) if is_scalar(&ty) && self.is_newtype(place, own) => Meaning::Named(Shape::Alias(ty)),
            other => other,
        }
    }

    /// Returns whether the settings make the schema at `place` a newtype.
    pub(super) fn is_newtype(&self, place: &Place, own: Option<TypeId>) -> bool {
        (self.choices.is_newtype)(self.name_of(own), &place.pointer)
    }

    fn name_of(&self, own: Option<TypeId>) -> Option<&str> {
        match &self.types[own?.index()].origin {
            Origin::Component(name) => Some(name),
            _ => None,
        }
    }
}

/// Returns whether a schema of this shape can be a newtype.
pub(super) fn may_be_newtype(shape: &Shape) -> bool {
    matches!(shape, Shape::Alias(ty) if is_scalar(ty))
}

/// Returns whether a type is a single value of JSON that a newtype can hold.
fn is_scalar(ty: &Type) -> bool {
    match ty {
        Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::Decimal | Type::String | Type::Uuid => true,
        Type::DateTime | Type::DateTimeOrUtc | Type::Date | Type::Ipv4 | Type::Ipv6 => true,
        Type::Base64 | Type::Base64Url | Type::External(_) => true,
        Type::Ref(_) | Type::Binary | Type::Array(_) | Type::Map(_) | Type::Null | Type::AnyObject | Type::Any => false,
        Type::Nullable(_) => false,
    }
}

/// Returns the `format` of a scalar schema without `enum`.
fn format(schema: &Schema) -> Option<&str> {
    use openapiv3::Type as Kind;
    let (format, has_values) = match &schema.schema_kind {
        SchemaKind::Type(Kind::String(it)) => (it.format.text(), !it.enumeration.is_empty()),
        SchemaKind::Type(Kind::Number(it)) => (it.format.text(), !it.enumeration.is_empty()),
        SchemaKind::Type(Kind::Integer(it)) => (it.format.text(), !it.enumeration.is_empty()),
        SchemaKind::Any(AnySchema { typ: Some(ty), format: Some(format), enumeration, one_of, any_of, .. }) => {
            let is_scalar = matches!(ty.as_str(), "string" | "number" | "integer");
            let is_plain = is_scalar && enumeration.is_empty() && one_of.is_empty() && any_of.is_empty();
            (format.as_str(), !is_plain)
        }
        _ => return None,
    };
    (!has_values && !format.is_empty()).then_some(format)
}
