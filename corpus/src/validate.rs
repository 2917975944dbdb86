//! Validates values against schemas, with a third-party library.
//!
//! The schemas of OpenAPI 3.0 are those of JSON Schema draft 4 with additional keywords, which are translated to draft
//! 4 here. Those of later versions are JSON Schema 2020-12. Source: OpenAPI 3.0.4, section 4.7.24; OpenAPI 3.1.1,
//! section 4.8.24.

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

/// The URI of the document, for the validator.
const DOCUMENT: &str = "urn:document";

/// The schemas of a document.
#[derive(Debug)]
pub(crate) struct Schemas {
    registry: Registry<'static>,
    draft: Draft,
}

impl Schemas {
    /// Collects the schemas of a document: of the original, or of the one normalized to OpenAPI 3.0.
    pub(crate) fn new(original: &Value, document: &Value) -> anyhow::Result<Self> {
        let is_later = original["openapi"].as_str().is_some_and(|it| it.starts_with("3.1") || it.starts_with("3.2"));
        let (draft, schemas) = match is_later {
            true => (Draft::Draft202012, original.clone()),
            false => (Draft::Draft4, translated(document)),
        };
        let registry = Registry::new().draft(draft).add(DOCUMENT, schemas)?;
        Ok(Self { registry: registry.prepare()?, draft })
    }

    /// Returns a validator of the schema at `pointer`, which begins with `/`; `None` if the schema is not valid.
    pub(crate) fn validator(&self, pointer: &str) -> Option<Validator> {
        let schema = json!({ "$ref": format!("{DOCUMENT}#{}", fragment(pointer)) });
        let options = jsonschema::options().with_draft(self.draft).should_validate_formats(true);
        let options = ANY_TEXT.iter().fold(options, |options, format| options.with_format(*format, |_: &str| true));
        options.with_registry(&self.registry).build(&schema).ok()
    }
}

/// Formats without a type of their own, for which any text is valid.
const ANY_TEXT: [&str; 15] = [
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "url",
];

/// Returns a JSON Pointer as a URI fragment.
fn fragment(pointer: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@?".contains(&byte);
    pointer
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Keywords that draft 4 has too, or ignores.
const KEPT: [&str; 23] = [
    "type",
    "format",
    "enum",
    "required",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "items",
    "additionalProperties",
];

fn translated(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.get("$ref").is_some_and(Value::is_string) => json!({ "$ref": map["$ref"] }),
        Value::Object(map) if is_schema(map) => schema(map),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), translated(value))).collect(),
        Value::Array(items) => items.iter().map(translated).collect(),
        other => other.clone(),
    }
}

/// Whether an object of the document is a schema with constraints.
fn is_schema(map: &Map<String, Value>) -> bool {
    let is = |key: &str, test: fn(&Value) -> bool| map.get(key).is_some_and(test);
    (is("type", Value::is_string) && !map.contains_key("in") && !map.contains_key("scheme"))
        || ["allOf", "oneOf", "anyOf", "enum"].iter().any(|key| is(key, Value::is_array))
        || ["properties", "items", "not"].iter().any(|key| is(key, Value::is_object))
        || is("nullable", Value::is_boolean)
        || is("additionalProperties", |it| it.is_object() || it.is_boolean())
}

fn schema(map: &Map<String, Value>) -> Value {
    let mut kept: Map<String, Value> = Map::new();
    for key in KEPT {
        if let Some(value) = map.get(key) {
            kept.insert(
                key.to_owned(),
                if matches!(key, "enum" | "format") { value.clone() } else { translated(value) },
            );
        }
    }
    if let Some(properties) = map.get("properties").and_then(Value::as_object) {
        let properties: Map<_, _> = properties.iter().map(|(name, value)| (name.clone(), translated(value))).collect();
        kept.insert("properties".to_owned(), properties.into());
    }
    // A schema that describes properties but no type is an object.
    if kept.contains_key("properties") && ["allOf", "oneOf", "anyOf"].iter().all(|key| !kept.contains_key(*key)) {
        kept.entry("type").or_insert_with(|| json!("object"));
    }
    if kept.get("required").is_some_and(|it| !it.is_array() || it.as_array().is_some_and(Vec::is_empty)) {
        kept.remove("required");
    }
    let known = ["string", "number", "integer", "boolean", "array", "object"];
    if kept.get("type").is_some_and(|it| !it.as_str().is_some_and(|it| known.contains(&it))) {
        kept.remove("type");
    }
    if kept.get("pattern").and_then(Value::as_str).is_some_and(|it| regex_syntax::parse(it).is_err()) {
        kept.remove("pattern");
    }
    if map.get("nullable") == Some(&Value::Bool(true)) {
        // Alone among variants, `nullable` means null.
        if kept.is_empty() {
            return json!({ "enum": [null] });
        }
        return json!({ "anyOf": [{ "enum": [null] }, kept] });
    }
    kept.into()
}
