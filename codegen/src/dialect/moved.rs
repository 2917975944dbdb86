//! The values that normalization moves to another pointer.

use std::collections::HashMap;

use crate::dialect::Kind;
use crate::dialect::walk::{Visit, walk};
use crate::location::Pointer;
use crate::source::{Node, Relocation};

/// Moved values, and the redirections of references to them.
#[derive(Debug)]
pub(super) struct Moved {
    relocation: Relocation,
    /// The new pointers of values that references may name, by their old pointers.
    places: HashMap<Pointer, Pointer>,
}

impl Moved {
    /// Returns an empty set for this relocation.
    pub(super) fn new(relocation: Relocation) -> Self {
        Self { relocation, places: HashMap::new() }
    }

    /// Records a move from `from` to `to`, with everything within that is not moved elsewhere. The first move of a value counts.
    pub(super) fn add(&mut self, from: Pointer, to: Pointer) {
        self.relocation.add(from.clone(), to.clone());
        self.places.entry(from).or_insert(to);
    }

    /// Records that the source of the new value at `to` is `from`, without redirecting references.
    pub(super) fn written(&mut self, from: Pointer, to: Pointer) {
        self.relocation.add(from, to);
    }

    /// Returns the moves.
    pub(super) fn relocation(&self) -> &Relocation {
        &self.relocation
    }

    /// Redirects references to moved values, applying the moves in order: each old pointer is into the tree that the moves
    /// before it yield.
    pub(super) fn follow_in_turn(&self, root: &mut Node) {
        let mut turns: HashMap<&Pointer, Vec<usize>> = HashMap::new();
        for (turn, (from, _)) in self.relocation.pairs().iter().enumerate() {
            turns.entry(from).or_default().push(turn);
        }
        walk(root, &mut Redirect(|reference: &str| self.in_turn(reference, &turns)));
    }

    fn in_turn(&self, reference: &str, turns: &HashMap<&Pointer, Vec<usize>>) -> Option<String> {
        let start = Pointer::of_reference(reference)?;
        let (mut pointer, mut next) = (start.clone(), 0);
        loop {
            let mut found: Option<(usize, Vec<String>)> = None;
            let (mut at, mut rest) = (pointer.clone(), Vec::new());
            loop {
                let turn = turns.get(&at).and_then(|turns| turns.iter().copied().find(|turn| *turn >= next));
                if let Some(turn) = turn.filter(|turn| found.as_ref().is_none_or(|(first, _)| turn < first)) {
                    found = Some((turn, rest.clone()));
                }
                let Some((parent, token)) = at.split_last() else { break };
                rest.push(token);
                at = parent;
            }
            let Some((turn, rest)) = found else { break };
            pointer =
                rest.into_iter().rev().fold(self.relocation.pairs()[turn].1.clone(), |place, token| place.join(token));
            next = turn + 1;
        }
        (pointer != start).then(|| pointer.to_string())
    }

    /// Redirects references to moved values; unresolved references stay unchanged.
    pub(super) fn follow(&self, root: &mut Node, was_there: &dyn Fn(&Pointer) -> bool) {
        walk(root, &mut Redirect(|reference: &str| self.reference(reference, was_there)));
    }

    /// Returns the redirected reference; `None` if its target has not moved.
    fn reference(&self, reference: &str, was_there: &dyn Fn(&Pointer) -> bool) -> Option<String> {
        let mut pointer = Pointer::of_reference(reference)?;
        if !was_there(&pointer) {
            return None;
        }
        let mut rest = Vec::new();
        loop {
            if let Some(to) = self.places.get(&pointer) {
                let whole = rest.into_iter().rev().fold(to.clone(), |place: Pointer, token: String| place.join(token));
                return Some(whole.to_string());
            }
            let (parent, token) = pointer.split_last()?;
            rest.push(token);
            pointer = parent;
        }
    }
}

/// The step that replaces references for which the function returns another.
struct Redirect<F>(F);

impl<F: Fn(&str) -> Option<String>> Visit for Redirect<F> {
    fn enter(&mut self, node: &mut Node, _place: &Pointer, _kind: Kind) -> bool {
        if let Node::Object(map) = node
            && let Some(Node::String(reference)) = map.get_mut("$ref")
            && let Some(other) = (self.0)(reference)
        {
            *reference = other;
        }
        true
    }
}
