//! The keywords of each object but the Schema Object.
//!
//! The order of the keywords is that in which `lax` checks them.
//!
//! Source: OpenAPI 3.0.4, section 4.7, where an entry names no other version.

use crate::dialect::grammar::Role::{NotInComponentName, NotInFileName, OfSchema};
use crate::dialect::grammar::Value::{
    self, Any, Array, Boolean, Count, Map, Number, Objects, Responses, Schema, SchemaMap, Text, Texts, Values,
};
use crate::dialect::grammar::{Keyword, Object, ObjectKind, keyword, schema};
use crate::dialect::version::Version::{V2, V3_1, V3_2};
use crate::extension::{OPERATIONS, SHARED};

/// Returns a keyword of a parameter of OpenAPI 2.0 that OpenAPI 3.0 puts into the parameter's schema.
const fn of_schema(name: &'static str, value: Value) -> Keyword {
    keyword(name, value).since(V2).until(V2).roles(&[OfSchema])
}

impl ObjectKind {
    /// Returns the entry of the table.
    pub(super) fn object(self) -> &'static Object {
        match self {
            Self::OpenApi => &OPEN_API,
            Self::Info => &INFO,
            Self::Contact => &CONTACT,
            Self::License => &LICENSE,
            Self::Server => &SERVER,
            Self::ServerVariable => &SERVER_VARIABLE,
            Self::Components => &COMPONENTS,
            Self::PathItem => &PATH_ITEM,
            Self::Operation => &OPERATION,
            Self::ExternalDocs => &EXTERNAL_DOCS,
            Self::Parameter => &PARAMETER,
            Self::RequestBody => &REQUEST_BODY,
            Self::MediaType => &MEDIA_TYPE,
            Self::Encoding => &ENCODING,
            Self::Response => &RESPONSE,
            Self::Callback => &CALLBACK,
            Self::Example => &EXAMPLE,
            Self::Link => &LINK,
            Self::Header => &HEADER,
            Self::Tag => &TAG,
            Self::Reference => &REFERENCE,
            Self::Schema => &schema::SCHEMA,
            Self::Discriminator => &DISCRIMINATOR,
            Self::Xml => &XML,
            Self::SecurityScheme => &SECURITY_SCHEME,
            Self::OAuthFlows => &OAUTH_FLOWS,
            Self::OAuthFlow => &OAUTH_FLOW,
            Self::SecurityRequirement => &SECURITY_REQUIREMENT,
        }
    }
}

/// Source: section 4.7.1 (OpenAPI Object); OpenAPI 3.1.1, section 4.8.1; OpenAPI 3.2.0, section 4.1; OpenAPI 2.0,
/// Swagger Object.
static OPEN_API: Object = Object {
    article_name: "an OpenAPI document",
    keywords: &[
        keyword("openapi", Text).added(),
        keyword("info", Value::Object(ObjectKind::Info)).added(),
        keyword("servers", Array(ObjectKind::Server)),
        keyword("paths", Map(ObjectKind::PathItem)).added().roles(&[NotInComponentName]),
        keyword("components", Value::Object(ObjectKind::Components)).roles(&[NotInComponentName, NotInFileName]),
        keyword("security", Array(ObjectKind::SecurityRequirement)),
        keyword("tags", Array(ObjectKind::Tag)),
        keyword("externalDocs", Value::Object(ObjectKind::ExternalDocs)),
        keyword("webhooks", Map(ObjectKind::PathItem)).since(V3_1),
        // The form of `webhooks` in normalized documents.
        keyword("x-webhooks", Map(ObjectKind::PathItem)),
        keyword("jsonSchemaDialect", Text).since(V3_1),
        keyword("$self", Text).since(V3_2),
        keyword("definitions", SchemaMap).since(V2).until(V2),
        keyword("parameters", Map(ObjectKind::Parameter)).since(V2).until(V2).roles(&[NotInComponentName]),
        keyword("responses", Map(ObjectKind::Response)).since(V2).until(V2).roles(&[NotInComponentName]),
        // The objects of other files.
        keyword(SHARED, Objects).unchecked().roles(&[NotInComponentName]),
    ],
    is_closed: true,
};

/// Source: section 4.7.2 (Info Object); OpenAPI 3.1.1, section 4.8.2.
static INFO: Object = Object {
    article_name: "an info object",
    keywords: &[
        keyword("title", Text).added(),
        keyword("version", Text).added(),
        keyword("description", Text),
        keyword("termsOfService", Text),
        keyword("contact", Value::Object(ObjectKind::Contact)),
        keyword("license", Value::Object(ObjectKind::License)),
        keyword("summary", Text).since(V3_1),
    ],
    is_closed: false,
};

/// Source: section 4.7.3 (Contact Object).
static CONTACT: Object = Object {
    article_name: "a contact object",
    keywords: &[keyword("name", Text), keyword("url", Text), keyword("email", Text)],
    is_closed: false,
};

/// Source: section 4.7.4 (License Object); OpenAPI 3.1.1, section 4.8.4.
static LICENSE: Object = Object {
    article_name: "a license object",
    keywords: &[keyword("name", Text).required(), keyword("url", Text), keyword("identifier", Text).since(V3_1)],
    is_closed: false,
};

/// Source: section 4.7.5 (Server Object); OpenAPI 3.2.0, Server Object (`name`).
static SERVER: Object = Object {
    article_name: "a server object",
    keywords: &[
        keyword("url", Text).required(),
        keyword("description", Text),
        keyword("variables", Map(ObjectKind::ServerVariable)),
        keyword("name", Text).since(V3_2),
    ],
    is_closed: false,
};

/// Source: section 4.7.6 (Server Variable Object).
static SERVER_VARIABLE: Object = Object {
    article_name: "a server variable",
    keywords: &[keyword("default", Text).required(), keyword("enum", Texts), keyword("description", Text)],
    is_closed: false,
};

/// Source: section 4.7.7 (Components Object); OpenAPI 3.1.1, section 4.8.7; OpenAPI 3.2.0, Components Object
/// (`mediaTypes`).
static COMPONENTS: Object = Object {
    article_name: "a components object",
    keywords: &[
        keyword("schemas", SchemaMap).roles(&[NotInComponentName]),
        keyword("responses", Map(ObjectKind::Response)).roles(&[NotInComponentName]),
        keyword("parameters", Map(ObjectKind::Parameter)).roles(&[NotInComponentName]),
        keyword("requestBodies", Map(ObjectKind::RequestBody)).roles(&[NotInComponentName]),
        keyword("headers", Map(ObjectKind::Header)).roles(&[NotInComponentName]),
        keyword("securitySchemes", Map(ObjectKind::SecurityScheme)),
        keyword("callbacks", Map(ObjectKind::Callback)),
        keyword("links", Map(ObjectKind::Link)).unchecked(),
        keyword("examples", Map(ObjectKind::Example)).unchecked(),
        keyword("pathItems", Map(ObjectKind::PathItem)).since(V3_1),
        keyword("mediaTypes", Map(ObjectKind::MediaType)).since(V3_2),
    ],
    is_closed: false,
};

/// Source: section 4.7.9 (Path Item Object); OpenAPI 3.2.0, section 4.9.
static PATH_ITEM: Object = Object {
    article_name: "a path item",
    keywords: &[
        keyword("summary", Text),
        keyword("description", Text),
        keyword("get", Value::Object(ObjectKind::Operation)),
        keyword("put", Value::Object(ObjectKind::Operation)),
        keyword("post", Value::Object(ObjectKind::Operation)),
        keyword("delete", Value::Object(ObjectKind::Operation)),
        keyword("options", Value::Object(ObjectKind::Operation)),
        keyword("head", Value::Object(ObjectKind::Operation)),
        keyword("patch", Value::Object(ObjectKind::Operation)),
        keyword("trace", Value::Object(ObjectKind::Operation)),
        keyword("query", Value::Object(ObjectKind::Operation)).since(V3_2),
        // The form of `query` and `additionalOperations` in normalized documents.
        keyword(OPERATIONS, Map(ObjectKind::Operation)).roles(&[NotInComponentName]),
        keyword("servers", Array(ObjectKind::Server)),
        keyword("parameters", Array(ObjectKind::Parameter)).roles(&[NotInComponentName]),
        keyword("$ref", Text),
    ],
    is_closed: true,
};

/// Source: section 4.7.10 (Operation Object).
static OPERATION: Object = Object {
    article_name: "an operation",
    keywords: &[
        keyword("tags", Texts),
        keyword("summary", Text),
        keyword("description", Text),
        keyword("externalDocs", Value::Object(ObjectKind::ExternalDocs)),
        keyword("operationId", Text),
        keyword("parameters", Array(ObjectKind::Parameter)).roles(&[NotInComponentName]),
        keyword("requestBody", Value::Object(ObjectKind::RequestBody)),
        keyword("responses", Responses).added().roles(&[NotInComponentName]),
        keyword("callbacks", Map(ObjectKind::Callback)),
        keyword("deprecated", Boolean),
        keyword("security", Array(ObjectKind::SecurityRequirement)),
        keyword("servers", Array(ObjectKind::Server)),
    ],
    is_closed: true,
};

/// Source: section 4.7.11 (External Documentation Object).
static EXTERNAL_DOCS: Object = Object {
    article_name: "an external documentation object",
    keywords: &[keyword("url", Text).required(), keyword("description", Text)],
    is_closed: false,
};

/// Source: section 4.7.12 (Parameter Object); OpenAPI 2.0, Parameter Object and Header Object.
static PARAMETER: Object = Object {
    article_name: "a parameter",
    keywords: &[
        keyword("name", Text).required(),
        keyword("in", Text).required(),
        keyword("description", Text),
        keyword("required", Boolean),
        keyword("deprecated", Boolean),
        keyword("allowEmptyValue", Boolean),
        keyword("style", Text),
        keyword("explode", Boolean),
        keyword("allowReserved", Boolean),
        keyword("schema", Schema).roles(&[NotInComponentName, NotInFileName]),
        keyword("content", Map(ObjectKind::MediaType)).roles(&[NotInFileName]),
        keyword("example", Any),
        keyword("examples", Map(ObjectKind::Example)).unchecked(),
        of_schema("type", Text),
        of_schema("format", Text),
        of_schema("items", Value::Swagger),
        of_schema("default", Any),
        of_schema("maximum", Number),
        of_schema("exclusiveMaximum", Boolean),
        of_schema("minimum", Number),
        of_schema("exclusiveMinimum", Boolean),
        of_schema("maxLength", Count),
        of_schema("minLength", Count),
        of_schema("pattern", Text),
        of_schema("maxItems", Count),
        of_schema("minItems", Count),
        of_schema("uniqueItems", Boolean),
        of_schema("enum", Values),
        of_schema("multipleOf", Number),
        of_schema("x-nullable", Boolean),
        // OpenAPI 2.0 has neither here; documents do.
        of_schema("properties", Value::Swagger),
        of_schema("additionalProperties", Value::Swagger),
        // Names and descriptions of the values of `enum`.
        of_schema("x-enum-varnames", Any),
        of_schema("x-enumNames", Any),
        of_schema("x-enum-names", Any),
        of_schema("x-enum-descriptions", Any),
        of_schema("x-enumDescriptions", Any),
        of_schema("x-ms-enum", Any),
    ],
    is_closed: false,
};

/// Source: section 4.7.13 (Request Body Object).
static REQUEST_BODY: Object = Object {
    article_name: "a request body",
    keywords: &[
        keyword("description", Text),
        keyword("required", Boolean),
        keyword("content", Map(ObjectKind::MediaType)).added().roles(&[NotInFileName]),
    ],
    is_closed: false,
};

/// Source: section 4.7.14 (Media Type Object); OpenAPI 3.2.0, Media Type Object (`itemSchema`).
static MEDIA_TYPE: Object = Object {
    article_name: "a media type",
    keywords: &[
        keyword("schema", Schema).roles(&[NotInComponentName, NotInFileName]),
        keyword("example", Any),
        keyword("encoding", Map(ObjectKind::Encoding)),
        keyword("examples", Map(ObjectKind::Example)).unchecked(),
        keyword("itemSchema", Schema).since(V3_2),
    ],
    is_closed: false,
};

/// Source: section 4.7.15 (Encoding Object).
static ENCODING: Object = Object {
    article_name: "an encoding",
    keywords: &[
        keyword("contentType", Text),
        keyword("headers", Map(ObjectKind::Header)).roles(&[NotInComponentName]),
        keyword("style", Text),
        keyword("explode", Boolean),
        keyword("allowReserved", Boolean),
    ],
    is_closed: false,
};

/// Source: section 4.7.17 (Response Object).
static RESPONSE: Object = Object {
    article_name: "a response",
    keywords: &[
        keyword("description", Text).added(),
        keyword("headers", Map(ObjectKind::Header)).roles(&[NotInComponentName]),
        keyword("content", Map(ObjectKind::MediaType)).roles(&[NotInFileName]),
        keyword("links", Map(ObjectKind::Link)),
    ],
    is_closed: false,
};

/// Source: section 4.7.18 (Callback Object). The keys are expressions, and the values path items.
static CALLBACK: Object = Object { article_name: "a callback", keywords: &[], is_closed: false };

/// Source: section 4.7.19 (Example Object); OpenAPI 3.2.0, Example Object.
static EXAMPLE: Object = Object {
    article_name: "an example",
    keywords: &[
        keyword("summary", Text).unchecked(),
        keyword("description", Text).unchecked(),
        keyword("value", Any),
        keyword("externalValue", Text).unchecked(),
        keyword("dataValue", Any).since(V3_2).unchecked(),
        keyword("serializedValue", Text).since(V3_2).unchecked(),
    ],
    is_closed: false,
};

/// Source: section 4.7.20 (Link Object).
static LINK: Object = Object {
    article_name: "a link",
    keywords: &[
        keyword("operationRef", Text),
        keyword("operationId", Text),
        keyword("description", Text),
        keyword("parameters", Any),
        keyword("requestBody", Any),
        keyword("server", Value::Object(ObjectKind::Server)).unchecked(),
    ],
    is_closed: false,
};

/// Source: section 4.7.21 (Header Object).
static HEADER: Object = Object {
    article_name: "a header",
    keywords: &[
        keyword("description", Text),
        keyword("required", Boolean),
        keyword("deprecated", Boolean),
        keyword("style", Text),
        keyword("explode", Boolean),
        keyword("schema", Schema).roles(&[NotInComponentName, NotInFileName]),
        keyword("content", Map(ObjectKind::MediaType)).roles(&[NotInFileName]),
        keyword("example", Any),
        keyword("examples", Map(ObjectKind::Example)).unchecked(),
    ],
    is_closed: false,
};

/// Source: section 4.7.22 (Tag Object); OpenAPI 3.2.0, Tag Object (`summary`, `parent`, `kind`).
static TAG: Object = Object {
    article_name: "a tag",
    keywords: &[
        keyword("name", Text).required(),
        keyword("description", Text),
        keyword("externalDocs", Value::Object(ObjectKind::ExternalDocs)),
        keyword("summary", Text).since(V3_2),
        keyword("parent", Text).since(V3_2),
        keyword("kind", Text).since(V3_2),
    ],
    is_closed: false,
};

/// Source: section 4.7.23 (Reference Object); OpenAPI 3.1.1, section 4.8.23.
static REFERENCE: Object = Object {
    article_name: "a reference",
    keywords: &[
        keyword("$ref", Text).unchecked(),
        keyword("summary", Text).since(V3_1),
        keyword("description", Text).since(V3_1),
    ],
    is_closed: false,
};

/// Source: section 4.7.25 (Discriminator Object); OpenAPI 3.2.0, Discriminator Object (`defaultMapping`).
static DISCRIMINATOR: Object = Object {
    article_name: "a discriminator",
    keywords: &[
        keyword("propertyName", Text).required(),
        keyword("mapping", Any),
        keyword("defaultMapping", Text).since(V3_2),
    ],
    is_closed: false,
};

/// Source: section 4.7.26 (XML Object).
static XML: Object = Object {
    article_name: "an XML object",
    keywords: &[
        keyword("name", Text).unchecked(),
        keyword("namespace", Text).unchecked(),
        keyword("prefix", Text).unchecked(),
        keyword("attribute", Boolean).unchecked(),
        keyword("wrapped", Boolean).unchecked(),
    ],
    is_closed: false,
};

/// Source: section 4.7.27 (Security Scheme Object).
static SECURITY_SCHEME: Object = Object {
    article_name: "a security scheme",
    keywords: &[
        keyword("type", Text).required(),
        keyword("description", Text),
        keyword("name", Text),
        keyword("in", Text),
        keyword("scheme", Text),
        keyword("bearerFormat", Text),
        keyword("openIdConnectUrl", Text),
        keyword("flows", Value::Object(ObjectKind::OAuthFlows)),
    ],
    is_closed: false,
};

/// Source: section 4.7.28 (OAuth Flows Object).
static OAUTH_FLOWS: Object = Object {
    article_name: "an OAuth flows object",
    keywords: &[
        keyword("implicit", Value::Object(ObjectKind::OAuthFlow)),
        keyword("password", Value::Object(ObjectKind::OAuthFlow)),
        keyword("clientCredentials", Value::Object(ObjectKind::OAuthFlow)),
        keyword("authorizationCode", Value::Object(ObjectKind::OAuthFlow)),
    ],
    is_closed: false,
};

/// Source: section 4.7.29 (OAuth Flow Object). The required URLs depend on the flow.
static OAUTH_FLOW: Object = Object {
    article_name: "an OAuth flow",
    keywords: &[
        keyword("authorizationUrl", Text),
        keyword("tokenUrl", Text),
        keyword("refreshUrl", Text),
        keyword("scopes", Any).added(),
    ],
    is_closed: false,
};

/// Source: section 4.7.30 (Security Requirement Object). The keys are names of security schemes.
static SECURITY_REQUIREMENT: Object =
    Object { article_name: "a security requirement", keywords: &[], is_closed: false };
