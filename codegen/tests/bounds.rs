//! Documents that try to exhaust the generator: each ends in a diagnostic within a short time.

use std::fmt::Write as _;

use oasmith::Generation;
use oasmith::config::ApiConfig;
use serde_json::{Map, Value, json};

fn generate(text: impl Into<Vec<u8>>) -> Generation {
    oasmith::generate_from(text.into(), &ApiConfig::new("api.yaml", "", "client"))
}

fn codes(generation: &Generation) -> Vec<&'static str> {
    let mut codes: Vec<&str> = generation.diagnostics.iter().map(|it| it.code.as_str()).collect();
    codes.dedup();
    codes
}

const FRAME: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n";

fn document(schemas: Map<String, Value>) -> String {
    json!({ "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
        .to_string()
}

#[test]
fn yaml_aliases_that_multiply_are_refused() {
    let mut text = format!("{FRAME}x-a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..40 {
        let before = format!("*a{}", level - 1);
        let _ = writeln!(text, "x-a{level}: &a{level} [{}]", [before.as_str(); 9].join(", "));
    }
    assert_eq!(codes(&generate(text)), ["too-large"]);
}

#[test]
fn unions_of_events_that_contain_each_other_are_read_once() {
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut schemas = Map::new();
    for index in 0..5_000 {
        let next = [to(&format!("U{}", index + 1)), to(&format!("U{}", index + 1))];
        schemas.insert(format!("U{index}"), json!({ "oneOf": next }));
    }
    schemas.insert("U5000".to_owned(), json!({ "type": "string" }));
    schemas.insert("Parts".to_owned(), json!({ "allOf": [to("Parts"), to("Parts")] }));
    schemas.insert("Union".to_owned(), json!({ "oneOf": [to("Union"), to("Union"), to("Parts")] }));
    let operation = |schema: Value| {
        let content = json!({ "text/event-stream": { "itemSchema": schema } });
        json!({ "get": { "responses": { "200": { "description": "ok", "content": content } } } })
    };
    let many = |one: &dyn Fn(usize) -> Value| Value::Array((0..4_000).map(one).collect());
    let events = many(
        &|index| json!({ "properties": { "event": { "const": format!("n{index}") }, "data": { "type": "string" } } }),
    );
    schemas.insert(
        "Base".to_owned(),
        json!({ "allOf": many(&|_| json!({ "properties": { "id": { "type": "string" } } })) }),
    );
    let beside = json!({ "allOf": [to("Base")], "oneOf": events });
    let paths = json!({
        "/a": operation(to("U0")), "/b": operation(to("Union")), "/c": operation(json!({ "oneOf": [to("Parts")] })),
        "/d": operation(beside),
    });
    let info = json!({ "title": "t", "version": "1" });
    let document = json!({ "openapi": "3.2.0", "info": info, "paths": paths, "components": { "schemas": schemas } });
    assert!(generate(document.to_string()).result.is_some());
}

#[test]
fn too_deep_nesting_is_refused() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    for text in [
        format!("{FRAME}x-deep: {}\n", deep("[", "]")),
        format!("{{\"openapi\": \"3.0.3\", \"x-deep\": {}}}", deep("[", "]")),
        format!("{{\"openapi\": \"3.0.3\", \"x-deep\": {}}}", deep("{\"a\":", "}").replace(":}", ":1}")),
        format!("{FRAME}x-deep:\n  {}x\n", "- ".repeat(100_000)),
        format!("{FRAME}x-deep: {}\n", "!a ".repeat(100_000)),
    ] {
        let generation = generate(text);
        assert!(generation.result.is_none(), "{:?}", codes(&generation));
        assert!(matches!(codes(&generation)[0], "too-large" | "syntax"), "{:?}", codes(&generation));
    }
}

#[test]
fn long_chains_of_references_are_resolved() {
    let link =
        |number: usize| (format!("S{number}"), json!({ "$ref": format!("#/components/schemas/S{}", number + 1) }));
    let mut schemas: Map<String, Value> = (0..10_000).map(link).collect();
    schemas.insert("S10000".to_owned(), json!({ "type": "string" }));
    let generation = generate(document(schemas));
    assert_eq!(codes(&generation), Vec::<&str>::new());
    assert!(generation.result.is_some());

    // A chain of component parameters is resolved to its end.
    let link =
        |number: usize| (format!("p{number}"), json!({ "$ref": format!("#/components/parameters/p{}", number + 1) }));
    let mut parameters: Map<String, Value> = (0..10_000).map(link).collect();
    parameters.insert("p10000".to_owned(), json!({ "name": "p", "in": "query", "schema": { "type": "string" } }));
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/a": { "get": {
            "operationId": "a", "parameters": [{ "$ref": "#/components/parameters/p0" }], "responses": { "204": { "description": "" } }
        } } },
        "components": { "parameters": parameters }
    });
    let generation = generate(document.to_string());
    assert_eq!(codes(&generation), Vec::<&str>::new());
    let outputs = generation.result.unwrap().outputs;
    assert!(outputs.iter().any(|output| output.path == "api.txt" && output.text.contains("[p: &str]")));
}

#[test]
fn long_names_and_texts_are_accepted() {
    let name = "a".repeat(1 << 20);
    let schemas = [(
        name.clone(),
        json!({ "type": "object", "description": name, "properties": { name.clone(): { "enum": [name] } } }),
    )];
    let generation = generate(document(schemas.into_iter().collect()));
    let outputs = generation.result.unwrap().outputs;
    assert!(outputs.iter().all(|output| output.path.len() < 200));
}

#[test]
fn recursive_schemas_of_every_kind_end() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut schemas = Map::new();
    for number in 0..30 {
        let next = |by: usize| reference(&format!("S{}", (number + by) % 30));
        let all: Vec<Value> = (1..8).map(next).collect();
        let keyword = ["allOf", "oneOf", "anyOf"][number % 3];
        schemas.insert(format!("S{number}"), json!({ keyword: all, "properties": { "a": next(3), "b": next(5) } }));
    }
    generate(document(schemas));
}

#[test]
fn deep_schemas_are_generated_or_refused() {
    for depth in [60, 200, 499, 2_000] {
        let (open, close) = ("{\"type\":\"array\",\"items\":".repeat(depth), "}".repeat(depth));
        let text = document([("A".to_owned(), json!("SCHEMA"))].into_iter().collect());
        let text = text.replace("\"SCHEMA\"", &format!("{open}{{}}{close}"));
        let generation = generate(text);
        assert_eq!(generation.result.is_some(), depth < 490, "{:?}", codes(&generation));
        assert!(depth < 490 || codes(&generation) == ["too-large"], "{:?}", codes(&generation));
    }
}

/// Relocating a subschema does not copy it: a copy would double the size at each level.
#[test]
fn nested_tuples_take_linear_time() {
    let mut tuple = json!({ "type": ["array", "string"], "items": { "type": "string" } });
    for _ in 0..40 {
        tuple = json!({ "type": ["array", "null"], "prefixItems": [tuple, { "type": "integer" }], "minItems": 2, "items": false });
    }
    let within = format!("#/components/schemas/Deep{}", "/prefixItems/0".repeat(40));
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {},
        "components": { "schemas": { "Deep": tuple, "Within": { "$ref": format!("{within}/items") } } }
    });
    let generation = generate(document.to_string());
    assert_eq!(codes(&generation), Vec::<&str>::new());
    let outputs = generation.result.unwrap().outputs;
    let listing = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
    assert!(listing.contains("type Within = "), "{listing}");
}

/// A `$dynamicRef` schema is expanded up to the bound; deeper parts stay open.
#[test]
fn dynamic_references_end() {
    let link = |number: usize| {
        let next = json!({ "$ref": format!("#/components/schemas/S{}", number + 1) });
        let open = json!({ "$defs": { "T": { "$dynamicAnchor": "T" } }, "properties": { "next": next, "t": { "$dynamicRef": "#T" } } });
        (format!("S{number}"), open)
    };
    let mut schemas: Map<String, Value> = (0..1_000).map(link).collect();
    schemas.insert("S1000".to_owned(), json!({ "type": "array", "items": { "$dynamicRef": "#T" } }));
    let filled =
        json!({ "$ref": "#/components/schemas/S0", "$defs": { "T": { "$dynamicAnchor": "T", "type": "string" } } });
    schemas.insert("Filled".to_owned(), filled);
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {}, "components": { "schemas": schemas }
    });
    let generation = generate(document.to_string());
    assert_eq!(codes(&generation), ["too-large"]);
    let outputs = generation.result.unwrap().outputs;
    let listing = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
    assert!(listing.contains("Filled.t: Option<FilledDefsT>"), "{}", &listing[..2000]);
}

/// Each subschema of `allOf` includes all later ones: their `required` is visited once.
#[test]
fn nested_all_of_is_visited_once() {
    let link = |level: usize, number: usize| {
        let parts: Vec<Value> =
            (0..8).map(|next| json!({ "$ref": format!("#/components/schemas/L{}x{next}", level + 1) })).collect();
        (format!("L{level}x{number}"), json!({ "allOf": parts }))
    };
    let mut schemas: Map<String, Value> = (0..12).flat_map(|level| (0..8).map(move |it| link(level, it))).collect();
    schemas.extend((0..8).map(|it| (format!("L12x{it}"), json!({ "type": "object", "required": [format!("m{it}")] }))));
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {}, "components": { "schemas": schemas }
    });
    let outputs = generate(document.to_string()).result.unwrap().outputs;
    let listing = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
    assert!((0..8).all(|it| listing.contains(&format!("L0x0.m{it}: Value"))), "{listing}");
}

#[test]
fn parameters_of_mutually_recursive_types_are_visited_once() {
    const COUNT: usize = 30;
    let to = |kind: char, index: usize| json!({ "$ref": format!("#/components/schemas/{kind}{index}") });
    let mut schemas = Map::new();
    for index in 0..COUNT {
        let others: Vec<Value> = (0..COUNT).map(|other| to('U', other)).chain([json!({"type": "string"})]).collect();
        schemas.insert(format!("U{index}"), json!({ "oneOf": others }));
        let parts: Vec<Value> = (index + 1..COUNT.min(index + 4)).map(|other| to('A', other)).collect();
        let part = if parts.is_empty() { json!({ "type": "boolean" }) } else { json!({ "allOf": parts }) };
        schemas.insert(format!("A{index}"), part);
    }
    let parameters = json!([
        { "name": "a", "in": "query", "schema": { "type": "array", "items": to('U', 0) } },
        { "name": "b", "in": "query", "required": true, "schema": to('A', 0) }
    ]);
    let operation =
        json!({ "operationId": "x", "parameters": parameters, "responses": { "204": { "description": "" } } });
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/x": { "get": operation } }, "components": { "schemas": schemas }
    });
    assert!(generate(document.to_string()).result.is_some());
}
