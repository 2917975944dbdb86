//! The changes of crates since a release.

use std::path::Path;

use crate::Since;
use crate::baseline::Baseline;
use crate::cli::diff::about::Command;
use crate::cli::diff::changelog::Entry;
use crate::cli::diff::version::Advice;
use crate::cli::diff::{About, Compared, Format, Sides, markdown};
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::{ApiConfig, Config};
use crate::diff::{Bump, Diff};
use crate::source::text_of_revision;

/// The changes of a crate since its baseline.
#[derive(Debug)]
pub(in crate::cli) struct Changes {
    pub(in crate::cli) diff: Diff,
    pub(in crate::cli) about: About,
    baseline: Baseline,
    /// The settings at the baseline.
    previous: ApiConfig,
}

/// Returns the reports of several crates in Markdown, which fit into a comment together with `other` bytes.
#[cfg(feature = "update")]
pub(in crate::cli) fn reports(changes: &[&Changes], other: usize) -> Vec<String> {
    let pairs: Vec<(&Diff, &About)> = changes.iter().map(|it| (&it.diff, &it.about)).collect();
    markdown::texts(&pairs, other)
}

/// Compares every crate of the settings, or the one that the arguments name, with its baseline. Returns the exit status too:
/// one crate that can't be compared does not hide the others. `None` if there is nothing to report.
pub(super) fn compared(sides: &Sides, format: Format, report: &Report) -> Option<(Vec<Compared>, u8)> {
    let fail = |message: &str| {
        report.failure(message);
        None
    };
    let apis = match Config::read(&sides.config) {
        Ok(config) => config.apis,
        Err(error) if error.is_missing() => {
            let advice = "pass a settings file with `--config`, or two documents, as in `oasmith diff OLD NEW`";
            return fail(&format!("{error}\n  {advice}"));
        }
        Err(error) => return fail(&error.to_string()),
    };
    let is_chosen = |api: &&ApiConfig| sides.name.as_ref().is_none_or(|name| *name == api.name);
    let chosen: Vec<&ApiConfig> = apis.iter().filter(is_chosen).collect();
    match (chosen.as_slice(), &sides.name) {
        ([], Some(name)) => return fail(&unknown_name(name, &apis, &sides.config)),
        ([_, _, ..], _) if matches!(format, Format::Json | Format::Html) => {
            return fail("a report in this format is about one crate; choose one of the settings with `--name`");
        }
        _ => {}
    }
    let compared: Vec<Option<Compared>> =
        chosen.iter().map(|api| of_api(api, sides.since.as_deref(), report)).collect();
    let status = if compared.iter().any(Option::is_none) { REFUSED } else { DONE };
    Some((compared.into_iter().flatten().collect(), status))
}

/// Returns the message that the settings have no crate of a name.
pub(super) fn unknown_name(name: &str, apis: &[ApiConfig], config: &Path) -> String {
    let names: Vec<String> = apis.iter().map(|api| format!("`{}`", api.name)).collect();
    format!("{}: no `[[api]]` has the name `{name}`; the names are {}", config.display(), names.join(", "))
}

fn of_api(api: &ApiConfig, since: Option<&str>, report: &Report) -> Option<Compared> {
    let baseline = match since {
        Some(revision) => Baseline::at(revision, api),
        None => Baseline::of(api),
    };
    let baseline = baseline.map_err(|error| report.failure(&format!("{}: {error}", api.name))).ok()?;
    baseline.advice().into_iter().for_each(|advice| report.remark(advice));
    let since = crate::since(&baseline, api).map_err(|error| report.failure(&error)).ok()?;
    let Some(Since { settings, diff, through, diagnosed, note }) = since else {
        report.remark(&format!("{} is new: {baseline} does not have it", api.name));
        let [old, new] = [baseline.place(&api.document), api.document.clone()].map(|path| path.display().to_string());
        let diff = Diff::without_changes(old, new);
        let about = about(&baseline, api, None, advice(&baseline, diff.bump, &api.version, api));
        return Some(Compared { api: Some(api.clone()), diff, about, diagnosed: Vec::new() });
    };
    note.iter().for_each(|note| report.remark(note));
    let Some(diff) = diff else {
        diagnosed.iter().for_each(|diagnosed| report.errors(diagnosed));
        report.failure(&format!("{}: {}", api.name, super::two::HAS_ERRORS));
        return None;
    };
    let about = about(&baseline, api, through, advice(&baseline, diff.bump, &settings.version, api));
    Some(Compared { api: Some(api.clone()), diff, about, diagnosed })
}

fn about(baseline: &Baseline, api: &ApiConfig, through: Option<crate::Through>, advice: Advice) -> About {
    let since = baseline.to_string();
    let command = Command::of_crate(api, baseline.is_named().then_some(since.as_str()));
    About { since: Some(since), through, advice, command }
}

/// Returns the advice about the next version, which counts from the last release: changes since another revision may be part of
/// a release, or of a version that the settings already have. Without a release, it counts from the baseline: `bump` is the one
/// of the changes since then, and `before` the version at that time.
pub(super) fn advice(baseline: &Baseline, bump: Bump, before: &str, api: &ApiConfig) -> Advice {
    let here = Advice::new(bump, before, &api.version);
    if !baseline.is_named() {
        return here;
    }
    let Some(release) = Baseline::of(api).ok().filter(Baseline::is_release) else { return here };
    if release.revision() == baseline.revision() {
        let settings = release.settings(api);
        return settings.map_or(here, |then| Advice::new(bump, &then.api.version, &api.version));
    }
    match crate::since(&release, api) {
        Ok(Some(Since { settings, diff: Some(diff), .. })) => Advice::new(diff.bump, &settings.version, &api.version),
        // The release does not have the crate.
        Ok(None) => Advice::new(Bump::None, &api.version, &api.version),
        Ok(Some(_)) | Err(_) => here,
    }
}

/// Returns the baseline of a crate: the revision, or else the last release. `None` if there is nothing to compare with, as
/// outside of a repository.
///
/// # Errors
///
/// If the repository lacks the revision.
pub(in crate::cli) fn baseline(api: &ApiConfig, since: Option<&str>) -> Result<Option<Baseline>, String> {
    match since {
        None => Ok(Baseline::of(api).ok()),
        Some(revision) => Baseline::at(revision, api).map(Some).map_err(|error| format!("--since: {error}")),
    }
}

/// Returns the changes of a crate since its baseline; `None` if the baseline does not have the crate, or has errors.
pub(in crate::cli) fn changes(api: &ApiConfig, baseline: Baseline, report: &Report) -> Option<Changes> {
    baseline.advice().into_iter().for_each(|advice| report.remark(advice));
    let since = match crate::since(&baseline, api) {
        Ok(since) => since?,
        Err(error) => {
            // A document that git ignores is in no commit.
            if !baseline.is_last_commit() {
                report.remark(&error);
            }
            return None;
        }
    };
    let Since { settings, diff, through, note, .. } = since;
    note.iter().for_each(|note| report.remark(note));
    let Some(diff) = diff else {
        report.remark(&format!("oasmith can't compare with {baseline}, because its document has errors"));
        return None;
    };
    let about = about(&baseline, api, through, advice(&baseline, diff.bump, &settings.version, api));
    Some(Changes { diff, about, baseline, previous: settings })
}

/// Writes the changes into the crate's change log, in the section of the next version. Returns whether the file is new; `None`
/// if it stays as it is.
pub(in crate::cli) fn changelog(changes: &Changes, path: &Path) -> std::io::Result<Option<bool>> {
    let Changes { diff, about, baseline, previous } = changes;
    let before = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        before => Some(before?),
    };
    // Readers of the file don't have the revision at hand.
    let diff = Diff { old: previous.document.display().to_string(), ..diff.clone() };
    let released = text_of_revision(baseline.revision(), &previous.out.join("CHANGELOG.md")).unwrap_or_default();
    let entry = Entry {
        version: about.advice.version(),
        before: &previous.version,
        since: &baseline.to_string(),
        released: &released,
        changes: &markdown::all_classes(&diff),
    };
    let text = before.as_deref().unwrap_or_default();
    let entered = entry.entered(text);
    if entered == text {
        return Ok(None);
    }
    std::fs::write(path, entered)?;
    Ok(Some(before.is_none()))
}
