//! The public items of a crate with several documents: its modules, and the types that documents have in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Response, TypeId};
use crate::name::{Ident as _, ModulePath, Pascal};
use crate::surface::{Context, ErrorItem};

/// A crate with several documents.
#[derive(Clone, Debug)]
pub struct Documents<'a> {
    /// The crate without its documents: its credentials and its server.
    pub root: Context<'a>,
    /// The documents, by module.
    pub documents: Vec<DocumentItem<'a>>,
    /// The types that several documents have, by module and name.
    pub shared: Vec<SharedItem<'a>>,
    /// The enums over error responses that several documents have.
    pub errors: Vec<SharedErrorItem<'a>>,
    /// The modules, by path: of documents, and those around them and around common types.
    pub nodes: BTreeMap<ModulePath, Node>,
}

/// One of the documents.
#[derive(Clone, Debug)]
pub struct DocumentItem<'a> {
    /// The tables of the document.
    pub context: Context<'a>,
    /// The feature of the document.
    pub feature: &'a str,
    /// Whether the feature is on by default.
    pub is_default: bool,
    /// The features any of which enables the module of the document.
    pub features: BTreeSet<String>,
}

/// A type that several documents have.
#[derive(Clone, Debug)]
pub struct SharedItem<'a> {
    /// The document from which it is rendered.
    pub context: Context<'a>,
    /// Its id there.
    pub id: TypeId,
    /// The module that has it.
    pub home: &'a ModulePath,
    /// The documents that have it, by their index.
    pub documents: &'a [usize],
    /// The features any of which enables it.
    pub features: &'a BTreeSet<String>,
}

/// An enum over error responses that several documents have.
#[derive(Clone, Debug)]
pub struct SharedErrorItem<'a> {
    /// The documents that have it, each with its index in the facts of that document.
    pub sets: Vec<(Context<'a>, usize)>,
    /// The module that has it.
    pub home: &'a ModulePath,
    /// The features any of which enables it.
    pub features: &'a BTreeSet<String>,
}

/// An enum in several documents, and its responses: each with the index of the first document that has it.
pub(crate) type CommonResponses<'a> = (Vec<(Context<'a>, ErrorItem<'a>)>, Vec<(usize, &'a Response)>);

impl<'a> SharedErrorItem<'a> {
    /// Returns its name.
    pub(crate) fn ident(&self) -> Option<&'a Pascal> {
        self.sets.first().and_then(|(context, set)| context.names.errors.get(*set))
    }

    /// Returns the enums that it is in the documents, and its responses: each with the index of the first document that has it.
    pub(crate) fn responses(&self) -> CommonResponses<'a> {
        let items = self.sets.iter().filter_map(|(context, set)| Some((*context, context.error(*set)?)));
        let items: Vec<(Context<'a>, ErrorItem<'a>)> = items.collect();
        let mut seen: BTreeSet<&Pascal> = BTreeSet::new();
        let mut responses: Vec<(usize, &Response)> = Vec::new();
        for (index, (_, item)) in items.iter().enumerate() {
            let is_new = |it: &&Response| item.set.variant(it).is_some_and(|variant| seen.insert(variant));
            responses.extend(item.set.responses.iter().copied().filter(is_new).map(|it| (index, it)));
        }
        responses.sort_by_key(|(_, it)| (it.status, it.index));
        (items, responses)
    }

    /// Returns the responses as readable text.
    pub(crate) fn spell(&self) -> String {
        let (items, responses) = self.responses();
        let each = responses.into_iter().map(|(index, response)| {
            let (context, item) = &items[index];
            item.set.spell_response(response, |content| context.canonical_content(content).spell(context.names))
        });
        each.collect::<Vec<_>>().join(" | ")
    }
}

/// A module of a crate with several documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// The index of the document, if it is the module of one.
    pub document: Option<usize>,
    /// The modules in it.
    pub children: BTreeSet<ModulePath>,
    /// The features of the documents in it, and of their groups.
    pub of_documents: BTreeSet<String>,
    /// The features any of which enables it: those, and others that use its common types.
    pub features: BTreeSet<String>,
    /// Whether it has operations, and so an accessor.
    pub has_operations: bool,
    /// Whether it has common types.
    pub has_types: bool,
    /// Whether it has enums over error responses that documents have in common.
    pub has_errors: bool,
}

impl<'a> Documents<'a> {
    /// Builds the model.
    pub fn new(
        root: Context<'a>,
        documents: Vec<DocumentItem<'a>>,
        shared: Vec<SharedItem<'a>>,
        errors: Vec<SharedErrorItem<'a>>,
    ) -> Self {
        let mut nodes: BTreeMap<ModulePath, Node> = BTreeMap::new();
        let mut enter = |path: &ModulePath, features: &BTreeSet<String>, change: &dyn Fn(&mut Node)| {
            for length in 0..=path.len() {
                let node = nodes.entry(path[..length].to_vec()).or_default();
                node.features.extend(features.iter().cloned());
                node.children.extend(path.get(..=length).map(<[_]>::to_vec));
                change(node);
            }
        };
        for document in &documents {
            let names = document.context.names;
            enter(&names.place.module, &document.features, &|node| {
                node.of_documents.extend(document.features.iter().cloned());
                node.has_operations |= !names.groups.is_empty();
            });
        }
        for item in &shared {
            enter(item.home, item.features, &|_| ());
        }
        errors.iter().for_each(|item| enter(item.home, item.features, &|_| ()));
        for (index, document) in documents.iter().enumerate() {
            nodes.entry(document.context.names.place.module.clone()).or_default().document = Some(index);
        }
        for item in &shared {
            nodes.entry(item.home.clone()).or_default().has_types = true;
        }
        for item in &errors {
            nodes.entry(item.home.clone()).or_default().has_errors = true;
        }
        Self { root, documents, shared, errors, nodes }
    }

    /// Returns the common types of a module, by name.
    pub fn shared_of(&self, home: &ModulePath) -> impl Iterator<Item = &SharedItem<'a>> {
        self.shared.iter().filter(move |item| item.home == home)
    }

    /// Returns the fewest features any of which is on if any of `features` is: a feature of a module in place of those of all
    /// documents in it. Returns none for all features of the crate.
    pub fn simplified(&self, features: &BTreeSet<String>) -> Vec<String> {
        let mut found = Vec::new();
        self.cover(&ModulePath::new(), features, &mut found);
        found
    }

    fn cover(&self, path: &ModulePath, features: &BTreeSet<String>, found: &mut Vec<String>) {
        let Some(node) = self.nodes.get(path).filter(|node| !node.of_documents.is_disjoint(features)) else { return };
        if node.of_documents.is_subset(features) {
            found.extend(self.feature_of(path, node));
        } else if node.document.is_some() {
            found.extend(node.of_documents.intersection(features).cloned());
        } else {
            node.children.iter().for_each(|child| self.cover(child, features, found));
        }
    }

    /// Returns the feature that is on if any feature of the documents in a module is; `None` for the root.
    fn feature_of(&self, path: &ModulePath, node: &Node) -> Option<String> {
        if node.of_documents.len() == 1 {
            return node.of_documents.first().cloned();
        }
        let words: Vec<String> = path.iter().map(|name| name.as_str().replace('_', "-")).collect();
        (!path.is_empty()).then(|| format!("_{}", words.join("-")))
    }

    /// Returns the features of documents and of their groups, each with those that it enables.
    pub fn features(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for document in &self.documents {
            let groups = document.context.group_features();
            let own = groups.keys().filter(|it| **it != document.feature).map(|it| (*it).to_owned());
            features.entry(document.feature.to_owned()).or_default().extend(own);
            for (group, enabled) in groups {
                features.entry(group.to_owned()).or_default().extend(enabled.into_iter().map(str::to_owned));
            }
        }
        features
    }

    /// Returns the features of modules, which others enable: each with those that enable it.
    pub fn enabled_features(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, node) in self.nodes.iter().filter(|(_, node)| node.of_documents.len() > 1) {
            let Some(feature) = self.feature_of(path, node) else { continue };
            let enabling = features.entry(feature).or_default();
            match node.document {
                Some(_) => enabling.extend(node.of_documents.iter().cloned()),
                None => enabling.extend(node.children.iter().filter_map(|child| {
                    let node = self.nodes.get(child).filter(|node| !node.of_documents.is_empty())?;
                    self.feature_of(child, node)
                })),
            }
        }
        features
    }
}

/// Returns the type with the accessors of what is in a module.
pub(crate) fn accessors_of(path: &ModulePath) -> Option<Pascal> {
    path.last().map(|name| match Pascal::new(name.as_str()) {
        // It is a keyword.
        ident if ident.as_str() == "Self" => ident.with("Api"),
        ident => ident,
    })
}
