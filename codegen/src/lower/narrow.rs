//! The narrower of two types.

use std::collections::BTreeSet;

use crate::ir::{Object, Type};
use crate::lower::composer::{Composer, Found};
use crate::lower::composition::Part;

impl Composer<'_> {
    /// Returns whether a value may match both a type and a part.
    pub(super) fn may_meet(&mut self, ty: &Type, part: &Part) -> bool {
        let other = match part {
            Part::Object(_) => &Type::AnyObject,
            Part::Type(other) => other,
            Part::Required(_) | Part::Mentioned(_) | Part::Constraints(_) | Part::Unknown(_) | Part::Open => {
                return true;
            }
            Part::Integers(_) => return true,
        };
        if let Some(union) = self.union_behind(ty) {
            return union.variants.iter().any(|variant| self.may_meet(&variant.ty, part));
        }
        if let Some(union) = self.union_behind(other) {
            return union.variants.into_iter().any(|variant| self.may_meet(ty, &Part::Type(variant.ty)));
        }
        match (self.resolve(ty), self.resolve(other)) {
            (Found::Circular, _) | (_, Found::Circular) => true,
            (Found::Object(_), Found::Object(_)) | (Found::Other(Type::Any), _) | (_, Found::Other(Type::Any)) => true,
            (Found::Other(Type::Array(_)), Found::Other(Type::Array(_))) => true,
            (Found::Other(Type::Array(_)), Found::Other(it)) | (Found::Other(it), Found::Other(Type::Array(_))) => {
                self.is_tuple(&it)
            }
            (Found::Other(a), Found::Other(b)) => narrower(ty, &a, other, &b).is_some(),
            _ => false,
        }
    }
}

/// Returns an object without described properties that keeps all.
pub(super) fn any_object() -> Object {
    Object { rest: Some(Type::Any), ..Object::default() }
}

pub(super) fn is_any_object(object: &Object) -> bool {
    object.fields.is_empty() && object.rest == Some(Type::Any)
}

/// Returns whether an object describes and keeps nothing.
pub(super) fn is_no_object(object: &Object) -> bool {
    object.fields.is_empty() && object.rest.is_none()
}

/// Returns the narrower of two types that are not objects, each given as used and without aliases.
pub(super) fn narrower(one: &Type, a: &Type, other: &Type, b: &Type) -> Option<Type> {
    use Type::{
        Any, Base64, Base64Url, Binary, Boolean, Date, DateTime, DateTimeOrUtc, Decimal, External, Integer, Ipv4, Ipv6,
        Number, Ref, String, Uuid,
    };
    let first = match (a, b) {
        _ if a == b => true,
        (Ref(_), Ref(_)) | (Any, _) => false,
        (_, Any) => true,
        // The settings decide.
        (External(_), _) => true,
        (_, External(_)) => false,
        // An enum is narrower than a plain type, a format narrower than none.
        (Ref(_), String | Integer(_) | Number(_) | Decimal | Boolean) => true,
        (String | Integer(_) | Number(_) | Decimal | Boolean, Ref(_)) => false,
        (DateTime, DateTimeOrUtc) => false,
        (DateTimeOrUtc, DateTime) => true,
        (DateTime | DateTimeOrUtc | Date | Uuid | Base64 | Base64Url | Binary | Ipv4 | Ipv6, String) => true,
        (String, DateTime | DateTimeOrUtc | Date | Uuid | Base64 | Base64Url | Binary | Ipv4 | Ipv6) => false,
        (Integer(_), Number(_) | Decimal) | (Decimal, Number(_)) => true,
        (Number(_) | Decimal, Integer(_)) | (Number(_), Decimal) => false,
        (Integer(_), Integer(_)) | (Number(_), Number(_)) => false,
        _ => return None,
    };
    Some(if first { one.clone() } else { other.clone() })
}

impl Composer<'_> {
    /// Returns whether a type has another among its parts, recursively.
    pub(super) fn extends(&self, one: &Type, other: &Type) -> bool {
        let (Type::Ref(one), Type::Ref(other)) = (one, other) else { return false };
        let (mut seen, mut todo) = (BTreeSet::new(), vec![*one]);
        while let Some(id) = todo.pop() {
            for part in self.within.get(&id).into_iter().flatten() {
                if part == other {
                    return true;
                }
                if seen.insert(*part) {
                    todo.push(*part);
                }
            }
        }
        false
    }
}
