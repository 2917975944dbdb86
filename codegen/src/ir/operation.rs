//! Operations, and how their callers are known.

use std::collections::HashSet;

use crate::ir::{Docs, Pagination, Server, Type};
use crate::source::Pointer;

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is what it says")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    Trace,
    /// Any other, as HTTP writes it.
    Other(String),
}

impl Method {
    /// As HTTP writes it.
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

/// A method on a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// Its `operationId`.
    pub id: Option<String>,
    /// Its method.
    pub method: Method,
    /// Its path as the document has it, such as `/pets/{petId}`: with its method, what tells it from others.
    pub path: String,
    /// What is sent of its path: without a fragment, and perhaps with a query, as in `/messages?beta=true`.
    pub template: String,
    /// The groups it belongs to.
    pub tags: Vec<String>,
    /// What is said about it; the title is its summary.
    pub docs: Docs,
    /// Its parameters: those of the path as the path has them, then the others as the document has them.
    pub parameters: Vec<Parameter>,
    /// Its request body.
    pub body: Option<Body>,
    /// Its answers, by status.
    pub responses: Vec<Response>,
    /// How it is asked for the next page, where it lists what comes in pages.
    pub pagination: Option<Pagination>,
    /// The requests that the API may make in turn.
    pub callbacks: Vec<Callback>,
    /// The server it has of its own, where that is not the API's.
    pub server: Option<Server>,
    /// The credentials it needs: alternatives, each of schemes that are needed together.
    pub security: Vec<Vec<String>>,
    /// The scopes that a token has to have: alternatives, each of scopes that are needed together; none where no
    /// alternative asks for any.
    pub scopes: Vec<Vec<String>>,
}

impl Operation {
    /// Whether the settings mean it by `key`: its `operationId`, or its method and path.
    pub fn is_meant_by(&self, key: &str) -> bool {
        self.id.as_deref() == Some(key) || key.split_once(' ') == Some((self.method.as_str(), &self.path))
    }

    /// The answers that are successes. Where none is listed, `default` is the success that is described.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        let none = !self.responses.iter().any(|response| response.status.is_success() && !response.is_implied);
        self.responses
            .iter()
            .filter(move |response| response.status.is_success() || (none && response.status == Status::Default))
    }

    /// The headers of its successes, by name: each as the first of them has it, and required where all require it.
    pub fn headers(&self) -> Vec<Header> {
        let required = |response: &Response| -> HashSet<String> {
            let required = response.headers.iter().filter(|header| header.required);
            required.map(|header| header.name.to_ascii_lowercase()).collect()
        };
        let listed = self.successes().filter(|response| !response.is_implied);
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

    /// The answers that are failures: all others, `default` among them in any case.
    pub fn failures(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| !response.status.is_success())
    }
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Where it stands in the document; nowhere where it is only in the path.
    pub pointer: Option<Pointer>,
    /// Its name as it is sent.
    pub name: String,
    /// Where it is sent.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// Whether each item or member is written on its own.
    pub explode: bool,
    /// Whether it has to be given.
    pub required: bool,
    /// The one value that it can have, where it has to be given: text, a number or a truth value.
    pub constant: Option<serde_json::Value>,
    /// Whether characters that have a meaning in URLs are left as they are.
    pub allow_reserved: bool,
    /// Its type.
    pub ty: Type,
    /// What is said about it.
    pub docs: Docs,
}

impl Parameter {
    /// The text of the one value that it can have, where it is not JSON: an integral number has no fraction.
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

    /// Text in the path, of which nothing is known but its name.
    pub fn in_path(name: String) -> Self {
        Self {
            pointer: None,
            name,
            location: Location::Path,
            style: Style::Simple,
            explode: false,
            required: true,
            constant: None,
            allow_reserved: false,
            ty: Type::String,
            docs: Docs::default(),
        }
    }
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is what it says")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a parameter is written.
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
    /// A cookie, as it is.
    Cookie,
    /// The whole query string, as JSON text.
    Whole,
    /// As JSON text, as a parameter with `content` is.
    Json,
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// What it may be: one, or several to choose from, the most usual first.
    pub contents: Vec<BodyContent>,
    /// Whether it has to be given.
    pub required: bool,
    /// What is said about it.
    pub docs: Docs,
}

/// A media type of a request body, and what is sent as it.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyContent {
    /// The media type.
    pub media_type: String,
    /// What is sent.
    pub kind: BodyKind,
}

/// What is sent as a request body.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyKind {
    /// JSON of this type.
    Json(Type),
    /// The items of this list as JSON, one after the other.
    Lines(Type),
    /// The members of this type as `name=value` pairs.
    Form(Type, Vec<Encoding>),
    /// The members of this type as parts.
    Multipart(Type, Vec<Encoding>),
    /// The one value of this type as text, without the quotes of JSON.
    Plain(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

impl BodyContent {
    /// The type that is sent, where it has one of the API's.
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

/// How a member of a form is written, where it is not as usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The member's name.
    pub name: String,
    /// Its style, and whether each item or member is written on its own.
    pub style: Option<(Style, bool)>,
    /// Whether characters that have a meaning in URLs are left as they are, but for those that separate pairs.
    pub allow_reserved: bool,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its place among the parts, where their order counts.
    pub place: Option<usize>,
}

/// A documented response: of an error response that may have bodies of several types, one of these.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// For which status.
    pub status: Status,
    /// Its place among the bodies of the status.
    pub index: usize,
    /// Whether the document describes it only by a status that stands for several.
    pub is_implied: bool,
    /// The key of its body in the document, and the keys of bodies that are the same.
    pub keys: Vec<String>,
    /// What is said about it.
    pub description: Option<String>,
    /// Its body.
    pub content: Content,
    /// The media type of its body, where it has one that is no range.
    pub media_type: Option<String>,
    /// The range of media types of its body, where that is not JSON.
    pub range: Option<String>,
    /// Its headers, by name.
    pub headers: Vec<Header>,
    /// What can be called next with what it says, by name.
    pub links: Vec<Link>,
    /// What else its body may be, for who asks for it.
    pub others: Vec<(String, Content)>,
}

/// A request that the API makes in turn, to a URL that the caller gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Callback {
    /// Its name.
    pub name: String,
    /// The expression of its URL.
    pub url: String,
    /// Its method.
    pub method: Method,
    /// The type of its body.
    pub body: Option<Type>,
}

/// A request that the API makes on its own, to a URL that is agreed on elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// Its name.
    pub name: String,
    /// Its method.
    pub method: Method,
    /// The type of its body.
    pub body: Option<Type>,
    /// What is said about it.
    pub docs: Docs,
}

/// An operation that can be called next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// The operation, by its id or by a reference.
    pub operation: String,
    /// Parameters, and the expressions or values that they take.
    pub parameters: Vec<(String, String)>,
    /// What is said about it.
    pub description: Option<String>,
}

/// A header of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// Its type.
    pub ty: Type,
    /// Whether it is JSON text; otherwise it is written in the style `simple`.
    pub is_json: bool,
    /// Whether the properties of an object are written as `name=value`.
    pub explode: bool,
    /// Whether every such answer has it.
    pub required: bool,
    /// What is said about it.
    pub docs: Docs,
}

/// A status, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// This one.
    Code(u16),
    /// All of a hundred: 2 is 200 to 299.
    Range(u16),
    /// All that the others leave.
    Default,
}

impl Status {
    /// Whether an answer of this status is a success: neither redirect nor error.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// None.
    Empty,
    /// JSON of this type.
    Json(Type),
    /// Server-sent events with data of this type.
    Events(Type),
    /// JSON of this type, any number of times.
    Lines(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

impl Content {
    /// The type that it is of, where that is one of the API's.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) | Self::Events(ty) | Self::Lines(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes => None,
        }
    }

    /// Whether it is read as it arrives.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Events(_) | Self::Lines(_))
    }
}

/// A kind of credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: String,
    /// What it is.
    pub kind: SecurityKind,
    /// Where tokens are got by the flow of client credentials.
    pub token_url: Option<String>,
    /// What is said about it, in Markdown.
    pub description: Option<String>,
}

/// What a credential is and where it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// A bearer token, also from OAuth 2.0 or OpenID Connect.
    Bearer,
    /// A user name and a password.
    Basic,
    /// Any other scheme of HTTP, by its name.
    Http(String),
    /// A key in a header of this name.
    Header(String),
    /// A key in a query parameter of this name.
    Query(String),
    /// A key in a cookie of this name.
    Cookie(String),
}
