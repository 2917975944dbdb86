//! Random edits of a document: anything is added, removed, changed, moved or renamed.

use serde_json::{Map, Value, json};

/// A small generator of random numbers (SplitMix64): the same seed gives the same edit everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count.max(1) as u64) as usize
    }

    fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

/// Returns the document with one to three random edits, and their description.
pub(crate) fn edited(base: &Value, seed: u64) -> (Value, String) {
    let mut random = Random(seed.wrapping_mul(0x1_0001).wrapping_add(7));
    let mut document = base.clone();
    let mut edits = Vec::new();
    let count = 1 + random.below(3);
    for _ in 0..200 {
        if edits.len() == count {
            break;
        }
        let places = places(&document);
        let pointer = random.pick(&places).clone();
        let Some(place) = document.pointer_mut(&pointer) else { continue };
        if let Some(about) = change(&mut random, place, &pointer) {
            edits.push(format!("{pointer}: {about}"));
        }
    }
    (document, edits.join("\n"))
}

/// Returns the pointers of all objects and lists of the document.
fn places(document: &Value) -> Vec<String> {
    let mut places = Vec::new();
    let mut todo = vec![(String::new(), document)];
    while let Some((pointer, value)) = todo.pop() {
        let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
        match value {
            Value::Object(map) => {
                todo.extend(map.iter().map(|(key, value)| (format!("{pointer}/{}", escaped(key)), value)))
            }
            Value::Array(items) => {
                todo.extend(items.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)))
            }
            _ => continue,
        }
        places.push(pointer);
    }
    places
}

fn schema(random: &mut Random) -> Value {
    random
        .pick(&[
            json!({"type": "string"}),
            json!({"type": "integer"}),
            json!({"type": "integer", "format": "int32"}),
            json!({"type": "number"}),
            json!({"type": "boolean"}),
            json!({"type": "string", "format": "date-time"}),
            json!({"type": "string", "enum": ["x", "y"]}),
            json!({"type": "array", "items": {"type": "string"}}),
            json!({"type": "array", "items": {"type": "integer"}}),
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
            json!({"type": "object", "properties": {"one": {"type": "string"}}}),
            json!({"type": "string", "nullable": true}),
            json!({}),
        ])
        .clone()
}

/// Changes an object or a list. Returns a description; `None` if nothing applies.
fn change(random: &mut Random, place: &mut Value, pointer: &str) -> Option<String> {
    let parent = pointer.rsplit('/').next().unwrap_or_default();
    match place {
        Value::Array(items) if items.len() > 1 && random.below(2) == 0 => {
            let last = items.len() - 1;
            items.swap(0, last);
            Some("the first and the last swapped".to_owned())
        }
        Value::Array(items) if random.below(2) == 0 => {
            let added = match parent {
                "parameters" => {
                    json!({"name": format!("more{}", random.below(9)), "in": "query", "schema": schema(random)})
                }
                "enum" if items.first().is_some_and(Value::is_string) => format!("more{}", random.below(9)).into(),
                "oneOf" | "anyOf" => schema(random),
                "tags" => "more".into(),
                _ => return None,
            };
            items.insert(random.below(items.len() + 1), added.clone());
            Some(format!("{added} added"))
        }
        Value::Array(items) => {
            let index = random.below(items.len());
            let removed = (!items.is_empty()).then(|| items.remove(index))?;
            Some(format!("{removed} removed"))
        }
        Value::Object(map) => object(random, map, parent),
        _ => None,
    }
}

fn object(random: &mut Random, map: &mut Map<String, Value>, parent: &str) -> Option<String> {
    let keys: Vec<String> = map.keys().cloned().collect();
    let holds_schemas = ["properties", "schemas"].contains(&parent);
    let added = match parent {
        "responses" if random.below(2) == 0 => {
            let status = *random.pick(&["200", "201", "204", "400", "404", "default", "5XX"]);
            let json = json!({"description": "More.", "content": {"application/json": {"schema": schema(random)}}});
            Some((status, if status == "204" { json!({"description": "Nothing."}) } else { json }))
        }
        "content" if random.below(2) == 0 => {
            let media_type = *random.pick(&["application/json", "text/plain", "application/octet-stream"]);
            Some((media_type, json!({"schema": schema(random)})))
        }
        "headers" => Some(("X-More", json!({"required": random.below(2) == 0, "schema": schema(random)}))),
        _ => None,
    };
    if let Some((key, value)) = added {
        let about = format!("`{key}` is {value}");
        map.insert(key.to_owned(), value);
        return Some(about);
    }
    match random.below(if holds_schemas { 4 } else { 7 }) {
        0 if holds_schemas && random.below(3) == 0 && !keys.is_empty() => {
            let key = random.pick(&keys).clone();
            let value = map[&key].clone();
            map.insert(format!("{key}Copy"), value);
            Some(format!("`{key}` copied"))
        }
        0 if holds_schemas => {
            let new = format!("added{}", random.below(9));
            map.insert(new.clone(), schema(random));
            Some(format!("`{new}` added"))
        }
        1 if holds_schemas => {
            let key = (!keys.is_empty()).then(|| random.pick(&keys).clone())?;
            map.insert(key.clone(), schema(random));
            Some(format!("`{key}` is {}", map[&key]))
        }
        2 if holds_schemas || parent == "paths" => {
            let key = (!keys.is_empty()).then(|| random.pick(&keys).clone())?;
            let value = map.remove(&key)?;
            map.insert(format!("{key}New"), value);
            Some(format!("`{key}` renamed"))
        }
        3 if map.contains_key("properties") => {
            let names: Vec<String> = map["properties"].as_object()?.keys().cloned().collect();
            let name = (!names.is_empty()).then(|| random.pick(&names).clone())?;
            let required = map.entry("required").or_insert_with(|| json!([])).as_array_mut()?;
            match required.iter().position(|it| *it == name.as_str()) {
                Some(index) => drop(required.remove(index)),
                None => required.push(name.clone().into()),
            }
            if required.is_empty() {
                map.remove("required");
            }
            Some(format!("`{name}` is required or optional"))
        }
        4 if map.contains_key("in") && map.get("in")? != "path" => {
            let was = map.get("required") == Some(&Value::Bool(true));
            map.insert("required".to_owned(), Value::Bool(!was));
            Some("a parameter is required or optional".to_owned())
        }
        4 | 5 if map.contains_key("type") && !map.contains_key("scheme") && !map.contains_key("flows") => {
            let new = schema(random);
            let text = new.to_string();
            *map = new.as_object()?.clone();
            Some(format!("is {text}"))
        }
        5 if map.contains_key("operationId") => {
            let new = format!("renamed{}", random.below(9));
            map.insert("operationId".to_owned(), new.clone().into());
            Some(format!("has the operationId `{new}`"))
        }
        6 if map.contains_key("tags") && map.contains_key("responses") => {
            map.insert("tags".to_owned(), json!([*random.pick(&["files", "jobs", "orders", "pets", "other"])]));
            Some(format!("has the tag {}", map["tags"]))
        }
        6 => {
            let key = (!keys.is_empty()).then(|| random.pick(&keys).clone())?;
            if ["openapi", "info", "paths", "description", "in", "name", "type", "responses"].contains(&key.as_str()) {
                return None;
            }
            map.remove(&key);
            Some(format!("`{key}` removed"))
        }
        _ => None,
    }
}
