//! Tuples (`prefixItems`): tuple structs.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Item, Tuple, Type, TypeDef, TypeId};
use crate::render::imports::Imports;
use crate::render::type_use::UsedIn;
use crate::render::types::{doc_lines, type_docs};
use crate::render::{Context, constraints, docs};

impl Context<'_> {
    pub(super) fn tuple(self, id: TypeId, def: &TypeDef, tuple: &Tuple, imports: &mut Imports) -> Vec<TokenStream> {
        let ident = &self.names.of(id).ident;
        let docs = type_docs(def);
        let (mut fields, mut rows) = (Vec::new(), Vec::new());
        for (index, item) in tuple.items.iter().enumerate() {
            imports.see(&item.ty);
            let docs = docs::attributes(&doc_lines(&item.docs));
            let deprecated = item.docs.deprecated.then(|| quote!(#[deprecated]));
            let ty = self.item_type(id, item);
            fields.push(quote!(#docs #deprecated pub #ty,));
            let index = Literal::usize_unsuffixed(index);
            let kind = if item.required { quote!(required) } else { quote!(optional) };
            let rules = self.item_constraints(item);
            let how = self.treated(&item.ty);
            rows.push(quote!(#kind #index #how #rules,));
        }
        if let Some(rest) = &tuple.rest {
            imports.see(&rest.ty);
            let lines = vec!["All additional items.".to_owned()];
            let docs = docs::attributes(&docs::join([lines, doc_lines(&rest.docs)]));
            let ty = self.owned(&rest.ty, UsedIn::Types);
            fields.push(quote!(#docs pub Vec<#ty>,));
            let index = Literal::usize_unsuffixed(tuple.items.len());
            let rules = self.item_constraints(rest);
            let how = self.treated(&rest.ty);
            rows.push(quote!(.. #index #how #rules,));
        }
        let own = constraints::rules(&self.facts.constraints_of_tuple(&def.docs.constraints));
        let debug = self.debug(id);
        let default = tuple.items.iter().all(|item| !item.required).then(|| quote!(, Default));
        vec![
            quote!(#docs #[derive(Clone #debug #default, PartialEq)] pub struct #ident(#(#fields)*);),
            quote!(tuple! { #ident #own { #(#rows)* } }),
        ]
    }

    /// Returns the type of an item of the tuple `owner`.
    fn item_type(self, owner: TypeId, item: &Item) -> TokenStream {
        let (inner, is_nullable) = match &item.ty {
            Type::Nullable(inner) => (inner.as_ref(), true),
            other => (other, false),
        };
        let mut ty = self.owned(inner, UsedIn::Types);
        if matches!(inner, Type::Ref(used) if self.facts.is_boxed(owner, *used)) {
            ty = quote!(Box<#ty>);
        }
        for _ in 0..usize::from(is_nullable) + usize::from(!item.required) {
            ty = quote!(Option<#ty>);
        }
        ty
    }

    /// Returns the constraints of an item for the table.
    fn item_constraints(self, item: &Item) -> TokenStream {
        let checked = self.facts.is_constrained(&item.ty).then(|| quote!(checked));
        let rules = constraints::rules(&self.facts.constraints(self.api, &item.ty, &item.docs.constraints));
        quote!(#checked #rules)
    }

    /// Returns the types of a tuple's items as readable text.
    pub(crate) fn spell_tuple(self, tuple: &Tuple) -> String {
        let item = |item: &Item| match item.required {
            true => self.spell(&item.ty),
            false => format!("Option<{}>", self.spell(&item.ty)),
        };
        let rest = tuple.rest.iter().map(|rest| format!("Vec<{}>", self.spell(&rest.ty)));
        tuple.items.iter().map(item).chain(rest).collect::<Vec<_>>().join(", ")
    }
}
