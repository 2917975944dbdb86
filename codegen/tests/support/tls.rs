//! Crates without TLS, for tests that only compile them: its C code takes longer than everything else.

use std::fs;
use std::path::Path;

/// Removes the feature `rustls` from the default features of the generated crate in a folder, if there is one.
pub(crate) fn remove(folder: &Path) {
    let path = folder.join("Cargo.toml");
    let Ok(manifest) = fs::read_to_string(&path) else { return };
    let lines = manifest.lines().map(|line| match line.starts_with("default = [") {
        true => line.replace("\"rustls\", ", "").replace("\"rustls\"", "") + "\n",
        false => format!("{line}\n"),
    });
    fs::write(&path, lines.collect::<String>()).unwrap();
}
