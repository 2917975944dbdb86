//! `src/errors.rs`: the enums over error responses that several operations share.

use proc_macro2::TokenStream;
use quote::quote;

use crate::config::Kind;
use crate::ir::Response;
use crate::render::imports::{self, Scope};
use crate::render::{Block, Context, File, Rust, Uses, literal, outcome, place};
use crate::surface::{Documents, ErrorItem};

/// Returns `src/errors.rs`; `None` if no operations share an enum.
pub(super) fn file(context: Context<'_>) -> Option<File> {
    let (items, uses) = imports::scoped(context, |scope| {
        context.errors().iter().flat_map(|item| enumeration(scope, item)).collect::<Vec<TokenStream>>()
    });
    let lines = ["The bodies of error responses that several operations have in common.".to_owned()];
    let docs = vec![Block::Lines(lines.to_vec())];
    let is_gated = context.errors().iter().any(|item| item.feature.is_some());
    let attributes = is_gated.then(|| quote!(allow(unused_imports, reason = "groups of operations may be disabled")));
    let items = uses.items().into_iter().chain(items).collect();
    let rust = Rust { docs, attributes: attributes.into_iter().collect(), items };
    is_needed(context).then(|| File::rust(context.path("errors.rs"), rust))
}

/// Returns whether operations share an enum.
pub(super) fn is_needed(context: Context<'_>) -> bool {
    !context.facts.shared_errors.is_empty()
}

/// Returns `errors.rs` of each module that has enums in common.
pub(super) fn common(documents: &Documents<'_>) -> Vec<File> {
    let homes = documents.nodes.iter().filter(|(_, node)| node.has_errors);
    let each = homes.map(|(home, _)| {
        let (mut items, mut all) = (Vec::new(), Uses::default());
        for shared in documents.errors.iter().filter(|it| it.home == home) {
            let Some(ident) = shared.ident() else { continue };
            let (enums, responses) = shared.responses();
            let variants = responses.iter().map(|(index, response)| {
                let (context, item) = &enums[*index];
                let (variant, uses) = imports::common(*context, |scope| variant(scope, item, response));
                all.append(uses);
                variant
            });
            let variants: Vec<TokenStream> = variants.collect();
            let is_data = enums.iter().all(|(_, item)| item.set.is_data());
            let of_item = outcome::enumeration(ident, ABOUT, &variants, is_data);
            let gate = place::any_of(documents.simplified(shared.features).iter().map(String::as_str));
            items.push(quote!(#gate #of_item));
        }
        let lines = vec!["The bodies of error responses that several documents have in common.".to_owned()];
        // A module has all documents.
        let attribute = (documents.root.config.kind == Kind::Crate)
            .then(|| quote!(allow(unused_imports, reason = "documents may be disabled")));
        let items = all.items().into_iter().chain(items).collect();
        let rust = Rust { docs: vec![Block::Lines(lines)], attributes: attribute.into_iter().collect(), items };
        File::rust(place::file(home, "errors.rs"), rust)
    });
    each.collect()
}

fn enumeration<'a>(scope: Scope<'a>, item: &ErrorItem<'a>) -> Vec<TokenStream> {
    let feature = item.feature.map(literal::text).map(|feature| quote!(#[cfg(feature = #feature)]));
    let ident = item.ident;
    match item.home {
        Some((home, common)) => {
            let home = place::module(home);
            let path = if common == ident { quote!(#common) } else { quote!(#common as #ident) };
            vec![quote!(#feature pub use #home::errors::#path;)]
        }
        None => {
            let set = enum_of(scope, item);
            vec![quote!(#feature #set)]
        }
    }
}

/// The documentation of an enum that several operations share.
const ABOUT: &str = "The body of an error response of several operations.";

fn enum_of<'a>(scope: Scope<'a>, item: &ErrorItem<'a>) -> TokenStream {
    let variants: Vec<TokenStream> = item.set.responses.iter().map(|it| variant(scope, item, it)).collect();
    outcome::enumeration(item.ident, ABOUT, &variants, item.set.is_data())
}

fn variant<'a>(scope: Scope<'a>, item: &ErrorItem<'a>, response: &'a Response) -> TokenStream {
    // A name of only one of the operations may be behind the feature of its group; the canonical type is not.
    let ty = scope.canonical_content(&response.content);
    item.set.variant_of(scope, response, common_description(scope, item, response), &ty)
}

/// Returns the description of a response if all operations that have it have the same.
fn common_description<'a>(scope: Scope<'a>, item: &ErrorItem<'_>, response: &'a Response) -> Option<&'a str> {
    let (place, variant) = ((response.status, response.index), item.set.variant(response));
    let has_it = |operation: &&usize| scope.names.operation(**operation).failure.variants.get(&place) == variant;
    let of = |operation: &usize| {
        let mut all = scope.api.operations[*operation].failures();
        all.find(|it| (it.status, it.index) == place).map(|it| &it.description)
    };
    let mut operations = item.operations.iter().filter(has_it);
    let is_common = operations.all(|operation| of(operation) == Some(&response.description));
    response.description.as_deref().filter(|_| is_common)
}
