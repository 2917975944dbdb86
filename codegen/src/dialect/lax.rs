//! Repairs of documents that break rules of the specification, where only one reading makes sense.
//!
//! `walk` goes through the document by the grammar and coerces the values of keywords (`coerce`, `apply`); `converted` does so
//! before the conversion of OpenAPI 3.1. The other modules know rules that the grammar lacks: `document`, `parameter`,
//! `content`, `status`, `security` and `schema`.

mod apply;
mod coerce;
mod content;
mod converted;
mod document;
mod later;
mod parameter;
mod schema;
mod security;
mod status;
mod walk;
mod wide;

use crate::diagnostic::Diagnostics;
use crate::dialect::version::Version;
use crate::source::{Document, Node, Relocation, Written};

/// Repairs the tree, which has the form of OpenAPI 3.0. `version` is that of the document as it is written. Returns the
/// former and the new pointers of array items.
pub(super) fn repair(
    root: &mut Node,
    version: Version,
    written: &Written<'_>,
    diagnostics: &mut Diagnostics,
) -> Relocation {
    if let Some(map) = root.as_object_mut() {
        document::add_missing(map, diagnostics);
    }
    let moved = walk::repair(root, version, written, diagnostics);
    if let Some(Node::Object(info)) = root.as_object_mut().and_then(|map| map.get_mut("info")) {
        document::add_title(info, diagnostics);
    }
    moved
}

/// Coerces the keywords of schemas that OpenAPI 3.0 lacks. `version` is that of the document.
pub(super) fn repair_converted(document: &mut Document, version: Version, diagnostics: &mut Diagnostics) {
    let mut root = std::mem::take(&mut document.root);
    converted::repair(&mut root, version, &Written::new(document), diagnostics);
    document.root = root;
}

/// Reports flaws of the document's text that its tree does not show.
pub(super) fn check_text(document: &Document, diagnostics: &mut Diagnostics) {
    status::numbers(document, diagnostics);
}
