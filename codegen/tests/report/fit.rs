//! The report of thousands of changes in a comment on a pull request.

use super::{names_all, report};

/// The characters that a comment on GitHub may have. Some programs count bytes.
const MOST: usize = 65_536;

fn document(schemas: impl Iterator<Item = String>) -> String {
    let schemas: String = schemas.map(|schema| format!("    {schema}\n")).collect();
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Stays: {{type: object}}\n{schemas}"
    )
}

fn objects(prefix: &str, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |index| {
        format!(
            "{prefix}{index}: {{type: object, description: A type., properties: {{{prefix}{index}: {{type: string}}}}}}"
        )
    })
}

#[test]
fn removed_types_are_all_named_if_they_fit() {
    let markdown = report(&document(objects("Gone", 1000)), &document(objects("New", 4000))).markdown;
    assert!(markdown.len() <= MOST);
    assert!((0..1000).all(|index| markdown.contains(&format!("`Gone{index}`"))));
    assert!(markdown.contains("- **1000 types removed**"));
    assert!(!markdown.contains("Shortened"));
}

#[test]
fn thousands_of_breaking_changes_are_counted() {
    for (prefix, count) in [("Gone", 9000), ("AVeryLongNameOfATypeThatIsGone", 3000), ("店の動物", 4000)] {
        let report = report(&document(objects(prefix, count)), &document(objects("New", 10)));
        assert!(report.markdown.len() <= MOST, "{}", report.markdown.len());
        assert!(report.markdown.contains(&format!("#### Source-breaking ({count})")), "{}", report.markdown);
        assert!(report.markdown.len() > 64_000, "there is space for {} bytes more", 65_000 - report.markdown.len());
        let names = report.markdown.matches(&format!("`{prefix}")).count();
        assert!(names > 1_000 && report.markdown.contains(&format!(" and {} more", count - names)), "{names}");
        names_all(&report);
    }
}

#[test]
fn breaking_changes_are_kept_at_the_expense_of_others() {
    let property = |index: usize, text: &str| {
        format!(
            "S{index}: {{type: object, properties: {{a: {{type: string, description: {text} {index} of the property}}}}}}"
        )
    };
    let old = document((0..2000).map(|index| property(index, "old text")).chain(objects("Gone", 15)));
    let new = document((0..2000).map(|index| property(index, "new text")).chain(objects("New", 2000)));
    let report = report(&old, &new);
    assert!(report.markdown.len() <= MOST);
    for index in 0..15 {
        assert!(report.markdown.contains(&format!("  - `Gone{index}` <sub>old.yaml:")), "{}", report.markdown);
    }
    assert!(report.markdown.contains(
        "\n*Shortened to fit into a comment; `oasmith diff old.yaml new.yaml --format json` lists everything.*\n"
    ));
    assert!(report.markdown.contains("Documentation (2000)") && report.markdown.contains("Compatible (2000)"));
    // There is space for the names of the others.
    assert!((0..2000).all(|index| report.markdown.contains(&format!("`S{index}.a`"))), "{}", report.markdown);
}

/// Each change has its own message, so none is folded.
#[test]
fn different_breaking_changes_are_counted_by_rule() {
    let values = |suffix: &str| {
        let all: Vec<String> = (0..2000).map(|index| format!("value_of_an_enum_{index}_{suffix}")).collect();
        document([format!("E: {{type: string, enum: [{}]}}", all.join(", "))].into_iter())
    };
    let report = report(&values("old"), &values("new"));
    assert!(report.markdown.len() <= MOST, "{}", report.markdown.len());
    assert!(report.markdown.contains("- `value-removed` (2000): "), "{}", report.markdown);
    names_all(&report);
}
