//! Uses of types: owned, as an argument, borrowed, and as readable text.

use proc_macro2::TokenStream;
use quote::quote;

use crate::config::{Floats, Times};
use crate::ir::{Integer, Number, Shape, Type, TypeId};
use crate::name::Ident as _;
use crate::render::Context;
use crate::render::imports::Imports;

/// The module that uses a type, which determines the path of named types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UsedIn {
    /// A file of the module `types`, which imports them.
    Types,
    /// Any other file, which uses `types::Name`.
    Elsewhere,
}

impl Context<'_> {
    /// Returns the type of an owned value.
    pub(super) fn owned(self, ty: &Type, from: UsedIn) -> TokenStream {
        match ty {
            Type::Ref(id) => self.named(*id, from),
            Type::Boolean => quote!(bool),
            Type::Integer(Integer::I8) => quote!(i8),
            Type::Integer(Integer::I16) => quote!(i16),
            Type::Integer(Integer::I32) => quote!(i32),
            Type::Integer(Integer::I64) => quote!(i64),
            Type::Integer(Integer::I128) => quote!(i128),
            Type::Integer(Integer::U8) => quote!(u8),
            Type::Integer(Integer::U16) => quote!(u16),
            Type::Integer(Integer::U32) => quote!(u32),
            Type::Integer(Integer::U64) => quote!(u64),
            Type::Number(Number::F32) if self.config.floats == Floats::F32 => quote!(f32),
            Type::Number(Number::F32 | Number::F64) => quote!(f64),
            Type::String => quote!(String),
            Type::Decimal => quote!(Decimal),
            Type::DateTime | Type::DateTimeOrUtc => match self.config.times {
                Times::Chrono => quote!(DateTime<FixedOffset>),
                Times::Jiff => quote!(jiff::Timestamp),
                Times::Time => quote!(crate::runtime::DateTime),
                Times::String => quote!(String),
            },
            Type::Date => match self.config.times {
                Times::Chrono => quote!(NaiveDate),
                Times::Jiff => quote!(jiff::civil::Date),
                Times::Time => quote!(crate::runtime::Date),
                Times::String => quote!(String),
            },
            Type::Uuid => quote!(Uuid),
            Type::Ipv4 => quote!(Ipv4Addr),
            Type::Ipv6 => quote!(Ipv6Addr),
            Type::Base64 => quote!(Base64),
            Type::Base64Url => quote!(Base64Url),
            Type::Binary => quote!(String),
            Type::Array(item) => {
                let item = self.owned(item, from);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.owned(value, from);
                quote!(BTreeMap<String, #value>)
            }
            Type::AnyObject => quote!(Map<String, Value>),
            Type::Any => quote!(Value),
            Type::Null => quote!(()),
            Type::Nullable(inner) => {
                let inner = self.owned(inner, from);
                quote!(Option<#inner>)
            }
        }
    }

    /// Returns the type of an argument, borrowed where that saves callers a copy.
    pub(super) fn argument(self, ty: &Type) -> TokenStream {
        match self.resolved(ty) {
            Type::String => quote!(&str),
            Type::Array(item) if *self.resolved(item) == Type::String => quote!(&[impl AsRef<str> + Serialize]),
            Type::Array(item) => {
                let item = self.owned(item, UsedIn::Elsewhere);
                quote!(&[#item])
            }
            Type::Nullable(inner) => {
                let inner = self.argument(inner);
                quote!(Option<#inner>)
            }
            _ if self.is_copy(ty) => self.owned(ty, UsedIn::Elsewhere),
            _ => {
                let ty = self.owned(ty, UsedIn::Elsewhere);
                quote!(&#ty)
            }
        }
    }

    /// Returns the type of a variant's value, borrowed for `'b`.
    pub(super) fn borrowed(self, ty: &Type) -> TokenStream {
        match self.resolved(ty) {
            Type::String => quote!(&'b str),
            Type::Array(item) => {
                let item = self.owned(item, UsedIn::Elsewhere);
                quote!(&'b [#item])
            }
            _ => {
                let reference = (!self.is_by_value(ty)).then(|| quote!(&'b));
                let ty = self.owned(ty, UsedIn::Elsewhere);
                quote!(#reference #ty)
            }
        }
    }

    /// Records the imports of an argument.
    pub(super) fn see_argument(self, ty: &Type, imports: &mut Imports) {
        match self.resolved(ty) {
            Type::String => {}
            Type::Array(item) if *self.resolved(item) == Type::String => {}
            Type::Array(item) => imports.see(item),
            Type::Nullable(inner) => self.see_argument(inner, imports),
            _ => imports.see(ty),
        }
    }

    /// Returns whether [`argument`](Self::argument) passes a value rather than a reference.
    pub(super) fn is_by_value(self, ty: &Type) -> bool {
        self.is_copy(ty) || matches!(self.resolved(ty), Type::Nullable(_))
    }

    /// Returns whether the type of an argument names `Serialize`.
    pub(super) fn names_serialize(self, ty: &Type) -> bool {
        match self.resolved(ty) {
            Type::Array(item) => *self.resolved(item) == Type::String,
            Type::Nullable(inner) => self.names_serialize(inner),
            _ => false,
        }
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

    /// Returns the type without aliases and null.
    pub(super) fn without_null<'t>(self, ty: &'t Type) -> &'t Type
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
    pub(super) fn resolved<'t>(self, ty: &'t Type) -> &'t Type
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

    /// Returns the runtime's adapter that serializes and deserializes values of the type; `None` if the type does so itself.
    pub(super) fn treatment(self, ty: &Type) -> Option<TokenStream> {
        match self.innermost(ty) {
            Type::Integer(_) | Type::Number(_) => Some(quote!(Number)),
            Type::DateTime => Some(quote!(Instant)),
            Type::DateTimeOrUtc => Some(quote!(InstantOrUtc)),
            _ => None,
        }
    }

    /// Returns whether the type is an unnamed number, list of numbers or map of numbers.
    pub(super) fn holds_numbers(self, ty: &Type) -> bool {
        matches!(self.innermost(ty), Type::Integer(_) | Type::Number(_))
    }

    /// The type of the values within lists and maps, behind aliases and without null.
    fn innermost<'t>(self, ty: &'t Type) -> &'t Type
    where
        Self: 't,
    {
        let mut ty = self.resolved(ty);
        while let Type::Nullable(inner) | Type::Array(inner) | Type::Map(inner) = ty {
            ty = self.resolved(inner);
        }
        ty
    }

    /// Returns the adapter as the rows of a table name it.
    pub(super) fn treated(self, ty: &Type) -> Option<TokenStream> {
        self.treatment(ty).map(|how| quote!((#how)))
    }

    fn named(self, id: TypeId, from: UsedIn) -> TokenStream {
        let ident = &self.names.of(id).ident;
        match from {
            UsedIn::Types => quote!(#ident),
            UsedIn::Elsewhere => quote!(types::#ident),
        }
    }

    /// Returns a type as readable text.
    pub(crate) fn spell(self, ty: &Type) -> String {
        match ty {
            Type::Ref(id) => self.names.of(*id).ident.as_str().to_owned(),
            Type::Array(item) => format!("Vec<{}>", self.spell(item)),
            Type::Map(value) => format!("BTreeMap<String, {}>", self.spell(value)),
            Type::Nullable(inner) => format!("Option<{}>", self.spell(inner)),
            Type::AnyObject => "Map<String, Value>".to_owned(),
            Type::DateTime | Type::DateTimeOrUtc if self.config.times == Times::Chrono => {
                "DateTime<FixedOffset>".to_owned()
            }
            Type::DateTime | Type::DateTimeOrUtc | Type::Date => {
                let ty = self.owned(ty, UsedIn::Types).to_string().replace(' ', "");
                ty.rsplit("::").next().unwrap_or_default().to_owned()
            }
            other => self.owned(other, UsedIn::Types).to_string(),
        }
    }
}

impl<'a> Context<'a> {
    /// Returns the named type behind aliases, and its shape.
    pub(super) fn behind(self, ty: &Type) -> Option<(TypeId, &'a Shape)> {
        let Type::Ref(id) = self.resolved(ty) else { return None };
        Some((*id, &self.api.type_def(*id).shape))
    }
}
