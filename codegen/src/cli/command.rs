//! The arguments of the command line.

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{ColorChoice, CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::cli::REFUSED;
use crate::cli::diff::{Options, Sides};
use crate::cli::machine::Format;
use crate::config::{ApiConfig, Config, is_package_name};
use crate::diagnostic::Code;
use crate::text::nearest;

/// Generates Rust client crates from OpenAPI documents.
#[derive(Debug, Parser)]
#[command(name = "oasmith", version, after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Print only errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
}

/// The arguments that all commands share that report diagnostics.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Reading {
    /// Format of diagnostics; `json` and `sarif` replace all other standard output
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub(super) diagnostics: Format,
    /// Treat warnings as errors
    #[arg(long)]
    pub(super) strict: bool,
}

const EXAMPLES: &str = "\
Examples:
  oasmith generate                                generate the crate of every API in ./oasmith.toml
  oasmith generate petstore.yaml --out petstore   generate a standalone crate from a document
  oasmith check                                   fail if a generated crate is stale
  oasmith init petstore.yaml --dir petstore       create a repository that builds and passes its tests
  oasmith update                                  fetch the documents anew, and regenerate what changed
  oasmith inspect petstore.yaml                   print operations and types without writing files
  oasmith diff                                    report changes since the last release, breaking ones first

Exit status: 0 success; 1 a document has errors, a generated crate is stale, or `update --check` finds a change; 2 the arguments are invalid; 3 `update --check` could not compare a document.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Generate crates and report the changed files
    #[command(after_help = "\
Examples:
  oasmith generate                                generate the crate of every API in ./oasmith.toml
  oasmith generate petstore.yaml --out petstore   name the crate after the document's title
  oasmith generate petstore.yaml --out petstore --name petstore-client")]
    Generate {
        /// The OpenAPI document, or `-` for standard input; by default, every API in the settings
        #[arg(requires = "out")]
        spec: Option<PathBuf>,
        /// Directory of the generated crate
        #[arg(long, value_name = "DIR", requires = "spec")]
        out: Option<PathBuf>,
        /// Name of the crate; by default, derived from the document's title
        #[arg(long, value_name = "CRATE", requires = "spec", value_parser = package)]
        name: Option<String>,
        /// The settings file
        #[arg(long, value_name = "FILE", default_value = "oasmith.toml", conflicts_with = "spec")]
        config: PathBuf,
        /// An OpenAPI Overlay to apply to the document; repeat the option to apply several in order
        #[arg(long = "overlay", value_name = "FILE", requires = "spec")]
        overlays: Vec<PathBuf>,
        #[command(flatten)]
        form: super::form::Form,
        /// Write the changes since the last release into the crate's CHANGELOG.md, as the section of the next version
        #[arg(long)]
        changelog: bool,
        /// Report changes since this revision of git instead of the last release; not with `--changelog`
        #[arg(long, value_name = "REV")]
        since: Option<String>,
        #[command(flatten)]
        reading: Reading,
    },
    /// Check that the generated crates are up to date
    #[command(after_help = "\
Examples:
  oasmith check                             check every API in ./oasmith.toml
  oasmith check --config api/oasmith.toml   check every API in another settings file
  oasmith check --format github             print annotations for GitHub Actions")]
    Check {
        /// Format of the report
        #[arg(long, value_enum, default_value = "text")]
        format: CheckFormat,
        /// The settings file
        #[arg(long, value_name = "FILE", default_value = "oasmith.toml")]
        config: PathBuf,
        /// Report changes since this revision of git instead of the last release
        #[arg(long, value_name = "REV")]
        since: Option<String>,
        #[command(flatten)]
        reading: Reading,
    },
    /// Create a repository around a document: workspace, build script, settings, workflows and tests
    #[command(after_help = "\
Examples:
  oasmith init petstore.yaml --dir petstore && cd petstore && cargo test
  oasmith init petstore.yaml --source https://example.com/petstore.yaml   update the document each week
  oasmith init petstore.yaml --path ../oasmith/codegen                    use a clone of oasmith")]
    Init {
        /// The OpenAPI document
        spec: PathBuf,
        /// Directory of the repository
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
        /// Name of the crate; by default, derived from the document's title
        #[arg(long, value_name = "CRATE", value_parser = package)]
        name: Option<String>,
        #[command(flatten)]
        origins: super::init::Origins,
    },
    /// Print the dependencies of modules as `cargo add` commands
    #[command(after_help = "\
Examples:
  oasmith deps                     print the dependencies of every module in ./oasmith.toml
  oasmith deps --missing           print those that the crate around a module lacks
  oasmith deps --missing | sh      add them")]
    Deps {
        #[command(flatten)]
        options: super::deps::Options,
        #[command(flatten)]
        reading: Reading,
    },
    /// Report changes since the last release, or between two documents, for users of the crate, breaking ones first
    #[command(after_help = "\
Examples:
  oasmith diff                                          changes of every API since its last release
  oasmith diff --fail-on breaking                       fail on breaking changes since the last release
  oasmith diff --since main --format markdown           changes since the branch `main`, for a pull request
  oasmith diff old.yaml new.yaml                        compare two files
  oasmith diff git:main:spec/api.yaml spec/api.yaml     compare a file with the one of the branch `main`
  oasmith diff --name shop --format html > shop.html    write a page that quotes both documents of one API")]
    Diff {
        #[command(flatten)]
        sides: Sides,
        #[command(flatten)]
        options: Options,
    },
    /// Fetch the documents whose settings have a `source` or a `url`, and regenerate the crates of those that changed
    #[cfg(feature = "update")]
    #[command(after_help = "\
Examples:
  oasmith update                      fetch every document that has a `source` or a `url` in ./oasmith.toml
  oasmith update petstore             fetch the document of one crate
  oasmith update --check              report whether a document changed: exit status 1 if one did, 3 after a failure
  oasmith update --report report.md   write the changes for a pull request too")]
    Update {
        #[command(flatten)]
        options: super::update::Options,
        /// The settings file
        #[arg(long, value_name = "FILE", default_value = "oasmith.toml")]
        config: PathBuf,
        #[command(flatten)]
        reading: Reading,
    },
    /// Explain a diagnostic by its code, or list all codes
    #[command(after_help = "\
Examples:
  oasmith explain
  oasmith explain unresolved-reference")]
    Explain {
        /// The code that a diagnostic shows in brackets
        #[arg(value_parser = code)]
        code: Option<Code>,
    },
    /// Print the operations and types of a document without writing files
    #[command(after_help = "\
Examples:
  oasmith inspect petstore.yaml
  curl -s https://example.com/openapi.json | oasmith inspect -
  oasmith inspect petstore.yaml --json | jq '.api.operations[].rust'")]
    Inspect {
        /// The OpenAPI document, or `-` for standard input; by default, every document of the settings
        spec: Option<PathBuf>,
        /// The settings file
        #[arg(long, value_name = "FILE", default_value = "oasmith.toml", conflicts_with = "spec")]
        config: PathBuf,
        /// An OpenAPI Overlay to apply to the document; repeat the option to apply several in order
        #[arg(long = "overlay", value_name = "FILE", requires = "spec")]
        overlays: Vec<PathBuf>,
        /// Print JSON in a stable format
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        reading: Reading,
    },
    /// Print the completion script of a shell
    #[command(after_help = "\
Examples:
  oasmith completions bash > ~/.local/share/bash-completion/completions/oasmith
  oasmith completions fish > ~/.config/fish/completions/oasmith.fish")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page of oasmith or of a command
    #[command(after_help = "\
Examples:
  oasmith man generate | man -l -
  oasmith man --out ~/.local/share/man/man1   write the pages of oasmith and of all commands")]
    Man {
        /// The command; by default, oasmith itself
        command: Option<String>,
        /// Directory for all pages
        #[arg(long, value_name = "DIR", conflicts_with = "command")]
        out: Option<PathBuf>,
    },
}

/// The formats of `oasmith check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// Text for a terminal
    Text,
    /// Annotations for GitHub Actions
    Github,
}

fn code(text: &str) -> Result<Code, String> {
    let found = Code::ALL.iter().copied().find(|code| code.as_str() == text);
    found.ok_or_else(|| {
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let near = nearest(text, &codes).map(|code| format!("did you mean `{code}`? ")).unwrap_or_default();
        format!("there is no such code; {near}run `oasmith explain` to list all codes")
    })
}

fn package(name: &str) -> Result<String, String> {
    if is_package_name(name) {
        Ok(name.to_owned())
    } else {
        Err("a package name starts with a letter and contains only letters, digits, `-` and `_`".to_owned())
    }
}

impl Arguments {
    /// Refuses options that exclude each other, with the reason.
    pub(super) fn consistent(&self) -> Result<(), clap::Error> {
        match self.command {
            Command::Generate { changelog: true, since: Some(_), .. } => Err(Self::command().error(
                ErrorKind::ArgumentConflict,
                "`--changelog` writes the changes since the last release, so `--since` can't choose others; leave one of them out",
            )),
            _ => Ok(()),
        }
    }

    /// Returns the exit status if the settings can't be used.
    pub(super) fn failure(&self) -> u8 {
        match &self.command {
            #[cfg(feature = "update")]
            Command::Update { options, .. } => options.failure(),
            _ => REFUSED,
        }
    }

    /// Returns the APIs that the arguments select.
    pub(super) fn apis(&self) -> Result<Vec<ApiConfig>, String> {
        let mut apis = self.named()?;
        let is_strict = self.reading().is_some_and(|reading| reading.strict);
        apis.iter_mut().for_each(|api| api.strict |= is_strict);
        Ok(apis)
    }

    /// Returns the arguments about diagnostics, if the command has them.
    pub(super) fn reading(&self) -> Option<Reading> {
        match self.command {
            Command::Generate { reading, .. }
            | Command::Check { reading, .. }
            | Command::Deps { reading, .. }
            | Command::Inspect { reading, .. } => Some(reading),
            #[cfg(feature = "update")]
            Command::Update { reading, .. } => Some(reading),
            _ => None,
        }
    }

    fn named(&self) -> Result<Vec<ApiConfig>, String> {
        match &self.command {
            Command::Generate { spec: Some(spec), out: Some(out), name, overlays, form, .. } => {
                let api = ApiConfig::new(spec, out, name.clone().unwrap_or_default());
                Ok(vec![form.of(ApiConfig { overlays: overlays.clone(), ..api })?])
            }
            Command::Inspect { spec: Some(spec), overlays, .. } => {
                Ok(vec![ApiConfig { overlays: overlays.clone(), ..ApiConfig::new(spec, "", "") }])
            }
            Command::Generate { config, .. } => apis_of(
                config,
                "pass a document, as in `oasmith generate SPEC --out DIR`, or a settings file with `--config`",
            ),
            Command::Inspect { config, .. } => {
                apis_of(config, "pass a document, as in `oasmith inspect SPEC`, or a settings file with `--config`")
            }
            Command::Check { config, .. } | Command::Deps { options: super::deps::Options { config, .. }, .. } => {
                apis_of(config, "pass a settings file with `--config`")
            }
            #[cfg(feature = "update")]
            Command::Update { config, .. } => apis_of(config, "pass a settings file with `--config`"),
            _ => Ok(Vec::new()),
        }
    }
}

/// Reads the settings; `help` is advice for those who have none.
fn apis_of(config: &Path, help: &str) -> Result<Vec<ApiConfig>, String> {
    let config = Config::read(config).map_err(|error| match error.is_missing() {
        false => error.to_string(),
        true => format!("{error}\n  {help}"),
    })?;
    Ok(config.apis)
}
