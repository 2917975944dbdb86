//! Selection of operations, with the schemas that they need.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::grammar;
use crate::extension::{DefaultMapping, Extension as _, OPERATIONS};
use crate::location::Pointer;
use crate::source::Node;
use crate::text::nearest;

/// The selected operations: those that match any entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Tags.
    pub tags: Vec<String>,
    /// Paths, spelled as in the document; a final `*` matches any suffix.
    pub paths: Vec<String>,
    /// Operations, by `operationId` or by method and path.
    pub operations: Vec<String>,
}

const SCHEMAS: &str = "#/components/schemas/";

impl Filter {
    /// Returns whether all operations are selected.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }

    /// Returns the entries that match an operation.
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

/// The names that a filter may list.
struct Candidates {
    tags: BTreeSet<String>,
    paths: BTreeSet<String>,
    operations: BTreeSet<String>,
}

impl Candidates {
    /// Collects the names of a tree.
    fn of(root: &Node) -> Self {
        let mut found = Self { tags: BTreeSet::new(), paths: BTreeSet::new(), operations: BTreeSet::new() };
        for place in super::operations(root) {
            let (Some(operation), Some(path)) = (root.at(&place), place.tokens().nth(1)) else { continue };
            let method = place.tokens().next_back().unwrap_or_default();
            let tags = operation.get("tags").into_iter().flat_map(Node::children);
            found.tags.extend(tags.filter_map(|(_, tag)| tag.as_str().map(str::to_owned)));
            found.operations.insert(format!("{} {path}", method.to_uppercase()));
            found.operations.extend(operation.get("operationId").and_then(Node::as_str).map(str::to_owned));
            found.paths.insert(path);
        }
        found
    }

    /// Returns what to do about an entry of a list that matches nothing.
    fn help(&self, list: &str, name: &str) -> String {
        let (names, form) = match list {
            "tags" => (&self.tags, "a tag of an operation"),
            "paths" => (&self.paths, "a path, such as `/pets/{petId}` or `/pets/*`"),
            _ => (&self.operations, "an `operationId`, or method and path, such as `GET /pets/{petId}`"),
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match nearest(name, &names) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("correct the entry: it must be {form}"),
        }
    }
}

/// Removes the operations that `filter` does not select, and unused schemas, from the resolved tree.
pub(super) fn apply(root: &mut Node, filter: &Filter, diagnostics: &mut Diagnostics) {
    if filter.is_empty() {
        return;
    }
    let candidates = Candidates::of(root);
    let mut used: BTreeSet<String> = BTreeSet::new();
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
                if !grammar::is_method(key) {
                    return true;
                }
                let named = filter.names(path, key, operation);
                used.extend(named.iter().map(|name| (*name).clone()));
                !named.is_empty()
            });
        }
        paths.retain(|_, item| grammar::methods().chain([OPERATIONS]).any(|key| item.get(key).is_some()));
    }
    let lists = [("tags", &filter.tags), ("paths", &filter.paths), ("operations", &filter.operations)];
    let all = lists.into_iter().flat_map(|(list, names)| names.iter().map(move |name| (list, name)));
    for (list, name) in all.filter(|(_, name)| !used.contains(*name)) {
        let message =
            format!("`only` in the settings names `{name}`, but the document has no such tag, path or operation");
        diagnostics
            .error(Code::UnknownOperation, &Pointer::root(), message)
            .about_setting(["only", list, name])
            .help(candidates.help(list, name));
    }
    if let Some(root) = root.as_object_mut() {
        root.shift_remove("x-webhooks");
    }
    keep_schemas(root);
}

/// Keeps the schemas that operations reference, directly or not, and those that inherit from one with a discriminator.
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

/// Returns the names of all schemas that `node` references, by `$ref` or by the mapping of a discriminator.
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

/// Returns the name of the schema that a reference points to.
fn name(reference: &str) -> Option<String> {
    let pointer = Pointer::parse(reference.strip_prefix('#')?)?;
    reference.starts_with(SCHEMAS).then(|| pointer.tokens().nth(2)).flatten()
}
