//! The enums over error responses that several operations share.

use std::collections::BTreeSet;

use crate::ir::{Response, Status};
use crate::name::Pascal;
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
    /// The responses, as in the first operation.
    pub(crate) set: ResponseSet<'a>,
    /// The operations that have them.
    pub(crate) operations: &'a [usize],
}

impl<'a> Context<'a> {
    /// Returns the enums over error responses that several operations share, by name.
    pub(crate) fn errors(self) -> Vec<ErrorItem<'a>> {
        let mut items: Vec<ErrorItem<'a>> = self
            .facts
            .shared_errors
            .iter()
            .zip(&self.names.errors)
            .filter_map(|(operations, ident)| {
                let set = self.errors_of(*operations.first()?);
                let responses = self.spell_errors(&set);
                Some(ErrorItem { ident, responses, feature: self.only_feature(operations), set, operations })
            })
            .collect();
        items.sort_by_key(|item| item.ident);
        items
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
    fn only_feature(self, operations: &[usize]) -> Option<&'a str> {
        let groups: BTreeSet<usize> = operations.iter().map(|index| self.names.operation(*index).group).collect();
        let only = groups.first().filter(|_| groups.len() == 1 && self.has_group_features())?;
        self.names.groups.get(*only).map(|group| group.feature.as_str())
    }

    /// Returns the name of the enum over error responses that an operation shares with others.
    pub(crate) fn shared_error(self, operation: usize) -> Option<&'a Pascal> {
        self.facts.shared_error(operation).and_then(|index| self.names.errors.get(index))
    }
}
