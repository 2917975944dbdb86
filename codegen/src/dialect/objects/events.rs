//! Schemas of server-sent events: `itemSchema` of `text/event-stream`.
//!
//! Source: OpenAPI 3.2.0, section 4.14.4.2 (server-sent event streams).

use std::collections::HashSet;

use indexmap::IndexSet;

use oasmith_runtime::media_type::MediaType;

use crate::extension::{Extension as _, NamedEvents};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// The fields of an event, and a comment.
const FIELDS: [&str; 5] = ["event", "data", "id", "retry", "comment"];

/// The maximum number of unions within unions.
const MAX_UNIONS: usize = 1000;

/// The maximum length of a chain of references.
const MAX_LINKS: usize = 50;

/// Returns the schema of events: that of their data, or for a union of events both readings of it. `root` is the
/// document before conversion.
pub(super) fn events(events: &Node, root: &Node) -> Node {
    let data = data(events, root);
    let Some((sorts, named)) = named(events, root) else { return data };
    let mut readings = Map::from_iter([("oneOf".to_owned(), Node::Array(vec![named, data]))]);
    sorts.write(&mut readings);
    Node::Object(readings)
}

/// Returns the union of objects with the names and the data of events, and the events whose data is text; `None` unless
/// the schema is a union of events.
fn named(events: &Node, root: &Node) -> Option<(NamedEvents, Node)> {
    let kinds = Kinds::of(target(events, root), root);
    if !kinds.found.iter().any(|kind| is_event(kind, root)) {
        return None;
    }
    let (mut variants, mut of_text, mut of_json, mut is_other_text) = (Vec::new(), Vec::new(), Vec::new(), None);
    for kind in &kinds.found {
        let names = kind.property("event", root).map(|event| names(target(event, root))).unwrap_or_default();
        let data = match is_event(kind, root) {
            true => kind.property("data", root).and_then(|data| json(data, root)),
            false => Some(kind.schema.clone()),
        };
        if names.is_empty() {
            is_other_text = Some(data.is_none() && is_other_text != Some(false));
        }
        let sort = if data.is_none() { &mut of_text } else { &mut of_json };
        sort.extend(names.iter().map(|name| (*name).to_owned()));
        let mut variant = variant(&names, data.unwrap_or_else(text), target(kind.schema, root));
        let component =
            || kind.schema.get("$ref").and_then(Node::as_str)?.rsplit('/').next().filter(|_| names.is_empty());
        let title = target(kind.schema, root).get("title").and_then(Node::as_str);
        if let (Node::Object(variant), Some(title)) = (&mut variant, title.or_else(component)) {
            variant.insert("title".to_owned(), Node::String(title.to_owned()));
        }
        variants.push(variant);
    }
    of_json = distinct(of_json);
    of_text = distinct(of_text);
    of_text.retain(|name| !of_json.contains(name));
    let sorts = match is_other_text {
        Some(true) => NamedEvents::Jsons(of_json),
        _ => NamedEvents::Texts(of_text),
    };
    let mut union = Map::from_iter([("oneOf".to_owned(), Node::Array(variants))]);
    annotate(&mut union, target(events, root));
    Some((sorts, Node::Object(union)))
}

fn distinct(names: Vec<String>) -> Vec<String> {
    IndexSet::<String>::from_iter(names).into_iter().collect()
}

/// The schemas of a union, and of the unions among them.
struct Kinds<'n> {
    found: Vec<Kind<'n>>,
    seen: HashSet<*const Node>,
    root: &'n Node,
}

/// A schema of a union, and the unions around it, the outermost one first.
struct Kind<'n> {
    schema: &'n Node,
    unions: Vec<&'n Node>,
}

impl<'n> Kinds<'n> {
    fn of(events: &'n Node, root: &'n Node) -> Self {
        let mut kinds = Self { found: Vec::new(), seen: HashSet::new(), root };
        // A name announces events of other names.
        let is_named = property(events, "event", root).is_some_and(|event| !names(target(event, root)).is_empty());
        if union(events).is_some() || is_named {
            kinds.add(events, &[]);
        }
        kinds
    }

    fn add(&mut self, schema: &'n Node, unions: &[&'n Node]) {
        let behind = target(schema, self.root);
        let Some(all) = union(behind) else {
            self.found.push(Kind { schema, unions: unions.to_vec() });
            return;
        };
        if self.seen.len() == MAX_UNIONS || !self.seen.insert(std::ptr::from_ref(behind)) {
            return;
        }
        let unions: Vec<&Node> = unions.iter().copied().chain([behind]).collect();
        all.iter().for_each(|one| self.add(one, &unions));
    }
}

impl<'n> Kind<'n> {
    /// Returns a property of the schema or else of a union around it.
    fn property(&self, name: &str, root: &'n Node) -> Option<&'n Node> {
        [self.schema].into_iter().chain(self.unions.iter().rev().copied()).find_map(|it| property(it, name, root))
    }
}

/// Returns whether a schema describes an event, not only its data: it has the data or the name, and only fields of events.
fn is_event(kind: &Kind<'_>, root: &Node) -> bool {
    let has = |field: &str| kind.property(field, root).is_some();
    (has("data") || has("event")) && has_only_fields(target(kind.schema, root))
}

/// Returns whether all properties of a schema are fields of events.
fn has_only_fields(schema: &Node) -> bool {
    let properties = schema.get("properties").and_then(Node::as_object);
    properties.into_iter().flat_map(Map::keys).all(|name| FIELDS.contains(&name.as_str()))
}

/// Returns the schema of an event with one of these names, or with any name.
fn variant(names: &[&str], data: Node, kind: &Node) -> Node {
    let string = |text: &str| Node::String(text.to_owned());
    let mut event = Map::from_iter([("type".to_owned(), string("string"))]);
    if !names.is_empty() {
        event.insert("enum".to_owned(), Node::Array(names.iter().copied().map(string).collect()));
    }
    let properties = Map::from_iter([("event".to_owned(), Node::Object(event)), ("data".to_owned(), data)]);
    let mut variant = Map::from_iter([
        ("type".to_owned(), string("object")),
        ("required".to_owned(), Node::Array(vec![string("event"), string("data")])),
        ("properties".to_owned(), Node::Object(properties)),
    ]);
    annotate(&mut variant, kind);
    Node::Object(variant)
}

fn annotate(schema: &mut Map, from: &Node) {
    let annotations = ["description", "deprecated"].map(|keyword| (keyword, from.get(keyword)));
    schema.extend(annotations.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.clone()))));
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

/// Returns the strings that a schema allows; none if it allows any.
fn names(schema: &Node) -> Vec<&str> {
    let values = match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => std::slice::from_ref(value),
        (None, Some(Node::Array(values))) => values.as_slice(),
        _ => &[],
    };
    values.iter().map(Node::as_str).collect::<Option<_>>().unwrap_or_default()
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

/// Returns the schema of an event's data: that of JSON, otherwise a string. For a union of events, returns the union of their
/// data.
fn data(event: &Node, root: &Node) -> Node {
    data_within(event, None, root, &mut HashSet::new()).unwrap_or_else(text)
}

/// `outer` is the schema of the data outside the union; `seen` are the unions so far, each with its `outer`. Returns `None` for
/// one of them.
fn data_within(event: &Node, outer: Option<&Node>, root: &Node, seen: &mut Seen) -> Option<Node> {
    let (mut event, written) = (event, event);
    for _ in 0..MAX_LINKS {
        let target = event.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
        let Some(next) = target.and_then(|target| root.at(&target)).filter(|_| union(event).is_none()) else { break };
        event = next;
    }
    let own = event.get("properties").and_then(|properties| properties.get("data")).or(outer);
    if let Some(kinds) = union(event) {
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
    let has_name = event.get("properties").is_some_and(|properties| properties.get("event").is_some());
    if (own.is_none() && !has_name) || !has_only_fields(event) {
        // The schema does not describe an event, so it describes the data.
        return Some(written.clone());
    }
    Some(own.and_then(|data| json(data, root)).unwrap_or_else(text))
}

/// Returns the schemas of a union.
fn union(schema: &Node) -> Option<&[Node]> {
    ["oneOf", "anyOf"].into_iter().find_map(|keyword| match schema.get(keyword) {
        Some(Node::Array(all)) => Some(all.as_slice()),
        _ => None,
    })
}
