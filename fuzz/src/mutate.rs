//! Changes of inputs: of their bytes, and of the trees that they are.

mod bytes;
mod hostile;
mod reference;
mod tree;

pub(crate) use bytes::{bytes, text};
pub(crate) use hostile::{number, string, value};
pub(crate) use tree::{Pool, mutate, places};
