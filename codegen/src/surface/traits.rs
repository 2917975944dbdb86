//! Traits of the standard library that types can implement.

use std::collections::BTreeSet;

use crate::analyze::users_of;
use crate::config::Maps;
use crate::ir::{Shape, Type, TypeId, Union};
use crate::surface::Context;

/// Traits of the standard library that types derive. The runtime's types of values implement those that they can.
pub(crate) const STANDARD_TRAITS: [&str; 9] =
    ["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// Returns the name of a trait of the standard library, or the path of another one.
pub(crate) fn standard_trait(path: &str) -> &str {
    let name = path.rsplit("::").next().unwrap_or(path);
    let is_standard = path.starts_with("std::") || path.starts_with("core::");
    if is_standard && STANDARD_TRAITS.contains(&name) { name } else { path }
}

/// The condition that a trait sets for all values within a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// Exact equality: `Eq`, `Hash`.
    Exact,
    /// An order: `PartialOrd`, `Ord`.
    Order,
    /// No upload, which is no value.
    Value,
}

impl Context<'_> {
    /// Returns whether equality of a type's values is exact, so that they can be hashed: it contains neither floats nor objects.
    pub(crate) fn is_exact(self, ty: &Type) -> bool {
        match self.resolved(ty) {
            Type::Boolean | Type::Integer(_) | Type::Decimal | Type::String | Type::Uuid | Type::Null => true,
            Type::DateTime | Type::DateTimeOrUtc | Type::Date | Type::Ipv4 | Type::Ipv6 => true,
            Type::Base64 | Type::Base64Url => true,
            Type::Array(item) => self.is_exact(item),
            Type::Ref(id) => match &self.api.type_def(*id).shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => true,
                Shape::Alias(inner) => self.api.type_def(*id).is_newtype && self.is_exact(inner),
                Shape::Object(_) | Shape::Union(_) | Shape::Tuple(_) => false,
            },
            Type::External(_) | Type::Number(_) | Type::Binary | Type::Map(_) | Type::AnyObject => false,
            Type::Any | Type::Nullable(_) => false,
        }
    }

    /// Returns whether the union implements `Eq` and `Hash`: one of its variants can be hashed.
    pub(crate) fn is_hashed(self, union: &Union) -> bool {
        union.variants.iter().any(|variant| self.is_exact(&variant.ty))
    }

    /// Returns the types that cannot derive the trait of this name, because a value within them lacks it; for a trait that
    /// oasmith does not know, those with uploads.
    pub(crate) fn lacking(self, name: &str) -> BTreeSet<TypeId> {
        let need = match name {
            "Eq" | "Hash" => Need::Exact,
            "PartialOrd" | "Ord" => Need::Order,
            _ => Need::Value,
        };
        let users = users_of(self.api);
        let (mut lacking, mut todo) = (BTreeSet::new(), self.api.type_ids().collect::<Vec<TypeId>>());
        while let Some(id) = todo.pop() {
            if !lacking.contains(&id) && self.shape_lacks(id, need, &lacking) {
                lacking.insert(id);
                todo.extend(&users[id.index()]);
            }
        }
        lacking
    }

    fn shape_lacks(self, id: TypeId, need: Need, lacking: &BTreeSet<TypeId>) -> bool {
        let lacks = |ty: &Type| self.lacks(ty, need, lacking);
        match &self.api.type_def(id).shape {
            Shape::Object(object) => {
                let is_form = |ty: &Type| self.facts.uploads(self.api, id, ty).is_some();
                let has_map = object.rest.is_some() && self.config.maps != Maps::BtreeMap && need != Need::Value;
                has_map || object.fields.iter().map(|it| &it.ty).chain(&object.rest).any(|ty| lacks(ty) || is_form(ty))
            }
            Shape::Union(union) if need == Need::Exact => {
                !self.is_hashed(union) && union.variants.iter().any(|variant| lacks(&variant.ty))
            }
            Shape::Union(union) => need == Need::Order || union.variants.iter().any(|variant| lacks(&variant.ty)),
            Shape::Tuple(tuple) => tuple.parts().any(|item| lacks(&item.ty)),
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => false,
            Shape::Alias(ty) => lacks(ty),
        }
    }

    fn lacks(self, ty: &Type, need: Need, lacking: &BTreeSet<TypeId>) -> bool {
        match self.resolved(ty) {
            Type::Ref(id) => lacking.contains(id),
            Type::Array(inner) | Type::Nullable(inner) => self.lacks(inner, need, lacking),
            Type::Map(value) => {
                (self.config.maps != Maps::BtreeMap && need != Need::Value) || self.lacks(value, need, lacking)
            }
            // oasmith does not know the traits of a type of another crate.
            Type::Number(_) | Type::External(_) => need != Need::Value,
            Type::Any | Type::AnyObject | Type::Decimal => need == Need::Order,
            _ => false,
        }
    }
}
