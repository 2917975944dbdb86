//! What a report states besides the changes: the baseline, and the next version.

use serde::Serialize;

use crate::Through;
use crate::cli::diff::version::Advice;
use crate::diff::{Bump, Diff};

/// What a report states besides the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct About {
    /// The baseline; `None` if the caller named both documents.
    pub(super) since: Option<String>,
    /// What changed, if it is not the document.
    pub(super) through: Option<Through>,
    /// The advice about the next version.
    pub(super) advice: Advice,
}

impl About {
    /// Returns what a report states about two documents, for a crate that has this version.
    pub(super) fn two(bump: Bump, version: &str) -> Self {
        Self { since: None, through: None, advice: Advice::new(bump, version, version) }
    }

    /// Returns the baseline and what changed, such as `since v0.3.0, through the settings`.
    pub(super) fn origin(&self) -> Option<String> {
        let since = self.since.as_ref().map(|since| format!("since {since}"));
        let through = self.through.map(|through| through.as_str().to_owned());
        let parts: Vec<String> = since.into_iter().chain(through).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Returns the sentences of a report.
    pub(super) fn sentences(&self) -> Vec<String> {
        self.origin().into_iter().chain(self.advice.sentence()).collect()
    }

    /// Returns a note for each change, if the document is not the place to look at.
    pub(in crate::cli) fn through(&self) -> Option<&'static str> {
        self.through.map(Through::as_str)
    }
}

/// A report in JSON: the changes, and what it states besides them.
#[derive(Debug, Serialize)]
pub(super) struct JsonReport<'r> {
    #[serde(flatten)]
    diff: &'r Diff,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<&'static str>,
    version: JsonVersion<'r>,
}

#[derive(Debug, Serialize)]
struct JsonVersion<'r> {
    before: &'r str,
    next: &'r str,
    is_set: bool,
}

impl<'r> JsonReport<'r> {
    pub(super) fn new(diff: &'r Diff, about: &'r About) -> Self {
        let through = about.through.map(|through| match through {
            Through::Settings => "settings",
            Through::Overlays => "overlays",
            Through::Both => "settings-and-overlays",
        });
        let advice = &about.advice;
        let version =
            JsonVersion { before: advice.before(), next: advice.version(), is_set: advice.to_set().is_none() };
        Self { diff, since: about.since.as_deref(), through, version }
    }
}
