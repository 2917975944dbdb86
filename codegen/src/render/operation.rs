//! Operations, one file per group. A method passes the operation's data to the runtime, which sends the request.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use oasmith_runtime::media_type::MediaType;

use crate::ir::{Content, Location, Parameter, Response, Style};
use crate::name::{Ident as _, Snake};
use crate::render::imports::Scope;
use crate::render::style::builder_method;
use crate::render::{constraints, docs, literal, outcome, style, types};
use crate::surface::{Method, RequestBody, ResponseSet};

impl Method<'_> {
    /// Returns the documentation of the operation's callbacks.
    fn callbacks(&self) -> Vec<String> {
        let each = self.operation.callbacks.iter().flat_map(|callback| {
            let request = types::code(&format!("{} {}", callback.method.as_str(), callback.url));
            let body = callback.body.as_ref().map(|ty| format!(" with `{}`", self.context.spell(ty)));
            docs::wrapped(&format!("* {}: {request}{}", types::code(&callback.name), body.unwrap_or_default()))
        });
        let mut lines: Vec<String> = each.collect();
        if !lines.is_empty() {
            lines.splice(0..0, ["Callbacks that the API may send:".to_owned(), String::new()]);
        }
        lines
    }

    pub(super) fn method(&self, scope: Scope<'_>) -> TokenStream {
        let Self { operation, name, success, failure, .. } = self;
        let (method, path) = (&name.method, literal::text(&operation.template));
        let verb = match &operation.method {
            crate::ir::Method::Other(name) => {
                let (method, name) = (scope.runtime("method"), literal::text(name));
                quote!(#method(#name))
            }
            known => {
                let (ty, name) = (scope.import("reqwest", "Method"), quote::format_ident!("{}", known.as_str()));
                quote!(#ty::#name)
            }
        };
        let about = docs::attributes(&self.docs());
        let deprecated = operation.docs.deprecated.then(|| quote!(#[deprecated]));
        let body = self.required_body();
        let (arguments, many) = (self.arguments(scope), self.too_many_arguments());
        let generics = body.as_ref().and_then(RequestBody::generics);
        let setters = self.required().map(|(parameter, name)| scope.set(parameter, name));
        let constants = operation.parameters.iter().filter_map(|parameter| scope.set_constant(parameter));
        let security = self.security();
        let server = operation.server.as_ref().map(|server| {
            let url = literal::text(&server.default_url());
            quote!(.server(#url))
        });
        let accept = accept([success, failure]).map(|accept| quote!(.accept(#accept)));
        let body = body.map(|body| body.step(scope, &name.body));
        let open = success.open().map(|statuses| quote!(.open(#statuses)));
        let decoder = outcome::decoder(scope, success, failure);
        let builder = scope.runtime("RequestBuilder");
        let call = quote! {
            #builder::new(self.client, #verb, PATH)
                #server #(#setters)* #(#constants)* #security #accept #open #body
                .decode(#decoder)
        };
        let output = &name.call;
        let call = if self.has_own_call() { quote!(#output(#call)) } else { call };
        quote! {
            #about #deprecated #many
            pub fn #method #generics(&self #arguments) -> #output {
                const PATH: &str = #path;
                #call
            }
        }
    }

    /// Returns the arguments of the method, each after a comma.
    pub(super) fn arguments(&self, scope: Scope<'_>) -> TokenStream {
        let arguments = self.required().map(|(parameter, name)| {
            let ty = scope.ty(&scope.argument(&parameter.ty));
            quote!(, #name: #ty)
        });
        let body = self.required_body().map(|body| {
            let (name, ty) = (&self.name.body, scope.ty(&body.argument()));
            quote!(, #name: #ty)
        });
        arguments.chain(body).collect()
    }

    /// Returns the attribute that allows more arguments than clippy does.
    pub(super) fn too_many_arguments(&self) -> Option<TokenStream> {
        let count = self.required().count() + usize::from(self.required_body().is_some()) + 1;
        (count > 7).then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the operation requires them")]))
    }

    /// Returns the type of the call, without setters.
    fn plain_call(&self, scope: Scope<'_>) -> TokenStream {
        let [success, failure] = [&self.success, &self.failure].map(|set| scope.ty(&set.ty(*scope)));
        let call = scope.runtime("Call");
        quote!(#call<#success, #failure>)
    }

    fn security(&self) -> Option<TokenStream> {
        let alternatives = &self.operation.security;
        if alternatives.iter().all(Vec::is_empty) {
            return None;
        }
        let each = alternatives.iter().map(|schemes| {
            let schemes = schemes.iter().map(|scheme| literal::text(scheme));
            quote!(&[#(#schemes),*])
        });
        Some(quote!(.security(&[#(#each),*])))
    }

    fn docs(&self) -> Vec<String> {
        let Self { context, operation, name, failure, .. } = self;
        let [success, _] = self.all();
        let about = types::doc_lines(&operation.docs);
        let request = vec![types::code(&format!("{} {}", operation.method.as_str(), operation.template))];
        let described = self.required().filter_map(|(parameter, name)| {
            let text = parameter.docs.description.as_deref().map(docs::line).unwrap_or_default();
            let constraints = constraints::sentence(&parameter.docs.constraints).unwrap_or_default();
            let space = if text.is_empty() || constraints.is_empty() { "" } else { " " };
            let text = format!("{text}{space}{constraints}");
            (!text.is_empty()).then(|| format!("* `{}`: {text}", name.as_str()))
        });
        let body = self.required_body().and_then(|it| {
            let text = docs::line(it.body.docs.description.as_deref()?);
            (!text.is_empty()).then(|| format!("* `{}`: {text}", name.body.as_str()))
        });
        let arguments: Vec<String> = described.chain(body).flat_map(|line| docs::wrapped(&line)).collect();
        docs::join([
            about,
            request,
            arguments,
            docs::scopes(&operation.scopes),
            success.others(*context),
            self.headers().docs(),
            success.links(),
            self.callbacks(),
            outcome::error_docs(failure, self.all()[1], *context),
            self.further_docs(),
        ])
    }

    /// Returns the types beside the group: enums over bodies, structs of headers, and calls with setters.
    pub(super) fn items(&self, scope: Scope<'_>) -> Vec<TokenStream> {
        let method = format!("[`{}::{}`]", self.group.ident.as_str(), self.name.method.as_str());
        let mut items = Vec::new();
        let [success, failure] = self.all();
        items.extend(success.item(scope, &method));
        items.extend(match self.shared_error {
            Some(shared) => Some(failure.alias(*scope, &method, shared)),
            None => failure.item(scope, &method),
        });
        items.extend(self.request_body().iter().flat_map(|body| body.items(scope, &method)));
        items.extend(self.headers().items(scope, &method));
        items.extend(self.call_type(scope, &method));
        items
    }

    /// Returns the documentation of the responses that the method does not return.
    fn further_docs(&self) -> Vec<String> {
        let Some(all) = &self.all else { return Vec::new() };
        let shown = [&self.success, &self.failure];
        let mut others = Vec::new();
        for (all, shown) in all.iter().zip(shown) {
            let is_shown = |it: &Response| shown.responses.iter().any(|shown| std::ptr::eq(*shown, it));
            others.extend(all.responses.iter().filter(|it| !is_shown(it)).map(|it| format!("`{}`", it.status)));
        }
        others.dedup();
        let call = self.name.call.as_str();
        docs::wrapped(&format!(
            "The document also describes the responses {}, which change the result. To decode them too, send \
             [`any_response`]({call}::any_response) of the call.",
            others.join(", ")
        ))
    }

    /// Returns the method that decodes all responses, if the call itself does not.
    fn any_response(&self, scope: Scope<'_>) -> Option<TokenStream> {
        let [success, failure] = self.all.as_ref()?;
        let call = scope.runtime("Call");
        let [body, error] = [success, failure].map(|set| scope.ty(&set.ty(*scope)));
        let open = success.open().map(|statuses| quote!(.open(#statuses)));
        // A call for the other responses alone may accept fewer media types.
        let accept = accept([success, failure]).map(|accept| quote!(.accept(#accept)));
        let with = (open.is_some() || accept.is_some()).then(|| quote!(.with(|builder| builder #accept #open)));
        let arms = outcome::arms(scope, success, failure);
        Some(quote! {
            /// Returns the call with a result that has the body of any response of the document.
            pub fn any_response(self) -> #call<#body, #error> {
                self.0 #with.decode_any(|response| match response.status() { #(#arms)* })
            }
        })
    }

    fn call_type(&self, scope: Scope<'_>, method: &str) -> Vec<TokenStream> {
        let ident = &self.name.call;
        let [success, failure] = [&self.success, &self.failure].map(|set| scope.ty(&set.ty(*scope)));
        let plain = self.plain_call(scope);
        if !self.has_own_call() {
            let about = docs::attributes(&[format!("A call of {method}: `.await` it.")]);
            return vec![quote!(#about pub type #ident = #plain;)];
        }
        let table = scope.runtime("call");
        let set = if self.has_options() { "set optional parameters, then " } else { "" };
        let about = docs::attributes(&[format!("A call of {method}: {set}`.await` it.")]);
        let setters = self.optional().map(|(parameter, name)| {
            let sent = parameter.constant_text().map(|value| {
                let value = types::code(&value);
                docs::wrapped(&format!("Without this setter, the call sends {value}."))
            });
            let about = docs::join([types::doc_lines(&parameter.docs), sent.unwrap_or_default()]);
            let about = docs::attributes(&about);
            let deprecated = parameter.docs.deprecated.then(|| quote!(#[deprecated]));
            let ty = scope.ty(&scope.argument(&parameter.ty));
            let set = scope.set(parameter, name);
            // A call has no method for a parameter in its path: only one with a value of the client has a setter.
            let set = if parameter.location == Location::Path { quote!(.with(|builder| builder #set)) } else { set };
            quote! {
                #about #deprecated
                pub fn #name(self, #name: #ty) -> Self {
                    Self(self.0 #set)
                }
            }
        });
        let body = self.optional_body().map(|it| {
            let mut about = types::doc_lines(&it.body.docs);
            if about.is_empty() {
                about.push("The request body.".to_owned());
            }
            let about = docs::attributes(&about);
            let (generics, ty) = (it.generics(), scope.ty(&it.argument()));
            let set = it.step(scope, &Snake::new("body"));
            quote! {
                #about
                pub fn body #generics(self, body: #ty) -> Self {
                    Self(self.0 #set)
                }
            }
        });
        let pages = self.page_methods(scope);
        let any = self.any_response(scope);
        vec![
            quote! {
                #about
                #[derive(Clone, Debug)]
                #[must_use = "a call does nothing unless awaited"]
                pub struct #ident(#plain);
            },
            quote!(impl #ident { #(#setters)* #body #(#pages)* #any }),
            quote!(#table! { #ident -> #success, #failure }),
        ]
    }
}

impl Scope<'_> {
    /// Returns the builder call that sets a parameter.
    fn set(self, parameter: &Parameter, name: &Snake) -> TokenStream {
        let reference = self.is_by_value(&parameter.ty).then(|| quote!(&));
        self.step(parameter, &quote!(#reference #name))
    }

    /// Returns the builder call that sets a parameter with a single allowed value.
    fn set_constant(self, parameter: &Parameter) -> Option<TokenStream> {
        let constant = parameter.constant.as_ref()?;
        // The text `null`: as a Rust value, null would omit the parameter.
        if constant.is_null() {
            let is_header = parameter.location == Location::Header;
            let style = if is_header { Style::Simple } else { Style::Form };
            return Some(self.step(&Parameter { style, explode: is_header, ..parameter.clone() }, &quote!("null")));
        }
        let is_json = matches!(parameter.style, Style::Json | Style::Whole) && !constant.is_string();
        let value = if is_json {
            let value = literal::json(constant);
            quote!(&#value)
        } else {
            // Outside of JSON, the client sends a number or a boolean as text.
            literal::text(&parameter.constant_text()?).to_token_stream()
        };
        Some(self.step(parameter, &value))
    }

    fn step(self, parameter: &Parameter, value: &TokenStream) -> TokenStream {
        let wire = literal::text(&parameter.name);
        let (method, takes_style) = builder_method(parameter);
        let method = quote::format_ident!("{method}");
        if !takes_style {
            return quote!(.#method(#wire, #value));
        }
        let (style, explode) = (style::style(self, parameter.style), parameter.explode);
        quote!(.#method(#wire, #value, #style, #explode))
    }
}

/// Returns the `Accept` header of a call that decodes these responses, unless they are JSON only. The media types of success
/// responses come first: servers that ignore weights pick the first one.
fn accept<'a>([success, failure]: [&ResponseSet<'a>; 2]) -> Option<proc_macro2::Literal> {
    // A raw body may have any media type that the response lists.
    let is_raw = |it: &&&Response| matches!(it.content, Content::Bytes | Content::Text);
    let named = |set: &ResponseSet<'a>| -> BTreeSet<&'a str> {
        let first = set.responses.iter().filter_map(|it| it.media_type.as_deref().or(it.range.as_deref()));
        let raw = set.responses.iter().filter(is_raw).flat_map(|it| &it.keys).map(|key| key.trim());
        first.chain(raw.filter(|key| is_listed(key))).collect()
    };
    let named: IndexSet<&str> = named(success).into_iter().chain(named(failure)).collect();
    let is_json = |name: &&str| MediaType::parse(name).is_some_and(|it| it.essence() == "application/json");
    let only_json = named.iter().all(is_json);
    if only_json && !(success.is_raw() || failure.is_raw()) {
        return None;
    }
    let mut all: Vec<&str> = named.into_iter().collect();
    if all.is_empty() || success.is_empty() {
        all.push("*/*");
    }
    Some(literal::text(&all.join(", ")))
}

/// Returns whether a key of `content` is a media type or media type range that a header can hold.
fn is_listed(key: &str) -> bool {
    key.bytes().all(|byte| matches!(byte, b' '..=b'~')) && MediaType::parse(key).is_some()
}
