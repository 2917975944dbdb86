//! Locations in YAML, by a parser that keeps them.

use saphyr_parser::{Event, Parser, Span as YamlSpan};

use super::{Found, PointerTree};

/// Returns the best location of each pointer, in bytes, as far as the parser reads the text.
pub(super) fn places(text: &str, pointers: &PointerTree, count: usize) -> Vec<Option<Found>> {
    let mut walk = Walk { parser: Parser::new_from_str(text), found: vec![None; count] };
    // If the parser stops early, each pointer keeps the location of its longest prefix so far.
    let _ = walk.document(pointers);
    let offsets = Offsets::new(text, walk.found.iter().flatten().flat_map(|it| [it.start, it.end]));
    let in_bytes = |it: Found| Found { start: offsets.byte(it.start), end: offsets.byte(it.end), ..it };
    walk.found.iter().map(|place| place.map(in_bytes)).collect()
}

/// A map from character offsets to byte offsets.
struct Offsets {
    sorted: Vec<(usize, usize)>,
}

impl Offsets {
    fn new(text: &str, characters: impl Iterator<Item = usize>) -> Self {
        let mut offsets: Vec<usize> = characters.collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut all = text.char_indices().map(|(at, _)| at).enumerate();
        let byte = |character: usize| all.find(|(index, _)| *index == character).map_or(text.len(), |(_, at)| at);
        Self { sorted: offsets.iter().copied().zip(offsets.iter().copied().map(byte).collect::<Vec<_>>()).collect() }
    }

    fn byte(&self, character: usize) -> usize {
        let found = self.sorted.binary_search_by_key(&character, |(at, _)| *at);
        found.map_or(0, |index| self.sorted[index].1)
    }
}

struct Walk<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    /// The best location so far of each pointer, in characters.
    found: Vec<Option<Found>>,
}

impl<'t> Walk<'t> {
    fn next(&mut self) -> Option<(Event<'t>, YamlSpan)> {
        self.parser.next_event()?.ok()
    }

    fn document(&mut self, pointers: &PointerTree) -> Option<()> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                event => {
                    self.mark(pointers, span);
                    return self.value(&event, pointers);
                }
            }
        }
    }

    fn mark(&mut self, pointers: &PointerTree, span: YamlSpan) {
        pointers.mark(&mut self.found, (span.start.index(), span.end.index()));
    }

    /// Locates pointers within the value that starts with `event`, and skips it.
    fn value(&mut self, event: &Event<'t>, pointers: &PointerTree) -> Option<()> {
        match event {
            Event::MappingStart(..) if !pointers.below.is_empty() => self.mapping(pointers),
            Event::SequenceStart(..) if !pointers.below.is_empty() => self.sequence(pointers),
            _ => self.skip(event),
        }
    }

    fn mapping(&mut self, pointers: &PointerTree) -> Option<()> {
        loop {
            let (key, key_span) = self.next()?;
            let inner = match &key {
                Event::MappingEnd => return Some(()),
                Event::Scalar(text, ..) => pointers.below.get(text.as_ref()),
                other => {
                    self.skip(other)?;
                    None
                }
            };
            let (event, _) = self.next()?;
            self.follow(&event, key_span, inner)?;
        }
    }

    fn sequence(&mut self, pointers: &PointerTree) -> Option<()> {
        for index in 0_usize.. {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                break;
            }
            self.follow(&event, span, pointers.below.get(&index.to_string()))?;
        }
        Some(())
    }

    fn follow(&mut self, event: &Event<'t>, span: YamlSpan, pointers: Option<&PointerTree>) -> Option<()> {
        let Some(pointers) = pointers else { return self.skip(event) };
        self.mark(pointers, span);
        self.value(event, pointers)
    }

    /// Skips the value that starts with `event`.
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
