//! Text of documents in Markdown.

use crate::cli::diff::sentence::{Part, parts};
use crate::text::code::longest_run;
use crate::text::shown;

/// Returns `text` as inline code, fenced by more backticks than it contains.
pub(super) fn code(text: &str) -> String {
    let text = shown(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    let is_padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let space = if is_padded || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Escapes everything except code in backticks, so that a document's text can't mention a user or add a link.
pub(super) fn prose(text: &str) -> String {
    let spell = |part| match part {
        Part::Prose(text) => plain(&shown(&text)),
        Part::Code(value) => code(&value),
    };
    parts(text).into_iter().map(spell).collect()
}

/// Escapes Markdown, and separates mentions, issue numbers and URLs by a comment: GitHub looks for them in the rendered
/// text, where an escape has no effect.
pub(super) fn plain(text: &str) -> String {
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

    #[test]
    fn text_of_a_document_is_escaped() {
        assert_eq!(prose("is `a_b`, and was <b> @all [x](y)"), r"is `a_b`, and was \<b\> \@<!-- -->all \[x\](y)");
        assert_eq!(prose("`` <img> `a``b` #1 x#2 #/a"), r#"`""` \<img\> ```a``b``` \#<!-- -->1 x\#<!-- -->2 \#/a"#);
        assert_eq!(prose("https://a.b WWW.c.d GH-12"), r"https:<!-- -->//a.b WWW.<!-- -->c.d GH-<!-- -->12");
        assert_eq!(prose("one ` alone"), r"one \` alone");
        assert_eq!(prose("`a`b`<img>"), r"`a`b\`\<img\>");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
    }
}
