//! The settings `package` and `lints`: parts of the crate's manifest that documents do not have.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

/// Metadata of the package, as in `[package]` of a `Cargo.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Package {
    /// The authors.
    #[serde(default)]
    pub authors: Vec<String>,
    /// The URL of the source repository.
    #[serde(default)]
    pub repository: Option<String>,
    /// The URL of the home page.
    #[serde(default)]
    pub homepage: Option<String>,
    /// The URL of the documentation; crates.io links docs.rs unless set.
    #[serde(default)]
    pub documentation: Option<String>,
    /// At most five keywords for the search on crates.io.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// At most five categories of crates.io, such as `api-bindings`.
    #[serde(default)]
    pub categories: Vec<String>,
    /// The README of the package, relative to the crate; the generated `README.md` unless set.
    #[serde(default)]
    pub readme: Option<String>,
    /// Whether `cargo publish` is allowed; `true` unless set.
    #[serde(default)]
    pub publish: Option<bool>,
}

/// The lints of the crate, as TOML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lints(Vec<(String, String)>);

impl Lints {
    /// Returns the tables of the manifest, such as `[lints.rust]`.
    pub(crate) fn to_toml(&self) -> String {
        let table = |(tool, lints): &(String, String)| format!("\n[lints.{tool}]\n{lints}");
        self.0.iter().map(table).collect()
    }
}

impl<'de> Deserialize<'de> for Lints {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tools = toml::Table::deserialize(deserializer)?.into_iter();
        let lines = |lints: &toml::Value| toml::to_string(lints).map_err(D::Error::custom);
        tools.map(|(tool, lints)| Ok((tool, lines(&lints)?))).collect::<Result<_, _>>().map(Self)
    }
}
