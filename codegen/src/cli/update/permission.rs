//! The paths that a document may have oasmith write.

use std::ffi::OsStr;
use std::path::{Path, PathBuf, absolute};

use crate::cli::update::Task;
use crate::text::shown;

/// The extensions of files that a document may reference.
const EXTENSIONS: [&str; 6] = ["json", "yaml", "yml", "md", "markdown", "txt"];

/// Returns an error unless a referenced file may have this path within the folder of the document: a document must not write
/// scripts, settings, overlays, generated code or files elsewhere.
pub(super) fn may_store(task: &Task<'_>, folder: &Path, within: &Path) -> Result<(), String> {
    refusal(task, folder, within).map_or(Ok(()), |reason| {
        Err(format!(
            "the document references `{}`, {reason}\n  without `fetch.references`, oasmith fetches no referenced file; {}",
            within.display(),
            task.unchanged()
        ))
    })
}

fn refusal(task: &Task<'_>, folder: &Path, within: &Path) -> Option<String> {
    let is_hidden = |name: &OsStr| name.to_string_lossy().starts_with('.');
    if within.iter().any(is_hidden) {
        return Some("and oasmith stores no hidden files".to_owned());
    }
    if within.iter().any(|name| name.to_str().is_none_or(|name| shown(name) != name)) {
        return Some("and oasmith stores no files whose names have invisible characters".to_owned());
    }
    let extension = within.extension().map(|it| it.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    if !EXTENSIONS.contains(&extension.as_str()) {
        return Some(format!("and oasmith stores only files whose name ends in {}", EXTENSIONS.join(", ")));
    }
    let path = folder.join(within);
    let parents = within.ancestors().skip(1).filter(|it| !it.as_os_str().is_empty());
    if path.is_symlink() || parents.into_iter().any(|it| folder.join(it).is_symlink()) {
        return Some("which is behind a symbolic link".to_owned());
    }
    let path = spelled(&path);
    for api in task.all {
        if api.all_overlays().iter().any(|overlay| spelled(overlay) == path) {
            return Some(format!("which is an overlay of `{}`", api.name));
        }
        if path.starts_with(spelled(&api.out)) {
            return Some(format!("which is below the generated crate `{}`", api.name));
        }
    }
    None
}

/// Returns an absolute path without symbolic links, in small letters: some file systems ignore case.
fn spelled(path: &Path) -> PathBuf {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    // The file, and folders around it, may not exist yet.
    let real = path.ancestors().find_map(|existing| {
        let rest = path.strip_prefix(existing).ok()?;
        Some(existing.canonicalize().ok()?.join(rest))
    });
    real.unwrap_or(path).to_string_lossy().to_lowercase().into()
}
