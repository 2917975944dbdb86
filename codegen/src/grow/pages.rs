//! Pages that have gained a list: the items of a page stay those of the existing crate, whatever the name of the new list is.

use crate::analyze::{self, Pages};
use crate::ir::{Api, Pagination, Shape, TypeId};
use crate::name::{Ident as _, Names, PreviousNames};

/// Sets the lists of items of the existing crate.
pub(super) fn keep_items(api: &mut Api, names: &Names, previous: &PreviousNames, pages: &Pages) {
    for index in 0..api.operations.len() {
        let Some(kept) = previous.items(&names.method(index)) else { continue };
        let may_be = |id: TypeId, name: &str| {
            let Shape::Object(object) = &api.type_def(id).shape else { return false };
            let field = object.fields.iter().position(|field| field.name == name);
            field.map(|field| names.of(id).fields[field].as_str()).is_some_and(|field| match kept {
                Some(kept) => field == kept,
                None => previous.has_part(previous.canonical(names.of(id).ident.as_str()), field),
            })
        };
        let operation = &api.operations[index];
        let items = operation.pagination.as_ref().and_then(|it| it.items.as_ref());
        let found = analyze::pagination(api, operation, pages, &may_be);
        let is_other = |found: &Pagination| found.items.is_some() && found.items.as_ref() != items;
        if let Some(mut found) = found.filter(is_other) {
            found.has_kept_items = true;
            api.operations[index].pagination = Some(found);
        }
    }
}
