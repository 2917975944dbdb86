//! Patterns that need lookaround or backreferences: their engine backtracks, and gives up after a number of steps.

#![cfg(feature = "validate")]

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use fancy_regex::{Regex, RegexBuilder};

/// The patterns that have been used, by how many steps they may take; none where one is no pattern.
type Patterns = HashMap<(&'static str, usize), Option<Arc<Regex>>>;

use crate::runtime::validate::PATTERN_SIZE;

/// How many characters may be looked at: some tenths of a second.
const MAX_WORK: usize = 1 << 25;

/// The fewest and the most steps back, each of which may look at all of the text.
const STEPS: (usize, usize) = (1 << 4, 1 << 18);

/// Whether text matches a pattern somewhere; `None` where it takes too many steps to tell.
pub(crate) fn matches(pattern: &'static str, text: &str) -> Option<bool> {
    static COMPILED: LazyLock<Mutex<Patterns>> = LazyLock::new(Mutex::default);
    // A power of two, so that few sizes of texts are told apart.
    let steps = (MAX_WORK / text.len().next_power_of_two().max(1)).clamp(STEPS.0, STEPS.1);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let compile = || {
        let mut builder = RegexBuilder::new(pattern);
        builder.delegate_size_limit(PATTERN_SIZE).backtrack_limit(steps).build().ok().map(Arc::new)
    };
    let regex = compiled.entry((pattern, steps)).or_insert_with(compile).clone();
    drop(compiled);
    // The generator has compiled it before.
    regex.map_or(Ok(true), |regex| regex.is_match(text)).ok()
}
