//! Operations: parameters, bodies, callbacks and webhooks.

use std::collections::HashSet;

use crate::ir::{Docs, Header, Pagination, Response, Server, Status, Type};
use crate::location::Pointer;

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are HTTP's")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    Trace,
    /// Any other method.
    Other(String),
}

impl Method {
    /// Returns the method as in a request.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
            Self::Other(name) => name,
        }
    }
}

/// An operation: a method on a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The location in the document.
    pub pointer: Pointer,
    /// The `operationId`.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path in the document, such as `/pets/{petId}`; with the method, it identifies the operation.
    pub path: String,
    /// The path that the client sends: without a fragment, and perhaps with a query, as in `/messages?beta=true`.
    pub template: String,
    /// The tags.
    pub tags: Vec<String>,
    /// The documentation; the title is the summary.
    pub docs: Docs,
    /// The parameters: those of the path in the order of the path, then the others in the order of the document.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses, by status.
    pub responses: Vec<Response>,
    /// Whether `default` is a success response too: the document describes no other, or did not in the existing crate.
    pub default_succeeds: bool,
    /// The pagination, if the operation returns pages; found by `analyze`.
    pub pagination: Option<Pagination>,
    /// The callbacks.
    pub callbacks: Vec<Callback>,
    /// The operation's own server, unless it is the API's.
    pub server: Option<Server>,
    /// The security requirements: alternatives, each of schemes that are required together.
    pub security: Vec<Vec<String>>,
    /// The scopes that a token needs: alternatives, each of scopes that are required together.
    pub scopes: Vec<Vec<String>>,
}

impl Operation {
    /// Returns whether `key` of a setting names the operation, by `operationId` or by method and path.
    pub fn is_meant_by(&self, key: &str) -> bool {
        self.id.as_deref() == Some(key) || key.split_once(' ') == Some((self.method.as_str(), &self.path))
    }

    /// Returns the success responses.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        let is_default = |it: &Response| self.default_succeeds && it.status == Status::Default;
        self.responses.iter().filter(move |it| it.status.is_success() || is_default(it))
    }

    /// Returns the headers of the success responses, by name: each as in the first response that has it, and required if
    /// all require it.
    pub fn headers(&self) -> Vec<Header> {
        self.headers_required_by(&self.successes().collect::<Vec<_>>())
    }

    /// Returns the headers of the success responses, by name: each as in the first response that has it, and required if
    /// all of these responses require it.
    pub(crate) fn headers_required_by(&self, responses: &[&Response]) -> Vec<Header> {
        let required = |response: &&Response| -> HashSet<String> {
            let required = response.headers.iter().filter(|header| header.required);
            required.map(|header| header.name.to_ascii_lowercase()).collect()
        };
        let listed = responses.iter().filter(|response| !response.is_implied);
        let required: Vec<HashSet<String>> = listed.map(required).collect();
        let (mut headers, mut seen): (Vec<Header>, HashSet<String>) = (Vec::new(), HashSet::new());
        for header in self.successes().flat_map(|response| &response.headers) {
            let name = header.name.to_ascii_lowercase();
            let is_required = required.iter().all(|required| required.contains(&name));
            if seen.insert(name) {
                headers.push(Header { required: is_required, ..header.clone() });
            }
        }
        headers.sort_by(|a, b| a.name.cmp(&b.name));
        headers
    }

    /// Returns the error responses: all others, and always `default`.
    pub fn failures(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| !response.status.is_success())
    }
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The location in the document; `None` for a parameter that only the path names.
    pub pointer: Option<Pointer>,
    /// The name in requests.
    pub name: String,
    /// The location in requests.
    pub location: Location,
    /// The style.
    pub style: Style,
    /// Whether each item or property is serialized on its own (`explode`).
    pub explode: bool,
    /// Whether it is required.
    pub required: bool,
    /// The only value that its schema allows.
    pub only_value: Option<serde_json::Value>,
    /// The value that the client sends by itself in the existing crate.
    pub existing_constant: Option<serde_json::Value>,
    /// The value that the client sends by itself, because a required parameter allows no other; found by `analyze`. If the
    /// parameter is optional, it allowed no other in the existing crate, and a setter replaces the value.
    pub constant: Option<serde_json::Value>,
    /// Whether reserved characters are sent unescaped (`allowReserved`).
    pub allow_reserved: bool,
    /// The type.
    pub ty: Type,
    /// The documentation.
    pub docs: Docs,
}

impl Parameter {
    /// Returns whether only the client sets it.
    pub fn is_fixed(&self) -> bool {
        self.required && self.constant.is_some()
    }

    /// Returns the text of the only value outside of JSON, integral numbers without a fraction.
    pub fn constant_text(&self) -> Option<String> {
        Some(match self.constant.as_ref()? {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
                Some(float) if float.fract() == 0.0 && float.abs() < 1e21 => float.to_string(),
                _ => number.to_string(),
            },
            other => other.to_string(),
        })
    }

    /// Returns a string parameter for an undescribed template of the path.
    pub fn in_path(name: String) -> Self {
        Self {
            pointer: None,
            name,
            location: Location::Path,
            style: Style::Simple,
            explode: false,
            required: true,
            only_value: None,
            existing_constant: None,
            constant: None,
            allow_reserved: false,
            ty: Type::String,
            docs: Docs::default(),
        }
    }
}

/// The location of a parameter (`in`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are HTTP's")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// The style of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are OpenAPI's")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    /// OpenAPI 2.0's `tsv`.
    TabDelimited,
    DeepObject,
    /// A cookie without percent-encoding.
    Cookie,
    /// JSON text as the whole query string.
    Whole,
    /// Text as the whole query string.
    WholeText,
    /// JSON text, for a parameter with `content`.
    Json,
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// The media types: one, or several to choose from, the most usual first.
    pub contents: Vec<BodyContent>,
    /// Whether it is required.
    pub required: bool,
    /// The documentation.
    pub docs: Docs,
}

/// A media type of a request body, and its content.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyContent {
    /// The media type.
    pub media_type: String,
    /// The content.
    pub kind: BodyKind,
}

/// The content of a request body.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyKind {
    /// JSON of this type.
    Json(Type),
    /// JSON lines of this list's items.
    Lines(Type),
    /// The properties of this type as `name=value` pairs.
    Form(Type, Vec<Encoding>),
    /// The properties of this type as parts.
    Multipart(Type, Vec<Encoding>),
    /// A value of this type as text, without the quotes of JSON.
    Plain(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

impl BodyContent {
    /// Returns the type of the content, if it has one.
    pub fn ty(&self) -> Option<&Type> {
        match &self.kind {
            BodyKind::Json(ty)
            | BodyKind::Lines(ty)
            | BodyKind::Form(ty, _)
            | BodyKind::Multipart(ty, _)
            | BodyKind::Plain(ty) => Some(ty),
            BodyKind::Text | BodyKind::Bytes => None,
        }
    }
}

/// The encoding of a form's property, if it is not the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The name of the property.
    pub name: String,
    /// The style, and whether it is exploded.
    pub style: Option<(Style, bool)>,
    /// Whether reserved characters are sent unescaped, except those that separate pairs.
    pub allow_reserved: bool,
    /// The media type.
    pub media_type: Option<String>,
    /// The position among the parts, if their order counts.
    pub place: Option<usize>,
}

/// A callback: a request that the API sends to a URL from the caller.
#[derive(Clone, Debug, PartialEq)]
pub struct Callback {
    /// The name.
    pub name: String,
    /// The runtime expression of the URL.
    pub url: String,
    /// The method.
    pub method: Method,
    /// The type of its body.
    pub body: Option<Type>,
}

/// A webhook: a request that the API sends to a URL that users configure elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// The location in the document.
    pub pointer: Pointer,
    /// The name.
    pub name: String,
    /// The method.
    pub method: Method,
    /// The type of its body.
    pub body: Option<Type>,
    /// The documentation.
    pub docs: Docs,
}
