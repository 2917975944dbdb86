//! One file as the server has it, beside the stored one.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cli::update::Task;
use crate::location::Url;
use crate::source::fetch::{Failure, Policy, Server, Validators, is_header_value};
use crate::source::lock::{Entry, Lock, sha256};

/// The time limit for a file, in seconds, unless the settings have one.
const TIMEOUT: u64 = 60;

/// The highest time limit for a file, in seconds: a day.
const LONGEST: u64 = 24 * 60 * 60;

/// The time limit for all files of a document, in time limits for a file.
const FILES: u32 = 10;

/// A file as the server has it.
#[derive(Debug)]
pub(super) struct Remote {
    /// Where the file belongs.
    pub(super) path: PathBuf,
    /// The URL after redirects, against which its references resolve.
    pub(super) url: Url,
    pub(super) bytes: Vec<u8>,
    /// Whether the stored file has other bytes, or does not exist.
    pub(super) is_changed: bool,
    /// Whether the lock file has an entry for the stored file and this URL.
    pub(super) is_locked: bool,
    /// Its entry in the lock file.
    pub(super) entry: Entry,
    /// The status code and the media type of the response.
    pub(super) description: String,
}

/// The server of an API's document, and the time until which it may send files.
pub(super) struct Connection {
    pub(super) server: Server,
    deadline: Instant,
}

impl Connection {
    /// Returns the server of an API.
    pub(super) fn new(task: &Task<'_>) -> Result<Self, String> {
        let api = task.api;
        let source = api.source.as_deref().unwrap_or_default();
        let source = Url::parse(source).map_err(|problem| format!("`{source}` {problem}"))?;
        let authorization = api.fetch.authorization.as_deref().map(credential).transpose()?;
        if authorization.is_some() && !source.is_encrypted() && !source.is_loopback() {
            return Err("`fetch.authorization` needs a URL with `https`".to_owned());
        }
        let timeout = Duration::from_secs(api.fetch.timeout.unwrap_or(TIMEOUT).min(LONGEST));
        let policy = Policy {
            source,
            authorization,
            redirect_hosts: api.fetch.redirect_hosts.clone(),
            timeout,
            bytes: api.bounds().bytes,
        };
        Ok(Self { server: Server::new(policy), deadline: Instant::now() + timeout * FILES })
    }

    /// Fetches the file at `url`, which belongs to `path`.
    pub(super) fn fetch(&self, task: &Task<'_>, lock: &Lock, url: &Url, path: PathBuf) -> Result<Remote, String> {
        if Instant::now() > self.deadline {
            return Err(format!(
                "the server did not send all files of the document within {} seconds\n  raise `fetch.timeout` in the settings; {}",
                (self.server.policy.timeout * FILES).as_secs(),
                task.unchanged()
            ));
        }
        let stored = match std::fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        let key = key(&path, task.folder);
        let old = lock.entry(&key);
        let is_as_stored = stored.as_ref().zip(old).is_some_and(|(bytes, old)| sha256(bytes) == old.sha256);
        // Validators of other bytes would keep a document that someone edited.
        let same = old.filter(|old| is_as_stored && old.url == url.as_str());
        let known = same.map(Entry::validators).unwrap_or_default();
        let fetched = self.server.fetch(url, &known).map_err(|failure| self.message(task, &failure))?;
        let bytes = match (fetched.bytes, &stored) {
            (Some(bytes), _) => bytes,
            (None, Some(stored)) => stored.clone(),
            (None, None) => Vec::new(),
        };
        let is_changed = stored.as_ref() != Some(&bytes);
        let Validators { etag, last_modified } = fetched.validators;
        let entry = Entry { path: key, url: url.as_str().to_owned(), sha256: sha256(&bytes), etag, last_modified };
        let is_locked = same.is_some();
        let may_replace = path == task.api.document && may_replace(&path, old);
        if is_changed && stored.is_some() && !is_as_stored && !task.overwrite && !may_replace {
            return Err(format!(
                "`{}` is not as `oasmith update` stored it, and the server has another version\n  keep your changes in an \
                 overlay; then run `oasmith update --overwrite` to replace the file",
                path.display()
            ));
        }
        Ok(Remote { path, url: fetched.url, bytes, is_changed, is_locked, entry, description: fetched.description })
    }

    /// Returns the text of a failure, without the credential that a server may have sent back.
    fn message(&self, task: &Task<'_>, failure: &Failure) -> String {
        self.redacted(&format!("{}\n  {}; {}", failure.reason, failure.help, task.unchanged()))
    }

    /// Returns a text without the credential.
    pub(super) fn redacted(&self, text: &str) -> String {
        let Some(secret) = &self.server.policy.authorization else { return text.to_owned() };
        // The last word is the token.
        let words = [Some(secret.as_str()), secret.split_whitespace().next_back()];
        let words = words.into_iter().flatten().filter(|word| !word.is_empty());
        words.fold(text.to_owned(), |text, word| text.replace(word, "[redacted]"))
    }
}

/// Returns whether a document without an entry in the lock file may be replaced: git has it. A file that a document references
/// may be any file of the repository, such as an overlay.
fn may_replace(path: &Path, entry: Option<&Entry>) -> bool {
    entry.is_none() && crate::source::is_unchanged_since("HEAD", std::iter::once(path))
}

/// Returns the value of an environment variable as that of a header.
fn credential(variable: &str) -> Result<String, String> {
    let named = format!("the environment variable `{variable}`, which `fetch.authorization` names,");
    let value = std::env::var(variable).unwrap_or_default();
    let value = value.trim();
    if value.is_empty() {
        return Err(format!(
            "{named} is not set\n  set it to the value of the header `Authorization`, such as `Bearer abc`"
        ));
    }
    if !is_header_value(value) {
        return Err(format!("{named} is not the value of a header: it has control characters or is not ASCII"));
    }
    Ok(value.to_owned())
}

/// Returns the path of a file relative to the folder of the settings, with forward slashes.
fn key(path: &Path, folder: &Path) -> String {
    let within = path.strip_prefix(folder).unwrap_or(path);
    within.display().to_string().replace('\\', "/").trim_start_matches("./").to_owned()
}
