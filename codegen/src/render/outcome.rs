//! Responses of an operation: the types of success and error bodies, and the `match` over the status code.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Content, Response, Status, TextEvents, Type};
use crate::name::{Ident as _, Pascal};
use crate::render::imports::Scope;
use crate::render::{docs, literal, types};
use crate::surface::{Context, ResponseSet, RustType};

impl<'a> ResponseSet<'a> {
    /// Returns whether a body may be anything but JSON.
    pub(super) fn is_raw(&self) -> bool {
        (self.is_success && self.responses.is_empty())
            || self.responses.iter().any(|response| !matches!(response.content, Content::Json(_) | Content::Empty))
    }

    /// Returns a predicate for the status codes whose bodies are streamed.
    pub(super) fn open(&self) -> Option<TokenStream> {
        let open: Vec<&&Response> = self.responses.iter().filter(|response| response.content.is_stream()).collect();
        if open.is_empty() {
            return None;
        }
        let codes = open.iter().map(|response| match response.status {
            Status::Code(code) => Some(proc_macro2::Literal::u16_unsuffixed(code)),
            Status::Range(_) | Status::Default => None,
        });
        Some(match codes.collect::<Option<Vec<_>>>() {
            Some(codes) => quote!(|status| matches!(status, #(#codes)|*)),
            None => quote!(|status| status / 100 == 2),
        })
    }

    /// Returns the documentation of further media types of the responses.
    pub(super) fn others(&self, context: Context<'_>) -> Vec<String> {
        let all = self.responses.iter().flat_map(|response| &response.others);
        let mut lines: Vec<String> = all.map(|(media_type, content)| context.other(media_type, content)).collect();
        lines.dedup();
        if !lines.is_empty() {
            lines.splice(0..0, ["Further media types of the response:".to_owned(), String::new()]);
        }
        lines
    }

    /// Returns the documentation of links to other operations.
    pub(super) fn links(&self) -> Vec<String> {
        let links = self.responses.iter().flat_map(|response| &response.links);
        let mut lines: Vec<String> = links
            .flat_map(|link| {
                let operation = types::code(&link.operation);
                let with: Vec<String> = link
                    .parameters
                    .iter()
                    .map(|(name, value)| format!("{} of {}", types::code(name), types::code(value)))
                    .collect();
                let with = if with.is_empty() { String::new() } else { format!(", with {}", with.join(" and ")) };
                let about = link.description.as_deref().map(docs::line).unwrap_or_default();
                let about = if about.is_empty() { about } else { format!(": {about}") };
                docs::wrapped(&format!("* {operation}{with}{about}"))
            })
            .collect();
        lines.dedup();
        if !lines.is_empty() {
            lines.splice(0..0, ["Links of the response:".to_owned(), String::new()]);
        }
        lines
    }

    /// Returns the enum over the bodies, if they differ.
    pub(super) fn item(&self, scope: Scope<'_>, method: &str) -> Option<TokenStream> {
        if !self.is_enum() {
            return None;
        }
        let kind = if self.is_success { "a success response" } else { "an error response" };
        let about = format!("The body of {kind} of {method}.");
        let variants = self
            .responses
            .iter()
            .map(|it| self.variant_of(scope, it, it.description.as_deref(), &scope.content(&it.content)));
        Some(enumeration(&self.names.ident, &about, &variants.collect::<Vec<_>>(), self.is_data()))
    }

    /// Returns the re-export of the enum that the operation shares with others. Unlike a type alias, it lets callers import the
    /// variants as before another operation had these responses.
    pub(super) fn alias(&self, context: Context<'_>, method: &str, shared: &Pascal) -> TokenStream {
        let (ident, root) = (&self.names.ident, context.module());
        let about = docs::attributes(&[format!("The body of an error response of {method}.")]);
        quote!(#about pub use #root::errors::#shared as #ident;)
    }

    /// Returns the variant of a response with a body of this type.
    pub(super) fn variant_of(
        &self,
        scope: Scope<'_>,
        response: &Response,
        description: Option<&str>,
        ty: &RustType,
    ) -> TokenStream {
        let (name, about) = (self.variant(response), docs::attributes(&status_docs(response, description)));
        match &response.content {
            Content::Empty => quote!(#about #name,),
            _ => {
                let ty = scope.ty(ty);
                quote!(#about #name(#ty),)
            }
        }
    }

    /// Returns whether no body is a stream.
    pub(super) fn is_data(&self) -> bool {
        !self.responses.iter().any(|response| response.content.is_stream())
    }

    /// Returns the expression that decodes a response whose body is one of `responses`.
    fn decode_all(&self, scope: Scope<'_>, responses: &[&Response]) -> TokenStream {
        let [first, others @ ..] = responses else { return quote!(response.undocumented()) };
        let decode = self.decode(scope, first);
        let others: Vec<&&Response> = others.iter().filter(|other| !other.keys.is_empty()).collect();
        if others.is_empty() {
            return self.unless(first, &decode);
        }
        // The keys of the first, then those of the others in their order.
        let keys = [first].into_iter().chain(others.iter().copied()).flat_map(|response| &response.keys);
        let keys: Vec<_> = keys.map(|key| literal::text(key)).collect();
        let mut index = first.keys.len();
        let arms = others.into_iter().map(|other| {
            let indices = (index..index + other.keys.len()).map(proc_macro2::Literal::usize_unsuffixed);
            index += other.keys.len();
            let decode = self.decode(scope, other);
            quote!(#(#indices)|* => #decode,)
        });
        let arms: Vec<TokenStream> = arms.collect();
        quote!(match response.choose(&[#(#keys),*]) { #(#arms)* _ => #decode })
    }

    /// Returns `decode`, guarded against media types that another method decodes. A call without a body ignores any.
    fn unless(&self, response: &Response, decode: &TokenStream) -> TokenStream {
        if response.others.is_empty() || response.content == Content::Empty {
            return decode.clone();
        }
        let own = response.keys.iter().map(|key| literal::text(key));
        let others = response.others.iter().map(|(key, content)| {
            let (key, method) = (literal::text(key), literal::text(send_method(content)));
            quote!((#key, #method))
        });
        quote!(response.unless(&[#(#own),*], &[#(#others),*]).and_then(|response| #decode))
    }

    /// Returns the expression that decodes a response with this body.
    fn decode(&self, scope: Scope<'_>, response: &Response) -> TokenStream {
        let result = if self.is_success { quote!(Ok) } else { quote!(Err) };
        let variant = self.is_enum().then(|| {
            let (ident, variant) = (&self.names.ident, self.variant(response));
            quote!(#ident::#variant)
        });
        let method = match &response.content {
            Content::Events(_) | Content::Lines(_) => {
                let begin = begin(scope, response);
                return match variant {
                    Some(variant) => quote!(response.live(#begin, |body| #result(#variant(body)))),
                    None => quote!(response.live(#begin, #result)),
                };
            }
            Content::Json(_) => quote!(json),
            Content::Text if response.range.is_some() => quote!(text_or_json),
            Content::Text => quote!(text),
            Content::Bytes => quote!(bytes),
            Content::Empty => {
                let value = variant.unwrap_or_else(|| quote!(()));
                return quote!(response.empty(#result(#value)));
            }
        };
        let treatment = if let Content::Json(ty) = &response.content { scope.treatment(ty) } else { None };
        match (variant, treatment) {
            (Some(variant), None) => quote!(response.#method(|body| #result(#variant(body)))),
            (None, None) => quote!(response.#method(#result)),
            (Some(variant), Some(how)) => {
                quote!(response.#method(crate::runtime::scalar::#how::body(|body| #result(#variant(body)))))
            }
            (None, Some(how)) => quote!(response.#method(crate::runtime::scalar::#how::body(#result))),
        }
    }
}

/// Returns an enum over bodies, of which none is a stream if `is_data`.
pub(super) fn enumeration(ident: &Pascal, about: &str, variants: &[TokenStream], is_data: bool) -> TokenStream {
    let about = docs::attributes(&[about.to_owned()]);
    let derives = if is_data { quote!(Clone, Debug, PartialEq) } else { quote!(Debug) };
    quote!(#about #[derive(#derives)] #[non_exhaustive] pub enum #ident { #(#variants)* })
}

/// Returns the function that begins a stream.
fn begin(scope: Scope<'_>, response: &Response) -> TokenStream {
    let content = &response.content;
    if let Some(events) = &response.named_events {
        let (decode, names) = match events {
            TextEvents::Only(names) => (quote!(named), names),
            TextEvents::Except(names) => (quote!(named_text), names),
        };
        let (stream, names) = (scope.runtime("Events"), names.iter().map(|name| literal::text(name)));
        return quote!(|body| #stream::#decode(body, &[#(#names),*]));
    }
    let (stream, untreated) = match content {
        Content::Events(ty) if *scope.resolved(ty) == Type::String => (scope.runtime("Events"), quote!(text)),
        Content::Events(_) => (scope.runtime("Events"), quote!(json)),
        _ => (scope.runtime("JsonLines"), quote!(new)),
    };
    match content.ty().and_then(|ty| scope.treatment(ty)) {
        Some(how) => quote!(#stream::treated::<crate::runtime::scalar::#how>),
        None => quote!(#stream::#untreated),
    }
}

/// Returns the function that decodes a response: one of the runtime for the most common sets of responses, which the compiler
/// checks once, or else a closure.
pub(super) fn decoder(scope: Scope<'_>, success: &ResponseSet<'_>, failure: &ResponseSet<'_>) -> TokenStream {
    common_decoder(scope, success, failure).unwrap_or_else(|| {
        let arms = arms(scope, success, failure);
        quote!(|response| match response.status() { #(#arms)* })
    })
}

/// Returns the decoder of the runtime for one success response, and no error response or one JSON body for all.
fn common_decoder(scope: Scope<'_>, success: &ResponseSet<'_>, failure: &ResponseSet<'_>) -> Option<TokenStream> {
    let is_json = |content: &Content| matches!(content, Content::Json(ty) if scope.treatment(ty).is_none());
    let [only] = success.responses.as_slice() else { return None };
    let Status::Code(code) = only.status else { return None };
    let has_error = match failure.responses.as_slice() {
        [] => false,
        [error] if error.status == Status::Default && error.others.is_empty() && is_json(&error.content) => true,
        _ => return None,
    };
    if !only.others.is_empty() && only.content != Content::Empty {
        return None;
    }
    let (name, types) = match &only.content {
        Content::Empty => (if has_error { "empty_or_error" } else { "empty" }, quote!(_)),
        content if is_json(content) => (if has_error { "json_or_error" } else { "json" }, quote!(_, _)),
        _ => return None,
    };
    let code = proc_macro2::Literal::u16_unsuffixed(code);
    let (decode, name) = (scope.runtime("decode"), quote::format_ident!("{name}"));
    Some(quote!(#decode::#name::<#code, #types>))
}

/// Returns the arms of the `match` over the status code of a response.
pub(super) fn arms(scope: Scope<'_>, success: &ResponseSet<'_>, failure: &ResponseSet<'_>) -> Vec<TokenStream> {
    let decode = |set: &ResponseSet<'_>, status: Status| {
        let of: Vec<&Response> = set.responses.iter().copied().filter(|it| it.status == status).collect();
        set.decode_all(scope, &of)
    };
    let listed = |set: &ResponseSet<'_>| -> Vec<(Status, TokenStream)> {
        let first = set.responses.iter().filter(|response| response.index == 0 && response.status != Status::Default);
        first.map(|response| (response.status, decode(set, response.status))).collect()
    };
    let default = |set: &ResponseSet<'_>| {
        let has = set.responses.iter().any(|response| response.status == Status::Default);
        has.then(|| decode(set, Status::Default))
    };
    let mut statuses: Vec<(Status, TokenStream)> = listed(success).into_iter().chain(listed(failure)).collect();
    statuses.sort_by_key(|(status, _)| *status);
    let has = |code: u16| success.responses.iter().any(|it| it.status == Status::Code(code));
    // Status 205 has no body either: if the document describes `2XX` or `default`, 205 is decoded like 204.
    let is_alike =
        !has(205) && success.responses.iter().any(|it| matches!(it.status, Status::Range(_) | Status::Default));
    let knows_all_2xx = statuses.iter().any(|(status, _)| *status == Status::Range(2));
    let mut arms: Vec<TokenStream> = statuses
        .into_iter()
        .map(|(status, decode)| {
            let pattern = if status == Status::Code(204) && is_alike { quote!(204 | 205) } else { pattern(status) };
            quote!(#pattern => #decode,)
        })
        .collect();
    let other_success = if success.responses.is_empty() {
        Some(quote!(response.bytes(Ok)))
    } else {
        // If the document describes a success response, `default` is an error response and not another success.
        default(success).or_else(|| default(failure).map(|_| quote!(response.undocumented())))
    };
    if let (Some(decode), false) = (other_success, knows_all_2xx) {
        arms.push(quote!(_ if response.class() == 2 => #decode,));
    }
    let rest = default(failure).unwrap_or_else(|| quote!(response.undocumented()));
    arms.push(quote!(_ => #rest,));
    arms
}

/// Returns the pattern of a status code, a range (`2XX`) or `default`.
fn pattern(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(hundred) => {
            let hundred = proc_macro2::Literal::u16_unsuffixed(hundred);
            quote!(_ if response.class() == #hundred)
        }
        Status::Default => quote!(_),
    }
}

fn status_docs(response: &Response, description: Option<&str>) -> Vec<String> {
    let status = match response.status {
        Status::Default => "Any other status".to_owned(),
        status => format!("Status {status}"),
    };
    let key = response.keys.first().filter(|_| response.index > 0);
    let status = key.map_or(status.clone(), |key| format!("{status} as {}", types::code(key)));
    docs::with_lead(&status, description.unwrap_or_default())
}

/// Returns the method of a call that requests and decodes another media type.
fn send_method(content: &Content) -> &'static str {
    match content {
        Content::Json(_) => "send_as",
        Content::Events(_) => "send_events",
        Content::Lines(_) => "send_lines",
        Content::Empty | Content::Text | Content::Bytes => "send_raw",
    }
}

/// Returns the section `Errors` of the documentation of an operation that decodes the error responses `failure`, of `all`.
pub(super) fn error_docs(failure: &ResponseSet<'_>, all: &ResponseSet<'_>, context: Context<'_>) -> Vec<String> {
    let mut lines = vec!["# Errors".to_owned(), String::new()];
    if failure.is_empty() {
        let subject = if all.is_empty() { "The document describes" } else { "This method decodes" };
        lines.push(format!("{subject} no error responses. See [`Error`](crate::Error) for all kinds of failure."));
        return lines;
    }
    let ty = if failure.is_enum() {
        failure.names.ident.as_str().to_owned()
    } else {
        failure.responses.first().map(|response| context.link_content(&response.content)).unwrap_or_default()
    };
    let statuses: Vec<String> = failure
        .responses
        .iter()
        .filter(|response| response.index == 0)
        .map(|response| match response.status {
            Status::Default if failure.responses.len() > 1 => "any other status".to_owned(),
            Status::Default => "any status".to_owned(),
            status => status.to_string(),
        })
        .collect();
    lines.push("[`Error::Api`](crate::Error::Api) with the body of an error response:".to_owned());
    lines.push(String::new());
    let ty = if failure.is_enum() { format!("[`{ty}`]") } else { ty };
    lines.push(format!("* {ty} for {}.", statuses.join(", ")));
    lines.push(String::new());
    lines.extend(undecoded(failure, context));
    lines.push("See [`Error`](crate::Error) for all other kinds of failure.".to_owned());
    lines
}

/// Returns the documentation of the bodies of error responses that the method decodes without a body.
fn undecoded(failure: &ResponseSet<'_>, context: Context<'_>) -> Vec<String> {
    let all = failure.responses.iter().flat_map(|response| response.others.iter().map(|it| (response.status, it)));
    let each = all.map(|(status, (media_type, content))| {
        format!("* `{}` for {status}, in {}", context.spell_content(content), types::code(media_type))
    });
    let mut lines: Vec<String> = each.collect();
    if !lines.is_empty() {
        let lead = "[`body_bytes`](crate::Error::body_bytes) returns bodies that this method does not decode:";
        lines.splice(0..0, [lead.to_owned(), String::new()]);
        lines.push(String::new());
    }
    lines
}

impl Context<'_> {
    /// Returns the list item of a further media type, with the method that requests it.
    fn other(self, media_type: &str, content: &Content) -> String {
        let by = send_method(content);
        let ty = content.ty().map(|ty| format!(" with `{}`", self.spell(ty))).unwrap_or_default();
        format!("* {}, by [`{by}`](crate::Call::{by}){ty}.", types::code(media_type))
    }

    fn link_content(self, content: &Content) -> String {
        match content {
            Content::Json(crate::ir::Type::Ref(id)) => {
                let name = self.names.of(*id).ident.as_str();
                format!("[`{name}`](types::{name})")
            }
            other => format!("`{}`", self.spell_content(other)),
        }
    }
}
