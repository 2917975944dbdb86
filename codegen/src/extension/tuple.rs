//! Arrays with a schema for each of the first items.

use serde_json::Value;

use crate::extension::Extension;
use crate::source::{Map, Node};

/// Marks an array as a tuple: the alternatives of its `items` keyword are the schemas of its first items, in order, and
/// possibly one more for all further items.
///
/// Source: JSON Schema Core 2020-12, section 10.3.1.1 (`prefixItems`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TupleItems {
    /// The number of first items.
    pub(crate) items: usize,
    /// The number of them that are required.
    pub(crate) required: usize,
}

impl Extension for TupleItems {
    const NAME: &'static str = "x-oasmith-tuple";

    fn to_node(&self) -> Node {
        let count = |name: &str, count: usize| (name.to_owned(), Node::Integer(count as i128));
        Node::Object(Map::from_iter([count("items", self.items), count("required", self.required)]))
    }

    fn from_json(value: &Value) -> Option<Self> {
        let count = |name: &str| usize::try_from(value.get(name)?.as_u64()?).ok();
        Some(Self { items: count("items")?, required: count("required")? })
    }
}
