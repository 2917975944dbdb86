//! The responses of operations in the existing crate, as `api.txt` lists them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ir::{ExistingOperation, RawKind};
use crate::name::{PreviousNames, listed_parameter};
use crate::surface::item::MethodItem;
use crate::surface::listing::{NOTHING, SENDS, UNDESCRIBED};
use crate::surface::{Context, ResponseSet, parts};

impl MethodItem<'_> {
    /// Returns the operation, without the error responses of an enum that it shares with others.
    pub(super) fn existing(&self, context: Context<'_>) -> ExistingOperation {
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
        let setters = self.call.iter().flat_map(|call| &call.setters);
        let mut arguments = self.arguments.iter().chain(setters).filter(|argument| is_body(argument.name));
        let body = arguments.next_back().map(|argument| parts::spell(argument, context));
        existing.bodies = body.map(|body| bodies(&body)).unwrap_or_default();
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

/// Returns a value as JSON text in which signs that are not visible are escaped.
pub(super) fn visible(value: &Value) -> String {
    let mut text = String::new();
    for it in value.to_string().chars() {
        if it.is_ascii_graphic() || it == ' ' || (!it.is_ascii() && it.escape_debug().count() == 1) {
            text.push(it);
        } else {
            let units = it.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            text.push_str(&units);
        }
    }
    text
}

/// Parses `AddPet sends header X-Version = "2"`.
pub(super) fn constant_line(item: &str) -> Option<(String, Value)> {
    let (name, value) = item.split_once(SENDS)?.1.split_once(" = ")?;
    Some((name.to_owned(), serde_json::from_str(value).ok()?))
}

/// Returns whether an argument of this name may be the request body.
pub(super) fn is_body(name: &str) -> bool {
    name.starts_with("body")
}

/// Adds the error responses of operations that share an enum over them, by HTTP method and path, and by a method such as
/// `pets.get`.
pub(super) fn add_shared_errors(shared: Vec<(String, String)>, names: &mut PreviousNames) {
    for (request, method) in shared {
        let errors = names.own_shared_responses(&method);
        // A name makes it the text of an enum.
        let errors = responses(UNDESCRIBED, &format!("E: {}", errors.join(" | ")));
        names.extend_existing(&request, errors);
    }
}

/// Parses responses, such as `GetResponse: 200 Ok(Bytes) | default Default(Pet)`.
pub(super) fn responses(success: &str, failure: &str) -> ExistingOperation {
    let mut existing = ExistingOperation { empty: empty(failure), ..ExistingOperation::default() };
    existing.empty.extend(empty(success));
    for (response, is_success) in each(success, true).chain(each(failure, false)) {
        let response = response.rsplit(": ").next().unwrap_or(response);
        let Some((status, body)) = response.split_once(' ') else { continue };
        existing.has_default |= is_success && status == "default";
        let body = body.split_once('(').map_or(body, |(_, body)| body);
        let kind = match body.trim_end_matches(')') {
            "Bytes" => RawKind::Bytes,
            "String" => RawKind::Text,
            stream if stream.starts_with("Events<") => RawKind::Events,
            stream if stream.starts_with("JsonLines<") => RawKind::Lines,
            _ => continue,
        };
        existing.raw.entry(status.to_owned()).or_insert(kind);
    }
    existing
}

/// Returns the responses in a text, each with whether it is a success response.
fn each(text: &str, is_success: bool) -> impl Iterator<Item = (&str, bool)> {
    let is_described = text != UNDESCRIBED && text != NOTHING;
    text.split(" | ").filter(move |_| is_described).map(move |response| (response, is_success))
}

/// Returns the media types, or the kinds, in the text of a request body, such as `Pet`, `form Pet` or
/// `PutBody: Json(&Pet) | Text(String as text/plain)`.
pub(super) fn bodies(text: &str) -> Vec<String> {
    let of_variant = |it: &str| it.split_once('(').and_then(|(_, ty)| ty.strip_suffix(')')).unwrap_or(it).to_owned();
    let texts = match text.split_once(": ") {
        Some((_, variants)) => variants.split(" | ").map(of_variant).collect(),
        None => vec![text.to_owned()],
    };
    let kind = |text: String| match (text.rsplit_once(" as "), text.split_once(' ')) {
        (Some((_, media_type)), _) => media_type.to_owned(),
        (None, Some((kind, _))) if kind.contains('/') || ["lines", "form", "multipart"].contains(&kind) => {
            kind.to_owned()
        }
        _ => "application/json".to_owned(),
    };
    texts.into_iter().map(kind).collect()
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{constant_line, visible};

    #[test]
    fn a_listed_value_is_visible_and_reads_as_itself() {
        let value = Value::from("é \"x\" = \u{202e}\u{9b}\u{7f}\u{e0001}\n");
        let text = visible(&value);
        assert!(text.chars().all(|it| it == 'é' || it == ' ' || it.is_ascii_graphic()), "{text}");
        assert_eq!(constant_line(&format!("Get sends version = {text}")), Some(("version".to_owned(), value)));
    }
}
