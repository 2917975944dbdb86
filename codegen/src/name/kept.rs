//! Old names that the settings keep, beside the items with the new names.

use crate::ir::{Api, TypeId};
use crate::name::group::{Group, accessor, beside};
use crate::name::ident::{Ident as _, Pascal, Snake};
use crate::name::operation::{OperationName, RESERVED_TYPES, operation_name};
use crate::name::scope::Scope;
use crate::name::{FURTHER_RESERVED_TYPES, Names, Renames, TypeName};

/// The old names that the settings keep.
#[derive(Debug, Default)]
pub struct KeptNames {
    /// The old names of types, by name.
    pub types: Vec<KeptType>,
    /// The groups with old names of operations, by accessor.
    pub groups: Vec<KeptGroup>,
}

/// The old name of a type.
#[derive(Debug)]
pub struct KeptType {
    /// The old name.
    pub ident: Pascal,
    /// The new name.
    pub new: Pascal,
    /// The type.
    pub id: TypeId,
}

/// A group with old names of operations.
#[derive(Debug)]
pub struct KeptGroup {
    /// The names of the group. `operations` is empty.
    pub names: Group,
    /// Whether the API has no other operations in this group, so that it exists for the old names only.
    pub is_gone: bool,
    /// The old names of operations, by name.
    pub methods: Vec<KeptMethod>,
}

/// The old names of an operation and its parts.
#[derive(Debug)]
pub struct KeptMethod {
    /// The index of the operation in the model.
    pub index: usize,
    /// The old names.
    pub name: OperationName,
}

impl KeptNames {
    pub(super) fn are_ascii(&self) -> bool {
        let methods = self.groups.iter().flat_map(|group| &group.methods);
        self.types.iter().all(|it| it.ident.as_str().is_ascii())
            && self.groups.iter().all(|it| it.names.ident.as_str().is_ascii())
            && methods.map(|it| &it.name.method).all(|method| method.as_str().is_ascii())
    }
}

impl Names {
    /// Returns the type with this name.
    pub fn type_named(&self, api: &Api, name: &str) -> Option<TypeId> {
        let is_it = |id: &TypeId| self.of(*id).all().any(|ident| ident.as_str() == name);
        api.type_ids().find(is_it)
    }

    /// Returns the names of all types.
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        self.types.iter().flat_map(TypeName::all).map(|ident| ident.as_str())
    }

    /// Returns the index of the operation with this accessor and this method.
    pub fn operation_named(&self, accessor: &Snake, method: &Snake) -> Option<usize> {
        let group = self.groups.iter().find(|group| group.accessor == *accessor)?;
        let is_it = |index: &&usize| self.operation(**index).method == *method;
        group.operations.iter().find(is_it).copied()
    }

    /// Returns the names of all operations, such as `pets.list`.
    pub fn operation_names(&self) -> impl Iterator<Item = String> {
        let each = self.groups.iter().flat_map(|group| group.operations.iter().map(move |index| (group, index)));
        each.map(|(group, index)| format!("{}.{}", group.accessor.as_str(), self.operation(*index).method.as_str()))
    }

    /// Returns the groups with these old names of operations: accessor, method, and the index of the operation.
    pub fn kept_groups(&self, api: &Api, old: &[(Snake, Snake, usize)], renames: &Renames) -> Vec<KeptGroup> {
        let mut groups: Vec<(KeptGroup, Scope, Scope)> = Vec::new();
        for (accessor, method, index) in old {
            let place = groups.iter().position(|(it, ..)| it.names.accessor == *accessor);
            let place = place.unwrap_or_else(|| {
                let known = groups.iter().map(|(group, ..)| &group.names);
                let group = self.kept_group(accessor, known, renames);
                groups.push(group);
                groups.len() - 1
            });
            let (group, types, mocks) = &mut groups[place];
            let of = self.operation(*index).group;
            let name = operation_name(&api.operations[*index], (of, method.clone()), None, types, mocks);
            group.methods.push(KeptMethod { index: *index, name });
        }
        groups.into_iter().map(|(group, ..)| group).collect()
    }

    /// Returns a group without methods, and the names that its types and those of its mocks must not have.
    fn kept_group<'n>(
        &'n self,
        accessor: &Snake,
        known: impl Iterator<Item = &'n Group> + Clone,
        renames: &Renames,
    ) -> (KeptGroup, Scope, Scope) {
        let existing = self.groups.iter().find(|group| group.accessor == *accessor);
        let names = match existing {
            Some(group) => Group { operations: Vec::new(), ..group.clone() },
            None => beside(accessor, self.groups.iter().chain(known), &renames.features),
        };
        let reserved: Vec<&str> = RESERVED_TYPES.into_iter().chain([names.ident.as_str()]).collect();
        let operations = existing.into_iter().flat_map(|group| &group.operations).map(|index| self.operation(*index));
        let idents = operations
            .clone()
            .flat_map(|it| [&it.call, &it.success.ident, &it.failure.ident, &it.bodies.ident, &it.headers.ident]);
        let types = Scope::exact(reserved.iter().copied().chain(idents.map(|ident| ident.as_str())));
        let mocks = reserved.iter().copied().chain(["ApiMock", "Mock"]);
        let mocks = Scope::exact(mocks.chain(operations.map(|it| it.mock.ident.as_str())));
        (KeptGroup { is_gone: existing.is_none(), names, methods: Vec::new() }, types, mocks)
    }
}

impl TypeName {
    /// Returns the names of the type.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Pascal> {
        [Some(&self.ident), self.also.as_ref()].into_iter().flatten()
    }
}

/// Returns the name of a type, if a generated crate can have one of this name.
pub fn kept_type(text: &str) -> Option<Pascal> {
    let mut reserved = super::RESERVED_TYPES.iter().chain(&FURTHER_RESERVED_TYPES);
    Pascal::exact(text).filter(|_| !reserved.any(|name| *name == text))
}

/// Returns the accessor and the method in the name of an operation, such as `pets.list`, if a generated crate can have one of
/// this name.
pub fn kept_operation(text: &str) -> Option<(Snake, Snake)> {
    let (group, method) = text.split_once('.')?;
    Some((accessor(group)?, Snake::exact(method)?))
}
