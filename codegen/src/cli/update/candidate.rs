//! The fetched files of a document, from which a crate can be generated.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use crate::cli::report::Report;
use crate::cli::update::Task;
use crate::cli::update::permission::may_store;
use crate::cli::update::remote::{Connection, Remote};
use crate::config::ApiConfig;
use crate::diagnostic::{Code, Diagnostic};
use crate::emit::Output;
use crate::location::Url;
use crate::source::Document;
use crate::source::fetch::{BROWSER, beginning};
use crate::source::lock::Lock;
use crate::{Generation, Loaded, emit, listing_of, missing_files, read_alone};

/// Fetches the document of an API, the main file first. If it changed, generates a crate from it in memory.
///
/// # Errors
///
/// If a file can't be fetched, or no crate can be generated.
pub(super) fn fetched(task: &Task<'_>, lock: &Lock, report: &Report) -> Result<Vec<Remote>, String> {
    let connection = Connection::new(task)?;
    let source = connection.server.policy.source.clone();
    let main = connection.fetch(task, lock, &source, task.api.document.clone())?;
    let bytes = main.bytes.clone();
    let (staging, remotes) = match task.api.fetch.references {
        false => (None, vec![main]),
        true => {
            let staging = Staging::new(task)?;
            let remotes = staging.completed(&connection, main, lock, report)?;
            (Some(staging), remotes)
        }
    };
    if remotes.iter().any(|remote| remote.is_changed) {
        let candidate = match &staging {
            None => generated(task.api, bytes),
            Some(staging) => staging.generated(bytes),
        };
        can_be_used(task, &candidate, &remotes, report).map_err(|message| connection.redacted(&message))?;
    }
    Ok(remotes)
}

/// A fetched document.
struct Candidate {
    document: Document,
    diagnostics: Vec<Diagnostic>,
    /// The files of the crate, none for one of several documents: the others decide them too. `None` if there are errors.
    outputs: Option<Vec<Output>>,
}

/// Generates a crate from the bytes of the document, in memory.
fn generated(api: &ApiConfig, bytes: Vec<u8>) -> Candidate {
    let loaded = Loaded::parse_within(&api.document, bytes, api.bounds()).patched(&api.overlays);
    let loaded = loaded.named_as(listing_of(api));
    if api.module.is_empty() {
        let Generation { document, diagnostics, result } = loaded.generate(api);
        return Candidate { document, diagnostics, outputs: result.map(|it| it.outputs) };
    }
    let ((document, diagnostics), is_usable) = read_alone(loaded, api);
    Candidate { document, diagnostics, outputs: is_usable.then(Vec::new) }
}

/// Returns why no crate can be generated or written.
fn can_be_used(task: &Task<'_>, candidate: &Candidate, remotes: &[Remote], report: &Report) -> Result<(), String> {
    let is_syntax = |code| matches!(code, Code::Syntax | Code::NotOpenapi);
    for diagnostic in candidate.diagnostics.iter().filter(|it| is_syntax(it.code)) {
        let file = candidate.document.files.get(diagnostic.file.unwrap_or_default());
        let Some(remote) = file.and_then(|file| remotes.iter().find(|it| it.path == file.path)) else { continue };
        let start = beginning(&remote.bytes);
        let message =
            format!("{}: the response is not an OpenAPI document ({}{start})", remote.url, remote.description);
        let is_markup = remote.bytes.trim_ascii_start().starts_with(b"<") || remote.bytes.trim_ascii().is_empty();
        if is_markup || diagnostic.code == Code::NotOpenapi {
            return Err(format!("{message}\n  {BROWSER}; {}", task.unchanged()));
        }
        report.diagnostics(&candidate.document, &candidate.diagnostics);
        return Err(format!(
            "{message}\n  run `oasmith update` again later, or report the error to the vendor; {}",
            task.unchanged()
        ));
    }
    let Some(outputs) = &candidate.outputs else {
        report.diagnostics(&candidate.document, &candidate.diagnostics);
        let main = remotes.iter().map(|it| format!("{} ({})", it.url, it.description)).next().unwrap_or_default();
        return Err(format!(
            "{main}: the document has errors\n  correct them in an overlay or in the settings, or report them to the vendor; {}",
            task.unchanged()
        ));
    };
    let fail = |error: std::io::Error| format!("{}: {error}", task.api.out.display());
    let changes = emit::compare(&task.api.out, outputs).map_err(fail)?;
    match changes.in_the_way.first() {
        None => Ok(()),
        Some(path) => Err(format!(
            "{} already exists, and oasmith did not generate it\n  move the file; {}",
            task.api.out.join(path).display(),
            task.unchanged()
        )),
    }
}

/// The maximum length of a chain of files that each reference the next: each step reads all files again.
const LONGEST_CHAIN: usize = 50;

/// A temporary folder with all files of the document, from which a crate is generated before any file is stored.
struct Staging<'t> {
    task: &'t Task<'t>,
    staging: TempDir,
    /// The folder of the stored document.
    folder: &'t Path,
}

impl<'t> Staging<'t> {
    fn new(task: &'t Task<'t>) -> Result<Self, String> {
        let folder = task.api.document.parent().unwrap_or(Path::new(""));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".oasmith-").suffix(".tmp");
        // In a folder beside the document's, references to `..` lead where they will lead later.
        let beside = folder.parent().filter(|_| folder != task.folder && !task.check && folder.exists());
        let beside = beside.map(|it| if it.as_os_str().is_empty() { Path::new(".") } else { it });
        let staging = beside.map_or_else(|| builder.tempdir(), |beside| builder.tempdir_in(beside));
        let staging = staging.map_err(|error| format!("oasmith can't create a temporary folder: {error}"))?;
        Ok(Self { task, staging, folder })
    }

    /// Fetches the referenced files, until none is missing. Returns all files, the main file first.
    fn completed(
        &self,
        connection: &Connection,
        main: Remote,
        lock: &Lock,
        report: &Report,
    ) -> Result<Vec<Remote>, String> {
        let bounds = self.task.api.bounds();
        let name = main.path.file_name().unwrap_or_default().to_owned();
        let staged = ApiConfig { document: self.staging.path().join(&name), ..self.task.api.clone() };
        let base = main.url.clone();
        let mut sum = main.bytes.len() as u64;
        self.write(Path::new(&name), &main.bytes)?;
        let mut remotes = BTreeMap::from([(PathBuf::new(), main)]);
        for _ in 0..=LONGEST_CHAIN {
            let missing = missing_files(&staged).map_err(|error| format!("{}: {error}", staged.document.display()))?;
            let (inside, outside): (Vec<_>, Vec<_>) = missing.iter().partition(|path| self.within(path).is_some());
            let inside = inside.into_iter().filter_map(|path| self.within(path));
            let missing: Vec<PathBuf> = inside.filter(|within| !remotes.contains_key(within)).collect();
            if missing.is_empty() {
                self.warn_of(&outside, report);
                return Ok(remotes.into_values().collect());
            }
            for within in missing {
                let (path, url) = (self.folder.join(&within), of_file(&base, &within)?);
                may_store(self.task, self.folder, &within)?;
                let remote = connection.fetch(self.task, lock, &url, path)?;
                sum = sum.saturating_add(remote.bytes.len() as u64);
                if sum > bounds.bytes || remotes.len() >= bounds.files {
                    return Err(format!(
                        "the document has more than {} bytes or {} files\n  if this is right, raise `bounds` in the settings; \
                         {}",
                        bounds.bytes,
                        bounds.files,
                        self.task.unchanged()
                    ));
                }
                self.write(&within, &remote.bytes)?;
                remotes.insert(within, remote);
            }
        }
        Err(format!(
            "files of the document reference each other in a chain of more than {LONGEST_CHAIN}\n  without `fetch.references`, \
             oasmith fetches no referenced file; {}",
            self.task.unchanged()
        ))
    }

    fn warn_of(&self, outside: &[&PathBuf], report: &Report) {
        for path in outside {
            report.warning(&format!(
                "{}: the document references `{}`, outside of its folder; oasmith does not fetch it",
                self.task.api.name,
                path.display()
            ));
        }
    }

    /// Generates a crate from the staged files.
    fn generated(&self, bytes: Vec<u8>) -> Candidate {
        let name = self.task.api.document.file_name().unwrap_or_default();
        let api = ApiConfig { document: self.staging.path().join(name), ..self.task.api.clone() };
        let mut candidate = generated(&api, bytes);
        // Diagnostics name the files as they will be stored.
        for file in &mut candidate.document.files {
            if let Some(within) = self.within(&file.path) {
                file.path = self.folder.join(within);
                file.name = file.path.display().to_string().replace('\\', "/");
            }
        }
        candidate
    }

    /// Returns the path of a staged file relative to the document's folder.
    fn within(&self, path: &Path) -> Option<PathBuf> {
        let within = path.strip_prefix(self.staging.path()).ok()?;
        let is_plain = within.components().all(|it| matches!(it, Component::Normal(_)));
        is_plain.then(|| within.to_owned()).filter(|it| !it.as_os_str().is_empty())
    }

    fn write(&self, within: &Path, bytes: &[u8]) -> Result<(), String> {
        let path = self.staging.path().join(within);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, bytes));
        written.map_err(|error| format!("{}: {error}", path.display()))
    }
}

/// Returns the URL of a file with this path relative to the document at `base`.
fn of_file(base: &Url, within: &Path) -> Result<Url, String> {
    let names: Vec<String> = within.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    base.below(names.iter().map(String::as_str)).map_err(|problem| format!("`{}` {problem}", within.display()))
}
