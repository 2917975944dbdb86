//! `oasmith inspect`: the operations and types of a document, as text or JSON.

use std::io::Write as _;

use crate::cli::generate::{loaded, spell};
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::ApiConfig;
use crate::inspect::{Api, Diagnostic, Difference, Inspection, ResponseEntry};
use crate::inspect_all;
use crate::text::{shown, shown_json};

/// Prints the operations, types and diagnostics of each document of `apis`.
pub(super) fn inspect(apis: &[ApiConfig], json: bool, report: &Report) -> u8 {
    let mut status = DONE;
    for api in apis {
        let Some(inspections) = inspections(api, report) else {
            status = REFUSED;
            continue;
        };
        for inspection in inspections {
            if !report.collects(&inspection) {
                let text = if json { to_json(&inspection) } else { to_text(&inspection) };
                // The reader may have closed the pipe.
                let _ = std::io::stdout().write_all(text.as_bytes());
            }
            if inspection.api.is_none() {
                status = REFUSED;
            }
        }
    }
    status
}

/// Returns the output for each document of an API; `None` if a document can't be read, with the reason reported.
fn inspections(api: &ApiConfig, report: &Report) -> Option<Vec<Inspection>> {
    if api.has_documents() {
        let all = inspect_all(api);
        return all.map_err(|message| report.failure(&format!("{}: {message}", api.name))).ok();
    }
    let (document, api) = loaded(api, report)?;
    Some(vec![document.inspect(&api)])
}

fn to_json(inspection: &Inspection) -> String {
    // Serialization of strings, numbers, lists and structs does not fail.
    shown_json(&serde_json::to_string_pretty(inspection).unwrap_or_default()) + "\n"
}

fn to_text(inspection: &Inspection) -> String {
    let mut text = String::new();
    if let Some(api) = &inspection.api {
        add_line(&format!("{} {}: {}", api.title, api.version, spell(api.counts)), &mut text);
        operations(api, &mut text);
        schemas(api, &mut text);
    }
    if !inspection.diagnostics.is_empty() {
        text.push_str("\ndiagnostics\n");
    }
    for Diagnostic { severity, code, pointer, file, line, column, message, .. } in &inspection.diagnostics {
        let place = format!("{file}:{line}:{column}");
        add_line(&format!("  {severity}[{code}] {place}: {message} (at {pointer})"), &mut text);
    }
    text
}

/// Adds a line, with the control characters of the document's text escaped.
fn add_line(line: &str, text: &mut String) {
    text.push_str(&shown(line));
    text.push('\n');
}

fn operations(api: &Api, text: &mut String) {
    text.push_str("\noperations\n");
    let spelled = |responses: &[ResponseEntry]| {
        responses.iter().map(|it| format!("{} {}", it.status, it.ty)).collect::<Vec<_>>().join(" | ")
    };
    for operation in &api.operations {
        let failures = spelled(&operation.failures);
        let failures = if failures.is_empty() { String::new() } else { format!(" ! {failures}") };
        let (rust, successes) = (&operation.rust, spelled(&operation.successes));
        add_line(&format!("  {rust} -> {successes}{failures}  {} {}", operation.method, operation.path), text);
    }
}

fn schemas(api: &Api, text: &mut String) {
    text.push_str("\nschemas\n");
    for schema in &api.schemas {
        let of = schema.ty.as_ref().map(|ty| format!(" = {ty}")).unwrap_or_default();
        let common = schema.common.as_ref().map(|path| format!("  in common as {path}")).unwrap_or_default();
        add_line(&format!("  {}{of}  {}  {}{common}", schema.rust, schema.kind, schema.pointer), text);
        if let Some(Difference { module, difference }) = &schema.differs {
            add_line(&format!("    not the same type as that of {module}: {difference}"), text);
        }
    }
}
