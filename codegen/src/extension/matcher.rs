//! Translated patterns.

use serde_json::Value;

use crate::extension::Extension;
use crate::ir::Matcher;
use crate::source::{Map, Node};

/// The translated `pattern` of a schema; absent if oasmith can't translate it.
impl Extension for Matcher {
    const NAME: &'static str = "x-oasmith-pattern";

    fn to_node(&self) -> Node {
        let text = |text: &str| Node::String(text.to_owned());
        let (key, value) = match self {
            Self::Linear(pattern) => ("linear", text(pattern)),
            Self::Backtracking(pattern) => ("backtracking", text(pattern)),
            Self::All(parts) => {
                let part = |(found, pattern): &(bool, String)| Node::Array(vec![Node::Bool(*found), text(pattern)]);
                ("all", Node::Array(parts.iter().map(part).collect()))
            }
        };
        Node::Object(Map::from_iter([(key.to_owned(), value)]))
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let (key, value) = value.as_object()?.iter().next()?;
        match key.as_str() {
            "linear" => text(value).map(Self::Linear),
            "backtracking" => text(value).map(Self::Backtracking),
            "all" => {
                let part = |part: &Value| Some((part.get(0)?.as_bool()?, text(part.get(1)?)?));
                value.as_array()?.iter().map(part).collect::<Option<_>>().map(Self::All)
            }
            _ => None,
        }
    }
}
