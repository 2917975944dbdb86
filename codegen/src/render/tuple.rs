//! Tuples (`prefixItems`): tuple structs.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Item, Tuple, TypeDef, TypeId};
use crate::render::imports::Scope;
use crate::render::types::{doc_lines, type_docs};
use crate::render::{constraints, docs};

impl Scope<'_> {
    pub(super) fn tuple(self, id: TypeId, def: &TypeDef, tuple: &Tuple) -> Vec<TokenStream> {
        let ident = &self.names.of(id).ident;
        let docs = type_docs(def);
        let (mut fields, mut rows) = (Vec::new(), Vec::new());
        for (index, item) in tuple.items.iter().enumerate() {
            let docs = docs::attributes(&doc_lines(&item.docs));
            let deprecated = item.docs.deprecated.then(|| quote!(#[deprecated]));
            let ty = self.ty(&self.item(id, item));
            fields.push(quote!(#docs #deprecated pub #ty,));
            let index = Literal::usize_unsuffixed(index);
            let kind = if item.required { quote!(required) } else { quote!(optional) };
            let rules = self.item_constraints(item);
            let how = self.treated(&item.ty);
            rows.push(quote!(#kind #index #how #rules,));
        }
        if let Some(rest) = &tuple.rest {
            let lines = vec!["All additional items.".to_owned()];
            let docs = docs::attributes(&docs::join([lines, doc_lines(&rest.docs)]));
            let ty = self.owned_ty(&rest.ty);
            fields.push(quote!(#docs pub Vec<#ty>,));
            let index = Literal::usize_unsuffixed(tuple.items.len());
            let rules = self.item_constraints(rest);
            let how = self.treated(&rest.ty);
            rows.push(quote!(.. #index #how #rules,));
        }
        let own = constraints::rules(&self.facts.constraints_of_tuple(&def.docs.constraints));
        let table = self.runtime("tuple");
        let has_default = tuple.items.iter().all(|item| !item.required);
        let derives = self.derives(id, &self.usual(id, has_default), &["Debug"]);
        vec![quote!(#docs #derives pub struct #ident(#(#fields)*);), quote!(#table! { #ident #own { #(#rows)* } })]
    }

    /// Returns the constraints of an item for the table.
    fn item_constraints(self, item: &Item) -> TokenStream {
        let checked = self.facts.is_constrained(&item.ty).then(|| quote!(checked));
        let rules = constraints::rules(&self.facts.constraints(self.api, &item.ty, &item.docs.constraints));
        quote!(#checked #rules)
    }
}
