//! Reading a document into one tree, JSON or YAML alike, and finding places in it again.

mod access;
mod bounds;
mod git;
mod locate;
mod node;
mod origin;
mod overlay;
mod plain;
mod pointer;
mod query;
mod read;
mod settle;
mod wide;
mod written;

use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostics};

pub use access::{Access, Refused};
pub use bounds::Bounds;
pub use git::{is_committed, of_revision, text_of_revision};
pub use locate::Span;
pub use node::{Map, Node};
pub use overlay::{Applied, Change};
pub use pointer::Pointer;
pub(crate) use written::Written;

use origin::{Origin, Origins};

/// A file as it was read.
#[derive(Clone, Debug)]
pub struct File {
    /// The path, as the caller gave it.
    pub path: PathBuf,
    /// The path as it is shown, with forward slashes.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A document as it was read: its files, and their tree.
#[derive(Debug)]
pub struct Document {
    /// How large it may be.
    pub bounds: Bounds,
    /// The document's own file, the overlays that are applied to it, and the files that it refers to.
    pub files: Vec<File>,
    /// How many bytes they have together.
    bytes: u64,
    /// The tree.
    pub root: Node,
    /// The actions of overlays that made it what it is.
    pub applied: Vec<Applied>,
    /// Whether what it has in other files is in its tree.
    pub(crate) is_gathered: bool,
    origins: Origins,
    /// Of the component schemas that are those of other files, by name: the file, and the place in it.
    pub(crate) elsewhere: HashMap<String, String>,
    /// The trees of files that are referred to, by their numbers.
    trees: HashMap<usize, Node>,
    /// The numbers of those files, by their paths.
    numbers: HashMap<PathBuf, usize>,
    /// Where the folders are that they stand in, links followed.
    real_paths: HashMap<PathBuf, Option<PathBuf>>,
    /// What reads files of a revision.
    git: Option<git::Reader>,
}

/// A place in one of a document's files.
#[derive(Clone, Debug)]
pub struct Place<'d> {
    /// The file.
    pub file: &'d File,
    /// The piece of its text.
    pub span: Span,
    /// The same as a pointer into the file.
    pub pointer: Pointer,
}

/// What comes in by standard input.
///
/// # Errors
///
/// Where it can't be read, or is too large.
pub fn standard_input(bounds: &Bounds) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(bounds.bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bounds.bytes {
        return Err(std::io::Error::other(format!("it is larger than {} bytes", bounds.bytes)));
    }
    Ok(bytes)
}

/// The bytes, unpacked where they are packed by gzip.
///
/// Source: RFC 1952, section 2.3.1 (the first two bytes).
fn unpacked(bytes: Vec<u8>, bounds: &Bounds) -> Result<Vec<u8>, String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut text = Vec::new();
    let mut packed = flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(bounds.bytes.saturating_add(1));
    packed.read_to_end(&mut text).map_err(|error| format!("it is packed by gzip, and broken: {error}"))?;
    if text.len() as u64 > bounds.bytes {
        return Err(format!("unpacked it is larger than {} bytes", bounds.bytes));
    }
    Ok(text)
}

/// Text of a URI without its escapes.
///
/// Source: RFC 3986, section 2.1.
pub(crate) fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Into::into)
}

/// What is stored at `path`.
///
/// # Errors
///
/// Why it can't be read.
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

/// Whether there is a file at `path`, which can be read to its end: a pipe waits for whoever writes to it, and a device
/// may have no end.
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

/// Whether what is given as a path is the address of a document.
fn is_url(path: &Path) -> bool {
    // A path in the settings stands below their folder.
    path.iter().any(|name| name == "http:" || name == "https:")
}

fn not_downloaded() -> std::io::Error {
    std::io::Error::other("it is a URL, and oasmith reads files only: download the document, and give the file's path")
}

impl Document {
    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// Where the file can't be read. A file that is neither JSON nor YAML gives a document with an empty tree, and
    /// a diagnostic.
    pub fn read(path: &Path, bounds: Bounds, diagnostics: &mut Diagnostics) -> std::io::Result<Self> {
        is_file(path)?;
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(bounds.bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > bounds.bytes {
            let message = format!("the document is larger than {} bytes", bounds.bytes);
            diagnostics.error(Code::TooLarge, &Pointer::root(), message);
            bytes.clear();
        }
        Ok(Self::parse_within(path, bytes, bounds, diagnostics))
    }

    /// Reads `bytes` as the file at `path`.
    pub fn parse(path: &Path, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Self {
        Self::parse_within(path, bytes, Bounds::default(), diagnostics)
    }

    /// The same within other bounds.
    pub fn parse_within(path: &Path, bytes: Vec<u8>, bounds: Bounds, diagnostics: &mut Diagnostics) -> Self {
        let mut document = Self {
            bounds,
            files: Vec::new(),
            bytes: 0,
            root: Node::Null,
            applied: Vec::new(),
            is_gathered: false,
            origins: Origins::default(),
            elsewhere: HashMap::new(),
            trees: HashMap::new(),
            numbers: HashMap::new(),
            real_paths: HashMap::new(),
            git: None,
        };
        let mut told = Diagnostics::default();
        document.root = document.add_file(path, Ok(bytes), &mut told);
        diagnostics.append_of(0, told);
        document
    }

    /// Reads `bytes` as one more file, and gives its tree.
    fn add_file(&mut self, path: &Path, bytes: Result<Vec<u8>, String>, told: &mut Diagnostics) -> Node {
        let name = path.display().to_string().replace('\\', "/");
        let bytes = bytes.and_then(|bytes| unpacked(bytes, &self.bounds)).unwrap_or_else(|reason| {
            told.error(Code::Unreadable, &Pointer::root(), format!("{name} can't be read: {reason}"));
            Vec::new()
        });
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                told.error(Code::Syntax, &Pointer::root(), format!("{name} is not UTF-8 text"))
                    .help("save it as UTF-8")
                    .at_offset(at);
                String::from_utf8_lossy(error.as_bytes()).into_owned()
            }
        };
        // What is written for people is text.
        let is_prose =
            path.extension().is_some_and(|end| ["md", "markdown", "txt", "html"].iter().any(|it| end == *it));
        let (root, text) = match told.has_errors() {
            true => (Node::Null, text),
            false if is_prose && !self.files.is_empty() => (Node::String(text.clone()), text),
            false => readable(text, &self.bounds, told),
        };
        self.bytes += text.len() as u64;
        self.files.push(File { path: path.to_owned(), name, text });
        root
    }

    /// What stands at `from` stands at `to` from now on. The place it is put in has to be there.
    pub(crate) fn relocate(&mut self, from: &Pointer, to: &Pointer) {
        let Some((parent, key)) = from.split_last() else { return };
        let taken = self.root.at_mut(&parent).and_then(Node::as_object_mut).and_then(|map| map.shift_remove(&key));
        let Some((target, name)) = to.split_last() else { return };
        if let (Some(node), Some(map)) = (taken, self.root.at_mut(&target).and_then(Node::as_object_mut)) {
            map.insert(name, node);
            let branch = self.origins.branch(from);
            self.origins.set(to, branch);
        }
    }

    /// What was written in the first place of each pair stands in the second of the tree as it is now.
    pub(crate) fn moved(&mut self, places: &[(Pointer, Pointer)]) {
        let written = self.origins.clone();
        // What is within another comes after it.
        let mut places: Vec<&(Pointer, Pointer)> = places.iter().collect();
        places.sort_by_key(|(_, to)| to);
        for (from, to) in places {
            self.origins.set(to, written.branch(from));
        }
    }

    /// The same where each place is one of the tree as those before have left it: what is within another comes before it.
    pub(crate) fn moved_in_turn(&mut self, places: &[(Pointer, Pointer)]) {
        for (from, to) in places {
            let branch = self.origins.branch(from);
            if let Some((parent, key)) = from.split_last() {
                self.origins.remove_member(&parent, &key);
            }
            self.origins.set(to, branch);
        }
    }

    /// The same for items of lists that move up where others are taken out; diagnostics keep the places that were.
    pub(crate) fn items_moved(&mut self, places: &[(Pointer, Pointer)], diagnostics: &mut Diagnostics) {
        if !places.is_empty() {
            diagnostics.pin(self);
            self.moved_in_turn(places);
        }
    }

    /// The document's own name, as it is shown.
    pub fn name(&self) -> &str {
        &self.files[0].name
    }

    /// Where what the tree has at `pointer` was written: the file, unless that is the document's own, and the place in it.
    pub fn written(&self, pointer: &Pointer) -> (Option<&File>, Pointer) {
        let Origin { file, pointer } = self.origins.of(pointer);
        (self.files.get(file).filter(|_| file > 0), pointer)
    }

    /// The number of the file, and the place in it, where what the tree has at `pointer` was written.
    pub(crate) fn origin(&self, pointer: &Pointer) -> (usize, Pointer) {
        let Origin { file, pointer } = self.origins.of(pointer);
        (file, pointer)
    }

    /// The path of the file, empty where that is the document's own, and the place in it where what the tree has at `pointer`
    /// was written.
    pub(crate) fn written_at(&self, pointer: &Pointer) -> (String, Pointer) {
        let Origin { file, pointer } = self.origins.of(pointer);
        (if file == 0 { String::new() } else { self.path_within(file) }, pointer)
    }

    /// The path of a file from the document's folder, empty where it is the document's own.
    pub(crate) fn path_of_file(&self, number: usize) -> String {
        if number == 0 { String::new() } else { self.path_within(number) }
    }

    /// Where each pointer leads in the file as it is written, or as far as it leads: pointers in the tree, or in the file of that
    /// number.
    pub fn places(&self, pointers: &[(Option<usize>, &Pointer)]) -> Vec<Place<'_>> {
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
                let wanted: Vec<&Pointer> = at.iter().map(|at| &origins[*at].pointer).collect();
                if wanted.is_empty() { Vec::new() } else { locate::spans(&file.text, &wanted) }
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

    /// Lets those of `origins` that are `lost`, as their file has no such place, lead to what it has.
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

/// The tree of a text, and the text as it was read: without what YAML does not allow.
fn readable(text: String, bounds: &Bounds, told: &mut Diagnostics) -> (Node, String) {
    let text = match plain::printable(&text) {
        None => text,
        Some((printable, first)) => {
            let message = "there are control characters, which are not allowed; they are taken as spaces";
            told.warning(Code::LaxText, &Pointer::root(), message).at_offset(first);
            printable
        }
    };
    let mut errors = Diagnostics::default();
    let root = read::tree(&text, bounds, &mut errors);
    if !errors.has_errors() {
        told.append(errors);
        return (root, text);
    }
    for untabbed in plain::untabbed(&text) {
        let mut others = Diagnostics::default();
        let root = read::tree(&untabbed, bounds, &mut others);
        if !others.has_errors() && root.as_object().is_some() {
            let message = "lines are indented by tabs, which YAML does not allow; they are taken as spaces";
            told.warning(Code::LaxText, &Pointer::root(), message).at_offset(plain::first_tab(&text));
            told.append(others);
            return (root, untabbed);
        }
    }
    told.append(errors);
    (root, text)
}

impl File {
    /// The place at a byte offset.
    pub fn span_at(&self, offset: usize) -> Span {
        locate::at(&self.text, offset, offset)
    }
}
