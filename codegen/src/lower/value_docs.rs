//! Names and descriptions of enum values, which documents give by extensions: OpenAPI has no keywords for them.
//!
//! Source: OpenAPI Generator (`x-enum-varnames`, `x-enum-descriptions`: a list in the order of `enum`, or a map by
//! value), NSwag (`x-enumNames`), Redocly (`x-enumDescriptions`), AutoRest (`x-ms-enum`).

use std::collections::HashMap;

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::ValueDocs;
use crate::location::Pointer;
use crate::lower::Lowering;

/// The extensions that name values; the first one present counts.
const NAMES: [&str; 3] = ["x-enum-varnames", "x-enumNames", "x-enum-names"];

/// The extensions that describe values; the first one present counts.
const DESCRIPTIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

impl Lowering<'_> {
    /// Returns the names and descriptions of a schema's enum values, including those of its inline variants.
    pub(super) fn value_docs(&mut self, schema: &Schema, pointer: &Pointer) -> Vec<ValueDocs> {
        let mut found = self.own_value_docs(schema, pointer);
        if let SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all } = &schema.schema_kind {
            let keyword = if matches!(schema.schema_kind, SchemaKind::OneOf { .. }) { "oneOf" } else { "anyOf" };
            for (index, part) in all.iter().enumerate() {
                let ReferenceOr::Item(part) = part else { continue };
                found.extend(self.own_value_docs(part, &pointer.join(keyword).join(index)));
            }
        }
        found
    }

    fn own_value_docs(&mut self, schema: &Schema, pointer: &Pointer) -> Vec<ValueDocs> {
        let values = listed(schema);
        if values.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<ValueDocs> =
            values.iter().map(|value| ValueDocs { value: value.clone(), name: None, description: None }).collect();
        for (extension, text) in self.texts(schema, &NAMES, &values, pointer) {
            found[extension].name = Some(text);
        }
        for (extension, text) in self.texts(schema, &DESCRIPTIONS, &values, pointer) {
            found[extension].description = Some(text);
        }
        let places = places(&values);
        for entry in schema
            .schema_data
            .extensions
            .get("x-ms-enum")
            .and_then(|it| it.get("values")?.as_array())
            .into_iter()
            .flatten()
        {
            let Some(at) = entry.get("value").and_then(|value| places.get(&text_of(value)).copied()) else { continue };
            let text = |key: &str| entry.get(key).and_then(Value::as_str).filter(|it| has_text(it)).map(str::to_owned);
            found[at].name = found[at].name.take().or(text("name"));
            found[at].description = found[at].description.take().or(text("description"));
        }
        found.retain(|it| !it.value.is_null() && (it.name.is_some() || it.description.is_some()));
        found
    }

    /// Returns the texts of the first of these extensions, each with the index of its value.
    fn texts(
        &mut self,
        schema: &Schema,
        extensions: &[&str],
        values: &[Value],
        pointer: &Pointer,
    ) -> Vec<(usize, String)> {
        let data = &schema.schema_data.extensions;
        let Some((name, value)) = extensions.iter().find_map(|name| Some((*name, data.get(*name)?))) else {
            return Vec::new();
        };
        let place = pointer.join(name);
        let mut refuse = |place: &Pointer, message: String, help: &str| {
            self.diagnostics.warning(Code::LaxObject, place, message).help(help);
        };
        let entries: Vec<(usize, String, &Value)> = match value {
            Value::Array(texts) => {
                let non_null: Vec<usize> = (0..values.len()).filter(|at| !values[*at].is_null()).collect();
                // Some documents include null in the list, and some do not.
                let places = if texts.len() == values.len() { (0..values.len()).collect() } else { non_null };
                if texts.len() != places.len() {
                    let (entries, listed) = (texts.len(), values.len());
                    let message = format!("`{name}` has {entries} entries, and `enum` {listed}; oasmith ignores it");
                    refuse(&place, message, "give one entry for each value, in the same order");
                    return Vec::new();
                }
                texts.iter().enumerate().map(|(index, text)| (places[index], index.to_string(), text)).collect()
            }
            Value::Object(map) => {
                let mut entries = Vec::with_capacity(map.len());
                let places = places(values);
                for (key, text) in map {
                    match places.get(key).copied() {
                        Some(at) => entries.push((at, key.clone(), text)),
                        None => refuse(
                            &place.join(key),
                            format!(
                                "`{name}` has an entry for `{key}`, which `enum` does not list; oasmith ignores it"
                            ),
                            "name a value that `enum` lists",
                        ),
                    }
                }
                entries
            }
            _ => {
                let message = format!("`{name}` is neither a list nor a map; oasmith ignores it");
                refuse(&place, message, "give one text for each value");
                return Vec::new();
            }
        };
        let mut found = Vec::with_capacity(entries.len());
        for (at, token, text) in entries {
            match text {
                Value::String(text) if has_text(text) => found.push((at, text.clone())),
                // Generators write empty strings and null for missing texts.
                Value::String(_) | Value::Null => {}
                _ => refuse(
                    &place.join(token),
                    format!("an entry of `{name}` is not a string; oasmith ignores it"),
                    "write text",
                ),
            }
        }
        found
    }
}

fn has_text(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Returns a value as the key of a map.
fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the index of each value by its text; the first of several equal ones counts.
fn places(values: &[Value]) -> HashMap<String, usize> {
    values.iter().enumerate().rev().map(|(at, value)| (text_of(value), at)).collect()
}

/// Returns the values of a schema's own `enum`.
fn listed(schema: &Schema) -> Vec<Value> {
    fn values<T: Clone + Into<Value>>(all: &[Option<T>]) -> Vec<Value> {
        all.iter().map(|value| value.clone().map_or(Value::Null, Into::into)).collect()
    }
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => values(&string.enumeration),
        SchemaKind::Type(Type::Integer(integer)) => values(&integer.enumeration),
        SchemaKind::Type(Type::Number(number)) => values(&number.enumeration),
        SchemaKind::Any(any) => any.enumeration.clone(),
        _ => Vec::new(),
    }
}
