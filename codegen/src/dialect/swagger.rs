//! Conversion of OpenAPI 2.0 (Swagger) to OpenAPI 3.0.
//!
//! Source: OpenAPI 2.0 against OpenAPI 3.0.4, section 4.7.

mod body;
mod parameter;
mod response;
mod schema;
mod security;

use crate::diagnostic::Diagnostics;
use crate::dialect::grammar;
use crate::dialect::moved::Moved;
use crate::location::Pointer;
use crate::source::{Document, Map, Node, Relocation};

/// Converts the document in place.
pub(super) fn convert(document: &mut Document, diagnostics: &mut Diagnostics) {
    let old = std::mem::take(&mut document.root);
    let mut converter = Converter {
        consumes: list(&old, "consumes"),
        produces: list(&old, "produces"),
        moved: Moved::new(Relocation::at_once()),
        old: &old,
        diagnostics,
    };
    let mut root = converter.root();
    let moved = converter.moved;
    moved.follow(&mut root, &|pointer| old.at(pointer).is_some());
    schema::convert(&mut root);
    document.root = root;
    document.relocated(moved.relocation());
    // The diagnostics have pointers into the new tree.
    diagnostics.pin(document);
}

/// The state of the conversion.
struct Converter<'o> {
    /// The document before conversion.
    old: &'o Node,
    consumes: Vec<String>,
    produces: Vec<String>,
    moved: Moved,
    diagnostics: &'o mut Diagnostics,
}

impl<'o> Converter<'o> {
    fn root(&mut self) -> Node {
        let mut root = Map::from_iter([("openapi".to_owned(), Node::String("3.0.3".to_owned()))]);
        let Some(old) = self.old.as_object() else { return Node::Object(root) };
        let replaced = ["swagger", "host", "basePath", "schemes", "consumes", "produces", "paths"];
        let components = ["definitions", "parameters", "responses", "securityDefinitions"];
        for (key, value) in old {
            if !replaced.contains(&key.as_str()) && !components.contains(&key.as_str()) {
                root.insert(key.clone(), value.clone());
            }
        }
        let servers = servers(self.old);
        let field = if self.old.get("host").is_some() { "host" } else { "basePath" };
        self.moved.written(Pointer::root().join(field), Pointer::root().join("servers"));
        if !servers.is_empty() {
            root.insert("servers".to_owned(), Node::Array(servers));
        }
        root.insert("components".to_owned(), self.components());
        let place = Pointer::root().join("paths");
        let mut paths = Map::new();
        for (path, item) in self.old.get("paths").into_iter().flat_map(Node::children) {
            let item = if path.starts_with("x-") { item.clone() } else { self.path_item(item, &place.join(&path)) };
            paths.insert(path, item);
        }
        root.insert("paths".to_owned(), Node::Object(paths));
        Node::Object(root)
    }

    fn components(&mut self) -> Node {
        let mut components = Map::new();
        let place = Pointer::root();
        let new = place.join("components");
        if let Some(definitions) = self.old.get("definitions") {
            self.moved.add(place.join("definitions"), new.join("schemas"));
            components.insert("schemas".to_owned(), definitions.clone());
        }
        if let Some(definitions) = self.old.get("securityDefinitions") {
            self.moved.add(place.join("securityDefinitions"), new.join("securitySchemes"));
            let schemes = definitions.children().map(|(name, scheme)| (name, security::scheme(scheme)));
            components.insert("securitySchemes".to_owned(), Node::Object(schemes.collect()));
        }
        let mut parameters = Map::new();
        for (name, parameter) in self.old.get("parameters").into_iter().flat_map(Node::children) {
            // Parameters with bodies move to the operations that use them.
            let (from, to) = (place.join("parameters").join(&name), new.join("parameters").join(&name));
            let (parameter, behind) = self.behind(parameter, from.clone());
            if let Some(parameter) = self.parameter(parameter, &behind, &to) {
                self.moved.add(from, to);
                parameters.insert(name, parameter);
            }
        }
        components.insert("parameters".to_owned(), Node::Object(parameters));
        let mut responses = Map::new();
        let produces = self.produces.clone();
        for (name, response) in self.old.get("responses").into_iter().flat_map(Node::children) {
            let (from, to) = (place.join("responses").join(&name), new.join("responses").join(&name));
            self.moved.add(from.clone(), to.clone());
            let (response, from) = self.behind(response, from);
            responses.insert(name, self.response(response, &produces, &from, &to));
        }
        components.insert("responses".to_owned(), Node::Object(responses));
        Node::Object(components)
    }

    fn path_item(&mut self, item: &Node, place: &Pointer) -> Node {
        let target = item.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
        let item = target.and_then(|target| self.old.at(&target)).unwrap_or(item);
        let Some(old) = item.as_object() else { return item.clone() };
        let mut new = Map::new();
        let shared = self.lists(old.get("parameters"), &place.join("parameters"));
        let (plain, bodies): (Vec<_>, Vec<_>) = shared.into_iter().partition(|listed| !listed.is_body());
        for (key, value) in old {
            if grammar::is_method(key) {
                new.insert(key.clone(), self.operation(value, &bodies, &place.join(key)));
            } else if key != "parameters" {
                new.insert(key.clone(), value.clone());
            }
        }
        if old.contains_key("parameters") {
            new.insert("parameters".to_owned(), self.parameters(plain, &place.join("parameters")));
        }
        Node::Object(new)
    }

    /// Converts an operation; `shared` are the body parameters of its path.
    fn operation(&mut self, operation: &Node, shared: &[parameter::Listed], place: &Pointer) -> Node {
        let Some(old) = operation.as_object() else { return operation.clone() };
        let own = |key: &str, all: &[String]| match old.contains_key(key) {
            true => list(operation, key),
            false => all.to_vec(),
        };
        let (consumes, produces) = (own("consumes", &self.consumes), own("produces", &self.produces));
        let mut new = Map::new();
        for (key, value) in old {
            match key.as_str() {
                "consumes" | "produces" | "schemes" => {}
                "parameters" => {
                    let all = self.lists(Some(value), &place.join("parameters"));
                    let (plain, own): (Vec<_>, Vec<_>) = all.into_iter().partition(|listed| !listed.is_body());
                    let parameters = self.parameters(plain, &place.join("parameters"));
                    new.insert(key.clone(), parameters);
                    self.add_body(&mut new, shared, own, &consumes, place);
                }
                "responses" => {
                    let responses = self.responses(value, &produces, &place.join("responses"));
                    new.insert(key.clone(), responses);
                }
                _ => drop(new.insert(key.clone(), value.clone())),
            }
        }
        if !old.contains_key("parameters") {
            self.add_body(&mut new, shared, Vec::new(), &consumes, place);
        }
        Node::Object(new)
    }

    /// Dereferences `node`, which is at `place`; returns the target with its pointer.
    fn behind<'n>(&self, node: &'n Node, place: Pointer) -> (&'n Node, Pointer)
    where
        'o: 'n,
    {
        let (mut found, mut at) = (node, place);
        for _ in 0..MAX_LINKS {
            let target = found.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
            let Some(next) = target.and_then(|target| Some((self.old.at(&target)?, target))) else { break };
            (found, at) = next;
        }
        (found, at)
    }

    fn add_body(
        &mut self,
        operation: &mut Map,
        shared: &[parameter::Listed],
        own: Vec<parameter::Listed>,
        consumes: &[String],
        place: &Pointer,
    ) {
        let mut all = own;
        for listed in shared {
            if !all.iter().any(|own| own.replaces(listed)) {
                all.push(listed.clone());
            }
        }
        if let Some(body) = self.body(all, consumes, &place.join("requestBody")) {
            operation.insert("requestBody".to_owned(), body);
        }
    }
}

/// Source: OpenAPI 2.0, Swagger Object (`host`, `basePath`, `schemes`).
fn servers(old: &Node) -> Vec<Node> {
    let text = |key: &str| old.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
    let base = text("basePath").unwrap_or_default().trim_end_matches('/');
    let base = if base.is_empty() || base.starts_with('/') { base.to_owned() } else { format!("/{base}") };
    let url = |url: String| Node::Object(Map::from_iter([("url".to_owned(), Node::String(url))]));
    let Some(host) = text("host") else {
        return if base.is_empty() { Vec::new() } else { vec![url(base)] };
    };
    // Some documents have a whole URL in `host`.
    let (of_host, host) = host.split_once("://").map_or((None, host), |(scheme, host)| (Some(scheme), host));
    let host = host.trim_end_matches('/');
    let mut declared: Vec<String> = list(old, "schemes").iter().map(|scheme| scheme.to_ascii_lowercase()).collect();
    if declared.is_empty() {
        declared.extend(of_host.map(str::to_ascii_lowercase));
    }
    let known = ["https", "http"].into_iter().filter(|scheme| declared.iter().any(|it| it == scheme));
    let mut schemes: Vec<&str> = known.collect();
    if schemes.is_empty() {
        schemes.push("https");
    }
    schemes.into_iter().map(|scheme| url(format!("{scheme}://{host}{base}"))).collect()
}

/// The maximum length of a chain of references.
const MAX_LINKS: usize = 100;

/// Returns whether the pointer is that of a shared parameter or response.
fn is_shared(place: &Pointer, kind: &str) -> bool {
    matches!(place.tokens().collect::<Vec<_>>().as_slice(), [parent, _] if parent == kind)
}

/// Returns the strings of an array; a plain string counts as its only item.
fn list(node: &Node, key: &str) -> Vec<String> {
    if let Some(Node::String(text)) = node.get(key) {
        return vec![text.clone()];
    }
    let items = node.get(key).into_iter().flat_map(Node::children);
    items.filter_map(|(_, item)| item.as_str().map(str::to_owned)).collect()
}
