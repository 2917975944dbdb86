//! Which version of OpenAPI a document says it is.
//!
//! Source: OpenAPI 3.0.4, section 4.7.1 (OpenAPI Object, `openapi`); OpenAPI 2.0, Swagger Object (`swagger`).

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Node, Pointer};

/// A version that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// 2.0, called Swagger.
    V2,
    /// 3.0
    V3_0,
    /// 3.1
    V3_1,
    /// 3.2
    V3_2,
}

/// The version of the document; `None` where it is no OpenAPI of a version that is read.
pub(super) fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let place = Pointer::root();
    let Some(map) = root.as_object() else {
        diagnostics
            .error(Code::NotOpenapi, &place, format!("the document is {}, not an OpenAPI document", root.kind()))
            .help("an OpenAPI document is a map with the members `openapi`, `info` and `paths`");
        return None;
    };
    let (member, said) = match (map.get("openapi"), map.get("swagger")) {
        (Some(openapi), _) => ("openapi", text(openapi)),
        (None, Some(swagger)) => ("swagger", text(swagger)),
        (None, None) => {
            diagnostics
                .error(Code::NotOpenapi, &place, "the document has no member `openapi`: it is not an OpenAPI document")
                .help("an OpenAPI document begins with its version, such as `openapi: 3.0.3`");
            return None;
        }
    };
    let minor = said.split('.').take(2).collect::<Vec<_>>().join(".");
    match minor.as_str() {
        "2.0" | "2" => Some(Version::V2),
        "3.0" | "3" => Some(Version::V3_0),
        "3.1" => Some(Version::V3_1),
        "3.2" => Some(Version::V3_2),
        _ => {
            diagnostics
                .error(Code::UnsupportedVersion, &place.join(member), format!("OpenAPI {said} is not read"))
                .help("OpenAPI 2.0, 3.0, 3.1 and 3.2 are read");
            None
        }
    }
}

/// A version as text, where YAML made a number of it.
fn text(node: &Node) -> String {
    match node {
        Node::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}
