//! Mutations of bytes.

use crate::mutate::{number, string};
use crate::random::Random;

/// Mutates some bytes; `other` is another input to take parts from.
pub(crate) fn bytes(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.few() {
        let at = random.below(input.len() + 1);
        let to = (at + random.few()).min(input.len());
        match random.below(10) {
            0 if at < input.len() => input[at] ^= 1 << random.below(8),
            1 if at < input.len() => input[at] = random.byte(),
            2 => drop(input.drain(at..to)),
            3 => insert(input, at, &[random.byte()]),
            4 => insert(input, at, string(random).as_bytes()),
            5 => insert(input, at, number(random).as_bytes()),
            6 => {
                let part = input[at..to].to_vec();
                insert(input, at, &part.repeat(1 + random.few()));
            }
            7 => {
                let from = random.below(other.len());
                let part = &other[from..(from + random.below(200)).min(other.len())];
                insert(input, at, part);
            }
            8 => lines(input, random),
            9 if random.once_in(10) => input.truncate(at),
            _ => insert(
                input,
                at,
                random.pick(&[
                    &b"\n"[..],
                    b"\r",
                    b"\"",
                    b"{",
                    b"}",
                    b"[",
                    b"]",
                    b":",
                    b",",
                    b"\xff",
                    b"&a ",
                    b"*a",
                    b"!!x ",
                    b"- ",
                    b"\t",
                    b"\xef\xbb\xbf",
                    b"\\u0000",
                    b"\\ud800",
                    b"<<: *a",
                ]),
            ),
        }
    }
}

/// The same for text, which stays text.
pub(crate) fn text(text: &mut String, other: &str, random: &mut Random) {
    let mut changed = std::mem::take(text).into_bytes();
    bytes(&mut changed, other.as_bytes(), random);
    *text = String::from_utf8_lossy(&changed).into_owned();
}

fn insert(input: &mut Vec<u8>, at: usize, part: &[u8]) {
    input.splice(at..at, part.iter().copied());
}

/// Removes a line, or copies it elsewhere.
fn lines(input: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> = input.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return;
    }
    let at = random.below(lines.len());
    let line = if random.once_in(2) { lines.remove(at) } else { lines[at].clone() };
    if random.once_in(2) {
        lines.insert(random.below(lines.len() + 1), line);
    }
    *input = lines.concat();
}
