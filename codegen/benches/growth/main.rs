//! Measures how time, memory and output grow with the document. For each kind of growth, the input doubles four times,
//! and the program runs on it as a user would run it.
//!
//! ```sh
//! cargo bench -p oasmith --bench growth                 # all rows
//! cargo bench -p oasmith --bench growth -- diff all-of  # rows whose name begins with one of these
//! ```
//!
//! `OASMITH_PROGRAM` sets another build of the program, to compare with. With `OASMITH_INPUTS`, nothing is measured:
//! the input of each row's last step is written to that folder, into a subfolder with the row's name.
//!
//! The last column is the exponent of time over the last two steps: 1 is linear, 2 quadratic. A step that takes more
//! than [`measure::PATIENCE`] is stopped, and ends its row.

mod diffs;
mod measure;
mod operations;
mod other;
mod schemas;
mod texts;

use std::process::ExitCode;

use measure::{Measure, Row};

/// The number of times the input doubles.
const STEPS: u32 = 4;

fn main() -> ExitCode {
    // `cargo bench` itself adds `--bench`.
    let selected: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let is_selected =
        |row: &Row| selected.is_empty() || selected.iter().any(|name| row.name.starts_with(name.as_str()));
    let rows = [operations::rows(), schemas::rows(), texts::rows(), diffs::rows(), other::rows()].concat();
    if let Some(folder) = std::env::var_os("OASMITH_INPUTS") {
        let written =
            rows.iter().filter(|row| is_selected(row)).try_for_each(|row| measure::write(row, folder.as_ref()));
        return if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    println!(
        "{:<34} {:>9} {:>10} {:>8} {:>10} {:>10}  {:>6} {:>9}",
        "row", "size", "input kB", "s", "peak MB", "output kB", "ratio", "exponent"
    );
    let mut is_done = true;
    for row in rows.iter().filter(|row| is_selected(row)) {
        is_done &= print(row);
    }
    if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Measures a row step by step; returns whether it was completed.
fn print(row: &Row) -> bool {
    let mut before: Vec<Measure> = Vec::new();
    for step in (0..=STEPS).rev() {
        let size = row.largest >> step;
        let now = match measure::run(row, size) {
            Ok(now) => now,
            Err(message) => {
                println!("{:<34} {size:>9} {message}", row.name);
                return false;
            }
        };
        let ratio =
            before.last().map_or_else(|| "-".to_owned(), |before| format!("{:.2}", now.seconds / before.seconds));
        let exponent = match before.as_slice() {
            [.., first, _] => format!("{:.2}", (now.seconds / first.seconds).log2() / 2.0),
            _ => "-".to_owned(),
        };
        println!(
            "{:<34} {size:>9} {:>10} {:>8.2} {:>10} {:>10}  {ratio:>6} {exponent:>9}",
            row.name,
            now.input / 1024,
            now.seconds,
            now.peak / 1024,
            now.output / 1024
        );
        before.push(now);
    }
    true
}
