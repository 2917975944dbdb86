//! The responses of operations in the existing crate, as `api.txt` lists them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ir::{ExistingResponses, RawKind};
use crate::name::listed_parameter;
use crate::surface::item::MethodItem;
use crate::surface::listing::{NOTHING, SENDS, UNDESCRIBED};
use crate::surface::{Context, ResponseSet};

impl MethodItem<'_> {
    /// Returns the responses of the operation.
    pub(super) fn existing(&self, context: Context<'_>) -> ExistingResponses {
        let spell = |set: &ResponseSet<'_>, none: &str| set.spell(context).unwrap_or_else(|| none.to_owned());
        let errors = |set: &ResponseSet<'_>| match self.method.shared_error.filter(|_| set.is_enum()) {
            Some(_) => NOTHING.to_owned(),
            None => spell(set, NOTHING),
        };
        let mut existing = responses(&spell(&self.method.success, UNDESCRIBED), &errors(&self.method.failure));
        if let Some([success, failure]) = &self.method.all {
            existing.empty.extend(empty(&spell(success, UNDESCRIBED)));
            existing.empty.extend(empty(&errors(failure)));
        }
        existing
    }
}

impl MethodItem<'_> {
    /// Returns the parameters that the client sends by itself, and their values.
    pub(super) fn constants(&self) -> impl Iterator<Item = (String, Value)> {
        let parameters = self.method.operation.parameters.iter();
        parameters.filter_map(|it| Some((listed_parameter(it.location, &it.name), it.constant.clone()?)))
    }
}

/// Parses `AddPet sends header X-Version = "2"`.
pub(super) fn constant_line(item: &str) -> Option<(String, Value)> {
    let (name, value) = item.split_once(SENDS)?.1.split_once(" = ")?;
    Some((name.to_owned(), serde_json::from_str(value).ok()?))
}

/// Parses success responses, such as `GetResponse: 200 Ok(Bytes) | default Default(Pet)`, and the statuses without a body of the
/// error responses.
pub(super) fn responses(success: &str, failure: &str) -> ExistingResponses {
    let mut existing = ExistingResponses { empty: empty(failure), ..ExistingResponses::default() };
    existing.empty.extend(empty(success));
    for response in success.split(" | ").filter(|_| success != UNDESCRIBED) {
        let response = response.rsplit(": ").next().unwrap_or(response);
        let Some((status, body)) = response.split_once(' ') else { continue };
        existing.has_default |= status == "default";
        let body = body.split_once('(').map_or(body, |(_, body)| body);
        let kind = match body.trim_end_matches(')') {
            "Bytes" => RawKind::Bytes,
            "String" => RawKind::Text,
            stream if stream.starts_with("Events<") => RawKind::Events,
            stream if stream.starts_with("JsonLines<") => RawKind::Lines,
            _ => continue,
        };
        existing.raw.insert(status.to_owned(), kind);
    }
    existing
}

/// Returns the statuses of the responses without a body, such as `204` of `204 ()` or of `GetResponse: 200 Ok(Pet) | 204
/// NoContent`.
pub(super) fn empty(text: &str) -> BTreeSet<String> {
    let (is_enum, responses) = match text.split_once(": ") {
        Some((_, responses)) => (true, responses),
        None => (false, text),
    };
    let each = responses.split(" | ").filter_map(|it| it.split_once(' '));
    let is_empty = |body: &str| if is_enum { !body.contains('(') } else { body == "()" };
    each.filter(|(_, body)| is_empty(body)).map(|(status, _)| status.to_owned()).collect()
}
