//! Effect of a coercion on a value, with its diagnostic.

use std::fmt;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::lax::coerce::Coerced;
use crate::location::Pointer;
use crate::source::{Node, Written};

/// The subject of a message about a value.
pub(super) enum Subject<'s> {
    Keyword(&'s str),
    /// An array item or a map entry, by its type.
    Entry(&'static str),
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(keyword) => write!(f, "`{keyword}`"),
            Self::Entry(name) => f.write_str(name),
        }
    }
}

/// Replaces the value if it was coerced. Returns whether oasmith keeps it.
pub(super) fn apply(
    coerced: Coerced,
    node: &mut Node,
    subject: &Subject<'_>,
    place: &Pointer,
    written: &Written<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    match coerced {
        Coerced::Unchanged => true,
        Coerced::Absent => false,
        Coerced::Replaced(replacement) => {
            let message = format!("{subject} must be {}; oasmith {}", replacement.required, replacement.action);
            diagnostics.warning(Code::LaxObject, place, message).help(replacement.help);
            *node = replacement.value;
            true
        }
        Coerced::Rejected(required) => {
            let actual = match node {
                Node::Bool(_) | Node::Integer(_) | Node::Float(_) => format!("`{}`", written.value(place, node)),
                // A number beyond 64 bits.
                Node::String(text) if text.parse::<f64>().is_ok() => format!("`{text}`"),
                _ => node.kind().to_owned(),
            };
            let message = format!("{subject} must be {required}, and is {actual}; oasmith ignores it");
            diagnostics
                .warning(Code::InvalidObject, place, message)
                .help(format!("write {required}, or remove the value"));
            false
        }
    }
}
