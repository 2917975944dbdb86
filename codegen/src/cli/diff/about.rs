//! What a report states besides the changes: the baseline, and the next version.

use crate::Through;
use crate::cli::diff::version::Advice;
use crate::diff::Bump;

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
