//! The comparison of two documents that the arguments name.

use std::path::{Path, PathBuf};

use crate::baseline::{Baseline, is_same};
use crate::cli::diff::about::Command;
use crate::cli::diff::since::{self, unknown_name};
use crate::cli::diff::version::Advice;
use crate::cli::diff::{About, Compared, Sides};
use crate::cli::generate::read;
use crate::cli::report::Report;
use crate::config::{ApiConfig, Config};
use crate::diff::Bump;
use crate::{Loaded, Through, emit};

/// The message about documents that can't be compared.
pub(super) const HAS_ERRORS: &str = "oasmith can't compare a document that has errors; correct them first";

/// Compares two documents; `None` if that failed.
pub(super) fn compared(places: [&str; 2], sides: &Sides, report: &Report) -> Option<Compared> {
    let current = settings(sides, places).map_err(|error| report.failure(&error)).ok()?;
    let [old, new] = places.map(|place| Side::of(place, &sides.config, current.as_ref(), report));
    let (before, after) = (old.loaded(report)?, new.loaded(report)?);
    let settings = [&old.settings, &new.settings];
    let (diff, diagnosed) = after.diff_from(before, settings);
    diagnosed.last().into_iter().for_each(|diagnosed| report.unmatched(diagnosed));
    let Some(diff) = diff else {
        diagnosed.iter().for_each(|diagnosed| report.errors(diagnosed));
        report.failure(HAS_ERRORS);
        return None;
    };
    let advice = advice(&old, &new, diff.bump, current.as_ref());
    let config = sides.config.display().to_string();
    let command = Command::of_documents(places, sides.name.as_deref(), &config);
    let about = About { since: None, through: Through::of(&diagnosed, settings), advice, command };
    Some(Compared { api: current, diff, about, diagnosed })
}

/// Returns the advice about the next version of the crate.
fn advice(old: &Side<'_>, new: &Side<'_>, bump: Bump, current: Option<&ApiConfig>) -> Advice {
    let before = match (&old.revision, current) {
        (None, Some(api)) => released(api).unwrap_or_else(|| api.version.clone()),
        (Some((baseline, path)), Some(api)) if is_same(path, &api.document) && new.is_document_of(api) => {
            // The same comparison as `--since`.
            if let Ok(baseline) = Baseline::at(baseline.revision(), api) {
                return since::advice(&baseline, bump, &old.settings.version, api);
            }
            old.settings.version.clone()
        }
        _ => old.settings.version.clone(),
    };
    Advice::new(bump, &before, &new.settings.version)
}

/// Returns the version of the last release: a file does not have the version of its time, and the version in the settings
/// may already be the next one.
fn released(api: &ApiConfig) -> Option<String> {
    let baseline = Baseline::of(api).ok()?;
    baseline.settings(api).map(|previous| previous.api.version)
}

/// A document of a comparison.
struct Side<'p> {
    place: &'p str,
    revision: Option<(Baseline, PathBuf)>,
    settings: ApiConfig,
}

impl<'p> Side<'p> {
    /// Returns a document with its settings: those of its revision (`git:REV:PATH`), or else the current ones.
    fn of(place: &'p str, config: &Path, current: Option<&ApiConfig>, report: &Report) -> Self {
        let now = || current.cloned().unwrap_or_else(|| ApiConfig::new("", "", "client"));
        let Some((revision, path)) = of_revision(place) else {
            return Self { place, revision: None, settings: now() };
        };
        let (baseline, path) = (Baseline::named(revision), PathBuf::from(path));
        let settings = match (baseline.settings_in(config, current.map(|it| it.name.as_str()), &path), current) {
            (Ok(Some(then)), _) => then,
            (Ok(None), Some(current)) => baseline.versioned(current),
            (Err(note), Some(current)) => {
                report.remark(&format!("{note}; oasmith uses the current settings for {place}"));
                baseline.versioned(current)
            }
            // Settings are optional for a comparison.
            (Ok(None) | Err(_), None) => now(),
        };
        let settings = ApiConfig { document: path.clone(), ..settings };
        Self { place, revision: Some((baseline, path)), settings }
    }

    /// Returns whether it is the document of these settings, as it is on disk.
    fn is_document_of(&self, api: &ApiConfig) -> bool {
        self.revision.is_none() && is_same(Path::new(self.place), &api.document)
    }

    /// Loads the document with its overlays and the crate's names.
    fn loaded(&self, report: &Report) -> Option<Loaded> {
        let Self { place, revision, settings } = self;
        let loaded = match revision {
            Some((baseline, path)) => Loaded::at(baseline, path, Path::new(place), settings)
                // The repository may lack the revision, not only the file.
                .map_err(|error| Baseline::at(baseline.revision(), settings).err().unwrap_or(error)),
            None => {
                let loaded = read(Path::new(place), settings).map_err(|error| error.to_string());
                let listing = || emit::listing(&settings.out);
                loaded.map(|loaded| loaded.patched(&settings.overlays).named_as(listing()).forgiving())
            }
        };
        loaded.map_err(|error| report.failure(&format!("{place}: {error}"))).ok()
    }
}

/// Returns the revision and the path of `git:REV:PATH`.
fn of_revision(place: &str) -> Option<(&str, &str)> {
    place.strip_prefix("git:")?.split_once(':')
}

/// Returns the settings of the API with the name in the arguments, or whose document is one of these.
fn settings(sides: &Sides, places: [&str; 2]) -> Result<Option<ApiConfig>, String> {
    let apis = match Config::read(&sides.config) {
        Ok(config) => config.apis,
        // Settings are optional for a comparison.
        Err(error) if error.is_missing() && sides.name.is_none() => Vec::new(),
        Err(error) => return Err(error.to_string()),
    };
    if let Some(name) = &sides.name {
        let named = apis.iter().find(|api| api.name == *name).cloned();
        return named.map(Some).ok_or_else(|| unknown_name(name, &apis, &sides.config));
    }
    let paths = places.map(|place| Path::new(of_revision(place).map_or(place, |(_, path)| path)));
    let is_document = |api: &&ApiConfig| {
        let canonical = api.document.canonicalize().ok();
        let is_linked = |path: &Path| canonical.is_some() && path.canonicalize().ok() == canonical;
        paths.iter().any(|path| is_same(path, &api.document) || is_linked(path))
    };
    Ok(apis.iter().find(is_document).cloned())
}
