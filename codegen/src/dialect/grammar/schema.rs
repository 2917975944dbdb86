//! The keywords of the Schema Object.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24; JSON Schema 2020-12 (Core and Validation) and draft-07 for OpenAPI 3.1 and
//! later.

use crate::dialect::grammar::Role::{Annotation, MarksSchema, NotInComponentName, NotInFileName};
use crate::dialect::grammar::Value::{
    self, Any, Boolean, BooleanOrSchema, Count, Number, Schema, SchemaArray, SchemaMap, Text, Texts, TextsMap, Types,
    Values,
};
use crate::dialect::grammar::{Keyword, Object, ObjectKind, keyword};
use crate::dialect::version::Version::{V3_0, V3_1};

pub(super) static SCHEMA: Object = Object { article_name: "a schema", keywords: &KEYWORDS, is_closed: false };

static KEYWORDS: [Keyword; 67] = [
    keyword("title", Text).roles(&[Annotation]),
    keyword("description", Text).roles(&[Annotation]),
    keyword("type", Text).until(V3_0).roles(&[MarksSchema]),
    keyword("type", Types).since(V3_1).roles(&[MarksSchema]),
    keyword("format", Text),
    keyword("nullable", Boolean).until(V3_0),
    keyword("readOnly", Boolean).roles(&[Annotation]),
    keyword("writeOnly", Boolean).roles(&[Annotation]),
    keyword("deprecated", Boolean).roles(&[Annotation]),
    keyword("multipleOf", Number),
    keyword("maximum", Number),
    keyword("minimum", Number),
    keyword("exclusiveMaximum", Boolean).until(V3_0),
    keyword("exclusiveMaximum", Number).since(V3_1),
    keyword("exclusiveMinimum", Boolean).until(V3_0),
    keyword("exclusiveMinimum", Number).since(V3_1),
    keyword("maxLength", Count),
    keyword("minLength", Count),
    keyword("pattern", Text),
    keyword("maxItems", Count),
    keyword("minItems", Count),
    keyword("uniqueItems", Boolean),
    keyword("maxProperties", Count),
    keyword("minProperties", Count),
    keyword("required", Texts).roles(&[MarksSchema]),
    keyword("enum", Values).roles(&[MarksSchema]),
    keyword("properties", SchemaMap).roles(&[MarksSchema, NotInComponentName, NotInFileName]),
    keyword("items", Schema).roles(&[MarksSchema, NotInFileName]),
    keyword("additionalProperties", BooleanOrSchema).roles(&[MarksSchema, NotInFileName]),
    keyword("allOf", SchemaArray).roles(&[MarksSchema, NotInFileName]),
    keyword("oneOf", SchemaArray).roles(&[MarksSchema, NotInFileName]),
    keyword("anyOf", SchemaArray).roles(&[MarksSchema, NotInFileName]),
    keyword("not", Schema).roles(&[MarksSchema]),
    keyword("discriminator", Value::Object(ObjectKind::Discriminator)),
    keyword("externalDocs", Value::Object(ObjectKind::ExternalDocs)).roles(&[Annotation]),
    keyword("xml", Value::Object(ObjectKind::Xml)).unchecked(),
    keyword("example", Any).roles(&[Annotation]),
    keyword("default", Any).roles(&[Annotation]),
    // A reference is an object of its own in OpenAPI 3.0, and a keyword in JSON Schema.
    keyword("$ref", Text).unchecked().roles(&[MarksSchema]),
    keyword("$id", Text).since(V3_1),
    keyword("$schema", Text).since(V3_1),
    keyword("$anchor", Text).since(V3_1),
    keyword("$dynamicRef", Text).since(V3_1),
    keyword("$dynamicAnchor", Text).since(V3_1),
    keyword("$vocabulary", Any).since(V3_1),
    keyword("$comment", Text).since(V3_1),
    keyword("$defs", SchemaMap).since(V3_1),
    keyword("if", Schema).since(V3_1),
    keyword("then", Schema).since(V3_1),
    keyword("else", Schema).since(V3_1),
    keyword("dependentSchemas", SchemaMap).since(V3_1),
    keyword("prefixItems", SchemaArray).since(V3_1).roles(&[NotInFileName]),
    keyword("contains", Schema).since(V3_1),
    keyword("patternProperties", SchemaMap).since(V3_1).roles(&[NotInFileName]),
    keyword("propertyNames", Schema).since(V3_1),
    keyword("unevaluatedItems", Schema).since(V3_1),
    keyword("unevaluatedProperties", BooleanOrSchema).since(V3_1),
    keyword("const", Any).since(V3_1),
    keyword("maxContains", Count).since(V3_1),
    keyword("minContains", Count).since(V3_1),
    keyword("dependentRequired", TextsMap).since(V3_1),
    keyword("contentEncoding", Text).since(V3_1),
    keyword("contentMediaType", Text).since(V3_1),
    keyword("contentSchema", Schema).since(V3_1),
    keyword("examples", Values).since(V3_1),
    // Draft-07: `$defs` by its former name, and schemas or arrays of names.
    keyword("definitions", SchemaMap).since(V3_1),
    keyword("dependencies", SchemaMap).since(V3_1),
];
