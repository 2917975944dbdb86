//! The structure of a JSON text, and which of its values a type keeps.
//!
//! Source: RFC 8259.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serde_json::Value;

/// The deepest nesting kept as a `serde_json::Value`, which is dropped and serialized recursively.
const MAX_DEPTH: u32 = 1024;

/// The reason why a number cannot be a `serde_json::Value`.
const TOO_LARGE: &str = "a number that no type of the union accepts is out of the range of `f64`; \
    set `numbers = \"decimal\"` to keep numbers of any size";

/// How many nodes to check near the hint, before a search of all.
const NEAR: usize = 8;

/// The JSON type of a node, as a bit.
pub type Kinds = u8;
pub const NULL: Kinds = 1;
pub const BOOLEAN: Kinds = 2;
pub const NUMBER: Kinds = 4;
pub const STRING: Kinds = 8;
pub const ARRAY: Kinds = 16;
pub const OBJECT: Kinds = 32;

/// The nodes of a text, in document order: the descendants of a node follow it.
#[derive(Default)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The address of the text in memory: it identifies a node by the slice of its text.
    address: usize,
    /// The variants chosen for a node, by union: each choice is made once. See [`Tree::decision`].
    decisions: RefCell<HashMap<(usize, std::any::TypeId), Result<usize, Whole>>>,
    /// The last node found: the next one is usually near.
    hint: Cell<usize>,
    /// The number of values deserialized on trial.
    work: Cell<usize>,
    /// Whether a trial is running, which tracks the values that a type keeps.
    is_tracked: Cell<bool>,
    /// Whether an integer has been deserialized as floating point since the last query.
    has_widened: Cell<bool>,
    /// The number of numbers that lost digits.
    rounded: Cell<usize>,
    /// How far the type on trial keeps each node.
    kept: RefCell<Vec<Keeps>>,
}

/// How far a type keeps a value, apart from the values within it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keeps {
    #[default]
    Nothing,
    /// An integer of 64 bits that loses digits, all of which a `serde_json::Value` would keep.
    Rounded,
    All,
}

struct Node {
    /// The start and end of the value in the text.
    start: u32,
    end: u32,
    /// The start and end of the property name, including the first quotation mark; both 0 without a name.
    name: u32,
    name_end: u32,
    /// The node after this one and its descendants.
    next: u32,
    depth: u32,
    kind: Kinds,
}

/// Why a value is kept as a `serde_json::Value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Several types together keep more of it than any one does.
    Several,
    /// No type accepts it.
    Nothing,
}

impl Keeps {
    fn of(is_kept: bool) -> Self {
        if is_kept { Self::All } else { Self::Nothing }
    }
}

/// Counts the values that are kept this far.
pub fn count(kept: &[Keeps], extent: Keeps) -> usize {
    kept.iter().filter(|kept| **kept == extent).count()
}

impl Tree {
    /// Parses the structure of a text; `None` if it is not JSON, or larger than 4 GiB.
    pub fn parse(text: &str) -> Option<Self> {
        let mut tree = Self::default();
        tree.read(text).then_some(tree)
    }

    /// The same, reusing this tree. Returns whether the text is JSON of at most 4 GiB.
    pub fn read(&mut self, text: &str) -> bool {
        let mut nodes = std::mem::take(&mut self.nodes);
        nodes.clear();
        nodes.reserve(text.len() / 16 + 4);
        let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, nodes };
        let is_json = scanner.scan().is_some();
        self.nodes = scanner.nodes;
        self.address = text.as_ptr().addr();
        self.hint.set(0);
        self.work.set(0);
        self.is_tracked.set(false);
        self.has_widened.set(false);
        self.rounded.set(0);
        self.kept.borrow_mut().clear();
        self.decisions.borrow_mut().clear();
        is_json
    }

    /// Returns the capacity in nodes.
    pub fn room(&self) -> usize {
        self.nodes.capacity().max(self.kept.borrow().capacity()).max(self.decisions.borrow().capacity())
    }

    /// Returns the node with this very slice as its text.
    pub fn find(&self, slice: &str) -> Option<usize> {
        let start = u32::try_from(slice.as_ptr().addr().checked_sub(self.address)?).ok()?;
        let near = self.nodes[self.hint.get()..].iter().take(NEAR).position(|node| node.start == start);
        let index = match near {
            Some(near) => self.hint.get() + near,
            None => self.nodes.binary_search_by_key(&start, |node| node.start).ok()?,
        };
        self.hint.set(index);
        ((self.nodes[index].end - start) as usize == slice.len()).then_some(index)
    }

    pub fn kind(&self, node: usize) -> Kinds {
        self.nodes[node].kind
    }

    pub fn depth(&self, node: usize) -> u32 {
        self.nodes[node].depth
    }

    /// Returns the number of values of a node, including itself.
    pub fn size(&self, node: usize) -> usize {
        self.nodes[node].next as usize - node
    }

    /// Returns the variant chosen for a node. It is cached during a trial, in which the value may be deserialized
    /// again.
    pub fn decision<T: 'static>(&self, node: usize) -> Option<Result<usize, Whole>> {
        if !self.is_tracked.get() {
            return None;
        }
        self.decisions.borrow().get(&(node, std::any::TypeId::of::<T>())).copied()
    }

    /// Caches the variant chosen for a node.
    pub fn decide<T: 'static>(&self, node: usize, decision: Result<usize, Whole>) {
        if self.is_tracked.get() {
            self.decisions.borrow_mut().insert((node, std::any::TypeId::of::<T>()), decision);
        }
    }

    /// Counts a node's values as deserialized on trial. Returns whether that exceeds the limit for a text of this size.
    pub fn is_too_much(&self, node: usize, most: usize) -> bool {
        self.work.set(self.work.get() + self.size(node));
        self.work.get() / most > self.nodes.len()
    }

    /// Whether a trial is running.
    pub fn is_tracked(&self) -> bool {
        self.is_tracked.get()
    }

    /// Begins or ends a trial. Returns whether one was running before.
    pub fn track(&self, is_tracked: bool) -> bool {
        if is_tracked {
            self.kept.borrow_mut().resize(self.nodes.len(), Keeps::Nothing);
        }
        self.is_tracked.replace(is_tracked)
    }

    /// Records that an integer was deserialized as floating point.
    pub fn widen(&self) {
        self.has_widened.set(true);
    }

    /// Whether an integer has been deserialized as floating point since the last query.
    pub fn has_widened(&self) -> bool {
        self.has_widened.take()
    }

    /// Counts a number that lost digits.
    pub fn round(&self) {
        self.rounded.set(self.rounded.get() + 1);
    }

    /// Records that a node, an integer of 64 bits, lost digits.
    pub fn mark_rounded(&self, node: usize) {
        if self.is_tracked.get() {
            self.kept.borrow_mut()[node] = Keeps::Rounded;
        }
    }

    /// Returns the number of numbers that lost digits.
    pub fn rounded(&self) -> usize {
        self.rounded.get()
    }

    /// Resets the count, to exclude numbers deserialized on trial.
    pub fn set_rounded(&self, count: usize) {
        self.rounded.set(count);
    }

    /// Records whether a value is kept.
    pub fn mark(&self, node: usize, is_kept: bool) {
        if self.is_tracked.get() {
            self.kept.borrow_mut()[node] = Keeps::of(is_kept);
        }
    }

    /// Records whether a value and its descendants are kept.
    pub fn mark_all(&self, node: usize, is_kept: bool) {
        if self.is_tracked.get() {
            self.kept.borrow_mut()[node..node + self.size(node)].fill(Keeps::of(is_kept));
        }
    }

    /// Returns how far a value and its descendants are kept, by node.
    pub fn kept(&self, node: usize) -> Vec<Keeps> {
        self.kept.borrow()[node..node + self.size(node)].to_vec()
    }

    /// Records how far a value and its descendants are kept.
    pub fn keep(&self, node: usize, kept: &[Keeps]) {
        if self.is_tracked.get() {
            self.kept.borrow_mut()[node..node + kept.len()].copy_from_slice(kept);
        }
    }

    /// Counts the values, of a node and its descendants, that are kept this far.
    pub fn count(&self, node: usize, extent: Keeps) -> usize {
        count(&self.kept.borrow()[node..node + self.size(node)], extent)
    }

    /// Returns the first item of an array, or property value of an object.
    pub fn first_child(&self, node: usize) -> Option<usize> {
        (self.nodes[node].next as usize > node + 1).then_some(node + 1)
    }

    /// Returns the item or property value of `node` after `child`.
    pub fn next_child(&self, node: usize, child: usize) -> Option<usize> {
        let next = self.nodes[child].next;
        (next < self.nodes[node].next).then_some(next as usize)
    }

    /// Returns the items of an array, or the property values of an object.
    pub fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.first_child(node), move |child| self.next_child(node, *child))
    }

    /// Returns the property name of a node. `text` is the text of the node `of`, which contains it.
    pub fn name<'t>(&self, of: usize, text: &'t str, node: usize) -> Cow<'t, str> {
        let Node { name, name_end, .. } = self.nodes[node];
        let base = self.nodes[of].start;
        let name = &text[(name - base) as usize..(name_end - base) as usize];
        unquoted(name).unwrap_or(Cow::Borrowed(name))
    }

    /// Returns the text of a node. `text` is the text of the node `of`, which contains it.
    pub fn text<'t>(&self, of: usize, text: &'t str, node: usize) -> &'t str {
        let Node { start, end, .. } = self.nodes[node];
        let base = self.nodes[of].start;
        &text[(start - base) as usize..(end - base) as usize]
    }

    /// Returns the property with this name. `text` is the text of the node.
    pub fn property(&self, text: &str, node: usize, name: &str) -> Option<usize> {
        if self.kind(node) != OBJECT {
            return None;
        }
        self.children(node).filter(|child| self.name(node, text, *child) == name).last()
    }

    /// Returns a node as a `serde_json::Value`, or the reason why it cannot be one.
    pub fn value(&self, text: &str, node: usize) -> Result<Value, &'static str> {
        let end = node + self.size(node);
        let base = self.depth(node);
        let mut open: Vec<(usize, Value)> = Vec::new();
        for index in node..end {
            if self.depth(index) - base > MAX_DEPTH {
                return Err("a value is nested more than 1,024 levels deep");
            }
            let value = match self.kind(index) {
                OBJECT => Value::Object(serde_json::Map::new()),
                ARRAY => Value::Array(Vec::new()),
                NUMBER => serde_json::from_str(self.text(node, text, index)).map_err(|_| TOO_LARGE)?,
                _ => serde_json::from_str(self.text(node, text, index))
                    .map_err(|_| "a string contains a lone surrogate")?,
            };
            open.push((index, value));
            // Add each value that ends here to its parent.
            let is_over = |(child, _): &(usize, Value)| self.nodes[*child].next as usize == index + 1;
            while let Some((child, value)) = if open.last().is_some_and(is_over) { open.pop() } else { None } {
                match open.last_mut() {
                    None => return Ok(value),
                    Some((_, Value::Array(items))) => items.push(value),
                    Some((_, Value::Object(properties))) => {
                        properties.insert(self.name(node, text, child).into_owned(), value);
                    }
                    Some(_) => return Err("a value is not complete"),
                }
            }
        }
        Err("a value is not complete")
    }
}

/// Decodes a JSON string; `None` if an escape is not a character.
pub fn unquoted(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('\\') {
        return serde_json::from_str(text).ok().map(Cow::Owned);
    }
    text.get(1..text.len() - 1).map(Cow::Borrowed)
}

/// Whether two JSON numbers are equal, in whatever notation.
pub fn same_number(one: &str, other: &str) -> bool {
    one == other || decimal(one).is_some_and(|one| Some(one) == decimal(other))
}

/// Returns the sign of a number, its digits without zeros at the ends, and the power of ten of the last digit; zero has
/// no sign.
fn decimal(text: &str) -> Option<(bool, String, i64)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let digits = all.trim_start_matches('0').trim_end_matches('0');
    if digits.is_empty() {
        return Some((false, String::new(), 0));
    }
    let zeros = all.len() - all.trim_end_matches('0').len();
    let exponent = exponent.parse::<i64>().ok()?;
    let last = exponent.checked_sub_unsigned(fraction.len() as u64)?.checked_add_unsigned(zeros as u64)?;
    Some((sign, digits.to_owned(), last))
}

/// A scanner of the values of a text, without recursion.
struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    nodes: Vec<Node>,
}

impl Scanner<'_> {
    fn scan(&mut self) -> Option<()> {
        u32::try_from(self.bytes.len()).ok()?;
        let mut open: Vec<usize> = Vec::new();
        loop {
            let name = match open.last() {
                Some(object) if self.nodes[*object].kind == OBJECT => self.name()?,
                _ => (0, 0),
            };
            if self.opens(name, &mut open)? {
                continue;
            }
            // Close the containers that end here; a comma begins another value.
            loop {
                let Some(container) = open.last().copied() else { return Some(()) };
                match self.next_byte()? {
                    b',' => break,
                    b'}' | b']' => {
                        open.pop();
                        self.end(container);
                    }
                    _ => return None,
                }
            }
        }
    }

    /// Reads the name of a property, and moves past the colon.
    fn name(&mut self) -> Option<(u32, u32)> {
        if self.next_byte()? != b'"' {
            return None;
        }
        let start = self.at - 1;
        self.string()?;
        let end = self.at;
        // A lone surrogate is not text.
        unquoted(std::str::from_utf8(&self.bytes[start..end]).ok()?)?;
        (self.next_byte()? == b':').then_some((start as u32, end as u32))
    }

    /// Reads a value, or opens an array or an object that is not empty.
    fn opens(&mut self, (name, name_end): (u32, u32), open: &mut Vec<usize>) -> Option<bool> {
        let first = self.next_byte()?;
        let start = self.at - 1;
        let kind = match first {
            b'{' => OBJECT,
            b'[' => ARRAY,
            b'"' => STRING,
            b't' | b'f' => BOOLEAN,
            b'n' => NULL,
            _ => NUMBER,
        };
        let (start, depth) = (start as u32, open.len() as u32);
        self.nodes.push(Node { start, end: 0, name, name_end, next: 0, depth, kind });
        let node = self.nodes.len() - 1;
        match kind {
            OBJECT | ARRAY => {
                let close = if kind == OBJECT { b'}' } else { b']' };
                self.skip_space();
                if self.bytes.get(self.at) != Some(&close) {
                    open.push(node);
                    return Some(true);
                }
                self.at += 1;
            }
            STRING => self.string()?,
            _ => self.at += self.bytes[self.at..].iter().take_while(|it| !b",]} \t\r\n".contains(it)).count(),
        }
        self.end(node);
        Some(false)
    }

    fn end(&mut self, node: usize) {
        self.nodes[node].end = self.at as u32;
        self.nodes[node].next = self.nodes.len() as u32;
    }

    /// Moves past the end of a string, from behind its first quotation mark.
    fn string(&mut self) -> Option<()> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            let plain = rest.iter().position(|it| matches!(it, b'"' | b'\\'))?;
            self.at += plain + 1;
            if rest[plain] == b'"' {
                return Some(());
            }
            self.at += 1;
        }
    }

    fn skip_space(&mut self) {
        while self.bytes.get(self.at).is_some_and(|it| b" \t\r\n".contains(it)) {
            self.at += 1;
        }
    }

    fn next_byte(&mut self) -> Option<u8> {
        self.skip_space();
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nodes_have_the_position_of_their_values() {
        let text = r#" { "a" : [1, {"b\u0041": "x]"}, []] , "c":null } "#;
        let tree = Tree::parse(text.trim()).unwrap();
        let (top, slice) = (0, tree.text(0, text.trim(), 0));
        assert_eq!(slice, text.trim());
        let a = tree.property(slice, top, "a").unwrap();
        assert_eq!(
            tree.children(a).map(|it| tree.text(0, slice, it)).collect::<Vec<_>>(),
            ["1", "{\"b\\u0041\": \"x]\"}", "[]"]
        );
        let within = tree.children(a).nth(1).unwrap();
        assert_eq!(tree.find(tree.text(0, slice, within)), Some(within));
        assert!(tree.property(tree.text(0, slice, within), within, "bA").is_some(), "names are unescaped");
        assert_eq!(tree.value(slice, top).ok(), serde_json::from_str(text).ok());
        assert_eq!(tree.find("elsewhere"), None);
        assert!(Tree::parse("[1").is_none() && Tree::parse("").is_none());
    }

    #[test]
    fn numbers_are_compared_by_value() {
        for (one, other) in [("1", "1.0"), ("100", "1e2"), ("-0", "0.0"), ("1.50E-1", "0.15"), ("1e400", "10e399")] {
            assert!(same_number(one, other), "{one} {other}");
        }
        for (one, other) in [("1", "-1"), ("1", "10"), ("9007199254740993", "9007199254740992"), ("1e400", "1e401")] {
            assert!(!same_number(one, other), "{one} {other}");
        }
    }

    #[test]
    fn deep_values_need_no_stack() {
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(Tree::parse(&deep(1000)).unwrap().value(&deep(1000), 0).unwrap().to_string(), deep(1000));
        assert!(Tree::parse(&deep(100_000)).unwrap().value(&deep(100_000), 0).is_err());
        assert_eq!(Tree::parse("[[],{}]").unwrap().value("[[],{}]", 0), Ok(json!([[], {}])));
        assert_eq!(Tree::parse("[1e400]").unwrap().value("[1e400]", 0), Err(TOO_LARGE));
    }
}
