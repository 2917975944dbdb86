//! Mending a document object by object, by what each has to be made of.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::int_or_string;
use crate::dialect::lax::coerce::{self, Made};
use crate::dialect::lax::shape::{self, Is, Shape};
use crate::dialect::lax::{schema, special};
use crate::dialect::version::Version;
use crate::extension::{Extension as _, SHARED};
use crate::pattern::Patterns;
use crate::source::{Map, Node, Pointer, Written};

/// Mends the whole tree. `version` is that of the document as it is written. Returns where items of lists were, and where they
/// are now.
pub(super) fn mend(
    root: &mut Node,
    version: Version,
    written: &Written<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Pointer, Pointer)> {
    let patterns = Patterns::default();
    let mut mender = Mender { version, written, diagnostics, shared: Vec::new(), moved: Vec::new(), patterns };
    let shared = root.as_object_mut().and_then(|map| map.shift_remove(SHARED));
    mender.object(root, &shape::ROOT, &mut Pointer::root());
    if let (Some(Node::Object(mut shared)), Some(map)) = (shared, root.as_object_mut()) {
        let unusable = mender.shared(&mut shared);
        map.insert(SHARED.to_owned(), Node::Object(shared));
        if !unusable.is_empty() {
            without(root, &unusable);
        }
    }
    mender.moved
}

struct Mender<'d> {
    version: Version,
    written: &'d Written<'d>,
    diagnostics: &'d mut Diagnostics,
    /// What other files have and is referred to more often, by name: what it is says who refers to it.
    shared: Vec<(String, &'static Shape)>,
    /// Items that have moved up, as others are taken out: what is within another comes before it.
    moved: Vec<(Pointer, Pointer)>,
    patterns: Patterns,
}

impl Mender<'_> {
    /// Mends an object; whether it can be used.
    fn object(&mut self, node: &mut Node, shape: &'static Shape, place: &mut Pointer) -> bool {
        // What it refers to is mended where it stands.
        if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            self.shared.extend(shared(reference).map(|name| (name, shape)));
            return true;
        }
        let Some(map) = node.as_object_mut() else { return false };
        if shape.is_closed {
            self.unknown(map, shape, place);
        }
        special::before(map, shape.name, place, self.diagnostics);
        if self.version != Version::V2 && shape.name == "a components object" {
            special::names(map, place, self.diagnostics);
        }
        self.members(map, shape, place);
        let lacking = shape.required.iter().find(|key| !map.contains_key(**key));
        if let Some(lacking) = lacking {
            let message = format!("{} has to have `{lacking}`; this one is not used", shape.name);
            self.diagnostics.warning(Code::InvalidObject, place, message);
            return false;
        }
        // What 3.2 leaves out of an answer the others do not.
        if shape.name == "a response" && self.version != Version::V3_2 && !map.contains_key("description") {
            let message = "a response requires a `description`; oasmith documents this one without";
            self.diagnostics.warning(Code::LaxObject, place, message);
        }
        special::mend(map, shape.name, self.version, place, self.diagnostics)
    }

    /// Mends what is shared, as far as anything refers to it. The names of what can't be used.
    fn shared(&mut self, shared: &mut Map) -> HashSet<String> {
        let (mut mended, mut unusable) = (HashSet::new(), HashSet::new());
        while let Some((name, shape)) = self.shared.pop() {
            let Some(node) = shared.get_mut(&name).filter(|_| mended.insert(name.clone())) else { continue };
            let mut place = Pointer::root().join(SHARED).join(&name);
            if !self.value(node, Is::Object(shape), &mut place) {
                shared.shift_remove(&name);
                unusable.insert(name);
            }
        }
        unusable
    }

    /// Mends the members that are not what they have to be; what can't be is taken out.
    fn members(&mut self, map: &mut Map, shape: &'static Shape, place: &mut Pointer) {
        for (key, is) in shape.members {
            let Some(node) = map.get_mut(*key) else { continue };
            let back = place.push(key);
            let is_kept = self.value(node, *is, place);
            place.truncate(back);
            if !is_kept {
                map.shift_remove(*key);
            }
        }
    }

    /// Mends a value; whether it can be used.
    fn value(&mut self, node: &mut Node, is: Is, place: &mut Pointer) -> bool {
        let made = match is {
            Is::Any => return true,
            Is::Text => coerce::text(node),
            Is::Bool => coerce::boolean(node),
            Is::Count => coerce::count(node),
            Is::Number => coerce::number(node),
            Is::Texts => coerce::texts(node),
            Is::Values | Is::List(_) | Is::SchemaList => coerce::list(node),
            Is::SchemaOrBool if matches!(node, Node::Bool(_)) => Made::Right,
            Is::SchemaOrBool if matches!(node, Node::Null) => Made::Nothing,
            Is::Schema | Is::SchemaOrBool => coerce::schema(node),
            Is::Object(_) | Is::Map(_) | Is::Answers(_) | Is::Schemas => coerce::object(node),
        };
        match made {
            Made::Right => {}
            Made::Nothing => return false,
            Made::As(value, said) => {
                self.diagnostics.warning(Code::LaxObject, place, said);
                *node = value;
            }
            Made::Not(wanted) => {
                let message = format!("this is {}, and {wanted} is wanted; it is not used", node.kind());
                self.diagnostics.warning(Code::InvalidObject, place, message);
                return false;
            }
        }
        if let Is::Object(shape) = is {
            return self.object(node, shape, place);
        }
        self.inner(node, is, place);
        true
    }

    fn inner(&mut self, node: &mut Node, is: Is, place: &mut Pointer) {
        match (is, node) {
            (Is::Schema | Is::SchemaOrBool, node) => self.schema(node, place),
            (Is::List(shape), Node::Array(items)) => self.items(items, shape, place),
            (Is::SchemaList, Node::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let back = place.push(index);
                    self.value(item, Is::Schema, place);
                    place.truncate(back);
                }
            }
            (Is::Schemas, Node::Object(map)) => {
                for (name, schema) in map.iter_mut() {
                    let back = place.push(name);
                    self.value(schema, Is::Schema, place);
                    place.truncate(back);
                }
            }
            (Is::Map(shape), Node::Object(map)) => self.entries(map, shape, place),
            (Is::Answers(shape), Node::Object(map)) => {
                special::statuses(map, place, self.diagnostics);
                self.entries(map, shape, place);
            }
            _ => {}
        }
    }

    /// The objects of a list; one that lacks what it has to have is taken out.
    fn items(&mut self, items: &mut Vec<Node>, shape: &'static Shape, place: &mut Pointer) {
        let (mut index, mut kept) = (0_usize, 0_usize);
        items.retain_mut(|item| {
            let back = place.push(index);
            index += 1;
            if let (Node::String(name), "a tag object") = (&*item, shape.name) {
                let message = "a tag is an object; this is taken as its name";
                self.diagnostics.warning(Code::LaxObject, place, message);
                *item = Node::Object(Map::from_iter([("name".to_owned(), Node::String(name.clone()))]));
            }
            let is_kept = self.value(item, Is::Object(shape), place);
            place.truncate(back);
            if is_kept && kept + 1 < index {
                self.moved.push((place.join(index - 1), place.join(kept)));
            }
            kept += usize::from(is_kept);
            is_kept
        });
    }

    fn entries(&mut self, map: &mut Map, shape: &'static Shape, place: &mut Pointer) {
        if shape.name == "a media type" {
            special::media_types(map, place, self.diagnostics);
        }
        map.retain(|name, entry| {
            // An extension may be anything; what is called so and is an object may be meant as an entry.
            if name.starts_with("x-") && entry.as_object().is_none() {
                return true;
            }
            let back = place.push(name);
            if matches!(entry, Node::Null) && matches!(shape.name, "a response" | "a media type") {
                let message = format!("this is null; it is taken as {} that says nothing", shape.name);
                self.diagnostics.warning(Code::LaxObject, place, message);
                *entry = Node::Object(Map::new());
            }
            let is_kept = self.value(entry, Is::Object(shape), place);
            place.truncate(back);
            is_kept
        });
    }

    fn schema(&mut self, node: &mut Node, place: &mut Pointer) {
        if is_reference(node) {
            return;
        }
        let Some(map) = node.as_object_mut() else { return };
        int_or_string::convert(map);
        schema::before(map, place, self.diagnostics);
        if self.version >= Version::V3_1 {
            schema::exclusive(map, place, self.diagnostics);
        }
        self.members(map, &shape::SCHEMA, place);
        schema::after(map, place, self.written, self.diagnostics);
        self.pattern(map, place);
        if self.version <= Version::V3_0 {
            schema::items(map, place, self.diagnostics);
        }
        if self.version == Version::V3_0 {
            schema::null(map, place, self.diagnostics);
        }
    }

    /// Notes what matches the pattern of a schema, or reports that nothing does.
    fn pattern(&mut self, map: &mut Map, place: &Pointer) {
        let Some(pattern) = map.get("pattern").and_then(Node::as_str) else { return };
        match self.patterns.translate(pattern) {
            Ok(matcher) => matcher.write(map),
            Err(refusal) => {
                let message = format!("`pattern` can't be checked: {refusal}; `validate` ignores it");
                self.diagnostics
                    .warning(Code::UncheckedPattern, &place.join("pattern"), message)
                    .help("correct the pattern, here or in an overlay, or allow `unchecked-pattern`");
            }
        }
    }

    /// Tells of members that the specification does not know: often one that is indented wrongly, or misspelt.
    fn unknown(&mut self, map: &Map, shape: &Shape, place: &Pointer) {
        let known = |key: &str| key.starts_with("x-") || shape.members.iter().any(|(name, _)| *name == key);
        for key in map.keys().filter(|key| !known(key)) {
            let message = format!("OpenAPI has no `{key}` here; it is not used");
            self.diagnostics.warning(Code::Unused, &place.join(key), message);
        }
    }
}

/// Takes out the references to what can't be used and has been told of.
fn without(node: &mut Node, unusable: &HashSet<String>) {
    let is_usable = |node: &Node| {
        let reference = node.get("$ref").and_then(Node::as_str).and_then(shared);
        reference.is_none_or(|name| !unusable.contains(&name))
    };
    match node {
        Node::Object(map) => {
            map.retain(|_, child| is_usable(child));
            map.values_mut().for_each(|child| without(child, unusable));
        }
        Node::Array(items) => {
            items.retain(is_usable);
            items.iter_mut().for_each(|child| without(child, unusable));
        }
        _ => {}
    }
}

/// The name of what is shared that a reference leads to.
fn shared(reference: &str) -> Option<String> {
    let mut tokens = Pointer::of_reference(reference)?.tokens().collect::<Vec<_>>().into_iter();
    (tokens.next()? == SHARED).then(|| tokens.next()).flatten().filter(|_| tokens.next().is_none())
}

fn is_reference(node: &Node) -> bool {
    node.get("$ref").is_some_and(|it| it.as_str().is_some())
}
