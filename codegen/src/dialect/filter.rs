//! A part of a document: some of its operations, with the schemas that they need.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::METHODS;
use crate::extension::{DefaultMapping, Extension as _, OPERATIONS};
use crate::source::{Node, Pointer};
use crate::text::nearest;

/// Which operations are wanted: those that any of these names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Tags.
    pub tags: Vec<String>,
    /// Paths, as the document has them; `*` at the end stands for anything.
    pub paths: Vec<String>,
    /// Operations, by `operationId` or by method and path.
    pub operations: Vec<String>,
}

const SCHEMAS: &str = "#/components/schemas/";

impl Filter {
    /// Whether all are wanted.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }

    /// What of the filter names this operation.
    fn names(&self, path: &str, method: &str, operation: &Node) -> Vec<&String> {
        let tags = operation.get("tags").into_iter().flat_map(Node::children);
        let tags: Vec<String> = tags.filter_map(|(_, tag)| tag.as_str().map(str::to_owned)).collect();
        let id = operation.get("operationId").and_then(Node::as_str);
        let request = format!("{} {path}", method.to_uppercase());
        let by_tag = self.tags.iter().filter(|tag| tags.contains(tag));
        let fits = |pattern: &&String| match pattern.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == pattern.as_str(),
        };
        let by_path = self.paths.iter().filter(fits);
        let by_name = self.operations.iter().filter(|name| id == Some(name.as_str()) || **name == request);
        by_tag.chain(by_path).chain(by_name).collect()
    }
}

/// What `only` can name in a document.
#[derive(Default)]
struct Present {
    tags: BTreeSet<String>,
    paths: BTreeSet<String>,
    operations: BTreeSet<String>,
}

impl Present {
    fn of(root: &Node) -> Self {
        let mut present = Self::default();
        let operations = super::operations(root);
        for (place, operation) in operations.iter().filter_map(|place| Some((place, root.at(place)?))) {
            let tags = operation.get("tags").into_iter().flat_map(Node::children);
            present.tags.extend(tags.filter_map(|(_, tag)| tag.as_str().map(str::to_owned)));
            present.operations.extend(operation.get("operationId").and_then(Node::as_str).map(str::to_owned));
            let tokens: Vec<String> = place.tokens().collect();
            if let ([_, path, ..], Some(method)) = (tokens.as_slice(), tokens.last()) {
                present.operations.insert(format!("{} {path}", method.to_uppercase()));
                present.paths.insert(path.clone());
            }
        }
        present
    }
}

impl Filter {
    /// Reports each name that selects no operation: its entry has no effect, or the document has lost the operation.
    fn report(&self, used: &BTreeSet<String>, present: &Present, diagnostics: &mut Diagnostics) {
        let lists = [
            ("tag", &self.tags, &present.tags),
            ("path", &self.paths, &present.paths),
            ("operation", &self.operations, &present.operations),
        ];
        for (kind, names, present) in lists {
            for name in names.iter().filter(|name| !used.contains(*name)) {
                let message =
                    format!("`only` in the settings names the {kind} `{name}`, which the document does not have");
                let present: Vec<&str> = present.iter().map(String::as_str).collect();
                let near = nearest(name, &present).map(|near| format!("it has `{near}`; ")).unwrap_or_default();
                let how = match kind {
                    "tag" => "name a tag of an operation",
                    "path" => "name a path as the document has it; `*` at its end matches the rest of a path",
                    _ => "name an operation by `operationId`, or by method and path: `GET /pets`",
                };
                let help = format!("{near}{how}, or remove the name");
                diagnostics.error(Code::UnknownOperation, &Pointer::root(), message).help(help);
            }
        }
    }
}

/// Leaves of `root`, whose references all lead to schemas by now, what `filter` wants.
pub(super) fn apply(root: &mut Node, filter: &Filter, diagnostics: &mut Diagnostics) {
    if filter.is_empty() {
        return;
    }
    let mut used: BTreeSet<String> = BTreeSet::new();
    let present = Present::of(root);
    if let Some(paths) = root.at_mut(&Pointer::root().join("paths")).and_then(Node::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            let Some(item) = item.as_object_mut() else { continue };
            item.retain(|key, operation| {
                if key == OPERATIONS {
                    let Some(others) = operation.as_object_mut() else { return false };
                    others.retain(|method, operation| {
                        let named = filter.names(path, method, operation);
                        used.extend(named.iter().map(|name| (*name).clone()));
                        !named.is_empty()
                    });
                    return !others.is_empty();
                }
                if !METHODS.contains(&key.as_str()) {
                    return true;
                }
                let named = filter.names(path, key, operation);
                used.extend(named.iter().map(|name| (*name).clone()));
                !named.is_empty()
            });
        }
        paths.retain(|_, item| METHODS.iter().chain(&[OPERATIONS]).any(|method| item.get(method).is_some()));
    }
    filter.report(&used, &present, diagnostics);
    if let Some(root) = root.as_object_mut() {
        root.shift_remove("x-webhooks");
    }
    keep_schemas(root);
}

/// Leaves the schemas that paths refer to, those they refer to in turn, and those that inherit one that tells its heirs
/// apart.
fn keep_schemas(root: &mut Node) {
    let mut kept = BTreeSet::new();
    let mut open: Vec<String> = root.get("paths").map(references).unwrap_or_default();
    let place = Pointer::root().join("components").join("schemas");
    if let Some(schemas) = root.at(&place) {
        while let Some(name) = open.pop() {
            let Some(schema) = schemas.get(&name) else { continue };
            if kept.insert(name.clone()) {
                open.extend(references(schema));
                if schema.get("discriminator").is_some() {
                    open.extend(heirs(schemas, &name));
                }
            }
        }
    }
    if let Some(schemas) = root.at_mut(&place).and_then(Node::as_object_mut) {
        schemas.retain(|name, _| kept.contains(name));
    }
}

fn heirs(schemas: &Node, parent: &str) -> Vec<String> {
    let inherits = |schema: &Node| {
        let parts = schema.get("allOf").into_iter().flat_map(Node::children);
        parts
            .into_iter()
            .any(|(_, part)| part.get("$ref").and_then(Node::as_str).and_then(name).as_deref() == Some(parent))
    };
    schemas.children().filter(|(_, schema)| inherits(schema)).map(|(name, _)| name).collect()
}

/// The names of all schemas that `node` refers to, by `$ref` or by the mapping of a discriminator.
fn references(node: &Node) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        found.extend(node.get("$ref").and_then(Node::as_str).and_then(name));
        let discriminator = node.get("discriminator");
        let mapping = discriminator.and_then(|it| it.get("mapping")).into_iter().flat_map(Node::children);
        let default = discriminator.and_then(|it| it.get(DefaultMapping::NAME));
        let mapped = mapping
            .map(|(_, to)| to)
            .chain(default)
            .filter_map(|to| to.as_str().map(|to| name(to).unwrap_or_else(|| to.to_owned())));
        found.extend(mapped);
        open.extend(node.children().map(|(_, child)| child));
    }
    found
}

/// The name of the schema that a reference leads to.
fn name(reference: &str) -> Option<String> {
    let pointer = Pointer::parse(reference.strip_prefix('#')?)?;
    reference.starts_with(SCHEMAS).then(|| pointer.tokens().nth(2)).flatten()
}
