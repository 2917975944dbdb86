//! `src/client.rs`: the document's server and credentials, added to the runtime's client.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, SecurityKind, SecurityScheme};
use crate::name::{CredentialName, Ident as _, Snake};
use crate::render::imports::{self, Scope};
use crate::render::{Context, File, Rust, docs, literal, types};

/// Returns `src/client.rs`.
pub(super) fn file(context: Context<'_>) -> File {
    let base_url = match context.base_url() {
        Some(url) => {
            let url = literal::text(&url);
            quote!(Some(#url))
        }
        None => quote!(None),
    };
    let server = match context.base_url() {
        Some(url) => format!("Returns a builder for clients of `{url}`, or of any other server of the API."),
        None if context.api.relative_server().is_some() => {
            "Returns a builder for clients of the API. Set `base_url`.".to_owned()
        }
        None => "Returns a builder for clients of the API. The document names no server: set `base_url`.".to_owned(),
    };
    let relative = context.api.relative_server().map(|server| {
        let url = types::code(&server.default_url());
        let text = format!(
            "The document names only the relative server {url}. The client resolves it against \
             [`base_url`](ClientBuilder::base_url), as browsers resolve links. To send requests to another \
             server, set [`ClientBuilder::server`]."
        );
        docs::wrapped(&text)
    });
    let more = context
        .has_servers()
        .then(|| "The module [`servers`](crate::servers) lists the servers of the API.".to_owned());
    let keyed = context.config.idempotency_header.as_deref().map(|name| {
        let name = types::code(name);
        docs::wrapped(&format!(
            "The client adds a random key in the header {name} to requests with a method that is not idempotent."
        ))
    });
    let server = docs::attributes(&docs::join([
        vec![server],
        relative.unwrap_or_default(),
        more.into_iter().collect(),
        keyed.unwrap_or_default(),
    ]));
    let user_agent = literal::text(&format!("{}/{}", context.config.name, context.config.version));
    let idempotency = context.config.idempotency_header.as_deref().map(literal::text);
    let idempotency = idempotency.map(|name| quote!(.idempotency_header(#name)));
    let (mut items, uses) = imports::scoped(context, |scope| {
        let client = scope.runtime("client");
        let methods = context.api.security_schemes.iter().zip(&context.names.credentials);
        let methods: Vec<TokenStream> = methods.map(|(scheme, names)| credential(scope, scheme, names)).collect();
        let methods = (!methods.is_empty()).then(|| quote!(impl ClientBuilder { #(#methods)* }));
        let builder = scope.runtime("ApiClientBuilder");
        let own = quote! {
            impl Client {
                #server
                pub fn builder() -> ClientBuilder {
                    ClientBuilder(#builder::new(#base_url, #user_agent) #idempotency)
                }
            }
        };
        [quote!(#client! { Client, ClientBuilder }), own].into_iter().chain(methods).collect::<Vec<_>>()
    });
    items.splice(0..0, uses.items());
    File::rust("src/client.rs", Rust { items, ..Rust::default() })
}

fn credential(scope: Scope<'_>, scheme: &SecurityScheme, names: &CredentialName) -> TokenStream {
    let name = &names.set;
    let wire = literal::text(&scheme.name);
    let about = scheme.description.as_deref().map(docs::markdown).unwrap_or_default();
    let location = match &scheme.kind {
        SecurityKind::Bearer => "Sent as `Authorization: Bearer`.".to_owned(),
        SecurityKind::Basic => "Sent as `Authorization: Basic`.".to_owned(),
        SecurityKind::Http(scheme) => format!("Sent as {}.", super::types::code(&format!("Authorization: {scheme}"))),
        SecurityKind::Header(header) => format!("Sent in the header {}.", super::types::code(header)),
        SecurityKind::Query(parameter) => format!("Sent in the query parameter {}.", super::types::code(parameter)),
        SecurityKind::Cookie(cookie) => format!("Sent in the cookie {}.", super::types::code(cookie)),
    };
    let about = docs::attributes(&docs::join([about, vec![location.clone()]]));
    let (secret, credential) = (scope.import("secrecy", "SecretString"), scope.runtime("Credential"));
    let key = quote!(key: impl Into<#secret>);
    let (arguments, value) = match &scheme.kind {
        SecurityKind::Bearer => (quote!(token: impl Into<#secret>), quote!(#credential::Bearer(token.into()))),
        SecurityKind::Basic => (
            quote!(username: impl Into<String>, password: impl Into<#secret>),
            quote!(#credential::Basic { username: username.into(), password: password.into() }),
        ),
        SecurityKind::Http(scheme) => {
            let scheme = literal::text(scheme);
            (quote!(credentials: impl Into<#secret>), quote!(#credential::Http(#scheme, credentials.into())))
        }
        SecurityKind::Header(name) => {
            let name = literal::text(name);
            (key, quote!(#credential::Header(#name, key.into())))
        }
        SecurityKind::Query(name) => {
            let name = literal::text(name);
            (key, quote!(#credential::Query(#name, key.into())))
        }
        SecurityKind::Cookie(name) => {
            let name = literal::text(name);
            (key, quote!(#credential::Cookie(#name, key.into())))
        }
    };
    let provided = (scheme.kind == SecurityKind::Bearer).then(|| provided(scope, scheme, names));
    quote! {
        #about
        pub fn #name(self, #arguments) -> Self {
            Self(self.0.credential(#wire, #value))
        }
        #provided
    }
}

/// Returns the methods that set a token provider.
fn provided(scope: Scope<'_>, scheme: &SecurityScheme, names: &CredentialName) -> TokenStream {
    let (wire, token_provider) = (literal::text(&scheme.name), scope.runtime("TokenProvider"));
    let (set, provider, flow) = (&names.set, &names.provider, &names.client_credentials);
    let about = format!(
        "Like [`{0}`](Self::{0}), with tokens from a provider, which the client asks whenever it needs one.",
        set.as_str()
    );
    let about = docs::attributes(&docs::wrapped(&about));
    let secret_string = scope.import("secrecy", "SecretString");
    let flow = scheme.token_url.as_ref().map(|url| {
        let (set, url_code) = (set.as_str(), super::types::code(url));
        let about = format!(
            "Like [`{set}`](Self::{set}), with tokens that the client requests at {url_code} by the OAuth 2 client \
             credentials flow."
        );
        let about = docs::attributes(&docs::wrapped(&about));
        let url = literal::text(url);
        quote! {
            #about
            #[cfg(feature = "oauth2")]
            pub fn #flow(self, id: impl Into<String>, secret: impl Into<#secret_string>) -> Self {
                Self(self.0.token_provider(#wire, crate::runtime::ClientCredentials::new(#url, id, secret)))
            }
        }
    });
    quote! {
        #about
        pub fn #provider(self, provider: impl #token_provider + 'static) -> Self {
            Self(self.0.token_provider(#wire, provider))
        }
        #flow
    }
}

/// Returns the methods that set the credentials of the operation's first security requirement, and whether each takes a
/// password.
pub(super) fn credentials<'a>(context: Context<'a>, operation: &Operation) -> Vec<(&'a Snake, bool)> {
    let required = operation.security.first().map(Vec::as_slice).unwrap_or_default();
    let schemes = context.api.security_schemes.iter().zip(&context.names.credentials);
    let schemes = schemes.filter(|(scheme, _)| required.contains(&scheme.name));
    schemes.map(|(scheme, names)| (&names.set, scheme.kind == SecurityKind::Basic)).collect()
}
