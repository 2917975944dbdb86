//! The part of every client that oasmith generates: requests, retries, pagination, errors and JSON.
//!
//! Add a generated crate to your project, not this one. A crate that is generated with `runtime = "crate"` depends on this
//! crate, and re-exports the items below. Several such clients share one compilation, and types such as [`Retry`],
//! [`Token`] and [`Error`]. By default, a generated crate has a copy of the source instead, as its module `runtime`.
//!
//! # Versions
//!
//! A generated crate needs the version of `oasmith-runtime` that is the version of its generator, or a later one that Cargo
//! considers compatible. The items below follow Semantic Versioning, and so does the module `runtime`, which only generated
//! code uses: within compatible versions, it only grows.
//!
//! # Features
//!
//! - `client`: the runtime. Without it, the crate has only what the generator uses.
//! - `chrono`, `jiff`, `time`: dates and times of the crate of that name.
//! - `blocking`, `oauth2`, `rate-limit`, `testing`, `tower`, `tracing`, `validate`: the features of generated crates.
//! - `backtracking`: `validate` for patterns with lookaround or backreferences.
//! - `rustls`: TLS for the tests of this crate; a generated crate chooses its own.
//! - `sources`: the source as text, for the generator.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::panic, clippy::unwrap_used)]

#[cfg(feature = "client")]
#[doc(hidden)]
#[allow(clippy::new_without_default, reason = "only generated code uses it")]
#[allow(dead_code, missing_docs, unreachable_pub, unused_imports, unused_macros, reason = "generated code uses it")]
pub mod runtime;

/// Media types. The generator uses them too, so that documents and headers are compared by the same rules.
#[cfg(not(feature = "client"))]
#[path = "runtime/media_type.rs"]
pub mod media_type;
#[cfg(feature = "client")]
pub use runtime::media_type;

#[cfg(feature = "blocking")]
pub use runtime::Blocking;
#[cfg(feature = "oauth2")]
pub use runtime::ClientCredentials;
#[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
pub use runtime::RateLimit;
#[cfg(feature = "client")]
pub use runtime::{
    AnyError, ApiError, Base64, Base64Url, BuildError, ByteStream, Call, Decimal, DecodeError, Endpoint, Error, Event,
    Events, Items, JsonLines, Method, Mismatch, NotSentError, Pages, ParseDecimalError, Response, Retry, StreamError,
    Token, TokenError, TokenFuture, TokenProvider, TransportError, UndecodableBody, UndescribedCall, UnexpectedStatus,
    UnknownInteger, UnknownValue, Upload,
};
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub use runtime::{BoxError, HttpService, tower_layer, tower_service};
#[cfg(feature = "time")]
pub use runtime::{Date, DateTime};
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use runtime::{ReceivedRequest, Stub};
#[cfg(feature = "validate")]
pub use runtime::{Validate, Violation, Violations};

/// One file of the runtime's source.
#[cfg(feature = "sources")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path below a crate's `src/runtime`, with forward slashes.
    pub path: &'static str,
    /// Its content.
    pub text: &'static str,
}

#[cfg(feature = "sources")]
macro_rules! sources {
    ($($path:literal),* $(,)?) => {
        &[$(Source { path: $path, text: include_str!(concat!("runtime/", $path)) }),*]
    };
}

/// The oldest version of Rust that compiles generated crates; `.ci/msrv` compiles some with it.
pub const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// The files of the runtime, `mod.rs` first.
#[cfg(feature = "sources")]
pub const SOURCES: &[Source] = sources![
    "mod.rs",
    "any_error.rs",
    "backtracking.rs",
    "base64_bytes.rs",
    "blocking.rs",
    "call.rs",
    "charset.rs",
    "client.rs",
    "constructor.rs",
    "credential.rs",
    "decimal.rs",
    "decode.rs",
    "decode_error.rs",
    "enumeration.rs",
    "error.rs",
    "events.rs",
    "excerpt.rs",
    "exchange.rs",
    "expected.rs",
    "external.rs",
    "facade.rs",
    "finite.rs",
    "headers.rs",
    "instant.rs",
    "json_reader.rs",
    "json_sequence.rs",
    "json_text.rs",
    "json_tree.rs",
    "layer.rs",
    "link.rs",
    "map.rs",
    "media_type.rs",
    "mismatch.rs",
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
    "property.rs",
    "rate_limit.rs",
    "received.rs",
    "redacted.rs",
    "response.rs",
    "request_builder.rs",
    "retry.rs",
    "scalar.rs",
    "setters.rs",
    "stream.rs",
    "times.rs",
    "times_chrono.rs",
    "times_jiff.rs",
    "token.rs",
    "tuple.rs",
    "undescribed.rs",
    "union.rs",
    "union_plan.rs",
    "upload.rs",
    "validate.rs",
];
