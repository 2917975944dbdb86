//! The runtime's source, as the generated crate carries it.

use crate::config::Times;
use crate::render::{Context, File};

/// `src/runtime/`.
pub(super) fn files(context: Context<'_>) -> Vec<File> {
    let has_times = context.facts.uses.time && context.config.times == Times::Time;
    oasmith_runtime::SOURCES
        .iter()
        .filter(|source| has_times || source.path != "times.rs")
        .map(|source| {
            let text = without_tests(source.text);
            let text = if has_times { text.to_owned() } else { without_times(text) };
            File::text(format!("src/runtime/{}", source.path), text)
        })
        .collect()
}

/// The runtime's own tests stay with it; they stand last in its files.
fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\n").map_or(text, |(code, _)| code)
}

/// What needs the crate `time` stands in a module of its own, which `mod.rs` names in lines of their own.
fn without_times(text: &str) -> String {
    let other = |line: &&str| !["mod times;", "pub use times::"].iter().any(|start| line.starts_with(start));
    text.split_inclusive('\n').filter(other).collect()
}
