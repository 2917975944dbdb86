//! The output of the command line: results on standard output, everything else on standard error.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice as Choice};
use clap::ColorChoice;

use crate::cli::command::CheckFormat;
use crate::cli::diff::Changes;
use crate::cli::generate::spell;
use crate::cli::machine::{self, DocumentDiagnostics, Format};
use crate::cli::progress::Progress;
use crate::cli::{annotation, diff};
use crate::config::ApiConfig;
use crate::diagnostic::{Code, Diagnostic, Renderer, Severity};
use crate::emit;
use crate::inspect::Inspection;
use crate::location::Locate as _;
use crate::source::{Change, Document};
use crate::text::{shown, shown_lines};
use crate::{Counts, Diagnosed};

/// How many warnings of one code are shown with their source.
const SHOWN: usize = 5;

/// How many of the changed files are shown.
const MAX_PATHS: usize = 30;

/// The printer of all output.
#[derive(Debug)]
pub(super) struct Report {
    quiet: bool,
    colors: bool,
    /// Whether to print annotations for GitHub Actions.
    annotates: bool,
    /// The format of diagnostics.
    format: Format,
    /// The diagnostics that `finish` writes as JSON or SARIF.
    collected: RefCell<Vec<DocumentDiagnostics>>,
    /// The printed remarks: several crates may give rise to the same one.
    remarks: RefCell<HashSet<String>>,
}

impl Report {
    pub(super) fn new(quiet: bool, color: ColorChoice) -> Self {
        let choice = match color {
            ColorChoice::Auto => AutoStream::choice(&std::io::stderr()),
            ColorChoice::Always => Choice::Always,
            ColorChoice::Never => Choice::Never,
        };
        let colors = choice != Choice::Never;
        let (collected, remarks) = Default::default();
        Self { quiet, colors, annotates: false, format: Format::Text, collected, remarks }
    }

    /// Sets the format of diagnostics; with JSON and SARIF, nothing else goes to standard output.
    pub(super) fn with_diagnostics_format(self, format: Format) -> Self {
        Self { format, quiet: self.quiet || format != Format::Text, ..self }
    }

    /// Collects the diagnostics of a document if the format is JSON or SARIF; returns whether it did.
    pub(super) fn collects(&self, inspection: &Inspection) -> bool {
        let is_machine_readable = self.format != Format::Text;
        if is_machine_readable {
            self.collected.borrow_mut().push(DocumentDiagnostics::of_inspection(inspection));
        }
        is_machine_readable
    }

    /// Writes the collected diagnostics.
    pub(super) fn finish(&self) {
        if self.format != Format::Text {
            // The reader may have closed the pipe.
            let _ = std::io::stdout().write_all(machine::text(&self.collected.borrow(), self.format).as_bytes());
        }
    }

    /// Starts a progress line.
    pub(super) fn progress(&self) -> Progress {
        Progress::new(self.quiet || self.annotates)
    }

    /// Sets the format of `oasmith check`.
    pub(super) fn with_check_format(self, format: CheckFormat) -> Self {
        Self { annotates: format == CheckFormat::Github, ..self }
    }

    pub(super) fn failure(&self, message: &str) {
        let message = shown_lines(message);
        if self.colors {
            eprintln!("\x1b[1;31merror\x1b[0m: {message}");
        } else {
            eprintln!("error: {message}");
        }
    }

    /// Prints a warning that no place of a document has.
    pub(super) fn warning(&self, message: &str) {
        if !self.quiet {
            eprintln!("warning: {}", shown_lines(message));
        }
    }

    /// Prints the errors and, unless `quiet`, the first warnings of each code.
    pub(super) fn diagnostics(&self, document: &Document, diagnostics: &[Diagnostic]) {
        if self.format != Format::Text {
            self.collected.borrow_mut().push(DocumentDiagnostics::of(document, diagnostics));
            return;
        }
        if self.annotates {
            print!("{}", annotation::diagnostics(document, diagnostics));
            return;
        }
        let of_kind =
            |severity, code: Code| diagnostics.iter().filter(move |it| it.severity == severity && it.code == code);
        let mut shown = Vec::new();
        for code in Code::ALL {
            shown.extend(of_kind(Severity::Error, *code));
        }
        if !self.quiet {
            for code in Code::ALL {
                shown.extend(of_kind(Severity::Warning, *code).take(SHOWN));
            }
        }
        let renderer = Renderer::new(document, self.colors);
        for placed in renderer.place(shown) {
            eprintln!("{}\n", renderer.render(&placed));
        }
        for code in Code::ALL.iter().filter(|_| !self.quiet) {
            let more = of_kind(Severity::Warning, *code).count().saturating_sub(SHOWN);
            if more > 0 {
                eprintln!("warning[{code}]: and {more} more with this code\n");
            }
        }
    }

    /// Prints the errors of a document.
    pub(super) fn errors(&self, (document, diagnostics): &Diagnosed) {
        let renderer = Renderer::new(document, self.colors);
        let errors = diagnostics.iter().filter(|it| it.severity == Severity::Error);
        for placed in renderer.place(errors) {
            eprintln!("{}\n", renderer.render(&placed));
        }
    }

    /// Prints the overlay actions that match nothing.
    pub(super) fn unmatched(&self, (document, diagnostics): &Diagnosed) {
        let renderer = Renderer::new(document, self.colors);
        let unmatched = diagnostics.iter().filter(|it| it.code == Code::UnmatchedAction);
        for placed in renderer.place(unmatched).into_iter().filter(|_| !self.quiet) {
            eprintln!("{}\n", renderer.render(&placed));
        }
    }

    /// Prints the applied overlay actions with their effect and their locations.
    pub(super) fn applied(&self, document: &Document) {
        if self.quiet || self.annotates {
            return;
        }
        let pointers: Vec<_> = document.applied.iter().map(|it| (Some(it.file), &it.pointer)).collect();
        for (applied, place) in document.applied.iter().zip(document.places(&pointers)) {
            let what = match applied.change {
                Change::Update => "updates",
                Change::Copy => "copies to",
                Change::Remove => "removes",
            };
            let places = match applied.places.as_slice() {
                [place] => place.to_string(),
                places => format!("{} places", places.len()),
            };
            let reason = applied.description.as_ref().map(|it| format!(" ({})", it.trim())).unwrap_or_default();
            let (file, line, target) = (&place.file.name, place.span.line, &applied.target);
            let text = format!("{file}:{line} {what} {target} at {places}{reason}");
            println!("{:>9}  {}", "overlay", shown(&text));
        }
    }

    /// Prints the path of a written file.
    pub(super) fn wrote(&self, path: &Path, is_new: bool) {
        if !self.quiet {
            println!("{:>9}  {}", if is_new { "new" } else { "changed" }, shown(&path.display().to_string()));
        }
    }

    /// Prints a remark on standard error, apart from the results, unless it did before.
    pub(super) fn remark(&self, text: &str) {
        if !self.quiet && self.remarks.borrow_mut().insert(text.to_owned()) {
            eprintln!("note: {}", shown_lines(text));
        }
    }

    /// Prints a line of the result of a command.
    pub(super) fn result(&self, line: &str) {
        println!("{}", shown(line));
    }

    /// Prints a note.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            println!("{}", shown_lines(text));
        }
    }

    /// Prints the changed files and the numbers of operations, types and files.
    pub(super) fn summary(&self, api: &ApiConfig, counts: Counts, changes: &emit::Changes, time: Duration) {
        if self.quiet {
            return;
        }
        let paths: Vec<_> = changes.paths().collect();
        for (what, path) in paths.iter().take(MAX_PATHS) {
            println!("{what:>9}  {}", shown(&api.out.join(path).display().to_string()));
        }
        if paths.len() > MAX_PATHS {
            println!("           and {} more", paths.len() - MAX_PATHS);
        }
        println!(
            "{}: {}; {} written, {} unchanged, {} removed; {:.0?}",
            api.name,
            spell(counts),
            diff::count(changes.added.len() + changes.changed.len(), "file", "files"),
            changes.unchanged,
            changes.removed.len(),
            time
        );
    }

    /// Prints the changes since the last release: the breaking ones, and the number of the others.
    pub(super) fn changes(&self, Changes { diff, about, .. }: &Changes, api: &ApiConfig) {
        if self.annotates {
            print!("{}", annotation::changes(diff, about.through(), &api.document));
        } else if !self.quiet && !diff.changes.is_empty() {
            println!("\n{}", diff::summary(diff, about));
        }
    }

    pub(super) fn up_to_date(&self, api: &ApiConfig, counts: Counts) {
        if !self.quiet {
            println!("{}: up to date; {}", api.name, spell(counts));
        }
    }

    pub(super) fn stale(&self, api: &ApiConfig, changes: &emit::Changes) {
        for (what, path) in changes.paths() {
            let path = api.out.join(path);
            if self.format != Format::Text {
                continue;
            }
            if self.annotates {
                print!("{}", annotation::stale(&path, what));
            } else {
                println!("{what:>9}  {}", shown(&path.display().to_string()));
            }
        }
        self.failure(&format!("{} is stale; run `oasmith generate`", api.out.display()));
    }
}
