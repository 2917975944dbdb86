//! Conditions (`if`, `then`, `else`, `dependentSchemas` …): they don't narrow types, but structs keep the properties they name.
//!
//! Source: JSON Schema Core 2020-12, sections 10.2.1.4 (`not`), 10.2.2 (`if`, `then`, `else`, `dependentSchemas`) and
//! 10.3.2.4 (`propertyNames`); JSON Schema Validation 2020-12, section 6.5.4 (`dependentRequired`); JSON Schema
//! Validation draft-07, section 6.5.7 (`dependencies`).

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::dialect::Kind;
use crate::dialect::json_schema::add_sentence;
use crate::extension::{Extension as _, NamesProperties};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// The maximum total number of visited schemas and found names: each condition may reference every schema.
const MAX_LOOKS: usize = 200_000;

/// The keywords that may name properties without describing them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dialect) enum Keywords {
    /// All conditions of JSON Schema.
    All,
    /// Only `not`, the only condition of OpenAPI 3.0.
    Not,
}

/// The properties that schemas name within conditions, by the pointers to those schemas.
#[derive(Default)]
pub(in crate::dialect) struct Mentions {
    names: HashMap<Pointer, BTreeSet<String>>,
    /// Whether the search exceeded `MAX_LOOKS`.
    pub(in crate::dialect) is_beyond: bool,
}

impl Mentions {
    pub(in crate::dialect) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Finds the properties in a tree.
    pub(in crate::dialect) fn find(root: &Node, keywords: Keywords) -> Self {
        let mut finder = Finder { root, keywords, found: Self::default(), looks: 0 };
        finder.walk(root, &mut Pointer::root(), Kind::Object);
        finder.found
    }
}

struct Finder<'r> {
    root: &'r Node,
    keywords: Keywords,
    found: Mentions,
    looks: usize,
}

/// A schema to visit.
struct Look<'r> {
    schema: &'r Node,
    /// Whether it is within a condition, where every property counts.
    is_condition: bool,
    /// Its nesting in compositions.
    depth: usize,
}

/// Returns the subschemas of a schema's compositions.
fn parts(schema: &Node) -> impl Iterator<Item = &Node> {
    let lists = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key));
    lists.flat_map(Node::children).map(|(_, part)| part)
}

impl<'r> Finder<'r> {
    fn walk(&mut self, node: &'r Node, place: &mut Pointer, kind: Kind) {
        if kind == Kind::Data {
            return;
        }
        if kind == Kind::Schema && node.as_object().is_some() {
            let names = self.conditional(node);
            if !names.is_empty() {
                self.found.names.insert(place.clone(), names);
            }
        }
        for (token, child) in node.children() {
            let kind = if node.as_object().is_some() { kind.child(&token, child) } else { kind };
            let back = place.push(token);
            self.walk(child, place, kind);
            place.truncate(back);
        }
    }

    /// Returns the properties that a schema names within conditions, its own or those of untyped subschemas. A work list
    /// instead of recursion allows any chain of references.
    fn conditional(&mut self, schema: &'r Node) -> BTreeSet<String> {
        let (mut names, mut seen) = (BTreeSet::new(), HashSet::new());
        let mut todo = vec![Look { schema, is_condition: false, depth: 0 }];
        while let Some(look) = todo.pop() {
            let before = names.len();
            if self.looks > MAX_LOOKS {
                self.found.is_beyond = true;
                break;
            }
            if look.is_condition && seen.insert(std::ptr::from_ref(look.schema)) {
                self.named(look.schema, &mut names, &mut todo);
            } else if look.is_condition {
                continue;
            }
            self.conditions(&look, &mut names, &mut todo);
            // Count only visits beyond a schema and its direct subschemas, so that large documents stay within the bound.
            self.looks += names.len() - before + usize::from(look.is_condition || look.depth > 1);
        }
        names
    }

    /// Adds the properties that a schema within a condition describes or requires, and queues its subschemas and targets.
    fn named(&self, schema: &'r Node, names: &mut BTreeSet<String>, todo: &mut Vec<Look<'r>>) {
        names.extend(schema.get("properties").into_iter().flat_map(Node::children).map(|(name, _)| name));
        let required = schema.get("required").into_iter().flat_map(Node::children);
        names.extend(required.filter_map(|(_, name)| name.as_str().map(str::to_owned)));
        let referred = self.referred(schema).into_iter();
        todo.extend(parts(schema).chain(referred).map(|schema| Look { schema, is_condition: true, depth: 0 }));
    }

    /// Adds the names in the conditions of a schema, and queues their schemas.
    fn conditions(&self, look: &Look<'r>, names: &mut BTreeSet<String>, todo: &mut Vec<Look<'r>>) {
        let Look { schema, depth, .. } = *look;
        let is_bare = |part: &Map| !is_described(part) && !part.contains_key("type");
        let bare = parts(schema).filter(|part| part.as_object().is_some_and(is_bare));
        todo.extend(bare.map(|schema| Look { schema, is_condition: false, depth: depth + 1 }));
        let keywords: &[&str] = if self.keywords == Keywords::Not { &["not"] } else { &["not", "if", "then", "else"] };
        let conditions = keywords.iter().filter_map(|key| schema.get(key));
        todo.extend(conditions.map(|schema| Look { schema, is_condition: true, depth: 0 }));
        if self.keywords == Keywords::Not {
            return;
        }
        for key in ["dependentSchemas", "dependentRequired", "dependencies"] {
            for (name, depending) in schema.get(key).into_iter().flat_map(Node::children) {
                names.insert(name);
                match depending {
                    Node::Array(others) => names.extend(others.iter().filter_map(Node::as_str).map(str::to_owned)),
                    schema => todo.push(Look { schema, is_condition: true, depth: 0 }),
                }
            }
        }
        if let Some(of_names) = schema.get("propertyNames").and_then(|schema| self.behind(schema)) {
            let values = of_names.get("enum").into_iter().flat_map(Node::children).map(|(_, value)| value);
            names.extend(values.chain(of_names.get("const")).filter_map(Node::as_str).map(str::to_owned));
        }
    }

    fn referred(&self, schema: &Node) -> Option<&'r Node> {
        self.root.at(&Pointer::of_reference(schema.get("$ref")?.as_str()?)?)
    }

    /// Dereferences a schema.
    fn behind(&self, schema: &'r Node) -> Option<&'r Node> {
        let mut schema = schema;
        for _ in 0..100 {
            match self.referred(schema) {
                Some(other) => schema = other,
                None => return Some(schema),
            }
        }
        None
    }
}

/// Returns whether a schema has properties, a composition or a reference.
fn is_described(map: &Map) -> bool {
    ["properties", "allOf", "oneOf", "anyOf", "$ref"].iter().any(|key| map.contains_key(*key))
}

/// Mentions the conditions in the description.
pub(super) fn describe(map: &mut Map) {
    dependencies(map);
    let is_conditional = map.contains_key("if") && (map.contains_key("then") || map.contains_key("else"));
    let depends = |node: &Node| node.children().any(|(_, it)| it.as_object().is_some());
    let has_dependencies = map.get("dependencies").is_some_and(depends);
    if is_conditional || map.contains_key("dependentSchemas") || has_dependencies {
        add_sentence(map, "Further constraints depend on the values of properties; see the document.");
    }
}

/// Adds the properties that the schema at `place` names within conditions. Each allows any value unless another schema
/// describes it.
pub(in crate::dialect) fn keep(map: &mut Map, place: &Pointer, mentions: &Mentions) {
    let Some(names) = mentions.names.get(place) else { return };
    // `additionalProperties` already keeps them.
    if map.get("additionalProperties").is_some_and(|it| *it != Node::Bool(false)) {
        return;
    }
    if let Some(Node::Object(properties)) = map.get_mut("properties") {
        for name in names {
            let named = || {
                let mut schema = Map::new();
                NamesProperties.write(&mut schema);
                Node::Object(schema)
            };
            properties.entry(name.clone()).or_insert_with(named);
        }
        return;
    }
    let is_part = place.tokens().rev().nth(1).is_some_and(|token| token == "allOf");
    let may_be_object = map
        .get("type")
        .is_none_or(|ty| ty.as_str() == Some("object") || ty.children().any(|(_, ty)| ty.as_str() == Some("object")));
    if !may_be_object {
        return;
    }
    if !is_described(map) && !is_part {
        // An object without described properties keeps all of them, also as a part of `allOf`.
        NamesProperties.write(map);
        return;
    }
    // A part that describes nothing and may require these properties.
    let required = names.iter().cloned().map(Node::String).collect();
    let required = Node::Object(Map::from_iter([("required".to_owned(), Node::Array(required))]));
    let part = Node::Object(Map::from_iter([("anyOf".to_owned(), Node::Array(vec![required]))]));
    if let Node::Array(parts) = map.entry("allOf".to_owned()).or_insert_with(|| Node::Array(Vec::new())) {
        parts.push(part);
    }
}

fn dependencies(map: &mut Map) {
    for key in ["dependentRequired", "dependencies"] {
        let Some(Node::Object(mut dependencies)) = map.get(key).cloned() else { continue };
        dependencies.sort_keys();
        for (name, others) in dependencies {
            let others = if let Node::Array(others) = others { others } else { continue };
            let others: Vec<String> =
                others.iter().filter_map(|it| it.as_str().map(|name| format!("`{name}`"))).collect();
            if !others.is_empty() {
                add_sentence(map, &format!("If `{name}` is present, {} must be present too.", others.join(", ")));
            }
        }
    }
}
