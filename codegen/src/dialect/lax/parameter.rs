//! Parameters, headers and encodings: what their keywords allow of one another.

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::grammar::ObjectKind;
use crate::dialect::version::Version;
use crate::extension::{AllowReserved, Explode, Extension as _, OtherStyle};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// The styles of parameters in queries, and of encodings: the default first.
const QUERY_STYLES: &[&str] = &["form", "spaceDelimited", "pipeDelimited", "deepObject"];

/// Repairs a parameter. Returns whether oasmith keeps it.
///
/// Source: OpenAPI 3.0.4, section 4.7.12 (Parameter Object).
pub(super) fn repair(map: &mut Map, version: Version, place: &Pointer, diagnostics: &mut Diagnostics) -> bool {
    let location = map.get("in").and_then(Node::as_str).unwrap_or_default().to_owned();
    let styles = match location.as_str() {
        "path" => &["simple", "label", "matrix"],
        "query" => QUERY_STYLES,
        "header" => &["simple"],
        "cookie" => &["form"],
        _ => {
            let message = format!("`in` of a parameter must not be `{location}`; oasmith ignores the parameter");
            diagnostics
                .warning(Code::InvalidObject, &place.join("in"), message)
                .help("write `path`, `query`, `header` or `cookie`; a body is a `requestBody`");
            return false;
        }
    };
    remove_invalid_style(map, styles, place, diagnostics);
    keep_parameter_reserved(map, &location, version, place, diagnostics);
    add_schema(map, ObjectKind::Parameter, place, diagnostics);
    true
}

/// Repairs a header.
///
/// Source: OpenAPI 3.0.4, section 4.7.21 (Header Object).
pub(super) fn repair_header(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    add_schema(map, ObjectKind::Header, place, diagnostics);
    keep_explode(map);
}

/// Repairs an encoding.
///
/// Source: OpenAPI 3.0.4, section 4.7.15 (Encoding Object).
pub(super) fn repair_encoding(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    remove_invalid_style(map, QUERY_STYLES, place, diagnostics);
    keep_explode(map);
    keep_reserved(map);
}

/// Keeps `explode` of an encoding or a header: the model lacks it, or does not distinguish its default from its absence.
fn keep_explode(map: &mut Map) {
    if let Some(Node::Bool(explode)) = map.get("explode") {
        Explode(*explode).write(map);
    }
}

/// Keeps `allowReserved` where the model lacks it, or does not distinguish `false` from its absence.
fn keep_reserved(map: &mut Map) {
    if let Some(Node::Bool(allowed)) = map.get("allowReserved") {
        AllowReserved(*allowed).write(map);
    }
}

/// Keeps the `allowReserved` of a parameter, or reports that it has no effect.
///
/// Source: OpenAPI 3.0.4, section 4.7.12.2.2 ("only applies to parameters with an `in` value of `query`"); OpenAPI
/// 3.2.0, section 4.12.2.2 ("only applies to `in` and `style` values that automatically percent-encode").
fn keep_parameter_reserved(
    map: &mut Map,
    location: &str,
    version: Version,
    place: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    if map.get("allowReserved") != Some(&Node::Bool(true)) || location == "query" {
        return;
    }
    let (problem, help) = match location {
        "path" | "cookie" if OtherStyle::is_on(map) => (
            "`style: cookie` does not percent-encode values",
            "remove `allowReserved`; the client sends the value as it is",
        ),
        "path" | "cookie" if version == Version::V3_2 => return keep_reserved(map),
        "path" | "cookie" => (
            "before OpenAPI 3.2 only parameters with `in: query` have `allowReserved`",
            "where the API wants reserved characters as they are, declare `openapi: 3.2.0`",
        ),
        _ => ("header values are not percent-encoded", "remove `allowReserved`; the client sends the value as it is"),
    };
    let message = format!("{problem}; oasmith ignores `allowReserved` of this {location} parameter");
    diagnostics.warning(Code::Unused, &place.join("allowReserved"), message).help(help);
}

/// Adds the schema of a string to a parameter or a header without `schema` and `content`.
fn add_schema(map: &mut Map, kind: ObjectKind, place: &Pointer, diagnostics: &mut Diagnostics) {
    let is_empty = map.get("content").is_some_and(|content| content.children().next().is_none());
    if map.contains_key("schema") || (map.contains_key("content") && !is_empty) {
        return;
    }
    map.shift_remove("content");
    let message =
        format!("{} requires `schema` or `content`; oasmith reads its value as a string", kind.article_name());
    diagnostics.warning(Code::LaxObject, place, message).help("add `schema`; `schema: {type: string}` is the same");
    let text = Map::from_iter([("type".to_owned(), Node::String("string".to_owned()))]);
    map.insert("schema".to_owned(), Node::Object(text));
}

fn remove_invalid_style(map: &mut Map, styles: &[&str], place: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(style) = map.get("style").and_then(Node::as_str) else { return };
    if !styles.contains(&style) {
        let message = format!("`style: {style}` is not allowed here; oasmith uses `{}`", styles[0]);
        let allowed: Vec<String> = styles.iter().map(|style| format!("`{style}`")).collect();
        diagnostics
            .warning(Code::LaxObject, &place.join("style"), message)
            .help(format!("remove `style`, or write {}", allowed.join(" or ")));
        map.shift_remove("style");
    }
}
