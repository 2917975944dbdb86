//! The version that a document declares.
//!
//! Source: OpenAPI 3.0.4, section 4.7.1 (OpenAPI Object, `openapi`); OpenAPI 2.0, Swagger Object (`swagger`).

use crate::diagnostic::{Code, Diagnostics};
use crate::location::Pointer;
use crate::source::Node;

/// A supported version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// 2.0 (Swagger)
    V2,
    /// 3.0
    V3_0,
    /// 3.1
    V3_1,
    /// 3.2
    V3_2,
}

/// Returns the version of the document; `None` if it is not OpenAPI of a supported version.
pub(super) fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let place = Pointer::root();
    let Some(map) = root.as_object() else {
        diagnostics
            .error(Code::NotOpenapi, &place, format!("the document is {}, not an OpenAPI document", root.kind()))
            .help("an OpenAPI document is an object with the fields `openapi`, `info` and `paths`");
        return None;
    };
    let (field, version) = match (map.get("openapi"), map.get("swagger")) {
        (Some(openapi), _) => ("openapi", text(openapi)),
        (None, Some(swagger)) => ("swagger", text(swagger)),
        (None, None) => {
            diagnostics
                .error(
                    Code::NotOpenapi,
                    &place,
                    "the document has neither `openapi` nor `swagger`: it is not an OpenAPI document",
                )
                .help("declare the version, such as `openapi: 3.0.3`");
            return None;
        }
    };
    let minor = version.split('.').take(2).collect::<Vec<_>>().join(".");
    match minor.as_str() {
        "2.0" | "2" => Some(Version::V2),
        "3.0" | "3" => Some(Version::V3_0),
        "3.1" => Some(Version::V3_1),
        "3.2" => Some(Version::V3_2),
        _ => {
            diagnostics
                .error(
                    Code::UnsupportedVersion,
                    &place.join(field),
                    format!("oasmith does not support OpenAPI {version}"),
                )
                .help("use OpenAPI 2.0, 3.0, 3.1 or 3.2");
            None
        }
    }
}

/// Returns a version as text, even if YAML reads it as a number.
fn text(node: &Node) -> String {
    match node {
        Node::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}
