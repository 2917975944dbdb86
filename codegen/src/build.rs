//! The API for build scripts.

use std::path::{Path, PathBuf};

use crate::baseline::Baseline;
use crate::config::{ApiConfig, Config};
use crate::diagnostic::{Renderer, Severity};
use crate::text::{shown, shown_lines};
use crate::{Generated, Loaded, Since, emit, generate};

/// How many warnings a build shows for a document.
const MAX_WARNINGS: usize = 20;

/// Regenerates crates from a build script: every API of an `oasmith.toml`, or one.
///
/// Cargo reruns the build script when one of the input files changes. oasmith writes only files whose text differs, and
/// prints a warning for each. If a document has errors, oasmith prints them, writes nothing, and fails the build.
#[derive(Clone, Debug)]
pub struct Build {
    config: Option<PathBuf>,
    apis: Vec<ApiConfig>,
}

impl Build {
    /// Selects all APIs of the `oasmith.toml` at `path`, relative to the package.
    pub fn from_config(path: impl Into<PathBuf>) -> Self {
        Self { config: Some(path.into()), apis: Vec::new() }
    }

    /// Selects one API.
    pub fn new(api: ApiConfig) -> Self {
        Self { config: None, apis: vec![api] }
    }

    /// Generates the crates; exits with status 1 on failure.
    pub fn run(self) {
        let mut apis = self.apis;
        if let Some(path) = &self.config {
            println!("cargo::rerun-if-changed={}", shown(&path.display().to_string()));
            match Config::read(path) {
                Ok(config) => apis.extend(config.apis),
                Err(error) => fail(&error.to_string()),
            }
        }
        for api in &apis {
            for path in std::iter::once(&api.document).chain(&api.overlays) {
                println!("cargo::rerun-if-changed={}", shown(&path.display().to_string()));
            }
        }
        // Generate all crates before writing any.
        let generated: Vec<_> = apis.iter().map(generated).collect();
        for (api, generated) in apis.iter().zip(generated) {
            if let Err(error) = write(&api.out, &generated.outputs) {
                fail(&format!("{}: {error}", api.out.display()));
            }
            warn_of_breaking(api);
            // A package that includes the generated source needs all features.
            for feature in &generated.group_features {
                println!("cargo::rustc-check-cfg=cfg(feature, values(\"{feature}\"))");
                println!("cargo::rustc-cfg=feature=\"{feature}\"");
            }
        }
    }
}

fn generated(api: &ApiConfig) -> Generated {
    let generation = generate(api).unwrap_or_else(|error| fail(&api.unreadable(&error)));
    // `run` has already printed the document and its overlays.
    for file in generation.document.files.iter().skip(1 + api.overlays.len()) {
        println!("cargo::rerun-if-changed={}", shown(&file.path.display().to_string()));
    }
    let renderer = Renderer::new(&generation.document, false);
    let (errors, warnings): (Vec<_>, Vec<_>) =
        generation.diagnostics.iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
    for placed in renderer.place(errors) {
        eprintln!("{}\n", renderer.render(&placed));
    }
    for placed in renderer.place(warnings.iter().take(MAX_WARNINGS).copied()) {
        println!("cargo::warning={}", renderer.line(&placed));
    }
    if warnings.len() > MAX_WARNINGS {
        println!("cargo::warning=and {} more; `oasmith check` shows them", warnings.len() - MAX_WARNINGS);
    }
    match generation.result {
        Some(generated) => generated,
        None => fail(&format!("{}: the document has errors; nothing was written", api.document.display())),
    }
}

/// Prints a warning for each of the first breaking changes since the last release.
fn warn_of_breaking(api: &ApiConfig) {
    let Ok(baseline) = Baseline::of(api) else { return };
    let Ok(Some(Since { diff: Some(diff), .. })) = Loaded::since(&baseline, api) else { return };
    let breaking: Vec<_> = diff.changes.iter().filter(|change| change.class.is_breaking()).collect();
    for change in breaking.iter().take(MAX_WARNINGS) {
        let line =
            format!("breaking: {}: {} [{}] (since {baseline})", change.subject, change.message, change.rule.id());
        println!("cargo::warning={}", shown(&line));
    }
    if breaking.len() > MAX_WARNINGS {
        println!("cargo::warning=breaking: and {} more; `oasmith diff` shows them", breaking.len() - MAX_WARNINGS);
    }
}

fn write(folder: &Path, outputs: &[emit::Output]) -> std::io::Result<()> {
    let changes = emit::compare(folder, outputs)?;
    if let Some(path) = changes.in_the_way.first() {
        fail(&format!("{} already exists, and oasmith did not generate it", folder.join(path).display()));
    }
    emit::apply(folder, outputs, &changes)?;
    for (what, path) in changes.paths() {
        println!("cargo::warning=regenerated: {what} {path}");
    }
    Ok(())
}

fn fail(message: &str) -> ! {
    eprintln!("error: {}", shown_lines(message));
    println!("cargo::error={}", shown(message.lines().next().unwrap_or_default()));
    std::process::exit(1)
}
