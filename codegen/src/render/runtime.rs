//! The runtime's source, as the generated crate carries it.

use crate::render::File;

/// `src/runtime/`.
pub(super) fn files() -> Vec<File> {
    oasmith_runtime::SOURCES
        .iter()
        .map(|source| File::text(format!("src/runtime/{}", source.path), without_tests(source.text)))
        .collect()
}

/// The runtime's own tests stay with it; they stand last in its files.
fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\n").map_or(text, |(code, _)| code)
}
