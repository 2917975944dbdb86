//! Operations.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.8 (Paths Object) to 4.7.10 (Operation Object).

use std::collections::{HashMap, HashSet};

use openapiv3::PathItem;

use crate::diagnostic::Code;
use crate::extension::OPERATIONS;
use crate::ir::{Docs, ExistingOperation, Location, Method, Operation, Parameter};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::lower::parameter::Refused;
use crate::lower::response::describes_success;

/// An operation of the document before lowering.
struct Entry<'a> {
    path: &'a str,
    method: Method,
    item: &'a PathItem,
    operation: &'a openapiv3::Operation,
    pointer: Pointer,
}

impl<'a> Lowering<'a> {
    /// Lowers the operations, sorted by path and method, so that the order of the document has no effect.
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let openapi = self.openapi;
        let items = openapi.paths.iter().filter_map(|(path, item)| Some((path.as_str(), item.as_item()?)));
        let mut entries: Vec<Entry<'a>> = items
            .flat_map(|(path, item)| {
                let place = Pointer::root().join("paths").join(path);
                let others = self.additional_operations.get(path).into_iter().flatten();
                let others = others.map(|(name, operation)| {
                    let pointer = place.join(OPERATIONS).join(name);
                    Entry { path, method: Method::Other(name.clone()), item, operation, pointer }
                });
                let usual = item.iter().map(|(name, operation)| Entry {
                    path,
                    method: method(name),
                    item,
                    operation,
                    pointer: place.join(name),
                });
                usual.chain(others).collect::<Vec<_>>()
            })
            .collect();
        entries.sort_by(|a, b| (a.path, &a.method).cmp(&(b.path, &b.method)));
        let mut operations = Vec::with_capacity(entries.len());
        for entry in &entries {
            // Remove the types that a refused operation has added.
            let types = self.types.len();
            match self.operation(operations.len(), entry) {
                Ok(operation) => operations.push(operation),
                Err(Refused) => {
                    self.types.truncate(types);
                    self.composed.retain(|id, _| id.index() < types);
                    self.left_out += 1;
                }
            }
        }
        operations
    }

    fn operation(&mut self, index: usize, entry: &Entry<'a>) -> Result<Operation, Refused> {
        let Entry { path, item, operation, .. } = *entry;
        let path_pointer = Pointer::root().join("paths").join(path);
        let pointer = entry.pointer.clone();
        let lists = [
            (item.parameters.as_slice(), path_pointer.join("parameters")),
            (operation.parameters.as_slice(), pointer.join("parameters")),
        ];
        let parameters = self.parameters(index, lists)?;
        let template = self.template(path, &parameters, [&path_pointer, &pointer]);
        let parameters = self.in_path_order(&template, parameters, &pointer);
        let existing = (self.choices.existing)(&entry.method, &template);
        let body = self.body(index, operation.request_body.as_ref(), &existing.bodies, &pointer.join("requestBody"));
        let default_succeeds = !describes_success(&operation.responses) || existing.has_default;
        let existing = ExistingOperation { has_default: default_succeeds, ..existing };
        let place = pointer.join("responses");
        let responses = self.responses(index, &entry.method, &operation.responses, &existing, &place);
        let callbacks = self.callbacks(index, &operation.callbacks, &pointer.join("callbacks"));
        let server = self
            .own_server([(&operation.servers, pointer.join("servers")), (&item.servers, path_pointer.join("servers"))]);
        let security = self.security(operation.security.as_deref(), &pointer);
        Ok(Operation {
            pointer,
            id: operation.operation_id.clone().filter(|id| !id.trim().is_empty()),
            method: entry.method.clone(),
            path: path.to_owned(),
            template,
            tags: operation.tags.clone(),
            docs: Docs {
                title: operation.summary.clone().or_else(|| item.summary.clone()),
                description: operation.description.clone().or_else(|| item.description.clone()),
                deprecated: operation.deprecated,
                ..Docs::default()
            },
            parameters,
            body,
            responses,
            default_succeeds,
            pagination: None,
            callbacks,
            server,
            security,
            scopes: self.scopes(operation.security.as_deref()),
        })
    }

    /// Returns the part of a path that the client sends: without its fragment, and without the pairs of its query that
    /// query parameters replace.
    ///
    /// Source: OpenAPI 3.0.4, section 4.7.8.1 (the path is appended to the URL of the server); RFC 3986, sections 3.4
    /// (query) and 3.5 ("the fragment identifier is not used in the scheme-specific processing of a URI").
    fn template(&mut self, path: &str, parameters: &[Parameter], [pointer, operation]: [&Pointer; 2]) -> String {
        let (whole, expressions) = without_query_expressions(path);
        let (path_and_query, fragment) = split_outside_braces(&whole, '#');
        // Report once for all operations of the path.
        if self.paths_seen.insert(path.to_owned()) {
            if fragment.is_some() {
                let message = "the path has a fragment, which no request carries; oasmith drops it";
                self.diagnostics
                    .warning(Code::PathMismatch, pointer, message)
                    .help("if the fragment distinguishes operations, describe the difference as a parameter or a body");
            }
            for expression in expressions {
                let message = format!("OpenAPI has no `{expression}` in paths; oasmith drops it");
                self.diagnostics
                    .warning(Code::PathMismatch, pointer, message)
                    .help("describe each of its names as a parameter with `in: query`");
            }
        }
        let (sent, query) = split_outside_braces(path_and_query, '?');
        let own = self.own_pairs(query.unwrap_or_default(), parameters, operation);
        if own.is_empty() { sent.to_owned() } else { format!("{sent}?{}", own.join("&")) }
    }

    /// Returns the path parameters in the order of the path, then the others. Adds a string parameter for an undescribed
    /// template, and drops a path parameter without a template.
    fn in_path_order(&mut self, path: &str, mut parameters: Vec<Parameter>, pointer: &Pointer) -> Vec<Parameter> {
        let names = template_names(path);
        let places: HashMap<&str, usize> = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        let place = |parameter: &Parameter| places.get(parameter.name.as_str()).copied();
        let unplaced: Vec<String> = parameters
            .iter()
            .filter(|parameter| parameter.location == Location::Path && place(parameter).is_none())
            .map(|parameter| parameter.name.clone())
            .collect();
        for name in unplaced {
            let message =
                format!("the path has no `{{{name}}}` for the parameter `{name}`; oasmith ignores the parameter");
            self.diagnostics.warning(Code::PathMismatch, pointer, message).help(format!(
                "write `{{{name}}}` into the path, correct the parameter's `in`, or remove the parameter"
            ));
        }
        parameters.retain(|parameter| parameter.location != Location::Path || place(parameter).is_some());
        let in_path = parameters.iter().filter(|parameter| parameter.location == Location::Path);
        let described: HashSet<String> = in_path.map(|parameter| parameter.name.clone()).collect();
        for missing in &names {
            if !described.contains(*missing) {
                let message = format!(
                    "the path has `{{{missing}}}`, and there is no such parameter; oasmith adds a string parameter"
                );
                self.diagnostics
                    .warning(Code::PathMismatch, pointer, message)
                    .help(format!("add a parameter `{missing}` with `in: path`"));
                parameters.push(Parameter::in_path((*missing).to_owned()));
            }
        }
        parameters.sort_by_key(|parameter| match parameter.location {
            Location::Path => place(parameter).unwrap_or_default(),
            Location::Query | Location::Header | Location::Cookie => usize::MAX,
        });
        parameters
    }
}

/// Splits text at the first `at` outside of `{name}`.
fn split_outside_braces(text: &str, at: char) -> (&str, Option<&str>) {
    let mut is_in_name = false;
    for (index, character) in text.char_indices() {
        match character {
            '{' => is_in_name = true,
            '}' => is_in_name = false,
            it if it == at && !is_in_name => return (&text[..index], Some(&text[index + it.len_utf8()..])),
            _ => {}
        }
    }
    (text, None)
}

/// Returns a path without the query expressions of URI templates, and these expressions.
///
/// Source: RFC 6570, sections 3.2.8 (`{?x,y}`) and 3.2.9 (`{&x}`), which OpenAPI's path templating lacks.
fn without_query_expressions(path: &str) -> (String, Vec<&str>) {
    let (mut kept, mut expressions, mut rest) = (String::with_capacity(path.len()), Vec::new(), path);
    while let Some(start) = rest.find("{?").into_iter().chain(rest.find("{&")).min()
        && let Some(length) = rest[start..].find('}')
    {
        kept.push_str(&rest[..start]);
        expressions.push(&rest[start..=start + length]);
        rest = &rest[start + length + 1..];
    }
    kept.push_str(rest);
    (kept, expressions)
}

/// Returns the names in a path's template, in order.
pub(super) fn template_names(path: &str) -> Vec<&str> {
    let (mut names, mut seen) = (Vec::new(), HashSet::new());
    for part in path.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && seen.insert(name)
        {
            names.push(name);
        }
    }
    names
}

pub(super) fn method(name: &str) -> Method {
    match name {
        "get" => Method::Get,
        "post" => Method::Post,
        "put" => Method::Put,
        "patch" => Method::Patch,
        "delete" => Method::Delete,
        "head" => Method::Head,
        "options" => Method::Options,
        "trace" => Method::Trace,
        other => Method::Other(other.to_owned()),
    }
}
