//! The imports of a file, collected from the types that it uses.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::config::Times;
use crate::ir::{Type, TypeId};

/// The names that a file uses.
#[derive(Debug)]
pub(super) struct Imports {
    times: Times,
    /// Names of the standard library and of other crates: the standard library first, then by path.
    paths: BTreeMap<(bool, &'static str), BTreeSet<&'static str>>,
    /// Names of the crate's runtime.
    pub(super) runtime: BTreeSet<&'static str>,
    /// Named types.
    pub(super) named: BTreeSet<TypeId>,
}

impl Imports {
    /// Returns an empty set; the setting `times` selects the types of dates and times.
    pub(super) fn new(times: Times) -> Self {
        Self { times, paths: BTreeMap::new(), runtime: BTreeSet::new(), named: BTreeSet::new() }
    }

    /// Records a use of `name` from the module `path`.
    pub(super) fn need(&mut self, path: &'static str, name: &'static str) {
        self.paths.entry((!path.starts_with("std"), path)).or_default().insert(name);
    }

    /// Records the imports of `ty`.
    pub(super) fn see(&mut self, ty: &Type) {
        match ty {
            Type::Ref(id) => drop(self.named.insert(*id)),
            Type::Array(inner) | Type::Nullable(inner) => self.see(inner),
            Type::Map(inner) => {
                self.need("std::collections", "BTreeMap");
                self.see(inner);
            }
            Type::DateTime | Type::DateTimeOrUtc => self.see_date_time(),
            Type::Date => self.see_date(),
            Type::Uuid => self.need("uuid", "Uuid"),
            Type::Ipv4 => self.need("std::net", "Ipv4Addr"),
            Type::Ipv6 => self.need("std::net", "Ipv6Addr"),
            Type::Base64 => drop(self.runtime.insert("Base64")),
            Type::Base64Url => drop(self.runtime.insert("Base64Url")),
            Type::Decimal => drop(self.runtime.insert("Decimal")),
            Type::Any => self.need("serde_json", "Value"),
            Type::AnyObject => {
                self.need("serde_json", "Map");
                self.need("serde_json", "Value");
            }
            Type::Null | Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::String | Type::Binary => {}
        }
    }

    fn see_date_time(&mut self) {
        match self.times {
            Times::Chrono => {
                self.need("chrono", "DateTime");
                self.need("chrono", "FixedOffset");
            }
            // Files use the others by path: their names are common names of an API's own types.
            Times::Jiff | Times::Time | Times::String => {}
        }
    }

    fn see_date(&mut self) {
        if self.times == Times::Chrono {
            self.need("chrono", "NaiveDate");
        }
    }

    /// Returns the imports from the standard library and from other crates.
    pub(super) fn items(&self) -> Vec<TokenStream> {
        self.paths.iter().map(|((_, path), names)| import(path, names)).collect()
    }

    /// Returns the import of the recorded names and `more` from the crate's runtime.
    pub(super) fn runtime(&self, more: impl IntoIterator<Item = &'static str>) -> Option<TokenStream> {
        let names: BTreeSet<&'static str> = self.runtime.iter().copied().chain(more).collect();
        (!names.is_empty()).then(|| import("crate::runtime", &names))
    }
}

fn import(path: &str, names: &BTreeSet<&'static str>) -> TokenStream {
    let segments = path.split("::").map(|segment| format_ident!("{segment}"));
    let names: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
    match names.as_slice() {
        [one] => quote!(use #(#segments)::*::#one;),
        several => quote!(use #(#segments)::*::{#(#several),*};),
    }
}
