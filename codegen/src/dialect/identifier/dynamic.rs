//! Schemas that others fill in: `$dynamicRef`, which leads to what the schema that is come from has under that name.
//!
//! A list of anything that a page of pets makes a list of pets is copied into that page, with pets in the place of anything: then each
//! is a type of its own.
//!
//! Source: JSON Schema Core 2020-12, sections 7.1 (dynamic scope) and 8.2.3.2 (`$dynamicRef`); OpenAPI 3.1.1, section
//! 4.8.24.6.3 (generic data structures).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::dialect::Kind;
use crate::dialect::reference::count;
use crate::source::{Document, Map, Node, Pointer};

/// How many values may be copied, in all.
const MAX_COPIES: usize = 200_000;

/// What says nothing of values, or of another schema than the one it is copied into.
const OWN: [&str; 7] = ["$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary", "$comment", "$defs"];

/// What is said of the whole by who refers to it.
const WORDS: [&str; 9] =
    ["title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "externalDocs"];

/// What names stand for: schemas, by name.
type Bindings = BTreeMap<String, Pointer>;

/// Fills in schemas where they are referred to from one that has names of its own for what they leave open. References other than
/// dynamic ones are pointers already.
pub(super) fn bind(document: &mut Document) {
    let mut scopes = Scopes::default();
    scopes.find(&document.root, &mut Pointer::root(), Kind::Object);
    if !scopes.is_dynamic || scopes.anchors.is_empty() {
        return;
    }
    let written = document.root.clone();
    let mut binder = Binder { written: &written, scopes: &scopes, open: HashMap::new(), copies: 0, moved: Vec::new() };
    for (place, target) in &scopes.references {
        let scope = scopes.of(place);
        let Some(own) = scopes.anchors.get(&scope).filter(|_| scopes.of(target) != scope) else { continue };
        if !binder.leaves_open(target, own) {
            continue;
        }
        let filled = binder.filled(target, own.clone(), place, &HashMap::new());
        if let (Some(filled), Some(Node::Object(map))) = (filled, document.root.at_mut(place)) {
            binder.merge(map, filled, target, place);
        }
    }
    let moved = binder.moved;
    document.copied(&moved);
}

/// The text after `#` of a reference to a name.
fn name_of(reference: &str) -> Option<&str> {
    let (_, name) = reference.split_once('#')?;
    (!name.is_empty() && !name.starts_with('/')).then_some(name)
}

/// The names that a schema, and those that it refers to, leave open.
fn left_open<'n>(written: &'n Node, target: &Pointer) -> BTreeSet<&'n str> {
    let mut names = BTreeSet::new();
    let (mut seen, mut todo) = (BTreeSet::from([target.clone()]), vec![target.clone()]);
    while let Some(target) = todo.pop() {
        let mut open: Vec<&'n Node> = written.at(&target).into_iter().collect();
        while let Some(node) = open.pop() {
            names.extend(node.get("$dynamicRef").and_then(Node::as_str).and_then(name_of));
            let next = node.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
            todo.extend(next.filter(|next| seen.insert(next.clone())));
            open.extend(node.children().map(|(_, child)| child));
        }
    }
    names
}

fn is_component(place: &Pointer) -> bool {
    let tokens: Vec<String> = place.tokens().collect();
    matches!(tokens.as_slice(), [components, schemas, _] if components == "components" && schemas == "schemas")
}

/// Which schemas have names of their own for what others leave open.
#[derive(Default)]
struct Scopes {
    /// The schemas within which a name is one: those with a URI, and components, as many leave that out.
    homes: HashSet<Pointer>,
    anchors: HashMap<Pointer, Bindings>,
    /// The references by pointer, in order: what is within another comes after it.
    references: Vec<(Pointer, Pointer)>,
    is_dynamic: bool,
}

impl Scopes {
    fn find(&mut self, node: &Node, place: &mut Pointer, kind: Kind) {
        if kind == Kind::Data {
            return;
        }
        let text = |word: &str| node.get(word).and_then(Node::as_str);
        if kind == Kind::Schema {
            if text("$id").is_some() || is_component(place) {
                self.homes.insert(place.clone());
            }
            if let Some(name) = text("$dynamicAnchor") {
                let home = self.of(place);
                self.anchors.entry(home).or_default().entry(name.to_owned()).or_insert_with(|| place.clone());
            }
            if let Some(target) = text("$ref").and_then(Pointer::of_reference) {
                self.references.push((place.clone(), target));
            }
            self.is_dynamic |= text("$dynamicRef").is_some();
        }
        for (token, child) in node.children() {
            let kind = if node.as_object().is_some() { kind.member(&token, child) } else { kind };
            let back = place.push(token);
            self.find(child, place, kind);
            place.truncate(back);
        }
    }

    /// The schema whose names count at a place.
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
    /// What each schema leaves open.
    open: HashMap<Pointer, BTreeSet<&'b str>>,
    copies: usize,
    /// What has been copied from where to where.
    moved: Vec<(Pointer, Pointer)>,
}

impl<'b> Binder<'b> {
    /// Whether a schema, or one that it refers to, leaves open what has a name in `bindings`.
    fn leaves_open(&mut self, target: &Pointer, bindings: &Bindings) -> bool {
        let written = self.written;
        let open = self.open.entry(target.clone()).or_insert_with(|| left_open(written, target));
        open.iter().any(|name| bindings.contains_key(*name))
    }

    /// A copy of the schema at `target`, which is to stand at `place`, with what `bindings` name in the place of what it leaves
    /// open. `outer` says where copies of those stand that this one is within. `None` where there are too many.
    fn filled(
        &mut self,
        target: &Pointer,
        mut bindings: Bindings,
        place: &Pointer,
        outer: &HashMap<Pointer, Pointer>,
    ) -> Option<Map> {
        let mut copy = self.written.at(target)?.as_object()?.clone();
        copy.retain(|key, _| !OWN.contains(&key.as_str()));
        self.copies += copy.values().map(count).sum::<usize>();
        if self.copies > MAX_COPIES {
            return None;
        }
        // What was come from first counts.
        for (name, anchor) in self.scopes.anchors.get(&self.scopes.of(target)).into_iter().flatten() {
            bindings.entry(name.clone()).or_insert_with(|| anchor.clone());
        }
        let mut copied = outer.clone();
        copied.insert(target.clone(), place.clone());
        let mut node = Node::Object(copy);
        self.fill(&mut node, &mut place.clone(), Kind::Schema, &bindings, &copied);
        if let Node::Object(copy) = node { Some(copy) } else { None }
    }

    fn fill(
        &mut self,
        node: &mut Node,
        place: &mut Pointer,
        kind: Kind,
        bindings: &Bindings,
        copied: &HashMap<Pointer, Pointer>,
    ) {
        match node {
            _ if kind == Kind::Data => {}
            Node::Object(map) => {
                if kind == Kind::Schema && !self.dynamic(map, bindings) {
                    self.plain(map, place, bindings, copied);
                }
                for (key, child) in map.iter_mut() {
                    let kind = kind.member(key, child);
                    let back = place.push(key);
                    self.fill(child, place, kind, bindings, copied);
                    place.truncate(back);
                }
            }
            Node::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let back = place.push(index);
                    self.fill(item, place, kind, bindings, copied);
                    place.truncate(back);
                }
            }
            _ => {}
        }
    }

    /// Puts what is named in the place of what is left open: what the name is given to, or where that is nothing but another
    /// schema under the name, that. Whether that is so: what is named there is said by who fills in, and is filled in itself.
    fn dynamic(&self, map: &mut Map, bindings: &Bindings) -> bool {
        let name = map.get("$dynamicRef").and_then(Node::as_str).and_then(name_of);
        let Some(anchor) = name.and_then(|name| bindings.get(name)) else { return false };
        let target = self.written.at(anchor).and_then(Node::as_object);
        let is_name = |map: &&Map| map.keys().all(|key| ["$dynamicAnchor", "$ref", "$comment"].contains(&key.as_str()));
        let other = target.filter(is_name).and_then(|map| map.get("$ref")?.as_str());
        let reference = other.map_or_else(|| anchor.to_string(), str::to_owned);
        map.shift_remove("$dynamicRef");
        map.insert("$ref".to_owned(), Node::String(reference));
        true
    }

    /// Leads a reference to the copy of what it leads to, where there is one, or has to be.
    fn plain(&mut self, map: &mut Map, place: &Pointer, bindings: &Bindings, copied: &HashMap<Pointer, Pointer>) {
        let Some(target) = map.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference) else { return };
        if let Some(copy) = copied.get(&target) {
            map.insert("$ref".to_owned(), Node::String(copy.to_string()));
        } else if self.leaves_open(&target, bindings)
            && let Some(filled) = self.filled(&target, bindings.clone(), place, copied)
        {
            self.merge(map, filled, &target, place);
        }
    }

    /// Puts a copy of `target` into the schema at `place` that refers to it: beside what that says itself, or as a part of it where
    /// both say the same thing.
    fn merge(&mut self, map: &mut Map, mut filled: Map, target: &Pointer, place: &Pointer) {
        map.shift_remove("$ref");
        filled.retain(|key, _| !(WORDS.contains(&key.as_str()) && map.contains_key(key)));
        let is_apart = filled.iter().any(|(key, value)| map.get(key).is_some_and(|own| own != value));
        if !is_apart {
            for (key, value) in filled {
                self.moved.push((target.join(&key), place.join(&key)));
                map.insert(key, value);
            }
            return;
        }
        let parts = map.entry("allOf".to_owned()).or_insert_with(|| Node::Array(Vec::new()));
        if let Node::Array(parts) = parts {
            self.moved.push((target.clone(), place.join("allOf").join(parts.len())));
            parts.push(Node::Object(filled));
        }
    }
}
