//! Open enums of values.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, quote};

use crate::ir::{Shape, TypeDef, TypeId};
use crate::name::{Ident as _, TypeName};
use crate::render::imports::Scope;
use crate::render::types::{code, type_docs};
use crate::render::{docs, literal};

/// A kind of open enums, with the values of one of them.
struct Kind {
    /// The macro that implements them.
    table: &'static str,
    /// The type of unknown values.
    unknown: Ident,
    /// The values, each as the macro reads it.
    values: Vec<(serde_json::Value, TokenStream)>,
}

impl Scope<'_> {
    fn kind_of_enum(self, shape: &Shape) -> Kind {
        let (table, unknown, values) = match shape {
            Shape::StringEnum(values) => {
                let row = |it: &String| (it.clone().into(), literal::text(it).into_token_stream());
                ("string_enum", "UnknownValue", values.iter().map(row).collect())
            }
            Shape::IntegerEnum(values) => {
                let row = |it: &i64| ((*it).into(), Literal::i64_unsuffixed(*it).into_token_stream());
                ("integer_enum", "UnknownInteger", values.iter().map(row).collect())
            }
            Shape::ValueEnum(values) => ("value_enum", "UnknownValue", values.iter().map(of_any_type).collect()),
            _ => ("value_enum", "UnknownValue", Vec::new()),
        };
        Kind { table, unknown: self.runtime(unknown), values }
    }

    /// Returns the items of an open enum.
    pub(super) fn enumeration(self, id: TypeId, def: &TypeDef) -> Vec<TokenStream> {
        let Kind { table, unknown, values } = self.kind_of_enum(&def.shape);
        let TypeName { ident, variants, unrecognized, .. } = self.names.of(id);
        let docs = type_docs(def);
        let is_of_strings = values.iter().all(|(value, _)| value.is_string());
        let texts = values.iter().map(|(value, _)| {
            // Among values of several types, strings are documented as JSON.
            let text = value.as_str().filter(|_| is_of_strings).map_or_else(|| value.to_string(), str::to_owned);
            let about = def.docs.of_value(value.clone()).and_then(|it| it.description.as_deref());
            docs::attributes(&docs::join([vec![code(&text)], about.map(docs::markdown).unwrap_or_default()]))
        });
        let literals = values.iter().map(|(_, literal)| literal);
        let own = ["Clone", "Debug", "PartialEq", "Hash"];
        let derives = self.derives(id, &own, &["Eq", "Ord", "PartialOrd"]);
        let wires = values.iter().zip(variants).map(|((value, _), variant)| match value.as_str() {
            Some(text) => self.wire_name(id, text, variant.as_str()),
            None => TokenStream::new(),
        });
        let untagged = self.untagged(id);
        let table = self.runtime(table);
        vec![
            quote! {
                #docs
                #derives
                #[non_exhaustive]
                pub enum #ident {
                    #(#texts #wires #variants,)*
                    /// Any value that this version of the client does not know, unchanged.
                    #untagged
                    #unrecognized(#unknown),
                }
            },
            quote!(#table! { #ident { #(#variants = #literals,)* _ = #unrecognized, } }),
        ]
    }
}

/// Returns a value of an enum without `type`, and its kind and its text in the table.
fn of_any_type(value: &serde_json::Value) -> (serde_json::Value, TokenStream) {
    let text = literal::text(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let row = if value.is_string() { quote!(string #text) } else { quote!(json #text) };
    (value.clone(), row)
}
