//! Pairs of documents that are made to take long: the comparison stays short, and reports what it leaves out.
//!
//! The tests have no time limits, since machines differ: without bounds, each of them takes minutes.

use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use oasmith::diff::{Change, Class, Diff};
use serde_json::{Map, Value, json};

const INCOMPLETE: &str = "schemas-not-compared";

fn diff(old: &Value, new: &Value) -> Diff {
    let load = |name: &str, value: &Value| Loaded::parse(Path::new(name), value.to_string().into_bytes());
    let config = ApiConfig::new("", "", "client");
    let (diff, diagnostics) = load("new.json", new).diff_from(load("old.json", old), [&config, &config]);
    diff.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// Returns a document whose only operation sends and receives the schema `Body`.
fn document(schemas: &Value) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {
            "requestBody": {"required": true, "content": content},
            "responses": {"200": {"description": "Done", "content": content}},
        }}},
        "components": {"schemas": schemas},
    })
}

/// Returns the documents with two versions of the schemas.
fn documents(schemas: impl Fn(usize) -> Value) -> [Value; 2] {
    [0, 1].map(|version| document(&schemas(version)))
}

fn map(count: usize, entry: impl Fn(usize) -> (String, Value)) -> Map<String, Value> {
    (0..count).map(entry).collect()
}

fn reference(name: &str, number: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}{number}")})
}

fn lines(diff: &Diff) -> Vec<String> {
    let spell = |it: &Change| format!("{:?} {} {}: {}", it.class, it.rule.id(), it.subject, it.message);
    diff.changes.iter().map(spell).collect()
}

/// Returns schemas whose parts join in each of many ways.
fn combining(version: usize) -> Map<String, Value> {
    let mut schemas = map(24, |at| {
        let (next, other) = (reference("S", (at + 1) % 24), reference("S", (at * at + 2) % 24));
        let properties =
            json!({"x": next, "y": {"allOf": [next, other]}, "v": {"type": "string", "maxLength": 5 + version}});
        (format!("S{at}"), json!({"not": {"properties": properties}}))
    });
    schemas.insert("Body".to_owned(), json!({"allOf": [reference("S", 0), reference("S", 1)]}));
    schemas
}

#[test]
fn schemas_that_combine_in_too_many_ways_are_reported() {
    let [old, new] = documents(|version| json!(combining(version)));
    let found = diff(&old, &new);
    let incomplete: Vec<&Change> = found.changes.iter().filter(|it| it.rule.id() == INCOMPLETE).collect();
    assert_eq!(incomplete.len(), 1);
    assert_eq!((incomplete[0].class, incomplete[0].subject.as_str()), (Class::Run, "the API"));
    assert_eq!(found.changes, diff(&old, &new).changes);
}

#[test]
fn equal_schemas_are_not_combined() {
    let [old, new] = documents(|version| {
        let mut schemas = combining(0);
        let changed = json!({"type": "object", "maxProperties": 5 + version, "properties": {"s": reference("S", 0)}});
        schemas.insert("Other".to_owned(), changed);
        json!(schemas)
    });
    let expected = "Compatible type-widened Other: `maxProperties` changed from 5 to 6";
    assert_eq!(lines(&diff(&old, &new)), [expected]);
}

#[test]
fn schemas_with_changed_references_are_not_equal() {
    // The schema refers to itself and, through another one, to the one that changes.
    let [old, new] = documents(|version| {
        json!({
            "Body": {"type": "object", "properties": {"self": {"$ref": "#/components/schemas/Body"}, "a": reference("A", 0)}},
            "A0": {"not": {"allOf": [reference("A", 1), {"minLength": 2}]}},
            "A1": {"items": {"$ref": "#/components/schemas/A2/properties/a"}},
            "A2": {"type": "object", "properties": {"a": {"type": "string", "maxLength": 5 + version}}},
        })
    });
    let found = lines(&diff(&old, &new));
    assert!(
        found.iter().any(|it| it.starts_with("Run") && it.contains("`maxLength` changed from 5 to 6")),
        "{found:?}"
    );
}

#[test]
fn chains_of_references_have_any_length() {
    let [old, new] = documents(|version| {
        let mut schemas = map(150, |at| (format!("A{at}"), reference("A", at + 1)));
        schemas.insert("A150".to_owned(), json!({"type": "string", "maxLength": 5 + version}));
        schemas.insert("Body".to_owned(), json!({"type": "object", "properties": {"a": {"not": reference("A", 0)}}}));
        json!(schemas)
    });
    let expected = "Run type-narrowed A150: `maxLength` changed from 5 to 6, in requests and responses";
    assert_eq!(lines(&diff(&old, &new)), [expected]);
}

#[test]
fn lists_of_lists_may_be_deep() {
    const DEPTH: usize = 2_000;
    let [old, new] = documents(|version| {
        let mut schemas =
            map(DEPTH, |at| (format!("A{at}"), json!({"type": "array", "items": reference("A", at + 1)})));
        schemas.insert(format!("A{DEPTH}"), json!({"type": if version == 0 { "string" } else { "boolean" }}));
        schemas.insert("Body".to_owned(), reference("A", 0));
        Value::Object(schemas)
    });
    let found = diff(&old, &new);
    let breaking: Vec<&str> =
        found.changes.iter().filter(|it| it.class == Class::Compile).map(|it| it.subject.as_str()).collect();
    assert_eq!(breaking, [format!("A{DEPTH}")]);
}

#[test]
fn numbers_at_the_ends_of_their_range_are_compared() {
    let (least, most) = (i128::MIN.to_string(), i128::MAX.to_string());
    for (was, is) in [(least.as_str(), "-1"), ("-1", least.as_str()), (most.as_str(), "0"), ("0", least.as_str())] {
        let [old, new] = [was, is].map(|number| {
            let schema = json!({"multipleOf": number, "minimum": number, "exclusiveMaximum": number, "type": "integer",
                "minLength": number, "maxItems": number, "contains": {}, "minContains": number});
            document(&json!({"Body": {"type": "object", "properties": {"x": schema, "y": {"not": schema}}}}))
        });
        assert!(!diff(&old, &new).changes.is_empty(), "{was} {is}");
    }
}

#[test]
fn uses_of_one_schema_are_counted() {
    let document = |version: usize| {
        let parameter = json!({"$ref": "#/components/parameters/Filter"});
        let paths = map(500, |at| {
            let responses = json!({"204": {"description": "Done"}});
            (
                format!("/p{at}"),
                json!({"get": {"operationId": format!("op{at}"), "parameters": [parameter], "responses": responses}}),
            )
        });
        let schema = json!({"type": "string", "maxLength": 5 - version, "pattern": format!("^{version}")});
        json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths,
            "components": {"parameters": {"Filter": {"name": "filter", "in": "query", "schema": schema}}},
        })
    };
    let found = diff(&document(0), &document(1));
    let narrowed: Vec<&Change> = found.changes.iter().filter(|it| it.message.contains("`maxLength`")).collect();
    assert_eq!((narrowed.len(), found.changes.len()), (21, 42));
    let others: Vec<&&Change> = narrowed.iter().filter(|it| it.request.is_none()).collect();
    let message = "`maxLength` changed from 5 to 4, in 480 more places";
    assert_eq!(
        others.iter().map(|it| (it.subject.as_str(), it.rule.id(), it.message.as_str())).collect::<Vec<_>>(),
        [("Filter", "parameter-narrowed", message)]
    );
    assert_eq!(found.changes, diff(&document(0), &document(1)).changes);
}

#[test]
fn changes_of_shared_responses_are_counted() {
    let document = |version: usize| {
        let paths = map(300, |at| {
            let responses = json!({"204": {"description": "Done"}, "400": {"$ref": "#/components/responses/Problem"}});
            (format!("/p{at}"), json!({"get": {"operationId": format!("op{at}"), "responses": responses}}))
        });
        let header = json!({"schema": {"type": "string", "maxLength": 5 + version}});
        let headers = map(2, |at| (if at == 0 { "X-Kept".to_owned() } else { format!("X-{version}") }, header.clone()));
        let problem = json!({"description": "Problem", "headers": headers});
        json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths,
            "components": {"responses": {"Problem": problem}},
        })
    };
    let found = diff(&document(0), &document(1));
    let shared: Vec<String> = lines(&found).into_iter().filter(|it| it.contains("Problem:")).collect();
    assert_eq!(
        shared,
        [
            "Run header-widened Problem: `maxLength` changed from 5 to 6, in 280 more places",
            "Compatible header-added Problem: 400: header `X-1` added, in 280 more places",
            "Compatible header-removed Problem: 400: header `X-0` removed, in 280 more places",
        ]
    );
    assert_eq!(found.changes.len(), 3 * 21);
}

#[test]
fn many_uses_through_many_schemas_are_bounded() {
    // Each operation uses all schemas after its own one.
    let document = |version: usize| {
        let mut schemas = map(400, |at| {
            (format!("C{at}"), json!({"not": {"not": reference("C", at + 1), "maxLength": 5 - version}}))
        });
        schemas.insert("C400".to_owned(), json!({"not": {"maxLength": 9 - version}}));
        let paths = map(400, |at| {
            let parameter = json!({"name": "q", "in": "query", "schema": {"not": reference("C", at)}});
            let responses = json!({"204": {"description": "Done"}});
            (
                format!("/p{at}"),
                json!({"get": {"operationId": format!("op{at}"), "parameters": [parameter], "responses": responses}}),
            )
        });
        json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "components": {"schemas": schemas},
        })
    };
    let found = diff(&document(0), &document(1));
    assert!(found.changes.iter().all(|it| it.rule.id() != INCOMPLETE));
    assert!((400..=401 * 21).contains(&found.changes.len()), "{}", found.changes.len());
}

#[test]
fn lists_and_parts_of_schemas_may_be_long() {
    const COUNT: usize = 2_000;
    let numbers = |version: usize| (0..COUNT).map(move |at| at + version * COUNT);
    let rows: [(&str, [Value; 2]); 5] = [
        ("enum", documents(|version| json!({"Body": {"not": {"enum": numbers(version).collect::<Vec<_>>()}}}))),
        (
            "patterns",
            documents(|version| {
                let parts: Vec<Value> = numbers(version).map(|it| json!({"pattern": format!("^a{it}$")})).collect();
                json!({"Body": {"not": {"allOf": parts}}})
            }),
        ),
        (
            "parts with properties",
            documents(|version| {
                let properties = |at: usize| json!({"properties": {format!("p{at}"): {"maxLength": at + version}}});
                json!({"Body": {"not": {"allOf": (0..COUNT).map(properties).collect::<Vec<_>>()}}})
            }),
        ),
        (
            "properties of a schema with many parts",
            documents(|version| {
                let parts: Vec<Value> = (0..COUNT).map(|at| json!({"maxLength": at + version + 1})).collect();
                let properties = map(COUNT, |at| (format!("p{at}"), json!({"$ref": "#/components/schemas/Parts"})));
                json!({"Parts": {"allOf": parts}, "Body": {"not": {"properties": properties}}})
            }),
        ),
        (
            "variants",
            documents(|version| {
                let variant =
                    |at: usize| json!({"title": format!("V{at}"), "required": ["a"], "maxProperties": at + version});
                json!({"Body": {"not": {"oneOf": (0..COUNT).map(variant).collect::<Vec<_>>()}}})
            }),
        ),
    ];
    for (name, [old, new]) in rows {
        let found = diff(&old, &new);
        assert!(found.changes.iter().any(|it| it.class == Class::Run), "{name}: {:?}", lines(&found));
        assert!(found.changes.iter().all(|it| it.rule.id() != INCOMPLETE), "{name}: {:?}", lines(&found));
    }
}
