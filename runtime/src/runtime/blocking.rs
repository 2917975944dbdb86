//! Calls that block the thread, for programs that are not asynchronous.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use futures_core::Stream;
use tokio::runtime::{Builder, Runtime};

use crate::runtime::call::Call;
use crate::runtime::error::Error;
use crate::runtime::response::Response;

/// Runs `work` to completion. One thread of its own drives all connections.
pub fn wait_for<T>(work: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    #[allow(clippy::panic, reason = "documented: without a thread nothing can be sent")]
    let runtime = RUNTIME.get_or_init(|| {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("api-client").enable_all().build();
        runtime.unwrap_or_else(|error| panic!("cannot start a thread: {error}"))
    });
    runtime.block_on(work)
}

impl<T, E> Call<T, E> {
    /// Sends the call, and blocks the thread until the response is read.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    ///
    /// # Panics
    ///
    /// Panics within asynchronous code, where a thread must not be blocked (`.await` the call there), and if the system
    /// cannot start a thread.
    pub fn send_blocking(self) -> Result<Response<T>, Error<E>> {
        wait_for(self.send())
    }
}

/// An iterator over a stream of pages, items, events, lines or bytes, which blocks the thread.
#[derive(Debug)]
pub struct Blocking<S>(S);

impl<S: Stream + Unpin> Blocking<S> {
    /// Creates an iterator over the items of `stream`.
    pub fn new(stream: S) -> Self {
        Self(stream)
    }
}

/// # Panics
///
/// Panics within asynchronous code, where a thread must not be blocked (use the stream itself there), and if the system
/// cannot start a thread.
impl<S: Stream + Unpin> Iterator for Blocking<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        wait_for(std::future::poll_fn(|task| Pin::new(&mut self.0).poll_next(task)))
    }
}
