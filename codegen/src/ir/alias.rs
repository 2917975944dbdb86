//! Aliases: the types behind them.

use crate::ir::{Object, Shape, Type, TypeDef, TypeId, Union};

/// A type during or after lowering.
pub(crate) trait MaybePending {
    /// Returns the shape; `None` while it is pending.
    fn known(&self) -> Option<&Shape>;
}

impl MaybePending for TypeDef {
    fn known(&self) -> Option<&Shape> {
        Some(&self.shape)
    }
}

/// Returns the named type behind a type's aliases; `None` for an unnamed type or a cycle.
/// A pending type has no name of its own yet.
pub(crate) fn behind<T: MaybePending>(types: &[T], ty: &Type) -> Option<TypeId> {
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
pub(crate) fn unaliased<'t, T: MaybePending>(types: &'t [T], ty: &'t Type) -> &'t Type {
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
pub(crate) fn union_behind<'t, T: MaybePending>(types: &'t [T], ty: &Type) -> Option<(TypeId, &'t Union)> {
    let id = behind(types, ty)?;
    if let Shape::Union(union) = types[id.index()].known()? { Some((id, union)) } else { None }
}

/// Returns the object behind a type's aliases.
pub(crate) fn object_behind<'t, T: MaybePending>(types: &'t [T], ty: &Type) -> Option<&'t Object> {
    if let Shape::Object(object) = types[behind(types, ty)?.index()].known()? { Some(object) } else { None }
}
