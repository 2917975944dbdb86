//! `src/webhooks.rs`: the types of the bodies that the API sends to webhooks.

use quote::quote;

use crate::ir::{Type, Webhook};
use crate::name::Pascal;
use crate::render::imports::Imports;
use crate::render::type_use::UsedIn;
use crate::render::{Block, Context, File, Rust, docs, types};

/// Returns `src/webhooks.rs`; `None` if no webhook has a body.
pub(super) fn file(context: Context<'_>) -> Option<File> {
    let about = [
        "The API's webhooks: requests that the API sends to a URL of yours.",
        "",
        "Each is the type of the request's body. Deserialize the body with [`serde_json::from_slice`].",
    ];
    let mut imports = Imports::new(context.config.times);
    let mut aliases = Vec::new();
    for (webhook, name, body) in all(context) {
        imports.see(body);
        let request = types::code(&format!("{} {}", webhook.method.as_str(), webhook.name));
        let about = docs::attributes(&docs::join([types::doc_lines(&webhook.docs), vec![request]]));
        let deprecated = webhook.docs.deprecated.then(|| quote!(#[deprecated]));
        let ty = context.owned(body, UsedIn::Elsewhere);
        aliases.push(quote!(#about #deprecated pub type #name = #ty;));
    }
    let mut items = imports.items();
    items.extend(imports.runtime([]));
    if !imports.named.is_empty() {
        items.push(quote!(
            use crate::types;
        ));
    }
    items.extend(aliases);
    let docs = vec![Block::Lines(about.map(str::to_owned).to_vec())];
    is_needed(context).then(|| File::rust("src/webhooks.rs", Rust { docs, items, ..Rust::default() }))
}

/// Returns whether any webhook has a body.
pub(super) fn is_needed(context: Context<'_>) -> bool {
    all(context).next().is_some()
}

/// Returns the webhooks with a body, their names and the types of their bodies.
pub(super) fn all(context: Context<'_>) -> impl Iterator<Item = (&Webhook, &Pascal, &Type)> {
    let all = context.api.webhooks.iter().zip(&context.names.webhooks);
    all.filter_map(|(webhook, name)| Some((webhook, name, webhook.body.as_ref()?)))
}
