//! Request bodies, responses and media types.

use oasmith_runtime::media_type::MediaType;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::version::Version;
use crate::location::Pointer;
use crate::source::{Map, Node};

const JSON: &str = "application/json";

/// Moves a `schema` of a request body or a response into its `content`, as JSON.
pub(super) fn move_schema_into_content(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if map.contains_key("content") {
        return;
    }
    if let Some(schema) = map.shift_remove("schema") {
        let message = "`schema` must be in a media type of `content`; oasmith reads it as that of `application/json`";
        diagnostics
            .warning(Code::LaxObject, &place.join("schema"), message)
            .help("put it into `content`, as in `content: {application/json: {schema: {..}}}`");
        let media = Map::from_iter([("schema".to_owned(), schema)]);
        let content = Map::from_iter([(JSON.to_owned(), Node::Object(media))]);
        map.insert("content".to_owned(), Node::Object(content));
    }
}

/// Moves keywords of a schema from a media type into its `schema`.
pub(super) fn move_keywords_into_schema(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let is_schema = ["type", "properties", "allOf", "oneOf", "anyOf"].iter().any(|key| map.contains_key(*key));
    if !map.contains_key("schema") && is_schema {
        let message = "a media type must have its schema in `schema`; oasmith reads the media type as the schema";
        diagnostics.warning(Code::LaxObject, place, message).help("put the keywords into `schema`");
        let schema = std::mem::take(map);
        map.insert("schema".to_owned(), Node::Object(schema));
    }
}

/// Adds `content` to a request body without it.
///
/// Source: OpenAPI 3.0.4, section 4.7.13 (Request Body Object).
pub(super) fn add_content(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if map.contains_key("content") {
        return;
    }
    let message = "a request body requires `content`; oasmith reads it as any JSON";
    diagnostics.warning(Code::LaxObject, place, message).help("add `content`");
    let content = Map::from_iter([(JSON.to_owned(), Node::Object(Map::new()))]);
    map.insert("content".to_owned(), Node::Object(content));
}

/// Adds `description` to a response without it: the model requires it. OpenAPI 3.2 does not.
///
/// Source: OpenAPI 3.0.4, section 4.7.17 (Response Object).
pub(super) fn add_description(map: &mut Map, version: Version, place: &Pointer, diagnostics: &mut Diagnostics) {
    if map.contains_key("description") {
        return;
    }
    if version != Version::V3_2 {
        let message = "a response requires a `description`; oasmith documents this one without";
        diagnostics.warning(Code::LaxObject, place, message).help("add `description`; it may be empty");
    }
    map.insert("description".to_owned(), Node::String(String::new()));
}

/// Replaces keys of `content` that are not media types by the media types they mean.
///
/// Source: OpenAPI 3.0.4, section 4.7.13 (`content`: "The key is a media type or media type range").
pub(super) fn correct_media_types(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let is_valid = |key: &String| MediaType::parse(key).is_some();
    if map.keys().all(is_valid) {
        return;
    }
    let (valid, others): (Map, Map) = std::mem::take(map).into_iter().partition(|(key, _)| is_valid(key));
    *map = valid;
    for (key, media) in others {
        let place = place.join(&key);
        if key.starts_with("x-") && media.as_object().is_none() {
            diagnostics
                .warning(Code::Unused, &place, format!("`content` has no extensions; oasmith ignores `{key}`"))
                .help(format!("move `{key}` beside `content`, or allow `unused`"));
            continue;
        }
        let meant = MediaType::lenient(&key).map_or_else(|| usual(&media).to_owned(), |it| it.to_string());
        let is_present = map.contains_key(&meant);
        let message = if is_present {
            format!("`{key}` is not a media type; oasmith ignores it, as `content` has `{meant}` too")
        } else {
            format!("`{key}` is not a media type; oasmith reads it as `{meant}`")
        };
        diagnostics
            .warning(Code::LaxObject, &place, message)
            .help("write a media type (RFC 9110, section 8.3.1), such as `application/json`");
        if !is_present {
            map.insert(meant, media);
        }
    }
}

/// Returns the most likely media type for a key that means none: JSON, unless the schema is a string.
fn usual(media: &Node) -> &'static str {
    let schema = media.get("schema");
    let is_text = schema.is_none_or(|it| it.get("type").and_then(Node::as_str) == Some("string"));
    if is_text { "application/octet-stream" } else { JSON }
}
