//! Generates Rust client crates, made for reading and review, from OpenAPI documents.
//!
//! # Stages
//!
//! ```text
//!  bytes ──source──▶ Node tree ──dialect──▶ openapiv3::OpenAPI ──lower──▶ ir::Api
//!    ──name──▶ Names ──analyze──▶ Facts ──surface──▶ Surface ──render──▶ tokens per file
//!    ──format──▶ text ──layout──▶ files of a crate or a module ──emit──▶ disk
//! ```
//!
//! Data flows one way. [`source`] parses JSON or YAML into one tree, applies overlays, and locates pointers in the text;
//! [`dialect`] normalizes the tree to OpenAPI 3.0; [`lower`] translates it to the immutable [`ir::Api`]; [`name`] and
//! [`analyze`] add names and facts in separate tables; [`surface`] decides the public items of the crate; [`render`]
//! produces tokens, [`mod@format`] text, `layout` the files of a crate, a module or one file, and [`emit`] writes them. All
//! stages report [`diagnostic`]s. Only `source`, `config`, `host` and `emit` access the disk; only `cli` and `build` print.
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
//! use oasmith::analyze::Existing;
//! use oasmith::config::ApiConfig;
//! use oasmith::diagnostic::{Code, Diagnostics, Renderer};
//! use oasmith::ir::Shape;
//! use oasmith::location::Pointer;
//! use oasmith::source::{Access, Document};
//! use oasmith::{analyze, dialect, emit, format, lower, name, render, surface};
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
//! let document = Document::parse(Path::new("trees.yaml"), text.into(), &mut diagnostics);
//! let pointer = Pointer::parse("/components/schemas/Tree/required/0").expect("it starts with a slash");
//! assert_eq!(document.root.at(&pointer).and_then(|it| it.as_str()), Some("species"));
//!
//! // Normalize the tree to OpenAPI 3.0 and resolve references. One does not resolve, which is a warning.
//! let bundled = dialect::bundle(document, &Access::default(), &|_, _| None, &mut diagnostics);
//! let (document, spec) = dialect::normalize(bundled, &dialect::Filter::default(), &mut diagnostics);
//! let spec = spec.expect("it is OpenAPI");
//! assert!(spec.openapi.components.is_some());
//!
//! // Lower the document to types and operations, independent of Rust, and find pagination and constants.
//! let lowered = lower::lower(&spec, &lower::Choices::default(), &mut diagnostics);
//! let api = analyze::complete(lowered, &BTreeMap::new(), &mut diagnostics);
//! assert!(api.types.iter().any(|ty| matches!(ty.shape, Shape::Object(_))));
//!
//! // Assign unique names. Previous names of an existing crate are kept.
//! let previous = name::PreviousNames::default();
//! let (renames, equal) = (name::Renames::default(), analyze::equal_types(&api));
//! let mut names = name::name(&api, &config.operations, &renames, &equal, &previous, &mut diagnostics);
//!
//! // Derive facts: which fields are boxed, and which types requests and responses use.
//! let facts = analyze::analyze(&api, &equal, Existing::NONE);
//! assert_eq!(facts.largest_cycle(), 1);
//!
//! // Render and format each file; `emit` compares the files with the directory and writes those that differ.
//! let sets = surface::Context { api: &api, facts: &facts, names: &names, config: &config }.error_sets();
//! names.name_errors(&sets, &previous);
//! let context = surface::Context { api: &api, facts: &facts, names: &names, config: &config };
//! let parts = render::parts(context);
//! let files = parts.iter().flat_map(|part| render::render(context, part));
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

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::panic, clippy::unwrap_used)]

pub mod analyze;
mod astray;
pub mod baseline;
mod build;
mod choices;
#[cfg(feature = "cli")]
pub mod cli;
mod combine;
pub mod config;
pub mod diagnostic;
pub mod dialect;
pub mod diff;
pub mod emit;
mod extension;
pub mod format;
mod grow;
pub mod host;
pub mod init;
pub mod inspect;
pub mod ir;
mod keep;
mod keyword;
mod layout;
mod loaded;
pub mod location;
pub mod lower;
pub mod name;
mod parallel;
mod pattern;
pub mod render;
mod replacement;
mod schema_keys;
mod selection;
mod several;
pub mod source;
pub mod surface;
mod text;
mod unknown;

use std::io;

pub use build::Build;
pub use loaded::{Loaded, Since, Through};
pub use several::{Generations, generate_all, inspect_all, listing_of, since};

use config::ApiConfig;
use diagnostic::Diagnostic;
use emit::Output;
use source::Document;

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
    /// The number of documents.
    pub documents: usize,
    /// The features of the crate for groups of operations.
    pub group_features: Vec<String>,
    /// The dependencies of a module, which the crate around it declares; none for a crate.
    pub requirements: Vec<host::Requirement>,
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

/// Returns the files that the document of `config` references, itself or through other files, and that do not exist.
#[cfg(feature = "update")]
fn missing_files(config: &ApiConfig) -> io::Result<Vec<std::path::PathBuf>> {
    parallel::deep(|| {
        let mut diagnostics = diagnostic::Diagnostics::default();
        let mut document = Document::read(&config.document, config.bounds(), &mut diagnostics)?;
        for path in &config.overlays {
            document.overlay(path, source::stored(path, &document.bounds), &mut diagnostics);
        }
        let folders = config.reference_folders.clone();
        let access = source::Access { folders, copies: config.reference_copies.clone(), revision: None };
        let bundled = dialect::bundle(document, &access, &|_, _| None, &mut diagnostics);
        Ok(bundled.document().missing().iter().cloned().collect())
    })
}

/// Returns the dependencies that a module needs of the crate around it.
fn requirements(context: surface::Context<'_>) -> Vec<host::Requirement> {
    let is_module = context.config.kind == config::Kind::Module;
    let all = if is_module { render::requirements(context) } else { Default::default() };
    all.into_iter().map(|(name, dependency)| host::Requirement { name, dependency }).collect()
}

/// Renders and formats all files in parallel.
fn outputs(context: surface::Context<'_>) -> Vec<Output> {
    rendered(&render::parts(context), |part| render::render(context, part), context.config)
}

/// Renders and formats the files of these parts in parallel.
fn rendered<P: Sync>(parts: &[P], render: impl Fn(&P) -> Vec<render::File> + Sync, config: &ApiConfig) -> Vec<Output> {
    let of_part = |part: &P| -> Vec<(String, render::Section, String, render::Uses)> {
        let files = render(part).into_iter();
        files.map(|file| (file.path, file.section, format::text(&file.content), file.uses)).collect()
    };
    let mut sections: Vec<_> = parallel::map(parts, of_part).into_iter().flatten().collect();
    sections.sort_by(|(path, section, ..), (other, next, ..)| (path, section).cmp(&(other, next)));
    let files = sections.chunk_by_mut(|(path, ..), (other, ..)| path == other);
    let files = files.map(|sections| {
        let path = std::mem::take(&mut sections[0].0);
        let mut uses = render::Uses::default();
        sections.iter_mut().for_each(|(.., of_section)| uses.append(std::mem::take(of_section)));
        let mut texts: Vec<_> =
            sections.iter_mut().map(|(_, section, text, _)| (*section, std::mem::take(text))).collect();
        if !uses.is_empty() {
            texts.push((render::Section::Imports, format::text(&render::imports(&path, &uses).content)));
            texts.sort_by_key(|(section, _)| *section);
        }
        (path, format::joined(texts))
    });
    let arranged = layout::arranged(files.collect(), config).into_iter();
    arranged.map(|(path, text)| Output { text: emit::marked(&path, &text), path }).collect()
}
