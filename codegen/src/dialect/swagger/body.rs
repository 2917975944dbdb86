//! Parameters that form a body.
//!
//! Source: OpenAPI 2.0, Parameter Object (`in: body`, `in: formData`) and Operation Object (`consumes`).

use oasmith_runtime::media_type::MediaType;

use crate::diagnostic::Code;
use crate::dialect::swagger::Converter;
use crate::dialect::swagger::parameter::{Listed, schema, style};
use crate::extension::{Extension as _, Joined, OtherStyle, UNUSED};
use crate::location::Pointer;
use crate::source::{Map, Node};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Converter<'_> {
    /// Returns the body that the parameters form, which will be at `to`.
    pub(super) fn body(&mut self, parameters: Vec<Listed>, consumes: &[String], to: &Pointer) -> Option<Node> {
        let (whole, fields): (Vec<Listed>, Vec<Listed>) = parameters.into_iter().partition(Listed::is_whole_body);
        let mut whole = whole.into_iter();
        let first = whole.next();
        let unused = whole.chain(fields.iter().filter(|_| first.is_some()).cloned());
        for (index, parameter) in unused.collect::<Vec<_>>().into_iter().enumerate() {
            let place = to.join(UNUSED).join(index);
            let message =
                "an operation has either one `in: body` or `in: formData` parameters; oasmith ignores this one";
            self.diagnostics
                .warning(Code::InvalidObject, &place, message)
                .help("remove the parameter, or make it a field of the form");
            self.moved.written(parameter.place, place);
        }
        match first {
            Some(whole) => Some(self.whole(&whole, consumes, to)),
            None if fields.is_empty() => None,
            None => Some(self.form(&fields, consumes, to)),
        }
    }

    fn whole(&mut self, parameter: &Listed, consumes: &[String], to: &Pointer) -> Node {
        let is_form = |media_type: &&String| is(media_type, FORM) || is(media_type, MULTIPART);
        let mut media_types: Vec<String> = consumes.iter().filter(|it| !is_form(it)).cloned().collect();
        if media_types.is_empty() {
            media_types.push("application/json".to_owned());
        }
        if media_types.len() < consumes.len() && consumes.iter().all(|it| is_form(&it)) {
            let message = "`in: body` can't be a form, but `consumes` lists only forms; the client sends JSON";
            self.diagnostics
                .warning(Code::LaxObject, to, message)
                .help("add `application/json` to `consumes`, or use `in: formData`");
        }
        self.moved.add(parameter.place.clone(), to.clone());
        let content = to.join("content");
        if let Some(first) = media_types.first() {
            self.moved.add(parameter.place.join("schema"), content.join(first).join("schema"));
        }
        // Some documents describe a body without `schema`, like any other parameter.
        let own = || schema(parameter.node.as_object().unwrap_or(&Map::new()));
        let schema = parameter.node.get("schema").cloned().unwrap_or_else(|| Node::Object(own()));
        let media: Map = Map::from_iter([("schema".to_owned(), schema)]);
        let content: Map = media_types.into_iter().map(|it| (it, Node::Object(media.clone()))).collect();
        let mut body = annotations(&parameter.node);
        body.insert("content".to_owned(), Node::Object(content));
        Node::Object(body)
    }

    fn form(&mut self, fields: &[Listed], consumes: &[String], to: &Pointer) -> Node {
        let is_of = |node: &Node| node.get("type").and_then(Node::as_str) == Some("file");
        let is_file = |field: &Listed| is_of(&field.node) || field.node.get("items").is_some_and(is_of);
        let forms: Vec<&String> = consumes.iter().filter(|it| is(it, FORM) || is(it, MULTIPART)).collect();
        let media_types: Vec<String> = match forms.as_slice() {
            _ if fields.iter().any(is_file) => vec![MULTIPART.to_owned()],
            [] => vec![FORM.to_owned()],
            forms => forms.iter().map(|it| (*it).clone()).collect(),
        };
        let place = media_types.first().map(|it| to.join("content").join(it).join("schema")).unwrap_or_default();
        let (mut properties, mut required, mut encoding, mut joined) = (Map::new(), Vec::new(), Map::new(), Map::new());
        for field in fields {
            let Some(map) = field.node.as_object() else { continue };
            let Some(name) = map.get("name").and_then(Node::as_str) else { continue };
            self.moved.add(field.place.clone(), place.join("properties").join(name));
            self.moved.written(field.place.clone(), place.clone());
            if is_true(map.get("required")) {
                required.push(Node::String(name.to_owned()));
            }
            if map.get("type").and_then(Node::as_str) == Some("array") {
                self.list(map, &place.join("properties").join(name));
                encoding.insert(name.to_owned(), Node::Object(style(map, true)));
                joined.extend(join(map).map(|how| (name.to_owned(), how)));
            }
            properties.insert(name.to_owned(), Node::Object(property(map)));
        }
        let mut object = Map::from_iter([
            ("type".to_owned(), Node::String("object".to_owned())),
            ("properties".to_owned(), Node::Object(properties)),
        ]);
        let is_required = !required.is_empty();
        if is_required {
            object.insert("required".to_owned(), Node::Array(required));
        }
        let content = media_types.into_iter().map(|media_type| {
            let mut media = Map::from_iter([("schema".to_owned(), Node::Object(object.clone()))]);
            let encoding = if is(&media_type, FORM) { &encoding } else { &joined };
            if !encoding.is_empty() {
                media.insert("encoding".to_owned(), Node::Object(encoding.clone()));
            }
            (media_type, Node::Object(media))
        });
        Node::Object(Map::from_iter([
            ("content".to_owned(), Node::Object(content.collect())),
            ("required".to_owned(), Node::Bool(is_required)),
        ]))
    }
}

/// Returns whether `consumed` is the media type `essence`.
fn is(consumed: &str, essence: &str) -> bool {
    MediaType::lenient(consumed).is_some_and(|it| it.essence() == essence)
}

/// Returns how an array is serialized into one part of a form; `None` for `multi` and files, where each item is a part.
///
/// Source: OpenAPI 2.0, Parameter Object (`collectionFormat`).
fn join(field: &Map) -> Option<Node> {
    let style = match field.get("collectionFormat").and_then(Node::as_str).unwrap_or("csv") {
        "csv" => Joined::Form,
        "ssv" => Joined::By(OtherStyle::SpaceDelimited),
        "tsv" => Joined::By(OtherStyle::TabDelimited),
        "pipes" => Joined::By(OtherStyle::PipeDelimited),
        _ => return None,
    };
    let item = field.get("items").and_then(|items| items.get("type")).and_then(Node::as_str);
    (item != Some("file")).then(|| {
        let mut encoding = Map::new();
        style.write(&mut encoding);
        Node::Object(encoding)
    })
}

/// Converts a field of a form to a property.
fn property(field: &Map) -> Map {
    let mut property = schema(field);
    if property.get("type").and_then(Node::as_str) == Some("file") {
        property.insert("type".to_owned(), Node::String("string".to_owned()));
        property.insert("format".to_owned(), Node::String("binary".to_owned()));
    }
    for key in ["description", "x-example", "deprecated", "x-deprecated"] {
        if let Some(value) = field.get(key) {
            property.insert(key.trim_start_matches("x-").to_owned(), value.clone());
        }
    }
    property
}

fn is_true(node: Option<&Node>) -> bool {
    match node {
        Some(Node::Bool(value)) => *value,
        Some(Node::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// Returns the fields of a body other than its schema.
fn annotations(parameter: &Node) -> Map {
    let keys = ["description", "required"].into_iter();
    keys.filter_map(|key| Some((key.to_owned(), parameter.get(key)?.clone()))).collect()
}
