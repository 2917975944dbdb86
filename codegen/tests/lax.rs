//! Documents that break rules: each flaw is reported with its location and the chosen interpretation, and the rest is
//! generated.

use std::path::Path;

use oasmith::Loaded;
use oasmith::config::{Allow, ApiConfig};
use oasmith::diagnostic::{Diagnostic, Renderer, Severity};

const ROWS: &str = include_str!("dialect/lax.txt");

/// Returns the diagnostics of a document, without its name, and the operations and types of its crate.
fn read(document: &str) -> Vec<String> {
    let loaded = Loaded::parse(Path::new("api.yaml"), document.as_bytes().to_vec());
    let generation = loaded.generate(&ApiConfig::new("api.yaml", "", "client"));
    let renderer = Renderer::new(&generation.document, false);
    let told = renderer.place(&generation.diagnostics);
    let mut lines: Vec<String> =
        told.iter().map(|it| format!("! {}", renderer.line(it).trim_start_matches("api.yaml:"))).collect();
    let outputs = generation.result.unwrap_or_else(|| panic!("{document}\n{lines:?}")).outputs;
    let listing = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
    let items = listing.lines().skip_while(|line| *line != "client").skip(2).filter(|line| line.starts_with("  "));
    lines.extend(items.map(|line| format!("= {}", line.trim().trim_end_matches("  without a feature"))));
    lines
}

#[test]
fn each_flaw_is_reported_and_the_rest_is_generated() {
    let (mut wrong, mut count) = (String::new(), 0);
    for row in ROWS.split("\n---\n") {
        let (document, expected): (Vec<&str>, Vec<&str>) =
            row.lines().partition(|line| !line.starts_with("! ") && !line.starts_with("= "));
        let document = document.iter().filter(|line| !line.starts_with("# ")).map(|line| format!("{line}\n"));
        let document = document.collect::<String>();
        let frame = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";
        let has_frame = document.contains("openapi:") || document.contains("swagger:");
        let document = if has_frame { document } else { format!("{frame}{document}") };
        let mut found = read(&document);
        // Most documents have operations without an id; one tests that diagnostic.
        let is_named = |line: &str| !line.contains("[missing-operation-id]");
        if expected.iter().all(|line| is_named(line)) {
            found.retain(|line| is_named(line));
        }
        if found != expected {
            wrong.push_str(&format!("{document}{}\n---\n", found.join("\n")));
        }
        count += 1;
    }
    assert!(wrong.is_empty() && count > 20, "these results differ from lax.txt:\n\n{wrong}");
}

const FLAWED: &str = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get: {operationId: a}
  /b:
    get: {operationId: b}
components: {schemas: {A: {type: string, example: 3}}}
";

fn generated(set: impl FnOnce(&mut ApiConfig)) -> (Vec<Diagnostic>, bool) {
    let mut config = ApiConfig::new("api.yaml", "", "client");
    set(&mut config);
    let generation = Loaded::parse(Path::new("api.yaml"), FLAWED.into()).generate(&config);
    (generation.diagnostics, generation.result.is_some())
}

fn codes(told: &[Diagnostic]) -> Vec<String> {
    told.iter().map(|it| format!("{} {}", it.code, it.pointer.as_str())).collect()
}

#[test]
fn allowed_diagnostics_are_not_reported_but_unused_allowances_are() {
    let allow = |code: &str, pointer: Option<&str>| Allow {
        code: code.to_owned(),
        pointer: pointer.map(str::to_owned),
        reason: None,
    };
    let (told, _) = generated(|config| config.allow = vec![allow("lax-object", Some("/paths/~1a"))]);
    assert_eq!(codes(&told), ["wrong-value /components/schemas/A/example", "lax-object /paths/~1b/get"]);
    let (told, _) = generated(|config| config.allow = vec![allow("lax-object", None), allow("wrong-value", None)]);
    assert_eq!(codes(&told), Vec::<String>::new());
    let vain = vec![
        allow("unused", None),
        allow("lax-objects", None),
        allow("lax-object", Some("#/paths/~1")),
        allow("lax-object", None),
    ];
    let (told, _) = generated(|config| config.allow = vain);
    assert_eq!(codes(&told)[..3], ["unused-allowance "; 3]);
    assert!(
        told[0].message.contains("`lax-object` at `#/paths/~1`, but oasmith reports no such diagnostic"),
        "{}",
        told[0].message
    );
    assert!(told[2].message.contains("`unused`, but oasmith reports no such diagnostic"), "{}", told[2].message);
    assert!(told[1].message.contains("there is no such code"), "{}", told[1].message);
}

#[test]
fn strict_makes_every_warning_that_is_not_allowed_an_error() {
    let (told, is_generated) = generated(|config| config.strict = true);
    assert!(!is_generated && told.iter().all(|it| it.severity == Severity::Error), "{told:?}");
    let (told, is_generated) = generated(|config| {
        config.strict = true;
        config.allow = ["lax-object", "wrong-value"]
            .map(|code| Allow { code: code.to_owned(), pointer: None, reason: None })
            .to_vec();
    });
    assert!(is_generated && told.is_empty(), "{told:?}");
}
