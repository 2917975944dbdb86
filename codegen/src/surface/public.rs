//! The public items of the generated crate as code uses them: with aliases expanded, and with `Box` and `Option`.
//!
//! `diff` compares two crates by them. An item is one thing that code can rely on: a path, a field, a method with the types of
//! its arguments, a trait of a type. Items of the runtime are the same in every crate, and are not listed.

mod client;
mod kept;
mod mocks;
mod operations;
mod resolved;
mod types;

use std::collections::HashMap;

pub use resolved::ResolvedType;

use crate::name::Ident;
use crate::surface::Context;

/// A public item of the generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicItem {
    /// Its path, once for each item: `types::Pet.name`, `types::Pet: Default`, `operations::pets::Pets::list`.
    pub path: String,
    /// Its kind.
    pub kind: ItemKind,
    /// The promise to code that uses it.
    pub signature: Signature,
    /// The conditions on which it exists.
    pub gate: Gate,
    /// The item by which reports call it: `Pet.name`, `pets.list(limit)`.
    pub subject: String,
    /// The operations or the type without which it would not exist.
    pub within: Vec<String>,
}

/// The kind of a public item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ItemKind {
    /// An item with a path in Rust.
    #[default]
    Item,
    /// A trait that the type at a path implements.
    Trait {
        /// The path of the type.
        of: String,
        /// The trait.
        name: String,
    },
    /// A crate that the generated crate re-exports.
    Crate(String),
    /// A feature of the generated crate.
    Feature {
        /// Its name.
        name: String,
        /// The group of operations that it is for.
        group: Option<String>,
    },
    /// The package, or another item of no type and no operation.
    Root,
}

impl ItemKind {
    /// Returns whether reports call the item by a phrase, such as `the crate`, and not by a name in Rust.
    pub(crate) fn has_phrase(&self) -> bool {
        matches!(self, Self::Crate(_) | Self::Feature { group: None, .. } | Self::Root)
    }
}

/// The features of the crate that an item needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// The feature of the only group that uses it.
    pub group: Option<String>,
    /// Whether it needs the feature `testing`.
    pub testing: bool,
}

/// A promise to code that uses an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// The item exists.
    Present,
    /// A type of this kind, with the functions and traits of its kind.
    Kind(&'static str),
    /// A type alias.
    Alias(ResolvedType),
    /// A value that code reads and writes: a field, or the value of a variant.
    Value(ResolvedType),
    /// The only fields of a struct: code may name all.
    Fields(Vec<(String, ResolvedType)>),
    /// The items of a tuple struct.
    Items(Vec<ResolvedType>),
    /// The types that convert into a type.
    Sources(Vec<ResolvedType>),
    /// A function: for each argument, the types that callers can pass, and the result.
    Function(Vec<Vec<ResolvedType>>, ResolvedType),
    /// A call: the types of the bodies of success and error responses.
    Call(ResolvedType, ResolvedType),
}

/// All public items, and the types behind each name.
#[derive(Clone, Debug, Default)]
pub struct PublicItems {
    /// The items.
    pub items: Vec<PublicItem>,
    /// The path of the type that another path re-exports.
    pub same: HashMap<String, String>,
    /// The new name of each type and operation whose old name the settings keep, as `api.txt` has them.
    pub kept: HashMap<String, String>,
    /// The features that the feature of a group enables.
    pub enabled: HashMap<String, Vec<String>>,
}

impl Signature {
    /// Returns the types in it.
    pub(crate) fn types(&self) -> Vec<&ResolvedType> {
        match self {
            Self::Present | Self::Kind(_) => Vec::new(),
            Self::Alias(ty) | Self::Value(ty) => vec![ty],
            Self::Fields(fields) => fields.iter().map(|(_, ty)| ty).collect(),
            Self::Items(types) | Self::Sources(types) => types.iter().collect(),
            Self::Function(arguments, output) => arguments.iter().flatten().chain([output]).collect(),
            Self::Call(body, error) => vec![body, error],
        }
    }

    /// Returns the signature with the paths of types replaced.
    #[must_use]
    pub fn renamed(&self, same: &HashMap<String, String>) -> Self {
        let one = |ty: &ResolvedType| ty.renamed(same);
        let all = |types: &[ResolvedType]| types.iter().map(one).collect();
        match self {
            Self::Present => Self::Present,
            Self::Kind(kind) => Self::Kind(kind),
            Self::Alias(ty) => Self::Alias(one(ty)),
            Self::Value(ty) => Self::Value(one(ty)),
            Self::Fields(fields) => Self::Fields(fields.iter().map(|(name, ty)| (name.clone(), one(ty))).collect()),
            Self::Items(types) => Self::Items(all(types)),
            Self::Sources(types) => Self::Sources(all(types)),
            Self::Function(arguments, output) => {
                Self::Function(arguments.iter().map(|accepted| all(accepted)).collect(), one(output))
            }
            Self::Call(body, error) => Self::Call(one(body), one(error)),
        }
    }
}

/// The collector of public items.
struct Collector<'a> {
    context: Context<'a>,
    all: PublicItems,
    gate: Gate,
    within: Vec<String>,
}

impl<'a> Context<'a> {
    /// Returns the public items of the generated crate.
    pub fn public_items(self) -> PublicItems {
        let mut collector =
            Collector { context: self, all: PublicItems::default(), gate: Gate::default(), within: Vec::new() };
        collector.client();
        collector.types();
        collector.operations();
        collector.mocks();
        collector.kept();
        collector.users_of_crates();
        collector.all
    }
}

impl<'a> Collector<'a> {
    fn add(&mut self, path: impl Into<String>, subject: impl Into<String>, signature: Signature) {
        self.add_kind(ItemKind::Item, path, subject, signature);
    }

    fn add_kind(&mut self, kind: ItemKind, path: impl Into<String>, subject: impl Into<String>, signature: Signature) {
        let (path, subject, gate) = (path.into(), subject.into(), self.gate.clone());
        self.all.items.push(PublicItem { path, kind, signature, gate, subject, within: self.within.clone() });
    }

    /// Adds a trait of a type.
    fn implements(&mut self, path: &str, subject: &str, name: &str) {
        self.implements_for(path, subject, name, Signature::Present);
    }

    /// Adds a trait of a type, with what code relies on.
    fn implements_for(&mut self, path: &str, subject: &str, name: &str, signature: Signature) {
        let kind = ItemKind::Trait { of: path.to_owned(), name: name.to_owned() };
        self.add_kind(kind, format!("{path}: {name}"), subject, signature);
    }

    /// Adds items that exist because of these operations or this type.
    fn because_of(&mut self, within: Vec<String>, add: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.within, within);
        add(self);
        self.within = before;
    }

    /// Returns an operation as reports call it.
    fn operation(&self, index: usize) -> String {
        let name = self.context.names.operation(index);
        format!("{}.{}", self.context.names.groups[name.group].accessor.as_str(), name.method.as_str())
    }

    /// Adds items that need the feature of a group.
    fn gated<T>(&mut self, group: Option<&str>, testing: bool, add: impl FnOnce(&mut Self) -> T) -> T {
        let gate = Gate { group: group.map(str::to_owned), testing };
        let before = std::mem::replace(&mut self.gate, gate);
        let result = add(self);
        self.gate = before;
        result
    }
}

/// Returns the path of a type in the module `types`.
fn type_path(ident: &impl Ident) -> String {
    format!("types::{}", ident.as_str())
}
