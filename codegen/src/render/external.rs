//! Types of other crates in place of generated ones: what they must implement, checked by the compiler.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::config::RustPath;
use crate::render::imports;
use crate::render::{Block, Context, File, Rust};

/// Crates that `src/lib.rs` re-exports anyway, or that every crate has.
const KNOWN: [&str; 12] =
    ["alloc", "bytes", "chrono", "core", "indexmap", "jiff", "reqwest", "secrecy", "serde_json", "std", "time", "uuid"];

/// The names of modules of the generated crate: a crate of the same name is not re-exported.
const MODULES: [&str; 9] =
    ["client", "errors", "external", "operations", "runtime", "servers", "testing", "types", "webhooks"];

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
    (!context.facts.external.is_empty()).then(|| File::rust("src/external.rs", rust))
}

/// Returns the re-exports of the crates of these types, by name.
pub(super) fn crates(context: Context<'_>) -> Vec<TokenStream> {
    let paths = context.facts.external.iter().filter_map(|path| RustPath::parse(path).ok());
    let names: BTreeSet<String> = paths.flat_map(|path| path.crates()).collect();
    let names = names.iter().filter(|it| !KNOWN.contains(&it.as_str()) && !MODULES.contains(&it.as_str()));
    names
        .map(|name| {
            let name = format_ident!("{name}");
            quote!(
                pub use #name;
            )
        })
        .collect()
}
