//! How large a document may be: more than that of any API, and less than what exhausts a machine.

/// The bounds of what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many bytes a file may have, and all files of a document together.
    pub bytes: u64,
    /// How deep objects and lists may be nested. YAML's reader has a bound of its own at 128.
    pub depth: usize,
    /// How many values aliases may make of each byte of text: without them each value takes a byte or more.
    pub values_per_byte: usize,
    /// How many files a document may have.
    pub files: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { bytes: 256 * 1024 * 1024, depth: 500, values_per_byte: 8, files: 50_000 }
    }
}

/// The deepest that can be allowed: whoever goes through a document needs stack for each level.
pub(super) const DEEPEST: usize = 1_000;
