//! Locations in JSON, by a scanner that checks the grammar and creates no values.
//!
//! Source: RFC 8259, sections 2 to 7.

use serde::Deserialize as _;

use super::{Found, PointerTree};

/// Returns the best location of each pointer, in bytes; `None` if the text is not JSON.
pub(super) fn places(text: &str, pointers: &PointerTree, count: usize) -> Option<Vec<Option<Found>>> {
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let mut scan = Scan { text, at: start, found: vec![None; count] };
    scan.space();
    // The parser reads any other text as YAML.
    if !matches!(scan.peek(), Some(b'{' | b'[')) {
        return None;
    }
    scan.mark(pointers, (scan.at, scan.at + 1));
    scan.value(pointers)?;
    scan.space();
    scan.peek().is_none().then_some(scan.found)
}

struct Scan<'t> {
    text: &'t str,
    /// The next byte.
    at: usize,
    /// The best location so far of each pointer.
    found: Vec<Option<Found>>,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Skips `byte`, which must be next.
    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn mark(&mut self, pointers: &PointerTree, place: (usize, usize)) {
        pointers.mark(&mut self.found, place);
    }

    /// Locates pointers within the next value, and skips it. The pointers bound the recursion.
    fn value(&mut self, pointers: &PointerTree) -> Option<()> {
        match self.peek()? {
            b'{' if !pointers.below.is_empty() => self.object(pointers),
            b'[' if !pointers.below.is_empty() => self.array(pointers),
            _ => self.skip(),
        }
    }

    fn object(&mut self, pointers: &PointerTree) -> Option<()> {
        self.expect(b'{')?;
        self.space();
        if self.expect(b'}').is_some() {
            return Some(());
        }
        loop {
            let start = self.at;
            self.string()?;
            let place = (start, self.at);
            let key = key(&self.text[start..self.at])?;
            self.colon()?;
            self.follow(pointers.below.get(&key), place)?;
            self.space();
            if self.expect(b',').is_none() {
                return self.expect(b'}');
            }
            self.space();
        }
    }

    fn array(&mut self, pointers: &PointerTree) -> Option<()> {
        self.expect(b'[')?;
        self.space();
        if self.expect(b']').is_some() {
            return Some(());
        }
        for index in 0_usize.. {
            let place = (self.at, self.item_end());
            self.follow(pointers.below.get(&index.to_string()), place)?;
            self.space();
            if self.expect(b',').is_none() {
                break;
            }
            self.space();
        }
        self.expect(b']')
    }

    /// Returns the end of the next item's span: its opening bracket, or the whole scalar.
    fn item_end(&self) -> usize {
        if matches!(self.peek(), Some(b'{' | b'[')) {
            return self.at + 1;
        }
        let mut rest = Scan { text: self.text, at: self.at, found: Vec::new() };
        rest.scalar().map_or(self.at, |()| rest.at)
    }

    fn follow(&mut self, pointers: Option<&PointerTree>, place: (usize, usize)) -> Option<()> {
        let Some(pointers) = pointers else { return self.skip() };
        self.mark(pointers, place);
        self.value(pointers)
    }

    fn colon(&mut self) -> Option<()> {
        self.space();
        self.expect(b':')?;
        self.space();
        Some(())
    }

    /// Skips the next value without recursion.
    fn skip(&mut self) -> Option<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            // At the start of a value.
            match self.peek()? {
                bracket @ (b'{' | b'[') => {
                    self.at += 1;
                    self.space();
                    let close = if bracket == b'{' { b'}' } else { b']' };
                    if self.expect(close).is_none() {
                        open.push(close);
                        self.key_of(close)?;
                        continue;
                    }
                }
                _ => self.scalar()?,
            }
            // After the end of a value.
            loop {
                let Some(close) = open.last().copied() else { return Some(()) };
                self.space();
                if self.expect(b',').is_some() {
                    self.space();
                    self.key_of(close)?;
                    break;
                }
                self.expect(close)?;
                open.pop();
            }
        }
    }

    /// Skips the key of the next property; items of an array, which closes with `]`, have none.
    fn key_of(&mut self, close: u8) -> Option<()> {
        if close == b'}' {
            self.string()?;
            self.colon()?;
        }
        Some(())
    }

    fn scalar(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string(),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.as_bytes()[self.at..].starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                byte if byte < b' ' => return None,
                _ => self.at += 1,
            }
        }
        self.expect(b'"')
    }
}

/// Returns a key, unescaped.
fn key(literal: &str) -> Option<String> {
    let plain = literal.get(1..literal.len().checked_sub(1)?)?;
    if !plain.contains('\\') {
        return Some(plain.to_owned());
    }
    String::deserialize(&mut serde_json::Deserializer::from_str(literal)).ok()
}
