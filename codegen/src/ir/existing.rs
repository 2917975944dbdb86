//! The parts of the existing crate on which the model depends.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Status;

/// An operation in the existing crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExistingOperation {
    /// The media types of the request body, or their kinds, in their order.
    pub bodies: Vec<String>,
    /// Whether `default` is a success response.
    pub has_default: bool,
    /// The statuses of the responses without a body.
    pub empty: BTreeSet<String>,
    /// How the bodies of responses that are not JSON are decoded, by status.
    pub raw: BTreeMap<String, RawKind>,
    /// The media types in the order of preference, by status, where it is not the usual one.
    pub order: BTreeMap<Status, Vec<String>>,
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

/// The map that an object schema without properties has in the existing crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExistingMap {
    /// Of any values.
    AnyValues,
    /// Of values of the type of additional properties.
    OneType,
}
