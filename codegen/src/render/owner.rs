//! The types that have the accessors of groups: the client and the mock server, or with several documents in a crate, a type of
//! each document.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};

use crate::name::{Ident as _, ModulePath, Pascal, Snake};
use crate::render::imports::Scope;
use crate::render::place;
use crate::surface::accessors_of;

/// A type with accessors of groups.
pub(super) struct Owner {
    path: TokenStream,
    /// Its name, and the target of a link to it, if that is not the name.
    name: String,
    link: Option<String>,
    /// Whether it holds a reference to the client.
    is_borrowing: bool,
}

impl Scope<'_> {
    /// Returns the type with the accessors of groups.
    pub(super) fn owner(self) -> Owner {
        match self.names.place.module.is_empty() {
            true => Owner::new(self.own("Client").into_token_stream(), "Client", None),
            false => Owner::of_module(&self.names.place.module),
        }
    }

    /// Returns the type with the accessors of mocks of groups.
    pub(super) fn mock_owner(self) -> Owner {
        match self.names.place.module.is_empty() {
            true => Owner::new(self.own("testing::Mock").into_token_stream(), "Mock", None),
            false => Owner::of_mocks(&self.names.place.module),
        }
    }
}

impl Owner {
    /// Returns the type with the accessors of what is in a module: the client for the root.
    pub(super) fn of_module(path: &ModulePath) -> Self {
        let ident = accessors_of(path).map_or("Client".to_owned(), |it| it.as_str().to_owned());
        Self::at(path, place::module(path), place::module_text(path), &ident)
    }

    /// Returns the type with the accessors of the mocks of what is in a module: the mock server for the root.
    pub(super) fn of_mocks(path: &ModulePath) -> Self {
        let ident = accessors_of(path).map_or("Mock".to_owned(), |it| it.as_str().to_owned());
        let module = place::module(path);
        Self::at(path, quote!(#module::testing), format!("{}::testing", place::module_text(path)), &ident)
    }

    /// Returns the type of this name in a module. That of the root owns the client or the mock server.
    fn at(path: &ModulePath, module: TokenStream, text: String, name: &str) -> Self {
        let ident = format_ident!("{name}");
        let owner = Self::new(quote!(#module::#ident), name, Some(format!("{text}::{name}")));
        Self { is_borrowing: !path.is_empty(), ..owner }
    }

    fn new(path: TokenStream, name: &str, link: Option<String>) -> Self {
        Self { path, name: name.to_owned(), is_borrowing: link.is_some(), link }
    }

    /// Returns a link to an accessor.
    pub(super) fn link(&self, accessor: &Snake) -> String {
        let (name, accessor) = (&self.name, accessor.as_str());
        match &self.link {
            Some(link) => format!("[`{name}::{accessor}`]({link}::{accessor})"),
            None => format!("[`{name}::{accessor}`]"),
        }
    }

    /// Returns the accessor of a type whose `field` has the reference.
    pub(super) fn accessor(&self, about: &TokenStream, accessor: &Snake, ident: &Pascal, field: &str) -> TokenStream {
        let (path, field) = (&self.path, format_ident!("{field}"));
        let lifetime = if field == "mock" { quote!('m) } else { quote!('c) };
        if self.is_borrowing {
            return quote! {
                impl<#lifetime> #path<#lifetime> {
                    #about
                    pub fn #accessor(&self) -> #ident<#lifetime> {
                        #ident { #field: self.#field }
                    }
                }
            };
        }
        quote! {
            impl #path {
                #about
                pub fn #accessor(&self) -> #ident<'_> {
                    #ident { #field: &self.0 }
                }
            }
        }
    }
}
