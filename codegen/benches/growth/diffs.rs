//! Rows about `oasmith diff`.

use serde_json::{Map, Value, json};

use crate::measure::{Input, Row};
use crate::operations::{done, of_one_tag, operations};
use crate::schemas::{document, some};

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row { name: "diff-nothing", largest: 4_000, input: |size| Input::diff(of_one_tag(size), of_one_tag(size)) },
        Row { name: "diff-types-replaced", largest: 4_000, input: types_replaced },
        Row { name: "diff-types-renamed", largest: 4_000, input: types_renamed },
        Row { name: "diff-types-changed", largest: 4_000, input: types_changed },
        Row { name: "diff-operations-moved", largest: 4_000, input: operations_moved },
        Row { name: "diff-operations-replaced", largest: 4_000, input: operations_replaced },
        Row { name: "diff-properties-renamed", largest: 4_000, input: properties_renamed },
        Row { name: "diff-values-renamed", largest: 10_000, input: values_renamed },
        Row { name: "diff-parameters-renamed", largest: 2_000, input: parameters_renamed },
        Row { name: "diff-variants-renamed", largest: 500, input: variants_renamed },
        Row {
            name: "diff-types-replaced-html",
            largest: 4_000,
            input: |size| Input {
                arguments: vec!["diff", "old.yaml", "new.yaml", "--format", "html"],
                ..types_replaced(size)
            },
        },
        Row {
            name: "diff-types-replaced-json",
            largest: 4_000,
            input: |size| Input {
                arguments: vec!["diff", "old.yaml", "new.yaml", "--format", "json"],
                ..types_replaced(size)
            },
        },
        Row {
            name: "diff-types-replaced-text",
            largest: 4_000,
            input: |size| Input { arguments: vec!["diff", "old.yaml", "new.yaml"], ..types_replaced(size) },
        },
    ]
}

fn thing(at: usize, name: &str) -> (String, Value) {
    (
        format!("{name}{at}"),
        json!({ "type": "object", "properties": { format!("{name}{at}"): { "type": "string" }, "b": { "type": "integer" } } }),
    )
}

fn types_replaced(size: usize) -> Input {
    Input::diff(document((0..size).map(|at| thing(at, "Old"))), document((0..size).map(|at| thing(at, "New"))))
}

fn types_renamed(size: usize) -> Input {
    let renamed = some(size).into_iter().map(|(name, schema)| (format!("New{name}"), schema));
    Input::diff(document(some(size)), document(renamed))
}

fn types_changed(size: usize) -> Input {
    let mut changed = some(size);
    for (_, schema) in &mut changed {
        schema["properties"]["more"] = json!({ "type": "string" });
        schema["properties"]["id"] = json!({ "type": "integer" });
    }
    Input::diff(document(some(size)), document(changed))
}

fn operations_moved(size: usize) -> Input {
    let moved = operations(
        size,
        |at| json!({ "tags": ["things"], "operationId": format!("getThing{}", (at + 7) % size), "responses": done() }),
    );
    Input::diff(
        operations(
            size,
            |at| json!({ "tags": ["things"], "operationId": format!("getThing{at}"), "responses": done() }),
        ),
        moved,
    )
}

fn operations_replaced(size: usize) -> Input {
    let paths = |name: &str| -> Map<String, Value> {
        (0..size)
            .map(|at| {
                (
                    format!("/{name}{at}"),
                    json!({ "get": { "operationId": format!("{name}{at}"), "responses": done() } }),
                )
            })
            .collect()
    };
    let of = |name: &str| json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths(name) });
    Input::diff(of("old"), of("new"))
}

fn properties_renamed(size: usize) -> Input {
    let of = |name: &str| {
        let properties: Map<String, Value> =
            (0..size).map(|at| (format!("{name}{at}"), json!({ "type": "string" }))).collect();
        document([("Thing".to_owned(), json!({ "type": "object", "properties": properties }))])
    };
    Input::diff(of("old"), of("new"))
}

fn values_renamed(size: usize) -> Input {
    let of = |name: &str| {
        let values: Vec<String> = (0..size).map(|at| format!("{name}{at}")).collect();
        document([("Thing".to_owned(), json!({ "type": "string", "enum": values }))])
    };
    Input::diff(of("old"), of("new"))
}

fn parameters_renamed(size: usize) -> Input {
    let of = |name: &str| {
        let parameters: Vec<Value> = (0..size)
            .map(|at| json!({ "name": format!("{name}{at}"), "in": "query", "schema": { "type": "string" } }))
            .collect();
        operations(1, |_| json!({ "parameters": parameters, "responses": done() }))
    };
    Input::diff(of("old"), of("new"))
}

fn variants_renamed(size: usize) -> Input {
    let of = |name: &str| {
        let union =
            (0..size).map(|at| json!({ "$ref": format!("#/components/schemas/{name}{at}") })).collect::<Vec<_>>();
        let schemas = (0..size).map(|at| thing(at, name));
        document([("Thing".to_owned(), json!({ "oneOf": union }))].into_iter().chain(schemas))
    };
    Input::diff(of("old"), of("new"))
}
