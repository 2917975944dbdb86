//! The parts of operations that follow from the finished types: pagination, constants, and responses that the document implies.

mod bodiless;
mod constant;
mod extent;
mod pagination;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Lowered, Pagination};

/// Completes the operations of a lowered document.
///
/// `pages` holds the setting of that name: an operation's pagination, or `None` to disable it.
pub fn complete(lowered: Lowered, pages: &BTreeMap<String, Option<Pagination>>, diagnostics: &mut Diagnostics) -> Api {
    let mut api = lowered.into_api();
    let Api { types, operations, .. } = &mut api;
    pagination::find(types, operations);
    pagination::set(types, operations, pages, diagnostics);
    bodiless::add(operations);
    constant::find(types, operations);
    api
}
