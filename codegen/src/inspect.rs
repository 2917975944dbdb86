//! The output of `oasmith inspect --json`.
//!
//! The format is stable: fields are added, never renamed or removed, as long as [`Inspection::format`] stays 1.
//! `docs/inspect.md` documents it.

use serde::Serialize;

use crate::Counts;
use crate::diagnostic::{Placed, Severity};
use crate::ir::{Content, Response};
use crate::location::Pointer;
use crate::name::Ident as _;
use crate::source::Document;
use crate::surface::{Context, MethodItem, Surface, TypeItem, TypeKind, ValueType};

/// The version of the format of [`Inspection`].
pub(crate) const FORMAT: u32 = 1;

/// The operations, types and diagnostics of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// The version of this format.
    pub format: u32,
    /// The name of the document.
    pub document: String,
    /// The API; `None` if the document has errors.
    pub api: Option<Api>,
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

/// An API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Api {
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The name of the crate.
    #[serde(rename = "crate")]
    pub package: String,
    /// The numbers of operations and types.
    pub counts: Counts,
    /// Its operations, by path and method.
    pub operations: Vec<OperationEntry>,
    /// Its named types, by name.
    pub schemas: Vec<SchemaEntry>,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OperationEntry {
    /// Its `operationId`.
    pub id: Option<String>,
    /// Its method, such as `GET`.
    pub method: String,
    /// Its path, such as `/pets/{petId}`.
    pub path: String,
    /// Its location, as a JSON Pointer.
    pub pointer: String,
    /// The file of the location; absent for the main file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its method in Rust, such as `Client::pets().get`.
    pub rust: String,
    /// The success responses.
    pub successes: Vec<ResponseEntry>,
    /// The error responses.
    pub failures: Vec<ResponseEntry>,
}

/// A documented response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResponseEntry {
    /// The status code: `200`, `2XX` or `default`.
    pub status: String,
    /// The media type of its body, if it has one.
    pub media_type: Option<String>,
    /// The type of its body, such as `Vec<Pet>`; `()` without a body.
    #[serde(rename = "type")]
    pub ty: String,
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SchemaEntry {
    /// Its location, as a JSON Pointer.
    pub pointer: String,
    /// The file of the location; absent for the main file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its pointer in the normalized document.
    #[serde(skip)]
    pub place: Pointer,
    /// Its path in the crate, such as `types::Pet`.
    pub rust: String,
    /// Its kind: `struct`, `string-enum`, `integer-enum`, `value-enum`, `union`, `tuple`, `newtype` or `alias`.
    pub kind: &'static str,
    /// The aliased type of an `alias` or a `newtype`.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    /// The path of the type that several documents of the crate have in common, such as `types::Pet`; absent for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub common: Option<String>,
    /// Another document of the crate with a type of this name that is not the same type; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differs: Option<Difference>,
}

/// The difference between two types of one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The module of the other document, such as `crm::contacts`.
    pub module: String,
    /// The first difference.
    pub difference: String,
}

/// A diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// The code.
    pub code: &'static str,
    /// Its location, as a JSON Pointer.
    pub pointer: String,
    /// The file of the location.
    pub file: String,
    /// The line of the location, from 1.
    pub line: usize,
    /// The column of the location in characters, from 1.
    pub column: usize,
    /// The problem, and how oasmith dealt with it.
    pub message: String,
    /// Advice on how to mend it.
    pub help: Option<String>,
}

impl Inspection {
    /// Creates the output for a document.
    pub fn new(document: String, api: Option<Api>, diagnostics: &[Placed<'_>]) -> Self {
        Self { format: FORMAT, document, api, diagnostics: diagnostics.iter().map(diagnostic).collect() }
    }
}

/// Returns the output for a diagnostic with its location.
pub fn diagnostic(placed: &Placed<'_>) -> Diagnostic {
    let it = placed.diagnostic;
    Diagnostic {
        severity: match it.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: it.code.as_str(),
        pointer: placed.place.pointer.to_string(),
        file: placed.place.file.name.clone(),
        line: placed.place.span.line,
        column: placed.place.span.column,
        message: it.message.clone(),
        help: it.help.clone(),
    }
}

/// Returns the output for an API.
pub(crate) fn api(context: Context<'_>, document: &Document, counts: Counts) -> Api {
    let surface = Surface::new(context);
    let mut operations: Vec<&MethodItem<'_>> = surface.groups.iter().flat_map(|group| &group.methods).collect();
    operations.sort_by_key(|item| item.index);
    Api {
        title: context.api.title.clone(),
        version: context.api.version.clone(),
        package: context.config.name.clone(),
        counts,
        operations: operations.into_iter().map(|item| operation(context, document, item)).collect(),
        schemas: surface.types.iter().map(|item| schema(context, document, item)).collect(),
    }
}

fn operation(context: Context<'_>, document: &Document, item: &MethodItem<'_>) -> OperationEntry {
    let operation = &context.api.operations[item.index];
    let entry = |response: &&Response| ResponseEntry {
        status: response.status.to_string(),
        media_type: (response.content != Content::Empty).then(|| response.media_type.clone()).flatten(),
        ty: context.spell_content(&response.content),
    };
    let (file, pointer) = document.written(&operation.pointer);
    let [success, failure] = item.method.all();
    OperationEntry {
        id: operation.id.clone(),
        method: operation.method.as_str().to_owned(),
        path: operation.path.clone(),
        pointer: pointer.to_string(),
        file: file.map(|file| file.name.clone()),
        rust: {
            let modules: String =
                context.names.place.module.iter().map(|name| format!("{}().", name.as_str())).collect();
            let (group, method) = (item.method.group.accessor.as_str(), item.method.name.method.as_str());
            format!("Client::{modules}{group}().{method}")
        },
        successes: success.responses.iter().map(entry).collect(),
        failures: failure.responses.iter().map(entry).collect(),
    }
}

fn schema(context: Context<'_>, document: &Document, item: &TypeItem<'_>) -> SchemaEntry {
    let (file, pointer) = document.written(&item.def.pointer);
    let (kind, ty) = match &item.kind {
        TypeKind::Struct(_) => ("struct", None),
        TypeKind::Values(ValueType::String, _) => ("string-enum", None),
        TypeKind::Values(ValueType::Integer, _) => ("integer-enum", None),
        TypeKind::Values(ValueType::Mixed, _) => ("value-enum", None),
        TypeKind::Union(..) => ("union", None),
        TypeKind::Tuple(_) => ("tuple", None),
        TypeKind::Newtype(ty) => ("newtype", Some(ty)),
        TypeKind::Alias(ty) => ("alias", Some(ty)),
    };
    SchemaEntry {
        pointer: pointer.to_string(),
        file: file.map(|file| file.name.clone()),
        place: item.def.pointer.clone(),
        rust: format!("types::{}", item.ident.as_str()),
        kind,
        ty: ty.map(|ty| ty.spell(context.names)),
        common: context.names.place.homes.get(&item.id).map(|home| {
            let modules: String = home.iter().map(|name| format!("{}::", name.as_str())).collect();
            format!("{modules}types::{}", item.ident.as_str())
        }),
        differs: None,
    }
}
