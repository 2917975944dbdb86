//! Changes of operations.

use std::collections::{HashMap, HashSet};

use crate::diff::pair::{OperationPairs, shape};
use crate::diff::{Class, Differ, Rule, Subject, quoted};
use crate::ir::{Callback, Header, Operation, Pagination, Server};
use crate::name::{Ident as _, OperationName};
use crate::surface::{Context, Method};

/// An operation of one revision, with its Rust names.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub(super) context: Context<'a>,
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationName,
    group: &'a str,
    index: usize,
}

impl<'a> Called<'a> {
    /// Returns the operations of a revision.
    pub(super) fn all(context: Context<'a>) -> Vec<Self> {
        let groups = context.names.groups.iter();
        let each = groups.flat_map(|group| group.operations.iter().map(move |index| (group.accessor.as_str(), *index)));
        each.map(|(group, index)| Called {
            context,
            operation: &context.api.operations[index],
            names: context.names.operation(index),
            group,
            index,
        })
        .collect()
    }

    /// Returns the call path in Rust: `pets.list`.
    pub(super) fn rust(self) -> String {
        format!("{}.{}", self.group, self.names.method.as_str())
    }

    fn method(self) -> Option<Method<'a>> {
        Some(self.context.method(self.context.names.groups.get(self.names.group)?, self.index))
    }

    /// Returns the pagination, if the call has methods for it.
    fn pagination(self) -> Option<&'a Pagination> {
        self.method()?.pages().map(|pages| pages.pagination)
    }

    /// Returns the headers of the success responses.
    pub(super) fn headers(self) -> Vec<Header> {
        self.method().map(|method| method.headers().headers).unwrap_or_default()
    }

    pub(super) fn request(self) -> String {
        format!("{} {}", self.operation.method.as_str(), self.operation.path)
    }
}

/// The largest number of credentials or scopes that are compared for an operation.
const MAX_COMPARED: usize = 1_000_000;

impl<'a> Differ<'a> {
    pub(super) fn operations(&mut self, OperationPairs { both, gone, added }: OperationPairs<'a>) {
        for it in gone {
            let old = Some(it.operation.pointer.clone());
            let of = Subject { request: Some(it.request()), old, ..Subject::named(it.rust()) };
            self.add(Rule::OperationRemoved, Class::Compile, &of, "operation removed");
        }
        for it in added {
            let new = Some(it.operation.pointer.clone());
            let of = Subject { request: Some(it.request()), new, ..Subject::named(it.rust()) };
            self.add(Rule::OperationAdded, Class::Compatible, &of, "operation added");
        }
        let mut moves = Vec::new();
        for (old, new) in both {
            let of = Subject {
                request: Some(new.request()),
                old: Some(old.operation.pointer.clone()),
                new: Some(new.operation.pointer.clone()),
                ..Subject::named(new.rust())
            };
            if shape(&old.operation.path) != shape(&new.operation.path) {
                moves.push((of.clone(), old.operation.path.as_str(), new.operation.path.as_str()));
            }
            self.operation(&of, old, new);
        }
        self.moves(moves);
    }

    /// Reports operations whose path changed; those with the same change, such as a new version or prefix, in one entry.
    fn moves(&mut self, moves: Vec<(Subject, &'a str, &'a str)>) {
        let parts: Vec<(String, String)> = moves.iter().map(|(_, old, new)| changed(old, new)).collect();
        let mut alike: HashMap<&(String, String), usize> = HashMap::new();
        for pair in &parts {
            *alike.entry(pair).or_default() += 1;
        }
        let mut reported = HashSet::new();
        for ((of, old, new), pair) in moves.iter().zip(&parts) {
            let count = alike[pair];
            if count == 1 {
                let message = format!("the path changed from {} to {}", quoted(old), quoted(new));
                self.add(Rule::OperationMoved, Class::Run, of, message);
            } else if reported.insert(pair) {
                let message = match (pair.0.as_str(), pair.1.as_str()) {
                    ("", is) => format!("{} was added to the paths of {count} operations", quoted(is)),
                    (was, "") => format!("{} was removed from the paths of {count} operations", quoted(was)),
                    (was, is) => {
                        format!("{} changed to {} in the paths of {count} operations", quoted(was), quoted(is))
                    }
                };
                let of = Subject { old: of.old.clone(), new: of.new.clone(), ..Subject::phrase("the API") };
                self.add(Rule::OperationMoved, Class::Run, &of, message);
            }
        }
    }

    fn operation(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        if old.operation.method != new.operation.method {
            let [was, is] = [old, new].map(|it| it.operation.method.as_str());
            self.add(
                Rule::MethodChanged,
                Class::Run,
                of,
                format!("the method changed from {} to {}", quoted(was), quoted(is)),
            );
        }
        if old.rust() != new.rust() {
            let message = format!("the method was renamed from {} to {}", quoted(old.rust()), quoted(new.rust()));
            self.add(Rule::OperationRenamed, Class::Compile, of, message);
        }
        let rules = [Rule::OperationDeprecated, Rule::OperationUndeprecated, Rule::OperationDocumented];
        self.docs(rules, of, &old.operation.docs, &new.operation.docs);
        // `api` compares the server of the whole API.
        let own =
            |it: Called<'a>| it.operation.server.as_ref().filter(|own| it.context.api.relative_server() != Some(*own));
        let (before, after) = (own(old), own(new));
        if before.map(Server::default_url) != after.map(Server::default_url) {
            let message = "its own `servers` changed";
            self.add(Rule::OperationServerChanged, Class::Run, &of.at(&["servers"]), message);
        } else if let (Some(before), Some(after)) = (before, after) {
            self.variables(&of.at(&["servers", "0"]), before, after, true);
        }
        self.security(of, &old.operation.security, &new.operation.security);
        let rules = [Rule::ScopeNeeded, Rule::ScopeLoosened];
        self.needs(rules, "token scopes", of, &old.operation.scopes, &new.operation.scopes);
        self.pages(of, old.pagination(), new.pagination());
        self.callbacks(of, old, new);
        self.parameters(of, old, new);
        self.body(of, old, new);
        self.responses(of, old, new);
    }

    /// Compares the security requirements, of which a client has to meet one.
    fn security(&mut self, of: &Subject, old: &[Vec<String>], new: &[Vec<String>]) {
        // `api` reports removed security schemes.
        let is_removed = |scheme: &String| !self.new_schemes.contains(scheme.as_str());
        let mut old = old.to_vec();
        if !old.iter().all(|schemes| schemes.iter().any(is_removed)) {
            old.retain(|schemes| !schemes.iter().any(is_removed));
        }
        self.needs([Rule::SecurityNeeded, Rule::SecurityLoosened], "credentials", of, &old, new);
    }

    /// Compares alternatives, each a set of credentials or scopes: whether every old alternative still meets a new one.
    fn needs(
        &mut self,
        [needed, loosened]: [Rule; 2],
        what: &str,
        of: &Subject,
        old: &[Vec<String>],
        new: &[Vec<String>],
    ) {
        let none = [Vec::new()];
        let [old, new] = [old, new].map(|it| if it.is_empty() { &none[..] } else { it });
        if old == new {
            return;
        }
        let spell = |all: &[Vec<String>]| {
            let alternative = |it: &Vec<String>| match it.as_slice() {
                [] => "none".to_owned(),
                names => names.iter().map(quoted).collect::<Vec<_>>().join(" and "),
            };
            all.iter().map(alternative).collect::<Vec<_>>().join(" or ")
        };
        let message = format!("the required {what} changed from {} to {}", spell(old), spell(new));
        let of = of.at(&["security"]);
        if !meet(old, new) {
            self.add(needed, Class::Run, &of, message);
        } else if !meet(new, old) {
            self.add(loosened, Class::Compatible, &of, message);
        }
    }

    fn pages(&mut self, of: &Subject, old: Option<&Pagination>, new: Option<&Pagination>) {
        match (old, new) {
            (None, Some(_)) => self.add(Rule::PagesAdded, Class::Compatible, of, "`pages()` and `items()` added"),
            (Some(_), None) => {
                self.add(Rule::PagesRemoved, Class::Compile, of, "`pages()` and `items()` removed");
            }
            (Some(old), Some(new)) if *old != (Pagination { has_kept_items: old.has_kept_items, ..new.clone() }) => {
                self.add(Rule::PagesChanged, Class::Compatible, of, "the request for the next page changed");
            }
            _ => {}
        }
    }

    fn callbacks(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        let spell = |it: Called<'a>, now: &dyn Fn(String) -> String| -> Vec<String> {
            let one = |callback: &Callback| {
                let body = callback.body.as_ref().map(|ty| now(it.context.spell(ty))).unwrap_or_default();
                format!("{} {} {} {body}", callback.name, callback.method.as_str(), callback.url)
            };
            it.operation.callbacks.iter().map(one).collect()
        };
        if spell(old, &|ty| self.now(&ty)) != spell(new, &|ty| ty) {
            let message = "the callbacks changed";
            self.add(Rule::CallbackChanged, Class::Run, &of.at(&["callbacks"]), message);
        }
    }
}

/// Returns whether each set contains all of one of `others`. If there are too many to compare them, it is false.
fn meet(sets: &[Vec<String>], others: &[Vec<String>]) -> bool {
    let equal: HashSet<&[String]> = others.iter().map(Vec::as_slice).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    others.iter().flatten().for_each(|one| *counts.entry(one).or_default() += 1);
    // The others by their rarest element, so that each set is compared with few of them.
    let mut by_rarest: HashMap<Option<&str>, Vec<&Vec<String>>> = HashMap::new();
    for other in others {
        let rarest = other.iter().map(String::as_str).min_by_key(|one| counts[one]);
        by_rarest.entry(rarest).or_default().push(other);
    }
    let mut left = MAX_COMPARED;
    sets.iter().all(|set| {
        if by_rarest.contains_key(&None) || equal.contains(set.as_slice()) {
            return true;
        }
        let has: HashSet<&String> = set.iter().collect();
        let candidates = set.iter().filter_map(|one| by_rarest.get(&Some(one.as_str()))).flatten();
        candidates
            .into_iter()
            .take_while(|other| take(&mut left, other.len()))
            .any(|other| other.iter().all(|one| has.contains(one)))
    })
}

/// Takes from a number, and returns whether it was enough.
fn take(left: &mut usize, count: usize) -> bool {
    let rest = left.checked_sub(count);
    *left = rest.unwrap_or_default();
    rest.is_some()
}

/// Returns the parts of two paths between the segments that both start and end with.
fn changed(old: &str, new: &str) -> (String, String) {
    let (old, new) = (shape(old), shape(new));
    let split = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (split(&old), split(&new));
    let same = |pairs: &mut dyn Iterator<Item = (&String, &String)>| pairs.take_while(|(a, b)| a == b).count();
    let start = same(&mut old.iter().zip(&new));
    let shorter = old.len().min(new.len());
    let end = same(&mut old.iter().rev().zip(new.iter().rev())).min(shorter - start);
    (old[start..old.len() - end].join("/"), new[start..new.len() - end].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets(text: &str) -> Vec<Vec<String>> {
        let set = |set: &str| set.chars().map(String::from).collect();
        text.split(' ').map(set).collect()
    }

    #[test]
    fn sets_are_met_by_their_subsets() {
        let rows = [("ab", "a", true), ("ab", "c ba", true), ("ab bc", "b", true), ("ab bc", "ab", false)];
        let rows = rows.into_iter().chain([("a", "ab", false), ("abc", "cb ad", true), ("a b c", "a b c", true)]);
        for (all, others, expected) in rows {
            assert_eq!(meet(&sets(all), &sets(others)), expected, "{all}; {others}");
        }
        assert!(meet(&sets("a b"), &[vec!["c".to_owned()], Vec::new()]));
        // All of ten thousand sets are different, and none of their elements is rare.
        let many = |start: u32| -> Vec<Vec<String>> {
            let set = |number: u32| {
                (0..14).map(|bit| format!("{bit}{}", number >> bit & 1)).chain([start.to_string()]).collect()
            };
            (0..10_000).map(set).collect()
        };
        assert!(!meet(&many(1), &many(2)));
        assert!(meet(&many(1), &many(1)));
    }
}
