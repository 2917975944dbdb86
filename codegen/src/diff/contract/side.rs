//! One document of a comparison: its tree, its schemas with all references resolved, and their locations.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::location::Pointer;
use crate::source::{Map, Node, Snapshot};

/// The index of a place of a document.
pub(super) type Id = usize;

/// A source location: the index of the file, and the pointer into it.
pub(super) type Spot = (usize, Pointer);

/// The maximum length of a chain of references, and the maximum nesting of `allOf`.
const MAX_DEPTH: usize = 100;

/// A document.
pub(super) struct Side<'a> {
    snapshot: &'a Snapshot,
    /// Whether keywords beside `$ref` apply.
    has_siblings: bool,
    places: Vec<(Pointer, &'a Node)>,
    ids: HashMap<Pointer, Id>,
}

/// A schema: the conjunction of its parts, which are the schema itself, the targets of its references, and the subschemas of
/// `allOf`. Without parts, it allows any value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Schema {
    pub(super) parts: Vec<Id>,
    /// Whether a union with `null` is one of the parts' own, so that `null` is valid too.
    pub(super) adds_null: bool,
    /// The unions with `null`, whose other variant is part of the schema.
    pub(super) opened: BTreeSet<Id>,
}

/// The keywords beside `$ref` that constrain nothing.
const ANNOTATIONS: [&str; 12] = [
    "$ref",
    "title",
    "summary",
    "description",
    "deprecated",
    "example",
    "examples",
    "default",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "$comment",
];

impl<'a> Side<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let version = snapshot.root().get("openapi").and_then(Node::as_str).unwrap_or_default();
        let has_siblings = !version.starts_with("3.0");
        Self { snapshot, has_siblings, places: Vec::new(), ids: HashMap::new() }
    }

    /// Returns the place at a pointer, if the document has it.
    pub(super) fn place(&mut self, pointer: Pointer) -> Option<Id> {
        if let Some(id) = self.ids.get(&pointer) {
            return Some(*id);
        }
        let node = self.snapshot.root().at(&pointer)?;
        Some(self.add(pointer, node))
    }

    fn add(&mut self, pointer: Pointer, node: &'a Node) -> Id {
        if let Some(id) = self.ids.get(&pointer) {
            return *id;
        }
        self.places.push((pointer.clone(), node));
        self.ids.insert(pointer, self.places.len() - 1);
        self.places.len() - 1
    }

    pub(super) fn node(&self, id: Id) -> &'a Node {
        self.places[id].1
    }

    pub(super) fn pointer(&self, id: Id) -> &Pointer {
        &self.places[id].0
    }

    pub(super) fn spot(&self, id: Id) -> Spot {
        self.snapshot.origin(self.pointer(id))
    }

    pub(super) fn map(&self, id: Id) -> Option<&'a Map> {
        self.node(id).as_object()
    }

    /// Returns the value of a keyword of the object at a place.
    pub(super) fn child(&mut self, id: Id, key: &str) -> Option<Id> {
        let node = match self.node(id) {
            Node::Object(map) => map.get(key)?,
            Node::Array(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
        let pointer = self.pointer(id).join(key);
        Some(self.add(pointer, node))
    }

    /// Returns the values within the value of a keyword, each with its key.
    pub(super) fn children(&mut self, id: Id, keyword: &str) -> Vec<(String, Id)> {
        let Some(parent) = self.child(id, keyword) else { return Vec::new() };
        let keys: Vec<String> = match self.node(parent) {
            Node::Object(map) => map.keys().cloned().collect(),
            Node::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        };
        keys.into_iter().filter_map(|key| Some((key.clone(), self.child(parent, &key)?))).collect()
    }

    /// Returns the end of a chain of references from a place.
    pub(super) fn target(&mut self, mut id: Id) -> Id {
        for _ in 0..MAX_DEPTH {
            let Some(next) = self.reference(id) else { break };
            id = next;
        }
        id
    }

    fn reference(&mut self, id: Id) -> Option<Id> {
        let reference = self.node(id).get("$ref")?.as_str()?;
        self.place(Pointer::of_reference(reference)?)
    }

    /// Returns the schema at a place.
    pub(super) fn schema(&mut self, id: Id) -> Schema {
        self.all(&[id])
    }

    /// Returns the conjunction of the schemas at some places.
    pub(super) fn all(&mut self, ids: &[Id]) -> Schema {
        let (mut schema, mut seen) = (Schema::default(), HashSet::new());
        ids.iter().for_each(|id| self.flatten(*id, &mut schema, &mut seen, 0));
        schema
    }

    fn flatten(&mut self, id: Id, schema: &mut Schema, seen: &mut HashSet<Id>, depth: usize) {
        if depth > MAX_DEPTH || !seen.insert(id) {
            return;
        }
        let Some(map) = self.map(id) else {
            if *self.node(id) == Node::Bool(false) {
                schema.parts.push(id);
            }
            return;
        };
        if let Some(target) = self.reference(id) {
            let is_plain = map.keys().all(|key| ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-"));
            if !is_plain && self.has_siblings {
                schema.parts.push(id);
                self.parts_of(id, schema, seen, depth);
            }
            self.flatten(target, schema, seen, depth + 1);
            return;
        }
        if !map.is_empty() {
            schema.parts.push(id);
        }
        self.parts_of(id, schema, seen, depth);
    }

    fn parts_of(&mut self, id: Id, schema: &mut Schema, seen: &mut HashSet<Id>, depth: usize) {
        for (_, part) in self.children(id, "allOf") {
            self.flatten(part, schema, seen, depth + 1);
        }
        for keyword in ["oneOf", "anyOf"] {
            let variants = self.children(id, keyword);
            let (nulls, others): (Vec<_>, Vec<_>) = variants.into_iter().partition(|(_, it)| is_null(self.node(*it)));
            if let ([_, ..], [(_, only)]) = (nulls.as_slice(), others.as_slice()) {
                schema.adds_null = true;
                schema.opened.insert(id);
                self.flatten(*only, schema, seen, depth + 1);
            }
        }
    }
}

/// Returns whether a schema allows only `null`.
fn is_null(schema: &Node) -> bool {
    let Some(map) = schema.as_object() else { return false };
    let is = |key: &str, value: &Node| map.get(key) == Some(value);
    is("type", &Node::String("null".to_owned()))
        || is("type", &Node::Array(vec![Node::String("null".to_owned())]))
        || is("const", &Node::Null)
        || is("enum", &Node::Array(vec![Node::Null]))
}
