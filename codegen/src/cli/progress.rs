//! A progress line for work that takes longer than half a second.

use std::io::{IsTerminal as _, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The delay before the line appears.
const PATIENCE: Duration = Duration::from_millis(500);

/// The interval between updates.
const TICK: Duration = Duration::from_millis(200);

/// The progress line; dropping it clears the line.
#[derive(Debug)]
pub(super) struct Progress(Option<(Sender<String>, JoinHandle<()>)>);

impl Progress {
    /// Starts a line on standard error, unless `quiet` or if standard error is not a terminal.
    pub(super) fn new(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        Self::on(std::io::stderr(), PATIENCE)
    }

    fn on(mut out: impl Write + Send + 'static, patience: Duration) -> Self {
        let (sender, receiver) = channel::<String>();
        let start = Instant::now();
        let thread = std::thread::spawn(move || {
            let (mut task, mut is_shown) = (String::new(), false);
            loop {
                let wait = if is_shown { TICK } else { patience.saturating_sub(start.elapsed()) };
                match receiver.recv_timeout(wait) {
                    Ok(next) => task = next,
                    Err(RecvTimeoutError::Timeout) => is_shown = true,
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if is_shown {
                    // Progress is optional: ignore write errors.
                    let _ = write!(out, "\r\x1b[2K{task} … {} s", start.elapsed().as_secs());
                    let _ = out.flush();
                }
            }
            if is_shown {
                let _ = write!(out, "\r\x1b[2K");
                let _ = out.flush();
            }
        });
        Self(Some((sender, thread)))
    }

    /// Sets the current task.
    pub(super) fn set(&self, task: &str) {
        if let Some((sender, _)) = &self.0 {
            let _ = sender.send(task.to_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.0.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Written {
        fn text(&self) -> String {
            String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
        }
    }

    #[test]
    fn short_work_shows_nothing_and_long_work_leaves_nothing() {
        let written = Written::default();
        let progress = Progress::on(written.clone(), Duration::from_secs(60));
        progress.set("generating a");
        drop(progress);
        assert_eq!(written.text(), "");

        let progress = Progress::on(written.clone(), Duration::ZERO);
        progress.set("generating b");
        while !written.text().contains("generating b … 0 s") {
            std::thread::yield_now();
        }
        drop(progress);
        assert!(written.text().ends_with("\r\x1b[2K"), "{:?}", written.text());
    }
}
