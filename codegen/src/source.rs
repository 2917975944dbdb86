//! Parsing of JSON and YAML files into one tree, and locating pointers in their text.

mod access;
mod bounds;
#[cfg(feature = "update")]
pub(crate) mod fetch;
mod git;
mod locate;
#[cfg(feature = "update")]
pub(crate) mod lock;
mod node;
mod origin;
mod overlay;
mod plain;
mod query;
mod read;
mod released;
mod relocation;
mod settle;
mod snapshot;
#[cfg(feature = "update")]
pub(crate) mod store;
mod wide;
mod written;

use std::collections::{BTreeSet, HashMap};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostics};
use crate::location::Locate;
use crate::location::{Cursor, File, Place, Pointer, Span};

pub(crate) use access::plain as normalized;
pub use access::{Access, Refused};
pub use bounds::Bounds;
pub use git::{NoCommit, commit_of, is_shallow, is_unchanged_since, of_revision, tags, text_of_revision};
pub use node::{Map, Node};
pub use overlay::{Applied, Change};
pub(crate) use relocation::Relocation;
pub(crate) use snapshot::Snapshot;
pub(crate) use written::Written;

use origin::{Origin, Origins};
use released::Released;

/// A document: its files, and the tree they form.
#[derive(Debug)]
pub struct Document {
    /// The bounds on its size.
    pub bounds: Bounds,
    /// The main file, the applied overlays, and the referenced files.
    pub files: Vec<File>,
    /// The total size of the files in bytes.
    bytes: u64,
    /// The tree.
    pub root: Node,
    /// The tree before its schemas are reduced to what types can express; normalization keeps it for comparisons.
    pub(crate) contract: Option<Snapshot>,
    /// Whether normalization keeps the contract. It takes as much memory as the tree, and only comparisons need it.
    pub(crate) keeps_contract: bool,
    /// The overlay actions that changed the tree.
    pub applied: Vec<Applied>,
    origins: Origins,
    /// The component schemas that come from other files, by name: the file and the pointer into it.
    pub(crate) elsewhere: HashMap<String, String>,
    /// The trees of referenced files, by file index.
    trees: HashMap<usize, Node>,
    /// The indices of those files, by path.
    numbers: HashMap<PathBuf, usize>,
    /// The canonical paths of their directories.
    real_paths: HashMap<PathBuf, Option<PathBuf>>,
    /// The reader of files of a git revision.
    git: Option<git::Reader>,
    /// The files that references name, and that do not exist.
    missing: BTreeSet<PathBuf>,
    /// The locations that the document still has after its text has been released.
    released: Option<Released>,
}

/// Reads all of standard input.
///
/// # Errors
///
/// If it can't be read, or exceeds the bounds.
pub fn standard_input(bounds: &Bounds) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(bounds.bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bounds.bytes {
        return Err(std::io::Error::other(format!("it is larger than {} bytes", bounds.bytes)));
    }
    Ok(bytes)
}

/// Decompresses gzip data, and returns other bytes unchanged.
///
/// Source: RFC 1952, section 2.3.1 (the first two bytes).
fn unpacked(bytes: Vec<u8>, bounds: &Bounds) -> Result<Vec<u8>, String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut text = Vec::new();
    let mut packed = flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(bounds.bytes.saturating_add(1));
    packed.read_to_end(&mut text).map_err(|error| format!("it is invalid gzip data: {error}"))?;
    if text.len() as u64 > bounds.bytes {
        return Err(format!("decompressed, it is larger than {} bytes", bounds.bytes));
    }
    Ok(text)
}

/// Reads the file at `path`.
///
/// # Errors
///
/// The reason why it can't be read.
pub fn stored(path: &Path, bounds: &Bounds) -> Result<Vec<u8>, String> {
    is_file(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    file.take(bounds.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > bounds.bytes {
        return Err(format!("it is larger than {} bytes", bounds.bytes));
    }
    Ok(bytes)
}

/// Returns an error unless `path` is a regular file: reading a pipe may block, and a device may have no end.
fn is_file(path: &Path) -> std::io::Result<()> {
    let kind =
        std::fs::metadata(path).map_err(|error| if is_url(path) { not_downloaded() } else { error })?.file_type();
    let message = match (kind.is_file(), kind.is_dir()) {
        (true, _) => return Ok(()),
        (_, true) => "it is a directory, not a file",
        _ => "it is a pipe, a socket or a device, not a file",
    };
    Err(std::io::Error::other(message))
}

/// Returns whether `path` is a URL.
fn is_url(path: &Path) -> bool {
    // A path in the settings has the directory of the settings in front.
    path.iter().any(|name| name == "http:" || name == "https:")
}

fn not_downloaded() -> std::io::Error {
    std::io::Error::other(
        "it is a URL, and oasmith reads only files; download the document and pass the path of the file",
    )
}

impl Locate for Document {
    fn origin(&self, pointer: &Pointer) -> (usize, Pointer) {
        let Origin { file, pointer } = self.origins.of(pointer);
        (file, pointer)
    }

    fn places(&self, pointers: &[(Option<usize>, &Pointer)]) -> Vec<Place<'_>> {
        if let Some(released) = &self.released {
            let places = pointers.iter().map(|(file, pointer)| released.places.get(&(*file, (*pointer).clone())));
            let place = |it: Option<&(usize, Span, Pointer)>| it.cloned().unwrap_or_default();
            let places = places.map(place);
            return places.map(|(file, span, pointer)| Place { file: &self.files[file], span, pointer }).collect();
        }
        let mut origins: Vec<Origin> = pointers
            .iter()
            .map(|(file, pointer)| match file {
                Some(file) => Origin { file: *file, pointer: (*pointer).clone() },
                None => self.origins.of(pointer),
            })
            .collect();
        let mut places = vec![None; origins.len()];
        for (number, file) in self.files.iter().enumerate() {
            let at: Vec<usize> = (0..origins.len()).filter(|at| origins[*at].file == number).collect();
            let spans = |origins: &[Origin]| {
                let pointers: Vec<&Pointer> = at.iter().map(|at| &origins[*at].pointer).collect();
                if pointers.is_empty() { Vec::new() } else { locate::spans(&file.text, &pointers) }
            };
            let mut found = spans(&origins);
            let lost: Vec<usize> = at.iter().zip(&found).filter(|(_, it)| !it.is_whole).map(|(at, _)| *at).collect();
            if !lost.is_empty() {
                self.settle(number, &lost, &mut origins);
                found = spans(&origins);
            }
            for (at, located) in at.into_iter().zip(found) {
                places[at] = Some(Place { file, span: located.span, pointer: origins[at].pointer.clone() });
            }
        }
        places.into_iter().flatten().collect()
    }

    fn span_at(&self, file: usize, offset: usize) -> Span {
        let released = self.released.as_ref().map(|it| it.offsets.get(&(file, offset)).copied().unwrap_or_default());
        released.unwrap_or_else(|| Cursor::default().span(&self.files[file].text, offset, offset))
    }
}

impl Document {
    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// If the file can't be read. A file that is neither JSON nor YAML yields a document with an empty tree, and a
    /// diagnostic.
    pub fn read(path: &Path, bounds: Bounds, diagnostics: &mut Diagnostics) -> std::io::Result<Self> {
        is_file(path)?;
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(bounds.bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > bounds.bytes {
            let message = format!("the document is larger than {} bytes", bounds.bytes);
            diagnostics
                .error(Code::TooLarge, &Pointer::root(), message)
                .help("split the document, or raise `bounds.bytes` in the settings");
            bytes.clear();
        }
        Ok(Self::parse_within(path, bytes, bounds, diagnostics))
    }

    /// Parses `bytes` as the file at `path`.
    pub fn parse(path: &Path, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Self {
        Self::parse_within(path, bytes, Bounds::default(), diagnostics)
    }

    /// Like `parse`, within other bounds.
    pub fn parse_within(path: &Path, bytes: Vec<u8>, bounds: Bounds, diagnostics: &mut Diagnostics) -> Self {
        let mut document = Self {
            bounds,
            files: Vec::new(),
            bytes: 0,
            root: Node::Null,
            contract: None,
            keeps_contract: false,
            applied: Vec::new(),
            origins: Origins::default(),
            elsewhere: HashMap::new(),
            trees: HashMap::new(),
            numbers: HashMap::new(),
            real_paths: HashMap::new(),
            git: None,
            missing: BTreeSet::new(),
            released: None,
        };
        let mut file_diagnostics = Diagnostics::default();
        document.root = document.add_file(path, Ok(bytes), &mut file_diagnostics);
        diagnostics.append_of(0, file_diagnostics);
        document
    }

    /// Adds a file with these bytes, and returns its tree.
    fn add_file(&mut self, path: &Path, bytes: Result<Vec<u8>, String>, diagnostics: &mut Diagnostics) -> Node {
        let name = path.display().to_string().replace('\\', "/");
        let bytes = bytes.and_then(|bytes| unpacked(bytes, &self.bounds)).unwrap_or_else(|reason| {
            diagnostics
                .error(Code::Unreadable, &Pointer::root(), format!("oasmith can't read {name}: {reason}"))
                .help("correct the path or the file");
            Vec::new()
        });
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                diagnostics
                    .error(Code::Syntax, &Pointer::root(), format!("{name} is not UTF-8 text"))
                    .help("save it as UTF-8")
                    .at_offset(at);
                String::from_utf8_lossy(error.as_bytes()).into_owned()
            }
        };
        // A file of prose, referenced by `externalValue` or a `$ref`, is one string.
        let is_prose =
            path.extension().is_some_and(|end| ["md", "markdown", "txt", "html"].iter().any(|it| end == *it));
        let (root, text) = match diagnostics.has_errors() {
            true => (Node::Null, text),
            false if is_prose && !self.files.is_empty() => (Node::String(text.clone()), text),
            false => readable(text, &self.bounds, diagnostics),
        };
        self.bytes += text.len() as u64;
        self.files.push(File { path: path.to_owned(), name, text });
        root
    }

    /// Adds a file that is not part of the document, such as its settings, and returns its index.
    pub(crate) fn add_text(&mut self, path: &Path, text: &str) -> usize {
        let name = path.display().to_string().replace('\\', "/");
        self.files.push(File { path: path.to_owned(), name, text: text.to_owned() });
        self.files.len() - 1
    }

    /// Moves the value at `from` to `to`, whose parent must exist.
    pub(crate) fn relocate(&mut self, from: &Pointer, to: &Pointer) {
        let Some((parent, key)) = from.split_last() else { return };
        let taken = self.root.at_mut(&parent).and_then(Node::as_object_mut).and_then(|map| map.shift_remove(&key));
        let Some((target, name)) = to.split_last() else { return };
        if let (Some(node), Some(map)) = (taken, self.root.at_mut(&target).and_then(Node::as_object_mut)) {
            map.insert(name, node);
            let mut relocation = Relocation::in_turn();
            relocation.add(from.clone(), to.clone());
            self.relocated(&relocation);
        }
    }

    /// Records that values of the tree have moved.
    pub(crate) fn relocated(&mut self, relocation: &Relocation) {
        self.origins.apply(relocation);
    }

    /// Records that values of the tree have moved after these diagnostics were reported, which keep their locations.
    pub(crate) fn relocated_after(&mut self, diagnostics: &mut Diagnostics, relocation: &Relocation) {
        if !relocation.is_empty() {
            diagnostics.pin(self);
            self.relocated(relocation);
        }
    }

    /// Returns the files that references name, and that do not exist.
    #[cfg(feature = "update")]
    pub(crate) fn missing(&self) -> &BTreeSet<PathBuf> {
        &self.missing
    }

    /// Keeps the tree as it is now as the contract, if a comparison needs it.
    pub(crate) fn keep_contract(&mut self) {
        if self.keeps_contract {
            self.contract = Some(Snapshot::new(self.root.clone(), self.origins.clone()));
        }
    }

    /// Returns the name of the main file.
    pub fn name(&self) -> &str {
        &self.files[0].name
    }

    /// Returns the source location of the value at `pointer`: the file, `None` for the main file, and the pointer into it.
    pub fn written(&self, pointer: &Pointer) -> (Option<&File>, Pointer) {
        let Origin { file, pointer } = self.origins.of(pointer);
        (self.files.get(file).filter(|_| file > 0), pointer)
    }

    /// Returns the source location of the value at `pointer`: the path of the file, empty for the main file, and the pointer
    /// into it.
    pub(crate) fn written_at(&self, pointer: &Pointer) -> (String, Pointer) {
        let Origin { file, pointer } = self.origins.of(pointer);
        (if file == 0 { String::new() } else { self.path_within(file) }, pointer)
    }

    /// Returns the path of a file relative to the document's directory; empty for the main file.
    pub(crate) fn path_of_file(&self, number: usize) -> String {
        if number == 0 { String::new() } else { self.path_within(number) }
    }

    /// Replaces each of the `lost` pointers, which the file does not have, by the nearest one that it has.
    fn settle(&self, file: usize, lost: &[usize], origins: &mut [Origin]) {
        crate::parallel::deep(|| {
            let read;
            let tree = match self.trees.get(&file) {
                Some(tree) => tree,
                None => {
                    read = read::tree(&self.files[file].text, &self.bounds, &mut Diagnostics::default());
                    &read
                }
            };
            for at in lost {
                origins[*at].pointer = settle::settle(tree, &origins[*at].pointer);
            }
        });
    }
}

/// Returns the tree of a text, and the text itself with invalid characters replaced.
fn readable(text: String, bounds: &Bounds, diagnostics: &mut Diagnostics) -> (Node, String) {
    let text = match plain::printable(&text) {
        None => text,
        Some((printable, first)) => {
            let message = "the text contains control characters, which are not allowed; oasmith reads them as spaces";
            diagnostics
                .warning(Code::LaxText, &Pointer::root(), message)
                .at_offset(first)
                .help("replace them by spaces");
            printable
        }
    };
    let mut errors = Diagnostics::default();
    let root = read::tree(&text, bounds, &mut errors);
    if !errors.has_errors() {
        diagnostics.append(errors);
        return (root, text);
    }
    for untabbed in plain::untabbed(&text) {
        let mut others = Diagnostics::default();
        let root = read::tree(&untabbed, bounds, &mut others);
        if !others.has_errors() && root.as_object().is_some() {
            let message = "tabs indent lines, which YAML does not allow; oasmith reads them as spaces";
            diagnostics
                .warning(Code::LaxText, &Pointer::root(), message)
                .at_offset(plain::first_tab(&text))
                .help("indent the lines by spaces");
            diagnostics.append(others);
            return (root, untabbed);
        }
    }
    diagnostics.append(errors);
    (root, text)
}
