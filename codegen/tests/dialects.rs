//! Documents of other OpenAPI versions generate the same crate as equivalent 3.0 documents.

use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use serde_json::{Value, json};

/// Returns the files of the crate, and the diagnostics.
fn generated(document: &Value) -> (Vec<(String, String)>, Vec<String>) {
    let loaded = Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
    let generation = loaded.generate(&ApiConfig::new("api.json", "", "client"));
    let diagnostics =
        generation.diagnostics.iter().map(|it| format!("{}: {}", it.pointer.as_str(), it.message)).collect();
    let outputs = generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics)).outputs;
    (outputs.into_iter().map(|output| (output.path, output.text)).collect(), diagnostics)
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Returns a document of that version, with `schema` as a component and as a property of one.
fn document(version: &str, schema: &Value) -> Value {
    let later = version != "3.0.4";
    let mut schemas = json!({
        "Subject": schema,
        "Holder": { "type": "object", "required": ["member"], "properties": { "member": schema } },
        "Other": { "type": "object", "properties": { "a": { "type": "string" } } },
        "Moved": { "oneOf": [{ "type": "array", "items": { "type": "boolean" } }, { "type": "string" }] },
        "Third": { "type": "object", "properties": { "b": { "type": "boolean" } } },
    });
    if later {
        schemas["Other"]["$dynamicAnchor"] = json!("other");
        schemas["Third"]["$id"] = json!("https://example.com/schemas/third");
        schemas["Moved"] = json!({ "type": ["array", "string"], "items": { "type": "boolean" } });
    }
    schemas["Third"]["$defs"] = json!({ "Inner": { "type": "boolean" } });
    json!({ "openapi": version, "info": { "title": "t", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
}

#[test]
fn schemas_of_3_1_equal_those_of_3_0() {
    let mut count = 0;
    for row in include_str!("dialect/schemas.txt").split("\n\n").filter(|row| row.contains("\n= ")) {
        let (later, plain) = row.split_once("\n= ").unwrap();
        let (later, plain) = (yaml(later), yaml(plain));
        for version in ["3.1.1", "3.2.0"] {
            let ((found, diagnostics), (expected, _)) =
                (generated(&document(version, &later)), generated(&document("3.0.4", &plain)));
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found, expected, "{version}: {row}");
            }
            assert_eq!(found.len(), expected.len(), "{row}");
            assert_eq!(diagnostics, Vec::<String>::new(), "{row}");
        }
        count += 1;
    }
    assert!(count > 40, "{count}");
}

/// Documents of a later version, and the equivalent 3.0 documents.
const PAIRS: [(&str, &str, &str); 18] = [
    (
        "events of one type, in a component",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {text/event-stream: {itemSchema: {$ref: '#/components/schemas/Sold'}}}}}}}}
components: {schemas: {Sold: {type: object, properties: {event: {type: string}, data: {type: string, contentSchema: {$ref: '#/components/schemas/U'}}}}, U: {type: object, properties: {u: {type: string}}}}}",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {text/event-stream: {schema: {$ref: '#/components/schemas/U'}}}}}}}}
components: {schemas: {Sold: {type: object, properties: {event: {type: string}, data: {type: string}}}, U: {type: object, properties: {u: {type: string}}}}}",
    ),
    (
        "events described by their data alone, which has properties of these names",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {text/event-stream: {itemSchema: {$ref: '#/components/schemas/U'}}}}}}}}
components: {schemas: {U: {type: object, properties: {id: {type: string}, event: {type: string}, data: {type: string}, u: {type: string}}}}}",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {text/event-stream: {schema: {$ref: '#/components/schemas/U'}}}}}}}}
components: {schemas: {U: {type: object, properties: {id: {type: string}, event: {type: string}, data: {type: string}, u: {type: string}}}}}",
    ),
    (
        "data whose property `data` comes from a part",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {text/event-stream: {itemSchema: {oneOf: [{$ref: '#/components/schemas/U'}, {type: integer}]}}}}}}}}
components: {schemas: {B: {type: object, properties: {kind: {type: string}, data: {type: object}}}, U: {allOf: [{$ref: '#/components/schemas/B'}, {type: object, properties: {u: {type: string}}}]}}}",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {text/event-stream: {schema: {oneOf: [{$ref: '#/components/schemas/U'}, {type: integer}]}}}}}}}}
components: {schemas: {B: {type: object, properties: {kind: {type: string}, data: {type: object}}}, U: {allOf: [{$ref: '#/components/schemas/B'}, {type: object, properties: {u: {type: string}}}]}}}",
    ),
    (
        "events whose data a part of the event describes",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {text/event-stream: {itemSchema: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {data: {contentSchema: {type: integer}}}}]}}}}}}}}
components: {schemas: {B: {type: object, properties: {event: {type: string}, data: {type: string}}}}}",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {text/event-stream: {schema: {type: integer}}}}}}}}
components: {schemas: {B: {type: object, properties: {event: {type: string}, data: {type: string}}}}}",
    ),
    (
        "events of several types beside JSON",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {application/json: {}, text/event-stream: {itemSchema: {properties: {data: {type: string}}, oneOf: [{properties: {event: {const: a}}}, {properties: {event: {const: b}, data: {contentSchema: {type: integer}}}}]}}}}}}}}",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {application/json: {}, text/event-stream: {schema: {anyOf: [{type: string}, {type: integer}]}}}}}}}}",
    ),
    (
        "lines, with a schema of the whole body",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {application/jsonl: {schema: {type: array}, itemSchema: {type: integer}}}}}}}}",
        "paths: {/e: {get: {responses: {'200': {description: x, content: {application/jsonl: {schema: {type: integer}}}}}}}}",
    ),
    (
        "form properties without a type are bytes",
        "paths: {/e: {post: {requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {a: {}, b: {type: array, items: {description: One.}}}}}}}}}}",
        "paths: {/e: {post: {requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string, format: binary}, b: {type: array, items: {type: string, format: binary, description: One.}}}}}}}, responses: {}}}}",
    ),
    (
        "lines, each an array",
        "paths: {/e: {post: {requestBody: {required: true, content: {application/jsonl: {itemSchema: {type: array, items: {type: integer}}}}}, responses: {'200': {description: ok, content: {application/geo+json-seq: {itemSchema: {type: array, items: {type: string}}}}}}}}}",
        "paths: {/e: {post: {requestBody: {required: true, content: {application/jsonl: {schema: {type: array, items: {type: array, items: {type: integer}}}}}}, responses: {'200': {description: ok, content: {application/geo+json-seq: {schema: {type: array, items: {type: array, items: {type: string}}}}}}}}}}",
    ),
    (
        "lines, in an array component",
        "paths: {/e: {post: {requestBody: {required: true, content: {application/jsonl: {schema: {$ref: '#/components/schemas/All'}}}}, responses: {'200': {description: ok, content: {application/jsonl: {schema: {$ref: '#/components/schemas/All'}}}}}}}}
components: {schemas: {All: {type: array, items: {type: integer}}}}",
        "paths: {/e: {post: {requestBody: {required: true, content: {application/jsonl: {schema: {type: array, items: {type: integer}}}}}, responses: {'200': {description: ok, content: {application/jsonl: {schema: {type: array, items: {type: integer}}}}}}}}}
components: {schemas: {All: {type: array, items: {type: integer}}}}",
    ),
    (
        "a multipart form in a component",
        "paths: {/e: {post: {requestBody: {content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Form'}}}}, responses: {'204': {description: ok}}}}}
components: {schemas: {Form: {type: object, properties: {file: {}, note: {type: string}}}}}",
        "paths: {/e: {post: {requestBody: {content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Form'}}}}, responses: {'204': {description: ok}}}}}
components: {schemas: {Form: {type: object, properties: {file: {type: string, format: binary}, note: {type: string}}}}}",
    ),
    (
        "annotations beside a reference, and callbacks in components",
        "paths: {/e: {get: {callbacks: {c: {$ref: '#/components/callbacks/C'}}, responses: {'404': {$ref: '#/components/responses/R', description: Mine.}}}}}
components: {responses: {R: {description: Theirs.}}, callbacks: {C: {'{$request.query.u}': {post: {requestBody: {content: {application/json: {schema: {type: string}}}}}}}}}",
        "paths: {/e: {get: {callbacks: {c: {'{$request.query.u}': {post: {requestBody: {content: {application/json: {schema: {type: string}}}}, responses: {}}}}}, responses: {'404': {description: Mine.}}}}}",
    ),
    (
        "a generic list, with instantiations that have an `$id`",
        "components: {schemas: {Pet: {type: object, properties: {a: {type: string}}},
            Any: {$id: any, type: array, items: {$dynamicRef: '#item'}, $defs: {all: {$dynamicAnchor: item}}},
            Pets: {$id: pets, $ref: any, $defs: {pet: {$dynamicAnchor: item, $ref: '#/components/schemas/Pet'}}},
            Numbers: {$id: numbers, $ref: any, $defs: {number: {$dynamicAnchor: item, type: number}}}}}",
        "components: {schemas: {Pet: {type: object, properties: {a: {type: string}}},
            Any: {type: array, items: {$ref: '#/components/schemas/Any/$defs/all'}, $defs: {all: {}}},
            Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}},
            Numbers: {type: array, items: {$ref: '#/components/schemas/Numbers/$defs/number'}, $defs: {number: {type: number}}}}}",
    ),
    (
        "a generic page, with instantiations without an `$id`",
        "components: {schemas: {Pet: {type: object, properties: {a: {type: string}}},
            Meta: {type: object, properties: {first: {$dynamicRef: '#T'}, count: {type: integer}}},
            Page: {type: object, description: Some., required: [rows], properties: {rows: {type: array, items: {$dynamicRef: '#T'}}, meta: {$ref: '#/components/schemas/Meta'}}, $defs: {T: {$dynamicAnchor: T}}},
            PetPage: {$ref: '#/components/schemas/Page', description: Pets., $defs: {T: {$dynamicAnchor: T, $ref: '#/components/schemas/Pet'}}}}}",
        "components: {schemas: {Pet: {type: object, properties: {a: {type: string}}},
            Meta: {type: object, properties: {first: {}, count: {type: integer}}},
            Page: {type: object, description: Some., required: [rows], properties: {rows: {type: array, items: {$ref: '#/components/schemas/Page/$defs/T'}}, meta: {type: object, properties: {first: {$ref: '#/components/schemas/Page/$defs/T'}, count: {type: integer}}}}, $defs: {T: {}}},
            PetPage: {type: object, description: Pets., required: [rows], properties: {rows: {type: array, items: {$ref: '#/components/schemas/Pet'}}, meta: {type: object, properties: {first: {$ref: '#/components/schemas/Pet'}, count: {type: integer}}}}}}}",
    ),
    (
        "a recursive tree, and a stricter extension",
        "components: {schemas: {
            Tree: {$id: tree, $dynamicAnchor: node, type: object, properties: {data: {type: string}, children: {type: array, items: {$dynamicRef: '#node'}}}},
            Strict: {$id: strict, $dynamicAnchor: node, $ref: tree, required: [data]}}}",
        "components: {schemas: {
            Tree: {type: object, properties: {data: {type: string}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}},
            Strict: {type: object, required: [data], properties: {data: {type: string}, children: {type: array, items: {$ref: '#/components/schemas/Strict'}}}}}}",
    ),
    (
        "a recursive generic list, instantiated by an instantiation",
        "components: {schemas: {
            List: {$id: list, $dynamicAnchor: L, type: object, properties: {next: {$dynamicRef: '#L'}, val: {$dynamicRef: '#V'}}, $defs: {V: {$dynamicAnchor: V, type: string}}},
            Ints: {$id: ints, $ref: list, $defs: {V: {$dynamicAnchor: V, type: integer}}},
            Lists: {$id: lists, $ref: list, $defs: {V: {$dynamicAnchor: V, $ref: ints}}}}}",
        "components: {schemas: {
            List: {type: object, properties: {next: {$ref: '#/components/schemas/List'}, val: {$ref: '#/components/schemas/List/$defs/V'}}, $defs: {V: {type: string}}},
            Ints: {type: object, properties: {next: {$ref: '#/components/schemas/Ints'}, val: {$ref: '#/components/schemas/Ints/$defs/V'}}, $defs: {V: {type: integer}}},
            Lists: {type: object, properties: {next: {$ref: '#/components/schemas/Lists'}, val: {$ref: '#/components/schemas/Ints'}}}}}",
    ),
    (
        "an instantiation before its generic schema",
        "components: {schemas: {Cat: {type: object, properties: {a: {type: string}}},
            CatPage: {$ref: '#/components/schemas/Page', $defs: {T: {$dynamicAnchor: T, $ref: '#/components/schemas/Cat'}}},
            Page: {type: object, properties: {rows: {type: array, items: {$dynamicRef: '#T'}}}, $defs: {T: {$dynamicAnchor: T}}}}}",
        "components: {schemas: {Cat: {type: object, properties: {a: {type: string}}},
            CatPage: {type: object, properties: {rows: {type: array, items: {$ref: '#/components/schemas/Cat'}}}},
            Page: {type: object, properties: {rows: {type: array, items: {$ref: '#/components/schemas/Page/$defs/T'}}}, $defs: {T: {}}}}}",
    ),
    (
        "instantiations in responses",
        "paths:
  /cats: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page', $defs: {T: {$dynamicAnchor: T, $ref: '#/components/schemas/Cat'}}}}}}}}}
  /dogs: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page', $defs: {T: {$dynamicAnchor: T, type: integer}}}}}}}}}
  /any: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}}}
components: {schemas: {Cat: {type: object, properties: {a: {type: string}}},
            Page: {type: object, properties: {rows: {type: array, items: {$dynamicRef: '#T'}}}, $defs: {T: {$dynamicAnchor: T}}}}}",
        "paths:
  /cats: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {rows: {type: array, items: {$ref: '#/components/schemas/Cat'}}}}}}}}}}
  /dogs: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {rows: {type: array, items: {$ref: '#/paths/~1dogs/get/responses/200/content/application~1json/schema/$defs/T'}}}, $defs: {T: {type: integer}}}}}}}}}
  /any: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}}}
components: {schemas: {Cat: {type: object, properties: {a: {type: string}}},
            Page: {type: object, properties: {rows: {type: array, items: {$ref: '#/components/schemas/Page/$defs/T'}}}, $defs: {T: {}}}}}",
    ),
    (
        "an instantiation of a schema with its own `$dynamicAnchor`",
        "components: {schemas: {
            Box: {type: object, properties: {in: {$dynamicRef: '#T'}, next: {$ref: '#/components/schemas/Box'}}, $defs: {T: {$dynamicAnchor: T}}},
            Mid: {allOf: [{$ref: '#/components/schemas/Box'}], $defs: {T: {$dynamicAnchor: T, type: string}}},
            Top: {type: object, properties: {mid: {$ref: '#/components/schemas/Mid'}, x: {type: integer}}, $defs: {T: {$dynamicAnchor: T, type: boolean}}}}}",
        "components: {schemas: {
            Box: {type: object, properties: {in: {$ref: '#/components/schemas/Box/$defs/T'}, next: {$ref: '#/components/schemas/Box'}}, $defs: {T: {}}},
            Mid: {allOf: [{type: object, properties: {in: {$ref: '#/components/schemas/Mid/$defs/T'}, next: {$ref: '#/components/schemas/Mid/allOf/0'}}}], $defs: {T: {type: string}}},
            Top: {type: object, properties: {mid: {allOf: [{type: object, properties: {in: {$ref: '#/components/schemas/Top/$defs/T'}, next: {$ref: '#/components/schemas/Top/properties/mid/allOf/0'}}}]}, x: {type: integer}}, $defs: {T: {type: boolean}}}}}",
    ),
];

#[test]
fn objects_of_3_2_equal_those_of_3_0() {
    for (what, later, plain) in PAIRS {
        let frame = |version: &str, rest: &str| {
            yaml(&format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\n{rest}\n"))
        };
        // Both documents have the diagnostic for operations without an id.
        let ((found, mut diagnostics), (expected, _)) =
            (generated(&frame("3.2.0", later)), generated(&frame("3.0.4", plain)));
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{what}");
        }
        diagnostics.retain(|diagnostics| !diagnostics.contains("operationId"));
        assert_eq!((found.len(), diagnostics), (expected.len(), Vec::<String>::new()), "{what}");
    }
}

/// The data of an example is the API's: a property `$ref` in it is no reference.
#[test]
fn data_of_examples_has_no_references() {
    let example = json!({ "$ref": "#/nowhere", "deeper": { "$ref": "other.yaml" } });
    for keyword in ["value", "dataValue"] {
        let mut document = document("3.2.0", &json!({ "type": "object" }));
        document["components"]["parameters"] = json!({
            "filter": {
                "name": "filter", "in": "query", "schema": { "type": "string" },
                "examples": { "one": { keyword: example } }
            }
        });
        let response = json!({ "204": { "description": "Done." } });
        let parameters = json!([{ "$ref": "#/components/parameters/filter" }]);
        document["paths"] =
            json!({ "/a": { "get": { "operationId": "a", "parameters": parameters, "responses": response } } });
        assert_eq!(generated(&document).1, Vec::<String>::new(), "{keyword}");
    }
}
