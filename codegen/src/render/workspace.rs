//! The package around a generated crate: it regenerates the crate and compiles the crate's source as its own.

use std::fmt::Write as _;

use crate::config::{ApiConfig, Times};
use crate::render::manifest::{
    CHRONO, DEPENDENCIES, FANCY_REGEX, FEATURES, JIFF, REQWEST, TARGET, TIME, UUID, VALIDATE_BACKTRACKING,
};

/// Returns its `Cargo.toml`; `oasmith` is the value of the dependency on the generator.
pub fn manifest(config: &ApiConfig, oasmith: &str) -> String {
    let name = &config.name;
    let library = name.replace('-', "_");
    let mut text = format!(
        "# Builds the generated crate's source: `build.rs` regenerates it, `tests/` use its public items.\n\
         # Other projects depend on the package in `generated/`, which has no build script.\n\
         [workspace]\nresolver = \"3\"\nmembers = [\"generated\"]\n\n\
         [package]\nname = \"{name}-workspace\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [lib]\nname = \"{library}\"\npath = \"generated/src/lib.rs\"\n# The package in `generated/` has the documentation of this name.\ndoc = false\n\n\
         [features]\ndefault = [\"rustls\", \"testing\"]\n{FEATURES}{VALIDATE_BACKTRACKING}\n\
         # All dependencies that the generated crate may need, so that a change of the document needs no second build.\n\
         [dependencies]\n"
    );
    let mut lines: Vec<String> = DEPENDENCIES.iter().map(|(name, spec)| format!("{name} = {spec}")).collect();
    lines.push(format!("reqwest = {{ {REQWEST} }}"));
    lines.push(format!("uuid = {UUID}"));
    lines.push(format!("fancy-regex = {FANCY_REGEX}"));
    match config.times {
        Times::Chrono => lines.push(format!("chrono = {CHRONO}")),
        Times::Time => lines.push(format!("time = {TIME}")),
        Times::Jiff => lines.push(format!("jiff = {JIFF}")),
        Times::String => {}
    }
    lines.sort();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text.push_str(TARGET);
    text.push_str(
        "\n[dev-dependencies]\ntokio = { version = \"1.48\", features = [\"macros\", \"rt-multi-thread\"] }\n",
    );
    let _ = write!(text, "\n[build-dependencies]\noasmith = {oasmith}\n");
    text
}
