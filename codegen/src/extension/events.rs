//! Events whose data depends on their name.

use serde_json::Value;

use crate::extension::Extension;
use crate::source::Node;

/// Marks a union of server-sent events, each an object with its name and its data.
///
/// Source: OpenAPI 3.2.0, section 4.14.4.2 (server-sent event streams).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedEvents(
    /// The names of the events whose data is text.
    pub(crate) Vec<String>,
);

impl Extension for NamedEvents {
    const NAME: &'static str = "x-oasmith-events";

    fn to_node(&self) -> Node {
        Node::Array(self.0.iter().cloned().map(Node::String).collect())
    }

    fn from_json(value: &Value) -> Option<Self> {
        let names = value.as_array()?.iter().map(|name| name.as_str().map(str::to_owned));
        names.collect::<Option<_>>().map(Self)
    }
}
