//! Pointer to place, with a position-keeping parser over the same text. Only diagnostics pay for it.

use saphyr_parser::{Event, Parser, Span as YamlSpan};

use crate::source::Pointer;

/// A piece of the document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The piece from byte `start` to byte `end`.
pub(super) fn at(text: &str, start: usize, end: usize) -> Span {
    let start = floor(text, start);
    let end = floor(text, end).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    Span {
        start,
        end,
        line: text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1,
        column: text[line_start..start].chars().count() + 1,
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The key of the member that `pointer` leads to, or the item; where it leads nowhere, the last place on the way.
pub(super) fn span(text: &str, pointer: &Pointer) -> Span {
    let mut walk = Walk { parser: Parser::new_from_str(text), found: None };
    let tokens: Vec<String> = pointer.tokens().collect();
    let _ = walk.document(&tokens);
    let Some((start, end)) = walk.found else { return at(text, 0, 0) };
    let (start, end) = bytes(text, start, end);
    at(text, start, end)
}

/// Character offsets as byte offsets.
fn bytes(text: &str, start: usize, end: usize) -> (usize, usize) {
    let mut offsets = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    let first = offsets.by_ref().nth(start).unwrap_or(text.len());
    let last = if end > start { offsets.nth(end - start - 1).unwrap_or(text.len()) } else { first };
    (first, last)
}

struct Walk<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    /// The best place so far, in characters.
    found: Option<(usize, usize)>,
}

impl<'t> Walk<'t> {
    fn next(&mut self) -> Option<(Event<'t>, YamlSpan)> {
        self.parser.next_event()?.ok()
    }

    fn document(&mut self, tokens: &[String]) -> Option<()> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                event => return self.value(event, span, tokens),
            }
        }
    }

    /// Follows `tokens` into the value that begins with `event`.
    fn value(&mut self, event: Event<'t>, span: YamlSpan, tokens: &[String]) -> Option<()> {
        if self.found.is_none() {
            self.found = Some((span.start.index(), span.end.index()));
        }
        let Some((token, rest)) = tokens.split_first() else { return Some(()) };
        match event {
            Event::MappingStart(..) => self.mapping(token, rest),
            Event::SequenceStart(..) => self.sequence(token, rest),
            _ => None,
        }
    }

    fn mapping(&mut self, token: &str, rest: &[String]) -> Option<()> {
        loop {
            let (key, key_span) = self.next()?;
            let found = match key {
                Event::MappingEnd => return None,
                Event::Scalar(text, ..) => text == token,
                other => {
                    self.skip(&other)?;
                    false
                }
            };
            let (event, span) = self.next()?;
            if found {
                self.found = Some((key_span.start.index(), key_span.end.index()));
                return self.value(event, span, rest);
            }
            self.skip(&event)?;
        }
    }

    fn sequence(&mut self, token: &str, rest: &[String]) -> Option<()> {
        let wanted: usize = token.parse().ok()?;
        for index in 0.. {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return None;
            }
            if index == wanted {
                self.found = Some((span.start.index(), span.end.index()));
                return self.value(event, span, rest);
            }
            self.skip(&event)?;
        }
        None
    }

    /// Reads to the end of the value that begins with `event`.
    fn skip(&mut self, event: &Event<'t>) -> Option<()> {
        let mut depth = match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => 1,
            _ => return Some(()),
        };
        while depth > 0 {
            match self.next()?.0 {
                Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
                Event::MappingEnd | Event::SequenceEnd => depth -= 1,
                _ => {}
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, pointer: &str) -> (String, usize, usize) {
        let span = span(text, &Pointer::parse(pointer).unwrap_or_default());
        (text[span.start..span.end].to_owned(), span.line, span.column)
    }

    #[test]
    fn pointers_lead_to_keys_and_items() {
        let yaml = "# ü\na:\n  - x\n  - b/c: 1\n200: {d: e}\n";
        assert_eq!(found(yaml, "/a/1/b~1c"), ("b/c".to_owned(), 4, 5));
        assert_eq!(found(yaml, "/a/0"), ("x".to_owned(), 3, 5));
        assert_eq!(found(yaml, "/200/d"), ("d".to_owned(), 5, 7));
        let json = "{\n\t\"a\": [ {\"b\": \"\\u00fc\"} ]\n}";
        assert_eq!(found(json, "/a/0/b"), ("\"b\"".to_owned(), 2, 10));
    }

    #[test]
    fn a_pointer_to_nowhere_stops_where_it_must() {
        assert_eq!(found("a:\n  b: 1\n", "/a/c/d"), ("a".to_owned(), 1, 1));
        assert_eq!(found("", "/a"), (String::new(), 1, 1));
    }
}
