//! Comparison of the keywords of arrays.

use crate::diff::contract::compare::{Comparison, Effect, Polarity, values};
use crate::diff::contract::number::{ITEMS, Num};
use crate::diff::contract::side::{Id, Schema, Side};
use crate::source::Node;

/// The longest list of first items that is compared.
const MAX_ITEMS: usize = 1_000;

/// The subschemas of a part of an array's schema: those of the first items, and that of the others.
struct Items {
    first: Vec<Id>,
    rest: Option<Id>,
}

fn items(side: &mut Side<'_>, schema: &Schema) -> Vec<Items> {
    let of_part = |id: &Id| {
        let first = side.children(*id, "prefixItems").into_iter().map(|(_, id)| id).take(MAX_ITEMS).collect();
        Items { first, rest: side.child(*id, "items").or_else(|| side.child(*id, "unevaluatedItems")) }
    };
    schema.parts.iter().map(of_part).filter(|it| !it.first.is_empty() || it.rest.is_some()).collect()
}

/// Returns the subschemas of the item at an index.
fn at(parts: &[Items], index: usize) -> Vec<Id> {
    parts.iter().filter_map(|it| it.first.get(index).copied().or(it.rest)).collect()
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
        let count = old.iter().chain(&new).map(|it| it.first.len()).max().unwrap_or_default();
        // The last one is after all of `prefixItems`.
        for index in 0..=count {
            self.edge(&at(&old, index), &at(&new, index), Polarity::Same);
        }
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
