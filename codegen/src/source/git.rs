//! What git has of a document, so that a change of it can be told.

use std::path::Path;
use std::process::{Command, Stdio};

/// Whether each of these files is what it was at the last commit. One that is neither there nor was is.
pub fn is_committed<'p>(mut paths: impl Iterator<Item = &'p Path>) -> bool {
    paths.all(|path| of_revision("HEAD", path).ok() == std::fs::read(path).ok())
}

/// What git has of the file at `path` in a revision.
///
/// # Errors
///
/// What git says, or that there is no git.
pub fn of_revision(revision: &str, path: &Path) -> Result<Vec<u8>, String> {
    if revision.starts_with('-') {
        return Err("this is no revision".to_owned());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // A path of git's own is one from where it runs.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).arg("show").arg(format!("{revision}:./{name}")).stdin(Stdio::null());
    let output = git.output().map_err(|error| format!("git can't be run: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

/// The text of a file as it is in that revision, where it is there.
pub fn text_of_revision(revision: &str, path: &Path) -> Option<String> {
    String::from_utf8(of_revision(revision, path).ok()?).ok()
}
