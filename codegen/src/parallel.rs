//! Work that is done on all cores, and work that goes deep.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Fewer items than this are not worth a thread.
const FEW: usize = 4;

/// The stack of a thread: whoever goes through a document goes down as deep as that is nested, and a program that is built
/// without optimization needs much for each level. What is not used costs nothing.
const STACK: usize = 64 * 1024 * 1024;

/// Does `work` where there is stack enough for any document that is read.
pub(crate) fn deep<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    let work = Mutex::new(Some(work));
    let take = || work.lock().unwrap_or_else(PoisonError::into_inner).take();
    let done = thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || take().map(|work| work()));
        thread.ok().and_then(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    // Where there is no thread to be had, the stack there is has to do.
    match done.or_else(|| take().map(|work| work())) {
        Some(done) => done,
        None => unreachable!("whoever takes the work does it"),
    }
}

/// What `work` makes of each item, in the order of the items.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if items.len() < FEW || cores == 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            match items.get(index) {
                Some(item) => done.push((index, work(item))),
                None => return done,
            }
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let others: Vec<_> = (1..cores)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take).ok())
            .collect();
        let mut all = take();
        for other in others {
            all.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
