//! The commands `generate` and `check`.

use std::path::Path;
use std::time::Instant;

use crate::cli::diff;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::{ApiConfig, package_name};
use crate::emit::{self, Changes};
use crate::source::standard_input;
use crate::{Counts, Generated, Generations, Loaded, generate_all, listing_of};

/// Reads the document at `path`, or from standard input if `path` is `-`.
pub(super) fn read(path: &Path, api: &ApiConfig) -> std::io::Result<Loaded> {
    let bounds = api.bounds();
    if path == Path::new("-") {
        return Ok(Loaded::parse_within(Path::new("standard-input"), standard_input(&bounds)?, bounds));
    }
    Loaded::read_within(path, bounds)
}

/// Returns the document of `api` with its overlays applied, and `api` with a package name.
pub(super) fn loaded(api: &ApiConfig, report: &Report) -> Option<(Loaded, ApiConfig)> {
    let mut api = api.clone();
    let loaded = match read(&api.document, &api) {
        Ok(loaded) => loaded.patched(&api.overlays).named_as(listing_of(&api)),
        Err(error) => {
            report.failure(&api.unreadable(&error));
            return None;
        }
    };
    if api.name.is_empty() {
        api.name = package_name(loaded.title().unwrap_or_default());
    }
    Some((loaded, api))
}

/// The files of an API in memory.
#[derive(Debug)]
pub(super) struct InMemory {
    /// The settings, with the name of the crate.
    pub(super) api: ApiConfig,
    pub(super) generated: Generated,
    /// Whether documents are left out, because they have errors or can't be read.
    pub(super) is_partial: bool,
}

/// Generates the files of `api` in memory, and reports the diagnostics.
pub(super) fn generated(api: &ApiConfig, report: &Report) -> Option<InMemory> {
    let (generations, api) = generations(api, report)?;
    for (document, diagnostics) in &generations.documents {
        report.diagnostics(document, diagnostics);
        report.applied(document);
    }
    generations.unreadable.iter().for_each(|message| report.failure(message));
    let is_partial = generations.has_errors();
    if let (Some(generated), true) = (&generations.result, is_partial) {
        let count = generations.documents.len() + generations.unreadable.len();
        let left_out = count - generated.documents;
        let documents = super::diff::count(left_out, "document is", "documents are");
        report.failure(&format!("{}: {documents} left out, because of these errors", api.name));
    }
    match generations.result {
        Some(generated) => Some(InMemory { api, generated, is_partial }),
        None => {
            let subject = match api.has_documents() {
                true => format!("{}: the documents have", api.name),
                false => format!("{}: the document has", api.document.display()),
            };
            report.failure(&format!("{subject} errors; nothing was written"));
            None
        }
    }
}

fn generations(api: &ApiConfig, report: &Report) -> Option<(Generations, ApiConfig)> {
    let progress = report.progress();
    if api.has_documents() {
        progress.set(&format!("generating {}", api.name));
        let generations = generate_all(api);
        drop(progress);
        return match generations {
            Ok(generations) => Some((generations, api.clone())),
            Err(message) => {
                report.failure(&format!("{}: {message}", api.name));
                None
            }
        };
    }
    progress.set(&format!("reading {}", api.document.display()));
    let (loaded, api) = loaded(api, report)?;
    progress.set(&format!("generating {}", api.name));
    Some((loaded.generate(&api).into(), api))
}

/// Runs `oasmith generate`.
pub(super) fn generate(apis: &[ApiConfig], since: Option<&str>, changelog: bool, report: &Report) -> u8 {
    let mut status = DONE;
    for api in apis {
        let start = Instant::now();
        let written = generated(api, report).and_then(|InMemory { api, generated, is_partial }| {
            // A wrong revision is refused before anything is written.
            let baseline = diff::baseline(&api, since).map_err(|error| report.failure(&error)).ok()?;
            let changes = write(&api, &generated, report)?;
            report.summary(&api, generated.counts, &changes, start.elapsed());
            super::deps::check(&api, &generated.requirements, report);
            if is_partial {
                return None;
            }
            let Some(changes) = baseline.and_then(|it| diff::changes(&api, it, report)) else {
                if changelog {
                    report.remark(&format!(
                        "no CHANGELOG.md: git has no earlier version of {} to compare with",
                        api.name
                    ));
                }
                return Some(());
            };
            report.changes(&changes, &api);
            if changelog { write_changelog(&changes, &api, report) } else { Some(()) }
        });
        if written.is_none() {
            status = REFUSED;
        }
    }
    status
}

/// Adds the changes to the change log; `None` if that failed.
fn write_changelog(changes: &diff::Changes, api: &ApiConfig, report: &Report) -> Option<()> {
    let path = api.out.join("CHANGELOG.md");
    match diff::changelog(changes, &path) {
        Ok(written) => {
            written.into_iter().for_each(|is_new| report.wrote(&path, is_new));
            Some(())
        }
        Err(error) => {
            report.failure(&format!("{}: {error}", path.display()));
            None
        }
    }
}

fn write(api: &ApiConfig, generated: &Generated, report: &Report) -> Option<Changes> {
    let fail = |error: std::io::Error| report.failure(&format!("{}: {error}", api.out.display()));
    let changes = emit::compare(&api.out, &generated.outputs).map_err(fail).ok()?;
    if !changes.in_the_way.is_empty() {
        for path in &changes.in_the_way {
            let path = api.out.join(path);
            report.failure(&format!("{} already exists, and oasmith did not generate it", path.display()));
        }
        report.failure("nothing was written; move these files, or choose another directory with `--out`");
        return None;
    }
    emit::apply(&api.out, &generated.outputs, &changes).map_err(fail).ok()?;
    Some(changes)
}

/// Runs `oasmith check`.
pub(super) fn check(apis: &[ApiConfig], since: Option<&str>, report: &Report) -> u8 {
    let mut status = DONE;
    for api in apis {
        let Some(InMemory { api, generated, is_partial }) = generated(api, report) else {
            status = REFUSED;
            continue;
        };
        if is_partial {
            status = REFUSED;
        }
        match diff::baseline(&api, since) {
            Ok(baseline) => {
                let changes = baseline.and_then(|baseline| diff::changes(&api, baseline, report));
                changes.iter().for_each(|changes| report.changes(changes, &api));
            }
            Err(error) => {
                report.failure(&error);
                status = REFUSED;
            }
        }
        match emit::compare(&api.out, &generated.outputs) {
            Ok(changes) if changes.is_empty() => report.up_to_date(&api, generated.counts),
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

/// Formats the numbers of operations and types.
pub(super) fn spell(counts: Counts) -> String {
    let left_out = |count: usize| if count == 0 { String::new() } else { format!(" ({count} left out)") };
    format!(
        "{}{}, {}{}",
        super::diff::count(counts.operations, "operation", "operations"),
        left_out(counts.operations_left_out),
        super::diff::count(counts.types, "type", "types"),
        left_out(counts.schemas_left_out)
    )
}
