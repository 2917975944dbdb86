//! The seeds of inputs: the documents of the fixtures, and the inputs of earlier findings.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;

use crate::mutate::Pool;

/// A document.
#[derive(Debug)]
pub(crate) struct Seed {
    /// The name of its file, without the extension.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) tree: Value,
}

/// All seeds.
#[derive(Debug)]
pub(crate) struct Seeds {
    pub(crate) documents: Vec<Seed>,
    pub(crate) pool: Pool,
}

pub(crate) static SEEDS: LazyLock<Seeds> = LazyLock::new(load);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Larger documents take too long to be tried often.
const LARGEST: u64 = 100_000;

fn load() -> Seeds {
    let folders = ["fixtures", "fixtures/versions", "spec", "fuzz/seeds/document"];
    let mut paths: Vec<PathBuf> = folders.iter().flat_map(|folder| files(&root().join(folder))).collect();
    paths.sort();
    let mut seeds = Seeds { documents: Vec::new(), pool: Pool::default() };
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Ok(tree) = serde_yaml::from_str::<Value>(&text) else { continue };
        if !tree.is_object() {
            continue;
        }
        seeds.pool.add(&tree);
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        seeds.documents.push(Seed { name, text, tree });
    }
    assert!(seeds.documents.len() > 10, "the folder of the fixtures");
    seeds
}

/// Returns the documents in a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.filter(|entry| entry.metadata().is_ok_and(|it| it.is_file() && it.len() <= LARGEST));
    let paths = paths.map(|entry| entry.path());
    paths.filter(|path| path.extension().is_none_or(|end| end == "yaml" || end == "json")).collect()
}

/// Returns the inputs of a target's earlier findings.
pub fn regressions(target: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("fuzz/seeds").join(target)).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
