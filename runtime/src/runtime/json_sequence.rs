//! The texts of a stream of JSON values: one per line, or the records of a JSON text sequence.
//!
//! Source: RFC 7464, sections 2.1 and 2.2 (JSON text sequences); ndjson.org.

use std::collections::VecDeque;

/// The sign before each record.
const RECORD: char = '\u{1e}';

/// Assembles lines into the texts of JSON values. A stream whose first sign is that of a record is a sequence, whose texts may
/// have several lines.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    ready: VecDeque<String>,
    is_sequence: bool,
    record: String,
    /// The number of open arrays and objects in the record.
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Texts {
    /// Adds a line, without its end.
    pub(crate) fn line(&mut self, line: &str) {
        self.is_sequence |= self.record.is_empty() && line.trim_start().starts_with(RECORD);
        if !self.is_sequence {
            self.add(line);
            return;
        }
        for (index, text) in line.split(RECORD).enumerate() {
            if index > 0 {
                self.finish();
            }
            self.extend(text);
        }
        self.extend("\n");
        // The next record may come much later.
        if self.depth == 0 && !self.in_string {
            self.finish();
        }
    }

    /// Ends the record.
    pub(crate) fn finish(&mut self) {
        let record = std::mem::take(&mut self.record);
        (self.depth, self.in_string, self.is_escaped) = (0, false, false);
        self.add(&record);
    }

    pub(crate) fn next(&mut self) -> Option<String> {
        self.ready.pop_front()
    }

    /// Returns the size of the incomplete record, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.record.len()
    }

    fn add(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.ready.push_back(text.to_owned());
        }
    }

    fn extend(&mut self, text: &str) {
        self.record.push_str(text);
        for byte in text.bytes() {
            match byte {
                _ if std::mem::take(&mut self.is_escaped) => {}
                b'\\' => self.is_escaped = self.in_string,
                b'"' => self.in_string = !self.in_string,
                b'[' | b'{' if !self.in_string => self.depth += 1,
                b']' | b'}' if !self.in_string => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    fn texts(lines: &[&str]) -> Vec<String> {
        let mut texts = Texts::default();
        lines.iter().for_each(|line| texts.line(line));
        texts.finish();
        std::iter::from_fn(|| texts.next()).collect()
    }

    #[test]
    fn a_line_is_a_text() {
        assert_eq!(texts(&["{\"a\":1}", "", " [", "2"]), ["{\"a\":1}", "[", "2"]);
    }

    #[test]
    fn a_record_has_several_lines_and_a_line_several_records() {
        assert_eq!(texts(&["\u{1e}{", "  \"a\": \"}\\\"{\"", "}", "\u{1e}2"]), ["{\n  \"a\": \"}\\\"{\"\n}", "2"]);
        assert_eq!(texts(&["\u{1e}{\"a\":1}\u{1e}{\"a\":2}", "\u{1e}\u{1e}3"]), ["{\"a\":1}", "{\"a\":2}", "3"]);
        assert_eq!(texts(&["\u{1e}{\"cut", "\u{1e}4"]), ["{\"cut", "4"]);
    }

    #[test]
    fn a_complete_record_does_not_wait_for_the_next_one() {
        let mut texts = Texts::default();
        texts.line("\u{1e}[1,");
        assert_eq!(texts.next(), None);
        texts.line("2]");
        assert_eq!(texts.next().as_deref(), Some("[1,\n2]"));
        assert_eq!(texts.size(), 0);
    }
}
