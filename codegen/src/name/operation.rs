//! The names of operations and their parts, within the group of their tag.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oasmith_runtime::media_type::MediaType;

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Operation, Response, Status};
use crate::name::configured::ConfiguredName;
use crate::name::group::Group;
use crate::name::ident::{Ident, Pascal, Snake};
use crate::name::method::{method, previous_method};
use crate::name::mock::{MockNames, mock};
use crate::name::parameters::{Known, parameters};
use crate::name::previous::PreviousNames;
use crate::name::scope::Scope;
use crate::name::status::status;

/// The names that types in a module of operations must not have, because the module uses them otherwise.
pub(super) const RESERVED_TYPES: [&str; 48] = [
    "Advance",
    "ApiClient",
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
    "Extent",
    "FixedOffset",
    "From",
    "HashMap",
    "IndexMap",
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
    "RequestBuilder",
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

/// The names of an operation and its parts.
#[derive(Debug)]
pub struct OperationName {
    /// The index of its group.
    pub group: usize,
    /// The name of its method.
    pub method: Snake,
    /// The same in `UpperCamelCase`.
    pub pascal: Pascal,
    /// The name of its call type, which has the setters of optional parameters.
    pub call: Pascal,
    /// The names of the enum over its success responses.
    pub success: Responses,
    /// The names of the enum over its error responses.
    pub failure: Responses,
    /// The responses whose types its method keeps.
    pub earlier: EarlierResponses,
    /// The names of its parameters, in the order of the model.
    pub parameters: Vec<Snake>,
    /// The name of its body argument.
    pub body: Snake,
    /// The names of its response headers.
    pub headers: HeaderNames,
    /// The names of the enum over its body's media types.
    pub bodies: BodyNames,
    /// The names of its mock.
    pub mock: MockNames,
}

/// The responses whose one type a method returns, because the existing crate has no others: those that the document has gained
/// have another type. Without such responses, `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EarlierResponses {
    /// Success responses, by status and index among the bodies of the status.
    pub success: Option<BTreeSet<(Status, usize)>>,
    /// Error responses, likewise.
    pub failure: Option<BTreeSet<(Status, usize)>>,
}

impl EarlierResponses {
    /// Returns the success responses, or the error responses.
    pub fn of(&self, is_success: bool) -> Option<&BTreeSet<(Status, usize)>> {
        if is_success { self.success.as_ref() } else { self.failure.as_ref() }
    }
}

/// The names of an operation's response headers.
#[derive(Debug)]
pub struct HeaderNames {
    /// The name of the struct.
    pub ident: Pascal,
    /// The names of its fields, in the order of the model.
    pub fields: Vec<Snake>,
}

/// The names of an enum over the media types of a body.
#[derive(Debug)]
pub struct BodyNames {
    /// The name of the enum.
    pub ident: Pascal,
    /// The names of its variants, in the order of the model.
    pub variants: Vec<Pascal>,
}

/// The names of an enum over responses.
#[derive(Debug)]
pub struct Responses {
    /// The name of the enum.
    pub ident: Pascal,
    /// The names of its variants, by status and index among the bodies of the status.
    pub variants: BTreeMap<(Status, usize), Pascal>,
}

/// Returns the groups, with their operations sorted by name, and the names of the operations.
pub(super) fn names(
    api: &Api,
    mut groups: Vec<Group>,
    configured: &BTreeMap<usize, ConfiguredName>,
    previous: &PreviousNames,
    diagnostics: &mut Diagnostics,
) -> (Vec<Group>, Vec<OperationName>) {
    duplicate_ids(api, diagnostics);
    let mut names: Vec<Option<OperationName>> = api.operations.iter().map(|_| None).collect();
    for (place, group) in groups.iter_mut().enumerate() {
        let mut methods = Scope::of_types_too();
        let mut types = Scope::new(RESERVED_TYPES.iter().chain(&[group.ident.as_str()]));
        let mut mocks = Scope::new(RESERVED_TYPES.iter().chain(&[group.ident.as_str(), "ApiMock", "Mock"]));
        // Shorter paths claim names first, and `GET` before the other methods of a path.
        group.operations.sort_by_cached_key(|index| {
            let operation = &api.operations[*index];
            let is_configured = configured.contains_key(index);
            (!is_configured, operation.path.matches('/').count(), operation.path.clone(), operation.method.clone())
        });
        let mut named = BTreeMap::new();
        for index in &group.operations {
            let operation = &api.operations[*index];
            let name = match configured.get(index) {
                Some(name) => Some(methods.claim(&Snake::new(&name.method), "call")),
                None => previous_method(operation, &mut methods, previous.method(operation)),
            };
            named.extend(name.map(|name| (*index, name)));
        }
        for index in &group.operations {
            let operation = &api.operations[*index];
            let method = named.remove(index).unwrap_or_else(|| method(operation, &mut methods));
            let owner = format!("{}.{}", group.accessor.as_str(), method.as_str());
            let known = Known { previous, owner: &owner };
            names[*index] = Some(operation_name(operation, (place, method), Some(known), &mut types, &mut mocks));
        }
        let key = |index: &usize| names[*index].as_ref().map(|name| name.method.clone());
        group.operations.sort_by_cached_key(key);
    }
    let names: Vec<OperationName> = names.into_iter().flatten().collect();
    for group in &groups {
        for index in group.operations.iter().filter(|index| !configured.contains_key(index)) {
            missing_id(&api.operations[*index], group, &names[*index], diagnostics);
        }
    }
    (groups, names)
}

fn missing_id(operation: &Operation, group: &Group, name: &OperationName, diagnostics: &mut Diagnostics) {
    if operation.id.is_none() {
        let call = format!("{}.{}", group.accessor.as_str(), name.method.as_str());
        let message =
            format!("{} has no `operationId`; oasmith names it `{call}` after its method and path", spell(operation));
        diagnostics.warning(Code::MissingOperationId, &operation.pointer, message).help(
            "add an `operationId`, or a name in the setting `operations`; both keep the name if the path changes",
        );
    }
}

fn duplicate_ids(api: &Api, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, &Operation> = HashMap::new();
    for operation in &api.operations {
        let Some(id) = operation.id.as_deref() else { continue };
        if let Some(first) = seen.get(id) {
            let message = format!(
                "{} has the same `operationId` as {}; oasmith makes the names distinct",
                spell(operation),
                spell(first)
            );
            diagnostics
                .warning(Code::DuplicateOperationId, &operation.pointer.join("operationId"), message)
                .help("make the `operationId` unique within the document");
        } else {
            seen.insert(id, operation);
        }
    }
}

fn spell(operation: &Operation) -> String {
    format!("`{} {}`", operation.method.as_str(), operation.path)
}

/// The methods that every call has, or may have in a later version of the document.
const METHODS: [&str; 18] = [
    "any_response",
    "body",
    "builder",
    "header",
    "into_call",
    "into_future",
    "items",
    "pages",
    "query_param",
    "retry",
    "send",
    "send_as",
    "send_blocking",
    "send_events",
    "send_lines",
    "send_raw",
    "send_stream",
    "timeout",
];

pub(super) fn operation_name(
    operation: &Operation,
    (group, method): (usize, Snake),
    known: Option<Known<'_>>,
    types: &mut Scope,
    mocks: &mut Scope,
) -> OperationName {
    let pascal = Pascal::new(method.as_str());
    let mut arguments = Scope::new(&["self", "response"]);
    let parameters = parameters(operation, known, &mut arguments, &mut Scope::new(&METHODS));
    let bodies = bodies(&pascal, operation, types);
    OperationName {
        group,
        mock: mock(operation, &pascal, (&parameters, &bodies), known, mocks),
        call: types.claim(&call(&pascal), "Call"),
        success: responses(&pascal, "Response", operation.successes(), types),
        failure: responses(&pascal, "Error", operation.failures(), types),
        earlier: EarlierResponses::default(),
        parameters,
        body: arguments.claim(&Snake::new("body"), "content"),
        bodies,
        headers: headers(&pascal, operation, types),
        pascal,
        method,
    }
}

/// Returns the name of an operation's call type: that of the method, unless it could be the name of another operation's
/// type.
fn call(operation: &Pascal) -> Pascal {
    let is_of_another = KINDS.iter().any(|kind| operation.as_str().ends_with(kind));
    if is_of_another { operation.with("Call") } else { operation.clone() }
}

/// The suffixes of an operation's types.
const KINDS: [&str; 6] = ["Body", "Call", "Error", "Headers", "Kind", "Response"];

fn bodies(operation: &Pascal, model: &Operation, types: &mut Scope) -> BodyNames {
    let contents = model.body.iter().flat_map(|body| &body.contents);
    let mut scope = Scope::new(&["Self"]);
    let variants = contents.map(|content| claim_media_type(&mut scope, &content.media_type, "Body")).collect();
    BodyNames { ident: types.claim(&operation.with("Body"), "Kind"), variants }
}

fn headers(operation: &Pascal, model: &Operation, types: &mut Scope) -> HeaderNames {
    let mut scope = Scope::default();
    let fields = model.headers().iter().map(|header| scope.claim(&Snake::new(&header.name), "header")).collect();
    HeaderNames { ident: types.claim(&operation.with("Headers"), "Kind"), fields }
}

/// Returns the name of a media type: `MergePatch` for `application/merge-patch+json`, `Image` for `image/*`.
pub(super) fn media_type(text: &str) -> Pascal {
    let Some(media_type) = MediaType::parse(text) else { return Pascal::new("bytes") };
    let name = match (media_type.essence(), media_type.subtype()) {
        ("application/x-www-form-urlencoded", _) => "form",
        ("multipart/form-data", _) => "multipart",
        ("application/octet-stream", _) => "bytes",
        ("text/plain", _) => "text",
        ("*/*", _) => "any",
        (_, "*") => media_type.kind(),
        (_, subtype) => {
            let plain = subtype.trim_start_matches("x-").trim_start_matches("vnd.");
            plain.strip_suffix("+json").unwrap_or(plain)
        }
    };
    Pascal::new(name)
}

/// Claims a name for a media type in `scope`: with its type, or with all of its parameters, if the short name is taken.
fn claim_media_type(scope: &mut Scope, text: &str, suffix: &str) -> Pascal {
    let kind = MediaType::parse(text).map(|it| it.kind().to_owned()).unwrap_or_default();
    let short = media_type(text);
    let long = Pascal::new(&kind).with(short.as_str());
    let whole = Pascal::new(&text.replace(['/', ';', '='], " "));
    let free = [short.clone(), long, whole].into_iter().find(|name| scope.take(name));
    free.unwrap_or_else(|| scope.claim(&short, suffix))
}

fn responses<'r>(
    operation: &Pascal,
    kind: &str,
    all: impl Iterator<Item = &'r Response>,
    types: &mut Scope,
) -> Responses {
    let mut scope = Scope::new(&["Self"]);
    let variants = all.map(|response| {
        let status = Pascal::new(&status(response.status));
        let key = response.keys.first().filter(|_| response.index > 0);
        let name = match key.map(|key| status.with(media_type(key).as_str())) {
            Some(name) => name,
            None => status,
        };
        ((response.status, response.index), scope.claim(&name, "Answer"))
    });
    let variants = variants.collect();
    Responses { ident: types.claim(&operation.with(kind), "Kind"), variants }
}
