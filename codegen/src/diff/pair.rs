//! The matching of old operations with new ones.
//!
//! A key counts only where one old and one new operation have it among those that no earlier key matched. Every step reads
//! each operation a constant number of times, so that large documents stay fast.

mod path;
mod types;

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

pub(super) use path::shape;
pub(super) use types::TypePairs;

use crate::diff::operation::Called;
use crate::surface::Context;
use path::{segments, unversioned, versioned};

/// The operations and types of two revisions that are the same.
pub(super) struct Pairs<'a> {
    pub(super) operations: OperationPairs<'a>,
    pub(super) types: TypePairs,
}

/// Matched, removed and added operations.
pub(super) struct OperationPairs<'a> {
    pub(super) both: Vec<(Called<'a>, Called<'a>)>,
    pub(super) gone: Vec<Called<'a>>,
    pub(super) added: Vec<Called<'a>>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(old: Context<'a>, new: Context<'a>) -> Self {
        let operations = operations(Called::all(old), Called::all(new));
        let types = TypePairs::new(old, new, &operations.both);
        Self { operations, types }
    }
}

/// The prefixes of paths that a new document replaces at once must be those of this many operations.
const MANY: usize = 3;

/// The largest number of prefixes that are replaced at once.
const MAX_PREFIXES: usize = 20;

/// The largest number of last segments that paths share.
const MAX_SEGMENTS: usize = 16;

/// The number of new paths with the same ending that vote for a prefix.
const CANDIDATES: usize = 4;

fn operations<'a>(old: Vec<Called<'a>>, new: Vec<Called<'a>>) -> OperationPairs<'a> {
    let mut matcher = Matcher::new(old.len(), new.len());
    let method = |it: &Called<'a>| it.operation.method.as_str();
    let path = |it: &Called<'a>| it.operation.path.as_str();
    matcher.by(&old, &new, |it| it.operation.id.clone());
    matcher.by(&old, &new, |it| Some((method(it), shape(path(it)))));
    matcher.by(&old, &new, |it| Some(it.rust()));
    matcher.by(&old, &new, |it| Some((method(it), versioned(path(it)))));
    matcher.by(&old, &new, |it| Some((method(it), unversioned(path(it)))));
    for (was, is) in prefixes(&matcher, &old, &new) {
        let rest = |it: &Called<'a>, prefix: &[String]| {
            let segments = segments(path(it));
            segments.starts_with(prefix).then(|| (method(it), segments[prefix.len()..].to_vec()))
        };
        matcher.by_each(&old, &new, |it| rest(it, &was), |it| rest(it, &is));
    }
    let pairs = matcher.partners.iter().enumerate().filter_map(|(at, partner)| Some((old[at], new[(*partner)?])));
    let gone = matcher.partners.iter().zip(&old).filter(|(partner, _)| partner.is_none()).map(|(_, it)| *it);
    let added = matcher.taken.iter().zip(&new).filter(|(is_taken, _)| !**is_taken).map(|(_, it)| *it);
    OperationPairs { both: pairs.collect(), gone: gone.collect(), added: added.collect() }
}

/// Returns the prefixes of paths that changed for many operations, the most frequent first: the old and the new one.
///
/// An operation votes by the longest ending that its path shares with a new path of the same method.
fn prefixes(matcher: &Matcher, old: &[Called<'_>], new: &[Called<'_>]) -> Vec<(Vec<String>, Vec<String>)> {
    let left_old: Vec<usize> = (0..old.len()).filter(|at| matcher.partners[*at].is_none()).collect();
    let left_new: Vec<usize> = (0..new.len()).filter(|at| !matcher.taken[*at]).collect();
    if left_old.len() < MANY || left_new.len() < MANY {
        return Vec::new();
    }
    let paths: Vec<Vec<String>> = left_new.iter().map(|at| segments(&new[*at].operation.path)).collect();
    let mut endings: HashMap<(&str, &[String]), Vec<usize>> = HashMap::new();
    for (index, path) in paths.iter().enumerate() {
        let method = new[left_new[index]].operation.method.as_str();
        for start in path.len().saturating_sub(MAX_SEGMENTS)..path.len() {
            endings.entry((method, &path[start..])).or_default().push(index);
        }
    }
    let mut votes: BTreeMap<(Vec<String>, Vec<String>), usize> = BTreeMap::new();
    for at in left_old {
        let path = segments(&old[at].operation.path);
        let method = old[at].operation.method.as_str();
        // An ending of parameters alone fits too many paths.
        let has_name = |ending: &[String]| ending.iter().any(|it| it != "{}");
        let longest = (path.len().saturating_sub(MAX_SEGMENTS)..path.len()).find(|start| {
            has_name(&path[*start..])
                && endings.get(&(method, &path[*start..])).is_some_and(|it| it.len() <= CANDIDATES)
        });
        let Some(start) = longest else { continue };
        for candidate in &endings[&(method, &path[start..])] {
            let other = &paths[*candidate];
            let prefix = other[..other.len() - (path.len() - start)].to_vec();
            *votes.entry((path[..start].to_vec(), prefix)).or_default() += 1;
        }
    }
    let mut votes: Vec<_> = votes.into_iter().filter(|(_, count)| *count >= MANY).collect();
    votes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    votes.into_iter().map(|(prefixes, _)| prefixes).take(MAX_PREFIXES).collect()
}

/// The items with a key.
#[derive(Clone, Copy, Default)]
enum Found {
    #[default]
    None,
    One(usize),
    Several,
}

impl Found {
    fn add(&mut self, index: usize) {
        *self = if matches!(self, Self::None) { Self::One(index) } else { Self::Several };
    }
}

/// The partners found so far.
struct Matcher {
    /// The new partner of each old item.
    partners: Vec<Option<usize>>,
    /// Whether each new item has a partner.
    taken: Vec<bool>,
}

impl Matcher {
    fn new(old: usize, new: usize) -> Self {
        Self { partners: vec![None; old], taken: vec![false; new] }
    }

    /// Matches the items left whose key is unique on both sides.
    fn by<T, K: Eq + Hash>(&mut self, old: &[T], new: &[T], key: impl Fn(&T) -> Option<K>) {
        self.by_each(old, new, &key, &key);
    }

    /// Like `by`, with a key function for each side.
    fn by_each<T, K: Eq + Hash>(
        &mut self,
        old: &[T],
        new: &[T],
        old_key: impl Fn(&T) -> Option<K>,
        new_key: impl Fn(&T) -> Option<K>,
    ) {
        let mut found: HashMap<K, (Found, Found)> = HashMap::new();
        for (index, it) in old.iter().enumerate().filter(|(index, _)| self.partners[*index].is_none()) {
            if let Some(key) = old_key(it) {
                found.entry(key).or_default().0.add(index);
            }
        }
        for (index, it) in new.iter().enumerate().filter(|(index, _)| !self.taken[*index]) {
            if let Some(key) = new_key(it) {
                found.entry(key).or_default().1.add(index);
            }
        }
        for both in found.into_values() {
            if let (Found::One(old), Found::One(new)) = both {
                self.partners[old] = Some(new);
                self.taken[new] = true;
            }
        }
    }
}
