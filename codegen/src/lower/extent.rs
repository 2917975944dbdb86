//! Where a response that is a page says how far the list goes, and which parameter sets how many items a page has.

use crate::ir::{Extent, Location, Operation, PageSize, Parameter, Type, TypeDef};
use crate::lower::pagination::{letters, object, plain};

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
/// What an object is called that says where in a list a page is.
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

/// How deep in a response it is looked for.
const MAX_DEPTH: usize = 3;

/// What a page of type `page` says of its list.
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
        // A page that always has it does not say by it that there is no other, unless it is empty.
        let may_miss = !field.required || matches!(field.ty, Type::Nullable(_));
        let is_link = *ty == Type::String || (may_miss && matches!(ty, Type::Integer(_) | Type::Ref(_)));
        path.push(field.name.clone());
        let place = match ty {
            Type::Boolean if is(&MORE) => Some(&mut found.more),
            Type::Boolean if is(&LAST) => Some(&mut found.last),
            _ if is_link && is(&NEXT) => Some(&mut found.next),
            _ if is_count && is(&PAGES) => Some(&mut found.pages),
            _ if is_count && is(&TOTAL) => Some(&mut found.total),
            _ => None,
        };
        match place {
            Some(place) => drop(place.get_or_insert_with(|| path.clone())),
            None if is(&AROUND) => look(types, &field.ty, path, found),
            None => {}
        }
        path.pop();
    }
}

/// The query parameter of `operation` that sets how many items a page has.
pub(super) fn size(types: &[TypeDef], operation: &Operation) -> Option<PageSize> {
    let is_it = |parameter: &&Parameter| {
        parameter.location == Location::Query
            && !parameter.required
            && SIZES.contains(&letters(&parameter.name).as_str())
            && matches!(plain(types, &parameter.ty), Type::Integer(_))
    };
    let mut found = operation.parameters.iter().filter(is_it);
    // Of several nobody knows which counts.
    let (parameter, None) = (found.next()?, found.next()) else { return None };
    Some(PageSize {
        parameter: parameter.name.clone(),
        default: parameter.docs.default.as_deref().and_then(|text| text.parse().ok()).filter(|size| *size > 0),
        most: parameter.docs.constraints.maximum.as_ref().and_then(|(most, _)| most.as_u64()),
    })
}
