//! Lists whose first items each have a schema of their own.
//!
//! Source: JSON Schema Core 2020-12, section 10.3.1 (`prefixItems`, `items`, `contains`).

use crate::dialect::json_schema::say;
use crate::source::{Map, Node};

/// Makes of what is said of single items something that is said of each: it is one of them.
pub(super) fn convert(map: &mut Map) {
    older(map);
    contains(map);
    let none_more = matches!(map.get("items"), Some(Node::Bool(false)))
        || matches!(map.get("unevaluatedItems"), Some(Node::Bool(false)) if !map.contains_key("items"));
    if matches!(map.get("items"), Some(Node::Bool(_))) {
        map.shift_remove("items");
    }
    let Some(Node::Array(first)) = map.get("prefixItems").cloned() else {
        if none_more && !map.contains_key("items") {
            map.insert("maxItems".to_owned(), Node::Integer(0));
        }
        return;
    };
    let count = first.len() as i128;
    let at_most = match map.get("maxItems") {
        Some(Node::Integer(most)) => Some(*most),
        _ => none_more.then_some(count),
    };
    let rest = map.get("items").cloned();
    let mut each: Vec<Node> = Vec::new();
    for item in first.into_iter().chain(rest.clone()) {
        if !each.contains(&item) {
            each.push(item);
        }
    }
    let is_closed = rest.is_some() || at_most.is_some_and(|most| most <= count);
    let items = match (is_closed, each.len()) {
        (false, _) => Node::Object(Map::new()),
        (true, 1) => each.remove(0),
        (true, _) => Node::Object(Map::from_iter([("anyOf".to_owned(), Node::Array(each))])),
    };
    map.insert("items".to_owned(), items);
    if let Some(most) = at_most {
        map.insert("maxItems".to_owned(), Node::Integer(most));
    }
    map.entry("type".to_owned()).or_insert_with(|| Node::String("array".to_owned()));
}

/// Source: JSON Schema Core 2020-12, section 10.3.1.3; JSON Schema Validation 2020-12, sections 6.4.4 and 6.4.5.
fn contains(map: &mut Map) {
    let Some(contains) = map.get("contains") else { return };
    let what = contains.get("title").and_then(Node::as_str).or_else(|| contains.get("type")?.as_str());
    let what = what.map_or_else(|| "of the kind that the document names".to_owned(), |what| format!("`{what}`"));
    let count = |key: &str| map.get(key).filter(|it| matches!(it, Node::Integer(_))).map(ToString::to_string);
    let least = count("minContains").unwrap_or_else(|| "1".to_owned());
    let most = count("maxContains").map(|most| format!(", at most {most}")).unwrap_or_default();
    say(map, &format!("Items that are {what}: at least {least}{most}."));
}

/// Before 2020-12 `items` was a list where it is `prefixItems` now, and `additionalItems` was what `items` is.
fn older(map: &mut Map) {
    if matches!(map.get("items"), Some(Node::Array(_)))
        && let Some(items) = map.shift_remove("items")
    {
        map.insert("prefixItems".to_owned(), items);
        if let Some(rest) = map.shift_remove("additionalItems") {
            map.insert("items".to_owned(), rest);
        }
    }
}
