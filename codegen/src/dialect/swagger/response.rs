//! Responses.
//!
//! Source: OpenAPI 2.0, Response Object, Header Object and Example Object; Operation Object (`produces`).

use crate::dialect::swagger::parameter::schema;
use crate::dialect::swagger::{Converter, is_shared};
use crate::source::{Map, Node, Pointer};

impl Converter<'_> {
    /// The responses of an operation.
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

    /// A response that may refer to a shared one, whose media types are those of the operation.
    fn listed(&mut self, response: &Node, produces: &[String], place: &Pointer) -> Node {
        let reference = response.get("$ref").and_then(Node::as_str);
        let target = reference.and_then(|it| Pointer::parse(it.strip_prefix('#')?));
        match target.and_then(|target| Some((self.old.at(&target)?, target))) {
            Some((shared, from)) if produces != self.produces || !is_shared(&from, "responses") => {
                self.response(shared, produces, &from, place)
            }
            Some(_) => response.clone(),
            None => self.response(response, produces, place, place),
        }
    }

    /// A response that stood at `from`, and is going to stand at `to`.
    pub(super) fn response(&mut self, response: &Node, produces: &[String], from: &Pointer, to: &Pointer) -> Node {
        let Some(old) = response.as_object() else { return response.clone() };
        let mut new = Map::new();
        for (key, value) in old {
            match key.as_str() {
                "schema" | "examples" => {}
                "headers" => drop(new.insert(key.clone(), headers(value))),
                _ => drop(new.insert(key.clone(), value.clone())),
            }
        }
        self.moved.add(from.clone(), to.clone());
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
}

/// What an answer is, by media type: what is said to be produced, or else JSON, or bytes for a file.
fn media_types(schema: &Node, produces: &[String]) -> Vec<String> {
    if !produces.is_empty() {
        return produces.to_vec();
    }
    let is_file = schema.get("type").and_then(Node::as_str) == Some("file");
    vec![if is_file { "application/octet-stream" } else { "application/json" }.to_owned()]
}

fn headers(headers: &Node) -> Node {
    let Some(old) = headers.as_object() else { return headers.clone() };
    let converted = old.iter().map(|(name, header)| {
        let Some(header) = header.as_object() else { return (name.clone(), header.clone()) };
        let mut new = Map::from_iter([("schema".to_owned(), Node::Object(schema(header)))]);
        if let Some(description) = header.get("description") {
            new.insert("description".to_owned(), description.clone());
        }
        (name.clone(), Node::Object(new))
    });
    Node::Object(converted.collect())
}
