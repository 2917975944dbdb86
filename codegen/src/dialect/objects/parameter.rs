//! Parameters that are the whole query string, and unescaped cookies.
//!
//! Source: OpenAPI 3.2.0, section 4.12 (Parameter Object: `in: querystring`, `style: cookie`).

use crate::extension::{Extension as _, OtherStyle};
use crate::source::{Map, Node};

/// Converts a form in the query string to an exploded object, and marks any other content as the whole query string.
pub(super) fn convert(map: &mut Map) {
    if map.get("in").and_then(Node::as_str) == Some("cookie")
        && map.get("style").and_then(Node::as_str) == Some("cookie")
    {
        map.shift_remove("style");
        OtherStyle::Cookie.write(map);
    }
    if map.get("in").and_then(Node::as_str) != Some("querystring") {
        return;
    }
    let Some(Node::Object(content)) = map.get("content") else { return };
    let form = content.iter().find(|(media_type, _)| media_type.starts_with("application/x-www-form-urlencoded"));
    let schema = form.and_then(|(_, media)| media.get("schema")).cloned();
    map.insert("in".to_owned(), Node::String("query".to_owned()));
    let Some(schema) = schema else {
        OtherStyle::QueryString.write(map);
        return;
    };
    map.shift_remove("content");
    map.insert("style".to_owned(), Node::String("form".to_owned()));
    map.insert("explode".to_owned(), Node::Bool(true));
    map.insert("schema".to_owned(), schema);
}
