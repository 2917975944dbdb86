//! A git process that reads many files.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::{anchor, commit_of_submodule, git, hash, is_option};

/// The maximum length of a path.
const LONGEST: usize = 4096;

/// A git process that reads many files of one revision: starting one for each file would take longer than the reading.
#[derive(Debug)]
pub(in crate::source) struct Reader {
    /// The start of each request: the revision, and the directory of the files relative to git's.
    start: String,
    git: Child,
    requests: ChildStdin,
    responses: BufReader<ChildStdout>,
}

impl Reader {
    /// Starts git for the files below `folder`.
    pub(in crate::source) fn new(revision: &str, folder: &Path) -> Option<Self> {
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

    /// Reads the file at `path`, relative to the directory, from the revision, if it has at most `most` bytes.
    ///
    /// Source: git-cat-file(1), "BATCH OUTPUT".
    pub(in crate::source) fn read(&mut self, path: &Path, most: u64) -> Result<Vec<u8>, String> {
        let relative = path.to_string_lossy().replace('\\', "/");
        if relative.contains('\n') {
            return Err("its name contains a line end".to_owned());
        }
        if relative.len() > LONGEST {
            return Err(format!("its name has more than {LONGEST} bytes"));
        }
        let object = format!("{}{relative}", self.start);
        let fail = |error: io::Error| format!("git failed: {error}");
        writeln!(self.requests, "{object}").and_then(|()| self.requests.flush()).map_err(fail)?;
        let mut head = String::new();
        self.responses.read_line(&mut head).map_err(fail)?;
        let Some((kind, size)) = contents(&head) else { return Err(format!("there is no `{object}`")) };
        if kind == "blob" && size <= most {
            let mut bytes = Vec::new();
            let length = (&mut self.responses).take(size).read_to_end(&mut bytes).map_err(fail)?;
            return match self.skip(1) {
                Ok(()) if length as u64 == size => Ok(bytes),
                _ => Err("git ended".to_owned()),
            };
        }
        // The next response follows the contents, and a line feed.
        self.skip(size.saturating_add(1)).map_err(fail)?;
        match kind {
            "blob" => Err(format!("it has more than {most} bytes")),
            _ => Err(format!("`{object}` is not a file")),
        }
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.responses).take(length), &mut io::sink())?;
        if skipped == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// Returns the type and the size of the contents that follow this line; `None` if it only states that there are none.
fn contents(head: &str) -> Option<(&str, u64)> {
    let mut words = head.split_whitespace().rev();
    let size = words.next()?.parse().ok()?;
    let kind = words.next()?;
    ["blob", "tree", "commit", "tag"].contains(&kind).then_some((kind, size))
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Don't wait for git to notice the closed pipe.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}
