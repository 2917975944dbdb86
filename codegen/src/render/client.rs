//! What the document adds to the runtime's client: its server, its credentials.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{SecurityKind, SecurityScheme, Server};
use crate::name::Snake;
use crate::render::{Context, File, Rust, docs, literal, servers};

/// `src/client.rs`.
pub(super) fn file(context: Context<'_>) -> File {
    let base_url = match context.base_url() {
        Some(url) => {
            let url = literal::text(&url);
            quote!(Some(#url))
        }
        None => quote!(None),
    };
    let server = match context.base_url() {
        Some(url) => format!("A builder for clients of `{url}`, or of any other server of the API."),
        None => "A builder for clients of a server of the API, which has to be given.".to_owned(),
    };
    let more = servers::is_needed(context)
        .then(|| "The module [`servers`](crate::servers) has all that the API names.".to_owned());
    let server = docs::attributes(&docs::join([vec![server], more.into_iter().collect()]));
    let methods: Vec<TokenStream> = context
        .api
        .security_schemes
        .iter()
        .zip(&context.names.credentials)
        .map(|(scheme, name)| credential(scheme, name))
        .collect();
    let user_agent = literal::text(&format!("{}/{}", context.config.name, context.config.version));
    let mut items = Vec::new();
    if methods.is_empty() {
        items.push(quote!(
            use crate::runtime::{Client, ClientBuilder};
        ));
    } else {
        items.push(quote!(
            use secrecy::SecretString;
        ));
        items.push(quote!(
            use crate::runtime::{Client, ClientBuilder, Credential};
        ));
    }
    items.push(quote! {
        impl Client {
            #server
            pub fn builder() -> ClientBuilder {
                ClientBuilder::new(#base_url, #user_agent)
            }
        }
    });
    if !methods.is_empty() {
        items.push(quote!(impl ClientBuilder { #(#methods)* }));
    }
    File::rust("src/client.rs", Rust { items, ..Rust::default() })
}

impl Context<'_> {
    /// The URL of the first server, where it is one that can be sent to.
    pub(super) fn base_url(&self) -> Option<String> {
        self.api.servers.first().filter(|server| servers::is_absolute(server)).map(Server::default_url)
    }
}

fn credential(scheme: &SecurityScheme, name: &Snake) -> TokenStream {
    let wire = literal::text(&scheme.name);
    let about = scheme.description.as_deref().map(docs::markdown).unwrap_or_default();
    let place = match &scheme.kind {
        SecurityKind::Bearer => "Sent as `Authorization: Bearer`.".to_owned(),
        SecurityKind::Basic => "Sent as `Authorization: Basic`.".to_owned(),
        SecurityKind::Header(header) => format!("Sent in the header {}.", super::types::code(header)),
        SecurityKind::Query(parameter) => format!("Sent in the query parameter {}.", super::types::code(parameter)),
        SecurityKind::Cookie(cookie) => format!("Sent in the cookie {}.", super::types::code(cookie)),
    };
    let about = docs::attributes(&docs::join([about, vec![place]]));
    let key = quote!(key: impl Into<SecretString>);
    let (arguments, value) = match &scheme.kind {
        SecurityKind::Bearer => (quote!(token: impl Into<SecretString>), quote!(Credential::Bearer(token.into()))),
        SecurityKind::Basic => (
            quote!(username: impl Into<String>, password: impl Into<SecretString>),
            quote!(Credential::Basic { username: username.into(), password: password.into() }),
        ),
        SecurityKind::Header(name) => {
            let name = literal::text(name);
            (key, quote!(Credential::Header(#name, key.into())))
        }
        SecurityKind::Query(name) => {
            let name = literal::text(name);
            (key, quote!(Credential::Query(#name, key.into())))
        }
        SecurityKind::Cookie(name) => {
            let name = literal::text(name);
            (key, quote!(Credential::Cookie(#name, key.into())))
        }
    };
    quote! {
        #about
        pub fn #name(self, #arguments) -> Self {
            self.credential(#wire, #value)
        }
    }
}

/// The name of the method that sets the first credential, for examples.
pub(super) fn first_credential(context: Context<'_>) -> Option<(&Snake, bool)> {
    let scheme = context.api.security_schemes.first()?;
    let name = context.names.credentials.first()?;
    Some((name, scheme.kind == SecurityKind::Basic))
}
