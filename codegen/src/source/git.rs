//! Reading files and tags of a git repository, to compare a document with an earlier version.

mod reader;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(super) use reader::Reader;

use crate::source::Bounds;

/// The number of files above which git compares directories instead of files.
const FEW: usize = 20;

/// Returns whether each of these files is unchanged since a revision, or exists in neither.
pub fn is_unchanged_since<'p>(revision: &str, paths: impl Iterator<Item = &'p Path>) -> bool {
    let paths: Vec<&Path> = paths.collect();
    if paths.len() <= FEW {
        return paths.iter().all(|path| of_revision(revision, path, u64::MAX).ok() == std::fs::read(path).ok());
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
    output(folder, arguments).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn output(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = git(folder).args(arguments).output();
    let output = output.map_err(|error| format!("oasmith can't run git: {error}"))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

/// The settings without which a document's folder could run commands: git takes a folder with the files of a bare repository for
/// one, with the settings in it, and such a folder can be committed like any other.
const SAFE: [&str; 2] = ["safe.bareRepository=explicit", "core.fsmonitor=false"];

/// Returns a git command that runs in `folder`.
fn git(folder: &Path) -> Command {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut git = Command::new("git");
    // A hook of a linked worktree sets these, and git would then take `folder` for the top of the repository.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(name);
    }
    // A promisor remote, which the repository names, runs commands to fetch an object.
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0");
    for setting in SAFE {
        git.args(["-c", setting]);
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

/// Reads the file at `path` from a git revision, if it has at most `most` bytes.
///
/// # Errors
///
/// The message of git, that the file is larger, or that git can't be run.
pub fn of_revision(revision: &str, path: &Path, most: u64) -> Result<Vec<u8>, String> {
    if is_option(revision) {
        return Err(NO_REVISION.to_owned());
    }
    let (folder, rest) = anchor(path);
    let read = |revision: &str| {
        // `./` makes the path relative to the directory in which git runs.
        let object = format!("{revision}:./{rest}");
        let size = printed(&folder, &["cat-file", "-s", &object])?;
        if size.trim().parse::<u64>().is_ok_and(|size| size > most) {
            return Err(format!("it has more than {most} bytes"));
        }
        output(&folder, &["cat-file", "blob", &object])
    };
    read(revision).or_else(|error| read(&commit_of_submodule(revision, &folder).ok_or(error)?))
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
    String::from_utf8(of_revision(revision, path, Bounds::default().bytes).ok()?).ok()
}
