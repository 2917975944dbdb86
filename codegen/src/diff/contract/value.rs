//! Comparison of types, enums and constants.

use std::collections::{BTreeSet, HashSet};

use crate::diff::contract::compare::{Comparison, Effect, values};
use crate::diff::contract::side::{Schema, Side};
use crate::diff::quoted;
use crate::source::{Map, Node};

/// The types of JSON Schema; `number` is without the integers.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

type Types = BTreeSet<&'static str>;

fn known(name: &str) -> impl Iterator<Item = &'static str> {
    TYPES.into_iter().filter(move |it| *it == name || (*it == "integer" && name == "number"))
}

fn type_of(value: &Node) -> &'static str {
    match value {
        Node::Null => "null",
        Node::Bool(_) => "boolean",
        Node::Integer(_) => "integer",
        Node::Float(number) if number.fract() == 0.0 => "integer",
        Node::Float(_) => "number",
        Node::String(_) => "string",
        Node::Array(_) => "array",
        Node::Object(_) => "object",
    }
}

/// Returns the types of a schema object; `None` if it allows all.
///
/// `nullable` counts in every version: documents of 3.1 have it too, and the generator follows it.
fn own_types(map: &Map) -> Option<Types> {
    let mut types: Types = match map.get("type") {
        Some(Node::String(name)) => known(name).collect(),
        Some(Node::Array(names)) => names.iter().filter_map(Node::as_str).flat_map(known).collect(),
        // Documents often leave out the type of objects and lists.
        _ if ["properties", "required", "additionalProperties"].iter().any(|it| map.contains_key(*it)) => {
            Types::from(["object"])
        }
        _ if ["items", "prefixItems"].iter().any(|it| map.contains_key(*it)) => Types::from(["array"]),
        _ => return None,
    };
    if is_nullable(map) {
        types.insert("null");
    }
    Some(types)
}

fn is_nullable(map: &Map) -> bool {
    map.get("nullable") == Some(&Node::Bool(true))
}

/// Returns the types that a schema allows; `None` if all.
fn types(side: &Side<'_>, schema: &Schema) -> Option<Types> {
    let has_type = schema.parts.iter().any(|id| side.map(*id).is_some_and(|map| map.contains_key("type")));
    let of_part = |id: &usize| {
        let map = side.map(*id)?;
        // The type of another part counts, and not the one that keywords imply.
        let is_implied = has_type && !map.contains_key("type");
        own_types(map).filter(|_| !is_implied)
    };
    let all: Vec<Types> = schema.parts.iter().filter_map(of_part).collect();
    let mut all = all.into_iter();
    let mut types = all.next()?;
    for others in all {
        types.retain(|it| others.contains(it));
    }
    if schema.adds_null {
        types.insert("null");
    }
    Some(types)
}

/// Returns the values that a schema allows, if it lists them.
fn allowed<'a>(side: &Side<'a>, schema: &Schema) -> Option<Vec<&'a Node>> {
    let lists = values(side, schema, "enum").into_iter().filter_map(|(_, list)| match list {
        Node::Array(values) => Some(values.iter().collect::<Vec<_>>()),
        _ => None,
    });
    let constants = values(side, schema, "const").into_iter().map(|(_, value)| vec![value]);
    let all: Vec<Vec<&Node>> = lists.chain(constants).collect();
    let mut all = all.into_iter();
    let mut found = all.next()?;
    for others in all {
        let others: HashSet<String> = others.into_iter().map(key).collect();
        found.retain(|value| others.contains(&key(value)));
    }
    let types = types(side, schema);
    found.retain(|value| types.as_ref().is_none_or(|types| types.contains(type_of(value))));
    let is_null_added = schema.adds_null || schema.parts.iter().any(|id| side.map(*id).is_some_and(is_nullable));
    let adds_null = types.is_some_and(|types| types.contains("null")) && is_null_added;
    if adds_null && !found.contains(&&Node::Null) {
        found.push(&Node::Null);
    }
    Some(found)
}

fn spell(types: &Types) -> String {
    if types.len() == TYPES.len() {
        return "any".to_owned();
    }
    let names = types.iter().filter(|it| **it != "integer" || !types.contains("number"));
    let names: Vec<String> = names.map(quoted).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(" or ") }
}

impl Comparison<'_, '_> {
    /// Compares the types. Returns whether there is a common one, so that other keywords matter.
    pub(super) fn types(&mut self) -> bool {
        // A list of values has types of its own.
        let of_values = |side: &Side<'_>, schema: &Schema| -> Option<Types> {
            let all = allowed(side, schema)?;
            Some(all.into_iter().map(type_of).collect())
        };
        let lists = (of_values(self.old, self.before), of_values(self.new, self.after));
        let all = || TYPES.into_iter().collect::<Types>();
        let mut old = types(self.old, self.before);
        let mut new = types(self.new, self.after);
        if let (Some(of_old), Some(of_new)) = &lists {
            (old, new) = (Some(of_old.clone()), Some(of_new.clone()));
            let is_common = of_old.iter().any(|it| of_new.contains(it)) || of_old.is_empty() || of_new.is_empty();
            if is_common {
                return true;
            }
        } else if lists.0.is_some() && old.is_none() {
            old = lists.0;
        } else if lists.1.is_some() && new.is_none() {
            new = lists.1;
        }
        let (old, new) = (old.unwrap_or_else(all), new.unwrap_or_else(all));
        if old == new {
            return true;
        }
        let only = |some: &Types, others: &Types| some.difference(others).copied().collect::<Vec<_>>();
        let (gone, more) = (only(&old, &new), only(&new, &old));
        let phrase = match (gone.as_slice(), more.as_slice()) {
            (["null"], []) => "`null` is no longer allowed".to_owned(),
            ([], ["null"]) => "`null` is now allowed".to_owned(),
            _ => format!("the type changed from {} to {}", spell(&old), spell(&new)),
        };
        let effect = match (gone.is_empty(), more.is_empty()) {
            (false, false) => Effect::Both,
            (false, true) => Effect::Narrower,
            (true, _) => Effect::Wider,
        };
        self.add("type", phrase, effect);
        !old.is_disjoint(&new)
    }

    pub(super) fn enumeration(&mut self) {
        let is_constant = |side: &Side<'_>, schema: &Schema| {
            !values(side, schema, "const").is_empty() && values(side, schema, "enum").is_empty()
        };
        let keyword = match is_constant(self.old, self.before) || is_constant(self.new, self.after) {
            true => "const",
            false => "enum",
        };
        let (old, new) = (allowed(self.old, self.before), allowed(self.new, self.after));
        match (old, new) {
            (None, None) => {}
            (None, Some(new)) => {
                let phrase = match new.as_slice() {
                    [only] => format!("only {} is allowed", quoted(only)),
                    _ => format!("`enum` added, with {} allowed values", new.len()),
                };
                self.add(keyword, phrase, Effect::Narrower);
            }
            (Some(_), None) => {
                let phrase = format!("`{keyword}` removed: all values of the type are allowed");
                self.add(keyword, phrase, Effect::Open);
            }
            (Some(old), Some(new)) => {
                let texts = |all: &[&Node]| all.iter().map(|it| key(it)).collect::<BTreeSet<String>>();
                let (had, has) = (texts(&old), texts(&new));
                let gone: Vec<_> = old.iter().filter(|value| !has.contains(&key(value))).collect();
                let more: Vec<_> = new.iter().filter(|value| !had.contains(&key(value))).collect();
                for value in gone {
                    self.add(keyword, format!("{} is no longer allowed", quoted(value)), Effect::Narrower);
                }
                for value in more {
                    self.add(keyword, format!("{} is now allowed", quoted(value)), Effect::Open);
                }
            }
        }
    }
}

/// Returns a text that equal values have in common.
fn key(value: &Node) -> String {
    match value {
        Node::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => other.to_string(),
    }
}
