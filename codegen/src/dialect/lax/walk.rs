//! Walk through a document by the grammar, which coerces the values of keywords.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::grammar::{ObjectKind, Value};
use crate::dialect::int_or_string;
use crate::dialect::lax::apply::{Subject, apply};
use crate::dialect::lax::coerce::{self, Coerced};
use crate::dialect::lax::{content, document, later, parameter, schema, security, status};
use crate::dialect::version::Version;
use crate::extension::{Extension as _, SHARED};
use crate::location::Pointer;
use crate::pattern::Patterns;
use crate::source::{Map, Node, Relocation, Written};

/// Repairs the whole tree. `version` is that of the document as it is written. Returns the former and the new pointers of
/// array items.
pub(super) fn repair(
    root: &mut Node,
    version: Version,
    written: &Written<'_>,
    diagnostics: &mut Diagnostics,
) -> Relocation {
    let patterns = Patterns::default();
    let mut repair =
        Repair { version, written, diagnostics, pending: Vec::new(), moved: Relocation::in_turn(), patterns };
    let shared = root.as_object_mut().and_then(|map| map.shift_remove(SHARED));
    repair.object(root, ObjectKind::OpenApi, &mut Pointer::root());
    if let (Some(Node::Object(mut shared)), Some(map)) = (shared, root.as_object_mut()) {
        let dropped = repair.shared(&mut shared);
        map.insert(SHARED.to_owned(), Node::Object(shared));
        if !dropped.is_empty() {
            remove_references(root, &dropped);
        }
    }
    repair.moved
}

struct Repair<'d> {
    version: Version,
    written: &'d Written<'d>,
    diagnostics: &'d mut Diagnostics,
    /// Shared objects of other files that await repair: their names, and their kinds by the references to them.
    pending: Vec<(String, ObjectKind)>,
    /// The former and the new pointers of items after removed ones, inner items first.
    moved: Relocation,
    patterns: Patterns,
}

impl Repair<'_> {
    /// Repairs an object. Returns whether oasmith keeps it.
    fn object(&mut self, node: &mut Node, kind: ObjectKind, place: &mut Pointer) -> bool {
        // The walk comes to the target of a reference by itself, or by `pending`.
        if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            self.pending.extend(shared_name(reference).map(|name| (name, kind)));
            return true;
        }
        let Some(map) = node.as_object_mut() else { return false };
        if self.version == Version::V3_0 {
            later::report(map, kind, place, self.diagnostics);
        }
        if kind.is_closed() {
            self.unknown_keywords(map, kind, place);
        }
        self.before_keywords(map, kind, place);
        self.keywords(map, kind, place);
        if let Some(missing) = kind.required().find(|keyword| !map.contains_key(*keyword)) {
            let message = format!("{} requires `{missing}`; oasmith ignores this one", kind.article_name());
            self.diagnostics.warning(Code::InvalidObject, place, message).help(format!("add `{missing}`"));
            return false;
        }
        self.after_keywords(map, kind, place)
    }

    /// Moves misplaced keywords.
    fn before_keywords(&mut self, map: &mut Map, kind: ObjectKind, place: &Pointer) {
        match kind {
            ObjectKind::OpenApi => document::add_slashes(map, place, self.diagnostics),
            // OpenAPI 2.0 allows any names.
            ObjectKind::Components if self.version != Version::V2 => {
                document::check_component_names(map, place, self.diagnostics);
            }
            ObjectKind::RequestBody | ObjectKind::Response => {
                content::move_schema_into_content(map, place, self.diagnostics);
            }
            ObjectKind::MediaType => content::move_keywords_into_schema(map, place, self.diagnostics),
            _ => {}
        }
    }

    /// Adds missing keywords, and checks keywords that depend on one another. Returns whether oasmith keeps the object.
    fn after_keywords(&mut self, map: &mut Map, kind: ObjectKind, place: &Pointer) -> bool {
        match kind {
            ObjectKind::Operation => status::add_responses(map, place, self.diagnostics),
            ObjectKind::Response => content::add_description(map, self.version, place, self.diagnostics),
            ObjectKind::RequestBody => content::add_content(map, place, self.diagnostics),
            ObjectKind::Parameter => return parameter::repair(map, self.version, place, self.diagnostics),
            ObjectKind::Header => parameter::repair_header(map, place, self.diagnostics),
            ObjectKind::Encoding => parameter::repair_encoding(map, place, self.diagnostics),
            ObjectKind::OAuthFlows => security::add_flow_keywords(map, place, self.written, self.diagnostics),
            ObjectKind::SecurityRequirement => security::coerce_scopes(map, place, self.written, self.diagnostics),
            _ => {}
        }
        true
    }

    /// Repairs the shared objects that the document refers to. Returns the names of those that oasmith drops.
    fn shared(&mut self, shared: &mut Map) -> HashSet<String> {
        let (mut repaired, mut dropped) = (HashSet::new(), HashSet::new());
        while let Some((name, kind)) = self.pending.pop() {
            let Some(node) = shared.get_mut(&name).filter(|_| repaired.insert(name.clone())) else { continue };
            let mut place = Pointer::root().join(SHARED).join(&name);
            if !self.entry(node, kind, &mut place) {
                shared.shift_remove(&name);
                dropped.insert(name);
            }
        }
        dropped
    }

    /// Repairs the values of an object's keywords, and removes those that it can't.
    fn keywords(&mut self, map: &mut Map, kind: ObjectKind, place: &mut Pointer) {
        for keyword in kind.checked() {
            let Some(node) = map.get_mut(keyword.name) else { continue };
            let back = place.push(keyword.name);
            let is_kept = self.value(node, keyword.value, &Subject::Keyword(keyword.name), place);
            place.truncate(back);
            if !is_kept {
                map.shift_remove(keyword.name);
            }
        }
    }

    /// Repairs an object in an array or a map.
    fn entry(&mut self, node: &mut Node, kind: ObjectKind, place: &mut Pointer) -> bool {
        self.value(node, Value::Object(kind), &Subject::Entry(kind.article_name()), place)
    }

    /// Repairs a value. Returns whether oasmith keeps it.
    fn value(&mut self, node: &mut Node, value: Value, subject: &Subject<'_>, place: &mut Pointer) -> bool {
        let coerced = match value {
            Value::Any | Value::Objects | Value::Swagger => return true,
            // Only OpenAPI 3.1 has them, and `converted` coerces them.
            Value::Types | Value::TextsMap => return true,
            Value::Text => coerce::text(node),
            Value::Boolean => coerce::boolean(node),
            Value::Count => coerce::count(node),
            Value::Number => coerce::number(node),
            Value::Texts => coerce::texts(node),
            Value::Values | Value::Array(_) => coerce::array(node),
            Value::SchemaArray => coerce::schemas(node),
            Value::BooleanOrSchema if matches!(node, Node::Bool(_)) => Coerced::Unchanged,
            Value::BooleanOrSchema if matches!(node, Node::Null) => Coerced::Absent,
            Value::Schema | Value::BooleanOrSchema => coerce::schema(node),
            Value::Object(_) | Value::Map(_) | Value::Responses | Value::SchemaMap => coerce::object(node),
        };
        if !apply(coerced, node, subject, place, self.written, self.diagnostics) {
            return false;
        }
        if let Value::Object(kind) = value {
            return self.object(node, kind, place);
        }
        self.inner(node, value, place);
        true
    }

    /// Repairs the items, the entries or the keywords of a value.
    fn inner(&mut self, node: &mut Node, value: Value, place: &mut Pointer) {
        match (value, node) {
            (Value::Schema | Value::BooleanOrSchema, node) => self.schema(node, place),
            (Value::Array(kind), Node::Array(items)) => self.items(items, kind, place),
            (Value::SchemaArray, Node::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let back = place.push(index);
                    self.value(item, Value::Schema, &Subject::Entry("a subschema"), place);
                    place.truncate(back);
                }
            }
            (Value::SchemaMap, Node::Object(map)) => {
                for (name, schema) in map.iter_mut() {
                    let back = place.push(name);
                    self.value(schema, Value::Schema, &Subject::Keyword(name), place);
                    place.truncate(back);
                }
            }
            (Value::Map(kind), Node::Object(map)) => self.entries(map, kind, place),
            (Value::Responses, Node::Object(map)) => {
                status::correct(map, place, self.diagnostics);
                self.entries(map, ObjectKind::Response, place);
            }
            _ => {}
        }
    }

    /// Repairs the objects of an array, and removes those that oasmith drops.
    fn items(&mut self, items: &mut Vec<Node>, kind: ObjectKind, place: &mut Pointer) {
        let (mut index, mut kept) = (0_usize, 0_usize);
        items.retain_mut(|item| {
            let back = place.push(index);
            index += 1;
            if let (Node::String(name), ObjectKind::Tag) = (&*item, kind) {
                let message = "a tag must be an object; oasmith reads the string as its `name`";
                self.diagnostics.warning(Code::LaxObject, place, message).help(format!("write `name: {name}`"));
                *item = Node::Object(Map::from_iter([("name".to_owned(), Node::String(name.clone()))]));
            }
            let is_kept = self.entry(item, kind, place);
            place.truncate(back);
            if is_kept && kept + 1 < index {
                self.moved.add(place.join(index - 1), place.join(kept));
            }
            kept += usize::from(is_kept);
            is_kept
        });
    }

    fn entries(&mut self, map: &mut Map, kind: ObjectKind, place: &mut Pointer) {
        if kind == ObjectKind::MediaType {
            content::correct_media_types(map, place, self.diagnostics);
        }
        map.retain(|name, entry| {
            // An extension has any value; an object by such a name may be an entry.
            if name.starts_with("x-") && entry.as_object().is_none() {
                return true;
            }
            let back = place.push(name);
            if matches!(entry, Node::Null) && matches!(kind, ObjectKind::Response | ObjectKind::MediaType) {
                let message = format!("{} must be an object; oasmith reads null as `{{}}`", kind.article_name());
                self.diagnostics.warning(Code::LaxObject, place, message).help("write `{}`");
                *entry = Node::Object(Map::new());
            }
            let is_kept = self.entry(entry, kind, place);
            place.truncate(back);
            is_kept
        });
    }

    fn schema(&mut self, node: &mut Node, place: &mut Pointer) {
        if is_reference(node) {
            return;
        }
        let Some(map) = node.as_object_mut() else { return };
        if map.shift_remove("$ref").is_some() {
            self.diagnostics
                .warning(Code::LaxObject, &place.join("$ref"), "`$ref` must be a string; oasmith ignores it")
                .help("name a schema, such as `#/components/schemas/Pet`");
        }
        int_or_string::convert(map);
        schema::before_keywords(map, place, self.diagnostics);
        if self.version >= Version::V3_1 {
            schema::remove_exclusive_bounds(map, place, self.diagnostics);
        }
        self.keywords(map, ObjectKind::Schema, place);
        schema::after_keywords(map, place, self.written, self.diagnostics);
        self.pattern(map, place);
        if self.version <= Version::V3_0 {
            schema::check_items(map, place, self.diagnostics);
        }
        if self.version == Version::V3_0 {
            later::report(map, ObjectKind::Schema, place, self.diagnostics);
            schema::check_nullable(map, place, self.diagnostics);
        }
    }

    /// Keeps the matcher of a schema's `pattern`, or reports that there is none.
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

    /// Reports keywords that the specification does not define: often they are indented wrongly, or misspelt.
    fn unknown_keywords(&mut self, map: &Map, kind: ObjectKind, place: &Pointer) {
        for key in map.keys().filter(|key| !key.starts_with("x-") && !kind.has(key)) {
            if self.version == Version::V3_0 && kind.later(key).is_some() {
                continue;
            }
            let message = format!("{} has no keyword `{key}`; oasmith ignores it", kind.article_name());
            self.diagnostics
                .warning(Code::Unused, &place.join(key), message)
                .help("check its spelling and its indentation");
        }
    }
}

/// Removes the references to shared objects that oasmith drops.
fn remove_references(node: &mut Node, dropped: &HashSet<String>) {
    let is_kept = |node: &Node| {
        let name = node.get("$ref").and_then(Node::as_str).and_then(shared_name);
        name.is_none_or(|name| !dropped.contains(&name))
    };
    match node {
        Node::Object(map) => {
            map.retain(|_, child| is_kept(child));
            map.values_mut().for_each(|child| remove_references(child, dropped));
        }
        Node::Array(items) => {
            items.retain(is_kept);
            items.iter_mut().for_each(|child| remove_references(child, dropped));
        }
        _ => {}
    }
}

/// Returns the name of the shared object that a reference refers to.
fn shared_name(reference: &str) -> Option<String> {
    let mut tokens = Pointer::of_reference(reference)?.tokens().collect::<Vec<_>>().into_iter();
    (tokens.next()? == SHARED).then(|| tokens.next()).flatten().filter(|_| tokens.next().is_none())
}

fn is_reference(node: &Node) -> bool {
    node.get("$ref").is_some_and(|it| it.as_str().is_some())
}
