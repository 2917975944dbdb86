//! The objects of OpenAPI 3.1 and 3.2 that are no schemas, as OpenAPI 3.0 says the same.
//!
//! Source: OpenAPI 3.1.1, section 4.8 and OpenAPI 3.2.0, section 4 against OpenAPI 3.0.4, section 4.7.

mod media;
mod parameter;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::{Kind, METHODS};
use crate::extension::{Beside, OPERATIONS, SHARED};
use crate::source::{Document, Map, Node, Pointer};
use crate::text::is_token;

/// Converts the objects of the document in place.
pub(super) fn convert(document: &mut Document, diagnostics: &mut Diagnostics) {
    let place = Pointer::root();
    if let Some(root) = document.root.as_object_mut() {
        for word in ["jsonSchemaDialect", "$self"] {
            root.shift_remove(word);
        }
        // What it has may be webhooks, or components alone.
        root.entry("paths".to_owned()).or_insert_with(|| Node::Object(Map::new()));
    }
    if document.root.get("webhooks").is_some() {
        document.relocate(&place.join("webhooks"), &place.join("x-webhooks"));
    }
    // Of what an event brings the schema may stand elsewhere.
    let written = if has_items(&document.root) { document.root.clone() } else { Node::Null };
    let mut walker = Walker { written: &written, others: Vec::new(), forms: Vec::new(), diagnostics };
    walker.walk(&mut document.root, &mut Pointer::root(), Kind::Object);
    let Walker { others, forms, .. } = walker;
    for form in forms {
        document.root.at_mut(&form).into_iter().for_each(media::parts);
    }
    if !others.is_empty() {
        diagnostics.pin(document);
    }
    for (item, from, method) in others {
        if let Some(Node::Object(item)) = document.root.at_mut(&item) {
            item.entry(OPERATIONS.to_owned()).or_insert_with(|| Node::Object(Map::new()));
        }
        document.relocate(&from, &item.join(OPERATIONS).join(method));
    }
    for word in ["paths", "x-webhooks"] {
        let items = document.root.at_mut(&Pointer::root().join(word)).and_then(Node::as_object_mut);
        for item in items.into_iter().flat_map(Map::values_mut).filter_map(Node::as_object_mut) {
            // What is left of them has been told of.
            item.shift_remove("additionalOperations");
        }
    }
    mutual_tls(&mut document.root);
}

/// Whether there are bodies of items.
fn has_items(node: &Node) -> bool {
    node.get("itemSchema").is_some() || node.children().any(|(_, child)| has_items(child))
}

struct Walker<'w> {
    /// The document before it was converted.
    written: &'w Node,
    /// The operations whose methods 3.0 does not have: their path item, their place and their method.
    others: Vec<(Pointer, Pointer, String)>,
    /// The schemas that forms in parts refer to.
    forms: Vec<Pointer>,
    diagnostics: &'w mut Diagnostics,
}

impl Walker<'_> {
    fn walk(&mut self, node: &mut Node, place: &mut Pointer, kind: Kind) {
        match node {
            _ if matches!(kind, Kind::Data | Kind::Schema | Kind::Schemas) => {}
            Node::Object(map) => {
                if kind == Kind::Object {
                    self.object(map, place);
                }
                for (key, child) in map.iter_mut() {
                    let kind = kind.member(key, child);
                    let back = place.push(key);
                    self.walk(child, place, kind);
                    place.truncate(back);
                }
            }
            Node::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let back = place.push(index);
                    self.walk(item, place, kind);
                    place.truncate(back);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, map: &mut Map, place: &Pointer) {
        if map.contains_key("$ref") {
            beside(map);
        }
        let tokens: Vec<String> = place.tokens().collect();
        let last = tokens.last().map(String::as_str).unwrap_or_default();
        let has = |key: &&str| map.contains_key(*key);
        let says = ["parameters", "requestBody", "operationId", "tags", "summary", "description"];
        let is_additional = tokens.iter().rev().nth(1).is_some_and(|parent| parent == "additionalOperations");
        let is_method = METHODS.contains(&last) || last == "query" || is_additional;
        let is_operation = tokens.len() > 2 && is_method && says.iter().any(has);
        if is_operation && !has(&"responses") && !has(&"$ref") {
            map.insert("responses".to_owned(), Node::Object(Map::new()));
        }
        let is_item = match tokens.as_slice() {
            [parent, _] => ["paths", "x-webhooks", SHARED].contains(&parent.as_str()),
            [components, parent, _] => components == "components" && parent == "pathItems",
            _ => false,
        };
        if is_item {
            self.operations(map, place);
        } else if matches!(tokens.as_slice(), [.., callbacks, _, _] if callbacks == "callbacks") {
            self.unusual_callbacks(map, place);
        }
        parameter::convert(map);
        self.forms.extend(media::form(map, last));
        media::convert(map, last, self.written);
    }

    /// Source: OpenAPI 3.2.0, section 4.9 (Path Item Object: `query`, `additionalOperations`).
    fn operations(&mut self, map: &Map, place: &Pointer) {
        if map.contains_key("query") {
            self.others.push((place.clone(), place.join("query"), "QUERY".to_owned()));
        }
        let additional = place.join("additionalOperations");
        for method in map.get("additionalOperations").and_then(Node::as_object).into_iter().flat_map(Map::keys) {
            let from = additional.join(method);
            if is_token(method) && !METHODS.iter().chain(&["query"]).any(|known| method.eq_ignore_ascii_case(known)) {
                self.others.push((place.clone(), from, method.clone()));
            } else {
                let message = format!("`{method}` can't be an additional method; the operation is left out");
                self.diagnostics
                    .warning(Code::InvalidObject, &from, message)
                    .help("a method that OpenAPI has a member for stands there, in small letters");
            }
        }
    }

    /// What the API asks in turn is a type alone, of the methods that 3.0 has.
    fn unusual_callbacks(&mut self, map: &Map, place: &Pointer) {
        for word in ["query", "additionalOperations"].into_iter().filter(|word| map.contains_key(*word)) {
            let message = format!("callbacks of `{word}` make no types; what they bring is not in the crate");
            self.diagnostics.warning(Code::Unused, &place.join(word), message);
        }
    }
}

/// Words beside a reference take the place of those that it leads to.
///
/// Source: OpenAPI 3.1.1, section 4.8.23 (Reference Object).
fn beside(map: &mut Map) {
    let words: Map = ["summary", "description"]
        .iter()
        .filter_map(|word| Some(((*word).to_owned(), map.get(*word).filter(|it| it.as_str().is_some())?.clone())))
        .collect();
    if !words.is_empty() {
        Beside(words).write(map);
    }
}

/// A certificate is shown by the HTTP client, before anything is sent: requests have no part in it.
///
/// Source: OpenAPI 3.1.1, section 4.8.27 (`mutualTLS`).
fn mutual_tls(root: &mut Node) {
    let schemes = Pointer::root().join("components").join("securitySchemes");
    let Some(Node::Object(schemes)) = root.at_mut(&schemes) else { return };
    let is_certificate = |scheme: &Node| scheme.get("type").and_then(Node::as_str) == Some("mutualTLS");
    let names: Vec<String> =
        schemes.iter().filter(|(_, scheme)| is_certificate(scheme)).map(|(name, _)| name.clone()).collect();
    schemes.retain(|_, scheme| !is_certificate(scheme));
    if names.is_empty() {
        return;
    }
    let mut lists: Vec<Pointer> = super::operations(root).iter().map(|place| place.join("security")).collect();
    lists.push(Pointer::root().join("security"));
    for place in lists {
        let Some(Node::Array(requirements)) = root.at_mut(&place) else { continue };
        for requirement in requirements.iter_mut().filter_map(Node::as_object_mut) {
            requirement.retain(|name, _| !names.contains(name));
        }
    }
}
