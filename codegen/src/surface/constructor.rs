//! Constructors and setters of structs: how callers build a value without naming every field.

use crate::ir::{Field, Object, Type, TypeId, Union, Variant};
use crate::name::{Ident as _, Snake, TypeName};
use crate::surface::Context;
use crate::surface::rust_type::RustType;
use crate::surface::type_use::upload;

/// Methods and functions that callers and derives use of any struct: a setter of that name would hide them.
const RESERVED: [&str; 25] = [
    "borrow",
    "borrow_mut",
    "check",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "into_property",
    "ne",
    "new",
    "partial_cmp",
    "serialize",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "validate",
];

impl<'a> Context<'a> {
    /// Returns the arguments of a struct's constructor: its required fields.
    pub(crate) fn constructor(self, owner: TypeId, object: &'a Object) -> Vec<(&'a Snake, RustType)> {
        let fields = object.fields.iter().zip(&self.names.of(owner).fields);
        let required = fields.filter(|(field, _)| self.facts.is_always_present(owner, field));
        required.map(|(field, name)| (name, self.property(owner, field))).collect()
    }

    /// Returns whether a struct's constructor takes a struct of the required fields, so that callers name each of several.
    pub(crate) fn has_required_struct(self, owner: TypeId, object: &Object) -> bool {
        object.fields.iter().filter(|field| self.facts.is_always_present(owner, field)).nth(1).is_some()
    }

    /// Returns the type of the value that callers set as a property: without `Box`, and without the `Option` of an optional
    /// property.
    pub(crate) fn property(self, owner: TypeId, field: &Field) -> RustType {
        match &field.ty {
            Type::Nullable(_) if self.facts.is_always_present(owner, field) => self.field(owner, field),
            Type::Nullable(inner) => self.property_of(owner, inner),
            ty => self.property_of(owner, ty),
        }
    }

    fn property_of(self, owner: TypeId, ty: &Type) -> RustType {
        self.facts.uploads(self.api, owner, ty).map_or_else(|| self.owned(ty), upload)
    }

    /// Returns the type of the values of additional properties.
    pub(crate) fn rest_value(self, owner: TypeId, rest: &Type) -> RustType {
        self.property_of(owner, rest)
    }

    /// Returns the type of a variant if its values convert into the union `owner`: if no other variant has that type, or none
    /// that a discriminator selects. Aliases are expanded; a variant with the type itself comes before those with its aliases,
    /// which a union gains with further children of a parent. A type of another crate may be that of another variant.
    pub(crate) fn convertible(self, owner: TypeId, union: &Union, variant: &Variant) -> Option<RustType> {
        let expanded = self.expanded(&variant.ty);
        let is_own = matches!(expanded, Type::Ref(id) if id == owner);
        if is_own || matches!(expanded, Type::Any | Type::External(_) | Type::Null | Type::Nullable(_)) {
            return None;
        }
        let ty = self.owned(&expanded);
        let same = union.variants.iter().filter(|other| self.owned(&self.expanded(&other.ty)) == ty);
        let same: Vec<&Variant> = same.collect();
        let direct: Vec<&Variant> = same.iter().copied().filter(|other| self.owned(&other.ty) == ty).collect();
        let found = match (same.as_slice(), direct.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            ([first, ..], _) if union.discriminator.is_none() => Some(*first),
            _ => None,
        };
        found.is_some_and(|found| std::ptr::eq(found, variant)).then_some(ty)
    }

    /// Returns a type with all aliases expanded.
    pub(crate) fn expanded(self, ty: &Type) -> Type {
        match self.resolved(ty) {
            Type::Ref(id) => Type::Ref(self.facts.canonical_type(*id).unwrap_or(*id)),
            Type::Array(item) => Type::Array(Box::new(self.expanded(item))),
            Type::Map(value) => Type::Map(Box::new(self.expanded(value))),
            Type::Nullable(inner) => Type::Nullable(Box::new(self.expanded(inner))),
            other => other.clone(),
        }
    }

    /// Returns the name of a field's setter if it differs from that of the field.
    pub(crate) fn renamed_setter(self, names: &TypeName, field: &Snake) -> Option<Snake> {
        if !RESERVED.contains(&field.as_str()) {
            return None;
        }
        let is_free = |name: &Snake| !names.fields.contains(name) && names.rest != *name;
        let plain = field.with("value");
        let numbered = (2..).map(|number: usize| plain.with(&number.to_string()));
        std::iter::once(plain.clone()).chain(numbered).find(is_free)
    }
}
