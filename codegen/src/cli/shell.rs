//! `oasmith completions` and `oasmith man`: the files that shells and `man` read.

use std::io::{self, Write as _};
use std::path::Path;

use clap::error::ErrorKind;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::cli::command::Arguments;
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};

/// Prints the completion script of `shell`.
pub(super) fn completions(shell: Shell) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "oasmith", &mut script);
    print(&script)
}

/// Prints the manual page of `command`, or of oasmith itself; with a folder, writes the pages of oasmith and of all
/// commands there.
pub(super) fn man(command: Option<&str>, folder: Option<&Path>, report: &Report) -> u8 {
    // The page of `help` would repeat the others.
    let mut whole = Arguments::command().disable_help_subcommand(true);
    whole.build();
    if let Some(folder) = folder {
        return match write(&whole, folder) {
            Ok(()) => DONE,
            Err(error) => {
                report.failure(&format!("{}: {error}", folder.display()));
                REFUSED
            }
        };
    }
    let found = match command {
        None => &whole,
        Some(name) => whole.find_subcommand(name).unwrap_or_else(|| {
            let names: Vec<&str> = whole.get_subcommands().map(Command::get_name).collect();
            let message = format!("there is no command `{name}`; the commands are {}", names.join(", "));
            Arguments::command().error(ErrorKind::InvalidValue, message).exit()
        }),
    };
    match page(found) {
        Ok(page) => print(&page),
        Err(error) => {
            report.failure(&error.to_string());
            REFUSED
        }
    }
}

fn write(whole: &Command, folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for command in std::iter::once(whole).chain(whole.get_subcommands()) {
        std::fs::write(folder.join(Man::new(command.clone()).get_filename()), page(command)?)?;
    }
    Ok(())
}

/// Returns the manual page of a command. clap's own renderer writes the version in place of a missing date, fills the lines
/// of examples, and calls their section `EXTRA`.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let page = Man::new(command.clone());
    let title = command.get_display_name().unwrap_or(command.get_name()).to_uppercase();
    let source = concat!("oasmith ", env!("CARGO_PKG_VERSION"));
    let mut text = Vec::new();
    Roff::new().control("TH", [title.as_str(), "1", "\"\"", source, "oasmith manual"]).to_writer(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut text)?;
    }
    let notes = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    sections(&notes).to_writer(&mut text)?;
    Ok(text)
}

/// Returns the paragraphs `Heading: text` as sections. A text of indented lines keeps its lines.
fn sections(notes: &str) -> Roff {
    let mut roff = Roff::new();
    for (heading, text) in notes.split("\n\n").filter_map(|paragraph| paragraph.split_once(':')) {
        roff.control("SH", [heading.to_uppercase().as_str()]);
        match text.strip_prefix('\n') {
            Some(lines) => {
                roff.control("nf", []);
                lines.lines().for_each(|line| {
                    roff.text([roman(line.trim_start())]);
                });
                roff.control("fi", []);
            }
            None => {
                roff.text([roman(text.trim())]);
            }
        }
    }
    roff
}

/// Prints to standard output, whose reader may have closed the pipe.
fn print(bytes: &[u8]) -> u8 {
    let _ = io::stdout().write_all(bytes);
    DONE
}
