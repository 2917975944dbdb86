//! Parsing and checking of overlays.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostics};
use crate::location::Pointer;
use crate::source::Node;
use crate::source::query::Query;

/// An action.
#[derive(Debug)]
pub(super) struct Action<'n> {
    /// Its pointer in the overlay.
    pub(super) pointer: Pointer,
    /// The targets.
    pub(super) target: Query,
    /// The targets as written.
    pub(super) path: &'n str,
    /// The description.
    pub(super) description: Option<&'n str>,
    /// The effect.
    pub(super) what: What<'n>,
}

/// The effect of an action, with its value.
#[derive(Debug)]
pub(super) enum What<'n> {
    /// Removes the targets.
    Remove,
    /// Merges a value into the targets.
    Update(&'n Node),
    /// Merges the selected value into the targets.
    Copy(Query),
}

/// Reads the actions of `overlay`, for the document at `document`.
pub(super) fn read<'n>(overlay: &'n Node, document: &Path, diagnostics: &mut Diagnostics) -> Vec<Action<'n>> {
    let root = Pointer::root();
    let version = overlay.get("overlay").and_then(Node::as_str);
    if !version.is_some_and(|version| version.starts_with("1.")) {
        let message = match version {
            Some(version) => format!("oasmith does not support overlays of version {version}"),
            None => "the file is not an overlay: it has no `overlay: 1.0.0`".to_owned(),
        };
        diagnostics.error(Code::InvalidOverlay, &root.join("overlay"), message).help("use OpenAPI Overlay 1.0 or 1.1");
        return Vec::new();
    }
    known(overlay, &root, &["overlay", "info", "extends", "actions", "$self"], diagnostics);
    for field in ["title", "version"] {
        if overlay.get("info").and_then(|info| info.get(field)).is_none() {
            let message =
                format!("the overlay has no `info.{field}`, which is required; oasmith applies it all the same");
            diagnostics
                .warning(Code::InvalidOverlay, &root.join("info"), message)
                .help(format!("add `{field}` to `info`"));
        }
    }
    is_for(overlay, document, diagnostics);
    match overlay.get("actions") {
        Some(Node::Array(actions)) if !actions.is_empty() => {
            let place = root.join("actions");
            let actions = actions.iter().enumerate();
            actions.filter_map(|(index, action)| Action::read(action, place.join(index), diagnostics)).collect()
        }
        _ => {
            diagnostics
                .error(
                    Code::InvalidOverlay,
                    &root.join("actions"),
                    "the overlay has no `actions`, or not as a non-empty array",
                )
                .help("list at least one action, or remove the overlay from the settings");
            Vec::new()
        }
    }
}

/// Reports unknown keys: they may be misspelt.
fn known(object: &Node, place: &Pointer, known: &[&str], diagnostics: &mut Diagnostics) {
    for (key, _) in object.children() {
        if !known.contains(&key.as_str()) && !key.starts_with("x-") {
            diagnostics
                .error(
                    Code::InvalidOverlay,
                    &place.join(&key),
                    format!("the Overlay Specification has no `{key}` here"),
                )
                .help(format!("the allowed keys are {}", known.join(", ")));
        }
    }
}

/// Reports an `extends` that names another file. A URL is not checked: its copy may have any name.
fn is_for(overlay: &Node, document: &Path, diagnostics: &mut Diagnostics) {
    let Some(extends) = overlay.get("extends").and_then(Node::as_str) else { return };
    let (Some(meant), Some(given)) = (Path::new(extends).file_name(), document.file_name()) else { return };
    if !extends.contains(':') && meant != given {
        let message = format!("`extends` names `{extends}`, but the overlay is applied to `{}`", given.display());
        diagnostics
            .warning(Code::InvalidOverlay, &Pointer::root().join("extends"), message)
            .help("correct `extends`, or remove it");
    }
}

impl<'n> Action<'n> {
    /// Reads an overlay action, which has a `target` and one of `update`, `copy` and `remove: true`.
    fn read(node: &'n Node, pointer: Pointer, diagnostics: &mut Diagnostics) -> Option<Self> {
        known(node, &pointer, &["target", "description", "update", "remove", "copy"], diagnostics);
        let path = |key: &str, diagnostics: &mut Diagnostics| {
            let place = pointer.join(key);
            let Some(path) = node.get(key).and_then(Node::as_str) else {
                diagnostics
                    .error(Code::InvalidOverlay, &place, format!("the action has no `{key}`, which must be a JSONPath"))
                    .help(format!("add a `{key}` such as `$.info`"));
                return None;
            };
            let query = Query::parse(path).map_err(|reason| {
                diagnostics
                    .error(Code::InvalidOverlay, &place, format!("`{path}` is not a JSONPath: {reason}"))
                    .help("write a path as in RFC 9535: `$.paths['/pets'].get.parameters[?@.name == 'limit']`");
            });
            Some((query.ok()?, path))
        };
        let (target, text) = path("target", diagnostics)?;
        let what = match (node.get("remove"), node.get("update"), node.get("copy")) {
            (Some(Node::Bool(true)), _, _) => What::Remove,
            (None | Some(Node::Bool(false)), Some(value), None) => What::Update(value),
            (None | Some(Node::Bool(false)), None, Some(_)) => What::Copy(path("copy", diagnostics)?.0),
            _ => {
                let message = "an action must have one of `update`, `copy` and `remove: true`";
                diagnostics
                    .error(Code::InvalidOverlay, &pointer, message)
                    .help("add the missing one, or split the action into several");
                return None;
            }
        };
        let description = node.get("description").and_then(Node::as_str);
        Some(Self { pointer, target, path: text, description, what })
    }
}
