//! Comparison of the keywords of objects.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::contract::compare::{
    ALL, Comparison, Difference, Directions, Effect, Found, Polarity, RECEIVED, REQUEST, values,
};
use crate::diff::contract::number::PROPERTIES;
use crate::diff::contract::side::{Id, Schema, Side};
use crate::diff::quoted;
use crate::source::Node;

type ByName = BTreeMap<String, Vec<Id>>;

/// Returns the subschemas of a keyword that has one for each name.
fn by_name(side: &mut Side<'_>, schema: &Schema, keyword: &str) -> ByName {
    let mut found = ByName::new();
    for id in &schema.parts {
        for (name, child) in side.children(*id, keyword) {
            found.entry(name).or_default().push(child);
        }
    }
    found
}

/// The keywords of a schema about properties without a subschema of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    /// Nothing: the generated crate sends none.
    Undeclared,
    /// Any are allowed.
    Any,
    /// None are allowed.
    Refused,
    /// Those of a schema are allowed.
    Constrained,
}

const OTHERS: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];

fn others(side: &Side<'_>, schema: &Schema) -> Others {
    let found = OTHERS.into_iter().flat_map(|keyword| values(side, schema, keyword));
    let of = |value: &Node| match value {
        Node::Bool(false) => Others::Refused,
        Node::Object(map) if !map.is_empty() => Others::Constrained,
        _ => Others::Any,
    };
    let all: Vec<Others> = found.map(|(_, value)| of(value)).collect();
    let first = [Others::Refused, Others::Constrained, Others::Any].into_iter().find(|it| all.contains(it));
    first.unwrap_or(Others::Undeclared)
}

fn required(side: &Side<'_>, schema: &Schema) -> BTreeSet<String> {
    let lists = values(side, schema, "required").into_iter().filter_map(|(_, list)| match list {
        Node::Array(names) => Some(names.iter().filter_map(Node::as_str).map(str::to_owned)),
        _ => None,
    });
    lists.flatten().collect()
}

/// Returns the directions in which objects have a property.
fn directions(side: &mut Side<'_>, ids: &[Id]) -> Directions {
    // Keywords beside a reference count as well.
    let mut found = side.all(ids).map(|schema| side.restriction(schema)).unwrap_or_default();
    ids.iter().for_each(|id| found.add(side.node(*id)));
    match (found.read_only, found.write_only) {
        (true, false) => RECEIVED,
        (false, true) => REQUEST,
        _ => ALL,
    }
}

/// A property that only the old or the new schema has, in place of a keyword.
pub(super) const REMOVED: &str = "a removed property";
pub(super) const ADDED: &str = "an added property";

impl Comparison<'_, '_> {
    pub(super) fn objects(&mut self) {
        self.counts(PROPERTIES);
        let old = by_name(self.old, self.before, "properties");
        let new = by_name(self.new, self.after, "properties");
        self.required(&old, &new);
        self.properties(&old, &new);
        self.patterns();
        self.others();
        self.subschema("propertyNames", Polarity::Same);
        self.dependencies();
    }

    /// Adds a difference of a property, which one of the schemas at least has at these places.
    fn property(&mut self, name: &str, phrase: String, effect: Effect, places: (Option<&Vec<Id>>, Option<&Vec<Id>>)) {
        let first = |ids: Option<&Vec<Id>>, schema: &Schema| {
            ids.and_then(|ids| ids.first()).or_else(|| schema.parts.first()).copied()
        };
        let (old, new) = (first(places.0, self.before), first(places.1, self.after));
        let item = Some(name.to_owned());
        let keyword = "properties";
        let difference = Difference { keyword, item, phrase, old, new };
        self.found.push(Found { difference, effect, directions: ALL });
    }

    /// Restricts the last difference to some directions.
    fn only_in(&mut self, keyword: &'static str, directions: Directions) {
        if let Some(last) = self.found.last_mut() {
            (last.difference.keyword, last.directions) = (keyword, directions);
        }
    }

    fn required(&mut self, old: &ByName, new: &ByName) {
        let (had, has) = (required(self.old, self.before), required(self.new, self.after));
        for name in has.difference(&had) {
            let directions = new.get(name).map_or(ALL, |ids| directions(self.new, ids));
            let places = (old.get(name), new.get(name));
            self.property(name, format!("{} is now required", quoted(name)), Effect::Narrower, places);
            self.only_in("required", directions);
        }
        for name in had.difference(&has) {
            let directions = old.get(name).map_or(ALL, |ids| directions(self.old, ids));
            let places = (old.get(name), new.get(name));
            self.property(name, format!("{} is no longer required", quoted(name)), Effect::Wider, places);
            self.only_in("required", directions);
        }
    }

    fn properties(&mut self, old: &ByName, new: &ByName) {
        let (old_others, new_others) = (others(self.old, self.before), others(self.new, self.after));
        let additional = self.subschemas("additionalProperties");
        for (name, ids) in old {
            let Some(other) = new.get(name) else {
                let directions = directions(self.old, ids);
                if new_others == Others::Constrained {
                    self.edge_in(ids, &additional.1, Polarity::Same, directions);
                }
                let effect = if new_others == Others::Refused { Effect::Narrower } else { Effect::Neutral };
                self.property(name, format!("{} removed", quoted(name)), effect, (Some(ids), None));
                self.only_in(REMOVED, directions);
                continue;
            };
            let (before, after) = (directions(self.old, ids), directions(self.new, other));
            if before != after {
                let spell = |directions: Directions| match directions {
                    REQUEST => "requests only",
                    ALL => "requests and responses",
                    _ => "responses only",
                };
                let phrase = format!("the direction changed from {} to {}", spell(before), spell(after));
                self.property(name, phrase, Effect::Both, (Some(ids), Some(other)));
            }
            self.edge_in(ids, other, Polarity::Same, before & after);
        }
        for (name, ids) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            let directions = directions(self.new, ids);
            if old_others == Others::Constrained {
                self.edge_in(&additional.0, ids, Polarity::Same, directions);
            }
            let effect = if old_others == Others::Refused { Effect::Open } else { Effect::Neutral };
            self.property(name, format!("{} added", quoted(name)), effect, (None, Some(ids)));
            self.only_in(ADDED, directions);
        }
    }

    fn others(&mut self) {
        let keyword = "additionalProperties";
        let (old, new) = (others(self.old, self.before), others(self.new, self.after));
        match (old, new) {
            (Others::Constrained, Others::Constrained) => {
                OTHERS.iter().for_each(|it| self.subschema(it, Polarity::Same))
            }
            // Callers send no undeclared properties.
            (Others::Undeclared, Others::Refused | Others::Constrained) => {
                self.add(keyword, "additional properties are no longer allowed", Effect::Neutral);
            }
            (Others::Any, Others::Refused) | (Others::Constrained, Others::Refused) => {
                self.add(keyword, "additional properties are no longer allowed", Effect::Narrower);
            }
            (Others::Any, Others::Constrained) => {
                self.add(keyword, "additional properties are constrained now", Effect::Narrower);
            }
            (old, new) if old == new => {}
            // Generated types keep or ignore additional properties.
            (Others::Refused, _) => self.add(keyword, "additional properties are now allowed", Effect::Open),
            (Others::Constrained, _) => {
                self.add(keyword, "additional properties are no longer constrained", Effect::Wider);
            }
            _ => {}
        }
    }

    fn patterns(&mut self) {
        let keyword = "patternProperties";
        let old = by_name(self.old, self.before, keyword);
        let new = by_name(self.new, self.after, keyword);
        let is_closed = [others(self.old, self.before), others(self.new, self.after)].map(|it| it == Others::Refused);
        for (pattern, ids) in &old {
            match new.get(pattern) {
                Some(other) => self.edge(ids, other, Polarity::Same),
                None => {
                    let effect = if is_closed[1] { Effect::Both } else { Effect::Wider };
                    self.add(keyword, format!("`{keyword}` {} removed", quoted(pattern)), effect);
                }
            }
        }
        for pattern in new.keys().filter(|pattern| !old.contains_key(*pattern)) {
            let effect = if is_closed[0] { Effect::Both } else { Effect::Narrower };
            self.add(keyword, format!("`{keyword}` {} added", quoted(pattern)), effect);
        }
    }

    fn dependencies(&mut self) {
        let of = |side: &Side<'_>, schema: &Schema| -> BTreeSet<(String, String)> {
            let maps = values(side, schema, "dependentRequired").into_iter().filter_map(|(_, map)| map.as_object());
            let lists = maps.flatten().flat_map(|(name, list)| {
                list.children().filter_map(|(_, it)| Some((name.clone(), it.as_str()?.to_owned()))).collect::<Vec<_>>()
            });
            lists.collect()
        };
        let (old, new) = (of(self.old, self.before), of(self.new, self.after));
        for (name, needed) in new.difference(&old) {
            let phrase = format!("{} is now required with {}", quoted(needed), quoted(name));
            self.add("dependentRequired", phrase, Effect::Narrower);
        }
        for (name, needed) in old.difference(&new) {
            let phrase = format!("{} is no longer required with {}", quoted(needed), quoted(name));
            self.add("dependentRequired", phrase, Effect::Wider);
        }
        let keyword = "dependentSchemas";
        let old = by_name(self.old, self.before, keyword);
        let new = by_name(self.new, self.after, keyword);
        for (name, ids) in &old {
            match new.get(name) {
                Some(other) => self.edge(ids, other, Polarity::Same),
                None => self.add(keyword, format!("`{keyword}` of {} removed", quoted(name)), Effect::Wider),
            }
        }
        for name in new.keys().filter(|name| !old.contains_key(*name)) {
            self.add(keyword, format!("`{keyword}` of {} added", quoted(name)), Effect::Narrower);
        }
    }
}
