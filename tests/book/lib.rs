//! The Rust examples of `README.md` and of the pages in `docs/`, as `build.rs` collects them.
#![allow(clippy::all, dead_code, unused, reason = "an example stands alone")]

#[cfg(test)]
include!(concat!(env!("OUT_DIR"), "/examples.rs"));
