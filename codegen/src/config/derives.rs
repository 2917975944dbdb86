//! The setting `derives`: further traits of the generated types.

use std::collections::BTreeMap;

use crate::config::{Dependency, RustPath};

/// A trait that types derive.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Derive {
    /// The path of the derive macro, such as `Hash` or `schemars::JsonSchema`.
    pub derive: RustPath,
    /// The types that derive it: names of component schemas, or JSON Pointers; all structs, enums, unions and
    /// newtypes unless set.
    #[serde(default)]
    pub types: Vec<String>,
    /// Attributes of the macro for these types, such as `schemars(deny_unknown_fields)`.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// Whether the macro reads names in JSON from `#[serde(rename = "..")]`, as those of `schemars` and `utoipa` do; `false`
    /// unless set.
    #[serde(default)]
    pub serde_names: bool,
    /// The crates that the macro needs, with their versions. The crate then derives the trait only with a feature.
    #[serde(default, rename = "crate")]
    pub crates: BTreeMap<String, Dependency>,
    /// The name of the feature; with `crate`, by default the name of the macro's crate.
    #[serde(default)]
    pub feature: Option<String>,
}

impl Derive {
    /// Returns the feature that enables the derive; `None` if it is always there.
    pub(crate) fn feature(&self) -> Option<&str> {
        let root = self.derive.crates().into_iter().next().unwrap_or_default();
        let own = self.crates.keys().find(|name| name.replace('-', "_") == root);
        let default = own.or_else(|| self.crates.keys().next()).map(String::as_str);
        self.feature.as_deref().or(default)
    }
}
