//! `oasmith diff`: what a change of a document means, for a person, a pull request, a program or a browser.

mod html;
mod markdown;
mod text;
mod version;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::command::read;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::{ApiConfig, Config};
use crate::diff::{Change, Class, Diff, Place};
use crate::source::text_of_revision;
use crate::text::{shown, shown_json};
use crate::{Diagnosed, Loaded, emit};

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a terminal
    Text,
    /// For a comment on a pull request
    Markdown,
    /// For a program; the shape is stable
    Json,
    /// A page of its own, with both documents
    Html,
}

/// Which changes end the program with status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Those that break what worked
    Breaking,
    /// All but documentation
    Any,
}

/// What is done with what changed.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Options {
    /// How to write it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// End with status 1 where there are such changes
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Set the next version in the configuration, counted from the one it had in the old document's revision
    #[arg(long)]
    set_version: bool,
}

/// Compares two documents, and prints what changed.
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
    let (diff, told) = after.diff_from(before, &config);
    told.last().into_iter().for_each(|told| report.unmatched(told));
    let Some(diff) = diff else {
        told.iter().for_each(|told| report.errors(told));
        report.failure("there is nothing to compare with a document that is refused");
        return REFUSED;
    };
    config.version = version::before(old, path, &config);
    if set_version {
        let next = diff.bump.next(&config.version);
        if let Err(error) = version::set(path, &config.name, &next) {
            report.failure(&format!("{}: the version can't be set: {error}", path.display()));
            return REFUSED;
        }
    }
    let text = format.written(&diff, &config.version, &told);
    // Whoever reads may have seen enough.
    let _ = std::io::stdout().write_all(text.as_bytes());
    let fails = match fail_on {
        None => false,
        Some(FailOn::Breaking) => diff.is_breaking(),
        Some(FailOn::Any) => diff.changes.iter().any(|change| change.class != Class::Documentation),
    };
    if fails { REFUSED } else { DONE }
}

impl Format {
    fn written(self, diff: &Diff, version: &str, told: &[Diagnosed]) -> String {
        match self {
            Self::Text => text::text(diff, version),
            Self::Markdown => markdown::text(diff, version),
            Self::Json => to_json(diff),
            Self::Html => html::page(diff, version, told),
        }
    }
}

/// The changes in each format, for the fuzzer.
pub fn in_every_format(diff: &Diff, version: &str, told: &[Diagnosed]) -> [String; 4] {
    [Format::Text, Format::Markdown, Format::Json, Format::Html].map(|format| format.written(diff, version, told))
}

fn to_json(diff: &Diff) -> String {
    // It is text, numbers, lists and structs: that can be written.
    shown_json(&serde_json::to_string_pretty(diff).unwrap_or_default()) + "\n"
}

/// A document at a path, or of a revision: `git:REV:PATH`; with the overlays and the crate's names as they are there.
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

/// The settings of the API whose document one of these is; otherwise as they are unless set.
fn settings(config: &Path, places: [&str; 2]) -> Result<ApiConfig, String> {
    let apis = match Config::read(config) {
        Ok(config) => config.apis,
        // Documents alone can be compared.
        Err(error) if error.is_missing() => Vec::new(),
        Err(error) => return Err(error.to_string()),
    };
    let path = |place: &str| PathBuf::from(place.rsplit(':').next().unwrap_or(place)).canonicalize().ok();
    let is_meant = |api: &&ApiConfig| {
        let document = api.document.canonicalize().ok();
        document.is_some() && places.iter().any(|place| path(place) == document)
    };
    Ok(apis.iter().find(is_meant).cloned().unwrap_or_else(|| ApiConfig::new("", "", "client")))
}

/// What there is of each class, in a sentence.
fn counts(diff: &Diff) -> String {
    let each = Class::ALL.iter().map(|class| (class, diff.of(*class).count())).filter(|(_, count)| *count > 0);
    let each: Vec<String> = each.map(|(class, count)| format!("{count} {}", class.title().to_lowercase())).collect();
    if each.is_empty() { "no change".to_owned() } else { each.join(", ") }
}

/// The next version, in a sentence; `None` where it stays.
fn next(diff: &Diff, version: &str) -> Option<String> {
    let next = diff.bump.next(version);
    (next != version).then(|| format!("the next version is {next}, after {version}"))
}

/// The changes of a class, by what they are changes of.
fn grouped(diff: &Diff, class: Class) -> Vec<(&Change, Vec<&Change>)> {
    let mut groups: Vec<(&Change, Vec<&Change>)> = Vec::new();
    for change in diff.of(class) {
        match groups.last_mut() {
            Some((first, group)) if first.subject == change.subject => group.push(change),
            _ => groups.push((change, vec![change])),
        }
    }
    groups
}

/// The places of a change: `old.yaml:3 → new.yaml:4`.
fn places(diff: &Diff, change: &Change) -> String {
    let place = |place: &Place, document: &str| format!("{}:{}", place.file.as_deref().unwrap_or(document), place.line);
    let old = change.old.as_ref().map(|it| place(it, &diff.old));
    let new = change.new.as_ref().map(|it| place(it, &diff.new));
    match (old, new) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (old, new) => old.or(new).unwrap_or_default(),
    }
}

/// How many changes are shown that break something.
const SHOWN: usize = 20;

/// What breaks, each in a line, and how much there is of the rest.
pub(super) fn summary(diff: &Diff, version: &str) -> String {
    let breaking: Vec<&Change> = diff.changes.iter().filter(|change| change.class.is_breaking()).collect();
    let mut lines = vec![format!("since the last commit: {}", counts(diff))];
    lines.extend(breaking.iter().take(SHOWN).map(|it| format!("  {}: {}  [{}]", it.subject, it.message, it.id)));
    if breaking.len() > SHOWN {
        lines.push(format!("  and {} more; `oasmith diff` shows them", breaking.len() - SHOWN));
    }
    lines.extend(next(diff, version));
    lines.iter().map(|line| shown(line)).collect::<Vec<_>>().join("\n")
}

/// What changed since the last commit, and the settings with the version that the crate has there.
pub(super) fn uncommitted(api: &ApiConfig) -> Option<(Diff, ApiConfig)> {
    let diff = Loaded::uncommitted(api)?;
    Some((diff, ApiConfig { version: version::committed(api), ..api.clone() }))
}

/// Puts the changes at the top of the crate's change log; those that are there of the same version go.
pub(super) fn changelog(diff: &Diff, api: &ApiConfig) -> std::io::Result<()> {
    let path = api.out.join("CHANGELOG.md");
    let before = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        before => before?,
    };
    std::fs::write(path, markdown::entered(&before, diff, &api.version))
}
