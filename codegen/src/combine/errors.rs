//! The enums over error responses that several documents have.

use std::collections::{BTreeMap, BTreeSet};

use crate::combine::types::common;
use crate::combine::{Member, SharedErrors};
use crate::name::{Ident as _, ModulePath, spelled};

/// A set of error responses of a document: the operations that have it.
type Set = (usize, Vec<usize>);

/// Sets of error responses that are one, by their responses as text.
type Sets = BTreeMap<Vec<String>, Vec<Set>>;

/// Finds the sets of error responses that several documents have, sets their modules in the names of the documents, and returns
/// them. A set may have one operation in each document. `known` has the modules and names of those of the existing crate.
pub(super) fn shared(members: &mut [Member], known: &BTreeSet<(String, String)>) -> Vec<SharedErrors> {
    let mut by_responses: Sets = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        for operations in sets(member) {
            let all = operations.first().and_then(|operation| member.context().common_errors(*operation));
            all.into_iter().for_each(|all| by_responses.entry(all).or_default().push((index, operations.clone())));
        }
    }
    join(&mut by_responses, members, known);
    // The first set has the responses of all.
    let groups: Vec<Vec<Set>> = by_responses.into_values().filter(|sets| sets.len() > 1).collect();
    for (member, operations) in groups.iter().flatten() {
        let name = operations.first().and_then(|it| name(&members[*member], *it)).map(str::to_owned);
        members[*member].model.facts.share_errors(operations, name);
    }
    for member in members.iter_mut() {
        let sets = member.context().error_sets();
        member.model.names.name_errors(&sets, &member.previous);
    }
    let (mut taken, mut shared): (BTreeSet<(ModulePath, String)>, _) = (BTreeSet::new(), Vec::new());
    for group in groups {
        let home = common(members, group.iter().map(|(member, _)| *member));
        let Some((first, set)) = group.iter().find_map(|(member, operations)| {
            Some((*member, members[*member].model.facts.shared_error(*operations.first()?)?))
        }) else {
            continue;
        };
        let ident = members[first].model.names.errors[set].clone();
        // Of several sets with one name, the others stay with their documents.
        if !taken.insert((home.clone(), ident.as_str().to_owned())) {
            continue;
        }
        let mut features = BTreeSet::new();
        for (member, operations) in &group {
            match members[*member].context().only_feature(operations).map(str::to_owned) {
                Some(feature) => drop(features.insert(feature)),
                None => features.extend(members[*member].features()),
            }
            let own = operations.first().and_then(|it| members[*member].model.facts.shared_error(*it));
            let homes = &mut members[*member].model.names.place.error_homes;
            homes.extend(own.map(|own| (own, (home.clone(), ident.clone()))));
        }
        shared.push(SharedErrors { member: first, set, home, features });
    }
    shared
}

/// Joins sets that are one enum in the existing crate, if one of them has gained responses: it has those of the others.
fn join(sets: &mut Sets, members: &[Member], known: &BTreeSet<(String, String)>) {
    let mut families: BTreeMap<&(String, String), Vec<Vec<String>>> = BTreeMap::new();
    for (responses, of) in &*sets {
        let families_of = of.iter().filter_map(|(member, operations)| {
            let name = name(&members[*member], *operations.first()?)?;
            let module = spelled(&members[*member].part.module);
            let homes = known.iter().filter(|(home, known)| known == name && is_within(&module, home));
            homes.max_by_key(|(home, _)| home.len())
        });
        if let Some(family) = families_of.into_iter().next() {
            families.entry(family).or_default().push(responses.clone());
        }
    }
    for all in families.into_values().filter(|all| all.len() > 1) {
        let has = |one: &Vec<String>, other: &Vec<String>| other.iter().all(|it| one.contains(it));
        let Some(complete) = all.iter().find(|one| all.iter().all(|other| has(one, other))) else { continue };
        for responses in all.iter().filter(|it| *it != complete) {
            let of = sets.remove(responses).unwrap_or_default();
            sets.entry(complete.clone()).or_default().extend(of);
        }
    }
}

/// Returns the name of the enum that an operation shares with others in the existing crate.
fn name(member: &Member, operation: usize) -> Option<&str> {
    member.previous.shared_error(&member.model.names.method(operation))
}

/// Returns whether a module is the module `home`, or within it.
fn is_within(module: &str, home: &str) -> bool {
    home.is_empty() || module.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Returns the operations of each set of a document: those that several operations have, and those of the others.
fn sets(member: &Member) -> Vec<Vec<usize>> {
    let facts = &member.model.facts;
    let alone = (0..member.model.api.operations.len()).filter(|index| facts.shared_error(*index).is_none());
    let shared = facts.shared_errors.iter().map(|it| it.operations.clone());
    shared.chain(alone.map(|index| vec![index])).collect()
}
