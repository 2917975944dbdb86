//! The command line: maps arguments to an exit status.

mod annotation;
mod command;
mod deps;
mod diff;
mod explain;
mod form;
mod generate;
mod init;
mod inspect;
mod machine;
mod progress;
mod report;
mod shell;
#[cfg(feature = "update")]
mod update;

use std::process::ExitCode;

use clap::Parser as _;

use command::{Arguments, Command};
use report::Report;

#[doc(hidden)]
pub use diff::in_every_format;

/// The exit status after success.
const DONE: u8 = 0;
/// The exit status if the document has errors or the generated crate is stale.
const REFUSED: u8 = 1;

/// The exit status of `update --check` if oasmith could not find out whether a document changed.
#[cfg(feature = "update")]
const UNKNOWN: u8 = 3;

/// Runs the command line; clap ends the process with status 2 if the arguments are invalid.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = arguments.consistent() {
        error.exit();
    }
    let format = arguments.reading().map(|reading| reading.diagnostics).unwrap_or_default();
    let report = Report::new(arguments.quiet, arguments.color).with_diagnostics_format(format);
    let apis = match arguments.apis() {
        Ok(apis) => apis,
        Err(message) => {
            report.failure(&message);
            return ExitCode::from(arguments.failure());
        }
    };
    let status = match arguments.command {
        Command::Generate { changelog, since, .. } => generate::generate(&apis, since.as_deref(), changelog, &report),
        Command::Check { format, since, .. } => {
            let report = report.with_check_format(format);
            let status = generate::check(&apis, since.as_deref(), &report);
            report.finish();
            return ExitCode::from(status);
        }
        Command::Deps { options, .. } => deps::deps(&apis, &options, &report),
        Command::Diff { sides, options } => diff::diff(&sides, &options, arguments.quiet, &report),
        Command::Explain { code } => explain::explain(code),
        Command::Init { spec, dir, name, origins } => init::init(&spec, &dir, name, &origins, &report),
        #[cfg(feature = "update")]
        Command::Update { options, config, .. } => update::update(&config, &apis, &options, &report),
        Command::Inspect { json, .. } => inspect::inspect(&apis, json, &report),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man { command, out } => shell::man(command.as_deref(), out.as_deref(), &report),
    };
    report.finish();
    ExitCode::from(status)
}
