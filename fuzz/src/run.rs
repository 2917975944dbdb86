//! Runs each target in a process, and restarts it if the process ends early.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::find::{Span, TOO_LONG, input, report};
use crate::minimize::minimize;
use crate::outcome::{Finding, LONGEST};
use crate::targets::Target;

/// The result of a target.
#[derive(Debug)]
pub struct Summary {
    /// The number of inputs tried.
    pub executions: u64,
    /// The number of kinds of findings.
    pub findings: usize,
}

/// The maximum number of restarts.
const MOST_STOPS: usize = 20;

/// Runs a target in separate processes.
///
/// # Errors
///
/// Returns an error if no process can be started.
pub fn run(target: &Target, span: &Span, folder: &Path) -> io::Result<Summary> {
    let start = Instant::now();
    let progress = tempfile::NamedTempFile::new()?;
    let mut summary = Summary { executions: 0, findings: 0 };
    for stops in 0.. {
        let first = span.first + summary.executions;
        let left = span.time.saturating_sub(start.elapsed());
        let rest = span.executions - summary.executions;
        let mut command = Command::new(std::env::current_exe()?);
        command.args([target.name, "--alone"]).arg(progress.path()).arg("--findings").arg(folder);
        command.args(["--seed", &span.seed.to_string(), "--first", &first.to_string()]);
        command.args(["--executions", &rest.to_string(), "--seconds", &left.as_secs_f64().to_string()]);
        let status = command.stdin(Stdio::null()).status()?;
        let number = std::fs::read(progress.path())?.try_into().map_or(first, u64::from_le_bytes);
        summary.executions = number - span.first;
        // The exit status of a regular end is the number of kinds found.
        match status.code() {
            Some(found @ 0..=TOO_MANY) => {
                summary.findings += usize::try_from(found).unwrap_or_default();
                break;
            }
            code => {
                let kind = if code == Some(TOO_LONG) { "slow" } else { "crash" };
                stopped(target, span.seed, number, kind, &status.to_string(), folder)?;
                summary.findings += 1;
                summary.executions += 1;
            }
        }
        if stops >= MOST_STOPS {
            break;
        }
    }
    Ok(summary)
}

/// The largest number of kinds in an exit status.
pub const TOO_MANY: i32 = 90;

/// Writes the input at which a process ended.
fn stopped(target: &Target, seed: u64, number: u64, kind: &str, status: &str, folder: &Path) -> io::Result<PathBuf> {
    let input = input(target, seed, number);
    let file = tempfile::NamedTempFile::new()?;
    let again =
        |input: &[u8]| std::fs::write(file.path(), input).is_ok() && ends(target, file.path()) == (kind == "crash");
    let small = if kind == "crash" { minimize(input, Duration::from_secs(60), again) } else { input };
    let finding = Finding { kind: kind.to_owned(), detail: status.to_owned() };
    report(target, seed, number, &finding, &small, folder)
}

/// Whether a process with only this input is killed.
fn ends(target: &Target, path: &Path) -> bool {
    let Ok(program) = std::env::current_exe() else { return false };
    let mut command = Command::new(program);
    command.args([target.name, "--replay"]).arg(path);
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
        return false;
    };
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.code().is_none(),
            Ok(None) if start.elapsed() < LONGEST => std::thread::sleep(Duration::from_millis(5)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}
