//! The credentials of several documents: equal security schemes are one.

use std::collections::{BTreeMap, BTreeSet};

use crate::combine::Member;
use crate::ir::{Api, SecurityScheme};
use crate::name::{CredentialName, Ident as _, Names};

/// What distinguishes a credential from others: how it is sent, and the name of its scheme if a document has several of that
/// kind.
type Key = (String, Option<(String, Option<String>)>);

/// Merges equal security schemes: those that are sent in the same way, unless a document has several of the kind. Renames the
/// schemes of the documents accordingly, and returns all schemes.
pub(super) fn merged(members: &mut [Member]) -> Vec<SecurityScheme> {
    let ambiguous = ambiguous(members);
    let key = |scheme: &SecurityScheme| -> Key {
        let kind = format!("{:?}", scheme.kind);
        let of_name = ambiguous.contains(&kind).then(|| (scheme.name.clone(), scheme.token_url.clone()));
        (kind, of_name)
    };
    let mut found: BTreeMap<Key, Vec<(usize, SecurityScheme)>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        for scheme in &member.model.api.security_schemes {
            found.entry(key(scheme)).or_default().push((index, scheme.clone()));
        }
    }
    let mut taken = BTreeSet::new();
    let mut schemes: Vec<(Key, SecurityScheme)> = Vec::new();
    for (key, all) in found {
        let Some((first, scheme)) = all.first() else { continue };
        let mut name = most_common(all.iter().map(|(_, it)| it.name.as_str())).to_owned();
        if !taken.insert(name.clone()) {
            let module = &members[*first].part.module;
            let words: Vec<&str> = module.iter().map(|it| it.as_str()).chain([name.as_str()]).collect();
            name = words.join("_");
            taken.insert(name.clone());
        }
        let longest = all.iter().filter_map(|(_, it)| it.description.clone()).max_by_key(String::len);
        let token_url = all.iter().find_map(|(_, it)| it.token_url.clone());
        schemes.push((key, SecurityScheme { name, token_url, description: longest, ..scheme.clone() }));
    }
    for member in members {
        let api = &mut member.model.api;
        let of = |scheme: &SecurityScheme| schemes.iter().find(|(other, _)| *other == key(scheme)).map(|(_, it)| it);
        let renamed: BTreeMap<String, String> =
            api.security_schemes.iter().filter_map(|it| Some((it.name.clone(), of(it)?.name.clone()))).collect();
        for scheme in &mut api.security_schemes {
            if let Some(merged) = of(scheme) {
                *scheme = merged.clone();
            }
        }
        for name in api.operations.iter_mut().flat_map(|it| &mut it.security).flatten() {
            if let Some(renamed) = renamed.get(name) {
                name.clone_from(renamed);
            }
        }
    }
    schemes.into_iter().map(|(_, scheme)| scheme).collect()
}

/// Returns the kinds of which a document has several schemes, or documents have schemes with different token URLs.
fn ambiguous(members: &[Member]) -> BTreeSet<String> {
    let mut urls: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut ambiguous = BTreeSet::new();
    for member in members {
        let mut own = BTreeSet::new();
        for scheme in &member.model.api.security_schemes {
            let kind = format!("{:?}", scheme.kind);
            urls.entry(kind.clone()).or_default().extend(scheme.token_url.as_deref());
            if !own.insert(kind.clone()) {
                ambiguous.insert(kind);
            }
        }
    }
    ambiguous.extend(urls.into_iter().filter(|(_, urls)| urls.len() > 1).map(|(kind, _)| kind));
    ambiguous
}

/// Returns the text that occurs most often, the first of several.
fn most_common<'t>(texts: impl Iterator<Item = &'t str>) -> &'t str {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for text in texts {
        match counts.iter_mut().find(|(other, _)| *other == text) {
            Some((_, count)) => *count += 1,
            None => counts.push((text, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    counts.iter().find(|(_, count)| Some(*count) == most).map_or("", |(text, _)| text)
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
