//! The enums over error responses that several documents have.

use std::collections::{BTreeMap, BTreeSet};

use crate::combine::classes::Node;
use crate::combine::types::{common, free_path};
use crate::combine::{Homes, Member, SharedErrors};
use crate::name::{ErrorVariants, Ident as _, ModulePath, SharedResponse, spelled};

/// A set of error responses of a document: the operations that have it.
type Set = (usize, Vec<usize>);

/// An enum of the existing crate that several documents have: its module and its name.
type Family = (String, String);

/// The type of an error response's body, which becomes common with the enum that has it.
pub(super) struct Body {
    pub(super) node: Node,
    /// The module of the enum.
    pub(super) home: ModulePath,
    /// The features any of which enables the enum.
    pub(super) features: BTreeSet<String>,
}

/// Returns the types in enums over error responses that several documents have in the existing crate: a document may have gained
/// a response whose body the others do not have. A set with a type that left the common one is no part of such an enum.
pub(super) fn bodies(members: &[Member], homes: &Homes, has_left: impl Fn(Node) -> bool) -> Vec<Body> {
    let mut families: BTreeMap<&Family, Vec<Set>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        for operations in sets(member) {
            let set = (index, operations);
            let has_left = || types(members, &set).into_iter().any(&has_left);
            if let Some(family) = family(members, &set, homes).filter(|_| !has_left()) {
                families.entry(family).or_default().push(set);
            }
        }
    }
    let of_family = |(family, sets): (&Family, Vec<Set>)| {
        let mut responses = responses(members, &sets);
        // The modules of types are not known yet.
        responses.iter_mut().for_each(|it| it.body.1 = None);
        let apart = ErrorVariants::new(&homes.errors[family], &responses).apart;
        let sets = without(sets, &apart);
        let (home, features) = (home(members, Some(family), &sets), features(members, &sets));
        let nodes = sets.iter().flat_map(|set| types(members, set));
        let bodies = nodes.map(|node| Body { node, home: home.clone(), features: features.clone() });
        bodies.collect::<Vec<_>>()
    };
    families.into_iter().flat_map(of_family).collect()
}

/// Returns the types of the bodies in a set.
fn types(members: &[Member], (member, operations): &Set) -> Vec<Node> {
    let types = operations.first().map(|it| members[*member].context().error_types(*it)).unwrap_or_default();
    types.into_iter().map(|id| (*member, id)).collect()
}

/// Returns the responses of sets; the owner of each is its set.
fn responses(members: &[Member], sets: &[Set]) -> Vec<SharedResponse> {
    let of = |(owner, (member, operations)): (usize, &Set)| {
        let Member { previous, model, .. } = &members[*member];
        let methods: Vec<String> = operations.iter().map(|it| model.names.method(*it)).collect();
        let is_known = |variant: &_| methods.iter().any(|method| previous.has_error_variant(method, variant));
        members[*member].context().shared_responses(operations, owner, is_known)
    };
    sets.iter().enumerate().flat_map(of).collect()
}

fn without(sets: Vec<Set>, apart: &BTreeSet<usize>) -> Vec<Set> {
    let rest = sets.into_iter().enumerate().filter(|(owner, _)| !apart.contains(owner));
    rest.map(|(_, set)| set).collect()
}

/// Finds the sets of error responses that several documents have, sets their modules in the names of the documents, and returns
/// them. A set may have one operation in each document.
pub(super) fn shared(members: &mut [Member], homes: &Homes) -> Vec<SharedErrors> {
    let groups = groups(members, homes);
    for (member, operations) in groups.iter().flat_map(|(_, sets)| sets) {
        let name = operations.first().and_then(|it| name(&members[*member], *it)).map(str::to_owned);
        members[*member].model.facts.share_errors(operations, name);
    }
    for member in members.iter_mut() {
        let sets = member.context().error_sets();
        member.model.names.name_errors(&sets, &member.previous);
    }
    let (mut taken, mut shared): (BTreeSet<(ModulePath, String)>, _) = (BTreeSet::new(), Vec::new());
    for (family, group) in groups {
        let home = home(members, family, &group);
        let each = group.iter().filter_map(|(member, operations)| {
            Some((*member, members[*member].model.facts.shared_error(*operations.first()?)?))
        });
        let sets: Vec<(usize, usize)> = each.collect();
        let Some((first, set)) = sets.first() else { continue };
        let ident = members[*first].model.names.errors[*set].clone();
        // Of several sets with one name, the others stay with their documents.
        if !taken.insert((home.clone(), ident.as_str().to_owned())) {
            continue;
        }
        let features = features(members, &group);
        for (member, set) in &sets {
            members[*member].model.names.place.error_homes.insert(*set, (home.clone(), ident.clone()));
        }
        shared.push(SharedErrors { sets, home, features });
    }
    shared
}

/// Returns the sets that are one enum: those that are one in the existing crate, and then those with the same responses. Names
/// the variants of the former.
fn groups<'h>(members: &mut [Member], homes: &'h Homes) -> Vec<(Option<&'h Family>, Vec<Set>)> {
    let mut by_responses: BTreeMap<Vec<String>, Vec<Set>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        for operations in sets(member) {
            let all = operations.first().and_then(|operation| member.context().common_errors(*operation));
            all.into_iter().for_each(|all| by_responses.entry(all).or_default().push((index, operations.clone())));
        }
    }
    let (mut families, mut others): (BTreeMap<&Family, Vec<Set>>, Vec<Vec<Set>>) = Default::default();
    for sets in by_responses.into_values() {
        let known = |set: &Set| family(members, set, homes);
        // A new document has the enum of the others.
        match sets.iter().find_map(known) {
            Some(first) => {
                sets.into_iter().for_each(|it| families.entry(known(&it).unwrap_or(first)).or_default().push(it));
            }
            None => others.push(sets),
        }
    }
    let families =
        families.into_iter().map(|(family, sets)| (Some(family), fitting(members, sets, &homes.errors[family])));
    let families: Vec<_> = families.collect();
    let others = others.into_iter().filter(|sets| sets.len() > 1).map(|sets| (None, sets));
    families.into_iter().chain(others).collect()
}

/// Returns the sets that can be one enum, which has the `known` responses in the existing crate, and names its variants.
fn fitting(members: &mut [Member], mut sets: Vec<Set>, known: &str) -> Vec<Set> {
    sets.sort_unstable();
    let all = responses(members, &sets);
    let ErrorVariants { of, apart } = ErrorVariants::new(known, &all);
    let mut named = Vec::new();
    for (response, variant) in all.iter().zip(of) {
        let (member, operations) = &sets[response.owner];
        let names = &members[*member].model.names;
        let has_it =
            |it: &&usize| names.operation(**it).failure.variants.get(&response.place) == Some(&response.variant);
        named.extend(operations.iter().filter(has_it).map(|it| (*member, *it, response.place, variant.clone())));
    }
    for (member, operation, place, variant) in named {
        let names = &mut members[member].model.names;
        variant.into_iter().for_each(|variant| names.name_error_variant(operation, place, variant));
    }
    without(sets, &apart)
}

/// Returns the enum of the existing crate that a set is, if several documents have it.
fn family<'h>(members: &[Member], (member, operations): &Set, homes: &'h Homes) -> Option<&'h Family> {
    let member = &members[*member];
    let (name, module) = (name(member, *operations.first()?)?, spelled(&member.part.module));
    let responses = member.previous.shared_responses(name);
    // The document may have another enum of this name, with types of its own.
    let own = homes.own.get(&module);
    let mut words = responses.split(|it: char| !it.is_alphanumeric() && it != '_');
    if words.any(|word| own.is_some_and(|own| own.contains(word))) {
        return None;
    }
    let has_all = |common: &str| responses.split(" | ").all(|it| common.split(" | ").any(|other| it == other));
    let known = homes.errors.iter().filter(|((_, known), common)| known == name && has_all(common));
    known.map(|(family, _)| family).max_by_key(|(home, _)| (is_within(&module, home), home.len()))
}

/// Returns the module of an enum.
fn home(members: &[Member], family: Option<&Family>, sets: &[Set]) -> ModulePath {
    let known = family.and_then(|(home, _)| free_path(members, home));
    known.unwrap_or_else(|| common(members, sets.iter().map(|(member, _)| *member)))
}

/// Returns the features any of which enables an enum.
fn features(members: &[Member], sets: &[Set]) -> BTreeSet<String> {
    let each = sets.iter().flat_map(|(member, operations)| {
        match members[*member].context().only_feature(operations).map(str::to_owned) {
            Some(feature) => [feature].into(),
            None => members[*member].features(),
        }
    });
    each.collect()
}

/// Returns the name of the enum that an operation shares with others in the existing crate.
fn name(member: &Member, operation: usize) -> Option<&str> {
    member.previous.shared_error(&member.model.names.method(operation))
}

/// Returns whether a module is the module `home`, or within it.
pub(super) fn is_within(module: &str, home: &str) -> bool {
    home.is_empty() || module.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Returns the operations of each set of a document: those that several operations have, and those of the others.
fn sets(member: &Member) -> Vec<Vec<usize>> {
    let facts = &member.model.facts;
    let alone = (0..member.model.api.operations.len()).filter(|index| facts.shared_error(*index).is_none());
    let shared = facts.shared_errors.iter().map(|it| it.operations.clone());
    shared.chain(alone.map(|index| vec![index])).collect()
}
