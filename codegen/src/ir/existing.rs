//! The parts of the existing crate on which the model depends.

use std::collections::BTreeMap;

/// The success responses of an operation in the existing crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExistingSuccesses {
    /// Whether `default` is one.
    pub has_default: bool,
    /// How the bodies that are not JSON are decoded, by status.
    pub raw: BTreeMap<String, RawKind>,
}

/// How a body that is not JSON is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawKind {
    /// As bytes.
    Bytes,
    /// As a string.
    Text,
    /// As a stream of events.
    Events,
    /// As a stream of lines.
    Lines,
}
