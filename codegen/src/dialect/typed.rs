//! Deserialization of the tree into the model, one component or operation at a time, so that an invalid one does not
//! affect the others.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{
    Callback, Components, Header, OpenAPI, Operation, Parameter, PathItem, ReferenceOr, RequestBody, Response, Schema,
    SecurityScheme,
};
use serde::de::DeserializeOwned;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::{Spec, WebhookRequest, grammar};
use crate::extension::OPERATIONS;
use crate::location::Pointer;
use crate::parallel;
use crate::source::{Map, Node};

/// Deserializes the tree; `None` if not even `openapi` and `info` are valid.
pub(super) fn read(root: &Node, diagnostics: &mut Diagnostics) -> Option<Spec> {
    let mut reader = Reader::default();
    let Some(mut openapi) = reader.frame(root) else {
        diagnostics.append(reader.diagnostics);
        return None;
    };
    openapi.components = Some(reader.components(root.get("components")));
    let mut additional_operations = IndexMap::new();
    if let Some(paths) = root.get("paths") {
        let place = Pointer::root().join("paths");
        let items: Vec<(String, &Node)> = paths.children().filter(|(path, _)| !path.starts_with("x-")).collect();
        // A path item is some kilobytes: moving a boxed one costs no copy.
        let path_item = |path: &String, item| Reader::alone(|it| Box::new(it.path_item(item, &place.join(path))));
        let read = parallel::map(&items, |(path, item)| path_item(path, item));
        openapi.paths.paths.reserve(items.len());
        for ((path, _), (read, diagnosed)) in items.into_iter().zip(read) {
            let (item, others) = *read;
            reader.add(diagnosed);
            if !others.is_empty() {
                additional_operations.insert(path.clone(), others);
            }
            openapi.paths.paths.insert(path, ReferenceOr::Item(item));
        }
    }
    let webhooks = reader.webhooks(root.get("x-webhooks"));
    diagnostics.append(reader.diagnostics);
    Some(Spec { openapi, webhooks, additional_operations, left_out: reader.left_out, elsewhere: HashMap::new() })
}

/// The diagnostics and counts of the deserialization.
#[derive(Default)]
struct Reader {
    diagnostics: Diagnostics,
    left_out: usize,
}

impl Reader {
    /// Runs `work` with a reader of its own, so that it can run on any thread.
    fn alone<R>(work: impl FnOnce(&mut Self) -> R) -> (R, Self) {
        let mut reader = Self::default();
        let result = work(&mut reader);
        (result, reader)
    }

    fn add(&mut self, other: Self) {
        self.diagnostics.append(other.diagnostics);
        self.left_out += other.left_out;
    }

    /// Deserializes everything except `paths` and `components`, without invalid optional fields.
    fn frame(&mut self, root: &Node) -> Option<OpenAPI> {
        let place = Pointer::root();
        let large = ["components", "paths", "x-webhooks"];
        let mut frame: Map =
            root.as_object()?.iter().filter(|(key, _)| !large.contains(&key.as_str())).map(own).collect();
        frame.insert("paths".to_owned(), Node::Object(Map::new()));
        for optional in ["servers", "security", "tags", "externalDocs"] {
            let alone = frame.get(optional).cloned();
            let Some(field) = alone else { continue };
            let mut probe = minimal();
            probe.insert(optional.to_owned(), field);
            if let Err(message) = Node::Object(probe).read::<OpenAPI>() {
                self.invalid(&place.join(optional), &message, "oasmith ignores it");
                frame.shift_remove(optional);
            }
        }
        match Node::Object(frame).read() {
            Ok(openapi) => Some(openapi),
            Err(message) => {
                let message = format!("the document is not valid OpenAPI: {message}");
                self.diagnostics
                    .error(Code::InvalidObject, &place.join("info"), message)
                    .help("correct the document, or correct it in an overlay");
                None
            }
        }
    }

    fn components(&mut self, node: Option<&Node>) -> Components {
        let place = Pointer::root().join("components");
        let map = |kind: &str| (node.and_then(|node| node.get(kind)), place.join(kind));
        let (schemas, responses, parameters) = (map("schemas"), map("responses"), map("parameters"));
        let (bodies, headers, schemes) = (map("requestBodies"), map("headers"), map("securitySchemes"));
        Components {
            schemas: self.each::<Schema>(schemas, "its type is `serde_json::Value`"),
            responses: self.each::<Response>(responses, "oasmith ignores it"),
            parameters: self.each::<Parameter>(parameters, "oasmith ignores it"),
            request_bodies: self.each::<RequestBody>(bodies, "oasmith ignores it"),
            headers: self.each::<Header>(headers, "oasmith ignores it"),
            security_schemes: self.each::<SecurityScheme>(schemes, "oasmith ignores it"),
            ..Components::default()
        }
    }

    fn each<T: DeserializeOwned + Send>(
        &mut self,
        (node, place): (Option<&Node>, Pointer),
        consequence: &str,
    ) -> IndexMap<String, ReferenceOr<T>> {
        let nodes: Vec<(String, &Node)> = node.into_iter().flat_map(Node::children).collect();
        let read = parallel::map(&nodes, |(_, node)| node.read());
        let mut map = IndexMap::new();
        for ((name, node), read) in nodes.into_iter().zip(read) {
            match read {
                Ok(value) => drop(map.insert(name, value)),
                Err(message) => {
                    let (place, message) = blame(node, &place.join(&name), message);
                    self.invalid(&place, &message, consequence);
                }
            }
        }
        map
    }

    /// Deserializes webhooks, reduced to what a receiver needs: documentation and body.
    fn webhooks(&mut self, node: Option<&Node>) -> Vec<WebhookRequest> {
        let place = Pointer::root().join("x-webhooks");
        let mut requests = Vec::new();
        for (name, node) in node.into_iter().flat_map(Node::children) {
            let place = place.join(&name);
            let usual = grammar::methods()
                .filter_map(|method| Some((method.to_owned(), place.join(method), node.get(method)?)));
            let others = node.get(OPERATIONS).into_iter().flat_map(Node::children);
            let others = others.map(|(method, node)| (method.clone(), place.join(OPERATIONS).join(method), node));
            for (method, pointer, node) in usual.chain(others) {
                let Some(operation) = node.as_object() else { continue };
                let needed = ["summary", "description", "deprecated", "requestBody"];
                let mut needed: Map =
                    operation.iter().filter(|(key, _)| needed.contains(&key.as_str())).map(own).collect();
                needed.insert("responses".to_owned(), Node::Object(Map::new()));
                match Node::Object(needed).read() {
                    Ok(operation) => requests.push(WebhookRequest { name: name.clone(), method, pointer, operation }),
                    Err(message) => {
                        let (place, message) = blame(node, &pointer, message);
                        self.invalid(&place, &message, "oasmith leaves out the webhook");
                    }
                }
            }
        }
        requests
    }

    /// Deserializes a path item, and its operations with methods that the model lacks.
    fn path_item(&mut self, node: &Node, place: &Pointer) -> (PathItem, IndexMap<String, Operation>) {
        let fields = node.as_object().into_iter().flatten();
        let rest: Map = fields.filter(|(key, _)| !grammar::is_method(key) && *key != OPERATIONS).map(own).collect();
        let mut item: PathItem = match Node::Object(rest).read() {
            Ok(item) => item,
            Err(message) => {
                let (place, message) = blame(node, place, message);
                self.invalid(&place, &message, "oasmith leaves out the operations of this path");
                self.left_out += grammar::methods().filter(|method| node.get(method).is_some()).count();
                return (PathItem::default(), IndexMap::new());
            }
        };
        for method in grammar::methods() {
            let operation = node.get(method).and_then(|node| self.operation(node, &place.join(method)));
            *slot(&mut item, method) = operation;
        }
        let others = node.get(OPERATIONS).into_iter().flat_map(Node::children);
        let place = place.join(OPERATIONS);
        let others =
            others.filter_map(|(method, node)| Some((method.clone(), self.operation(node, &place.join(method))?)));
        let others = others.collect();
        (item, others)
    }

    fn operation(&mut self, node: &Node, place: &Pointer) -> Option<Operation> {
        // Invalid callbacks do not affect the call itself.
        let unreadable = node.get("callbacks").and_then(|it| it.read::<IndexMap<String, Callback>>().err());
        let read = match unreadable {
            Some(message) => {
                self.invalid(&place.join("callbacks"), &message, "oasmith ignores them");
                let fields = node.as_object().into_iter().flatten();
                Node::Object(fields.filter(|(key, _)| *key != "callbacks").map(own).collect()).read()
            }
            None => node.read(),
        };
        match read {
            Ok(operation) => Some(operation),
            Err(message) => {
                let (place, message) = blame(node, place, message);
                self.invalid(&place, &message, "oasmith leaves out the operation");
                self.left_out += 1;
                None
            }
        }
    }

    fn invalid(&mut self, place: &Pointer, message: &str, consequence: &str) {
        let message = format!("the object is not valid OpenAPI: {message}; {consequence}");
        self.diagnostics
            .warning(Code::InvalidObject, place, message)
            .help("correct the object, here or in an overlay, or allow `invalid-object`");
    }
}

fn own((key, node): (&String, &Node)) -> (String, Node) {
    (key.clone(), node.clone())
}

fn slot<'i>(item: &'i mut PathItem, method: &str) -> &'i mut Option<Operation> {
    match method {
        "get" => &mut item.get,
        "put" => &mut item.put,
        "post" => &mut item.post,
        "delete" => &mut item.delete,
        "options" => &mut item.options,
        "head" => &mut item.head,
        "patch" => &mut item.patch,
        _ => &mut item.trace,
    }
}

/// Returns a minimal document.
fn minimal() -> Map {
    let text = |text: &str| Node::String(text.to_owned());
    let info = Map::from_iter([("title".to_owned(), text("")), ("version".to_owned(), text(""))]);
    Map::from_iter([
        ("openapi".to_owned(), text("3.0.3")),
        ("info".to_owned(), Node::Object(info)),
        ("paths".to_owned(), Node::Object(Map::new())),
    ])
}

/// Returns the innermost object within `node` that is invalid on its own, and why: serde's errors have no location.
fn blame(node: &Node, place: &Pointer, message: String) -> (Pointer, String) {
    for (token, child) in node.children() {
        let child_place = place.join(&token);
        if let Some(found) = blame_field(node, &token, child, &child_place) {
            return found;
        }
    }
    (place.clone(), message)
}

fn blame_field(parent: &Node, token: &str, child: &Node, place: &Pointer) -> Option<(Pointer, String)> {
    let map_of = |read: fn(&Node) -> Option<String>| {
        child.children().find_map(|(name, node)| {
            let message = read(node)?;
            Some(blame(node, &place.join(name), message))
        })
    };
    fn why<T: DeserializeOwned>(node: &Node) -> Option<String> {
        node.read::<T>().err()
    }
    match token {
        "schema" | "items" | "not" => why::<ReferenceOr<Schema>>(child).map(|message| blame(child, place, message)),
        "additionalProperties" if child.as_object().is_some() => {
            why::<ReferenceOr<Schema>>(child).map(|message| blame(child, place, message))
        }
        "properties" | "allOf" | "oneOf" | "anyOf" => map_of(why::<ReferenceOr<Schema>>),
        "parameters" => map_of(why::<ReferenceOr<Parameter>>),
        "responses" => map_of(why::<ReferenceOr<Response>>),
        "headers" => map_of(why::<ReferenceOr<Header>>),
        "content" => map_of(why::<openapiv3::MediaType>),
        "requestBody" => why::<ReferenceOr<RequestBody>>(child).map(|message| blame(child, place, message)),
        // Any other field is invalid if the schema is valid without it.
        _ => {
            let mut rest = parent.as_object()?.clone();
            rest.shift_remove(token)?;
            let alone = parent.get("type").is_some() || parent.get("properties").is_some();
            let message = why::<Schema>(parent)?;
            (alone && why::<Schema>(&Node::Object(rest)).is_none()).then(|| (place.clone(), message))
        }
    }
}
