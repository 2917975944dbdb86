//! Schemas: types, bounds, formats, and values that contradict the type.

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::grammar::{ObjectKind, Role};
use crate::dialect::json_schema::types;
use crate::dialect::lax::wide;
use crate::dialect::moved::Moved;
use crate::location::Pointer;
use crate::source::{Map, Node, Relocation, Written};

/// Repairs keywords whose values have another type in other versions, before they are coerced.
pub(super) fn before_keywords(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if let Some(Node::Bool(required)) = map.get("required") {
        let message =
            format!("`required` of a schema must be an array of names; oasmith ignores `required: {required}`");
        diagnostics
            .warning(Code::LaxObject, &place.join("required"), message)
            .help("list the property in `required` of the object schema that has it");
        map.shift_remove("required");
    }
    discriminator(map, place, diagnostics);
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if let Some(number @ (Node::Integer(_) | Node::Float(_))) = map.get(exclusive).cloned() {
            let message = format!("`{exclusive}` must be a boolean in OpenAPI 3.0; oasmith reads it as in OpenAPI 3.1");
            diagnostics
                .warning(Code::LaxObject, &place.join(exclusive), message)
                .help(format!("write `{bound}: {number}` and `{exclusive}: true`"));
            map.insert(exclusive.to_owned(), Node::Bool(true));
            map.insert(bound.to_owned(), number);
        }
    }
    ty(map, place, diagnostics);
}

/// Source: OpenAPI 3.0.4, section 4.7.25 (Discriminator Object).
fn discriminator(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if let Some(Node::String(property)) = map.get("discriminator") {
        let message = "`discriminator` must be an object; oasmith reads the string as its `propertyName`";
        diagnostics
            .warning(Code::LaxObject, &place.join("discriminator"), message)
            .help(format!("write `discriminator: {{propertyName: {property}}}`"));
        let name = ("propertyName".to_owned(), Node::String(property.clone()));
        map.insert("discriminator".to_owned(), Node::Object(Map::from_iter([name])));
    }
    let is_nameless = |it: &Map| it.get("propertyName").is_none_or(|name| name.as_str().is_none());
    if matches!(map.get("discriminator"), Some(Node::Object(it)) if is_nameless(it)) {
        let message = "a discriminator requires `propertyName`; oasmith ignores this one";
        diagnostics
            .warning(Code::InvalidObject, &place.join("discriminator"), message)
            .help("add `propertyName`, the property that has the discriminator value");
        map.shift_remove("discriminator");
    }
}

/// Removes exclusive bounds that are not numbers, in a version that requires numbers.
///
/// Source: JSON Schema Validation 2020-12, sections 6.2.3 and 6.2.5.
pub(super) fn remove_exclusive_bounds(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    for keyword in ["exclusiveMinimum", "exclusiveMaximum"] {
        if let Some(value) = map.get(keyword).filter(|value| !matches!(value, Node::Bool(_))) {
            let message = format!("`{keyword}` must be a number, and is {}; oasmith ignores it", value.kind());
            diagnostics
                .warning(Code::InvalidObject, &place.join(keyword), message)
                .help("write a number, or remove the value");
            map.shift_remove(keyword);
        }
    }
}

/// Repairs `type`: an array, null, or the name of no type.
fn ty(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let type_place = place.join("type");
    let ty = match map.get("type") {
        Some(Node::Array(_) | Node::Null) => None,
        Some(Node::String(ty)) if ty == "null" => None,
        Some(Node::String(ty)) => Some(ty.clone()),
        _ => return,
    };
    let Some(ty) = ty else {
        let message = "`type` must be one type other than null in OpenAPI 3.0; oasmith reads it as in OpenAPI 3.1";
        diagnostics
            .warning(Code::LaxObject, &type_place, message)
            .help("write one type and `nullable: true`, or declare `openapi: 3.1.1`");
        types::convert(map, place, &mut Moved::new(Relocation::in_turn()));
        return;
    };
    let Some((name, format)) = meant_type(&ty) else { return };
    let (action, help) = match (name, format) {
        ("", _) => ("allows any value".to_owned(), "remove `type`, which allows any value".to_owned()),
        (_, "") => (format!("reads it as `{name}`"), format!("write `type: {name}`")),
        _ => (
            format!("reads it as `{name}` with `format: {format}`"),
            format!("write `type: {name}` and `format: {format}`"),
        ),
    };
    diagnostics
        .warning(Code::LaxObject, &type_place, format!("`type: {ty}` is not a type of OpenAPI; oasmith {action}"))
        .help(help);
    if name.is_empty() {
        map.shift_remove("type");
        return;
    }
    map.insert("type".to_owned(), Node::String(name.to_owned()));
    if !format.is_empty() {
        map.entry("format".to_owned()).or_insert_with(|| Node::String(format.to_owned()));
    }
}

/// Returns the type and the format that a name means which is not a type; the empty type if it means any value.
fn meant_type(name: &str) -> Option<(&'static str, &'static str)> {
    let types = ["string", "number", "integer", "boolean", "array", "object"];
    if types.contains(&name) {
        return None;
    }
    let lower = name.trim().to_ascii_lowercase();
    if let Some(ty) = types.into_iter().find(|ty| *ty == lower) {
        return Some((ty, ""));
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

/// Returns whether a format is in the specification, in its registry of formats, or supported by oasmith.
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

/// Repairs and checks a schema whose keywords are coerced.
pub(super) fn after_keywords(map: &mut Map, place: &Pointer, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    if matches!(map.get("enum"), Some(Node::Array(values)) if values.is_empty()) {
        map.shift_remove("enum");
    }
    if let Some(format) = map.get("format").and_then(Node::as_str).filter(|format| !is_known(format)) {
        let values = map.get("type").and_then(Node::as_str).map_or("any value".to_owned(), |ty| format!("any {ty}"));
        let message = format!("`format: {format}` is not a known format; oasmith allows {values}");
        diagnostics
            .warning(Code::UnknownFormat, &place.join("format"), message)
            .help("use a format of https://spec.openapis.org/registry/format, or allow `unknown-format`");
    }
    let Some(ty) = map.get("type").and_then(Node::as_str).map(str::to_owned) else {
        wide::keep(map);
        return;
    };
    if ty == "integer" {
        wide::mark(map);
    }
    enum_values(map, &ty, place, written, diagnostics);
    if ty == "integer" {
        check_width(map, place, written, diagnostics);
    }
    check_samples(map, &ty, place, diagnostics);
}

/// Converts scalars in the `enum` of a string schema to strings, and reports other values of another type.
fn enum_values(map: &mut Map, ty: &str, place: &Pointer, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    let Some(Node::Array(values)) = map.get_mut("enum") else { return };
    for (index, value) in values.iter_mut().enumerate().filter(|(_, value)| !has_type(ty, value)) {
        let is_text = ty == "string" && matches!(value, Node::Integer(_) | Node::Float(_) | Node::Bool(_));
        let (action, help) = match is_text {
            true => ("reads it as a string", "quote the value"),
            false => ("allows it all the same", "correct the value, or change `type`"),
        };
        let place = place.join("enum").join(index);
        let shown = written.value(&place, value);
        let message = format!("`{shown}` in `enum` is {}, and `type` is `{ty}`; oasmith {action}", value.kind());
        diagnostics.warning(Code::WrongValue, &place, message).help(help);
        if is_text {
            *value = Node::String(shown);
        }
    }
}

/// Reports integers beyond 64 bits in `default` and `enum`.
fn check_width(map: &Map, place: &Pointer, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    #[allow(clippy::cast_precision_loss, reason = "only the magnitude matters")]
    let is_wide = |value: &Node| match value {
        Node::Integer(number) => i64::try_from(*number).is_err() && u64::try_from(*number).is_err(),
        Node::Float(number) => number.abs() > u64::MAX as f64,
        _ => false,
    };
    for keyword in ["default", "enum"] {
        let place = place.join(keyword);
        let own = map.get(keyword).map(|value| (place.clone(), value));
        let items =
            map.get(keyword).into_iter().flat_map(Node::children).map(|(index, item)| (place.join(index), item));
        if let Some((at, wide)) = items.chain(own).find(|(_, value)| is_wide(value)) {
            let wide = written.value(&at, wide);
            let message = format!("`{wide}` in `{keyword}` exceeds 64 bits; oasmith keeps the digits in a `Decimal`");
            diagnostics.warning(Code::WrongValue, &place, message).help("correct the value, or allow `wrong-value`");
        }
    }
}

/// Reports a default or an example of another type.
fn check_samples(map: &Map, ty: &str, place: &Pointer, diagnostics: &mut Diagnostics) {
    for keyword in ["default", "example"] {
        if let Some(value) = map.get(keyword).filter(|value| !has_type(ty, value)) {
            // `example` may be the first of the `examples` of OpenAPI 3.1.
            let first = map.get("examples").and_then(|examples| Some(examples.children().next()?.1));
            let (place, subject) = match keyword == "example" && first == Some(value) {
                true => (place.join("examples").join(0), "the first of `examples`".to_owned()),
                false => (place.join(keyword), format!("`{keyword}`")),
            };
            let message =
                format!("{subject} is {}, and `type` is `{ty}`; oasmith documents it all the same", value.kind());
            diagnostics.warning(Code::WrongValue, &place, message).help("correct the value, or change `type`");
        }
    }
}

/// Reports an array schema without `items`.
///
/// Source: OpenAPI 3.0.4, section 4.7.24 ("`items` MUST be present if the `type` is `array`").
pub(super) fn check_items(map: &Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    if map.get("type").and_then(Node::as_str) == Some("array") && !map.contains_key("items") {
        let message = "`type: array` requires `items`; oasmith allows any items";
        diagnostics.warning(Code::LaxObject, place, message).help("add `items`; `items: {}` allows any");
    }
}

/// Reports `nullable` without `type`, which has no effect by the specification. oasmith reads such a schema as null if
/// it is one of several variants, as documents add it to the other variants for that.
///
/// Source: OpenAPI 3.0.4, section 4.7.24 (`nullable`).
pub(super) fn check_nullable(map: &Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let constrains_values =
        ["type", "allOf", "oneOf", "anyOf", "enum", "properties"].iter().any(|key| map.contains_key(*key));
    let is_variant = place.tokens().rev().nth(1).is_some_and(|it| matches!(it.as_str(), "oneOf" | "anyOf"));
    if map.get("nullable") == Some(&Node::Bool(true)) && !constrains_values && !(is_variant && is_bare_null(map)) {
        report_nullable(place, "allows any value", diagnostics);
    }
    for keyword in ["oneOf", "anyOf"] {
        let variants = || map.get(keyword).into_iter().flat_map(Node::children);
        let is_bare = |node: &Node| node.as_object().is_some_and(is_bare_null);
        let action = match variants().all(|(_, it)| is_bare(it)) {
            true => "allows any value",
            false => "reads it as null",
        };
        for (index, _) in variants().filter(|(_, it)| is_bare(it)) {
            report_nullable(&place.join(keyword).join(index), action, diagnostics);
        }
    }
}

fn report_nullable(place: &Pointer, action: &str, diagnostics: &mut Diagnostics) {
    let message = format!("`nullable` has no effect without `type`; oasmith {action}");
    diagnostics
        .warning(Code::LaxObject, &place.join("nullable"), message)
        .help("give the schema a `type`, or put `nullable` beside the `type`, `oneOf` or `anyOf` that it is about");
}

/// Returns whether a schema has `nullable` and no other keyword than annotations.
fn is_bare_null(map: &Map) -> bool {
    let is_annotation =
        |key: &String| key == "nullable" || key.starts_with("x-") || ObjectKind::Schema.has_role(key, Role::Annotation);
    map.get("nullable") == Some(&Node::Bool(true)) && map.keys().all(is_annotation)
}

/// Returns whether a value has a type. Null has every type: `lower` checks it.
fn has_type(ty: &str, value: &Node) -> bool {
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
