//! Choices of single values, each with words about it: an enum whose values are described.
//!
//! Source: JSON Schema Validation 2020-12, section 6.1.3 (`const`), and the way of describing the values of an enum that
//! OpenAPI 3.1 documents have.

use crate::dialect::json_schema::say;
use crate::source::{Map, Node};

/// Makes one enum of `oneOf` or `anyOf` where each says one value and words about it; the words are listed.
pub(super) fn convert(map: &mut Map) {
    if map.contains_key("enum") {
        return;
    }
    for word in ["oneOf", "anyOf"] {
        let Some(Node::Array(parts)) = map.get(word) else { continue };
        let Some(values) = parts.iter().map(value).collect::<Option<Vec<Node>>>().filter(|values| values.len() > 1)
        else {
            continue;
        };
        let types: Vec<Option<Node>> = parts.iter().map(|part| part.get("type").cloned()).collect();
        let said: Vec<String> = parts.iter().zip(&values).filter_map(|(part, value)| words(part, value)).collect();
        map.shift_remove(word);
        if let Some(Some(ty)) = types.first().filter(|first| types.iter().all(|ty| ty == *first)) {
            map.entry("type".to_owned()).or_insert_with(|| ty.clone());
        }
        map.insert("enum".to_owned(), Node::Array(values));
        if !said.is_empty() {
            say(map, &said.join("\n"));
        }
        return;
    }
}

/// The value of a schema that says one value, and nothing but words beside it.
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

/// A line of a list: the value, its title and what is said of it.
fn words(part: &Node, value: &Node) -> Option<String> {
    let text = |key: &str| {
        part.get(key).and_then(Node::as_str).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let said = match (text("title"), text("description")) {
        (None, None) => return None,
        (Some(title), Some(description)) => format!("{title}: {description}"),
        (title, description) => title.or(description)?,
    };
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some(format!("* `{value}`: {said}"))
}
