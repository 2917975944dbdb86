//! `Debug` of types with sensitive values, which must not appear in logs.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Shape, TypeDef, TypeId};
use crate::render::imports::Scope;

impl Scope<'_> {
    /// Returns the table that implements `Debug` for a type that hides values.
    pub(super) fn redacted(self, id: TypeId, def: &TypeDef) -> Option<TokenStream> {
        if !self.facts.redacts(id) {
            return None;
        }
        let names = self.names.of(id);
        let ident = &names.ident;
        let redacted = self.runtime("redacted");
        Some(match &def.shape {
            Shape::Object(object) => {
                let rows = object.fields.iter().zip(&names.fields).map(|(field, name)| {
                    let hidden = field.write_only || self.facts.is_redacted(id, &field.ty, &field.docs);
                    let how = hidden.then(|| hidden_as(!self.facts.is_always_present(id, field)));
                    quote!(#name #how,)
                });
                let rest = object.rest.as_ref().map(|rest| {
                    let name = &names.rest;
                    let how = self.facts.is_redacted(id, rest, &def.docs).then(|| hidden_as(false));
                    quote!(#name #how,)
                });
                quote!(#redacted! { #ident { #(#rows)* #rest } })
            }
            Shape::Union(union) => {
                let hidden = union.variants.iter().map(|it| self.facts.is_redacted(id, &it.ty, &it.docs));
                let how = hidden.map(|hidden| hidden.then(|| hidden_as(false)));
                let variants = &names.variants;
                let unrecognized = &names.unrecognized;
                // An unknown value may be an invalid value of the sensitive variant.
                quote!(#redacted! { #ident of { #(#variants #how,)* #unrecognized: hidden, } })
            }
            Shape::Tuple(tuple) => {
                let items = tuple.items.iter().map(|item| (item, !item.required));
                let rows = items.chain(tuple.rest.iter().map(|rest| (&**rest, false))).enumerate();
                let rows = rows.map(|(index, (item, is_option))| {
                    let index = Literal::usize_unsuffixed(index);
                    let hidden = self.facts.is_redacted(id, &item.ty, &item.docs);
                    let how = hidden.then(|| hidden_as(is_option));
                    quote!(#index #how,)
                });
                quote!(#redacted! { #ident with { #(#rows)* } })
            }
            _ => quote!(#redacted! { #ident with { 0: hidden, } }),
        })
    }
}

/// Returns the mark of a row whose value is hidden.
fn hidden_as(is_option: bool) -> TokenStream {
    if is_option { quote!(: hidden_option) } else { quote!(: hidden) }
}
