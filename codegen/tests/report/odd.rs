//! Values of documents that are hard to show: backticks, invisible characters, and megabytes of them.

use std::path::Path;
use std::time::{Duration, Instant};

use oasmith::Loaded;
use oasmith::cli::in_every_format;
use oasmith::config::ApiConfig;
use serde_json::{Value, json};

/// Returns a document that has a value wherever a change quotes one.
fn document(value: &str) -> Value {
    let security = json!({"type": "oauth2", "flows": {"implicit": {
        "authorizationUrl": "https://a.example.com", "scopes": {value: "A scope."},
    }}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": value, "version": value, "description": value},
        "servers": [{"url": "https://{host}", "variables": {"host": {"default": value, "enum": [value]}}}],
        "tags": [{"name": "pets", "description": value}],
        "paths": {"/pets": {"get": {
            "operationId": "pets", "tags": ["pets"], "summary": value,
            "security": [{"scheme": [value]}],
            "parameters": [
                {"name": "kind", "in": "query", "schema": {"type": "string", "default": value, "pattern": value}},
            ],
            "responses": {"200": {"description": value, "content": {"application/json": {"schema": {
                "$ref": "#/components/schemas/Pet",
            }}}}},
        }}},
        "components": {
            "securitySchemes": {"scheme": security},
            "schemas": {"Pet": {"type": "object", "properties": {
                "name": {"type": "string", "const": value},
                "kind": {"type": "string", "enum": [value, "other"]},
            }}},
        },
    })
}

/// Returns the report in each format, and how long it took to write them.
fn formats(old: &Value, new: &Value) -> ([String; 4], Duration) {
    let load = |name: &str, value: &Value| Loaded::parse(Path::new(name), value.to_string().into_bytes());
    let config = ApiConfig::new("", "", "client");
    let (diff, diagnosed) = load("new.json", new).diff_from(load("old.json", old), [&config, &config]);
    let diff = diff.unwrap_or_else(|| panic!("{:?}", diagnosed.iter().map(|(_, all)| all).collect::<Vec<_>>()));
    assert!(diff.changes.len() > 10, "{:#?}", diff.changes);
    let longest = diff.changes.iter().map(|change| change.message.len()).max();
    assert!(longest < Some(5_000), "a message has {longest:?} bytes");
    let start = Instant::now();
    (in_every_format(&diff, "1.0.0", &diagnosed), start.elapsed())
}

#[test]
fn odd_values_are_visible() {
    for value in
        ["`a`", "``", "a`b``c", "` ", "\u{1b}[31mred", "\u{202e}abc\u{2066}", "a\nb\r\n`c", "<b>@all</b>", "**x**"]
    {
        for (old, new) in [("plain", value), (value, "plain"), (value, "`")] {
            let ([text, markdown, json, html], _) = formats(&document(old), &document(new));
            let hidden =
                |it: char| it != '\n' && it.is_control() || ('\u{202a}'..='\u{202e}').contains(&it) || it == '\u{2066}';
            for report in [&text, &markdown, &json, &html] {
                assert!(!report.contains(hidden), "{value:?}: {report}");
            }
            assert!(!html.contains("<b>@all") && !markdown.contains("**<b>"), "{value:?}");
        }
    }
}

#[test]
fn megabytes_are_shown_in_no_time() {
    for value in ["`".repeat(1_000_000), "`a".repeat(500_000), "`` ` ".repeat(200_000), "x".repeat(1_000_000)] {
        let ([text, markdown, ..], time) = formats(&document("plain"), &document(&value));
        assert!(markdown.len() <= 65_536 && text.len() < 100_000, "{} {}", markdown.len(), text.len());
        // Most of the time is for escaping the texts of the documentation in JSON.
        assert!(time < Duration::from_secs(10), "{time:?} for {:?}", &value[..8]);
    }
}
