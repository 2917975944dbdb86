//! The targets: each makes inputs and checks them.

mod diff;
mod document;
mod headers;
mod json;
mod markdown;
mod overlay;
mod pipeline;
mod reference;
mod settings;
mod streams;

pub(crate) use document::document;
pub(crate) use pipeline::config;

use crate::random::Random;

/// A part of oasmith or its clients that parses untrusted data.
#[derive(Debug)]
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// The input, in a few words.
    pub about: &'static str,
    /// Makes an input.
    pub make: fn(&mut Random) -> Vec<u8>,
    /// Checks an input. The error is the name of the failed check, a colon and details.
    pub check: fn(&[u8]) -> Result<(), String>,
}

/// All targets.
pub static TARGETS: &[Target] = &[
    Target {
        name: "document",
        about: "bytes of an OpenAPI document to a crate",
        make: document::make,
        check: document::check,
    },
    Target {
        name: "overlay",
        about: "an overlay of a document, applied to it",
        make: overlay::make,
        check: overlay::check,
    },
    Target { name: "settings", about: "text of `oasmith.toml`", make: settings::make, check: settings::check },
    Target { name: "diff", about: "two documents, compared", make: diff::make, check: diff::check },
    Target { name: "markdown", about: "descriptions, as documentation", make: markdown::make, check: markdown::check },
    Target { name: "headers", about: "headers of responses", make: headers::make, check: headers::check },
    Target {
        name: "streams",
        about: "server-sent events and JSON lines, in chunks",
        make: streams::make,
        check: streams::check,
    },
    Target { name: "json", about: "JSON of a server, through types and back", make: json::make, check: json::check },
];
