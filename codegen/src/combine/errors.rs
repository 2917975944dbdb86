//! The enums over error responses that several documents have.

use std::collections::{BTreeMap, BTreeSet};

use crate::combine::types::common;
use crate::combine::{Member, SharedErrors};
use crate::name::{Ident as _, ModulePath};

/// A set of error responses of a document: the operations that have it.
type Set = (usize, Vec<usize>);

/// Finds the sets of error responses that several documents have, sets their modules in the names of the documents, and returns
/// them. A set may have one operation in each document.
pub(super) fn shared(members: &mut [Member]) -> Vec<SharedErrors> {
    let mut by_text: BTreeMap<String, Vec<Set>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        for operations in sets(member) {
            let text = operations.first().and_then(|operation| member.context().common_errors(*operation));
            text.into_iter().for_each(|text| by_text.entry(text).or_default().push((index, operations.clone())));
        }
    }
    let groups: Vec<Vec<Set>> = by_text.into_values().filter(|sets| sets.len() > 1).collect();
    for (member, operations) in groups.iter().flatten() {
        members[*member].model.facts.share_errors(operations);
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

/// Returns the operations of each set of a document: those that several operations have, and those of the others.
fn sets(member: &Member) -> Vec<Vec<usize>> {
    let facts = &member.model.facts;
    let alone = (0..member.model.api.operations.len()).filter(|index| facts.shared_error(*index).is_none());
    facts.shared_errors.iter().cloned().chain(alone.map(|index| vec![index])).collect()
}
