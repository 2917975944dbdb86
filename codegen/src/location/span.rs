//! Ranges of text, with line and column.

use crate::location::boundary;

/// A range of a file's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The line of the first byte, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
}

/// A counter of lines and characters from one offset to the next, so that many offsets take one pass.
pub(crate) struct Cursor {
    at: usize,
    line: usize,
    column: usize,
}

impl Default for Cursor {
    fn default() -> Self {
        Self { at: 0, line: 1, column: 1 }
    }
}

impl Cursor {
    /// Returns the span from byte `start`, which must not precede the last one, to byte `end`.
    pub(crate) fn span(&mut self, text: &str, start: usize, end: usize) -> Span {
        let start = boundary(text, start).max(self.at);
        let end = boundary(text, end).max(start);
        let passed = &text[self.at..start];
        let rest = match passed.rfind('\n') {
            Some(last) => {
                self.line += passed.as_bytes().iter().filter(|byte| **byte == b'\n').count();
                self.column = 1;
                &passed[last + 1..]
            }
            None => passed,
        };
        // A byte order mark does not count as a character.
        let is_start = self.column == 1;
        self.column += if is_start { rest.trim_start_matches('\u{feff}') } else { rest }.chars().count();
        self.at = start;
        Span { start, end, line: self.line, column: self.column }
    }
}
