//! Coercion of values to the type that a keyword requires.

use crate::source::{Map, Node};

/// The result of a coercion.
pub(super) enum Coerced {
    /// The value has the required type.
    Unchanged,
    /// Another value replaces it.
    Replaced(Replacement),
    /// It is null, which is the same as no value.
    Absent,
    /// It has another type than this.
    Rejected(&'static str),
}

/// A value in place of one of another type, and the texts of the diagnostic.
pub(super) struct Replacement {
    pub(super) value: Node,
    /// The required type.
    pub(super) required: &'static str,
    /// The action of oasmith: "reads ..".
    pub(super) action: String,
    pub(super) help: String,
}

pub(super) const TEXT: &str = "a string";
const BOOLEAN: &str = "a boolean";
const NUMBER: &str = "a number";
const FINITE: &str = "a number within the range of 64 bits";
const COUNT: &str = "a non-negative integer";
const TEXTS: &str = "an array of strings";
const TYPES: &str = "a type or a non-empty array of types";
const SCHEMAS: &str = "an array of schemas";
const ARRAY: &str = "an array";
const OBJECT: &str = "an object";

fn replaced(value: Node, required: &'static str, action: String, help: impl Into<String>) -> Coerced {
    Coerced::Replaced(Replacement { value, required, action, help: help.into() })
}

pub(super) fn text(node: &Node) -> Coerced {
    match node {
        Node::String(_) => Coerced::Unchanged,
        Node::Null => Coerced::Absent,
        Node::Bool(_) | Node::Integer(_) | Node::Float(_) => {
            let text = node.to_string();
            let action = format!("reads `{text}` as one");
            replaced(Node::String(text), TEXT, action, "quote the value")
        }
        _ => Coerced::Rejected(TEXT),
    }
}

pub(super) fn boolean(node: &Node) -> Coerced {
    let value = match node {
        Node::Bool(_) => return Coerced::Unchanged,
        Node::Null => return Coerced::Absent,
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
        Some(value) => replaced(
            Node::Bool(value),
            BOOLEAN,
            format!("reads `{node}` as `{value}`"),
            format!("write `{value}`, without quotes"),
        ),
        None => Coerced::Rejected(BOOLEAN),
    }
}

/// Coerces to a number. `i128` holds the integers, as bounds may exceed 64 bits.
pub(super) fn number(node: &Node) -> Coerced {
    let from_text =
        |number: Node| replaced(number, NUMBER, format!("reads `{node}` as one"), "write the number without quotes");
    match node {
        Node::Integer(_) => Coerced::Unchanged,
        Node::Float(number) if number.is_finite() => Coerced::Unchanged,
        Node::Null => Coerced::Absent,
        Node::String(text) => match (text.trim().parse::<i128>(), text.trim().parse::<f64>()) {
            (Ok(number), _) => from_text(Node::Integer(number)),
            (_, Ok(number)) if number.is_finite() => from_text(Node::Float(number)),
            (_, Ok(_)) => Coerced::Rejected(FINITE),
            _ => Coerced::Rejected(NUMBER),
        },
        _ => Coerced::Rejected(NUMBER),
    }
}

/// Coerces to a non-negative integer.
pub(super) fn count(node: &Node) -> Coerced {
    let is_whole = |number: f64| number.fract() == 0.0 && (0.0..9e15).contains(&number);
    let count = match node {
        Node::Integer(number) if (0..=i128::from(i64::MAX)).contains(number) => return Coerced::Unchanged,
        Node::Null => return Coerced::Absent,
        #[allow(clippy::cast_possible_truncation, reason = "it is a whole number within the range")]
        Node::Float(number) if is_whole(*number) => Some(*number as i128),
        Node::String(text) => text.trim().parse::<u32>().ok().map(Into::into),
        _ => None,
    };
    match count {
        Some(count) => {
            replaced(Node::Integer(count), COUNT, format!("reads `{node}` as one"), format!("write `{count}`"))
        }
        None => Coerced::Rejected(COUNT),
    }
}

/// Coerces to an array of strings.
pub(super) fn texts(node: &Node) -> Coerced {
    match node {
        Node::Array(items) if items.iter().all(|item| item.as_str().is_some()) => Coerced::Unchanged,
        Node::Array(items) => {
            let texts = items.iter().filter_map(|item| match text(item) {
                Coerced::Unchanged => Some(item.clone()),
                Coerced::Replaced(text) => Some(text.value),
                _ => None,
            });
            let action = "reads numbers and booleans as strings, and ignores other items".to_owned();
            replaced(Node::Array(texts.collect()), TEXTS, action, "quote the items")
        }
        Node::Null => Coerced::Absent,
        Node::String(_) => only_item(node),
        _ => Coerced::Rejected(TEXTS),
    }
}

/// Coerces to the name of a type, or to an array of them. Null is the name of a type that YAML reads as the value.
pub(super) fn types(node: &Node) -> Coerced {
    let is_name = |item: &Node| matches!(item, Node::String(_) | Node::Null);
    match node {
        Node::Array(items) if items.is_empty() => Coerced::Rejected(TYPES),
        Node::Array(items) if !items.iter().all(is_name) => {
            let names: Vec<Node> = items.iter().filter(|item| is_name(item)).cloned().collect();
            if names.is_empty() {
                return Coerced::Rejected(TYPES);
            }
            replaced(Node::Array(names), TYPES, "ignores other items".to_owned(), "remove the items that name no type")
        }
        Node::Object(_) => Coerced::Rejected(TYPES),
        _ => Coerced::Unchanged,
    }
}

fn only_item(node: &Node) -> Coerced {
    let action = "reads the value as its only item".to_owned();
    replaced(Node::Array(vec![node.clone()]), ARRAY, action, "put the value in brackets, as in `[value]`")
}

pub(super) fn array(node: &Node) -> Coerced {
    match node {
        Node::Array(_) => Coerced::Unchanged,
        Node::Null => Coerced::Absent,
        Node::Object(map) if map.is_empty() => {
            replaced(Node::Array(Vec::new()), ARRAY, "reads `{}` as an empty one".to_owned(), "write `[]`")
        }
        other => only_item(other),
    }
}

/// Coerces to an array of schemas. No array and no schema is no constraint.
pub(super) fn schemas(node: &Node) -> Coerced {
    match node {
        Node::Array(_) | Node::Object(_) | Node::Null => array(node),
        _ => Coerced::Rejected(SCHEMAS),
    }
}

/// Coerces to an object or a map.
pub(super) fn object(node: &Node) -> Coerced {
    match node {
        Node::Object(_) => Coerced::Unchanged,
        Node::Null => Coerced::Absent,
        // Some languages write an empty map as an empty list.
        Node::Array(items) if items.is_empty() => {
            replaced(Node::Object(Map::new()), OBJECT, "reads `[]` as an empty one".to_owned(), "write `{}`")
        }
        _ => Coerced::Rejected(OBJECT),
    }
}

/// Coerces to a map from names to descriptions.
pub(super) fn names(node: &Node) -> Coerced {
    match node {
        Node::Array(items) if !items.is_empty() && items.iter().all(|item| item.as_str().is_some()) => {
            let names = items.iter().filter_map(Node::as_str);
            let map = names.map(|name| (name.to_owned(), Node::String(String::new()))).collect();
            let action = "reads the items as its names".to_owned();
            replaced(Node::Object(map), OBJECT, action, "write a description for each name, as in `read: read pets`")
        }
        _ => object(node),
    }
}

/// Coerces to a schema. Anything that is no schema allows any value.
pub(super) fn schema(node: &Node) -> Coerced {
    let replaced = |value, action: String, help| replaced(value, "a schema", action, help);
    let any = || Node::Object(Map::new());
    match node {
        Node::Object(_) => Coerced::Unchanged,
        Node::Bool(true) => {
            replaced(any(), "reads `true` as `{}`, which allows any value".to_owned(), "write `{}`".to_owned())
        }
        Node::String(name)
            if ["string", "number", "integer", "boolean", "array", "object"].contains(&name.as_str()) =>
        {
            let map = Map::from_iter([("type".to_owned(), node.clone())]);
            let action = format!("reads `{name}` as `type: {name}`");
            replaced(Node::Object(map), action, format!("write `type: {name}`"))
        }
        Node::Array(items) if items.len() == 1 && items[0].as_object().is_some() => {
            let action = "reads the only item of the array as the schema".to_owned();
            replaced(items[0].clone(), action, "write the item in place of the array".to_owned())
        }
        _ => replaced(
            any(),
            "allows any value".to_owned(),
            "write a schema, such as `type: string`; `{}` allows any value".to_owned(),
        ),
    }
}
