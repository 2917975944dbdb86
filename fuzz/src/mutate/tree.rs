//! Mutations of documents as trees.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::mutate::{hostile, reference};
use crate::random::Random;

/// The content of the seeds: the values of each key, and all keys.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    values: BTreeMap<String, Vec<Value>>,
    keys: Vec<String>,
}

/// The maximum number of values kept for a key, and their maximum size.
const MOST_VALUES: usize = 400;
const LARGEST: usize = 4_000;

impl Pool {
    /// Adds the content of `value`.
    pub(crate) fn add(&mut self, value: &Value) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let values = self.values.entry(key.clone()).or_default();
                    if values.is_empty() {
                        self.keys.push(key.clone());
                    }
                    if values.len() < MOST_VALUES && !values.contains(value) && value.to_string().len() <= LARGEST {
                        values.push(value.clone());
                    }
                    self.add(value);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            _ => {}
        }
    }

    fn value(&self, key: &str, random: &mut Random) -> Option<Value> {
        random.of_list(self.values.get(key)?).cloned()
    }

    fn key(&self, random: &mut Random) -> String {
        random.of_list(&self.keys).cloned().unwrap_or_default()
    }
}

/// Returns the pointers of all values except the root.
pub(crate) fn places(value: &Value) -> Vec<String> {
    fn at(value: &Value, place: &str, found: &mut Vec<String>) {
        let mut each = |key: &str, value: &Value| {
            let place = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
            found.push(place.clone());
            at(value, &place, found);
        };
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| each(key, value)),
            Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| each(&index.to_string(), value)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    at(value, "", &mut found);
    found
}

fn split(place: &str) -> (String, String) {
    let (parent, key) = place.rsplit_once('/').unwrap_or_default();
    (parent.to_owned(), key.replace("~1", "/").replace("~0", "~"))
}

/// Mutates a tree in a few places.
pub(crate) fn mutate(root: &mut Value, pool: &Pool, random: &mut Random) {
    for _ in 0..=random.few() {
        let all = places(root);
        let Some(place) = random.of_list(&all) else { return };
        let (parent, key) = split(place);
        match random.below(14) {
            0 => remove(root, &parent, &key),
            1 => duplicate(root, place, &parent, random),
            2 => {
                let other = random.of_list(&all).cloned().unwrap_or_default();
                swap(root, place, &other);
            }
            3..6 => reference::retarget(root, random),
            6 => {
                rename(root, &parent, &key, if random.once_in(2) { hostile::string(random) } else { pool.key(random) })
            }
            7 => set(root, place, hostile::value(random)),
            8 | 9 => {
                if let Some(value) = pool.value(&key, random) {
                    set(root, place, value);
                }
            }
            10 => strings(root, &all, random),
            11 | 12 => keyword(root, place, pool, random),
            _ => wrap(root, place, random),
        }
    }
}

fn set(root: &mut Value, place: &str, value: Value) {
    if let Some(there) = root.pointer_mut(place) {
        *there = value;
    }
}

fn remove(root: &mut Value, parent: &str, key: &str) {
    match root.pointer_mut(parent) {
        Some(Value::Object(map)) => drop(map.remove(key)),
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// Duplicates a value beside itself.
fn duplicate(root: &mut Value, place: &str, parent: &str, random: &mut Random) {
    let Some(value) = root.pointer(place).cloned() else { return };
    match root.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            let (_, key) = split(place);
            let other = match random.below(4) {
                0 => key.to_uppercase(),
                1 => format!("{key}_"),
                2 => hostile::string(random),
                _ => format!("{key}2"),
            };
            map.insert(other, value);
        }
        Some(Value::Array(items)) => items.push(value),
        _ => {}
    }
}

/// Swaps two values, neither of which contains the other.
fn swap(root: &mut Value, one: &str, other: &str) {
    if one.starts_with(other) || other.starts_with(one) {
        return;
    }
    let Some(first) = root.pointer_mut(one).map(Value::take) else { return };
    let Some(second) = root.pointer_mut(other).map(|there| std::mem::replace(there, first)) else { return };
    set(root, one, second);
}

fn rename(root: &mut Value, parent: &str, key: &str, name: String) {
    if let Some(Value::Object(map)) = root.pointer_mut(parent)
        && let Some(value) = map.remove(key)
    {
        map.insert(name, value);
    }
}

/// Mutates one of the texts: names, descriptions, patterns and the like.
fn strings(root: &mut Value, all: &[String], random: &mut Random) {
    let texts: Vec<&String> = all.iter().filter(|place| root.pointer(place).is_some_and(Value::is_string)).collect();
    let Some(place) = random.of_list(&texts) else { return };
    let before = root.pointer(place).and_then(Value::as_str).unwrap_or_default().to_owned();
    let text = match random.below(3) {
        0 => format!("{before}{}", hostile::string(random)),
        1 => format!("{}{before}", hostile::string(random)),
        _ => hostile::string(random),
    };
    set(root, place, text.into());
}

/// Keywords of schemas and parameters, each with meaningful values.
fn keywords() -> Value {
    json!({
        "type": ["string", "integer", "number", "boolean", "array", "object", "null", ["string", "null"], ["integer", "string"], "file"],
        "format": ["date-time", "date", "uuid", "int32", "int64", "uint64", "float", "double", "decimal", "byte", "base64url", "binary",
            "password", "email", "uri", "time", "duration", "unix-time", "x"],
        "nullable": [true, false], "readOnly": [true], "writeOnly": [true], "deprecated": [true], "required": [true, ["a"], []],
        "additionalProperties": [true, false, {}, { "type": "string" }], "unevaluatedProperties": [false, {}],
        "patternProperties": [{ "^x-": { "type": "integer" } }], "propertyNames": [{ "pattern": "^a" }],
        "enum": [[], ["a"], ["a", "A"], [1, 2], [null], [true], [1, "a", null], [1.5, {}]], "const": ["a", 1, null, { "a": 1 }],
        "items": [{}, true, { "type": "string" }, []], "prefixItems": [[{ "type": "string" }, { "type": "integer" }], []],
        "minItems": [0, 1, 5, -1], "maxItems": [0, 2], "uniqueItems": [true], "minimum": [0, -1, 1e30, 0.5], "maximum": [255, 0, 1e300],
        "exclusiveMinimum": [true, 0], "multipleOf": [1, 0.01, 0], "minLength": [0, 1], "maxLength": [1, 0], "pattern": ["^a$", "("],
        "allOf": [[], [{}], [{ "type": "object", "properties": { "a": { "type": "string" } } }]],
        "oneOf": [[], [{ "type": "string" }, { "type": "integer" }], [{ "type": "null" }]],
        "anyOf": [[{ "type": "string" }, { "type": "string", "format": "date" }], [{}]], "not": [{}, { "type": "string" }],
        "discriminator": [{ "propertyName": "kind" }, "kind"], "default": ["a", 1, null, [], {}], "example": ["a", {}],
        "explode": [true, false], "style": ["form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"],
        "in": ["query", "path", "header", "cookie", "body", "formData", "querystring"], "allowReserved": [true],
        "allowEmptyValue": [true], "collectionFormat": ["csv", "multi", "tsv"], "contentEncoding": ["base64"],
        "contentMediaType": ["application/json"], "title": ["T"], "x-enum-varnames": [["a", "b"]], "if": [{}], "then": [{}],
        "$defs": [{ "a": {} }], "$id": ["https://x/y"], "$anchor": ["a"], "$dynamicRef": ["#a"], "$dynamicAnchor": ["a"],
        "dependentRequired": [{ "a": ["b"] }], "contains": [{}], "security": [[], [{}], [{ "x": [] }]], "servers": [[]],
    })
}

/// Adds a keyword to an object.
fn keyword(root: &mut Value, place: &str, pool: &Pool, random: &mut Random) {
    thread_local! {
        static KEYWORDS: Map<String, Value> = keywords().as_object().cloned().unwrap_or_default();
    }
    let Some(Value::Object(map)) = root.pointer_mut(place) else { return };
    let chosen = KEYWORDS.with(|keywords| {
        let (key, values) = keywords.iter().nth(random.below(keywords.len()))?;
        Some((key.clone(), random.of_list(values.as_array()?)?.clone()))
    });
    let from_seeds = |random: &mut Random| {
        let key = pool.key(random);
        Some((key.clone(), pool.value(&key, random)?))
    };
    let chosen = if random.once_in(4) { from_seeds(random) } else { chosen };
    map.extend(chosen);
}

/// Wraps a value in another, as one schema in another.
fn wrap(root: &mut Value, place: &str, random: &mut Random) {
    let Some(there) = root.pointer_mut(place) else { return };
    for _ in 0..=random.below(3) {
        let inner = there.take();
        *there = match random.below(8) {
            0 => json!({ "allOf": [inner] }),
            1 => json!({ "oneOf": [inner, { "type": "string" }] }),
            2 => json!({ "anyOf": [inner, { "type": "null" }] }),
            3 => json!({ "type": "array", "items": inner }),
            4 => json!({ "type": "object", "additionalProperties": inner }),
            5 => json!({ "type": "object", "properties": { "a": inner } }),
            6 => json!([inner]),
            _ => json!({ "not": inner }),
        };
    }
}
