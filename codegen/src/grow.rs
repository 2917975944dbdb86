//! Types that have grown since the existing crate was generated: they stay what its callers know.

mod directed;
mod join;
mod kept;
mod maps;
mod media_types;
mod pages;

use crate::analyze::{self, EqualTypes, Pages, Partial};
use crate::ir::Api;
use crate::name::{Names, PreviousNames};
pub(crate) use join::{Join, described};
pub(crate) use kept::Kept;

/// A model with its names.
pub(crate) struct Named {
    pub(crate) api: Api,
    pub(crate) equal: EqualTypes,
    pub(crate) names: Names,
    /// The parts of types, by index, that only some of the schemas have whose type they are.
    pub(crate) partial: Partial,
}

impl Named {
    pub(crate) fn new(api: Api, name: impl FnOnce(&Api, &EqualTypes) -> Names) -> Self {
        let equal = analyze::equal_types(&api);
        let names = name(&api, &equal);
        Self { api, equal, names, partial: Partial::new() }
    }

    /// Returns the model in which types and pages keep what the existing crate has of them. `pages` is the setting of that name.
    /// `rename` names a changed model.
    pub(crate) fn grown(
        mut self,
        previous: &PreviousNames,
        pages: &Pages,
        rename: impl Fn(&Api, &EqualTypes) -> Names,
    ) -> Self {
        for _ in 0..directed::DIRECTIONS {
            let Some(api) = directed::directed(&self.api, &self.names, previous) else { break };
            self = Self::new(api, &rename);
        }
        if let Some((api, partial)) = join::joined(&self.api, &self.equal, &self.names, previous) {
            self = Self { partial, ..Self::new(api, &rename) };
        }
        pages::keep_items(&mut self.api, &self.names, previous, pages);
        self
    }
}
