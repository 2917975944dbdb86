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
//! Use [`Build`] in a build script, and [`include!`](crate::include!) for a module in `OUT_DIR`.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | none | the macro [`include!`](crate::include!), without any dependency |
//! | `generator` | the generator, for build scripts |
//! | `cli` | the command line; enables `generator` |
//! | `update` | `oasmith update`, with an HTTP client and TLS; enables `cli` |
//!
//! `cli` and `update` are on by default.
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
// The documentation is about the generator.
#![cfg_attr(not(feature = "generator"), allow(rustdoc::broken_intra_doc_links))]
#![warn(clippy::panic, clippy::unwrap_used)]

#[cfg(feature = "generator")]
pub mod analyze;
#[cfg(feature = "generator")]
mod astray;
#[cfg(feature = "generator")]
pub mod baseline;
#[cfg(feature = "generator")]
mod build;
#[cfg(feature = "generator")]
mod choices;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "generator")]
mod combine;
#[cfg(feature = "generator")]
pub mod config;
#[cfg(feature = "generator")]
pub mod diagnostic;
#[cfg(feature = "generator")]
pub mod dialect;
#[cfg(feature = "generator")]
pub mod diff;
#[cfg(feature = "generator")]
pub mod emit;
#[cfg(feature = "generator")]
mod extension;
#[cfg(feature = "generator")]
pub mod format;
#[cfg(feature = "generator")]
mod generation;
#[cfg(feature = "generator")]
mod grow;
#[cfg(feature = "generator")]
pub mod host;
#[cfg(feature = "generator")]
pub mod init;
#[cfg(feature = "generator")]
pub mod inspect;
#[cfg(feature = "generator")]
pub mod ir;
#[cfg(feature = "generator")]
mod keep;
#[cfg(feature = "generator")]
mod keyword;
#[cfg(feature = "generator")]
mod layout;
#[cfg(feature = "generator")]
mod loaded;
#[cfg(feature = "generator")]
pub mod location;
#[cfg(feature = "generator")]
pub mod lower;
#[cfg(feature = "generator")]
pub mod name;
#[cfg(feature = "generator")]
mod parallel;
#[cfg(feature = "generator")]
mod pattern;
#[cfg(feature = "generator")]
pub mod render;
#[cfg(feature = "generator")]
mod replacement;
#[cfg(feature = "generator")]
mod schema_keys;
#[cfg(feature = "generator")]
mod selection;
#[cfg(feature = "generator")]
mod several;
#[cfg(feature = "generator")]
pub mod source;
#[cfg(feature = "generator")]
pub mod surface;
#[cfg(feature = "generator")]
mod text;
#[cfg(feature = "generator")]
mod unknown;

#[cfg(feature = "generator")]
pub use build::Build;
#[cfg(feature = "generator")]
pub use generation::{Counts, Diagnosed, Generated, Generation, generate, generate_from};
#[cfg(feature = "generator")]
pub use loaded::{Loaded, Since, Through};
#[cfg(feature = "generator")]
pub use several::{Generations, generate_all, inspect_all, listing_of, since};

#[cfg(feature = "update")]
use generation::missing_files;
#[cfg(feature = "generator")]
use generation::{outputs, rendered, requirements};
#[cfg(feature = "update")]
use several::read_alone;

/// Includes a module that [`Build::module`] wrote to `OUT_DIR`, by its name: `pets` for `OUT_DIR/pets.rs`.
///
/// The macro is all that a crate needs of oasmith, and only for this: without its default features, oasmith has no dependencies.
///
/// ```toml
/// [dependencies]
/// oasmith = { version = "0.1", default-features = false }
///
/// [build-dependencies]
/// oasmith = { version = "0.1", default-features = false, features = ["generator"] }
/// ```
///
/// ```ignore
/// mod pets {
///     oasmith::include!("pets");
/// }
/// ```
///
/// Without the dependency, `include!(concat!(env!("OUT_DIR"), "/pets.rs"));` does the same.
#[macro_export]
macro_rules! include {
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
