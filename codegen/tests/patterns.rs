//! Patterns of documents: which are validated, and the diagnostics of the others.

use std::path::Path;

use oasmith::config::ApiConfig;
use oasmith::diagnostic::Code;
use oasmith::{Generation, Loaded};
use serde_json::{Value, json};

fn generated(schema: &Value) -> Generation {
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "R", "version": "1" }, "paths": {}, "components": { "schemas": { "S": schema } },
    });
    let config = ApiConfig::new("api.json", "", "client");
    Loaded::parse(Path::new("api.json"), document.to_string().into_bytes()).generate(&config)
}

/// Returns the file at a path of the crate.
fn file(generation: Generation, path: &str) -> String {
    let outputs = generation.result.unwrap().outputs;
    outputs.into_iter().find(|output| output.path == path).map(|output| output.text).unwrap_or_default()
}

fn of(pattern: &str) -> Generation {
    generated(
        &json!({ "type": "object", "properties": { "p": { "type": "string", "pattern": pattern, "maxLength": 9 } } }),
    )
}

#[test]
fn an_unsupported_pattern_is_reported_and_left_out() {
    let generation = of("((");
    let [found] = generation.diagnostics.as_slice() else { panic!("{:?}", generation.diagnostics) };
    assert_eq!(
        (found.code, found.pointer.to_string().as_str()),
        (Code::UncheckedPattern, "#/components/schemas/S/properties/p/pattern")
    );
    assert_eq!(
        found.message,
        "`pattern` can't be checked: at character 2, this group is not closed; `validate` ignores it"
    );
    let text = file(generation, "src/types/s.rs");
    assert!(text.contains("matches `((`") && text.contains("[MaxLength(9)]"), "{text}");
}

#[test]
fn a_crate_depends_on_a_backtracking_engine_only_if_needed() {
    for (pattern, backtracks) in [("^(a+)+$", false), ("^(?!b)a", false), ("^a(?!b)", true), ("(a)\\1", true)] {
        let generation = of(pattern);
        assert!(generation.diagnostics.is_empty(), "{:?}", generation.diagnostics);
        assert_eq!(file(of(pattern), "Cargo.toml").contains("fancy-regex"), backtracks, "{pattern}");
        assert_eq!(file(of(pattern), "src/runtime/mod.rs").contains("backtracking"), backtracks, "{pattern}");
        assert_eq!(file(generation, "src/runtime/backtracking.rs").is_empty(), !backtracks, "{pattern}");
    }
}

#[test]
fn only_a_crate_with_secrets_has_redacted() {
    let schema = |extra: Value| json!({ "type": "object", "properties": { "p": extra } });
    for (property, hidden) in [
        (json!({ "type": "string" }), false),
        (json!({ "type": "string", "format": "password" }), true),
        (json!({ "type": "string", "x-sensitive": false }), false),
        (json!({ "anyOf": [{ "type": "string", "format": "password" }, { "type": "integer" }] }), true),
        (json!({ "type": "object", "additionalProperties": { "type": "string", "writeOnly": true } }), true),
    ] {
        let text = file(generated(&schema(property.clone())), "src/runtime/mod.rs");
        assert_eq!(text.contains("redacted"), hidden, "{property}");
    }
}

#[test]
fn compiling_patterns_is_bounded() {
    // Each of them compiles to several megabytes; thousands would take minutes.
    let properties: serde_json::Map<String, Value> = (0..2_000)
        .map(|index| {
            let pattern = format!("^.{{1,{}}}$", 5_000 + index);
            (format!("p{index}"), json!({ "type": "string", "pattern": pattern }))
        })
        .collect();
    let generation = generated(&json!({ "type": "object", "properties": properties }));
    let refused = generation.diagnostics.iter().filter(|it| it.message.contains("the document's patterns together"));
    assert!(refused.count() > 1_800);
    // A repeated pattern costs nothing.
    let same = (0..2_000).map(|index| (format!("p{index}"), json!({ "type": "string", "pattern": "^.{1,5000}$" })));
    let generation = generated(&json!({ "type": "object", "properties": same.collect::<serde_json::Map<_, _>>() }));
    assert!(generation.diagnostics.is_empty());
}
