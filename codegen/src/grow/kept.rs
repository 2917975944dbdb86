//! What lowering has to know of the existing crate, and what the model that it returned shows only when it has names.

use std::collections::BTreeSet;

use crate::grow::media_types::{self, MediaTypes, Spell};
use crate::grow::{Named, maps};
use crate::ir::{ExistingResponses, Method};
use crate::location::Pointer;
use crate::name::PreviousNames;

/// The choices between several models of a document that keep it like the existing crate. They need the names of its types.
#[derive(Default)]
pub(crate) struct Kept {
    /// The object schemas whose types are maps.
    maps: BTreeSet<Pointer>,
    /// The media types of responses that come first.
    media_types: MediaTypes,
}

impl Kept {
    /// Adds the choices that a model lacks. Returns whether there are any.
    pub(crate) fn extend(&mut self, named: &Named, previous: &PreviousNames, spell: Spell<'_>) -> bool {
        let Named { api, names, .. } = named;
        let maps = maps::maps(api, names, previous);
        let media_types = media_types::media_types(api, names, previous, spell);
        let is_complete =
            maps.is_subset(&self.maps) && media_types.keys().all(|key| self.media_types.contains_key(key));
        self.maps.extend(maps);
        for (key, order) in media_types {
            self.media_types.entry(key).or_insert(order);
        }
        !is_complete
    }

    /// Returns whether the type of the object schema at a pointer is a map.
    pub(crate) fn is_map(&self, place: &Pointer) -> bool {
        self.maps.contains(place)
    }

    /// Returns the responses of an operation in the existing crate, with the order of their media types.
    pub(crate) fn responses(&self, previous: &PreviousNames, method: &Method, template: &str) -> ExistingResponses {
        let order = self.media_types.get(&(method.clone(), template.to_owned())).cloned().unwrap_or_default();
        ExistingResponses { order, ..previous.successes(method, template) }
    }
}
