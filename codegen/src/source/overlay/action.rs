//! Reading an overlay: its actions, or what is wrong with it.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostics};
use crate::source::query::Query;
use crate::source::{Node, Pointer};

/// An action.
#[derive(Debug)]
pub(super) struct Action<'n> {
    /// Its place in the overlay.
    pub(super) pointer: Pointer,
    /// What it is done to.
    pub(super) target: Query,
    /// The same as it is written.
    pub(super) path: &'n str,
    /// What it is for.
    pub(super) description: Option<&'n str>,
    /// What it does.
    pub(super) what: What<'n>,
}

/// What an action does.
#[derive(Debug)]
pub(super) enum What<'n> {
    /// Removes the targets.
    Remove,
    /// Merges a value into the targets.
    Update(&'n Node),
    /// Merges the value that this selects into the targets.
    Copy(Query),
}

/// Reads the actions of `overlay`, for the document at `document`.
pub(super) fn read<'n>(overlay: &'n Node, document: &Path, told: &mut Diagnostics) -> Vec<Action<'n>> {
    let root = Pointer::root();
    let version = overlay.get("overlay").and_then(Node::as_str);
    if !version.is_some_and(|version| version.starts_with("1.")) {
        let message = match version {
            Some(version) => format!("overlays of version {version} are not read"),
            None => "this is no overlay: it does not say `overlay: 1.0.0`".to_owned(),
        };
        told.error(Code::InvalidOverlay, &root.join("overlay"), message).help("OpenAPI Overlay 1.0 and 1.1 are read");
        return Vec::new();
    }
    known(overlay, &root, &["overlay", "info", "extends", "actions", "$self"], told);
    for member in ["title", "version"] {
        if overlay.get("info").and_then(|info| info.get(member)).is_none() {
            told.warning(Code::InvalidOverlay, &root.join("info"), format!("the overlay has no `info.{member}`"));
        }
    }
    is_for(overlay, document, told);
    match overlay.get("actions") {
        Some(Node::Array(actions)) if !actions.is_empty() => {
            let place = root.join("actions");
            let actions = actions.iter().enumerate();
            actions.filter_map(|(index, action)| Action::read(action, place.join(index), told)).collect()
        }
        _ => {
            told.error(Code::InvalidOverlay, &root.join("actions"), "the overlay has no list of `actions`");
            Vec::new()
        }
    }
}

/// Tells of members that say nothing that is known: they may be misspelt.
fn known(object: &Node, place: &Pointer, known: &[&str], told: &mut Diagnostics) {
    for (key, _) in object.children() {
        if !known.contains(&key.as_str()) && !key.starts_with("x-") {
            told.error(Code::InvalidOverlay, &place.join(&key), format!("`{key}` is nothing that is known here"))
                .help(format!("known are {}", known.join(", ")));
        }
    }
}

/// Tells of an overlay that says it is for another document. What it names by an address may be stored as anything.
fn is_for(overlay: &Node, document: &Path, told: &mut Diagnostics) {
    let Some(extends) = overlay.get("extends").and_then(Node::as_str) else { return };
    let (Some(meant), Some(given)) = (Path::new(extends).file_name(), document.file_name()) else { return };
    if !extends.contains(':') && meant != given {
        let message = format!("this overlay is for `{extends}`, and is applied to `{}`", given.display());
        told.warning(Code::InvalidOverlay, &Pointer::root().join("extends"), message);
    }
}

impl<'n> Action<'n> {
    fn read(node: &'n Node, pointer: Pointer, told: &mut Diagnostics) -> Option<Self> {
        known(node, &pointer, &["target", "description", "update", "remove", "copy"], told);
        let path = |key: &str, told: &mut Diagnostics| {
            let place = pointer.join(key);
            let Some(path) = node.get(key).and_then(Node::as_str) else {
                told.error(Code::InvalidOverlay, &place, format!("the action has no `{key}`, which is a JSONPath"));
                return None;
            };
            let query = Query::parse(path).map_err(|reason| {
                told.error(Code::InvalidOverlay, &place, format!("`{path}` is no JSONPath: {reason}"))
                    .help("paths are as RFC 9535 says: `$.paths['/pets'].get.parameters[?@.name == 'limit']`");
            });
            Some((query.ok()?, path))
        };
        let (target, text) = path("target", told)?;
        let what = match (node.get("remove"), node.get("update"), node.get("copy")) {
            (Some(Node::Bool(true)), _, _) => What::Remove,
            (None | Some(Node::Bool(false)), Some(value), None) => What::Update(value),
            (None | Some(Node::Bool(false)), None, Some(_)) => What::Copy(path("copy", told)?.0),
            _ => {
                let message = "an action says one of `update`, `copy` and `remove: true`";
                told.error(Code::InvalidOverlay, &pointer, message);
                return None;
            }
        };
        let description = node.get("description").and_then(Node::as_str);
        Some(Self { pointer, target, path: text, description, what })
    }
}
