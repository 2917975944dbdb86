//! From a document of one dialect to a model with names.

use crate::analyze::Pages;
use crate::config::ApiConfig;
use crate::diagnostic::Diagnostics;
use crate::dialect::Spec;
use crate::grow::{Kept, Named};
use crate::ir::Api;
use crate::location::Pointer;
use crate::name::{Names, PreviousNames, Renames};
use crate::replacement::Replacements;
use crate::source::Document;
use crate::{analyze, choices, grow, lower, name, selection, surface, unknown};

/// The largest number of models of a document. The second one keeps the parts of the existing crate; another one is needed only
/// if that changes names.
const MAX_ATTEMPTS: usize = 8;

/// The inputs of the model of a document.
pub(super) struct Modeling<'a> {
    pub(super) spec: &'a Spec,
    pub(super) document: &'a Document,
    pub(super) config: &'a ApiConfig,
    pub(super) previous: &'a PreviousNames,
    pub(super) is_forgiving: bool,
}

impl Modeling<'_> {
    /// Returns the model with its names, and the names in the settings.
    pub(super) fn named(&self, diagnostics: &mut Diagnostics) -> (Named, Renames) {
        let mut kept = Kept::default();
        let mut attempts = 1;
        loop {
            // The next attempt reports everything again.
            let mut reported = diagnostics.clone();
            let (api, renames) = self.model(&kept, &mut reported);
            let named = Named::new(api, |api, equal| self.names(api, equal, &renames, &mut reported));
            let spell = |ty: &_| surface::spell_known(self.config, ty);
            let unreported = |api: &_, equal: &_| self.names(api, equal, &renames, &mut Diagnostics::default());
            let named = named.with_variants(self.previous, &spell, unreported);
            let has_new = kept.extend(&named, self.previous, &spell);
            if !has_new || attempts == MAX_ATTEMPTS {
                *diagnostics = reported;
                return (named, renames);
            }
            attempts += 1;
        }
    }

    /// Returns the pagination in the settings.
    pub(super) fn pages(&self) -> Pages {
        let pages = self.config.pages.iter();
        pages.map(|(key, pages)| (key.clone(), pages.pagination().cloned())).collect()
    }

    /// Returns the names of a changed model.
    pub(super) fn renamed(&self, api: &Api, equal: &analyze::EqualTypes) -> Names {
        let mut reported = Diagnostics::default();
        let renames = selection::renames(self.config, api, self.document, true, &mut reported);
        self.names(api, equal, &renames, &mut reported)
    }

    fn names(&self, api: &Api, equal: &analyze::EqualTypes, renames: &Renames, diagnostics: &mut Diagnostics) -> Names {
        name::name(api, &self.config.operations, renames, equal, self.previous, diagnostics)
    }

    /// Returns the model, with the parts that it keeps of the existing crate, and the names in the settings.
    fn model(&self, kept: &Kept, diagnostics: &mut Diagnostics) -> (Api, Renames) {
        let Self { spec, document, config, previous, is_forgiving } = self;
        let offsets = choices::Offsets::new(&config.date_times_without_offset, document);
        let unknown = unknown::Places::new(&config.unknown_properties, document);
        let is_utc = |place: &Pointer| offsets.are_utc(place);
        let keeps_unknown = |place: &Pointer| unknown.are_kept(place);
        let replacements = Replacements::new(config, document);
        let choices = lower::Choices {
            external: &|subject| replacements.external(subject),
            existing: &|method, template| kept.responses(previous, method, template),
            is_newtype: &|component, place| replacements.is_newtype(component, place),
            map: &|place| kept.map(place),
            is_enum: &|place| kept.is_enum(place),
            is_struct: &|place| kept.is_struct(place),
            ..choices::choices(config, &is_utc, &keeps_unknown)
        };
        let mut lowered = lower::lower(spec, &choices, diagnostics);
        grow::keep_constants(&mut lowered, previous);
        let api = analyze::complete(lowered, &self.pages(), diagnostics);
        offsets.report(*is_forgiving, diagnostics);
        unknown.report(*is_forgiving, diagnostics);
        replacements.report(*is_forgiving, diagnostics);
        let renames = selection::renames(config, &api, document, *is_forgiving, diagnostics);
        (api, renames)
    }
}
