//! Values of another kind than the specification asks for, where only one reading makes sense.

use crate::source::{Map, Node};

/// What came of a value.
pub(super) enum Made {
    /// It is what it has to be.
    Right,
    /// It is taken as this.
    As(Node, String),
    /// It is taken as if it were not there.
    Nothing,
    /// It can't be read.
    Not(&'static str),
}

/// Text.
pub(super) fn text(node: &Node) -> Made {
    match node {
        Node::String(_) => Made::Right,
        Node::Null => Made::Nothing,
        Node::Bool(_) | Node::Integer(_) | Node::Float(_) => {
            let text = node.to_string();
            let said = format!("`{text}` is {}, and text is wanted; it is taken as text", node.kind());
            Made::As(Node::String(text), said)
        }
        _ => Made::Not("text"),
    }
}

/// True or false.
pub(super) fn boolean(node: &Node) -> Made {
    let value = match node {
        Node::Bool(_) => return Made::Right,
        Node::Null => return Made::Nothing,
        Node::String(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        },
        Node::Integer(0) => Some(false),
        Node::Integer(1) => Some(true),
        _ => None,
    };
    match value {
        Some(value) => Made::As(Node::Bool(value), format!("`{node}` is taken to be {value}")),
        None => Made::Not("true or false"),
    }
}

/// A number.
pub(super) fn number(node: &Node) -> Made {
    match node {
        Node::Integer(_) => Made::Right,
        Node::Float(number) if number.is_finite() => Made::Right,
        Node::Null => Made::Nothing,
        Node::String(text) => match (text.trim().parse::<i128>(), text.trim().parse::<f64>()) {
            (Ok(number), _) => Made::As(Node::Integer(number), format!("`{node}` is taken as a number")),
            (_, Ok(number)) if number.is_finite() => {
                Made::As(Node::Float(number), format!("`{node}` is taken as a number"))
            }
            _ => Made::Not("a number"),
        },
        _ => Made::Not("a number"),
    }
}

/// A whole number that is not negative.
pub(super) fn count(node: &Node) -> Made {
    let whole = |number: f64| number.fract() == 0.0 && (0.0..9e15).contains(&number);
    match node {
        Node::Integer(number) if (0..=i128::from(i64::MAX)).contains(number) => Made::Right,
        Node::Null => Made::Nothing,
        #[allow(clippy::cast_possible_truncation, reason = "it is a whole number within the range")]
        Node::Float(number) if whole(*number) => {
            Made::As(Node::Integer(*number as i128), format!("`{node}` is taken as a whole number"))
        }
        Node::String(text) => match text.trim().parse::<u32>() {
            Ok(number) => Made::As(Node::Integer(number.into()), format!("`{node}` is taken as a number")),
            Err(_) => Made::Not("a whole number that is not negative"),
        },
        _ => Made::Not("a whole number that is not negative"),
    }
}

/// A list of text.
pub(super) fn texts(node: &Node) -> Made {
    match node {
        Node::Array(items) if items.iter().all(|item| item.as_str().is_some()) => Made::Right,
        Node::Array(items) => {
            let texts = items.iter().filter_map(|item| match text(item) {
                Made::Right => Some(item.clone()),
                Made::As(text, _) => Some(text),
                _ => None,
            });
            let said = "not all of this list is text; what can be is taken as text";
            Made::As(Node::Array(texts.collect()), said.to_owned())
        }
        Node::Null => Made::Nothing,
        Node::String(_) => Made::As(Node::Array(vec![node.clone()]), ONLY_ITEM.to_owned()),
        _ => Made::Not("a list of text"),
    }
}

const ONLY_ITEM: &str = "a list is wanted; this is taken as its only item";

/// A list.
pub(super) fn list(node: &Node) -> Made {
    match node {
        Node::Array(_) => Made::Right,
        Node::Null => Made::Nothing,
        Node::Object(map) if map.is_empty() => {
            Made::As(Node::Array(Vec::new()), "a list is wanted; this is taken as an empty one".to_owned())
        }
        other => Made::As(Node::Array(vec![other.clone()]), ONLY_ITEM.to_owned()),
    }
}

/// An object, or a map.
pub(super) fn object(node: &Node) -> Made {
    match node {
        Node::Object(_) => Made::Right,
        Node::Null => Made::Nothing,
        // Some languages write an empty map as an empty list.
        Node::Array(items) if items.is_empty() => {
            Made::As(Node::Object(Map::new()), "an object is wanted; this is taken as an empty one".to_owned())
        }
        _ => Made::Not("an object"),
    }
}

/// A schema.
pub(super) fn schema(node: &Node) -> Made {
    let any = |said: &str| Made::As(Node::Object(Map::new()), said.to_owned());
    match node {
        Node::Object(_) => Made::Right,
        Node::Bool(true) => any("`true` is no schema of OpenAPI 3.0; any value is meant"),
        Node::String(name)
            if ["string", "number", "integer", "boolean", "array", "object"].contains(&name.as_str()) =>
        {
            let map = Map::from_iter([("type".to_owned(), node.clone())]);
            Made::As(Node::Object(map), format!("this is no schema; `type: {name}` is meant"))
        }
        Node::Array(items) if items.len() == 1 && items[0].as_object().is_some() => {
            Made::As(items[0].clone(), "one schema is wanted; the only one of this list is taken".to_owned())
        }
        _ => any("this is no schema; its values are free-form JSON"),
    }
}
