//! Mending what real documents get wrong where only one reading makes sense.

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::{EXPLODE, Kind, operations};
use crate::source::{Map, Node, Pointer};

/// Mends the tree in place.
pub(super) fn mend(root: &mut Node, diagnostics: &mut Diagnostics) {
    let place = Pointer::root();
    if let Some(map) = root.as_object_mut() {
        version_text(map, "openapi");
        let info = map.entry("info".to_owned()).or_insert_with(|| {
            diagnostics.warning(Code::LaxObject, &place, "the document has no `info`; its title is taken to be `API`");
            Node::Object(Map::new())
        });
        if let Some(info) = info.as_object_mut() {
            version_text(info, "version");
            for (member, value) in [("title", "API"), ("version", "0")] {
                missing(info, member, value, &place.join("info"), diagnostics);
            }
        }
        if !map.contains_key("paths") {
            diagnostics.warning(Code::LaxObject, &place, "the document has no `paths`: there are no operations");
            map.insert("paths".to_owned(), Node::Object(Map::new()));
        }
    }
    known_members(root, &place, &ROOT, diagnostics);
    let paths = place.join("paths");
    for (path, item) in root.get("paths").into_iter().flat_map(Node::children) {
        known_members(item, &paths.join(path), &PATH_ITEM, diagnostics);
    }
    for operation in operations(root) {
        if let Some(node) = root.at(&operation) {
            known_members(node, &operation, &OPERATION, diagnostics);
        }
        mend_operation(root, &operation, diagnostics);
    }
    let responses = Pointer::root().join("components").join("responses");
    mend_responses(root, &responses, diagnostics);
    mend_schemas(root, &mut Pointer::root(), Kind::Object, diagnostics);
}

const ROOT: [&str; 8] = ["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"];
const PATH_ITEM: [&str; 13] = [
    "$ref",
    "summary",
    "description",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "servers",
    "parameters",
];
const OPERATION: [&str; 12] = [
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

/// Tells of members that the specification does not know: often one that is indented wrongly, or misspelt.
fn known_members(node: &Node, place: &Pointer, known: &[&str], diagnostics: &mut Diagnostics) {
    let unknown =
        node.children().map(|(key, _)| key).filter(|key| !key.starts_with("x-") && !known.contains(&key.as_str()));
    for key in unknown {
        let message = format!("OpenAPI has no `{key}` here; it is not used");
        diagnostics.warning(Code::Unused, &place.join(key), message);
    }
}

/// Makes text of a version that YAML reads as a number.
fn version_text(map: &mut Map, key: &str) {
    if let Some(value @ (Node::Integer(_) | Node::Float(_))) = map.get_mut(key) {
        *value = Node::String(value.to_string());
    }
}

fn missing(map: &mut Map, member: &str, value: &str, place: &Pointer, diagnostics: &mut Diagnostics) {
    if map.get(member).is_none_or(|node| node.as_str().is_none()) {
        diagnostics.warning(Code::LaxObject, place, format!("`{member}` is missing; it is taken to be `{value}`"));
        map.insert(member.to_owned(), Node::String(value.to_owned()));
    }
}

fn mend_operation(root: &mut Node, place: &Pointer, diagnostics: &mut Diagnostics) {
    if let Some(operation) = root.at_mut(place).and_then(Node::as_object_mut)
        && !operation.contains_key("responses")
    {
        diagnostics.warning(Code::LaxObject, place, "`responses` is missing: no answer of this operation is described");
        operation.insert("responses".to_owned(), Node::Object(Map::new()));
    }
    mend_responses(root, &place.join("responses"), diagnostics);
}

/// A response has to have a description (OpenAPI 3.0.4, section 4.7.17); nothing depends on it.
fn mend_responses(root: &mut Node, place: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(responses) = root.at_mut(place).and_then(Node::as_object_mut) else { return };
    for (status, response) in responses.iter_mut().filter(|(status, _)| !status.starts_with("x-")) {
        let place = place.join(status);
        if matches!(response, Node::Null) {
            diagnostics.warning(Code::LaxObject, &place, "the response is null; it is taken to have no body");
            *response = Node::Object(Map::new());
        }
        let Some(response) = response.as_object_mut().filter(|response| !response.contains_key("$ref")) else {
            continue;
        };
        if response.get("description").is_none_or(|text| text.as_str().is_none()) {
            response.insert("description".to_owned(), Node::String(String::new()));
        }
    }
}

/// Mends the schemas anywhere below `place`.
fn mend_schemas(node: &mut Node, place: &mut Pointer, kind: Kind, diagnostics: &mut Diagnostics) {
    match node {
        _ if kind == Kind::Data => {}
        Node::Object(map) => {
            if kind == Kind::Schema {
                mend_schema(map, place, diagnostics);
            }
            for (key, child) in map.iter_mut() {
                if kind == Kind::Object && key == "encoding" {
                    keep_explode(child);
                }
                let kind = kind.member(key, child);
                if kind != Kind::Data {
                    let back = place.push(key);
                    mend_schemas(child, place, kind, diagnostics);
                    place.truncate(back);
                }
            }
        }
        Node::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                let back = place.push(index);
                mend_schemas(item, place, kind, diagnostics);
                place.truncate(back);
            }
        }
        _ => {}
    }
}

/// Source: OpenAPI 3.0.4, section 4.7.15 (Encoding Object).
fn keep_explode(encodings: &mut Node) {
    for encoding in encodings.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Node::as_object_mut) {
        if let Some(explode @ Node::Bool(_)) = encoding.get("explode").cloned() {
            encoding.insert(EXPLODE.to_owned(), explode);
        }
    }
}

fn mend_schema(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if let Some(Node::Bool(required)) = map.get("required") {
        let message = format!(
            "`required: {required}` on a schema says nothing: a schema lists the names of its required members"
        );
        diagnostics.warning(Code::LaxObject, &place.join("required"), message);
        map.shift_remove("required");
    }
    let is_enum_of_text = map.get("type").and_then(Node::as_str) == Some("string");
    if let Some(Node::Array(values)) = map.get_mut("enum")
        && is_enum_of_text
    {
        for value in
            values.iter_mut().filter(|value| matches!(value, Node::Integer(_) | Node::Float(_) | Node::Bool(_)))
        {
            *value = Node::String(value.to_string());
        }
    }
}
