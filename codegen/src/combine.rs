//! Several documents in one crate: the place of each, and what they have in common.
//!
//! Each document is modeled on its own. This stage then merges equal credentials, moves the types that several documents have
//! to the module that these documents have in common, and sends the operations of a document with another server there.

mod classes;
mod credentials;
mod difference;
mod errors;
mod gains;
mod grown;
mod prints;
mod servers;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::analyze::{EqualTypes, Facts};
use crate::config::{ApiConfig, DocumentPart, Feature};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Origin, TypeId};
use crate::name::{self, Ident as _, ModulePath, Names, PreviousNames, Renames};
use crate::surface::Context;
pub(crate) use gains::{Gain, gains};

/// The model of an API, with the tables of the stages before rendering.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) api: Api,
    pub(crate) facts: Facts,
    pub(crate) names: Names,
}

impl Model {
    /// Returns the model with the types and the webhooks alone.
    pub(crate) fn of_types(mut self) -> Self {
        self.api.operations.clear();
        self.api.security_schemes.clear();
        self.api.servers.clear();
        self.api.tags.clear();
        self.names.leave_out_operations();
        self.facts.leave_out_operations();
        self
    }

    pub(crate) fn context<'m>(&'m self, config: &'m ApiConfig) -> Context<'m> {
        Context { api: &self.api, facts: &self.facts, names: &self.names, config }
    }
}

/// One of several documents.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) part: DocumentPart,
    pub(crate) config: ApiConfig,
    pub(crate) model: Model,
    /// The names of the document in the existing crate.
    pub(crate) previous: PreviousNames,
    /// The types that the document has gained from others: the index of the other document, and the id there.
    pub(crate) gained: BTreeMap<TypeId, (usize, TypeId)>,
}

impl Member {
    pub(crate) fn context(&self) -> Context<'_> {
        self.model.context(&self.config)
    }

    /// Returns the features any of which enables the module of the document.
    pub(crate) fn features(&self) -> BTreeSet<String> {
        let features = self.context().group_features();
        match features.is_empty() {
            true => [self.part.feature.clone()].into(),
            false => features.into_keys().map(str::to_owned).collect(),
        }
    }
}

/// A type that several documents have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shared {
    /// The document from which it is rendered, by its index, and its id there.
    pub(crate) member: usize,
    pub(crate) id: TypeId,
    /// The module that has it.
    pub(crate) home: ModulePath,
    /// All documents that have it, by their index.
    pub(crate) members: Vec<usize>,
    /// The features any of which enables it.
    pub(crate) features: BTreeSet<String>,
}

/// An enum over error responses that several documents have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SharedErrors {
    /// The documents that have it, by their index, each with the index of the set in its facts.
    pub(crate) sets: Vec<(usize, usize)>,
    /// The module that has it.
    pub(crate) home: ModulePath,
    /// The features any of which enables it.
    pub(crate) features: BTreeSet<String>,
}

/// Several documents in one crate.
#[derive(Debug)]
pub(crate) struct Combined {
    /// The crate without its documents: its credentials and its server.
    pub(crate) root: Model,
    /// The documents, by module.
    pub(crate) members: Vec<Member>,
    /// The types that several documents have, by module and name.
    pub(crate) shared: Vec<Shared>,
    /// The enums over error responses that several documents have.
    pub(crate) errors: Vec<SharedErrors>,
}

/// Combines documents in one crate. `previous` has the names of the root of the existing crate, and the modules of the types
/// that its documents have in common.
pub(crate) fn combine(mut members: Vec<Member>, previous: &PreviousNames, homes: &Homes) -> Combined {
    let mut taken: BTreeSet<String> = members.iter().map(|it| it.part.feature.clone()).collect();
    let further = members.iter().flat_map(|it| it.config.further_features());
    taken.extend(further.chain(Feature::NAMES).map(str::to_owned));
    for member in &mut members {
        prefix_features(&mut member.model.names, &member.part.feature, &mut taken);
        member.model.names.place.module.clone_from(&member.part.module);
    }
    let schemes = credentials::merged(&mut members, previous);
    let server = servers::common(&mut members);
    let shared = types::shared(&mut members, homes);
    let errors = errors::shared(&mut members, homes);
    let api = Api {
        title: String::new(),
        version: String::new(),
        description: None,
        servers: server.into_iter().collect(),
        tags: Vec::new(),
        types: Vec::new(),
        operations: Vec::new(),
        webhooks: Vec::new(),
        security_schemes: schemes,
        operations_left_out: members.iter().map(|it| it.model.api.operations_left_out).sum(),
        schemas_left_out: members.iter().map(|it| it.model.api.schemas_left_out).sum(),
    };
    let (equal, renames) = (EqualTypes::default(), Renames::default());
    let names = name::name(&api, &BTreeMap::new(), &renames, &equal, previous, &mut Diagnostics::default());
    credentials::name(&mut members, &api, &names);
    let facts = Facts::of_several(members.iter().map(|it| &it.model.facts));
    Combined { root: Model { api, facts, names }, members, shared, errors }
}

/// A type of a document with the name of one of another document, and the first difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Apart {
    /// The name.
    pub(crate) ident: String,
    /// The index of the other document.
    pub(crate) other: usize,
    /// The first difference.
    pub(crate) difference: String,
}

/// Returns, for each document, its component types that another document has too, but not as the same type.
pub(crate) fn apart(members: &[Member]) -> Vec<Vec<Apart>> {
    let mut by_name: BTreeMap<&str, Vec<(usize, TypeId)>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        let api = &member.model.api;
        for id in api.type_ids().filter(|id| matches!(api.type_def(*id).origin, Origin::Component(_))) {
            by_name.entry(member.model.names.of(id).ident.as_str()).or_default().push((index, id));
        }
    }
    let mut apart: Vec<Vec<Apart>> = members.iter().map(|_| Vec::new()).collect();
    for (ident, nodes) in by_name {
        let home = |(index, id): &(usize, TypeId)| {
            let place = &members[*index].model.names.place;
            if place.is_elsewhere(*id) { (None, place.home(*id)) } else { (Some(*index), place.home(*id)) }
        };
        for node in &nodes {
            let Some(other) = nodes.iter().find(|other| home(other) != home(node)) else { continue };
            let pair = difference::Pair::new([&members[node.0], &members[other.0]]);
            let difference = pair.reason([node.1, other.1]);
            apart[node.0].push(Apart { ident: ident.to_owned(), other: other.0, difference });
        }
    }
    apart
}

/// Puts the feature of the document before those of its groups.
fn prefix_features(names: &mut Names, document: &str, taken: &mut BTreeSet<String>) {
    let mut features: BTreeMap<String, String> = BTreeMap::new();
    // The only group is enabled by the feature of its document. A second group takes nothing away from those who use that.
    if let ([only], []) = (names.groups.as_mut_slice(), names.kept.groups.as_slice()) {
        document.clone_into(&mut only.feature);
        return;
    }
    let kept = names.kept.groups.iter_mut().map(|group| &mut group.names);
    for group in names.groups.iter_mut().chain(kept) {
        let feature = features.entry(group.feature.clone()).or_insert_with(|| {
            let mut feature = format!("{document}-{}", group.feature);
            // Another document may have the feature.
            while !taken.insert(feature.clone()) {
                feature.push_str("-group");
            }
            feature
        });
        group.feature.clone_from(feature);
    }
}

/// The types of the existing crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Homes {
    /// The types that documents have in common: by module and name, the modules of the documents.
    pub(crate) common: BTreeMap<(String, String), BTreeSet<String>>,
    /// The fields, values and variants of common types that all of their schemas have, by module and name.
    pub(crate) members: BTreeMap<(String, String), Vec<String>>,
    /// The fields of common types that are an `Option` because only some of their schemas have the property.
    pub(crate) optional: BTreeMap<(String, String), Vec<String>>,
    /// The fields of common types for any value.
    pub(crate) values: BTreeMap<(String, String), Vec<String>>,
    /// The responses of the enums over error responses that documents have in common, by module and name.
    pub(crate) errors: BTreeMap<(String, String), String>,
    /// The names of the types that a document alone has, by its module.
    pub(crate) own: BTreeMap<String, BTreeSet<String>>,
}
