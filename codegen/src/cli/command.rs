//! The commands.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{ColorChoice, Parser, Subcommand, ValueEnum};

use crate::cli::diff::Options;
use crate::cli::machine::Format;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::{ApiConfig, Config, is_package_name, package_name};
use crate::diagnostic::Code;
use crate::emit::{self, Changes};
use crate::source::standard_input;
use crate::text::nearest;
use crate::{Counts, Generated, Loaded};

/// Turns a stored OpenAPI document into a Rust client crate.
#[derive(Debug, Parser)]
#[command(name = "oasmith", version, after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Say only what is wrong
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Whether to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
}

/// How a document is read, and what is said of it.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Reading {
    /// How to write what is said of the document; what is for a program is all of standard output
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub(super) diagnostics: Format,
    /// Take warnings as errors
    #[arg(long)]
    pub(super) strict: bool,
}

const EXAMPLES: &str = "\
Examples:
  oasmith generate                                every API of ./oasmith.toml
  oasmith generate petstore.yaml --out petstore   a crate of its own from any document
  oasmith check                                   is what is checked in what the documents give?
  oasmith init petstore.yaml --dir petstore       a repository around a document, that builds and passes its tests
  oasmith inspect petstore.yaml                   what would be generated, without writing
  oasmith diff old.yaml new.yaml                  what a change means for who uses the crate

Exit status: 0 done; 1 a document is refused, or what is checked in is stale; 2 a mistake in the arguments.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Generate crates, and show what changes
    #[command(after_help = "\
Examples:
  oasmith generate                                every API of ./oasmith.toml
  oasmith generate petstore.yaml --out petstore   a crate of its own, named after the document's title
  oasmith generate petstore.yaml --out petstore --name petstore-client")]
    Generate {
        /// The document, `-` for standard input; without one, every API of the configuration
        #[arg(requires = "out")]
        spec: Option<PathBuf>,
        /// The folder of the crate
        #[arg(long, value_name = "DIR", requires = "spec")]
        out: Option<PathBuf>,
        /// The name of the crate
        #[arg(long, value_name = "CRATE", requires = "spec", value_parser = package)]
        name: Option<String>,
        /// The configuration
        #[arg(long, value_name = "FILE", default_value = "oasmith.toml", conflicts_with = "spec")]
        config: PathBuf,
        /// An OpenAPI Overlay to apply to the document; several in turn
        #[arg(long = "overlay", value_name = "FILE", requires = "spec")]
        overlays: Vec<PathBuf>,
        /// Put what changed since the last commit into the crate's CHANGELOG.md
        #[arg(long)]
        changelog: bool,
        #[command(flatten)]
        reading: Reading,
    },
    /// Check that what is checked in is what the documents give
    #[command(after_help = "\
Examples:
  oasmith check                          every API of ./oasmith.toml
  oasmith check --config api/oasmith.toml
  oasmith check --format github           annotations for a workflow of GitHub")]
    Check {
        /// How to say what is wrong
        #[arg(long, value_enum, default_value = "text")]
        format: CheckFormat,
        /// The configuration
        #[arg(long, value_name = "FILE", default_value = "oasmith.toml")]
        config: PathBuf,
        #[command(flatten)]
        reading: Reading,
    },
    /// Set up a new repository around a document: workspace, build script, settings, workflow, tests
    #[command(after_help = "\
Examples:
  oasmith init petstore.yaml --dir petstore && cd petstore && cargo test")]
    Init {
        /// The document
        spec: PathBuf,
        /// The folder of the repository
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
        /// The name of the crate; made of the document's title unless given
        #[arg(long, value_name = "CRATE", value_parser = package)]
        name: Option<String>,
    },
    /// Say what a change of a document means for those who use the crate, the worst first
    #[command(after_help = "\
Examples:
  oasmith diff git:main:spec/api.yaml spec/api.yaml                       before a commit
  oasmith diff old.yaml new.yaml --format markdown > comment.md           for a pull request
  oasmith diff old.yaml new.yaml --format html > changes.html             to read with both documents
  oasmith diff git:HEAD~1:api.yaml api.yaml --fail-on breaking            as a gate")]
    Diff {
        /// The document before: a path, `git:REV:PATH`, or `-` for standard input
        old: String,
        /// The document after: a path, or `git:REV:PATH`
        new: String,
        #[command(flatten)]
        options: Options,
        /// The configuration, whose settings count where it names one of the documents
        #[arg(long, value_name = "FILE", default_value = "oasmith.toml")]
        config: PathBuf,
    },
    /// Say what a kind of diagnostic means, by its code; without one, list all
    #[command(after_help = "\
Examples:
  oasmith explain
  oasmith explain unresolved-reference")]
    Explain {
        /// The code, as it stands in brackets
        #[arg(value_parser = code)]
        code: Option<Code>,
    },
    /// Show what would be generated from a document, without writing
    #[command(after_help = "\
Examples:
  oasmith inspect petstore.yaml
  curl -s https://example.com/openapi.json | oasmith inspect -
  oasmith inspect petstore.yaml --json | jq '.api.operations[].rust'")]
    Inspect {
        /// The document, `-` for standard input
        spec: PathBuf,
        /// An OpenAPI Overlay to apply to the document; several in turn
        #[arg(long = "overlay", value_name = "FILE")]
        overlays: Vec<PathBuf>,
        /// Write JSON, whose shape is stable
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        reading: Reading,
    },
}

/// How `oasmith check` says what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// For a terminal
    Text,
    /// Annotations, as a workflow of GitHub reads them
    Github,
}

fn code(text: &str) -> Result<Code, String> {
    let found = Code::ALL.iter().copied().find(|code| code.as_str() == text);
    found.ok_or_else(|| {
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let near = nearest(text, &codes).map(|code| format!("did you mean `{code}`? ")).unwrap_or_default();
        format!("there is no such code; {near}`oasmith explain` lists all")
    })
}

fn package(name: &str) -> Result<String, String> {
    if is_package_name(name) {
        Ok(name.to_owned())
    } else {
        Err("a package's name begins with a letter, and has letters, digits, `-` and `_`".to_owned())
    }
}

impl Arguments {
    /// The APIs that the arguments name.
    pub(super) fn apis(&self) -> Result<Vec<ApiConfig>, String> {
        let mut apis = self.named()?;
        let is_strict = self.reading().is_some_and(|reading| reading.strict);
        apis.iter_mut().for_each(|api| api.strict |= is_strict);
        Ok(apis)
    }

    /// How documents are read, where the command reads some for what is said of them.
    pub(super) fn reading(&self) -> Option<Reading> {
        match self.command {
            Command::Generate { reading, .. } | Command::Check { reading, .. } | Command::Inspect { reading, .. } => {
                Some(reading)
            }
            Command::Diff { .. } | Command::Explain { .. } | Command::Init { .. } => None,
        }
    }

    fn named(&self) -> Result<Vec<ApiConfig>, String> {
        match &self.command {
            Command::Generate { spec: Some(spec), out: Some(out), name, overlays, .. } => {
                let api = ApiConfig::new(spec, out, name.clone().unwrap_or_default());
                Ok(vec![ApiConfig { overlays: overlays.clone(), ..api }])
            }
            Command::Diff { .. } | Command::Explain { .. } | Command::Init { .. } => Ok(Vec::new()),
            Command::Inspect { spec, overlays, .. } => {
                Ok(vec![ApiConfig { overlays: overlays.clone(), ..ApiConfig::new(spec, "", "") }])
            }
            Command::Generate { config, .. } | Command::Check { config, .. } => {
                let is_check = matches!(self.command, Command::Check { .. });
                let config = Config::read(config).map_err(|error| match (error.is_missing(), is_check) {
                    (false, _) => error.to_string(),
                    (true, true) => format!("{error}\n  name a configuration with `--config`"),
                    (true, false) => format!(
                        "{error}\n  name a document, as in `oasmith generate SPEC --out DIR`, or a configuration with `--config`"
                    ),
                })?;
                Ok(config.apis)
            }
        }
    }
}

/// The document at `path`, or the one that comes in by standard input: `-`.
pub(super) fn read(path: &Path, api: &ApiConfig) -> std::io::Result<Loaded> {
    let bounds = api.bounds();
    if path == Path::new("-") {
        return Ok(Loaded::parse_within(Path::new("standard-input"), standard_input(&bounds)?, bounds));
    }
    Loaded::read_within(path, bounds)
}

/// The document of `api`, and `api` with a name.
pub(super) fn loaded(api: &ApiConfig, report: &Report) -> Option<(Loaded, ApiConfig)> {
    let mut api = api.clone();
    let loaded = match read(&api.document, &api) {
        Ok(loaded) => loaded.patched(&api.overlays).named_as(emit::listing(&api.out)),
        Err(error) => {
            report.failure(&format!("{}: {error}", api.document.display()));
            return None;
        }
    };
    if api.name.is_empty() {
        api.name = package_name(loaded.title().unwrap_or_default());
    }
    Some((loaded, api))
}

/// Generates the crate of `api`, which is named after its document's title unless it has a name.
fn generated(api: &ApiConfig, report: &Report) -> Option<(ApiConfig, Generated)> {
    let progress = report.progress();
    progress.say(&format!("reading {}", api.document.display()));
    let (loaded, api) = loaded(api, report)?;
    progress.say(&format!("generating {}", api.name));
    let generation = loaded.generate(&api);
    drop(progress);
    report.diagnostics(&generation);
    report.applied(&generation.document);
    match generation.result {
        Some(generated) => Some((api, generated)),
        None => {
            report.failure(&format!("{}: refused; nothing was written", api.document.display()));
            None
        }
    }
}

/// `oasmith generate`.
pub(super) fn generate(apis: &[ApiConfig], changelog: bool, report: &Report) -> u8 {
    let mut status = DONE;
    for api in apis {
        let start = Instant::now();
        let written = generated(api, report).and_then(|(api, generated)| {
            let changes = write(&api, &generated, report)?;
            Some((api, generated.counts, changes))
        });
        match written {
            Some((api, counts, changes)) => {
                report.summary(&api, counts, &changes, start.elapsed());
                if let Some((diff, api)) = super::diff::uncommitted(&api) {
                    report.changes(&diff, &api);
                    if changelog && let Err(error) = super::diff::changelog(&diff, &api) {
                        report.failure(&format!("{}: {error}", api.out.join("CHANGELOG.md").display()));
                        status = REFUSED;
                    }
                }
            }
            None => status = REFUSED,
        }
    }
    status
}

fn write(api: &ApiConfig, generated: &Generated, report: &Report) -> Option<Changes> {
    let fail = |error: std::io::Error| report.failure(&format!("{}: {error}", api.out.display()));
    let changes = emit::compare(&api.out, &generated.outputs).map_err(fail).ok()?;
    if !changes.in_the_way.is_empty() {
        for path in &changes.in_the_way {
            let path = api.out.join(path);
            report.failure(&format!("{} is in the way: the generator did not write it", path.display()));
        }
        report.failure("nothing was written; move these files, or choose another folder with `--out`");
        return None;
    }
    emit::apply(&api.out, &generated.outputs, &changes).map_err(fail).ok()?;
    Some(changes)
}

/// `oasmith check`.
pub(super) fn check(apis: &[ApiConfig], report: &Report) -> u8 {
    let mut status = DONE;
    for api in apis {
        let Some((api, generated)) = generated(api, report) else {
            status = REFUSED;
            continue;
        };
        if let Some((diff, api)) = super::diff::uncommitted(&api) {
            report.changes(&diff, &api);
        }
        match emit::compare(&api.out, &generated.outputs) {
            Ok(changes) if changes.is_empty() => report.fresh(&api, generated.counts),
            Ok(changes) => {
                report.stale(&api, &changes);
                status = REFUSED;
            }
            Err(error) => {
                report.failure(&format!("{}: {error}", api.out.display()));
                status = REFUSED;
            }
        }
    }
    status
}

/// What is counted, for a person to read.
pub(super) fn spell(counts: Counts) -> String {
    let left_out = |count: usize| if count == 0 { String::new() } else { format!(" ({count} left out)") };
    format!(
        "{} operations{}, {} types{}",
        counts.operations,
        left_out(counts.operations_left_out),
        counts.types,
        left_out(counts.schemas_left_out)
    )
}
