//! Generating a crate from a document, and the stages after its model.

use std::io;

use crate::config::ApiConfig;
use crate::diagnostic::Diagnostic;
use crate::emit::Output;
use crate::source::Document;
use crate::{Loaded, config, emit, format, host, layout, parallel, render, surface};

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
pub(crate) fn missing_files(config: &ApiConfig) -> io::Result<Vec<std::path::PathBuf>> {
    use crate::{diagnostic, dialect, source};

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
pub(crate) fn requirements(context: surface::Context<'_>) -> Vec<host::Requirement> {
    let is_module = context.config.kind == config::Kind::Module;
    let all = if is_module { render::requirements(context) } else { Default::default() };
    all.into_iter().map(|(name, dependency)| host::Requirement { name, dependency }).collect()
}

/// Renders and formats all files in parallel.
pub(crate) fn outputs(context: surface::Context<'_>) -> Vec<Output> {
    rendered(&render::parts(context), |part| render::render(context, part), context.config)
}

/// Renders and formats the files of these parts in parallel.
pub(crate) fn rendered<P: Sync>(
    parts: &[P],
    render: impl Fn(&P) -> Vec<render::File> + Sync,
    config: &ApiConfig,
) -> Vec<Output> {
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
