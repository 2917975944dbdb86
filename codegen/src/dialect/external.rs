//! References to other files: what they lead to becomes part of the document's one tree.
//!
//! A schema becomes a component; what else is referred to once takes the place of the reference, and what is referred to
//! more often stands beside the components ([`SHARED`]). Names depend on files and places alone, not on who refers first.
//!
//! Source: OpenAPI 3.1.1, sections 4.6 (relative references in URIs) and 4.8.23 (Reference Object); OpenAPI 3.0.4,
//! section 4.6; RFC 3986, section 4.2.

mod place;
mod target;

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::{Kind, Known};
use crate::extension::{DefaultMapping, Extension as _, PREFIX};
use crate::source::{Access, Document, Map, Node, Pointer, Refused, percent_decoded};

use place::Placer;
use target::Target;

/// The names that tell the types of a union apart where nothing else is said: those of what is referred to, which may be
/// called otherwise once it is part of another document.
///
/// Source: OpenAPI 3.1.1, section 4.8.25 (Discriminator Object).
fn implicit(schema: &Map) -> Vec<(String, String)> {
    let parts = ["oneOf", "anyOf"].iter().filter_map(|word| schema.get(*word)).flat_map(Node::children);
    let references = parts.filter_map(|(_, part)| Some(part.get("$ref")?.as_str()?.to_owned()));
    let named = references.filter_map(|reference| {
        let fragment = reference.split_once('#').map(|(_, fragment)| percent_decoded(fragment))?;
        Some((Pointer::parse(&fragment)?.tokens().next_back()?, reference))
    });
    named.collect()
}

/// The references of a discriminator: the values of its mapping, by their names, and its default.
fn targets(discriminator: &mut Map) -> Vec<(Option<String>, &mut Node)> {
    let mut found = Vec::new();
    for (key, value) in discriminator.iter_mut() {
        if key == DefaultMapping::NAME {
            found.push((None, value));
        } else if let (true, Node::Object(mapping)) = (key == "mapping", value) {
            found.extend(mapping.iter_mut().map(|(name, value)| (Some(name.clone()), value)));
        }
    }
    found
}

/// The place of what has this name in a file.
///
/// Source: JSON Schema Core 2020-12, section 8.2.2 (`$anchor`, `$dynamicAnchor`).
fn anchor(node: &Node, name: &str, place: &mut Pointer) -> Option<Pointer> {
    let is_it = |word: &str| node.get(word).and_then(Node::as_str) == Some(name);
    if is_it("$anchor") || is_it("$dynamicAnchor") {
        return Some(place.clone());
    }
    for (token, child) in node.children() {
        let back = place.push(token);
        let found = anchor(child, name, place);
        place.truncate(back);
        if found.is_some() {
            return found;
        }
    }
    None
}

/// What is known of a target.
#[derive(Debug)]
struct Found {
    target: Target,
    kind: Kind,
    /// The value, in which marks stand for references.
    node: Node,
    /// How many references lead here.
    uses: usize,
}

/// What stands for a reference until it is known where what it leads to is put: a number that no document has, as those
/// beyond 96 bits are read as floating point.
fn mark(number: usize) -> Node {
    Node::Integer(MARKS + number as i128)
}

/// The number of the target that a mark stands for.
fn marked(node: &Node) -> Option<usize> {
    match node {
        Node::Integer(mark) => usize::try_from(mark - MARKS).ok(),
        _ => None,
    }
}

const MARKS: i128 = 1 << 100;

/// Brings what other files have into the tree of the document.
pub(super) fn gather(document: &mut Document, access: &Access, known: &Known<'_>, diagnostics: &mut Diagnostics) {
    if std::mem::replace(&mut document.is_gathered, true) {
        return;
    }
    let mut root = std::mem::take(&mut document.root);
    let mut gatherer =
        Gatherer { document, access, diagnostics, found: Vec::new(), numbers: HashMap::new(), todo: Vec::new() };
    gatherer.walk(&mut root, &mut Pointer::root(), Kind::Object, 0);
    while let Some(number) = gatherer.todo.pop() {
        let Found { target, kind, node, .. } = &mut gatherer.found[number];
        let (mut node, mut place, file, kind) = (std::mem::take(node), target.pointer.clone(), target.file, *kind);
        gatherer.walk(&mut node, &mut place, kind, file);
        gatherer.found[number].node = node;
    }
    let found = std::mem::take(&mut gatherer.found);
    if !found.is_empty() {
        Placer::new(&root, found, known).place(&mut root, document, diagnostics);
    }
    document.root = root;
}

struct Gatherer<'g> {
    document: &'g mut Document,
    access: &'g Access,
    diagnostics: &'g mut Diagnostics,
    found: Vec<Found>,
    numbers: HashMap<(usize, Pointer, bool), usize>,
    todo: Vec<usize>,
}

impl Gatherer<'_> {
    /// Marks the references within a value that stands at `place` of a file.
    fn walk(&mut self, node: &mut Node, place: &mut Pointer, kind: Kind, file: usize) {
        if let Some(reference) = node.get("$ref").and_then(Node::as_str).map(str::to_owned)
            && self.reference(node, &reference, place, kind, file)
        {
            return;
        }
        match node {
            Node::Object(map) => {
                if kind != Kind::Data {
                    self.reserved(map, place, file);
                }
                if kind == Kind::Schema {
                    self.mapping(map, place, file);
                }
                for (key, child) in map.iter_mut() {
                    let kind = kind.member(key, child);
                    let back = place.push(key);
                    self.walk(child, place, kind, file);
                    place.truncate(back);
                }
            }
            Node::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let back = place.push(index);
                    self.walk(item, place, kind, file);
                    place.truncate(back);
                }
            }
            _ => {}
        }
    }

    /// Takes out what only the stages here say to each other.
    fn reserved(&mut self, map: &mut Map, place: &Pointer, file: usize) {
        let names: Vec<String> = map.keys().filter(|key| key.starts_with(PREFIX)).cloned().collect();
        for name in names {
            let mut told = Diagnostics::default();
            let message = format!("`{name}` is a name that oasmith uses itself; it is not used");
            told.warning(Code::Unused, &place.join(&name), message);
            self.diagnostics.append_of(file, told);
            map.shift_remove(&name);
        }
    }

    /// Marks a reference that leads to another file, or from one; whether there is nothing more to look for here.
    fn reference(&mut self, node: &mut Node, reference: &str, place: &Pointer, kind: Kind, file: usize) -> bool {
        let is_local = reference.starts_with('#');
        if is_local && file == 0 {
            return false;
        }
        // Data may say anything; what is nothing but the name of a file that is there is that file.
        let alone = node.as_object().is_some_and(|map| map.len() == 1);
        if kind == Kind::Data && (is_local || !alone) {
            return false;
        }
        match self.target(reference, kind, file) {
            Ok(mark) => {
                if let Some(map) = node.as_object_mut() {
                    map.insert("$ref".to_owned(), mark);
                }
                // What stands beside it may refer elsewhere.
                alone
            }
            Err(_) if kind == Kind::Data => false,
            Err(refused) => {
                let message = format!("`$ref: {reference}` is not resolved: {}", refused.reason);
                let mut told = Diagnostics::default();
                let said = told.warning(Code::UnresolvedReference, &place.join("$ref"), message);
                if let Some(help) = refused.help {
                    said.help(help);
                }
                self.diagnostics.append_of(file, told);
                *node = Node::Object(Map::new());
                true
            }
        }
    }

    /// Schemas that a discriminator names are referred to as well.
    fn mapping(&mut self, map: &mut Map, place: &Pointer, file: usize) {
        // A component of the document keeps its name.
        let implicit = implicit(map).into_iter().filter(|(_, reference)| file != 0 || !reference.starts_with('#'));
        let implicit: Vec<(String, String)> = implicit.collect();
        let Some(Node::Object(discriminator)) = map.get_mut("discriminator") else { return };
        // Only oasmith itself writes this.
        discriminator.shift_remove(DefaultMapping::NAME);
        let default = discriminator.shift_remove("defaultMapping").filter(|it| it.as_str().is_some());
        if let Some(Node::String(default)) = default {
            DefaultMapping(default).write(discriminator);
        }
        if !implicit.is_empty() {
            discriminator.entry("mapping".to_owned()).or_insert_with(|| Node::Object(Map::new()));
        }
        for (name, reference) in implicit {
            // A name alone is that of a component of the same file.
            let is_name = |value: &Node| value.as_str().is_some_and(|text| text == name);
            let named = targets(discriminator).into_iter().map(|(_, value)| value).filter(|value| is_name(value));
            named.for_each(|value| *value = Node::String(reference.clone()));
            if let Some(Node::Object(mapping)) = discriminator.get_mut("mapping") {
                mapping.entry(name).or_insert(Node::String(reference));
            }
        }
        let own = place.join("discriminator");
        for (name, value) in targets(discriminator) {
            let Node::String(text) = value else { continue };
            let path = text.split('#').next().unwrap_or_default();
            let is_file = [".yaml", ".yml", ".json"].iter().any(|end| path.ends_with(end));
            if !(is_file || (file != 0 && text.starts_with('#'))) {
                continue;
            }
            let text = text.clone();
            match self.target(&text, Kind::Schema, file) {
                Ok(mark) => *value = mark,
                Err(refused) => {
                    let message = format!("`{text}` is not resolved: {}", refused.reason);
                    let mut told = Diagnostics::default();
                    let place = name.map_or_else(|| own.join("defaultMapping"), |name| own.join("mapping").join(name));
                    told.warning(Code::UnresolvedReference, &place, message);
                    self.diagnostics.append_of(file, told);
                }
            }
        }
    }

    /// What stands for a reference until all are known; a pointer where it leads into the document's own file.
    fn target(&mut self, reference: &str, kind: Kind, from: usize) -> Result<Node, Refused> {
        let file = if reference.starts_with('#') {
            from
        } else {
            self.document.file_of(reference, from, self.access, self.diagnostics)?
        };
        let fragment = percent_decoded(reference.split_once('#').map_or("", |(_, fragment)| fragment));
        let is_anchor = file != 0 && !fragment.is_empty() && !fragment.starts_with('/');
        let pointer = match self.document.tree(file).filter(|_| is_anchor) {
            Some(tree) => anchor(tree, &fragment, &mut Pointer::root()),
            None => Pointer::parse(fragment.trim_end_matches('/')),
        };
        // Whether the document's own file has it is seen when its own references are followed.
        if file == 0 {
            return Ok(Node::String(pointer.map_or_else(|| reference.to_owned(), |pointer| pointer.to_string())));
        }
        let node = pointer.as_ref().and_then(|pointer| self.document.tree(file)?.at(pointer));
        let (Some(pointer), Some(node)) = (pointer, node) else {
            let name = &self.document.files[file].name;
            let reason = format!("`{name}` has nothing at `#{fragment}`");
            return Err(Refused { reason, help: Some("correct the reference, or add what it names") });
        };
        let key = (file, pointer, kind == Kind::Schema);
        if let Some(number) = self.numbers.get(&key) {
            self.found[*number].uses += 1;
            return Ok(mark(*number));
        }
        let number = self.found.len();
        let target = Target { path: self.document.path_within(file), pointer: key.1.clone(), file };
        self.found.push(Found { target, kind, node: node.clone(), uses: 1 });
        self.numbers.insert(key, number);
        self.todo.push(number);
        Ok(mark(number))
    }
}
