//! The files of the generated crate: tokens from model, facts and names, with a module for each concern.

mod adapter;
mod body;
mod client;
mod constraints;
mod derives;
mod docs;
pub mod documents;
mod enumeration;
mod errors;
mod example;
mod external;
mod group;
mod headers;
mod imports;
mod kept;
mod literal;
mod manifest;
mod operation;
mod outcome;
mod owner;
mod pagination;
mod place;
mod readme;
mod redacted;
mod requirements;
mod root;
mod runtime;
mod servers;
mod style;
mod testing;
mod tuple;
mod types;
mod union;
mod webhooks;
pub mod workspace;

pub use imports::Uses;
pub use requirements::requirements;

use std::iter;
use std::ops::Range;

use proc_macro2::TokenStream;

use crate::ir::TypeId;
use crate::name::Group;
use crate::surface::{Context, Surface};
pub(crate) use docs::LINE_END;

/// A file of the generated crate, or a section of one.
#[derive(Debug)]
pub struct File {
    /// The path in the crate, with forward slashes.
    pub path: String,
    /// The section that this is, where the file has several.
    pub section: Section,
    /// The names that this section uses, where the file has several; their imports precede [`Section::Main`].
    pub uses: Uses,
    /// The content.
    pub content: Content,
}

/// The sections of a file, in order. A group may have thousands of operations, so its files are rendered and formatted in
/// sections, on all cores, and few of their tokens exist at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The beginning, or the whole file.
    #[default]
    Head,
    /// The imports of all sections.
    Imports,
    /// The items before the methods.
    Main,
    /// Methods of the one `impl` that follows, by the number of the section.
    Methods(usize),
    /// The items after that.
    Items(usize),
    /// The items with old names.
    Kept,
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
    /// Some of the methods of an `impl`, still to be formatted.
    Methods(Methods),
}

/// Consecutive methods of one `impl`.
#[derive(Debug)]
pub struct Methods {
    /// The `impl` without its methods.
    pub header: TokenStream,
    /// These methods, in order.
    pub methods: Vec<TokenStream>,
    /// Whether they are the first.
    pub is_first: bool,
    /// Whether they are the last.
    pub is_last: bool,
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

/// A part of the crate that one thread renders: tokens cannot move to another.
#[derive(Clone, Debug)]
pub enum Part {
    /// Files that a crate has once.
    Package(fn(Context<'_>) -> Vec<File>),
    /// The beginning of the files of a group, by its index in the names.
    Group(usize),
    /// Operations of a group.
    Operations(Chunk),
    /// Old names of operations in a group, by their index in the names.
    Kept(usize),
    /// A type.
    Type(TypeId),
}

/// Consecutive operations of a group.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The index of the group in the names.
    pub group: usize,
    /// The number of the chunk in its group.
    pub number: usize,
    /// The range of the group's operations.
    pub operations: Range<usize>,
    /// Whether no other chunk of the group follows.
    pub is_last: bool,
}

/// How many operations a chunk has at most.
const CHUNK: usize = 128;

/// The files that a crate has once, the largest first.
const PACKAGE: [fn(Context<'_>) -> Vec<File>; 13] = [
    |context| vec![File::text("api.txt", crate::surface::listing(&Surface::new(context)))],
    runtime::files,
    |context| vec![root::file(context)],
    |context| vec![readme::file(context)],
    |context| manifest::files(context).into(),
    |context| vec![client::file(context)],
    |context| group::root(context).into_iter().collect(),
    |context| servers::file(context).into_iter().collect(),
    |context| testing::root(context).into_iter().collect(),
    |context| [types::root(context)].into_iter().chain(types::required(context)).collect(),
    |context| errors::file(context).into_iter().collect(),
    |context| external::file(context).into_iter().collect(),
    |context| webhooks::file(context).into_iter().collect(),
];

/// The files that a crate without a client has once.
const PACKAGE_OF_TYPES: [fn(Context<'_>) -> Vec<File>; 7] = [
    |context| vec![File::text("api.txt", crate::surface::listing(&Surface::new(context)))],
    runtime::files,
    |context| vec![root::file(context)],
    |context| vec![readme::file(context)],
    |context| manifest::files(context).into(),
    |context| {
        [types::root(context)].into_iter().chain(types::required(context)).chain(external::file(context)).collect()
    },
    |context| webhooks::file(context).into_iter().collect(),
];

/// Splits the crate into parts.
pub fn parts(context: Context<'_>) -> Vec<Part> {
    let package = match context.config.has_client() {
        true => PACKAGE.to_vec(),
        false => PACKAGE_OF_TYPES.to_vec(),
    };
    package.into_iter().map(Part::Package).chain(own_parts(context)).collect()
}

/// Returns the parts for the groups and the types of a document.
fn own_parts(context: Context<'_>) -> Vec<Part> {
    let groups = context.names.groups.iter().enumerate();
    let groups = groups.flat_map(|(index, group)| iter::once(Part::Group(index)).chain(chunks(index, group)));
    let types = context.api.type_ids().filter(|id| context.facts.canonical_type(*id).is_none());
    let kept = (0..context.names.kept.groups.len()).map(Part::Kept);
    groups.chain(kept).chain(types.map(Part::Type)).collect()
}

fn chunks(index: usize, group: &Group) -> impl Iterator<Item = Part> {
    let count = group.operations.len();
    (0..count.div_ceil(CHUNK)).map(move |number| {
        let operations = number * CHUNK..count.min((number + 1) * CHUNK);
        Part::Operations(Chunk { group: index, number, is_last: operations.end == count, operations })
    })
}

/// Returns the setting `example` if no operation has that name.
pub fn missing_example(context: Context<'_>) -> Option<&str> {
    context.config.example.as_deref().filter(|_| example::is_missing(context))
}

/// Renders the files of a part.
pub fn render(context: Context<'_>, part: &Part) -> Vec<File> {
    match part {
        Part::Group(group) => {
            let group = &context.names.groups[*group];
            group::head(context, group).into_iter().chain(testing::head(context, group)).collect()
        }
        Part::Operations(chunk) => {
            group::sections(context, chunk).into_iter().chain([testing::section(context, chunk)]).collect()
        }
        Part::Kept(group) => {
            let group = context.kept_group(&context.names.kept.groups[*group]);
            kept::files(context, &group).into_iter().chain(testing::kept(context, &group)).collect()
        }
        Part::Type(id) => vec![types::file(context, *id)],
        Part::Package(files) => files(context),
    }
}

/// Returns the imports of the names that the sections of a file use.
pub fn imports(path: &str, uses: &Uses) -> File {
    let content = Content::Rust(Rust { items: uses.items(), ..Rust::default() });
    File::section(path, Section::Imports, content, Uses::default())
}

impl File {
    fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(path, Content::Text(text.into()))
    }

    fn rust(path: impl Into<String>, rust: Rust) -> Self {
        Self::new(path, Content::Rust(rust))
    }

    fn new(path: impl Into<String>, content: Content) -> Self {
        Self::section(path, Section::Head, content, Uses::default())
    }

    fn section(path: impl Into<String>, section: Section, content: Content, uses: Uses) -> Self {
        Self { path: path.into(), section, uses, content }
    }
}
