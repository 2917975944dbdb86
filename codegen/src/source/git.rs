//! Reading files and tags of a git repository, to compare a document with an earlier version.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The number of files above which git compares directories instead of files.
const FEW: usize = 20;

/// Returns whether each of these files is unchanged since a revision, or exists in neither.
pub fn is_unchanged_since<'p>(revision: &str, paths: impl Iterator<Item = &'p Path>) -> bool {
    let paths: Vec<&Path> = paths.collect();
    if paths.len() <= FEW {
        return paths.iter().all(|path| of_revision(revision, path).ok() == std::fs::read(path).ok());
    }
    if is_option(revision) {
        return false;
    }
    let folders: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    // The comparison of an outer directory includes the inner ones.
    let outer = folders.iter().filter(|folder| !folder.ancestors().skip(1).any(|outer| folders.contains(outer)));
    outer.into_iter().all(|folder| {
        let is_silent = |arguments: &[&str]| printed(folder, arguments).is_ok_and(|text| text.is_empty());
        is_silent(&["diff", "--name-only", revision, "--", "."])
            && is_silent(&["ls-files", "--others", "--exclude-standard", "--", "."])
    })
}

/// Returns the names of the tags on the current commit and its ancestors.
///
/// # Errors
///
/// The message of git, such as that the directory of `path` is in no repository, or that git can't be run.
pub fn tags(path: &Path) -> Result<Vec<String>, String> {
    let text =
        printed(&anchor(path).0, &["for-each-ref", "refs/tags", "--merged=HEAD", "--format=%(refname:strip=2)"])?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// Returns whether the repository of `path` lacks older commits, as a clone with `--depth` does.
pub fn is_shallow(path: &Path) -> bool {
    printed(&anchor(path).0, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|text| text.trim() == "true")
}

/// Returns the hash of the commit that a revision names in the repository of `path`.
///
/// # Errors
///
/// The reason why there is none.
pub fn commit_of(revision: &str, path: &Path) -> Result<String, NoCommit> {
    let folder = anchor(path).0;
    if is_option(revision) {
        return Err(NoCommit::Other(NO_REVISION.to_owned()));
    }
    printed(&folder, &["rev-parse", "--git-dir"]).map_err(NoCommit::Other)?;
    match hash(&format!("{revision}^{{commit}}"), &folder) {
        Ok(hash) => Ok(hash),
        Err(_) if is_shallow(path) => Err(NoCommit::Shallow(revision.to_owned())),
        Err(_) => Err(NoCommit::Unknown(revision.to_owned())),
    }
}

/// The reason why a revision has no commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoCommit {
    /// The repository does not have this revision.
    Unknown(String),
    /// The clone is shallow and does not have this revision.
    Shallow(String),
    /// The message of git, or the reason why oasmith does not ask it.
    Other(String),
}

impl fmt::Display for NoCommit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(revision) => write!(f, "the repository has no revision `{revision}`"),
            Self::Shallow(revision) => {
                write!(f, "the clone is shallow and has no revision `{revision}`; run `git fetch --unshallow --tags`")
            }
            Self::Other(reason) => f.write_str(reason),
        }
    }
}

/// Returns the hash of an object.
fn hash(object: &str, folder: &Path) -> Result<String, String> {
    printed(folder, &["rev-parse", "--verify", "--quiet", object]).map(|hash| hash.trim().to_owned())
}

const NO_REVISION: &str = "this is not a git revision";

/// Returns whether git would read a revision as an option.
fn is_option(revision: &str) -> bool {
    revision.starts_with('-')
}

/// Returns the output of a git command that runs in `folder`.
fn printed(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = git(folder).args(arguments).output();
    let output = output.map_err(|error| format!("oasmith can't run git: {error}"))?;
    let text = if output.status.success() { output.stdout } else { output.stderr };
    let text = String::from_utf8_lossy(&text).into_owned();
    if output.status.success() { Ok(text) } else { Err(text.trim().to_owned()) }
}

/// Returns a git command that runs in `folder`.
fn git(folder: &Path) -> Command {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut git = Command::new("git");
    // A hook of a linked worktree sets these, and git would then take `folder` for the top of the repository.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(name);
    }
    git.arg("-C").arg(folder).stdin(Stdio::null()).stderr(Stdio::piped());
    git
}

/// Returns the nearest directory that exists above `path`, and the rest of the path with slashes: git runs in a directory of
/// today, and the file of a revision may be in one that is gone.
fn anchor(path: &Path) -> (PathBuf, String) {
    let exists = |folder: &&Path| folder.as_os_str().is_empty() || folder.is_dir();
    let folder = path.ancestors().skip(1).find(exists).unwrap_or(Path::new(""));
    let rest = path.strip_prefix(folder).unwrap_or(path);
    (folder.to_owned(), rest.to_string_lossy().replace('\\', "/"))
}

/// Reads the file at `path` from a git revision.
///
/// # Errors
///
/// The message of git, or that git can't be run.
pub fn of_revision(revision: &str, path: &Path) -> Result<Vec<u8>, String> {
    if is_option(revision) {
        return Err(NO_REVISION.to_owned());
    }
    let (folder, rest) = anchor(path);
    let show = |revision: &str| {
        // `./` makes the path relative to the directory in which git runs.
        let output = git(&folder).arg("show").arg(format!("{revision}:./{rest}")).output();
        let output = output.map_err(|error| format!("oasmith can't run git: {error}"))?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        }
    };
    show(revision).or_else(|error| show(&commit_of_submodule(revision, &folder).ok_or(error)?))
}

/// Returns the commit of the submodule that contains `folder`, as a revision of the repository around it has it.
fn commit_of_submodule(revision: &str, folder: &Path) -> Option<String> {
    let place = |option| Some(PathBuf::from(printed(folder, &["rev-parse", option]).ok()?.trim()));
    let around = place("--show-superproject-working-tree").filter(|around| around.is_absolute())?;
    let top = place("--show-toplevel")?;
    let within = top.strip_prefix(&around).ok()?.to_string_lossy().replace('\\', "/");
    hash(&format!("{revision}:{within}"), &around).ok()
}

/// Returns the text of a file in that revision, if it exists there.
pub fn text_of_revision(revision: &str, path: &Path) -> Option<String> {
    String::from_utf8(of_revision(revision, path).ok()?).ok()
}

/// A git process that reads many files of one revision: starting one for each file would take longer than the reading.
#[derive(Debug)]
pub(super) struct Reader {
    /// The start of each request: the revision, and the directory of the files relative to git's.
    start: String,
    git: Child,
    requests: ChildStdin,
    responses: BufReader<ChildStdout>,
}

impl Reader {
    /// Starts git for the files below `folder`.
    pub(super) fn new(revision: &str, folder: &Path) -> Option<Self> {
        if is_option(revision) || revision.contains(['\n', ' ']) {
            return None;
        }
        let (anchor, rest) = anchor(&folder.join("file"));
        // Another repository than the one of the revision is a submodule.
        let revision = match hash(&format!("{revision}^{{commit}}"), &anchor) {
            Ok(commit) => commit,
            Err(_) => commit_of_submodule(revision, &anchor)?,
        };
        let mut command = git(&anchor);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut git = command.spawn().ok()?;
        let (requests, responses) = (git.stdin.take()?, BufReader::new(git.stdout.take()?));
        let start = format!("{revision}:./{}", rest.strip_suffix("file").unwrap_or_default());
        Some(Self { start, git, requests, responses })
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
        writeln!(self.requests, "{}{relative}", self.start).map_err(fail)?;
        self.requests.flush().map_err(fail)?;
        let mut head = String::new();
        self.responses.read_line(&mut head).map_err(fail)?;
        let words: Vec<&str> = head.split_whitespace().collect();
        let size = match words.as_slice() {
            [_, "blob", size] => size.parse::<usize>().ok(),
            _ => None,
        };
        let size = size.ok_or_else(|| format!("there is no `{}{relative}`", self.start))?;
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
