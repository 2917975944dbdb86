//! The values in a sentence.

use std::collections::HashMap;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli::diff) enum Part {
    /// Words.
    Prose(String),
    /// A value, which the sentence has between backticks.
    Code(String),
}

/// Returns the parts of a sentence. A value stands between two runs of equally many backticks; an empty one becomes `""`.
pub(in crate::cli::diff) fn parts(sentence: &str) -> Vec<Part> {
    let runs = Runs::of(sentence);
    let (mut parts, mut prose, mut at) = (Vec::new(), String::new(), 0);
    while let Some((start, length)) = runs.next(at) {
        let after = start + length;
        let (value, next) = match runs.end(after, length) {
            _ if length == 2 && is_end(&sentence[after..]) => ("\"\"", after),
            Some(end) => (&sentence[after..end], end + length),
            None => {
                prose.push_str(&sentence[at..after]);
                at = after;
                continue;
            }
        };
        prose.push_str(&sentence[at..start]);
        if !prose.is_empty() {
            parts.push(Part::Prose(std::mem::take(&mut prose)));
        }
        parts.push(Part::Code(unpadded(value).to_owned()));
        at = next;
    }
    prose.push_str(&sentence[at..]);
    if !prose.is_empty() {
        parts.push(Part::Prose(prose));
    }
    parts
}

/// The runs of backticks in a sentence.
struct Runs {
    /// The start and the length of each.
    all: Vec<(usize, usize)>,
    /// The starts by length, first those after which a value may end.
    by_length: HashMap<usize, [Vec<usize>; 2]>,
}

impl Runs {
    fn of(sentence: &str) -> Self {
        let mut runs = Self { all: Vec::new(), by_length: HashMap::new() };
        let mut at = 0;
        while let Some(found) = sentence[at..].find('`') {
            let start = at + found;
            let rest = &sentence[start..];
            let length = rest.len() - rest.trim_start_matches('`').len();
            at = start + length;
            runs.all.push((start, length));
            let [ends, others] = runs.by_length.entry(length).or_default();
            if is_end(&sentence[at..]) { ends.push(start) } else { others.push(start) }
        }
        runs
    }

    /// Returns the first run from a location on.
    fn next(&self, at: usize) -> Option<(usize, usize)> {
        self.all.get(self.all.partition_point(|(start, _)| *start < at)).copied()
    }

    /// Returns the start of the run that ends a value from a location on.
    fn end(&self, at: usize, length: usize) -> Option<usize> {
        let starts = self.by_length.get(&length)?;
        starts.iter().find_map(|starts| starts.get(starts.partition_point(|start| *start < at)).copied())
    }
}

/// Returns whether a value may end before this text. A backtick before a letter belongs to the value.
fn is_end(after: &str) -> bool {
    after.chars().next().is_none_or(|next| next.is_whitespace() || ",;:.!?)]'…".contains(next))
}

/// Removes the spaces that separate a value's own backticks from those around it.
fn unpadded(value: &str) -> &str {
    let inner = value.strip_prefix(' ').and_then(|it| it.strip_suffix(' '));
    inner.filter(|it| it.starts_with('`') || it.ends_with('`')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::text::code::code;

    fn spelled(sentence: &str) -> String {
        let spell = |part: &Part| match part {
            Part::Prose(text) => text.clone(),
            Part::Code(value) => format!("<{value}>"),
        };
        parts(sentence).iter().map(spell).collect()
    }

    #[test]
    fn values_differ_from_words() {
        for (sentence, expected) in [
            ("from `a` to `b`", "from <a> to <b>"),
            ("from `` to `b`", "from <\"\"> to <b>"),
            ("from `a` to ``", "from <a> to <\"\">"),
            ("from `` to `x`; ``, ``", "from <\"\"> to <x>; <\"\">, <\"\">"),
            ("from `a`b` to `c``d`.", "from <a`b> to <c``d>."),
            ("``a`b`` removed", "<a`b> removed"),
            ("``` `a` ``` removed", "<`a`> removed"),
            ("one ` alone", "one ` alone"),
            ("", ""),
            ("`null`", "<null>"),
        ] {
            assert_eq!(spelled(sentence), expected, "{sentence}");
        }
        for value in ["", "a", "`", "``", "a`b", "`a", "a``b`c", " `", "```", "\u{1b}[31m`", "\u{202e}`a"] {
            let expected = if value.is_empty() { "\"\"" } else { value };
            assert_eq!(parts(&code(value)), [Part::Code(expected.to_owned())], "{value:?}");
            let sentence = format!("from {} to {}", code(value), code("`b"));
            assert_eq!(spelled(&sentence), format!("from <{expected}> to <`b>"), "{value:?}");
        }
    }

    #[test]
    fn many_backticks_take_no_time() {
        let start = Instant::now();
        for text in ["`".repeat(100_000), "`a".repeat(100_000), "`` ` ".repeat(50_000), "`a``b".repeat(50_000)] {
            let spelled: usize = parts(&text).len();
            assert!(spelled > 0 && parts(&code(&text)).len() == 1);
        }
        let runs: String = (1..500).map(|length| "`".repeat(length) + "x").collect();
        assert!(!parts(&runs).is_empty() && parts(&code(&runs)).len() == 1);
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }
}
