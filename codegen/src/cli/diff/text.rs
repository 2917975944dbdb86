//! Changes as text for a terminal.

use crate::cli::diff::presentation::{counts, grouped, next, places};
use crate::diff::{Class, Diff};
use crate::text::shown;

/// Returns the changes, breaking ones first.
pub(super) fn text(diff: &Diff, version: &str) -> String {
    let mut lines = vec![format!("{} → {}", diff.old, diff.new), counts(diff)];
    lines.extend(next(diff, version));
    for class in Class::ALL {
        let groups = grouped(diff, class);
        if groups.is_empty() {
            continue;
        }
        lines.extend([String::new(), class.title().to_owned()]);
        for (first, group) in groups {
            let request = first.request.as_ref().map(|request| format!("  {request}")).unwrap_or_default();
            lines.push(format!("  {}{request}", first.subject));
            for change in group {
                lines.push(format!("    {}  [{}]", change.message, change.id));
                lines.push(format!("      {}", places(diff, change)));
            }
        }
    }
    lines.iter().map(|line| shown(line) + "\n").collect()
}
