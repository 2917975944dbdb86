//! Reading files of git revisions, to compare a document with an earlier version.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The number of files above which git compares directories instead of files.
const FEW: usize = 20;

/// Returns whether each of these files is unchanged since the last commit, or exists in neither.
pub fn is_committed<'p>(paths: impl Iterator<Item = &'p Path>) -> bool {
    let paths: Vec<&Path> = paths.collect();
    if paths.len() <= FEW {
        return paths.iter().all(|path| of_revision("HEAD", path).ok() == std::fs::read(path).ok());
    }
    let folders: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    // The status of an outer directory includes the inner ones.
    let outer = folders.iter().filter(|folder| !folder.ancestors().skip(1).any(|outer| folders.contains(outer)));
    outer.into_iter().all(|folder| {
        let mut git = git(folder);
        let output = git.args(["status", "--porcelain", "--untracked-files=all", "--", "."]).output();
        output.is_ok_and(|output| output.status.success() && output.stdout.is_empty())
    })
}

/// Returns a git command that runs in `folder`.
fn git(folder: &Path) -> Command {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).stdin(Stdio::null()).stderr(Stdio::piped());
    git
}

/// Reads the file at `path` from a git revision.
///
/// # Errors
///
/// The message of git, or that git can't be run.
pub fn of_revision(revision: &str, path: &Path) -> Result<Vec<u8>, String> {
    if revision.starts_with('-') {
        return Err("this is not a git revision".to_owned());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // `./` makes the path relative to the directory in which git runs.
    let mut git = git(path.parent().unwrap_or(Path::new("")));
    let output = git.arg("show").arg(format!("{revision}:./{name}")).output();
    let output = output.map_err(|error| format!("oasmith can't run git: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

/// Returns the text of a file in that revision, if it exists there.
pub fn text_of_revision(revision: &str, path: &Path) -> Option<String> {
    String::from_utf8(of_revision(revision, path).ok()?).ok()
}

/// A git process that reads many files of one revision: starting one for each file would take longer than the reading.
#[derive(Debug)]
pub(super) struct Reader {
    revision: String,
    git: Child,
    requests: ChildStdin,
    responses: BufReader<ChildStdout>,
}

impl Reader {
    /// Starts git for the files below `folder`.
    pub(super) fn new(revision: &str, folder: &Path) -> Option<Self> {
        if revision.starts_with('-') || revision.contains(['\n', ' ']) {
            return None;
        }
        let mut command = git(folder);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut git = command.spawn().ok()?;
        let (requests, responses) = (git.stdin.take()?, BufReader::new(git.stdout.take()?));
        Some(Self { revision: revision.to_owned(), git, requests, responses })
    }

    /// Reads the file at `path`, relative to the directory, from the revision.
    ///
    /// Source: git-cat-file(1), "BATCH OUTPUT".
    pub(super) fn read(&mut self, path: &Path) -> Result<Vec<u8>, String> {
        let relative = path.to_string_lossy().replace('\\', "/");
        if relative.contains('\n') {
            return Err("its name contains a line end".to_owned());
        }
        let fail = |error: std::io::Error| format!("git failed: {error}");
        writeln!(self.requests, "{}:./{relative}", self.revision).map_err(fail)?;
        self.requests.flush().map_err(fail)?;
        let mut head = String::new();
        self.responses.read_line(&mut head).map_err(fail)?;
        let words: Vec<&str> = head.split_whitespace().collect();
        let size = match words.as_slice() {
            [_, "blob", size] => size.parse::<usize>().ok(),
            _ => None,
        };
        let size = size.ok_or_else(|| format!("`{}` has no such file", self.revision))?;
        // A line feed follows the contents.
        let mut bytes = vec![0; size + 1];
        self.responses.read_exact(&mut bytes).map_err(fail)?;
        bytes.pop();
        Ok(bytes)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Don't wait for git to notice the closed pipe.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}
