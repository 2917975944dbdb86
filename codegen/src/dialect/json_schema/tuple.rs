//! Arrays with a schema for each of the first items (`prefixItems`).
//!
//! Source: JSON Schema Core 2020-12, section 10.3.1 (`prefixItems`, `items`, `contains`).

use crate::dialect::json_schema::add_sentence;
use crate::dialect::moved::Moved;
use crate::extension::{Extension as _, TupleItems};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// Converts `prefixItems` to a tuple: `items` lists the schemas and [`TupleItems`] marks them. If all schemas are equal and
/// the length is not fixed, converts to a plain array.
pub(super) fn convert(map: &mut Map, place: &Pointer, moved: &mut Moved) {
    older(map);
    contains(map);
    let none_more = matches!(map.get("items"), Some(Node::Bool(false)))
        || matches!(map.get("unevaluatedItems"), Some(Node::Bool(false)) if !map.contains_key("items"));
    if matches!(map.get("items"), Some(Node::Bool(_))) {
        map.shift_remove("items");
    }
    let Some(Node::Array(first)) = map.shift_remove("prefixItems") else {
        if none_more && !map.contains_key("items") {
            map.insert("maxItems".to_owned(), Node::Integer(0));
        }
        return;
    };
    map.entry("type".to_owned()).or_insert_with(|| Node::String("array".to_owned()));
    let count = first.len();
    let items = Items::new(map, first, none_more);
    if let Some(one) = items.alike() {
        for index in 0..count {
            moved.add(place.join("prefixItems").join(index), place.join("items"));
        }
        map.insert("items".to_owned(), one);
        if let Some(most) = items.most {
            map.insert("maxItems".to_owned(), Node::Integer(most));
        }
    } else {
        items.write(map, place, moved);
    }
}

/// The constraints on the items of an array.
struct Items {
    first: Vec<Node>,
    /// The schema of further items; `None` if the array has none.
    rest: Option<Node>,
    least: i128,
    most: Option<i128>,
}

impl Items {
    fn new(map: &Map, mut first: Vec<Node>, none_more: bool) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "it is a whole number")]
        let bound = |key: &str| match map.get(key)? {
            Node::Integer(bound) => Some(*bound),
            Node::Float(bound) if bound.fract() == 0.0 => Some(*bound as i128),
            _ => None,
        };
        let most = match (bound("maxItems"), none_more) {
            (Some(most), true) => Some(most.min(first.len() as i128)),
            (most, false) => most,
            (None, true) => Some(first.len() as i128),
        };
        if let Some(most) = most.and_then(|most| usize::try_from(most).ok()) {
            first.truncate(most);
        }
        let may_be_more = most.is_none_or(|most| most > first.len() as i128);
        let rest = may_be_more.then(|| map.get("items").cloned().unwrap_or_else(|| Node::Object(Map::new())));
        Self { first, rest, least: bound("minItems").unwrap_or(0), most }
    }

    /// Returns the schema of every item, if all are equal and a plain array loses nothing.
    fn alike(&self) -> Option<Node> {
        let Some(one) = self.first.first() else {
            return Some(self.rest.clone().unwrap_or_else(|| Node::Object(Map::new())));
        };
        let is_full = self.rest.is_none() && self.least == self.first.len() as i128;
        let is_one = self.first.iter().chain(&self.rest).all(|it| it == one);
        (is_one && !is_full).then(|| one.clone())
    }

    fn write(self, map: &mut Map, place: &Pointer, moved: &mut Moved) {
        let count = self.first.len();
        let each = place.join("items").join("anyOf");
        if map.contains_key("items") {
            moved.add(place.join("items"), each.join(count));
        }
        for index in 0..count {
            moved.add(place.join("prefixItems").join(index), each.join(index));
        }
        let is_open = self.rest.is_some();
        let all = self.first.into_iter().chain(self.rest).collect();
        map.insert("items".to_owned(), Node::Object(Map::from_iter([("anyOf".to_owned(), Node::Array(all))])));
        let required = usize::try_from(self.least).map_or(0, |least| least.min(count));
        TupleItems { items: count, required }.write(map);
        // The tuple implies the bounds.
        if required as i128 == self.least {
            map.shift_remove("minItems");
        }
        if !is_open {
            map.shift_remove("maxItems");
        }
    }
}

/// Source: JSON Schema Core 2020-12, section 10.3.1.3; JSON Schema Validation 2020-12, sections 6.4.4 and 6.4.5.
fn contains(map: &mut Map) {
    let Some(contains) = map.get("contains") else { return };
    let what = contains.get("title").and_then(Node::as_str).or_else(|| contains.get("type")?.as_str());
    let what = what.map_or_else(|| "described in the document".to_owned(), |what| format!("`{what}`"));
    let count = |key: &str| map.get(key).filter(|it| matches!(it, Node::Integer(_))).map(ToString::to_string);
    let least = count("minContains").unwrap_or_else(|| "1".to_owned());
    let most = count("maxContains").map(|most| format!(", at most {most}")).unwrap_or_default();
    add_sentence(map, &format!("The number of items that are {what} is at least {least}{most}."));
}

/// Converts the array form of `items` before 2020-12 to `prefixItems`, and `additionalItems` to `items`. Without a `type`,
/// authors mean alternatives, none of which needs to be an array.
fn older(map: &mut Map) {
    if matches!(map.get("items"), Some(Node::Array(_))) && !map.contains_key("type") {
        let count = map.get("items").map_or(0, |items| items.children().count());
        map.shift_remove("items");
        map.shift_remove("additionalItems");
        add_sentence(map, &format!("The document has {count} schemas in `items` here, but no `type`."));
    }
    if matches!(map.get("items"), Some(Node::Array(_)))
        && let Some(items) = map.shift_remove("items")
    {
        map.insert("prefixItems".to_owned(), items);
        if let Some(rest) = map.shift_remove("additionalItems") {
            map.insert("items".to_owned(), rest);
        }
    }
}
