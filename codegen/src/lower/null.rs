//! Whether a schema allows null: by `nullable`, by its values, or by its parts.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24 (`nullable`), and the proposal that clarifies it.

use std::collections::{BTreeMap, HashSet};

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::lower::Lowering;
use crate::lower::composition::{is_annotation, is_object, is_requirement};
use crate::lower::enumeration::is_null_alone;
use crate::lower::schema::component_name;
use crate::lower::union::is_null;

impl<'a> Lowering<'a> {
    /// Returns whether the schema behind `reference` allows null; `None` for a cycle.
    pub(super) fn is_nullable(&self, reference: &str) -> Option<bool> {
        let end = self.ends.get(component_name(reference)?.as_str()).copied()??;
        Some(self.nullable.contains(end))
    }

    /// Returns whether the schema behind `reference` allows only null.
    pub(super) fn is_only_null(&self, reference: &str) -> bool {
        let end = component_name(reference).and_then(|name| self.ends.get(name.as_str()).copied()?);
        let schema = end.and_then(|end| self.openapi.components.as_ref()?.schemas.get(end)?.as_item());
        schema.is_some_and(|schema| match &schema.schema_kind {
            SchemaKind::Type(Type::String(string)) => is_null_alone(string.enumeration.iter().map(Option::is_none)),
            SchemaKind::Type(Type::Integer(integer)) => is_null_alone(integer.enumeration.iter().map(Option::is_none)),
            SchemaKind::Any(any) => {
                let is_bare = AnySchema { enumeration: Vec::new(), typ: None, ..any.clone() } == AnySchema::default();
                is_bare && is_null_alone(any.enumeration.iter().map(Value::is_null))
            }
            _ => false,
        })
    }

    /// Returns whether a subschema of `oneOf` or `anyOf` allows only null: it makes the whole schema nullable.
    pub(super) fn is_null_variant(&self, schema: &ReferenceOr<Schema>) -> bool {
        match schema {
            ReferenceOr::Item(_) => is_null(schema),
            ReferenceOr::Reference { reference } => self.is_only_null(reference),
        }
    }

    /// Finds the component at the end of each component's chain of references.
    fn find_ends(&mut self) {
        let schemas: BTreeMap<&'a str, &'a ReferenceOr<Schema>> =
            self.schemas().map(|(name, schema)| (name.as_str(), schema)).collect();
        for name in schemas.keys().copied() {
            let (mut at, mut passed) = (name, Vec::new());
            let mut seen = HashSet::new();
            let end = loop {
                if let Some(end) = self.ends.get(at) {
                    break *end;
                }
                let next = match schemas.get(at) {
                    Some(ReferenceOr::Reference { reference }) => component_name(reference),
                    _ => break Some(at),
                };
                passed.push(at);
                let next = next.and_then(|next| schemas.get_key_value(next.as_str()).map(|(name, _)| *name));
                match next.filter(|_| seen.insert(at)) {
                    Some(next) => at = next,
                    None => break None,
                }
            };
            self.ends.insert(name, end);
            self.ends.extend(passed.into_iter().map(|name| (name, end)));
        }
    }

    /// Returns whether a schema allows null.
    pub(super) fn allows_null(&self, schema: &Schema) -> bool {
        self.null(schema)
    }

    /// Finds the components that allow null; a component may depend on others, and on itself.
    pub(super) fn find_nullable(&mut self) {
        self.find_ends();
        let schemas = self.schemas().filter_map(|(name, schema)| Some((name.as_str(), schema.as_item()?)));
        let schemas: BTreeMap<&'a str, &'a Schema> = schemas.collect();
        // A component that allows null affects its users, which are checked again.
        let mut users: BTreeMap<&'a str, Vec<&'a str>> = BTreeMap::new();
        for (name, schema) in &schemas {
            for reference in composed_of(schema) {
                let end = component_name(reference).and_then(|it| self.ends.get(it.as_str()).copied()?);
                end.into_iter().for_each(|end| users.entry(end).or_default().push(name));
            }
        }
        let mut todo: Vec<&'a str> = schemas.keys().copied().collect();
        while let Some(name) = todo.pop() {
            if !self.nullable.contains(name) && schemas.get(name).is_some_and(|schema| self.null(schema)) {
                self.nullable.insert(name);
                todo.extend(users.get(name).into_iter().flatten());
            }
        }
    }

    fn one_null(&self, schema: &ReferenceOr<Schema>) -> bool {
        match schema {
            ReferenceOr::Item(schema) => self.null(schema),
            ReferenceOr::Reference { reference } => self.is_nullable(reference) == Some(true),
        }
    }

    /// Returns whether a schema allows null: by `nullable`, by null in `enum`, or if one variant or all parts allow it.
    fn null(&self, schema: &Schema) -> bool {
        let parts = |all: &[ReferenceOr<Schema>]| {
            // Parts with only `required`, or with properties but no `type`, state nothing about null.
            let is_silent = |it: &ReferenceOr<Schema>| is_annotation(it) || is_requirement(it) || is_untyped_object(it);
            let mut constraining = all.iter().filter(|it| !is_silent(it)).peekable();
            constraining.peek().is_some() && constraining.all(|it| self.one_null(it))
        };
        let variants = |all: &[ReferenceOr<Schema>]| all.iter().any(|it| self.one_null(it));
        schema.schema_data.nullable
            || match &schema.schema_kind {
                SchemaKind::Type(Type::String(string)) => string.enumeration.contains(&None),
                SchemaKind::Type(Type::Integer(integer)) => integer.enumeration.contains(&None),
                SchemaKind::Type(Type::Number(number)) => number.enumeration.contains(&None),
                SchemaKind::Type(Type::Boolean(boolean)) => boolean.enumeration.contains(&None),
                SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all } => variants(all),
                SchemaKind::AllOf { all_of } => parts(all_of),
                SchemaKind::Any(any) if !any.enumeration.is_empty() => any.enumeration.contains(&Value::Null),
                // Properties of its own make it an object.
                SchemaKind::Any(any) if is_object(any) => false,
                SchemaKind::Any(AnySchema { all_of, one_of, any_of, .. }) => {
                    let is_neutral = all_of.iter().all(|it| is_annotation(it) || is_requirement(it));
                    let each = [is_neutral || parts(all_of), one_of.is_empty() || variants(one_of)];
                    let some = !(is_neutral && one_of.is_empty() && any_of.is_empty());
                    some && each.iter().all(|it| *it) && (any_of.is_empty() || variants(any_of))
                }
                SchemaKind::Type(_) | SchemaKind::Not { .. } => false,
            }
    }
}

/// Returns whether an inline schema has only keywords of objects, and no `type`: values of other types match it.
fn is_untyped_object(schema: &ReferenceOr<Schema>) -> bool {
    let Some(SchemaKind::Any(any)) = schema.as_item().map(|it| &it.schema_kind) else { return false };
    let rest = AnySchema {
        properties: Default::default(),
        required: Vec::new(),
        additional_properties: None,
        min_properties: None,
        max_properties: None,
        ..any.clone()
    };
    is_object(any) && rest == AnySchema::default()
}

/// Returns the references among the subschemas of a schema, recursively.
pub(super) fn composed_of(schema: &Schema) -> Vec<&str> {
    let (mut found, mut todo) = (Vec::new(), vec![schema]);
    while let Some(schema) = todo.pop() {
        let all: [&[ReferenceOr<Schema>]; 3] = match &schema.schema_kind {
            SchemaKind::OneOf { one_of: all }
            | SchemaKind::AnyOf { any_of: all }
            | SchemaKind::AllOf { all_of: all } => [all, &[], &[]],
            SchemaKind::Any(any) => [&any.all_of, &any.one_of, &any.any_of],
            _ => continue,
        };
        for part in all.into_iter().flatten() {
            match part {
                ReferenceOr::Item(item) => todo.push(item),
                ReferenceOr::Reference { reference } => found.push(reference.as_str()),
            }
        }
    }
    found
}
