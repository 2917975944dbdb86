//! `src/lib.rs`: the crate's front page, modules and re-exports.

use proc_macro2::TokenStream;
use quote::quote;

use crate::config::RuntimeForm;
use crate::ir::Shape;
use crate::render::{Block, Context, File, Rust, docs, errors, example, literal, webhooks};
use crate::text::one_line;

/// Returns `src/lib.rs`.
pub(super) fn file(context: Context<'_>) -> File {
    let api = context.api;
    let title = docs::line(&format!("{} ({}).", one_line(&api.title).trim_end_matches('.'), one_line(&api.version)));
    let about = api.description.as_deref().map(docs::markdown).unwrap_or_default();
    let guide = if context.names.groups.is_empty() { Vec::new() } else { guide(context) };
    let docs = [
        Some(Block::Lines(vec![title])),
        Some(Block::Lines(about)),
        example::block(context, "no_run"),
        Some(Block::Lines(guide)),
    ];
    let rust =
        Rust { docs: docs.into_iter().flatten().collect(), attributes: attributes(&[context]), items: items(context) };
    File::rust("src/lib.rs", rust)
}

/// Returns the paragraphs that apply to every operation.
fn guide(context: Context<'_>) -> Vec<String> {
    let features = [
        "",
        "Each group of operations, with the types that only it uses, is a feature of the crate, enabled by default. To",
        "compile faster, disable the default features and enable the groups you need.",
    ];
    let lines = [
        "A method takes the required parameters and the required body of its operation, and returns a call. Set",
        "optional parameters on the call, then `.await` it. The result is a [`Response`] with status, headers and",
        "body. If an operation has several success responses, the body is an enum over them. [`Error`] has a variant",
        "for each kind of failure.",
        "",
        "Enums are open: an unknown value deserializes into `Unrecognized` and serializes unchanged.",
    ];
    let features = features.iter().filter(|_| context.has_group_features());
    lines.iter().chain(features).map(|line| (*line).to_owned()).collect()
}

/// Returns the attributes of a crate with these documents.
pub(super) fn attributes(all: &[Context<'_>]) -> Vec<TokenStream> {
    let mut attributes = vec![
        quote!(forbid(unsafe_code)),
        quote!(allow(
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::len_without_is_empty,
            clippy::module_inception,
            clippy::new_ret_no_self,
            clippy::result_large_err,
            clippy::should_implement_trait,
            clippy::type_complexity,
            clippy::wrong_self_convention,
            reason = "names and shapes are the API's"
        )),
    ];
    // To check whether a type is `Send`, the compiler recurses through all types that it contains, a few levels for each, and
    // more in a cycle.
    let depth = all.iter().map(|it| (8 * it.facts.largest_cycle()).max(4 * it.facts.longest_chain)).max().unwrap_or(0);
    if depth > 128 {
        let limit = literal::text(&depth.next_power_of_two().to_string());
        attributes.push(quote!(recursion_limit = #limit));
    }
    if !all.iter().all(|it| it.names.are_ascii()) {
        attributes.push(quote!(allow(
            confusable_idents,
            mixed_script_confusables,
            non_camel_case_types,
            non_snake_case,
            uncommon_codepoints,
            reason = "names are the API's"
        )));
    }
    if all.iter().any(|it| it.names.has_placeholder()) {
        attributes.push(quote!(allow(clippy::disallowed_names, reason = "names are the API's")));
    }
    if all.iter().any(|it| has_deprecated(*it)) {
        attributes.push(quote!(allow(deprecated, reason = "deprecated items of the API remain usable")));
    }
    attributes
}

/// Returns whether the generated code has deprecated items.
fn has_deprecated(context: Context<'_>) -> bool {
    let of_operations =
        context.api.operations.iter().any(|it| it.docs.deprecated || it.parameters.iter().any(|it| it.docs.deprecated));
    let of_types = context.api.types.iter().any(|def| {
        def.docs.deprecated
            || match &def.shape {
                Shape::Object(object) => object.fields.iter().any(|field| field.docs.deprecated),
                Shape::Tuple(tuple) => tuple.items.iter().any(|item| item.docs.deprecated),
                _ => false,
            }
    });
    of_operations || of_types || !context.names.kept.groups.is_empty()
}

fn items(context: Context<'_>) -> Vec<TokenStream> {
    [modules(context), crates(context), runtime_crate(context), exports(context)].concat()
}

/// Returns the import of the crate `oasmith-runtime`, if the generated crate has no copy of the runtime. The copy has the same
/// path, so that all other files are the same.
pub(super) fn runtime_crate(context: Context<'_>) -> Vec<TokenStream> {
    let is_needed = context.config.runtime == RuntimeForm::Crate;
    let import = quote!(
        use oasmith_runtime::runtime;
    );
    is_needed.then_some(import).into_iter().collect()
}

/// Returns the copy of the runtime, if the generated crate has one.
pub(super) fn runtime_module(context: Context<'_>) -> Option<TokenStream> {
    (context.config.runtime == RuntimeForm::Copy).then(|| {
        quote! {
            #[allow(dead_code, unused_imports, unused_macros, reason = "no API uses all of it")]
            mod runtime;
        }
    })
}

/// Returns the module of mocks.
pub(super) fn testing_module() -> TokenStream {
    quote! {
        #[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
        pub mod testing;
    }
}

/// Returns the modules of the crate.
fn modules(context: Context<'_>) -> Vec<TokenStream> {
    let client = context.config.has_client().then(|| {
        quote!(
            mod client;
        )
    });
    let [errors, external, operations, servers, testing, types, webhooks] = of_document(context);
    let all = [client, errors, external, operations, runtime_module(context), servers, testing, types, webhooks];
    all.into_iter().flatten().collect()
}

/// Returns the modules that a document has, by name.
pub(super) fn of_document(context: Context<'_>) -> [Option<TokenStream>; 7] {
    let has_operations = !context.names.groups.is_empty();
    let public = |name: &str, is_needed: bool| {
        let name = quote::format_ident!("{name}");
        is_needed.then(|| quote!(pub mod #name;))
    };
    let external = (!context.facts.external.is_empty()).then(|| {
        quote!(
            mod external;
        )
    });
    [
        public("errors", errors::is_needed(context)),
        external,
        public("operations", has_operations),
        public("servers", context.has_servers()),
        has_operations.then(testing_module),
        public("types", true),
        public("webhooks", webhooks::is_needed(context)),
    ]
}

/// Returns the re-exports of crates.
pub(super) fn crates(context: Context<'_>) -> Vec<TokenStream> {
    let each = context.reexported_crates().into_iter().map(|name| {
        let name = quote::format_ident!("{name}");
        quote!(
            pub use #name;
        )
    });
    each.collect()
}

/// Returns the items of the runtime that are public items of the crate.
pub(super) fn exports(context: Context<'_>) -> Vec<TokenStream> {
    let own_times = context.has_own_times();
    let [date, date_time] = [quote!(Date,), quote!(DateTime,)].map(|name| own_times.then_some(name));
    let mismatch = context.facts.uses.unions.then(|| quote!(Mismatch,));
    if !context.config.has_client() {
        return vec![
            quote! {
                pub use crate::runtime::{
                    Base64, Base64Url, #date #date_time Decimal, #mismatch ParseDecimalError, UnknownInteger, UnknownValue,
                };
            },
            quote! {
                #[cfg(feature = "validate")]
                pub use crate::runtime::{Validate, Violation, Violations};
            },
        ];
    }
    vec![
        quote! {
            pub use self::client::{Client, ClientBuilder};
        },
        quote! {
            pub use crate::runtime::{
                AnyError, ApiError, Base64, Base64Url, BuildError, ByteStream, Call, #date #date_time Decimal, DecodeError,
                Endpoint, Error, Event, Events, Items, JsonLines, Method, #mismatch NotSentError, Pages, ParseDecimalError, Response, Retry, StreamError, Token, TokenError, TokenFuture, TokenProvider, TransportError, UndecodableBody, UndescribedCall, UnexpectedStatus, UnknownInteger, UnknownValue, Upload,
            };
        },
        quote! {
            #[cfg(feature = "blocking")]
            pub use crate::runtime::Blocking;
        },
        quote! {
            #[cfg(feature = "oauth2")]
            pub use crate::runtime::ClientCredentials;
        },
        quote! {
            #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
            pub use crate::runtime::RateLimit;
        },
        quote! {
            #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
            pub use crate::runtime::{BoxError, HttpService, tower_layer, tower_service};
        },
        quote! {
            #[cfg(feature = "validate")]
            pub use crate::runtime::{Validate, Violation, Violations};
        },
    ]
}
