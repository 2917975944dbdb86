//! Scopes of unique names.

use std::collections::{HashMap, HashSet};

use crate::name::ident::Ident;

/// The names taken so far, in lower case: files whose names differ only in case overwrite each other on some systems.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
    /// The next number to try, by name.
    next: HashMap<String, usize>,
    /// Whether names that differ only in underscores are equal, because types are named after them.
    is_without_underscores: bool,
    /// Whether names that differ only in case differ.
    is_exact: bool,
}

impl Scope {
    /// Returns a scope with reserved names.
    pub(super) fn new<'n>(reserved: impl IntoIterator<Item = &'n &'n str>) -> Self {
        Self { taken: reserved.into_iter().map(|name| name.to_lowercase()).collect(), ..Self::default() }
    }

    /// Returns a scope of names after which types are named.
    pub(super) fn of_types_too() -> Self {
        Self { is_without_underscores: true, ..Self::default() }
    }

    /// Returns a scope in which names that differ only in case differ: no file has the name of one.
    pub(super) fn exact<'n>(reserved: impl IntoIterator<Item = &'n str>) -> Self {
        let taken = reserved.into_iter().map(str::to_owned).collect();
        Self { taken, is_exact: true, ..Self::default() }
    }

    /// Claims `preferred`. If another item has that name, claims it with `suffix`, or with the first free number.
    pub(super) fn claim<I: Ident>(&mut self, preferred: &I, suffix: &str) -> I {
        if self.take(preferred) {
            return preferred.clone();
        }
        let suffixed = preferred.with(suffix);
        if self.take(&suffixed) {
            return suffixed;
        }
        let key = self.key(preferred);
        let mut number = self.next.get(&key).copied().unwrap_or(2);
        loop {
            let numbered = preferred.with(&number.to_string());
            number += 1;
            if self.take(&numbered) {
                self.next.insert(key, number);
                return numbered;
            }
        }
    }

    /// Claims the first of the `known` names that `claim` can return for `preferred` and that is free, in the order of `claim`.
    pub(super) fn claim_previous<I: Ident>(&mut self, preferred: &I, suffix: &str, known: &[String]) -> Option<I> {
        let number = |name: &String| name.rsplit(|it: char| !it.is_ascii_digit()).next().and_then(|it| it.parse().ok());
        let mut numbers: Vec<usize> = known.iter().filter_map(number).collect();
        numbers.sort_unstable();
        let numbered = numbers.into_iter().map(|number| preferred.with(&number.to_string()));
        let mut candidates = [preferred.clone(), preferred.with(suffix)].into_iter().chain(numbered);
        let known: HashSet<&str> = known.iter().map(String::as_str).collect();
        candidates.find(|name| known.contains(name.as_str()) && self.take(name))
    }

    /// Takes a name if it is free.
    pub(super) fn take(&mut self, name: &impl Ident) -> bool {
        self.taken.insert(self.key(name))
    }

    /// Returns the key of a name: equal names have equal keys.
    fn key(&self, name: &impl Ident) -> String {
        let name = if self.is_exact { name.as_str().to_owned() } else { name.as_str().to_lowercase() };
        if self.is_without_underscores { name.replace('_', "") } else { name }
    }
}
