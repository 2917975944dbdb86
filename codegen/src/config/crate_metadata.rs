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
pub struct Lints(String);

impl Lints {
    /// Returns the tables of the manifest, such as `[lints.rust]`.
    pub(crate) fn to_toml(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Lints {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tools = toml::Table::deserialize(deserializer)?;
        let lints = toml::Table::from_iter([("lints".to_owned(), toml::Value::Table(tools))]);
        toml::to_string(&lints).map(|text| Self(format!("\n{text}"))).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Lints;

    #[test]
    fn lints_with_a_priority_are_tables_of_their_tool() {
        let lints: Lints =
            toml::from_str("rust.unused = 'deny'\nclippy.all = { level = 'warn', priority = -1 }").expect("lints");
        let written: toml::Table = toml::from_str(lints.to_toml()).expect("a manifest");
        let read: toml::Table =
            toml::from_str("[lints.rust]\nunused = 'deny'\n[lints.clippy.all]\nlevel = 'warn'\npriority = -1")
                .expect("TOML");
        assert_eq!(written, read);
    }
}
