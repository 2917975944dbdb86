//! Escapes outside of classes, and character escapes everywhere.

use crate::pattern::parse::{Parser, group};
use crate::pattern::tree::{Class, Item, Node};
use crate::pattern::{Problem, Refusal};

impl Parser {
    /// Parses an escape outside of a class.
    pub(super) fn escape(&mut self) -> Result<Node, Refusal> {
        let start = self.at;
        self.at += 1;
        let Some(next) = self.peek() else { return Err(Refusal::Invalid { at: start, problem: Problem::Escape }) };
        if let 'b' | 'B' = next {
            self.at += 1;
            return Ok(Node::WordBoundary { negated: next == 'B' });
        }
        if let Some(item) = self.set(next) {
            return Ok(Node::Class(Class { negated: false, items: vec![item], bare: true }));
        }
        if let Some(group) = self.reference(next, start)? {
            return Ok(Node::Reference { group, at: start });
        }
        let (point, escaped) = self.character(start)?;
        Ok(match char::from_u32(point) {
            Some(character) => Node::Character(character, escaped),
            // A lone surrogate, which never occurs in UTF-8.
            None => Node::Class(Class { negated: false, items: Vec::new(), bare: false }),
        })
    }

    /// Parses `\1` or `\k<name>` to the number of its group; `None` if the pattern has no such group.
    fn reference(&mut self, next: char, start: usize) -> Result<Option<usize>, Refusal> {
        if next == 'k' && self.names.iter().any(Option::is_some) {
            let found = match self.rest() {
                ['k', '<', rest @ ..] => group::name(rest),
                _ => None,
            };
            let number =
                found.as_ref().and_then(|(name, _)| self.names.iter().position(|it| it.as_ref() == Some(name)));
            let invalid = Refusal::Invalid { at: start, problem: Problem::Reference };
            let ((_, length), number) = found.zip(number).ok_or(invalid)?;
            self.at += 2 + length;
            return Ok(Some(number + 1));
        }
        let digits: String = self.rest().iter().take_while(|it| it.is_ascii_digit()).collect();
        let number =
            digits.parse::<usize>().ok().filter(|number| !digits.starts_with('0') && *number <= self.names.len());
        if number.is_some() {
            self.at += digits.len();
        }
        Ok(number)
    }

    /// Parses `\d`, `\s`, `\w`, `\p{…}` or their complements, after the `\`.
    pub(super) fn set(&mut self, next: char) -> Option<Item> {
        let negated = next.is_ascii_uppercase();
        let item = match next.to_ascii_lowercase() {
            'd' => Item::Digit { negated },
            's' => Item::Space { negated },
            'w' => Item::Word { negated },
            'p' if matches!(self.rest(), [_, '{', ..]) => {
                let valid = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '=');
                let name: String = self.rest().iter().skip(2).take_while(|it| valid(**it)).collect();
                let length = name.len() + 2;
                if name.is_empty() || self.rest().get(length) != Some(&'}') {
                    return None;
                }
                self.at += length;
                Item::Property { negated, name }
            }
            _ => return None,
        };
        self.at += 1;
        Some(item)
    }

    /// Parses a character escape, after the `\`, to its code point, and whether it is escaped punctuation.
    pub(super) fn character(&mut self, start: usize) -> Result<(u32, bool), Refusal> {
        let Some(next) = self.peek() else { return Err(Refusal::Invalid { at: start, problem: Problem::Escape }) };
        self.at += 1;
        let plain = |point: char| Ok((u32::from(point), false));
        match next {
            't' => plain('\t'),
            'n' => plain('\n'),
            'v' => plain('\u{b}'),
            'f' => plain('\u{c}'),
            'r' => plain('\r'),
            'x' => self.digits(2).map_or_else(|| plain('x'), |point| Ok((point, false))),
            'u' => self.unicode().map_or_else(|| plain('u'), |point| Ok((point, false))),
            'c' => match self.peek().filter(char::is_ascii_alphabetic) {
                Some(letter) => {
                    self.at += 1;
                    Ok((u32::from(letter) % 32, false))
                }
                None => Err(Refusal::Invalid { at: start, problem: Problem::ForeignEscape }),
            },
            '0'..='7' => {
                self.at -= 1;
                Ok((self.octal(), false))
            }
            letter if letter.is_ascii_alphabetic() => {
                Err(Refusal::Invalid { at: start, problem: Problem::ForeignEscape })
            }
            // In `regex`, a `\` before word characters, `<` and `>` is an error or has another meaning.
            other => Ok((u32::from(other), other.is_ascii_punctuation() && !matches!(other, '<' | '>' | '_'))),
        }
    }

    /// Parses `count` hexadecimal digits.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits: String = self.rest().iter().take(count).filter(|it| it.is_ascii_hexdigit()).collect();
        let point = (digits.len() == count).then(|| u32::from_str_radix(&digits, 16).ok()).flatten()?;
        self.at += count;
        Some(point)
    }

    /// Parses `\u1234`, `\u{1F600}`, or a surrogate pair, after the `\u`.
    fn unicode(&mut self) -> Option<u32> {
        if let ['{', rest @ ..] = self.rest() {
            let length = rest.iter().position(|it| *it == '}')?;
            let digits: String = rest[..length].iter().collect();
            let valid = digits.bytes().all(|it| it.is_ascii_hexdigit());
            let point = u32::from_str_radix(&digits, 16).ok().filter(|point| valid && *point <= 0x10_FFFF)?;
            self.at += length + 2;
            return Some(point);
        }
        let first = self.digits(4)?;
        let before = self.at;
        if (0xD800..0xDC00).contains(&first) && self.eat("\\u") {
            match self.digits(4) {
                Some(second) if (0xDC00..0xE000).contains(&second) => {
                    return Some(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00));
                }
                _ => self.at = before,
            }
        }
        Some(first)
    }

    /// Parses `\0`, `\12` or `\377` (section B.1.2, `LegacyOctalEscapeSequence`).
    fn octal(&mut self) -> u32 {
        let mut point = 0;
        for _ in 0..3 {
            let Some(digit) = self.peek().and_then(|it| it.to_digit(8)) else { break };
            if point * 8 + digit > 0o377 {
                break;
            }
            point = point * 8 + digit;
            self.at += 1;
        }
        point
    }
}
