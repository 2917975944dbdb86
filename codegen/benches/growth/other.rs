//! Rows about settings, overlays and previous names, and about the format of the document.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::measure::{Input, Row};
use crate::operations::of_one_tag;
use crate::schemas::{document, some};

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row { name: "overlay-actions", largest: 4_000, input: overlay },
        Row { name: "overlay-removes", largest: 4_000, input: removes },
        Row { name: "overlay-filters", largest: 1_000, input: filters },
        Row {
            name: "only-paths",
            largest: 4_000,
            input: |size| only(size, "paths", |at| format!("/things/kind{at}/*")),
        },
        Row {
            name: "only-operations",
            largest: 4_000,
            input: |size| only(size, "operations", |at| format!("getThing{at}")),
        },
        Row { name: "only-tags", largest: 4_000, input: |size| only(size, "tags", |at| format!("tag{at}")) },
        Row { name: "allowed-diagnostics", largest: 4_000, input: allowed },
        Row { name: "unknown-properties", largest: 4_000, input: unknown },
        Row { name: "renamed-operations", largest: 4_000, input: renamed },
        Row { name: "yaml-aliases", largest: 20_000, input: aliases },
        Row { name: "yaml-anchors", largest: 20_000, input: anchors },
        Row { name: "yaml-merges", largest: 10_000, input: merges },
        Row { name: "yaml-in-blocks", largest: 20_000, input: blocks },
        Row { name: "files", largest: 4_000, input: files },
        Row { name: "files-in-one", largest: 10_000, input: one_file },
        Row { name: "warnings", largest: 20_000, input: warnings },
        Row { name: "warnings-in-yaml", largest: 20_000, input: yaml_warnings },
        Row { name: "warnings-on-one-line", largest: 20_000, input: line_warnings },
        Row { name: "warnings-as-sarif", largest: 20_000, input: |size| machine(size, "sarif") },
        Row { name: "warnings-as-json", largest: 20_000, input: |size| machine(size, "json") },
        Row { name: "duplicate-keys", largest: 20_000, input: duplicates },
        Row { name: "refs-to-nowhere", largest: 20_000, input: unresolved },
    ]
}

const BARE: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n";

fn overlaid(size: usize, actions: Vec<Value>) -> Input {
    let overlay = json!({ "overlay": "1.0.0", "info": { "title": "o", "version": "1" }, "actions": actions });
    let arguments = ["generate", "api.yaml", "--out", "out", "--overlay", "overlay.yaml"];
    Input::of([("api.yaml", document(some(size)).to_string()), ("overlay.yaml", overlay.to_string())], &arguments)
}

fn overlay(size: usize) -> Input {
    overlaid(size, (0..size).map(|at| json!({ "target": format!("$.components.schemas.Thing{at}"), "update": { "description": format!("d{at}") } })).collect())
}

fn removes(size: usize) -> Input {
    overlaid(
        size,
        (0..size)
            .map(|at| json!({ "target": format!("$.components.schemas.Thing{at}.properties.id"), "remove": true }))
            .collect(),
    )
}

fn filters(size: usize) -> Input {
    overlaid(
        size,
        vec![
            json!({ "target": "$..[?@.type == 'integer']", "update": { "description": "d" } }),
            json!({ "target": "$..enum[?@ == 'a']", "remove": true }),
        ],
    )
}

fn with_settings(document: String, settings: &str, arguments: &[&'static str]) -> Input {
    let settings = format!("[[api]]\ndocument = \"api.yaml\"\nout = \"out\"\nname = \"t\"\n{settings}");
    Input::of([("api.yaml", document), ("oasmith.toml", settings)], arguments)
}

fn only(size: usize, key: &str, name: impl Fn(usize) -> String) -> Input {
    let names: Vec<String> = (0..size).map(name).collect();
    let document = crate::operations::operations(
        size,
        |at| json!({ "tags": [format!("tag{at}")], "operationId": format!("getThing{at}"), "parameters": crate::operations::id(), "responses": crate::operations::done() }),
    );
    with_settings(document.to_string(), &format!("[api.only]\n{key} = {names:?}\n"), &["generate"])
}

fn allowed(size: usize) -> Input {
    let mut settings = String::new();
    for at in 0..size {
        let _ = write!(
            settings,
            "[[api.allow]]\ncode = \"unresolved-reference\"\npointer = \"/components/schemas/S{at}\"\nreason = \"r\"\n"
        );
    }
    with_settings(document(lost(size)).to_string(), &settings, &["generate"])
}

fn unknown(size: usize) -> Input {
    let mut settings = "[api.unknown-properties]\n".to_owned();
    for at in 0..size {
        let _ = writeln!(settings, "\"/components/schemas/Thing{at}\" = \"keep\"");
    }
    with_settings(document(some(size)).to_string(), &settings, &["generate"])
}

fn renamed(size: usize) -> Input {
    let mut settings = "[api.operations]\n".to_owned();
    for at in 0..size {
        let _ = writeln!(settings, "getThing{at} = \"other.thing{at}\"");
    }
    with_settings(of_one_tag(size).to_string(), &settings, &["generate"])
}

fn aliases(size: usize) -> Input {
    let mut text =
        format!("{BARE}components:\n  schemas:\n    S: &s {{type: object, properties: {{a: {{type: string}}}}}}\n");
    for at in 0..size {
        let _ = writeln!(text, "    S{at}: *s");
    }
    Input::generate(text)
}

fn anchors(size: usize) -> Input {
    let mut text = format!("{BARE}components:\n  schemas:\n");
    for at in 0..size {
        let _ = writeln!(text, "    S{at}: &s{at} {{type: string}}");
    }
    Input::generate(text)
}

fn merges(size: usize) -> Input {
    let mut text = format!("{BARE}x-base: &base {{type: object, description: d}}\ncomponents:\n  schemas:\n");
    for at in 0..size {
        let _ = writeln!(text, "    S{at}: {{<<: *base, title: T{at}}}");
    }
    Input::generate(text)
}

fn blocks(size: usize) -> Input {
    let mut text = format!("{BARE}components:\n  schemas:\n");
    for at in 0..size {
        let _ = write!(
            text,
            "    S{at}:\n      type: object\n      description: |\n        Words\n        and more.\n      properties:\n        a:\n          type: string\n"
        );
    }
    Input::generate(text)
}

fn files(size: usize) -> Input {
    let mut input =
        Input::generate(document((0..size).map(|at| (format!("S{at}"), json!({ "$ref": format!("file{at}.json") })))));
    let file = |at: usize| json!({ "type": "object", "properties": { format!("p{at}"): { "type": "string" }, "next": { "$ref": format!("file{}.json", (at + 1) % size) } } });
    input.files.extend((0..size).map(|at| (format!("file{at}.json"), file(at).to_string())));
    input
}

fn one_file(size: usize) -> Input {
    let mut input = Input::generate(document(
        (0..size).map(|at| (format!("S{at}"), json!({ "$ref": format!("defs.json#/T{at}") }))),
    ));
    let schema = |at: usize| {
        (
            format!("T{at}"),
            json!({ "type": "object", "properties": { "next": { "$ref": format!("#/T{}", (at + 1) % size) } } }),
        )
    };
    let schemas: Map<String, Value> = (0..size).map(schema).collect();
    input.files.push(("defs.json".to_owned(), Value::Object(schemas).to_string()));
    input
}

/// Returns schemas with an unresolved reference each.
fn lost(size: usize) -> Vec<(String, Value)> {
    (0..size).map(|at| (format!("S{at}"), json!({ "type": "object", "properties": { "a": { "$ref": format!("#/components/schemas/Gone{at}") } } }))).collect()
}

/// Returns schemas with another flaw each.
fn flawed(size: usize) -> Vec<(String, Value)> {
    (0..size)
        .map(|at| (format!("S{at}"), json!({ "type": "object", "properties": { "a": { "type": "strnig" } } })))
        .collect()
}

fn warnings(size: usize) -> Input {
    Input::generate(format!("{:#}", document(flawed(size))))
}

fn line_warnings(size: usize) -> Input {
    Input::generate(document(flawed(size)))
}

fn yaml_warnings(size: usize) -> Input {
    let mut text = format!("{BARE}components:\n  schemas:\n");
    for at in 0..size {
        let _ = write!(text, "    S{at}:\n      type: object\n      properties:\n        a:\n          type: strnig\n");
    }
    Input::generate(text)
}

fn machine(size: usize, format: &'static str) -> Input {
    Input { arguments: vec!["inspect", "api.yaml", "--diagnostics", format], ..warnings(size) }
}

fn duplicates(size: usize) -> Input {
    let mut text = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"paths\": {}, \"components\": {\"schemas\": {\n".to_owned();
    for at in 0..size {
        let _ = writeln!(text, "\"S{at}\": {{\"type\": \"string\", \"type\": \"integer\"}},");
    }
    Input::generate(format!("{text}\"S\": {{\"type\": \"string\"}}}}}}}}"))
}

fn unresolved(size: usize) -> Input {
    Input::generate(document(lost(size)))
}
