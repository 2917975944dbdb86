//! Rows about schemas.

use serde_json::{Map, Value, json};

use crate::measure::{Input, Row};

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row { name: "all-of-chain", largest: 1_500, input: all_of_chain },
        Row { name: "all-of-parts", largest: 2_000, input: all_of_parts },
        Row { name: "all-of-children-of-one", largest: 4_000, input: children },
        Row { name: "ref-chain", largest: 50_000, input: ref_chain },
        Row { name: "ref-chain-back", largest: 50_000, input: ref_chain_back },
        Row { name: "ref-chain-of-objects", largest: 10_000, input: object_chain },
        Row { name: "ref-chain-of-lists", largest: 10_000, input: list_chain },
        Row { name: "ref-to-one", largest: 20_000, input: ref_to_one },
        Row { name: "ref-clique-edges", largest: 90_000, input: clique },
        Row { name: "ref-circle", largest: 10_000, input: circle },
        Row { name: "tuples-in-depth", largest: 240, input: deep_tuples },
        Row { name: "tuple-chain", largest: 4_000, input: tuple_chain },
        Row { name: "tuple-in-width", largest: 4_000, input: wide_tuple },
        Row { name: "objects-in-depth", largest: 240, input: deep_objects },
        Row { name: "lists-in-depth", largest: 480, input: deep_lists },
        Row { name: "unions-in-depth", largest: 240, input: deep_unions },
        Row { name: "all-of-in-depth", largest: 240, input: deep_all_of },
        Row { name: "enum-values", largest: 20_000, input: enum_values },
        Row { name: "enum-values-that-collide", largest: 5_000, input: same_values },
        Row { name: "properties-of-one-object", largest: 10_000, input: properties },
        Row { name: "properties-that-collide", largest: 4_000, input: same_properties },
        Row { name: "required-of-one-object", largest: 10_000, input: required },
        Row { name: "one-of", largest: 1_000, input: one_of },
        Row { name: "one-of-with-discriminator", largest: 2_000, input: one_of_discriminator },
        Row { name: "any-of", largest: 1_000, input: any_of },
        Row { name: "any-of-required", largest: 2_000, input: any_of_required },
        Row { name: "unions-of-one-schema", largest: 2_000, input: unions_of_one },
        Row { name: "schemas", largest: 10_000, input: objects },
        Row { name: "schemas-unused", largest: 10_000, input: unused },
        Row { name: "schemas-that-are-equal", largest: 10_000, input: equal },
        Row { name: "inline-schemas-that-are-equal", largest: 10_000, input: equal_inline },
        Row { name: "inline-enums", largest: 5_000, input: inline_enums },
        Row { name: "schema-names-that-collide", largest: 8_000, input: same_names },
        Row { name: "schemas-of-3.1", largest: 10_000, input: definitions },
        Row { name: "schemas-with-id", largest: 4_000, input: identified },
        Row { name: "dynamic-refs", largest: 1_000, input: dynamic },
        Row { name: "conditions", largest: 500, input: conditions },
        Row { name: "pattern-properties", largest: 2_000, input: patterns },
        Row { name: "dependent-required", largest: 2_000, input: dependent },
        Row { name: "types-of-one-schema", largest: 4_000, input: types },
        Row { name: "default-of-one-property", largest: 20_000, input: default },
        Row { name: "example-of-one-schema", largest: 100_000, input: example },
    ]
}

/// Returns a document with these schemas, whose operation uses the first.
pub(crate) fn document(schemas: impl IntoIterator<Item = (String, Value)>) -> Value {
    let schemas: Map<String, Value> = schemas.into_iter().collect();
    let first = schemas.keys().next().cloned().unwrap_or_default();
    let content = json!({ "application/json": { "schema": reference(&first) } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/thing": { "post": { "requestBody": { "content": content }, "responses": { "200": { "description": "d", "content": content } } } } },
        "components": { "schemas": schemas },
    })
}

fn generate(schemas: impl IntoIterator<Item = (String, Value)>) -> Input {
    Input::generate(document(schemas))
}

fn one(schema: Value) -> Input {
    generate([("Thing".to_owned(), schema)])
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn object(property: &str, schema: Value) -> Value {
    json!({ "type": "object", "properties": { property: schema } })
}

fn text() -> Value {
    json!({ "type": "string" })
}

/// Returns a chain of schemas; `link` makes each from a reference to the next.
fn chain(size: usize, link: impl Fn(usize, Value) -> Value) -> Vec<(String, Value)> {
    let mut schemas: Vec<(String, Value)> =
        (0..size).map(|at| (format!("S{at}"), link(at, reference(&format!("S{}", at + 1))))).collect();
    schemas.push((format!("S{size}"), object("last", text())));
    schemas
}

/// Returns nested schemas.
fn nested(size: usize, link: impl Fn(usize, Value) -> Value) -> Input {
    one((0..size).fold(text(), |inner, at| link(at, inner)))
}

/// Each type has fields for all properties that it inherits. So the output is quadratic in the depth, and time and
/// memory are linear in the output.
fn all_of_chain(size: usize) -> Input {
    generate(chain(size, |at, next| json!({ "allOf": [next, object(&format!("p{at}"), text())] })))
}

fn all_of_parts(size: usize) -> Input {
    let parts: Vec<Value> = (0..size).map(|at| reference(&format!("S{at}"))).collect();
    let schemas = (0..size).map(|at| (format!("S{at}"), object(&format!("p{at}"), text())));
    generate([("Thing".to_owned(), json!({ "allOf": parts }))].into_iter().chain(schemas))
}

fn children(size: usize) -> Input {
    let base = json!({ "type": "object", "required": ["kind"], "properties": { "kind": text() }, "discriminator": { "propertyName": "kind" } });
    let child =
        |at: usize| (format!("S{at}"), json!({ "allOf": [reference("Base"), object(&format!("p{at}"), text())] }));
    generate([("Base".to_owned(), base)].into_iter().chain((0..size).map(child)))
}

fn ref_chain(size: usize) -> Input {
    generate(chain(size, |_, next| next))
}

fn ref_chain_back(size: usize) -> Input {
    let mut schemas = chain(size, |_, next| next);
    schemas.reverse();
    generate(schemas)
}

fn object_chain(size: usize) -> Input {
    generate(chain(size, |_, next| object("next", next)))
}

fn list_chain(size: usize) -> Input {
    generate(chain(size, |_, next| json!({ "type": "array", "items": next })))
}

fn ref_to_one(size: usize) -> Input {
    let properties: Map<String, Value> = (0..size / 100).map(|at| (format!("p{at}"), reference("One"))).collect();
    let schemas = (0..100).map(|at| (format!("S{at}"), json!({ "type": "object", "properties": properties })));
    generate(schemas.chain([("One".to_owned(), object("a", text()))]))
}

fn clique(size: usize) -> Input {
    let count = size.isqrt();
    let properties: Map<String, Value> =
        (0..count).map(|at| (format!("p{at}"), reference(&format!("S{at}")))).collect();
    generate(
        (0..count)
            .map(|at| (format!("S{at}"), json!({ "type": "object", "required": ["p0"], "properties": properties }))),
    )
}

fn circle(size: usize) -> Input {
    generate((0..size).map(|at| (format!("S{at}"), object("next", reference(&format!("S{}", (at + 1) % size))))))
}

fn deep_tuples(size: usize) -> Input {
    nested(size, |_, inner| json!({ "type": "array", "prefixItems": [inner, { "type": "integer" }] }))
}

fn tuple_chain(size: usize) -> Input {
    generate(chain(
        size,
        |_, next| json!({ "type": "array", "prefixItems": [next, { "type": "integer" }], "items": false }),
    ))
}

fn wide_tuple(size: usize) -> Input {
    let items: Vec<Value> = (0..size).map(|at| object(&format!("p{at}"), text())).collect();
    one(json!({ "type": "array", "prefixItems": items }))
}

fn deep_objects(size: usize) -> Input {
    nested(size, |at, inner| object(&format!("p{at}"), inner))
}

fn deep_lists(size: usize) -> Input {
    nested(size, |_, inner| json!({ "type": "array", "items": inner }))
}

fn deep_unions(size: usize) -> Input {
    nested(size, |_, inner| json!({ "oneOf": [inner, { "type": "integer" }] }))
}

fn deep_all_of(size: usize) -> Input {
    nested(size, |at, inner| {
        if at == 0 { object("a", inner) } else { json!({ "allOf": [inner, object(&format!("p{at}"), text())] }) }
    })
}

fn enum_values(size: usize) -> Input {
    let values: Vec<String> = (0..size).map(|at| format!("value-{at}")).collect();
    one(json!({ "type": "string", "enum": values }))
}

fn same_values(size: usize) -> Input {
    let values: Vec<String> = (0..size).map(|at| format!("a{}", "-".repeat(at))).collect();
    one(json!({ "type": "string", "enum": values }))
}

fn properties(size: usize) -> Input {
    let properties: Map<String, Value> = (0..size).map(|at| (format!("property{at}"), text())).collect();
    one(json!({ "type": "object", "properties": properties }))
}

fn same_properties(size: usize) -> Input {
    let properties: Map<String, Value> = (0..size).map(|at| (format!("a{}", "-".repeat(at)), text())).collect();
    one(json!({ "type": "object", "properties": properties }))
}

fn required(size: usize) -> Input {
    let properties: Map<String, Value> = (0..size).map(|at| (format!("property{at}"), text())).collect();
    let required: Vec<String> = (0..size * 2).map(|at| format!("property{at}")).collect();
    one(json!({ "type": "object", "properties": properties, "required": required }))
}

fn variants(size: usize) -> Vec<Value> {
    (0..size).map(|at| reference(&format!("S{at}"))).collect()
}

fn with_variants(union: Value, size: usize, variant: impl Fn(usize) -> Value) -> Input {
    generate([("Thing".to_owned(), union)].into_iter().chain((0..size).map(|at| (format!("S{at}"), variant(at)))))
}

fn one_of(size: usize) -> Input {
    with_variants(json!({ "oneOf": variants(size) }), size, |at| object(&format!("p{at}"), text()))
}

fn one_of_discriminator(size: usize) -> Input {
    let union = json!({ "oneOf": variants(size), "discriminator": { "propertyName": "kind" } });
    with_variants(union, size, |at| object("kind", json!({ "type": "string", "const": format!("S{at}") })))
}

fn any_of(size: usize) -> Input {
    with_variants(json!({ "anyOf": variants(size) }), size, |at| object(&format!("p{at}"), text()))
}

fn any_of_required(size: usize) -> Input {
    let properties: Map<String, Value> = (0..size).map(|at| (format!("p{at}"), text())).collect();
    let any: Vec<Value> = (0..size).map(|at| json!({ "required": [format!("p{at}")] })).collect();
    one(json!({ "type": "object", "properties": properties, "anyOf": any }))
}

fn unions_of_one(size: usize) -> Input {
    let union =
        |at: usize| (format!("S{at}"), json!({ "oneOf": [reference("One"), object(&format!("p{at}"), text())] }));
    generate((0..size).map(union).chain([("One".to_owned(), object("a", text()))]))
}

pub(crate) fn some(size: usize) -> Vec<(String, Value)> {
    let properties = |at: usize| json!({ "id": text(), format!("p{at}"): { "type": "integer" }, "kind": { "type": "string", "enum": ["a", format!("k{at}")] } });
    (0..size).map(|at| (format!("Thing{at}"), json!({ "type": "object", "properties": properties(at) }))).collect()
}

fn objects(size: usize) -> Input {
    let properties: Map<String, Value> =
        (0..size).map(|at| (format!("t{at}"), reference(&format!("Thing{at}")))).collect();
    generate([("All".to_owned(), json!({ "type": "object", "properties": properties }))].into_iter().chain(some(size)))
}

fn unused(size: usize) -> Input {
    generate(some(size))
}

fn equal(size: usize) -> Input {
    generate((0..size).map(|at| {
        (format!("S{at}"), json!({ "type": "object", "properties": { "a": text(), "b": object("c", text()) } }))
    }))
}

fn equal_inline(size: usize) -> Input {
    let properties: Map<String, Value> = (0..size).map(|at| (format!("p{at}"), object("a", text()))).collect();
    one(json!({ "type": "object", "properties": properties }))
}

fn inline_enums(size: usize) -> Input {
    let properties: Map<String, Value> =
        (0..size).map(|at| (format!("p{at}"), json!({ "type": "string", "enum": ["a", format!("b{at}")] }))).collect();
    one(json!({ "type": "object", "properties": properties }))
}

fn same_names(size: usize) -> Input {
    let name = |at: usize| -> String {
        "someverylongthing"
            .chars()
            .enumerate()
            .map(|(bit, it)| if at >> bit & 1 == 1 { it.to_ascii_uppercase() } else { it })
            .collect()
    };
    generate((0..size).map(|at| (name(at), object(&format!("p{at}"), text()))))
}

fn definitions(size: usize) -> Input {
    let definition = |at: usize| {
        (
            format!("d{at}"),
            json!({ "type": ["object", "null"], "properties": { format!("p{at}"): { "type": ["string", "null"], "examples": ["a"] } } }),
        )
    };
    let definitions: Map<String, Value> = (0..size).map(definition).collect();
    let properties: Map<String, Value> = (0..size)
        .map(|at| (format!("p{at}"), json!({ "$ref": format!("#/components/schemas/Thing/$defs/d{at}") })))
        .collect();
    one(json!({ "type": "object", "properties": properties, "$defs": definitions }))
}

fn identified(size: usize) -> Input {
    let schema = |at: usize| {
        (
            format!("S{at}"),
            json!({ "$id": format!("https://example.com/s{at}"), "type": "object", "properties": { "next": { "$ref": format!("s{}", (at + 1) % size) } } }),
        )
    };
    generate((0..size).map(schema))
}

fn dynamic(size: usize) -> Input {
    let schema = |at: usize| {
        (
            format!("S{at}"),
            json!({ "$id": format!("https://example.com/s{at}"), "$dynamicAnchor": "node", "$ref": "base", "properties": { format!("p{at}"): text() } }),
        )
    };
    let base = json!({ "$id": "https://example.com/base", "$dynamicAnchor": "node", "type": "object", "properties": { "next": { "$dynamicRef": "#node" } } });
    generate((0..size).map(schema).chain([("Base".to_owned(), base)]))
}

fn conditions(size: usize) -> Input {
    let condition = |at: usize| json!({ "if": { "properties": { "kind": { "const": format!("k{at}") } } }, "then": { "properties": { format!("p{at}"): text() }, "required": [format!("p{at}")] } });
    let all: Vec<Value> = (0..size).map(condition).collect();
    one(json!({ "type": "object", "properties": { "kind": text() }, "allOf": all }))
}

fn patterns(size: usize) -> Input {
    let patterns: Map<String, Value> = (0..size).map(|at| (format!("^x{at}-"), text())).collect();
    one(json!({ "type": "object", "patternProperties": patterns }))
}

fn dependent(size: usize) -> Input {
    let dependent: Map<String, Value> = (0..size).map(|at| (format!("p{at}"), json!([format!("q{at}")]))).collect();
    one(json!({ "type": "object", "properties": { "a": text() }, "dependentRequired": dependent }))
}

fn types(size: usize) -> Input {
    let kinds = ["string", "null", "integer", "array", "object", "boolean", "number"];
    let types: Vec<&str> = (0..size).map(|at| kinds[at % kinds.len()]).collect();
    one(object("a", json!({ "type": types })))
}

fn default(size: usize) -> Input {
    let list: Vec<String> = (0..size).map(|at| format!("value {at}")).collect();
    one(object("a", json!({ "type": "array", "items": text(), "default": list })))
}

fn example(size: usize) -> Input {
    let list: Vec<Value> = (0..size).map(|at| json!({ "a": at })).collect();
    one(json!({ "type": "array", "items": object("a", json!({ "type": "integer" })), "example": list }))
}
