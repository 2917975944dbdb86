//! Lists whose first items have a schema each.

use serde_json::Value;

use crate::extension::Extension;
use crate::source::{Map, Node};

/// A list is a tuple: the first `items` alternatives of its `items` are its first items, in order, and one more is that of
/// all further items.
///
/// Source: JSON Schema Core 2020-12, section 10.3.1.1 (`prefixItems`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TupleItems {
    /// How many first items there are.
    pub(crate) items: usize,
    /// How many of them every list has.
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
