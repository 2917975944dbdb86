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
    /// Names of the crates to update; by default, all whose settings have a `source` or a `url`
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

/// The settings of one document, and where its files belong.
struct Task<'t> {
    /// The settings of its API, as those of this document alone.
    api: &'t ApiConfig,
    /// The settings of its API.
    whole: &'t ApiConfig,
    /// All APIs of the settings.
    all: &'t [ApiConfig],
    /// The folder of the settings.
    folder: &'t Path,
    overwrite: bool,
    /// Whether nothing may be written below the folder.
    check: bool,
}

impl Task<'_> {
    /// Returns the end of a message about a failure: other crates, and other documents of the crate, may have been updated.
    fn unchanged(&self) -> String {
        match self.whole.has_documents() {
            true => format!("`{}` was not changed", self.api.document.display()),
            false => format!("nothing of `{}` was changed", self.api.name),
        }
    }
}

/// Runs `oasmith update` for APIs of the settings at `config`.
pub(super) fn update(config: &Path, apis: &[ApiConfig], options: &Options, report: &Report) -> u8 {
    let (all, folder) = (apis, config.parent().unwrap_or(Path::new("")));
    let start = selected(apis, &options.names, config).and_then(|apis| {
        let documents = apis.into_iter().map(documents).collect::<Result<Vec<_>, _>>()?;
        Ok((documents, Lock::read(&folder.join(LOCK))?))
    });
    let (documents, lock) = match start {
        Ok(start) => start,
        Err(message) => {
            report.failure(&message);
            return options.failure();
        }
    };
    let task = |whole, api| Task { api, whole, all, folder, overwrite: options.overwrite, check: options.check };
    let tasks = documents.iter().flat_map(|(whole, each)| each.iter().map(|api| task(*whole, api))).collect();
    let (mut status, updated) = all_fetched(tasks, lock, options, report);
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

/// Returns an API with the settings of each document that has a URL.
fn documents(api: &ApiConfig) -> Result<(&ApiConfig, Vec<ApiConfig>), String> {
    let parts = api.fetched_parts().map_err(|message| format!("{}: {message}", api.name))?;
    let each = parts.iter().map(|part| api.of_part(part)).collect();
    Ok((api, if api.has_documents() { each } else { vec![api.clone()] }))
}

/// Fetches all documents, and stores those that changed and can be used. Returns the exit status, and the APIs with a changed
/// document.
fn all_fetched<'t>(
    tasks: Vec<Task<'t>>,
    mut lock: Lock,
    options: &Options,
    report: &Report,
) -> (u8, Vec<&'t ApiConfig>) {
    // Several crates may share a document: compare all before one is stored.
    let fetched: Vec<_> = tasks.iter().map(|task| (task, fetched(task, &lock, report))).collect();
    let refused: Vec<&ApiConfig> = fetched.iter().filter(|(_, it)| it.is_none()).map(|(task, _)| task.api).collect();
    let mut status = if refused.is_empty() { DONE } else { options.failure() };
    let (mut updated, mut same): (Vec<&ApiConfig>, Vec<(&Task<'_>, &Vec<Remote>)>) = Default::default();
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
            Ok(None) if changed(task, remotes, report) => status = status.max(REFUSED),
            Ok(None | Some(false)) => same.push((task, remotes)),
            Ok(Some(true)) if updated.last().is_some_and(|last| std::ptr::eq(*last, task.whole)) => {}
            Ok(Some(true)) => updated.push(task.whole),
            Err(message) => {
                report.failure(&format!("{}: {message}", task.api.name));
                status = REFUSED;
            }
        }
    }
    for of_api in same.chunk_by(|(one, _), (other, _)| std::ptr::eq(one.whole, other.whole)) {
        unchanged(of_api, report);
    }
    (status, updated)
}

/// Fetches the files of an API, and reports the reason if they can't be used.
fn fetched(task: &Task<'_>, lock: &Lock, report: &Report) -> Option<Vec<Remote>> {
    let progress = report.progress();
    progress.set(&format!("fetching {}", task.api.source.as_deref().unwrap_or_default()));
    let fetched = candidate::fetched(task, lock, report);
    drop(progress);
    fetched.map_err(|message| report.failure(&format!("{}: {message}", task.api.name))).ok()
}

/// Returns the APIs with these names, or else all with a URL.
fn selected<'a>(apis: &'a [ApiConfig], names: &[String], config: &Path) -> Result<Vec<&'a ApiConfig>, String> {
    let config = config.display();
    if names.is_empty() {
        let selected: Vec<&ApiConfig> = apis.iter().filter(|api| api.is_fetched()).collect();
        return match selected.is_empty() {
            true => Err(format!(
                "{config}: no `[[api]]` has a `source`, or a `url` in `documents`\n  set `source` to the URL from which to fetch the document"
            )),
            false => Ok(selected),
        };
    }
    let known: Vec<&str> = apis.iter().map(|api| api.name.as_str()).collect();
    let named = names.iter().map(|name| match apis.iter().find(|api| api.name == *name) {
        Some(api) if api.is_fetched() => Ok(api),
        Some(api) if api.has_documents() => Err(format!(
            "{config}: `documents` of `{name}` has no `url`\n  write `{{ path = \"a.yaml\", url = \"https://example.com/a.yaml\" }}` for \
             each document to fetch"
        )),
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

/// Reports the files of a document that changed. Returns whether there are any.
fn changed(task: &Task<'_>, remotes: &[Remote], report: &Report) -> bool {
    for remote in remotes.iter().filter(|remote| remote.is_changed) {
        report.note(&format!("{}: {} changed at {}", task.api.name, remote.entry.path, remote.url));
    }
    remotes.iter().any(|remote| remote.is_changed)
}

/// Reports the documents of an API that did not change.
fn unchanged(documents: &[(&Task<'_>, &Vec<Remote>)], report: &Report) {
    let Some((task, remotes)) = documents.first() else { return };
    let name = &task.api.name;
    match (documents.len(), remotes.first()) {
        (1, Some(main)) => report.note(&format!("{name}: no change at {}", main.url)),
        (count, _) => report.note(&format!("{name}: no change of {count} documents")),
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
