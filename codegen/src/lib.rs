//! Generates Rust client crates, made for reading and review, from OpenAPI documents.
//!
//! # Stages
//!
//! ```text
//!  bytes ──source──▶ Node tree ──dialect──▶ openapiv3::OpenAPI ──lower──▶ ir::Api
//!    ──name──▶ Names ──analyze──▶ Facts ──render──▶ tokens per file ──format──▶ text ──emit──▶ disk
//! ```
//!
//! Data flows one way. [`source`] parses JSON or YAML into one tree, applies overlays, and locates pointers in the text;
//! [`dialect`] normalizes the tree to OpenAPI 3.0; [`lower`] translates it to the immutable [`ir::Api`]; [`name`] and
//! [`analyze`] add names and facts in separate tables; [`render`] produces tokens, [`mod@format`] text, and [`emit`] files.
//! All stages report [`diagnostic`]s. Only `source`, `config` and `emit` access the disk; only `cli` and `build` print.
//!
//! ```
//! use oasmith::config::ApiConfig;
//!
//! let document = r#"{
//!     "openapi": "3.0.3",
//!     "info": { "title": "Pets", "version": "1" },
//!     "paths": { "/pets": { "get": { "responses": { "204": { "description": "none" } } } } }
//! }"#;
//! let config = ApiConfig::new("pets.json", "pets", "pets");
//! let generation = oasmith::generate_from(document.as_bytes().to_vec(), &config);
//! let crate_files = generation.result.expect("the document has no errors");
//! assert!(crate_files.outputs.iter().any(|file| file.path == "src/operations/pets.rs"));
//! ```
//!
//! Use [`Build`] in a build script.
//!
//! # Example of all stages
//!
//! This program does what [`generate`] does:
//!
//! ```
//! use std::collections::BTreeMap;
//! use std::path::Path;
//!
//! use oasmith::analyze::Standing;
//! use oasmith::config::ApiConfig;
//! use oasmith::diagnostic::{Code, Diagnostics, Renderer};
//! use oasmith::ir::Shape;
//! use oasmith::source::{Access, Document, Pointer};
//! use oasmith::{analyze, dialect, emit, format, lower, name, render};
//!
//! let text = "
//! openapi: 3.0.3
//! info: {title: Trees, version: '1'}
//! paths: {}
//! components:
//!   schemas:
//!     Tree:
//!       type: object
//!       required: [species]
//!       properties:
//!         species: {type: string}
//!         graft: {$ref: '#/components/schemas/Tree'}
//!         soil: {$ref: '#/components/schemas/Soil'}
//! ";
//! let config = ApiConfig::new("trees.yaml", "trees", "trees");
//! let mut diagnostics = Diagnostics::default();
//!
//! // Parse the text into a tree, in the document's order. Overlays apply here.
//! let mut document = Document::parse(Path::new("trees.yaml"), text.into(), &mut diagnostics);
//! let pointer = Pointer::parse("/components/schemas/Tree/required/0").expect("it starts with a slash");
//! assert_eq!(document.root.at(&pointer).and_then(|it| it.as_str()), Some("species"));
//!
//! // Normalize the tree to OpenAPI 3.0 and resolve references. One does not resolve, which is a warning.
//! dialect::bundle(&mut document, &Access::default(), &|_, _| None, &mut diagnostics);
//! let spec = dialect::normalize(&mut document, &dialect::Filter::default(), &mut diagnostics).expect("it is OpenAPI");
//! assert!(spec.openapi.components.is_some());
//!
//! // Lower the document to types and operations, independent of Rust.
//! let api = lower::lower(&spec, &BTreeMap::new(), &lower::Choices::default(), &mut diagnostics);
//! assert!(api.types.iter().any(|ty| matches!(ty.shape, Shape::Object(_))));
//!
//! // Assign unique names. Previous names of an existing crate are kept.
//! let previous = name::PreviousNames::default();
//! let names = name::name(&api, &config.operations, &previous, &mut diagnostics);
//!
//! // Derive facts: which fields are boxed, and which types requests and responses use.
//! let facts = analyze::analyze(&api, |_| Standing::New);
//! assert_eq!(facts.largest_cycle(), 1);
//!
//! // Render and format each file; `emit` compares the files with the directory and writes those that differ.
//! let context = render::Context { api: &api, facts: &facts, names: &names, config: &config };
//! let files = render::parts(context).iter().flat_map(|part| render::render(context, part));
//! let tree = files.into_iter().find(|file| file.path == "src/types/tree.rs").expect("there is a schema `Tree`");
//! let text = emit::marked(&tree.path, &format::text(&tree.content));
//! assert!(text.contains("pub graft: Option<Box<Tree>>,"));
//!
//! // The diagnostics, with their locations in the document.
//! let reported = diagnostics.sorted();
//! assert_eq!(reported[0].code, Code::UnresolvedReference);
//! let renderer = Renderer::new(&document, false);
//! let line = renderer.line(&renderer.place(&reported)[0]);
//! assert!(line.starts_with("trees.yaml:13:16: [unresolved-reference]"), "{line}");
//! ```

#![warn(clippy::panic, clippy::unwrap_used)]

pub mod analyze;
mod astray;
mod build;
mod choices;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod dialect;
pub mod diff;
pub mod emit;
mod extension;
pub mod format;
pub mod init;
pub mod inspect;
pub mod ir;
mod keyword;
pub mod location;
pub mod lower;
pub mod name;
mod parallel;
mod pattern;
pub mod render;
pub mod source;
mod text;
mod unknown;

use std::io;
use std::path::{Path, PathBuf};

pub use build::Build;

use analyze::Standing;
use config::ApiConfig;
use diagnostic::{Allowance, Code, Diagnostic, Diagnostics, Renderer};
use emit::Output;
use inspect::Inspection;
use source::{Access, Bounds, Document, Pointer};

/// The result of generating from a document.
#[derive(Debug)]
pub struct Generation {
    /// The document.
    pub document: Document,
    /// The diagnostics, errors first, then by location.
    pub diagnostics: Vec<Diagnostic>,
    /// The crate; `None` if there are errors.
    pub result: Option<Generated>,
}

/// A generated crate in memory.
#[derive(Debug)]
pub struct Generated {
    /// Its files, sorted by path.
    pub outputs: Vec<Output>,
    /// The numbers of operations and types.
    pub counts: Counts,
    /// The features of the crate for groups of operations.
    pub group_features: Vec<String>,
}

/// A document with its diagnostics.
pub type Diagnosed = (Document, Vec<Diagnostic>);

/// The numbers of operations and types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// The number of generated operations.
    pub operations: usize,
    /// The number of operations left out, each with a diagnostic.
    pub operations_left_out: usize,
    /// The number of generated types.
    pub types: usize,
    /// The number of schemas whose type is `serde_json::Value`, each with a diagnostic.
    pub schemas_left_out: usize,
}

/// Generates a crate from the document of `config`, without writing it.
///
/// # Errors
///
/// If the document can't be read from disk.
pub fn generate(config: &ApiConfig) -> io::Result<Generation> {
    let loaded = Loaded::read_within(&config.document, config.bounds())?.patched(&config.overlays);
    Ok(loaded.named_as(emit::listing(&config.out)).generate(config))
}

/// Generates a crate from the bytes of a document.
pub fn generate_from(bytes: Vec<u8>, config: &ApiConfig) -> Generation {
    Loaded::parse_within(&config.document, bytes, config.bounds()).patched(&config.overlays).generate(config)
}

/// A loaded document, from which a crate can be generated.
#[derive(Debug)]
pub struct Loaded {
    document: Document,
    diagnostics: Diagnostics,
    revision: Option<String>,
    previous: name::PreviousNames,
    /// Whether the settings may belong to another version of the document.
    is_forgiving: bool,
    /// Whether the document is one of two that are compared: an operation that `only` names may be in the other alone.
    is_compared: bool,
}

impl Loaded {
    /// Reads the document at `path`.
    ///
    /// # Errors
    ///
    /// If it can't be read from disk.
    pub fn read(path: &Path) -> io::Result<Self> {
        Self::read_within(path, Bounds::default())
    }

    /// Reads the document at `path` within other bounds.
    ///
    /// # Errors
    ///
    /// If it can't be read from disk.
    pub fn read_within(path: &Path, bounds: Bounds) -> io::Result<Self> {
        let mut diagnostics = Diagnostics::default();
        let document = parallel::deep(|| Document::read(path, bounds, &mut diagnostics))?;
        Ok(Self::new(document, diagnostics))
    }

    /// Parses the bytes of the document at `path`.
    pub fn parse(path: &Path, bytes: Vec<u8>) -> Self {
        Self::parse_within(path, bytes, Bounds::default())
    }

    /// Parses the bytes of the document at `path` within other bounds.
    pub fn parse_within(path: &Path, bytes: Vec<u8>, bounds: Bounds) -> Self {
        let mut diagnostics = Diagnostics::default();
        let document = parallel::deep(|| Document::parse_within(path, bytes, bounds, &mut diagnostics));
        Self::new(document, diagnostics)
    }

    fn new(document: Document, diagnostics: Diagnostics) -> Self {
        Self {
            document,
            diagnostics,
            revision: None,
            previous: name::PreviousNames::default(),
            is_forgiving: false,
            is_compared: false,
        }
    }

    /// Reads the document from a git revision.
    ///
    /// # Errors
    ///
    /// The message of git.
    pub fn of_revision(revision: &str, path: &Path, name: &Path) -> Result<Self, String> {
        let bytes = source::of_revision(revision, path)?;
        let mut loaded = Self::parse(path, bytes);
        loaded.document.files[0].name = name.display().to_string();
        loaded.revision = Some(revision.to_owned());
        Ok(loaded)
    }

    /// Reads and bundles the referenced files.
    #[must_use]
    pub fn bundled(mut self, config: &ApiConfig) -> Self {
        let access = Access {
            folders: config.reference_folders.clone(),
            copies: config.reference_copies.clone(),
            revision: self.revision.clone(),
        };
        let previous = &self.previous;
        let known = |elsewhere: &str, names: &mut dyn Iterator<Item = String>| previous.component(elsewhere, names);
        parallel::deep(|| dialect::bundle(&mut self.document, &access, &known, &mut self.diagnostics));
        self
    }

    /// Applies the overlays at these paths, in order. Their diagnostics join those of the document.
    #[must_use]
    pub fn patched(mut self, overlays: &[PathBuf]) -> Self {
        for (index, path) in overlays.iter().enumerate() {
            let file = self.document.files.len();
            self.document.overlay(path, source::stored(path, &self.document.bounds), &mut self.diagnostics);
            self.diagnostics.blame_setting(file, ["overlays", &index.to_string()]);
        }
        self
    }

    /// Applies the overlays of a git revision, except those that it does not have.
    #[must_use]
    pub fn patched_as_of(mut self, revision: &str, overlays: &[PathBuf]) -> Self {
        for path in overlays {
            if let Ok(bytes) = source::of_revision(revision, path) {
                self.document.overlay(path, Ok(bytes), &mut self.diagnostics);
            }
        }
        self
    }

    /// Makes unmatched overlay actions and unmatched schemas of the settings warnings: they may belong to another version of
    /// the document.
    #[must_use]
    pub fn forgiving(mut self) -> Self {
        self.diagnostics.forgive(Code::UnmatchedAction);
        self.is_forgiving = true;
        self
    }

    /// Keeps the names in this `api.txt` if new ones collide. Without it, names depend only on the document.
    #[must_use]
    pub fn named_as(mut self, listing: Option<String>) -> Self {
        self.previous = listing.map(|listing| name::PreviousNames::parse(&listing)).unwrap_or_default();
        self
    }

    /// Returns `info.title`.
    pub fn title(&self) -> Option<&str> {
        self.document.root.get("info")?.get("title")?.as_str()
    }

    /// Generates a crate, without writing it.
    pub fn generate(self, config: &ApiConfig) -> Generation {
        let (document, diagnostics, result) = self.lowered(config, |context, _, counts| {
            let groups = if context.has_group_features() { context.names.groups.as_slice() } else { &[] };
            let group_features = groups.iter().map(|group| group.feature.clone()).collect();
            Generated { outputs: outputs(context), counts, group_features }
        });
        Generation { document, diagnostics, result }
    }

    /// Returns the operations, types and diagnostics, without generating a crate.
    pub fn inspect(self, config: &ApiConfig) -> Inspection {
        let (document, diagnostics, api) = self.lowered(config, inspect::api);
        let placed = Renderer::new(&document, false).place(&diagnostics);
        Inspection::new(document.name().to_owned(), api, &placed)
    }

    /// Compares with the document `old`, whose names the new one keeps. Returns the changes, `None` if one of the documents
    /// has errors, and the documents with their diagnostics, the old one first. If the old document has errors, the new one
    /// is not checked.
    pub fn diff_from(self, old: Self, config: &ApiConfig) -> (Option<diff::Diff>, Vec<Diagnosed>) {
        let mut diagnosed = Vec::new();
        let old = Self { is_compared: true, ..old };
        let (document, diagnostics, diff) = old.lowered(config, |context, document, _| {
            let old = diff::Revision { context, document };
            let new = Self { is_compared: true, ..self }.named_as(Some(render::listing(context)));
            let (document, diagnostics, diff) =
                new.lowered(config, |context, document, _| diff::diff(old, diff::Revision { context, document }));
            diagnosed.push((document, diagnostics));
            diff
        });
        diagnosed.insert(0, (document, diagnostics));
        (diff.flatten(), diagnosed)
    }

    /// Compares with the document of the last commit; `None` if git does not have it, if it is unchanged, or if one of the
    /// two has errors.
    pub fn uncommitted(config: &ApiConfig) -> Option<diff::Diff> {
        let ApiConfig { document, overlays, .. } = config;
        let listing = source::text_of_revision("HEAD", &config.out.join("api.txt"));
        let new = Self::read_within(document, config.bounds()).ok()?.patched(overlays);
        let new = new.named_as(listing.clone()).bundled(config);
        if source::is_committed(new.document.files.iter().map(|file| file.path.as_path())) {
            return None;
        }
        let old = Self::of_revision("HEAD", document, document).ok()?.patched_as_of("HEAD", overlays).forgiving();
        let old = old.named_as(listing);
        new.diff_from(old, config).0
    }

    /// Runs all stages before rendering, and calls `finish` with their results unless there are errors.
    fn lowered<T: Send>(
        self,
        config: &ApiConfig,
        finish: impl FnOnce(render::Context<'_>, &Document, Counts) -> T + Send,
    ) -> (Document, Vec<Diagnostic>, Option<T>) {
        parallel::deep(|| self.lowered_here(config, finish))
    }

    fn lowered_here<T>(
        self,
        config: &ApiConfig,
        finish: impl FnOnce(render::Context<'_>, &Document, Counts) -> T,
    ) -> (Document, Vec<Diagnostic>, Option<T>) {
        let Self { mut document, mut diagnostics, previous, is_forgiving, is_compared, .. } = self.bundled(config);
        let config::Only { tags, paths, operations } = config.only.clone();
        let filter = dialect::Filter { tags, paths, operations };
        let spec = dialect::normalize(&mut document, &filter, &mut diagnostics);
        if is_forgiving || is_compared {
            diagnostics.forgive(Code::UnknownOperation);
        }
        let result = spec.and_then(|spec| {
            let pages = config.pages.iter().map(|(key, pages)| (key.clone(), pages.pagination().cloned())).collect();
            let offsets = choices::Offsets::new(&config.date_times_without_offset, &document);
            let unknown = unknown::Places::new(&config.unknown_properties, &document);
            let is_utc = |place: &Pointer| offsets.are_utc(place);
            let keeps_unknown = |place: &Pointer| unknown.are_kept(place);
            let choices = choices::choices(config, &is_utc, &keeps_unknown);
            let api = lower::lower(&spec, &pages, &choices, &mut diagnostics);
            offsets.report(is_forgiving, &mut diagnostics);
            unknown.report(is_forgiving, &mut diagnostics);
            let names = name::name(&api, &config.operations, &previous, &mut diagnostics);
            let facts = analyze::analyze(&api, |id| standing(&previous, &names.of(id).ident));
            let context = render::Context { api: &api, facts: &facts, names: &names, config };
            if let Some(name) = render::missing_example(context) {
                let message = format!("`example` in the settings names `{name}`, but there is no such operation; the front page shows another one");
                diagnostics
                    .warning(Code::UnknownExample, &Pointer::root(), message)
                    .help("use a name from `api.txt`, such as `pets.create`").about_setting(["example"]);
            }
            review(&mut diagnostics, config, &document);
            let counts = Counts {
                operations: api.operations.len(),
                operations_left_out: api.operations_left_out,
                types: api.types.len(),
                schemas_left_out: api.schemas_left_out,
            };
            (!diagnostics.has_errors()).then(|| finish(context, &document, counts))
        });
        if let Some(file) = &config.file {
            let add_file = || document.add_text(file.path(), file.text());
            diagnostics.locate_settings(add_file, |setting| file.offset(setting));
        }
        let diagnostics = diagnostics.sorted_in(&document);
        (document, diagnostics, result)
    }
}

/// Removes the allowed diagnostics, and makes the rest errors if `strict` is set.
fn review(diagnostics: &mut Diagnostics, config: &ApiConfig, document: &Document) {
    let allowed = config.allow.iter();
    let allowed: Vec<Allowance> =
        allowed.map(|it| Allowance { code: it.code.clone(), pointer: it.pointer.clone() }).collect();
    diagnostics.allow(&allowed, document);
    if config.strict {
        diagnostics.harden();
    }
}

/// Returns the standing of the type with this name in the existing crate.
fn standing(previous: &name::PreviousNames, ident: &name::Pascal) -> Standing {
    match previous.has_own(ident) {
        false => Standing::New,
        true if previous.has_aliases(ident) => Standing::Canonical,
        true => Standing::Own,
    }
}

/// Renders and formats all files in parallel.
fn outputs(context: render::Context<'_>) -> Vec<Output> {
    let parts = render::parts(context);
    let of_part = |part: &render::Part| -> Vec<(String, render::Section, String)> {
        let files = render::render(context, part).into_iter();
        files.map(|file| (file.path, file.section, format::text(&file.content))).collect()
    };
    let mut sections: Vec<_> = parallel::map(&parts, of_part).into_iter().flatten().collect();
    sections.sort_by(|(path, section, _), (other, next, _)| (path, section).cmp(&(other, next)));
    let files = sections.chunk_by_mut(|(path, ..), (other, ..)| path == other);
    let files = files.map(|sections| {
        let path = std::mem::take(&mut sections[0].0);
        let sections = sections.iter_mut().map(|(_, section, text)| (*section, std::mem::take(text)));
        Output { text: emit::marked(&path, &format::joined(sections)), path }
    });
    files.collect()
}
