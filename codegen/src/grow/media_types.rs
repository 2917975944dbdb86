//! Responses that have gained a media type with another schema: what the existing crate decodes comes first, so that calls still
//! return it, and its variants keep their names.

use std::collections::BTreeMap;

use crate::ir::{Api, Content, Method, Operation, Origin, Status, Type};
use crate::name::{Ident as _, Names, Pascal, PreviousNames};

/// The order of media types where it is not the usual one, by the HTTP method and the path of an operation and by status.
pub(super) type MediaTypes = BTreeMap<(Method, String), BTreeMap<Status, Vec<String>>>;

/// Returns a type as `api.txt` lists it, if it has neither a name in the document nor parts.
pub(crate) type Spell<'a> = &'a dyn Fn(&Type) -> Option<String>;

/// Returns the media types of responses in the order of the existing crate.
pub(super) fn media_types(api: &Api, names: &Names, previous: &PreviousNames, spell: Spell<'_>) -> MediaTypes {
    let mut found = MediaTypes::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let method = names.method(index);
        for (status, bodies) in bodies(operation).into_iter().filter(|(_, bodies)| bodies.len() > 1) {
            let existing = previous.bodies(&method, &status.to_string());
            let order = Bodies { api, names, previous, spell, bodies }.ordered(existing);
            if let Some(order) = order {
                let key = (operation.method.clone(), operation.template.clone());
                found.entry(key).or_default().insert(status, order);
            }
        }
    }
    found
}

/// Returns the bodies of each status, by media type, in the usual order.
fn bodies(operation: &Operation) -> BTreeMap<Status, Vec<(&str, &Content)>> {
    let mut bodies: BTreeMap<Status, Vec<(&str, &Content)>> = BTreeMap::new();
    for response in &operation.responses {
        let of_status = bodies.entry(response.status).or_default();
        of_status.extend(response.keys.first().map(|key| (key.as_str(), &response.content)));
        of_status.extend(response.others.iter().map(|(key, content)| (key.as_str(), content)));
    }
    bodies
}

/// The bodies of a response, by media type.
struct Bodies<'a> {
    api: &'a Api,
    names: &'a Names,
    previous: &'a PreviousNames,
    spell: Spell<'a>,
    bodies: Vec<(&'a str, &'a Content)>,
}

impl Bodies<'_> {
    /// Returns the media types, those with the `existing` types first; `None` if this is the usual order.
    fn ordered(&self, existing: &[String]) -> Option<Vec<String>> {
        let mut order: Vec<&str> = Vec::new();
        for expected in existing {
            let is_left = |media_type: &str| !order.contains(&media_type);
            let same =
                self.bodies.iter().find(|(media_type, content)| is_left(media_type) && self.fits(content, expected));
            order.extend(same.map(|(media_type, _)| *media_type));
        }
        for (media_type, _) in &self.bodies {
            if !order.contains(media_type) {
                order.push(media_type);
            }
        }
        let is_usual = self.bodies.iter().map(|(media_type, _)| *media_type).eq(order.iter().copied());
        (!is_usual).then(|| order.into_iter().map(str::to_owned).collect())
    }

    /// Returns whether a body has the type of the existing crate.
    fn fits(&self, content: &Content, expected: &str) -> bool {
        match content {
            Content::Json(ty) => self.fits_type(ty, expected),
            Content::Text => expected == "String",
            Content::Bytes => expected == "Bytes",
            Content::Events(_) => expected.starts_with("Events<"),
            Content::Lines(_) => expected.starts_with("JsonLines<"),
            Content::Empty => false,
        }
    }

    /// Returns whether a type has the name of the existing one, or, if it has none in the document, all of its parts.
    fn fits_type(&self, ty: &Type, expected: &str) -> bool {
        let within = |kind: &str| expected.strip_prefix(kind).and_then(|rest| rest.strip_suffix('>'));
        match ty {
            Type::Array(item) => within("Vec<").is_some_and(|inner| self.fits_type(item, inner)),
            Type::Nullable(inner) => within("Option<").is_some_and(|expected| self.fits_type(inner, expected)),
            Type::Map(value) => expected.split_once("Map<String, ").is_some_and(|(_, rest)| {
                rest.strip_suffix('>').is_some_and(|expected| self.fits_type(value, expected))
            }),
            Type::Ref(id) => {
                let names = self.names.of(*id);
                match self.api.type_def(*id).origin {
                    Origin::Component(_) => names.ident.as_str() == expected,
                    _ => {
                        let existing = Pascal::new(self.previous.canonical(expected));
                        self.previous.has_own(&existing) && self.previous.has_members(existing.as_str(), names)
                    }
                }
            }
            _ => (self.spell)(ty).is_some_and(|text| text == expected),
        }
    }
}
