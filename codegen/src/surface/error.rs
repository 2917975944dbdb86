//! The enums over error responses that several operations share.

use std::collections::BTreeSet;

use crate::analyze::any_use;
use crate::ir::{Response, Status, TypeId};
use crate::name::{
    ErrorSet, ErrorVariants, Ident as _, ModulePath, Pascal, PreviousNames, Responses, SharedResponse, spelled,
};
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

/// The variants of error responses, by operation, and by status and index among the bodies of the status.
pub(crate) type NamedVariants = Vec<(usize, (Status, usize), Pascal)>;

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
            let id = self.body_type(response);
            let body = self.canonical_content(&response.content).spell(self.names);
            let variant = set.variant(response).map_or("", |it| it.as_str());
            id.is_none_or(|id| place.is_elsewhere(id)).then(|| {
                let home = id.map(|id| spelled(place.home(id)));
                format!("{} {variant}({body}) of {home:?}", response.status)
            })
        };
        set.responses.iter().map(of).collect::<Option<Vec<String>>>().filter(|_| set.is_enum())
    }

    /// Returns the named types of the bodies of error responses: of an operation, and of those with which it shares an enum.
    pub(crate) fn error_types(self, operation: usize) -> Vec<TypeId> {
        self.errors_of(operation).responses.iter().filter_map(|response| self.body_type(response)).collect()
    }

    fn body_type(self, response: &Response) -> Option<TypeId> {
        response.content.ty().and_then(any_use).map(|id| self.facts.canonical_type(id).unwrap_or(id))
    }

    /// Returns the error responses of these operations. `owner` is their index, and `is_known` returns whether they had a variant
    /// in the existing crate.
    pub(crate) fn shared_responses(
        self,
        operations: &[usize],
        owner: usize,
        is_known: impl Fn(&Pascal) -> bool,
    ) -> Vec<SharedResponse> {
        let set = self.errors_of_all(operations);
        let of = |(response, variant): (&Response, &Pascal)| SharedResponse {
            owner,
            place: (response.status, response.index),
            variant: variant.clone(),
            body: (
                self.canonical_content(&response.content).spell(self.names),
                self.body_type(response).map(|id| spelled(self.names.place.home(id))),
            ),
            is_known: is_known(variant),
        };
        let responses = set.iter().flat_map(|set| set.responses.iter().filter_map(|it| Some((*it, set.variant(it)?))));
        responses.map(of).collect()
    }

    /// Returns the variants of the error responses of operations that share an enum in the existing crate, and the operations
    /// that can't share it any more.
    pub(crate) fn error_variants(self, previous: &PreviousNames) -> (NamedVariants, BTreeSet<usize>) {
        let (mut named, mut apart) = (Vec::new(), BTreeSet::new());
        for set in &self.facts.shared_errors {
            let Some(name) = &set.name else { continue };
            let responses = set.operations.iter().flat_map(|operation| {
                let method = self.names.method(*operation);
                self.shared_responses(&[*operation], *operation, |it| previous.has_error_variant(&method, it))
            });
            let responses: Vec<SharedResponse> = responses.collect();
            let variants = ErrorVariants::new(previous.shared_responses(name), &responses);
            let of = responses.into_iter().zip(variants.of);
            named.extend(of.filter_map(|(response, variant)| Some((response.owner, response.place, variant?))));
            apart.extend(variants.apart);
        }
        (named, apart)
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
        let place = |it: &Response| (it.status, it.index);
        let variant = |names: &'a Responses, it: &Response| (place(it), names.variants.get(&place(it)));
        let mut seen: BTreeSet<_> = all.responses.iter().map(|it| variant(all.names, it)).collect();
        for other in others.iter().map(|other| self.own_errors(*other)) {
            let further = other.responses.into_iter().filter(|it| seen.insert(variant(other.names, it)));
            all.of_others.extend(further.map(|it| (it, other.names)));
        }
        if !all.of_others.is_empty() {
            all.responses.extend(all.of_others.iter().map(|(it, _)| *it));
            all.responses.sort_by_key(|it| place(it));
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

    /// Returns the name of the enum over error responses that an operation shares with others; with the variants that it has, if
    /// it has not all: `Error404Or409 of NotFound`.
    pub(super) fn spell_shared_error(self, operation: usize) -> Option<String> {
        let name = self.shared_error(operation)?.as_str();
        let own = self.own_errors(operation);
        let variants: Vec<&str> = own.responses.iter().filter_map(|it| own.variant(it)).map(|it| it.as_str()).collect();
        let has_all = variants.len() == self.errors_of(operation).responses.len();
        Some(if has_all { name.to_owned() } else { format!("{name} of {}", variants.join(" | ")) })
    }

    /// Returns the name of the enum over error responses that an operation shares with others.
    pub(crate) fn shared_error(self, operation: usize) -> Option<&'a Pascal> {
        self.facts.shared_error(operation).and_then(|index| self.names.errors.get(index))
    }
}
