//! Which of two types says more.

use std::collections::BTreeSet;

use crate::ir::{Object, Type};
use crate::lower::composer::Composer;

/// An object of which nothing is described, and all is kept.
pub(super) fn any_object() -> Object {
    Object { rest: Some(Type::Any), ..Object::default() }
}

pub(super) fn is_any_object(object: &Object) -> bool {
    object.fields.is_empty() && object.rest == Some(Type::Any)
}

/// Whether nothing is in an object.
pub(super) fn is_no_object(object: &Object) -> bool {
    object.fields.is_empty() && object.rest.is_none()
}

/// The narrower of two types that are no objects, each given as it is used and as it is behind its aliases.
pub(super) fn narrower(one: &Type, a: &Type, other: &Type, b: &Type) -> Option<Type> {
    use Type::{
        Any, Base64, Base64Url, Binary, Boolean, Date, DateTime, DateTimeOrUtc, Decimal, Integer, Ipv4, Ipv6, Number,
        Ref, String, Uuid,
    };
    let first = match (a, b) {
        _ if a == b => true,
        (Ref(_), Ref(_)) | (Any, _) => false,
        (_, Any) => true,
        // An enum says more than a plain type, a format more than none.
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
    /// Whether a type has another among its parts, or among theirs.
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
