//! Every block of code on a page is an example that something checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oasmith::Loaded;
use oasmith::config::{ApiConfig, Config};
use oasmith::diagnostic::Code;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{page_names, path};

/// Pages whose blocks other tests check, or nothing can, each with the reason.
const ELSEWHERE: [(&str, &str, &str); 17] = [
    ("diagnostics.md", "yaml", "a test makes the page from these documents"),
    ("diagnostics.md", "yaml overlay", "a test makes the page from these overlays"),
    ("diagnostics.md", "toml", "a test makes the page with these settings"),
    ("diagnostics.md", "text", "a test makes the page"),
    ("diagnostics.md", "txt", "a test makes the page with this `api.txt`"),
    ("generated.md", "yaml", "a test makes the page from these documents"),
    ("generated.md", "rust", "a test makes the page"),
    ("generated.md", "text", "a test makes the page"),
    ("architecture.md", "text", "a diagram"),
    ("updates.md", "text", "the tutorial runs the same command"),
    ("comparison.md", "rust,ignore", "excerpts for the crates of several generators"),
    ("modules.md", "rust build.rs", "the test `projects` compiles it"),
    ("modules.md", "rust src/main.rs", "the test `projects` compiles and runs it"),
    ("vendors.md", "rust build.rs", "the test `projects` compiles it"),
    ("vendors.md", "rust src/main.rs", "the test `projects` compiles and runs it"),
    ("vendors.md", "yaml spec/animals/pets.yaml", "the test `projects` generates from it"),
    ("vendors.md", "yaml spec/shop/orders.yaml", "the test `projects` generates from it"),
];

/// Pages whose commands a test runs.
const RUN: [&str; 6] = ["README.md", "cli.md", "diff.md", "inspect.md", "tutorial.md", "updates.md"];

/// The settings of a block, which may be a part of a table `[[api]]`.
fn settings(block: &str) -> String {
    match block.contains("[[api]]\n") {
        true => block.to_owned(),
        false => format!("[[api]]\ndocument = 'a.yaml'\nout = 'out'\nname = 'client'\n{block}"),
    }
}

/// Whether the components of a block are those of the pet shop's document.
fn is_of_the_shop(block: &str) -> bool {
    let shop: serde_json::Value = serde_yaml::from_str(include_str!("../../../fixtures/shop.yaml")).unwrap();
    let schemas: serde_json::Map<String, serde_json::Value> = serde_yaml::from_str(block).unwrap();
    schemas.iter().all(|(name, schema)| shop["components"]["schemas"][name] == *schema)
}

/// The fault of a command line of oasmith's: a command or an option that `--help` does not list.
fn unknown_option(line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip_while(|word| *word != "oasmith").skip(1);
    let command = words.next().filter(|word| !word.starts_with('-'))?;
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_oasmith")).args([command, "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    words.filter(|word| word.starts_with("--")).find(|word| !help.contains(*word)).map(str::to_owned)
}

/// The fault of a code block.
fn problem(page: &str, language: &str, block: &str) -> Option<String> {
    if ELSEWHERE.iter().any(|(elsewhere, its, _)| (*elsewhere, *its) == (page, language)) {
        return None;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let stored = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    match language {
        // `tests/book` compiles it.
        "rust" => None,
        "console" => (!RUN.contains(&page)).then(|| "no test runs the commands of this page".to_owned()),
        "sh" => block.lines().filter_map(unknown_option).next().map(|option| format!("there is no option {option}")),
        "toml oasmith.toml" => {
            Config::read(&stored("oasmith.toml", &settings(block))).err().map(|error| error.to_string())
        }
        "toml Cargo.toml" => toml::from_str::<toml::Table>(block).err().map(|error| error.to_string()),
        "yaml workflow" => serde_yaml::from_str::<serde_json::Value>(block).err().map(|error| error.to_string()),
        "yaml overlay" => {
            let loaded = Loaded::parse(Path::new("a.yaml"), include_bytes!("../../../fixtures/shop.yaml").to_vec());
            let generation =
                loaded.patched(&[stored("overlay.yaml", block)]).generate(&ApiConfig::new("", "", "client"));
            let problem = generation.diagnostics.into_iter().find(|it| it.code == Code::InvalidOverlay);
            problem.map(|it| it.message)
        }
        "yaml" => (!is_of_the_shop(block)).then(|| "fixtures/shop.yaml has other components".to_owned()),
        // The tutorial stores these files.
        "yaml shop.yaml" | "yaml spec/fixes.overlay.yaml" if page == "tutorial.md" => None,
        other => Some(format!("nothing checks a block of `{other}`")),
    }
}

/// The blocks of code of a text: language and code.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut is_code = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                is_code = true;
                found.push((language.into_string(), String::new()));
            }
            Event::Text(text) if is_code => found.last_mut().unwrap().1.push_str(&text),
            Event::End(TagEnd::CodeBlock) => is_code = false,
            _ => {}
        }
    }
    found
}

#[test]
fn every_example_is_checked() {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for name in page_names().into_iter().chain(["README.md".to_owned()]) {
        let file = if name == "README.md" { path("../README.md") } else { path(&name) };
        let text = fs::read_to_string(file).unwrap();
        let blocks = blocks(&text);
        // `tests/book` looks for such lines.
        let compiled = text.lines().filter(|line| *line == "```rust").count();
        assert_eq!(compiled, blocks.iter().filter(|(language, _)| language == "rust").count(), "{name}");
        for (language, block) in blocks {
            problems.extend(problem(&name, &language, &block).map(|why| format!("{name}: {why}\n{block}")));
            seen.insert((name.clone(), language));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    for (page, language, _) in ELSEWHERE {
        let is_seen = seen.contains(&(page.to_owned(), language.to_owned()));
        assert!(is_seen, "{page} has no block of `{language}` any more");
    }
}
