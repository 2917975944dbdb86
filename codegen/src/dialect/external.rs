//! References to other files: what they lead to becomes part of the document's one tree.
//!
//! A schema becomes a component; what else is referred to once takes the place of the reference, and what is referred to
//! more often stands beside the components ([`SHARED`]). Names depend on files and places alone, not on who refers first.
//!
//! Source: OpenAPI 3.1.1, sections 4.6 (relative references in URIs) and 4.8.23 (Reference Object); OpenAPI 3.0.4,
//! section 4.6; RFC 3986, section 4.2.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::{Kind, SHARED};
use crate::source::{Access, Document, Map, Node, Pointer, percent_decoded};

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    /// The path of the file, by which targets are sorted.
    path: String,
    pointer: Pointer,
    /// The number of the file.
    file: usize,
}

/// What is known of a target.
#[derive(Debug)]
struct Found {
    target: Target,
    kind: Kind,
    /// The value, in which references are [`MARK`]s.
    node: Node,
    /// How many references lead here.
    uses: usize,
}

/// What a reference begins with until it is known where what it leads to is put: its number follows.
const MARK: &str = "oasmith:";

/// Brings what other files have into the tree of the document.
pub(super) fn gather(document: &mut Document, access: &Access, diagnostics: &mut Diagnostics) {
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
        Placer::new(&root, found).place(&mut root, document, diagnostics);
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
                    map.insert("$ref".to_owned(), Node::String(mark));
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
        let Some(Node::Object(discriminator)) = map.get_mut("discriminator") else { return };
        let Some(Node::Object(mapping)) = discriminator.get_mut("mapping") else { return };
        for (tag, value) in mapping.iter_mut() {
            let Node::String(text) = value else { continue };
            let path = text.split('#').next().unwrap_or_default();
            let is_file = [".yaml", ".yml", ".json"].iter().any(|end| path.ends_with(end));
            if !(is_file || (file != 0 && text.starts_with('#'))) {
                continue;
            }
            match self.target(&text.clone(), Kind::Schema, file) {
                Ok(mark) => *text = mark,
                Err(refused) => {
                    let message = format!("`{text}` is not resolved: {}", refused.reason);
                    let mut told = Diagnostics::default();
                    let place = place.join("discriminator").join("mapping").join(tag);
                    told.warning(Code::UnresolvedReference, &place, message);
                    self.diagnostics.append_of(file, told);
                }
            }
        }
    }

    /// What stands for a reference until all are known; a pointer where it leads into the document's own file.
    fn target(&mut self, reference: &str, kind: Kind, from: usize) -> Result<String, crate::source::Refused> {
        let file = if reference.starts_with('#') {
            from
        } else {
            self.document.file_of(reference, from, self.access, self.diagnostics)?
        };
        let fragment = percent_decoded(reference.split_once('#').map_or("", |(_, fragment)| fragment));
        let pointer = Pointer::parse(fragment.trim_end_matches('/'));
        // Whether the document's own file has it is seen when its own references are followed.
        if file == 0 {
            return Ok(pointer.map_or_else(|| reference.to_owned(), |pointer| pointer.to_string()));
        }
        let node = pointer.as_ref().and_then(|pointer| self.document.tree(file)?.at(pointer));
        let (Some(pointer), Some(node)) = (pointer, node) else {
            let name = &self.document.files[file].name;
            let reason = format!("`{name}` has nothing at `#{fragment}`");
            return Err(crate::source::Refused { reason, help: Some("correct the reference, or add what it names") });
        };
        let key = (file, pointer, kind == Kind::Schema);
        if let Some(number) = self.numbers.get(&key) {
            self.found[*number].uses += 1;
            return Ok(format!("{MARK}{number}"));
        }
        let number = self.found.len();
        let path = self.document.files[file].name.clone();
        let target = Target { path, pointer: key.1.clone(), file };
        self.found.push(Found { target, kind, node: node.clone(), uses: 1 });
        self.numbers.insert(key, number);
        self.todo.push(number);
        Ok(format!("{MARK}{number}"))
    }
}

/// Where a target is put.
#[derive(Clone, Debug)]
enum Home {
    /// A place in the tree.
    At(Pointer),
    /// In the place of the one reference to it.
    Reference,
}

/// Puts targets where they belong.
struct Placer {
    found: Vec<Found>,
    homes: Vec<Option<Home>>,
    /// What is being put in the place of a reference: it can't be within itself.
    open: BTreeSet<usize>,
    /// What was written in which file, by where it is.
    written: Vec<(Pointer, usize, Pointer)>,
}

impl Placer {
    fn new(root: &Node, found: Vec<Found>) -> Self {
        let homes = vec![None; found.len()];
        let mut placer = Self { found, homes, open: BTreeSet::new(), written: Vec::new() };
        placer.components(root);
        placer.choose(root);
        placer
    }

    /// A component of the document that is nothing but a reference to another file is what that has.
    fn components(&mut self, root: &Node) {
        let schemas = schemas(root);
        for (name, schema) in root.at(&schemas).into_iter().flat_map(Node::children) {
            if let Some(number) = schema.get("$ref").and_then(Node::as_str).and_then(marked)
                && schema.as_object().is_some_and(|map| map.len() == 1)
                && self.homes[number].is_none()
            {
                self.homes[number] = Some(Home::At(schemas.join(name)));
            }
        }
    }

    fn choose(&mut self, root: &Node) {
        let schemas = schemas(root);
        let mut taken: BTreeSet<String> =
            root.at(&schemas).into_iter().flat_map(Node::children).map(|(name, _)| name.to_lowercase()).collect();
        let mut order: Vec<usize> = (0..self.found.len()).filter(|number| self.homes[*number].is_none()).collect();
        order.sort_by_key(|number| (self.found[*number].target.depth(), self.found[*number].target.clone()));
        for number in order {
            let Found { target, kind, uses, .. } = &self.found[number];
            let is_schema = *kind == Kind::Schema;
            if !is_schema && (*uses == 1 || !matches!(kind, Kind::Object)) {
                self.homes[number] = Some(Home::Reference);
                continue;
            }
            let longer = (0..5).map(|more| target.name(more)).find(|name| !taken.contains(&name.to_lowercase()));
            let mut name = longer.unwrap_or_else(|| target.name(5));
            let (base, mut count) = (name.clone(), 2);
            while !taken.insert(name.to_lowercase()) {
                name = format!("{base} {count}");
                count += 1;
            }
            let home = if is_schema { schemas.join(name) } else { Pointer::root().join(SHARED).join(name) };
            self.homes[number] = Some(Home::At(home));
        }
    }

    fn place(mut self, root: &mut Node, document: &mut Document, diagnostics: &mut Diagnostics) {
        self.resolve(root, &mut Pointer::root());
        for number in 0..self.found.len() {
            let Some(Home::At(place)) = self.homes[number].clone() else { continue };
            let mut node = std::mem::take(&mut self.found[number].node);
            if node.get("$ref").and_then(Node::as_str).and_then(marked) == Some(number) {
                let message = "this is nothing but itself; its values are free-form JSON";
                diagnostics.warning(Code::CircularReference, &place, message);
            }
            self.resolve(&mut node, &mut place.clone());
            let target = &self.found[number].target;
            self.written.push((place.clone(), target.file, target.pointer.clone()));
            put(root, &place, node);
        }
        // What is within another comes after it.
        self.written.sort();
        for (place, file, pointer) in self.written {
            document.written_in(&place, file, pointer);
        }
    }

    /// Puts pointers, or what they lead to, in the place of marks.
    fn resolve(&mut self, node: &mut Node, place: &mut Pointer) {
        if let Some(number) = node.get("$ref").and_then(Node::as_str).and_then(marked) {
            self.mark(node, number, place);
        }
        match node {
            Node::Object(map) => {
                for (key, child) in map.iter_mut() {
                    if let (true, Node::Object(mapping)) = (key == "mapping", &mut *child) {
                        mapping.values_mut().for_each(|value| self.tag(value));
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

    fn tag(&self, value: &mut Node) {
        if let Node::String(text) = value
            && let Some(Some(Home::At(home))) = marked(text).map(|number| &self.homes[number])
        {
            *text = home.to_string();
        }
    }

    fn mark(&mut self, node: &mut Node, number: usize, place: &Pointer) {
        match self.homes[number].clone() {
            // It is put here itself.
            Some(Home::At(home)) if home == *place => *node = Node::Object(Map::new()),
            Some(Home::At(home)) => {
                if let Some(map) = node.as_object_mut() {
                    map.insert("$ref".to_owned(), Node::String(home.to_string()));
                }
            }
            Some(Home::Reference) if self.open.insert(number) => {
                let mut inner = self.found[number].node.clone();
                let target = &self.found[number].target;
                self.written.push((place.clone(), target.file, target.pointer.clone()));
                self.resolve(&mut inner, &mut place.clone());
                self.open.remove(&number);
                // What stands beside the reference counts too.
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

fn marked(reference: &str) -> Option<usize> {
    reference.strip_prefix(MARK)?.parse().ok()
}

/// Where a document of its version has schemas with a name.
fn schemas(root: &Node) -> Pointer {
    match root.get("swagger") {
        Some(_) => Pointer::root().join("definitions"),
        None => Pointer::root().join("components").join("schemas"),
    }
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

impl Target {
    /// What it is called: a definition after itself, a file after its name, what is within something else after both;
    /// and after so many of what it stands in.
    fn name(&self, more: usize) -> String {
        let mut path: Vec<&str> = self.path.split('/').filter(|it| !matches!(*it, "." | "..")).collect();
        let file = path.pop().unwrap_or_default();
        path.push(file.split('.').next().unwrap_or_default());
        let tokens: Vec<String> = self.pointer.tokens().collect();
        let (words, around) = match tokens.as_slice() {
            [] => (path.split_off(path.len().saturating_sub(1)), path),
            [.., parent, last] if is_within(parent, last) => {
                let said = tokens.iter().map(String::as_str).filter(|token| !KEYWORDS.contains(token));
                (path.split_off(path.len().saturating_sub(1)).into_iter().chain(said).collect(), path)
            }
            [.., last] => (vec![last.as_str()], path),
        };
        let skipped = around.len().saturating_sub(more);
        around.into_iter().skip(skipped).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// What is nearer to the top keeps the name that several want.
    fn depth(&self) -> usize {
        self.path.split('/').count()
    }
}

/// What schemas are in, and says nothing of them.
const KEYWORDS: [&str; 12] = [
    "properties",
    "patternProperties",
    "items",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "prefixItems",
    "content",
    "schema",
    "application/json",
    "components",
];

/// Whether what stands at the end of a pointer is no definition, but a part of something else.
fn is_within(parent: &str, last: &str) -> bool {
    KEYWORDS.contains(&parent) || KEYWORDS.contains(&last) || last.bytes().all(|it| it.is_ascii_digit())
}
