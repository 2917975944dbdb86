//! Patterns with lookaround or backreferences. Their engine backtracks, and gives up after a number of steps.

#![cfg(feature = "validate")]

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use fancy_regex::{Regex, RegexBuilder};

/// The compiled patterns, by pattern and step limit; `None` for a pattern that does not compile.
type Patterns = HashMap<(&'static str, usize), Option<Arc<Regex>>>;

use crate::runtime::validate::PATTERN_SIZE;

/// The most characters that a match may examine: they take some tenths of a second.
const MAX_WORK: usize = 1 << 25;

/// The lowest and the highest step limit; each step may examine the whole text.
const STEPS: (usize, usize) = (1 << 4, 1 << 18);

/// Whether a pattern matches somewhere in the text; `None` if that takes too many steps.
pub fn matches(pattern: &'static str, text: &str) -> Option<bool> {
    static COMPILED: LazyLock<Mutex<Patterns>> = LazyLock::new(Mutex::default);
    // A power of two, so that few different limits are in use.
    let steps = (MAX_WORK / text.len().next_power_of_two().max(1)).clamp(STEPS.0, STEPS.1);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let compile = || {
        let mut builder = RegexBuilder::new(pattern);
        builder.delegate_size_limit(PATTERN_SIZE).backtrack_limit(steps).build().ok().map(Arc::new)
    };
    let regex = compiled.entry((pattern, steps)).or_insert_with(compile).clone();
    drop(compiled);
    // The generator compiled the pattern before.
    regex.map_or(Ok(true), |regex| regex.is_match(text)).ok()
}
