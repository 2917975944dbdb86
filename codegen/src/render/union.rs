//! Unions: an enum, and the table of how to select each variant.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Shape, Type, TypeDef, TypeId, Union, Variant};
use crate::name::TypeName;
use crate::render::imports::Scope;
use crate::render::types::{doc_lines, type_docs};
use crate::render::{constraints, docs, literal};
use crate::surface::{RustType, STRING};

impl Scope<'_> {
    pub(super) fn union(self, id: TypeId, def: &TypeDef, union: &Union) -> Vec<TokenStream> {
        let TypeName { ident, variants, unrecognized, .. } = self.names.of(id);
        let docs = type_docs(def);
        let (mut variants_of, mut rows, mut plain, mut default) = (Vec::new(), Vec::new(), Vec::new(), None);
        for (variant, name) in union.variants.iter().zip(variants) {
            let docs = docs::attributes(&doc_lines(&variant.docs));
            let ty = self.ty(&self.variant(id, variant));
            variants_of.push(quote!(#docs #name(#ty),));
            let values = variant.discriminator_values.iter().map(|value| literal::text(value));
            let from = self.conversions(id, union, variant);
            let how = self.treated(&variant.ty);
            let checked = self.facts.is_constrained(&variant.ty).then(|| quote!(checked));
            let rules = constraints::rules(&self.facts.constraints(self.api, &variant.ty, &variant.docs.constraints));
            if variant.is_default && !variant.discriminator_values.is_empty() {
                default = Some(quote!(default #name));
            }
            if union.discriminator.is_some() && variant.discriminator_values.is_empty() {
                plain.push(quote!(#name #from #how #checked #rules));
                continue;
            }
            let values = union.discriminator.is_some().then(|| quote!(= #(#values)|*));
            rows.push(quote!(#name #from #how #checked #rules #values,));
        }
        let how = match &union.discriminator {
            Some(property) => {
                let property = literal::text(property);
                // A variant without discriminator values is among `plain` already.
                let plain = (!plain.is_empty()).then(|| quote!(or [#(#plain),*]));
                let any = union.is_any.then(|| quote!(any));
                quote!(#any by #property #default #plain)
            }
            None => TokenStream::new(),
        };
        let none = if (union.discriminator.is_none() || union.is_any) && self.overlap(union) {
            "A value that matches none of these, or several at once, unchanged."
        } else {
            "A value that matches none of these, unchanged."
        };
        let none = docs::attributes(&[none.to_owned()]);
        let implements: &[&str] = if self.is_hashed(union) { &["Debug", "Eq", "Hash"] } else { &["Debug"] };
        let (value, table) = (self.import("serde_json", "Value"), self.runtime("union"));
        let (derives, untagged) = (self.derives(id, &self.usual(id, false), implements), self.untagged(id));
        let mut items = vec![
            quote! {
                #docs
                #derives
                #untagged
                #[non_exhaustive]
                pub enum #ident {
                    #(#variants_of)*
                    #none
                    #unrecognized(#value),
                }
            },
            quote!(#table! { #ident #how { #(#rows)* _ = #unrecognized, } }),
        ];
        let exact = union.variants.iter().zip(variants).filter(|(variant, _)| self.is_exact(&variant.ty));
        let exact: Vec<_> = exact.map(|(_, name)| name).collect();
        if !exact.is_empty() {
            let table = self.runtime("hashed_union");
            items.push(quote!(#table! { #ident { #(#exact),* } }));
        }
        items
    }

    /// Returns the types that convert into a variant: its own, if that identifies the variant.
    fn conversions(self, id: TypeId, union: &Union, variant: &Variant) -> Option<TokenStream> {
        let ty = self.convertible(id, union, variant)?;
        let text = (ty == RustType::from(STRING)).then(|| quote!(&str,));
        let ty = self.ty(&self.owned(&variant.ty));
        Some(quote!(<#text #ty>))
    }

    /// Returns whether a value may partly match several variants: several objects, or several lists.
    fn overlap(self, union: &Union) -> bool {
        let count = |holds: fn(&Shape) -> bool, plain: fn(&Type) -> bool| {
            let is = |ty: &Type| match self.resolved(ty) {
                Type::Ref(id) => holds(&self.api.type_def(*id).shape),
                ty => plain(ty),
            };
            union.variants.iter().filter(|variant| is(&variant.ty)).count()
        };
        let objects = |shape: &Shape| matches!(shape, Shape::Object(_) | Shape::Union(_));
        let lists = |shape: &Shape| matches!(shape, Shape::Tuple(_) | Shape::Union(_));
        count(objects, |ty| matches!(ty, Type::Map(_) | Type::AnyObject)) > 1
            || count(lists, |ty| matches!(ty, Type::Array(_))) > 1
    }
}
