//! The enums over error responses that several operations share.

use std::collections::BTreeSet;

use crate::analyze::any_use;
use crate::ir::{Response, Status, TypeId};
use crate::name::{ModulePath, Pascal};
use crate::surface::Context;
use crate::surface::response::ResponseSet;

/// An enum over error responses that several operations share.
#[derive(Clone, Debug)]
pub struct ErrorItem<'a> {
    /// Its name.
    pub ident: &'a Pascal,
    /// The responses as readable text.
    pub responses: String,
    /// The feature that enables it, if only one group of operations has it.
    pub feature: Option<&'a str>,
    /// The module and the name of the enum that several documents have, if this is it.
    pub home: Option<&'a (ModulePath, Pascal)>,
    /// The responses, as in the first operation.
    pub(crate) set: ResponseSet<'a>,
    /// The operations that have them.
    pub(crate) operations: &'a [usize],
}

impl<'a> Context<'a> {
    /// Returns the enums over error responses that several operations share, by name.
    pub(crate) fn errors(self) -> Vec<ErrorItem<'a>> {
        let sets = 0..self.facts.shared_errors.len();
        let mut items: Vec<ErrorItem<'a>> = sets.filter_map(|set| self.error(set)).collect();
        items.sort_by_key(|item| item.ident);
        items
    }

    /// Returns the enum over a set of error responses, by its index in the facts.
    pub(crate) fn error(self, set: usize) -> Option<ErrorItem<'a>> {
        let (operations, ident) = (self.facts.shared_errors.get(set)?, self.names.errors.get(set)?);
        let home = self.names.place.error_homes.get(&set);
        let set = self.errors_of(*operations.first()?);
        let responses = self.spell_errors(&set);
        Some(ErrorItem { ident, responses, feature: self.only_feature(operations), home, set, operations })
    }

    /// Returns the error responses of an operation as text, with the modules of their types, if they need an enum and the
    /// document has all of their types in common with others.
    pub(crate) fn common_errors(self, operation: usize) -> Option<String> {
        let set = self.errors_of(operation);
        let types = set.responses.iter().filter_map(|it| it.content.ty()).filter_map(any_use);
        let ids: Vec<TypeId> = types.map(|id| self.facts.canonical_type(id).unwrap_or(id)).collect();
        let place = &self.names.place;
        let is_common = set.is_enum() && ids.iter().all(|id| place.is_elsewhere(*id));
        is_common.then(|| {
            let homes: Vec<String> = ids.iter().map(|id| format!("{:?}", place.home(*id))).collect();
            format!("{} {}", self.spell_errors(&set), homes.join(" "))
        })
    }

    /// Returns the statuses of the sets of error responses that several operations share, and the responses as readable text.
    pub fn error_sets(self) -> Vec<(Vec<Status>, String)> {
        let sets = self.facts.shared_errors.iter().filter_map(|operations| operations.first());
        sets.map(|index| {
            let set = self.errors_of(*index);
            (set.responses.iter().map(|response: &&Response| response.status).collect(), self.spell_errors(&set))
        })
        .collect()
    }

    /// Returns error responses as readable text, with the canonical types, which all operations have in common.
    fn spell_errors(self, set: &ResponseSet<'_>) -> String {
        set.spell_by(|content| self.canonical_content(content).spell(self.names))
    }

    /// Returns the error responses of an operation.
    fn errors_of(self, operation: usize) -> ResponseSet<'a> {
        let names = &self.names.operation(operation).failure;
        ResponseSet::failure(&self.api.operations[operation], names)
    }

    /// Returns the feature of the group to which all of these operations belong.
    pub(crate) fn only_feature(self, operations: &[usize]) -> Option<&'a str> {
        let groups: BTreeSet<usize> = operations.iter().map(|index| self.names.operation(*index).group).collect();
        let only = groups.first().filter(|_| groups.len() == 1 && self.has_group_features())?;
        self.names.groups.get(*only).map(|group| group.feature.as_str())
    }

    /// Returns the name of the enum over error responses that an operation shares with others.
    pub(crate) fn shared_error(self, operation: usize) -> Option<&'a Pascal> {
        self.facts.shared_error(operation).and_then(|index| self.names.errors.get(index))
    }
}
