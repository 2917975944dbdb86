//! The parts of the existing crate that lowering has to keep. They are known only when the model has names.

use std::collections::{BTreeMap, BTreeSet};

use crate::grow::media_types::{self, MediaTypes};
use crate::grow::text::{Spell, Texts};
use crate::grow::{Named, enums, maps, structs};
use crate::ir::{ExistingMap, ExistingOperation, Method};
use crate::location::Pointer;
use crate::name::PreviousNames;

/// The choices of lowering that the existing crate determines. They depend on the names of types, which lowering does not know.
#[derive(Default)]
pub(crate) struct Kept {
    /// The object schemas whose types are maps.
    maps: BTreeMap<Pointer, ExistingMap>,
    /// The unions whose types are enums.
    enums: BTreeSet<Pointer>,
    /// The parents whose types are structs.
    structs: BTreeSet<Pointer>,
    /// The media types of responses that come first.
    media_types: MediaTypes,
}

impl Kept {
    /// Adds the choices that a model lacks. Returns whether there are any.
    pub(crate) fn extend(&mut self, named: &Named, previous: &PreviousNames, spell: Spell<'_>) -> bool {
        let texts = Texts { api: &named.api, equal: &named.equal, names: &named.names, previous, spell };
        let (maps, media_types) = (maps::maps(texts), media_types::media_types(texts));
        let mut has_new = maps.keys().any(|place| !self.maps.contains_key(place));
        self.maps.extend(maps);
        for place in enums::enums(texts) {
            has_new |= self.enums.insert(place);
        }
        for place in structs::structs(texts) {
            has_new |= self.structs.insert(place);
        }
        for (operation, orders) in media_types {
            let known = self.media_types.entry(operation).or_default();
            for (status, order) in orders {
                has_new |= !known.contains_key(&status);
                known.entry(status).or_insert(order);
            }
        }
        has_new
    }

    /// Returns which map the type of the object schema at a pointer is.
    pub(crate) fn map(&self, place: &Pointer) -> Option<ExistingMap> {
        self.maps.get(place).copied()
    }

    /// Returns whether the type of the union at a pointer is an enum.
    pub(crate) fn is_enum(&self, place: &Pointer) -> bool {
        self.enums.contains(place)
    }

    /// Returns whether the type of the parent at a pointer is a struct.
    pub(crate) fn is_struct(&self, place: &Pointer) -> bool {
        self.structs.contains(place)
    }

    /// Returns the responses of an operation in the existing crate, with the order of their media types.
    pub(crate) fn responses(&self, previous: &PreviousNames, method: &Method, template: &str) -> ExistingOperation {
        let order = self.media_types.get(&(method.clone(), template.to_owned())).cloned().unwrap_or_default();
        ExistingOperation { order, ..previous.existing(method, template) }
    }
}
