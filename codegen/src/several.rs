//! Several documents in one crate: reads and models each, combines them, and renders the crate.

mod since;

use std::collections::{BTreeMap, BTreeSet};

pub use since::since;

use crate::combine::{Apart, Combined, Gain, Homes, Member, apart, combine, gains};
use crate::config::{ApiConfig, DocumentPart, Kind};
use crate::diagnostic::{Code, Diagnostic, Renderer, Severity};
use crate::emit::Output;
use crate::grow::Gains;
use crate::inspect::{self, Difference, Inspection};
use crate::name::{Ident as _, spelled};
use crate::source::Document;
use crate::surface::{
    DocumentItem, Documents, SharedErrorItem, SharedItem, previous_error_homes, previous_homes, previous_members,
    previous_names, previous_optional, previous_own_types, previous_values,
};
use crate::{
    Counts, Diagnosed, Generated, Generation, Loaded, emit, parallel, render, rendered, requirements, surface,
};

/// The result of generating a crate from several documents.
#[derive(Debug)]
pub struct Generations {
    /// The documents with their diagnostics, errors first.
    pub documents: Vec<Diagnosed>,
    /// The documents that can't be read, with the reasons.
    pub unreadable: Vec<String>,
    /// The crate, without the documents that have errors; `None` if all have.
    pub result: Option<Generated>,
}

impl From<Generation> for Generations {
    fn from(Generation { document, diagnostics, result }: Generation) -> Self {
        Self { documents: vec![(document, diagnostics)], unreadable: Vec::new(), result }
    }
}

impl Generations {
    /// Returns whether documents have errors or can't be read.
    pub fn has_errors(&self) -> bool {
        let is_error = |it: &Diagnostic| it.severity == Severity::Error;
        !self.unreadable.is_empty() || self.documents.iter().any(|(_, all)| all.iter().any(is_error))
    }
}

/// A document, with its model if it has no errors.
type Modeled = (Diagnosed, Option<Member>);

/// Generates a crate from the documents of `config`, without writing it.
///
/// # Errors
///
/// The message that the settings name no documents, or two with one module.
pub fn generate_all(config: &ApiConfig) -> Result<Generations, String> {
    parallel::deep(|| generations(config))
}

fn generations(config: &ApiConfig) -> Result<Generations, String> {
    let AllModeled { mut documents, members, unreadable } = all_modeled(config, Keep::Reported)?;
    settle(&mut documents, &members, config.strict);
    let has_errors = |(_, all): &Diagnosed| all.iter().any(|it| it.severity == Severity::Error);
    let is_refused = config.strict && documents.iter().any(has_errors);
    let left_out = left_out(config, &members)?;
    let result = (!members.is_empty() && !is_refused).then(|| {
        let combined = combined(members, config);
        let mut generated = generated(&combined, config);
        generated.outputs.extend(left_out);
        generated.outputs.sort_by(|one, other| one.path.cmp(&other.path));
        generated
    });
    Ok(Generations { documents, unreadable, result })
}

/// Returns the listings of the documents that have errors, as they are: their names and places are still known when the errors
/// are corrected.
fn left_out(config: &ApiConfig, members: &[Member]) -> Result<Vec<Output>, String> {
    let parts = config.document_parts()?.into_iter();
    let parts = parts.filter(|part| !members.iter().any(|member| member.part == *part));
    let listings = parts.filter_map(|part| {
        let path = surface::listing_path(&part.module);
        Some(Output { text: emit::generated_at(&config.out, &path)?, path })
    });
    Ok(listings.collect())
}

/// The part of a document that stays in memory after modeling.
#[derive(Clone, Copy)]
enum Keep {
    /// All of it.
    Document,
    /// The text that diagnostics and the report of applied overlay actions show. So many documents need little memory.
    Reported,
}

/// All documents, read and modeled.
#[derive(Default)]
struct AllModeled {
    /// The documents with their diagnostics.
    documents: Vec<Diagnosed>,
    /// Those without errors.
    members: Vec<Member>,
    /// The reasons why others can't be read.
    unreadable: Vec<String>,
}

/// Reads and models all documents. `keep` decides what stays of each document.
fn all_modeled(config: &ApiConfig, keep: Keep) -> Result<AllModeled, String> {
    let parts = config.document_parts()?;
    let mut all = AllModeled::default();
    let of_crate = emit::listing(&config.out).unwrap_or_default();
    let read = |part: &DocumentPart| {
        let mut modeled = modeled(config, part, &of_crate, None)?;
        let (document, diagnostics) = &mut modeled.0;
        if let Keep::Reported = keep {
            document.release(diagnostics);
        }
        Ok(modeled)
    };
    for modeled in parallel::map(&parts, read) {
        match modeled {
            Ok((diagnosed, member)) => {
                all.documents.push(diagnosed);
                all.members.extend(member);
            }
            Err(message) => all.unreadable.push(message),
        }
    }
    // Documents that gain what others have are modeled again; the diagnostics stay.
    for Gain { member, gains, sources } in gains(&all.members, &homes(&all.members, config, &of_crate)) {
        if let Ok((_, Some(again))) = modeled(config, &all.members[member].part, &of_crate, Some(gains)) {
            all.members[member] = Member { gained: sources, ..again };
        }
    }
    Ok(all)
}

/// Combines the documents, with the names and the common types of the existing crate.
fn combined(members: Vec<Member>, config: &ApiConfig) -> Combined {
    let listing = emit::listing(&config.out).unwrap_or_default();
    let homes = homes(&members, config, &listing);
    combine(members, &previous_names(&listing), &homes)
}

/// Returns the types of the existing crate, of which `listing` is the `api.txt`.
fn homes(members: &[Member], config: &ApiConfig, listing: &str) -> Homes {
    let own = members.iter().map(|it| (spelled(&it.part.module), own_types(config, &it.part)));
    Homes {
        common: previous_homes(listing),
        errors: previous_error_homes(listing),
        members: previous_members(listing),
        optional: previous_optional(listing),
        values: previous_values(listing),
        own: own.collect(),
    }
}

/// Returns the operations, types and diagnostics of each document of a crate, and why types of one name differ.
///
/// # Errors
///
/// The message that the settings name no documents, or two with one module, or that one can't be read.
pub fn inspect_all(config: &ApiConfig) -> Result<Vec<Inspection>, String> {
    parallel::deep(|| inspections(config))
}

fn inspections(config: &ApiConfig) -> Result<Vec<Inspection>, String> {
    let AllModeled { mut documents, members, unreadable } = all_modeled(config, Keep::Document)?;
    if let Some(message) = unreadable.into_iter().next() {
        return Err(message);
    }
    settle(&mut documents, &members, config.strict);
    let combined = combined(members, config);
    let apart = apart(&combined.members);
    let mut members = combined.members.iter().zip(apart).peekable();
    let inspections = documents.iter().map(|(document, diagnostics)| {
        let placed = Renderer::new(document, false).place(diagnostics);
        // A document with errors has no model.
        let of_document =
            members.next_if(|(member, _)| document.files.first().is_some_and(|it| it.path == member.part.path));
        let api = of_document.map(|(member, apart)| {
            let mut api = inspect::api(member.context(), document, counts(member));
            let gained = member.gained.keys().map(|id| member.model.names.of(*id).ident.as_str());
            let gained: BTreeSet<String> = gained.map(|ident| format!("types::{ident}")).collect();
            api.schemas.retain(|it| !gained.contains(&it.rust));
            for Apart { ident, other, difference } in apart {
                let rust = format!("types::{ident}");
                if let Some(schema) = api.schemas.iter_mut().find(|it| it.rust == rust) {
                    let module = spelled(&combined.members[other].part.module);
                    schema.differs = Some(Difference { module, difference });
                }
            }
            api
        });
        Inspection::new(document.name().to_owned(), api, &placed)
    });
    Ok(inspections.collect())
}

fn counts(member: &Member) -> Counts {
    let api = &member.model.api;
    Counts {
        operations: api.operations.len(),
        operations_left_out: api.operations_left_out,
        types: api.types.len() - member.gained.len(),
        schemas_left_out: api.schemas_left_out,
    }
}

/// The types that documents have in common: by module and name, the modules of the documents.
type CommonTypes = BTreeMap<(String, String), BTreeSet<String>>;

/// The types of a document by name, each with the module that has it if it is common.
type TypesByName = BTreeMap<String, Option<String>>;

/// Returns the types of each document, by its module.
fn common_types(config: &ApiConfig) -> Result<BTreeMap<String, TypesByName>, String> {
    parallel::deep(|| types_of_all(config))
}

fn types_of_all(config: &ApiConfig) -> Result<BTreeMap<String, TypesByName>, String> {
    let combined = combined(all_modeled(config, Keep::Reported)?.members, config);
    let types = combined.members.iter().map(|member| {
        let (api, names) = (&member.model.api, &member.model.names);
        let of = |id| (names.of(id).ident.as_str().to_owned(), names.place.homes.get(&id).map(|home| spelled(home)));
        (spelled(&member.part.module), api.type_ids().map(of).collect())
    });
    Ok(types.collect())
}

/// Returns the names of the types that the document alone has in the existing crate.
fn own_types(config: &ApiConfig, part: &DocumentPart) -> BTreeSet<String> {
    let listing = emit::generated_at(&config.out, &surface::listing_path(&part.module));
    listing.as_deref().map(previous_own_types).unwrap_or_default()
}

/// Reads and models one of the documents. `of_crate` is the `api.txt` of the crate, and `gains` what the document gains from
/// others.
fn modeled(config: &ApiConfig, part: &DocumentPart, of_crate: &str, gains: Option<Gains>) -> Result<Modeled, String> {
    // Whether warnings are errors is decided over all documents.
    let config = ApiConfig { strict: false, ..config.of_part(part) };
    let loaded = Loaded::read_within(&part.path, config.bounds()).map_err(|error| config.unreadable(&error))?;
    let listing = emit::generated_at(&config.out, &surface::listing_path(&part.module));
    let previous = listing.as_deref().map(previous_names).unwrap_or_default();
    let loaded = loaded.patched(&config.overlays).forgiving().named_as_part(listing.as_deref(), of_crate);
    let loaded = loaded.gaining(gains);
    let (document, diagnostics, model) = loaded.into_model(&config);
    let member = model.map(|model| Member { part: part.clone(), config, model, previous, gained: BTreeMap::new() });
    Ok(((document, diagnostics), member))
}

/// Reads one of the documents without the others, to find out whether the crate can have it. Returns its diagnostics, and whether
/// it has no errors.
#[cfg(feature = "update")]
pub(crate) fn read_alone(loaded: Loaded, config: &ApiConfig) -> (Diagnosed, bool) {
    let own = ApiConfig { strict: false, ..config.clone() };
    let (document, mut diagnostics, model) = loaded.forgiving().into_model(&own);
    // A setting that matches nothing in this document may match in another one.
    diagnostics.retain(|it| !UNMATCHED.contains(&it.code));
    if config.strict {
        diagnostics.iter_mut().for_each(|it| it.severity = Severity::Error);
    }
    let is_usable = model.is_some() && !diagnostics.iter().any(|it| it.severity == Severity::Error);
    ((document, diagnostics), is_usable)
}

/// The codes of settings and overlays that match nothing in a document.
const UNMATCHED: [Code; 5] =
    [Code::UnmatchedAction, Code::UnknownExample, Code::UnknownOperation, Code::UnknownSchema, Code::UnusedAllowance];

/// Leaves what matches nothing in one document, but something in another; makes warnings errors if `is_strict`.
fn settle(documents: &mut [Diagnosed], members: &[Member], is_strict: bool) {
    let key = |document: &Document, it: &Diagnostic| {
        let is_unmatched = UNMATCHED.contains(&it.code) && (it.setting.is_some() || it.code == Code::UnmatchedAction);
        // Two overlays may have actions at one place.
        let file = it.file.and_then(|file| document.files.get(file)).map(|file| file.path.clone());
        is_unmatched.then(|| (it.code.as_str(), file, it.setting.clone(), it.pointer.to_string()))
    };
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for (document, diagnostics) in documents.iter() {
        for key in diagnostics.iter().filter_map(|it| key(document, it)) {
            *counts.entry(key).or_default() += 1;
        }
    }
    let mut seen = BTreeSet::new();
    for (document, diagnostics) in documents {
        diagnostics.retain(|it| match key(document, it) {
            Some(key) => counts.get(&key).is_some_and(|count| *count >= members.len()) && seen.insert(key),
            None => true,
        });
        if is_strict {
            diagnostics.iter_mut().for_each(|it| it.severity = Severity::Error);
        }
    }
}

/// Renders the crate.
fn generated(combined: &Combined, config: &ApiConfig) -> Generated {
    let members = &combined.members;
    let items = members.iter().map(|member| DocumentItem {
        context: member.context(),
        feature: &member.part.feature,
        is_default: member.part.is_default,
        features: member.features(),
    });
    let shared = combined.shared.iter().map(|it| SharedItem {
        context: members[it.member].context(),
        id: it.id,
        home: &it.home,
        documents: &it.members,
        features: &it.features,
    });
    let errors = combined.errors.iter().map(|it| SharedErrorItem {
        sets: it.sets.iter().map(|(member, set)| (members[*member].context(), *set)).collect(),
        home: &it.home,
        features: &it.features,
    });
    let root = combined.root.context(config);
    let documents = Documents::new(root, items.collect(), shared.collect(), errors.collect());
    let parts = render::documents::parts(&documents);
    let outputs = rendered(&parts, |part| render::documents::render_part(&documents, part), config);
    let counts = members.iter().map(|it| {
        let api = &it.model.api;
        (api.operations.len(), api.types.len() - it.model.names.place.homes.len())
    });
    let (operations, types) = counts.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    let api = &combined.root.api;
    let counts = Counts {
        operations,
        operations_left_out: api.operations_left_out,
        types: types + combined.shared.len(),
        schemas_left_out: api.schemas_left_out,
    };
    // A module has no features of its own.
    let features = (config.kind == Kind::Crate).then(|| (documents.features(), documents.enabled_features()));
    let group_features =
        features.into_iter().flat_map(|(all, modules)| all.into_keys().chain(modules.into_keys())).collect();
    Generated { outputs, counts, documents: members.len(), group_features, requirements: requirements(root) }
}

/// Returns the listing of the document of these settings in the existing crate, if it exists.
pub fn listing_of(config: &ApiConfig) -> Option<String> {
    emit::generated_at(&config.out, &surface::listing_path(&config.module))
}
