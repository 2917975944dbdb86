//! The report: a line for each document, and a summary.

use std::collections::BTreeMap;
use std::fmt;

use oasmith::diagnostic::{Severity, shown};
use oasmith::{Counts, Generation};

use crate::additions::Histories;
use crate::cargo::Verdict;
use crate::documents::Found;
use crate::round_trip::Trip;
use crate::shuffle::Shuffled;

/// The result of a generation.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// `None` if the document is refused.
    counts: Option<Counts>,
    /// The number of diagnostics of each code.
    codes: BTreeMap<&'static str, usize>,
}

/// The results for a document.
#[derive(Debug)]
pub(crate) struct Row {
    name: String,
    pub(crate) seconds: f64,
    pub(crate) panicked: bool,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) check: Option<Verdict>,
    pub(crate) doc: Option<Verdict>,
    pub(crate) round_trip: Option<Trip>,
    pub(crate) shuffled: Option<Shuffled>,
    pub(crate) histories: Option<Histories>,
}

pub(crate) fn came_of(generation: &Generation) -> Outcome {
    let mut codes = BTreeMap::new();
    let refused = generation.result.is_none();
    // For a refused document, only errors matter.
    let diagnostics = generation.diagnostics.iter().filter(|it| !refused || it.severity == Severity::Error);
    for diagnostic in diagnostics {
        *codes.entry(diagnostic.code.as_str()).or_default() += 1;
    }
    Outcome { counts: generation.result.as_ref().map(|it| it.counts), codes }
}

impl Row {
    pub(crate) fn new(found: &Found) -> Self {
        Self {
            name: found.name.clone(),
            seconds: 0.0,
            panicked: false,
            outcome: None,
            check: None,
            doc: None,
            round_trip: None,
            shuffled: None,
            histories: None,
        }
    }

    fn has_failed(&self) -> bool {
        let bad = |verdict: &Verdict| !verdict.passed || verdict.warnings > 0;
        self.panicked
            || self.shuffled.as_ref().is_some_and(|it| it.difference.is_some())
            || self.histories.as_ref().is_some_and(|it| !it.breaks.is_empty())
            || self.check.iter().chain(&self.doc).any(bad)
            || self.round_trip.as_ref().is_some_and(|trip| !trip.failures.is_empty() || trip.broken.is_some())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.has_failed() { "FAILED" } else { "ok" };
        write!(f, "{mark:6} {:6.2} s  {}", self.seconds, self.name)?;
        if self.panicked {
            write!(f, ": panicked")?;
        }
        if let Some(outcome) = &self.outcome {
            match &outcome.counts {
                Some(counts) => write!(
                    f,
                    ": {} operations, {} left out; {} types, {} left out",
                    counts.operations, counts.operations_left_out, counts.types, counts.schemas_left_out
                )?,
                None => write!(f, ": refused")?,
            }
            if !outcome.codes.is_empty() {
                let codes: Vec<_> = outcome.codes.iter().map(|(code, count)| format!("{code} {count}")).collect();
                write!(f, " [{}]", codes.join(", "))?;
            }
        }
        for (what, verdict) in [("check", &self.check), ("doc", &self.doc)] {
            let Some(verdict) = verdict else { continue };
            let passed = if verdict.passed { "passes" } else { "fails" };
            write!(f, "; {what} {passed} in {:.1} s, {} warnings", verdict.seconds, verdict.warnings)?;
        }
        if let Some(trip) = &self.round_trip {
            write!(f, "; {trip}")?;
        }
        if let Some(Shuffled { times, difference }) = &self.shuffled {
            let same = if difference.is_none() { "identical" } else { "different" };
            write!(f, "; {same} in {times} orders")?;
        }
        if let Some(Histories { additions, breaks }) = &self.histories {
            write!(f, "; {additions} additions, {} histories with breaks", breaks.len())?;
        }
        for verdict in self.check.iter().chain(&self.doc) {
            for message in &verdict.messages {
                write!(f, "\n{message}")?;
            }
        }
        if let Some(difference) = self.shuffled.as_ref().and_then(|it| it.difference.as_ref()) {
            write!(f, "\n    {}", shown(difference))?;
        }
        for broken in self.histories.iter().flat_map(|it| &it.breaks) {
            for line in broken.about.lines() {
                write!(f, "\n    {}", shown(line))?;
            }
        }
        for failure in self.round_trip.iter().flat_map(|trip| trip.broken.iter().chain(&trip.failures)) {
            write!(f, "\n    {}", shown(failure))?;
        }
        Ok(())
    }
}

/// The results for all documents.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    documents: usize,
    generated: usize,
    operations: usize,
    operations_left_out: usize,
    types: usize,
    types_left_out: usize,
    checked: usize,
    schemas: usize,
    instances: usize,
    changed: usize,
    shuffled: usize,
    additions: usize,
    pub(crate) failed: usize,
}

impl Summary {
    pub(crate) fn add(&mut self, row: &Row) {
        self.documents += 1;
        self.failed += usize::from(row.has_failed());
        self.checked += usize::from(row.check.is_some());
        self.shuffled += usize::from(row.shuffled.is_some());
        if let Some(counts) = row.outcome.as_ref().and_then(|outcome| outcome.counts) {
            self.generated += 1;
            self.operations += counts.operations;
            self.operations_left_out += counts.operations_left_out;
            self.types += counts.types;
            self.types_left_out += counts.schemas_left_out;
        }
        self.additions += row.histories.as_ref().map_or(0, |it| it.additions);
        if let Some(trip) = &row.round_trip {
            self.schemas += trip.schemas;
            self.instances += trip.instances;
            self.changed += trip.failures.len();
        }
    }
}

impl Summary {
    /// Returns whether instances of any schema were sent.
    pub(crate) fn has_instances(&self) -> bool {
        self.instances > 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = self.documents - self.generated;
        writeln!(f, "{} documents: {} generated, {refused} refused", self.documents, self.generated)?;
        writeln!(
            f,
            "{} operations, {} left out; {} types, {} left out",
            self.operations, self.operations_left_out, self.types, self.types_left_out
        )?;
        if self.checked > 0 {
            writeln!(f, "{} crates checked", self.checked)?;
        }
        if self.shuffled > 0 {
            writeln!(f, "{} documents generated in other orders", self.shuffled)?;
        }
        if self.additions > 0 {
            writeln!(f, "{} additions", self.additions)?;
        }
        if self.schemas > 0 {
            let Self { schemas, instances, changed, .. } = self;
            writeln!(f, "round trip: {instances} instances of {schemas} schemas, {changed} schemas with failures")?;
        }
        write!(f, "{} documents failed", self.failed)
    }
}
