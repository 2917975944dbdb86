//! Bringing a document to the one shape the later stages read: OpenAPI 3.0, as the crate `openapiv3` models it.
//!
//! Works on the tree, step by step: `version` tells what the document is; `identifier` makes pointers of names, and
//! `external` brings other files in; `swagger` says what 2.0 says in the words of 3.0, `objects` and `json_schema` what
//! later versions say; `lax` mends what real documents get wrong, `reference` makes every `$ref` lead to a component,
//! `typed` reads the tree as the model. What can't be read is left out, with a diagnostic that names its place.

mod external;
mod filter;
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

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation};

pub use filter::Filter;

use crate::diagnostic::Diagnostics;
use crate::extension::{OPERATIONS, SHARED};
use crate::source::{Access, Document, Pointer, Written};
use version::Version;

/// A document in the shape of OpenAPI 3.0. Every `$ref` of a schema leads to a schema of `components`.
#[derive(Debug)]
pub struct Spec {
    /// The model.
    pub openapi: OpenAPI,
    /// The requests that the API makes on its own.
    pub webhooks: Vec<WebhookRequest>,
    /// The operations of methods that the model does not have, by path and method.
    pub more: IndexMap<String, IndexMap<String, Operation>>,
    /// How many operations could not be read and are left out.
    pub left_out: usize,
    /// Of the component schemas that are those of other files, by name: the file, and the place in it.
    pub elsewhere: HashMap<String, String>,
}

/// A request that the API makes on its own.
#[derive(Debug)]
pub struct WebhookRequest {
    /// The name of the webhook.
    pub name: String,
    /// The method, as a path item names it.
    pub method: String,
    /// Where it stands.
    pub pointer: Pointer,
    /// What it says of itself, and its body.
    pub operation: Operation,
}

/// Finds the name that a schema of another file has already, by the file and the place in it, among those it may have.
pub type Known<'k> = dyn Fn(&str, &mut dyn Iterator<Item = String>) -> Option<String> + 'k;

/// Brings what the document has in other files into its tree.
///
/// A schema of another file keeps the name that it has: `known` finds it by file and place among those it may have.
pub fn gather(document: &mut Document, access: &Access, known: &Known<'_>, diagnostics: &mut Diagnostics) {
    if diagnostics.has_errors() {
        return;
    }
    if version::version(&document.root, diagnostics).is_some_and(|version| version >= Version::V3_1) {
        identifier::resolve(document, diagnostics);
    }
    external::gather(document, access, known, diagnostics);
}

/// Reads the document as OpenAPI 3.0, or that part of it which `filter` wants; `None` where it is no OpenAPI that can be
/// read. The document keeps its tree as it is told of: in the words of 3.0.
pub fn normalize(document: &mut Document, filter: &Filter, diagnostics: &mut Diagnostics) -> Option<Spec> {
    if diagnostics.has_errors() {
        return None;
    }
    let version = version::version(&document.root, diagnostics)?;
    if version == Version::V2 {
        swagger::convert(document, diagnostics);
        json_schema::convert(document, diagnostics);
    } else if version >= Version::V3_1 {
        objects::convert(document, diagnostics);
        json_schema::convert(document, diagnostics);
    } else {
        json_schema::keep_named(document, diagnostics);
    }
    lax::read(document, diagnostics);
    let mut root = document.root.clone();
    let moved = lax::mend(&mut root, version, &Written::new(document), diagnostics);
    document.items_moved(&moved, diagnostics);
    let written = Written::new(document);
    let moved = reference::resolve(&mut root, &|place| written.string(place), diagnostics);
    document.items_moved(&moved, diagnostics);
    filter::apply(&mut root, filter, diagnostics);
    let elsewhere = document.elsewhere.clone();
    typed::read(&root, diagnostics).map(|spec| Spec { elsewhere, ..spec })
}

/// What a value of the tree is, by where it stands: a key alone does not tell, as a property may be called `default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A schema, or a list of them.
    Schema,
    /// A map from names to schemas.
    Schemas,
    /// Any other object that the specification describes, or a list of them.
    Object,
    /// A map from names to such objects.
    Objects,
    /// A map from names to such maps.
    Maps,
    /// Data, in which nothing is to be looked for.
    Data,
}

impl Kind {
    /// What the member `key` of a value of this kind is.
    fn member(self, key: &str, node: &crate::source::Node) -> Self {
        match self {
            Self::Data => Self::Data,
            Self::Schemas => Self::Schema,
            Self::Objects => Self::Object,
            Self::Maps => Self::Objects,
            Self::Schema => match key {
                "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => Self::Schemas,
                "items"
                | "additionalProperties"
                | "not"
                | "allOf"
                | "oneOf"
                | "anyOf"
                | "prefixItems"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "if"
                | "then"
                | "else"
                | "contentSchema" => Self::Schema,
                // Of draft-07: schemas, or lists of names.
                "dependencies" => Self::Schemas,
                _ => Self::Data,
            },
            Self::Object => match key {
                "schema" | "itemSchema" => Self::Schema,
                "schemas" | "definitions" => Self::Schemas,
                "callbacks" => Self::Maps,
                SHARED | OPERATIONS | "webhooks" | "x-webhooks" | "pathItems" | "mediaTypes" => Self::Objects,
                "parameters" if node.as_object().is_none() => Self::Object,
                "parameters" | "responses" | "requestBodies" | "headers" | "securitySchemes" | "links" | "examples"
                | "paths" | "content" | "encoding" | "variables" => Self::Objects,
                "example" | "default" | "enum" | "value" | "mapping" | "scopes" | "security" => Self::Data,
                extension if extension.starts_with("x-") => Self::Data,
                _ => Self::Object,
            },
        }
    }

    /// Whether a member `$ref` of a value of this kind makes it a reference.
    fn may_refer(self) -> bool {
        // A map that is said elsewhere is said so too.
        !matches!(self, Self::Data)
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
            let others = item.get(OPERATIONS).into_iter().flat_map(crate::source::Node::children);
            let others: Vec<Pointer> = others.map(|(method, _)| place.join(OPERATIONS).join(method)).collect();
            METHODS
                .iter()
                .filter(|method| item.get(method).is_some())
                .map(|method| place.join(method))
                .chain(others)
                .collect::<Vec<_>>()
        })
        .collect()
}
