//! Overlays: the effects of their actions, and the locations of diagnostics about them.

use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use oasmith::diagnostic::{Code, Diagnostic, Diagnostics, Renderer, Severity};
use oasmith::source::Document;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /pets:
    get: {operationId: list, summary: old, parameters: [{$ref: '#/x'}, {$ref: '#/y'}]}
    put: {operationId: change}
  /a~b/{id}:
    get: {operationId: one, deprecated: true}
";

fn patched(actions: &str) -> (Document, Vec<Diagnostic>) {
    let overlay = format!("overlay: 1.0.0\ninfo: {{title: Fixes, version: '1'}}\nactions:\n{actions}");
    patched_by(&overlay)
}

fn patched_by(overlay: &str) -> (Document, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let mut document = Document::parse(Path::new("pets.yaml"), DOCUMENT.into(), &mut diagnostics);
    document.overlay(Path::new("fixes.yaml"), Ok(overlay.into()), &mut diagnostics);
    (document, diagnostics.sorted())
}

/// Returns the values at these pointers after applying the actions.
fn at(actions: &str, pointers: &[&str]) -> Vec<String> {
    let (document, diagnostics) = patched(actions);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let at = |pointer: &&str| {
        let pointer = oasmith::location::Pointer::parse(pointer).unwrap();
        document.root.at(&pointer).map_or_else(|| "nothing".to_owned(), ToString::to_string)
    };
    pointers.iter().map(at).collect()
}

#[test]
fn actions_follow_the_specification() {
    let cases: [(&str, &str, &str); 14] = [
        // Objects are merged recursively; other properties stay, new ones are added.
        (
            "{target: $.info, update: {version: '2', x-a: {b: 1}}}",
            "/info",
            r#"{"title":"Pets","version":"2","x-a":{"b":1}}"#,
        ),
        (
            "{target: $, update: {paths: {/pets: {get: {summary: new}}, /cats: {}}}}",
            "/paths/~1pets/get",
            r##"{"operationId":"list","parameters":[{"$ref":"#/x"},{"$ref":"#/y"}],"summary":"new"}"##,
        ),
        ("{target: $, update: {paths: {/cats: {}}}}", "/paths/~1cats", "{}"),
        // An update of an array appends an item, or the items of an array; within objects, arrays are concatenated.
        ("{target: $.tags, update: {name: d}}", "/tags/3", r#"{"name":"d"}"#),
        ("{target: $.tags, update: [{name: d}, {name: e}]}", "/tags/4", r#"{"name":"e"}"#),
        ("{target: $, update: {tags: [{name: d}]}}", "/tags/3", r#"{"name":"d"}"#),
        // Several targets.
        ("{target: $.paths.*.get, update: {x-safe: true}}", "/paths/~1a~0b~1{id}/get/x-safe", "true"),
        // Values that are neither objects nor arrays.
        ("{target: \"$.paths['/pets'].get.summary\", update: new}", "/paths/~1pets/get/summary", "\"new\""),
        ("{target: \"$.paths['/pets'].get.summary\", remove: true}", "/paths/~1pets/get/summary", "nothing"),
        // Removing: properties, items, several items, and values within removed values.
        (
            "{target: \"$.paths['/pets']\", remove: true}",
            "/paths",
            r#"{"/a~b/{id}":{"get":{"deprecated":true,"operationId":"one"}}}"#,
        ),
        ("{target: \"$.tags[?@.name != 'b']\", remove: true, update: {name: z}}", "/tags", r#"[{"name":"b"}]"#),
        ("{target: $.tags..*, remove: true}", "/tags", "[]"),
        // Copying.
        (
            "{target: \"$.paths['/pets'].put\", copy: \"$.paths['/a~b/{id}'].get\"}",
            "/paths/~1pets/put",
            r#"{"deprecated":true,"operationId":"one"}"#,
        ),
        // Actions apply in order.
        ("{target: $.tags, remove: true}\n- {target: $, update: {tags: [{name: z}]}}", "/tags", r#"[{"name":"z"}]"#),
    ];
    for (actions, pointer, expected) in cases {
        assert_eq!(at(&format!("- {actions}\n"), &[pointer]), [expected], "{actions}");
    }
}

#[test]
fn errors_of_an_overlay_have_their_location() {
    let cases = [
        ("{target: $.path, update: {}}", Code::UnmatchedAction, "/actions/0/target"),
        ("{target: \"$.paths[?'a' in @]\", update: {}}", Code::InvalidOverlay, "/actions/0/target"),
        ("{target: paths, update: {}}", Code::InvalidOverlay, "/actions/0/target"),
        ("{update: {}}", Code::InvalidOverlay, "/actions/0/target"),
        ("{target: $.info}", Code::InvalidOverlay, "/actions/0"),
        ("{target: $.info, update: {}, copy: $.tags}", Code::InvalidOverlay, "/actions/0"),
        ("{target: $.info, remove: yes please}", Code::InvalidOverlay, "/actions/0"),
        ("{target: $.info, udpate: {}, remove: true}", Code::InvalidOverlay, "/actions/0/udpate"),
        ("{target: $.info, update: [1]}", Code::InvalidOverlay, "/actions/0/update"),
        ("{target: $, update: {info: {title: {de: Tiere}}}}", Code::InvalidOverlay, "/actions/0/update"),
        ("{target: $.info, update: {title: [1]}}", Code::InvalidOverlay, "/actions/0/update"),
        ("{target: $, remove: true}", Code::InvalidOverlay, "/actions/0/target"),
        ("{target: $.info, copy: $.tags.*}", Code::InvalidOverlay, "/actions/0/copy"),
        ("{target: $.info, copy: $.tags}", Code::InvalidOverlay, "/actions/0/copy"),
    ];
    for (action, code, pointer) in cases {
        let (document, diagnostics) = patched(&format!("- {action}\n"));
        let [reported] = diagnostics.as_slice() else { panic!("{action}: {diagnostics:?}") };
        assert_eq!(
            (reported.code, reported.file, reported.pointer.as_str()),
            (code, Some(1), pointer),
            "{action}: {reported:?}"
        );
        assert_eq!(reported.severity, Severity::Error, "{action}");
        let renderer = Renderer::new(&document, false);
        assert!(renderer.render(&renderer.place([reported])[0]).contains("fixes.yaml:4:"), "{action}");
    }
    let overlays = [
        ("", "/overlay"),
        ("overlay: 2.0.0\ninfo: {title: a, version: b}\nactions: [{target: $, update: {}}]", "/overlay"),
        ("overlay: 1.0.0\ninfo: {title: a, version: b}\n", "/actions"),
        ("overlay: 1.0.0\ninfo: {title: a, version: b}\nactions: []", "/actions"),
        ("overlay: 1.0.0\ninfo: {title: a, version: b}\nactions: {target: $}", "/actions"),
        ("overlay: [", ""),
    ];
    for (overlay, pointer) in overlays {
        let (_, diagnostics) = patched_by(overlay);
        assert_eq!(diagnostics[0].severity, Severity::Error, "{overlay}");
        assert_eq!((diagnostics[0].file, diagnostics[0].pointer.as_str()), (Some(1), pointer), "{overlay}");
    }
}

#[test]
fn suspicious_actions_are_reported() {
    let (_, diagnostics) = patched("- {target: $.info, update: {title: Pets}}\n");
    assert_eq!((diagnostics[0].code, diagnostics[0].severity), (Code::IdleAction, Severity::Warning));
    let for_another = "overlay: 1.0.0\nextends: ./cats.yaml\nactions: [{target: $.info, update: {version: '2'}}]";
    let (_, diagnostics) = patched_by(for_another);
    let places: Vec<_> = diagnostics.iter().map(|it| (it.severity, it.pointer.as_str())).collect();
    let warning = Severity::Warning;
    assert_eq!(places, [(warning, "/extends"), (warning, "/info"), (warning, "/info")]);
}

#[test]
fn each_applied_action_is_recorded_with_its_pointers() {
    let (document, _) =
        patched("- {target: $.paths.*.get, description: why, update: {x-a: 1}}\n- {target: $.tags, remove: true}\n");
    let applied: Vec<String> = document
        .applied
        .iter()
        .map(|it| format!("{:?} {} {} {:?}", it.change, it.pointer, it.places.len(), it.description))
        .collect();
    assert_eq!(applied, ["Update #/actions/0 2 Some(\"why\")", "Remove #/actions/1 1 None"]);
}

/// Returns the locations of all diagnostics of the document.
fn places(actions: &str) -> Vec<String> {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("fixes.yaml");
    let overlay = format!("overlay: 1.0.0\ninfo: {{title: Fixes, version: '1'}}\nactions:\n{actions}");
    std::fs::write(&path, overlay).unwrap();
    let loaded = Loaded::parse(Path::new("pets.yaml"), DOCUMENT.into()).patched(&[path]);
    let generation = loaded.generate(&ApiConfig::new("pets.yaml", "", "pets"));
    let renderer = Renderer::new(&generation.document, false);
    let unresolved = generation.diagnostics.iter().filter(|it| it.code == Code::UnresolvedReference);
    let placed = renderer.place(unresolved);
    let line = |it: &oasmith::diagnostic::Placed<'_>| {
        let name = Path::new(&it.place.file.name).file_name().unwrap().to_string_lossy().into_owned();
        let span = it.place.span;
        format!("{} {name}:{}:{}", it.diagnostic.pointer, span.line, span.column)
    };
    let mut lines: Vec<String> = placed.iter().map(line).collect();
    lines.dedup();
    lines
}

#[test]
fn diagnostics_point_into_the_overlay_or_the_document() {
    let all = "#/paths/~1pets/get/parameters";
    // Neither parameter of the document is valid.
    let x = "pets.yaml:6:58";
    let y = "pets.yaml:6:73";
    assert_eq!(
        places("- {target: $.info, update: {x-a: 1}}\n"),
        [format!("{all}/0/$ref {x}"), format!("{all}/1/$ref {y}")]
    );
    // A moved item keeps its location, and an added one has its location in the overlay.
    assert_eq!(
        places("- {target: \"$.paths['/pets'].get.parameters[0]\", remove: true}\n"),
        [format!("{all}/0/$ref {y}")]
    );
    let added = "- {target: \"$.paths['/pets'].get.parameters[0]\", remove: true}\n- target: $.paths['/pets'].get.parameters\n  update:\n    {$ref: '#/z'}\n";
    assert_eq!(places(added), [format!("{all}/0/$ref {y}"), format!("{all}/1/$ref fixes.yaml:7:6")]);
}

#[test]
fn an_overlay_that_enlarges_the_document_too_much_is_refused() {
    let doubling = "- {target: $.info, copy: $}\n".repeat(40);
    let deep = format!("- {{target: $.info, update: {}1{}}}\n", "{a: ".repeat(100), "}".repeat(100));
    let deeper =
        format!("{deep}- {{target: $.info{}, update: {}1{}}}\n", ".a".repeat(99), "{b: ".repeat(60), "}".repeat(60));
    let wide = format!(
        "- {{target: $.info, update: {{a: [{}]}}}}\n{}",
        "1, ".repeat(2_000),
        "- {target: \"$..*\", copy: $.info.a}\n"
    );
    for actions in [doubling, deeper, wide] {
        let (_, diagnostics) = patched(&actions);
        assert_eq!(diagnostics[0].code, Code::InvalidOverlay, "{:.80}", actions);
        assert!(diagnostics[0].message.contains("the document would get more"), "{:?}", diagnostics[0]);
    }
}
