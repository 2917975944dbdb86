//! The enums over error responses that several operations share.

use std::collections::BTreeSet;

use crate::analyze::any_use;
use crate::ir::{Response, Status};
use crate::name::{ErrorSet, Ident as _, ModulePath, Pascal, spelled};
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
        let operations = self.facts.shared_errors.get(set)?.operations.as_slice();
        let (ident, home) = (self.names.errors.get(set)?, self.names.place.error_homes.get(&set));
        let set = self.errors_of_all(operations)?;
        let responses = self.spell_errors(&set);
        Some(ErrorItem { ident, responses, feature: self.only_feature(operations), home, set, operations })
    }

    /// Returns the error responses of an operation, and of those with which it shares an enum, each as text with the module of
    /// its type, if they need an enum and the document has all of their types in common with others.
    pub(crate) fn common_errors(self, operation: usize) -> Option<Vec<String>> {
        let set = self.errors_of(operation);
        let place = &self.names.place;
        let of = |response: &&Response| {
            let id = response.content.ty().and_then(any_use).map(|id| self.facts.canonical_type(id).unwrap_or(id));
            let body = self.canonical_content(&response.content).spell(self.names);
            let variant = set.variant(response).map_or("", |it| it.as_str());
            id.is_none_or(|id| place.is_elsewhere(id)).then(|| {
                let home = id.map(|id| spelled(place.home(id)));
                format!("{} {variant}({body}) of {home:?}", response.status)
            })
        };
        set.responses.iter().map(of).collect::<Option<Vec<String>>>().filter(|_| set.is_enum())
    }

    /// Returns the sets of error responses that several operations share.
    pub fn error_sets(self) -> Vec<ErrorSet> {
        let sets = self.facts.shared_errors.iter().filter_map(|shared| {
            let set = self.errors_of_all(&shared.operations)?;
            let statuses = set.responses.iter().map(|response: &&Response| response.status).collect();
            Some(ErrorSet { statuses, responses: self.spell_errors(&set), name: shared.name.clone() })
        });
        sets.collect()
    }

    /// Returns error responses as readable text, with the canonical types, which all operations have in common.
    fn spell_errors(self, set: &ResponseSet<'_>) -> String {
        set.spell_by(|content| self.canonical_content(content).spell(self.names))
    }

    /// Returns the error responses of an operation, or of those with which it shares an enum over them.
    fn errors_of(self, operation: usize) -> ResponseSet<'a> {
        let shared = self.facts.shared_error(operation).and_then(|set| self.facts.shared_errors.get(set));
        let all = shared.and_then(|shared| self.errors_of_all(&shared.operations));
        all.unwrap_or_else(|| self.own_errors(operation))
    }

    /// Returns the error responses that any of these operations has.
    fn errors_of_all(self, operations: &[usize]) -> Option<ResponseSet<'a>> {
        let (first, others) = operations.split_first()?;
        let mut all = self.own_errors(*first);
        let place = |it: &&Response| (it.status, it.index);
        let mut seen: BTreeSet<(Status, usize)> = all.responses.iter().map(place).collect();
        for other in others.iter().map(|other| self.own_errors(*other)) {
            let further = other.responses.into_iter().filter(|it| seen.insert(place(it)));
            let count = all.responses.len();
            all.responses.extend(further);
            if all.responses.len() > count {
                all.names_of_others.push(other.names);
            }
        }
        if !all.names_of_others.is_empty() {
            all.responses.sort_by_key(place);
        }
        Some(all)
    }

    fn own_errors(self, operation: usize) -> ResponseSet<'a> {
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
