//! Types that are other names of types.

use crate::ir::{Object, Shape, Type, TypeDef, TypeId, Union};

/// The type with a name that a type is behind its aliases; `None` where it has none, or is nothing but other names.
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

/// The union that a type is behind its aliases.
pub(super) fn union_behind<'t>(types: &'t [TypeDef], ty: &Type) -> Option<(TypeId, &'t Union)> {
    let id = behind(types, ty)?;
    if let Shape::Union(union) = &types[id.index()].shape { Some((id, union)) } else { None }
}

/// The object that a type is behind its aliases.
pub(super) fn object_behind<'t>(types: &'t [TypeDef], ty: &Type) -> Option<&'t Object> {
    let id = behind(types, ty)?;
    if let Shape::Object(object) = &types[id.index()].shape { Some(object) } else { None }
}
