//! Events whose data depends on their name.

use serde_json::Value;

use crate::extension::Extension;
use crate::source::{Map, Node};

/// Marks a schema of server-sent events as one that has two readings, which are the schemas of its `oneOf`: a union of objects
/// with the name and the data of an event, and the data alone.
///
/// Source: OpenAPI 3.2.0, section 4.14.4.2 (server-sent event streams).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NamedEvents {
    /// The data of events with these names is text, and that of others JSON.
    Texts(Vec<String>),
    /// The data of events with these names is JSON, and that of others text.
    Jsons(Vec<String>),
}

impl Extension for NamedEvents {
    const NAME: &'static str = "x-oasmith-events";

    fn to_node(&self) -> Node {
        let (key, names) = match self {
            Self::Texts(names) => ("text", names),
            Self::Jsons(names) => ("json", names),
        };
        let names = Node::Array(names.iter().cloned().map(Node::String).collect());
        Node::Object(Map::from_iter([(key.to_owned(), names)]))
    }

    fn from_json(value: &Value) -> Option<Self> {
        let names = |key: &str| -> Option<Vec<String>> {
            value.get(key)?.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
        };
        let texts = names("text").map(Self::Texts);
        texts.or_else(|| names("json").map(Self::Jsons))
    }
}
