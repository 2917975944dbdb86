//! Instances of schemas: random values that a schema is likely to allow.
//!
//! They are only proposals; `validate` checks them.

mod text;

use std::collections::HashMap;

use jsonschema::Validator;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Map, Value, json};

use crate::validate::Schemas;

/// Below this depth, only required properties are made.
const DEEP: usize = 5;

/// Below this depth, nothing is made.
const TOO_DEEP: usize = 24;

/// A generator of instances of a document's schemas.
#[derive(Debug)]
pub(crate) struct Maker<'d> {
    document: &'d Value,
    rng: StdRng,
    schemas: &'d Schemas,
    validators: HashMap<String, Option<Validator>>,
    /// The pointer of each object of the document.
    places: HashMap<*const Value, String>,
    /// Whether the value is for a subschema: the properties that it does not describe are left to others.
    is_part: bool,
    /// The number of enclosing subschemas, at any depth: each may describe the value too.
    within: usize,
}

impl<'d> Maker<'d> {
    pub(crate) fn new(document: &'d Value, schemas: &'d Schemas, seed: u64) -> Self {
        let mut places = HashMap::new();
        find(document, String::new(), &mut places);
        let rng = StdRng::seed_from_u64(seed);
        Self { document, rng, schemas, validators: HashMap::new(), places, is_part: false, within: 0 }
    }

    /// Resets the generator, so that the instances of a schema do not depend on earlier ones.
    pub(crate) fn reset(&mut self, seed: u64) {
        self.rng = StdRng::seed_from_u64(seed);
    }

    /// Whether `value` is an instance of the schema at `place`, as far as that can be checked.
    fn is_valid(&mut self, place: &str, value: &Value) -> bool {
        let schemas = self.schemas;
        let validator = self.validators.entry(place.to_owned()).or_insert_with(|| schemas.validator(place));
        validator.as_ref().is_some_and(|validator| validator.is_valid(value))
    }

    /// Returns a value for the schema at the JSON Pointer `place`; `None` if none was found.
    pub(crate) fn make(&mut self, schema: &'d Value, place: &str) -> Option<Value> {
        let name = place.strip_prefix("/components/schemas/").map(|name| name.replace("~1", "/").replace("~0", "~"));
        self.value(schema, name.as_deref(), 0)
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    /// Returns a value of a schema; `name` is that of its component.
    fn value(&mut self, schema: &'d Value, name: Option<&str>, depth: usize) -> Option<Value> {
        let was_part = std::mem::replace(&mut self.is_part, false);
        let value = self.whole(schema, name, depth);
        self.is_part = was_part;
        value
    }

    fn whole(&mut self, schema: &'d Value, name: Option<&str>, depth: usize) -> Option<Value> {
        if depth > TOO_DEEP {
            return None;
        }
        if let Some((target, name)) = self.target(schema) {
            return self.value(target, name.as_deref(), depth + 1);
        }
        if schema.as_object().is_some_and(|it| it.len() == 1) && schema["nullable"] == true {
            return Some(Value::Null);
        }
        if schema["nullable"] == true && self.chance(if depth > DEEP { 100 } else { 15 }) {
            return Some(Value::Null);
        }
        if schema["discriminator"].is_object() && schema["oneOf"].is_null() && schema["anyOf"].is_null() {
            let children = name.map(|name| self.children(name)).unwrap_or_default();
            if let Some(child) = children.choose(&mut self.rng) {
                return self.discriminated(schema, child, depth);
            }
        }
        self.plain(schema, depth)
    }

    /// Returns a value of the component `child`, selected by the discriminator of `schema`.
    fn discriminated(&mut self, schema: &'d Value, child: &str, depth: usize) -> Option<Value> {
        let document = self.document;
        let of = document["components"]["schemas"].get(child)?;
        let mut value = self.plain(of, depth + 1)?;
        self.set_discriminator(&schema["discriminator"], child, &mut value);
        // The value must match the component that its discriminator selects.
        self.is_valid(&format!("/components/schemas/{}", child.replace('~', "~0").replace('/', "~1")), &value)
            .then_some(value)
    }

    /// Sets the discriminator value for the component `name`.
    fn set_discriminator(&mut self, discriminator: &'d Value, name: &str, value: &mut Value) {
        let mapped = discriminator["mapping"].as_object().into_iter().flatten();
        let tags: Vec<&str> = mapped
            .filter(|(_, target)| target.as_str().is_some_and(|it| it.rsplit('/').next() == Some(name)))
            .map(|(tag, _)| tag.as_str())
            .collect();
        let tag = tags.choose(&mut self.rng).copied().unwrap_or(name).to_owned();
        if let (Some(map), Some(property)) = (value.as_object_mut(), discriminator["propertyName"].as_str()) {
            map.insert(property.to_owned(), Value::String(tag));
        }
    }

    /// Returns the components with `name` in their `allOf`.
    fn children(&self, name: &str) -> Vec<String> {
        let schemas = self.document["components"]["schemas"].as_object().into_iter().flatten();
        let is_child = |schema: &Value| {
            let parts = schema["allOf"].as_array().into_iter().flatten();
            parts.filter_map(|part| part["$ref"].as_str()).any(|it| it == format!("#/components/schemas/{name}"))
        };
        schemas.filter(|(_, schema)| is_child(schema)).map(|(name, _)| name.clone()).collect()
    }

    /// Returns the target of a reference, and the name of its component.
    fn target(&self, schema: &'d Value) -> Option<(&'d Value, Option<String>)> {
        let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        let name = reference.strip_prefix("/components/schemas/").map(|it| it.replace("~1", "/").replace("~0", "~"));
        let target = self.document.pointer(reference).or_else(|| self.document.pointer(&percent_decoded(reference)))?;
        Some((target, name))
    }

    /// Returns a value, disregarding null and the schema's own discriminator.
    fn plain(&mut self, schema: &'d Value, depth: usize) -> Option<Value> {
        if let Some((target, _)) = self.target(schema) {
            return self.plain(target, depth + 1);
        }
        if depth > TOO_DEEP {
            return None;
        }
        if let Some(values) = schema["enum"].as_array() {
            return values.choose(&mut self.rng).cloned();
        }
        let mut value = self.own(schema, depth);
        if let Some(parts) = schema["allOf"].as_array() {
            for part in parts {
                let was_part = std::mem::replace(&mut self.is_part, true);
                self.within += 1;
                let part = self.plain(part, depth + 1);
                self.within -= 1;
                self.is_part = was_part;
                let part = part?;
                value = Some(merged(value, part));
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(variants) = schema[keyword].as_array().filter(|it| !it.is_empty()) else { continue };
            // Variants that only require properties leave their schemas to the others.
            if variants.iter().all(|it| it.as_object().is_some_and(|it| it.keys().all(|key| key == "required"))) {
                continue;
            }
            // Properties beside the union may describe what a variant leaves open.
            let beside = usize::from(value.is_some());
            self.within += beside;
            let chosen = self.variant(variants, &schema["discriminator"], depth);
            self.within -= beside;
            let (first, mut chosen) = chosen?;
            // If a discriminator selects the variant, there is exactly one.
            let is_any = keyword == "anyOf" && schema["discriminator"].is_null();
            if is_any && chosen.is_object() && self.chance(30) {
                let (second, other) = self.variant(variants, &schema["discriminator"], depth)?;
                let are_plain = [first, second].iter().all(|it| self.is_plain(&variants[*it], depth));
                if other.is_object() && first != second && are_plain {
                    let both = merged(Some(other), chosen.clone());
                    chosen = if self.is_each([&variants[first], &variants[second]], &both) { both } else { chosen };
                }
            }
            value = Some(merged(value, chosen));
        }
        // An unconstrained subschema leaves the value to the others.
        Some(match value {
            Some(value) => value,
            None if self.is_part => self.object(schema, depth)?,
            None => self.anything(depth),
        })
    }

    /// Whether a schema contains no unions: one variant may leave undescribed what another describes.
    fn is_plain(&self, schema: &'d Value, depth: usize) -> bool {
        if let Some((target, _)) = self.target(schema) {
            return depth <= TOO_DEEP && self.is_plain(target, depth + 1);
        }
        let within = schema["properties"].as_object().into_iter().flat_map(Map::values);
        let within = within.chain([&schema["items"], &schema["additionalProperties"]]);
        ["oneOf", "anyOf", "allOf"].iter().all(|keyword| schema[keyword].is_null())
            && depth <= TOO_DEEP
            && within.filter(|it| it.is_object()).all(|it| self.is_plain(it, depth + 1))
    }

    /// Whether a value is valid for both variants. A value changed to a constant of one is not.
    fn is_each(&mut self, variants: [&Value; 2], value: &Value) -> bool {
        let place = |variant: &Value| match variant["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
            Some(place) => Some(place.to_owned()),
            None => self.places.get(&std::ptr::from_ref(variant)).cloned(),
        };
        let places: Vec<String> = variants.into_iter().filter_map(place).collect();
        places.len() == 2 && places.iter().all(|place| self.is_valid(place, value))
    }

    /// Returns a value of one of these variants, and its index.
    fn variant(&mut self, variants: &'d [Value], discriminator: &'d Value, depth: usize) -> Option<(usize, Value)> {
        let first = self.rng.random_range(0..variants.len());
        for index in 0..variants.len() {
            let index = (first + index) % variants.len();
            let variant = &variants[index];
            if let Some(mut value) = self.value(variant, None, depth + 1) {
                if let Some((_, Some(name))) = self.target(variant) {
                    self.set_discriminator(discriminator, &name, &mut value);
                }
                return Some((index, value));
            }
        }
        None
    }

    /// Returns a value for the schema's own keywords, without its subschemas; `None` if they constrain nothing.
    fn own(&mut self, schema: &'d Value, depth: usize) -> Option<Value> {
        match schema["type"].as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") => self.array(schema, depth),
            Some("string") => Some(Value::String(self.text(schema))),
            Some("integer") => Some(self.integer(schema)),
            Some("number") if schema["format"] == "int64" || schema["format"] == "int32" => Some(self.integer(schema)),
            Some("number") => Some(self.number(schema)),
            Some("boolean") => Some(Value::Bool(self.chance(50))),
            _ if schema["properties"].is_object() || schema["additionalProperties"].is_object() => {
                self.object(schema, depth)
            }
            _ if schema["items"].is_object() => self.array(schema, depth),
            _ => None,
        }
    }

    fn object(&mut self, schema: &'d Value, depth: usize) -> Option<Value> {
        let mut map = Map::new();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = required.contains(&name.as_str());
            if is_required || (depth <= DEEP && self.chance(60)) {
                match self.value(property, None, depth + 1) {
                    Some(value) => drop(map.insert(name.clone(), value)),
                    None if is_required => return None,
                    None => {}
                }
            }
        }
        let least = schema["minProperties"].as_u64().map_or(0, |least| usize::try_from(least).unwrap_or(0));
        let more = match &schema["additionalProperties"] {
            Value::Bool(true) => Some(None),
            value @ Value::Object(_) => Some(Some(value)),
            Value::Null if is_free(schema) && self.within == 0 => Some(None),
            _ => None,
        };
        if let Some(more) = more {
            let count = if depth > DEEP { 0 } else { self.rng.random_range(0..3) };
            for number in 0..count.max(least.saturating_sub(map.len())) {
                let value = match more {
                    Some(schema) => self.value(schema, None, depth + 1)?,
                    None => self.anything(depth),
                };
                map.insert(MORE.get(number).copied().unwrap_or("more").to_owned(), value);
            }
        }
        for name in required.into_iter().filter(|_| is_alone(schema)) {
            if !map.contains_key(name) && !schema["properties"].as_object().is_some_and(|it| it.contains_key(name)) {
                let value = match more {
                    Some(Some(schema)) => self.value(schema, None, depth + 1)?,
                    _ => self.anything(depth),
                };
                map.insert(name.to_owned(), value);
            }
        }
        Some(Value::Object(map))
    }

    /// Returns an array whose first items have a schema each; the outer `None` if the schema is not a tuple.
    fn tuple(&mut self, schema: &'d Value, depth: usize) -> Option<Option<Value>> {
        let number = |key: &str| usize::try_from(schema["x-oasmith-tuple"][key].as_u64()?).ok();
        let (count, required) = (number("items")?, number("required")?);
        let all = schema["items"]["anyOf"].as_array()?;
        let more = usize::from(all.len() > count) * 3;
        let length = if depth > DEEP { required } else { self.rng.random_range(required..=count + more) };
        let items = (0..length).map(|index| self.value(&all[index.min(count)], None, depth + 1));
        Some(items.collect::<Option<Vec<Value>>>().map(Value::Array))
    }

    fn array(&mut self, schema: &'d Value, depth: usize) -> Option<Value> {
        if let Some(tuple) = self.tuple(schema, depth) {
            return tuple;
        }
        let bound = |key: &str| schema[key].as_u64().and_then(|it| usize::try_from(it).ok());
        let least = bound("minItems").unwrap_or(0).min(40);
        let most = bound("maxItems").unwrap_or(least + 3).min(least + 3).max(least);
        let count = if depth > DEEP { least } else { self.rng.random_range(least..=most) };
        let mut items = Vec::new();
        for _ in 0..count {
            let item = if schema["items"].is_object() {
                self.value(&schema["items"], None, depth + 1)
            } else {
                Some(self.anything(depth))
            };
            match item {
                Some(item) if schema["uniqueItems"] == true && items.contains(&item) => {}
                Some(item) => items.push(item),
                None if items.len() >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(items))
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let (low, high) = match schema["format"].as_str() {
            Some("int8") => (i128::from(i8::MIN), i128::from(i8::MAX)),
            Some("int16") => (i128::from(i16::MIN), i128::from(i16::MAX)),
            Some("uint8") => (0, i128::from(u8::MAX)),
            Some("uint16") => (0, i128::from(u16::MAX)),
            Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
            Some("uint32") => (0, i128::from(u32::MAX)),
            Some("uint64") => (0, i128::from(u64::MAX)),
            _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
        };
        #[allow(clippy::cast_possible_truncation, reason = "the next integer satisfies a fractional bound")]
        let bound =
            |key: &str| schema[key].as_i64().map(i128::from).or_else(|| schema[key].as_f64().map(|it| it as i128));
        let low = bound("minimum").map_or(low, |it| it.max(low)) + i128::from(schema["exclusiveMinimum"] == true);
        let high = bound("maximum").map_or(high, |it| it.min(high)) - i128::from(schema["exclusiveMaximum"] == true);
        let step = schema["multipleOf"].as_i64().map_or(1, i128::from).max(1);
        let edges = [0, 1, -1, 42, low, high, low + 1, high - 1, 1 << 31, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1];
        let value = *edges.choose(&mut self.rng).unwrap_or(&0);
        let value = if value < low || value > high { self.rng.random_range(low..=high.max(low)) } else { value };
        let value = value / step * step;
        i64::try_from(value).map_or_else(|_| u64::try_from(value).map_or(json!(0), |it| json!(it)), |it| json!(it))
    }

    fn number(&mut self, schema: &Value) -> Value {
        let bound = |key: &str| schema[key].as_f64();
        let low = bound("minimum").unwrap_or(-1.0e6);
        let high = bound("maximum").unwrap_or(low.abs().max(1.0e6));
        let step = bound("multipleOf").filter(|it| *it > 0.0);
        let value = if low < high { self.rng.random_range(low..high) } else { low };
        let value = match step {
            Some(step) => (value / step).round() * step,
            None if self.chance(25) => value.trunc(),
            None if self.chance(50) => (value * 100.0).round() / 100.0,
            None => value,
        };
        #[allow(clippy::cast_possible_truncation, reason = "the format limits the digits")]
        if schema["format"] == "float" {
            // The digits that distinguish the number from its neighbors.
            return (value as f32).to_string().parse::<f64>().map_or(json!(0), |it| json!(it));
        }
        json!(value)
    }

    /// Returns a value of any type.
    fn anything(&mut self, depth: usize) -> Value {
        let kinds = match (depth > DEEP, self.within > 0) {
            (true, _) => 5,
            (_, true) => 6,
            _ => 7,
        };
        match self.rng.random_range(0..kinds) {
            0 => Value::Null,
            1 => json!(self.chance(50)),
            2 => json!(self.rng.random_range(-1000..1000)),
            3 => json!(self.rng.random_range(-1.0..1.0)),
            4 => json!("any text"),
            5 => json!([1, "two"]),
            _ => json!({ "a": { "b": null } }),
        }
    }
}

/// Records the pointer of each object.
fn find(value: &Value, place: String, places: &mut HashMap<*const Value, String>) {
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                find(child, format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), places);
            }
            places.insert(std::ptr::from_ref(value), place);
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| find(item, format!("{place}/{index}"), places));
        }
        _ => {}
    }
}

/// Whether a schema has no subschemas that describe properties too.
fn is_alone(schema: &Value) -> bool {
    ["allOf", "oneOf", "anyOf"].iter().all(|key| schema[key].is_null())
}

/// Whether a schema describes no properties.
fn is_free(schema: &Value) -> bool {
    ["properties", "allOf", "oneOf", "anyOf"].iter().all(|key| schema[key].is_null())
}

/// Names of undescribed properties.
const MORE: [&str; 6] = ["other", "x-1", "Ünï", "a b", "_", "a"];

/// Merges two values for the same location. Of properties in both, the described value wins.
fn merged(one: Option<Value>, other: Value) -> Value {
    match (one, other) {
        (Some(Value::Object(mut one)), Value::Object(other)) => {
            for (name, value) in other {
                let value = match one.remove(&name) {
                    Some(Value::Object(mut there)) if value.is_object() => {
                        there.retain(|name, _| !MORE.contains(&name.as_str()) || value.get(name).is_some());
                        merged(Some(Value::Object(there)), value)
                    }
                    Some(there) if value.is_null() => there,
                    _ => value,
                };
                one.insert(name, value);
            }
            Value::Object(one)
        }
        (Some(one @ Value::Object(_)), _) => one,
        (_, other) => other,
    }
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}
