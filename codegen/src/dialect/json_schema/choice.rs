//! Enums with documented values, written as `oneOf` or `anyOf` of constants.
//!
//! Source: JSON Schema Validation 2020-12, section 6.1.3 (`const`); the form is a common practice in OpenAPI 3.1.

use crate::dialect::json_schema::add_sentence;
use crate::source::{Map, Node};

/// Converts a `oneOf` or `anyOf` of documented constants to one enum, and lists their documentation in the description.
pub(super) fn convert(map: &mut Map) {
    if map.contains_key("enum") {
        return;
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(Node::Array(parts)) = map.get(keyword) else { continue };
        let Some(values) = parts.iter().map(value).collect::<Option<Vec<Node>>>().filter(|values| values.len() > 1)
        else {
            continue;
        };
        let documented: Vec<String> =
            parts.iter().zip(&values).filter_map(|(part, value)| documentation(part, value)).collect();
        map.shift_remove(keyword);
        map.insert("enum".to_owned(), Node::Array(values));
        if !documented.is_empty() {
            add_sentence(map, &documented.join("\n"));
        }
        return;
    }
}

/// Returns the value of a schema that has one constant and otherwise only annotations.
fn value(part: &Node) -> Option<Node> {
    let known = ["enum", "type", "title", "description", "deprecated", "nullable", "example", "examples"];
    let map =
        part.as_object().filter(|map| map.keys().all(|key| known.contains(&key.as_str()) || key.starts_with("x-")))?;
    match map.get("enum")? {
        Node::Array(values) => match values.as_slice() {
            [one] if !matches!(one, Node::Array(_) | Node::Object(_)) => Some(one.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns a list item with the value, its title and its description.
fn documentation(part: &Node, value: &Node) -> Option<String> {
    let text = |key: &str| {
        part.get(key).and_then(Node::as_str).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let text = match (text("title"), text("description")) {
        (None, None) => return None,
        (Some(title), Some(description)) => format!("{title}: {description}"),
        (title, description) => title.or(description)?,
    };
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some(format!("* `{value}`: {text}"))
}
