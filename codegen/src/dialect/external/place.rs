//! Placement of the values of other files in the document's tree.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::external::{Found, marked};
use crate::dialect::reference::count;
use crate::dialect::{Kind, Known};
use crate::extension::{DefaultMapping, Extension as _, External, SHARED};
use crate::location::Pointer;
use crate::source::{Document, Map, Node};

/// The new location of a target.
#[derive(Clone, Debug)]
enum Home {
    /// At a pointer of the tree.
    At(Pointer),
    /// In place of the only reference to it.
    Reference,
}

/// The maximum total number of values that replace references.
const MAX_COPIES: usize = 500_000;

/// The placement of all targets.
pub(super) struct Placer {
    found: Vec<Found>,
    homes: Vec<Option<Home>>,
    /// Whether each target is a schema that gets a new component name.
    is_named: Vec<bool>,
    /// The targets that are being inlined, to detect cycles.
    open: BTreeSet<usize>,
    /// The number of values that have replaced references.
    copies: usize,
    /// The source locations of placed values: new pointer, file, and pointer into it.
    written: Vec<(Pointer, usize, Pointer)>,
}

impl Placer {
    pub(super) fn new(root: &Node, found: Vec<Found>, known: &Known<'_>) -> Self {
        let (homes, is_named) = (vec![None; found.len()], vec![false; found.len()]);
        let mut placer = Self { found, homes, is_named, open: BTreeSet::new(), copies: 0, written: Vec::new() };
        placer.components(root);
        placer.choose(root, known);
        placer
    }

    /// Places the target of a component that consists only of a reference at that component.
    fn components(&mut self, root: &Node) {
        let schemas = schemas(root);
        for (name, schema) in root.at(&schemas).into_iter().flat_map(Node::children) {
            if let Some(number) = schema.get("$ref").and_then(marked)
                && schema.as_object().is_some_and(|map| map.len() == 1)
                && self.homes[number].is_none()
            {
                self.homes[number] = Some(Home::At(schemas.join(name)));
            }
        }
    }

    /// Chooses names: previous names first, then new ones, by the depth of the file.
    fn choose(&mut self, root: &Node, known: &Known<'_>) {
        let schemas = schemas(root);
        let mut taken: BTreeSet<String> =
            root.at(&schemas).into_iter().flat_map(Node::children).map(|(name, _)| name.to_lowercase()).collect();
        let mut order: Vec<usize> = (0..self.found.len()).filter(|number| self.homes[*number].is_none()).collect();
        order.sort_by_key(|number| (self.found[*number].target.depth(), self.found[*number].target.clone()));
        // A numbered name never exceeds the number of schemas.
        let most = order.len() + 6;
        for number in order.iter().copied().filter(|number| self.found[*number].kind == Kind::Schema) {
            let target = &self.found[number].target;
            let source = target.source();
            let mut names = target.names().take(most).filter(|name| !taken.contains(&name.to_lowercase()));
            if let Some(name) = known(&source, &mut names) {
                taken.insert(name.to_lowercase());
                self.is_named[number] = true;
                self.homes[number] = Some(Home::At(schemas.join(name)));
            }
        }
        for number in order {
            if self.homes[number].is_some() {
                continue;
            }
            let Found { target, kind, uses, .. } = &self.found[number];
            let is_schema = *kind == Kind::Schema;
            if !is_schema && (*uses == 1 || !matches!(kind, Kind::Object)) {
                self.homes[number] = Some(Home::Reference);
                continue;
            }
            let Some(name) = target.names().find(|name| taken.insert(name.to_lowercase())) else { continue };
            self.is_named[number] = is_schema;
            let home = if is_schema { schemas.join(name) } else { Pointer::root().join(SHARED).join(name) };
            self.homes[number] = Some(Home::At(home));
        }
    }

    pub(super) fn place(mut self, root: &mut Node, document: &mut Document, diagnostics: &mut Diagnostics) {
        self.resolve(root, &mut Pointer::root());
        for number in 0..self.found.len() {
            let Some(Home::At(place)) = self.homes[number].clone() else { continue };
            let mut node = std::mem::take(&mut self.found[number].node);
            if node.get("$ref").and_then(marked) == Some(number) {
                let message = "the schema is only a `$ref` to itself; its type is `serde_json::Value`";
                diagnostics.warning(Code::CircularReference, &place, message).help("point the reference to a schema");
            }
            self.resolve(&mut node, &mut place.clone());
            let target = &self.found[number].target;
            if let (Some(name), true) = (name_of(&place), self.is_named[number]) {
                document.elsewhere.insert(name, target.source());
            }
            self.written.push((place.clone(), target.file, target.pointer.clone()));
            let is_reference = node.get("$ref").is_some();
            if let Some(map) = node.as_object_mut().filter(|_| !is_reference) {
                External.write(map);
            }
            put(root, &place, node);
        }
        if self.copies > MAX_COPIES {
            let message = "references to other files expand to too many values; oasmith drops some of them";
            diagnostics
                .warning(Code::TooLarge, &Pointer::root(), message)
                .help("reference components, which exist once, instead of objects in them");
        }
        // Outer pointers come before inner ones.
        self.written.sort();
        for (place, file, pointer) in self.written {
            document.written_in(&place, file, pointer);
        }
    }

    /// Replaces placeholders by references or by copies of their targets.
    fn resolve(&mut self, node: &mut Node, place: &mut Pointer) {
        if let Some(number) = node.get("$ref").and_then(marked) {
            self.mark(node, number, place);
        }
        match node {
            Node::Object(map) => {
                for (key, child) in map.iter_mut() {
                    if let (true, Node::Object(mapping)) = (key == "mapping", &mut *child) {
                        mapping.values_mut().for_each(|value| self.mapped(value));
                    } else if key == DefaultMapping::NAME {
                        self.mapped(child);
                    }
                    let back = place.push(key);
                    self.resolve(child, place);
                    place.truncate(back);
                }
            }
            Node::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let back = place.push(index);
                    self.resolve(item, place);
                    place.truncate(back);
                }
            }
            _ => {}
        }
    }

    fn mapped(&self, value: &mut Node) {
        if let Some(Some(Home::At(home))) = marked(value).map(|number| &self.homes[number]) {
            *value = Node::String(home.to_string());
        }
    }

    fn mark(&mut self, node: &mut Node, number: usize, place: &Pointer) {
        match self.homes[number].clone() {
            // The target belongs here itself.
            Some(Home::At(home)) if home == *place => *node = Node::Object(Map::new()),
            Some(Home::At(home)) => {
                if let Some(map) = node.as_object_mut() {
                    map.insert("$ref".to_owned(), Node::String(home.to_string()));
                }
            }
            Some(Home::Reference) if self.open.insert(number) => {
                let mut inner = self.found[number].node.clone();
                self.copies += count(&inner);
                if self.copies > MAX_COPIES {
                    self.open.remove(&number);
                    *node = Node::Object(Map::new());
                    return;
                }
                let target = &self.found[number].target;
                self.written.push((place.clone(), target.file, target.pointer.clone()));
                self.resolve(&mut inner, &mut place.clone());
                self.open.remove(&number);
                // Keep the siblings of the reference.
                if let (Node::Object(inner), Node::Object(own)) = (&mut inner, &*node) {
                    inner.extend(
                        own.iter().filter(|(key, _)| *key != "$ref").map(|(key, node)| (key.clone(), node.clone())),
                    );
                }
                *node = inner;
            }
            _ => *node = Node::Object(Map::new()),
        }
    }
}

/// Returns the pointer to the named schemas, which depends on the version.
fn schemas(root: &Node) -> Pointer {
    match root.get("swagger") {
        Some(_) => Pointer::root().join("definitions"),
        None => Pointer::root().join("components").join("schemas"),
    }
}

fn name_of(place: &Pointer) -> Option<String> {
    place.tokens().next_back()
}

fn put(root: &mut Node, place: &Pointer, node: Node) {
    let mut tokens: Vec<String> = place.tokens().collect();
    let Some(last) = tokens.pop() else { return };
    let mut at = root;
    for token in tokens {
        let Node::Object(map) = at else { return };
        at = map.entry(token).or_insert_with(|| Node::Object(Map::new()));
    }
    if let Node::Object(map) = at {
        map.insert(last, node);
    }
}
