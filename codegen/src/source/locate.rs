//! Pointer to place, with a position-keeping parser over the same text. Only diagnostics pay for it.

use std::collections::BTreeMap;

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

/// For each pointer, the key of the member that it leads to, or the item; where it leads nowhere, the last place on
/// the way. One pass over the text serves all of them.
pub(super) fn spans(text: &str, pointers: &[&Pointer]) -> Vec<Span> {
    let mut wanted = Wanted::default();
    for (index, pointer) in pointers.iter().enumerate() {
        wanted.add(pointer.tokens(), index);
    }
    let mut walk = Walk { parser: Parser::new_from_str(text), found: vec![None; pointers.len()] };
    let _ = walk.document(&wanted);
    let places: Vec<(usize, usize)> = walk.found.into_iter().map(Option::unwrap_or_default).collect();
    let offsets = Offsets::new(text, places.iter().flat_map(|(start, end)| [*start, *end]));
    places.into_iter().map(|(start, end)| at(text, offsets.byte(start), offsets.byte(end))).collect()
}

/// The byte offsets of some character offsets.
struct Offsets {
    sorted: Vec<(usize, usize)>,
}

impl Offsets {
    fn new(text: &str, characters: impl Iterator<Item = usize>) -> Self {
        let mut wanted: Vec<usize> = characters.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut all = text.char_indices().map(|(at, _)| at).enumerate();
        let byte = |character: usize| all.find(|(index, _)| *index == character).map_or(text.len(), |(_, at)| at);
        Self { sorted: wanted.iter().copied().zip(wanted.iter().copied().map(byte).collect::<Vec<_>>()).collect() }
    }

    fn byte(&self, character: usize) -> usize {
        let found = self.sorted.binary_search_by_key(&character, |(wanted, _)| *wanted);
        found.map_or(0, |index| self.sorted[index].1)
    }
}

/// The pointers that are looked for, as a tree of their tokens.
#[derive(Default)]
struct Wanted {
    here: Vec<usize>,
    below: BTreeMap<String, Wanted>,
}

impl Wanted {
    fn add(&mut self, mut tokens: impl Iterator<Item = String>, index: usize) {
        match tokens.next() {
            None => self.here.push(index),
            Some(token) => self.below.entry(token).or_default().add(tokens, index),
        }
    }

    /// All pointers that end here or below.
    fn all(&self) -> Vec<usize> {
        let below = self.below.values().flat_map(Self::all);
        self.here.iter().copied().chain(below).collect()
    }
}

struct Walk<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    /// The best place so far of each pointer, in characters.
    found: Vec<Option<(usize, usize)>>,
}

impl<'t> Walk<'t> {
    fn next(&mut self) -> Option<(Event<'t>, YamlSpan)> {
        self.parser.next_event()?.ok()
    }

    fn document(&mut self, wanted: &Wanted) -> Option<()> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                event => {
                    self.mark(wanted, span);
                    return self.value(&event, wanted);
                }
            }
        }
    }

    fn mark(&mut self, wanted: &Wanted, span: YamlSpan) {
        for index in wanted.all() {
            self.found[index] = Some((span.start.index(), span.end.index()));
        }
    }

    /// Follows what is wanted into the value that begins with `event`, and reads to its end.
    fn value(&mut self, event: &Event<'t>, wanted: &Wanted) -> Option<()> {
        match event {
            Event::MappingStart(..) if !wanted.below.is_empty() => self.mapping(wanted),
            Event::SequenceStart(..) if !wanted.below.is_empty() => self.sequence(wanted),
            _ => self.skip(event),
        }
    }

    fn mapping(&mut self, wanted: &Wanted) -> Option<()> {
        loop {
            let (key, key_span) = self.next()?;
            let inner = match &key {
                Event::MappingEnd => return Some(()),
                Event::Scalar(text, ..) => wanted.below.get(text.as_ref()),
                other => {
                    self.skip(other)?;
                    None
                }
            };
            let (event, _) = self.next()?;
            self.follow(&event, key_span, inner)?;
        }
    }

    fn sequence(&mut self, wanted: &Wanted) -> Option<()> {
        for index in 0_usize.. {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                break;
            }
            self.follow(&event, span, wanted.below.get(&index.to_string()))?;
        }
        Some(())
    }

    fn follow(&mut self, event: &Event<'t>, span: YamlSpan, wanted: Option<&Wanted>) -> Option<()> {
        let Some(wanted) = wanted else { return self.skip(event) };
        self.mark(wanted, span);
        self.value(event, wanted)
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
        let pointer = Pointer::parse(pointer).unwrap_or_default();
        let span = spans(text, &[&Pointer::root(), &pointer])[1];
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
