//! The enums over error responses that operations of the existing crate share.

use crate::name::{Ident as _, Pascal, PreviousNames};

impl PreviousNames {
    /// Adds the name of an enum over error responses that several operations share, by the responses as `api.txt` lists them.
    pub fn add_error(&mut self, responses: String, name: &str) {
        self.error_responses.insert(name.to_owned(), responses.clone());
        self.errors.entry(responses).or_default().push(name.to_owned());
    }

    /// Adds the enum over error responses that a method such as `pets.get` shares with others: its name, and the variants that
    /// the method has if it has not all, as in `Error404Or409 of NotFound`.
    pub fn add_shared_error(&mut self, method: String, text: &str) {
        let (name, variants) = match text.split_once(" of ") {
            Some((name, variants)) => (name, Some(variants.to_owned())),
            None => (text, None),
        };
        self.shared_errors.insert(method, (name.to_owned(), variants));
    }

    /// Adds a method such as `pets.get` with an enum over its error responses that no other one has.
    pub(crate) fn add_own_error(&mut self, method: String) {
        self.own_errors.insert(method);
    }

    /// Returns whether a method such as `pets.get` has an enum over its error responses that no other one has.
    pub(crate) fn has_own_error(&self, method: &str) -> bool {
        self.own_errors.contains(method)
    }

    /// Returns the name of the enum over error responses that a method such as `pets.get` shares with others.
    pub fn shared_error(&self, method: &str) -> Option<&str> {
        self.shared_errors.get(method).map(|(name, _)| name.as_str())
    }

    /// Returns whether a method that shares an enum over error responses has this variant.
    pub(crate) fn has_error_variant(&self, method: &str, variant: &Pascal) -> bool {
        let of = |text: &str| text.split(" | ").any(|it| it == variant.as_str());
        let is_listed = |name: &str| {
            let responses = self.shared_responses(name).split(" | ");
            responses.filter_map(|it| it.split_once(' ')?.1.split('(').next()).any(|it| it == variant.as_str())
        };
        self.shared_errors.get(method).is_some_and(|(name, variants)| match variants {
            Some(variants) => of(variants),
            None => is_listed(name),
        })
    }

    /// Returns the error responses of an enum that several operations share, as `api.txt` lists them.
    pub(crate) fn shared_responses(&self, name: &str) -> &str {
        self.error_responses.get(name).map_or("", String::as_str)
    }

    /// Returns the names of the enums with these error responses.
    pub(in crate::name) fn error(&self, responses: &str) -> &[String] {
        self.errors.get(responses).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the error responses of a method that shares an enum over them with others, as `api.txt` lists them.
    pub(crate) fn own_shared_responses(&self, method: &str) -> Vec<&str> {
        let Some((name, variants)) = self.shared_errors.get(method) else { return Vec::new() };
        let has = |variant: &str| variants.as_deref().is_none_or(|it| it.split(" | ").any(|it| it == variant));
        let is_own = |response: &&str| match response.split_once(' ') {
            Some((_, variant)) => has(variant.split('(').next().unwrap_or(variant)),
            None => false,
        };
        self.shared_responses(name).split(" | ").filter(is_own).collect()
    }
}
