//! The headers of an operation's successes, typed.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Header;
use crate::name::{HeaderNames, Ident as _};
use crate::render::imports::Imports;
use crate::render::use_of_type::From;
use crate::render::{Context, docs, literal, types};

/// The headers of an operation's successes, and their names.
pub(super) struct Headers<'a> {
    pub(super) context: Context<'a>,
    pub(super) headers: Vec<Header>,
    pub(super) names: &'a HeaderNames,
}

impl Headers<'_> {
    /// Whether none is described.
    pub(super) fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }

    /// Notes what their types need.
    pub(super) fn see(&self, imports: &mut Imports) {
        self.headers.iter().for_each(|header| imports.see(&header.ty));
    }

    /// What the operation says of them.
    pub(super) fn docs(&self) -> Vec<String> {
        if self.is_empty() {
            return Vec::new();
        }
        docs::wrapped(&format!("What the headers of a success say, [`{}`] reads.", self.names.ident.as_str()))
    }

    /// The struct of all, and how it is read.
    pub(super) fn items(&self, method: &str) -> Vec<TokenStream> {
        if self.is_empty() {
            return Vec::new();
        }
        let ident = &self.names.ident;
        let about = docs::attributes(&[format!("The headers that a success of {method} has.")]);
        let fields = self.headers.iter().zip(&self.names.fields).map(|(header, name)| {
            let lines = types::doc_lines(&header.docs);
            let lines = if lines.is_empty() { vec![types::code(&header.name)] } else { lines };
            let about = docs::attributes(&lines);
            let ty = self.context.owned(&header.ty, From::Elsewhere);
            if header.required { quote!(#about pub #name: #ty,) } else { quote!(#about pub #name: Option<#ty>,) }
        });
        let rows = self.headers.iter().zip(&self.names.fields).map(|(header, name)| {
            let wire = literal::text(&header.name.to_ascii_lowercase());
            let kind = if header.required { quote!(required) } else { quote!(optional) };
            let how = self.context.treated(&header.ty);
            quote!(#wire => #name: #kind #how,)
        });
        vec![
            quote!(#about #[derive(Clone, Debug, PartialEq)] pub struct #ident { #(#fields)* }),
            quote!(headers! { #ident { #(#rows)* } }),
        ]
    }
}
