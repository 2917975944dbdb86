//! Random inputs for all code of oasmith and its clients that parses untrusted data.
//!
//! A [`Target`] is a function from random numbers to an input, and a check that must hold for every input. An input
//! depends only on the seed and its number, so that any input can be reproduced. Inputs are not guided by coverage; a
//! coverage-guided engine can pass its bytes to [`check`].

#![recursion_limit = "512"]
#![allow(unexpected_cfgs, reason = "the runtime asks for features that this crate does not have")]

mod mutate;
mod outcome;
mod random;
mod seeds;
mod targets;

pub mod crates;
pub mod find;
pub mod minimize;
pub mod run;

// The runtime as in a generated crate, and the generator's text modules, with all their items visible. Other builds
// report their warnings.
include!(concat!(env!("OUT_DIR"), "/mounts.rs"));

pub use outcome::{Finding, check};
pub use random::Random;
pub use seeds::regressions;
pub use targets::{TARGETS, Target};
