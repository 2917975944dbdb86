//! The copy of the runtime's source in the generated crate.

use crate::config::Times;
use crate::render::{Context, File};

/// Returns the files of `src/runtime/`.
pub(super) fn files(context: Context<'_>) -> Vec<File> {
    let uses = context.facts.uses;
    // The parts that not every API needs are modules of their own.
    let times = |times| uses.time && context.config.times == times;
    let unions = ["json_reader", "json_text", "json_tree", "union", "union_plan"].map(|module| (module, uses.unions));
    let mut optional = vec![
        ("instant", uses.time && context.config.times != Times::String),
        ("times", times(Times::Time)),
        ("times_chrono", times(Times::Chrono)),
        ("times_jiff", times(Times::Jiff)),
        ("multipart", uses.multipart),
        ("pieces", uses.multipart),
        ("tuple", uses.tuples),
        ("backtracking", uses.backtracking),
        ("redacted", uses.redacted),
    ];
    optional.extend(unions);
    let unused: Vec<&str> = optional.iter().filter(|(_, used)| !used).map(|(module, _)| *module).collect();
    oasmith_runtime::SOURCES
        .iter()
        .filter(|source| !unused.iter().any(|module| source.path == format!("{module}.rs")))
        .map(|source| {
            let text = without_modules(without_tests(source.text), &unused);
            File::text(format!("src/runtime/{}", source.path), text)
        })
        .collect()
}

/// Removes the tests, which come last in each file of the runtime.
fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\n").map_or(text, |(code, _)| code)
}

/// Removes modules from `mod.rs`, which has a line for each module and for each re-export.
fn without_modules(text: &str, modules: &[&str]) -> String {
    let names = |line: &str, module: &&str| {
        let line = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        [format!("mod {module};"), format!("use {module}::")].iter().any(|start| line.starts_with(start.as_str()))
    };
    text.split_inclusive('\n').filter(|line| !modules.iter().any(|module| names(line, module))).collect()
}
