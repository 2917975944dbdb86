//! The files of the generated crate: tokens from model, facts and names, with a module for each concern.

mod api_listing;
mod body;
mod client;
mod constraints;
mod docs;
mod example;
mod headers;
mod imports;
mod literal;
mod manifest;
mod operation;
mod outcome;
mod pagination;
mod readme;
mod redacted;
mod root;
mod runtime;
mod servers;
mod style;
mod testing;
mod tuple;
mod type_use;
mod types;
mod union;
mod webhooks;
pub mod workspace;

pub use api_listing::text as listing;
pub(crate) use docs::LINE_END;
pub(crate) use outcome::spell as spell_status;
use proc_macro2::TokenStream;

use crate::analyze::Facts;
use crate::config::ApiConfig;
use crate::ir::{Api, TypeId};
use crate::name::Names;

/// A file of the generated crate.
#[derive(Debug)]
pub struct File {
    /// The path in the crate, with forward slashes.
    pub path: String,
    /// The content.
    pub content: Content,
}

/// The content of a file.
#[derive(Debug)]
pub enum Content {
    /// Final text.
    Text(String),
    /// Markdown with code to format.
    Markdown(Vec<Block>),
    /// Rust to format.
    Rust(Rust),
}

/// A Rust source file.
#[derive(Debug, Default)]
pub struct Rust {
    /// The documentation of the module.
    pub docs: Vec<Block>,
    /// Attributes of the module, without `#![..]`.
    pub attributes: Vec<TokenStream>,
    /// The items, in order.
    pub items: Vec<TokenStream>,
}

/// A block of a Markdown text; an empty line separates two blocks.
#[derive(Debug)]
pub enum Block {
    /// Lines of Markdown.
    Lines(Vec<String>),
    /// Rust items, in a fence with this info string.
    Code(&'static str, Vec<TokenStream>),
}

/// The input of rendering.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The model.
    pub api: &'a Api,
    /// The facts derived from the model.
    pub facts: &'a Facts,
    /// The names of the model's items.
    pub names: &'a Names,
    /// The settings.
    pub config: &'a ApiConfig,
}

/// A part of the crate that one thread renders: tokens are not `Send`.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// The files that exist once.
    Package,
    /// The operations of a group, by its index in the names.
    Group(usize),
    /// A type.
    Type(TypeId),
}

/// Returns the parts of the crate.
pub fn parts(context: Context<'_>) -> Vec<Part> {
    let groups = (0..context.names.groups.len()).map(Part::Group);
    let types = context.api.type_ids().filter(|id| context.facts.canonical_type(*id).is_none());
    [Part::Package].into_iter().chain(groups).chain(types.map(Part::Type)).collect()
}

/// Returns the setting `example` if no operation has that name.
pub fn missing_example(context: Context<'_>) -> Option<&str> {
    context.config.example.as_deref().filter(|_| example::is_missing(context))
}

/// Renders the files of a part.
pub fn render(context: Context<'_>, part: Part) -> Vec<File> {
    match part {
        Part::Group(group) => {
            let group = &context.names.groups[group];
            vec![operation::file(context, group), testing::file(context, group)]
        }
        Part::Type(id) => vec![types::file(context, id)],
        Part::Package => {
            let mut files = vec![api_listing::file(context), root::file(context), readme::file(context)];
            files.extend(manifest::files(context));
            files.push(client::file(context));
            files.extend(operation::root(context));
            files.extend(servers::file(context));
            files.extend(testing::root(context));
            files.push(types::root(context));
            files.extend(webhooks::file(context));
            files.extend(runtime::files(context));
            files
        }
    }
}

impl File {
    fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), content: Content::Text(text.into()) }
    }

    fn rust(path: impl Into<String>, rust: Rust) -> Self {
        Self { path: path.into(), content: Content::Rust(rust) }
    }
}
