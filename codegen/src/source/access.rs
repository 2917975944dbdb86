//! Access to referenced files: those in the document's directory, and those that the settings allow.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use fluent_uri::UriRef;

use crate::diagnostic::{Diagnostics, Severity};
use crate::location::{Pointer, percent_decoded};
use crate::source::git::Reader;
use crate::source::{Document, Node, stored};

/// The directories and copies from which oasmith reads referenced files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Directories besides the document's own.
    pub folders: Vec<PathBuf>,
    /// Stored copies of referenced URLs, by URL prefix.
    pub copies: BTreeMap<String, PathBuf>,
    /// The git revision to read from; `None` for the disk.
    pub revision: Option<String>,
}

/// The reason why a reference to a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The problem, as a sentence.
    pub reason: String,
    /// Advice on how to mend it.
    pub help: Option<&'static str>,
}

impl Refused {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: None }
    }
}

impl Document {
    /// Returns the index of the file that `reference` in the file `from` names, reading the file if necessary.
    pub(crate) fn file_of(
        &mut self,
        reference: &str,
        from: usize,
        access: &Access,
        diagnostics: &mut Diagnostics,
    ) -> Result<usize, Refused> {
        let path = self.path_of(reference, from, access)?;
        if let Some(number) = self.numbers().get(&path) {
            return Ok(*number);
        }
        if self.files.len() >= self.bounds.files {
            return Err(Refused::new(format!("the document has more than {} files", self.bounds.files)));
        }
        if self.bytes > self.bounds.bytes {
            return Err(Refused::new(format!("the document's files have more than {} bytes", self.bounds.bytes)));
        }
        self.is_allowed(&path, access)?;
        let bytes = match &access.revision {
            Some(revision) => self.of_revision(revision, &path),
            None => stored(&path, &self.bounds),
        };
        let bytes =
            bytes.map_err(|reason| Refused::new(format!("oasmith can't read `{}`: {reason}", path.display())))?;
        let number = self.files.len();
        let mut own = Diagnostics::default();
        let tree = self.add_file(&path, Ok(bytes), &mut own);
        own.soften(Severity::Warning);
        diagnostics.append_of(number, own);
        self.trees.insert(number, tree);
        self.numbers.insert(path, number);
        Ok(number)
    }

    /// Returns the path of a file relative to the document's directory, with slashes. For a file elsewhere, returns its
    /// directory and its name: generated text must not depend on the machine.
    pub(crate) fn path_within(&self, file: usize) -> String {
        let own = plain(self.files[0].path.parent().unwrap_or(Path::new("")));
        let path = plain(&self.files[file].path);
        let names = |path: &Path| path.iter().map(|it| it.to_string_lossy().into_owned()).collect::<Vec<_>>();
        let within = path.strip_prefix(&own).map(names);
        let within = within.unwrap_or_else(|_| names(&path).into_iter().rev().take(2).rev().collect());
        within.join("/")
    }

    fn of_revision(&mut self, revision: &str, path: &Path) -> Result<Vec<u8>, String> {
        let folder = self.files[0].path.parent().unwrap_or(Path::new("")).to_owned();
        let Ok(within) = path.strip_prefix(&folder) else {
            return crate::source::of_revision(revision, path, self.bounds.bytes);
        };
        if self.git.is_none() {
            self.git = Reader::new(revision, &folder);
        }
        self.git.as_mut().ok_or("git can't be run")?.read(within, self.bounds.bytes)
    }

    /// Returns the tree of a referenced file.
    pub(crate) fn tree(&self, file: usize) -> Option<&Node> {
        self.trees.get(&file)
    }

    /// Returns the indices of the files read so far, by path.
    fn numbers(&mut self) -> &std::collections::HashMap<PathBuf, usize> {
        if self.numbers.is_empty() {
            self.numbers.insert(plain(&self.files[0].path), 0);
        }
        &self.numbers
    }

    fn path_of(&self, reference: &str, from: usize, access: &Access) -> Result<PathBuf, Refused> {
        // File names with spaces are common, and not valid URIs: an unparsable reference is a path.
        let parsed = UriRef::parse(reference).ok();
        if let Some(scheme) = parsed.as_ref().and_then(|uri| uri.scheme()) {
            return self.copy_of(reference, scheme.as_str(), access);
        }
        if parsed.as_ref().is_some_and(|uri| uri.has_authority()) {
            return Err(Refused::new("it names a host without a scheme"));
        }
        let text = reference.split(['?', '#']).next().unwrap_or_default();
        let relative = percent_decoded(text);
        if relative.is_empty() {
            return Ok(plain(&self.files[from].path));
        }
        let folder = self.files[from].path.parent().unwrap_or(Path::new(""));
        Ok(plain(&folder.join(relative)))
    }

    fn copy_of(&self, url: &str, scheme: &str, access: &Access) -> Result<PathBuf, Refused> {
        let url = url.split('#').next().unwrap_or_default();
        let found = access.copies.iter().filter(|(start, _)| url.starts_with(start.as_str()));
        let Some((start, place)) = found.max_by_key(|(start, _)| start.len()) else {
            return Err(Refused {
                reason: format!("oasmith does not read from {scheme} servers"),
                help: Some(
                    "store a copy, and set its path in the settings: `reference-copies = { \"https://…\" = \"spec/…\" }`",
                ),
            });
        };
        let rest = percent_decoded(url[start.len()..].split('?').next().unwrap_or_default());
        Ok(plain(&if rest.is_empty() { place.clone() } else { place.join(rest.trim_start_matches('/')) }))
    }

    /// Returns an error unless the file is within an allowed directory, after symbolic links are resolved.
    fn is_allowed(&mut self, path: &Path, access: &Access) -> Result<(), Refused> {
        let own = plain(self.files[0].path.parent().unwrap_or(Path::new("")));
        let copies = access.copies.values().map(|it| plain(it));
        let folders: Vec<PathBuf> =
            std::iter::once(own).chain(access.folders.iter().map(|it| plain(it))).chain(copies).collect();
        let is_within = match (&access.revision, self.real(path)) {
            // A file of an old revision may no longer exist: compare its path, in which `..` is only at the start.
            (Some(_), None) => folders.iter().any(|folder| path.starts_with(folder)) && !path.starts_with(".."),
            (_, None) => {
                self.missing.insert(path.to_owned());
                return Err(Refused::new(format!("there is no file `{}`", path.display())));
            }
            (_, Some(found)) => {
                folders.iter().filter_map(|folder| self.real(folder)).any(|folder| found.starts_with(folder))
            }
        };
        if is_within {
            return Ok(());
        }
        Err(Refused {
            reason: format!("`{}` is outside the document's directory", path.display()),
            help: Some("allow its directory in the settings: `reference-folders = [\"…\"]`"),
        })
    }

    /// Returns the canonical path; `None` if the file does not exist.
    fn real(&mut self, path: &Path) -> Option<PathBuf> {
        let name = path.file_name().filter(|_| path.symlink_metadata().is_ok_and(|it| it.is_file()));
        // Canonicalize the directory only once for all its regular files.
        let (folder, name) = match name {
            Some(name) => (path.parent().unwrap_or(Path::new("")), Some(name)),
            None => (path, None),
        };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let found = self.real_paths.entry(folder.to_owned()).or_insert_with(|| folder.canonicalize().ok()).clone()?;
        Some(name.map_or_else(|| found.clone(), |name| found.join(name)))
    }

    /// Records that the value at `to` in the tree comes from a file.
    pub(crate) fn written_in(&mut self, to: &Pointer, file: usize, pointer: Pointer) {
        self.origins.graft(to, crate::source::origin::Origin { file, pointer });
    }
}

/// Returns the path without `.`, and with `..` only at the start.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
