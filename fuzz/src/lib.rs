//! Random inputs for every place where oasmith and its clients read what others wrote.
//!
//! A [`Target`] is a function from random numbers to an input, and a check that no input may fail. An input depends on the
//! seed and its number alone, so that any of them can be made again; nothing is learned from one for the next. Whoever has
//! an engine that does learn gives its bytes to [`check`].

#![recursion_limit = "512"]

mod mutate;
mod outcome;
mod random;
mod seeds;
mod targets;

pub mod crates;
pub mod find;
pub mod minimize;
pub mod run;

/// The runtime as a generated crate carries it, all its modules within reach.
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    unused_macros,
    clippy::all,
    reason = "it is checked where it belongs"
)]
mod runtime {
    include!(concat!(env!("OUT_DIR"), "/runtime.rs"));
}

/// What the generator does with texts of documents.
#[allow(dead_code, unreachable_pub, unused_imports, clippy::all, reason = "it is checked where it belongs")]
#[path = "../../codegen/src"]
mod generator {
    pub(crate) mod text;
}

use generator::text;

pub use outcome::{Finding, check};
pub use random::Random;
pub use seeds::regressions;
pub use targets::{TARGETS, Target};
