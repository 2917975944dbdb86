//! `oasmith update`: fetches documents, and regenerates the crates of those that changed.

mod candidate;
mod permission;
mod remote;
mod written;

use std::path::{Path, PathBuf};

use crate::cli::generate;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED, UNKNOWN};
use crate::config::ApiConfig;
use crate::source::lock::Lock;
use crate::source::store;
use crate::text::nearest;

use remote::Remote;

/// The name of the lock file, in the folder of the settings.
const LOCK: &str = "oasmith.lock";

/// How many of the stored files are shown.
const SHOWN: usize = 30;

/// The options of `oasmith update`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Options {
    /// Names of the crates to update; by default, all whose settings have a `source`
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Report whether a document changed, and write nothing: exit status 1 if one did, 3 if that is unknown
    #[arg(long, conflicts_with_all = ["overwrite", "report"])]
    check: bool,
    /// Replace stored documents that are not as `oasmith update` stored them
    #[arg(long)]
    overwrite: bool,
    /// Write the changes as Markdown to a file, for the text of a pull request
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Options {
    /// Returns the exit status after a failure.
    pub(super) fn failure(&self) -> u8 {
        if self.check { UNKNOWN } else { REFUSED }
    }
}

/// The settings of one API, and where its files belong.
struct Task<'t> {
    api: &'t ApiConfig,
    /// All APIs of the settings.
    all: &'t [ApiConfig],
    /// The folder of the settings.
    folder: &'t Path,
    overwrite: bool,
    /// Whether nothing may be written below the folder.
    check: bool,
}

impl Task<'_> {
    /// Returns the end of a message about a failure: other crates may have been updated.
    fn unchanged(&self) -> String {
        format!("nothing of `{}` was changed", self.api.name)
    }
}

/// Runs `oasmith update` for APIs of the settings at `config`.
pub(super) fn update(config: &Path, apis: &[ApiConfig], options: &Options, report: &Report) -> u8 {
    let (all, folder) = (apis, config.parent().unwrap_or(Path::new("")));
    let start = selected(apis, &options.names, config).and_then(|apis| Ok((apis, Lock::read(&folder.join(LOCK))?)));
    let (apis, mut lock) = match start {
        Ok(start) => start,
        Err(message) => {
            report.failure(&message);
            return options.failure();
        }
    };
    let task = |api| Task { api, all, folder, overwrite: options.overwrite, check: options.check };
    let tasks: Vec<Task<'_>> = apis.into_iter().map(task).collect();
    // Several crates may share a document: compare all before one is stored.
    let fetched: Vec<_> = tasks.iter().map(|task| (task, fetched(task, &lock, report))).collect();
    let refused: Vec<&ApiConfig> = fetched.iter().filter(|(_, it)| it.is_none()).map(|(task, _)| task.api).collect();
    let (mut status, mut updated) = (if refused.is_empty() { DONE } else { options.failure() }, Vec::new());
    for (task, remotes) in fetched.iter().filter_map(|(task, remotes)| Some((task, remotes.as_ref()?))) {
        let shared = refused.iter().find(|api| remotes.iter().any(|it| it.is_changed && it.path == api.document));
        let result = match shared {
            _ if options.check => Ok(None),
            Some(other) => Err(format!(
                "`{}` is also the document of `{}`, which refuses it; {}",
                other.document.display(),
                other.name,
                task.unchanged()
            )),
            None => stored(task, remotes, &mut lock, report).map(Some),
        };
        match result {
            Ok(None) => status = status.max(checked(task, remotes, report)),
            Ok(Some(false)) => unchanged(task, remotes, report),
            Ok(Some(true)) => updated.push(task.api),
            Err(message) => {
                report.failure(&format!("{}: {message}", task.api.name));
                status = REFUSED;
            }
        }
    }
    for api in &updated {
        status = status.max(generate::generate(std::slice::from_ref(*api), None, false, report));
    }
    if let Some(path) = &options.report
        && let Err(error) = std::fs::write(path, written::markdown(&updated, report))
    {
        report.failure(&format!("{}: {error}", path.display()));
        status = REFUSED;
    }
    status
}

/// Fetches the files of an API, and reports the reason if they can't be used.
fn fetched(task: &Task<'_>, lock: &Lock, report: &Report) -> Option<Vec<Remote>> {
    let progress = report.progress();
    progress.set(&format!("fetching {}", task.api.source.as_deref().unwrap_or_default()));
    let fetched = candidate::fetched(task, lock, report);
    drop(progress);
    fetched.map_err(|message| report.failure(&format!("{}: {message}", task.api.name))).ok()
}

/// Returns the APIs with these names, or else all with a `source`.
fn selected<'a>(apis: &'a [ApiConfig], names: &[String], config: &Path) -> Result<Vec<&'a ApiConfig>, String> {
    let config = config.display();
    if names.is_empty() {
        let selected: Vec<&ApiConfig> = apis.iter().filter(|api| api.source.is_some()).collect();
        return match selected.is_empty() {
            true => Err(format!(
                "{config}: no `[[api]]` has a `source`\n  set `source` to the URL from which to fetch the document"
            )),
            false => Ok(selected),
        };
    }
    let known: Vec<&str> = apis.iter().map(|api| api.name.as_str()).collect();
    let named = names.iter().map(|name| match apis.iter().find(|api| api.name == *name) {
        Some(api) if api.source.is_some() => Ok(api),
        Some(_) => Err(format!(
            "{config}: `{name}` has no `source`\n  set `source` to the URL from which to fetch the document"
        )),
        None => {
            let near = nearest(name, &known).map(|near| format!("did you mean `{near}`?"));
            let near = near.unwrap_or_else(|| format!("the names are {}", known.join(", ")));
            Err(format!("{config}: no `[[api]]` has the name `{name}`; {near}"))
        }
    });
    named.collect()
}

/// Reports whether the files of an API changed.
fn checked(task: &Task<'_>, remotes: &[Remote], report: &Report) -> u8 {
    let mut status = DONE;
    for remote in remotes.iter().filter(|remote| remote.is_changed) {
        report.note(&format!("{}: {} changed at {}", task.api.name, remote.entry.path, remote.url));
        status = REFUSED;
    }
    if status == DONE {
        unchanged(task, remotes, report);
    }
    status
}

fn unchanged(task: &Task<'_>, remotes: &[Remote], report: &Report) {
    for main in remotes.iter().take(1) {
        report.note(&format!("{}: no change at {}", task.api.name, main.url));
    }
}

/// Stores the changed files and the lock file. Returns whether a document changed.
fn stored(task: &Task<'_>, remotes: &[Remote], lock: &mut Lock, report: &Report) -> Result<bool, String> {
    let mut new = lock.clone();
    remotes.iter().filter(|remote| remote.is_changed || !remote.is_locked).for_each(|it| new.set(it.entry.clone()));
    // Another crate with the same document may have stored it.
    let is_stored = |remote: &Remote| std::fs::read(&remote.path).is_ok_and(|bytes| bytes == remote.bytes);
    // The main document, which is first, follows the files that it references.
    let changed = remotes.iter().rev().filter(|remote| remote.is_changed && !is_stored(remote));
    let mut files: Vec<(PathBuf, &[u8])> = changed.map(|it| (it.path.clone(), it.bytes.as_slice())).collect();
    let (documents, text) = (files.len(), new.text());
    if new != *lock {
        files.push((task.folder.join(LOCK), text.as_bytes()));
    }
    let existed: Vec<bool> = files.iter().map(|(path, _)| path.exists()).collect();
    store::replace(&files).map_err(|error| format!("oasmith can't store the document: {error}"))?;
    let wrote = |at: usize| report.wrote(&files[at].0, !existed[at]);
    (0..documents).rev().take(SHOWN).for_each(wrote);
    if documents > SHOWN {
        report.note(&format!("           and {} more", documents - SHOWN));
    }
    (documents..files.len()).for_each(wrote);
    *lock = new;
    Ok(remotes.iter().any(|remote| remote.is_changed))
}
