//! The files that a document may refer to: those in its folder, and those that the settings name besides.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use fluent_uri::UriRef;

use crate::diagnostic::{Diagnostics, Severity};
use crate::source::git::Reader;
use crate::source::{Document, Node, Pointer, percent_decoded, stored};

/// Where files that are referred to may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Folders besides the document's own.
    pub folders: Vec<PathBuf>,
    /// Stored copies of what is referred to by URL: by how the URL begins.
    pub copies: BTreeMap<String, PathBuf>,
    /// The revision of git's that they are read from; the disk unless set.
    pub revision: Option<String>,
}

/// Why something that is referred to can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What is the matter.
    pub reason: String,
    /// What to do about it.
    pub help: Option<&'static str>,
}

impl Refused {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: None }
    }
}

impl Document {
    /// The number of the file that `reference`, which stands in the file `from`, leads to; it is read unless it has been.
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
        let bytes = bytes.map_err(|reason| Refused::new(format!("`{}` can't be read: {reason}", path.display())))?;
        let number = self.files.len();
        let mut told = Diagnostics::default();
        let tree = self.add_file(&path, Ok(bytes), &mut told);
        told.soften(Severity::Warning);
        diagnostics.append_of(number, told);
        self.trees.insert(number, tree);
        self.numbers.insert(path, number);
        Ok(number)
    }

    /// The path of a file from the document's folder, with slashes; of one that is elsewhere, its folder and its name: where
    /// the document is on a machine says nothing.
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
            return crate::source::of_revision(revision, path);
        };
        if self.git.is_none() {
            self.git = Reader::new(revision, &folder);
        }
        self.git.as_mut().ok_or("git can't be run")?.read(within)
    }

    /// The tree of a file that is referred to.
    pub(crate) fn tree(&self, file: usize) -> Option<&Node> {
        self.trees.get(&file)
    }

    /// The files that have been read by their paths.
    fn numbers(&mut self) -> &std::collections::HashMap<PathBuf, usize> {
        if self.numbers.is_empty() {
            self.numbers.insert(plain(&self.files[0].path), 0);
        }
        &self.numbers
    }

    fn path_of(&self, reference: &str, from: usize, access: &Access) -> Result<PathBuf, Refused> {
        // Spaces are not allowed in a URI, and common in names of files.
        let parsed = UriRef::parse(reference).ok();
        if let Some(scheme) = parsed.as_ref().and_then(|uri| uri.scheme()) {
            return self.copy_of(reference, scheme.as_str(), access);
        }
        if parsed.as_ref().is_some_and(|uri| uri.has_authority()) {
            return Err(Refused::new("it names a host without saying how it is spoken to"));
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
                reason: format!("it is read from no {scheme} server"),
                help: Some(
                    "store a copy, and say where it is: `reference-copies = { \"https://…\" = \"spec/…\" }` in the settings",
                ),
            });
        };
        let rest = percent_decoded(url[start.len()..].split('?').next().unwrap_or_default());
        Ok(plain(&if rest.is_empty() { place.clone() } else { place.join(rest.trim_start_matches('/')) }))
    }

    /// Whether the file may be read: it is within a folder that is, links followed.
    fn is_allowed(&mut self, path: &Path, access: &Access) -> Result<(), Refused> {
        let own = plain(self.files[0].path.parent().unwrap_or(Path::new("")));
        let copies = access.copies.values().map(|it| plain(it));
        let folders: Vec<PathBuf> =
            std::iter::once(own).chain(access.folders.iter().map(|it| plain(it))).chain(copies).collect();
        let is_within = match (&access.revision, self.real(path)) {
            // What a revision has need not be there any more: then its name counts, which has no `..` left in its midst.
            (Some(_), None) => folders.iter().any(|folder| path.starts_with(folder)) && !path.starts_with(".."),
            (_, None) => return Err(Refused::new(format!("there is no file `{}`", path.display()))),
            (_, Some(found)) => {
                folders.iter().filter_map(|folder| self.real(folder)).any(|folder| found.starts_with(folder))
            }
        };
        if is_within {
            return Ok(());
        }
        Err(Refused {
            reason: format!("`{}` is not in the document's folder", path.display()),
            help: Some("allow the folder that it is in: `reference-folders = [\"…\"]` in the settings"),
        })
    }

    /// Where a path leads, links followed; `None` where there is nothing.
    fn real(&mut self, path: &Path) -> Option<PathBuf> {
        let name = path.file_name().filter(|_| path.symlink_metadata().is_ok_and(|it| it.is_file()));
        // Of files that are no links, those in one folder are where that leads.
        let (folder, name) = match name {
            Some(name) => (path.parent().unwrap_or(Path::new("")), Some(name)),
            None => (path, None),
        };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let found = self.real_paths.entry(folder.to_owned()).or_insert_with(|| folder.canonicalize().ok()).clone()?;
        Some(name.map_or_else(|| found.clone(), |name| found.join(name)))
    }

    /// Says that what stands at `to` in the tree was written in a file.
    pub(crate) fn written_in(&mut self, to: &Pointer, file: usize, pointer: Pointer) {
        self.origins.graft(to, crate::source::origin::Origin { file, pointer });
    }
}

/// The path without `.`, and without `..` but at its start.
fn plain(path: &Path) -> PathBuf {
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
