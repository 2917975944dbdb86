//! What the command line prints: results to standard output, all else to standard error.

use std::time::Duration;

use anstream::{AutoStream, ColorChoice as Choice};
use clap::ColorChoice;

use crate::cli::command::spell;
use crate::config::ApiConfig;
use crate::diagnostic::{Code, Renderer, Severity};
use crate::emit::Changes;
use crate::{Counts, Generation};

/// How many diagnostics of one kind are shown with their source.
const SHOWN: usize = 5;

/// Prints.
#[derive(Debug)]
pub(super) struct Report {
    quiet: bool,
    colors: bool,
}

impl Report {
    pub(super) fn new(quiet: bool, color: ColorChoice) -> Self {
        let choice = match color {
            ColorChoice::Auto => AutoStream::choice(&std::io::stderr()),
            ColorChoice::Always => Choice::Always,
            ColorChoice::Never => Choice::Never,
        };
        Self { quiet, colors: choice != Choice::Never }
    }

    pub(super) fn failure(&self, message: &str) {
        if self.colors {
            eprintln!("\x1b[1;31merror\x1b[0m: {message}");
        } else {
            eprintln!("error: {message}");
        }
    }

    /// Shows the errors, and the warnings unless told to be quiet; of many warnings of a kind, the first.
    pub(super) fn diagnostics(&self, generation: &Generation) {
        let renderer = Renderer::new(&generation.document, self.colors);
        let mut warnings = generation.diagnostics.iter().filter(|it| it.severity == Severity::Warning).peekable();
        for error in generation.diagnostics.iter().filter(|it| it.severity == Severity::Error) {
            eprintln!("{}\n", renderer.render(error));
        }
        if self.quiet || warnings.peek().is_none() {
            return;
        }
        let warnings: Vec<_> = warnings.collect();
        for code in Code::ALL {
            let of_kind: Vec<_> = warnings.iter().filter(|it| it.code == *code).collect();
            for warning in of_kind.iter().take(SHOWN) {
                eprintln!("{}\n", renderer.render(warning));
            }
            if of_kind.len() > SHOWN {
                eprintln!("warning[{code}]: and {} more of this kind\n", of_kind.len() - SHOWN);
            }
        }
    }

    /// The files that changed, and how much there is of what.
    pub(super) fn summary(&self, api: &ApiConfig, counts: Counts, changes: &Changes, time: Duration) {
        if self.quiet {
            return;
        }
        for (what, path) in changes.paths() {
            println!("{what:>9}  {}", api.out.join(path).display());
        }
        println!(
            "{}: {}; {} files written, {} unchanged, {} removed; {:.0?}",
            api.name,
            spell(counts),
            changes.added.len() + changes.changed.len(),
            changes.unchanged,
            changes.removed.len(),
            time
        );
    }

    pub(super) fn fresh(&self, api: &ApiConfig, counts: Counts) {
        if !self.quiet {
            println!("{}: up to date; {}", api.name, spell(counts));
        }
    }

    pub(super) fn stale(&self, api: &ApiConfig, changes: &Changes) {
        for (what, path) in changes.paths() {
            println!("{what:>9}  {}", api.out.join(path).display());
        }
        self.failure(&format!(
            "{} is stale; run `oasmith generate` (here: `cargo run -- generate`)",
            api.out.display()
        ));
    }
}
