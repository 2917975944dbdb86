//! What a dialect has in one place and OpenAPI 3.0 in another.

use std::collections::HashMap;

use crate::dialect::Kind;
use crate::source::{Node, Pointer};

/// Places that were, and where what stood there is now.
#[derive(Debug, Default)]
pub(super) struct Moved {
    places: HashMap<Pointer, Pointer>,
    /// The same in the order in which it was said.
    list: Vec<(Pointer, Pointer)>,
}

impl Moved {
    /// What stood at `from` stands at `to`, with all in it that is not said to be elsewhere. What is said first counts.
    pub(super) fn add(&mut self, from: Pointer, to: Pointer) {
        self.list.push((from.clone(), to.clone()));
        self.places.entry(from).or_insert(to);
    }

    /// What is going to stand at `to` is written at `from`; no reference leads there for that.
    pub(super) fn written(&mut self, from: Pointer, to: Pointer) {
        self.list.push((from, to));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Each place that was with the one that is.
    pub(super) fn list(&self) -> &[(Pointer, Pointer)] {
        &self.list
    }

    /// Lets references lead to where what they lead to is now, where each place is one of the tree as those before have left it: what is
    /// within another comes before it.
    pub(super) fn follow_in_turn(&self, node: &mut Node, kind: Kind) {
        let mut turns: HashMap<&Pointer, Vec<usize>> = HashMap::new();
        for (turn, (from, _)) in self.list.iter().enumerate() {
            turns.entry(from).or_default().push(turn);
        }
        Self::each_reference(node, kind, &|reference| self.in_turn(reference, &turns));
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
            pointer = rest.into_iter().rev().fold(self.list[turn].1.clone(), |place, token| place.join(token));
            next = turn + 1;
        }
        (pointer != start).then(|| pointer.to_string())
    }

    /// Lets references within the document lead to where what they lead to is now; those that lead to nothing stay as they
    /// are written.
    pub(super) fn follow(&self, node: &mut Node, kind: Kind, was_there: &dyn Fn(&Pointer) -> bool) {
        Self::each_reference(node, kind, &|reference| self.reference(reference, was_there));
    }

    fn each_reference(node: &mut Node, kind: Kind, moved: &dyn Fn(&str) -> Option<String>) {
        match node {
            _ if kind == Kind::Data => {}
            Node::Object(map) => {
                if kind.may_refer()
                    && let Some(Node::String(reference)) = map.get_mut("$ref")
                    && let Some(moved) = moved(reference)
                {
                    *reference = moved;
                }
                for (key, child) in map.iter_mut() {
                    let kind = kind.member(key, child);
                    Self::each_reference(child, kind, moved);
                }
            }
            Node::Array(items) => items.iter_mut().for_each(|item| Self::each_reference(item, kind, moved)),
            _ => {}
        }
    }

    /// A reference to where that which it leads to is now; `None` where it is where it was.
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
