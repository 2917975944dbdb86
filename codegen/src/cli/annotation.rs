//! Annotations for GitHub Actions, printed as workflow commands.
//!
//! Source: GitHub Actions, "Workflow commands for GitHub Actions", setting an error or warning message.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Placed, Renderer, Severity};
use crate::diff::{Change, Diff};
use crate::source::Document;
use crate::text::shown;

/// Returns an annotation for each diagnostic of a document.
pub(super) fn diagnostics(document: &Document, diagnostics: &[Diagnostic]) -> String {
    let placed = Renderer::new(document, false).place(diagnostics);
    let line = |it: &Placed<'_>| {
        let level = if it.diagnostic.severity == Severity::Error { "error" } else { "warning" };
        annotation(level, &it.place.file.name, it.place.span.line, it.diagnostic.code.as_str(), &it.diagnostic.message)
    };
    placed.iter().map(line).collect()
}

/// Returns an annotation for each breaking change, with a note if the settings changed and not the document.
pub(super) fn changes(diff: &Diff, through: Option<&str>, document: &Path) -> String {
    let through = through.map(|through| format!(" ({through})")).unwrap_or_default();
    let breaking = diff.changes.iter().filter(|change| change.class.is_breaking());
    let line = |change: &Change| {
        let line = change.new.as_ref().map_or(1, |place| place.line);
        let file = change.new.as_ref().and_then(|place| place.file.clone());
        let file = file.unwrap_or_else(|| document.display().to_string());
        let message = format!("{}: {}{through}", change.subject, change.message);
        annotation("warning", &file, line, change.rule.id(), &message)
    };
    breaking.map(line).collect()
}

/// Returns an annotation for a stale file.
pub(super) fn stale(path: &Path, what: &str) -> String {
    let message = format!("this file is stale ({what}); run `oasmith generate`");
    annotation("error", &path.display().to_string(), 1, "stale", &message)
}

fn annotation(level: &str, file: &str, line: usize, title: &str, message: &str) -> String {
    // `shown` has already escaped line ends.
    let escaped = |text: &str| shown(text).replace('%', "%25");
    let property = |text: &str| escaped(text).replace(':', "%3A").replace(',', "%2C");
    let message = escaped(message);
    format!("::{level} file={},line={line},title={}::{message}\n", property(file), property(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_end_its_annotation() {
        let text = annotation("warning", "a,b.yaml", 3, "x:y", "100%\n::error::no");
        assert_eq!(text, "::warning file=a%2Cb.yaml,line=3,title=x%3Ay::100%25\\n::error::no\n");
    }
}
