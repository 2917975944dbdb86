//! Styles that OpenAPI 3.0 does not allow in their location.

use serde_json::Value;

use crate::extension::Extension;
use crate::source::Node;

/// A style of a parameter or an encoding.
///
/// Source: OpenAPI 2.0, Parameter Object (`collectionFormat`); OpenAPI 3.2.0, section 4.12 (`style: cookie`,
/// `in: querystring`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherStyle {
    TabDelimited,
    SpaceDelimited,
    PipeDelimited,
    Cookie,
    QueryString,
}

/// The style that serializes an array or an object into one part of a multipart body.
///
/// Source: OpenAPI 3.1.1, section 4.8.15.1.2; OpenAPI 2.0, Parameter Object (`collectionFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joined {
    Form,
    By(OtherStyle),
}

impl OtherStyle {
    const ALL: [(Self, &'static str); 5] = [
        (Self::TabDelimited, "tabDelimited"),
        (Self::SpaceDelimited, "spaceDelimited"),
        (Self::PipeDelimited, "pipeDelimited"),
        (Self::Cookie, "cookie"),
        (Self::QueryString, "querystring"),
    ];

    fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(style, _)| *style == self).map_or("", |(_, name)| name)
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(style, _)| style)
    }
}

impl Extension for OtherStyle {
    const NAME: &'static str = "x-oasmith-style";

    fn to_node(&self) -> Node {
        Node::String(self.as_str().to_owned())
    }

    fn from_json(value: &Value) -> Option<Self> {
        Self::parse(value.as_str()?)
    }
}

impl Extension for Joined {
    const NAME: &'static str = "x-oasmith-joined";

    fn to_node(&self) -> Node {
        Node::String(match self {
            Self::Form => "form".to_owned(),
            Self::By(style) => style.as_str().to_owned(),
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        match value.as_str()? {
            "form" => Some(Self::Form),
            other => OtherStyle::parse(other).map(Self::By),
        }
    }
}
