//! Bounds on the size of a document: above any real API, and below what exhausts a machine.

/// The bounds on a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The maximum total size of its files, in bytes.
    pub bytes: u64,
    /// The maximum nesting of objects and arrays. The YAML parser has its own bound of 128.
    pub depth: usize,
    /// The maximum number of values per byte of text, to bound YAML aliases: without aliases, a value takes at least a byte.
    pub values_per_byte: usize,
    /// The maximum number of files.
    pub files: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { bytes: 256 * 1024 * 1024, depth: 500, values_per_byte: 8, files: 50_000 }
    }
}

/// The highest value of `depth`: each level takes stack in every walk.
pub(super) const DEEPEST: usize = 1_000;
