//! Where the values of a JSON text are, and which of them a type keeps.
//!
//! Source: RFC 8259.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serde_json::Value;

/// The deepest nesting of a value that is kept as a `serde_json::Value`, which is dropped and written recursively.
const MAX_DEPTH: u32 = 1024;

/// Why a number is no `serde_json::Value`.
const TOO_LARGE: &str = "a number that no type of the union accepts is beyond what `f64` holds; \
    the setting `numbers = \"decimal\"` keeps numbers of any size";

/// How far a node is looked for before all are searched.
const NEAR: usize = 8;

/// What kind of value a node is, as a bit.
pub(crate) type Kinds = u8;
pub(crate) const NULL: Kinds = 1;
pub(crate) const BOOLEAN: Kinds = 2;
pub(crate) const NUMBER: Kinds = 4;
pub(crate) const STRING: Kinds = 8;
pub(crate) const ARRAY: Kinds = 16;
pub(crate) const OBJECT: Kinds = 32;

/// The values of a text, in its order: those within another follow it.
#[derive(Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// Where the text is in memory: a slice of it is found again by its address.
    address: usize,
    /// Of nodes, by what reads them: a decision that is made once. See [`Tree::decision`].
    decisions: RefCell<HashMap<(usize, std::any::TypeId), Result<usize, Whole>>>,
    /// Where the last node was found: the next is near.
    hint: Cell<usize>,
    /// How many values have been read on trial.
    work: Cell<usize>,
    /// Whether there is a trial, so that it is noted which values are kept.
    is_tracked: Cell<bool>,
    /// Whether an integer has been read as floating point since this was asked.
    has_widened: Cell<bool>,
    /// How many numbers have been read without some of their digits.
    rounded: Cell<usize>,
    /// Which values the type on trial keeps, by node.
    kept: RefCell<Vec<Keeps>>,
}

/// How much of a value a type keeps, apart from what is within it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Keeps {
    #[default]
    Nothing,
    /// An integer of 64 bits without some of its digits, all of which a `serde_json::Value` keeps.
    Rounded,
    All,
}

struct Node {
    /// Where the value begins and ends in the text.
    start: u32,
    end: u32,
    /// Where the name of a property begins, its quotation mark included; it ends with one. Both are 0 where there is
    /// none.
    name: u32,
    name_end: u32,
    /// The node after this one and all that are within it.
    next: u32,
    depth: u32,
    kind: Kinds,
}

/// Why a value is kept as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
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

/// How many values are kept to this extent.
pub(crate) fn count(kept: &[Keeps], extent: Keeps) -> usize {
    kept.iter().filter(|kept| **kept == extent).count()
}

impl Tree {
    /// Finds the values of a text; `None` where it is no JSON, or larger than 4 GiB.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut tree = Self::default();
        tree.read(text).then_some(tree)
    }

    /// The same in place of another text. Whether the text is JSON, and no larger than 4 GiB.
    pub(crate) fn read(&mut self, text: &str) -> bool {
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

    /// How many values there is room for.
    pub(crate) fn room(&self) -> usize {
        self.nodes.capacity().max(self.kept.borrow().capacity()).max(self.decisions.borrow().capacity())
    }

    /// The node whose text this very slice is.
    pub(crate) fn find(&self, slice: &str) -> Option<usize> {
        let start = u32::try_from(slice.as_ptr().addr().checked_sub(self.address)?).ok()?;
        let near = self.nodes[self.hint.get()..].iter().take(NEAR).position(|node| node.start == start);
        let index = match near {
            Some(near) => self.hint.get() + near,
            None => self.nodes.binary_search_by_key(&start, |node| node.start).ok()?,
        };
        self.hint.set(index);
        ((self.nodes[index].end - start) as usize == slice.len()).then_some(index)
    }

    pub(crate) fn kind(&self, node: usize) -> Kinds {
        self.nodes[node].kind
    }

    pub(crate) fn depth(&self, node: usize) -> u32 {
        self.nodes[node].depth
    }

    /// How many values are within a node, and itself.
    pub(crate) fn size(&self, node: usize) -> usize {
        self.nodes[node].next as usize - node
    }

    /// What has been decided of a node for a type. It is remembered while there is a trial, as the value may be read
    /// again.
    pub(crate) fn decision<T: 'static>(&self, node: usize) -> Option<Result<usize, Whole>> {
        if !self.is_tracked.get() {
            return None;
        }
        self.decisions.borrow().get(&(node, std::any::TypeId::of::<T>())).copied()
    }

    /// Remembers what is decided of a node for a type.
    pub(crate) fn decide<T: 'static>(&self, node: usize, decision: Result<usize, Whole>) {
        if self.is_tracked.get() {
            self.decisions.borrow_mut().insert((node, std::any::TypeId::of::<T>()), decision);
        }
    }

    /// Notes that the values of a node are read on trial. Whether that has been too often for a text of this size.
    pub(crate) fn is_too_much(&self, node: usize, most: usize) -> bool {
        self.work.set(self.work.get() + self.size(node));
        self.work.get() / most > self.nodes.len()
    }

    /// Whether there is a trial.
    pub(crate) fn is_tracked(&self) -> bool {
        self.is_tracked.get()
    }

    /// Begins or ends a trial. Whether there was one before.
    pub(crate) fn track(&self, is_tracked: bool) -> bool {
        if is_tracked {
            self.kept.borrow_mut().resize(self.nodes.len(), Keeps::Nothing);
        }
        self.is_tracked.replace(is_tracked)
    }

    /// Notes that an integer is read as floating point.
    pub(crate) fn widen(&self) {
        self.has_widened.set(true);
    }

    /// Whether an integer has been read as floating point since this was asked.
    pub(crate) fn has_widened(&self) -> bool {
        self.has_widened.take()
    }

    /// Notes that a number is read without some of its digits.
    pub(crate) fn round(&self) {
        self.rounded.set(self.rounded.get() + 1);
    }

    /// Notes that the integer of 64 bits that a node is has been read without some of its digits.
    pub(crate) fn mark_rounded(&self, node: usize) {
        if self.is_tracked.get() {
            self.kept.borrow_mut()[node] = Keeps::Rounded;
        }
    }

    /// How many numbers have been read without some of their digits.
    pub(crate) fn rounded(&self) -> usize {
        self.rounded.get()
    }

    /// Forgets those that were read on trial.
    pub(crate) fn set_rounded(&self, count: usize) {
        self.rounded.set(count);
    }

    /// Notes whether a value is kept.
    pub(crate) fn mark(&self, node: usize, is_kept: bool) {
        if self.is_tracked.get() {
            self.kept.borrow_mut()[node] = Keeps::of(is_kept);
        }
    }

    /// Notes whether a value and all within it are kept.
    pub(crate) fn mark_all(&self, node: usize, is_kept: bool) {
        if self.is_tracked.get() {
            self.kept.borrow_mut()[node..node + self.size(node)].fill(Keeps::of(is_kept));
        }
    }

    /// How much of a value and of those within it is kept, by node.
    pub(crate) fn kept(&self, node: usize) -> Vec<Keeps> {
        self.kept.borrow()[node..node + self.size(node)].to_vec()
    }

    /// Notes how much of a value and of those within it is kept.
    pub(crate) fn keep(&self, node: usize, kept: &[Keeps]) {
        if self.is_tracked.get() {
            self.kept.borrow_mut()[node..node + kept.len()].copy_from_slice(kept);
        }
    }

    /// How many of a value and of those within it are kept to this extent.
    pub(crate) fn count(&self, node: usize, extent: Keeps) -> usize {
        count(&self.kept.borrow()[node..node + self.size(node)], extent)
    }

    /// The first item of a list, or value of an object.
    pub(crate) fn first_child(&self, node: usize) -> Option<usize> {
        (self.nodes[node].next as usize > node + 1).then_some(node + 1)
    }

    /// The item or value of `node` after `child`.
    pub(crate) fn next_child(&self, node: usize, child: usize) -> Option<usize> {
        let next = self.nodes[child].next;
        (next < self.nodes[node].next).then_some(next as usize)
    }

    /// The items of a list, or the values of an object.
    pub(crate) fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.first_child(node), move |child| self.next_child(node, *child))
    }

    /// The name of a value that is a property. `text` is the text of node `of`, which it is within.
    pub(crate) fn name<'t>(&self, of: usize, text: &'t str, node: usize) -> Cow<'t, str> {
        let Node { name, name_end, .. } = self.nodes[node];
        let base = self.nodes[of].start;
        let name = &text[(name - base) as usize..(name_end - base) as usize];
        unquoted(name).unwrap_or(Cow::Borrowed(name))
    }

    /// The text of a node. `text` is the text of node `of`, which it is within.
    pub(crate) fn text<'t>(&self, of: usize, text: &'t str, node: usize) -> &'t str {
        let Node { start, end, .. } = self.nodes[node];
        let base = self.nodes[of].start;
        &text[(start - base) as usize..(end - base) as usize]
    }

    /// The property of this name. `text` is the text of the node.
    pub(crate) fn property(&self, text: &str, node: usize, name: &str) -> Option<usize> {
        if self.kind(node) != OBJECT {
            return None;
        }
        self.children(node).filter(|child| self.name(node, text, *child) == name).last()
    }

    /// A node as a value, or why it can't be one.
    pub(crate) fn value(&self, text: &str, node: usize) -> Result<Value, &'static str> {
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
                _ => serde_json::from_str(self.text(node, text, index)).map_err(|_| "a string is no text")?,
            };
            open.push((index, value));
            // What ends here is put into what it is within.
            while let Some((child, value)) = open.pop_if(|(child, _)| self.nodes[*child].next as usize == index + 1) {
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

/// The string that JSON text is; `None` where an escape in it is no character.
pub(crate) fn unquoted(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('\\') {
        return serde_json::from_str(text).ok().map(Cow::Owned);
    }
    text.get(1..text.len() - 1).map(Cow::Borrowed)
}

/// Whether two JSON numbers are equal, however they are written.
pub(crate) fn same_number(one: &str, other: &str) -> bool {
    one == other || decimal(one).is_some_and(|one| Some(one) == decimal(other))
}

/// The sign of a number, its digits without zeros at the ends, and the power of ten of the last; zero has no sign.
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

/// Finds the values of a text that is JSON already, without recursion.
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
            // Containers that are complete end here; after a comma comes another value.
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

    /// The name of a property, with its quotation marks; past the colon.
    fn name(&mut self) -> Option<(u32, u32)> {
        if self.next_byte()? != b'"' {
            return None;
        }
        let start = self.at - 1;
        self.string()?;
        let end = self.at;
        // Half of a character that is written as two, alone, is no text.
        unquoted(str::from_utf8(&self.bytes[start..end]).ok()?)?;
        (self.next_byte()? == b':').then_some((start as u32, end as u32))
    }

    /// Reads a value, or the beginning of a list or an object that is not empty, which it opens.
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

    /// Past the end of a string whose first quotation mark is behind.
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
    fn values_are_where_the_text_has_them() {
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
