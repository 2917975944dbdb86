//! Bodies of items that come one after the other, and parts of forms that say nothing of what they are.
//!
//! Source: OpenAPI 3.2.0, section 4.14 (Media Type Object: `itemSchema`) and 4.14.4 (sequential media types); OpenAPI
//! 3.1.1, section 4.8.15 (Encoding Object: default values of `contentType`).

use oasmith_runtime::media_type::MediaType;

use crate::extension::{Extension as _, Joined, OtherStyle};
use crate::source::{Map, Node, Pointer};

/// Says by `schema` what the data of an event is, where the media type is one of events; elsewhere, what all items are together.
/// `root` is the document as it is written.
pub(super) fn convert(map: &mut Map, media_type: &str, root: &Node) {
    let media_type = MediaType::lenient(media_type);
    let essence = media_type.as_ref().map_or("", MediaType::essence);
    if media_type.as_ref().is_some_and(|it| it.kind() == "multipart") {
        map.get_mut("schema").into_iter().for_each(parts);
        joined(map);
    }
    let Some(item) = map.shift_remove("itemSchema") else { return };
    // Of these each item stands alone.
    let ends = ["json-seq", "jsonl", "ndjson", "jsonlines", "stream+json"];
    let schema = if essence == "text/event-stream" {
        data(&item, None, root, 0)
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

/// The schema that the form of a media type refers to, where it is one in parts.
pub(super) fn form(map: &Map, media_type: &str) -> Option<Pointer> {
    let reference = map.get("schema")?.get("$ref")?.as_str()?;
    let is_multipart = MediaType::lenient(media_type).is_some_and(|it| it.kind() == "multipart");
    is_multipart.then(|| Pointer::of_reference(reference)).flatten()
}

/// A part of a form that says nothing of its type is bytes.
pub(super) fn parts(schema: &mut Node) {
    let Node::Object(schema) = schema else { return };
    let Some(Node::Object(properties)) = schema.get_mut("properties") else { return };
    for property in properties.values_mut() {
        let is_list = property.get("type").and_then(Node::as_str) == Some("array");
        let part = match property {
            Node::Object(list) if is_list => list.get_mut("items"),
            other => Some(other),
        };
        let words = ["title", "description", "deprecated", "example", "examples", "maxLength"];
        if let Some(Node::Object(part)) = part.filter(|_| true)
            && part.keys().all(|key| words.contains(&key.as_str()) || key.starts_with("x-"))
        {
            part.insert("type".to_owned(), Node::String("string".to_owned()));
            part.insert("format".to_owned(), Node::String("binary".to_owned()));
        }
    }
}

/// Lists and objects that are joined in one part, as parameters are.
///
/// Source: OpenAPI 3.1.1, section 4.8.15.1.2 (fixed fields for RFC6570-style serialization), which 3.0 has for other forms alone.
fn joined(map: &mut Map) {
    let Some(Node::Object(encodings)) = map.get_mut("encoding") else { return };
    for encoding in encodings.values_mut().filter_map(Node::as_object_mut) {
        let style = encoding.get("style").and_then(Node::as_str);
        let explode = encoding.get("explode").and_then(|it| if let Node::Bool(it) = it { Some(*it) } else { None });
        let is_said = style.is_some() || explode.is_some();
        let style = match style.unwrap_or("form") {
            "form" => Joined::Form,
            "spaceDelimited" => Joined::By(OtherStyle::SpaceDelimited),
            "pipeDelimited" => Joined::By(OtherStyle::PipeDelimited),
            _ => continue,
        };
        let is_joined = !explode.unwrap_or(style == Joined::Form);
        if is_said && is_joined {
            style.write(encoding);
        }
    }
}

/// How many references may lead on to one another.
const MAX_LINKS: usize = 50;

/// What the data of an event is: its own schema, where that is text that has one; text otherwise. Of several kinds of
/// events, any of theirs. `outer` is what is said of the data of all kinds.
fn data(event: &Node, outer: Option<&Node>, root: &Node, depth: usize) -> Node {
    let mut event = event;
    for _ in 0..MAX_LINKS {
        let target = event.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
        let Some(next) = target.and_then(|target| root.at(&target)).filter(|_| !has_kinds(event)) else { break };
        event = next;
    }
    let own = event.get("properties").and_then(|properties| properties.get("data")).or(outer);
    for word in ["oneOf", "anyOf"] {
        if let Some(Node::Array(kinds)) = event.get(word).filter(|_| depth < MAX_LINKS) {
            let mut all: Vec<Node> = Vec::new();
            for kind in kinds {
                let kind = data(kind, own, root, depth + 1);
                if !all.contains(&kind) {
                    all.push(kind);
                }
            }
            if all.len() == 1 {
                return all.remove(0);
            }
            return Node::Object(Map::from_iter([("anyOf".to_owned(), Node::Array(all))]));
        }
    }
    let is_event = own.is_some()
        || ["event", "id", "retry"]
            .iter()
            .any(|word| event.get("properties").is_some_and(|properties| properties.get(word).is_some()));
    match own.and_then(|data| data.get("contentSchema").or_else(|| data.get("$ref").map(|_| data))) {
        Some(schema) => schema.clone(),
        None if is_event => Node::Object(Map::from_iter([("type".to_owned(), Node::String("string".to_owned()))])),
        // It is not described as an event: then it is what an event brings.
        None => event.clone(),
    }
}

fn has_kinds(event: &Node) -> bool {
    event.get("oneOf").is_some() || event.get("anyOf").is_some()
}
