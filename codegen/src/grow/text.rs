//! Comparison of a type with the text of the existing one in `api.txt`.

use std::cell::Cell;

use crate::analyze::EqualTypes;
use crate::grow::alike;
use crate::ir::{Api, Object, Origin, Shape, Type, TypeId, Unknown};
use crate::name::{Ident as _, Names, PreviousNames};

/// Returns a type as `api.txt` lists it, if it has neither a name in the document nor parts.
pub(crate) type Spell<'a> = &'a dyn Fn(&Type) -> Option<String>;

/// The depth to which the parts of inline types are compared.
const MAX_DEPTH: usize = 3;

/// The steps that comparisons may still take: unions within unions are compared pair by pair.
#[derive(Debug)]
pub(super) struct Work(Cell<usize>);

impl Work {
    pub(super) fn new(steps: usize) -> Self {
        Self(Cell::new(steps))
    }

    /// Takes steps; returns whether there were as many left.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = self.0.get().checked_sub(steps);
        self.0.set(left.unwrap_or_default());
        left.is_some()
    }

    /// Returns whether no steps are left.
    pub(super) fn is_done(&self) -> bool {
        self.0.get() == 0
    }
}

/// A model whose types are compared with those of the existing crate.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) api: &'a Api,
    pub(super) equal: &'a EqualTypes,
    pub(super) names: &'a Names,
    pub(super) previous: &'a PreviousNames,
    pub(super) spell: Spell<'a>,
}

impl<'a> Texts<'a> {
    /// Returns the name of a type in the existing crate.
    pub(super) fn name(self, id: TypeId) -> &'a str {
        self.previous.canonical(self.names.of(id).ident.as_str())
    }

    /// Returns whether a type is the existing one, with or without `Option` and `&`.
    pub(super) fn fits(self, ty: &Type, text: &str) -> bool {
        self.matches(ty, text, None)
    }

    /// Returns whether a type is the existing one, and whether the inline types of its parts are the existing ones too; no type
    /// is once `work` is done.
    pub(super) fn fits_within(self, ty: &Type, text: &str, work: &Work) -> bool {
        self.fits_to_depth(ty, text, (MAX_DEPTH, work))
    }

    fn fits_to_depth(self, ty: &Type, text: &str, (depth, work): (usize, &Work)) -> bool {
        if !work.spend(1) {
            return false;
        }
        let text = plain(text);
        let fits = |ty: &Type, text: &str| self.fits_to_depth(ty, text, (depth, work));
        match ty {
            Type::Nullable(inner) => fits(inner, text),
            Type::Array(item) => item_of_list(text).is_some_and(|text| fits(item, text)),
            Type::Map(value) => value_of_map(text).is_some_and(|text| fits(value, text)),
            Type::Ref(id) if !matches!(self.api.type_def(*id).origin, Origin::Component(_)) => {
                self.is_like(*id, self.previous.canonical(text), (depth, work))
            }
            ty => self.fits(ty, text),
        }
    }

    /// Returns whether an inline type has all parts of an existing one, of the same types. Variants may have other names.
    fn is_like(self, id: TypeId, existing: &str, (depth, work): (usize, &Work)) -> bool {
        if let Shape::Alias(inner) = &self.api.type_def(id).shape {
            return self.fits_to_depth(inner, existing, (depth, work));
        }
        let (known, names) = (self.previous.parts_of(existing), self.names.of(id));
        if !self.previous.is_own(existing) {
            return false;
        }
        let Some(depth) = depth.checked_sub(1) else { return true };
        let fits = |ty: &Type, text: &str| self.fits_to_depth(ty, text, (depth, work));
        match &self.api.type_def(id).shape {
            Shape::Union(union) => known
                .iter()
                .all(|(_, text)| !text.is_empty() && union.variants.iter().any(|variant| fits(&variant.ty, text))),
            Shape::Object(object) => known.iter().all(|(name, text)| {
                let fields = object.fields.iter().zip(&names.fields).filter(|(_, field)| field.as_str() == name);
                let has_part = fields.map(|(field, _)| fits(&field.ty, text)).next();
                has_part.unwrap_or_else(|| names.has_member(name))
            }),
            _ => self.previous.has_members(existing, names),
        }
    }

    /// Returns whether a type is the existing one if the type `map` is a map.
    pub(super) fn fits_with_map(self, ty: &Type, text: &str, map: TypeId) -> bool {
        self.matches(ty, text, Some(map))
    }

    /// Returns whether the text is that of a map that can hold the values of an object.
    fn is_map(self, id: TypeId, text: &str) -> bool {
        let Shape::Object(Object { fields, rest, unknown }) = &self.api.type_def(id).shape else { return false };
        // The map may be the type of a component.
        let text = self.previous.typed_part(text, "").unwrap_or(text);
        if fields.is_empty() || *unknown == Unknown::Refused {
            return false;
        }
        match rest {
            None | Some(Type::Any) => text == "Map<String, Value>",
            Some(rest) => {
                let is_one = |ty: &Type| alike(ty, rest, &|one, other| self.equal.are_equal(one, other));
                let holds_all = fields.iter().all(|field| is_one(&field.ty));
                holds_all && value_of_map(text).is_some_and(|text| self.fits(rest, text))
            }
        }
    }

    fn matches(self, ty: &Type, text: &str, map: Option<TypeId>) -> bool {
        let text = plain(text);
        match ty {
            Type::Ref(id) if map == Some(*id) => self.is_map(*id, text),
            Type::Ref(id) => self.is_named(*id, text),
            Type::Nullable(inner) => self.matches(inner, text, map),
            Type::Array(item) => item_of_list(text).is_some_and(|text| self.matches(item, text, map)),
            Type::Map(value) => value_of_map(text).is_some_and(|text| self.matches(value, text, map)),
            ty => (self.spell)(ty).is_some_and(|own| own == text || (own == "String" && text == "str")),
        }
    }

    /// Returns whether a type has the name of the existing one, or, if it has none in the document, all of its parts.
    fn is_named(self, id: TypeId, text: &str) -> bool {
        let names = self.names.of(id);
        match self.api.type_def(id).origin {
            Origin::Component(_) => names.ident.as_str() == text,
            _ => {
                let existing = self.previous.canonical(text);
                self.previous.is_own(existing) && self.previous.has_members(existing, names)
            }
        }
    }
}

/// Returns the text of a type without `Option` and `&`.
fn plain(text: &str) -> &str {
    let mut text = text.trim_start_matches('&');
    while let Some(inner) = text.strip_prefix("Option<").and_then(|it| it.strip_suffix('>')) {
        text = inner.trim_start_matches('&');
    }
    text
}

/// Returns the name that the type `id` has in the text of a type that mentions it, if both are of one form.
pub(super) fn name_within<'t>(ty: &Type, text: &'t str, id: TypeId) -> Option<&'t str> {
    let text = plain(text);
    match ty {
        Type::Ref(it) => (*it == id).then_some(text),
        Type::Nullable(inner) => name_within(inner, text, id),
        Type::Array(item) => name_within(item, item_of_list(text)?, id),
        Type::Map(value) => name_within(value, value_of_map(text)?, id),
        _ => None,
    }
}

fn item_of_list(text: &str) -> Option<&str> {
    let list = text.strip_prefix("Vec<").and_then(|it| it.strip_suffix('>'));
    list.or_else(|| text.strip_prefix('[')?.strip_suffix(']'))
}

fn value_of_map(text: &str) -> Option<&str> {
    let (kind, rest) = text.split_once("Map<String, ")?;
    matches!(kind, "" | "BTree" | "Hash" | "Index").then(|| rest.strip_suffix('>'))?
}
