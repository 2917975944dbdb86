//! `oasmith explain`: what a kind of diagnostic means.

use std::io::Write as _;

use crate::cli::DONE;
use crate::diagnostic::Code;

/// Prints what `code` means; without one, all of them, each in a line.
pub(super) fn explain(code: Option<Code>) -> u8 {
    let text = match code {
        Some(code) => format!("# {}\n", code.explanation().trim_end()),
        None => Code::ALL.iter().map(|code| format!("{code}: {}\n", code.about())).collect(),
    };
    // Whoever reads may have seen enough.
    let _ = std::io::stdout().write_all(text.as_bytes());
    DONE
}
