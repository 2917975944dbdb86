//! Normalization of every supported version to OpenAPI 3.0, as the crate `openapiv3` models it.
//!
//! `grammar` is the table of objects and keywords for all steps.
//!
//! The steps work on the tree: `version` detects the version; `identifier` turns references by name into pointers;
//! `external` bundles other files; `swagger` converts 2.0, `objects` and `json_schema` convert 3.1 and 3.2; `lax` repairs
//! common violations; `example` removes example values; `reference` makes every `$ref` point to a component; `typed`
//! deserializes the model. Each step reports and drops the objects that it can't read.

mod example;
mod external;
mod filter;
mod grammar;
mod identifier;
mod int_or_string;
mod json_schema;
mod lax;
mod moved;
mod objects;
mod reference;
mod swagger;
mod typed;
mod version;
mod walk;

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation};

pub use filter::Filter;

use crate::diagnostic::Diagnostics;
use crate::extension::OPERATIONS;
use crate::location::Pointer;
use crate::source::{Access, Document, Node, Written};
use grammar::Kind;
use version::Version;

/// A document normalized to OpenAPI 3.0. Every `$ref` of a schema points to a schema of `components`.
#[derive(Debug)]
pub struct Spec {
    /// The model.
    pub openapi: OpenAPI,
    /// The requests of webhooks.
    pub webhooks: Vec<WebhookRequest>,
    /// The operations with methods that the model lacks, by path and method.
    pub additional_operations: IndexMap<String, IndexMap<String, Operation>>,
    /// The number of operations that were unreadable and are left out.
    pub left_out: usize,
    /// The component schemas that come from other files, by name: the file and the pointer into it.
    pub elsewhere: HashMap<String, String>,
}

/// A request of a webhook.
#[derive(Debug)]
pub struct WebhookRequest {
    /// The name of the webhook.
    pub name: String,
    /// The method, spelled as in the path item.
    pub method: String,
    /// Its pointer.
    pub pointer: Pointer,
    /// Its documentation and its body.
    pub operation: Operation,
}

/// Returns the previous name of a schema of another file, given the file with the pointer and the candidate names.
pub type Known<'k> = dyn Fn(&str, &mut dyn Iterator<Item = String>) -> Option<String> + 'k;

/// A document whose tree has the referenced files too. Only [`bundle`] makes one, and overlays no longer apply.
#[derive(Debug)]
pub struct Bundled(Document);

impl Bundled {
    /// Returns the document.
    pub fn document(&self) -> &Document {
        &self.0
    }

    /// Makes normalization keep the contract, for a comparison.
    #[must_use]
    pub fn compared(mut self) -> Self {
        self.0.keeps_contract = true;
        self
    }
}

/// Bundles the referenced files into the document's tree. Does nothing if there are errors.
///
/// A schema of another file keeps its previous name, which `known` returns.
pub fn bundle(mut document: Document, access: &Access, known: &Known<'_>, diagnostics: &mut Diagnostics) -> Bundled {
    if !diagnostics.has_errors() {
        if version::version(&document.root, diagnostics).is_some_and(|version| version >= Version::V3_1) {
            identifier::resolve(&mut document, diagnostics);
        }
        external::bundle(&mut document, access, known, diagnostics);
    }
    Bundled(document)
}

/// Normalizes the operations that `filter` selects to OpenAPI 3.0. Returns the document without its tree, and the model, which
/// replaces the tree; `None` if the document is not a supported OpenAPI document.
pub fn normalize(bundled: Bundled, filter: &Filter, diagnostics: &mut Diagnostics) -> (Document, Option<Spec>) {
    let mut document = bundled.0;
    let spec = spec(&mut document, filter, diagnostics).map(|(spec, _)| spec);
    (document, spec)
}

/// Returns the tree of the operations that `filter` selects, normalized to OpenAPI 3.0; `None` if the document is not a supported
/// OpenAPI document.
pub fn normalized(bundled: Bundled, filter: &Filter, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut document = bundled.0;
    spec(&mut document, filter, diagnostics).map(|(_, root)| root)
}

fn spec(document: &mut Document, filter: &Filter, diagnostics: &mut Diagnostics) -> Option<(Spec, Node)> {
    if diagnostics.has_errors() {
        return None;
    }
    let version = version::version(&document.root, diagnostics)?;
    if version == Version::V2 {
        swagger::convert(document, diagnostics);
    } else if version >= Version::V3_1 {
        objects::convert(document, diagnostics);
        lax::repair_converted(document, version, diagnostics);
    }
    // From here on, steps drop or merge keywords that no type expresses.
    document.keep_contract();
    if version == Version::V3_0 {
        json_schema::keep_named(document, diagnostics);
    } else {
        json_schema::convert(document, diagnostics);
    }
    lax::check_text(document, diagnostics);
    let mut root = std::mem::take(&mut document.root);
    let moved = lax::repair(&mut root, version, &Written::new(document), diagnostics);
    document.relocated_after(diagnostics, &moved);
    example::remove(&mut root);
    let written = Written::new(document);
    let moved = reference::resolve(&mut root, &|place| written.string(place), diagnostics);
    document.relocated_after(diagnostics, &moved);
    filter::apply(&mut root, filter, diagnostics);
    let elsewhere = document.elsewhere.clone();
    let spec = typed::read(&root, diagnostics).map(|spec| Spec { elsewhere, ..spec })?;
    Some((spec, root))
}

/// Returns the pointers to all operations of the tree.
fn operations(root: &Node) -> Vec<Pointer> {
    let paths = Pointer::root().join("paths");
    let items = root.get("paths").into_iter().flat_map(|paths| paths.children());
    items
        .flat_map(|(path, item)| {
            let place = paths.join(path);
            let others = item.get(OPERATIONS).into_iter().flat_map(Node::children);
            let others: Vec<Pointer> = others.map(|(method, _)| place.join(OPERATIONS).join(method)).collect();
            grammar::methods()
                .filter(|method| item.get(method).is_some())
                .map(|method| place.join(method))
                .chain(others)
                .collect::<Vec<_>>()
        })
        .collect()
}
