//! The credentials of several documents: equal security schemes are one.

use std::collections::{BTreeMap, BTreeSet};

use crate::combine::Member;
use crate::ir::{Api, SecurityScheme};
use crate::name::{CredentialName, Names, PreviousNames, spelled};

/// A security scheme of a document, by the index of the document.
type Found = (usize, SecurityScheme);

/// Merges equal security schemes: those that are sent in the same way. If a document has several of a kind, or a token URL that
/// most documents do not have, its schemes are apart from the others but for the one with the common name. Renames the schemes of
/// the documents accordingly, and returns all schemes. A name of the existing crate precedes.
pub(super) fn merged(members: &mut [Member], previous: &PreviousNames) -> Vec<SecurityScheme> {
    let mut by_kind: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        for scheme in &member.model.api.security_schemes {
            by_kind.entry(format!("{:?}", scheme.kind)).or_default().push((index, scheme.clone()));
        }
    }
    let groups: Vec<Vec<Found>> = by_kind.into_values().flat_map(|all| grouped(all, previous)).collect();
    let (mut taken, mut schemes) = (BTreeSet::new(), Vec::new());
    let mut renamed: BTreeMap<(usize, String), SecurityScheme> = BTreeMap::new();
    for all in groups {
        let Some((first, scheme)) = all.first() else { continue };
        let mut name = common_name(&all, previous);
        if taken.contains(&name) {
            name = format!("{}_{name}", spelled(&members[*first].part.module).replace("::", "_"));
        }
        // Further schemes of the name are those of other kinds or token URLs.
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        let description = all.iter().filter_map(|(_, it)| it.description.clone()).max_by_key(String::len);
        let token_url = all.iter().find_map(|(_, it)| it.token_url.clone());
        let merged = SecurityScheme { name, token_url, description, ..scheme.clone() };
        renamed.extend(all.into_iter().map(|(member, it)| ((member, it.name), merged.clone())));
        schemes.push(merged);
    }
    for (index, member) in members.iter_mut().enumerate() {
        let api = &mut member.model.api;
        for scheme in &mut api.security_schemes {
            if let Some(merged) = renamed.get(&(index, scheme.name.clone())) {
                *scheme = merged.clone();
            }
        }
        for name in api.operations.iter_mut().flat_map(|it| &mut it.security).flatten() {
            if let Some(merged) = renamed.get(&(index, name.clone())) {
                name.clone_from(&merged.name);
            }
        }
    }
    schemes
}

/// Splits the schemes of one kind: first those that most documents have in common, then the others by name and token URL.
fn grouped(all: Vec<Found>, previous: &PreviousNames) -> Vec<Vec<Found>> {
    let of_document = |member: usize| all.iter().filter(|(other, _)| *other == member).count();
    let alone: Vec<Found> = all.iter().filter(|(member, _)| of_document(*member) == 1).cloned().collect();
    let urls = alone.iter().filter_map(|(_, it)| it.token_url.as_deref());
    let url = most_common(urls).map(str::to_owned);
    let name = (!alone.is_empty()).then(|| common_name(&alone, previous));
    let is_common = |(member, scheme): &Found| {
        let has_name = of_document(*member) == 1 || Some(&scheme.name) == name.as_ref();
        has_name && (scheme.token_url.is_none() || url.is_none() || scheme.token_url == url)
    };
    let (common, others): (Vec<Found>, Vec<Found>) = all.iter().cloned().partition(is_common);
    let mut by_name: BTreeMap<(String, Option<String>), Vec<Found>> = BTreeMap::new();
    for found in others {
        by_name.entry((found.1.name.clone(), found.1.token_url.clone())).or_default().push(found);
    }
    [common].into_iter().chain(by_name.into_values()).filter(|group| !group.is_empty()).collect()
}

/// Returns the name of merged schemes: the one that the existing crate has, or else the most common one.
fn common_name(all: &[Found], previous: &PreviousNames) -> String {
    let names = || all.iter().map(|(_, it)| it.name.as_str());
    let known = names().find(|name| previous.credential(name).is_some());
    known.or_else(|| most_common(names())).unwrap_or_default().to_owned()
}

/// Returns the text that occurs most often, the first of several.
fn most_common<'t>(texts: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for text in texts {
        match counts.iter_mut().find(|(other, _)| *other == text) {
            Some((_, count)) => *count += 1,
            None => counts.push((text, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    counts.iter().find(|(_, count)| Some(*count) == most).map(|(text, _)| *text)
}

/// Names the credentials of the documents as those of the client.
pub(super) fn name(members: &mut [Member], root: &Api, names: &Names) {
    let by_name: BTreeMap<&str, &CredentialName> =
        root.security_schemes.iter().map(|it| it.name.as_str()).zip(&names.credentials).collect();
    for member in members {
        let schemes = member.model.api.security_schemes.iter();
        let credentials = schemes.filter_map(|it| by_name.get(it.name.as_str()).copied().cloned());
        member.model.names.credentials = credentials.collect();
    }
}
