//! `oasmith explain`: explanations of diagnostic codes.

use std::io::Write as _;

use crate::cli::DONE;
use crate::diagnostic::Code;

/// Prints the explanation of `code`, or a list of all codes.
pub(super) fn explain(code: Option<Code>) -> u8 {
    let text = match code {
        Some(code) => format!("# {}\n", code.explanation().trim_end()),
        None => Code::ALL.iter().map(|code| format!("{code}: {}\n", code.about())).collect(),
    };
    // The reader may have closed the pipe.
    let _ = std::io::stdout().write_all(text.as_bytes());
    DONE
}
