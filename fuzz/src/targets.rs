//! What is tried: each a way to make inputs, and what must hold for all of them.

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

/// A place where text of others is read.
#[derive(Debug)]
pub struct Target {
    /// What it is called.
    pub name: &'static str,
    /// What it reads, in a few words.
    pub about: &'static str,
    /// Makes an input.
    pub make: fn(&mut Random) -> Vec<u8>,
    /// Reads it. The error names the broken promise, then a colon and more about it.
    pub check: fn(&[u8]) -> Result<(), String>,
}

/// All of them.
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
    Target { name: "json", about: "JSON of a server, into types and back", make: json::make, check: json::check },
];
