//! `oasmith diff`: the changes between two documents, as text, Markdown, JSON or HTML.

mod entries;
mod html;
mod markdown;
mod presentation;
mod sentence;
mod text;
mod version;
mod words;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::command::read;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::{ApiConfig, Config};
use crate::diff::{Class, Diff};
use crate::source::text_of_revision;
use crate::text::shown_json;
use crate::{Diagnosed, Loaded, emit};

pub(super) use presentation::{changelog, summary};
pub(super) use sentence::count;

/// The formats of a change report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text for a terminal
    Text,
    /// Markdown for a comment on a pull request
    Markdown,
    /// JSON in a stable format
    Json,
    /// A standalone page that quotes both documents
    Html,
}

/// The changes that cause exit status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Breaking changes
    Breaking,
    /// All changes except those of documentation
    Any,
}

/// The options of `oasmith diff`.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Options {
    /// Format of the report
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Exit with status 1 if there are such changes
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Write the next version into the settings, counted from the version in the old document's revision
    #[arg(long)]
    set_version: bool,
}

/// Compares two documents and prints the changes.
pub(super) fn diff(old: &str, new: &str, options: &Options, config: &Path, report: &Report) -> u8 {
    let Options { format, fail_on, set_version } = *options;
    let path = config;
    let mut config = match settings(path, [old, new]) {
        Ok(config) => config,
        Err(error) => {
            report.failure(&error);
            return REFUSED;
        }
    };
    let load = |place| load(place, &config, report);
    let (Some(before), Some(after)) = (load(old), load(new)) else { return REFUSED };
    let (diff, diagnosed) = after.diff_from(before, &config);
    diagnosed.last().into_iter().for_each(|diagnosed| report.unmatched(diagnosed));
    let Some(diff) = diff else {
        diagnosed.iter().for_each(|diagnosed| report.errors(diagnosed));
        report.failure("oasmith can't compare a document that has errors; correct them first");
        return REFUSED;
    };
    config.version = version::before(old, path, &config);
    if set_version {
        let next = diff.bump.next(&config.version);
        if let Err(error) = version::set(path, &config.name, &next) {
            report.failure(&format!("{}: can't set `version`: {error}", path.display()));
            return REFUSED;
        }
    }
    let text = format.written(&diff, &config.version, &diagnosed);
    // The reader may have closed the pipe.
    let _ = std::io::stdout().write_all(text.as_bytes());
    let fails = match fail_on {
        None => false,
        Some(FailOn::Breaking) => diff.is_breaking(),
        Some(FailOn::Any) => diff.changes.iter().any(|change| change.class != Class::Documentation),
    };
    if fails { REFUSED } else { DONE }
}

impl Format {
    fn written(self, diff: &Diff, version: &str, diagnosed: &[Diagnosed]) -> String {
        match self {
            Self::Text => text::text(diff, version),
            Self::Markdown => markdown::text(diff, version),
            Self::Json => to_json(diff),
            Self::Html => html::page(diff, version, diagnosed),
        }
    }
}

/// Returns the changes in each format, for the fuzzer.
pub fn in_every_format(diff: &Diff, version: &str, diagnosed: &[Diagnosed]) -> [String; 4] {
    [Format::Text, Format::Markdown, Format::Json, Format::Html].map(|format| format.written(diff, version, diagnosed))
}

fn to_json(diff: &Diff) -> String {
    // Serialization of strings, numbers, lists and structs does not fail.
    shown_json(&serde_json::to_string_pretty(diff).unwrap_or_default()) + "\n"
}

/// Loads a document from a path or from a revision (`git:REV:PATH`), with the overlays and the crate's names found there.
fn load(place: &str, api: &ApiConfig, report: &Report) -> Option<Loaded> {
    let overlays = &api.overlays;
    let loaded = match place.strip_prefix("git:").and_then(|rest| rest.split_once(':')) {
        None => {
            let loaded = read(Path::new(place), api).map_err(|error| error.to_string());
            loaded.map(|loaded| loaded.patched(overlays).named_as(emit::listing(&api.out)))
        }
        Some((revision, path)) => {
            let loaded = Loaded::of_revision(revision, Path::new(path), Path::new(place));
            let listing = text_of_revision(revision, &api.out.join("api.txt"));
            loaded.map(|loaded| loaded.patched_as_of(revision, overlays).named_as(listing))
        }
    };
    let loaded = loaded.map(Loaded::forgiving);
    loaded.map_err(|error| report.failure(&format!("{place}: {error}"))).ok()
}

/// Returns the settings of the API whose document is one of these, or else the default settings.
fn settings(config: &Path, places: [&str; 2]) -> Result<ApiConfig, String> {
    let apis = match Config::read(config) {
        Ok(config) => config.apis,
        // Settings are optional for a comparison.
        Err(error) if error.is_missing() => Vec::new(),
        Err(error) => return Err(error.to_string()),
    };
    let path = |place: &str| PathBuf::from(place.rsplit(':').next().unwrap_or(place)).canonicalize().ok();
    let is_selected = |api: &&ApiConfig| {
        let document = api.document.canonicalize().ok();
        document.is_some() && places.iter().any(|place| path(place) == document)
    };
    Ok(apis.iter().find(is_selected).cloned().unwrap_or_else(|| ApiConfig::new("", "", "client")))
}

/// Returns the changes since the last commit, and the settings with the crate's version of that commit.
pub(super) fn uncommitted(api: &ApiConfig) -> Option<(Diff, ApiConfig)> {
    let diff = Loaded::uncommitted(api)?;
    Some((diff, ApiConfig { version: version::committed(api), ..api.clone() }))
}
