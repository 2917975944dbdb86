//! Sequential media types (`itemSchema`), and untyped parts of multipart forms.
//!
//! Source: OpenAPI 3.2.0, section 4.14 (Media Type Object: `itemSchema`) and 4.14.4 (sequential media types); OpenAPI
//! 3.1.1, section 4.8.15 (Encoding Object: default values of `contentType`).

use oasmith_runtime::media_type::MediaType;

use crate::dialect::objects::events;
use crate::extension::{Extension as _, Joined, OtherStyle};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// Converts `itemSchema` to `schema`: that of an event or of its data for server-sent events, otherwise an array of the items.
/// `root` is the document before conversion.
pub(super) fn convert(map: &mut Map, media_type: &str, root: &Node) {
    let media_type = MediaType::lenient(media_type);
    let essence = media_type.as_ref().map_or("", MediaType::essence);
    if media_type.as_ref().is_some_and(|it| it.kind() == "multipart") {
        map.get_mut("schema").into_iter().for_each(parts);
        joined(map);
    }
    let Some(item) = map.shift_remove("itemSchema") else { return };
    // The media types of independent items, for which `itemSchema` takes precedence.
    let ends = ["json-seq", "jsonl", "ndjson", "jsonlines", "stream+json"];
    let schema = if essence == "text/event-stream" {
        events::events(&item, root)
    } else if map.contains_key("schema") && !ends.iter().any(|end| essence.ends_with(end)) {
        return;
    } else {
        Node::Object(Map::from_iter([
            ("type".to_owned(), Node::String("array".to_owned())),
            ("items".to_owned(), item),
        ]))
    };
    map.insert("schema".to_owned(), schema);
}

/// Returns the schema that a multipart form references.
pub(super) fn form(map: &Map, media_type: &str) -> Option<Pointer> {
    let reference = map.get("schema")?.get("$ref")?.as_str()?;
    let is_multipart = MediaType::lenient(media_type).is_some_and(|it| it.kind() == "multipart");
    is_multipart.then(|| Pointer::of_reference(reference)).flatten()
}

/// Makes untyped parts of a form binary.
pub(super) fn parts(schema: &mut Node) {
    let Node::Object(schema) = schema else { return };
    let Some(Node::Object(properties)) = schema.get_mut("properties") else { return };
    for property in properties.values_mut() {
        let is_list = property.get("type").and_then(Node::as_str) == Some("array");
        let part = match property {
            Node::Object(list) if is_list => list.get_mut("items"),
            other => Some(other),
        };
        let annotations = ["title", "description", "deprecated", "example", "examples", "maxLength"];
        if let Some(Node::Object(part)) = part.filter(|_| true)
            && part.keys().all(|key| annotations.contains(&key.as_str()) || key.starts_with("x-"))
        {
            part.insert("type".to_owned(), Node::String("string".to_owned()));
            part.insert("format".to_owned(), Node::String("binary".to_owned()));
        }
    }
}

/// Records arrays and objects that are serialized into one part, as in a parameter.
///
/// Source: OpenAPI 3.1.1, section 4.8.15.1.2 (fixed fields for RFC6570-style serialization), which 3.0 limits to
/// url-encoded forms.
fn joined(map: &mut Map) {
    let Some(Node::Object(encodings)) = map.get_mut("encoding") else { return };
    for encoding in encodings.values_mut().filter_map(Node::as_object_mut) {
        let style = encoding.get("style").and_then(Node::as_str);
        let explode = encoding.get("explode").and_then(|it| if let Node::Bool(it) = it { Some(*it) } else { None });
        let is_explicit = style.is_some() || explode.is_some();
        let style = match style.unwrap_or("form") {
            "form" => Joined::Form,
            "spaceDelimited" => Joined::By(OtherStyle::SpaceDelimited),
            "pipeDelimited" => Joined::By(OtherStyle::PipeDelimited),
            _ => continue,
        };
        let is_joined = !explode.unwrap_or(style == Joined::Form);
        if is_explicit && is_joined {
            style.write(encoding);
        }
    }
}
