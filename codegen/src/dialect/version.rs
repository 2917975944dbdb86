//! Which version of OpenAPI a document says it is.
//!
//! Source: OpenAPI 3.0.4, section 4.7.1 (OpenAPI Object, `openapi`); OpenAPI 2.0, Swagger Object (`swagger`).

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Node, Pointer};

/// `None` where the document is no OpenAPI of a version that is read.
pub(super) fn check(root: &Node, diagnostics: &mut Diagnostics) -> Option<()> {
    let place = Pointer::root();
    let Some(map) = root.as_object() else {
        diagnostics
            .error(Code::NotOpenapi, &place, format!("the document is {}, not an OpenAPI document", root.kind()))
            .help("an OpenAPI document is a map with the members `openapi`, `info` and `paths`");
        return None;
    };
    if let Some(swagger) = map.get("swagger") {
        diagnostics
            .error(Code::UnsupportedVersion, &place.join("swagger"), format!("OpenAPI {} is not read", text(swagger)))
            .help("convert the document to OpenAPI 3.0, for example with the npm package `swagger2openapi`");
        return None;
    }
    let Some(openapi) = map.get("openapi") else {
        diagnostics
            .error(Code::NotOpenapi, &place, "the document has no member `openapi`: it is not an OpenAPI document")
            .help("an OpenAPI document begins with its version, such as `openapi: 3.0.3`");
        return None;
    };
    let version = text(openapi);
    if version == "3.0" || version.starts_with("3.0.") {
        return Some(());
    }
    diagnostics
        .error(Code::UnsupportedVersion, &place.join("openapi"), format!("OpenAPI {version} is not read"))
        .help("OpenAPI 3.0 is read");
    None
}

/// A version as text, where YAML made a number of it.
fn text(node: &Node) -> String {
    match node {
        Node::String(text) => text.clone(),
        other => other.to_string(),
    }
}
