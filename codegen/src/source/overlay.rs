//! OpenAPI Overlays, applied before normalization.
//!
//! Source: Overlay Specification 1.0.0, section 4.4. oasmith accepts the additions of 1.1.0 in overlays of any version:
//! scalar targets, arrays appended to arrays, and `copy`.

mod action;
mod merge;

use crate::diagnostic::{Code, Diagnostics};
use crate::location::Pointer;
use crate::source::query::Queried;
use crate::source::{Document, Node};

use action::{Action, What};
use merge::Merge;

/// The effect of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Merges a value of the overlay into the targets.
    Update,
    /// Merges another value of the document into the targets.
    Copy,
    /// Removes the targets.
    Remove,
}

/// An applied action.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The index of the overlay among the document's files.
    pub file: usize,
    /// The pointer to the action in it.
    pub pointer: Pointer,
    /// The effect.
    pub change: Change,
    /// The JSONPath of the targets.
    pub target: String,
    /// The pointers to the targets, before this action.
    pub places: Vec<Pointer>,
    /// The value that an update merges.
    pub update: Option<Node>,
    /// The `description` of the action.
    pub description: Option<String>,
}

impl Document {
    /// Applies the overlay at `path`. An unreadable overlay, and an action that does not apply or matches nothing, are errors.
    pub fn overlay(&mut self, path: &std::path::Path, bytes: Result<Vec<u8>, String>, diagnostics: &mut Diagnostics) {
        if self.root == Node::Null {
            return;
        }
        let file = self.files.len();
        let mut own = Diagnostics::default();
        let overlay = self.add_file(path, bytes, &mut own);
        let actions = if own.has_errors() { Vec::new() } else { action::read(&overlay, &self.files[0].path, &mut own) };
        if !own.has_errors() {
            let mut queried = Queried::new(&self.root);
            for action in &actions {
                if !self.apply(action, file, &mut queried, &mut own) {
                    break;
                }
            }
        }
        diagnostics.append_of(file, own);
    }

    /// Applies an overlay action to each value that `target` selects; returns whether to continue with the next one.
    fn apply(
        &mut self,
        action: &Action<'_>,
        file: usize,
        queried: &mut Queried,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let target = action.pointer.join("target");
        let places = action.target.select(queried);
        if places.is_empty() {
            diagnostics
                .error(
                    Code::UnmatchedAction,
                    &target,
                    format!("`target: {}` matches nothing in the document", action.path),
                )
                .help("correct the path, or remove the action if the document no longer needs it");
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
                diagnostics
                    .warning(Code::IdleAction, &of, "the action changes nothing: the document already has this content")
                    .help("remove the action");
            }
            Err(message) => {
                diagnostics
                    .error(Code::InvalidOverlay, &of, message)
                    .help("correct the `target`, or the content of the action");
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
            update: match &action.what {
                What::Update(value) => Some((*value).clone()),
                What::Remove | What::Copy(_) => None,
            },
            description: action.description.map(str::to_owned),
        });
        true
    }

    /// Removes the values at these pointers, which are in the order of a query.
    fn remove(&mut self, places: &[Pointer]) -> Result<bool, String> {
        // Start at the last one, so that no removal moves a later target.
        for place in places.iter().rev() {
            let Some((parent, token)) = place.split_last() else {
                return Err("an action can't remove the whole document".to_owned());
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

    /// Merges the value at the only pointer of `from` into the values at `places`.
    fn copy(&mut self, places: &[Pointer], from: &[Pointer]) -> Result<bool, String> {
        let [from] = from else { return Err(format!("`copy` matches {} values instead of one", from.len())) };
        let value = self.root.at(from).cloned().unwrap_or_default();
        let merge = Merge::of_branch(self.origins.branch(from));
        self.merge(places, &value, &merge)
    }

    /// Merges `value` into the values at `places`; returns whether a value changed, or why `value` does not fit.
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

/// The maximum number and nesting of the values that an action adds: repeated copies grow exponentially.
const MAX_VALUES: usize = 200_000;
const MAX_DEPTH: usize = 128;

/// Returns the number of values in `node`, itself included, and the number of levels.
fn extent(node: &Node) -> (usize, usize) {
    let below = node.children().map(|(_, child)| extent(child));
    let (values, depth) = below.fold((0, 0), |all, it| (all.0 + it.0, all.1.max(it.1)));
    (values + 1, depth + 1)
}

/// Returns the pointers to the values that differ after a change of `places`.
fn changed(change: Change, places: &[Pointer]) -> Vec<Pointer> {
    if change != Change::Remove {
        return places.to_vec();
    }
    let parents = places.iter().map(|place| place.split_last().map_or_else(Pointer::root, |(parent, _)| parent));
    let mut parents: Vec<Pointer> = parents.collect();
    parents.dedup();
    parents
}
