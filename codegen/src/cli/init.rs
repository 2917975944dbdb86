//! `oasmith init`: creation of a repository around a document.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::command::{self, loaded};
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::ApiConfig;
use crate::init;
use crate::source::Document;

/// Creates a repository in `folder` and generates the crate in it. Overwrites no file.
pub(super) fn init(spec: &Path, folder: &Path, name: Option<String>, report: &Report) -> u8 {
    match set_up(spec, folder, name, report) {
        Ok(status) => status,
        Err(message) => {
            report.failure(&message);
            REFUSED
        }
    }
}

fn set_up(spec: &Path, folder: &Path, name: Option<String>, report: &Report) -> Result<u8, String> {
    let requested = ApiConfig::new(spec, folder.join("generated"), name.unwrap_or_default());
    let Some((document, config)) = loaded(&requested, report) else { return Ok(REFUSED) };
    let generation = document.generate(&config);
    let Some(generated) = &generation.result else {
        report.diagnostics(&generation);
        return Err(format!("{}: the document has errors; nothing was written", spec.display()));
    };
    let file_name = spec.file_name().ok_or_else(|| format!("{}: not a file", spec.display()))?;
    // The workflow file contains the name too, where other characters would need quoting.
    let plain = |it: char| if it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_') { it } else { '-' };
    let stored: String = file_name.to_string_lossy().chars().map(plain).collect();
    let stored = format!("spec/{}", stored.trim_start_matches(['.', '-']));
    let files = init::files(&config, &stored, generated.counts.operations > 0);
    let fail = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let in_the_way = |path: &PathBuf| path.exists();
    let paths: Vec<PathBuf> = files.iter().map(|file| folder.join(&file.path)).collect();
    if let Some(path) = paths.iter().find(|path| in_the_way(path)) {
        return Err(format!("{} already exists; nothing was written", path.display()));
    }
    let bytes = fs::read(spec).map_err(|error| fail(spec, error))?;
    let write = |path: &Path, bytes: &[u8]| {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).and_then(|()| fs::write(path, bytes)).map_err(|error| fail(path, error))
    };
    let others = referred(&generation.document, spec)?;
    for (file, path) in files.iter().zip(&paths) {
        write(path, file.text.as_bytes())?;
        report.wrote(path, true);
    }
    let place = folder.join(&stored);
    // The document may already be in `spec/`.
    if !place.exists() {
        write(&place, &bytes)?;
        report.wrote(&place, true);
    }
    for (from, within) in others {
        let place = folder.join("spec").join(within);
        if !place.exists() {
            write(&place, &fs::read(&from).map_err(|error| fail(&from, error))?)?;
            report.wrote(&place, true);
        }
    }
    let config = ApiConfig { document: place, workspace_member: true, ..config };
    let status = command::generate(&[config], None, false, report);
    if status == DONE {
        report.note(&format!("next: cd {} && cargo test", folder.display()));
    }
    Ok(status)
}

/// Returns the other files of the document, each with its path and its path relative to the document's directory.
fn referred(document: &Document, spec: &Path) -> Result<Vec<(PathBuf, PathBuf)>, String> {
    let parent = spec.parent().unwrap_or(Path::new(""));
    let files = document.files.iter().skip(1).map(|file| match file.path.strip_prefix(parent) {
        Ok(within) => Ok((file.path.clone(), within.to_owned())),
        Err(_) => Err(format!("{} is outside the document's directory; nothing was written", file.name)),
    });
    files.collect()
}
