//! What only some objects have: members that depend on one another, names with a meaning.

use oasmith_runtime::media_type::MediaType;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::lax::coerce::{self, Made};
use crate::dialect::version::Version;
use crate::extension::{AllowReserved, Explode, Extension as _, External, OtherStyle};
use crate::source::{Map, Node, Pointer};

/// What is written one level too high or too low, and what has to be mended before the members are looked at.
pub(super) fn before(map: &mut Map, shape: &str, place: &Pointer, diagnostics: &mut Diagnostics) {
    match shape {
        "an OpenAPI document" => paths(map, place, diagnostics),
        "a request body" | "a response" if !map.contains_key("content") => {
            if let Some(schema) = map.shift_remove("schema") {
                let message = "a schema stands in `content`, by media type; this is taken as that of JSON";
                diagnostics.warning(Code::LaxObject, &place.join("schema"), message);
                let media = Map::from_iter([("schema".to_owned(), schema)]);
                let json = ("application/json".to_owned(), Node::Object(media));
                map.insert("content".to_owned(), Node::Object(Map::from_iter([json])));
            }
        }
        "a media type" if !map.contains_key("schema") => {
            let is_schema = ["type", "properties", "allOf", "oneOf", "anyOf"].iter().any(|key| map.contains_key(*key));
            if is_schema {
                let message = "a media type has its schema in `schema`; this is taken as the schema itself";
                diagnostics.warning(Code::LaxObject, place, message);
                let schema = std::mem::take(map);
                map.insert("schema".to_owned(), Node::Object(schema));
            }
        }
        _ => {}
    }
}

/// Source: OpenAPI 3.0.4, section 4.7.7 (Components Object: `^[a-zA-Z0-9\.\-_]+$`).
pub(super) fn names(map: &Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let is_odd = |name: &str| {
        name.is_empty() || !name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_'))
    };
    for (kind, components) in map.iter().filter(|(kind, _)| !kind.starts_with("x-")) {
        // What is named after files and places in them is not called so by the document.
        let named =
            components.children().filter(|(name, it)| is_odd(name) && !it.as_object().is_some_and(External::is_on));
        for (name, _) in named {
            let message = format!(
                "a component may have letters, digits, `.`, `-` and `_` in its name; `{name}` is read all the same"
            );
            diagnostics.warning(Code::LaxObject, &place.join(kind).join(&name), message);
        }
    }
}

/// Source: OpenAPI 3.0.4, section 4.7.8 (Paths Object: a path begins with a slash).
fn paths(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(Node::Object(paths)) = map.get_mut("paths") else { return };
    if paths.keys().all(|path| path.starts_with('/') || path.starts_with("x-")) {
        return;
    }
    for (path, item) in std::mem::take(paths) {
        let mut whole = path.clone();
        if !path.starts_with('/') && !path.starts_with("x-") {
            let message = format!("a path begins with a slash; `{path}` is taken as `/{path}`");
            diagnostics.warning(Code::LaxObject, &place.join("paths").join(&path), message);
            whole = format!("/{path}");
        }
        paths.entry(whole).or_insert(item);
    }
}

/// Mends an object, whose members are what they have to be; whether it can be used.
pub(super) fn mend(
    map: &mut Map,
    shape: &str,
    version: Version,
    place: &Pointer,
    diagnostics: &mut Diagnostics,
) -> bool {
    match shape {
        "an operation" if !map.contains_key("responses") => {
            let message = "`responses` is missing: no answer of this operation is described";
            diagnostics.warning(Code::LaxObject, place, message);
            map.insert("responses".to_owned(), Node::Object(Map::new()));
        }
        // A response has to have a description (OpenAPI 3.0.4, section 4.7.17); nothing depends on it.
        "a response" => {
            map.entry("description".to_owned()).or_insert_with(|| Node::String(String::new()));
        }
        "a request body" if !map.contains_key("content") => {
            let message = "a body has to have `content`; it is taken to be JSON of any kind";
            diagnostics.warning(Code::LaxObject, place, message);
            let json = ("application/json".to_owned(), Node::Object(Map::new()));
            map.insert("content".to_owned(), Node::Object(Map::from_iter([json])));
        }
        "a parameter" => return parameter(map, version, place, diagnostics),
        "a header" => {
            described(map, shape, place, diagnostics);
            keep_explode(map);
        }
        "an encoding" => {
            styled(map, &["form", "spaceDelimited", "pipeDelimited", "deepObject"], place, diagnostics);
            keep_explode(map);
            keep_reserved(map);
        }
        "an OAuth flows object" => flows(map, place, diagnostics),
        "a security requirement" => {
            for scopes in map.values_mut() {
                if let Made::As(list, _) = coerce::texts(scopes) {
                    *scopes = list;
                } else if scopes.as_object().is_some() || *scopes == Node::Null {
                    *scopes = Node::Array(Vec::new());
                }
            }
        }
        _ => {}
    }
    true
}

/// `explode` of an encoding and of a header, which the model does not have, or does not tell from saying nothing.
///
/// Source: OpenAPI 3.0.4, sections 4.7.15 (Encoding Object) and 4.7.21 (Header Object).
fn keep_explode(map: &mut Map) {
    if let Some(Node::Bool(explode)) = map.get("explode") {
        Explode(*explode).write(map);
    }
}

/// `allowReserved`, where the model does not have it, or does not tell `false` from saying nothing.
fn keep_reserved(map: &mut Map) {
    if let Some(Node::Bool(allowed)) = map.get("allowReserved") {
        AllowReserved(*allowed).write(map);
    }
}

/// Keeps the `allowReserved` of a parameter, or reports that it has no effect.
///
/// Source: OpenAPI 3.0.4, section 4.7.12.2.2 ("only applies to parameters with an `in` value of `query`"); OpenAPI
/// 3.2.0, section 4.12.2.2 ("only applies to `in` and `style` values that automatically percent-encode").
fn reserved(map: &mut Map, location: &str, version: Version, place: &Pointer, diagnostics: &mut Diagnostics) {
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

fn parameter(map: &mut Map, version: Version, place: &Pointer, diagnostics: &mut Diagnostics) -> bool {
    let location = map.get("in").and_then(Node::as_str).unwrap_or_default().to_owned();
    let styles: &[&str] = match location.as_str() {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        "cookie" => &["form"],
        _ => {
            let message = format!("no parameter is in `{location}`; this one is not used");
            diagnostics
                .warning(Code::InvalidObject, &place.join("in"), message)
                .help("a parameter is in `path`, `query`, `header` or `cookie`; a body is a `requestBody`");
            return false;
        }
    };
    styled(map, styles, place, diagnostics);
    reserved(map, &location, version, place, diagnostics);
    described(map, "a parameter", place, diagnostics);
    true
}

fn described(map: &mut Map, shape: &str, place: &Pointer, diagnostics: &mut Diagnostics) {
    let is_empty = map.get("content").is_some_and(|content| content.children().next().is_none());
    if map.contains_key("schema") || (map.contains_key("content") && !is_empty) {
        return;
    }
    map.shift_remove("content");
    let message = format!("{shape} has to have `schema` or `content`; it is taken to be text");
    diagnostics.warning(Code::LaxObject, place, message);
    let text = Map::from_iter([("type".to_owned(), Node::String("string".to_owned()))]);
    map.insert("schema".to_owned(), Node::Object(text));
}

fn styled(map: &mut Map, styles: &[&str], place: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(style) = map.get("style").and_then(Node::as_str) else { return };
    if !styles.contains(&style) {
        let message = format!("there is no style `{style}` here; `{}` is taken", styles[0]);
        diagnostics.warning(Code::LaxObject, &place.join("style"), message);
        map.shift_remove("style");
    }
}

fn flows(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    for (name, flow) in map.iter_mut() {
        let needed: &[&str] = match name.as_str() {
            "implicit" => &["authorizationUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            "password" | "clientCredentials" => &["tokenUrl"],
            _ => continue,
        };
        let Some(flow) = flow.as_object_mut() else { continue };
        for key in needed.iter().filter(|key| !flow.contains_key(**key)).collect::<Vec<_>>() {
            let message = format!("this flow has to have `{key}`; tokens are not got by it");
            diagnostics.warning(Code::LaxObject, &place.join(name), message);
            flow.insert((*key).to_owned(), Node::String(String::new()));
        }
        let scopes = flow.entry("scopes".to_owned()).or_insert_with(|| Node::Object(Map::new()));
        let is_map = scopes.as_object().is_some_and(|map| map.values().all(|text| text.as_str().is_some()));
        if !is_map {
            *scopes = Node::Object(Map::new());
        }
    }
}

/// Gives the keys of a `content` the media types that are meant.
///
/// Source: OpenAPI 3.0.4, section 4.7.13 (`content`: "The key is a media type or media type range").
pub(super) fn media_types(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let is_right = |key: &String| MediaType::parse(key).is_some();
    if map.keys().all(is_right) {
        return;
    }
    let (right, others): (Map, Map) = std::mem::take(map).into_iter().partition(|(key, _)| is_right(key));
    *map = right;
    for (key, media) in others {
        let place = place.join(&key);
        if key.starts_with("x-") && media.as_object().is_none() {
            diagnostics.warning(Code::Unused, &place, format!("`content` has no extensions; oasmith ignores `{key}`"));
            continue;
        }
        let meant = MediaType::lenient(&key).map_or_else(|| usual(&media).to_owned(), |it| it.to_string());
        let is_there = map.contains_key(&meant);
        let message = if is_there {
            format!("`{key}` is not a media type; oasmith ignores it, as `{meant}`, which it stands for, is there too")
        } else {
            format!("`{key}` is not a media type; oasmith reads it as `{meant}`")
        };
        diagnostics
            .warning(Code::LaxObject, &place, message)
            .help("write a media type (RFC 9110, section 8.3.1), such as `application/json`");
        if !is_there {
            map.insert(meant, media);
        }
    }
}

/// What a body most likely is whose key says nothing: JSON, where it is described as more than text.
fn usual(media: &Node) -> &'static str {
    let schema = media.get("schema");
    let is_text = schema.is_none_or(|it| it.get("type").and_then(Node::as_str) == Some("string"));
    if is_text { "application/octet-stream" } else { "application/json" }
}

/// Gives answers the statuses that are meant; one that means none is taken out.
///
/// Source: OpenAPI 3.0.4, section 4.7.16 (Responses Object).
pub(super) fn statuses(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let answers = std::mem::take(map);
    for (status, answer) in answers {
        if status.starts_with("x-") {
            map.insert(status, answer);
            continue;
        }
        let plain = status.trim();
        let meant = match plain.as_bytes() {
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => Some(plain.to_owned()),
            [b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(plain.to_ascii_uppercase()),
            _ if plain.eq_ignore_ascii_case("default") => Some("default".to_owned()),
            _ => None,
        };
        match meant {
            None => {
                let message = format!("`{status}` is not a status code; oasmith ignores this response");
                diagnostics
                    .warning(Code::InvalidObject, &place.join(&status), message)
                    .help("write a number from 100 to 599, a range such as `2XX`, or `default`");
            }
            Some(meant) => {
                if meant != status {
                    let message = format!("`{status}` is taken as `{meant}`");
                    diagnostics.warning(Code::LaxObject, &place.join(&status), message);
                }
                map.entry(meant).or_insert(answer);
            }
        }
    }
}
