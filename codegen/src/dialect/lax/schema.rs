//! Schemas that say what a schema of OpenAPI 3.0 can't say.

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::json_schema::types;
use crate::dialect::lax::wide;
use crate::dialect::moved::Moved;
use crate::source::{Map, Node, Pointer, Written};

/// What has to be mended before the members are looked at one by one.
pub(super) fn before(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if let Some(Node::Bool(required)) = map.get("required") {
        let message = format!(
            "`required: {required}` on a schema says nothing: a schema lists the names of its required members"
        );
        diagnostics.warning(Code::LaxObject, &place.join("required"), message);
        map.shift_remove("required");
    }
    if let Some(Node::String(property)) = map.get("discriminator") {
        let message = "a discriminator is an object; this is taken as its `propertyName`";
        diagnostics.warning(Code::LaxObject, &place.join("discriminator"), message);
        let name = ("propertyName".to_owned(), Node::String(property.clone()));
        map.insert("discriminator".to_owned(), Node::Object(Map::from_iter([name])));
    }
    let is_nameless = |it: &Map| it.get("propertyName").is_none_or(|name| name.as_str().is_none());
    if matches!(map.get("discriminator"), Some(Node::Object(it)) if is_nameless(it)) {
        let message = "a discriminator has to have `propertyName`; it is not used";
        diagnostics.warning(Code::InvalidObject, &place.join("discriminator"), message);
        map.shift_remove("discriminator");
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if let Some(number @ (Node::Integer(_) | Node::Float(_))) = map.get(exclusive).cloned() {
            let message = format!("in OpenAPI 3.0 `{exclusive}` is true or false; the number is taken as the bound");
            diagnostics.warning(Code::LaxObject, &place.join(exclusive), message);
            map.insert(exclusive.to_owned(), Node::Bool(true));
            map.insert(bound.to_owned(), number);
        }
    }
    kind(map, place, diagnostics);
}

/// Exclusive bounds that are no numbers, in a version where they are.
///
/// Source: JSON Schema Validation 2020-12, sections 6.2.3 and 6.2.5.
pub(super) fn exclusive(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    for word in ["exclusiveMinimum", "exclusiveMaximum"] {
        if let Some(value) = map.get(word).filter(|value| !matches!(value, Node::Bool(_))) {
            let message = format!("this is {}, and a number is wanted; it is not used", value.kind());
            diagnostics.warning(Code::InvalidObject, &place.join(word), message);
            map.shift_remove(word);
        }
    }
}

/// The type: a list, null, or a word that is none of the types.
fn kind(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let place_of = place.join("type");
    let ty = match map.get("type") {
        Some(Node::Array(_) | Node::Null) => None,
        Some(Node::String(ty)) if ty == "null" => None,
        Some(Node::String(ty)) => Some(ty.clone()),
        _ => return,
    };
    let Some(ty) = ty else {
        let message = "in OpenAPI 3.0 `type` is one type, and not null; it is read as OpenAPI 3.1 has it";
        diagnostics.warning(Code::LaxObject, &place_of, message);
        types::convert(map, place, &mut Moved::default());
        return;
    };
    let Some((known, format)) = meant(&ty) else { return };
    let meaning = match (known, format) {
        ("", _) => "any value".to_owned(),
        (_, "") => format!("`{known}`"),
        _ => format!("`{known}` of the format `{format}`"),
    };
    diagnostics.warning(Code::LaxObject, &place_of, format!("`type: {ty}` is no type; {meaning} is meant"));
    if known.is_empty() {
        map.shift_remove("type");
        return;
    }
    map.insert("type".to_owned(), Node::String(known.to_owned()));
    if !format.is_empty() {
        map.entry("format".to_owned()).or_insert_with(|| Node::String(format.to_owned()));
    }
}

/// The type and the format that a word means which is no type; no type where any value is meant.
fn meant(word: &str) -> Option<(&'static str, &'static str)> {
    let known = ["string", "number", "integer", "boolean", "array", "object"];
    if known.contains(&word) {
        return None;
    }
    let lower = word.trim().to_ascii_lowercase();
    if let Some(known) = known.into_iter().find(|known| *known == lower) {
        return Some((known, ""));
    }
    Some(match lower.as_str() {
        "str" | "text" | "char" | "varchar" => ("string", ""),
        "int" | "int32" | "short" => ("integer", "int32"),
        "long" | "int64" | "bigint" => ("integer", "int64"),
        "float" => ("number", "float"),
        "double" => ("number", "double"),
        "decimal" | "numeric" => ("number", ""),
        "bool" => ("boolean", ""),
        "date" => ("string", "date"),
        "datetime" | "date-time" | "timestamp" => ("string", "date-time"),
        "uuid" | "guid" => ("string", "uuid"),
        "uri" | "url" => ("string", "uri"),
        "email" => ("string", "email"),
        "byte" => ("string", "byte"),
        "file" | "binary" => ("string", "binary"),
        "list" | "set" => ("array", ""),
        "map" | "dict" | "dictionary" | "hash" | "json" => ("object", ""),
        "any" | "mixed" | "" => ("", ""),
        _ => return None,
    })
}

/// Whether a format is known: to the specification, to its registry of formats, or to us.
///
/// Source: OpenAPI 3.0.4, section 4.4; <https://spec.openapis.org/registry/format/>.
fn is_known(format: &str) -> bool {
    const KNOWN: &str = " base64url binary byte char commonmark date date-time date-time-local decimal decimal128 double \
        double-int duration email float hostname html http-date idn-email idn-hostname int8 int16 int32 int64 ipv4 ipv6 iri \
        iri-reference json-pointer media-range password regex relative-json-pointer sf-binary sf-boolean sf-decimal \
        sf-integer sf-string sf-token time time-local uint8 uint16 uint32 uint64 unixtime uri uri-reference uri-template \
        uuid bigdecimal big-decimal bigint biginteger big-integer bignumber int128 unix-time timestamp url string number \
        integer ";
    format.is_empty() || KNOWN.contains(&format!(" {format} "))
}

/// What has to be mended once the members are what they have to be.
pub(super) fn after(map: &mut Map, place: &Pointer, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    if matches!(map.get("enum"), Some(Node::Array(values)) if values.is_empty()) {
        map.shift_remove("enum");
    }
    if let Some(format) = map.get("format").and_then(Node::as_str).filter(|format| !is_known(format)) {
        let values = map.get("type").and_then(Node::as_str).map_or("any value".to_owned(), |ty| format!("any {ty}"));
        let message = format!("`format: {format}` is not known; {values} is taken");
        diagnostics.warning(Code::UnknownFormat, &place.join("format"), message);
    }
    let Some(ty) = map.get("type").and_then(Node::as_str).map(str::to_owned) else {
        wide::keep(map);
        return;
    };
    if ty == "integer" {
        wide::mark(map);
    }
    if let Some(Node::Array(values)) = map.get_mut("enum") {
        for (index, value) in values.iter_mut().enumerate().filter(|(_, value)| !is_of(&ty, value)) {
            let is_text = ty == "string" && matches!(value, Node::Integer(_) | Node::Float(_) | Node::Bool(_));
            let reading = if is_text { "it is taken as text" } else { "it is one of the values all the same" };
            let place = place.join("enum").join(index);
            let shown = written.value(&place, value);
            let message = format!("`{shown}` is {}, and not of the type `{ty}`; {reading}", value.kind());
            diagnostics.warning(Code::WrongValue, &place, message);
            if is_text {
                *value = Node::String(shown);
            }
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "only the magnitude matters")]
    let is_wide = |value: &Node| match value {
        Node::Integer(number) => i64::try_from(*number).is_err() && u64::try_from(*number).is_err(),
        Node::Float(number) => number.abs() > u64::MAX as f64,
        _ => false,
    };
    for word in ["default", "enum"].into_iter().filter(|_| ty == "integer") {
        let place = place.join(word);
        let own = map.get(word).map(|value| (place.clone(), value));
        let items = map.get(word).into_iter().flat_map(Node::children).map(|(index, item)| (place.join(index), item));
        if let Some((at, wide)) = items.chain(own).find(|(_, value)| is_wide(value)) {
            let wide = written.value(&at, wide);
            let message = format!("`{wide}` is more than 64 bits hold; the values keep their digits as `Decimal`");
            diagnostics.warning(Code::WrongValue, &place, message);
        }
    }
    for word in ["default", "example"] {
        if let Some(value) = map.get(word).filter(|value| !is_of(&ty, value)) {
            let kind = value.kind();
            // Of a list of examples the first is shown.
            let listed = map.get("examples").and_then(|examples| Some(examples.children().next()?.1));
            let (place, what) = match word == "example" && listed == Some(value) {
                true => (place.join("examples").join(0), "the first of `examples`".to_owned()),
                false => (place.join(word), format!("`{word}`")),
            };
            let message = format!("{what} is {kind}, and not of the type `{ty}`; it is shown as it is");
            diagnostics.warning(Code::WrongValue, &place, message);
        }
    }
}

/// A list of which nothing is said.
///
/// Source: OpenAPI 3.0.4, section 4.7.24 ("`items` MUST be present if the `type` is `array`").
pub(super) fn items(map: &Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if map.get("type").and_then(Node::as_str) == Some("array") && !map.contains_key("items") {
        let message = "`type: array` requires `items`; oasmith allows any items";
        diagnostics.warning(Code::LaxObject, place, message).help("add `items`; `items: {}` allows any");
    }
}

/// Null where nothing is said of other values: by the specification that says nothing. One of several schemas that says
/// no more is read as null, as that is what those who write it add to the others.
///
/// Source: OpenAPI 3.0.4, section 4.7.24 (`nullable`).
pub(super) fn null(map: &Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let says_values =
        ["type", "allOf", "oneOf", "anyOf", "enum", "properties"].iter().any(|key| map.contains_key(*key));
    let is_variant = place.tokens().rev().nth(1).is_some_and(|it| matches!(it.as_str(), "oneOf" | "anyOf"));
    if map.get("nullable") == Some(&Node::Bool(true)) && !says_values && !(is_variant && is_bare_null(map)) {
        tell_null(place, "any value is meant", diagnostics);
    }
    for word in ["oneOf", "anyOf"] {
        let variants = || map.get(word).into_iter().flat_map(Node::children);
        let is_bare = |node: &Node| node.as_object().is_some_and(is_bare_null);
        let meaning = match variants().all(|(_, it)| is_bare(it)) {
            true => "any value is meant",
            false => "null is meant",
        };
        for (index, _) in variants().filter(|(_, it)| is_bare(it)) {
            tell_null(&place.join(word).join(index), meaning, diagnostics);
        }
    }
}

fn tell_null(place: &Pointer, meaning: &str, diagnostics: &mut Diagnostics) {
    let message = format!("`nullable` has no effect without `type`; {meaning}");
    diagnostics
        .warning(Code::LaxObject, &place.join("nullable"), message)
        .help("give the schema a `type`, or put `nullable` beside the `type`, `oneOf` or `anyOf` that it is about");
}

/// Whether a schema says that null is allowed, and nothing else of its values.
fn is_bare_null(map: &Map) -> bool {
    const WORDS: [&str; 9] = [
        "nullable",
        "title",
        "description",
        "example",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
    ];
    let is_word = |key: &String| WORDS.contains(&key.as_str()) || key.starts_with("x-");
    map.get("nullable") == Some(&Node::Bool(true)) && map.keys().all(is_word)
}

/// Whether a value is of a type, as far as its kind tells. Null is said of elsewhere.
fn is_of(ty: &str, value: &Node) -> bool {
    match (ty, value) {
        (_, Node::Null) => true,
        ("string", value) => matches!(value, Node::String(_)),
        ("integer", Node::Float(number)) => number.fract() == 0.0,
        ("integer", value) => matches!(value, Node::Integer(_)),
        ("number", value) => matches!(value, Node::Integer(_) | Node::Float(_)),
        ("boolean", value) => matches!(value, Node::Bool(_)),
        ("array", value) => matches!(value, Node::Array(_)),
        ("object", value) => matches!(value, Node::Object(_)),
        _ => true,
    }
}
