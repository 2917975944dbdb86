//! `oasmith update`: fetches documents, and regenerates the crates of those that changed.

mod candidate;
mod remote;
mod written;

use std::path::{Path, PathBuf};

use crate::cli::command;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::ApiConfig;
use crate::source::lock::Lock;
use crate::source::store;
use crate::text::nearest;

use remote::Remote;

/// The name of the lock file, in the folder of the settings.
const LOCK: &str = "oasmith.lock";

/// The options of `oasmith update`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Options {
    /// Names of the crates to update; by default, all whose settings have a `source`
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Report whether a document changed, with exit status 1, and write nothing
    #[arg(long, conflicts_with_all = ["overwrite", "report"])]
    check: bool,
    /// Replace stored documents that are not as `oasmith update` stored them
    #[arg(long)]
    overwrite: bool,
    /// Write the changes as Markdown to a file, for the text of a pull request
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// The settings of one API, and where its files belong.
struct Task<'t> {
    api: &'t ApiConfig,
    /// The folder of the settings.
    folder: &'t Path,
    overwrite: bool,
    /// Whether nothing may be written below the folder.
    check: bool,
}

/// Runs `oasmith update` for APIs of the settings at `config`.
pub(super) fn update(config: &Path, apis: &[ApiConfig], options: &Options, report: &Report) -> u8 {
    let folder = config.parent().unwrap_or(Path::new(""));
    let start = selected(apis, &options.names, config).and_then(|apis| Ok((apis, Lock::read(&folder.join(LOCK))?)));
    let (apis, mut lock) = match start {
        Ok(start) => start,
        Err(message) => {
            report.failure(&message);
            return REFUSED;
        }
    };
    let (mut status, mut updated) = (DONE, Vec::new());
    for api in apis {
        let task = Task { api, folder, overwrite: options.overwrite, check: options.check };
        let progress = report.progress();
        progress.set(&format!("fetching {}", api.source.as_deref().unwrap_or_default()));
        let remotes = candidate::fetched(&task, &lock, report);
        drop(progress);
        let result = remotes.and_then(|remotes| match options.check {
            true => Ok(checked(&task, &remotes, report)),
            false => {
                let is_changed = stored(&task, &remotes, &mut lock, report)?;
                let own = if is_changed { command::generate(std::slice::from_ref(api), None, false, report) } else { DONE };
                updated.extend(is_changed.then_some(api));
                Ok(own)
            }
        });
        match result {
            Ok(own) => status = status.max(own),
            Err(message) => {
                report.failure(&format!("{}: {message}", api.name));
                status = REFUSED;
            }
        }
    }
    if let Some(path) = &options.report
        && let Err(error) = std::fs::write(path, written::markdown(&updated, report))
    {
        report.failure(&format!("{}: {error}", path.display()));
        status = REFUSED;
    }
    status
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
    let changed: Vec<&Remote> = remotes.iter().filter(|remote| remote.is_changed).collect();
    let is_changed = !changed.is_empty();
    if !is_changed {
        unchanged(task, remotes, report);
    }
    if !is_changed && new == *lock {
        return Ok(false);
    }
    let text = new.text();
    // The main document, which is first, follows the files that it references.
    let mut files: Vec<(PathBuf, &[u8])> =
        changed.iter().rev().map(|it| (it.path.clone(), it.bytes.as_slice())).collect();
    files.push((task.folder.join(LOCK), text.as_bytes()));
    let existed: Vec<bool> = files.iter().map(|(path, _)| path.exists()).collect();
    store::replace(&files).map_err(|error| format!("oasmith can't store the document: {error}"))?;
    for ((path, _), existed) in files.iter().zip(existed) {
        report.wrote(path, !existed);
    }
    *lock = new;
    Ok(is_changed)
}
