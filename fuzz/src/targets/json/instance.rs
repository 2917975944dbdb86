//! Values that more or less fit a schema.

use serde_json::{Map, Value, json};

use crate::mutate;
use crate::random::Random;

/// Makes values of the schemas of a document.
pub(super) struct Maker<'a> {
    pub(super) root: &'a Value,
    pub(super) random: &'a mut Random,
    /// How many values may still be made.
    pub(super) left: usize,
}

impl Maker<'_> {
    pub(super) fn make(&mut self, schema: &Value, depth: usize) -> Value {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || depth > 12 {
            return Value::Null;
        }
        if let Some(place) = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#')) {
            return self.root.pointer(place).map_or(Value::Null, |schema| self.make(schema, depth + 1));
        }
        let mut made = self.plain(schema, depth);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let part = self.make(part, depth + 1);
            merge(&mut made, part);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(part) = schema[key].as_array().and_then(|parts| self.random.of_list(parts)) {
                let part = self.make(part, depth + 1);
                merge(&mut made, part);
            }
        }
        made
    }

    fn plain(&mut self, schema: &Value, depth: usize) -> Value {
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(value) = schema["enum"].as_array().and_then(|values| self.random.of_list(values)) {
            return value.clone();
        }
        let names = schema["type"].as_array();
        let name = match names.and_then(|names| self.random.of_list(names)) {
            Some(name) => name.as_str(),
            None => schema["type"].as_str(),
        };
        match name {
            Some("string") => self.text(schema),
            Some("integer" | "number") if self.random.once_in(3) => self.random.below(3).into(),
            Some("integer" | "number") => serde_json::from_str(&mutate::number(self.random)).unwrap_or_default(),
            Some("boolean") => self.random.once_in(2).into(),
            Some("array") => {
                let first: Vec<Value> = schema["prefixItems"].as_array().cloned().unwrap_or_default();
                let mut items: Vec<Value> = first.iter().map(|item| self.make(item, depth + 1)).collect();
                items.extend((0..self.random.below(4)).map(|_| self.make(&schema["items"], depth + 1)));
                items.into()
            }
            Some("object") => self.object(schema, depth),
            None if schema.get("properties").is_some() => self.object(schema, depth),
            None if schema.get("oneOf").or(schema.get("anyOf")).or(schema.get("allOf")).is_some() => Value::Null,
            _ => mutate::value(self.random),
        }
    }

    fn text(&mut self, schema: &Value) -> Value {
        let usual = match schema["format"].as_str() {
            Some("date-time") => {
                self.random.pick(&["2020-01-01T00:00:00Z", "2020-06-01T12:00:00.5+02:00", "2020-01-01T00:00:00"])
            }
            Some("date") => self.random.pick(&["2020-02-29", "0000-01-01", "9999-12-31"]),
            Some("uuid") => "00000000-0000-4000-8000-000000000000",
            Some("byte") => self.random.pick(&["YQ==", "YWI", "", "-_8="]),
            _ => "a",
        };
        if self.random.once_in(3) { mutate::string(self.random).into() } else { usual.into() }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let is_required =
                schema["required"].as_array().is_some_and(|names| names.iter().any(|it| it.as_str() == Some(name)));
            if if is_required { !self.random.once_in(30) } else { self.random.once_in(2) } {
                object.insert(name.clone(), self.make(property, depth + 1));
            }
        }
        if let Some(other) = schema.get("additionalProperties").filter(|it| **it != json!(false)) {
            for _ in 0..self.random.below(3) {
                object.insert(mutate::string(self.random), self.make(other, depth + 1));
            }
        }
        if self.random.once_in(4) {
            object.insert(mutate::string(self.random), mutate::value(self.random));
        }
        object.into()
    }
}

/// Puts what `part` has into `whole`.
fn merge(whole: &mut Value, part: Value) {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => whole.extend(part),
        (whole @ Value::Null, part) => *whole = part,
        _ => {}
    }
}

/// Something that `after` has and `before` has not.
pub(super) fn invented(before: &Value, after: &Value, place: &str) -> Option<String> {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => b.iter().find_map(|(name, value)| {
            let place = format!("{place}/{name}");
            match a.get(name) {
                Some(before) => invented(before, value, &place),
                None => Some(format!("{place}: {value}")),
            }
        }),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| invented(a, b, &format!("{place}/{at}")))
        }
        (Value::Number(a), Value::Number(b)) if a == b || a.as_f64() == b.as_f64() => None,
        (Value::String(a), Value::String(b)) if a == b || is_same_text(a, b) => None,
        (a, b) if a == b => None,
        (a, b) => Some(format!("{place}: {b} for {a}")),
    }
}

/// Instants, UUIDs and base64 may be written in several ways.
fn is_same_text(a: &str, b: &str) -> bool {
    let instant = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    let utc = |text: &str| text.parse::<chrono::NaiveDateTime>().ok().map(|it| it.and_utc().fixed_offset());
    let letters = |text: &str| text.replace(['-', '='], "").replace('_', "/").to_ascii_lowercase();
    let bare = |text: &str| text.replace(['=', '\r', '\n', ' '], "").replace('-', "+").replace('_', "/");
    let (one, other) = (instant(a).or_else(|| utc(a)), instant(b).or_else(|| utc(b)));
    (one.is_some() && one == other) || letters(a) == letters(b) || bare(a) == bare(b)
}
