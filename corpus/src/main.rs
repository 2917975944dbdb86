//! Runs the generator over a folder of documents, and prints a line of results for each.
//!
//! ```text
//! cargo run --release -p oasmith-corpus -- FOLDER [--check MINUTES] [--round-trip MINUTES] [--shuffle TIMES]
//! ```

mod additions;
mod cargo;
mod compare;
mod documents;
mod instance;
mod report;
mod round_trip;
mod shuffle;
mod unions;
mod validate;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;

use documents::Found;
use report::{Row, Summary};

/// Generates a crate from every document of a folder, and reports the results
#[derive(Debug, Parser)]
struct Arguments {
    /// Folders or documents
    #[arg(required_unless_present = "unions")]
    paths: Vec<PathBuf>,
    /// The number of additional random documents with unions
    #[arg(long, value_name = "DOCUMENTS", default_value_t = 0)]
    unions: u64,
    /// Compiles as many crates as possible in this number of minutes
    #[arg(long, value_name = "MINUTES")]
    check: Option<f64>,
    /// Documents the crates that compile
    #[arg(long, requires = "check")]
    doc: bool,
    /// Compiles and documents them with these additional features
    #[arg(long, value_delimiter = ',', requires = "check")]
    features: Vec<String>,
    /// Sends instances of schemas through the types of as many crates as possible in this number of minutes
    #[arg(long, value_name = "MINUTES")]
    round_trip: Option<f64>,
    /// Sends instances only for documents of at most this size, as their crates must be compiled in full
    #[arg(long, value_name = "BYTES", default_value_t = 1_500_000)]
    round_trip_up_to: u64,
    /// Generates each crate this number of times again: from JSON, then with the maps of its document in other orders
    #[arg(long, value_name = "TIMES", default_value_t = 0)]
    shuffle: u64,
    /// Generates again only from documents of at most this size
    #[arg(long, value_name = "BYTES", default_value_t = u64::MAX)]
    shuffle_up_to: u64,
    /// Lets each document gain random things this number of times; the folder of its crate has what breaks callers
    #[arg(long, value_name = "TIMES", default_value_t = 0)]
    additions: u64,
    /// Lets only documents of at most this size gain things
    #[arg(long, value_name = "BYTES", default_value_t = u64::MAX)]
    additions_up_to: u64,
    /// The number of instances of each schema
    #[arg(long, default_value_t = 20)]
    instances: usize,
    /// The seed of instances and additions
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Begins with the documents whose names have these prefixes; the others follow by size
    #[arg(long, value_delimiter = ',')]
    first: Vec<String>,
    /// Only documents whose path contains this
    #[arg(long)]
    only: Option<String>,
    /// The folder of the crates; a temporary folder by default
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// The target folder of Cargo
    #[arg(long, value_name = "DIR", default_value = "target/corpus")]
    target: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::from(u8::from(summary.failed > 0))
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<Summary> {
    let scratch = tempfile::tempdir()?;
    let mut paths = arguments.paths.clone();
    for seed in arguments.seed..arguments.seed + arguments.unions {
        let path = scratch.path().join(format!("unions-{seed}.json"));
        std::fs::write(&path, unions::document(seed).to_string())?;
        paths.push(path);
    }
    let mut found = documents::find(&paths)?;
    found.retain(|it| arguments.only.as_ref().is_none_or(|part| it.name.contains(part)));
    let rank = |found: &Found| {
        let name = found.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        arguments.first.iter().position(|first| name.starts_with(first)).unwrap_or(usize::MAX)
    };
    found.sort_by_key(|it| (rank(it), it.bytes, it.name.clone()));
    let folder = arguments.keep.as_deref().unwrap_or(scratch.path());
    std::fs::create_dir_all(folder)?;
    std::fs::create_dir_all(&arguments.target)?;
    let cargo = cargo::Cargo::new(&arguments.target.canonicalize()?)?;
    let limit = |minutes: f64| Duration::from_secs_f64(minutes * 60.0);
    let (mut checked, mut tripped) = (Duration::ZERO, Duration::ZERO);
    let mut summary = Summary::default();
    for (number, document) in found.iter().enumerate() {
        let mut row = Row::new(document);
        let crate_folder = folder.join(format!("c{number}"));
        let times = if document.bytes <= arguments.shuffle_up_to { arguments.shuffle } else { 0 };
        let Some(generated) = documents::generate(document, &crate_folder, times, &mut row)? else {
            summary.add(&row);
            println!("{row}");
            continue;
        };
        if arguments.additions > 0 && document.bytes <= arguments.additions_up_to {
            row.histories = documents::additions(document, &generated, arguments.additions, arguments.seed)?;
            for (index, broken) in row.histories.iter().flat_map(|it| &it.breaks).enumerate() {
                let of_break = crate_folder.join(format!("additions{index}"));
                std::fs::create_dir_all(&of_break)?;
                for (name, text) in &broken.files {
                    std::fs::write(of_break.join(name), text)?;
                }
            }
        }
        if arguments.check.is_some_and(|minutes| checked < limit(minutes)) {
            let start = Instant::now();
            row.check = Some(cargo.check(&crate_folder, &arguments.features)?);
            if arguments.doc {
                row.doc = Some(cargo.doc(&crate_folder, &arguments.features)?);
            }
            checked += start.elapsed();
        }
        let fits = document.bytes <= arguments.round_trip_up_to;
        if fits && arguments.round_trip.is_some_and(|minutes| tripped < limit(minutes)) {
            let start = Instant::now();
            let described = documents::described(document, &crate_folder, &generated.package)?;
            let made = round_trip::Plan::new(&generated, &described, arguments.instances, arguments.seed)?;
            row.round_trip = Some(round_trip::run(&made, &crate_folder, &cargo)?);
            tripped += start.elapsed();
        }
        summary.add(&row);
        println!("{row}");
        if arguments.keep.is_none() {
            std::fs::remove_dir_all(&crate_folder)?;
        }
    }
    // Otherwise a fault in making instances would pass for a result.
    if tripped > Duration::ZERO && !summary.has_instances() {
        anyhow::bail!("no schema had an instance to send");
    }
    Ok(summary)
}
