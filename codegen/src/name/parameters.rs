//! The names of an operation's parameters. A parameter keeps its name of the existing crate.

use crate::ir::{Location, Operation, Parameter};
use crate::name::ident::{Ident as _, Snake};
use crate::name::listed::listed_parameter;
use crate::name::previous::PreviousNames;
use crate::name::scope::Scope;

/// An operation of the existing crate.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) previous: &'a PreviousNames,
    /// Its group and method, such as `pets.get`.
    pub(super) owner: &'a str,
}

/// Returns the names of all parameters, in the order of the model: the required ones are arguments, the others setters.
pub(super) fn parameters(
    operation: &Operation,
    known: Option<Known<'_>>,
    arguments: &mut Scope,
    setters: &mut Scope,
) -> Vec<Snake> {
    let mut names = claimed(operation, known, |parameter| parameter.required, arguments);
    names.extend(claimed(operation, known, |parameter| !parameter.required, setters));
    in_order(names)
}

/// Returns names in the order of the model, of which each has the index.
pub(super) fn in_order(mut names: Vec<(usize, Snake)>) -> Vec<Snake> {
    names.sort_by_key(|(index, _)| *index);
    names.into_iter().map(|(_, name)| name).collect()
}

/// Claims the names of the parameters that `is_named` chooses: first those of setters of the existing crate, then names that are
/// Rust names already.
fn claimed(
    operation: &Operation,
    known: Option<Known<'_>>,
    is_named: impl Fn(&Parameter) -> bool,
    scope: &mut Scope,
) -> Vec<(usize, Snake)> {
    let all = operation.parameters.iter().enumerate().filter(|(_, parameter)| is_named(parameter));
    let mut all: Vec<(usize, &Parameter, Snake, Option<&str>)> = all
        .map(|(index, parameter)| {
            let source = || listed_parameter(parameter.location, &parameter.name);
            // `api.txt` lists the source of setters only.
            let known = known.filter(|_| !parameter.required);
            let known = known.and_then(|it| it.previous.name_of(it.owner, &source()));
            (index, parameter, Snake::new(&parameter.name), known)
        })
        .collect();
    all.sort_by_key(|(_, parameter, preferred, known)| (known.is_none(), preferred.as_str() != parameter.name));
    let claim = |(index, parameter, preferred, known): (usize, &Parameter, Snake, Option<&str>)| {
        let suffix = suffix(parameter.location);
        let known = known.and_then(|known| scope.claim_previous(&preferred, suffix, &[known.to_owned()]));
        (index, known.unwrap_or_else(|| scope.claim(&preferred, suffix)))
    };
    all.into_iter().map(claim).collect()
}

/// Returns the suffix of a parameter whose name another one has.
pub(super) fn suffix(location: Location) -> &'static str {
    match location {
        Location::Path => "in_path",
        Location::Query => "in_query",
        Location::Header => "in_header",
        Location::Cookie => "in_cookie",
    }
}
