//! Scopes, in which a name is claimed once.

use std::collections::{HashMap, HashSet};

use crate::name::ident::Ident;

/// The names taken so far, in lower case: names that differ only in case are files that overwrite each other.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
    /// Where to look for a free number, by name.
    next: HashMap<String, usize>,
}

impl Scope {
    /// A scope in which some names are taken from the start.
    pub(super) fn new<'n>(reserved: impl IntoIterator<Item = &'n &'n str>) -> Self {
        Self { taken: reserved.into_iter().map(|name| name.to_lowercase()).collect(), next: HashMap::new() }
    }

    /// `wanted`, or, where it is taken, `wanted` with `suffix`, or with the first free number.
    pub(super) fn claim<I: Ident>(&mut self, wanted: &I, suffix: &str) -> I {
        if self.take(wanted) {
            return wanted.clone();
        }
        let suffixed = wanted.with(suffix);
        if self.take(&suffixed) {
            return suffixed;
        }
        let mut number = self.next.get(wanted.as_str()).copied().unwrap_or(2);
        loop {
            let numbered = wanted.with(&number.to_string());
            number += 1;
            if self.take(&numbered) {
                self.next.insert(wanted.as_str().to_owned(), number);
                return numbered;
            }
        }
    }

    /// Takes a name if it is free.
    pub(super) fn take(&mut self, name: &impl Ident) -> bool {
        self.taken.insert(name.as_str().to_lowercase())
    }
}
