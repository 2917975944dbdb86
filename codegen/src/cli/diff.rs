//! `oasmith diff`: the changes since a release, or between two documents, as text, Markdown, JSON or HTML.

mod about;
mod changelog;
mod entries;
mod html;
mod markdown;
mod presentation;
mod sentence;
mod since;
mod text;
mod two;
mod version;
mod words;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::Diagnosed;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::ApiConfig;
use crate::diff::{Class, Diff};
use crate::text::{shown, shown_json};

pub(super) use about::About;
pub(super) use presentation::summary;
pub(super) use sentence::count;
#[cfg(feature = "update")]
pub(super) use since::reports;
pub(super) use since::{Changes, baseline, changelog, changes};

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

/// The changes that cause exit status 1: each value names the least severe class that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Source-breaking changes: code that uses the crate no longer compiles
    Source,
    /// Behavior-breaking changes, and source-breaking ones
    Behavior,
    /// The same as `behavior`
    Breaking,
    /// All changes except those of documentation
    Any,
}

impl FailOn {
    /// Returns whether any change is of the named class or a more severe one.
    fn fails(self, diff: &Diff) -> bool {
        let least = match self {
            Self::Source => Class::Compile,
            Self::Behavior | Self::Breaking => Class::Run,
            Self::Any => Class::Compatible,
        };
        diff.changes.iter().any(|change| change.class <= least)
    }
}

/// The documents that `oasmith diff` compares.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Sides {
    /// The old document: a path, `git:REV:PATH`, or `-` for standard input; by default, the last release of each crate
    #[arg(requires = "new")]
    old: Option<String>,
    /// The new document: a path, or `git:REV:PATH`; by default, the document of each API in the settings
    new: Option<String>,
    /// Compare with this revision of git instead of the last release
    #[arg(long, value_name = "REV", conflicts_with = "old")]
    since: Option<String>,
    /// Compare only this crate of the settings; with two documents, use its settings
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// The settings file; for two documents, its settings apply if it names one of them
    #[arg(long, value_name = "FILE", default_value = "oasmith.toml")]
    config: PathBuf,
}

/// The options of `oasmith diff`.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Options {
    /// Format of the report; by default `text`, and no report with `--quiet`
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Exit with status 1 if there are changes of this class or a more severe one
    #[arg(long, value_enum, value_name = "CLASS")]
    fail_on: Option<FailOn>,
    /// Write the next version into the settings, unless they have it or a higher one
    #[arg(long)]
    set_version: bool,
}

/// A comparison to report.
#[derive(Debug)]
struct Compared {
    /// The current settings; `None` if they name none of the documents.
    api: Option<ApiConfig>,
    diff: Diff,
    about: About,
    /// Both documents, the old one first.
    diagnosed: Vec<Diagnosed>,
}

impl Compared {
    /// Writes the next version into the settings at `path`, unless they have it or a higher one.
    fn set_version(&mut self, path: &Path, report: &Report) -> Result<(), String> {
        let api = self.api.as_ref().ok_or("it names none of the documents")?;
        let advice = self.about.advice.for_settings(&api.version);
        if let Some(next) = advice.to_set() {
            version::set(path, &api.name, next)?;
            report.remark(&format!("{}: the version of `{}` is now {next}", path.display(), api.name));
            self.about.advice = advice.written();
        }
        Ok(())
    }
}

/// Compares documents and prints the changes; if `quiet`, only in a format that the arguments name.
pub(super) fn diff(sides: &Sides, options: &Options, quiet: bool, report: &Report) -> u8 {
    let Options { format: named, fail_on, set_version } = *options;
    let format = named.unwrap_or(Format::Text);
    let (mut compared, mut status) = match (&sides.old, &sides.new) {
        (Some(old), Some(new)) => match two::compared([old, new], sides, report) {
            Some(compared) => (vec![compared], DONE),
            None => return REFUSED,
        },
        _ => match since::compared(sides, format, report) {
            Some(compared) => compared,
            None => return REFUSED,
        },
    };
    for compared in compared.iter_mut().filter(|_| set_version) {
        if let Err(error) = compared.set_version(&sides.config, report) {
            report.failure(&format!("{}: can't set `version`: {error}", sides.config.display()));
            return REFUSED;
        }
    }
    if named.is_some() || !quiet {
        // The reader may have closed the pipe.
        let _ = std::io::stdout().write_all(format.texts(&compared).join("\n").as_bytes());
    }
    if compared.iter().any(|it| fail_on.is_some_and(|fail_on| fail_on.fails(&it.diff))) {
        status = REFUSED;
    }
    status
}

impl Format {
    /// Returns the reports, each below the name of its crate if there are several.
    fn texts(self, compared: &[Compared]) -> Vec<String> {
        let titles: Vec<String> = compared.iter().map(|it| self.title(it, compared.len() > 1)).collect();
        let texts = match self {
            Self::Markdown => {
                let pairs: Vec<(&Diff, &About)> = compared.iter().map(|it| (&it.diff, &it.about)).collect();
                // A line feed is between two reports.
                markdown::texts(&pairs, titles.iter().map(|title| title.len() + 1).sum())
            }
            _ => compared.iter().map(|it| self.written(&it.diff, &it.about, &it.diagnosed)).collect(),
        };
        titles.into_iter().zip(texts).map(|(title, text)| title + &text).collect()
    }

    fn title(self, compared: &Compared, is_one_of_several: bool) -> String {
        match (self, &compared.api) {
            (Self::Text, Some(api)) if is_one_of_several => format!("{}\n", shown(&api.name)),
            (Self::Markdown, Some(api)) if is_one_of_several => format!("## `{}`\n\n", shown(&api.name)),
            _ => String::new(),
        }
    }

    fn written(self, diff: &Diff, about: &About, diagnosed: &[Diagnosed]) -> String {
        match self {
            Self::Text => text::text(diff, about),
            Self::Markdown => markdown::texts(&[(diff, about)], 0).concat(),
            Self::Json => to_json(diff, about),
            Self::Html => html::page(diff, about, diagnosed),
        }
    }
}

/// Returns the changes in each format, for the fuzzer.
pub fn in_every_format(diff: &Diff, version: &str, diagnosed: &[Diagnosed]) -> [String; 4] {
    let about = About::two(diff, version);
    [Format::Text, Format::Markdown, Format::Json, Format::Html].map(|format| format.written(diff, &about, diagnosed))
}

fn to_json(diff: &Diff, about: &About) -> String {
    // Serialization of strings, numbers, lists and structs does not fail.
    let report = about::JsonReport::new(diff, about);
    shown_json(&serde_json::to_string_pretty(&report).unwrap_or_default()) + "\n"
}
