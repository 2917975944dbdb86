//! One run of a target: inputs by number, in a process that any of them may end.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::minimize::minimize;
use crate::outcome::{Finding, LONGEST, check, listen};
use crate::random::Random;
use crate::targets::Target;

/// The inputs of a target to try.
#[derive(Clone, Debug)]
pub struct Span {
    /// The seed of all inputs.
    pub seed: u64,
    /// The number of the first input.
    pub first: u64,
    /// The maximum number of inputs.
    pub executions: u64,
    /// The time limit.
    pub time: Duration,
}

/// The exit status after an input that takes too long.
pub const TOO_LONG: i32 = 98;

/// Returns the input with that number.
pub fn input(target: &Target, seed: u64, number: u64) -> Vec<u8> {
    (target.make)(&mut Random::of(seed, number))
}

/// Tries the inputs of `span`, and writes the number of each to `progress` before trying it. Writes one finding of each
/// kind to `folder`. Returns the kinds, and the number of inputs tried.
///
/// # Errors
///
/// Returns an error if a file cannot be written.
pub fn find(target: &'static Target, span: &Span, progress: &Path, folder: &Path) -> io::Result<(Vec<String>, u64)> {
    listen();
    let file = File::options().write(true).create(true).truncate(false).open(progress)?;
    let current = Arc::new(AtomicU64::new(u64::MAX));
    watch(Arc::clone(&current));
    let start = Instant::now();
    let mut kinds = Vec::new();
    let mut number = span.first;
    while number - span.first < span.executions && start.elapsed() < span.time {
        file.write_all_at(&number.to_le_bytes(), 0)?;
        let input = input(target, span.seed, number);
        current.store(number, Ordering::Relaxed);
        let outcome = check(target, &input);
        current.store(u64::MAX, Ordering::Relaxed);
        if let Err(finding) = outcome
            && !kinds.contains(&finding.kind)
        {
            kinds.push(finding.kind.clone());
            let again = |input: &[u8]| {
                current.store(number, Ordering::Relaxed);
                let outcome = check(target, input);
                current.store(u64::MAX, Ordering::Relaxed);
                outcome.err().is_some_and(|other| other.kind == finding.kind)
            };
            let small = minimize(input, Duration::from_secs(20), again);
            let detail = check(target, &small).err().unwrap_or(finding);
            report(target, span.seed, number, &detail, &small, folder)?;
        }
        number += 1;
    }
    file.write_all_at(&number.to_le_bytes(), 0)?;
    Ok((kinds, number - span.first))
}

/// Ends the process if one input takes too long.
fn watch(current: Arc<AtomicU64>) {
    thread::spawn(move || {
        let mut last = (u64::MAX, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(500));
            let number = current.load(Ordering::Relaxed);
            if number != last.0 {
                last = (number, Instant::now());
            } else if number != u64::MAX && last.1.elapsed() > LONGEST * 2 {
                std::process::exit(TOO_LONG);
            }
        }
    });
}

/// Writes a finding, and prints the command that reproduces it.
///
/// # Errors
///
/// Returns an error if it cannot be written.
pub fn report(
    target: &Target,
    seed: u64,
    number: u64,
    finding: &Finding,
    input: &[u8],
    folder: &Path,
) -> io::Result<PathBuf> {
    let folder = folder.join(target.name);
    fs::create_dir_all(&folder)?;
    let hash = input
        .iter()
        .chain(finding.kind.as_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let path = folder.join(format!("{hash:016x}"));
    fs::write(&path, input)?;
    let mut out = io::stderr().lock();
    let Finding { kind, detail } = finding;
    writeln!(out, "{}: FINDING at seed {seed}, input {number}: {kind}", target.name)?;
    writeln!(out, "  {}", detail.replace('\n', "\n  "))?;
    writeln!(out, "  cargo run -p oasmith-fuzz --profile fuzz -- {} --replay {}", target.name, path.display())?;
    Ok(path)
}
