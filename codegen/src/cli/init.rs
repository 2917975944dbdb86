//! `oasmith init`: a new repository around a document.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::command::{self, loaded};
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::ApiConfig;
use crate::init;
use crate::source::Document;

/// Sets up a repository in `folder`, and generates the crate in it. Nothing that is there is written over.
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
    let asked = ApiConfig::new(spec, folder.join("generated"), name.unwrap_or_default());
    let Some((document, config)) = loaded(&asked, report) else { return Ok(REFUSED) };
    let generation = document.generate(&config);
    let Some(generated) = &generation.result else {
        report.diagnostics(&generation);
        return Err(format!("{}: refused; nothing was written", spec.display()));
    };
    let file_name = spec.file_name().ok_or_else(|| format!("{}: this is no file", spec.display()))?;
    // The name stands in a workflow too, where other characters mean something.
    let plain = |it: char| if it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_') { it } else { '-' };
    let stored: String = file_name.to_string_lossy().chars().map(plain).collect();
    let stored = format!("spec/{}", stored.trim_start_matches(['.', '-']));
    let files = init::files(&config, &stored, generated.counts.operations > 0);
    let fail = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let in_the_way = |path: &PathBuf| path.exists();
    let wanted: Vec<PathBuf> = files.iter().map(|file| folder.join(&file.path)).collect();
    if let Some(path) = wanted.iter().find(|path| in_the_way(path)) {
        return Err(format!("{} is there already; nothing was written", path.display()));
    }
    let bytes = fs::read(spec).map_err(|error| fail(spec, error))?;
    let write = |path: &Path, bytes: &[u8]| {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).and_then(|()| fs::write(path, bytes)).map_err(|error| fail(path, error))
    };
    let others = referred(&generation.document, spec)?;
    for (file, path) in files.iter().zip(&wanted) {
        write(path, file.text.as_bytes())?;
        report.wrote(path);
    }
    let place = folder.join(&stored);
    // The document may stand where it belongs already.
    if !place.exists() {
        write(&place, &bytes)?;
        report.wrote(&place);
    }
    for (from, within) in others {
        let place = folder.join("spec").join(within);
        if !place.exists() {
            write(&place, &fs::read(&from).map_err(|error| fail(&from, error))?)?;
            report.wrote(&place);
        }
    }
    let config = ApiConfig { document: place, workspace_member: true, ..config };
    let status = command::generate(&[config], false, report);
    if status == DONE {
        report.note(&format!("next: cd {} && cargo test", folder.display()));
    }
    Ok(status)
}

/// The files that the document refers to: where they are, and where within its folder.
fn referred(document: &Document, spec: &Path) -> Result<Vec<(PathBuf, PathBuf)>, String> {
    let parent = spec.parent().unwrap_or(Path::new(""));
    let files = document.files.iter().skip(1).map(|file| match file.path.strip_prefix(parent) {
        Ok(within) => Ok((file.path.clone(), within.to_owned())),
        Err(_) => Err(format!("{} is not in the document's folder; nothing was written", file.name)),
    });
    files.collect()
}
