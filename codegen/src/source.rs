//! Reading a document into one tree, JSON or YAML alike, and finding places in it again.

mod git;
mod locate;
mod node;
mod pointer;
mod read;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostics};

pub use git::of_revision;
pub use locate::Span;
pub use node::{Map, Node};
pub use pointer::Pointer;

/// The largest document that is read, in bytes.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// A document as it was read: its text, and its tree.
#[derive(Debug)]
pub struct Document {
    /// The path, as the caller gave it.
    pub path: PathBuf,
    /// The path as it is shown, with forward slashes.
    pub name: String,
    /// The text.
    pub text: String,
    /// The tree.
    pub root: Node,
}

impl Document {
    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// Where the file can't be read. A file that is neither JSON nor YAML gives a document with an empty tree, and
    /// a diagnostic.
    pub fn read(path: &Path, diagnostics: &mut Diagnostics) -> std::io::Result<Self> {
        let bytes = if std::fs::metadata(path)?.len() > MAX_BYTES {
            diagnostics.error(
                Code::TooLarge,
                &Pointer::root(),
                format!("the document is larger than {MAX_BYTES} bytes"),
            );
            Vec::new()
        } else {
            std::fs::read(path)?
        };
        Ok(Self::parse(path, bytes, diagnostics))
    }

    /// Reads `bytes` as the file at `path`.
    pub fn parse(path: &Path, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Self {
        let name = path.display().to_string().replace('\\', "/");
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                diagnostics
                    .error(Code::Syntax, &Pointer::root(), "the document is not UTF-8 text")
                    .help("save it as UTF-8")
                    .at_offset(at);
                String::from_utf8_lossy(error.as_bytes()).into_owned()
            }
        };
        let root = if diagnostics.has_errors() { Node::Null } else { read::tree(&text, diagnostics) };
        Self { path: path.to_owned(), name, text, root }
    }

    /// Where each pointer leads, or as far as it leads.
    pub fn spans(&self, pointers: &[&Pointer]) -> Vec<Span> {
        locate::spans(&self.text, pointers)
    }

    /// The place at a byte offset.
    pub fn span_at(&self, offset: usize) -> Span {
        locate::at(&self.text, offset, offset)
    }
}
