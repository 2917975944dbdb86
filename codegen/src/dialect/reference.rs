//! Resolution of `$ref`: afterwards, only schemas have references, and those point to `components/schemas`.
//!
//! A `$ref` may point anywhere in a document. A copy of its target replaces it. Only schemas, which may be recursive, become
//! components instead, with their original pointer in [`HoistedFrom`].
//!
//! Source: OpenAPI 3.0.4, section 4.7.23 (Reference Object); RFC 6901, section 6 (URI fragments).

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::Kind;
use crate::dialect::grammar::{Role, with_role};
use crate::extension::{Beside, Extension as _, HoistedFrom, Nothing};
use crate::location::Pointer;
use crate::source::{Map, Node, Relocation};

/// The maximum total number of copied values: shared objects that reference shared objects grow exponentially.
const MAX_COPIES: usize = 3_000_000;

/// The maximum nesting of copies.
const MAX_CHAIN: usize = 500;

/// Resolves the references of the tree in place. Returns the moves of array items.
///
/// `written` returns the original text at a pointer of the tree, which diagnostics quote.
pub(super) fn resolve(
    root: &mut Node,
    written: &dyn Fn(&Pointer) -> Option<String>,
    diagnostics: &mut Diagnostics,
) -> Relocation {
    let mut resolver = Resolver {
        hoisted: BTreeMap::new(),
        names: HashSet::new(),
        next: HashMap::new(),
        ends: HashMap::new(),
        open: Vec::new(),
        copies: 0,
        moved: Relocation::in_turn(),
        written,
        diagnostics,
    };
    let original = root.clone();
    resolver.walk(&original, root, &mut Pointer::root(), Kind::Object);
    resolver.place(&original, root);
    resolver.moved
}

/// The state of [`resolve`].
struct Resolver<'d> {
    hoisted: BTreeMap<Pointer, String>,
    /// The names of the new components.
    names: HashSet<String>,
    /// The next number to try, by name.
    next: HashMap<String, usize>,
    /// The ends of chains of references; `None` for a cycle.
    ends: HashMap<Pointer, Option<Pointer>>,
    /// The targets that are being copied, to detect cycles.
    open: Vec<Pointer>,
    copies: usize,
    /// The array items that have moved up after the removal of unresolved ones, inner arrays first.
    moved: Relocation,
    written: &'d dyn Fn(&Pointer) -> Option<String>,
    diagnostics: &'d mut Diagnostics,
}

impl Resolver<'_> {
    fn walk(&mut self, root: &Node, node: &mut Node, place: &mut Pointer, kind: Kind) {
        if kind == Kind::Data {
            return;
        }
        if let Some(reference) = node.get("$ref").and_then(Node::as_str)
            && kind.may_refer()
        {
            let reference = reference.to_owned();
            self.reference(root, node, &reference, place, kind);
            return;
        }
        match node {
            Node::Object(map) => {
                for (key, child) in map.iter_mut() {
                    let kind = kind.child(key, child);
                    if kind != Kind::Data {
                        let back = place.push(key);
                        self.walk(root, child, place, kind);
                        place.truncate(back);
                    }
                }
                if map.values().any(is_nothing) {
                    let are_responses = place.tokens().next_back().is_some_and(|token| token == "responses");
                    map.retain(|_, child| !is_nothing(child) || are_responses);
                    map.values_mut().filter(|child| is_nothing(child)).for_each(|child| *child = undescribed());
                }
            }
            Node::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let back = place.push(index);
                    self.walk(root, item, place, kind);
                    place.truncate(back);
                }
                let kept = (0..items.len()).filter(|index| !is_nothing(&items[*index]));
                let moved = kept.enumerate().filter(|(to, from)| to != from);
                self.moved.extend(moved.map(|(to, from)| (place.join(from), place.join(to))));
                items.retain(|item| !is_nothing(item));
            }
            _ => {}
        }
    }

    fn reference(&mut self, root: &Node, node: &mut Node, reference: &str, place: &Pointer, kind: Kind) {
        let Some(target) = Pointer::of_reference(reference) else {
            self.unresolved(place, reference, "it points outside the document")
                .help("write a reference within the document, which starts with `#/`");
            *node = nothing(kind);
            return;
        };
        if self.is_hoisted(&target) {
            return;
        }
        let Some(target) = self.end(root, target) else {
            self.diagnostics
                .warning(Code::CircularReference, place, "the chain of `$ref`s ends where it began")
                .help("point one of the references to an object that is not a reference");
            *node = nothing(kind);
            return;
        };
        let Some(value) = root.at(&target) else {
            self.unresolved(place, reference, "the document has nothing at this pointer")
                .help("correct the reference, or add its target");
            *node = nothing(kind);
            return;
        };
        if kind == Kind::Schema && is_no_schema(root, &target) {
            self.unresolved(place, reference, "its target is not a schema; oasmith allows any value")
                .help("point the reference to a schema, such as one of `#/components/schemas`");
            *node = nothing(kind);
            return;
        }
        let is_within = kind != Kind::Schema && place.is_within(&target);
        if is_within || self.open.contains(&target) || self.open.len() == MAX_CHAIN {
            self.diagnostics
                .warning(Code::CircularReference, place, "the chain of `$ref`s ends where it began")
                .help("point one of the references to an object that is not a reference");
            *node = nothing(kind);
            return;
        }
        let tokens: Vec<String> = target.tokens().collect();
        if is_component(&target) {
            set_reference(node, &tokens[2]);
        } else if kind == Kind::Schema {
            match value.get("$ref").and_then(Node::as_str) {
                Some(next) => {
                    self.open.push(target);
                    self.reference(root, node, next, place, kind);
                    self.open.pop();
                }
                None => set_reference(node, &self.hoist(root, &target)),
            }
        } else {
            self.copy(root, node, value, target, place, kind);
        }
    }

    /// Returns the end of the chain of references that starts at `target`; `None` if the chain is a cycle. A component is an
    /// end.
    fn end(&mut self, root: &Node, target: Pointer) -> Option<Pointer> {
        let (mut at, mut passed) = (target, HashSet::new());
        let end = loop {
            if let Some(end) = self.ends.get(&at) {
                break end.clone();
            }
            let link = root.at(&at).filter(|_| !is_component(&at)).and_then(Node::as_object);
            let link = link.filter(|map| map.len() == 1).and_then(|map| map.get("$ref")?.as_str());
            match link.and_then(Pointer::of_reference) {
                None => break Some(at),
                Some(_) if !passed.insert(at.clone()) => break None,
                Some(next) => at = next,
            }
        };
        for passed in passed {
            self.ends.insert(passed, end.clone());
        }
        end
    }

    /// Replaces a reference by a copy of its target.
    fn copy(&mut self, root: &Node, node: &mut Node, value: &Node, target: Pointer, place: &Pointer, kind: Kind) {
        self.copies += count(value);
        if self.copies > MAX_COPIES {
            let message = "nested references expand to too many values; oasmith drops this one";
            self.diagnostics
                .warning(Code::TooLarge, place, message)
                .help("reference components, which exist once, instead of objects in them");
            *node = Node::Object(Map::new());
            return;
        }
        let mut value = value.clone();
        self.hoist_schemas(root, &mut value, &target, kind);
        if let (Some(words), Node::Object(map)) = (Beside::of(node).cloned(), &mut value) {
            map.extend(words);
        }
        self.open.push(target);
        self.walk(root, &mut value, &mut place.clone(), kind);
        // The siblings of a path item's reference apply too.
        if let (["paths", _], Node::Object(own), Node::Object(map)) = (
            place.tokens().collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
            &mut *node,
            &mut value,
        ) {
            own.shift_remove("$ref");
            for (key, mut child) in std::mem::take(own) {
                let kind = Kind::Object.child(&key, &child);
                self.walk(root, &mut child, &mut place.join(&key), kind);
                map.insert(key, child);
            }
        }
        self.open.pop();
        *node = value;
    }

    fn unresolved(&mut self, place: &Pointer, reference: &str, why: &str) -> crate::diagnostic::Unhelped<'_> {
        let place = place.join("$ref");
        let written = (self.written)(&place);
        let reference = written.as_deref().unwrap_or(reference);
        let message = format!("`$ref: {reference}` does not resolve: {why}");
        self.diagnostics.warning(Code::UnresolvedReference, &place, message)
    }

    /// Returns whether `target` is a component that `resolve` adds.
    fn is_hoisted(&self, target: &Pointer) -> bool {
        let name = target.as_str().strip_prefix("/components/schemas/").and_then(|_| target.tokens().next_back());
        name.is_some_and(|name| self.names.contains(&name))
    }

    /// Makes the schema at `target` a component, and returns its name.
    fn hoist(&mut self, root: &Node, target: &Pointer) -> String {
        if let Some(name) = self.hoisted.get(target) {
            return name.clone();
        }
        let base = name_words(target);
        let next = self.next.get(&base).copied();
        let taken = |name: &str| {
            root.get("components").and_then(|it| it.get("schemas")).is_some_and(|schemas| schemas.get(name).is_some())
        };
        let mut name = next.map_or_else(|| base.clone(), |number| format!("{base} {number}"));
        let mut number = next.map_or(2, |number| number + 1);
        while taken(&name) || self.names.contains(&name) {
            name = format!("{base} {number}");
            number += 1;
        }
        self.next.insert(base, number);
        self.hoisted.insert(target.clone(), name.clone());
        self.names.insert(name.clone());
        name
    }

    /// Makes components of the schemas within a shared object, so that its users share their types.
    fn hoist_schemas(&mut self, root: &Node, node: &mut Node, place: &Pointer, kind: Kind) {
        match node {
            Node::Object(map) if map.contains_key("$ref") && kind.may_refer() => {}
            Node::Object(map) => {
                for (key, child) in map.iter_mut() {
                    let place = place.join(key);
                    match kind.child(key, child) {
                        Kind::Data | Kind::Schemas => {}
                        Kind::Schema if child.get("$ref").is_none() && makes_type(child) => {
                            let name = self.hoist(root, &place);
                            set_reference(child, &name);
                        }
                        Kind::Schema => {}
                        kind => self.hoist_schemas(root, child, &place, kind),
                    }
                }
            }
            Node::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.hoist_schemas(root, item, &place.join(index), kind);
                }
            }
            _ => {}
        }
    }

    /// Adds the hoisted schemas to the components, and replaces each original by a reference.
    fn place(&mut self, original: &Node, root: &mut Node) {
        let mut done = HashSet::new();
        while done.len() < self.hoisted.len() {
            let todo = self.hoisted.iter().filter(|(target, _)| !done.contains(*target));
            let todo: Vec<_> = todo.map(|(target, name)| (target.clone(), name.clone())).collect();
            done.extend(todo.iter().map(|(target, _)| target.clone()));
            for (target, name) in todo {
                let Some(mut schema) = original.at(&target).cloned() else { continue };
                self.walk(original, &mut schema, &mut target.clone(), Kind::Schema);
                if let Some(map) = schema.as_object_mut() {
                    HoistedFrom(target.as_str().to_owned()).write(map);
                }
                if let Some(original) = root.at_mut(&target) {
                    set_reference(original, &name);
                }
                if let Some(schemas) = schemas(root) {
                    schemas.insert(name, schema);
                }
            }
        }
    }
}

/// Returns whether the value at `target` is not a schema: the document itself, another object, or a map of objects. An object
/// that the specification does not define counts as a schema if it has a keyword of one.
fn is_no_schema(root: &Node, target: &Pointer) -> bool {
    let (mut node, mut kind) = (root, Kind::Object);
    for token in target.tokens() {
        let Some(child) = node.at(&Pointer::root().join(&token)) else { return true };
        kind = if node.as_object().is_some() { kind.child(&token, child) } else { kind };
        node = child;
    }
    match kind {
        Kind::Schema | Kind::Data => false,
        Kind::Schemas | Kind::Objects | Kind::Maps => true,
        Kind::Object if target.as_str().is_empty() => true,
        Kind::Object => node.as_object().is_none_or(|map| {
            !map.is_empty() && with_role(Role::MarksSchema).iter().all(|key| !map.contains_key(*key))
        }),
    }
}

/// Returns the replacement of an unresolved reference: a schema that allows any value, or a mark for removal.
fn nothing(kind: Kind) -> Node {
    match kind {
        Kind::Schema => Node::Object(Map::new()),
        _ => {
            let mut map = Map::new();
            Nothing.write(&mut map);
            Node::Object(map)
        }
    }
}

fn is_nothing(node: &Node) -> bool {
    node.as_object().is_some_and(Nothing::is_on)
}

/// Returns a response without content.
fn undescribed() -> Node {
    Node::Object(Map::from_iter([("description".to_owned(), Node::String(String::new()))]))
}

/// Returns whether the pointer is that of a component schema.
fn is_component(target: &Pointer) -> bool {
    let tokens: Vec<String> = target.tokens().collect();
    matches!(tokens.as_slice(), [components, schemas, _] if components == "components" && schemas == "schemas")
}

/// Returns the number of values in `node`, itself included.
pub(super) fn count(node: &Node) -> usize {
    1 + match node {
        Node::Object(map) => map.values().map(count).sum(),
        Node::Array(items) => items.iter().map(count).sum(),
        _ => 0,
    }
}

/// Returns whether a schema may become a named type.
fn makes_type(schema: &Node) -> bool {
    let names = ["properties", "enum", "allOf", "oneOf", "anyOf"].iter().any(|key| schema.get(key).is_some());
    names || ["items", "additionalProperties"].iter().filter_map(|key| schema.get(key)).any(makes_type)
}

/// Returns the words of a name for the schema at a pointer.
fn name_words(target: &Pointer) -> String {
    let noise = with_role(Role::NotInComponentName);
    let mut words = Vec::new();
    let mut tokens = target.tokens();
    while let Some(token) = tokens.next() {
        match token.as_str() {
            "content" => drop(tokens.next()),
            "items" => words.push("item".to_owned()),
            token if noise.contains(&token) => {}
            _ => words.push(token),
        }
    }
    words.join(" ")
}

fn schemas(root: &mut Node) -> Option<&mut Map> {
    let components = root.as_object_mut()?.entry("components".to_owned()).or_insert_with(|| Node::Object(Map::new()));
    let schemas = components.as_object_mut()?.entry("schemas".to_owned()).or_insert_with(|| Node::Object(Map::new()));
    schemas.as_object_mut()
}

fn set_reference(node: &mut Node, name: &str) {
    let reference = Pointer::root().join("components").join("schemas").join(name).to_string();
    *node = Node::Object(Map::from_iter([("$ref".to_owned(), Node::String(reference))]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Document;

    fn resolved(yaml: &str) -> (Node, Vec<crate::diagnostic::Diagnostic>) {
        let mut diagnostics = Diagnostics::default();
        let document = Document::parse("test.yaml".as_ref(), yaml.into(), &mut diagnostics);
        let mut root = document.root;
        resolve(&mut root, &|_| None, &mut diagnostics);
        (root, diagnostics.sorted())
    }

    fn at(root: &Node, pointer: &str) -> String {
        Pointer::parse(pointer).and_then(|pointer| root.at(&pointer).map(ToString::to_string)).unwrap_or_default()
    }

    #[test]
    fn objects_other_than_schemas_are_copied() {
        let (root, diagnostics) = resolved(
            "paths:\n  /a: {parameters: [{$ref: '#/components/parameters/p'}]}\n  /b: {$ref: '#/paths/~1a'}\n\
             components: {parameters: {p: {$ref: '#/components/parameters/q'}, q: {name: q}}}\n",
        );
        assert_eq!(at(&root, "/paths/~1b/parameters/0"), r#"{"name":"q"}"#);
        assert_eq!(diagnostics, []);
    }

    #[test]
    fn a_schema_inside_another_becomes_a_component() {
        let (root, diagnostics) = resolved(
            "components:\n  schemas:\n    A:\n      properties:\n        b: {type: object, properties: {a: {$ref: '#/components/schemas/A/properties/b'}}}\n\
             \x20       $ref: {type: string}\n",
        );
        assert_eq!(at(&root, "/components/schemas/A/properties/b"), r##"{"$ref":"#/components/schemas/A b"}"##);
        assert_eq!(at(&root, "/components/schemas/A b/properties/a"), r##"{"$ref":"#/components/schemas/A b"}"##);
        assert_eq!(at(&root, "/components/schemas/A/properties/$ref"), r#"{"type":"string"}"#);
        assert_eq!(diagnostics, []);
    }

    #[test]
    fn a_schema_within_a_shared_object_becomes_one_component() {
        let (root, diagnostics) = resolved(
            "paths:\n  /a: {parameters: [{$ref: '#/components/parameters/direction'}]}\n  /b: {parameters: [{$ref: '#/components/parameters/direction'}]}\n\
             components: {parameters: {direction: {name: d, schema: {type: string, enum: [asc, desc]}}}}\n",
        );
        for pointer in [
            "/paths/~1a/parameters/0/schema",
            "/paths/~1b/parameters/0/schema",
            "/components/parameters/direction/schema",
        ] {
            assert_eq!(at(&root, pointer), r##"{"$ref":"#/components/schemas/direction"}"##);
        }
        assert_eq!(diagnostics, []);
    }

    #[test]
    fn unresolved_and_circular_references_are_reported() {
        let (root, diagnostics) =
            resolved("a: {$ref: '#/components/parameters/x%2Fy'}\nb: {$ref: 'other.yaml#/a'}\nc: {$ref: '#/c'}\n");
        assert_eq!(root.to_string(), "{}");
        let found: Vec<_> = diagnostics.iter().map(|it| (it.code.as_str(), it.pointer.as_str())).collect();
        assert_eq!(
            found,
            [("unresolved-reference", "/a/$ref"), ("unresolved-reference", "/b/$ref"), ("circular-reference", "/c")]
        );
    }
}
