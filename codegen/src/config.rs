//! The settings: `oasmith.toml`, and the same from code.
//!
//! Each setting has a reason:
//! - `name`, `version`, `license`, `description`: metadata of a package that documents do not have;
//! - `document`, `out`: the input and the output;
//! - `documents`: several documents of one vendor, which become modules of one crate;
//! - `kind`, `layout`, `features`, `parts`: the form of the output, because some projects have no room for another crate;
//! - `source`, `fetch`: where the vendor publishes the document, which no document has;
//! - `overlays`: fixes for a document of another author, which apply to its next version too;
//! - `reference-folders`, `reference-copies`: files outside the document's directory, which oasmith does not read otherwise;
//! - `example`: the operation on the front page, because only the maintainer knows which one matters;
//! - `operations`: names of operations, because those of a document may be unsuitable for methods;
//! - `bounds`: bounds on the document, because it may be larger than any known one;
//! - `allow`, `strict`: accepted diagnostics, and whether others are errors;
//! - `only`: a selection of operations, because a client of a large API may need few;
//! - `pages`: pagination that oasmith does not detect, because OpenAPI has no keyword for it;
//! - `idempotency-header`: the header for idempotency keys, which few documents describe;
//! - `group-features`: whether groups of operations are features, which a small crate may not need;
//! - `times`: the crate for times and dates, because a project uses one for all its code;
//! - `floats`: whether `format: float` is `f32`, because documents often use it for numbers with more digits;
//! - `integers`, `numbers`: the types of numbers without a `format`;
//! - `date-times-without-offset`: whether a `date-time` without an offset is UTC, which only the server's maintainer knows;
//! - `types`, `x-rust-type`: types of other crates, because a project has types of its own;
//! - `newtypes`: types of their own for strings and numbers, because mixed up ids compile otherwise;
//! - `derives`: further traits, because only the user knows which ones the project needs;
//! - `rename`: names of types, fields, variants and groups, because those of a document may be unsuitable;
//! - `keep`: old names that stay for a release, because callers need time to change them;
//! - `maps`: the type of maps, because code may need their order, or hashing;
//! - `package`, `dependencies`, `lints`: further parts of the crate's manifest;
//! - `unknown-properties`: whether structs keep undocumented properties, for clients that send back what they received;
//! - `workspace-member`: whether the crate belongs to a workspace.

mod check;
mod crate_metadata;
mod dependency;
mod derives;
mod documents;
mod error;
mod fetch;
mod form;
mod instants;
mod keep;
mod origin;
mod pages;
mod place;
mod rename;
mod rust_path;
mod types;
mod unknown;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::keyword::is_keyword;
use crate::name::ModulePath;
pub use crate_metadata::{Lints, Package};
pub use dependency::Dependency;
pub use derives::Derive;
pub use documents::{DocumentEntry, DocumentPart, DocumentTable};
pub use error::ConfigError;
pub use fetch::Fetch;
pub use form::{Feature, Kind, Layout, Part};
pub use instants::WithoutOffset;
pub use keep::Keep;
pub use origin::SettingsFile;
pub use pages::Pages;
pub(crate) use place::place;
pub use rename::Rename;
pub(crate) use rust_path::PathTree;
pub use rust_path::RustPath;
pub use types::{ExternalType, ExternalTypes};
pub use unknown::{Unknown, UnknownProperties};
pub use values::{Floats, Integers, Maps, Numbers, RuntimeForm, Times};

/// The settings of one API.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ApiConfig {
    /// The OpenAPI document.
    #[serde(default)]
    pub document: PathBuf,
    /// The OpenAPI documents of an API with several, each of which becomes a module, in place of `document`: paths, patterns
    /// such as `"spec/**/*.json"`, or tables such as `{ path = "spec/crm/contacts.json", module = "crm::contacts" }`.
    #[serde(default)]
    pub documents: Vec<DocumentEntry>,
    /// The URL from which `oasmith update` fetches the document. No other command reads from the network.
    #[serde(default)]
    pub source: Option<String>,
    /// How `oasmith update` fetches the document.
    #[serde(default)]
    pub fetch: Fetch,
    /// OpenAPI Overlays that oasmith applies to the document, in order.
    #[serde(default)]
    pub overlays: Vec<PathBuf>,
    /// Folders whose files a `$ref` may name, besides the document's own folder.
    #[serde(default)]
    pub reference_folders: Vec<PathBuf>,
    /// Local copies for a `$ref` to a URL: a file or a folder for each prefix of a URL.
    #[serde(default)]
    pub reference_copies: BTreeMap<String, PathBuf>,
    /// The directory of the generated crate or module.
    pub out: PathBuf,
    /// Whether oasmith generates a crate, or a module for a crate of yours.
    #[serde(default)]
    pub kind: Kind,
    /// Whether each module of the generated code has a file of its own.
    #[serde(default)]
    pub layout: Layout,
    /// The optional parts of a module with `kind = "module"`, such as `["rustls", "validate"]`; `["rustls"]` unless set. A crate
    /// has all of them as features.
    #[serde(default)]
    pub features: Option<Vec<Feature>>,
    /// The parts of the generated code: `["types", "client"]` unless set. `["types"]` has no client and needs no HTTP library,
    /// for servers, queues and tests.
    #[serde(default)]
    pub parts: Option<Vec<Part>>,
    /// The name of the generated crate.
    pub name: String,
    /// The version of the generated crate; by default `0.1.0`.
    #[serde(default = "default_version")]
    pub version: String,
    /// The license of the generated crate, as an SPDX expression.
    #[serde(default)]
    pub license: Option<String>,
    /// The description in the crate's `Cargo.toml`; made from the document's title unless set.
    #[serde(default)]
    pub description: Option<String>,
    /// The operation in the example on the crate's front page, such as `pets.create`; the first unless set.
    #[serde(default)]
    pub example: Option<String>,
    /// Names of operations, such as `pets.get`. The key is the `operationId`, or method and path:
    /// `GET /pets/{petId}`.
    #[serde(default)]
    pub operations: BTreeMap<String, String>,
    /// Limits on the size of the document.
    #[serde(default)]
    pub bounds: Limits,
    /// Diagnostics that you accept.
    #[serde(default)]
    pub allow: Vec<Allow>,
    /// Whether warnings are errors; by default `false`.
    #[serde(default)]
    pub strict: bool,
    /// The operations to generate, with the types they use; all unless set.
    #[serde(default)]
    pub only: Only,
    /// Pagination of operations. The key is the `operationId`, or method and path. `false` removes pagination.
    #[serde(default)]
    pub pages: BTreeMap<String, Pages>,
    /// The header for a random idempotency key, in requests whose method is not idempotent.
    #[serde(default)]
    pub idempotency_header: Option<String>,
    /// The types of `date-time` and `date`.
    #[serde(default)]
    pub times: Times,
    /// The type of numbers with `format: float`.
    #[serde(default)]
    pub floats: Floats,
    /// The type of integers without format and bounds.
    #[serde(default)]
    pub integers: Integers,
    /// The type of numbers without a format.
    #[serde(default)]
    pub numbers: Numbers,
    /// How a `date-time` without an offset from UTC deserializes: `"error"` (the default) is a decode error, `"utc"` reads
    /// it as UTC, and a list of JSON Pointers does so in these schemas and everything within them. An error with
    /// `times = "string"`, where it has no effect.
    #[serde(default)]
    pub date_times_without_offset: WithoutOffset,
    /// Whether structs drop or keep properties that their schemas do not describe, where a schema has neither
    /// `additionalProperties` nor `unevaluatedProperties`. A table sets it for single schemas and everything within them:
    /// `{ "/components/schemas/Pet" = "keep" }`. The longest matching pointer applies. A schema that inherits from a schema by
    /// `allOf` keeps the same properties. A pointer to anything but an object schema is an error.
    #[serde(default)]
    pub unknown_properties: UnknownProperties,
    /// Types of other crates in place of generated ones, such as
    /// `Money = { type = "rust_decimal::Decimal", crate = { rust_decimal = "1" } }`. The key is the name of a component schema,
    /// or the JSON Pointer of any schema. The key `format` is such a table by the `format` of strings, integers and numbers.
    #[serde(default)]
    pub types: ExternalTypes,
    /// The crates whose types the document may name by `x-rust-type`, with their versions. oasmith reports an `x-rust-type`
    /// of any other crate; without this setting, it ignores the extension.
    #[serde(default)]
    pub x_rust_type: BTreeMap<String, Dependency>,
    /// The schemas of strings, integers and numbers that become newtypes, such as `struct PetId(pub String)`: names of component
    /// schemas, or JSON Pointers.
    #[serde(default)]
    pub newtypes: Vec<String>,
    /// Further traits that the types derive.
    #[serde(default)]
    pub derives: Vec<Derive>,
    /// Names in place of those that oasmith chooses.
    #[serde(default)]
    pub rename: Rename,
    /// Old names that stay as deprecated aliases and methods.
    #[serde(default)]
    pub keep: Keep,
    /// The type of maps.
    #[serde(default)]
    pub maps: Maps,
    /// Further metadata of the package.
    #[serde(default)]
    pub package: Package,
    /// Further dependencies of the crate, as in `[dependencies]` of a `Cargo.toml`.
    #[serde(default)]
    pub dependencies: BTreeMap<String, Dependency>,
    /// The lints of the crate, as in `[lints]` of a `Cargo.toml`.
    #[serde(default)]
    pub lints: Lints,
    /// Whether each group of operations, with the types that only it uses, is a default feature of the crate; `true`
    /// unless set.
    #[serde(default = "yes")]
    pub group_features: bool,
    /// Whether the crate carries a copy of the runtime, `"copy"` (the default), or depends on the crate `oasmith-runtime`,
    /// `"crate"`.
    #[serde(default)]
    pub runtime: RuntimeForm,
    /// The folder of `oasmith-runtime`, relative to the generated crate, with `runtime = "crate"`; the crate of crates.io
    /// unless set.
    #[serde(default)]
    pub runtime_path: Option<String>,
    /// Whether the crate is a member of your workspace; `false` unless set. If it is not, its
    /// `Cargo.toml` declares a workspace of its own.
    #[serde(default)]
    pub workspace_member: bool,
    /// The module of this document in a crate with several; `ApiConfig::of_part` sets it.
    #[serde(skip)]
    pub module: ModulePath,
    /// The file of these settings, in which diagnostics locate them; `Config::read` sets it.
    #[serde(skip)]
    pub file: Option<SettingsFile>,
}

impl ApiConfig {
    /// Returns the message that oasmith can't read the document, with the line of the setting that names it.
    pub(crate) fn unreadable(&self, error: &std::io::Error) -> String {
        let document = self.document.display();
        match &self.file {
            Some(file) => {
                let is_missing = error.kind() == std::io::ErrorKind::NotFound && self.source.is_some();
                let help = if is_missing { "\n  run `oasmith update` to fetch it" } else { "" };
                let place = file.location("document");
                format!("{place}: oasmith can't read the document `{document}`: {error}{help}")
            }
            None => format!("{document}: {error}"),
        }
    }

    /// Returns the default settings for a crate `name` in `out`.
    pub fn new(document: impl Into<PathBuf>, out: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self {
            document: document.into(),
            documents: Vec::new(),
            source: None,
            fetch: Fetch::default(),
            overlays: Vec::new(),
            reference_folders: Vec::new(),
            reference_copies: BTreeMap::new(),
            out: out.into(),
            kind: Kind::default(),
            layout: Layout::default(),
            features: None,
            parts: None,
            name: name.into(),
            version: default_version(),
            license: None,
            description: None,
            example: None,
            operations: BTreeMap::new(),
            bounds: Limits::default(),
            allow: Vec::new(),
            strict: false,
            only: Only::default(),
            pages: BTreeMap::new(),
            idempotency_header: None,
            times: Times::default(),
            floats: Floats::default(),
            integers: Integers::default(),
            numbers: Numbers::default(),
            date_times_without_offset: WithoutOffset::default(),
            unknown_properties: UnknownProperties::default(),
            types: ExternalTypes::default(),
            x_rust_type: BTreeMap::new(),
            newtypes: Vec::new(),
            derives: Vec::new(),
            rename: Rename::default(),
            keep: Keep::default(),
            maps: Maps::default(),
            package: Package::default(),
            dependencies: BTreeMap::new(),
            lints: Lints::default(),
            group_features: true,
            runtime: RuntimeForm::default(),
            runtime_path: None,
            workspace_member: false,
            module: ModulePath::new(),
            file: None,
        }
    }
}

/// Bounds on the size of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limits {
    /// The size of all files of the document together, in bytes; 256 MB unless set.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// The depth to which objects and lists may nest; 500 unless set, at most 1000. In YAML, at most 128.
    #[serde(default)]
    pub depth: Option<u64>,
    /// The number of values to which YAML aliases may expand each byte; 8 unless set.
    #[serde(default)]
    pub values_per_byte: Option<u64>,
    /// The number of files; 50,000 unless set.
    #[serde(default)]
    pub files: Option<u64>,
}

/// A diagnostic to accept: oasmith does not report it. An entry that matches no diagnostic is reported.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Allow {
    /// The code, which a message has in brackets.
    pub code: String,
    /// The location, as a message shows it, with everything within it; the whole document unless set.
    #[serde(default)]
    pub pointer: Option<String>,
    /// Why you accept it. oasmith ignores this text.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The operations to generate: those that match any entry. Webhooks are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Only {
    /// Tags of operations.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Paths, as the document spells them; `*` at the end matches any rest.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Operations, by `operationId` or by method and path (`GET /pets/{petId}`).
    #[serde(default)]
    pub operations: Vec<String>,
}

fn yes() -> bool {
    true
}

fn default_version() -> String {
    "0.1.0".to_owned()
}

/// The contents of an `oasmith.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The APIs.
    #[serde(default, rename = "api")]
    pub apis: Vec<ApiConfig>,
}

impl Config {
    /// Reads the settings at `path`; paths in them are relative to its directory.
    ///
    /// # Errors
    ///
    /// If the file can't be read, or has unknown or invalid settings.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let fail = |message: String| ConfigError::of(path, message);
        let text = std::fs::read_to_string(path).map_err(|error| {
            let is_missing = error.kind() == std::io::ErrorKind::NotFound;
            ConfigError { is_missing, ..fail(error.to_string()) }
        })?;
        Self::parse(path, &text)
    }

    /// Parses the text of the settings at `path`; paths in them are relative to its directory.
    ///
    /// # Errors
    ///
    /// If the text has unknown or invalid settings.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let fail = |message: String| ConfigError::of(path, message);
        let mistakes = check::check(text);
        if !mistakes.is_empty() {
            return Err(ConfigError { mistakes, ..fail(String::new()) });
        }
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let mistake = error.span().map(|span| check::placed(text, span.start, error.message().to_owned()));
            ConfigError { mistakes: mistake.into_iter().collect(), ..fail(error.to_string()) }
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let text: Arc<str> = text.into();
        for (index, api) in config.apis.iter_mut().enumerate() {
            api.file = Some(SettingsFile::new(path, Arc::clone(&text), index));
            if api.documents.is_empty() {
                api.document = folder.join(&api.document);
            }
            api.documents.iter_mut().for_each(|entry| entry.within(folder));
            api.out = folder.join(&api.out);
            let paths = api.overlays.iter_mut().chain(&mut api.reference_folders);
            for path in paths.chain(api.reference_copies.values_mut()) {
                *path = folder.join(&path);
            }
        }
        Ok(config)
    }
}

/// Returns whether Cargo accepts `name` as a package name.
pub fn is_package_name(name: &str) -> bool {
    let mut letters = name.chars();
    // Cargo refuses keywords and the names of Rust's own crates.
    let is_reserved =
        matches!(name, "test" | "core" | "std" | "alloc" | "proc_macro" | "proc-macro") || is_keyword(name);
    !is_reserved
        && letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
}

/// The maximum length of a name derived from a title, in characters.
const MAX_PACKAGE_NAME: usize = 60;

/// Returns a package name for an API with this title.
pub fn package_name(title: &str) -> String {
    let words: Vec<String> = title
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let mut name = words.join("-");
    name.truncate(MAX_PACKAGE_NAME);
    let name = name.trim_end_matches('-').to_owned();
    match name.chars().next() {
        // A name without a hyphen may be a keyword or the name of one of Rust's own crates.
        Some(first) if first.is_ascii_alphabetic() && !name.contains('-') => format!("{name}-client"),
        Some(first) if first.is_ascii_alphabetic() => name,
        Some(_) => format!("api-{name}"),
        None => "api-client".to_owned(),
    }
}
