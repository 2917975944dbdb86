//! Bodies of items that come one after the other.
//!
//! Source: OpenAPI 3.2.0, section 4.14 (Media Type Object: `itemSchema`) and 4.14.4 (sequential media types).

use crate::source::{Map, Node};

/// Says by `schema` what one item is, where the media type is one of items; elsewhere, what all are together.
pub(super) fn convert(map: &mut Map, media_type: &str) {
    if map.contains_key("schema") {
        return;
    }
    let Some(item) = map.shift_remove("itemSchema") else { return };
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let schema = if essence == "text/event-stream" {
        data(&item)
    } else if ["json-seq", "jsonl", "ndjson", "jsonlines", "stream+json"].iter().any(|end| essence.ends_with(end)) {
        item
    } else {
        Node::Object(Map::from_iter([
            ("type".to_owned(), Node::String("array".to_owned())),
            ("items".to_owned(), item),
        ]))
    };
    map.insert("schema".to_owned(), schema);
}

/// What the data of an event is: its own schema, where that is text that has one; text otherwise. Of several kinds of
/// events, any of theirs.
fn data(event: &Node) -> Node {
    for word in ["oneOf", "anyOf"] {
        if let Some(Node::Array(kinds)) = event.get(word) {
            let mut all: Vec<Node> = kinds.iter().map(data).collect();
            all.dedup();
            if all.len() == 1 {
                return all.remove(0);
            }
            return Node::Object(Map::from_iter([("anyOf".to_owned(), Node::Array(all))]));
        }
    }
    // A reference has to be followed where it leads: the whole is taken to be the data.
    if event.get("$ref").is_some() {
        return event.clone();
    }
    let data = event.get("properties").and_then(|properties| properties.get("data"));
    match data.and_then(|data| data.get("contentSchema").or_else(|| data.get("$ref").map(|_| data))) {
        Some(schema) => schema.clone(),
        None if data.is_some() => {
            Node::Object(Map::from_iter([("type".to_owned(), Node::String("string".to_owned()))]))
        }
        // It is not described as an event: then it is what an event brings.
        None => event.clone(),
    }
}
