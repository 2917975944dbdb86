//! Mapping of pointers into the normalized tree back to the source file.
//!
//! Normalization to OpenAPI 3.0 creates keywords that the file does not have (`enum` from `const`, `content` from the
//! `schema` of 2.0), and replaces references by copies. A diagnostic must name only keywords of the file.

use oasmith_runtime::media_type::MediaType;

use crate::location::Pointer;
use crate::source::Node;

/// Keywords that normalization creates, each with the keywords that it may come from.
const MADE: [(&str, &[&str]); 15] = [
    ("additionalProperties", &["unevaluatedProperties", "patternProperties", "propertyNames", "type"]),
    ("allOf", &["$ref", "$dynamicRef", "if", "dependentSchemas", "dependencies", "oneOf", "anyOf", "type"]),
    ("content", &["schema", "itemSchema"]),
    ("enum", &["const", "type"]),
    ("example", &["examples"]),
    ("format", &["contentEncoding", "contentMediaType", "type"]),
    ("items", &["prefixItems", "unevaluatedItems", "contains", "type"]),
    ("maximum", &["exclusiveMaximum"]),
    ("minimum", &["exclusiveMinimum"]),
    ("nullable", &["type", "x-nullable"]),
    ("oneOf", &["type", "anyOf", "prefixItems"]),
    ("properties", &["required", "dependentRequired", "if", "not", "type"]),
    ("requestBody", &["parameters"]),
    ("schema", &["content", "itemSchema", "type"]),
    ("type", &["const", "enum"]),
];

/// The maximum number of references to follow for one pointer.
const MAX_HOPS: usize = 16;

/// The maximum number of keys to compare with a missing one: above the number of status codes or media types of any object.
const MAX_KEYS: usize = 100;

/// Maps `pointer` to one that `root`, the tree of a file, has: `pointer` itself, the source of a created keyword, or else the
/// nearest enclosing value.
pub(super) fn settle(root: &Node, pointer: &Pointer) -> Pointer {
    let tokens: Vec<String> = pointer.tokens().collect();
    let (mut place, mut node, mut rest) = (Pointer::root(), root, tokens.as_slice());
    let mut hops = 0;
    while let Some((token, after)) = rest.split_first() {
        if let Some(child) = child(node, token) {
            place.push(token);
            (node, rest) = (child, after);
        } else if let Some((key, child)) = meant(node, token).filter(|_| !names_children(&place)) {
            place.push(key);
            (node, rest) = (child, after);
        } else if let Some(written) = written(node, token, rest).filter(|_| !names_children(&place)) {
            return written.into_iter().fold(place, |place, token| place.join(token));
        } else if let Some((target, found)) = followed(root, node).filter(|_| hops < MAX_HOPS) {
            hops += 1;
            (place, node) = (target, found);
        } else {
            return place;
        }
    }
    place
}

/// Returns whether the value at `place` is a map whose keys are names, not keywords.
fn names_children(place: &Pointer) -> bool {
    const MAPS: [&str; 6] = ["properties", "patternProperties", "schemas", "definitions", "$defs", "dependentSchemas"];
    place.split_last().is_some_and(|(_, token)| MAPS.contains(&token.as_str()))
}

fn child<'n>(node: &'n Node, token: &str) -> Option<&'n Node> {
    match node {
        Node::Object(map) => map.get(token),
        Node::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Returns the key that normalization spells as `token`: a path without its slash, or another spelling of a status code
/// or media type.
fn meant<'n>(node: &'n Node, token: &str) -> Option<(&'n str, &'n Node)> {
    let map = node.as_object()?;
    if let Some((key, node)) = token.strip_prefix('/').and_then(|path| map.get_key_value(path)) {
        return Some((key, node));
    }
    let is_meant = |key: &str| {
        key.trim().eq_ignore_ascii_case(token) || MediaType::lenient(key).is_some_and(|it| it.to_string() == token)
    };
    map.iter().take(MAX_KEYS).find(|(key, _)| is_meant(key)).map(|(key, node)| (key.as_str(), node))
}

/// Returns the tokens, relative to `node`, of the source of the created keyword `token`, the first of `rest`.
fn written(node: &Node, token: &str, rest: &[String]) -> Option<Vec<String>> {
    let (_, sources) = MADE.iter().find(|(made, _)| *made == token)?;
    // A created subschema repeats keywords of the schema around it.
    let repeated = rest.get(2..).filter(|rest| !rest.is_empty());
    if let Some(repeated) = repeated.filter(|_| matches!(token, "allOf" | "oneOf"))
        && has(node, repeated)
    {
        return Some(repeated.to_vec());
    }
    let source = sources.iter().find(|source| node.get(source).is_some())?;
    let inner = node.get(source)?;
    // The rest of the pointer may exist within the source, unless the source is not a schema.
    let is_entered = !matches!(*source, "type" | "const" | "enum");
    let within = (1..rest.len()).map(|skipped| &rest[skipped..]).find(|rest| is_entered && has(inner, rest));
    Some(std::iter::once((*source).to_owned()).chain(within.unwrap_or_default().iter().cloned()).collect())
}

fn has(node: &Node, tokens: &[String]) -> bool {
    tokens.iter().try_fold(node, |node, token| child(node, token)).is_some()
}

/// Returns the target of a reference within its file.
fn followed<'n>(root: &'n Node, node: &Node) -> Option<(Pointer, &'n Node)> {
    let target = Pointer::of_reference(node.get("$ref")?.as_str()?)?;
    let found = root.at(&target)?;
    Some((target, found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Document;

    #[test]
    fn a_created_keyword_maps_to_its_source() {
        let text = "
paths:
  /copy: {$ref: '#/paths/~1own'}
  /own: {get: {responses: {'204': {schema: {type: array, items: {format: x}}}, '200': {$ref: '#/responses/R'}}}}
  /loop: {$ref: '#/paths/~1loop'}
responses: {R: {schema: {type: string}}}
definitions:
  Constant: {const: a}
  Both: {$ref: '#/definitions/Whole', $dynamicRef: '#d'}
  Whole: {allOf: [{}]}
  Several: {type: [string, integer], minLength: 2, minimum: 1}
";
        let document = Document::parse("a.yaml".as_ref(), text.into(), &mut Diagnostics::default());
        for (made, written) in [
            ("/paths/~1copy/get/responses/204", "/paths/~1own/get/responses/204"),
            ("/paths/~1own/get/responses/204/content", "/paths/~1own/get/responses/204/schema"),
            (
                "/paths/~1own/get/responses/204/content/text~1csv/schema/items/format",
                "/paths/~1own/get/responses/204/schema/items/format",
            ),
            ("/paths/~1copy/get/responses/200/content", "/responses/R/schema"),
            ("/paths/~1loop/get", "/paths/~1loop"),
            ("/paths/~1none/get", "/paths"),
            ("/definitions/Constant/enum/0", "/definitions/Constant/const"),
            ("/definitions/Both/allOf", "/definitions/Both/$ref"),
            ("/definitions/Both/allOf/0/$dynamicRef", "/definitions/Both/$dynamicRef"),
            ("/definitions/Several/oneOf/0/minLength", "/definitions/Several/minLength"),
            ("/definitions/Several/oneOf/1", "/definitions/Several/type"),
            ("/definitions/Several/x-oasmith-x/1", "/definitions/Several"),
        ] {
            let made = Pointer::parse(made).unwrap_or_default();
            assert_eq!(settle(&document.root, &made).as_str(), written);
        }
    }
}
