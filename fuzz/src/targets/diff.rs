//! Two documents, compared.

use oasmith::Loaded;
use oasmith::cli::in_every_format;
use oasmith::config::ApiConfig;
use serde_json::Value;

use super::document::{document, written};
use super::pipeline::unprintable;
use crate::mutate;
use crate::random::Random;
use crate::seeds::SEEDS;

/// The separator of the two documents.
const BETWEEN: &[u8] = b"\n=== the new document ===\n";

pub(super) fn make(random: &mut Random) -> Vec<u8> {
    let old = document(random);
    let mut new = old.clone();
    mutate::mutate(&mut new, &SEEDS.pool, random);
    let mut input = written(&old, random);
    input.extend_from_slice(BETWEEN);
    input.extend(written(&new, random));
    input
}

pub(super) fn check(input: &[u8]) -> Result<(), String> {
    let at = input.windows(BETWEEN.len()).position(|part| part == BETWEEN);
    let Some(at) = at else { return Ok(()) };
    let (old, new) = (&input[..at], &input[at + BETWEEN.len()..]);
    compared(old, new)?;
    match compared(old, old)? {
        Some(changes) if !changes.is_empty() => Err(format!("a document differs from itself: {changes:?}")),
        _ => Ok(()),
    }
}

/// Returns the changes; `None` if the documents cannot be compared.
fn compared(old: &[u8], new: &[u8]) -> Result<Option<Vec<String>>, String> {
    let config = ApiConfig::new("document.yaml", "out", "fuzzed");
    let load = |bytes: &[u8]| Loaded::parse(&config.document, bytes.to_vec()).forgiving();
    let (diff, diagnostics) = load(new).diff_from(load(old), [&config; 2]);
    let Some(diff) = diff else { return Ok(None) };
    let [text, markdown, json, html] = in_every_format(&diff, &config.version, &diagnostics);
    if let Some(reason) = text.lines().find_map(unprintable) {
        return Err(format!("changes in text have {reason}: {text:?}"));
    }
    for (name, text) in [("Markdown", &markdown), ("HTML", &html), ("JSON", &json)] {
        if let Some(hidden) = text.chars().find(|it| it.is_control() && *it != '\n') {
            return Err(format!("changes in {name} have a control character: {hidden:?} in {text:?}"));
        }
    }
    serde_json::from_str::<Value>(&json).map_err(|error| format!("changes in JSON are none: {error}"))?;
    Ok(Some(diff.changes.iter().map(|it| format!("{} {}: {}", it.rule.id(), it.subject, it.message)).collect()))
}
