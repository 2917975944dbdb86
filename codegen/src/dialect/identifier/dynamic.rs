//! Generic schemas: `$dynamicRef`, which the referring schema binds with a `$dynamicAnchor`.
//!
//! A schema that leaves `$dynamicRef`s open is copied into each schema that binds them, such as a page of anything into a
//! page of pets. Each copy becomes a type of its own.
//!
//! Source: JSON Schema Core 2020-12, sections 7.1 (dynamic scope) and 8.2.3.2 (`$dynamicRef`); OpenAPI 3.1.1, section
//! 4.8.24.6.3 (generic data structures).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::Kind;
use crate::dialect::reference::count;
use crate::location::Pointer;
use crate::source::{Document, Map, Node, Relocation};

/// The maximum total number of copied values.
const MAX_COPIES: usize = 20_000;

/// The maximum nesting of copies.
const MAX_DEPTH: usize = 40;

/// Keywords that are not copied, because they describe no values or identify the original schema.
const OWN: [&str; 7] = ["$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary", "$comment", "$defs"];

/// Annotations, which those of the referring schema override.
const WORDS: [&str; 9] =
    ["title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "externalDocs"];

/// The schema that a name is bound to.
#[derive(Clone, Debug)]
struct Binding {
    place: Pointer,
    /// Whether it belongs to the generic schema, so that it may have open references itself.
    is_open: bool,
}

/// The bound schemas, by name.
type Bindings = BTreeMap<String, Binding>;

/// Copies generic schemas into the schemas that bind their open names, and returns the scopes of the document. References
/// other than dynamic ones are pointers already.
pub(super) fn bind(document: &mut Document, diagnostics: &mut Diagnostics) -> Scopes {
    let mut scopes = Scopes::default();
    scopes.find(&document.root, &mut Pointer::root(), Kind::Object, false);
    // Make the references that exceed the bounds independent of the document's order.
    scopes.references.sort();
    let written = document.root.clone();
    let open = left_open(&scopes);
    let mut binder = Binder {
        written: &written,
        scopes: &scopes,
        open: &open,
        copied: Vec::new(),
        copies: 0,
        is_beyond: false,
        moved: Relocation::at_once(),
    };
    for (place, target) in &scopes.references {
        let scope = scopes.of(place);
        let Some(own) = scopes.anchors.get(&scope).filter(|_| scopes.of(target) != scope) else { continue };
        let own = own.iter().map(|(name, place)| (name.clone(), Binding { place: place.clone(), is_open: false }));
        let own: Bindings = own.collect();
        // A schema that only names another one refers to it unbound.
        if binder.meant(place) != *place || !binder.leaves_open(target, &own) {
            continue;
        }
        if let Some(Node::Object(map)) = document.root.at_mut(place) {
            binder.fill_in(map, target, place, &own);
        }
    }
    let (moved, is_beyond) = (binder.moved, binder.is_beyond);
    if is_beyond {
        let message =
            "`$dynamicRef` requires more copies of schemas than oasmith makes; some references allow any value";
        diagnostics
            .warning(Code::TooLarge, &Pointer::root(), message)
            .help("use `$ref` where the target does not depend on the context");
    }
    document.relocated(&moved);
    scopes
}

/// Returns the anchor of a reference.
fn name_of(reference: &str) -> Option<&str> {
    let (_, name) = reference.split_once('#')?;
    (!name.is_empty() && !name.starts_with('/')).then_some(name)
}

/// Returns the open names of each referenced schema, including those of the schemas that it references.
fn left_open(scopes: &Scopes) -> HashMap<Pointer, BTreeSet<String>> {
    let targets =
        scopes.references.iter().map(|(_, target)| target).chain(scopes.anchors.values().flat_map(BTreeMap::values));
    let targets: HashSet<&Pointer> = targets.collect();
    // The targets that contain a location.
    let around = |place: &Pointer| {
        let mut found = Vec::new();
        let mut at = Some(place.clone());
        while let Some(place) = at {
            found.extend(targets.get(&place).copied());
            at = place.split_last().map(|(parent, _)| parent);
        }
        found
    };
    let mut users: HashMap<&Pointer, Vec<&Pointer>> = HashMap::new();
    for (place, target) in &scopes.references {
        users.entry(target).or_default().extend(around(place));
    }
    let mut open: HashMap<Pointer, BTreeSet<String>> = HashMap::new();
    let mut todo: Vec<(&Pointer, &str)> = Vec::new();
    for (place, name) in &scopes.dynamic {
        todo.extend(around(place).into_iter().map(|target| (target, name.as_str())));
    }
    while let Some((target, name)) = todo.pop() {
        if open.entry(target.clone()).or_default().insert(name.to_owned()) {
            todo.extend(users.get(target).into_iter().flatten().map(|user| (*user, name)));
        }
    }
    open
}

/// The anchors of a document by scope.
#[derive(Default)]
pub(super) struct Scopes {
    /// The scopes of names: schemas with a URI, and outermost schemas, because many documents omit `$id`.
    homes: HashSet<Pointer>,
    anchors: HashMap<Pointer, BTreeMap<String, Pointer>>,
    /// The plain anchors, which can't be rebound, by scope.
    fixed: HashMap<(Pointer, String), Pointer>,
    /// The references by pointer; once sorted, outer ones come first.
    references: Vec<(Pointer, Pointer)>,
    /// The dynamic references.
    dynamic: Vec<(Pointer, String)>,
}

impl Scopes {
    fn find(&mut self, node: &Node, place: &mut Pointer, kind: Kind, is_part: bool) {
        if kind == Kind::Data {
            return;
        }
        let text = |keyword: &str| node.get(keyword).and_then(Node::as_str);
        if kind == Kind::Schema {
            if text("$id").is_some() || !is_part {
                self.homes.insert(place.clone());
            }
            if let Some(name) = text("$dynamicAnchor") {
                let home = self.of(place);
                self.anchors.entry(home).or_default().entry(name.to_owned()).or_insert_with(|| place.clone());
            }
            if let Some(name) = text("$anchor") {
                self.fixed.insert((self.of(place), name.to_owned()), place.clone());
            }
            if let Some(target) = text("$ref").and_then(Pointer::of_reference) {
                self.references.push((place.clone(), target));
            }
            self.dynamic.extend(text("$dynamicRef").and_then(name_of).map(|name| (place.clone(), name.to_owned())));
        }
        let is_part = kind == Kind::Schema || is_part;
        for (token, child) in node.children() {
            let kind = if node.as_object().is_some() { kind.child(&token, child) } else { kind };
            let back = place.push(token);
            self.find(child, place, kind, is_part);
            place.truncate(back);
        }
    }

    /// Returns the schema for an unbound name: the anchor of its scope, or else the only anchor of that name.
    pub(super) fn anchor(&self, place: &Pointer, name: &str) -> Option<&Pointer> {
        let home = self.of(place);
        let own = self.anchors.get(&home).and_then(|names| names.get(name));
        if let Some(own) = own.or_else(|| self.fixed.get(&(home, name.to_owned()))) {
            return Some(own);
        }
        let mut all = self.anchors.values().filter_map(|names| names.get(name));
        all.next().filter(|_| all.next().is_none())
    }

    /// Returns the scope of a location.
    fn of(&self, place: &Pointer) -> Pointer {
        let mut at = place.clone();
        while !self.homes.contains(&at) {
            let Some((parent, _)) = at.split_last() else { return at };
            at = parent;
        }
        at
    }
}

struct Binder<'b> {
    written: &'b Node,
    scopes: &'b Scopes,
    open: &'b HashMap<Pointer, BTreeSet<String>>,
    /// The enclosing copies, outermost first: the pointer to the original and to its copy.
    copied: Vec<(Pointer, Pointer)>,
    copies: usize,
    /// Whether the bounds left a reference unbound.
    is_beyond: bool,
    /// The pointers from which and to which values were copied.
    moved: Relocation,
}

/// The context of a copy.
struct Filling<'f> {
    bindings: &'f Bindings,
    /// The scope of the original.
    home: &'f Pointer,
}

impl Binder<'_> {
    /// Returns whether a schema, or one that it references, has an open name of `bindings`.
    fn leaves_open(&self, target: &Pointer, bindings: &Bindings) -> bool {
        self.open.get(target).is_some_and(|open| open.iter().any(|name| bindings.contains_key(name)))
    }

    /// Copies the schema at `target` into the referring schema at `place`, with its open names bound to `outer`. If both
    /// schemas have a keyword with different values, the copy goes into `allOf`.
    fn fill_in(&mut self, map: &mut Map, target: &Pointer, place: &Pointer, outer: &Bindings) {
        let Some(Node::Object(template)) = self.written.at(target) else { return };
        let size = template.values().map(count).sum::<usize>();
        if self.copied.len() >= MAX_DEPTH || self.copies + size > MAX_COPIES {
            self.is_beyond = true;
            return;
        }
        self.copies += size;
        let is_copied = |(key, _): &(&String, &Node)| {
            !(OWN.contains(&key.as_str()) || WORDS.contains(&key.as_str()) && map.contains_key(*key))
        };
        let copy: Map = template.iter().filter(is_copied).map(|(key, node)| (key.clone(), node.clone())).collect();
        let is_apart = copy.iter().any(|(key, value)| key != "$ref" && map.get(key).is_some_and(|own| own != value));
        map.shift_remove("$ref");
        let parts = map.get("allOf").map_or(0, |parts| parts.children().count());
        let to = if is_apart { place.join("allOf").join(parts) } else { place.clone() };
        // The outermost binding takes precedence.
        let mut bindings = outer.clone();
        let home = self.scopes.of(target);
        for (name, anchor) in self.scopes.anchors.get(&home).into_iter().flatten() {
            bindings.entry(name.clone()).or_insert_with(|| Binding { place: anchor.clone(), is_open: true });
        }
        self.copied.push((target.clone(), to.clone()));
        let mut node = Node::Object(copy);
        self.fill(&mut node, &mut to.clone(), Kind::Schema, &Filling { bindings: &bindings, home: &home });
        self.copied.pop();
        if is_apart {
            self.moved.add(target.clone(), to);
            if let Node::Array(parts) = map.entry("allOf".to_owned()).or_insert_with(|| Node::Array(Vec::new())) {
                parts.push(node);
            }
        } else if let Node::Object(filled) = node {
            self.moved.extend(filled.keys().map(|key| (target.join(key), place.join(key))));
            map.extend(filled);
        }
    }

    fn fill(&mut self, node: &mut Node, place: &mut Pointer, kind: Kind, with: &Filling<'_>) {
        match node {
            _ if kind == Kind::Data => {}
            Node::Object(map) => {
                let open = if kind == Kind::Schema { self.refer(map, with) } else { None };
                for (key, child) in map.iter_mut() {
                    let kind = kind.child(key, child);
                    let back = place.push(key);
                    self.fill(child, place, kind, with);
                    place.truncate(back);
                }
                // After the children: the values copied here are already bound.
                if let Some(target) = open {
                    self.fill_in(map, &target, place, with.bindings);
                }
            }
            Node::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let back = place.push(index);
                    self.fill(item, place, kind, with);
                    place.truncate(back);
                }
            }
            _ => {}
        }
    }

    /// Rebinds a reference, to a copy of its target if there is one. Returns the target if it needs a copy.
    fn refer(&self, map: &mut Map, with: &Filling<'_>) -> Option<Pointer> {
        let text = |keyword: &str| map.get(keyword).and_then(Node::as_str);
        let (target, is_open) = match text("$dynamicRef").and_then(name_of) {
            Some(name) => self.named(name, with)?,
            None => (text("$ref").and_then(Pointer::of_reference)?, true),
        };
        map.shift_remove("$dynamicRef");
        let copy = self.copied.iter().rev().find(|(there, _)| *there == target).map(|(_, copy)| copy);
        map.insert("$ref".to_owned(), Node::String(copy.unwrap_or(&target).to_string()));
        // A schema that binds a name is complete in its own scope.
        (is_open && copy.is_none() && self.leaves_open(&target, with.bindings)).then_some(target)
    }

    /// Returns the schema for a name, and whether it may have open names.
    fn named(&self, name: &str, with: &Filling<'_>) -> Option<(Pointer, bool)> {
        let is_fixed = self.scopes.fixed.contains_key(&(with.home.clone(), name.to_owned()));
        match with.bindings.get(name).filter(|_| !is_fixed) {
            Some(binding) => Some((self.meant(&binding.place), binding.is_open)),
            None => self.scopes.anchor(with.home, name).map(|anchor| (anchor.clone(), true)),
        }
    }

    /// Returns the schema at an anchor; if it only references another one, that one.
    fn meant(&self, anchor: &Pointer) -> Pointer {
        let is_name = |map: &&Map| map.keys().all(|key| ["$dynamicAnchor", "$ref", "$comment"].contains(&key.as_str()));
        let named = self.written.at(anchor).and_then(Node::as_object).filter(is_name);
        let named = named.filter(|map| map.contains_key("$dynamicAnchor"));
        let other = named.and_then(|map| Pointer::of_reference(map.get("$ref")?.as_str()?));
        other.unwrap_or_else(|| anchor.clone())
    }
}
