//! Runs Cargo over generated crates.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

/// A runner of Cargo with one target folder and one set of dependency versions for all crates.
#[derive(Debug)]
pub(crate) struct Cargo {
    target: PathBuf,
    /// The initial lock file of all crates.
    lock: PathBuf,
}

/// The result of a compilation.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) passed: bool,
    pub(crate) warnings: usize,
    /// The first messages of the compiler.
    pub(crate) messages: Vec<String>,
    pub(crate) seconds: f64,
}

const SHOWN: usize = 3;

impl Cargo {
    pub(crate) fn new(target: &Path) -> anyhow::Result<Self> {
        Ok(Self { target: target.to_owned(), lock: target.join("corpus.lock") })
    }

    pub(crate) fn check(&self, folder: &Path, features: &[String]) -> anyhow::Result<Verdict> {
        self.run(folder, &["check", "--features", &features.join(",")])
    }

    pub(crate) fn doc(&self, folder: &Path, features: &[String]) -> anyhow::Result<Verdict> {
        self.run(folder, &["doc", "--no-deps", "--features", &features.join(",")])
    }

    pub(crate) fn build(&self, folder: &Path) -> anyhow::Result<Verdict> {
        self.run(folder, &["build"])
    }

    /// Returns the path of a package's executable in a debug build.
    pub(crate) fn executable(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> anyhow::Result<Verdict> {
        let lock = folder.join("Cargo.lock");
        if self.lock.exists() && !lock.exists() {
            fs::copy(&self.lock, &lock)?;
        }
        let start = Instant::now();
        let output = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(arguments)
            .args(["--message-format=json", "--quiet"])
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::null())
            .output()?;
        let mut verdict = verdict(&output.stdout);
        verdict.passed = output.status.success();
        verdict.seconds = start.elapsed().as_secs_f64();
        if !verdict.passed && verdict.messages.is_empty() {
            verdict.messages.push(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        if verdict.passed && !self.lock.exists() {
            fs::copy(&lock, &self.lock)?;
        }
        Ok(verdict)
    }
}

fn verdict(messages: &[u8]) -> Verdict {
    let mut verdict = Verdict::default();
    for line in messages.split(|byte| *byte == b'\n') {
        let Ok(message) = serde_json::from_slice::<Value>(line) else { continue };
        if message["reason"] != "compiler-message" {
            continue;
        }
        let of = &message["message"];
        verdict.warnings += usize::from(of["level"] == "warning");
        if verdict.messages.len() < SHOWN
            && let Some(text) = of["rendered"].as_str()
        {
            verdict.messages.push(text.to_owned());
        }
    }
    verdict
}
