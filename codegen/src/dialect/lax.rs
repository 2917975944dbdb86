//! Mending what real documents get wrong where only one reading makes sense.
//!
//! `shape` says what objects are made of, `walk` goes through a document by it, `coerce`, `schema` and `special` say how what
//! is not so is read.

mod coerce;
mod schema;
mod shape;
mod special;
mod status;
mod walk;
mod wide;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::version::Version;
use crate::source::{Document, Map, Node, Pointer, Written};

/// Mends the tree, which is in the words of 3.0, in place. `version` is that of the document as it is written. Returns where
/// items of lists were, and where they are now.
pub(super) fn mend(
    root: &mut Node,
    version: Version,
    written: &Written<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Pointer, Pointer)> {
    let place = Pointer::root();
    if let Some(map) = root.as_object_mut() {
        version_text(map, "openapi");
        if map.get("info").is_none_or(|info| info.as_object().is_none()) {
            diagnostics.warning(Code::LaxObject, &place, "the document has no `info`; its title is taken to be `API`");
            map.insert("info".to_owned(), Node::Object(Map::new()));
        }
        if let Some(Node::Object(info)) = map.get_mut("info") {
            version_text(info, "version");
        }
        if map.get("paths").is_none_or(|paths| paths.as_object().is_none()) {
            diagnostics.warning(Code::LaxObject, &place, "the document has no `paths`: there are no operations");
            map.insert("paths".to_owned(), Node::Object(Map::new()));
        }
    }
    let moved = walk::mend(root, version, written, diagnostics);
    if let Some(Node::Object(info)) = root.as_object_mut().and_then(|map| map.get_mut("info")) {
        for (member, value) in [("title", "API"), ("version", "0")] {
            missing(info, member, value, &place.join("info"), diagnostics);
        }
    }
    moved
}

/// Tells of what only the document's own text shows.
pub(super) fn read(document: &Document, diagnostics: &mut Diagnostics) {
    status::numbers(document, diagnostics);
}

/// Makes text of a version that YAML reads as a number.
fn version_text(map: &mut Map, key: &str) {
    if let Some(value @ (Node::Integer(_) | Node::Float(_))) = map.get_mut(key) {
        *value = Node::String(value.to_string());
    }
}

fn missing(map: &mut Map, member: &str, value: &str, place: &Pointer, diagnostics: &mut Diagnostics) {
    if map.get(member).is_none_or(|node| node.as_str().is_none()) {
        diagnostics.warning(Code::LaxObject, place, format!("`{member}` is missing; it is taken to be `{value}`"));
        map.insert(member.to_owned(), Node::String(value.to_owned()));
    }
}
