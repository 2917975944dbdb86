//! Pagination, found by the names of parameters and of response properties.
//!
//! OpenAPI has no keywords for pagination. The analysis looks for names that APIs use by convention: a cursor in the response
//! for the next request, a page number, an offset, or the header `Link` (RFC 8288).

use crate::analyze::operations::{Pages, extent};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::alias::behind;
use crate::ir::{
    Content, Extent, Location, Method, Object, Operation, Pagination, Parameter, Shape, Step, Type, TypeDef, TypeId,
};
use crate::location::Pointer;

/// Names of cursor parameters.
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
/// Names of parameters for the id of the previous page's last item.
const LASTS: [&str; 2] = ["after", "startingafter"];
const NUMBERS: [&str; 3] = ["page", "pagenumber", "pageno"];
const OFFSETS: [&str; 4] = ["offset", "pageoffset", "skip", "startindex"];

/// Names of the list of items, if a response has several lists.
const LISTS: [&str; 9] = ["items", "results", "data", "values", "entries", "records", "list", "elements", "resources"];

/// The maximum depth of a cursor or a list in a response.
const MAX_DEPTH: usize = 3;

/// Returns whether a property of a page's type may be the list of items.
pub(super) type MayBeItems<'m> = &'m dyn Fn(TypeId, &str) -> bool;

/// Sets the pagination of operations that follow a convention.
pub(super) fn find(types: &[TypeDef], operations: &mut [Operation]) {
    for operation in operations {
        operation.pagination = pagination(types, operation, &|_, _| true);
    }
}

/// Returns the pagination of an operation by the setting `pages`, if that fits, or else by convention.
pub(super) fn of(
    types: &[TypeDef],
    operation: &Operation,
    pages: &Pages,
    may_be: MayBeItems<'_>,
) -> Option<Pagination> {
    let settings = pages.iter().filter(|(key, _)| operation.is_meant_by(key));
    let fitting =
        settings.map(|(_, it)| it.as_ref().map(|it| first_that_fits(types, operation, it, may_be)).transpose());
    fitting.flatten().next_back().unwrap_or_else(|| pagination(types, operation, may_be))
}

/// Applies the setting `pages` to operations that it fits.
pub(super) fn set(types: &[TypeDef], operations: &mut [Operation], pages: &Pages, diagnostics: &mut Diagnostics) {
    for (key, pagination) in pages {
        let Some(operation) = operations.iter_mut().find(|operation| operation.is_meant_by(key)) else {
            let message = format!("the setting `pages` names `{key}`, which is not an operation of the document");
            diagnostics
                .warning(Code::UnknownOperation, &Pointer::root(), message)
                .about_setting(["pages", key])
                .help("name it by its `operationId`, or by method and path: `GET /pets/{petId}`");
            continue;
        };
        let checked = pagination.as_ref().map(|it| first_that_fits(types, operation, it, &|_, _| true)).transpose();
        match checked {
            Ok(pagination) => operation.pagination = pagination,
            Err(problem) => {
                let message = format!("the setting `pages` does not fit `{key}`: {problem}; oasmith ignores it");
                let pointer = operation.pointer.clone();
                diagnostics
                    .warning(Code::UnknownPages, &pointer, message)
                    .about_setting(["pages", key])
                    .help("correct the setting `pages`");
            }
        }
    }
}

/// Checks a pagination from the settings against the operation's success responses, and returns it as it fits the first of them,
/// or the problem of the first.
fn first_that_fits(
    types: &[TypeDef],
    operation: &Operation,
    pagination: &Pagination,
    may_be: MayBeItems<'_>,
) -> Result<Pagination, String> {
    let mut all = bodies(operation).map(|body| checked(types, (operation, body), pagination.clone(), may_be));
    let first = all.next().unwrap_or_else(|| Err("a success response must be JSON".to_owned()));
    first.or_else(|problem| all.find_map(Result::ok).ok_or(problem))
}

/// Checks a pagination from the settings against the operation's parameters and the body of a response.
fn checked(
    types: &[TypeDef],
    (operation, response): (&Operation, &Type),
    mut pagination: Pagination,
    may_be: MayBeItems<'_>,
) -> Result<Pagination, String> {
    let name = &pagination.parameter;
    let is_it = |it: &&Parameter| it.location == Location::Query && it.name == *name;
    let parameter = operation.parameters.iter().find(is_it);
    let parameter = parameter.ok_or_else(|| format!("it has no query parameter `{name}`"))?;
    if parameter.required {
        return Err(format!("`{name}` is required, and the request for the first page omits it"));
    }
    let items = pagination.items.take().or_else(|| list(types, response, operation, may_be));
    let item = match &items {
        Some(path) => Some(match plain(types, at(types, response, path)?) {
            Type::Array(item) => item,
            _ => return Err(format!("`{}` is not an array", path.join("/"))),
        }),
        None => None,
    };
    let is_text = |ty: &Type| matches!(plain(types, ty), Type::String | Type::Integer(_) | Type::Decimal);
    match &pagination.step {
        Step::Cursor(path) if is_text(at(types, response, path)?) => {}
        Step::Cursor(path) => return Err(format!("`{}` is neither a string nor an integer", path.join("/"))),
        Step::Last(more, id) => {
            if *plain(types, at(types, response, more)?) != Type::Boolean {
                return Err(format!("`{}` is not a boolean", more.join("/")));
            }
            let item = item.ok_or("its response does not have exactly one array; set `items`")?;
            if !is_text(at(types, item, std::slice::from_ref(id))?) {
                return Err(format!("`{id}` of an item is neither a string nor an integer"));
            }
        }
        Step::Number(_) | Step::Offset if item.is_none() => {
            return Err("its response does not have exactly one array; set `items`".to_owned());
        }
        Step::Number(_) | Step::Offset => {}
    }
    pagination.items = items;
    if matches!(pagination.step, Step::Number(_) | Step::Offset) {
        pagination.extent = extent::extent(types, response);
        pagination.size = extent::size(types, operation);
    }
    Ok(pagination)
}

/// Returns the type at a path in a response.
fn at<'t>(types: &'t [TypeDef], response: &'t Type, path: &[String]) -> Result<&'t Type, String> {
    let mut ty = response;
    for name in path {
        let field = object(types, plain(types, ty)).and_then(|it| it.fields.iter().find(|field| field.name == *name));
        ty = &field.ok_or_else(|| format!("there is no `{name}` in `{}` of its response", path.join("/")))?.ty;
    }
    Ok(ty)
}

fn pagination(types: &[TypeDef], operation: &Operation, may_be: MayBeItems<'_>) -> Option<Pagination> {
    if operation.method != Method::Get {
        return None;
    }
    bodies(operation).find_map(|body| pagination_of(types, operation, body, may_be))
}

fn pagination_of(
    types: &[TypeDef],
    operation: &Operation,
    response: &Type,
    may_be: MayBeItems<'_>,
) -> Option<Pagination> {
    let items = list(types, response, operation, may_be);
    let optional = |parameter: &&Parameter| parameter.location == Location::Query && !parameter.required;
    let parameters: Vec<&Parameter> = operation.parameters.iter().filter(optional).collect();
    let named = |names: &[&str], is_fine: fn(&Type) -> bool| {
        let found = |parameter: &&&Parameter| {
            names.contains(&letters(&parameter.name).as_str()) && is_fine(plain(types, &parameter.ty))
        };
        parameters.iter().find(found).copied()
    };
    if let Some(parameter) = named(&CURSORS, |ty| matches!(ty, Type::String | Type::Integer(_) | Type::Decimal))
        && let Some(next) = cursor(types, response, parameter)
    {
        return Some(Pagination {
            parameter: parameter.name.clone(),
            step: Step::Cursor(next),
            items,
            has_kept_items: false,
            extent: Extent::default(),
            size: None,
        });
    }
    let items = items?;
    if let Some(parameter) = named(&LASTS, |ty| *ty == Type::String)
        && let Some(step) = last(types, response, &items)
    {
        return Some(Pagination {
            parameter: parameter.name.clone(),
            step,
            items: Some(items),
            has_kept_items: false,
            extent: Extent::default(),
            size: None,
        });
    }
    let is_integer = |ty: &Type| matches!(ty, Type::Integer(_) | Type::Decimal);
    if let Some(parameter) = named(&NUMBERS, is_integer) {
        let first = parameter.docs.default.as_deref().and_then(|text| text.parse().ok()).unwrap_or(1);
        return Some(counted(types, (operation, response), parameter, Step::Number(first), items));
    }
    let parameter = named(&OFFSETS, is_integer)?;
    Some(counted(types, (operation, response), parameter, Step::Offset, items))
}

/// Returns pagination by page number or offset.
fn counted(
    types: &[TypeDef],
    (operation, response): (&Operation, &Type),
    by: &Parameter,
    step: Step,
    items: Vec<String>,
) -> Pagination {
    let extent = extent::extent(types, response);
    let size = extent::size(types, operation);
    Pagination { parameter: by.name.clone(), step, items: Some(items), has_kept_items: false, extent, size }
}

/// Returns the JSON bodies of the operation's success responses. The call has methods for pages if it returns one of them alone.
fn bodies(operation: &Operation) -> impl Iterator<Item = &Type> {
    operation.successes().filter_map(|response| match &response.content {
        Content::Json(ty) => Some(ty),
        _ => None,
    })
}

/// Returns the type without aliases and null.
pub(super) fn plain<'t>(types: &'t [TypeDef], ty: &'t Type) -> &'t Type {
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

pub(super) fn object<'t>(types: &'t [TypeDef], ty: &Type) -> Option<&'t Object> {
    let ty = if let Type::Nullable(inner) = ty { inner } else { ty };
    match &types[behind(types, ty)?.index()].shape {
        Shape::Object(object) => Some(object),
        _ => None,
    }
}

/// Returns the path of the next page's cursor in a response.
fn cursor(types: &[TypeDef], response: &Type, parameter: &Parameter) -> Option<Vec<String>> {
    let mut found = Vec::new();
    texts(types, response, &mut Vec::new(), &mut found);
    let expected = letters(&parameter.name);
    let rank = |path: &Vec<String>| {
        let names: Vec<String> = path.iter().map(|name| letters(name)).collect();
        let last = names.last().map(String::as_str).unwrap_or_default();
        let around = &names[..names.len() - 1];
        let has_next = names.iter().any(|name| name.starts_with("next"));
        let in_paging =
            around.iter().any(|name| ["paging", "pagination", "pageinfo", "page", "cursors"].contains(&name.as_str()));
        let is_cursor =
            last == expected || last.ends_with("cursor") || last.ends_with("token") || last.ends_with("marker");
        match (has_next, in_paging, is_cursor) {
            (true, _, true) => Some((0, path.len())),
            (false, true, true) if !last.starts_with("prev") && !last.starts_with("start") => Some((1, path.len())),
            // A plain `next` may be the cursor or a URL.
            (true, true, false) if last == "next" => Some((2, path.len())),
            _ => None,
        }
    };
    let ranked = found.into_iter().filter_map(|path| rank(&path).map(|rank| (rank, path)));
    ranked.min().map(|(_, path)| path)
}

/// Returns the step by the last item's id, if a response has `has_more`.
fn last(types: &[TypeDef], response: &Type, items: &[String]) -> Option<Step> {
    let whole = object(types, response)?;
    let more = whole.fields.iter().find(|field| letters(&field.name) == "hasmore" && field.ty == Type::Boolean)?;
    let list = whole.fields.iter().find(|field| [field.name.as_str()] == items)?;
    let Type::Array(item) = plain(types, &list.ty) else { return None };
    let id = object(types, item)?.fields.iter().find(|field| field.name == "id")?;
    let is_text = id.required && *plain(types, &id.ty) == Type::String && !matches!(id.ty, Type::Nullable(_));
    is_text.then(|| Step::Last(vec![more.name.clone()], id.name.clone()))
}

/// Collects the paths of strings and integers in a response.
fn texts(types: &[TypeDef], ty: &Type, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let Some(object) = object(types, ty).filter(|_| path.len() < MAX_DEPTH) else { return };
    for field in &object.fields {
        path.push(field.name.clone());
        match plain(types, &field.ty) {
            Type::String | Type::Integer(_) | Type::Decimal => found.push(path.clone()),
            Type::Ref(_) => texts(types, &field.ty, path, found),
            _ => {}
        }
        path.pop();
    }
}

/// Returns the path of the items in a response: the response itself, its only list, the list with a usual name, or the list with
/// the name of the resource, as `pets` of `/shops/{id}/pets`.
fn list(types: &[TypeDef], ty: &Type, operation: &Operation, may_be: MayBeItems<'_>) -> Option<Vec<String>> {
    if matches!(plain(types, ty), Type::Array(_)) {
        return Some(Vec::new());
    }
    let object = object(types, ty)?;
    let id = behind(types, if let Type::Nullable(inner) = ty { inner } else { ty })?;
    let lists = object.fields.iter().filter(|field| matches!(plain(types, &field.ty), Type::Array(_)));
    let lists: Vec<&str> = lists.map(|field| field.name.as_str()).filter(|name| may_be(id, name)).collect();
    let chosen = match lists.as_slice() {
        [only] => *only,
        several => {
            let usual = LISTS.iter().find_map(|name| several.iter().find(|list| letters(list) == *name));
            let resource = letters(operation.path.rsplit('/').find(|it| !it.contains('{')).unwrap_or_default());
            let is_resource = |list: &&&str| letters(list).len() > 2 && resource.ends_with(&letters(list));
            usual.or_else(|| several.iter().filter(is_resource).max_by_key(|list| list.len()))?
        }
    };
    Some(vec![chosen.to_owned()])
}

pub(super) fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::complete;
    use crate::dialect;
    use crate::lower::{Choices, lower};
    use crate::source::{Access, Document};

    const PAGED: &str = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /table:
    get:
      operationId: rows
      parameters:
        - {name: from, in: query, schema: {type: string}}
        - {name: must, in: query, required: true, schema: {type: string}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties:
                  rows: {type: array, items: {type: object, properties: {id: {type: integer}, of: {type: object}}}}
                  others: {type: array, items: {type: string}}
                  next: {type: string}
                  more: {type: boolean}
";

    fn messages(parameter: &str, step: Step, items: Option<&str>) -> Vec<String> {
        let mut diagnostics = Diagnostics::default();
        let document = Document::parse("t.yaml".as_ref(), PAGED.into(), &mut diagnostics);
        let bundled = dialect::bundle(document, &Access::default(), &|_, _| None, &mut diagnostics);
        let (_, spec) = dialect::normalize(bundled, &dialect::Filter::default(), &mut diagnostics);
        let spec = spec.unwrap();
        let items = items.map(|name| vec![name.to_owned()]);
        let pagination = Pagination {
            parameter: parameter.to_owned(),
            step,
            items,
            has_kept_items: false,
            extent: Extent::default(),
            size: None,
        };
        let lowered = lower(&spec, &Choices::default(), &mut diagnostics);
        complete(lowered, &[("rows".to_owned(), Some(pagination))].into(), &mut diagnostics);
        diagnostics.sorted().iter().map(|it| it.message.clone()).collect()
    }

    #[test]
    fn settings_must_fit_the_operation() {
        let at = |name: &str| vec![name.to_owned()];
        let last = |more: &str, id: &str| Step::Last(at(more), id.to_owned());
        assert_eq!(messages("from", Step::Cursor(at("next")), None), [""; 0]);
        assert_eq!(messages("from", last("more", "id"), Some("rows")), [""; 0]);
        let rows = [
            (messages("to", Step::Offset, None), "no query parameter `to`"),
            (messages("must", Step::Offset, None), "`must` is required"),
            (messages("from", Step::Offset, None), "set `items`"),
            (messages("from", Step::Offset, Some("next")), "`next` is not an array"),
            (messages("from", Step::Offset, Some("none")), "there is no `none` in `none`"),
            (messages("from", Step::Cursor(at("more")), None), "`more` is neither a string"),
            (messages("from", last("next", "id"), Some("rows")), "`next` is not a boolean"),
            (messages("from", last("more", "of"), Some("rows")), "`of` of an item is neither"),
            (messages("from", last("more", "id"), None), "set `items`"),
        ];
        for (messages, problem) in rows {
            assert!(messages.len() == 1 && messages[0].contains(problem), "{messages:?}");
        }
    }
}
