//! The place of one of several documents in their crate, and of the types that it has in common with others.

use std::collections::BTreeMap;

use crate::ir::TypeId;
use crate::name::ident::{Ident as _, Pascal, Snake};

/// The path of a module from the root of the crate; empty for the root.
pub type ModulePath = Vec<Snake>;

/// Returns the path of a module as text, such as `crm::contacts`; empty for the root.
pub fn spelled(path: &[Snake]) -> String {
    path.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("::")
}

/// The place of one of several documents in their crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The module of the document; empty if the crate has only one document.
    pub module: ModulePath,
    /// The modules of the types that other documents have too.
    pub homes: BTreeMap<TypeId, ModulePath>,
    /// The modules and names of the enums over error responses that other documents have too, by their index in the facts.
    pub error_homes: BTreeMap<usize, (ModulePath, Pascal)>,
}

impl Place {
    /// Returns the module of a type of the document.
    pub fn home(&self, id: TypeId) -> &ModulePath {
        self.homes.get(&id).unwrap_or(&self.module)
    }

    /// Returns whether a type is in another module than the document.
    pub fn is_elsewhere(&self, id: TypeId) -> bool {
        self.homes.contains_key(&id)
    }
}
