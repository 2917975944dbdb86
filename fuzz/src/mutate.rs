//! Mutations of inputs, as bytes and as trees.

mod bytes;
mod hostile;
mod reference;
mod tree;

pub(crate) use bytes::{bytes, text};
pub(crate) use hostile::{number, string, value};
pub(crate) use tree::{Pool, mutate, places};
