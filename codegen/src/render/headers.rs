//! The typed headers of an operation's success responses.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Header, Shape, Type};
use crate::name::Ident as _;
use crate::render::imports::Scope;
use crate::render::{docs, literal, types};
use crate::surface::Headers;

impl Headers<'_> {
    /// Returns the paragraph on headers in the operation's documentation.
    pub(super) fn docs(&self) -> Vec<String> {
        if self.is_empty() {
            return Vec::new();
        }
        docs::wrapped(&format!("[`{}`] parses the headers of a success response.", self.names.ident.as_str()))
    }

    /// Returns how to parse the header's text, if its type alone does not determine it.
    fn form(&self, header: &Header) -> Option<TokenStream> {
        if header.is_json {
            return Some(quote!(as json()));
        }
        let ty = self.context.without_null(&header.ty);
        if let Some(separator) = header.separator {
            return Some(quote!(as list(#separator)));
        }
        if let Type::Ref(id) = ty
            && let Shape::Tuple(tuple) = &self.context.api.type_def(*id).shape
        {
            let items = tuple.items.iter().map(|item| self.kind(&item.ty));
            let rest = tuple.rest.as_deref().map_or(quote!(Either), |rest| self.kind(&rest.ty));
            return Some(quote!(as tuple([#(#items),*], #rest)));
        }
        let (fields, rest) = match ty {
            Type::AnyObject => (&[][..], Some(&Type::Any)),
            Type::Map(value) => (&[][..], Some(&**value)),
            Type::Ref(id) => match &self.context.api.type_def(*id).shape {
                Shape::Object(object) => (object.fields.as_slice(), object.rest.as_ref()),
                _ => return None,
            },
            _ => return None,
        };
        let explode = header.explode;
        let fields = fields.iter().map(|field| {
            let (name, kind) = (literal::text(&field.name), self.kind(&field.ty));
            quote!(#name: #kind)
        });
        let rest = self.kind(rest.unwrap_or(&Type::Any));
        Some(quote!(as object(#explode, [#(#fields),*], #rest)))
    }

    /// Returns how to parse the text of a property.
    fn kind(&self, ty: &Type) -> TokenStream {
        match self.context.without_null(ty) {
            Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::Decimal => quote!(Json),
            Type::Array(_) | Type::Map(_) | Type::AnyObject => quote!(Json),
            Type::Any | Type::External(_) | Type::Nullable(_) => quote!(Either),
            Type::Ref(id) => match &self.context.api.type_def(*id).shape {
                Shape::StringEnum(_) => quote!(Text),
                Shape::IntegerEnum(_) | Shape::Object(_) | Shape::Tuple(_) => quote!(Json),
                Shape::ValueEnum(_) | Shape::Union(_) | Shape::Alias(_) => quote!(Either),
            },
            _ => quote!(Text),
        }
    }

    /// Returns the struct of all headers and its table.
    pub(super) fn items(&self, scope: Scope<'_>, method: &str) -> Vec<TokenStream> {
        if self.is_empty() {
            return Vec::new();
        }
        let ident = &self.names.ident;
        let about = docs::attributes(&[format!("The headers of a success response of {method}.")]);
        let fields = self.headers.iter().zip(&self.names.fields).map(|(header, name)| {
            let lines = types::doc_lines(&header.docs);
            let lines = if lines.is_empty() { vec![types::code(&header.name)] } else { lines };
            let about = docs::attributes(&lines);
            let ty = scope.ty(&self.field(header));
            quote!(#about pub #name: #ty,)
        });
        let rows = self.headers.iter().zip(&self.names.fields).map(|(header, name)| {
            let wire = literal::text(&header.name.to_ascii_lowercase());
            let kind = if header.required { quote!(required) } else { quote!(optional) };
            let how = self.context.treated(&header.ty);
            let form = self.form(header);
            quote!(#wire => #name: #kind #how #form,)
        });
        let table = scope.runtime("headers");
        vec![
            quote!(#about #[derive(Clone, Debug, PartialEq)] #[non_exhaustive] pub struct #ident { #(#fields)* }),
            quote!(#table! { #ident { #(#rows)* } }),
        ]
    }
}
