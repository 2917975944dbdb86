//! Object schemas that have gained their first property: the type of one without properties is a map, and the callers of the
//! existing crate use it as one.

use std::collections::BTreeSet;

use crate::analyze::any_use;
use crate::ir::{Api, Content, Object, Operation, Origin, Shape, Type, TypeId};
use crate::location::Pointer;
use crate::name::{Ident as _, Names, PreviousNames};

/// Returns the locations of the object schemas with properties whose types are maps in the existing crate.
pub(super) fn maps(api: &Api, names: &Names, previous: &PreviousNames) -> BTreeSet<Pointer> {
    let maps = Maps { api, names, previous };
    let ids = api.type_ids().filter(|id| match &api.type_def(*id).shape {
        Shape::Object(object) => fits(object) && maps.was(*id),
        _ => false,
    });
    ids.map(|id| api.type_def(id).pointer.clone()).collect()
}

/// Returns whether a map can hold the values of the object.
fn fits(object: &Object) -> bool {
    let has_fitting = |rest: &Type| *rest == Type::Any || object.fields.iter().all(|field| field.ty == *rest);
    !object.fields.is_empty() && object.rest.as_ref().is_none_or(has_fitting)
}

struct Maps<'a> {
    api: &'a Api,
    names: &'a Names,
    previous: &'a PreviousNames,
}

impl Maps<'_> {
    /// Returns whether the type is a map in the existing crate.
    fn was(&self, id: TypeId) -> bool {
        let (ident, previous) = (&self.names.of(id).ident, self.previous);
        if previous.has_type(ident) {
            return previous.is_map(ident);
        }
        let has = |owner: &str, part: &str| previous.has_map(owner, part);
        match &self.api.type_def(id).origin {
            Origin::Component(_) => false,
            Origin::Part(owner, _) => self.was_part(*owner, id),
            Origin::Operation(index, _) => {
                let method = self.names.method(*index);
                let parts = self.parts_of_operation(*index, id);
                let shared = previous.shared_error(&method).map(|shared| format!("errors::{shared}"));
                parts.iter().any(|part| has(&method, part) || shared.as_ref().is_some_and(|it| has(it, part)))
            }
            Origin::Webhook(index, _) => has(&format!("webhooks::{}", self.names.webhooks[*index].as_str()), ""),
        }
    }

    /// Returns whether the part of the type `owner` whose type mentions `id` is a map in the existing crate.
    fn was_part(&self, owner: TypeId, id: TypeId) -> bool {
        let (names, mentions) = (self.names.of(owner), |ty: &Type| any_use(ty) == Some(id));
        let ident = self.previous.canonical(names.ident.as_str());
        let has = |part: &str| self.previous.has_map(ident, part);
        match &self.api.type_def(owner).shape {
            Shape::Object(object) => {
                let mut fields = object.fields.iter().zip(&names.fields);
                fields.any(|(field, name)| mentions(&field.ty) && has(name.as_str()))
                    || (object.rest.as_ref().is_some_and(mentions) && has(names.rest.as_str()))
            }
            // A variant may have another name than that of the map.
            Shape::Union(union) => {
                let is_map = |ty: &Type| matches!(ty, Type::AnyObject | Type::Map(_));
                self.previous.has_maps(ident) && !union.variants.iter().any(|variant| is_map(&variant.ty))
            }
            Shape::Tuple(_) | Shape::Alias(_) => has(""),
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => false,
        }
    }

    /// Returns the arguments and the statuses of an operation whose types mention `id`.
    fn parts_of_operation(&self, index: usize, id: TypeId) -> Vec<String> {
        let (Operation { parameters, body, responses, .. }, names) =
            (&self.api.operations[index], self.names.operation(index));
        let mentions = |ty: &Type| any_use(ty) == Some(id);
        let parameters = parameters.iter().zip(&names.parameters).filter(|(parameter, _)| mentions(&parameter.ty));
        let contents = body.iter().flat_map(|body| &body.contents);
        let body = contents.filter(|content| content.ty().is_some_and(mentions)).map(|_| names.body.as_str());
        let statuses = responses.iter().filter(|response| match &response.content {
            Content::Json(ty) | Content::Events(ty) | Content::Lines(ty) => mentions(ty),
            Content::Empty | Content::Text | Content::Bytes => false,
        });
        let statuses = statuses.map(|response| response.status.to_string());
        parameters.map(|(_, name)| name.as_str()).chain(body).map(str::to_owned).chain(statuses).collect()
    }
}
