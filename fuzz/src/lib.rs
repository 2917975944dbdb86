//! Random inputs for every place where oasmith and its clients read what others wrote.
//!
//! A [`Target`] is a function from random numbers to an input, and a check that no input may fail. An input depends on the
//! seed and its number alone, so that any of them can be made again; nothing is learned from one for the next. Whoever has
//! an engine that does learn gives its bytes to [`check`].

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

// The runtime as a generated crate carries it, and what the generator does with texts of documents; all their modules are
// within reach, and warnings about them belong elsewhere.
include!(concat!(env!("OUT_DIR"), "/mounts.rs"));

pub use outcome::{Finding, check};
pub use random::Random;
pub use seeds::regressions;
pub use targets::{TARGETS, Target};
