//! A loaded document, and the stages that it passes before rendering.

mod modeling;
mod since;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use modeling::Modeling;
pub use since::{Since, Through};

use crate::analyze::Standing;
use crate::combine::Model;
use crate::config::{self, ApiConfig};
use crate::diagnostic::{Allowance, Code, Diagnostic, Diagnostics, Renderer};
use crate::dialect::Bundled;
use crate::grow::{Gains, Named};
use crate::inspect::Inspection;
use crate::location::Pointer;
use crate::name::Ident as _;
use crate::source::{Access, Bounds, Document, Node};
use crate::{
    Counts, Diagnosed, Generated, Generation, analyze, dialect, diff, inspect, keep, name, outputs, parallel, render,
    requirements, selection, source, surface,
};

/// A loaded document, from which a crate can be generated. `D` is its stage: parsed, or bundled with the files it
/// references.
#[derive(Debug)]
pub struct Loaded<D = Document> {
    document: D,
    diagnostics: Diagnostics,
    revision: Option<String>,
    previous: name::PreviousNames,
    /// Whether the settings may belong to another version of the document.
    is_forgiving: bool,
    /// Whether the document is one of two that are compared: an operation that `only` names may be in the other alone.
    is_compared: bool,
    /// The types and parts that the model gains from other documents.
    gains: Option<Gains>,
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
            gains: None,
        }
    }

    /// Reads the document from a git revision.
    ///
    /// # Errors
    ///
    /// The message of git.
    pub fn of_revision(revision: &str, path: &Path, name: &Path, bounds: Bounds) -> Result<Self, String> {
        let bytes = source::of_revision(revision, path, bounds.bytes)?;
        let mut loaded = Self::parse_within(path, bytes, bounds);
        loaded.document.files[0].name = name.display().to_string();
        loaded.revision = Some(revision.to_owned());
        Ok(loaded)
    }

    /// Reads and bundles the referenced files.
    fn bundled(mut self, config: &ApiConfig) -> Loaded<Bundled> {
        let access = Access {
            folders: config.reference_folders.clone(),
            copies: config.reference_copies.clone(),
            revision: self.revision.clone(),
        };
        let previous = &self.previous;
        let known = |elsewhere: &str, names: &mut dyn Iterator<Item = String>| previous.component(elsewhere, names);
        let document = parallel::deep(|| dialect::bundle(self.document, &access, &known, &mut self.diagnostics));
        let Self { diagnostics, revision, previous, is_forgiving, is_compared, gains, .. } = self;
        Loaded { document, diagnostics, revision, previous, is_forgiving, is_compared, gains }
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
            if let Ok(bytes) = source::of_revision(revision, path, self.document.bounds.bytes) {
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
        self.previous = listing.as_deref().map(surface::previous_names).unwrap_or_default();
        self
    }

    /// Does the same for one of several documents; `of_crate` is the `api.txt` of the crate.
    #[must_use]
    pub(crate) fn named_as_part(mut self, listing: Option<&str>, of_crate: &str) -> Self {
        let names = |listing| surface::previous_names_of_part(listing, of_crate);
        self.previous = listing.map(names).unwrap_or_default();
        self
    }

    /// Adds the types and parts that the model gains from other documents.
    #[must_use]
    pub(crate) fn gaining(self, gains: Option<Gains>) -> Self {
        Self { gains, ..self }
    }

    /// Returns `info.title`.
    pub fn title(&self) -> Option<&str> {
        self.document.root.get("info")?.get("title")?.as_str()
    }

    /// Returns the tree of the document as operations and types are lowered from it: bundled, and normalized to OpenAPI 3.0.
    pub fn normalized(self, config: &ApiConfig) -> Option<Node> {
        parallel::deep(|| {
            let Loaded { document, mut diagnostics, .. } = self.bundled(config);
            dialect::normalized(document, &dialect::Filter::default(), &mut diagnostics)
        })
    }

    /// Generates a crate, without writing it.
    pub fn generate(self, config: &ApiConfig) -> Generation {
        parallel::deep(|| {
            let (document, diagnostics, model) = self.bundled(config).modeled(config);
            let result = model.map(|model| {
                let context = model.context(config);
                let group_features = context.group_features().into_keys().map(str::to_owned).collect();
                Generated {
                    outputs: outputs(context),
                    counts: counts(&model),
                    documents: 1,
                    group_features,
                    requirements: requirements(context),
                }
            });
            Generation { document, diagnostics, result }
        })
    }

    /// Runs all stages before rendering. Returns no model if there are errors.
    pub(crate) fn into_model(self, config: &ApiConfig) -> (Document, Vec<Diagnostic>, Option<Model>) {
        parallel::deep(|| self.bundled(config).modeled(config))
    }

    /// Returns the operations, types and diagnostics, without generating a crate.
    pub fn inspect(self, config: &ApiConfig) -> Inspection {
        parallel::deep(|| {
            let (document, diagnostics, model) = self.bundled(config).modeled(config);
            let api = model.map(|model| inspect::api(model.context(config), &document, counts(&model)));
            let placed = Renderer::new(&document, false).place(&diagnostics);
            Inspection::new(document.name().to_owned(), api, &placed)
        })
    }

    /// Compares with the document `old`, whose names the new one keeps. The settings are those of the old document and those
    /// of the new one. Returns the changes, `None` if one of the documents has errors, and the documents with their
    /// diagnostics, the old one first. If the old document has errors, the new one is not checked.
    pub fn diff_from(self, old: Self, settings: [&ApiConfig; 2]) -> (Option<diff::Diff>, Vec<Diagnosed>) {
        let [of_old, of_new] = settings;
        parallel::deep(|| compare(old.bundled(of_old), |previous| Self { previous, ..self }.bundled(of_new), settings))
    }
}

impl Loaded<Bundled> {
    /// Runs all stages before rendering. Returns no model if there are errors.
    fn modeled(self, config: &ApiConfig) -> (Document, Vec<Diagnostic>, Option<Model>) {
        let Self { document, mut diagnostics, previous, is_forgiving, is_compared, gains, .. } = self;
        let config::Only { tags, paths, operations } = config.only.clone();
        let filter = dialect::Filter { tags, paths, operations };
        let document = if is_compared { document.compared() } else { document };
        let (mut document, spec) = dialect::normalize(document, &filter, &mut diagnostics);
        if is_forgiving || is_compared {
            diagnostics.forgive(Code::UnknownOperation);
        }
        let model = spec.and_then(|spec| {
            let modeling = Modeling { spec: &spec, document: &document, config, previous: &previous, is_forgiving };
            let (named, renames) = modeling.named(&mut diagnostics);
            let rename = |api: &_, equal: &_| modeling.renamed(api, equal);
            let spell = |ty: &_| surface::spell_known(config, ty);
            let named = named.grown((&previous, &spell), &modeling.pages(), rename).gaining(gains, rename);
            let Model { api, mut facts, mut names } = analyzed(named, &previous, config);
            let context = surface::Context { api: &api, facts: &facts, names: &names, config };
            let earlier = context.earlier_responses(&previous);
            names.keep_responses(earlier);
            selection::report_taken(&api, &names, &renames, &mut diagnostics);
            let may_differ = is_forgiving || is_compared;
            names.kept = keep::kept(config, &api, (&names, &renames), may_differ, &mut diagnostics);
            if !config.derives.is_empty() {
                let context = surface::Context { api: &api, facts: &facts, names: &names, config };
                facts.derives = selection::derives(context, &document, is_forgiving, &mut diagnostics);
            }
            let context = surface::Context { api: &api, facts: &facts, names: &names, config };
            if let Some(name) = render::missing_example(context) {
                let problem = format!("`example` in the settings names `{name}`, but there is no such operation");
                let message = format!("{problem}; the front page shows another one");
                diagnostics
                    .warning(Code::UnknownExample, &Pointer::root(), message)
                    .help("use a name from `api.txt`, such as `pets.create`")
                    .about_setting(["example"]);
            }
            review(&mut diagnostics, config, &document);
            let model = Model { api, facts, names };
            (!diagnostics.has_errors()).then(|| if config.has_client() { model } else { model.of_types() })
        });
        if let Some(file) = &config.file {
            let add_file = || document.add_text(file.path(), file.text());
            diagnostics.locate_settings(add_file, |setting| file.offset(setting));
        }
        let diagnostics = diagnostics.sorted_in(&document);
        (document, diagnostics, model)
    }
}

/// Analyzes a model, and names the enums over error responses that operations share.
fn analyzed(named: Named, previous: &name::PreviousNames, config: &ApiConfig) -> Model {
    let Named { api, equal, mut names, partial } = named;
    let without_box = previous.uses_without_box();
    let facts = |apart: &BTreeSet<usize>| {
        let shared = |operation: &usize| previous.shared_error(&names.method(*operation));
        analyze::analyze(
            &api,
            &equal,
            analyze::Existing {
                standing: &|id| standing(previous, &names.of(id).ident),
                shared_error: &|operation| Some(operation).filter(|it| !apart.contains(it)).as_ref().and_then(shared),
                has_own_error: &|operation| previous.has_own_error(&names.method(operation)),
                is_unused: &|id| previous.is_unused(&names.of(id).ident),
                is_plain: &|owner, used| {
                    without_box.contains(&(names.of(owner).ident.as_str(), names.of(used).ident.as_str()))
                },
            },
        )
    };
    let variants = |facts: &_| surface::Context { api: &api, facts, names: &names, config }.error_variants(previous);
    let mut all = facts(&BTreeSet::new());
    let (mut named, apart) = variants(&all);
    if !apart.is_empty() {
        all = facts(&apart);
        named = variants(&all).0;
    }
    for (operation, place, variant) in named {
        names.name_error_variant(operation, place, variant);
    }
    let sets = surface::Context { api: &api, facts: &all, names: &names, config }.error_sets();
    names.name_errors(&sets, previous);
    all.partial = partial;
    Model { api, facts: all, names }
}

/// Returns the numbers of operations and types of a model.
fn counts(model: &Model) -> Counts {
    Counts {
        operations: model.api.operations.len(),
        operations_left_out: model.api.operations_left_out,
        types: model.api.types.len(),
        schemas_left_out: model.api.schemas_left_out,
    }
}

/// Compares `old` with the document that `new` returns for the names of the old one, each with its settings.
fn compare(
    old: Loaded<Bundled>,
    new: impl FnOnce(name::PreviousNames) -> Loaded<Bundled>,
    [of_old, of_new]: [&ApiConfig; 2],
) -> (Option<diff::Diff>, Vec<Diagnosed>) {
    let old = Loaded { is_compared: true, ..old };
    let (old_document, old_diagnostics, old_model) = old.modeled(of_old);
    let Some(old_model) = old_model else { return (None, vec![(old_document, old_diagnostics)]) };
    let context = old_model.context(of_old);
    let new = Loaded { is_compared: true, ..new(surface::Surface::new(context).names()) };
    let (document, diagnostics, model) = new.modeled(of_new);
    let diff = model.map(|model| {
        let old = diff::Revision { context, document: &old_document };
        diff::diff(old, diff::Revision { context: model.context(of_new), document: &document })
    });
    (diff, vec![(old_document, old_diagnostics), (document, diagnostics)])
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
