//! Parsing of text into a tree: as JSON if possible, which is faster, otherwise as YAML.

use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;

use indexmap::map::Entry;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::{Code, Diagnostics};
use crate::location::Pointer;
use crate::source::bounds::{Bounds, DEEPEST};
use crate::source::wide::Wide;
use crate::source::{Map, Node};

/// Returns the maximum number of values of a document of this size, with its aliases expanded.
fn max_nodes(bytes: usize, bounds: &Bounds) -> usize {
    bytes.saturating_mul(bounds.values_per_byte).saturating_add(10_000)
}

/// Parses `text`, or reports why it is invalid.
pub(super) fn tree(text: &str, bounds: &Bounds, diagnostics: &mut Diagnostics) -> Node {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (max_nodes, depth) = (max_nodes(text.len(), bounds), bounds.depth.min(DEEPEST));
    let state = State::new(max_nodes, depth);
    let start = text.trim_start();
    let json_error = if start.starts_with(['{', '[']) {
        let state = State { json: Some(text), ..state };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        // `State` bounds the depth.
        deserializer.disable_recursion_limit();
        let read = Seed::new(&state).deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node));
        match read {
            Ok(node) => return finish(node, &state, diagnostics),
            Err(error) if state.is_too_deep.get() => {
                let at = offset(text, error.line(), error.column());
                return too_deep(depth, at, diagnostics);
            }
            Err(error) => Some(error),
        }
    } else {
        None
    };
    if let Some(line) = deepest_line(text, depth) {
        return too_deep(depth, line, diagnostics);
    }
    let json = json_error.is_some();
    let state = State::new(max_nodes, depth);
    match Seed::new(&state).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(node) => finish(node, &state, diagnostics),
        Err(error) => {
            let (message, offset) = match json_error {
                Some(error) => (error.to_string(), offset(text, error.line(), error.column())),
                None => (error.to_string(), error.location().map_or(0, |location| location.index())),
            };
            let is_too_large = state.nodes.get() > max_nodes || message.contains("recursion limit");
            let code = if is_too_large { Code::TooLarge } else { Code::Syntax };
            let language = if json { "JSON" } else { "YAML" };
            diagnostics
                .error(code, &Pointer::root(), format!("oasmith can't parse the document as {language}: {message}"))
                .at_offset(offset.min(text.len()))
                .help("correct the text at this place");
            Node::Null
        }
    }
}

fn too_deep(depth: usize, at: usize, diagnostics: &mut Diagnostics) -> Node {
    let message = format!("the document is nested more than {depth} levels deep; oasmith reads no deeper");
    diagnostics
        .error(Code::TooLarge, &Pointer::root(), message)
        .at_offset(at)
        .help("reduce the nesting, or raise `bounds.depth` in the settings, up to 1000");
    Node::Null
}

/// Returns the start of a line whose brackets are nested too deeply: the time of the YAML parser grows with the square of
/// the depth.
fn deepest_line(text: &str, most: usize) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut depth = 0_usize;
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > most {
                return Some(start);
            }
        }
        start += line.len();
    }
    None
}

fn finish(node: Node, state: &State, diagnostics: &mut Diagnostics) -> Node {
    for pointer in state.duplicates.borrow().iter() {
        diagnostics
            .warning(Code::DuplicateKey, pointer, "the object has this key twice; oasmith uses the last one")
            .help("remove one of the two");
    }
    for pointer in state.invalid_merges.borrow().iter() {
        diagnostics
            .warning(Code::LaxObject, pointer, "`<<` merges only objects; oasmith ignores its other values")
            .help("refer to an object, such as `<<: *base`");
    }
    node
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

struct State<'t> {
    /// The text, if it is JSON.
    json: Option<&'t str>,
    /// How many numbers have been parsed.
    numbers: Cell<usize>,
    /// The integers beyond 64 bits, scanned on first use.
    wide: OnceCell<Wide>,
    max_nodes: usize,
    nodes: Cell<usize>,
    max_depth: usize,
    depth: Cell<usize>,
    is_too_deep: Cell<bool>,
    duplicates: RefCell<Vec<Pointer>>,
    /// The merge keys with values that are no objects.
    invalid_merges: RefCell<Vec<Pointer>>,
    path: RefCell<Vec<String>>,
}

impl State<'_> {
    fn new(max_nodes: usize, max_depth: usize) -> Self {
        Self {
            json: None,
            numbers: Cell::new(0),
            wide: OnceCell::new(),
            max_nodes,
            nodes: Cell::new(0),
            max_depth,
            depth: Cell::new(0),
            is_too_deep: Cell::new(false),
            duplicates: RefCell::default(),
            invalid_merges: RefCell::default(),
            path: RefCell::default(),
        }
    }
}

/// Deserializes one value.
#[derive(Clone, Copy)]
struct Seed<'s> {
    state: &'s State<'s>,
}

/// The maximum number of bits of an integer in the tree.
const BITS: u32 = 96;

impl<'s> Seed<'s> {
    /// Counts a number; if serde_json may have rounded it, returns the integer of its digits.
    fn number(self, is_rounded: bool) -> Option<i128> {
        let before = self.state.numbers.replace(self.state.numbers.get() + 1);
        let text = self.state.json.filter(|_| is_rounded)?;
        self.state.wide.get_or_init(|| Wide::of(text)).get(before)
    }

    fn integer<E: Error>(self, value: i128) -> Result<Node, E> {
        if value.unsigned_abs() >> BITS > 0 {
            #[allow(clippy::cast_precision_loss, reason = "the tree has no wider integer")]
            return self.count().map(|()| Node::Float(value as f64));
        }
        self.count().map(|()| Node::Integer(value))
    }

    fn new(state: &'s State<'s>) -> Self {
        Self { state }
    }

    /// Enters a level of nesting.
    fn enter<E: Error>(self) -> Result<(), E> {
        let depth = self.state.depth.get() + 1;
        self.state.depth.set(depth);
        self.state.is_too_deep.set(depth > self.state.max_depth);
        if depth > self.state.max_depth { Err(E::custom("the nesting is too deep")) } else { Ok(()) }
    }

    fn leave(self) {
        self.state.depth.set(self.state.depth.get() - 1);
    }

    fn count<E: Error>(self) -> Result<(), E> {
        let nodes = self.state.nodes.get() + 1;
        self.state.nodes.set(nodes);
        if nodes > self.state.max_nodes {
            return Err(E::custom("the aliases expand to too many values"));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        self.count().map(|()| Node::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        self.count().map(|()| Node::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        self.number(false);
        self.integer(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        self.number(false);
        self.integer(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node, E> {
        self.integer(value)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Node, E> {
        match i128::try_from(value) {
            Ok(value) => self.visit_i128(value),
            #[allow(clippy::cast_precision_loss, reason = "no integer is wide enough")]
            Err(_) => self.visit_f64(value as f64),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        // A smaller number fits 64 bits or has a fraction.
        match self.number(value.abs() > 9e18) {
            Some(integer) => self.integer(integer),
            None => self.count().map(|()| Node::Float(value)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Node, E> {
        self.count().map(|()| Node::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        self.count()?;
        self.enter()?;
        let mut items = Vec::new();
        loop {
            self.state.path.borrow_mut().push(items.len().to_string());
            let item = seq.next_element_seed(self)?;
            self.state.path.borrow_mut().pop();
            match item {
                Some(item) => items.push(item),
                None => {
                    self.leave();
                    return Ok(Node::Array(items));
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        self.count()?;
        self.enter()?;
        let mut map = Map::new();
        while let Some(key) = access.next_key_seed(Key)? {
            self.state.path.borrow_mut().push(key.clone());
            let value = access.next_value_seed(self)?;
            match map.entry(key) {
                Entry::Occupied(mut entry) => {
                    let path = self.state.path.borrow();
                    let pointer = path.iter().fold(Pointer::root(), |pointer, token| pointer.join(token));
                    self.state.duplicates.borrow_mut().push(pointer);
                    entry.insert(value);
                }
                Entry::Vacant(entry) => drop(entry.insert(value)),
            }
            self.state.path.borrow_mut().pop();
        }
        // JSON has no merge keys.
        if self.state.json.is_none() && !merge(&mut map) {
            let path = self.state.path.borrow();
            let pointer = path.iter().fold(Pointer::root(), |pointer, token| pointer.join(token));
            self.state.invalid_merges.borrow_mut().push(pointer.join(MERGE));
        }
        self.leave();
        Ok(Node::Object(map))
    }

    // serde_yaml passes a value with a custom tag as an enum with one variant; ignore the tag.
    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        let (_, variant) = access.variant_seed(Key)?;
        serde::de::VariantAccess::newtype_variant_seed(variant, self)
    }
}

/// YAML's merge key.
const MERGE: &str = "<<";

/// Resolves the merge key, whose value is an object or a list of objects. The map's own keys take precedence. Returns whether all
/// of the values are objects.
fn merge(map: &mut Map) -> bool {
    let sources = match map.shift_remove(MERGE) {
        None => return true,
        Some(Node::Array(items)) => items,
        Some(value) => vec![value],
    };
    let mut are_objects = true;
    for source in sources {
        let Node::Object(source) = source else {
            are_objects = false;
            continue;
        };
        for (key, value) in source {
            map.entry(key).or_insert(value);
        }
    }
    are_objects
}

/// Deserializes a key as its text: `200:` is the key `200`.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_unit<E: Error>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Node, Vec<crate::diagnostic::Diagnostic>) {
        let mut diagnostics = Diagnostics::default();
        let node = tree(text, &Bounds::default(), &mut diagnostics);
        (node, diagnostics.sorted())
    }

    #[test]
    fn json_and_yaml_give_the_same_tree() {
        let json = "\u{feff}{\"a\": [1, 2.5, -9223372036854776000, null], \"200\": \"x\"}";
        let yaml = "# note\r\na: [1, 2.5, -9223372036854776000, null]\r\n200: x\r\n";
        assert_eq!(read(json), read(yaml));
        let wide = "[1, -9223372036854775809, 1e30, 18446744073709551616, -170141183460469231731687303715884105728]";
        assert_eq!(read(&format!("{{\"a\": {wide}}}")), read(&format!("a: {wide}")));
        let (node, _) = read(&format!("{{\"a\": {wide}}}"));
        assert_eq!(node.at(&Pointer::root().join("a").join(1)), Some(&Node::Integer(-9_223_372_036_854_775_809)));
        assert_eq!(read(json).0.to_string(), r#"{"200":"x","a":[1,2.5,-9223372036854776000,null]}"#);
    }

    #[test]
    fn keys_are_text_as_written() {
        let (node, _) = read("1.10: a\ntrue: b\nnull: c\n");
        let keys: Vec<_> = node.as_object().into_iter().flat_map(Map::keys).collect();
        assert_eq!(keys, ["1.10", "true", "null"]);
    }

    #[test]
    fn the_last_of_two_equal_keys_is_used_and_reported() {
        for text in ["a:\n  b: 1\n  b: 2\n", "{\"a\": {\"b\": 1, \"b\": 2}}"] {
            let (node, diagnostics) = read(text);
            assert_eq!(node.to_string(), r#"{"a":{"b":2}}"#);
            assert_eq!(diagnostics.len(), 1);
            assert_eq!(diagnostics[0].pointer.as_str(), "/a/b");
        }
    }

    #[test]
    fn merge_keys_merge() {
        let (node, _) = read("base: &b {x: 1, y: 2}\na:\n  <<: *b\n  y: 3\n");
        assert_eq!(node.get("a").map(ToString::to_string).as_deref(), Some(r#"{"x":1,"y":3}"#));
    }

    #[test]
    fn alias_bombs_and_deep_nesting_are_errors() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let before = level - 1;
            bomb += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 10].join(", "));
        }
        for text in [bomb, "[".repeat(100_000), "{\"a\":".repeat(100_000)] {
            let (_, diagnostics) = read(&text);
            assert_eq!(diagnostics.len(), 1);
        }
    }

    #[test]
    fn invalid_text_is_reported_with_its_offset() {
        let (_, diagnostics) = read("{\"a\": 1,\n \"b\": ]");
        assert_eq!(diagnostics[0].code, Code::Syntax);
        assert_eq!(diagnostics[0].offset, Some(15));
        let (node, diagnostics) = read("a: {<<: [1, {x: 1}], y: 2}\nb: {<<: no}\n");
        assert_eq!(node, read("a: {y: 2, x: 1}\nb: {}\n").0);
        assert_eq!(diagnostics.iter().map(|it| it.pointer.as_str()).collect::<Vec<_>>(), ["/a/<<", "/b/<<"]);
        assert!(read("{\"a\": {\"<<\": {\"x\": 1}}}").0.get("a").and_then(|it| it.get("<<")).is_some());
        let (_, diagnostics) = read("a: [1\nb: 2\n");
        assert_eq!(diagnostics[0].code, Code::Syntax);
    }
}
