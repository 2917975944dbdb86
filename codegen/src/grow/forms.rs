//! Types of JSON bodies that become multipart bodies too: as forms, their binary properties would be files, and no longer the
//! strings that callers know.
//!
//! The forms get types of their own: `PetForm` beside `Pet`.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyze;
use crate::ir::{Api, BodyKind, Origin, Shape, Type, TypeDef, TypeId};
use crate::name::{Ident as _, Names, PreviousNames};

/// Returns the model in which forms have types of their own if callers know their types without files; `None` if nothing has to
/// change.
pub(super) fn divided(api: &Api, names: &Names, previous: &PreviousNames) -> Option<Api> {
    let ids = Split { api, names, previous }.ids();
    if ids.is_empty() {
        return None;
    }
    let copies: BTreeMap<TypeId, TypeId> =
        ids.iter().enumerate().map(|(index, id)| (*id, TypeId(api.types.len() + index))).collect();
    let copy_of = |id: TypeId| copies.get(&id).copied().unwrap_or(id);
    let mut divided = api.clone();
    for id in &ids {
        let def = api.type_def(*id);
        let origin = match &def.origin {
            Origin::Component(name) => Origin::Component(format!("{name} form")),
            Origin::Part(owner, role) => Origin::Part(copy_of(*owner), role.clone()),
            other => other.clone(),
        };
        let mut copy = TypeDef { origin, elsewhere: None, ..def.clone() };
        copy.shape.types_mut().into_iter().for_each(|ty| ty.replace(&mut |id| copy_of(id)));
        divided.types.push(copy);
    }
    let bodies = divided.operations.iter_mut().filter_map(|operation| operation.body.as_mut());
    for content in bodies.flat_map(|body| &mut body.contents) {
        if let BodyKind::Multipart(ty, _) = &mut content.kind {
            ty.replace(&mut |id| copy_of(id));
        }
    }
    Some(divided)
}

struct Split<'a> {
    api: &'a Api,
    names: &'a Names,
    previous: &'a PreviousNames,
}

impl Split<'_> {
    /// Returns the types that forms need: objects that callers know without files, and the unions and aliases that lead to them.
    fn ids(&self) -> BTreeSet<TypeId> {
        let forms = analyze::forms(self.api);
        // A crate of types alone has no files.
        if forms.is_empty() || !self.previous.has_operations() {
            return BTreeSet::new();
        }
        let [_, received] = analyze::directions_of_all(self.api);
        let is_known = |id: &TypeId| self.is_known_without_files(*id, received[id.index()]);
        let known: BTreeSet<TypeId> = forms.into_iter().filter(is_known).collect();
        if known.is_empty() {
            return known;
        }
        let mut ids = BTreeSet::new();
        for operation in &self.api.operations {
            for content in operation.body.iter().flat_map(|body| &body.contents) {
                if let BodyKind::Multipart(ty, _) = &content.kind {
                    self.add(ty, &known, &mut ids, &mut BTreeSet::new());
                }
            }
        }
        ids
    }

    /// Returns whether the existing crate has one of the files as a value of another type.
    fn is_known_without_files(&self, id: TypeId, is_received: bool) -> bool {
        let (Shape::Object(object), names) = (&self.api.type_def(id).shape, self.names.of(id)) else { return false };
        let known = self.previous.parts_of(self.previous.canonical(names.ident.as_str()));
        let fields = object.fields.iter().zip(&names.fields).map(|(field, name)| (&field.ty, name.as_str()));
        let mut parts = fields.chain(object.rest.iter().map(|rest| (rest, names.rest.as_str())));
        parts.any(|(ty, part)| {
            let was_other = || known.iter().any(|(name, text)| name == part && !text.contains("Upload"));
            analyze::is_upload(self.api, ty, is_received) && was_other()
        })
    }

    /// Adds the types on the way from a form to those that are `known`. Returns whether there are any.
    fn add(
        &self,
        ty: &Type,
        known: &BTreeSet<TypeId>,
        ids: &mut BTreeSet<TypeId>,
        seen: &mut BTreeSet<TypeId>,
    ) -> bool {
        let Type::Ref(id) = ty else { return false };
        if !seen.insert(*id) {
            return ids.contains(id);
        }
        let mut add = |ty: &Type| self.add(ty, known, ids, seen);
        let leads_there = match &self.api.type_def(*id).shape {
            Shape::Alias(inner) => add(inner),
            // Each of the variants, not just the first one that leads there.
            Shape::Union(union) => union.variants.iter().filter(|variant| add(&variant.ty)).count() > 0,
            _ => known.contains(id),
        };
        if leads_there {
            ids.insert(*id);
        }
        leads_there
    }
}
