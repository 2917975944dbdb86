//! The original text of values, which diagnostics quote instead of the normalized tree.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::location::{Locate as _, Pointer};
use crate::source::{Document, Node, locate, read};

/// The maximum number of numbers to look up in the text: each takes a pass over it.
const MAX_NUMBERS: usize = 50;

/// The files of a document, each parsed again on first use.
pub(crate) struct Written<'d> {
    document: &'d Document,
    trees: RefCell<BTreeMap<usize, Node>>,
    numbers: Cell<usize>,
}

impl<'d> Written<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Self { document, trees: RefCell::default(), numbers: Cell::default() }
    }

    /// Returns the original string of the value at `pointer` of the tree.
    pub(crate) fn string(&self, pointer: &Pointer) -> Option<String> {
        let (file, pointer) = self.document.origin(pointer);
        self.with(file, |tree| tree.at(&pointer)?.as_str().map(str::to_owned))?
    }

    /// Calls `look` with the original tree of a file.
    pub(crate) fn with<R>(&self, file: usize, look: impl FnOnce(&Node) -> R) -> Option<R> {
        if let Some(tree) = self.document.tree(file) {
            return Some(look(tree));
        }
        let mut trees = self.trees.borrow_mut();
        let text = &self.document.files.get(file)?.text;
        let tree =
            trees.entry(file).or_insert_with(|| read::tree(text, &self.document.bounds, &mut Diagnostics::default()));
        Some(look(tree))
    }

    /// Returns `node`, which the tree has at `pointer`, as JSON text. A number with more digits than `f64` holds keeps the
    /// spelling of its file.
    pub(crate) fn value(&self, pointer: &Pointer, node: &Node) -> String {
        let spelled = match node {
            Node::Float(number) if self.numbers.get() < MAX_NUMBERS => {
                self.numbers.set(self.numbers.get() + 1);
                self.number(pointer, *number)
            }
            _ => None,
        };
        spelled.unwrap_or_else(|| node.to_string())
    }

    fn number(&self, pointer: &Pointer, value: f64) -> Option<String> {
        let (file, pointer) = self.document.origin(pointer);
        let text = &self.document.files.get(file)?.text;
        let located = locate::spans(text, &[&pointer]).into_iter().next().filter(|it| it.is_whole)?;
        let is_of_number = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
        let number = |text: &str| {
            let end = text.find(|letter| !is_of_number(letter)).unwrap_or(text.len());
            let found = &text[..end];
            // The span may be that of a key, which may look like a number too.
            (found.parse() == Ok(value)).then(|| found.to_owned())
        };
        let after = text.get(located.span.end..)?.trim_start_matches([' ', '\t', '\r', '\n', ':']);
        number(text.get(located.span.start..)?).or_else(|| number(after))
    }
}
