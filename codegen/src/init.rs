//! The files of a new repository that `oasmith init` writes beside the generated crate.

use crate::config::ApiConfig;
use crate::render::workspace;

const BUILD: &str = r#"//! Regenerates `generated/` whenever the document or the settings have changed.

fn main() {
    oasmith::Build::from_config("oasmith.toml").run();
}
"#;

const WORKFLOW: &str = r#"name: api
on: [push, pull_request]
permissions: {contents: read}
jobs:
  api:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      # Compiles and regenerates the crate; the next step fails if the committed one is stale.
      - run: cargo test --workspace
      - run: git diff --exit-code -- generated
      - run: cargo install --locked oasmith
      - run: oasmith check --format github
      - if: github.event_name == 'pull_request'
        run: oasmith diff "git:origin/$GITHUB_BASE_REF:DOCUMENT" DOCUMENT --format markdown >> "$GITHUB_STEP_SUMMARY"
"#;

/// A file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its path in the repository, with forward slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Returns the files of a repository with the document at the path `document`.
pub fn files(config: &ApiConfig, document: &str, has_operations: bool) -> Vec<NewFile> {
    let file = |path: &str, text: String| NewFile { path: path.to_owned(), text };
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let name = &config.name;
    let settings = format!(
        "# Each `[[api]]` generates a crate from an OpenAPI document.\n\n[[api]]\ndocument = {}\nout = \"generated\"\nname = {}\nversion = {}\nworkspace-member = true\n",
        quoted(document),
        quoted(name),
        quoted(&config.version),
    );
    let mut files = vec![
        file("Cargo.toml", workspace::manifest(config)),
        file("build.rs", BUILD.to_owned()),
        file("oasmith.toml", settings),
        file("README.md", readme(name, document)),
        file(".gitignore", "/target\n".to_owned()),
        file(".gitattributes", "* text=auto eol=lf\n".to_owned()),
        file(".github/workflows/api.yml", WORKFLOW.replace("DOCUMENT", document)),
    ];
    if has_operations {
        files.push(file("tests/mock.rs", test(&name.replace('-', "_"))));
    }
    files
}

fn readme(name: &str, document: &str) -> String {
    format!(
        "# {name}\n\n```sh\ncargo build   # regenerate generated/ from {document}, and list changed files\ncargo test    # compile and test\n```\n\n\
         The document is in `spec/`; do not edit files in `generated/`. After a change to the document, read the diff of\n\
         `generated/`, starting with `generated/api.txt`. `oasmith diff git:HEAD:{document} {document}` reports what the\n\
         change means for users of the crate.\n"
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
