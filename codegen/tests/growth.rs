//! Documents with very many items of a kind: the work for each does not depend on the number of the others. If it did,
//! these tests would take minutes. `benches/growth` measures the times.

use std::fmt::Write as _;

use oasmith::config::ApiConfig;
use oasmith::{Generation, Loaded};
use serde_json::{Map, Value, json};

fn document(schemas: Map<String, Value>, paths: Map<String, Value>) -> String {
    json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths, "components": { "schemas": schemas } })
        .to_string()
}

fn config() -> ApiConfig {
    ApiConfig::new("api.yaml", "", "client")
}

fn loaded(text: String) -> Loaded {
    Loaded::parse("api.yaml".as_ref(), text.into_bytes())
}

fn generate(text: String) -> Generation {
    oasmith::generate_from(text.into_bytes(), &config())
}

fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Returns schemas that refer each to the next; the last is an object.
fn chain(count: usize, link: impl Fn(usize, Value) -> Value) -> Map<String, Value> {
    let mut schemas: Map<String, Value> =
        (0..count).map(|at| (format!("S{at}"), link(at, to(&format!("S{}", at + 1))))).collect();
    schemas.insert(format!("S{count}"), json!({ "type": "object", "properties": { "a": { "type": "string" } } }));
    schemas
}

/// Returns the number of types, and of diagnostics of each code.
fn counted(text: String) -> (usize, Vec<(String, usize)>) {
    let inspected = serde_json::to_value(loaded(text).inspect(&config())).unwrap();
    let mut codes: Vec<(String, usize)> = Vec::new();
    for it in inspected["diagnostics"].as_array().unwrap() {
        let code = it["code"].as_str().unwrap();
        match codes.iter_mut().find(|(known, _)| known == code) {
            Some((_, count)) => *count += 1,
            None => codes.push((code.to_owned(), 1)),
        }
    }
    (inspected["api"]["counts"]["types"].as_u64().unwrap() as usize, codes)
}

#[test]
fn long_chains_are_resolved() {
    type Link = fn(usize, Value) -> Value;
    let links: [(usize, Link); 6] = [
        (15_000, |_, next| next),
        (2_000, |_, next| json!({ "type": "array", "prefixItems": [next, { "type": "integer" }], "items": false })),
        (2_000, |_, next| json!({ "type": "array", "items": next })),
        (2_000, |_, next| json!({ "oneOf": [next, { "type": "string" }] })),
        (2_000, |_, next| json!({ "anyOf": [next, { "type": "null" }] })),
        (2_000, |at, next| json!({ "type": "object", "properties": { format!("p{at}"): next } })),
    ];
    for (count, link) in links {
        let (types, codes) = counted(document(chain(count, link), Map::new()));
        assert_eq!((types, codes), (count + 1, Vec::new()));
    }
}

/// Each level of a chain has the properties of all below it, quadratic in its length, which is bounded.
#[test]
fn inheritance_over_hundreds_of_levels_is_bounded() {
    let link = |at, next| json!({ "allOf": [next, { "type": "object", "properties": { format!("p{at}"): { "type": "string" } } }] });
    let mut schemas = chain(800, link);
    let part = json!({ "type": "object", "properties": { "b": { "type": "string" } } });
    schemas.insert("Z".to_owned(), json!({ "allOf": [to("S790"), part] }));
    let inspected = serde_json::to_value(loaded(document(schemas, Map::new())).inspect(&config())).unwrap();
    let diagnostics = inspected["diagnostics"].as_array().unwrap();
    assert!((200..500).contains(&diagnostics.len()), "{}", diagnostics.len());
    assert!(diagnostics.iter().all(|it| it["code"] == "too-large"), "{}", diagnostics[0]);
    let kind = |name: &str| {
        let all = inspected["api"]["schemas"].as_array().unwrap();
        all.iter().find(|it| it["rust"] == format!("types::{name}")).unwrap_or_else(|| panic!("{name}: {}", all[0]))["kind"].clone()
    };
    // A schema beyond the bound is any JSON, and so are those that contain it in `allOf`; schemas with few properties
    // are not affected.
    assert_eq!(["S0", "S1", "S700", "Z"].map(kind), ["alias", "alias", "struct", "struct"]);
}

/// Mutually recursive unions are flattened to their other variants.
#[test]
fn cycles_of_unions_end() {
    const COUNT: usize = 3_000;
    let union = |at: usize| {
        (format!("S{at}"), json!({ "oneOf": [to(&format!("S{}", (at + 1) % COUNT)), { "type": "string" }] }))
    };
    let (types, codes) = counted(document((0..COUNT).map(union).collect(), Map::new()));
    assert_eq!((types, codes), (COUNT, vec![("circular-reference".to_owned(), 1)]));
}

#[test]
fn every_location_of_many_is_found() {
    let mut text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
    for at in 0..5_000 {
        let _ = write!(text, "    S{at}:\n      properties: {{ä: {{$ref: '#/components/schemas/Gone'}}}}\n");
    }
    let generation = loaded(text).inspect(&config());
    let inspected = serde_json::to_value(generation).unwrap();
    let diagnostics = inspected["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), 5_000);
    for it in diagnostics {
        let at: u64 = it["pointer"].as_str().unwrap().split('/').nth(3).unwrap()[1..].parse().unwrap();
        assert_eq!((it["line"].as_u64(), it["column"].as_u64()), (Some(7 + 2 * at), Some(24)), "{it}");
    }
}

fn operations(count: usize, id: impl Fn(usize) -> String) -> Map<String, Value> {
    let operation =
        |at| json!({ "get": { "tags": ["t"], "operationId": id(at), "responses": { "204": { "description": "" } } } });
    (0..count).map(|at| (format!("/a{at}/{{b}}"), operation(at))).collect()
}

#[test]
fn colliding_names_are_numbered() {
    let case = |at: usize| {
        "getmanythings".chars().enumerate().map(move |(bit, it)| match at >> bit & 1 {
            1 => it.to_ascii_uppercase(),
            _ => it,
        })
    };
    for id in [|_: usize| "get".to_owned(), |at: usize| format!("g{}", "-".repeat(at % 50))] {
        let inspected =
            serde_json::to_value(loaded(document(Map::new(), operations(2_000, id))).inspect(&config())).unwrap();
        let names: std::collections::HashSet<&str> =
            inspected["api"]["operations"].as_array().unwrap().iter().map(|it| it["rust"].as_str().unwrap()).collect();
        assert_eq!(names.len(), 2_000);
    }
    let schemas = (0..3_000).map(|at| (case(at).collect(), json!({ "type": "object", "properties": { "a": {} } })));
    assert_eq!(counted(document(schemas.collect(), Map::new())).0, 3_000);
}

/// Removed and added types are matched by their signatures, not each with each.
#[test]
fn each_replaced_item_is_a_change() {
    let of = |name: &str| {
        let schema = |at: usize| {
            let properties = json!({ format!("{}{at}", if at == 7 { "same" } else { name }): { "type": "string" } });
            (format!("{name}{at}"), json!({ "type": "object", "properties": properties }))
        };
        document((0..2_000).map(schema).collect(), operations(500, |at| format!("{name}{at}")))
    };
    let (diff, _) = loaded(of("New")).diff_from(loaded(of("Old")), [&config(); 2]);
    let diff = diff.unwrap();
    let count = |id: &str| diff.changes.iter().filter(|change| change.rule.id() == id).count();
    assert_eq!((count("type-removed"), count("type-added"), count("operation-renamed")), (1_999, 1_999, 500));
    let renamed = diff.changes.iter().find(|it| it.rule.id() == "type-renamed").unwrap();
    assert_eq!(renamed.message, "the type was renamed from `Old7` to `New7`");
}

/// A mock matches concrete paths before templated ones, which it finds by their segments.
#[test]
fn a_mock_leaves_requests_to_the_most_specific_path() {
    let paths = ["/a/{b}", "/a/b", "/{a}/b", "/{a}/{b}", "/a/{b}/c", "/a/x{b}", "/a/{b}?x=1", "/a/{b}?x=1&y=2"];
    let operation = json!({ "tags": ["t"], "responses": { "204": { "description": "" } } });
    let paths = paths.iter().map(|path| ((*path).to_owned(), json!({ "get": operation })));
    let outputs = generate(document(Map::new(), paths.collect())).result.unwrap().outputs;
    let mock = &outputs.iter().find(|it| it.path == "src/testing/t.rs").unwrap().text;
    let mut excepts: Vec<(&str, &str)> =
        mock.lines().filter_map(|line| line.split_once("GET \"")?.1.split_once('"')).collect();
    excepts.sort_unstable();
    let except = |list: &[&str]| match list {
        [] => " {".to_owned(),
        list => format!(" except [{}] {{", list.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ")),
    };
    let all = ["/a/b", "/a/x{b}", "/a/{b}", "/a/{b}?x=1", "/a/{b}?x=1&y=2", "/{a}/b"];
    let expected = [
        ("/a/b", except(&[])),
        ("/a/x{b}", except(&["/a/b", "/a/{b}?x=1", "/a/{b}?x=1&y=2"])),
        ("/a/{b}", except(&["/a/b", "/a/{b}?x=1", "/a/{b}?x=1&y=2"])),
        ("/a/{b}/c", except(&[])),
        ("/a/{b}?x=1", except(&["/a/b", "/a/{b}?x=1&y=2"])),
        ("/a/{b}?x=1&y=2", except(&["/a/b"])),
        ("/{a}/b", except(&["/a/b"])),
        ("/{a}/{b}", except(&all)),
    ];
    assert_eq!(excepts, expected.iter().map(|(path, except)| (*path, except.as_str())).collect::<Vec<_>>());
}

/// A long description is one attribute for the formatter, and one line each in the file.
#[test]
fn lines_of_a_description_are_lines_of_documentation() {
    let text = "Some words.\u{1}\n\nMore *words* that go on for longer than a line of documentation is wide, and so are wrapped into\na second line of it.\n\n* an item";
    let schemas =
        json!({ "A": { "type": "object", "description": text, "properties": { "a": { "description": text } } } });
    let outputs = generate(document(schemas.as_object().unwrap().clone(), Map::new())).result.unwrap().outputs;
    let file = &outputs.iter().find(|it| it.path == "src/types/a.rs").unwrap().text;
    assert!(!file.contains('\u{1}'), "{file:?}");
    for indent in ["", "    "] {
        let lines =
            ["/// Some words.", "///", "/// More *words* that go", "/// a second line of it.", "///", "/// * an item"];
        let all: Vec<&str> =
            file.lines().filter(|line| line.strip_prefix(indent).is_some_and(|line| line.starts_with("///"))).collect();
        let start = all.iter().position(|line| line.trim_start() == lines[0]).unwrap();
        assert!(
            all[start..].iter().zip(lines).all(|(line, expected)| line[indent.len()..].starts_with(expected)),
            "{all:#?}"
        );
    }
}

#[test]
fn duplicate_keys_are_reported_in_json_as_in_yaml() {
    let json = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"paths\": {},\n\"components\": {\"schemas\": {\"A\":\n{\"type\": \"string\",\n\"type\": \"integer\"}}}}";
    let yaml = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {\n  type: string,\n  type: integer}}}\n";
    for (text, line) in [(json, 4), (yaml, 6)] {
        let inspected = serde_json::to_value(loaded(text.to_owned()).inspect(&config())).unwrap();
        let diagnostics = inspected["diagnostics"].as_array().unwrap();
        assert_eq!(diagnostics.len(), 1, "{inspected}");
        let reported = ["code", "pointer", "line"].map(|key| diagnostics[0][key].clone());
        assert_eq!(reported, [json!("duplicate-key"), json!("#/components/schemas/A/type"), json!(line)]);
        // The last one wins.
        assert!(inspected.to_string().contains("i64"), "{inspected}");
    }
}
