//! Types of other crates in place of generated ones: what they must implement, checked by the compiler.

use proc_macro2::TokenStream;
use quote::quote;

use crate::render::imports;
use crate::render::{Block, Context, File, Rust};

/// Returns the module `external`; `None` without such types.
pub(super) fn file(context: Context<'_>) -> Option<File> {
    let (items, uses) = imports::scoped(context, |scope| {
        let paths = context.facts.external.iter().map(|path| path.parse().unwrap_or_default());
        let paths: Vec<TokenStream> = paths.collect();
        let table = scope.runtime("external");
        vec![quote!(#table! { #(#paths),* })]
    });
    let lines = [
        "The types of other crates that the settings put in place of generated ones.",
        "",
        "Each must implement `Clone`, `Debug`, `PartialEq`, `serde::Serialize`, `serde::Deserialize`, `Send` and `Sync`; the",
        "compiler checks it here.",
    ];
    let docs = vec![Block::Lines(lines.map(str::to_owned).to_vec())];
    let rust = Rust { docs, items: uses.items().into_iter().chain(items).collect(), ..Rust::default() };
    (!context.facts.external.is_empty()).then(|| File::rust(context.path("external.rs"), rust))
}
