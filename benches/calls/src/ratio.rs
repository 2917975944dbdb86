//! The time of the generated client as a multiple of the handwritten one's, from criterion's measurements.

use std::path::{Path, PathBuf};

/// Returns the folder of criterion's estimates.
fn place() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target")).join("criterion")
}

/// Returns the median of a benchmark, in nanoseconds.
fn median(group: &str, name: &str) -> Option<f64> {
    let path = place().join(group.replace('/', "_")).join(name).join("new/estimates.json");
    let estimates: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}

/// Returns a line for each group: the time of the generated client as a multiple of the handwritten one's.
pub fn report(groups: &[&str]) -> String {
    let line = |group: &&str| {
        let (ours, hand) = (median(group, "generated")?, median(group, "by hand")?);
        Some(format!("{group}: generated {ours:.0} ns, by hand {hand:.0} ns, ratio {:.2}\n", ours / hand))
    };
    groups.iter().filter_map(line).collect()
}
