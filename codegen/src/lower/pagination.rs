//! Lists that come in pages, found by what their operations take and give.
//!
//! OpenAPI 3.0 has no words for this. Taken is what APIs usually call it: a cursor that an answer gives for the next
//! request, the number of a page, an offset, or the header `Link` (RFC 8288).

use crate::ir::{Content, Location, Method, Object, Operation, Pagination, Parameter, Shape, Step, Type, TypeDef};
use crate::lower::alias::behind;

/// What a parameter is called that takes a cursor.
const CURSORS: [&str; 12] = [
    "after",
    "continuationtoken",
    "cursor",
    "marker",
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "pageafter",
    "pagecursor",
    "pagetoken",
    "startcursor",
    "startingtoken",
];
/// What a parameter is called that takes the id of the last item there was.
const LASTS: [&str; 2] = ["after", "startingafter"];
const NUMBERS: [&str; 3] = ["page", "pagenumber", "pageno"];
const OFFSETS: [&str; 4] = ["offset", "pageoffset", "skip", "startindex"];

/// What a list of an answer is called, where there are several.
const LISTS: [&str; 9] = ["items", "results", "data", "values", "entries", "records", "list", "elements", "resources"];

/// How deep in an answer a cursor or a list may be.
const MAX_DEPTH: usize = 3;

/// Notes which operations list what comes in pages.
pub(super) fn find(types: &[TypeDef], operations: &mut [Operation]) {
    for operation in operations {
        operation.pagination = pagination(types, operation);
    }
}

fn pagination(types: &[TypeDef], operation: &Operation) -> Option<Pagination> {
    if operation.method != Method::Get {
        return None;
    }
    let answer = answer(operation)?;
    let items = list(types, answer, &[]);
    let optional = |parameter: &&Parameter| parameter.location == Location::Query && !parameter.required;
    let parameters: Vec<&Parameter> = operation.parameters.iter().filter(optional).collect();
    let named = |names: &[&str], is_fine: fn(&Type) -> bool| {
        let found = |parameter: &&&Parameter| {
            names.contains(&letters(&parameter.name).as_str()) && is_fine(plain(types, &parameter.ty))
        };
        parameters.iter().find(found).copied()
    };
    if let Some(parameter) = named(&CURSORS, |ty| matches!(ty, Type::String | Type::Integer(_)))
        && let Some(next) = cursor(types, answer, parameter)
    {
        return Some(Pagination { parameter: parameter.name.clone(), step: Step::Cursor(next), items });
    }
    let items = items?;
    if let Some(parameter) = named(&LASTS, |ty| *ty == Type::String)
        && let Some(step) = last(types, answer, &items)
    {
        return Some(Pagination { parameter: parameter.name.clone(), step, items: Some(items) });
    }
    let is_integer = |ty: &Type| matches!(ty, Type::Integer(_));
    if let Some(parameter) = named(&NUMBERS, is_integer) {
        let first = parameter.docs.default.as_deref().and_then(|text| text.parse().ok()).unwrap_or(1);
        return Some(Pagination { parameter: parameter.name.clone(), step: Step::Number(first), items: Some(items) });
    }
    let parameter = named(&OFFSETS, is_integer)?;
    Some(Pagination { parameter: parameter.name.clone(), step: Step::Offset, items: Some(items) })
}

/// The type of the one answer that is a success.
fn answer(operation: &Operation) -> Option<&Type> {
    let mut successes = operation.successes();
    match (successes.next().map(|response| &response.content), successes.next()) {
        (Some(Content::Json(ty)), None) => Some(ty),
        _ => None,
    }
}

/// The type behind aliases and null.
fn plain<'t>(types: &'t [TypeDef], ty: &'t Type) -> &'t Type {
    let mut ty = ty;
    for _ in 0..=types.len() {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Ref(id) => match &types[id.index()].shape {
                Shape::Alias(inner) => ty = inner,
                _ => return ty,
            },
            _ => return ty,
        }
    }
    ty
}

fn object<'t>(types: &'t [TypeDef], ty: &Type) -> Option<&'t Object> {
    let ty = if let Type::Nullable(inner) = ty { inner } else { ty };
    match &types[behind(types, ty)?.index()].shape {
        Shape::Object(object) => Some(object),
        _ => None,
    }
}

/// Where in an answer the cursor of the next page is.
fn cursor(types: &[TypeDef], answer: &Type, parameter: &Parameter) -> Option<Vec<String>> {
    let mut found = Vec::new();
    texts(types, answer, &mut Vec::new(), &mut found);
    let wanted = letters(&parameter.name);
    let rank = |path: &Vec<String>| {
        let names: Vec<String> = path.iter().map(|name| letters(name)).collect();
        let last = names.last().map(String::as_str).unwrap_or_default();
        let around = &names[..names.len() - 1];
        let says_next = names.iter().any(|name| name.starts_with("next"));
        let in_paging =
            around.iter().any(|name| ["paging", "pagination", "pageinfo", "page", "cursors"].contains(&name.as_str()));
        let is_cursor =
            last == wanted || last.ends_with("cursor") || last.ends_with("token") || last.ends_with("marker");
        match (says_next, in_paging, is_cursor) {
            (true, _, true) => Some((0, path.len())),
            (false, true, true) if !last.starts_with("prev") && !last.starts_with("start") => Some((1, path.len())),
            // `next` alone may be the cursor, or a URL.
            (true, true, false) if last == "next" => Some((2, path.len())),
            _ => None,
        }
    };
    let ranked = found.into_iter().filter_map(|path| rank(&path).map(|rank| (rank, path)));
    ranked.min().map(|(_, path)| path)
}

/// The id of the last item, where an answer says whether there are more.
fn last(types: &[TypeDef], answer: &Type, items: &[String]) -> Option<Step> {
    let whole = object(types, answer)?;
    let more = whole.fields.iter().find(|field| letters(&field.name) == "hasmore" && field.ty == Type::Boolean)?;
    let list = whole.fields.iter().find(|field| [field.name.as_str()] == items)?;
    let Type::Array(item) = plain(types, &list.ty) else { return None };
    let id = object(types, item)?.fields.iter().find(|field| field.name == "id")?;
    let is_text = id.required && *plain(types, &id.ty) == Type::String && !matches!(id.ty, Type::Nullable(_));
    is_text.then(|| Step::Last(vec![more.name.clone()], id.name.clone()))
}

/// The places in an answer that are text or integers.
fn texts(types: &[TypeDef], ty: &Type, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let Some(object) = object(types, ty).filter(|_| path.len() < MAX_DEPTH) else { return };
    for field in &object.fields {
        path.push(field.name.clone());
        match plain(types, &field.ty) {
            Type::String | Type::Integer(_) => found.push(path.clone()),
            Type::Ref(_) => texts(types, &field.ty, path, found),
            _ => {}
        }
        path.pop();
    }
}

/// Where in an answer the list is: the answer itself, its only list, or the one that is called as lists are.
fn list(types: &[TypeDef], ty: &Type, path: &[String]) -> Option<Vec<String>> {
    if matches!(plain(types, ty), Type::Array(_)) {
        return Some(path.to_vec());
    }
    let object = object(types, ty)?;
    let lists: Vec<&str> = object
        .fields
        .iter()
        .filter(|field| matches!(plain(types, &field.ty), Type::Array(_)))
        .map(|field| field.name.as_str())
        .collect();
    let chosen = match lists.as_slice() {
        [only] => *only,
        several => LISTS.iter().find_map(|name| several.iter().find(|list| letters(list) == *name))?,
    };
    Some(path.iter().cloned().chain([chosen.to_owned()]).collect())
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
