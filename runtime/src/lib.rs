//! The hand-written part of every client that oasmith generates.
//!
//! With the feature `client` (the default), the runtime is ordinary code with its own tests. Generated crates do not
//! depend on this crate: they contain a copy of its source as their module `runtime`. So the source is in a module of
//! that name here too, and its paths start with `crate::runtime`. [`SOURCES`] lists the source, file by file.

#![warn(clippy::panic, clippy::unwrap_used)]

#[cfg(feature = "client")]
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros, reason = "generated code uses it")]
pub mod runtime;

/// Media types. The generator uses them too, so that documents and headers are compared by the same rules.
#[cfg(not(feature = "client"))]
#[path = "runtime/media_type.rs"]
pub mod media_type;
#[cfg(feature = "client")]
pub use runtime::media_type;

/// One file of the runtime's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path below a crate's `src/runtime`, with forward slashes.
    pub path: &'static str,
    /// Its content.
    pub text: &'static str,
}

macro_rules! sources {
    ($($path:literal),* $(,)?) => {
        &[$(Source { path: $path, text: include_str!(concat!("runtime/", $path)) }),*]
    };
}

/// The oldest version of Rust that compiles generated crates; `.ci/msrv` compiles some with it.
pub const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// The files of the runtime, `mod.rs` first.
pub const SOURCES: &[Source] = sources![
    "mod.rs",
    "backtracking.rs",
    "base64_bytes.rs",
    "blocking.rs",
    "call.rs",
    "client.rs",
    "credential.rs",
    "decimal.rs",
    "decode_error.rs",
    "enumeration.rs",
    "error.rs",
    "events.rs",
    "exchange.rs",
    "expected.rs",
    "facade.rs",
    "finite.rs",
    "headers.rs",
    "instant.rs",
    "json_reader.rs",
    "json_text.rs",
    "json_tree.rs",
    "link.rs",
    "media_type.rs",
    "mock.rs",
    "multipart.rs",
    "newtype.rs",
    "number.rs",
    "object.rs",
    "only.rs",
    "pages.rs",
    "parameter.rs",
    "path.rs",
    "payload.rs",
    "percent.rs",
    "pieces.rs",
    "rate_limit.rs",
    "received.rs",
    "redacted.rs",
    "reply.rs",
    "request_builder.rs",
    "retry.rs",
    "scalar.rs",
    "stream.rs",
    "times.rs",
    "times_chrono.rs",
    "times_jiff.rs",
    "token.rs",
    "tuple.rs",
    "union.rs",
    "union_plan.rs",
    "upload.rs",
    "validate.rs",
];
