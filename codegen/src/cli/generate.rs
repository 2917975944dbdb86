//! The commands `generate` and `check`.

use std::path::Path;
use std::time::Instant;

use crate::cli::diff;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::{ApiConfig, package_name};
use crate::emit::{self, Changes};
use crate::source::standard_input;
use crate::{Counts, Generated, Loaded};

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
        Ok(loaded) => loaded.patched(&api.overlays).named_as(emit::listing(&api.out)),
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

/// Generates the files of `api` in memory, and reports the diagnostics.
pub(super) fn generated(api: &ApiConfig, report: &Report) -> Option<(ApiConfig, Generated)> {
    let progress = report.progress();
    progress.set(&format!("reading {}", api.document.display()));
    let (loaded, api) = loaded(api, report)?;
    progress.set(&format!("generating {}", api.name));
    let generation = loaded.generate(&api);
    drop(progress);
    report.diagnostics(&generation);
    report.applied(&generation.document);
    match generation.result {
        Some(generated) => Some((api, generated)),
        None => {
            report.failure(&format!("{}: the document has errors; nothing was written", api.document.display()));
            None
        }
    }
}

/// Runs `oasmith generate`.
pub(super) fn generate(apis: &[ApiConfig], since: Option<&str>, changelog: bool, report: &Report) -> u8 {
    let mut status = DONE;
    for api in apis {
        let start = Instant::now();
        let written = generated(api, report).and_then(|(api, generated)| {
            // A wrong revision is refused before anything is written.
            let baseline = diff::baseline(&api, since).map_err(|error| report.failure(&error)).ok()?;
            let changes = write(&api, &generated, report)?;
            report.summary(&api, generated.counts, &changes, start.elapsed());
            super::deps::check(&api, &generated.requirements, report);
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
        let Some((api, generated)) = generated(api, report) else {
            status = REFUSED;
            continue;
        };
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
