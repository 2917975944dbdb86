//! The outcome of an input.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use crate::targets::Target;

/// The time limit of one input.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// A check that an input failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the check, or the location of the panic. Findings of the same kind probably have the same cause.
    pub kind: String,
    /// The details.
    pub detail: String,
}

impl Finding {
    /// Creates a finding; its kind is the part of `text` before the first colon.
    pub(crate) fn new(text: &str) -> Self {
        let (kind, detail) = text.split_once(": ").unwrap_or((text, ""));
        Self { kind: kind.to_owned(), detail: detail.chars().take(2_000).collect() }
    }
}

/// The last panic on any thread: the generator works on several.
static PANIC: Mutex<Option<(String, String)>> = Mutex::new(None);

/// The number of inputs that are being tried.
static TRIED: AtomicUsize = AtomicUsize::new(0);

/// Records panics instead of printing them, while an input is tried.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if TRIED.load(Ordering::Relaxed) == 0 {
                return usual(panic);
            }
            let place = panic.location().map(|it| format!("{}:{}", it.file(), it.line())).unwrap_or_default();
            let payload = panic.payload();
            let text = payload.downcast_ref::<&str>().map(|it| (*it).to_owned());
            let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
            *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some((place, text));
        }));
    });
}

/// Passes an input to a target.
///
/// # Errors
///
/// Returns a finding if the target panics, takes too long, or fails its check.
pub fn check(target: &Target, input: &[u8]) -> Result<(), Finding> {
    listen();
    let start = Instant::now();
    TRIED.fetch_add(1, Ordering::Relaxed);
    let result = catch_unwind(AssertUnwindSafe(|| (target.check)(input)));
    TRIED.fetch_sub(1, Ordering::Relaxed);
    let spent = start.elapsed();
    match result {
        Err(_) => {
            let panic = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
            let (place, detail) = panic.unwrap_or_default();
            Err(Finding { kind: format!("panic at {place}"), detail: detail.chars().take(2_000).collect() })
        }
        Ok(Err(text)) => Err(Finding::new(&text)),
        Ok(Ok(())) if spent > LONGEST => Err(Finding::new(&format!("slow: {} s", spent.as_secs()))),
        Ok(Ok(())) => Ok(()),
    }
}
