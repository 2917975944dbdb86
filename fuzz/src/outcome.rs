//! What came of an input.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use crate::targets::Target;

/// How long one input may take.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// A promise that an input broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which promise, or where the code panicked: two findings of one kind have most likely one cause.
    pub kind: String,
    /// What happened.
    pub detail: String,
}

impl Finding {
    /// A finding whose kind is what `text` says before its first colon.
    pub(crate) fn new(text: &str) -> Self {
        let (kind, detail) = text.split_once(": ").unwrap_or((text, ""));
        Self { kind: kind.to_owned(), detail: detail.chars().take(2_000).collect() }
    }
}

/// The last panic, wherever it was: the generator does its work on threads of its own.
static PANIC: Mutex<Option<(String, String)>> = Mutex::new(None);

/// How many inputs are being tried.
static TRIED: AtomicUsize = AtomicUsize::new(0);

/// Keeps what a panic says instead of printing it, while an input is tried.
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

/// Gives an input to a target.
///
/// # Errors
///
/// Where it panics, takes too long, or breaks a promise.
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
