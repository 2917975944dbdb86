//! `oasmith init`: creation of a repository around a document.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::cli::generate::{generate, loaded};
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::ApiConfig;
use crate::init::{self, Generator, Plan};
use crate::location::Url;
use crate::source::Document;

/// Where the repository gets the document and oasmith from.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Origins {
    /// The URL from which `oasmith update` fetches the document; the workflow `update` then does so each week
    #[arg(long, value_name = "URL", value_parser = url)]
    source: Option<String>,
    /// The folder of oasmith's crate, such as `codegen` of a clone, instead of the release on crates.io
    #[arg(long, value_name = "DIR", conflicts_with_all = ["git", "rev"])]
    path: Option<PathBuf>,
    /// The git repository of oasmith, instead of the release on crates.io
    #[arg(long, value_name = "URL", requires = "rev")]
    git: Option<String>,
    /// The commit or the tag in the git repository
    #[arg(long, value_name = "REV", requires = "git")]
    rev: Option<String>,
}

fn url(text: &str) -> Result<String, String> {
    Url::parse(text).map(|_| text.to_owned()).map_err(|problem| format!("it {problem}"))
}

impl Origins {
    /// Returns where a repository in `folder` gets oasmith from.
    fn generator(&self, folder: &Path) -> Result<Generator, String> {
        let generator = match (&self.path, &self.git, &self.rev) {
            (Some(path), ..) => {
                let manifest = path.join("Cargo.toml");
                if !manifest.is_file() {
                    return Err(format!(
                        "{}: there is no such file\n  pass the folder `codegen` of a clone of oasmith",
                        manifest.display()
                    ));
                }
                Generator::Path(relative(path, folder)?)
            }
            (None, Some(url), Some(rev)) => Generator::Git { url: url.clone(), rev: rev.clone() },
            _ => Generator::Registry,
        };
        let texts = match &generator {
            Generator::Registry => Vec::new(),
            Generator::Path(path) => vec![path.clone()],
            Generator::Git { url, rev } => vec![url.clone(), rev.clone()],
        };
        // These are arguments of commands in the workflows.
        for text in texts {
            if text.starts_with('-') || text.contains(char::is_control) {
                return Err(format!(
                    "`{text}` begins with a hyphen, or contains a control character; nothing was written"
                ));
            }
        }
        Ok(generator)
    }
}

/// Returns `path` relative to `folder`, with forward slashes.
fn relative(path: &Path, folder: &Path) -> Result<String, String> {
    let names = |path: &Path| -> Result<Vec<String>, String> {
        let absolute = std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut names = Vec::new();
        for component in absolute.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => drop(names.pop()),
                other => names.push(other.as_os_str().to_string_lossy().into_owned()),
            }
        }
        Ok(names)
    };
    let (path, folder) = (names(path)?, names(folder)?);
    let shared = path.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        // On another drive.
        return Ok(path.join("/"));
    }
    let up = folder[shared..].iter().map(|_| "..");
    Ok(up.chain(path[shared..].iter().map(String::as_str)).collect::<Vec<_>>().join("/"))
}

/// Creates a repository in `folder` and generates the crate in it. Overwrites no file.
pub(super) fn init(spec: &Path, folder: &Path, name: Option<String>, origins: &Origins, report: &Report) -> u8 {
    match set_up(spec, folder, name, origins, report) {
        Ok(status) => status,
        Err(message) => {
            report.failure(&message);
            REFUSED
        }
    }
}

fn set_up(spec: &Path, folder: &Path, name: Option<String>, origins: &Origins, report: &Report) -> Result<u8, String> {
    let generator = origins.generator(folder)?;
    let requested = ApiConfig::new(spec, folder.join("generated"), name.unwrap_or_default());
    let requested = ApiConfig { source: origins.source.clone(), ..requested };
    let Some((document, config)) = loaded(&requested, report) else { return Ok(REFUSED) };
    let generation = document.generate(&config);
    let Some(generated) = &generation.result else {
        report.diagnostics(&generation.document, &generation.diagnostics);
        return Err(format!("{}: the document has errors; nothing was written", spec.display()));
    };
    let file_name = spec.file_name().ok_or_else(|| format!("{}: not a file", spec.display()))?;
    // The workflow file contains the name too, where other characters would need quoting.
    let plain = |it: char| if it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_') { it } else { '-' };
    let stored: String = file_name.to_string_lossy().chars().map(plain).collect();
    let stored = format!("spec/{}", stored.trim_start_matches(['.', '-']));
    let has_operations = generated.counts.operations > 0;
    let files = init::files(&Plan { config: &config, document: &stored, generator, has_operations });
    let fail = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let in_the_way = |path: &PathBuf| path.exists();
    let paths: Vec<PathBuf> = files.iter().map(|file| folder.join(&file.path)).collect();
    if let Some(path) = paths.iter().find(|path| in_the_way(path)) {
        return Err(format!("{} already exists; nothing was written", path.display()));
    }
    let bytes = fs::read(spec).map_err(|error| fail(spec, error))?;
    let write = |path: &Path, bytes: &[u8]| {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).and_then(|()| fs::write(path, bytes)).map_err(|error| fail(path, error))
    };
    let others = referred(&generation.document, spec)?;
    for (file, path) in files.iter().zip(&paths) {
        write(path, file.text.as_bytes())?;
        report.wrote(path, true);
    }
    let place = folder.join(&stored);
    // The document may already be in `spec/`.
    if !place.exists() {
        write(&place, &bytes)?;
        report.wrote(&place, true);
    }
    for (from, within) in others {
        let place = folder.join("spec").join(within);
        if !place.exists() {
            write(&place, &fs::read(&from).map_err(|error| fail(&from, error))?)?;
            report.wrote(&place, true);
        }
    }
    let config = ApiConfig { document: place, workspace_member: true, ..config };
    let status = generate(&[config], None, false, report);
    if status == DONE {
        let there = if folder == Path::new(".") { String::new() } else { format!("cd {} && ", folder.display()) };
        report.note(&format!("next: {there}cargo test"));
    }
    Ok(status)
}

/// Returns the other files of the document, each with its path and its path relative to the document's directory.
fn referred(document: &Document, spec: &Path) -> Result<Vec<(PathBuf, PathBuf)>, String> {
    let parent = spec.parent().unwrap_or(Path::new(""));
    let files = document.files.iter().skip(1).map(|file| match file.path.strip_prefix(parent) {
        Ok(within) => Ok((file.path.clone(), within.to_owned())),
        Err(_) => Err(format!("{} is outside the document's directory; nothing was written", file.name)),
    });
    files.collect()
}
