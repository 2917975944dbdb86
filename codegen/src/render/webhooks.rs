//! `src/webhooks.rs`: the types of the bodies that the API sends to webhooks.

use proc_macro2::TokenStream;
use quote::quote;

use crate::render::imports::{self, Scope};
use crate::render::{Block, Context, File, Rust, docs, types};

/// Returns `src/webhooks.rs`; `None` if no webhook has a body.
pub(super) fn file(context: Context<'_>) -> Option<File> {
    let about = [
        "The API's webhooks: requests that the API sends to a URL of yours.",
        "",
        "Each is the type of the request's body. Deserialize the body with [`serde_json::from_slice`].",
    ];
    let (aliases, uses) = imports::scoped(context, aliases);
    let items: Vec<TokenStream> = uses.items().into_iter().chain(aliases).collect();
    let docs = vec![Block::Lines(about.map(str::to_owned).to_vec())];
    is_needed(context).then(|| File::rust(context.path("webhooks.rs"), Rust { docs, items, ..Rust::default() }))
}

fn aliases(scope: Scope<'_>) -> Vec<TokenStream> {
    let each = scope.webhooks().map(|(webhook, name, ty)| {
        let request = types::code(&format!("{} {}", webhook.method.as_str(), webhook.name));
        let about = docs::attributes(&docs::join([types::doc_lines(&webhook.docs), vec![request]]));
        let deprecated = webhook.docs.deprecated.then(|| quote!(#[deprecated]));
        let ty = scope.ty(&ty);
        quote!(#about #deprecated pub type #name = #ty;)
    });
    each.collect()
}

/// Returns whether any webhook has a body.
pub(super) fn is_needed(context: Context<'_>) -> bool {
    context.webhooks().next().is_some()
}
