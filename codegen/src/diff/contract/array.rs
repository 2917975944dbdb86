//! Comparison of the keywords of arrays.

use crate::diff::contract::compare::{Comparison, Effect, Polarity, values};
use crate::diff::contract::number::{ITEMS, Num};
use crate::diff::contract::side::{Id, Schema, Side};
use crate::source::Node;

/// The longest list of first items that is compared.
const MAX_ITEMS: usize = 1_000;

/// The subschemas of arrays: those of the first items, and those of the others.
struct Items {
    first: Vec<Vec<Id>>,
    rest: Vec<Id>,
}

fn items(side: &mut Side<'_>, schema: &Schema) -> Items {
    let mut found = Items { first: Vec::new(), rest: Vec::new() };
    let prefixes: Vec<Vec<Id>> = schema
        .parts
        .iter()
        .map(|id| side.children(*id, "prefixItems").into_iter().map(|(_, id)| id).take(MAX_ITEMS).collect())
        .collect();
    let count = prefixes.iter().map(Vec::len).max().unwrap_or_default();
    found.first.resize(count, Vec::new());
    for (id, prefix) in schema.parts.iter().zip(prefixes) {
        let rest = side.child(*id, "items").or_else(|| side.child(*id, "unevaluatedItems"));
        for (index, list) in found.first.iter_mut().enumerate() {
            list.extend(prefix.get(index).copied().or(rest));
        }
        found.rest.extend(rest);
    }
    found
}

impl Comparison<'_, '_> {
    pub(super) fn arrays(&mut self) {
        self.counts(ITEMS);
        let is_unique = |side: &Side<'_>, schema: &Schema| {
            values(side, schema, "uniqueItems").iter().any(|(_, value)| **value == Node::Bool(true))
        };
        match (is_unique(self.old, self.before), is_unique(self.new, self.after)) {
            (false, true) => self.add("uniqueItems", "`uniqueItems` added", Effect::Narrower),
            (true, false) => self.add("uniqueItems", "`uniqueItems` removed", Effect::Wider),
            _ => {}
        }
        let (old, new) = (items(self.old, self.before), items(self.new, self.after));
        for index in 0..old.first.len().max(new.first.len()) {
            let old = old.first.get(index).unwrap_or(&old.rest);
            let new = new.first.get(index).unwrap_or(&new.rest);
            self.edge(old, new, Polarity::Same);
        }
        self.edge(&old.rest, &new.rest, Polarity::Same);
        self.contains();
    }

    fn contains(&mut self) {
        let count = |side: &Side<'_>, schema: &Schema, keyword: &str| {
            values(side, schema, keyword).into_iter().find_map(|(_, value)| match Num::of(value)? {
                Num::Integer(count) => Some(count),
                Num::Float(_) => None,
            })
        };
        let (old, new) = self.subschemas("contains");
        let is_many = old.len() > 1 || new.len() > 1;
        match (old.is_empty(), new.is_empty()) {
            (true, true) => return,
            (true, false) => return self.add("contains", "`contains` added", Effect::Narrower),
            (false, true) => return self.add("contains", "`contains` removed", Effect::Wider),
            (false, false) => {}
        }
        let upper = (count(self.old, self.before, "maxContains"), count(self.new, self.after, "maxContains"));
        let polarity = if is_many || upper != (None, None) { Polarity::Unknown } else { Polarity::Same };
        self.edge(&old, &new, polarity);
        let lower = |side: &Side<'_>, schema: &Schema| count(side, schema, "minContains").unwrap_or(1);
        let (old, new) = (lower(self.old, self.before), lower(self.new, self.after));
        if old != new {
            let effect = if new > old { Effect::Narrower } else { Effect::Wider };
            self.add("minContains", format!("`minContains` changed from {old} to {new}"), effect);
        }
        match upper {
            (None, Some(new)) => self.add("maxContains", format!("`maxContains` {new} added"), Effect::Narrower),
            (Some(old), None) => self.add("maxContains", format!("`maxContains` {old} removed"), Effect::Wider),
            (Some(old), Some(new)) if old != new => {
                let effect = if new < old { Effect::Narrower } else { Effect::Wider };
                self.add("maxContains", format!("`maxContains` changed from {old} to {new}"), effect);
            }
            _ => {}
        }
    }
}
