//! The checks of every generation.

use std::collections::{BTreeSet, HashMap};

use oasmith::Generation;
use oasmith::config::{ApiConfig, Numbers, Times, Unknown, UnknownProperties};
use oasmith::diagnostic::{Diagnostics, Renderer};
use oasmith::emit::Output;
use oasmith::source::Document;

use crate::random::Random;

/// Returns random settings for an input.
pub(crate) fn config(random: &mut Random) -> ApiConfig {
    let mut config = ApiConfig::new("document.yaml", "out", "fuzzed");
    match random.below(12) {
        0 => config.times = Times::Jiff,
        1 => config.times = Times::Time,
        2 => config.numbers = Numbers::Decimal,
        3 => config.unknown_properties = UnknownProperties::all(Unknown::Keep),
        4 => config.group_features = false,
        _ => {}
    }
    config
}

/// Runs all checks.
pub(super) fn check(generation: &Generation) -> Result<(), String> {
    if generation.result.is_none() && generation.diagnostics.is_empty() {
        return Err("a document is refused without a reason: nothing is reported".to_owned());
    }
    diagnostics(generation)?;
    let outputs = generation.result.as_ref().map_or(&[][..], |generated| &generated.outputs);
    paths(outputs)?;
    for Output { path, text } in outputs {
        if path.ends_with(".rs") && !path.starts_with("src/runtime/") {
            syn::parse_file(text).map_err(|error| format!("a file is no Rust: {path}: {error}"))?;
        } else if path.ends_with(".toml") {
            toml::from_str::<toml::Table>(text).map_err(|error| format!("a file is no TOML: {path}: {error}"))?;
        }
        if let Some(hidden) = text.chars().find(|it| (it.is_control() && *it != '\n') || is_format(*it)) {
            return Err(format!("a file has a hidden character: {path}: {hidden:?}"));
        }
    }
    Ok(())
}

fn diagnostics(generation: &Generation) -> Result<(), String> {
    let renderer = Renderer::new(&generation.document, false);
    let mut trees = HashMap::new();
    for placed in renderer.place(&generation.diagnostics) {
        let file = placed.place.file;
        let read = || Document::parse(&file.path, file.text.clone().into_bytes(), &mut Diagnostics::default());
        let tree = trees.entry(file.name.clone()).or_insert_with(read);
        let code = placed.diagnostic.code;
        if tree.root.at(&placed.place.pointer).is_none() {
            return Err(format!("a pointer leads nowhere, of {code}: {}", placed.place.pointer));
        }
        let line = renderer.line(&placed);
        let text = renderer.render(&placed);
        let reason = std::iter::once(line.as_str()).chain(text.split('\n')).find_map(unprintable);
        if let Some(reason) = reason {
            return Err(format!("a diagnostic {code} has {reason}: {line:?} {text:?}"));
        }
    }
    Ok(())
}

/// Checks that every path stays in the folder, on every system.
fn paths(outputs: &[Output]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for Output { path, .. } in outputs {
        let is_name = |name: &str| {
            let is_plain = |it: char| it.is_alphanumeric() || "._-".contains(it);
            !name.is_empty() && name.chars().all(is_plain) && !name.ends_with('.') && name.len() < 250
        };
        if !path.split('/').all(is_name) {
            return Err(format!("a path may leave the folder: {path:?}"));
        }
        if !seen.insert(path.to_lowercase()) {
            return Err(format!("two files have the same path: {path:?}"));
        }
    }
    Ok(())
}

/// Returns why a line must not be printed.
pub(super) fn unprintable(line: &str) -> Option<&'static str> {
    if line.chars().any(char::is_control) {
        return Some("a control character");
    }
    if line.chars().any(is_format) {
        return Some("a format character");
    }
    // In excerpts, a line of three colons replaces omitted lines.
    (line.trim_start().starts_with("::") && line.trim() != ":::").then_some("a workflow command")
}

/// Whether a character is a format character (category Cf) that changes how other text looks.
fn is_format(character: char) -> bool {
    matches!(character,
        '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns where two generations differ.
pub(super) fn difference(one: &Generation, other: &Generation) -> Option<String> {
    if one.diagnostics != other.diagnostics {
        return Some("diagnostics".to_owned());
    }
    let outputs = |it: &Generation| it.result.as_ref().map(|it| it.outputs.clone()).unwrap_or_default();
    let (one, other) = (outputs(one), outputs(other));
    let differs = one.iter().zip(&other).find(|(a, b)| a.path != b.path || a.text != b.text);
    differs.map(|(a, _)| a.path.clone()).or((one.len() != other.len()).then(|| "files".to_owned()))
}
