//! Diagnostics for programs: oasmith's JSON, and SARIF.
//!
//! Source: Static Analysis Results Interchange Format (SARIF) 2.1.0, sections 3.13 (sarifLog), 3.14 (run), 3.27 (result)
//! and 3.49 (reportingDescriptor).

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::diagnostic::{Code, Renderer};
use crate::inspect::{Diagnostic, Inspection, diagnostic};
use crate::source::Document;
use crate::text::shown_json;

/// The formats of diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text for a terminal, on standard error
    #[default]
    Text,
    /// JSON in a stable format, on standard output
    Json,
    /// SARIF, for tools that show results of static analysis, on standard output
    Sarif,
}

/// The diagnostics of one document.
#[derive(Debug)]
pub(super) struct DocumentDiagnostics {
    document: String,
    diagnostics: Vec<Diagnostic>,
}

impl DocumentDiagnostics {
    pub(super) fn of(document: &Document, diagnostics: &[crate::diagnostic::Diagnostic]) -> Self {
        let placed = Renderer::new(document, false).place(diagnostics);
        Self { document: document.name().to_owned(), diagnostics: placed.iter().map(diagnostic).collect() }
    }

    pub(super) fn of_inspection(inspection: &Inspection) -> Self {
        Self { document: inspection.document.clone(), diagnostics: inspection.diagnostics.clone() }
    }
}

/// Returns the diagnostics of all documents as text in that format.
pub(super) fn text(all: &[DocumentDiagnostics], format: Format) -> String {
    let value = if format == Format::Sarif { sarif(all) } else { plain(all) };
    // Serialization of strings, numbers, lists and maps does not fail.
    shown_json(&serde_json::to_string_pretty(&value).unwrap_or_default()) + "\n"
}

fn plain(all: &[DocumentDiagnostics]) -> Value {
    let documents = all.iter().map(|it| json!({ "document": it.document, "diagnostics": it.diagnostics }));
    json!({ "format": crate::inspect::FORMAT, "documents": documents.collect::<Vec<_>>() })
}

fn sarif(all: &[DocumentDiagnostics]) -> Value {
    let rules = Code::ALL.iter().map(|code| {
        json!({
            "id": code.as_str(),
            "shortDescription": { "text": code.about() },
            "help": { "text": code.explanation(), "markdown": code.explanation() },
        })
    });
    let results: Vec<Value> = all.iter().flat_map(|it| &it.diagnostics).map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "oasmith",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(it: &Diagnostic) -> Value {
    let help = it.help.as_ref().map(|help| format!("\n\nhelp: {help}")).unwrap_or_default();
    json!({
        "ruleId": it.code,
        "ruleIndex": Code::ALL.iter().position(|code| code.as_str() == it.code),
        "level": it.severity,
        "message": { "text": format!("{}{help}", it.message) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&it.file) },
                "region": { "startLine": it.line, "startColumn": it.column },
            },
            "logicalLocations": [{ "fullyQualifiedName": it.pointer }],
        }],
    })
}

/// Percent-encodes a path as a URI reference.
fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const ESCAPED: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'[').add(b']').add(b'`').add(b'%');
    utf8_percent_encode(path, ESCAPED).to_string()
}
