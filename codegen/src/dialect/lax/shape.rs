//! What the objects of OpenAPI 3.0 are made of: their members, and what each has to be.
//!
//! Source: OpenAPI 3.0.4, section 4.7.

use crate::extension::OPERATIONS;
use Is::{Any, Bool, Count, List, Map, Number, Object, Schema, Schemas, Text, Texts};

/// What a value has to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Is {
    /// Anything.
    Any,
    Text,
    Bool,
    /// A whole number that is not negative.
    Count,
    Number,
    /// A list of text.
    Texts,
    /// A list of any values.
    Values,
    /// A schema.
    Schema,
    /// A list of schemas.
    SchemaList,
    /// A map from names to schemas.
    Schemas,
    /// A boolean or a schema.
    SchemaOrBool,
    Object(&'static Shape),
    /// A list of objects.
    List(&'static Shape),
    /// A map from names to objects.
    Map(&'static Shape),
    /// A map from statuses to answers.
    Answers(&'static Shape),
}

/// An object of the specification.
#[derive(Debug)]
pub(super) struct Shape {
    /// What the specification calls it.
    pub(super) name: &'static str,
    pub(super) members: &'static [(&'static str, Is)],
    /// The members that it has to have; one that lacks them is not used.
    pub(super) required: &'static [&'static str],
    /// Whether there is nothing that it can have beyond these, and extensions.
    pub(super) is_closed: bool,
}

const fn shape(name: &'static str, members: &'static [(&'static str, Is)]) -> Shape {
    Shape { name, members, required: &[], is_closed: false }
}

const fn needing(
    name: &'static str,
    members: &'static [(&'static str, Is)],
    required: &'static [&'static str],
) -> Shape {
    Shape { name, members, required, is_closed: false }
}

pub(super) static ROOT: Shape = Shape {
    name: "an OpenAPI document",
    members: &[
        ("openapi", Text),
        ("info", Object(&INFO)),
        ("servers", List(&SERVER)),
        ("paths", Map(&PATH_ITEM)),
        ("components", Object(&COMPONENTS)),
        ("security", List(&REQUIREMENT)),
        ("tags", List(&TAG)),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("x-webhooks", Map(&PATH_ITEM)),
    ],
    required: &[],
    is_closed: true,
};

static INFO: Shape = shape(
    "an info object",
    &[
        ("title", Text),
        ("version", Text),
        ("description", Text),
        ("termsOfService", Text),
        ("contact", Object(&CONTACT)),
        ("license", Object(&LICENSE)),
    ],
);
static CONTACT: Shape = shape("a contact object", &[("name", Text), ("url", Text), ("email", Text)]);
static LICENSE: Shape = needing("a license object", &[("name", Text), ("url", Text)], &["name"]);

static SERVER: Shape =
    needing("a server object", &[("url", Text), ("description", Text), ("variables", Map(&SERVER_VARIABLE))], &["url"]);
static SERVER_VARIABLE: Shape =
    needing("a server variable", &[("default", Text), ("enum", Texts), ("description", Text)], &["default"]);

static TAG: Shape = needing(
    "a tag object",
    &[("name", Text), ("description", Text), ("externalDocs", Object(&EXTERNAL_DOCS))],
    &["name"],
);
static EXTERNAL_DOCS: Shape =
    needing("an external documentation object", &[("url", Text), ("description", Text)], &["url"]);
static REQUIREMENT: Shape = shape("a security requirement", &[]);

static COMPONENTS: Shape = shape(
    "a components object",
    &[
        ("schemas", Schemas),
        ("responses", Map(&RESPONSE)),
        ("parameters", Map(&PARAMETER)),
        ("requestBodies", Map(&REQUEST_BODY)),
        ("headers", Map(&HEADER)),
        ("securitySchemes", Map(&SECURITY_SCHEME)),
        ("callbacks", Map(&CALLBACK)),
    ],
);

static SECURITY_SCHEME: Shape = needing(
    "a security scheme",
    &[
        ("type", Text),
        ("description", Text),
        ("name", Text),
        ("in", Text),
        ("scheme", Text),
        ("bearerFormat", Text),
        ("openIdConnectUrl", Text),
        ("flows", Object(&FLOWS)),
    ],
    &["type"],
);
static FLOWS: Shape = shape(
    "an OAuth flows object",
    &[
        ("implicit", Object(&FLOW)),
        ("password", Object(&FLOW)),
        ("clientCredentials", Object(&FLOW)),
        ("authorizationCode", Object(&FLOW)),
    ],
);
static FLOW: Shape =
    shape("an OAuth flow", &[("authorizationUrl", Text), ("tokenUrl", Text), ("refreshUrl", Text), ("scopes", Any)]);

static PATH_ITEM: Shape = Shape {
    name: "a path item",
    members: &[
        ("summary", Text),
        ("description", Text),
        ("get", Object(&OPERATION)),
        ("put", Object(&OPERATION)),
        ("post", Object(&OPERATION)),
        ("delete", Object(&OPERATION)),
        ("options", Object(&OPERATION)),
        ("head", Object(&OPERATION)),
        ("patch", Object(&OPERATION)),
        ("trace", Object(&OPERATION)),
        (OPERATIONS, Map(&OPERATION)),
        ("servers", List(&SERVER)),
        ("parameters", List(&PARAMETER)),
        ("$ref", Text),
    ],
    required: &[],
    is_closed: true,
};

static OPERATION: Shape = Shape {
    name: "an operation",
    members: &[
        ("tags", Texts),
        ("summary", Text),
        ("description", Text),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("operationId", Text),
        ("parameters", List(&PARAMETER)),
        ("requestBody", Object(&REQUEST_BODY)),
        ("responses", Is::Answers(&RESPONSE)),
        ("callbacks", Map(&CALLBACK)),
        ("deprecated", Bool),
        ("security", List(&REQUIREMENT)),
        ("servers", List(&SERVER)),
    ],
    required: &[],
    is_closed: true,
};
static CALLBACK: Shape = shape("a callback", &[]);

static PARAMETER: Shape = needing(
    "a parameter",
    &[
        ("name", Text),
        ("in", Text),
        ("description", Text),
        ("required", Bool),
        ("deprecated", Bool),
        ("allowEmptyValue", Bool),
        ("style", Text),
        ("explode", Bool),
        ("allowReserved", Bool),
        ("schema", Schema),
        ("content", Map(&MEDIA_TYPE)),
        ("example", Any),
    ],
    &["name", "in"],
);
static HEADER: Shape = shape(
    "a header",
    &[
        ("description", Text),
        ("required", Bool),
        ("deprecated", Bool),
        ("style", Text),
        ("explode", Bool),
        ("schema", Schema),
        ("content", Map(&MEDIA_TYPE)),
    ],
);
static REQUEST_BODY: Shape =
    shape("a request body", &[("description", Text), ("required", Bool), ("content", Map(&MEDIA_TYPE))]);
static MEDIA_TYPE: Shape = shape("a media type", &[("schema", Schema), ("example", Any), ("encoding", Map(&ENCODING))]);
static ENCODING: Shape = shape(
    "an encoding",
    &[("contentType", Text), ("headers", Map(&HEADER)), ("style", Text), ("explode", Bool), ("allowReserved", Bool)],
);
static RESPONSE: Shape = shape(
    "a response",
    &[("description", Text), ("headers", Map(&HEADER)), ("content", Map(&MEDIA_TYPE)), ("links", Map(&LINK))],
);
static LINK: Shape = shape("a link", &[("operationRef", Text), ("operationId", Text), ("description", Text)]);
static DISCRIMINATOR: Shape =
    needing("a discriminator", &[("propertyName", Text), ("mapping", Any)], &["propertyName"]);

pub(super) static SCHEMA: Shape = shape(
    "a schema",
    &[
        ("title", Text),
        ("description", Text),
        ("type", Text),
        ("format", Text),
        ("nullable", Bool),
        ("readOnly", Bool),
        ("writeOnly", Bool),
        ("deprecated", Bool),
        ("multipleOf", Number),
        ("maximum", Number),
        ("minimum", Number),
        ("exclusiveMaximum", Bool),
        ("exclusiveMinimum", Bool),
        ("maxLength", Count),
        ("minLength", Count),
        ("pattern", Text),
        ("maxItems", Count),
        ("minItems", Count),
        ("uniqueItems", Bool),
        ("maxProperties", Count),
        ("minProperties", Count),
        ("required", Texts),
        ("enum", Is::Values),
        ("properties", Schemas),
        ("items", Schema),
        ("additionalProperties", Is::SchemaOrBool),
        ("allOf", Is::SchemaList),
        ("oneOf", Is::SchemaList),
        ("anyOf", Is::SchemaList),
        ("not", Schema),
        ("discriminator", Object(&DISCRIMINATOR)),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("example", Any),
        ("default", Any),
    ],
);
