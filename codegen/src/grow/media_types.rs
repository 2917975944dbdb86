//! Responses that have gained a media type with another schema: the bodies of the existing crate come first, so that calls still
//! return them, and their variants keep their names.

use std::collections::BTreeMap;

use crate::grow::text::Texts;
use crate::ir::{Content, Method, Operation, Status};

/// The order of media types where it is not the usual one, by the HTTP method and the path of an operation and by status.
pub(super) type MediaTypes = BTreeMap<(Method, String), BTreeMap<Status, Vec<String>>>;

/// Returns the media types of responses in the order of the existing crate.
pub(super) fn media_types(texts: Texts<'_>) -> MediaTypes {
    let mut found = MediaTypes::new();
    for (index, operation) in texts.api.operations.iter().enumerate() {
        let method = texts.names.method(index);
        for (status, bodies) in bodies(operation).into_iter().filter(|(_, bodies)| bodies.len() > 1) {
            let existing = texts.previous.bodies(&method, &status.to_string());
            let order = Bodies { texts, bodies }.ordered(existing);
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
    texts: Texts<'a>,
    bodies: Vec<(&'a str, &'a Content)>,
}

impl Bodies<'_> {
    /// Returns the media types, those with the `existing` types first; `None` if this is the usual order.
    fn ordered(&self, existing: &[String]) -> Option<Vec<String>> {
        let place = |content: &Content| {
            let known = existing.iter().position(|expected| self.fits(content, expected));
            known.unwrap_or(existing.len())
        };
        let mut order = self.bodies.clone();
        order.sort_by_cached_key(|(_, content)| place(content));
        let order: Vec<&str> = order.into_iter().map(|(media_type, _)| media_type).collect();
        let is_usual = self.bodies.iter().map(|(media_type, _)| *media_type).eq(order.iter().copied());
        (!is_usual).then(|| order.into_iter().map(str::to_owned).collect())
    }

    /// Returns whether a body has the type of the existing crate.
    fn fits(&self, content: &Content, expected: &str) -> bool {
        match content {
            Content::Json(ty) => self.texts.fits(ty, expected),
            Content::Text => expected == "String",
            Content::Bytes => expected == "Bytes",
            Content::Events(_) => expected.starts_with("Events<"),
            Content::Lines(_) => expected.starts_with("JsonLines<"),
            Content::Empty => false,
        }
    }
}
