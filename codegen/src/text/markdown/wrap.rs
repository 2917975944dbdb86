//! Wrapping of Markdown lines where a line break is equal to a space and begins no block.

use textwrap::core::display_width;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// An unbreakable piece: a word, a code span, a URL.
    Word(String),
    /// A possible line break.
    Space,
    /// A required line break.
    Break,
}

/// Fills the lines of a paragraph.
pub(super) fn fill(pieces: &[Piece], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut line_width) = (String::new(), 0_usize);
    let mut is_spaced = false;
    for piece in pieces {
        match piece {
            Piece::Space => is_spaced = true,
            Piece::Break => {
                lines.push(std::mem::take(&mut line) + "\\");
                (line_width, is_spaced) = (0, false);
            }
            Piece::Word(word) => {
                let word_width = display_width(word);
                if is_spaced && !line.is_empty() {
                    if line_width + 1 + word_width > width {
                        lines.push(std::mem::take(&mut line));
                        line_width = 0;
                    } else {
                        line.push(' ');
                        line_width += 1;
                    }
                }
                line.push_str(&if line.is_empty() { guarded(word) } else { word.clone() });
                (line_width, is_spaced) = (line_width + word_width, false);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Returns the first word of a line, escaped if it would begin a list, a heading, a quote, a rule or a table.
fn guarded(word: &str) -> String {
    let is_number = word.len() > 1
        && word.ends_with(['.', ')'])
        && word[..word.len() - 1].bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        return format!("{}\\{}", &word[..word.len() - 1], &word[word.len() - 1..]);
    }
    let is_made_of = |characters: &str| word.chars().all(|it| characters.contains(it));
    let is_mark = word.starts_with('>') || word == "+" || is_made_of("#") || is_made_of("-=:|");
    if is_mark { format!("\\{word}") } else { word.to_owned() }
}

/// Returns a paragraph or list item of safe Markdown as wrapped lines, without breaks in code spans and links.
pub(crate) fn wrapped(markdown: &str, width: usize) -> Vec<String> {
    let (marker, rest) = match markdown.strip_prefix("* ") {
        Some(rest) => ("* ", rest),
        None => ("", markdown),
    };
    let indent = " ".repeat(marker.len());
    let lines = fill(&pieces(rest), width.saturating_sub(marker.len()));
    let prefixes = std::iter::once(marker).chain(std::iter::repeat(indent.as_str()));
    prefixes.zip(lines).map(|(prefix, line)| format!("{prefix}{line}")).collect()
}

/// Returns the words of a line; a code span and the text next to it are one word.
fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut word = String::new();
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            ' ' | '\n' => {
                if !word.is_empty() {
                    pieces.push(Piece::Word(std::mem::take(&mut word)));
                }
                pieces.push(Piece::Space);
                rest = &rest[1..];
                continue;
            }
            '\\' => 1 + rest[1..].chars().next().filter(char::is_ascii_punctuation).map_or(0, char::len_utf8),
            '`' => code_span(rest),
            _ => character.len_utf8(),
        };
        word.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    if !word.is_empty() {
        pieces.push(Piece::Word(word));
    }
    pieces
}

/// Returns the length of the code span at the beginning of a text; if unclosed, that of its backticks.
fn code_span(text: &str) -> usize {
    let run = |text: &str| text.len() - text.trim_start_matches('`').len();
    let fence = run(text);
    let mut at = fence;
    while let Some(next) = text[at..].find('`') {
        let closing = run(&text[at + next..]);
        at += next + closing;
        if closing == fence {
            return at;
        }
    }
    fence
}
