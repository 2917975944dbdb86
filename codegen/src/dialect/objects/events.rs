//! Schemas of server-sent events: `itemSchema` of `text/event-stream`.
//!
//! Source: OpenAPI 3.2.0, section 4.14.4.2 (server-sent event streams).

use std::collections::HashSet;

use oasmith_runtime::media_type::MediaType;

use crate::extension::{Extension as _, NamedEvents};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// The maximum number of unions within unions.
const MAX_UNIONS: usize = 1000;

/// The maximum length of a chain of references.
const MAX_LINKS: usize = 50;

/// Returns the schema of events whose data depends on their name: a union of objects with both; `None` for other events.
/// `root` is the document before conversion.
pub(super) fn named(events: &Node, root: &Node) -> Option<Node> {
    let events = target(events, root);
    let kinds = ["oneOf", "anyOf"].into_iter().find_map(|keyword| match events.get(keyword) {
        Some(Node::Array(kinds)) => Some(kinds),
        _ => None,
    })?;
    let (mut variants, mut of_text, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for kind in kinds {
        let name = constant(property(kind, "event", root)?)?;
        if !seen.insert(name) {
            return None;
        }
        let of_kind = property(kind, "data", root).or_else(|| property(events, "data", root));
        let data = of_kind.and_then(|data| json(data, root));
        if data.is_none() {
            of_text.push(name.to_owned());
        }
        let description = ["description", "deprecated"].map(|keyword| (keyword, target(kind, root).get(keyword)));
        variants.push(variant(name, data.unwrap_or_else(text), description));
    }
    let mut union = Map::from_iter([("oneOf".to_owned(), Node::Array(variants))]);
    NamedEvents(of_text).write(&mut union);
    Some(Node::Object(union)).filter(|_| !kinds.is_empty())
}

/// Returns the schema of an event with this name.
fn variant<const N: usize>(name: &str, data: Node, annotations: [(&str, Option<&Node>); N]) -> Node {
    let string = |text: &str| Node::String(text.to_owned());
    let event = Map::from_iter([("type".to_owned(), string("string")), ("const".to_owned(), string(name))]);
    let properties = Map::from_iter([("event".to_owned(), Node::Object(event)), ("data".to_owned(), data)]);
    let mut variant = Map::from_iter([
        ("type".to_owned(), string("object")),
        ("required".to_owned(), Node::Array(vec![string("event"), string("data")])),
        ("properties".to_owned(), Node::Object(properties)),
    ]);
    variant.extend(annotations.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.clone()))));
    Node::Object(variant)
}

/// Returns the schema of data that is JSON; `None` for text.
fn json(data: &Node, root: &Node) -> Option<Node> {
    let schema = target(data, root);
    let media_type = schema.get("contentMediaType").and_then(Node::as_str).and_then(MediaType::lenient);
    if let Some(content) = schema.get("contentSchema") {
        return media_type.is_none_or(|it| it.is_json()).then(|| content.clone());
    }
    if media_type.is_some_and(|it| it.is_json()) {
        return Some(Node::Object(Map::new()));
    }
    let is_text = match schema.get("type") {
        Some(Node::String(ty)) => ty == "string",
        Some(_) => false,
        None => ["properties", "items", "allOf", "oneOf", "anyOf", "additionalProperties"]
            .iter()
            .all(|keyword| schema.get(keyword).is_none()),
    };
    (!is_text).then(|| data.clone())
}

fn text() -> Node {
    Node::Object(Map::from_iter([("type".to_owned(), Node::String("string".to_owned()))]))
}

/// Returns a property of a schema or of a part of its `allOf`.
fn property<'n>(schema: &'n Node, name: &str, root: &'n Node) -> Option<&'n Node> {
    // Parts may contain each other, and the same part many times.
    let (mut seen, mut todo) = (HashSet::new(), vec![schema]);
    while let Some(schema) = todo.pop().map(|schema| target(schema, root)) {
        if let Some(own) = schema.get("properties").and_then(|properties| properties.get(name)) {
            return Some(own);
        }
        if seen.insert(std::ptr::from_ref(schema)) {
            let parts = schema.get("allOf").into_iter().flat_map(Node::children).map(|(_, part)| part);
            todo.extend(parts.collect::<Vec<_>>().into_iter().rev());
        }
    }
    None
}

/// Returns the only string that a schema allows.
fn constant(schema: &Node) -> Option<&str> {
    match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => value.as_str(),
        (None, Some(Node::Array(values))) if values.len() == 1 => values[0].as_str(),
        _ => None,
    }
}

/// Returns the schema that a reference refers to.
fn target<'n>(mut schema: &'n Node, root: &'n Node) -> &'n Node {
    for _ in 0..MAX_LINKS {
        let target = schema.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
        let Some(next) = target.and_then(|target| root.at(&target)) else { break };
        schema = next;
    }
    schema
}

/// Unions of events, each with the schema of the data outside it.
type Seen = HashSet<(*const Node, Option<*const Node>)>;

/// Returns the schema of an event's data: its `contentSchema` or reference, otherwise a string. For a union of events,
/// returns the union of their data.
pub(super) fn data(event: &Node, root: &Node) -> Node {
    data_within(event, None, root, &mut HashSet::new()).unwrap_or_else(text)
}

/// `outer` is the schema of the data outside the union; `seen` are the unions so far, each with its `outer`. Returns `None` for
/// one of them.
fn data_within(event: &Node, outer: Option<&Node>, root: &Node, seen: &mut Seen) -> Option<Node> {
    let mut event = event;
    for _ in 0..MAX_LINKS {
        let target = event.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
        let Some(next) = target.and_then(|target| root.at(&target)).filter(|_| !is_union(event)) else { break };
        event = next;
    }
    let own = event.get("properties").and_then(|properties| properties.get("data")).or(outer);
    for keyword in ["oneOf", "anyOf"] {
        if let Some(Node::Array(kinds)) = event.get(keyword) {
            let union = (std::ptr::from_ref(event), outer.map(std::ptr::from_ref));
            if seen.len() == MAX_UNIONS || !seen.insert(union) {
                return None;
            }
            let mut all: Vec<Node> = Vec::new();
            for kind in kinds.iter().filter_map(|kind| data_within(kind, own, root, seen)).collect::<Vec<_>>() {
                if !all.contains(&kind) {
                    all.push(kind);
                }
            }
            return match all.len() {
                0 => None,
                1 => all.pop(),
                _ => Some(Node::Object(Map::from_iter([("anyOf".to_owned(), Node::Array(all))]))),
            };
        }
    }
    let is_event = own.is_some()
        || ["event", "id", "retry"]
            .iter()
            .any(|keyword| event.get("properties").is_some_and(|properties| properties.get(keyword).is_some()));
    Some(match own.and_then(|data| data.get("contentSchema").or_else(|| data.get("$ref").map(|_| data))) {
        Some(schema) => schema.clone(),
        None if is_event => text(),
        // The schema does not describe an event, so it describes the data.
        None => event.clone(),
    })
}

fn is_union(event: &Node) -> bool {
    event.get("oneOf").is_some() || event.get("anyOf").is_some()
}
