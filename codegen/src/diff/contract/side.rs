//! One document of a comparison: its tree, its schemas with all references resolved, and their locations.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use crate::diff::contract::effort;
use crate::location::Pointer;
use crate::source::{Map, Node, Snapshot};

/// The index of a place of a document.
pub(super) type Id = usize;

/// A source location: the index of the file, and the pointer into it.
pub(super) type Spot = (usize, Pointer);

/// The number of a schema of a document. Equal schemas have one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SchemaId(usize);

/// A document.
pub(super) struct Side<'a> {
    snapshot: &'a Snapshot,
    /// Whether keywords beside `$ref` apply.
    pub(super) has_siblings: bool,
    places: Vec<Place<'a>>,
    ids: HashMap<Pointer, Id>,
    schemas: Vec<Rc<Schema>>,
    /// The restrictions of the schemas that are known.
    restrictions: HashMap<SchemaId, Restriction>,
    schema_ids: HashMap<Rc<Schema>, SchemaId>,
    /// The effort spent on schemas so far, and the most that may be spent.
    effort: usize,
    bound: usize,
}

/// A value at a place of a document, with what is known of it.
struct Place<'a> {
    pointer: Pointer,
    node: &'a Node,
    /// The target of its reference, once it is known.
    reference: Option<Option<Id>>,
    /// The end of its chain of references, once it is known.
    target: Option<Id>,
    /// Its schema, once it is known.
    schema: Option<SchemaId>,
    /// The effort to compare it, once it is known.
    effort: Option<usize>,
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

/// The keywords of a schema that restrict a property to requests or responses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Restriction {
    pub(super) read_only: bool,
    pub(super) write_only: bool,
}

impl Restriction {
    pub(super) fn add(&mut self, node: &Node) {
        let has = |keyword: &str| node.get(keyword) == Some(&Node::Bool(true));
        self.read_only |= has("readOnly");
        self.write_only |= has("writeOnly");
    }
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
    /// Returns a document for which at most the effort `bound` is spent.
    pub(super) fn new(snapshot: &'a Snapshot, bound: usize) -> Self {
        let version = snapshot.root().get("openapi").and_then(Node::as_str).unwrap_or_default();
        let has_siblings = !version.starts_with("3.0");
        let (places, ids) = (Vec::new(), HashMap::new());
        let (schemas, schema_ids, restrictions) = (Vec::new(), HashMap::new(), HashMap::new());
        Self { snapshot, has_siblings, places, ids, schemas, restrictions, schema_ids, effort: 0, bound }
    }

    /// Returns whether the bound on the effort is reached.
    pub(super) fn is_exhausted(&self) -> bool {
        self.effort > self.bound
    }

    pub(super) fn root(&self) -> &'a Node {
        self.snapshot.root()
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
        self.places.push(Place {
            pointer: pointer.clone(),
            node,
            reference: None,
            target: None,
            schema: None,
            effort: None,
        });
        self.ids.insert(pointer, self.places.len() - 1);
        self.places.len() - 1
    }

    pub(super) fn node(&self, id: Id) -> &'a Node {
        self.places[id].node
    }

    pub(super) fn pointer(&self, id: Id) -> &Pointer {
        &self.places[id].pointer
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

    /// Returns the end of a chain of references from a place. A cycle ends where it closes.
    pub(super) fn target(&mut self, id: Id) -> Id {
        let (mut passed, mut seen, mut at) = (Vec::new(), HashSet::new(), id);
        let end = loop {
            if let Some(end) = self.places[at].target {
                break end;
            }
            match self.reference(at).filter(|_| seen.insert(at)) {
                Some(next) => passed.push(std::mem::replace(&mut at, next)),
                None => break at,
            }
        };
        passed.into_iter().for_each(|id| self.places[id].target = Some(end));
        end
    }

    fn reference(&mut self, id: Id) -> Option<Id> {
        if let Some(known) = self.places[id].reference {
            return known;
        }
        let reference = self.node(id).get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
        let found = reference.and_then(|pointer| self.place(pointer));
        self.places[id].reference = Some(found);
        found
    }

    /// Returns the effort to compare the schema at a place.
    pub(super) fn effort_of(&mut self, id: Id) -> usize {
        if let Some(known) = self.places[id].effort {
            return known;
        }
        let effort = effort::of_part(self.node(id));
        self.places[id].effort = Some(effort);
        effort
    }

    /// Returns a schema.
    pub(super) fn get(&self, id: SchemaId) -> Rc<Schema> {
        Rc::clone(&self.schemas[id.0])
    }

    /// Returns the restriction that the parts of a schema have.
    pub(super) fn restriction(&mut self, id: SchemaId) -> Restriction {
        if let Some(known) = self.restrictions.get(&id) {
            return *known;
        }
        let mut found = Restriction::default();
        self.get(id).parts.iter().for_each(|part| found.add(self.node(*part)));
        self.restrictions.insert(id, found);
        found
    }

    /// Returns the schema at a place; `None` if the bound on the effort is reached.
    pub(super) fn schema(&mut self, id: Id) -> Option<SchemaId> {
        // Most references have nothing beside them: they have the schema of their target.
        let (mut passed, mut seen, mut at) = (Vec::new(), HashSet::new(), id);
        let schema = loop {
            if let Some(known) = self.places[at].schema {
                break known;
            }
            let is_plain = self.map(at).is_some_and(|map| !self.has_siblings || is_plain(map));
            match self.reference(at).filter(|_| is_plain && seen.insert(at)) {
                Some(next) => passed.push(std::mem::replace(&mut at, next)),
                None => break self.flattened(&[at])?,
            }
        };
        passed.into_iter().chain([at]).for_each(|id| self.places[id].schema = Some(schema));
        Some(schema)
    }

    /// Returns the conjunction of the schemas at some places; `None` if the bound on the effort is reached.
    pub(super) fn all(&mut self, ids: &[Id]) -> Option<SchemaId> {
        match ids {
            [only] => self.schema(*only),
            _ => self.flattened(ids),
        }
    }

    fn flattened(&mut self, ids: &[Id]) -> Option<SchemaId> {
        if self.is_exhausted() {
            return None;
        }
        let (mut schema, mut seen) = (Schema::default(), HashSet::new());
        // A stack of places instead of recursion: references make long chains.
        let mut open: Vec<Id> = ids.iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            self.effort += effort::OF_VISIT;
            if seen.insert(id) {
                let start = open.len();
                self.flatten(id, &mut schema, &mut open);
                // The first one is on top.
                open[start..].reverse();
            }
        }
        let id = SchemaId(self.schemas.len());
        let schema = Rc::new(schema);
        let id = *self.schema_ids.entry(Rc::clone(&schema)).or_insert(id);
        if id.0 == self.schemas.len() {
            self.schemas.push(schema);
        }
        Some(id)
    }

    /// Adds a place to a schema, and the places that are part of it to `open`.
    fn flatten(&mut self, id: Id, schema: &mut Schema, open: &mut Vec<Id>) {
        let Some(map) = self.map(id) else {
            if *self.node(id) == Node::Bool(false) {
                schema.parts.push(id);
            }
            return;
        };
        if let Some(target) = self.reference(id) {
            if self.has_siblings && !is_plain(map) {
                schema.parts.push(id);
                self.parts_of(id, schema, open);
            }
            open.push(target);
            return;
        }
        if !map.is_empty() {
            schema.parts.push(id);
        }
        self.parts_of(id, schema, open);
    }

    fn parts_of(&mut self, id: Id, schema: &mut Schema, open: &mut Vec<Id>) {
        open.extend(self.children(id, "allOf").into_iter().map(|(_, part)| part));
        for keyword in ["oneOf", "anyOf"] {
            let Some(Node::Array(variants)) = self.node(id).get(keyword) else { continue };
            self.effort += variants.len();
            let mut others = variants.iter().enumerate().filter(|(_, it)| !is_null(it)).map(|(index, _)| index);
            let (Some(only), None, 2..) = (others.next(), others.next(), variants.len()) else { continue };
            let union = self.child(id, keyword);
            if let Some(only) = union.and_then(|union| self.child(union, &only.to_string())) {
                schema.adds_null = true;
                schema.opened.insert(id);
                open.push(only);
            }
        }
    }
}

/// Returns whether nothing beside a reference constrains values.
fn is_plain(map: &Map) -> bool {
    map.keys().all(|key| ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-"))
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
