//! Parameters outside the body.
//!
//! Source: OpenAPI 2.0, Parameter Object and Items Object.

use crate::diagnostic::Code;
use crate::dialect::grammar::{Role, with_role};
use crate::dialect::swagger::{Converter, is_shared};
use crate::extension::{Extension as _, KeptHeader, OtherStyle};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// A dereferenced parameter of an operation or a path.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// The item of the array, which may be a reference.
    written: Node,
    /// The parameter.
    pub(super) node: Node,
    /// The pointer to the parameter.
    pub(super) place: Pointer,
    /// The pointer to the item.
    listed: Pointer,
}

impl Listed {
    fn text(&self, key: &str) -> Option<&str> {
        self.node.get(key).and_then(Node::as_str)
    }

    pub(super) fn is_body(&self) -> bool {
        self.is_whole_body() || self.is_in("formData")
    }

    pub(super) fn is_whole_body(&self) -> bool {
        self.is_in("body")
    }

    fn is_in(&self, location: &str) -> bool {
        self.text("in").is_some_and(|it| it.eq_ignore_ascii_case(location))
    }

    /// Returns whether this parameter of an operation overrides one of its path.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        self.text("in") == other.text("in") && (self.is_whole_body() || self.text("name") == other.text("name"))
            || self.is_whole_body() != other.is_whole_body()
    }
}

impl Converter<'_> {
    /// Returns the dereferenced parameters of an array.
    pub(super) fn lists(&self, node: Option<&Node>, place: &Pointer) -> Vec<Listed> {
        let items: Vec<(String, &Node)> = match node {
            // A single object counts as the only item.
            Some(one @ Node::Object(map)) if map.contains_key("in") || map.contains_key("$ref") => {
                vec![("0".to_owned(), one)]
            }
            node => node.into_iter().flat_map(Node::children).collect(),
        };
        let listed = items.into_iter().map(|(index, written)| {
            let listed = place.join(index);
            let (node, place) = self.behind(written, listed.clone());
            Listed { written: written.clone(), node: node.clone(), place, listed }
        });
        listed.collect()
    }

    /// Converts the parameters outside the body.
    pub(super) fn parameters(&mut self, plain: Vec<Listed>, place: &Pointer) -> Node {
        let converted = plain.into_iter().enumerate().filter_map(|(index, listed)| {
            let to = place.join(index);
            // Shared parameters keep their reference; `components` converts them.
            if listed.written.get("$ref").is_some() && is_shared(&listed.place, "parameters") {
                self.moved.add(listed.listed, to);
                return Some(listed.written);
            }
            self.parameter(&listed.node, &listed.place, &to)
        });
        let converted: Vec<Node> = converted.collect();
        Node::Array(converted)
    }

    /// Converts a parameter from `from` to `to`; `None` if it belongs to a body.
    pub(super) fn parameter(&mut self, parameter: &Node, from: &Pointer, to: &Pointer) -> Option<Node> {
        let Some(old) = parameter.as_object() else { return Some(parameter.clone()) };
        let location = old.get("in").and_then(Node::as_str).map(str::to_ascii_lowercase);
        if matches!(location.as_deref(), Some("body" | "formdata")) {
            return None;
        }
        let mut new: Map = old
            .iter()
            .filter(|(key, _)| {
                !with_role(Role::OfSchema).contains(&key.as_str()) && *key != "collectionFormat" && *key != "x-example"
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if let Some(location) = &location {
            new.insert("in".to_owned(), Node::String(location.clone()));
        }
        // In 3.0 security schemes replace these headers; in 2.0 a header may be the only declaration of a credential.
        let is_credential = location.as_deref() == Some("header") && self.old.get("securityDefinitions").is_none();
        if is_credential {
            KeptHeader.write(&mut new);
        }
        if let Some(example) = old.get("x-example") {
            new.entry("example".to_owned()).or_insert_with(|| example.clone());
        }
        let schema = schema(old);
        if !schema.is_empty() && !old.contains_key("schema") {
            new.insert("schema".to_owned(), Node::Object(schema));
        }
        let is_list = old.get("type").and_then(Node::as_str) == Some("array");
        if is_list {
            new.extend(style(old, location.as_deref() == Some("query")));
        }
        // Redirect references only to valid parameters.
        if location.is_some() {
            self.moved.add(from.clone(), to.clone());
            self.schema_keywords(old, from, &to.join("schema"));
        } else {
            self.moved.written(from.clone(), to.clone());
        }
        Some(Node::Object(new))
    }

    /// Reports nested arrays with a `collectionFormat` of their own. The schema of the parameter will be at `to`.
    pub(super) fn list(&mut self, parameter: &Map, to: &Pointer) {
        if parameter.get("items").is_some_and(|items| items.get("items").is_some()) {
            let message =
                "`collectionFormat` of a nested array is not supported; the client sends the inner array as JSON";
            self.diagnostics
                .warning(Code::Unused, &to.join("items"), message)
                .help("describe the inner array as a string that callers write");
        }
    }

    /// Records that the schema keywords of a parameter or a header at `from` move into the schema at `to`.
    pub(super) fn schema_keywords(&mut self, old: &Map, from: &Pointer, to: &Pointer) {
        self.moved.written(from.clone(), to.clone());
        for key in with_role(Role::OfSchema).iter().filter(|key| old.contains_key(**key)) {
            self.moved.add(from.join(key), to.join(key));
        }
    }
}

/// Returns the schema of a parameter of 2.0.
pub(super) fn schema(parameter: &Map) -> Map {
    let mut schema: Map = with_role(Role::OfSchema)
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), parameter.get(*key)?.clone())))
        .collect();
    if let Some(Node::Object(items)) = schema.get("items").cloned() {
        schema.insert("items".to_owned(), Node::Object(self::items(items)));
    }
    schema
}

fn items(mut items: Map) -> Map {
    items.shift_remove("collectionFormat");
    if let Some(Node::Object(inner)) = items.get("items").cloned() {
        items.insert("items".to_owned(), Node::Object(self::items(inner)));
    }
    items
}

/// Returns the `style` and `explode` of an array.
///
/// Source: OpenAPI 2.0, Parameter Object (`collectionFormat`).
pub(super) fn style(parameter: &Map, is_query: bool) -> Map {
    let format = parameter.get("collectionFormat").and_then(Node::as_str).unwrap_or("csv");
    let (style, explode) = match format {
        "multi" if is_query => ("form", true),
        "ssv" if is_query => ("spaceDelimited", false),
        "pipes" if is_query => ("pipeDelimited", false),
        "tsv" if is_query => ("form", false),
        _ if is_query => ("form", false),
        _ => ("simple", false),
    };
    let mut written = Map::from_iter([
        ("style".to_owned(), Node::String(style.to_owned())),
        ("explode".to_owned(), Node::Bool(explode)),
    ]);
    // 3.0 has no style for these.
    let other = match (format, is_query) {
        ("tsv", _) => Some(OtherStyle::TabDelimited),
        ("ssv", false) => Some(OtherStyle::SpaceDelimited),
        ("pipes", false) => Some(OtherStyle::PipeDelimited),
        _ => None,
    };
    if let Some(other) = other {
        other.write(&mut written);
    }
    written
}
