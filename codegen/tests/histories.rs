//! Histories of documents: each version with the changes since the one before, and all changes since the first.

use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use oasmith::diff::Diff;
use serde_json::Value;

use crate::support;
use crate::support::{Row, edit};

const HISTORIES: [(&str, &str, &str); 3] = [
    ("billing", include_str!("histories/billing.yaml"), include_str!("histories/billing.txt")),
    ("parcels", include_str!("histories/parcels.yaml"), include_str!("histories/parcels.txt")),
    ("devices", include_str!("histories/devices.yaml"), include_str!("histories/devices.txt")),
];

fn diff(old: &Value, new: &Value) -> Diff {
    let load = |document: &Value| Loaded::parse(Path::new("api.json"), document.to_string().into_bytes());
    let config = ApiConfig::new("", "", "client");
    let (diff, diagnostics) = load(new).diff_from(load(old), [&config, &config]);
    diff.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// Returns the next version, and the changes.
fn report(diff: &Diff) -> Vec<String> {
    let change = |it: &oasmith::diff::Change| format!("{:?} {} {}: {}", it.class, it.rule.id(), it.subject, it.message);
    let version = format!("1.0.0 to {}", diff.bump.next("1.0.0"));
    std::iter::once(version).chain(diff.changes.iter().map(change)).collect()
}

#[test]
fn each_version_has_its_report() {
    let mut wrong = String::new();
    for (name, first, steps) in HISTORIES {
        let first: Value = serde_yaml::from_str(first).unwrap();
        let mut current = first.clone();
        let mut largest = diff(&first, &first).bump;
        for Row { edits, expected } in support::rows(steps) {
            let before = current.clone();
            edits.iter().for_each(|line| edit(&mut current, line));
            let step = diff(&before, &current);
            let found = report(&step);
            if found != expected {
                let lines: String = found.iter().map(|line| format!("  {line}\n")).collect();
                wrong.push_str(&format!("{name}: {}\n{lines}\n", edits[0]));
            }
            largest = largest.max(step.bump);
            let all = diff(&first, &current).bump;
            assert!(all >= largest, "{name}: since the first version, {all:?} is less than {largest:?}");
        }
    }
    assert!(wrong.is_empty(), "the reports differ:\n\n{wrong}");
}
