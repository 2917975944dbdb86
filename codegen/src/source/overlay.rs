//! Overlays: documents that say how another one is changed before it is read.
//!
//! Source: Overlay Specification 1.0.0, section 4.4; what 1.1.0 adds is read in overlays of any version: values that
//! are neither object nor array as targets, lists that are appended to lists, and `copy`.

mod action;
mod merge;

use crate::diagnostic::{Code, Diagnostics};
use crate::source::query::Queried;
use crate::source::{Document, Node, Pointer};

use action::{Action, What};
use merge::Merge;

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Merges a value of the overlay.
    Update,
    /// Merges a value that stands elsewhere in the document.
    Copy,
    /// Removes.
    Remove,
}

/// An action that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The number of the overlay among the document's files.
    pub file: usize,
    /// The place of the action in it.
    pub pointer: Pointer,
    /// What it does.
    pub change: Change,
    /// The JSONPath of what it is done to.
    pub target: String,
    /// Where that is in the document, as it was before this action.
    pub places: Vec<Pointer>,
    /// What it is for, as the overlay says.
    pub description: Option<String>,
}

impl Document {
    /// Applies an overlay that is stored at `path`. Where it can't be read, or one of its actions can't be applied or
    /// matches nothing, that is an error.
    pub fn overlay(&mut self, path: &std::path::Path, bytes: Result<Vec<u8>, String>, diagnostics: &mut Diagnostics) {
        if self.root == Node::Null {
            return;
        }
        let file = self.files.len();
        let mut told = Diagnostics::default();
        let overlay = self.add_file(path, bytes, &mut told);
        let actions =
            if told.has_errors() { Vec::new() } else { action::read(&overlay, &self.files[0].path, &mut told) };
        if !told.has_errors() {
            let mut queried = Queried::new(&self.root);
            for action in &actions {
                if !self.apply(action, file, &mut queried, &mut told) {
                    break;
                }
            }
        }
        diagnostics.append_of(file, told);
    }

    /// Applies an action; whether those after it are of any use.
    fn apply(&mut self, action: &Action<'_>, file: usize, queried: &mut Queried, told: &mut Diagnostics) -> bool {
        let target = action.pointer.join("target");
        let places = action.target.select(queried);
        if places.is_empty() {
            told.error(Code::UnmatchedAction, &target, format!("`{}` matches nothing in the document", action.path))
                .help("correct the path; where the document does not need this action any more, remove it");
            return true;
        }
        let (change, of) = match &action.what {
            What::Remove => (Change::Remove, target),
            What::Update(_) => (Change::Update, action.pointer.join("update")),
            What::Copy(_) => (Change::Copy, action.pointer.join("copy")),
        };
        let done = match &action.what {
            What::Remove => self.remove(&places),
            What::Update(value) => self.merge(&places, value, &Merge::of_file(file, &of)),
            What::Copy(from) => self.copy(&places, &from.select(queried)),
        };
        match done {
            Ok(true) => {}
            Ok(false) => {
                told.warning(Code::IdleAction, &of, "this changes nothing: the document says it already")
                    .help("remove the action");
            }
            Err(message) => {
                told.error(Code::InvalidOverlay, &of, message);
                return false;
            }
        }
        queried.update(&self.root, &changed(change, &places));
        self.applied.push(Applied {
            file,
            pointer: action.pointer.clone(),
            change,
            target: action.path.to_owned(),
            places,
            description: action.description.map(str::to_owned),
        });
        true
    }

    /// Removes what is at these places, which are in the order of a query.
    fn remove(&mut self, places: &[Pointer]) -> Result<bool, String> {
        // From the last on, so that no place moves before its turn.
        for place in places.iter().rev() {
            let Some((parent, token)) = place.split_last() else {
                return Err("the whole document can't be removed".to_owned());
            };
            match self.root.at_mut(&parent) {
                Some(Node::Object(map)) => {
                    map.shift_remove(&token);
                    self.origins.remove_member(&parent, &token);
                }
                Some(Node::Array(items)) => {
                    if let Some(index) = token.parse().ok().filter(|index| *index < items.len()) {
                        self.origins.remove_item(&parent, index, items.len());
                        items.remove(index);
                    }
                }
                _ => {}
            }
        }
        Ok(true)
    }

    /// Merges what is at the one place of `from` into what is at these places.
    fn copy(&mut self, places: &[Pointer], from: &[Pointer]) -> Result<bool, String> {
        let [from] = from else { return Err(format!("this matches {} values, not one", from.len())) };
        let value = self.root.at(from).cloned().unwrap_or_default();
        let merge = Merge::of_branch(self.origins.branch(from));
        self.merge(places, &value, &merge)
    }

    /// Merges `value` into what is at these places; whether that changed anything, or why it does not fit.
    fn merge(&mut self, places: &[Pointer], value: &Node, merge: &Merge) -> Result<bool, String> {
        let (values, depth) = extent(value);
        let deepest = places.iter().map(|place| place.tokens().count()).max().unwrap_or_default() + depth;
        if values.saturating_mul(places.len()) > MAX_VALUES || deepest > MAX_DEPTH {
            return Err(format!("the document would get more than {MAX_VALUES} values, or {MAX_DEPTH} levels"));
        }
        let mut is_changed = false;
        for place in places {
            if let Some(target) = self.root.at_mut(place) {
                is_changed |= merge.add_to_target(target, place, value, &mut self.origins)?;
            }
        }
        Ok(is_changed)
    }
}

/// How many values an action may bring, and how deep they may stand: one that copies what others copied grows fast.
const MAX_VALUES: usize = 200_000;
const MAX_DEPTH: usize = 128;

/// How many values this has, with itself, and how many levels.
fn extent(node: &Node) -> (usize, usize) {
    let below = node.children().map(|(_, child)| extent(child));
    let (values, depth) = below.fold((0, 0), |all, it| (all.0 + it.0, all.1.max(it.1)));
    (values + 1, depth + 1)
}

/// The places whose values a change of these places changes.
fn changed(change: Change, places: &[Pointer]) -> Vec<Pointer> {
    if change != Change::Remove {
        return places.to_vec();
    }
    let parents = places.iter().map(|place| place.split_last().map_or_else(Pointer::root, |(parent, _)| parent));
    let mut parents: Vec<Pointer> = parents.collect();
    parents.dedup();
    parents
}
