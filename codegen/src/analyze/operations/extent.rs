//! Pagination: the properties of a page that give the extent of the list, and the parameter of the page size.

use crate::analyze::operations::pagination::{letters, object, plain};
use crate::ir::{Extent, Location, Operation, PageSize, Parameter, Type, TypeDef};

const MORE: [&str; 9] = [
    "hasmore",
    "hasmoreitems",
    "hasmorepages",
    "hasmoreresults",
    "hasnext",
    "hasnextpage",
    "more",
    "morepages",
    "moreresults",
];
const LAST: [&str; 4] = ["last", "lastpage", "islast", "islastpage"];
const NEXT: [&str; 8] =
    ["next", "nexthref", "nextlink", "nextpage", "nextpagelink", "nextpageurl", "nexturl", "nextoffset"];
const PAGES: [&str; 7] = ["lastpage", "numpages", "pagecount", "pages", "pagestotal", "totalpagecount", "totalpages"];
const TOTAL: [&str; 10] = [
    "numfound",
    "total",
    "totalcount",
    "totalelements",
    "totalhits",
    "totalitems",
    "totalnumber",
    "totalrecords",
    "totalresults",
    "totalsize",
];
/// Names of objects with information on the page.
const AROUND: [&str; 10] =
    ["cursors", "links", "meta", "metadata", "page", "pageinfo", "pager", "paging", "pagination", "responsemetadata"];
const SIZES: [&str; 12] = [
    "count",
    "itemsperpage",
    "limit",
    "maxitems",
    "maxresults",
    "pagelimit",
    "pagesize",
    "perpage",
    "resultsperpage",
    "rows",
    "size",
    "take",
];

/// The maximum depth of these properties in a response.
const MAX_DEPTH: usize = 3;

/// Returns the extent of the list, as the type `page` describes it.
pub(super) fn extent(types: &[TypeDef], page: &Type) -> Extent {
    let mut extent = Extent::default();
    look(types, page, &mut Vec::new(), &mut extent);
    extent
}

fn look(types: &[TypeDef], ty: &Type, path: &mut Vec<String>, found: &mut Extent) {
    let Some(object) = object(types, ty).filter(|_| path.len() < MAX_DEPTH) else { return };
    for field in &object.fields {
        let name = letters(&field.name);
        let is = |names: &[&str]| names.contains(&name.as_str());
        let ty = plain(types, &field.ty);
        let is_count = matches!(ty, Type::Integer(_) | Type::Number(_));
        // An optional link signals further pages by its presence; a required one only if it can be empty.
        let is_optional = !field.required || matches!(field.ty, Type::Nullable(_));
        let is_link = *ty == Type::String || (is_optional && matches!(ty, Type::Integer(_) | Type::Ref(_)));
        path.push(field.name.clone());
        let target = match ty {
            Type::Boolean if is(&MORE) => Some(&mut found.more),
            Type::Boolean if is(&LAST) => Some(&mut found.last),
            _ if is_link && is(&NEXT) => Some(&mut found.next),
            _ if is_count && is(&PAGES) => Some(&mut found.pages),
            _ if is_count && is(&TOTAL) => Some(&mut found.total),
            _ => None,
        };
        match target {
            Some(target) => drop(target.get_or_insert_with(|| path.clone())),
            None if is(&AROUND) => look(types, &field.ty, path, found),
            None => {}
        }
        path.pop();
    }
}

/// Returns the query parameter of `operation` that sets the page size.
pub(super) fn size(types: &[TypeDef], operation: &Operation) -> Option<PageSize> {
    let is_it = |parameter: &&Parameter| {
        parameter.location == Location::Query
            && !parameter.required
            && SIZES.contains(&letters(&parameter.name).as_str())
            && matches!(plain(types, &parameter.ty), Type::Integer(_))
    };
    let mut found = operation.parameters.iter().filter(is_it);
    // With several candidates the choice is ambiguous.
    let (parameter, None) = (found.next()?, found.next()) else { return None };
    Some(PageSize {
        parameter: parameter.name.clone(),
        default: parameter.docs.default.as_deref().and_then(|text| text.parse().ok()).filter(|size| *size > 0),
        most: parameter.docs.constraints.maximum.as_ref().and_then(|(most, _)| most.as_u64()),
    })
}
