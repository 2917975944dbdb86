//! The setting `rename`: names in place of those that oasmith chooses.

use std::collections::BTreeMap;

/// Names in place of those that oasmith chooses.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rename {
    /// Names of types. The key is the name of a component schema, or the JSON Pointer of any schema.
    #[serde(default)]
    pub types: BTreeMap<String, String>,
    /// Names of fields. The key is the name or the pointer of the object schema, a dot and the property: `Pet.birth_dt`.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Names of variants. The key is the name or the pointer of the schema, a dot and the value of an enum, or the variant of a
    /// union as `api.txt` has it: `Status.AVAIL`, `Owner.Person`.
    #[serde(default)]
    pub variants: BTreeMap<String, String>,
    /// Names of groups of operations. The key is the tag.
    #[serde(default)]
    pub groups: BTreeMap<String, String>,
}
