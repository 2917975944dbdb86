//! `src/servers.rs`: the servers of the API, if there are several or their URLs have variables.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Server, Variable};
use crate::name::{Ident as _, ServerName};
use crate::render::{Block, Context, File, Rust, docs, literal, types};

/// Returns `src/servers.rs`; `None` if the only server is already the client's default.
pub(super) fn file(context: Context<'_>) -> Option<File> {
    if !context.has_servers() {
        return None;
    }
    let about =
        vec!["The servers of the API, for [`ClientBuilder::base_url`](crate::ClientBuilder::base_url).".to_owned()];
    let items = context.servers().flat_map(|(server, name)| items(server, name));
    let rust = Rust { docs: vec![Block::Lines(about)], items: items.collect(), ..Rust::default() };
    Some(File::rust(context.path("servers.rs"), rust))
}

fn items(server: &Server, name: &ServerName) -> Vec<TokenStream> {
    let url = vec![types::code(&server.url)];
    let about = docs::join([server.description.as_deref().map(docs::markdown).unwrap_or_default(), url]);
    let about = docs::attributes(&about);
    if server.variables.is_empty() {
        let constant = format_ident!("{}", name.constant.as_str().to_uppercase());
        let url = literal::text(&server.url);
        return vec![quote!(#about pub const #constant: &str = #url;)];
    }
    let ident = &name.ident;
    let fields = server.variables.iter().zip(&name.variables).map(|(variable, field)| {
        let about = docs::attributes(&variable_docs(variable));
        quote!(#about pub #field: String,)
    });
    let defaults = server.variables.iter().zip(&name.variables).map(|(variable, field)| {
        let default = literal::text(&variable.default);
        quote!(#field: #default.to_owned(),)
    });
    let pieces = pieces(server, name);
    vec![
        quote!(#about #[derive(Clone, Debug, PartialEq, Eq)] pub struct #ident { #(#fields)* }),
        quote! {
            impl Default for #ident {
                fn default() -> Self {
                    Self { #(#defaults)* }
                }
            }
        },
        quote! {
            impl From<#ident> for String {
                fn from(server: #ident) -> Self {
                    [#(#pieces),*].concat()
                }
            }
        },
    ]
}

/// Splits the URL at its variables into expressions.
fn pieces(server: &Server, name: &ServerName) -> Vec<TokenStream> {
    let mut pieces = Vec::new();
    let mut rest = server.url.as_str();
    let variables = server.variables.iter().enumerate().rev();
    let variables: HashMap<&str, usize> = variables.map(|(index, it)| (it.name.as_str(), index)).collect();
    let longest = variables.keys().map(|name| name.len()).max().unwrap_or(0);
    // Finds the first `{name}` of a variable; a name may contain braces itself.
    let next = |rest: &str| {
        rest.match_indices('{').find_map(|(start, _)| {
            let ends = rest[start..].match_indices('}').map(|(length, _)| start + length);
            let mut ends = ends.take_while(|end| end - start - 1 <= longest);
            ends.find_map(|end| variables.get(&rest[start + 1..end]).map(|index| (start, end + 1, *index)))
        })
    };
    while let Some((start, end, index)) = next(rest) {
        if start > 0 {
            let text = literal::text(&rest[..start]);
            pieces.push(quote!(#text));
        }
        let field = &name.variables[index];
        pieces.push(quote!(server.#field.as_str()));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        let text = literal::text(rest);
        pieces.push(quote!(#text));
    }
    pieces
}

fn variable_docs(variable: &Variable) -> Vec<String> {
    let about = variable.description.as_deref().map(docs::markdown).unwrap_or_default();
    let values: Vec<String> = variable.values.iter().map(|value| types::code(value)).collect();
    let values = if values.is_empty() { String::new() } else { format!(" One of {}.", values.join(", ")) };
    let default =
        if variable.default.is_empty() { "the empty string".to_owned() } else { types::code(&variable.default) };
    docs::join([about, docs::wrapped(&format!("Default: {default}.{values}"))])
}
