//! Bringing a document to the one shape the later stages read: OpenAPI 3.0, as the crate `openapiv3` models it.
//!
//! Works on the tree, in four steps: `version` tells what the document is, `lax` mends what real documents get
//! wrong, `reference` makes every `$ref` lead to a component, `typed` reads the tree as the model. What can't be
//! read is left out, with a diagnostic that names its place.

mod lax;
mod reference;
mod typed;
mod version;

use openapiv3::OpenAPI;

use crate::diagnostic::Diagnostics;
use crate::source::{Document, Pointer};

/// The extension that tells where a component stood before `reference` made it one.
pub const ORIGIN: &str = "x-oasmith-origin";

/// A document in the shape of OpenAPI 3.0. Every `$ref` of a schema leads to a schema of `components`.
#[derive(Debug)]
pub struct Spec {
    /// The model.
    pub openapi: OpenAPI,
    /// How many operations could not be read and are left out.
    pub left_out: usize,
}

/// Reads the document as OpenAPI 3.0; `None` where it is no OpenAPI that can be read.
pub fn normalize(document: &Document, diagnostics: &mut Diagnostics) -> Option<Spec> {
    if diagnostics.has_errors() {
        return None;
    }
    version::check(&document.root, diagnostics)?;
    let mut root = document.root.clone();
    lax::mend(&mut root, diagnostics);
    reference::resolve(&mut root, diagnostics);
    typed::read(&root, diagnostics)
}

/// Whether the member `key` of the object at `place` is data, in which nothing is to be looked for.
fn is_data(place: &Pointer, key: &str) -> bool {
    match key {
        "example" | "enum" | "value" => true,
        // Of a schema, a value; of responses, a response.
        "default" => place.tokens().next_back().as_deref() != Some("responses"),
        // Of a component, and of these only, a map of objects.
        "examples" => place.tokens().next_back().as_deref() != Some("components"),
        _ => key.starts_with("x-"),
    }
}

/// The methods a path item can have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The pointers of all operations of the tree.
fn operations(root: &crate::source::Node) -> Vec<Pointer> {
    let paths = Pointer::root().join("paths");
    let items = root.get("paths").into_iter().flat_map(|paths| paths.children());
    items
        .flat_map(|(path, item)| {
            let place = paths.join(path);
            METHODS
                .iter()
                .filter(|method| item.get(method).is_some())
                .map(|method| place.join(method))
                .collect::<Vec<_>>()
        })
        .collect()
}
