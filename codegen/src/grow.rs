//! Types that have grown since the existing crate was generated: they stay what its callers know.

mod constants;
mod directed;
mod enums;
mod families;
mod forms;
mod join;
mod kept;
mod maps;
mod media_types;
mod pages;
mod parents;
mod places;
mod structs;
mod text;
mod variants;
mod wrappers;

use std::collections::BTreeMap;

use crate::analyze::{self, EqualTypes, Numbers, Pages, Partial};
use crate::ir::{Api, Shape, TypeDef, TypeId};
use crate::name::{Names, PreviousNames};
pub(crate) use constants::keep_constants;
pub(crate) use join::{Join, alike, described, unconstrained, variant_key};
pub(crate) use kept::Kept;
use text::{Spell, Texts};

/// The number of unions within each other whose variants keep their names.
const MAX_NESTED_UNIONS: usize = 4;

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

    /// Returns the model in which variants of unions have their names of the existing crate. `spell` returns a type as `api.txt`
    /// lists it, if it has no name.
    pub(crate) fn with_variants(
        mut self,
        previous: &PreviousNames,
        spell: Spell<'_>,
        rename: impl Fn(&Api, &EqualTypes) -> Names,
    ) -> Self {
        // A union within a union has another name after each step.
        for _ in 0..MAX_NESTED_UNIONS {
            let texts = Texts { api: &self.api, equal: &self.equal, names: &self.names, previous, spell };
            let Some(api) = variants::renamed(texts) else { break };
            self = Self::new(api, &rename);
        }
        self
    }

    /// Returns the model in which types and pages keep their parts of the existing crate. `pages` is the setting of that name.
    /// `rename` names a changed model.
    pub(crate) fn grown(
        mut self,
        (previous, spell): (&PreviousNames, Spell<'_>),
        pages: &Pages,
        rename: impl Fn(&Api, &EqualTypes) -> Names,
    ) -> Self {
        for _ in 0..directed::DIRECTIONS {
            let Some(api) = directed::directed(&self.api, &self.names, previous) else { break };
            self = Self::new(api, &rename);
        }
        if let Some(api) = forms::divided(&self.api, &self.names, previous) {
            self = Self::new(api, &rename);
        }
        if let Some(api) = enums::untyped(&self.api, &self.names, previous) {
            self = Self::new(api, &rename);
        }
        let mut optional = join::Relaxed::new();
        let texts = Texts { api: &self.api, equal: &self.equal, names: &self.names, previous, spell };
        if let Some((api, gained)) = parents::spread(texts) {
            self = Self::new(api, &rename);
            optional = gained;
        }
        let texts = Texts { api: &self.api, equal: &self.equal, names: &self.names, previous, spell };
        let wrappers = wrappers::wrappers(texts);
        if let Some((api, relaxed)) = join::relaxed(&self.api, (&self.equal, &self.names), previous, &wrappers) {
            self = Self::new(api, &rename);
            relaxed.into_iter().for_each(|(id, properties)| optional.entry(id).or_default().extend(properties));
        }
        if let Some((api, partial)) = join::joined(&self.api, (&self.equal, &self.names), previous, &wrappers) {
            let (api, numbers) = wrappers::without(api, &wrappers);
            self = Self { partial: renumbered(partial, &numbers), ..Self::new(api, &rename) };
            optional = renumbered(optional, &numbers);
        }
        for (id, properties) in optional {
            let Shape::Object(object) = &self.api.type_def(id).shape else { continue };
            let fields = object.fields.iter().enumerate().filter(|(_, field)| properties.contains(&field.name));
            self.partial.entry(id).or_default().extend(fields.map(|(index, _)| index));
        }
        pages::keep_items(&mut self.api, &self.names, previous, pages);
        self
    }

    /// Returns the model with the types and parts that it gains from other documents.
    pub(crate) fn gaining(mut self, gains: Option<Gains>, rename: impl Fn(&Api, &EqualTypes) -> Names) -> Self {
        let Some(Gains { types, partial }) = gains else { return self };
        self.api.types = types;
        Self { partial, ..Self::new(self.api, &rename) }
    }
}

/// The types and parts that a model gains from other documents, with whose types its own are one in the existing crate.
#[derive(Debug)]
pub(crate) struct Gains {
    /// All types: those of the model, and then those of other documents.
    pub(crate) types: Vec<TypeDef>,
    /// The parts of types, by index, that only some of the schemas have whose type they are.
    pub(crate) partial: Partial,
}

/// Returns a table by types that have new ids.
fn renumbered<T>(table: BTreeMap<TypeId, T>, numbers: &Option<Numbers>) -> BTreeMap<TypeId, T> {
    let Some(numbers) = numbers else { return table };
    table.into_iter().filter_map(|(id, value)| Some((*numbers.get(&id)?, value))).collect()
}
