//! Rows about operations.

use serde_json::{Map, Value, json};

use crate::measure::{Input, Row};

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row { name: "operations-of-one-tag", largest: 10_000, input: one_tag },
        Row { name: "operations-without-tag", largest: 10_000, input: without_tag },
        Row { name: "operations-again", largest: 10_000, input: again },
        Row { name: "operations-checked", largest: 10_000, input: checked },
        Row { name: "operations-inspected", largest: 10_000, input: inspected },
        Row { name: "operation-ids-that-collide", largest: 10_000, input: same_ids },
        Row { name: "operation-ids-that-differ-in-case", largest: 10_000, input: same_names },
        Row { name: "tags", largest: 5_000, input: tags },
        Row { name: "tags-of-one-operation", largest: 5_000, input: tags_of_one },
        Row { name: "tags-that-collide", largest: 2_000, input: same_tags },
        Row { name: "paths-with-one-prefix", largest: 10_000, input: one_prefix },
        Row { name: "paths-in-depth", largest: 2_000, input: deep_paths },
        Row { name: "placeholders-of-one-path", largest: 1_000, input: placeholders },
        Row { name: "parameters-of-one-operation", largest: 4_000, input: parameters },
        Row { name: "parameters-of-one-path", largest: 2_000, input: path_parameters },
        Row { name: "parameters-that-collide", largest: 4_000, input: same_parameters },
        Row { name: "responses-of-one-operation", largest: 480, input: responses },
        Row { name: "responses-of-many-operations", largest: 1_000, input: many_responses },
        Row { name: "headers-of-one-response", largest: 4_000, input: headers },
        Row { name: "media-types-of-one-body", largest: 2_000, input: media_types },
        Row { name: "parts-of-one-form", largest: 4_000, input: form },
        Row { name: "callbacks-of-one-operation", largest: 2_000, input: callbacks },
        Row { name: "webhooks", largest: 5_000, input: webhooks },
        Row { name: "links-of-one-response", largest: 4_000, input: links },
        Row { name: "servers", largest: 5_000, input: servers },
        Row { name: "server-variables", largest: 2_000, input: server_variables },
        Row { name: "security-schemes", largest: 4_000, input: security_schemes },
        Row { name: "security-of-one-operation", largest: 4_000, input: security_of_one },
        Row { name: "swagger-operations", largest: 10_000, input: swagger },
    ]
}

fn document(paths: impl IntoIterator<Item = (String, Value)>, more: Value) -> Value {
    let mut document = json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" } });
    document["paths"] = Value::Object(paths.into_iter().collect());
    if let (Some(document), Value::Object(more)) = (document.as_object_mut(), more) {
        document.extend(more);
    }
    document
}

/// Returns a document with operations made by `operation`.
pub(crate) fn operations(size: usize, operation: impl Fn(usize) -> Value) -> Value {
    document((0..size).map(|at| (format!("/things/kind{at}/{{id}}"), json!({ "get": operation(at) }))), json!({}))
}

/// Returns an input with one operation.
fn one(operation: Value) -> Input {
    Input::generate(document([("/thing".to_owned(), json!({ "post": operation }))], json!({})))
}

pub(crate) fn id() -> Value {
    json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }])
}

pub(crate) fn done() -> Value {
    json!({ "200": { "description": "done", "content": { "application/json": { "schema": { "type": "object", "properties": { "a": { "type": "string" } } } } } } })
}

pub(crate) fn of_one_tag(size: usize) -> Value {
    operations(
        size,
        |at| json!({ "tags": ["things"], "operationId": format!("getThing{at}"), "parameters": id(), "responses": done() }),
    )
}

fn one_tag(size: usize) -> Input {
    Input::generate(of_one_tag(size))
}

fn without_tag(size: usize) -> Input {
    Input::generate(operations(size, |_| json!({ "parameters": id(), "responses": done() })))
}

fn again(size: usize) -> Input {
    one_tag(size).after(&["generate", "api.yaml", "--out", "out"])
}

fn checked(size: usize) -> Input {
    let mut input = one_tag(size).after(&["check"]);
    input.files.push((
        "oasmith.toml".to_owned(),
        "[[api]]\ndocument = \"api.yaml\"\nout = \"out\"\nname = \"t\"\n".to_owned(),
    ));
    input
}

fn inspected(size: usize) -> Input {
    Input { arguments: vec!["inspect", "api.yaml", "--json"], ..one_tag(size) }
}

fn same_ids(size: usize) -> Input {
    Input::generate(operations(
        size,
        |_| json!({ "tags": ["things"], "operationId": "getThing", "parameters": id(), "responses": done() }),
    ))
}

fn same_names(size: usize) -> Input {
    let id = |at: usize| -> String {
        "getsomeverylongthing"
            .chars()
            .enumerate()
            .map(|(bit, it)| if at >> bit & 1 == 1 { it.to_ascii_uppercase() } else { it })
            .collect()
    };
    Input::generate(operations(size, |at| json!({ "tags": ["things"], "operationId": id(at), "responses": done() })))
}

fn tags(size: usize) -> Input {
    Input::generate(operations(
        size,
        |at| json!({ "tags": [format!("tag {at}")], "parameters": id(), "responses": done() }),
    ))
}

fn tags_of_one(size: usize) -> Input {
    let tags: Vec<String> = (0..size).map(|at| format!("tag {at}")).collect();
    one(json!({ "tags": tags, "responses": done() }))
}

fn same_tags(size: usize) -> Input {
    Input::generate(operations(
        size,
        |at| json!({ "tags": [format!("tag{}", "-".repeat(at + 1))], "parameters": id(), "responses": done() }),
    ))
}

fn one_prefix(size: usize) -> Input {
    let prefix = "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z".repeat(2);
    let paths = (0..size).map(|at| (format!("{prefix}/{at}"), json!({ "get": { "responses": done() } })));
    Input::generate(document(paths, json!({})))
}

fn deep_paths(size: usize) -> Input {
    let paths =
        (0..size).map(|at| (format!("{}/{at}", "/a".repeat(at % 500)), json!({ "get": { "responses": done() } })));
    Input::generate(document(paths, json!({})))
}

fn placeholders(size: usize) -> Input {
    let path: String = (0..size).map(|at| format!("/{{p{at}}}")).collect();
    let parameters: Vec<Value> = (0..size)
        .map(|at| json!({ "name": format!("p{at}"), "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    Input::generate(document([(path, json!({ "get": { "parameters": parameters, "responses": done() } }))], json!({})))
}

fn queries(size: usize, name: impl Fn(usize) -> String) -> Vec<Value> {
    (0..size)
        .map(|at| json!({ "name": name(at), "in": "query", "schema": { "type": "string", "enum": ["a", "b"] } }))
        .collect()
}

fn parameters(size: usize) -> Input {
    one(json!({ "parameters": queries(size, |at| format!("parameter{at}")), "responses": done() }))
}

fn path_parameters(size: usize) -> Input {
    let item = json!({ "parameters": queries(size, |at| format!("parameter{at}")), "get": { "responses": done() }, "put": { "responses": done() } });
    Input::generate(document([("/thing".to_owned(), item)], json!({})))
}

fn same_parameters(size: usize) -> Input {
    one(json!({ "parameters": queries(size, |at| format!("a{}", "-".repeat(at))), "responses": done() }))
}

fn statuses(size: usize) -> Map<String, Value> {
    let of = |at: usize| json!({ "description": "d", "content": { "application/json": { "schema": { "type": "object", "properties": { format!("p{at}"): { "type": "string" } } } } } });
    (0..size).map(|at| ((100 + at).to_string(), of(at))).collect()
}

fn responses(size: usize) -> Input {
    one(json!({ "responses": statuses(size) }))
}

fn many_responses(size: usize) -> Input {
    Input::generate(operations(size, |_| json!({ "parameters": id(), "responses": statuses(30) })))
}

fn headers(size: usize) -> Input {
    let headers: Map<String, Value> =
        (0..size).map(|at| (format!("X-Header-{at}"), json!({ "schema": { "type": "integer" } }))).collect();
    one(json!({ "responses": { "204": { "description": "d", "headers": headers } } }))
}

fn media_types(size: usize) -> Input {
    let content: Map<String, Value> = (0..size)
        .map(|at| {
            (
                format!("application/x{at}+json"),
                json!({ "schema": { "type": "object", "properties": { format!("p{at}"): {} } } }),
            )
        })
        .collect();
    one(
        json!({ "requestBody": { "content": content }, "responses": { "200": { "description": "d", "content": content } } }),
    )
}

fn form(size: usize) -> Input {
    let properties: Map<String, Value> =
        (0..size).map(|at| (format!("p{at}"), json!({ "type": "string", "format": "binary" }))).collect();
    one(
        json!({ "requestBody": { "content": { "multipart/form-data": { "schema": { "type": "object", "properties": properties } } } }, "responses": done() }),
    )
}

fn callbacks(size: usize) -> Input {
    let callback = |at: usize| json!({ "{$request.body#/url}": { "post": { "requestBody": { "content": { "application/json": { "schema": { "type": "object", "properties": { format!("p{at}"): {} } } } } }, "responses": done() } } });
    let callbacks: Map<String, Value> = (0..size).map(|at| (format!("called{at}"), callback(at))).collect();
    one(json!({ "callbacks": callbacks, "responses": done() }))
}

fn webhooks(size: usize) -> Input {
    let hook = |at: usize| json!({ "post": { "requestBody": { "content": { "application/json": { "schema": { "type": "object", "properties": { format!("p{at}"): {} } } } } }, "responses": done() } });
    let hooks: Map<String, Value> = (0..size).map(|at| (format!("hook{at}"), hook(at))).collect();
    Input::generate(document([], json!({ "webhooks": hooks })))
}

fn links(size: usize) -> Input {
    let links: Map<String, Value> =
        (0..size).map(|at| (format!("link{at}"), json!({ "operationId": "gone" }))).collect();
    one(json!({ "responses": { "200": { "description": "d", "links": links } } }))
}

fn servers(size: usize) -> Input {
    let servers: Vec<Value> =
        (0..size).map(|at| json!({ "url": format!("https://h{at}.example.com"), "description": "A server" })).collect();
    Input::generate(document(
        [("/thing".to_owned(), json!({ "get": { "responses": done() } }))],
        json!({ "servers": servers }),
    ))
}

fn server_variables(size: usize) -> Input {
    let url: String = (0..size).map(|at| format!("/{{v{at}}}")).collect();
    let variables: Map<String, Value> =
        (0..size).map(|at| (format!("v{at}"), json!({ "default": "a", "enum": ["a", "b"] }))).collect();
    let servers = json!([{ "url": format!("https://example.com{url}"), "variables": variables }]);
    Input::generate(document(
        [("/thing".to_owned(), json!({ "get": { "responses": done() } }))],
        json!({ "servers": servers }),
    ))
}

fn schemes(size: usize) -> Value {
    let schemes: Map<String, Value> = (0..size)
        .map(|at| (format!("key{at}"), json!({ "type": "apiKey", "in": "header", "name": format!("X-Key-{at}") })))
        .collect();
    json!({ "securitySchemes": schemes })
}

fn security_schemes(size: usize) -> Input {
    let paths = (0..size).map(|at| {
        (format!("/thing{at}"), json!({ "get": { "security": [{ format!("key{at}"): [] }], "responses": done() } }))
    });
    Input::generate(document(paths, json!({ "components": schemes(size) })))
}

fn security_of_one(size: usize) -> Input {
    let security: Vec<Value> = (0..size).map(|at| json!({ format!("key{at}"): [] })).collect();
    let paths = [("/thing".to_owned(), json!({ "get": { "security": security, "responses": done() } }))];
    Input::generate(document(paths, json!({ "components": schemes(size) })))
}

fn swagger(size: usize) -> Input {
    let body = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let path = |at: usize| {
        let parameters = json!([{ "name": "id", "in": "path", "required": true, "type": "string" }, { "name": "b", "in": "body", "schema": body }]);
        (
            format!("/things/kind{at}/{{id}}"),
            json!({ "put": { "tags": ["things"], "parameters": parameters, "responses": { "200": { "description": "d", "schema": body } } } }),
        )
    };
    let paths: Map<String, Value> = (0..size).map(path).collect();
    Input::generate(
        json!({ "swagger": "2.0", "info": { "title": "t", "version": "1" }, "paths": paths, "consumes": ["application/json"], "produces": ["application/json"] }),
    )
}
