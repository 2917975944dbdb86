//! The size of a crate's diff after an edit of its document: which files, and how many lines of each.

use std::collections::BTreeMap;
use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::support;
use crate::support::{Row, edit};

const BASE: &str = include_str!("diff/base.yaml");
const ROWS: &str = include_str!("diff/files.txt");

/// Returns the files of the crate; previous names come from this `api.txt`.
fn files(document: &Value, listing: Option<&String>) -> BTreeMap<String, String> {
    let loaded = Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
    let generation = loaded.named_as(listing.cloned()).generate(&ApiConfig::new("api.json", "", "client"));
    let generated = generation.result.unwrap_or_else(|| panic!("{:?}", generation.diagnostics));
    generated.outputs.into_iter().map(|output| (output.path, output.text)).collect()
}

/// Returns each file that differs, with the number of added and removed lines.
fn changed(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<String> {
    let all: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let line = |path: &&String| {
        let text = |files: &BTreeMap<String, String>| files.get(*path).cloned().unwrap_or_default();
        let (before, after) = (text(old), text(new));
        if before == after {
            return None;
        }
        let diff = TextDiff::from_lines(&before, &after);
        let count = |tag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
        let (added, removed) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
        Some(match (old.contains_key(*path), new.contains_key(*path)) {
            (false, _) => format!("{path} new"),
            (_, false) => format!("{path} gone"),
            _ => format!("{path} +{added} -{removed}"),
        })
    };
    all.iter().filter_map(line).collect()
}

#[test]
fn an_edit_changes_only_related_files() {
    let base: Value = serde_yaml::from_str(BASE).unwrap();
    let before = files(&base, None);
    let mut wrong = String::new();
    for Row { edits, expected } in support::rows(ROWS) {
        let mut document = base.clone();
        edits.iter().for_each(|line| edit(&mut document, line));
        let found = changed(&before, &files(&document, before.get("api.txt")));
        if found != expected {
            let lines = found.iter().map(|line| format!("  {line}\n")).collect::<String>();
            wrong.push_str(&format!("{}\n{lines}\n", edits.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "these diffs differ from files.txt:\n\n{wrong}");
}
