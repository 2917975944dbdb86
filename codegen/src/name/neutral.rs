//! Neutral names of equal inline types in several operations: a method should not return a type named after another method.
//!
//! A name depends on the content of the type only, so that operations come and go without changing it.

use std::collections::BTreeSet;

use crate::analyze::nesting;
use crate::ir::{Api, Object, Origin, Role, Shape, Type, TypeId};
use crate::name::ident::Pascal;
use crate::text::one_line;

/// The number of values that the name of an enum lists.
const MAX_VALUES: usize = 4;

/// The number of properties that the name of an object lists.
const MAX_PROPERTIES: usize = 2;

/// The maximum length of a name, in bytes.
const MAX_LENGTH: usize = 48;

/// Returns the classes of equal inline types of several operations, with their neutral names, in the order of the names.
pub(super) fn names<'e>(api: &Api, equal: &'e [Vec<TypeId>]) -> Vec<(&'e [TypeId], Pascal)> {
    let mut names: Vec<(&[TypeId], Pascal)> = Vec::new();
    for class in equal {
        let operations: Option<BTreeSet<usize>> = class.iter().map(|id| operation(api, *id)).collect();
        if operations.is_some_and(|operations| operations.len() > 1) {
            let first = class.iter().min_by_key(|id| nesting(api, **id));
            names.extend(first.and_then(|id| name(api, *id)).map(|name| (class.as_slice(), name)));
        }
    }
    names.sort_by(|(_, one), (_, other)| one.cmp(other));
    names
}

/// Returns the operation of which a type is a part.
fn operation(api: &Api, id: TypeId) -> Option<usize> {
    match &api.type_def(id).origin {
        Origin::Operation(index, _) => Some(*index),
        Origin::Component(_) | Origin::Part(..) | Origin::Webhook(..) => None,
    }
}

fn name(api: &Api, id: TypeId) -> Option<Pascal> {
    let def = api.type_def(id);
    let Origin::Operation(_, Role::Property(role)) = &def.origin else { return None };
    // `Response200` is that of one status only by chance.
    let role = role.trim_end_matches(|it: char| it.is_ascii_digit());
    let text = match &def.shape {
        Shape::StringEnum(values) if values.len() <= MAX_VALUES => format!("{role} {}", values.join(" or ")),
        Shape::ValueEnum(values) if values.len() <= MAX_VALUES => {
            let texts: Option<Vec<&str>> = values.iter().map(serde_json::Value::as_str).collect();
            format!("{role} {}", texts?.join(" or "))
        }
        Shape::Object(object) => format!("{} {role}", words(api, object)?),
        _ => return None,
    };
    let is_nameable = text.is_ascii() && text.len() <= MAX_LENGTH;
    is_nameable.then(|| Pascal::new(&one_line(&text)))
}

/// Returns the words that describe an object: the only component that its properties have, or its few properties.
fn words(api: &Api, object: &Object) -> Option<String> {
    let components: BTreeSet<&str> = object.fields.iter().filter_map(|field| component(api, &field.ty)).collect();
    let names: Vec<&str> = object.fields.iter().map(|field| field.name.as_str()).collect();
    match (components.first(), names.as_slice()) {
        (_, []) if object.rest.is_none() => Some("empty".to_owned()),
        (Some(only), _) if components.len() == 1 => Some((*only).to_owned()),
        (_, [_, ..]) if names.len() <= MAX_PROPERTIES => Some(names.join(" and ")),
        (_, [first, second, ..]) => Some(format!("{first} and {second} and more")),
        _ => None,
    }
}

/// Returns the component within lists and maps.
fn component<'a>(api: &'a Api, ty: &Type) -> Option<&'a str> {
    match ty {
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => component(api, inner),
        Type::Ref(id) => match &api.type_def(*id).origin {
            Origin::Component(name) => Some(name),
            Origin::Part(..) | Origin::Operation(..) | Origin::Webhook(..) => None,
        },
        _ => None,
    }
}
