//! The parts of operations that follow from the finished types: pagination, constants, and responses that the document implies.

mod bodiless;
mod constant;
mod extent;
mod pagination;

use std::collections::BTreeMap;

use crate::analyze::mentioned;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Lowered, Operation, Pagination, TypeId};

/// The setting `pages`: an operation's pagination, or `None` to disable it.
pub type Pages = BTreeMap<String, Option<Pagination>>;

/// Completes the operations of a lowered document.
pub fn complete(lowered: Lowered, pages: &Pages, diagnostics: &mut Diagnostics) -> Api {
    let mut api = lowered.into_api();
    mentioned::remove_unmentioned(&mut api);
    let Api { types, operations, .. } = &mut api;
    pagination::find(types, operations);
    pagination::set(types, operations, pages, diagnostics);
    bodiless::add(operations);
    constant::find(types, operations);
    api
}

/// Returns the pagination of an operation of which only the properties that `may_be` it are the list of items.
pub(crate) fn pagination(
    api: &Api,
    operation: &Operation,
    pages: &Pages,
    may_be: &dyn Fn(TypeId, &str) -> bool,
) -> Option<Pagination> {
    pagination::of(&api.types, operation, pages, may_be)
}
