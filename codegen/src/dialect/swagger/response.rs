//! Conversion of responses.
//!
//! Source: OpenAPI 2.0, Response Object, Header Object and Example Object; Operation Object (`produces`).

use oasmith_runtime::media_type::MediaType;

use crate::dialect::swagger::parameter::schema;
use crate::dialect::swagger::{Converter, is_shared};
use crate::extension::{Extension as _, OtherStyle};
use crate::location::Pointer;
use crate::source::{Map, Node};

impl Converter<'_> {
    /// Converts the responses of an operation.
    pub(super) fn responses(&mut self, responses: &Node, produces: &[String], place: &Pointer) -> Node {
        let Some(old) = responses.as_object() else { return responses.clone() };
        let mut new = Map::new();
        for (status, response) in old {
            let place = place.join(status);
            let is_kept = status.starts_with("x-") || response.as_object().is_none();
            let response = if is_kept { response.clone() } else { self.listed(response, produces, &place) };
            new.insert(status.clone(), response);
        }
        Node::Object(new)
    }

    /// Converts a response. A shared response keeps its reference only if the operation has its media types.
    fn listed(&mut self, response: &Node, produces: &[String], place: &Pointer) -> Node {
        let reference = response.get("$ref").and_then(Node::as_str);
        let target = reference.and_then(Pointer::of_reference);
        let target = target.filter(|target| self.old.at(target).is_some());
        let is_kept = target.is_some_and(|target| is_shared(&target, "responses") && produces == self.produces);
        if is_kept {
            return response.clone();
        }
        let (shared, from) = self.behind(response, place.clone());
        self.response(shared, produces, &from, place)
    }

    /// Converts a response from `from` to `to`.
    pub(super) fn response(&mut self, response: &Node, produces: &[String], from: &Pointer, to: &Pointer) -> Node {
        let Some(old) = response.as_object() else { return response.clone() };
        let mut new = Map::new();
        for (key, value) in old {
            match key.as_str() {
                "schema" | "examples" => {}
                "headers" => drop(new.insert(key.clone(), self.headers(value, &from.join(key), &to.join(key)))),
                _ => drop(new.insert(key.clone(), value.clone())),
            }
        }
        if from == to || is_shared(from, "responses") {
            self.moved.add(from.clone(), to.clone());
        } else {
            self.moved.written(from.clone(), to.clone());
        }
        if let Some(schema) = old.get("schema") {
            let media_types = media_types(schema, produces);
            let examples = old.get("examples").and_then(Node::as_object);
            let content = media_types.iter().map(|media_type| {
                let mut media = Map::from_iter([("schema".to_owned(), schema.clone())]);
                if let Some(example) = examples.and_then(|examples| examples.get(media_type)) {
                    media.insert("example".to_owned(), example.clone());
                }
                (media_type.clone(), Node::Object(media))
            });
            new.insert("content".to_owned(), Node::Object(content.collect()));
            if let Some(first) = media_types.first() {
                self.moved.add(from.join("schema"), to.join("content").join(first).join("schema"));
            }
        }
        Node::Object(new)
    }

    fn headers(&mut self, headers: &Node, from: &Pointer, to: &Pointer) -> Node {
        let Some(old) = headers.as_object() else { return headers.clone() };
        let mut converted = Map::new();
        for (name, node) in old {
            let Some(header) = node.as_object() else {
                converted.insert(name.clone(), node.clone());
                continue;
            };
            let mut new = Map::from_iter([("schema".to_owned(), Node::Object(schema(header)))]);
            if let Some(description) = header.get("description") {
                new.insert("description".to_owned(), description.clone());
            }
            separator(header).into_iter().for_each(|style| style.write(&mut new));
            self.schema_keywords(header, &from.join(name), &to.join(name).join("schema"));
            converted.insert(name.clone(), Node::Object(new));
        }
        Node::Object(converted)
    }
}

/// Returns the style of a header with several items, unless commas separate them.
///
/// Source: OpenAPI 2.0, Header Object (`collectionFormat`).
fn separator(header: &Map) -> Option<OtherStyle> {
    match header.get("collectionFormat").and_then(Node::as_str)? {
        "ssv" => Some(OtherStyle::SpaceDelimited),
        "tsv" => Some(OtherStyle::TabDelimited),
        "pipes" => Some(OtherStyle::PipeDelimited),
        _ => None,
    }
}

/// Returns the media types of a response: `produces`, by default JSON. A file excludes JSON, and is bytes by default.
fn media_types(schema: &Node, produces: &[String]) -> Vec<String> {
    let is_file = schema.get("type").and_then(Node::as_str) == Some("file");
    let is_json = |it: &&String| MediaType::lenient(it).is_some_and(|it| it.is_json() || it.essence() == "*/*");
    let fitting: Vec<String> = produces.iter().filter(|it| !is_file || !is_json(it)).cloned().collect();
    if !fitting.is_empty() {
        return fitting;
    }
    vec![if is_file { "application/octet-stream" } else { "application/json" }.to_owned()]
}
