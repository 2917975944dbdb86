//! Conversion of JSON Schema 2020-12, the schemas of OpenAPI 3.1 and 3.2, to schemas of OpenAPI 3.0.
//!
//! Subschemas keep their pointers wherever possible, because references and diagnostics use them. Constraints that neither
//! 3.0 nor a type can express become sentences of the description.
//!
//! Source: JSON Schema Core 2020-12, sections 8 to 11; JSON Schema Validation 2020-12, sections 6 to 9.

mod choice;
mod condition;
mod properties;
mod tuple;
pub(super) mod types;

use oasmith_runtime::media_type::MediaType;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::moved::Moved;
use crate::dialect::walk::{Visit, walk};
use crate::dialect::{Kind, int_or_string};
use crate::extension::{Extension as _, PartType};
use crate::location::Pointer;
use crate::source::{Document, Map, Node, Relocation};
use condition::{Keywords, Mentions};

/// Converts the schemas of the tree in place.
pub(super) fn convert(document: &mut Document, diagnostics: &mut Diagnostics) {
    let mentions = mentions(&document.root, Keywords::All, diagnostics);
    let mut converter = Converter { moved: Moved::new(Relocation::in_turn()), mentions };
    walk(&mut document.root, &mut converter);
    let moved = converter.moved;
    if !moved.relocation().is_empty() {
        moved.follow_in_turn(&mut document.root);
        document.relocated_after(diagnostics, moved.relocation());
    }
}

/// The step that adds to each schema the properties that it names only within conditions.
struct Keep(Mentions);

impl Visit for Keep {
    fn leave(&mut self, map: &mut Map, place: &Pointer, kind: Kind) {
        if kind == Kind::Schema && !map.contains_key("$ref") {
            condition::keep(map, place, &self.0);
        }
    }
}

/// Adds the properties that schemas of OpenAPI 3.0 name only within `not`.
pub(super) fn keep_named(document: &mut Document, diagnostics: &mut Diagnostics) {
    let mentions = mentions(&document.root, Keywords::Not, diagnostics);
    if !mentions.is_empty() {
        walk(&mut document.root, &mut Keep(mentions));
    }
}

fn mentions(root: &Node, keywords: Keywords, diagnostics: &mut Diagnostics) -> Mentions {
    let mentions = Mentions::find(root, keywords);
    if mentions.is_beyond {
        let message = "conditions reference more schemas than oasmith reads; structs drop some properties that only conditions name";
        diagnostics
            .warning(Code::TooLarge, &Pointer::root(), message)
            .help("list the properties of the conditions under `properties` of the schema itself");
    }
    mentions
}

struct Converter {
    /// The moved subschemas.
    moved: Moved,
    /// The properties that conditions name.
    mentions: Mentions,
}

impl Visit for Converter {
    fn enter(&mut self, node: &mut Node, _place: &Pointer, kind: Kind) -> bool {
        if let (Node::Bool(any), Kind::Schema) = (&*node, kind) {
            *node = boolean(*any);
            return false;
        }
        true
    }

    /// Keeps booleans that 3.0 has too, or that a later step converts.
    fn leaves_out(&self, keyword: &str, value: &Node, kind: Kind) -> bool {
        let may_be_boolean = matches!(keyword, "additionalProperties" | "unevaluatedProperties" | "items");
        may_be_boolean && kind == Kind::Schema && matches!(value, Node::Bool(_))
    }

    fn leave(&mut self, map: &mut Map, place: &Pointer, kind: Kind) {
        if kind == Kind::Schema {
            self.schema(map, place);
        }
    }
}

impl Converter {
    fn schema(&mut self, map: &mut Map, place: &Pointer) {
        integers(map);
        int_or_string::convert(map);
        constant(map);
        choice::convert(map);
        bound(map, "minimum", "exclusiveMinimum", |bound, exclusive| exclusive >= bound);
        bound(map, "maximum", "exclusiveMaximum", |bound, exclusive| exclusive <= bound);
        examples(map);
        content(map);
        tuple::convert(map, place, &mut self.moved);
        properties::convert(map);
        condition::describe(map);
        condition::keep(map, place, &self.mentions);
        types::convert(map, place, &mut self.moved);
        reference(map);
    }
}

/// Source: JSON Schema Core 2020-12, section 4.3.2 (boolean schemas).
fn boolean(any: bool) -> Node {
    let not = ("not".to_owned(), Node::Object(Map::new()));
    Node::Object(if any { Map::new() } else { Map::from_iter([not]) })
}

/// Converts integers with a zero fraction, such as `1.0`, if the schema is an integer.
///
/// Source: JSON Schema Validation 2020-12, section 6.1.1.
fn integers(map: &mut Map) {
    let is_integer = match map.get("type") {
        Some(Node::String(ty)) => ty == "integer",
        Some(Node::Array(types)) => types.iter().any(|ty| ty.as_str() == Some("integer")),
        // A schema with `const` needs no `type`.
        _ => {
            map.get_mut("const").into_iter().for_each(integer);
            false
        }
    };
    if !is_integer {
        return;
    }
    let keywords = ["const", "default", "example", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
    for keyword in keywords {
        map.get_mut(keyword).into_iter().for_each(integer);
    }
    for keyword in ["enum", "examples"] {
        if let Some(Node::Array(values)) = map.get_mut(keyword) {
            values.iter_mut().for_each(integer);
        }
    }
}

/// Converts a number with a zero fraction to an integer, if `f64` represents it exactly.
fn integer(node: &mut Node) {
    #[allow(clippy::cast_possible_truncation, reason = "it is a whole number within the range")]
    if let Node::Float(number) = node
        && number.fract() == 0.0
        && number.abs() < 9.0e15
    {
        *node = Node::Integer(*number as i128);
    }
}

/// Source: JSON Schema Validation 2020-12, section 6.1.3 (`const`).
fn constant(map: &mut Map) {
    let Some(value) = map.shift_remove("const") else { return };
    // Without `type`, a number may become one of several values of any type. So may a string, whose enum has the same items then.
    let ty = match &value {
        Node::String(_) => Some("string"),
        Node::Bool(_) => Some("boolean"),
        _ => None,
    };
    if let Some(ty) = ty.filter(|_| !map.contains_key("$ref")) {
        map.entry("type".to_owned()).or_insert_with(|| Node::String(ty.to_owned()));
    }
    map.insert("enum".to_owned(), Node::Array(vec![value]));
}

/// Source: JSON Schema Validation 2020-12, sections 6.2.3 and 6.2.5 (exclusive bounds, which are numbers).
fn bound(map: &mut Map, inclusive: &str, exclusive: &str, is_tighter: fn(f64, f64) -> bool) {
    let Some(value) = map.get(exclusive).filter(|value| number(value).is_some()).cloned() else { return };
    let counts = match (map.get(inclusive).and_then(number), number(&value)) {
        (Some(bound), Some(exclusive)) => is_tighter(bound, exclusive),
        _ => true,
    };
    if counts {
        map.insert(inclusive.to_owned(), value);
        map.insert(exclusive.to_owned(), Node::Bool(true));
    } else {
        map.shift_remove(exclusive);
    }
}

fn number(node: &Node) -> Option<f64> {
    match node {
        #[allow(clippy::cast_precision_loss, reason = "bounds are compared")]
        Node::Integer(number) => Some(*number as f64),
        Node::Float(number) => Some(*number),
        _ => None,
    }
}

/// Source: JSON Schema Validation 2020-12, section 9.5 (`examples`).
fn examples(map: &mut Map) {
    if let Some(Node::Array(examples)) = map.get("examples")
        && let Some(first) = examples.first().cloned()
        && !map.contains_key("example")
    {
        map.insert("example".to_owned(), first);
    }
}

/// Converts `contentEncoding` and `contentMediaType` to a `format` of bytes.
///
/// Source: JSON Schema Validation 2020-12, section 8; OpenAPI 3.1.1, section 4.4.2 (working with binary data).
fn content(map: &mut Map) {
    part(map);
    if map.contains_key("format") || map.contains_key("enum") {
        return;
    }
    let text = |key: &str| map.get(key).and_then(Node::as_str).map(str::to_ascii_lowercase);
    let is_text = |media_type: &str| {
        let ends = ["json", "xml", "yaml", "javascript", "x-www-form-urlencoded"];
        let is_text = |it: MediaType| it.kind() == "text" || ends.iter().any(|end| it.subtype().ends_with(end));
        MediaType::lenient(media_type).is_some_and(is_text)
    };
    let format = match (text("contentEncoding").as_deref(), text("contentMediaType")) {
        (Some("base64"), _) => "byte",
        (Some("base64url"), _) => "base64url",
        (None | Some("binary"), Some(media_type)) if !is_text(&media_type) => "binary",
        _ => return,
    };
    map.entry("type".to_owned()).or_insert_with(|| Node::String("string".to_owned()));
    map.insert("format".to_owned(), Node::String(format.to_owned()));
}

/// Records the media type of the schema as a part of a multipart body: encoded content is bytes there.
///
/// Source: OpenAPI 3.1.1, section 4.8.15.1 (default values of `contentType`).
fn part(map: &mut Map) {
    let text = |key: &str| map.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
    let is_identity =
        |encoding: &str| ["binary", "identity", "7bit", "8bit"].iter().any(|it| encoding.eq_ignore_ascii_case(it));
    let media_type = match (text("contentEncoding").filter(|it| !is_identity(it)), text("contentMediaType")) {
        (Some(_), _) => "application/octet-stream",
        (None, Some(media_type)) => media_type,
        (None, None) => return,
    };
    PartType(media_type.to_owned()).write(map);
}

/// Moves a reference with siblings into `allOf`, because both apply.
///
/// Source: JSON Schema Core 2020-12, section 8.2.3.1 (`$ref`).
fn reference(map: &mut Map) {
    if map.len() < 2 || map.get("$ref").is_none_or(|it| it.as_str().is_none()) {
        return;
    }
    let Some(reference) = map.shift_remove("$ref") else { return };
    let part = Node::Object(Map::from_iter([("$ref".to_owned(), reference)]));
    match map.entry("allOf".to_owned()).or_insert_with(|| Node::Array(Vec::new())) {
        Node::Array(parts) => parts.push(part),
        other => *other = Node::Array(vec![part]),
    }
    // The referenced schema has its own `type`.
    let structural = ["properties", "additionalProperties", "items", "required"];
    if !structural.iter().any(|key| map.contains_key(*key)) {
        map.shift_remove("type");
    }
}

/// Adds a sentence to the description of a schema.
fn add_sentence(map: &mut Map, sentence: &str) {
    match map.entry("description".to_owned()).or_insert_with(|| Node::String(String::new())) {
        Node::String(text) if text.is_empty() => sentence.clone_into(text),
        Node::String(text) => *text = format!("{}\n\n{sentence}", text.trim_end()),
        other => *other = Node::String(sentence.to_owned()),
    }
}
