//! The changes that follow from others.

use super::report;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n";

fn operation(path: &str, schema: &str) -> String {
    let content = format!("{{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}");
    format!(
        "  /{path}: {{get: {{operationId: get_{path}, tags: [a], responses: {{'200': {{description: d, content: {content}}}}}}}}}\n"
    )
}

fn schemas(all: &[(&str, &str)]) -> String {
    let schema = |(name, used): &(&str, &str)| {
        let uses: Vec<String> = used
            .split_whitespace()
            .map(|used| format!("{}: {{$ref: '#/components/schemas/{used}'}}", used.to_lowercase()))
            .collect();
        format!(
            "    {name}: {{type: object, properties: {{own_{}: {{type: string}}, {}}}}}\n",
            name.to_lowercase(),
            uses.join(", ")
        )
    };
    format!("components:\n  schemas:\n{}", all.iter().map(schema).collect::<String>())
}

/// Returns the changes with a cause: `change < cause`.
fn causes(old: &str, new: &str) -> Vec<String> {
    let diff = report(old, new).diff;
    let with_cause = diff.changes.iter().filter_map(|change| Some((change, &diff.changes[change.because?])));
    with_cause.map(|(change, cause)| format!("{} < {} {}", change.subject, cause.rule.id(), cause.subject)).collect()
}

#[test]
fn types_go_with_the_only_operation_that_uses_them() {
    let old = HEAD.to_owned()
        + &operation("x", "X")
        + &operation("y", "Y")
        + &schemas(&[
            ("X", "Shared OfX"),
            ("OfX", "Deep X"),
            ("Deep", ""),
            ("Y", "Shared"),
            ("Shared", ""),
            ("Unused", ""),
        ]);
    let new = HEAD.to_owned() + &operation("y", "Y") + &schemas(&[("Y", "Shared"), ("Shared", "")]);
    let gone = ["Deep < operation-removed a.get_x", "OfX < operation-removed a.get_x", "X < operation-removed a.get_x"];
    assert_eq!(causes(&old, &new), gone);
    let come = ["Deep < operation-added a.get_x", "OfX < operation-added a.get_x", "X < operation-added a.get_x"];
    assert_eq!(causes(&new, &old), come);
    let text = report(&old, &new).text;
    assert!(
        text.contains("\n    with it, 3 types that nothing uses any more: Deep, OfX, X  [type-removed]\n"),
        "{text}"
    );
    assert!(text.find("a.get_x") < text.find("Unused"), "{text}");
    let text = report(&new, &old).text;
    assert!(text.contains("\n    with it, 3 types: Deep, OfX, X  [type-added]\n"), "{text}");
}

#[test]
fn types_go_with_the_property_that_uses_them() {
    let old = HEAD.to_owned() + &operation("x", "X") + &schemas(&[("X", "Part"), ("Part", "")]);
    let new = HEAD.to_owned() + &operation("x", "X") + &schemas(&[("X", "")]);
    assert_eq!(causes(&old, &new), ["Part < member-removed X.part"]);
    assert_eq!(causes(&new, &old), ["Part < member-added-optional X.part"]);
}

#[test]
fn a_type_of_two_removed_operations_follows_the_first() {
    let both = HEAD.to_owned() + &operation("x", "X") + &operation("y", "X") + &schemas(&[("X", "")]);
    let none = HEAD.replace("paths:", "paths: {}");
    assert_eq!(causes(&both, &none), ["X < operation-removed a.get_x"]);
    let text = report(&both, &none).text;
    assert!(text.contains("  2 operations removed  [operation-removed]\n"), "{text}");
    assert!(text.contains("    with them, 1 type that nothing uses any more: X  [type-removed]\n"), "{text}");
}
