//! Changes for a comment on a pull request.

use crate::cli::diff::{counts, grouped, next, places};
use crate::diagnostic::one_line;
use crate::diff::{Change, Class, Diff};

/// The changes, the worst first; what does not break is folded.
pub(super) fn text(diff: &Diff, version: &str) -> String {
    let mut text = format!("### API changes: {}\n", counts(diff));
    if let Some(next) = next(diff, version) {
        text.push_str(&format!("\n{}.\n", capital(&next)));
    }
    for class in Class::ALL {
        let groups = grouped(diff, class);
        if groups.is_empty() {
            continue;
        }
        let count = diff.of(class).count();
        if class.is_breaking() {
            text.push_str(&format!("\n#### {} ({count})\n\n", class.title()));
        } else {
            text.push_str(&format!("\n<details><summary>{} ({count})</summary>\n\n", class.title()));
        }
        for (first, group) in groups {
            let request = first.request.as_ref().map(|request| format!(" {}", code(request))).unwrap_or_default();
            text.push_str(&format!("- **{}**{request}\n", code(&first.subject)));
            group.iter().for_each(|change| text.push_str(&item(diff, change)));
        }
        if !class.is_breaking() {
            text.push_str("\n</details>\n");
        }
    }
    text
}

fn item(diff: &Diff, change: &Change) -> String {
    format!("  - {} <sub>{} · {}</sub>\n", prose(&change.message), change.id, prose(&places(diff, change)))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text between backticks, enough of them.
fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Text in which only code in backticks means anything: what a document says mentions nobody and links nowhere.
fn prose(text: &str) -> String {
    let text = one_line(text);
    // An odd number of backticks would make code of what is none.
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len() % 2 == 0 {
        return code(&text);
    }
    let each = parts.iter().enumerate().map(|(index, part)| {
        if index % 2 == 1 {
            return format!("`{part}`");
        }
        let escaped = |it: char| if "\\*_<>[]#@|&~".contains(it) { format!("\\{it}") } else { it.to_string() };
        part.chars().map(escaped).collect::<String>()
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_means_nothing_in_markdown() {
        assert_eq!(prose("is `a_b`, and was <b> @all [x](y)"), r"is `a_b`, and was \<b\> \@all \[x\](y)");
        assert_eq!(prose("one ` alone"), "``one ` alone``");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
    }
}
