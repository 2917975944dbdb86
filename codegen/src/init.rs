//! The files of a new repository that `oasmith init` writes beside the generated crate.

mod generator;

use crate::config::ApiConfig;
use crate::render::workspace;

pub use generator::Generator;

const BUILD: &str = r#"//! Regenerates `generated/` whenever the document or the settings have changed.

fn main() {
    oasmith::Build::from_config("oasmith.toml").run();
}
"#;

/// The workflow that checks each push.
const CHECK: &str = include_str!("init/api.yml");

/// The workflow that updates the document.
const UPDATE: &str = include_str!("init/update.yml");

/// Each Monday, at a time when few workflows start.
const SCHEDULE: &str = "  schedule: [{cron: '17 5 * * 1'}]";

/// Keeps the bytes of stored documents, whose SHA-256 `oasmith update` knows.
const ATTRIBUTES: &str = "* text=auto eol=lf\nspec/** -text\n";

/// A file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its path in the repository, with forward slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The choices for a new repository.
#[derive(Clone, Debug)]
pub struct Plan<'p> {
    /// The settings of the crate.
    pub config: &'p ApiConfig,
    /// The path of the document in the repository.
    pub document: &'p str,
    /// Where the repository gets oasmith from.
    pub generator: Generator,
    /// Whether the document has operations.
    pub has_operations: bool,
}

/// Returns the files of a repository.
pub fn files(plan: &Plan<'_>) -> Vec<NewFile> {
    let Plan { config, document, generator, has_operations } = plan;
    let file = |path: &str, text: String| NewFile { path: path.to_owned(), text };
    let name = &config.name;
    let workflow = |text: &str| text.replace("INSTALL", &generator.install());
    let schedule = match config.source {
        Some(_) => SCHEDULE.to_owned(),
        None => {
            format!(
                "  # Set `source` in oasmith.toml, then remove the `#` of the next line.\n  #{}",
                SCHEDULE.trim_start()
            )
        }
    };
    let mut files = vec![
        file("Cargo.toml", workspace::manifest(config, &generator.dependency())),
        file("build.rs", BUILD.to_owned()),
        file("oasmith.toml", settings(config, document)),
        file("README.md", readme(name, document)),
        file(".gitignore", "/target\n".to_owned()),
        file(".gitattributes", ATTRIBUTES.to_owned()),
        file(".github/workflows/api.yml", workflow(CHECK)),
        file(".github/workflows/update.yml", workflow(UPDATE).replace("SCHEDULE", &schedule)),
    ];
    if *has_operations {
        files.push(file("tests/mock.rs", test(&name.replace('-', "_"))));
    }
    files
}

fn settings(config: &ApiConfig, document: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let source = match &config.source {
        Some(source) => format!("source = {}\n", quoted(source)),
        None => "# The URL from which `oasmith update` fetches the document.\n# source = \"https://…\"\n".to_owned(),
    };
    format!(
        "# Each `[[api]]` generates a crate from an OpenAPI document.\n\n[[api]]\ndocument = {}\n{source}out = \"generated\"\nname = {}\nversion = {}\nworkspace-member = true\n",
        quoted(document),
        quoted(&config.name),
        quoted(&config.version),
    )
}

fn readme(name: &str, document: &str) -> String {
    format!(
        "# {name}\n\n```sh\ncargo build   # regenerate generated/ from {document}, and list changed files\ncargo test    # compile and test\n```\n\n\
         The document is in `spec/`; do not edit files in `generated/`. After a change to the document, read the diff of\n\
         `generated/`, starting with `generated/api.txt`. `oasmith diff` reports what the changes since the last release mean for\n\
         users of the crate. With `source` in `oasmith.toml`, `oasmith update` fetches the next version.\n"
    )
}

fn test(library: &str) -> String {
    format!(
        "//! Tests the client against the mock of its API.\n\n\
         use {library}::testing::Mock;\n\n\
         #[tokio::test]\nasync fn a_client_sends_to_the_mock() {{\n    let mock = Mock::start().await;\n    \
         let client = mock.client();\n    assert_eq!(client.base_url(), mock.url());\n    assert!(mock.requests().is_empty());\n}}\n"
    )
}
