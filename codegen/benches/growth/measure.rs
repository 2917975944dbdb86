//! Measures one run of the program: time, peak memory, size of the output.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The time limit of a step.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// A kind of growth.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The size of the last step.
    pub(crate) largest: usize,
    pub(crate) input: fn(usize) -> Input,
}

/// The input of the program.
pub(crate) struct Input {
    pub(crate) files: Vec<(String, String)>,
    /// The arguments of a run before the measured one, if one is needed.
    pub(crate) before: Option<Vec<&'static str>>,
    pub(crate) arguments: Vec<&'static str>,
}

impl Input {
    /// Returns an input that generates a crate from a document.
    pub(crate) fn generate(document: impl ToString) -> Self {
        Self::of([("api.yaml", document.to_string())], &["generate", "api.yaml", "--out", "out"])
    }

    /// Returns an input that compares two documents.
    pub(crate) fn diff(old: impl ToString, new: impl ToString) -> Self {
        let files = [("old.yaml", old.to_string()), ("new.yaml", new.to_string())];
        Self::of(files, &["diff", "old.yaml", "new.yaml", "--format", "markdown"])
    }

    /// Returns an input that runs on some files.
    pub(crate) fn of<const N: usize>(files: [(&str, String); N], arguments: &[&'static str]) -> Self {
        let files = files.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        Self { files, before: None, arguments: arguments.to_vec() }
    }

    /// Adds a measured run on the output of the first.
    pub(crate) fn after(mut self, arguments: &[&'static str]) -> Self {
        self.before = Some(self.arguments);
        self.arguments = arguments.to_vec();
        self
    }
}

/// A measurement.
#[derive(Clone, Copy)]
pub(crate) struct Measure {
    pub(crate) seconds: f64,
    /// In kB; 0 if the system does not report it.
    pub(crate) peak: u64,
    /// In bytes.
    pub(crate) input: u64,
    /// In bytes, including printed output.
    pub(crate) output: u64,
}

/// Runs a step of a row in a new folder.
pub(crate) fn run(row: &Row, size: usize) -> Result<Measure, String> {
    let input = (row.input)(size);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    measured(&input, folder.path()).map_err(|error| error.to_string())
}

/// Writes the input of a row's last step to a subfolder of `folder`.
pub(crate) fn write(row: &Row, folder: &Path) -> io::Result<()> {
    let folder = folder.join(row.name);
    fs::create_dir_all(&folder)?;
    let input = (row.input)(row.largest);
    println!("{}: oasmith {}", folder.display(), input.arguments.join(" "));
    input.files.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text))
}

fn measured(input: &Input, folder: &Path) -> io::Result<Measure> {
    let mut bytes = 0;
    for (name, text) in &input.files {
        bytes += text.len() as u64;
        fs::write(folder.join(name), text)?;
    }
    if let Some(arguments) = &input.before {
        child(arguments, folder)?;
    }
    let (seconds, peak) = child(&input.arguments, folder)?;
    let output = size_of(&folder.join("out"))? + fs::metadata(folder.join("printed"))?.len();
    Ok(Measure { seconds, peak, input: bytes, output })
}

/// Runs the program; returns its time, and its peak memory in kB.
fn child(arguments: &[&str], folder: &Path) -> io::Result<(f64, u64)> {
    let printed = fs::File::create(folder.join("printed"))?;
    let start = Instant::now();
    let mut child =
        Command::new(std::env::var_os("OASMITH_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_oasmith").into()))
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(printed.try_clone()?)
            .stderr(printed)
            .spawn()?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak_of(child.id()).unwrap_or(0).max(peak);
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::other(format!("stopped after {} s, with {} MB", PATIENCE.as_secs(), peak / 1024)));
        }
        sleep(Duration::from_millis(2));
    };
    let seconds = start.elapsed().as_secs_f64();
    // The exit status is 1 if a document is refused or a change is found.
    match status.code() {
        Some(0 | 1) => Ok((seconds, peak)),
        _ => Err(io::Error::other(format!("ended with {status} after {seconds:.2} s"))),
    }
}

/// Returns the peak memory of a process so far, in kB.
fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn size_of(path: &Path) -> io::Result<u64> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::read_dir(path)?.map(|entry| size_of(&entry?.path())).sum(),
        Ok(metadata) => Ok(metadata.len()),
        Err(_) => Ok(0),
    }
}
