//! Conversion of the objects of OpenAPI 3.1 and 3.2, other than schemas, to OpenAPI 3.0.
//!
//! Source: OpenAPI 3.1.1, section 4.8 and OpenAPI 3.2.0, section 4 against OpenAPI 3.0.4, section 4.7.

mod events;
mod media;
mod parameter;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::Kind;
use crate::dialect::grammar::ObjectKind;
use crate::dialect::version::Version;
use crate::dialect::walk::{Visit, walk};
use crate::extension::{Beside, OPERATIONS, SHARED};
use crate::location::Pointer;
use crate::source::{Document, Map, Node};
use crate::text::is_token;

/// Converts the objects of the document in place.
pub(super) fn convert(document: &mut Document, diagnostics: &mut Diagnostics) {
    let place = Pointer::root();
    if let Some(root) = document.root.as_object_mut() {
        for keyword in ["jsonSchemaDialect", "$self"] {
            root.shift_remove(keyword);
        }
        // `paths` is optional since 3.1.
        root.entry("paths".to_owned()).or_insert_with(|| Node::Object(Map::new()));
    }
    if document.root.get("webhooks").is_some() {
        document.relocate(&place.join("webhooks"), &place.join("x-webhooks"));
    }
    // The schema of an event's data may be referenced.
    let written = if has_items(&document.root) { document.root.clone() } else { Node::Null };
    let mut walker = Walker { written: &written, others: Vec::new(), forms: Vec::new(), diagnostics };
    walk(&mut document.root, &mut walker);
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
    for keyword in ["paths", "x-webhooks"] {
        let items = document.root.at_mut(&Pointer::root().join(keyword)).and_then(Node::as_object_mut);
        for item in items.into_iter().flat_map(Map::values_mut).filter_map(Node::as_object_mut) {
            // The walker has reported the rest.
            item.shift_remove("additionalOperations");
        }
    }
    mutual_tls(&mut document.root);
}

/// Returns whether the tree has an `itemSchema`.
fn has_items(node: &Node) -> bool {
    node.get("itemSchema").is_some() || node.children().any(|(_, child)| has_items(child))
}

struct Walker<'w> {
    /// The document before conversion.
    written: &'w Node,
    /// The operations with methods that 3.0 lacks: the path item, the pointer and the method.
    others: Vec<(Pointer, Pointer, String)>,
    /// The schemas that multipart forms reference.
    forms: Vec<Pointer>,
    diagnostics: &'w mut Diagnostics,
}

impl Visit for Walker<'_> {
    fn enter(&mut self, node: &mut Node, place: &Pointer, kind: Kind) -> bool {
        if let (Node::Object(map), Kind::Object) = (node, kind) {
            self.object(map, place);
        }
        !matches!(kind, Kind::Schema | Kind::Schemas)
    }
}

impl Walker<'_> {
    fn object(&mut self, map: &mut Map, place: &Pointer) {
        if map.contains_key("$ref") {
            beside(map);
        }
        let tokens: Vec<String> = place.tokens().collect();
        let last = tokens.last().map(String::as_str).unwrap_or_default();
        let has = |key: &&str| map.contains_key(*key);
        let typical = ["parameters", "requestBody", "operationId", "tags", "summary", "description"];
        let is_additional = tokens.iter().rev().nth(1).is_some_and(|parent| parent == "additionalOperations");
        let is_method = ObjectKind::methods(Version::V3_2).any(|method| method == last) || is_additional;
        let is_operation = tokens.len() > 2 && is_method && typical.iter().any(has);
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
            if is_token(method) && !ObjectKind::methods(Version::V3_2).any(|known| method.eq_ignore_ascii_case(known)) {
                self.others.push((place.clone(), from, method.clone()));
            } else {
                let message =
                    format!("`{method}` is not allowed in `additionalOperations`; oasmith leaves out the operation");
                self.diagnostics.warning(Code::InvalidObject, &from, message).help(
                    "move it to the field of the path item for this method, in lower case, or correct the method",
                );
            }
        }
    }

    /// Reports callbacks with methods that 3.0 lacks: oasmith generates no types for them.
    fn unusual_callbacks(&mut self, map: &Map, place: &Pointer) {
        for keyword in ["query", "additionalOperations"].into_iter().filter(|keyword| map.contains_key(*keyword)) {
            let message =
                format!("oasmith does not support callbacks with `{keyword}`, and generates no types for their bodies");
            self.diagnostics
                .warning(Code::Unused, &place.join(keyword), message)
                .help("describe the body as a webhook, or as a component schema");
        }
    }
}

/// Records a `summary` and a `description` beside a reference, which override those of its target.
///
/// Source: OpenAPI 3.1.1, section 4.8.23 (Reference Object).
fn beside(map: &mut Map) {
    let annotations: Map = ["summary", "description"]
        .iter()
        .filter_map(|keyword| {
            Some(((*keyword).to_owned(), map.get(*keyword).filter(|it| it.as_str().is_some())?.clone()))
        })
        .collect();
    if !annotations.is_empty() {
        Beside(annotations).write(map);
    }
}

/// Removes `mutualTLS` schemes: the HTTP client presents the certificate during the TLS handshake.
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
