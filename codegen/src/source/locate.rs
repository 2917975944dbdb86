//! Locating of pointers in text, by a second pass that only diagnostics need.
//!
//! JSON is scanned as JSON, and any other text by a YAML parser that keeps positions. A YAML parser alone would not do:
//! JSON has escapes that YAML does not have.

mod json;
mod yaml;

use std::collections::BTreeMap;

use crate::location::{Cursor, Pointer, Span};

/// The location of a pointer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Located {
    pub(super) span: Span,
    /// Whether the text has the whole pointer, and not only a prefix.
    pub(super) is_whole: bool,
}

/// The location of a pointer in the units of a parser.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    start: usize,
    end: usize,
    is_whole: bool,
}

/// Returns the location of each pointer's key or item, or that of its longest existing prefix. One pass over the text serves
/// all pointers.
pub(super) fn spans(text: &str, pointers: &[&Pointer]) -> Vec<Located> {
    let mut tree = PointerTree::default();
    for (index, pointer) in pointers.iter().enumerate() {
        tree.add(pointer.tokens(), index);
    }
    let places = json::places(text, &tree, pointers.len());
    let places = places.unwrap_or_else(|| yaml::places(text, &tree, pointers.len()));
    let places: Vec<Found> = places.into_iter().map(Option::unwrap_or_default).collect();
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|index| places[*index].start);
    let (mut located, mut cursor) = (vec![Located::default(); places.len()], Cursor::default());
    for index in order {
        let Found { start, end, is_whole } = places[index];
        located[index] = Located { span: cursor.span(text, start, end), is_whole };
    }
    located
}

/// The pointers to locate, as a tree of their tokens.
#[derive(Default)]
struct PointerTree {
    here: Vec<usize>,
    below: BTreeMap<String, PointerTree>,
}

impl PointerTree {
    fn add(&mut self, mut tokens: impl Iterator<Item = String>, index: usize) {
        match tokens.next() {
            None => self.here.push(index),
            Some(token) => self.below.entry(token).or_default().add(tokens, index),
        }
    }

    /// Returns all pointers that end here or below.
    fn all(&self) -> Vec<usize> {
        let below = self.below.values().flat_map(Self::all);
        self.here.iter().copied().chain(below).collect()
    }

    /// Records this location as the best so far for all pointers that end here or below.
    fn mark(&self, found: &mut [Option<Found>], (start, end): (usize, usize)) {
        self.all().into_iter().for_each(|index| found[index] = Some(Found { start, end, is_whole: false }));
        self.here.iter().for_each(|index| found[*index] = Some(Found { start, end, is_whole: true }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, pointer: &str) -> (String, usize, usize) {
        let pointer = Pointer::parse(pointer).unwrap_or_default();
        let span = spans(text, &[&Pointer::root(), &pointer])[1].span;
        (text[span.start..span.end].to_owned(), span.line, span.column)
    }

    #[test]
    fn pointers_resolve_to_keys_and_items() {
        let yaml = "# ü\na:\n  - x\n  - b/c: 1\n200: {d: e}\n";
        assert_eq!(found(yaml, "/a/1/b~1c"), ("b/c".to_owned(), 4, 5));
        assert_eq!(found(yaml, "/a/0"), ("x".to_owned(), 3, 5));
        assert_eq!(found(yaml, "/200/d"), ("d".to_owned(), 5, 7));
        let json = "{\n\t\"a\": [ {\"b\": \"\\u00fc\"} ]\n}";
        assert_eq!(found(json, "/a/0/b"), ("\"b\"".to_owned(), 2, 10));
    }

    #[test]
    fn json_is_scanned_as_json() {
        // YAML has no surrogate pairs.
        let text = "\u{feff}{\"a\\u00e4\": [1, \"\\ud83d\\ude00\", {\"b\": []}],\n \"b\": {\"c~\": null, \"d\": [[], {\"x\": {}}, -1.5e3]}}";
        assert_eq!(found(text, "/a\u{e4}/1"), ("\"\\ud83d\\ude00\"".to_owned(), 1, 17));
        assert_eq!(found(text, "/a\u{e4}/2/b"), ("\"b\"".to_owned(), 1, 34));
        assert_eq!(found(text, "/b/c~0"), ("\"c~\"".to_owned(), 2, 8));
        assert_eq!(found(text, "/b/d/2"), ("-1.5e3".to_owned(), 2, 41));
        assert_eq!(found(text, "/b/d/1/x/y"), ("\"x\"".to_owned(), 2, 31));
        // The last of several equal keys, as in the tree.
        assert_eq!(found("{\"a\": {\"b\": 1}, \"a\": 2}", "/a/b"), ("\"a\"".to_owned(), 1, 17));
        // YAML that looks like JSON.
        assert_eq!(found("{\"a\": [b, c], d: 'e',}", "/a/1"), ("c".to_owned(), 1, 11));
        assert_eq!(found("{d: {\"e\": 1}}", "/d/e"), ("\"e\"".to_owned(), 1, 6));
    }

    #[test]
    fn any_text_has_locations() {
        for text in [
            "{\"a\\",
            "{\"a\": \"\\",
            "{\"a\\\u{e9}\": 1",
            "{",
            "[",
            "{\"a\":",
            "{\"a\":tru",
            "{\"a\":[1,",
            "{}{}",
            "[[[[",
        ] {
            let span = spans(text, &[&Pointer::root().join("a")])[0].span;
            assert!(span.start <= span.end && span.end <= text.len(), "{text}");
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(found(&deep, "/a"), ("\"a\"".to_owned(), 1, 2));
    }

    #[test]
    fn an_unresolved_pointer_yields_its_longest_prefix() {
        assert_eq!(found("a:\n  b: 1\n", "/a/c/d"), ("a".to_owned(), 1, 1));
        assert_eq!(found("", "/a"), (String::new(), 1, 1));
    }
}
