//! What git has of a document, so that a change of it can be told.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Of more files than this git is asked by folder.
const FEW: usize = 20;

/// Whether each of these files is what it was at the last commit. One that is neither there nor was is.
pub fn is_committed<'p>(paths: impl Iterator<Item = &'p Path>) -> bool {
    let paths: Vec<&Path> = paths.collect();
    if paths.len() <= FEW {
        return paths.iter().all(|path| of_revision("HEAD", path).ok() == std::fs::read(path).ok());
    }
    let folders: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    // Those within others are asked of with them.
    let outer = folders.iter().filter(|folder| !folder.ancestors().skip(1).any(|outer| folders.contains(outer)));
    outer.into_iter().all(|folder| {
        let mut git = git(folder);
        let output = git.args(["status", "--porcelain", "--untracked-files=all", "--", "."]).output();
        output.is_ok_and(|output| output.status.success() && output.stdout.is_empty())
    })
}

/// git, run in `folder`.
fn git(folder: &Path) -> Command {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).stdin(Stdio::null()).stderr(Stdio::piped());
    git
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
    let mut git = git(path.parent().unwrap_or(Path::new("")));
    let output = git.arg("show").arg(format!("{revision}:./{name}")).output();
    let output = output.map_err(|error| format!("git can't be run: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

/// The text of a file as it is in that revision, where it is there.
pub fn text_of_revision(revision: &str, path: &Path) -> Option<String> {
    String::from_utf8(of_revision(revision, path).ok()?).ok()
}

/// Reads many files of one revision: a program for each takes longer than reading them.
#[derive(Debug)]
pub(super) struct Reader {
    revision: String,
    git: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Reader {
    /// Of the files below `folder`.
    pub(super) fn new(revision: &str, folder: &Path) -> Option<Self> {
        if revision.starts_with('-') || revision.contains(['\n', ' ']) {
            return None;
        }
        let mut command = git(folder);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut git = command.spawn().ok()?;
        let (ask, answer) = (git.stdin.take()?, BufReader::new(git.stdout.take()?));
        Some(Self { revision: revision.to_owned(), git, ask, answer })
    }

    /// What the revision has at `path`, which is one from the folder.
    ///
    /// Source: git-cat-file(1), "BATCH OUTPUT".
    pub(super) fn read(&mut self, path: &Path) -> Result<Vec<u8>, String> {
        let relative = path.to_string_lossy().replace('\\', "/");
        if relative.contains('\n') {
            return Err("its name has more than one line".to_owned());
        }
        let fail = |error: std::io::Error| format!("git can't be asked: {error}");
        writeln!(self.ask, "{}:./{relative}", self.revision).map_err(fail)?;
        self.ask.flush().map_err(fail)?;
        let mut head = String::new();
        self.answer.read_line(&mut head).map_err(fail)?;
        let words: Vec<&str> = head.split_whitespace().collect();
        let size = match words.as_slice() {
            [_, "blob", size] => size.parse::<usize>().ok(),
            _ => None,
        };
        let size = size.ok_or_else(|| format!("`{}` has no such file", self.revision))?;
        // A line's end follows.
        let mut bytes = vec![0; size + 1];
        self.answer.read_exact(&mut bytes).map_err(fail)?;
        bytes.pop();
        Ok(bytes)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It ends when nothing more can be asked; it is not waited for.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}
