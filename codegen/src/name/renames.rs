//! The names of types, fields, variants and groups in the settings.

use std::collections::BTreeMap;

use crate::ir::TypeId;

/// A name in the settings.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// The key of the setting.
    pub(crate) key: String,
    pub(crate) name: String,
}

impl Chosen {
    pub(crate) fn of((key, name): (&String, &String)) -> Self {
        Self { key: key.clone(), name: name.clone() }
    }
}

/// Names in place of those that oasmith chooses.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    /// The names of types.
    pub(crate) types: BTreeMap<TypeId, Chosen>,
    /// The names of fields, by the type and the index in the model.
    pub(crate) fields: BTreeMap<(TypeId, usize), Chosen>,
    /// The names of variants, by the type and the index in the model.
    pub(crate) variants: BTreeMap<(TypeId, usize), Chosen>,
    /// The names of groups, by tag.
    pub(crate) groups: BTreeMap<String, String>,
    /// Names that features of groups must not have.
    pub(crate) features: Vec<String>,
    /// Names that types must not have.
    pub(crate) reserved_types: Vec<&'static str>,
}

impl Renames {
    pub(super) fn types(&self) -> impl Iterator<Item = (TypeId, &str)> {
        self.types.iter().map(|(id, chosen)| (*id, chosen.name.as_str()))
    }

    pub(super) fn of_type(&self, id: TypeId) -> Option<&str> {
        self.types.get(&id).map(|it| it.name.as_str())
    }

    pub(super) fn of_field(&self, id: TypeId, index: usize) -> Option<&str> {
        self.fields.get(&(id, index)).map(|it| it.name.as_str())
    }

    pub(super) fn of_variant(&self, id: TypeId, index: usize) -> Option<&str> {
        self.variants.get(&(id, index)).map(|it| it.name.as_str())
    }

    pub(super) fn of_group(&self, tag: &str) -> Option<&str> {
        self.groups.get(tag).map(String::as_str)
    }
}
