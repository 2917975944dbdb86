//! The setting `keep`: old names that stay for a release.

use std::collections::BTreeMap;

/// Old names of items that only changed their name. They stay as deprecated aliases and methods.
///
/// ```toml
/// [api.keep]
/// types = { Pet = "Animal" }
/// operations = { "pets.list" = "animals.list_all" }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Keep {
    /// Old names of types. The key is the old name in Rust, the value the new one.
    #[serde(default)]
    pub types: BTreeMap<String, String>,
    /// Old names of operations, as `api.txt` has them: `pets.list`. The key is the old name, the value the new one.
    #[serde(default)]
    pub operations: BTreeMap<String, String>,
}
