//! The role of a value by its parents, for walks that only need to know where schemas and references may be.

use std::sync::LazyLock;

use crate::dialect::grammar::{ObjectKind, Value};
use crate::source::Node;

/// The role of a value, which depends on its parents: a property may be called `default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dialect) enum Kind {
    /// A schema, or an array of schemas.
    Schema,
    /// A map from names to schemas.
    Schemas,
    /// Any other object of the specification, or an array of them.
    Object,
    /// A map from names to such objects.
    Objects,
    /// A map from names to such maps.
    Maps,
    /// Data without schemas or references.
    Data,
}

impl Kind {
    /// Returns the kind of `node`, the value of `keyword` in a value of this kind.
    pub(in crate::dialect) fn child(self, keyword: &str, node: &Node) -> Self {
        match self {
            Self::Data => Self::Data,
            Self::Schemas => Self::Schema,
            Self::Objects => Self::Object,
            Self::Maps => Self::Objects,
            Self::Schema => TABLE.of_schema.get(keyword).unwrap_or(Self::Data),
            Self::Object => match TABLE.of_objects.get(keyword) {
                Some((kind, is_array_elsewhere)) if !is_array_elsewhere || node.as_object().is_some() => kind,
                None if keyword.starts_with("x-") => Self::Data,
                // Documents use references in place of strings too, such as descriptions.
                _ => Self::Object,
            },
        }
    }

    /// Returns whether `$ref` makes a value of this kind a reference.
    pub(in crate::dialect) fn may_refer(self) -> bool {
        // Documents use `$ref` in place of maps too.
        !matches!(self, Self::Data)
    }

    /// Returns the kind of a value of a schema's keyword; `None` for data.
    fn in_schema(value: Value) -> Option<Self> {
        match value {
            Value::Schema | Value::BooleanOrSchema | Value::SchemaArray => Some(Self::Schema),
            Value::SchemaMap => Some(Self::Schemas),
            _ => None,
        }
    }

    /// Returns the kind of a value of another object's keyword; `None` for an object and for a value that documents
    /// replace by a reference.
    fn in_object(value: Value) -> Option<Self> {
        match value {
            Value::Any | Value::Values | Value::Array(ObjectKind::SecurityRequirement) => Some(Self::Data),
            // A callback is a map itself.
            Value::Map(ObjectKind::Callback) => Some(Self::Maps),
            Value::Map(_) | Value::Responses | Value::Objects => Some(Self::Objects),
            _ => Self::in_schema(value),
        }
    }
}

/// The kinds by keyword. A walk does not know which object it is in: all objects but the Schema Object share a list.
struct Table {
    of_schema: ByLength<Kind>,
    /// The kinds, each with whether another object has an array of objects by the same keyword.
    of_objects: ByLength<(Kind, bool)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { of_schema: ByLength::default(), of_objects: ByLength::default() };
    for keyword in ObjectKind::Schema.object().keywords {
        if let Some(kind) = Kind::in_schema(keyword.value) {
            table.of_schema.add(keyword.name, kind);
        }
    }
    let others = || ObjectKind::ALL.into_iter().filter(|kind| *kind != ObjectKind::Schema);
    let keywords = || others().flat_map(|kind| kind.object().keywords);
    for keyword in keywords() {
        let Some(kind) = Kind::in_object(keyword.value) else { continue };
        let namesakes = || keywords().filter(|other| other.name == keyword.name).map(|other| other.value);
        let is_array = namesakes().any(|value| matches!(value, Value::Array(_)));
        // A walk looks for references in a value that is an object by any of the keyword's meanings.
        let is_object = |value| match Kind::in_object(value) {
            Some(kind) => kind != Kind::Data,
            None => matches!(value, Value::Object(_) | Value::Array(_)),
        };
        if kind != Kind::Data || !namesakes().any(is_object) {
            table.of_objects.add(keyword.name, (kind, is_array && kind != Kind::Data));
        }
    }
    table
});

/// Values by keyword, found by the length of the keyword first.
struct ByLength<T>(Vec<Vec<(&'static str, T)>>);

impl<T> Default for ByLength<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> ByLength<T> {
    fn add(&mut self, keyword: &'static str, value: T) {
        if self.get(keyword).is_some() {
            return;
        }
        if self.0.len() <= keyword.len() {
            self.0.resize_with(keyword.len() + 1, Vec::new);
        }
        self.0[keyword.len()].push((keyword, value));
    }

    fn get(&self, keyword: &str) -> Option<T> {
        self.0.get(keyword.len())?.iter().find(|(name, _)| *name == keyword).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extension::{OPERATIONS, SHARED};
    use crate::source::Map;

    /// The keywords of objects that hold more than an object, by kind. Other keywords hold an object, or text in place
    /// of which a reference may be.
    const OF_OBJECTS: [(Kind, &[&str]); 5] = [
        (Kind::Schema, &["schema", "itemSchema"]),
        (Kind::Schemas, &["schemas", "definitions"]),
        (Kind::Maps, &["callbacks"]),
        (
            Kind::Objects,
            &[
                SHARED,
                OPERATIONS,
                "webhooks",
                "x-webhooks",
                "pathItems",
                "mediaTypes",
                "parameters",
                "responses",
                "requestBodies",
                "headers",
                "securitySchemes",
                "links",
                "examples",
                "paths",
                "content",
                "encoding",
                "variables",
            ],
        ),
        (
            Kind::Data,
            &[
                "example",
                "default",
                "enum",
                "value",
                "mapping",
                "scopes",
                "security",
                "dataValue",
                "x-odd",
                "x-enum-varnames",
            ],
        ),
    ];

    const OF_SCHEMA: [(Kind, &[&str]); 2] = [
        (
            Kind::Schemas,
            &["properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "dependencies"],
        ),
        (
            Kind::Schema,
            &[
                "items",
                "additionalProperties",
                "not",
                "allOf",
                "oneOf",
                "anyOf",
                "prefixItems",
                "contains",
                "propertyNames",
                "unevaluatedItems",
                "unevaluatedProperties",
                "if",
                "then",
                "else",
                "contentSchema",
            ],
        ),
    ];

    fn expected(lists: &[(Kind, &[&str])], keyword: &str, otherwise: Kind) -> Kind {
        lists.iter().find(|(_, list)| list.contains(&keyword)).map_or(otherwise, |(kind, _)| *kind)
    }

    #[test]
    fn kinds_follow_from_the_table() {
        let table = ObjectKind::ALL.iter().flat_map(|kind| kind.object().keywords).map(|keyword| keyword.name);
        let listed = OF_OBJECTS.iter().chain(&OF_SCHEMA).flat_map(|(_, list)| *list).copied();
        let (map, array) = (Node::Object(Map::new()), Node::Array(Vec::new()));
        for keyword in table.chain(listed).chain(["odd", "additionalOperations"]) {
            let of_schema = expected(&OF_SCHEMA, keyword, Kind::Data);
            assert_eq!(Kind::Schema.child(keyword, &map), of_schema, "`{keyword}` of a schema");
            let x = if keyword.starts_with("x-") { Kind::Data } else { Kind::Object };
            let of_object = expected(&OF_OBJECTS, keyword, x);
            assert_eq!(Kind::Object.child(keyword, &map), of_object, "`{keyword}` of an object");
            let of_array = if keyword == "parameters" { Kind::Object } else { of_object };
            assert_eq!(Kind::Object.child(keyword, &array), of_array, "`{keyword}` of an object, an array");
        }
    }
}
