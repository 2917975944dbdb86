//! The setting `types`: types of other crates in place of generated ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::config::Dependency;
use crate::config::rust_path::RustPath;

/// Types of other crates in place of generated ones. A key is the name of a component schema, or the JSON Pointer of any
/// schema. The key `format` is a table by the `format` of strings, integers and numbers.
///
/// ```toml
/// [api.types]
/// Money = { type = "rust_decimal::Decimal", crate = { rust_decimal = "1" } }
/// "/components/schemas/Pet/properties/tags" = { type = "std::collections::BTreeSet<String>" }
/// format = { email = { type = "email_address::EmailAddress", crate = { email_address = "0.2" } } }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExternalTypes {
    /// By the name or the pointer of a schema.
    pub schemas: BTreeMap<String, ExternalType>,
    /// By `format`.
    pub formats: BTreeMap<String, ExternalType>,
}

/// A type of another crate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExternalType {
    /// The path of the type, such as `rust_decimal::Decimal`. The type implements `Clone`, `Debug`, `PartialEq`,
    /// `serde::Serialize`, `serde::Deserialize`, `Send` and `Sync`.
    #[serde(rename = "type")]
    pub path: RustPath,
    /// The crates that the path needs, with their versions, as in `[dependencies]` of a `Cargo.toml`.
    #[serde(default, rename = "crate")]
    pub crates: BTreeMap<String, Dependency>,
}

impl ExternalType {
    /// Returns the path as text.
    pub(crate) fn text(&self) -> Arc<str> {
        self.path.as_str().into()
    }
}

impl ExternalTypes {
    /// Returns all types.
    pub(crate) fn all(&self) -> impl Iterator<Item = &ExternalType> {
        self.schemas.values().chain(self.formats.values())
    }
}

impl<'de> Deserialize<'de> for ExternalTypes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut schemas = toml::Table::deserialize(deserializer)?;
        let read = |table: toml::Value| table.try_into().map_err(D::Error::custom);
        let formats = schemas.remove("format").map(toml::Value::try_into).transpose().map_err(D::Error::custom)?;
        let schemas = schemas.into_iter().map(|(key, ty)| Ok((key, read(ty)?))).collect::<Result<_, _>>()?;
        Ok(Self { schemas, formats: formats.unwrap_or_default() })
    }
}
