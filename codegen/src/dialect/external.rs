//! Bundling of referenced files into the document's tree.
//!
//! A schema becomes a component. Any other object replaces its only reference, or goes into [`SHARED`] if there are
//! several. Names depend only on files and pointers, not on the order of references.
//!
//! Source: OpenAPI 3.1.1, sections 4.6 (relative references in URIs) and 4.8.23 (Reference Object); OpenAPI 3.0.4,
//! section 4.6; RFC 3986, section 4.2.

mod place;
mod target;

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::walk::{Visit, walk, walk_at};
use crate::dialect::{Kind, Known};
use crate::extension::{DefaultMapping, Extension as _, PREFIX};
use crate::location::{Pointer, percent_decoded};
use crate::source::{Access, Document, Map, Node, Refused};

use place::Placer;
use target::Target;

/// Returns the implicit discriminator mapping of a union: names and references of its variants. Bundling may rename the
/// variants, so the names must become explicit.
///
/// Source: OpenAPI 3.1.1, section 4.8.25 (Discriminator Object).
fn implicit(schema: &Map) -> Vec<(String, String)> {
    let parts = ["oneOf", "anyOf"].iter().filter_map(|keyword| schema.get(*keyword)).flat_map(Node::children);
    let references = parts.filter_map(|(_, part)| Some(part.get("$ref")?.as_str()?.to_owned()));
    let named = references.filter_map(|reference| {
        let fragment = reference.split_once('#').map(|(_, fragment)| percent_decoded(fragment))?;
        Some((Pointer::parse(&fragment)?.tokens().next_back()?, reference))
    });
    named.collect()
}

/// Returns the references of a discriminator: those of its mapping, by discriminator value, and its default.
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

/// Returns the pointer to the anchor `name`.
///
/// Source: JSON Schema Core 2020-12, section 8.2.2 (`$anchor`, `$dynamicAnchor`).
fn anchor(node: &Node, name: &str, place: &mut Pointer) -> Option<Pointer> {
    let is_it = |keyword: &str| node.get(keyword).and_then(Node::as_str) == Some(name);
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

/// A target of references, with its value.
#[derive(Debug)]
struct Found {
    target: Target,
    kind: Kind,
    /// The value, with its references replaced by placeholders.
    node: Node,
    /// The number of references to it.
    uses: usize,
}

/// Returns the placeholder of a reference whose new location is not yet known: an integer beyond 96 bits, which the parser
/// never creates.
fn mark(number: usize) -> Node {
    Node::Integer(MARKS + number as i128)
}

/// Returns the index of the target of a placeholder.
fn marked(node: &Node) -> Option<usize> {
    match node {
        Node::Integer(mark) => usize::try_from(mark - MARKS).ok(),
        _ => None,
    }
}

/// The advice for a reference that does not resolve, where nothing more specific is known.
const RESOLVE: &str = "correct the reference, or add its target";

const MARKS: i128 = 1 << 100;

/// Bundles the referenced files into the document's tree.
pub(super) fn bundle(document: &mut Document, access: &Access, known: &Known<'_>, diagnostics: &mut Diagnostics) {
    let mut root = std::mem::take(&mut document.root);
    let mut bundler =
        Bundler { document, access, diagnostics, found: Vec::new(), numbers: HashMap::new(), todo: Vec::new() };
    walk(&mut root, &mut InFile(&mut bundler, 0));
    while let Some(number) = bundler.todo.pop() {
        let Found { target, kind, node, .. } = &mut bundler.found[number];
        let (mut node, mut place, file, kind) = (std::mem::take(node), target.pointer.clone(), target.file, *kind);
        walk_at(&mut node, &mut place, kind, &mut InFile(&mut bundler, file));
        bundler.found[number].node = node;
    }
    let found = std::mem::take(&mut bundler.found);
    if !found.is_empty() {
        Placer::new(&root, found, known).place(&mut root, document, diagnostics);
    }
    document.root = root;
}

struct Bundler<'g> {
    document: &'g mut Document,
    access: &'g Access,
    diagnostics: &'g mut Diagnostics,
    found: Vec<Found>,
    numbers: HashMap<(usize, Pointer, bool), usize>,
    todo: Vec<usize>,
}

/// The step that replaces the references within a value of a file by placeholders. Data may have references too.
struct InFile<'b, 'a>(&'b mut Bundler<'a>, usize);

impl Visit for InFile<'_, '_> {
    const VISITS_DATA: bool = true;

    fn enter(&mut self, node: &mut Node, place: &Pointer, kind: Kind) -> bool {
        let Self(bundler, file) = self;
        if let Some(reference) = node.get("$ref").and_then(Node::as_str).map(str::to_owned)
            && bundler.reference(node, &reference, place, kind, *file)
        {
            return false;
        }
        if let Node::Object(map) = node {
            if kind != Kind::Data {
                bundler.reserved(map, place, *file);
            }
            if kind == Kind::Schema {
                bundler.mapping(map, place, *file);
            }
        }
        true
    }
}

impl Bundler<'_> {
    /// Removes and reports extensions whose names are reserved for oasmith.
    fn reserved(&mut self, map: &mut Map, place: &Pointer, file: usize) {
        let names: Vec<String> = map.keys().filter(|key| key.starts_with(PREFIX)).cloned().collect();
        for name in names {
            let mut own = Diagnostics::default();
            let message = format!("the prefix of `{name}` is reserved for oasmith; oasmith ignores the extension");
            own.warning(Code::Unused, &place.join(&name), message).help("rename the extension");
            self.diagnostics.append_of(file, own);
            map.shift_remove(&name);
        }
    }

    /// Replaces a reference to or from another file by a placeholder; returns whether the value needs no further walk.
    fn reference(&mut self, node: &mut Node, reference: &str, place: &Pointer, kind: Kind, file: usize) -> bool {
        let is_local = reference.starts_with('#');
        if is_local && file == 0 {
            return false;
        }
        // Within data, only an object with nothing but a reference to an existing file is a reference.
        let alone = node.as_object().is_some_and(|map| map.len() == 1);
        if kind == Kind::Data && (is_local || !alone) {
            return false;
        }
        match self.target(reference, kind, file) {
            Ok(mark) => {
                if let Some(map) = node.as_object_mut() {
                    map.insert("$ref".to_owned(), mark);
                }
                // Siblings of `$ref` may have references of their own.
                alone
            }
            Err(_) if kind == Kind::Data => false,
            Err(refused) => {
                let message = format!("`$ref: {reference}` does not resolve: {}", refused.reason);
                let mut own = Diagnostics::default();
                let help = refused.help.unwrap_or(RESOLVE);
                own.warning(Code::UnresolvedReference, &place.join("$ref"), message).help(help);
                self.diagnostics.append_of(file, own);
                *node = Node::Object(Map::new());
                true
            }
        }
    }

    /// Replaces the references of a discriminator by placeholders.
    fn mapping(&mut self, map: &mut Map, place: &Pointer, file: usize) {
        // Components of the main file keep their names.
        let implicit = implicit(map).into_iter().filter(|(_, reference)| file != 0 || !reference.starts_with('#'));
        let implicit: Vec<(String, String)> = implicit.collect();
        let Some(Node::Object(discriminator)) = map.get_mut("discriminator") else { return };
        // Documents must not set this extension.
        discriminator.shift_remove(DefaultMapping::NAME);
        let default = discriminator.shift_remove("defaultMapping").filter(|it| it.as_str().is_some());
        if let Some(Node::String(default)) = default {
            DefaultMapping(default).write(discriminator);
        }
        if !implicit.is_empty() {
            discriminator.entry("mapping".to_owned()).or_insert_with(|| Node::Object(Map::new()));
        }
        for (name, reference) in implicit {
            // A mapping to a plain name selects the component of that name in the same file.
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
                    let message = format!("the mapping to `{text}` does not resolve: {}", refused.reason);
                    let mut reported = Diagnostics::default();
                    let place = name.map_or_else(|| own.join("defaultMapping"), |name| own.join("mapping").join(name));
                    let help = refused.help.unwrap_or(RESOLVE);
                    reported.warning(Code::UnresolvedReference, &place, message).help(help);
                    self.diagnostics.append_of(file, reported);
                }
            }
        }
    }

    /// Returns the placeholder of a reference, or a pointer for a reference into the main file.
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
        // `reference` reports pointers that the main file does not have.
        if file == 0 {
            return Ok(Node::String(pointer.map_or_else(|| reference.to_owned(), |pointer| pointer.to_string())));
        }
        let node = pointer.as_ref().and_then(|pointer| self.document.tree(file)?.at(pointer));
        let (Some(pointer), Some(node)) = (pointer, node) else {
            let name = &self.document.files[file].name;
            let reason = format!("`{name}` has nothing at `#{fragment}`");
            return Err(Refused { reason, help: Some("correct the reference, or add its target") });
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
