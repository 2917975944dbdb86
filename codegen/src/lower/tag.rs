//! Names of inline variants after the constant that distinguishes them: `{type: object, properties: {type: {const: sha256}}}` is
//! `Sha256`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as Kind};

use crate::lower::Lowering;
use crate::lower::union::{is_name, title};

/// The properties of an object that allow a single string, with that string, and whether the object requires them.
type Constants<'s> = BTreeMap<&'s str, Constant>;

type Constant = (String, bool);

/// A property, and the variants that have it, by their place, with their constants.
type Candidate<'s, 'c> = (&'s str, Vec<(usize, &'c Constant)>);

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
        let mut properties: BTreeMap<&'a str, Vec<(usize, &Constant)>> = BTreeMap::new();
        for (place, constants) in variants.iter().enumerate() {
            constants.iter().for_each(|(name, constant)| properties.entry(name).or_default().push((place, constant)));
        }
        let differ = |(_, all): &Candidate<'a, '_>| {
            let values: BTreeSet<&str> = all.iter().map(|(_, (value, _))| value.as_str()).collect();
            let distinguishes = values.len() == all.len() && all.len() > usize::from(schemas.len() > 1);
            distinguishes && values.iter().all(|value| is_name(value))
        };
        let rank = |(name, all): &Candidate<'a, '_>| {
            (Some(*name) == discriminator, all.len(), all.iter().all(|(_, (_, is_required))| *is_required))
        };
        // Of equal ones, the first.
        let best = properties.into_iter().filter(differ).rev().max_by_key(rank);
        let all = best.into_iter().flat_map(|(_, all)| all);
        let named = all.filter(|(place, _)| is_nameless(schemas[*place].1));
        named.map(|(place, (value, _))| (schemas[place].0, value.clone())).collect()
    }

    /// Returns the constants of an object, and of the parts of its `allOf`.
    fn constants(&self, schema: &'a ReferenceOr<Schema>) -> Constants<'a> {
        let mut constants = Constants::new();
        let (mut seen, mut todo) = (HashSet::new(), vec![schema]);
        while let Some(schema) = todo.pop() {
            // Parts may share parts, or contain themselves.
            let Some(schema) = self.schema_behind(schema).filter(|it| seen.insert(std::ptr::from_ref(*it))) else {
                continue;
            };
            let (properties, required) = match &schema.schema_kind {
                SchemaKind::Type(Kind::Object(object)) => (&object.properties, &object.required),
                SchemaKind::Any(any) => {
                    todo.extend(any.all_of.iter().rev());
                    (&any.properties, &any.required)
                }
                SchemaKind::AllOf { all_of } => {
                    todo.extend(all_of.iter().rev());
                    continue;
                }
                _ => continue,
            };
            for (name, property) in properties {
                let kind = self.behind(property).map(|schema| &schema.schema_kind);
                if let Some(SchemaKind::Type(Kind::String(text))) = kind
                    && let [Some(value)] = text.enumeration.as_slice()
                {
                    constants.entry(name).or_insert_with(|| (value.clone(), required.contains(name)));
                }
            }
        }
        constants
    }
}
