//! Finds documents, and generates crates from them.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use oasmith::Loaded;
use oasmith::config::{ApiConfig, package_name};
use oasmith::diagnostic::Diagnostics;
use oasmith::inspect::Inspection;
use oasmith::source::{Bounds, Document};
use serde_json::Value;

use crate::additions::{self, Histories};
use crate::report::{Row, came_of};
use crate::shuffle;

/// A document.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// Its path within the given folder.
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

/// A generated crate.
#[derive(Debug)]
pub(crate) struct Generated {
    /// Its name.
    pub(crate) package: String,
    /// Its features for groups of operations.
    pub(crate) group_features: Vec<String>,
}

/// A document, and the types of its schemas.
#[derive(Debug)]
pub(crate) struct Described {
    /// The document, normalized to OpenAPI 3.0.
    pub(crate) document: Value,
    /// The original document.
    pub(crate) original: Value,
    /// The inspection of the document.
    pub(crate) inspection: Inspection,
}

/// Returns all documents below `paths`.
pub(crate) fn find(paths: &[PathBuf]) -> anyhow::Result<Vec<Found>> {
    let mut found = Vec::new();
    for path in paths {
        let top = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(path) };
        collect(path, top, &mut found).with_context(|| path.display().to_string())?;
    }
    Ok(found)
}

fn collect(path: &Path, top: &Path, found: &mut Vec<Found>) -> anyhow::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), top, found)?;
        }
    } else if matches!(path.extension().and_then(|it| it.to_str()), Some("json" | "yaml" | "yml")) {
        let name = path.strip_prefix(top).unwrap_or(path).display().to_string();
        found.push(Found { path: path.to_owned(), name, bytes: fs::metadata(path)?.len() });
    }
    Ok(())
}

/// Generates a crate into `folder`; `None` if nothing was generated, with the reason in `row`.
pub(crate) fn generate(found: &Found, folder: &Path, shuffle: u64, row: &mut Row) -> anyhow::Result<Option<Generated>> {
    let start = Instant::now();
    let worked = catch_unwind(AssertUnwindSafe(|| {
        let loaded = Loaded::read(&found.path)?;
        let package = package_name(loaded.title().unwrap_or_default());
        let generation = loaded.generate(&ApiConfig::new(&found.path, folder, &package));
        anyhow::Ok((package, generation))
    }));
    row.seconds = start.elapsed().as_secs_f64();
    let Ok(worked) = worked else {
        row.panicked = true;
        return Ok(None);
    };
    let (package, generation) = worked?;
    row.outcome = Some(came_of(&generation));
    let Some(generated) = &generation.result else { return Ok(None) };
    if shuffle > 0 {
        let original = Document::read(&found.path, Bounds::default(), &mut Diagnostics::default())?.root;
        let config = ApiConfig::new(&found.path, folder, &package);
        row.shuffled = shuffle::run(&original, &generation, &config, shuffle);
    }
    for output in &generated.outputs {
        let path = folder.join(&output.path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, &output.text)?;
    }
    Ok(Some(Generated { package, group_features: generated.group_features.clone() }))
}

/// Lets a document gain random things.
pub(crate) fn additions(
    found: &Found,
    generated: &Generated,
    times: u64,
    seed: u64,
) -> anyhow::Result<Option<Histories>> {
    let root = Document::read(&found.path, Bounds::default(), &mut Diagnostics::default())?.root;
    Ok(additions::run(&root, &ApiConfig::new(&found.path, "", &generated.package), times, seed))
}

/// Returns a document that was generated as `package`, with the types of its schemas.
pub(crate) fn described(found: &Found, folder: &Path, package: &str) -> anyhow::Result<Described> {
    let config = ApiConfig::new(&found.path, folder, package);
    let normalized = Loaded::read(&found.path)?.normalized(&config);
    let document =
        normalized.map(|root| root.read::<Value>()).transpose().map_err(anyhow::Error::msg)?.unwrap_or_default();
    let original = Document::read(&found.path, Bounds::default(), &mut Diagnostics::default())?.root;
    let original = original.read::<Value>().map_err(anyhow::Error::msg)?;
    let inspection = Loaded::read(&found.path)?.inspect(&config);
    Ok(Described { document, original, inspection })
}
