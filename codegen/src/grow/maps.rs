//! Object schemas that have gained their first property: the type of one without properties is a map, and the callers of the
//! existing crate use it as one.

use std::collections::BTreeMap;

use crate::analyze::any_use;
use crate::grow::text::Texts;
use crate::ir::{BodyContent, BodyKind, Content, ExistingMap, Object, Origin, Response, Shape, Type, TypeId};
use crate::location::Pointer;
use crate::name::Ident as _;

/// Returns the locations of the object schemas with properties whose types are maps in the existing crate.
pub(super) fn maps(texts: Texts<'_>) -> BTreeMap<Pointer, ExistingMap> {
    let is_object = |id: &TypeId| matches!(texts.api.type_def(*id).shape, Shape::Object(_));
    let ids = texts.api.type_ids().filter(is_object);
    ids.filter_map(|id| Some((texts.api.type_def(id).pointer.clone(), existing(texts, id)?))).collect()
}

/// Returns which map the type is in the existing crate.
fn existing(texts: Texts<'_>, id: TypeId) -> Option<ExistingMap> {
    let (ident, previous) = (&texts.names.of(id).ident, texts.previous);
    let fits = |ty: &Type, text: &str| texts.fits_with_map(ty, text, id);
    let own = Type::Ref(id);
    let is_map = if previous.has_type(ident) {
        previous.map_part(ident.as_str(), "").is_some_and(|text| fits(&own, text))
    } else {
        match &texts.api.type_def(id).origin {
            Origin::Component(_) => false,
            Origin::Part(owner, _) => of_type(texts, *owner, id),
            Origin::Operation(index, _) => of_operation(texts, *index, id),
            Origin::Webhook(index, _) => {
                let body = texts.api.webhooks[*index].body.as_ref();
                let owner = format!("webhooks::{}", texts.names.webhooks[*index].as_str());
                previous.map_part(&owner, "").is_some_and(|text| body.is_some_and(|ty| fits(ty, text)))
            }
        }
    };
    is_map.then(|| match &texts.api.type_def(id).shape {
        Shape::Object(Object { rest: Some(rest), .. }) if *rest != Type::Any => ExistingMap::OneType,
        _ => ExistingMap::AnyValues,
    })
}

/// Returns whether the part of the type `owner` whose type mentions `id` has a map in the existing crate.
fn of_type(texts: Texts<'_>, owner: TypeId, id: TypeId) -> bool {
    let (names, previous) = (texts.names.of(owner), texts.previous);
    let ident = previous.canonical(names.ident.as_str());
    let part = |ty: &Type, part: &str| {
        let is_it = any_use(ty) == Some(id);
        is_it && previous.map_part(ident, part).is_some_and(|text| texts.fits_with_map(ty, text, id))
    };
    match &texts.api.type_def(owner).shape {
        Shape::Object(object) => {
            let mut fields = object.fields.iter().zip(&names.fields);
            let rest = object.rest.clone().map(|rest| Type::Map(Box::new(rest)));
            fields.any(|(field, name)| part(&field.ty, name.as_str()))
                || rest.is_some_and(|rest| part(&rest, names.rest.as_str()))
        }
        // The variant may have another name than that of the map.
        Shape::Union(union) => {
            let types = || union.variants.iter().map(|variant| &variant.ty);
            let variants = previous.map_parts(ident).filter(|(part, _)| part.starts_with(char::is_uppercase));
            let mut left = variants.filter(|(_, text)| !types().any(|ty| texts.fits(ty, text)));
            left.any(|(_, text)| types().any(|ty| texts.fits_with_map(ty, text, id)))
        }
        Shape::Tuple(tuple) => {
            let rest = tuple.rest.as_ref().map(|rest| Type::Array(Box::new(rest.ty.clone())));
            let types = tuple.items.iter().map(|item| &item.ty).chain(&rest);
            types.enumerate().any(|(index, ty)| part(ty, &index.to_string()))
        }
        Shape::Alias(ty) => part(ty, ""),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => false,
    }
}

/// Returns whether the part of an operation whose type mentions `id` has a map in the existing crate.
fn of_operation(texts: Texts<'_>, index: usize, id: TypeId) -> bool {
    let (operation, names) = (&texts.api.operations[index], texts.names.operation(index));
    let method = texts.names.method(index);
    let part = |ty: &Type, part: &str| {
        let is_it = any_use(ty) == Some(id);
        is_it && texts.previous.map_part(&method, part).is_some_and(|text| texts.fits_with_map(ty, text, id))
    };
    let mut parameters = operation.parameters.iter().zip(&names.parameters);
    let headers = operation.headers();
    let mut headers = headers.iter().zip(&names.headers.fields);
    parameters.any(|(parameter, name)| part(&parameter.ty, name.as_str()))
        || headers.any(|(header, name)| part(&header.ty, &format!("header {}", name.as_str())))
        || body(texts, index, id).is_some()
        || response(texts, index, id)
}

/// Returns the media type of the request body whose type mentions `id`, if it has a map in the existing crate.
fn body<'a>(texts: Texts<'a>, index: usize, id: TypeId) -> Option<&'a BodyContent> {
    let (operation, names) = (&texts.api.operations[index], texts.names.operation(index));
    let text = texts.previous.map_part(&texts.names.method(index), names.body.as_str())?;
    let contents = &operation.body.as_ref()?.contents;
    let place = contents.iter().position(|content| content.ty().and_then(any_use) == Some(id))?;
    let text = match text.split_once(": ") {
        Some((_, variants)) => {
            let variant = format!("{}(", names.bodies.variants[place].as_str());
            variants.split(" | ").find_map(|it| it.strip_prefix(variant.as_str())?.strip_suffix(')'))?
        }
        None => {
            // With one media type: the first of its kind.
            let is_first = contents.iter().position(|it| without_kind(it, text).is_some()) == Some(place);
            Some(text).filter(|_| is_first)?
        }
    };
    let text = without_kind(&contents[place], text)?;
    contents.get(place).filter(|content| content.ty().is_some_and(|ty| texts.fits_with_map(ty, text, id)))
}

/// Returns the text of a body's type without that of its kind, if it is of the same kind.
fn without_kind<'t>(content: &BodyContent, text: &'t str) -> Option<&'t str> {
    let (kinds, media_type) = (["lines ", "form ", "multipart "], content.media_type.as_str());
    let json = text.strip_suffix(media_type).and_then(|it| it.strip_suffix(" as ")).unwrap_or(text);
    let has_kind = kinds.iter().any(|kind| json.starts_with(kind)) || json.contains(" as ") || json.contains("/");
    match &content.kind {
        BodyKind::Json(_) => (!has_kind).then_some(json),
        BodyKind::Lines(_) => text.strip_prefix("lines "),
        BodyKind::Form(..) => text.strip_prefix("form "),
        BodyKind::Multipart(..) => {
            text.strip_prefix("multipart ").or_else(|| text.strip_prefix(media_type)?.strip_prefix(' '))
        }
        BodyKind::Plain(_) => text.strip_suffix(media_type)?.strip_suffix(" as "),
        BodyKind::Text | BodyKind::Bytes => None,
    }
}

/// Returns whether the response whose type mentions `id` has a map in the existing crate.
fn response(texts: Texts<'_>, index: usize, id: TypeId) -> bool {
    let (operation, names, method) =
        (&texts.api.operations[index], texts.names.operation(index), texts.names.method(index));
    let is_shared = texts.previous.shared_error(&method).is_some();
    let has = |it: &&Response| match names.failure.variants.get(&(it.status, it.index)).filter(|_| is_shared) {
        Some(variant) => texts.previous.has_error_variant(&method, variant),
        None => true,
    };
    operation.responses.iter().filter(has).any(|response| {
        let of_status = operation.responses.iter().filter(|it| it.status == response.status);
        let all: Vec<&Content> = of_status.flat_map(contents).collect();
        let Some(own) = contents(response).find(|it| it.ty().and_then(any_use) == Some(id)) else { return false };
        let existing = texts.previous.bodies(&method, &response.status.to_string()).iter();
        // The others are of bodies that the status has now.
        let mut left = existing.filter(|text| !all.iter().any(|content| fits(texts, content, text, None)));
        left.any(|text| fits(texts, own, text, Some(id)))
    })
}

fn contents(response: &Response) -> impl Iterator<Item = &Content> {
    std::iter::once(&response.content).chain(response.others.iter().map(|(_, content)| content))
}

/// Returns whether a body has the existing type; with the type `map` as a map.
fn fits(texts: Texts<'_>, content: &Content, text: &str, map: Option<TypeId>) -> bool {
    let within = |kind: &str| text.strip_prefix(kind).and_then(|it| it.strip_suffix('>'));
    let text = match content {
        Content::Json(_) => Some(text),
        Content::Events(_) => within("Events<"),
        Content::Lines(_) => within("JsonLines<"),
        Content::Text | Content::Bytes | Content::Empty => None,
    };
    text.zip(content.ty()).is_some_and(|(text, ty)| match map {
        Some(map) => texts.fits_with_map(ty, text, map),
        None => texts.fits(ty, text),
    })
}
