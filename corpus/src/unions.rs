//! Random documents with unions: two to six variants that overlap in every way, nested, with and without
//! discriminators.

use rand::prelude::*;
use serde_json::{Map, Value, json};

/// The number of unions in a document.
const UNIONS: usize = 120;

/// The number of objects that the unions of a document refer to.
const OBJECTS: usize = 24;

/// The nesting depth of schemas within a component.
const DEEP: usize = 3;

/// The names of properties: few, so that variants share them.
const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Returns the document of a seed.
pub(crate) fn document(seed: u64) -> Value {
    let mut maker = Maker { rng: StdRng::seed_from_u64(seed), discriminated: Vec::new() };
    let mut schemas = Map::new();
    for index in 0..OBJECTS {
        schemas.insert(format!("Object{index}"), maker.component(index));
    }
    for index in 0..UNIONS {
        let name = format!("Union{index}");
        let is_discriminated = maker.chance(30);
        let union = if is_discriminated { maker.discriminated() } else { maker.union(0) };
        if is_discriminated {
            maker.discriminated.push(name.clone());
        }
        schemas.insert(name, union);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": format!("Unions {seed}"), "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    })
}

struct Maker {
    rng: StdRng,
    /// The unions with a discriminator.
    discriminated: Vec<String>,
}

impl Maker {
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_ratio(percent, 100)
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.rng.random_range(0..all.len())]
    }

    /// Returns an object with a property `kind` for discriminators.
    fn component(&mut self, index: usize) -> Value {
        let mut object = self.object(1);
        let constant = format!("k{index}");
        let kind = match self.rng.random_range(0..4) {
            0 => json!({ "const": constant }),
            1 => json!({ "type": "string", "enum": [constant, format!("l{index}")] }),
            _ => json!({ "type": "string" }),
        };
        object["properties"]["kind"] = kind;
        if let Some(required) = object["required"].as_array_mut() {
            required.push(json!("kind"));
        }
        object
    }

    /// Returns a union of components with the discriminator `kind`, sometimes including another such union.
    fn discriminated(&mut self) -> Value {
        let count = self.rng.random_range(2..=6);
        let mut indices: Vec<usize> = (0..OBJECTS).collect();
        indices.shuffle(&mut self.rng);
        let reference = |index: &usize| format!("#/components/schemas/Object{index}");
        let mut variants: Vec<Value> = indices[..count].iter().map(|it| json!({ "$ref": reference(it) })).collect();
        if let Some(inner) = self.discriminated.last().filter(|_| self.rng.random_ratio(1, 4)) {
            variants[0] = json!({ "$ref": format!("#/components/schemas/{inner}") });
            indices.remove(0);
        }
        let mut discriminator = json!({ "propertyName": "kind" });
        for index in indices[..count - 1].iter().filter(|_| self.rng.random_ratio(1, 2)) {
            discriminator["mapping"][format!("k{index}")] = json!(reference(index));
        }
        let keyword = self.pick(&["oneOf", "anyOf"]);
        json!({ keyword: variants, "discriminator": discriminator })
    }

    fn union(&mut self, depth: usize) -> Value {
        let count = self.rng.random_range(2..=6);
        let variants: Vec<Value> = (0..count).map(|_| self.schema(depth + 1)).collect();
        let keyword = self.pick(&["oneOf", "anyOf"]);
        json!({ keyword: variants })
    }

    fn object(&mut self, depth: usize) -> Value {
        let mut properties = Map::new();
        for _ in 0..self.rng.random_range(1..=4) {
            let name = self.pick(&NAMES);
            properties.insert(name.to_owned(), self.schema(depth + 1));
        }
        let required: Vec<String> = properties.keys().filter(|_| self.rng.random_ratio(1, 3)).cloned().collect();
        let mut object = json!({ "type": "object", "properties": properties, "required": required });
        match self.rng.random_range(0..6) {
            0 | 1 => object["additionalProperties"] = json!(false),
            2 => object["additionalProperties"] = json!(true),
            3 => object["additionalProperties"] = self.schema(DEEP),
            _ => {}
        }
        object
    }

    fn schema(&mut self, depth: usize) -> Value {
        if depth >= DEEP {
            return self.scalar();
        }
        match self.rng.random_range(0..10) {
            0..=3 => self.object(depth),
            4 => json!({ "type": "array", "items": self.schema(depth + 1) }),
            5 => json!({ "type": "object", "additionalProperties": self.schema(depth + 1) }),
            6 => self.union(depth),
            7 => json!({ "$ref": format!("#/components/schemas/Object{}", self.rng.random_range(0..OBJECTS)) }),
            _ => self.scalar(),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.rng.random_range(0..9) {
            0 => json!({ "type": "integer" }),
            1 => json!({ "type": "number" }),
            2 => json!({ "type": "boolean" }),
            3 => json!({ "type": "string", "enum": ["x", "y"] }),
            4 => json!({ "const": self.pick(&NAMES) }),
            5 => json!({ "type": ["string", "null"] }),
            6 => json!({ "type": "string", "format": self.pick(&["date-time", "uuid", "date"]) }),
            _ => json!({ "type": "string" }),
        }
    }
}
