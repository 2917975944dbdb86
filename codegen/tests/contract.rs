//! Change reports against an independent validator: where an edit of a schema makes a value invalid that requests had, or
//! valid that responses had not, `diff` reports a change.
//!
//! The schemas, edits and values are random, with a fixed seed.

use std::collections::BTreeSet;
use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use oasmith::diff::Diff;
use serde_json::{Map, Value, json};

/// The number of edits for each direction that change whether a value is valid.
const EDITS: usize = 150;

/// The largest number of random edits.
const MAX_EDITS: usize = 6_000;

/// The number of values for each edit.
const VALUES: usize = 80;

/// A generator of numbers: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

const NAMES: [&str; 3] = ["a", "b", "c"];

/// Returns a keyword for a type with a random value.
fn keyword(random: &mut Random, ty: &str, depth: usize) -> Option<(&'static str, Value)> {
    let small = |random: &mut Random| json!(random.below(4));
    Some(match (ty, random.below(9)) {
        ("string", 0 | 1) => ("minLength", small(random)),
        ("string", 2 | 3) => ("maxLength", small(random)),
        ("string", 4) => ("pattern", json!(random.pick(&["^a", "b", "a$"]))),
        ("string", 5) => ("enum", json!([random.pick(&["a", "b"]), random.pick(&["ab", "ba", ""])])),
        ("string", 6) => ("not", json!({"maxLength": random.below(3)})),
        ("integer" | "number", 0) => ("minimum", small(random)),
        ("integer" | "number", 1) => ("maximum", small(random)),
        ("integer" | "number", 2) => ("exclusiveMinimum", small(random)),
        ("integer" | "number", 3) => ("exclusiveMaximum", small(random)),
        ("integer" | "number", 4) => ("multipleOf", json!(random.below(3) + 1)),
        ("integer" | "number", 5) => ("const", small(random)),
        ("array", 0) => ("minItems", small(random)),
        ("array", 1) => ("maxItems", small(random)),
        ("array", 2) => ("uniqueItems", json!(random.chance(70))),
        ("array", 3 | 4) if depth > 0 => ("items", schema(random, depth - 1)),
        ("array", 5) if depth > 0 => ("contains", schema(random, 0)),
        ("array", 6) => ("minContains", small(random)),
        ("array", 7) => ("maxContains", json!(random.below(3) + 1)),
        ("array", 8) if depth > 0 => ("prefixItems", json!([schema(random, 0), schema(random, 0)])),
        ("object", 0) => ("minProperties", small(random)),
        ("object", 1) => ("maxProperties", small(random)),
        ("object", 2) => ("required", json!([random.pick(&NAMES)])),
        ("object", 3) => ("propertyNames", json!({"pattern": random.pick(&["a", "b", "^[a-c]$"])})),
        ("object", 4) => ("dependentRequired", json!({*random.pick(&NAMES): [random.pick(&NAMES)]})),
        ("object", 5) if depth > 0 => (
            "dependentSchemas",
            json!({*random.pick(&NAMES): {"properties": {*random.pick(&NAMES): schema(random, 0)}}}),
        ),
        ("object", 6) if depth > 0 => ("patternProperties", json!({"^x": schema(random, 0)})),
        ("object", 7) => ("not", json!({"required": [random.pick(&NAMES)]})),
        ("object", 8) => ("if", json!({"required": [random.pick(&NAMES)]})),
        _ => return None,
    })
}

/// Returns a random schema with a type.
fn schema(random: &mut Random, depth: usize) -> Value {
    if depth > 0 && random.chance(10) {
        return json!({"$ref": "#/components/schemas/Shared"});
    }
    if depth > 0 && random.chance(10) {
        return json!({"anyOf": [schema(random, depth - 1), schema(random, depth - 1)]});
    }
    let types: &[&str] =
        if depth > 0 { &["string", "integer", "number", "array", "object"] } else { &["string", "integer"] };
    let ty = *random.pick(types);
    let mut map = Map::from_iter([("type".to_owned(), json!(ty))]);
    if ty == "object" {
        let names = NAMES.iter().filter(|_| random.chance(80)).copied().collect::<Vec<_>>();
        let properties = names.into_iter().map(|name| (name.to_owned(), schema(random, depth - 1))).collect();
        map.insert("properties".to_owned(), Value::Object(properties));
        if random.chance(30) {
            map.insert("then".to_owned(), json!({"required": [random.pick(&NAMES)]}));
            map.insert("else".to_owned(), json!({"required": [random.pick(&NAMES)]}));
        }
    }
    for _ in 0..random.below(3) {
        map.extend(keyword(random, ty, depth).map(|(name, value)| (name.to_owned(), value)));
    }
    Value::Object(map)
}

/// Returns the pointers of all schemas with a type.
fn typed(schema: &Value, place: &str, found: &mut Vec<String>) {
    if let Value::Object(map) = schema {
        if map.get("type").is_some_and(Value::is_string) {
            found.push(place.to_owned());
        }
        map.iter().for_each(|(key, value)| typed(value, &format!("{place}/{key}"), found));
    } else if let Value::Array(items) = schema {
        items.iter().enumerate().for_each(|(index, value)| typed(value, &format!("{place}/{index}"), found));
    }
}

/// Changes one keyword of one schema.
fn edit(random: &mut Random, all: &mut Value) {
    let mut places = Vec::new();
    typed(all, "", &mut places);
    let map = all.pointer_mut(random.pick::<String>(&places).as_str()).unwrap().as_object_mut().unwrap();
    let ty = map["type"].as_str().unwrap().to_owned();
    let removable: Vec<String> =
        map.keys().filter(|it| !["type", "properties"].contains(&it.as_str())).cloned().collect();
    match random.below(10) {
        0 => drop(map.insert("type".to_owned(), json!([ty, "null"]))),
        1 | 2 if !removable.is_empty() => drop(map.remove(random.pick(&removable))),
        3 if ty == "object" && map.get("properties").and_then(|it| it.get("a")).is_some() => {
            map["properties"]["a"] = schema(random, 1);
        }
        4 => drop(map.insert("allOf".to_owned(), json!([{"type": ty}, schema(random, 0)]))),
        _ => {
            let changed = (0..20).find_map(|_| keyword(random, &ty, 1));
            map.extend(changed.map(|(name, value)| (name.to_owned(), value)));
        }
    }
}

/// Returns a value that is likely to be near the bounds of a schema, with only properties that it describes.
fn value(random: &mut Random, all: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return value(random, all, all.pointer(reference.trim_start_matches("#/components/schemas")).unwrap());
    }
    if let Some(variants) = schema.get("anyOf").and_then(Value::as_array) {
        let variant = random.pick(variants);
        return value(random, all, variant);
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array).filter(|_| random.chance(60)) {
        return random.pick(values).clone();
    }
    let ty = schema.get("type").and_then(|it| it.as_str().or(it.get(0)?.as_str())).unwrap_or("string");
    let is_nullable = schema.get("type").is_some_and(Value::is_array);
    match ty {
        _ if is_nullable && random.chance(30) => Value::Null,
        "integer" => json!(random.below(8) as i64 - 2),
        "number" => json!((random.below(16) as f64 - 4.0) / 2.0),
        "array" => {
            let count = random.below(5);
            let prefix = schema.get("prefixItems").and_then(Value::as_array).cloned().unwrap_or_default();
            let any = json!({"type": random.pick(&["string", "integer"])});
            let items = schema.get("items").or(schema.get("contains")).unwrap_or(&any);
            (0..count).map(|index| value(random, all, prefix.get(index).unwrap_or(items))).collect()
        }
        "object" => {
            let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
            let mut object = Map::new();
            for (name, property) in &properties {
                if random.chance(65) {
                    object.insert(name.clone(), value(random, all, property));
                }
            }
            if let Some(patterned) = schema.get("patternProperties").and_then(|it| it.get("^x"))
                && random.chance(50)
            {
                object.insert("x1".to_owned(), value(random, all, patterned));
            }
            Value::Object(object)
        }
        _ => json!((0..random.below(5)).map(|_| *random.pick(&["a", "b"])).collect::<String>()),
    }
}

fn document(all: &Value, is_request: bool) -> String {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}});
    let operation = match is_request {
        true => {
            json!({"requestBody": {"required": true, "content": content}, "responses": {"204": {"description": "Done"}}})
        }
        false => json!({"responses": {"200": {"description": "Done", "content": content}}}),
    };
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": all},
    })
    .to_string()
}

fn diff(old: &str, new: &str) -> Diff {
    let load = |name: &str, text: &str| Loaded::parse(Path::new(name), text.as_bytes().to_vec());
    let config = ApiConfig::new("", "", "client");
    let (diff, diagnostics) = load("new.json", new).diff_from(load("old.json", old), [&config, &config]);
    diff.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

fn validator(all: &Value) -> jsonschema::Validator {
    let root = json!({"$ref": "#/components/schemas/Body", "components": {"schemas": all}});
    jsonschema::draft202012::new(&root).unwrap()
}

/// Checks random edits, and returns how many changed whether a value is valid.
fn check(seed: u64, is_request: bool) -> usize {
    let mut random = Random(seed);
    let (mut flips, mut missed) = (0, BTreeSet::new());
    for _ in 0..MAX_EDITS {
        if flips == EDITS {
            break;
        }
        let mut shared = schema(&mut random, 1);
        while shared.to_string().contains("$ref") || shared.get("type").is_none() {
            shared = schema(&mut random, 1);
        }
        let old = json!({"Shared": shared, "Body": schema(&mut random, 3)});
        let mut new = old.clone();
        edit(&mut random, &mut new);
        let (before, after) = (validator(&old), validator(&new));
        // Requests have values of the old schema, and responses of the new one.
        let source = if is_request { &old } else { &new };
        let values: Vec<Value> = (0..VALUES).map(|_| value(&mut random, source, &source["Body"])).collect();
        let flipped = values.iter().find(|value| match is_request {
            true => before.is_valid(value) && !after.is_valid(value),
            false => !before.is_valid(value) && after.is_valid(value),
        });
        let Some(flipped) = flipped else { continue };
        flips += 1;
        let same = diff(&document(&new, is_request), &document(&new, is_request));
        assert!(same.changes.is_empty(), "{:?}", same.changes);
        let diff = diff(&document(&old, is_request), &document(&new, is_request));
        // Generated types are open: more values of an enum and more variants are compatible in responses.
        let is_reported = match is_request {
            true => diff.is_breaking(),
            false => {
                let open = ["value-added", "variant-added"];
                diff.is_breaking()
                    || diff.changes.iter().any(|it| open.contains(&it.rule.id()) || it.rule.id().ends_with("-widened"))
            }
        };
        if !is_reported {
            missed.insert(format!("{flipped}\n  {old}\n  {new}\n  {:?}", diff.changes));
        }
    }
    assert!(missed.is_empty(), "{} of {flips}:\n{}", missed.len(), missed.into_iter().collect::<Vec<_>>().join("\n"));
    flips
}

#[test]
fn values_that_requests_lose_are_reported() {
    assert_eq!(check(0x9e37_79b9_7f4a_7c15, true), EDITS);
}

#[test]
fn values_that_responses_gain_are_reported() {
    assert_eq!(check(0xd1b5_4a32_d192_ed03, false), EDITS);
}
