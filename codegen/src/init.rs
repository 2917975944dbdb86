//! A new repository around one document: what `oasmith init` writes beside the generated crate.

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
      # Compiles, and regenerates: what is checked in has to be what the document gives.
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

/// The files of a repository for the API whose document, in the repository, is `document`.
pub fn files(config: &ApiConfig, document: &str, has_operations: bool) -> Vec<NewFile> {
    let file = |path: &str, text: String| NewFile { path: path.to_owned(), text };
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let name = &config.name;
    let settings = format!(
        "# Which stored document becomes which crate.\n\n[[api]]\ndocument = {}\nout = \"generated\"\nname = {}\nversion = {}\nworkspace-member = true\n",
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
        "# {name}\n\n```sh\ncargo build   # regenerate generated/ from {document}, and say what changed\ncargo test    # compile it, and test\n```\n\n\
         The document is kept in `spec/`; nothing in `generated/` is written by hand. After a change of the document read\n\
         the diff of `generated/`, first `generated/api.txt`. `oasmith diff git:HEAD:{document} {document}` says what it\n\
         means for who uses the crate.\n"
    )
}

fn test(library: &str) -> String {
    format!(
        "//! The client against the mock of its own API: where tests of your own begin.\n\n\
         use {library}::testing::Mock;\n\n\
         #[tokio::test]\nasync fn a_client_sends_to_the_mock() {{\n    let mock = Mock::start().await;\n    \
         let client = mock.client();\n    assert_eq!(client.base_url(), mock.url());\n    assert!(mock.requests().is_empty());\n}}\n"
    )
}
