//! Compiles the crates of mutated documents.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use oasmith::config::ApiConfig;
use oasmith::emit::{self, Output};
use serde_json::Value;

use crate::random::Random;
use crate::targets::{config, document};

/// The number of crates compiled at once.
const BATCH: usize = 50;

/// The enabled features.
const FEATURES: [&str; 7] = ["blocking", "oauth2", "rate-limit", "testing", "tower", "tracing", "validate"];

/// Compiles the crates of `count` mutated documents in `folder`; returns whether the compiler reports nothing.
///
/// # Errors
///
/// Returns an error if files cannot be written, or Cargo cannot be run.
pub fn compile(count: usize, seed: u64, folder: &Path) -> anyhow::Result<bool> {
    let mut number = 0;
    let mut complaints = 0;
    for begin in (0..count).step_by(BATCH) {
        let batch = folder.join("crates");
        if batch.exists() {
            fs::remove_dir_all(&batch)?;
        }
        let mut members = Vec::new();
        while members.len() < BATCH.min(count - begin) {
            members.extend(write(seed, number, &batch)?);
            number += 1;
        }
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
        fs::write(batch.join("Cargo.toml"), manifest)?;
        let found = check(&batch, folder)?;
        println!("{} crates of {number} documents: {} complaints", begin + members.len(), found.len());
        found.iter().for_each(|text| println!("{text}"));
        complaints += found.len();
    }
    Ok(complaints == 0)
}

/// Writes the crate of the document with that number; `None` if the document is refused or nearly empty.
fn write(seed: u64, number: u64, batch: &Path) -> anyhow::Result<Option<String>> {
    let mut random = Random::of(seed, number);
    let text = document(&mut random).to_string();
    let name = format!("m{number}");
    let config = ApiConfig { name: name.clone(), workspace_member: true, ..config(&mut random) };
    let Some(generated) = oasmith::generate_from(text.clone().into_bytes(), &config).result else { return Ok(None) };
    if generated.counts.operations == 0 || generated.counts.types == 0 {
        return Ok(None);
    }
    let folder = batch.join(&name);
    let outputs: Vec<Output> = generated.outputs;
    let changes = emit::compare(&folder, &outputs)?;
    emit::apply(&folder, &outputs, &changes)?;
    fs::write(folder.join("document.json"), text)?;
    Ok(Some(name))
}

/// Returns the compiler's errors and warnings for the crates in `batch`.
fn check(batch: &Path, folder: &Path) -> anyhow::Result<Vec<String>> {
    let lock = folder.join("Cargo.lock");
    if lock.exists() {
        fs::copy(&lock, batch.join("Cargo.lock"))?;
    }
    let features = FEATURES.join(",");
    let output = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["check", "--workspace", "--keep-going", "--quiet", "--message-format=json", "--features", &features])
        .current_dir(batch)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .output()
        .context("cargo")?;
    let found: Vec<String> = output.stdout.split(|byte| *byte == b'\n').filter_map(complaint).collect();
    if found.is_empty() && !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    fs::copy(batch.join("Cargo.lock"), lock)?;
    Ok(found)
}

/// Returns an error or a warning, with its crate.
fn complaint(line: &[u8]) -> Option<String> {
    let message: Value = serde_json::from_slice(line).ok()?;
    let text = message["message"]["rendered"].as_str().filter(|_| message["reason"] == "compiler-message")?;
    Some(format!("{}: {text}", message["package_id"].as_str().unwrap_or_default()))
}
