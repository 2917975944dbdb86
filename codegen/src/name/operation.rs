//! Operations' names: what an `operationId` says beyond method and path, within the group its tag makes.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, BodyContent, Location, Operation, Response, Status};
use crate::name::ident::{Ident, Pascal, Snake};
use crate::name::scope::Scope;

/// What a type of a module of operations may not be called, as these modules use the names for something else.
const RESERVED_TYPES: [&str; 43] = [
    "Advance",
    "BTreeMap",
    "Base64",
    "Base64Url",
    "Box",
    "Bytes",
    "Call",
    "Client",
    "Clone",
    "DateTime",
    "Debug",
    "Decimal",
    "Draft",
    "Err",
    "Events",
    "FixedOffset",
    "From",
    "Infallible",
    "Into",
    "Ipv4Addr",
    "Ipv6Addr",
    "Items",
    "JsonLines",
    "Map",
    "Method",
    "Multipart",
    "NaiveDate",
    "None",
    "Ok",
    "Option",
    "Pages",
    "PartialEq",
    "Result",
    "Self",
    "Serialize",
    "Some",
    "String",
    "Style",
    "Upload",
    "Uuid",
    "Value",
    "Vec",
    "AsRef",
];

/// What a group's feature may not be called, as the crate has other features and dependencies of these names.
const RESERVED_FEATURES: [&str; 28] = [
    "backon",
    "base64",
    "blocking",
    "bytes",
    "chrono",
    "default",
    "fastrand",
    "gzip",
    "http2",
    "http_body",
    "httpdate",
    "jiff",
    "multipart",
    "native_tls",
    "oauth2",
    "rate_limit",
    "regress",
    "reqwest",
    "rustls",
    "secrecy",
    "serde",
    "serde_json",
    "testing",
    "time",
    "tokio",
    "tracing",
    "url",
    "validate",
];

/// A group of operations: what a tag makes.
#[derive(Debug)]
pub struct Group {
    /// The tag, where there is one.
    pub tag: Option<String>,
    /// The type whose methods the operations are.
    pub ident: Pascal,
    /// The method of the client that gives it.
    pub accessor: Snake,
    /// The module it stands in, which is its file's name too.
    pub module: Snake,
    /// The feature of the crate that has it.
    pub feature: String,
    /// Its operations, by their place in the model, sorted by name.
    pub operations: Vec<usize>,
}

/// The names of an operation and of what is in it.
#[derive(Debug)]
pub struct OperationName {
    /// Of its method.
    pub method: Snake,
    /// The same as the name of a type.
    pub pascal: Pascal,
    /// Of the type that its optional parameters are set on.
    pub call: Pascal,
    /// Of the enum over its successes, and of its variants by status.
    pub success: Responses,
    /// Of the enum over its failures, and of its variants by status.
    pub failure: Responses,
    /// Of its parameters, in the order of the model.
    pub parameters: Vec<Snake>,
    /// Of its body.
    pub body: Snake,
    /// Of the headers of its successes.
    pub headers: HeaderNames,
    /// Of the enum over its body's media types.
    pub bodies: BodyNames,
}

/// The names of the headers of an operation's successes.
#[derive(Debug)]
pub struct HeaderNames {
    /// Of all together.
    pub ident: Pascal,
    /// Of each, in the order of the model.
    pub fields: Vec<Snake>,
}

/// The names of an enum over the media types of a body.
#[derive(Debug)]
pub struct BodyNames {
    /// Its own.
    pub ident: Pascal,
    /// Of its variants, in the order of the model.
    pub variants: Vec<Pascal>,
}

/// The names of an enum over answers.
#[derive(Debug)]
pub struct Responses {
    /// Its own.
    pub ident: Pascal,
    /// Of its variants, by status.
    pub variants: BTreeMap<Status, Pascal>,
}

/// Names the groups and the operations.
pub(super) fn names(api: &Api, diagnostics: &mut Diagnostics) -> (Vec<Group>, Vec<OperationName>) {
    duplicate_ids(api, diagnostics);
    let mut groups = groups(api);
    let mut names: Vec<Option<OperationName>> = api.operations.iter().map(|_| None).collect();
    for group in &mut groups {
        let mut methods = Scope::default();
        let mut types = Scope::new(RESERVED_TYPES.iter().chain(&[group.ident.as_str()]));
        // The shorter path has the better claim to a name; of methods on the same path, the reading one.
        group.operations.sort_by_key(|index| {
            let operation = &api.operations[*index];
            (operation.path.matches('/').count(), operation.path.clone(), operation.method)
        });
        for index in &group.operations {
            let operation = &api.operations[*index];
            let method = method(operation, group.tag.as_deref(), &mut methods);
            names[*index] = Some(operation_name(operation, method, &mut types));
        }
        let key = |index: &usize| names[*index].as_ref().map(|name| name.method.clone());
        group.operations.sort_by_key(key);
    }
    (groups, names.into_iter().flatten().collect())
}

fn duplicate_ids(api: &Api, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, &Operation> = HashMap::new();
    for operation in &api.operations {
        let Some(id) = operation.id.as_deref() else { continue };
        if let Some(first) = seen.get(id) {
            let message = format!("the `operationId` of {} is that of {} too", spell(operation), spell(first));
            diagnostics
                .warning(Code::DuplicateOperationId, &operation.pointer.join("operationId"), message)
                .help("an `operationId` has to be unique within the document");
        } else {
            seen.insert(id, operation);
        }
    }
}

fn spell(operation: &Operation) -> String {
    format!("`{} {}`", operation.method.as_str(), operation.path)
}

/// The groups, sorted by name: one for each tag that comes first on an operation. Operations without a tag belong
/// to the first word of their path that says something.
fn groups(api: &Api) -> Vec<Group> {
    let mut by_key: BTreeMap<(String, Option<String>), Vec<usize>> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let tag = operation.tags.first().filter(|tag| !tag.trim().is_empty());
        let name = tag.cloned().unwrap_or_else(|| first_word(&operation.path));
        by_key.entry((name, tag.cloned())).or_default().push(index);
    }
    let mut accessors = Scope::new(&["base_url", "builder", "clone", "new"]);
    let mut modules = Scope::new(&["mod"]);
    let mut features = Scope::new(&RESERVED_FEATURES);
    let mut groups: Vec<Group> = Vec::with_capacity(by_key.len());
    let mut same: HashMap<Pascal, usize> = HashMap::new();
    for ((name, tag), operations) in by_key {
        let wanted = Pascal::new(&name);
        // Tags that differ only in case or separators make one group, as do a tag and a path's word.
        if let Some(index) = same.get(&wanted) {
            groups[*index].operations.extend(operations);
            continue;
        }
        let ident = Scope::new(&RESERVED_TYPES).claim(&wanted, "Group");
        let accessor = accessors.claim(&Snake::new(&name), "api");
        let module = modules.claim(&Snake::file(&name), "api");
        let feature: Snake = features.claim(&Snake::file(&name), "operations");
        let feature = feature.as_str().replace('_', "-").trim_matches('-').to_owned();
        same.insert(wanted, groups.len());
        groups.push(Group { tag, ident, accessor, module, feature, operations });
    }
    groups.sort_by(|a, b| a.ident.cmp(&b.ident));
    groups
}

/// The first word of a path that is neither a parameter nor a version.
fn first_word(path: &str) -> String {
    let is_version = |word: &str| {
        word.strip_prefix('v').unwrap_or(word).chars().all(|rest| rest.is_ascii_digit() || matches!(rest, '.' | '-'))
    };
    let word = segments(path).find(|word| !word.contains('{') && !is_version(word) && *word != "api");
    word.unwrap_or("root").to_owned()
}

fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The name of an operation's method: from its id, or else from method and path.
fn method(operation: &Operation, tag: Option<&str>, scope: &mut Scope) -> Snake {
    let derived = derived(operation);
    let wanted = operation.id.as_deref().and_then(|id| from_id(id, operation, tag)).unwrap_or_else(|| derived.clone());
    if scope.take(&wanted) {
        return wanted;
    }
    if derived != wanted && scope.take(&derived) {
        return derived;
    }
    scope.claim(&wanted, &operation.method.as_str().to_ascii_lowercase())
}

/// What an id says beyond method and path; `None` where it says no more.
fn from_id(id: &str, operation: &Operation, tag: Option<&str>) -> Option<Snake> {
    let method = operation.method.as_str();
    let restates_path = id.contains('/')
        && id.get(..method.len()).is_some_and(|start| start.eq_ignore_ascii_case(method))
        && id[method.len()..].trim_start_matches(['-', '_', ' ', ':', '.']).starts_with('/');
    if restates_path {
        // `get-/a/{b}/c_name`: the path, of this version or another, and then perhaps a name.
        let (_, name) = id.rsplit('/').next()?.rsplit_once('_')?;
        let says = name.chars().any(char::is_alphanumeric);
        return says.then(|| Snake::new(name));
    }
    let name = without_path(id, operation).unwrap_or(id);
    Some(Snake::new(tag.and_then(|tag| without_tag(name, tag)).unwrap_or(name)))
}

/// `id` without method and path restated at either end: `post_crm_v3_lists_create` on `POST /crm/v3/lists`,
/// `read_item_items__item_id__get` on `GET /items/{item_id}`.
fn without_path<'i>(id: &'i str, operation: &Operation) -> Option<&'i str> {
    let letters =
        |text: &str| text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let path = letters(&operation.path);
    let method = letters(operation.method.as_str());
    if path.is_empty() {
        return None;
    }
    let ends: Vec<usize> = id.char_indices().map(|(at, _)| at).chain([id.len()]).collect();
    // A path of one or two words is what an ordinary id says too.
    let before = format!("{method}{path}");
    if segments(&operation.path).count() > 2
        && let Some(end) = ends.iter().find(|end| letters(&id[..**end]) == before)
    {
        let rest = &id[*end..];
        return (rest.starts_with(|next: char| !next.is_alphanumeric()) && !letters(rest).is_empty()).then_some(rest);
    }
    let after = format!("{path}{method}");
    let start = ends.iter().rev().find(|start| letters(&id[**start..]) == after)?;
    let rest = &id[..*start];
    (rest.ends_with(|last: char| !last.is_alphanumeric()) && !letters(rest).is_empty()).then_some(rest)
}

/// `id` without the tag before a separator: `pets/list` or `pets.list` under `pets`.
fn without_tag<'i>(id: &'i str, tag: &str) -> Option<&'i str> {
    let (before, after) = id.split_once(['/', '.', ':'])?;
    let same = Snake::new(before) == Snake::new(tag);
    (same && after.chars().any(char::is_alphanumeric)).then_some(after)
}

/// A name from method and path: `batch_create` for `POST /a/{b}/batch/create`, `get_labels` for `GET /a/{b}/labels`,
/// `get_label_by_id` for `GET /labels/{id}`.
fn derived(operation: &Operation) -> Snake {
    let verb = match operation.method.as_str() {
        "POST" => "create",
        "PUT" => "replace",
        "PATCH" => "update",
        other => other,
    };
    let is_parameter = |segment: &&str| segment.contains('{');
    let tail: Vec<&str> = segments(&operation.path).rev().take_while(|segment| !is_parameter(segment)).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    let all: Vec<&str> = segments(&operation.path).collect();
    match tail.as_slice() {
        [.., first, second] if tail.len() < all.len() && verb == "create" => Snake::new(&format!("{first} {second}")),
        [.., last] => Snake::new(&format!("{} {last}", verb.to_lowercase())),
        [] => {
            let named = segments(&operation.path).rev().find(|segment| !is_parameter(segment)).unwrap_or("");
            let parameter = all.last().map_or("", |last| last.trim_matches(['{', '}']));
            let by = if parameter.is_empty() { String::new() } else { format!(" by {parameter}") };
            Snake::new(&format!("{} {named}{by}", verb.to_lowercase()))
        }
    }
}

fn operation_name(operation: &Operation, method: Snake, types: &mut Scope) -> OperationName {
    let pascal = Pascal::new(method.as_str());
    let mut arguments = Scope::new(&["self", "reply"]);
    let mut setters =
        Scope::new(&["body", "draft", "into_call", "into_future", "send", "send_blocking", "timeout", "with"]);
    if operation.pagination.is_some() {
        for name in ["items", "pages"] {
            setters.take(&Snake::new(name));
        }
    }
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| {
            let wanted = Snake::new(&parameter.name);
            if parameter.required {
                arguments.claim(&wanted, suffix(parameter.location))
            } else {
                setters.claim(&wanted, suffix(parameter.location))
            }
        })
        .collect();
    OperationName {
        call: types.claim(&pascal, "Call"),
        success: responses(&pascal, "Response", operation.successes(), types),
        failure: responses(&pascal, "Error", operation.failures(), types),
        parameters,
        body: arguments.claim(&Snake::new("body"), "content"),
        bodies: bodies(&pascal, operation, types),
        headers: headers(&pascal, operation, types),
        pascal,
        method,
    }
}

fn suffix(location: Location) -> &'static str {
    match location {
        Location::Path => "in_path",
        Location::Query => "in_query",
        Location::Header => "in_header",
        Location::Cookie => "in_cookie",
    }
}

fn bodies(operation: &Pascal, model: &Operation, types: &mut Scope) -> BodyNames {
    let contents = model.body.iter().flat_map(|body| &body.contents);
    let mut scope = Scope::new(&["Self"]);
    let variants = contents.map(|content| scope.claim(&media_type(content), "Body")).collect();
    BodyNames { ident: types.claim(&operation.with("Body"), "Kind"), variants }
}

fn headers(operation: &Pascal, model: &Operation, types: &mut Scope) -> HeaderNames {
    let mut scope = Scope::default();
    let fields = model.headers().iter().map(|header| scope.claim(&Snake::new(&header.name), "header")).collect();
    HeaderNames { ident: types.claim(&operation.with("Headers"), "Kind"), fields }
}

/// What a media type is called: `MergePatch` for `application/merge-patch+json`.
fn media_type(content: &BodyContent) -> Pascal {
    let essence = content.media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    let name = match essence.as_str() {
        "application/x-www-form-urlencoded" => "form",
        "multipart/form-data" => "multipart",
        "application/octet-stream" => "bytes",
        "text/plain" => "text",
        _ => {
            let plain = subtype.trim_start_matches("x-").trim_start_matches("vnd.");
            plain.strip_suffix("+json").unwrap_or(plain)
        }
    };
    Pascal::new(name)
}

fn responses<'r>(
    operation: &Pascal,
    kind: &str,
    all: impl Iterator<Item = &'r Response>,
    types: &mut Scope,
) -> Responses {
    let mut scope = Scope::new(&["Self"]);
    let variants = all.map(|response| {
        let wanted = Pascal::new(&status(response.status));
        (response.status, scope.claim(&wanted, "Answer"))
    });
    let variants = variants.collect();
    Responses { ident: types.claim(&operation.with(kind), "Kind"), variants }
}

/// What a status is called.
///
/// Source: RFC 9110, section 15, and the IANA registry of HTTP status codes.
fn status(status: Status) -> String {
    let text = match status {
        Status::Default => "default",
        Status::Range(1) => "informational",
        Status::Range(2) => "success",
        Status::Range(3) => "redirection",
        Status::Range(4) => "client error",
        Status::Range(5) => "server error",
        Status::Range(other) => return format!("status {other}xx"),
        Status::Code(200) => "ok",
        Status::Code(201) => "created",
        Status::Code(202) => "accepted",
        Status::Code(203) => "non authoritative information",
        Status::Code(204) => "no content",
        Status::Code(205) => "reset content",
        Status::Code(206) => "partial content",
        Status::Code(207) => "multi status",
        Status::Code(300) => "multiple choices",
        Status::Code(301) => "moved permanently",
        Status::Code(302) => "found",
        Status::Code(303) => "see other",
        Status::Code(304) => "not modified",
        Status::Code(307) => "temporary redirect",
        Status::Code(308) => "permanent redirect",
        Status::Code(400) => "bad request",
        Status::Code(401) => "unauthorized",
        Status::Code(402) => "payment required",
        Status::Code(403) => "forbidden",
        Status::Code(404) => "not found",
        Status::Code(405) => "method not allowed",
        Status::Code(406) => "not acceptable",
        Status::Code(408) => "request timeout",
        Status::Code(409) => "conflict",
        Status::Code(410) => "gone",
        Status::Code(411) => "length required",
        Status::Code(412) => "precondition failed",
        Status::Code(413) => "content too large",
        Status::Code(415) => "unsupported media type",
        Status::Code(416) => "range not satisfiable",
        Status::Code(422) => "unprocessable content",
        Status::Code(423) => "locked",
        Status::Code(424) => "failed dependency",
        Status::Code(428) => "precondition required",
        Status::Code(429) => "too many requests",
        Status::Code(431) => "request header fields too large",
        Status::Code(451) => "unavailable for legal reasons",
        Status::Code(500) => "internal server error",
        Status::Code(501) => "not implemented",
        Status::Code(502) => "bad gateway",
        Status::Code(503) => "service unavailable",
        Status::Code(504) => "gateway timeout",
        Status::Code(507) => "insufficient storage",
        Status::Code(other) => return format!("status {other}"),
    };
    text.to_owned()
}
