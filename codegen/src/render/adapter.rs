//! The runtime's adapters that serialize and deserialize values whose types do not do so as JSON Schema requires.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Type;
use crate::surface::Context;

impl Context<'_> {
    /// Returns the runtime's adapter that serializes and deserializes values of the type; `None` if the type does so itself.
    pub(super) fn treatment(self, ty: &Type) -> Option<TokenStream> {
        match self.innermost(ty) {
            Type::Integer(_) | Type::Number(_) => Some(quote!(Number)),
            Type::DateTime => Some(quote!(Instant)),
            Type::DateTimeOrUtc => Some(quote!(InstantOrUtc)),
            _ => None,
        }
    }

    /// Returns the adapter as the rows of a table name it.
    pub(super) fn treated(self, ty: &Type) -> Option<TokenStream> {
        self.treatment(ty).map(|how| quote!((#how)))
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
}
