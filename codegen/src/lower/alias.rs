//! Aliases.

use openapiv3::{ReferenceOr, Schema, SchemaKind};

use crate::ir::{Object, Shape, Type, TypeId, Union};
use crate::lower::Lowering;
use crate::lower::number::Format as _;
use crate::lower::pending::MaybePending;
use crate::lower::schema::component_name;

/// Returns the named type behind a type's aliases; `None` for an unnamed type or a cycle.
/// A pending type has no name of its own yet.
pub(super) fn behind<T: MaybePending>(types: &[T], ty: &Type) -> Option<TypeId> {
    let mut ty = ty;
    for _ in 0..types.len() {
        let Type::Ref(id) = ty else { return None };
        match types[id.index()].known()? {
            Shape::Alias(inner) => ty = inner,
            _ => return Some(*id),
        }
    }
    None
}

/// Returns the type without aliases. A pending type may be any.
pub(super) fn unaliased<'t, T: MaybePending>(types: &'t [T], ty: &'t Type) -> &'t Type {
    let mut ty = ty;
    for _ in 0..types.len() {
        let Type::Ref(id) = ty else { break };
        match types[id.index()].known() {
            None => return &Type::Any,
            Some(Shape::Alias(inner)) => ty = inner,
            Some(_) => break,
        }
    }
    ty
}

/// Returns the union behind a type's aliases.
pub(super) fn union_behind<'t, T: MaybePending>(types: &'t [T], ty: &Type) -> Option<(TypeId, &'t Union)> {
    let id = behind(types, ty)?;
    if let Shape::Union(union) = types[id.index()].known()? { Some((id, union)) } else { None }
}

/// Returns the object behind a type's aliases.
pub(super) fn object_behind<'t, T: MaybePending>(types: &'t [T], ty: &Type) -> Option<&'t Object> {
    if let Shape::Object(object) = types[behind(types, ty)?.index()].known()? { Some(object) } else { None }
}

impl<'a> Lowering<'a> {
    /// Returns the schema at the end of a chain of references.
    pub(super) fn schema_behind(&self, schema: &'a ReferenceOr<Schema>) -> Option<&'a Schema> {
        let schemas = &self.openapi.components.as_ref()?.schemas;
        let mut schema = schema;
        for _ in 0..=schemas.len() {
            match schema {
                ReferenceOr::Item(schema) => return Some(schema),
                ReferenceOr::Reference { reference } => schema = schemas.get(component_name(reference)?.as_str())?,
            }
        }
        None
    }

    /// Returns whether a schema is `format: binary`.
    pub(super) fn is_binary(&self, schema: &'a ReferenceOr<Schema>) -> bool {
        let kind = self.schema_behind(schema).map(|schema| &schema.schema_kind);
        matches!(kind, Some(SchemaKind::Type(openapiv3::Type::String(text))) if text.format.text() == "binary")
    }
}
