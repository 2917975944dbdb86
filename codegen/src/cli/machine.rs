//! Diagnostics for programs: JSON of our own, and SARIF.
//!
//! Source: Static Analysis Results Interchange Format (SARIF) 2.1.0, sections 3.13 (sarifLog), 3.14 (run), 3.27 (result)
//! and 3.49 (reportingDescriptor).

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::diagnostic::{Code, Renderer};
use crate::inspect::{Diagnostic, Inspection, diagnostic};
use crate::text::shown_json;
use crate::{Generation, source::Document};

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a terminal, to standard error
    #[default]
    Text,
    /// For a program, to standard output; the shape is stable
    Json,
    /// For tools that show results of analyses, to standard output
    Sarif,
}

/// What is said of a document.
#[derive(Debug)]
pub(super) struct Said {
    document: String,
    diagnostics: Vec<Diagnostic>,
}

impl Said {
    pub(super) fn of(generation: &Generation) -> Self {
        let document: &Document = &generation.document;
        let placed = Renderer::new(document, false).place(&generation.diagnostics);
        Self { document: document.name().to_owned(), diagnostics: placed.iter().map(diagnostic).collect() }
    }

    pub(super) fn of_inspection(inspection: &Inspection) -> Self {
        Self { document: inspection.document.clone(), diagnostics: inspection.diagnostics.clone() }
    }
}

/// All that is said, as text of that format.
pub(super) fn text(all: &[Said], format: Format) -> String {
    let value = if format == Format::Sarif { sarif(all) } else { plain(all) };
    // It is text, numbers, lists and maps: that can be written.
    shown_json(&serde_json::to_string_pretty(&value).unwrap_or_default()) + "\n"
}

fn plain(all: &[Said]) -> Value {
    let documents = all.iter().map(|said| json!({ "document": said.document, "diagnostics": said.diagnostics }));
    json!({ "format": crate::inspect::FORMAT, "documents": documents.collect::<Vec<_>>() })
}

fn sarif(all: &[Said]) -> Value {
    let rules = Code::ALL.iter().map(|code| {
        json!({
            "id": code.as_str(),
            "shortDescription": { "text": code.about() },
            "help": { "text": code.explanation(), "markdown": code.explanation() },
        })
    });
    let results: Vec<Value> = all.iter().flat_map(|said| &said.diagnostics).map(result).collect();
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

/// A path as a reference that is a URI's.
fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const ESCAPED: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'[').add(b']').add(b'`').add(b'%');
    utf8_percent_encode(path, ESCAPED).to_string()
}
