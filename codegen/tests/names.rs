//! The names of operations and types, tested through `api.txt`.

use oasmith::config::ApiConfig;
use serde_json::{Value, json};

fn listing(document: &Value) -> Vec<String> {
    let config = ApiConfig::new("document", "out", "names");
    let generation = oasmith::generate_from(document.to_string().into_bytes(), &config);
    let generated = generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics));
    let api = generated.outputs.iter().find(|output| output.path == "api.txt").unwrap();
    api.text.lines().map(|line| line.trim().to_owned()).collect()
}

/// Returns the name of one operation with this path, method, tag and id; path parameters are declared.
fn operation(method: &str, path: &str, tag: Option<&str>, id: Option<&str>) -> String {
    names(&[(method, path, tag, id)]).remove(0)
}

fn names(operations: &[(&str, &str, Option<&str>, Option<&str>)]) -> Vec<String> {
    let mut paths = json!({});
    for (method, path, tag, id) in operations {
        let parameters: Vec<Value> = path
            .split('{')
            .skip(1)
            .map(|part| json!({ "name": part.split('}').next(), "in": "path", "required": true, "schema": { "type": "string" } }))
            .collect();
        let mut operation = json!({ "parameters": parameters, "responses": { "204": { "description": "" } } });
        if let Some(tag) = tag {
            operation["tags"] = json!([tag]);
        }
        if let Some(id) = id {
            operation["operationId"] = json!(id);
        }
        paths[*path][*method] = operation;
    }
    let document = json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": paths });
    let lines = listing(&document);
    let found = |method: &str, path: &str| {
        let end = format!("  {} {path}", method.to_uppercase());
        let line = lines.iter().find(|line| line.ends_with(&end)).unwrap_or_else(|| panic!("{path}: {lines:?}"));
        line.split('(').next().unwrap().to_owned()
    };
    operations.iter().map(|(method, path, ..)| found(method, path)).collect()
}

#[test]
fn an_operation_id_loses_the_words_of_its_path() {
    let create = "/crm/associations/v4/definitions/configurations/{fromObjectType}/{toObjectType}/batch/create";
    let id = format!("post-{create}_batchCreate");
    assert_eq!(operation("post", create, Some("Limits"), Some(&id)), "limits.batch_create");
    // The path of an older version, and the path instead of a name.
    let id = id.replace("/v4/", "/2026-03/");
    assert_eq!(operation("post", create, Some("Limits"), Some(&id)), "limits.batch_create");
    let id = format!("post-{create}_{create}");
    assert_eq!(operation("post", create, Some("Limits"), Some(&id)), "limits.batch_create");
    let labels = "/crm/associations/v4/{fromObjectType}/{toObjectType}/labels";
    let id = format!("get-{labels}_getPage");
    assert_eq!(operation("get", labels, Some("Labels"), Some(&id)), "labels.get_page");

    let rows = [
        ("get", "/items/{item_id}", "read_item_items__item_id__get", "items.read_item"),
        ("get", "/crm/v3/lists", "get_crm_v3_lists_search", "items.search"),
        ("get", "/items", "items/list", "items.list"),
        ("get", "/items", "items.list", "items.list"),
        ("get", "/items", "getItems", "items.get_items"),
        ("get", "/items", "get_items_by_name", "items.get_items_by_name"),
        ("get", "/items", "itemsList", "items.items_list"),
        ("get", "/items", "type", "items.type"),
    ];
    for (method, path, id, name) in rows {
        assert_eq!(operation(method, path, Some("items"), Some(id)), name, "{id}");
    }
}

#[test]
fn without_an_operation_id_the_name_comes_from_method_and_path() {
    let rows = [
        ("get", "/v1/labels", "labels.get_labels"),
        ("get", "/v1/labels/{id}", "labels.get_labels_by_id"),
        ("post", "/v1/labels", "labels.create_labels"),
        ("delete", "/v1/labels/{id}", "labels.delete_labels_by_id"),
        ("post", "/api/v2/labels/{id}/batch/create", "labels.batch_create"),
        ("get", "/", "root.get"),
    ];
    for (method, path, name) in rows {
        assert_eq!(operation(method, path, None, None), name, "{method} {path}");
    }
}

#[test]
fn operation_names_are_unique() {
    let one = ("get", "/a", Some("T"), Some("list"));
    let other = ("get", "/a/b", Some("t"), Some("list"));
    assert_eq!(names(&[one, other]), ["t.list", "t.get_b"]);
    assert_eq!(names(&[other, one]), ["t.get_b", "t.list"], "the order in the document does not matter");
    let third = ("get", "/a/c/b", Some("T"), Some("list"));
    assert_eq!(names(&[one, other, third]), ["t.list", "t.get_b", "t.list_get"]);
}

#[test]
fn type_names_are_unique() {
    let object = json!({ "type": "object", "properties": { "a": {} } });
    let names = ["Foo", "foo", "FOO", "f-oo", "Vec", "Self", "1st", "", "\u{1f600}", "Error", "Call"];
    let schemas: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), object.clone())).collect();
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {}, "components": { "schemas": schemas }
    });
    let lines = listing(&document);
    let structs: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("struct ")).collect();
    assert_eq!(
        structs,
        [
            "Call",
            "Empty  of \"\"",
            "Error",
            "FOo2  of \"f-oo\"",
            "Foo",
            "Foo3  of \"foo\"",
            "FooModel  of \"FOO\"",
            "N1st  of \"1st\"",
            "SelfModel  of \"Self\"",
            "U1f600  of \"\u{1f600}\"",
            "VecModel  of \"Vec\"",
        ]
    );
}

#[test]
fn parameter_names_are_unique() {
    let parameter = |name: &str, place: &str| json!({ "name": name, "in": place, "required": true, "schema": { "type": "string" } });
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1" },
        "paths": { "/{id}/{self}": { "post": {
            "operationId": "x",
            "parameters": [
                parameter("id", "path"), parameter("self", "path"), parameter("id", "query"), parameter("ID", "header"),
                parameter("body", "query"), parameter("path", "query"), parameter("response", "query")
            ],
            "requestBody": { "required": true, "content": { "application/json": {} } },
            "responses": { "204": { "description": "" } }
        } } }
    });
    let lines = listing(&document);
    let line = lines.iter().find(|line| line.contains(".x(")).unwrap();
    assert!(
        line.starts_with(
            "root.x(id: &str, self_: &str, id_in_query: &str, id_in_header: &str, body: &str, path: &str, \
             response_in_query: &str, body_content: &Value)"
        ),
        "{line}"
    );
}

/// Equal inline types of several operations have a name of their own; the names after their operations stay aliases.
#[test]
fn equal_inline_types_of_several_operations_have_a_neutral_name() {
    let document = |paths: &[&str], more: &[&str]| {
        let mut properties =
            json!({ "time": { "type": "number" }, "result": { "$ref": "#/components/schemas/Update" } });
        more.iter().for_each(|name| properties[*name] = json!({ "type": "string" }));
        let schema = json!({ "type": "object", "properties": properties });
        let order = json!({ "type": "string", "enum": ["asc", "desc"] });
        let each = paths.iter().map(|path| {
            let operation = json!({
                "tags": ["points"], "operationId": path.trim_start_matches('/'),
                "parameters": [{ "name": "order", "in": "query", "schema": order }],
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": schema } } } }
            });
            ((*path).to_owned(), json!({ "post": operation }))
        });
        json!({
            "openapi": "3.0.3", "info": { "title": "T", "version": "1" },
            "paths": each.collect::<serde_json::Map<String, Value>>(),
            "components": { "schemas": { "Update": { "type": "object", "properties": { "id": { "type": "integer" } } } } }
        })
    };
    let generate = |document: &Value, previous: Option<String>| {
        let config = ApiConfig::new("document", "out", "names");
        let bytes = document.to_string().into_bytes();
        let loaded = oasmith::Loaded::parse(std::path::Path::new("document"), bytes).named_as(previous);
        let outputs = loaded.generate(&config).result.unwrap().outputs;
        outputs.into_iter().find(|output| output.path == "api.txt").unwrap().text
    };
    let first = generate(&document(&["/upsert", "/delete"], &[]), None);
    for line in [
        "points.upsert() -> Upsert[order: &OrderAscOrDesc] -> 200 UpdateResponse ! nothing described  POST /upsert",
        "struct UpdateResponse  of points.delete.response 200",
        "enum OrderAscOrDesc  of points.delete.order",
        "type PointsDeleteOrder = OrderAscOrDesc  of points.delete.order",
        "type PointsDeleteResponse200 = UpdateResponse  of points.delete.response 200",
        "type PointsUpsertResponse200 = UpdateResponse  of points.upsert.response 200",
    ] {
        assert!(first.lines().any(|it| it.trim() == line), "{line}: {first}");
    }
    // The names stay when an operation comes first, and when the content grows.
    let grown = generate(&document(&["/upsert", "/delete", "/add"], &["a", "b"]), Some(first));
    for line in [
        "struct UpdateResponse  of points.delete.response 200",
        "type PointsAddResponse200 = UpdateResponse  of points.add.response 200",
        "type PointsDeleteResponse200 = UpdateResponse  of points.delete.response 200",
        "enum OrderAscOrDesc  of points.delete.order",
    ] {
        assert!(grown.lines().any(|it| it.trim() == line), "{line}: {grown}");
    }
    // A type that only one operation has is named after it.
    let single = generate(&document(&["/upsert"], &[]), None);
    assert!(
        single.contains("struct PointsUpsertResponse200\n") || single.contains("struct PointsUpsertResponse200  of")
    );
}
