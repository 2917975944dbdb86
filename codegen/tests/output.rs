//! Whatever text a document contains, the command line's output shows it, and it cannot control a terminal, Cargo or a
//! workflow runner.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::texts::{fill, template};

const TEXTS: [&str; 10] = [
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "a\n::error::pwned",
    "::warning::pwned",
    "\u{9b}2J\u{7f}",
    "right \u{202e}left\u{2066}",
    "##[error]pwned ##vso[task.complete]",
    "\r::notice::pwned\u{2028}::error::pwned",
    "`` <img src=https://evil.example/x.png> @octocat [Approved](https://evil.example/) </details>",
    "tag \u{e0041}\u{ad} `code` <script>alert(1)</script>",
    "cargo::warning=pwned\ncargo::rustc-cfg=pwned",
];

fn run(folder: &Path, arguments: &[&str]) -> String {
    let Output { stdout, stderr, .. } =
        Command::new(env!("CARGO_BIN_EXE_oasmith")).current_dir(folder).args(arguments).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8 output");
    text(stdout) + &text(stderr)
}

/// Checks that output contains nothing harmful. `commands`: it may contain workflow commands of oasmith itself.
fn check(what: &str, printed: &str, commands: bool) {
    assert!(!printed.is_empty(), "{what}");
    for line in printed.lines() {
        let hidden = line.chars().find(|it| it.is_control() || "\u{202e}\u{2066}\u{2028}\u{e0041}\u{ad}".contains(*it));
        assert!(hidden.is_none(), "{what}: {hidden:?} in {line:?}");
        let is_own = commands && (line.starts_with("::error file=") || line.starts_with("::warning file="));
        // An excerpt of a line begins with this.
        let is_excerpt = line.trim() == ":::";
        assert!(is_own || is_excerpt || !line.trim_start().starts_with("::"), "{what}: {line:?}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{what}: {line:?}");
    }
}

/// Returns a document with all texts, and an invalid one with them in unexpected places.
fn documents(shift: usize) -> (Value, Value) {
    let mut document = template();
    fill(&mut document, &mut TEXTS.iter().cycle().skip(shift).map(|text| (*text).to_owned()));
    let text = |index: usize| TEXTS[(index + shift) % TEXTS.len()];
    let mut wrong = document.clone();
    wrong["components"]["schemas"][format!("X{}", text(0))] =
        json!({ "type": text(1), "minimum": text(2), text(3): 1 });
    wrong["paths"][format!("/b{}", text(4))] = json!({ "get": {
        "operationId": "op", text(5): {},
        "parameters": [{ "name": text(6), "in": "header", "style": text(7), "schema": { "$ref": format!("#/x/{}", text(0)) } },
                       { "name": "q", "in": text(8), "schema": { "type": "string", "format": text(9) } }],
        "responses": { text(0): { "description": 1 }, "200": { "$ref": text(2) } } } });
    wrong["info"]["version"] = json!("2 ".to_owned() + text(3));
    (document, wrong)
}

#[test]
fn output_is_visible_and_harmless() {
    for shift in 0..TEXTS.len() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (document, wrong) = documents(shift);
        for (name, value) in [("old.json", &document), ("new.json", &wrong)] {
            fs::write(folder.path().join(name), value.to_string()).expect("a written file");
        }
        let runs: [&[&str]; 10] = [
            &["generate", "new.json", "--out", "made", "--name", "made"],
            &["generate", "old.json", "--out", "made", "--name", "made"],
            &["check", "new.json", "--out", "made", "--name", "made"],
            &["inspect", "new.json"],
            &["inspect", "new.json", "--json"],
            &["inspect", "new.json", "--format", "sarif"],
            &["diff", "old.json", "new.json"],
            &["diff", "old.json", "new.json", "--format", "markdown"],
            &["diff", "old.json", "new.json", "--format", "json"],
            &["diff", "old.json", "new.json", "--format", "html"],
        ];
        for arguments in runs {
            check(&arguments.join(" "), &run(folder.path(), arguments), false);
        }
        let annotated = ["check", "new.json", "--out", "made", "--name", "made", "--format", "github"];
        check("annotations", &run(folder.path(), &annotated), true);
        let report = run(folder.path(), runs[7]);
        assert!(report.contains("API changes"), "{report}");
        live(&report);
    }
}

/// Checks that a Markdown report contains no HTML, links or mentions from the document.
fn live(report: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let own = ["<details>", "</details>", "<summary>", "</summary>", "<sub>", "</sub>", "<!-- -->"];
    for event in Parser::new_ext(report, Options::ENABLE_TABLES | Options::ENABLE_GFM | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let rest = own.iter().fold(html.to_string(), |html, tag| html.replace(tag, ""));
                assert!(!rest.contains('<'), "{html:?} in {report}");
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => panic!("{dest_url} in {report}"),
            Event::Text(text) => {
                assert!(!text.contains("@octocat") && !text.contains("https://"), "{text} in {report}")
            }
            _ => {}
        }
    }
}
