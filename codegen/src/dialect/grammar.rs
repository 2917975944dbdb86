//! The grammar of OpenAPI: the keywords of each object and the value of each keyword.
//!
//! `objects` and `schema` hold the table. The other modules of `dialect` decide by [`ObjectKind`] and [`Keyword`];
//! [`ObjectKind::article_name`] is for messages only.

mod kind;
mod objects;
mod schema;

use std::sync::LazyLock;

use crate::dialect::version::Version;

pub(super) use kind::Kind;

/// An object that the specification defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectKind {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Reference,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    SecurityRequirement,
}

/// The value of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Any JSON value: data of the API, without schemas or references.
    Any,
    Text,
    Boolean,
    /// A non-negative integer.
    Count,
    Number,
    /// An array of strings.
    Texts,
    /// The name of a type, or an array of them.
    Types,
    /// A map from names to arrays of strings.
    TextsMap,
    /// An array of any values.
    Values,
    Schema,
    BooleanOrSchema,
    SchemaArray,
    /// A map from names to schemas.
    SchemaMap,
    Object(ObjectKind),
    /// An array of objects.
    Array(ObjectKind),
    /// A map from names to objects.
    Map(ObjectKind),
    /// A Responses Object: a map from status codes to responses.
    Responses,
    /// A map from names to objects of any kind.
    Objects,
    /// A value of OpenAPI 2.0, which `swagger` converts.
    Swagger,
}

/// Whether an object must have a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Optional,
    /// oasmith drops an object without it.
    Required,
    /// The specification requires it; `lax` adds a missing one.
    Added,
}

/// A use of a keyword beyond the grammar. Each is a column of its own, as the lists differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// OpenAPI 2.0 puts it into a parameter or a header, and OpenAPI 3.0 into the schema of that.
    OfSchema,
    /// It describes a value, and does not constrain it.
    Annotation,
    /// An object with it is a schema where the specification has no object.
    MarksSchema,
    /// The name of a component omits it, if a reference into the document makes the component. Keywords of schemas
    /// distinguish such a name (`allOf`), and keywords that hold named objects do not (`headers`).
    NotInComponentName,
    /// The name of a component omits it, if a reference into another file makes the component. A file may have its own
    /// maps of definitions (`headers.yaml#/headers/..`), and their keys do distinguish the name.
    NotInFileName,
}

/// A keyword of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keyword {
    pub(super) name: &'static str,
    pub(super) value: Value,
    /// The first and the last version that has the keyword with this value.
    versions: (Version, Version),
    presence: Presence,
    /// Whether `lax` leaves the value alone: no later stage reads it.
    is_unchecked: bool,
    roles: &'static [Role],
}

/// Returns an optional keyword of OpenAPI 3.0 and later.
const fn keyword(name: &'static str, value: Value) -> Keyword {
    Keyword {
        name,
        value,
        versions: (Version::V3_0, Version::V3_2),
        presence: Presence::Optional,
        is_unchecked: false,
        roles: &[],
    }
}

impl Keyword {
    const fn required(self) -> Self {
        Self { presence: Presence::Required, ..self }
    }

    const fn added(self) -> Self {
        Self { presence: Presence::Added, ..self }
    }

    const fn since(self, first: Version) -> Self {
        Self { versions: (first, self.versions.1), ..self }
    }

    const fn until(self, last: Version) -> Self {
        Self { versions: (self.versions.0, last), ..self }
    }

    const fn unchecked(self) -> Self {
        Self { is_unchecked: true, ..self }
    }

    const fn roles(self, roles: &'static [Role]) -> Self {
        Self { roles, ..self }
    }

    fn is_in(&self, version: Version) -> bool {
        (self.versions.0..=self.versions.1).contains(&version)
    }
}

/// An object of the table.
struct Object {
    article_name: &'static str,
    keywords: &'static [Keyword],
    /// Whether it has only these keywords and extensions.
    is_closed: bool,
}

impl ObjectKind {
    const ALL: [Self; 28] = [
        Self::OpenApi,
        Self::Info,
        Self::Contact,
        Self::License,
        Self::Server,
        Self::ServerVariable,
        Self::Components,
        Self::PathItem,
        Self::Operation,
        Self::ExternalDocs,
        Self::Parameter,
        Self::RequestBody,
        Self::MediaType,
        Self::Encoding,
        Self::Response,
        Self::Callback,
        Self::Example,
        Self::Link,
        Self::Header,
        Self::Tag,
        Self::Reference,
        Self::Schema,
        Self::Discriminator,
        Self::Xml,
        Self::SecurityScheme,
        Self::OAuthFlows,
        Self::OAuthFlow,
        Self::SecurityRequirement,
    ];

    /// Returns the name with its article, for messages.
    pub(super) fn article_name(self) -> &'static str {
        self.object().article_name
    }

    /// Returns the keywords that the normalized document may have and `lax` checks.
    pub(super) fn checked(self) -> impl Iterator<Item = &'static Keyword> {
        self.normalized().filter(|keyword| !keyword.is_unchecked && keyword.value != Value::Any)
    }

    /// Returns the keywords of a version that conversion to OpenAPI 3.0 replaces, unless 3.0 has another value for them.
    pub(super) fn converted(self, version: Version) -> impl Iterator<Item = &'static Keyword> {
        let is_converted = move |keyword: &&Keyword| keyword.value == Value::Types || !self.has(keyword.name);
        self.object().keywords.iter().filter(move |keyword| keyword.is_in(version)).filter(is_converted)
    }

    /// Returns the keywords without which oasmith drops the object.
    pub(super) fn required(self) -> impl Iterator<Item = &'static str> {
        self.normalized().filter(|keyword| keyword.presence == Presence::Required).map(|keyword| keyword.name)
    }

    /// Returns whether the object has only the keywords of the table, and extensions.
    pub(super) fn is_closed(self) -> bool {
        self.object().is_closed
    }

    /// Returns whether the object has a keyword once the document is normalized.
    pub(super) fn has(self, name: &str) -> bool {
        self.normalized().any(|keyword| keyword.name == name)
    }

    /// Returns the first version that has a keyword, if the normalized document has none of this name.
    pub(super) fn later(self, name: &str) -> Option<Version> {
        let named = || self.object().keywords.iter().filter(|keyword| keyword.name == name);
        let first = named().map(|keyword| keyword.versions.0).min().filter(|first| *first > Version::V3_0);
        first.filter(|_| !self.has(name))
    }

    /// Returns whether a keyword has a role in this object.
    pub(super) fn has_role(self, name: &str, role: Role) -> bool {
        self.object().keywords.iter().any(|keyword| keyword.name == name && keyword.roles.contains(&role))
    }

    /// Returns the methods that a path item of a version has as keywords.
    pub(super) fn methods(version: Version) -> impl Iterator<Item = &'static str> {
        let is_method =
            move |keyword: &&Keyword| keyword.value == Value::Object(Self::Operation) && keyword.is_in(version);
        Self::PathItem.object().keywords.iter().filter(is_method).map(|keyword| keyword.name)
    }

    /// Returns the keywords of the form of OpenAPI 3.0 that all documents are converted to.
    fn normalized(self) -> impl Iterator<Item = &'static Keyword> {
        self.object().keywords.iter().filter(|keyword| keyword.is_in(Version::V3_0))
    }
}

/// Returns the methods that OpenAPI 3.0 has, and so the model.
pub(super) fn methods() -> impl Iterator<Item = &'static str> {
    ObjectKind::methods(Version::V3_0)
}

/// Returns whether OpenAPI 3.0 has a method.
pub(super) fn is_method(name: &str) -> bool {
    methods().any(|method| method == name)
}

/// Returns the keywords with a role, in the order of the table.
pub(super) fn with_role(role: Role) -> &'static [&'static str] {
    static LISTS: LazyLock<[Vec<&str>; 5]> = LazyLock::new(|| {
        let all = || ObjectKind::ALL.iter().flat_map(|kind| kind.object().keywords);
        [Role::OfSchema, Role::Annotation, Role::MarksSchema, Role::NotInComponentName, Role::NotInFileName].map(
            |role| {
                let mut names: Vec<&str> = Vec::new();
                for keyword in all().filter(|keyword| keyword.roles.contains(&role)) {
                    if !names.contains(&keyword.name) {
                        names.push(keyword.name);
                    }
                }
                names
            },
        )
    });
    &LISTS[role as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extension::{OPERATIONS, SHARED};

    #[test]
    fn every_object_is_in_the_list() {
        for (index, kind) in ObjectKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, index);
        }
        assert_eq!(ObjectKind::SecurityRequirement as usize + 1, ObjectKind::ALL.len());
    }

    #[test]
    fn a_version_has_a_keyword_once() {
        for kind in ObjectKind::ALL {
            for version in [Version::V2, Version::V3_0, Version::V3_1, Version::V3_2] {
                let mut names: Vec<&str> = Vec::new();
                for keyword in kind.object().keywords.iter().filter(|keyword| keyword.is_in(version)) {
                    assert!(!names.contains(&keyword.name), "{kind:?} has `{}` twice in {version:?}", keyword.name);
                    names.push(keyword.name);
                }
            }
        }
    }

    #[test]
    fn only_openapi_3_2_has_query() {
        let methods = |version| ObjectKind::methods(version).collect::<Vec<_>>().join(" ");
        assert_eq!(methods(Version::V3_0), "get put post delete options head patch trace");
        assert_eq!(methods(Version::V3_2), "get put post delete options head patch trace query");
    }

    #[test]
    fn roles_list_their_keywords() {
        let list = |role| with_role(role).join(" ");
        assert_eq!(
            list(Role::OfSchema),
            "type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern \
             maxItems minItems uniqueItems enum multipleOf x-nullable properties additionalProperties x-enum-varnames \
             x-enumNames x-enum-names x-enum-descriptions x-enumDescriptions x-ms-enum"
        );
        let sorted = |role| {
            let mut names = with_role(role).to_vec();
            names.sort_unstable();
            names.join(" ")
        };
        assert_eq!(
            sorted(Role::Annotation),
            "default deprecated description example externalDocs readOnly title writeOnly"
        );
        assert_eq!(
            sorted(Role::MarksSchema),
            "$ref additionalProperties allOf anyOf enum items not oneOf properties required type"
        );
        assert_eq!(
            sorted(Role::NotInComponentName),
            format!(
                "components headers parameters paths properties requestBodies responses schema schemas \
                 {OPERATIONS} {SHARED}"
            )
        );
        assert_eq!(
            sorted(Role::NotInFileName),
            "additionalProperties allOf anyOf components content items oneOf patternProperties prefixItems properties \
             schema"
        );
    }
}
