//! Traits that types derive: those of their kind, and further ones of the settings.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use crate::config::{ApiConfig, Derive};
use crate::ir::{Type, TypeId};
use crate::render::{Context, literal};
use crate::surface::{STANDARD_TRAITS, standard_trait};

/// The lines of the manifest for the features of derives; `is_optional` returns whether a dependency is optional.
pub(super) fn features(config: &ApiConfig, is_optional: impl Fn(&str) -> bool) -> String {
    let mut features: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for derive in &config.derives {
        let Some(feature) = derive.feature() else { continue };
        let crates = derive.crates.keys().map(String::as_str).filter(|name| is_optional(name));
        features.entry(feature).or_default().extend(crates);
    }
    let mut text = String::new();
    if !features.is_empty() {
        text.push_str("# Further traits of the types.\n");
    }
    for (feature, crates) in features {
        let crates: Vec<String> = crates.iter().map(|name| format!("\"dep:{name}\"")).collect();
        let _ = writeln!(text, "{feature} = [{}]", crates.join(", "));
    }
    text
}

impl Context<'_> {
    /// Returns the attributes of a type that derives `own` traits, and those of the settings. `implements` are the traits that
    /// it implements otherwise.
    pub(super) fn derives(self, id: TypeId, own: &[&str], implements: &[&str]) -> TokenStream {
        let (mut names, mut attributes) = (own.to_vec(), Vec::new());
        let mut gated = Vec::new();
        let needs_order = self.derives_of(id).any(|it| standard_trait(it.derive.as_str()) == "Ord");
        for implied in ["Eq", "PartialOrd"] {
            // `Ord` needs them.
            if needs_order && !names.contains(&implied) && !implements.contains(&implied) {
                names.push(implied);
            }
        }
        for derive in self.derives_of(id) {
            let path = standard_trait(derive.derive.as_str());
            if names.contains(&path) || implements.contains(&path) {
                continue;
            }
            let others = derive.attributes.iter().map(|it| it.parse::<TokenStream>().unwrap_or_default());
            match derive.feature() {
                None => {
                    names.push(path);
                    attributes.extend(others.map(|it| quote!(#[#it])));
                }
                Some(feature) => {
                    let (feature, path) = (literal::text(feature), tokens(path));
                    gated.push(quote!(#[cfg_attr(feature = #feature, derive(#path) #(, #others)*)]));
                }
            }
        }
        let names = names.into_iter().map(tokens);
        quote!(#[derive(#(#names),*)] #(#gated)* #(#attributes)*)
    }

    /// Returns the traits that every struct, tuple, union and newtype derives.
    pub(super) fn usual(self, id: TypeId, has_default: bool) -> Vec<&'static str> {
        let traits =
            [("Clone", true), ("Debug", !self.facts.redacts(id)), ("Default", has_default), ("PartialEq", true)];
        traits.into_iter().filter(|(_, is_derived)| *is_derived).map(|(name, _)| name).collect()
    }

    /// Returns the conversions and the further traits of a newtype around a scalar.
    pub(super) fn scalar(self, ty: &Type) -> ScalarNewtype {
        let [text, value, plain] = ["text", "value", "plain"];
        let (name, derives): (_, &[_]) = match self.resolved(ty) {
            Type::String => (text, &["Eq", "Hash", "PartialOrd", "Ord"]),
            Type::Number(_) => (value, &["Copy", "PartialOrd"]),
            Type::Decimal => (value, &["Eq", "Hash"]),
            Type::Base64 | Type::Base64Url => (plain, &["Eq", "Hash", "PartialOrd", "Ord"]),
            Type::External(_) => (plain, &[]),
            _ => (value, &["Copy", "Eq", "Hash", "PartialOrd", "Ord"]),
        };
        ScalarNewtype { name, derives }
    }

    /// Returns the attributes of a field or a variant with the name `wire` in JSON, for macros that read it from attributes of
    /// serde.
    pub(super) fn wire_name(self, id: TypeId, wire: &str, ident: &str) -> TokenStream {
        if wire == ident {
            return TokenStream::new();
        }
        let wire = literal::text(wire);
        self.serde(id, &quote!(rename = #wire))
    }

    /// Returns the attributes of a union, or of the variant for unknown values.
    pub(super) fn untagged(self, id: TypeId) -> TokenStream {
        self.serde(id, &quote!(untagged))
    }

    /// Returns the attributes of the map of additional properties.
    pub(super) fn flattened(self, id: TypeId) -> TokenStream {
        self.serde(id, &quote!(flatten))
    }

    /// Returns an attribute of serde, once for each feature whose macros read it.
    fn serde(self, id: TypeId, attribute: &TokenStream) -> TokenStream {
        let all: Vec<Option<&str>> = self.derives_of(id).filter(|it| it.serde_names).map(Derive::feature).collect();
        if all.contains(&None) {
            return quote!(#[serde(#attribute)]);
        }
        let features: Vec<_> =
            all.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().map(literal::text).collect();
        match features.as_slice() {
            [] => TokenStream::new(),
            [one] => quote!(#[cfg_attr(feature = #one, serde(#attribute))]),
            several => quote!(#[cfg_attr(any(#(feature = #several),*), serde(#attribute))]),
        }
    }

    /// Returns the attributes by which the runtime's types of values derive the traits of the settings, one a line. They
    /// implement those of the standard library anyway.
    pub(super) fn derives_of_runtime(self) -> String {
        let mut lines = String::new();
        for derive in
            self.config.derives.iter().filter(|it| !STANDARD_TRAITS.contains(&standard_trait(it.derive.as_str())))
        {
            let path = derive.derive.as_str();
            let _ = match derive.feature() {
                Some(feature) => writeln!(lines, "#[cfg_attr(feature = \"{feature}\", derive({path}))]"),
                None => writeln!(lines, "#[derive({path})]"),
            };
        }
        lines
    }

    fn derives_of(&self, id: TypeId) -> impl Iterator<Item = &Derive> {
        let indices = self.facts.derives.get(&id).into_iter().flatten();
        indices.filter_map(|index| self.config.derives.get(*index))
    }
}

/// The conversions and the further traits of a newtype around a scalar.
pub(super) struct ScalarNewtype {
    /// The name of its conversions in the macro.
    pub(super) name: &'static str,
    /// Further derives.
    pub(super) derives: &'static [&'static str],
}

fn tokens(path: &str) -> TokenStream {
    path.parse().unwrap_or_default()
}
