//! Schemas of server-sent events: `itemSchema` of `text/event-stream`.
//!
//! Source: OpenAPI 3.2.0, section 4.14.4.2 (server-sent event streams).

use std::collections::{HashMap, HashSet};

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
    let (kinds, is_union) = Kinds::of(events, root);
    if !kinds.iter().any(|kind| kind.is_event) {
        // The schema does not describe events, so it describes their data.
        return events.clone();
    }
    let data = data(&kinds);
    // A name announces events of other names.
    if !is_union && kinds.iter().all(|kind| kind.names.is_empty()) {
        return data;
    }
    let mut readings = Map::from_iter([("oneOf".to_owned(), Node::Array(vec![named(&kinds, events, root), data]))]);
    texts(&kinds).write(&mut readings);
    Node::Object(readings)
}

/// Returns the schema of the data of all events.
fn data(kinds: &[Kind<'_>]) -> Node {
    let mut all: Vec<Node> = Vec::new();
    for data in kinds.iter().map(|kind| kind.data.clone().unwrap_or_else(text)) {
        if !all.contains(&data) {
            all.push(data);
        }
    }
    match <[Node; 1]>::try_from(all) {
        Ok([only]) => only,
        Err(all) => Node::Object(Map::from_iter([("anyOf".to_owned(), Node::Array(all))])),
    }
}

/// Returns the union of objects with the names and the data of events.
fn named(kinds: &[Kind<'_>], events: &Node, root: &Node) -> Node {
    let variants = kinds.iter().map(|kind| {
        let (names, schema) = (&kind.names, target(kind.schema, root));
        let mut variant = variant(names, kind.data.clone().unwrap_or_else(text), schema);
        let component =
            || kind.schema.get("$ref").and_then(Node::as_str)?.rsplit('/').next().filter(|_| names.is_empty());
        if let Some(title) = schema.get("title").and_then(Node::as_str).or_else(component) {
            variant.insert("title".to_owned(), Node::String(title.to_owned()));
        }
        Node::Object(variant)
    });
    let mut union = Map::from_iter([("oneOf".to_owned(), Node::Array(variants.collect()))]);
    annotate(&mut union, target(events, root));
    Node::Object(union)
}

/// Returns the events whose data is text.
fn texts(kinds: &[Kind<'_>]) -> NamedEvents {
    let names = |is_text: bool| -> IndexSet<String> {
        let kinds = kinds.iter().filter(|kind| kind.data.is_none() == is_text);
        kinds.flat_map(|kind| &kind.names).map(|name| (*name).to_owned()).collect()
    };
    let (of_text, of_json) = (names(true), names(false));
    let mut others = kinds.iter().filter(|kind| kind.names.is_empty()).peekable();
    match others.peek().is_some() && others.all(|kind| kind.data.is_none()) {
        true => NamedEvents::Jsons(of_json.into_iter().collect()),
        false => NamedEvents::Texts(of_text.into_iter().filter(|name| !of_json.contains(name)).collect()),
    }
}

/// A schema of events that is no union.
struct Kind<'n> {
    schema: &'n Node,
    /// The names of the events; none if they may have any.
    names: Vec<&'n str>,
    /// The schema of data that is JSON; `None` for text.
    data: Option<Node>,
    /// Whether the schema describes an event, not only its data.
    is_event: bool,
}

/// What a schema, the parts of its `allOf` and the unions around it state about events.
#[derive(Clone, Copy)]
struct Facts<'n> {
    event: Option<&'n Node>,
    data: Option<&'n Node>,
    /// Whether all properties are fields of events.
    has_only_fields: bool,
    /// The schemas of a union.
    union: Option<&'n [Node]>,
}

impl<'n> Facts<'n> {
    fn own(schema: &'n Node) -> Self {
        let properties = schema.get("properties");
        let names = properties.and_then(Node::as_object).into_iter().flat_map(Map::keys);
        let union = ["oneOf", "anyOf"].into_iter().find_map(|keyword| match schema.get(keyword) {
            Some(Node::Array(all)) => Some(all.as_slice()),
            _ => None,
        });
        Self {
            event: properties.and_then(|it| it.get("event")),
            data: properties.and_then(|it| it.get("data")),
            has_only_fields: names.into_iter().all(|name| FIELDS.contains(&name.as_str())),
            union,
        }
    }

    /// Returns the facts with those of a further part. A property with names or with the kind of the data precedes others.
    fn and(self, part: Self, root: &Node) -> Self {
        let is_specific = |property: &&Node| {
            let property = target(property, root);
            ["const", "enum", "contentSchema", "contentMediaType"].iter().any(|keyword| property.get(keyword).is_some())
        };
        let best = |one: Option<&'n Node>, other: Option<&'n Node>| {
            one.filter(is_specific).or(other.filter(is_specific)).or(one).or(other)
        };
        Self {
            event: best(self.event, part.event),
            data: best(self.data, part.data),
            has_only_fields: self.has_only_fields && part.has_only_fields,
            union: self.union.or(part.union),
        }
    }

    /// Returns the facts of a schema within a union with these facts.
    fn around(self, inner: Self) -> Self {
        Self {
            event: inner.event.or(self.event),
            data: inner.data.or(self.data),
            has_only_fields: self.has_only_fields && inner.has_only_fields,
            union: inner.union,
        }
    }

    fn is_event(&self) -> bool {
        (self.data.is_some() || self.event.is_some()) && self.has_only_fields
    }
}

/// The schemas of a union, and of the unions among them.
struct Kinds<'n> {
    found: Vec<Kind<'n>>,
    /// The unions so far, each with the one around it.
    seen: HashSet<(*const Node, Option<*const Node>)>,
    /// The facts of schemas; `None` while they are being found.
    facts: HashMap<*const Node, Option<Facts<'n>>>,
    root: &'n Node,
}

impl<'n> Kinds<'n> {
    /// Returns the schemas of a union, or a schema that is no union; and whether it is one.
    fn of(events: &'n Node, root: &'n Node) -> (Vec<Kind<'n>>, bool) {
        let mut kinds = Self { found: Vec::new(), seen: HashSet::new(), facts: HashMap::new(), root };
        let facts = kinds.facts(target(events, root), 0);
        kinds.add(events, None);
        (kinds.found, facts.union.is_some())
    }

    /// `around` is the union around the schema, with its facts.
    fn add(&mut self, schema: &'n Node, around: Option<(&'n Node, Facts<'n>)>) {
        let behind = target(schema, self.root);
        let own = self.facts(behind, 0);
        let facts = around.map_or(own, |(_, outer)| outer.around(own));
        let Some(all) = facts.union else {
            self.found.push(self.kind(schema, facts));
            return;
        };
        let union = (std::ptr::from_ref(behind), around.map(|(union, _)| std::ptr::from_ref(union)));
        if self.seen.len() < MAX_UNIONS && self.seen.insert(union) {
            all.iter().for_each(|one| self.add(one, Some((behind, facts))));
        }
    }

    fn kind(&self, schema: &'n Node, facts: Facts<'n>) -> Kind<'n> {
        let is_event = facts.is_event();
        let event = facts.event.filter(|_| is_event);
        Kind {
            schema,
            names: event.map(|event| names(target(event, self.root))).unwrap_or_default(),
            data: if is_event { facts.data.and_then(|data| json(data, self.root)) } else { Some(schema.clone()) },
            is_event,
        }
    }

    /// Returns the facts of a schema and of the parts of its `allOf`, which may contain each other.
    fn facts(&mut self, schema: &'n Node, depth: usize) -> Facts<'n> {
        let own = Facts::own(schema);
        let place = std::ptr::from_ref(schema);
        match self.facts.get(&place) {
            Some(known) => return known.unwrap_or(own),
            None if depth == MAX_LINKS => return own,
            None => self.facts.insert(place, None),
        };
        let mut all = own;
        for (_, part) in schema.get("allOf").into_iter().flat_map(Node::children) {
            let part = self.facts(target(part, self.root), depth + 1);
            all = all.and(part, self.root);
        }
        self.facts.insert(place, Some(all));
        all
    }
}

/// Returns the schema of an event with one of these names, or with any name.
fn variant(names: &[&str], data: Node, kind: &Node) -> Map {
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
    variant
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
