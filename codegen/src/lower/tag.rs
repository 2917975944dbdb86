//! Names of inline variants after the constant that distinguishes them: `{type: object, properties: {type: {const: sha256}}}` is
//! `Sha256`.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as Kind};

use crate::lower::Lowering;
use crate::lower::union::{is_name, title};

/// The depth to which parts of `allOf` are read.
const MAX_DEPTH: usize = 4;

/// The properties of an object that allow a single string, with that string, and whether the object requires them.
type Constants<'s> = BTreeMap<&'s str, (String, bool)>;

impl<'a> Lowering<'a> {
    /// Returns the names of inline variants without a title, by their index: the strings of the property that the discriminator
    /// names, or else of the one that most variants have, if they differ. A property of one variant among several distinguishes
    /// nothing.
    pub(super) fn tags(
        &self,
        schemas: &[(usize, &'a ReferenceOr<Schema>)],
        discriminator: Option<&str>,
    ) -> BTreeMap<usize, String> {
        let is_nameless = |schema: &ReferenceOr<Schema>| schema.as_item().is_some() && title(schema).is_none();
        if !schemas.iter().any(|(_, schema)| is_nameless(schema)) {
            return BTreeMap::new();
        }
        let variants: Vec<Constants<'a>> = schemas.iter().map(|(_, schema)| self.constants(schema)).collect();
        let properties: BTreeSet<&'a str> = variants.iter().flat_map(|constants| constants.keys().copied()).collect();
        let of = |property: &'a str| variants.iter().filter_map(move |constants| constants.get(property));
        let differ = |property: &&'a str| {
            let values: BTreeSet<&str> = of(property).map(|(value, _)| value.as_str()).collect();
            let count = of(property).count();
            values.len() == count && count > usize::from(schemas.len() > 1) && values.iter().all(|value| is_name(value))
        };
        let rank = |property: &&'a str| {
            let are_required = of(property).all(|(_, is_required)| *is_required);
            (Some(*property) == discriminator, of(property).count(), are_required)
        };
        // Of equal ones, the first.
        let Some(property) = properties.into_iter().filter(differ).rev().max_by_key(rank) else {
            return BTreeMap::new();
        };
        let nameless = schemas.iter().zip(&variants).filter(|((_, schema), _)| is_nameless(schema));
        nameless.filter_map(|((index, _), constants)| Some((*index, constants.get(property)?.0.clone()))).collect()
    }

    fn constants(&self, schema: &'a ReferenceOr<Schema>) -> Constants<'a> {
        let mut constants = Constants::new();
        self.add_constants(schema, MAX_DEPTH, &mut constants);
        constants
    }

    fn add_constants(&self, schema: &'a ReferenceOr<Schema>, depth: usize, constants: &mut Constants<'a>) {
        let (Some(depth), Some(schema)) = (depth.checked_sub(1), self.schema_behind(schema)) else { return };
        let (properties, required, parts) = match &schema.schema_kind {
            SchemaKind::Type(Kind::Object(object)) => (&object.properties, &object.required, [].as_slice()),
            SchemaKind::Any(any) => (&any.properties, &any.required, any.all_of.as_slice()),
            SchemaKind::AllOf { all_of } => {
                return all_of.iter().for_each(|it| self.add_constants(it, depth, constants));
            }
            _ => return,
        };
        parts.iter().for_each(|part| self.add_constants(part, depth, constants));
        for (name, property) in properties {
            let kind = self.behind(property).map(|schema| &schema.schema_kind);
            if let Some(SchemaKind::Type(Kind::String(text))) = kind
                && let [Some(value)] = text.enumeration.as_slice()
            {
                constants.insert(name, (value.clone(), required.contains(name)));
            }
        }
    }
}
