//! The change report as people read it: folded, causes first, with the words that changed, in every format.

mod cause;
mod fit;
mod fold;
mod odd;

use std::path::Path;

use oasmith::cli::in_every_format;
use oasmith::config::ApiConfig;
use oasmith::diff::Diff;
use oasmith::{Diagnosed, Loaded};
use serde_json::Value;

use crate::support;
use crate::support::Row;

const OLD: &str = include_str!("report/old.yaml");
const NEW: &str = include_str!("report/new.yaml");
const BASE: &str = include_str!("diff/base.yaml");
const ROWS: &str = include_str!("diff/changes.txt");

/// A comparison, and its report in each format.
struct Report {
    diff: Diff,
    text: String,
    markdown: String,
    json: Value,
    html: String,
}

fn report(old: &str, new: &str) -> Report {
    let load = |name: &str, text: &str| Loaded::parse(Path::new(name), text.as_bytes().to_vec());
    let config = ApiConfig::new("", "", "client");
    let (diff, diagnosed): (_, Vec<Diagnosed>) =
        load("new.yaml", new).diff_from(load("old.yaml", old), [&config, &config]);
    let diff = diff.unwrap_or_else(|| panic!("{:?}", diagnosed.iter().map(|(_, all)| all).collect::<Vec<_>>()));
    let [text, markdown, json, html] = in_every_format(&diff, "1.0.0", &diagnosed);
    Report { diff, text, markdown, json: serde_json::from_str(&json).unwrap(), html }
}

/// Checks that the file beside this one has this text, or writes it.
fn holds(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report").join(name);
    if std::env::var_os("OASMITH_WRITE_DOCS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == text, "{name} is stale; OASMITH_WRITE_DOCS=1 updates it:\n{text}");
}

/// Equal changes, causes, changed words and odd values, as a reader sees them.
#[test]
fn the_report_reads_well() {
    let report = report(OLD, NEW);
    holds("expected.txt", &report.text);
    holds("expected.md", &report.markdown);
}

/// Returns text without invisible characters as the page contains it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns whether a report counts changes that it does not name: `and 12 more`, or a shortened one.
fn leaves_out(text: &str) -> bool {
    let is_count = |before: &str| before.ends_with(|it: char| it.is_ascii_digit());
    text.contains("Shortened") || text.match_indices(" more").any(|(at, _)| is_count(&text[..at]))
}

/// Checks that each format names each breaking change, unless it counts those that it leaves out.
fn names_all(report: &Report) {
    let changes = report.json["changes"].as_array().unwrap();
    assert_eq!(changes.len(), report.diff.changes.len());
    let entries = report.html.split("<details class=\"change\"").skip(1);
    let mut ids: Vec<&str> = entries.map(|it| it.split_once(" id=\"c").unwrap().1.split('"').next().unwrap()).collect();
    ids.sort_by_key(|id| id.parse::<usize>().unwrap());
    assert!(ids.iter().copied().eq((0..changes.len()).map(|index| index.to_string())), "the page has each change once");
    let html = report.html.replace("<code>", "").replace("</code>", "");
    let [text, markdown] = [&report.text, &report.markdown];
    let [text_is_counted, markdown_is_counted] = [text, markdown].map(|it| leaves_out(it));
    let mut subjects: Vec<&str> = changes
        .iter()
        .filter(|change| ["compile", "run"].contains(&change["class"].as_str().unwrap()))
        .map(|change| change["subject"].as_str().unwrap())
        .collect();
    subjects.dedup();
    for subject in subjects.into_iter().take(500) {
        assert!(html.contains(&escaped(subject).replace('`', "")), "{subject}");
        assert!(text_is_counted || text.contains(subject), "{subject}\n{text}");
        assert!(markdown_is_counted || markdown.contains(subject), "{subject}\n{markdown}");
    }
    assert!(markdown.len() <= 65_536);
}

#[test]
fn every_breaking_change_is_named() {
    names_all(&report(OLD, NEW));
    names_all(&report(NEW, OLD));
    let rows = support::rows(ROWS);
    let base: Value = serde_yaml::from_str(BASE).unwrap();
    let mut random = Random(1);
    for _ in 0..40 {
        let (mut old, mut new) = (base.clone(), base.clone());
        for document in [&mut old, &mut new] {
            for _ in 0..random.below(12) {
                let Row { edits, .. } = &rows[random.below(rows.len())];
                if edits.iter().all(|line| applies(document, line)) {
                    for line in edits {
                        if applies(document, line) {
                            support::edit(document, line);
                        }
                    }
                }
            }
        }
        names_all(&report(&old.to_string(), &new.to_string()));
    }
}

/// Returns whether an edit is of something that the document still has.
fn applies(document: &Value, line: &str) -> bool {
    let (pointer, is_set) = line.split_once(" = ").map_or((line.trim(), false), |(pointer, _)| (pointer.trim(), true));
    let (parent, token) = pointer.rsplit_once('/').unwrap();
    match document.pointer(parent) {
        Some(Value::Object(_)) => is_set || document.pointer(pointer).is_some(),
        Some(Value::Array(_)) => token == "-" || document.pointer(pointer).is_some(),
        _ => false,
    }
}

/// Numbers that differ, and are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn the_page_has_no_foreign_parts() {
    let html = report(OLD, NEW).html;
    assert_eq!(html.matches("<script").count(), 1);
    assert!(html.contains("default-src 'none'") && !html.contains("unsafe-inline"));
    for absent in
        ["<img", "src=\"", " style=\"", "onerror=\"", "javascript:", "<b>html", "\u{202e}", "\u{200f}", "\u{7}"]
    {
        assert!(!html.contains(absent), "{absent}");
    }
    let hrefs = html.split("href=\"").skip(1).map(|it| it.split('"').next().unwrap());
    for id in hrefs.map(|href| href.strip_prefix('#').unwrap_or_else(|| panic!("{href}"))) {
        assert_eq!(
            html.matches(&format!(" id=\"{id}\"")).count() + html.matches(&format!("<section id=\"{id}\"")).count() / 2,
            1,
            "{id}"
        );
    }
}

#[test]
fn equal_documents_have_a_report() {
    let report = report(OLD, OLD);
    assert_eq!(report.text, "old.yaml → new.yaml\nno change\n");
    assert_eq!(report.markdown, "### API changes: no change\n");
    assert!(report.html.contains("<p>no change</p>"));
}

#[test]
fn the_page_shows_both_documents_side_by_side() {
    let html = report(OLD, NEW).html;
    // The words that changed, in the text and in the lines of the documents.
    assert!(html.contains("has ever sold <ins>or lent</ins> to anyone"), "{html}");
    assert!(
        html.contains("<code class=\"old at\" data-n=\"37\">        name: {type: string, maxLength: <del>10,</del>"),
        "{html}"
    );
    assert!(
        html.contains("<code class=\"new at\" data-n=\"25\">        name: {type: string, maxLength: <ins>5,</ins>"),
        "{html}"
    );
}

#[test]
fn a_long_line_is_shown_from_the_location_on() {
    let document = |last: &str| {
        let schemas: serde_json::Map<String, Value> = (0..500)
            .map(|index| {
                let kind = if index == 499 { last } else { "string" };
                let property = serde_json::json!({ "type": kind, "description": "Eine lange Erläuterung" });
                (format!("S{index}"), serde_json::json!({ "type": "object", "properties": { "inner": property } }))
            })
            .collect();
        let info = serde_json::json!({ "title": "T", "version": "1" });
        let components = serde_json::json!({ "schemas": schemas });
        serde_json::json!({ "openapi": "3.0.3", "info": info, "paths": {}, "components": components }).to_string()
    };
    let html = report(&document("integer"), &document("boolean")).html;
    assert!(html.contains("&quot;integer&quot;") && html.contains("&quot;boolean&quot;"), "{html}");
}
