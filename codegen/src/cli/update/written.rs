//! The report of an update as Markdown, for the text of a pull request.

use crate::cli::diff::{self, Changes};
use crate::cli::report::Report;
use crate::config::ApiConfig;

/// The report of a crate without changes.
const NONE: &str = "No change for users of the crate, or no earlier version to compare with.\n";

/// Returns the changes of these APIs since their last release. The text fits into a pull request.
pub(super) fn markdown(apis: &[&ApiConfig], report: &Report) -> String {
    let changes = |api: &&ApiConfig| diff::changes(api, diff::baseline(api, None).ok()??, report);
    let compared: Vec<Option<Changes>> = apis.iter().map(changes).collect();
    let titles: Vec<String> = apis.iter().map(|api| format!("## {}\n\n", api.name)).collect();
    let other = titles.iter().map(|title| title.len() + NONE.len() + 1).sum();
    let mut reports = diff::reports(&compared.iter().flatten().collect::<Vec<_>>(), other).into_iter();
    let sections = titles.into_iter().zip(&compared).map(|(title, changes)| {
        let report = changes.as_ref().and_then(|_| reports.next());
        title + report.as_deref().unwrap_or(NONE)
    });
    sections.collect::<Vec<_>>().join("\n")
}
