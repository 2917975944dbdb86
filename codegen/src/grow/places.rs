//! Places of inline types in the existing crate: the parts of types, operations and webhooks, and the types that they have there.

use crate::analyze::any_use;
use crate::grow::text::Texts;
use crate::ir::{BodyContent, BodyKind, Content, Origin, Response, Shape, Type, TypeId};
use crate::name::Ident as _;

/// Reads the type of a part: its type now, and as `api.txt` lists it.
pub(super) type Read<'r, 'a, R> = &'r dyn Fn(&Type, &'a str) -> Option<R>;

/// Returns what `read` returns for the place of an inline type: a part whose type mentions it. Components have no place. `name`
/// returns the name of an owning type in the existing crate.
pub(super) fn at_place<'a, R>(
    texts: Texts<'a>,
    id: TypeId,
    name: &dyn Fn(TypeId) -> &'a str,
    read: Read<'_, 'a, R>,
) -> Option<R> {
    match &texts.api.type_def(id).origin {
        Origin::Component(_) => None,
        Origin::Part(owner, _) => of_type(texts, (*owner, name(*owner)), id, read),
        Origin::Operation(index, _) => of_operation(texts, *index, id, read),
        Origin::Webhook(index, _) => {
            let body = texts.api.webhooks[*index].body.as_ref()?;
            let owner = format!("webhooks::{}", texts.names.webhooks[*index].as_str());
            read(body, texts.previous.typed_part(&owner, "")?)
        }
    }
}

fn of_type<'a, R>(texts: Texts<'a>, (owner, ident): (TypeId, &str), id: TypeId, read: Read<'_, 'a, R>) -> Option<R> {
    let (names, previous) = (texts.names.of(owner), texts.previous);
    let part = |ty: &Type, part: &str| {
        (any_use(ty) == Some(id)).then(|| previous.typed_part(ident, part)).flatten().and_then(|text| read(ty, text))
    };
    match &texts.api.type_def(owner).shape {
        Shape::Object(object) => {
            let mut fields = object.fields.iter().zip(&names.fields);
            let rest = object.rest.clone().map(|rest| Type::Map(Box::new(rest)));
            let field = fields.find_map(|(field, name)| part(&field.ty, name.as_str()));
            field.or_else(|| rest.and_then(|rest| part(&rest, names.rest.as_str())))
        }
        Shape::Union(union) => {
            let mut variants = union.variants.iter().zip(&names.variants);
            let named = variants.find_map(|(variant, name)| part(&variant.ty, name.as_str()));
            // The variant may have another name than that of the existing crate.
            let types = |is_own: bool| {
                let types = union.variants.iter().map(|variant| &variant.ty);
                types.filter(move |ty| (any_use(ty) == Some(id)) == is_own)
            };
            let known = previous.typed_parts(ident).filter(|(part, _)| part.starts_with(char::is_uppercase));
            let left = known.filter(|(_, text)| !types(false).any(|ty| texts.fits(ty, text)));
            named.or_else(|| left.into_iter().find_map(|(_, text)| types(true).find_map(|ty| read(ty, text))))
        }
        Shape::Tuple(tuple) => {
            let rest = tuple.rest.as_ref().map(|rest| Type::Array(Box::new(rest.ty.clone())));
            let types = tuple.items.iter().map(|item| &item.ty).chain(&rest);
            types.enumerate().find_map(|(index, ty)| part(ty, &index.to_string()))
        }
        Shape::Alias(ty) => part(ty, ""),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => None,
    }
}

/// Returns what `read` returns for the part of an operation whose type mentions `id`.
pub(super) fn of_operation<'a, R>(texts: Texts<'a>, index: usize, id: TypeId, read: Read<'_, 'a, R>) -> Option<R> {
    let (operation, names) = (&texts.api.operations[index], texts.names.operation(index));
    let method = texts.names.method(index);
    let part = |ty: &Type, part: &str| {
        let known = || texts.previous.typed_part(&method, part);
        (any_use(ty) == Some(id)).then(known).flatten().and_then(|text| read(ty, text))
    };
    let mut parameters = operation.parameters.iter().zip(&names.parameters);
    let headers = operation.headers();
    let mut headers = headers.iter().zip(&names.headers.fields);
    let parameter = parameters.find_map(|(parameter, name)| part(&parameter.ty, name.as_str()));
    parameter
        .or_else(|| headers.find_map(|(header, name)| part(&header.ty, &format!("header {}", name.as_str()))))
        .or_else(|| body(texts, index, id).and_then(|(content, text)| read(content.ty()?, text)))
        .or_else(|| response(texts, index, id, read))
}

/// Returns the media type of the request body whose type mentions `id`, with that type in the existing crate.
fn body<'a>(texts: Texts<'a>, index: usize, id: TypeId) -> Option<(&'a BodyContent, &'a str)> {
    let (operation, names) = (&texts.api.operations[index], texts.names.operation(index));
    let text = texts.previous.typed_part(&texts.names.method(index), names.body.as_str())?;
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
    Some((contents.get(place)?, without_kind(&contents[place], text)?))
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

fn response<'a, R>(texts: Texts<'a>, index: usize, id: TypeId, read: Read<'_, 'a, R>) -> Option<R> {
    let (operation, names, method) =
        (&texts.api.operations[index], texts.names.operation(index), texts.names.method(index));
    let is_shared = texts.previous.shared_error(&method).is_some();
    let has = |it: &&Response| match names.failure.variants.get(&(it.status, it.index)).filter(|_| is_shared) {
        Some(variant) => texts.previous.has_error_variant(&method, variant),
        None => true,
    };
    operation.responses.iter().filter(has).find_map(|response| {
        let is_own = |content: &&Content| content.ty().and_then(any_use) == Some(id);
        let own = contents(response).find(is_own)?;
        let of_status = operation.responses.iter().filter(|it| it.status == response.status);
        let others: Vec<&Content> = of_status.flat_map(contents).filter(|it| !is_own(it)).collect();
        let fits = |content: &&&Content, text: &'a str| {
            let ty = content.ty().zip(within_content(content, text));
            ty.is_some_and(|(ty, text)| texts.fits(ty, text))
        };
        let existing = texts.previous.bodies(&method, &response.status.to_string());
        // The others are of bodies that the status has now, unless several had one type.
        let (of_others, left): (Vec<&String>, Vec<&String>) =
            existing.iter().partition(|text| others.iter().any(|content| fits(&content, text)));
        // The map of another media type does not describe this one.
        let of_others = of_others.into_iter().filter(|text| !text.contains("Map<String, "));
        left.into_iter().chain(of_others).find_map(|text| read(own.ty()?, within_content(own, text)?))
    })
}

fn contents(response: &Response) -> impl Iterator<Item = &Content> {
    std::iter::once(&response.content).chain(response.others.iter().map(|(_, content)| content))
}

/// Returns the text of the type of a body's values, if the body is of the kind in the text.
fn within_content<'t>(content: &Content, text: &'t str) -> Option<&'t str> {
    let within = |kind: &str| text.strip_prefix(kind).and_then(|it| it.strip_suffix('>'));
    match content {
        Content::Json(_) => Some(text),
        Content::Events(_) => within("Events<"),
        Content::Lines(_) => within("JsonLines<"),
        Content::Text | Content::Bytes | Content::Empty => None,
    }
}
