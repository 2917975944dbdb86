//! Responses: their statuses, bodies, headers and links.

use std::fmt;

use crate::ir::{Docs, Type};
use crate::location::Pointer;

/// A documented response. An error response with bodies of several types becomes one response for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The status.
    pub status: Status,
    /// The index among the bodies of the status.
    pub index: usize,
    /// Whether the document describes it only by a range of statuses.
    pub is_implied: bool,
    /// The key of the body in `content`, and the keys of equal bodies.
    pub keys: Vec<String>,
    /// The description.
    pub description: Option<String>,
    /// The body.
    pub content: Content,
    /// The events whose data is text, if the events of the body are objects with their name and their data.
    pub named_events: Option<TextEvents>,
    /// The media type of the body, unless it is a range.
    pub media_type: Option<String>,
    /// The media type range of the body, unless it is JSON.
    pub range: Option<String>,
    /// The headers, by name.
    pub headers: Vec<Header>,
    /// The links, by name.
    pub links: Vec<Link>,
    /// Further media types that callers can request, with their contents.
    pub others: Vec<(String, Content)>,
}

/// Returns whether the bodies of responses differ, so that their type is an enum.
pub(crate) fn have_different_bodies(responses: &[&Response]) -> bool {
    responses.windows(2).any(|pair| pair[0].content != pair[1].content || pair[1].index > 0)
}

/// The server-sent events whose data is text; the data of others is JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextEvents {
    /// Those with these names.
    Only(Vec<String>),
    /// All but those with these names.
    Except(Vec<String>),
}

/// A link to another operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The name.
    pub name: String,
    /// The operation, by its id or by a reference.
    pub operation: String,
    /// The parameters, with their values or runtime expressions.
    pub parameters: Vec<(String, String)>,
    /// The description.
    pub description: Option<String>,
}

/// A header of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The name.
    pub name: String,
    /// The location in the document.
    pub pointer: Pointer,
    /// The type.
    pub ty: Type,
    /// Whether it is JSON text; otherwise its style is `simple`.
    pub is_json: bool,
    /// The separator of the items of a list, if it is not a comma.
    pub separator: Option<char>,
    /// Whether the properties of an object are serialized as `name=value`.
    pub explode: bool,
    /// Whether every such response has it.
    pub required: bool,
    /// The documentation.
    pub docs: Docs,
}

/// A status code, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// A range: 2 is 200 to 299 (`2XX`).
    Range(u16),
    /// All others (`default`).
    Default,
}

impl Status {
    /// Returns whether it is a success status code (2xx).
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }
}

/// The key of the status in a document: `200`, `2XX`, `default`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(hundred) => write!(f, "{hundred}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// No body.
    Empty,
    /// JSON of this type.
    Json(Type),
    /// Server-sent events with data of this type.
    Events(Type),
    /// JSON lines of this type.
    Lines(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

impl Content {
    /// Returns the type of the body, if it has one.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) | Self::Events(ty) | Self::Lines(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes => None,
        }
    }

    /// Returns whether the body is streamed.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Events(_) | Self::Lines(_))
    }
}
