//! Aliases.

use openapiv3::{ReferenceOr, Schema, SchemaKind};

use crate::ir::{Object, Shape, Type, TypeDef, TypeId, Union};
use crate::lower::Lowering;
use crate::lower::number::Format as _;
use crate::lower::schema::component_name;

/// Returns the named type behind a type's aliases; `None` for an unnamed type or a cycle.
pub(super) fn behind(types: &[TypeDef], ty: &Type) -> Option<TypeId> {
    let mut ty = ty;
    for _ in 0..types.len() {
        let Type::Ref(id) = ty else { return None };
        match &types[id.index()].shape {
            Shape::Alias(inner) => ty = inner,
            _ => return Some(*id),
        }
    }
    None
}

/// Returns the type without aliases.
pub(super) fn unaliased<'t>(types: &'t [TypeDef], ty: &'t Type) -> &'t Type {
    let mut ty = ty;
    for _ in 0..types.len() {
        match ty {
            Type::Ref(id) if let Shape::Alias(inner) = &types[id.index()].shape => ty = inner,
            _ => break,
        }
    }
    ty
}

/// Returns the union behind a type's aliases.
pub(super) fn union_behind<'t>(types: &'t [TypeDef], ty: &Type) -> Option<(TypeId, &'t Union)> {
    let id = behind(types, ty)?;
    if let Shape::Union(union) = &types[id.index()].shape { Some((id, union)) } else { None }
}

/// Returns the object behind a type's aliases.
pub(super) fn object_behind<'t>(types: &'t [TypeDef], ty: &Type) -> Option<&'t Object> {
    let id = behind(types, ty)?;
    if let Shape::Object(object) = &types[id.index()].shape { Some(object) } else { None }
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
