//! The form of the generated code.

use std::borrow::Cow;
use std::path::Path;

use serde::Deserialize;

use crate::config::ApiConfig;

/// The kind of the generated code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A crate with a `Cargo.toml`.
    #[default]
    Crate,
    /// A module for a crate of yours, which compiles wherever you declare it.
    Module,
}

/// A part of the generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The client with its operations.
    Client,
    /// The types of requests and responses.
    Types,
}

/// The files of the generated code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A file for each module, so that a change of the document changes few files.
    #[default]
    Directory,
    /// One file: `src/lib.rs` of a crate, `mod.rs` of a module.
    File,
}

/// An optional part of the generated code: a feature of a crate, and a choice at generation for a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Blocking calls: `send_blocking`, `Blocking`.
    Blocking,
    /// Decompression of responses.
    Gzip,
    /// HTTP/2, if the server supports it.
    Http2,
    /// TLS by the operating system.
    NativeTls,
    /// Tokens by the OAuth 2 client credentials flow: `ClientCredentials`.
    Oauth2,
    /// A limit of requests in a time span: `ClientBuilder::rate_limit`.
    RateLimit,
    /// TLS by rustls. Without a TLS feature, `https` URLs need an HTTP client of your own.
    Rustls,
    /// A mock server of the API for tests: the module `testing`.
    Testing,
    /// Layers of `tower` around each HTTP exchange: `ClientBuilder::layer`.
    Tower,
    /// A `tracing` span for each call.
    Tracing,
    /// Validation of values against the constraints of the document: the trait `Validate`.
    Validate,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Blocking,
        Self::Gzip,
        Self::Http2,
        Self::NativeTls,
        Self::Oauth2,
        Self::RateLimit,
        Self::Rustls,
        Self::Testing,
        Self::Tower,
        Self::Tracing,
        Self::Validate,
    ];

    /// Their names.
    pub(crate) const NAMES: [&'static str; Self::ALL.len()] = {
        let (mut names, mut index) = ([""; Self::ALL.len()], 0);
        while index < names.len() {
            names[index] = Self::ALL[index].name();
            index += 1;
        }
        names
    };

    /// Returns the name in settings and in a `Cargo.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::Gzip => "gzip",
            Self::Http2 => "http2",
            Self::NativeTls => "native-tls",
            Self::Oauth2 => "oauth2",
            Self::RateLimit => "rate-limit",
            Self::Rustls => "rustls",
            Self::Testing => "testing",
            Self::Tower => "tower",
            Self::Tracing => "tracing",
            Self::Validate => "validate",
        }
    }
}

impl ApiConfig {
    /// Returns the optional parts that the code has without choices of its users: those of a module.
    pub fn features(&self) -> &[Feature] {
        match (self.kind, &self.features) {
            (Kind::Crate, _) => &[],
            (Kind::Module, Some(features)) => features,
            (Kind::Module, None) if self.has_client() => &[Feature::Rustls],
            (Kind::Module, None) => &[],
        }
    }

    /// Returns whether the code has a client, and not only types.
    pub fn has_client(&self) -> bool {
        self.parts.as_ref().is_none_or(|parts| parts.contains(&Part::Client))
    }

    /// Returns whether groups of operations are features. A module has no features of its own.
    pub(crate) fn has_group_features(&self) -> bool {
        self.group_features && self.kind == Kind::Crate
    }

    /// Returns whether the folder has the name of a module.
    #[cfg(feature = "cli")]
    pub(crate) fn names_module(&self) -> bool {
        names_module(&self.out)
    }

    /// Returns the path by which examples name the generated code.
    pub(crate) fn example_path(&self) -> String {
        match self.kind {
            Kind::Crate => self.name.replace('-', "_"),
            Kind::Module => {
                let parts: Vec<_> = self.out.iter().map(|it| it.to_string_lossy()).collect();
                let below = parts.iter().rposition(|it| it == "src").map(|at| &parts[at + 1..]);
                let is_path = |it: &&[Cow<'_, str>]| !it.is_empty() && it.iter().all(|it| is_identifier(it));
                match below.filter(is_path) {
                    Some(parts) => format!("crate::{}", parts.join("::")),
                    None => format!("crate::{}", self.name.replace('-', "_")),
                }
            }
        }
    }
}

/// Returns whether a folder has the name of a module.
pub(super) fn names_module(out: &Path) -> bool {
    let name = out.file_name().map(|it| it.to_string_lossy());
    name.is_some_and(|name| is_identifier(&name) && name != "src")
}

/// Returns whether a text is an identifier of Rust.
fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    let is_start = letters.next().is_some_and(|it| unicode_ident::is_xid_start(it) || it == '_');
    is_start && letters.all(unicode_ident::is_xid_continue) && text != "_" && !crate::keyword::is_keyword(text)
}
