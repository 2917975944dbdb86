//! The changes of a crate since a baseline.

use std::collections::{BTreeMap, BTreeSet};

use crate::baseline::{Baseline, PreviousSettings};
use crate::config::{ApiConfig, DocumentPart};
use crate::diff::{Diff, OfDocument};
use crate::name::spelled;
use crate::several::{CommonTypes, TypesByName, common_types};
use crate::source::text_of_revision;
use crate::surface::DocumentFeature;
use crate::{Loaded, Since};
use crate::{parallel, surface};

/// Compares the API of these settings with a baseline. `None` if the API is new: the baseline does not have it.
///
/// # Errors
///
/// If a document can't be read from disk, or from the baseline whose settings name it, or the settings name no documents.
pub fn since(baseline: &Baseline, config: &ApiConfig) -> Result<Option<Since>, String> {
    if !config.has_documents() {
        return Loaded::since(baseline, config);
    }
    let Some(PreviousSettings { api: settings, note }) = baseline.settings(config) else { return Ok(None) };
    let parts = config.document_parts()?;
    let compared = parallel::map(&parts, |part| of_part(baseline, &settings, config, part));
    let listing = text_of_revision(baseline.revision(), &settings.out.join("api.txt")).unwrap_or_default();
    let features = surface::previous_features(&listing);
    let mut split = split(&surface::previous_homes(&listing), &common_types(config)?);
    let (mut changes, mut diagnosed, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (part, compared) in parts.iter().zip(compared) {
        let module = spelled(&part.module);
        match compared? {
            None => changes.push((module, OfDocument::Added)),
            Some(Since { diff: Some(diff), diagnosed: of_part, .. }) => {
                let split = split.remove(&module).unwrap_or_default();
                let feature = features.get(&module).and_then(|before| needed(before, part));
                changes.push((module, OfDocument::Changed(diff, split, feature)));
                diagnosed.extend(of_part);
            }
            Some(Since { diff: None, diagnosed: of_part, .. }) => failed.extend(of_part),
        }
    }
    let known: BTreeSet<String> = parts.iter().map(|part| spelled(&part.module)).collect();
    let removed = features.into_keys().filter(|module| !known.contains(module));
    changes.extend(removed.map(|module| (module, OfDocument::Removed)));
    if !failed.is_empty() {
        return Ok(Some(Since { settings, diff: None, through: None, diagnosed: failed, note }));
    }
    let diff = Diff::merged(baseline.to_string(), config.name.clone(), changes);
    Ok(Some(Since { settings, diff: Some(diff), through: None, diagnosed, note }))
}

/// Compares one document. `None` if the baseline does not have it.
fn of_part(
    baseline: &Baseline,
    settings: &ApiConfig,
    config: &ApiConfig,
    part: &DocumentPart,
) -> Result<Option<Since>, String> {
    let Some(previous) = settings.of_document(&part.path, &part.module) else { return Ok(None) };
    if text_of_revision(baseline.revision(), &part.path).is_none() {
        return Ok(None);
    }
    Loaded::since_settings(baseline, PreviousSettings { api: previous, note: None }, &config.of_part(part))
}

/// Returns what callers of a document must change in their features.
fn needed(before: &DocumentFeature, part: &DocumentPart) -> Option<String> {
    if before.name != part.feature {
        return Some(format!("needs the feature `{}` in place of `{}`", part.feature, before.name));
    }
    let is_off = before.is_default && !part.is_default;
    is_off.then(|| format!("needs the feature `{}`, which is no longer on by default", part.feature))
}

/// Returns, by the module of each document, the types that it had in common with others, and now has apart from them.
fn split(before: &CommonTypes, now: &BTreeMap<String, TypesByName>) -> BTreeMap<String, Vec<(String, String)>> {
    let mut split: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for ((home, ident), documents) in before {
        // Where each document has the type now: documents with the same place still have one type.
        let mut places: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for module in documents {
            if let Some(place) = now.get(module).and_then(|types| types.get(ident)) {
                places.entry(place.clone().unwrap_or_else(|| module.clone())).or_default().push(module);
            }
        }
        let largest = places.values().map(Vec::len).max();
        let kept = places.iter().find(|(_, modules)| Some(modules.len()) == largest).map(|(place, _)| place.clone());
        let path = if home.is_empty() { String::new() } else { format!("{home}::") };
        for module in places.into_iter().filter(|(place, _)| Some(place) != kept.as_ref()).flat_map(|(_, it)| it) {
            split.entry(module.clone()).or_default().push((ident.clone(), format!("{path}types::{ident}")));
        }
    }
    split
}
