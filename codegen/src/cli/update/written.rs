//! The report of an update as Markdown, for the text of a pull request.

use crate::cli::diff::{self, Changes};
use crate::cli::report::Report;
use crate::config::ApiConfig;

/// The length that GitHub allows the text of a pull request, in characters.
const MAX: usize = 65_536;

/// Returns the changes of these APIs since their last release.
pub(super) fn markdown(apis: &[&ApiConfig], report: &Report) -> String {
    let changes = |api: &ApiConfig| diff::changes(api, diff::baseline(api, None).ok()??, report);
    let compared: Vec<(&ApiConfig, Option<Changes>)> = apis.iter().map(|api| (*api, changes(api))).collect();
    let sections = |section: &dyn Fn(&Changes) -> String| -> String {
        let each = compared.iter().map(|(api, changes)| {
            let none = || "No change for users of the crate, or no earlier version to compare with.\n".to_owned();
            format!("## {}\n\n{}", api.name, changes.as_ref().map_or_else(none, section))
        });
        each.collect::<Vec<_>>().join("\n")
    };
    let text = sections(&Changes::markdown);
    if text.chars().count() <= MAX {
        return text;
    }
    // The breaking changes, and the numbers of the others.
    sections(&|it| format!("```text\n{}\n```\n", diff::summary(&it.diff, &it.about).replace("```", "'''")))
}
