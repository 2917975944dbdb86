//! Changes as Markdown, for a comment on a pull request or a change log.

use crate::cli::diff::presentation::{counts, grouped, next, places};
use crate::diff::{Change, Class, Diff};
use crate::text::shown;

/// Returns the changes, breaking ones first; the others are folded.
pub(super) fn text(diff: &Diff, version: &str) -> String {
    let mut text = format!("### API changes: {}\n", counts(diff));
    if let Some(next) = next(diff, version) {
        text.push_str(&format!("\n{}.\n", capital(&next)));
    }
    text + &classes(diff)
}

/// Returns the change log with the changes of the next version at its top.
pub(super) fn entered(before: &str, diff: &Diff, version: &str) -> String {
    const TITLE: &str = "# Changes\n";
    let heading = format!("\n## {}\n", diff.bump.next(version));
    let rest = before.strip_prefix(TITLE).unwrap_or(before);
    // Replace an earlier entry for the same version.
    let rest = match rest.strip_prefix(&heading) {
        Some(entry) => entry.find("\n## ").map_or("", |at| &entry[at..]),
        None => rest,
    };
    format!("{TITLE}{heading}{}{rest}", classes(diff))
}

fn classes(diff: &Diff) -> String {
    let mut text = String::new();
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

/// Returns `text` as inline code, fenced by more backticks than it contains.
fn code(text: &str) -> String {
    let text = shown(text);
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let is_padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let space = if is_padded || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Escapes everything except code in backticks, so that a document's text can't mention a user or add a link.
fn prose(text: &str) -> String {
    let text = shown(text);
    let parts: Vec<&str> = text.split('`').collect();
    // With an odd number of backticks, text between two code spans would become code.
    if parts.len().is_multiple_of(2) {
        return code(&text);
    }
    let each = parts.iter().enumerate().map(|(index, part)| match (index % 2 == 1, *part) {
        // Two adjacent backticks would open a code span.
        (true, "") => "\\`\\`".to_owned(),
        (true, part) => format!("`{part}`"),
        (false, "") if index > 0 && index + 1 < parts.len() => " ".to_owned(),
        (false, part) => plain(part),
    });
    each.collect()
}

/// Escapes Markdown, and separates mentions, issue numbers and URLs by a comment: GitHub looks for them in the rendered
/// text, where an escape has no effect.
fn plain(text: &str) -> String {
    const BETWEEN: &str = "<!-- -->";
    let mut plain = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let rest = &text[at + character.len_utf8()..];
        if "\\`*_<>[]#@|&~!".contains(character) {
            plain.push('\\');
        }
        plain.push(character);
        let is_number = rest.starts_with(|it: char| it.is_ascii_digit());
        let begins = match character {
            '@' => true,
            '#' => is_number,
            ':' => rest.starts_with("//"),
            '.' => ends_with(&text[..at], b"www"),
            '-' => is_number && ends_with(&text[..at], b"gh"),
            _ => false,
        };
        if begins {
            plain.push_str(BETWEEN);
        }
    }
    plain
}

/// Returns whether `text` ends with these letters, in either case.
fn ends_with(text: &str, letters: &[u8]) -> bool {
    text.len() >= letters.len() && text.as_bytes()[text.len() - letters.len()..].eq_ignore_ascii_case(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Bump;

    #[test]
    fn a_version_has_one_entry() {
        let place = Some(crate::diff::Place { pointer: "#/paths".to_owned(), file: None, line: 1 });
        let change = |message: &str| Change {
            class: Class::Compile,
            id: "operation-removed",
            subject: "a.b".to_owned(),
            request: None,
            message: message.to_owned(),
            old: place.clone(),
            new: None,
            because: None,
            documentation: Vec::new(),
        };
        let diff = |bump, message: &str| Diff {
            format: 1,
            old: "o".to_owned(),
            new: "n".to_owned(),
            changes: vec![change(message)],
            bump,
        };
        let first = entered("", &diff(Bump::Major, "one"), "1.0.0");
        assert!(first.starts_with("# Changes\n\n## 2.0.0\n") && first.contains("one"), "{first}");
        let second = entered(&first, &diff(Bump::Major, "two"), "1.0.0");
        assert!(second.contains("two") && !second.contains("one"), "{second}");
        let third = entered(&second, &diff(Bump::Minor, "three"), "2.0.0");
        assert!(third.starts_with("# Changes\n\n## 2.1.0\n"), "{third}");
        assert!(third.find("three") < third.find("## 2.0.0") && third.contains("two"), "{third}");
    }

    #[test]
    fn text_of_a_document_is_escaped() {
        assert_eq!(prose("is `a_b`, and was <b> @all [x](y)"), r"is `a_b`, and was \<b\> \@<!-- -->all \[x\](y)");
        assert_eq!(prose("`` <img> `a``b` #1 x#2 #/a"), r"\`\` \<img\> `a` `b` \#<!-- -->1 x\#<!-- -->2 \#/a");
        assert_eq!(prose("https://a.b WWW.c.d GH-12"), r"https:<!-- -->//a.b WWW.<!-- -->c.d GH-<!-- -->12");
        assert_eq!(prose("one ` alone"), "``one ` alone``");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
    }
}
