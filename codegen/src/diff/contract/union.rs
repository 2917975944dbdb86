//! Comparison of unions, conditions and discriminators.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use crate::diff::contract::compare::{Comparison, Effect, Polarity, values};
use crate::diff::contract::digest::{Digest, Digests};
use crate::diff::contract::side::{Id, Schema, Side};
use crate::diff::quoted;
use crate::source::Node;

/// The keyword of differences of one variant.
pub(super) const VARIANT: &str = "variant";

/// A variant: its place, its name in messages, and a digest that equals that of an equal variant.
struct Variant {
    id: Id,
    name: String,
    digest: Digest,
    is_reference: bool,
}

/// Returns the variants of a union, without a union of one schema and `null`, which is part of the schema itself.
fn variants<'a>(side: &mut Side<'a>, digests: &mut Digests<'a>, schema: &Schema, keyword: &str) -> Vec<Variant> {
    let parts: Vec<Id> = schema.parts.iter().copied().filter(|id| !schema.opened.contains(id)).collect();
    let mut found = Vec::new();
    for part in parts {
        for (index, id) in side.children(part, keyword) {
            let reference = side.node(id).get("$ref").and_then(Node::as_str);
            let name = reference.and_then(|it| it.rsplit('/').next()).map(str::to_owned);
            let title = side.node(id).get("title").and_then(Node::as_str).map(str::to_owned);
            let is_reference = reference.is_some();
            let name = name.or(title).unwrap_or_else(|| format!("{keyword}/{index}"));
            found.push(Variant { id, name, digest: digests.of(side.node(id)), is_reference });
        }
    }
    found
}

impl Comparison<'_, '_> {
    pub(super) fn unions(&mut self) {
        for keyword in ["oneOf", "anyOf"] {
            self.union(keyword);
        }
        self.discriminator();
    }

    fn union(&mut self, keyword: &'static str) {
        let old = self.old_variants(keyword);
        let new = variants(self.new, self.digests, self.after, keyword);
        match (old.is_empty(), new.is_empty()) {
            (true, true) => return,
            (true, false) => return self.became_union(keyword, &new),
            (false, true) => {
                // The other keyword may have the variants now.
                let other = if keyword == "oneOf" { "anyOf" } else { "oneOf" };
                if variants(self.new, self.digests, self.after, other).is_empty() {
                    self.add(keyword, format!("`{keyword}` removed"), Effect::Wider);
                }
                return;
            }
            (false, false) => {}
        }
        let (pairs, gone, more) = matched(&old, &new);
        for (old, new) in pairs {
            self.edge(&[old], &[new], Polarity::Same);
        }
        for variant in gone {
            self.variant(keyword, format!("variant {} removed", quoted(&variant.name)), Effect::Narrower);
        }
        for variant in more {
            self.variant(keyword, format!("variant {} added", quoted(&variant.name)), Effect::Open);
        }
    }

    fn variant(&mut self, keyword: &'static str, phrase: String, effect: Effect) {
        self.add(keyword, phrase, effect);
        if let Some(last) = self.found.last_mut() {
            last.difference.keyword = VARIANT;
        }
    }

    /// Returns the old variants, with the new names of renamed components.
    fn old_variants(&mut self, keyword: &str) -> Vec<Variant> {
        let mut old = variants(self.old, self.digests, self.before, keyword);
        for variant in old.iter_mut().filter(|it| it.is_reference) {
            if let Some(name) = self.renamed.get(&variant.name) {
                variant.name.clone_from(name);
            }
        }
        old
    }

    /// Reports variants where there were none, or those of the other keyword.
    fn became_union(&mut self, keyword: &'static str, new: &[Variant]) {
        let other = if keyword == "oneOf" { "anyOf" } else { "oneOf" };
        let old = self.old_variants(other);
        if !old.is_empty() {
            let (pairs, gone, more) = matched(&old, new);
            for (old, new) in pairs {
                self.edge(&[old], &[new], Polarity::Same);
            }
            // A value that several variants allow is invalid under `oneOf` only.
            let changes = |some: bool| some || keyword == "oneOf";
            let effect = match (changes(!gone.is_empty()), !more.is_empty() || keyword == "anyOf") {
                (true, true) => Effect::Both,
                (true, false) => Effect::Narrower,
                _ => Effect::Wider,
            };
            self.add(keyword, format!("`{other}` changed to `{keyword}`"), effect);
            return;
        }
        // The schema became a variant, beside others.
        let before = self.before;
        let own: Vec<Digest> = before.parts.iter().map(|id| self.digests.of(self.old.node(*id))).collect();
        let contains_old = new.iter().any(|variant| {
            let schema = self.new.schema(variant.id).map(|schema| self.new.get(schema)).unwrap_or_default();
            let is_equal = |(id, own): (&Id, &Digest)| self.digests.of(self.new.node(*id)) == *own;
            schema.parts.len() == own.len() && schema.parts.iter().zip(&own).all(is_equal)
        });
        let effect = if contains_old && !before.parts.is_empty() { Effect::Wider } else { Effect::Narrower };
        self.add(keyword, format!("`{keyword}` added, with {} variants", new.len()), effect);
    }

    /// Compares `not`, `if`, `then` and `else`.
    pub(super) fn conditions(&mut self) {
        let (old, new) = self.subschemas("not");
        match (old.as_slice(), new.as_slice()) {
            ([], []) => {}
            ([], _) => self.add("not", "`not` added", Effect::Narrower),
            (_, []) => self.add("not", "`not` removed", Effect::Wider),
            ([old], [new]) => self.edge(&[*old], &[*new], Polarity::Opposite),
            (old, new) => self.edge(old, new, Polarity::Unknown),
        }
        let (old, new) = self.subschemas("if");
        let applies = |side: &Side<'_>, schema: &Schema, keyword: &str| !values(side, schema, keyword).is_empty();
        let [(old_then, new_then), (old_else, new_else)] = ["then", "else"].map(|keyword| {
            let old = applies(self.old, self.before, keyword) && !old.is_empty();
            (old, applies(self.new, self.after, keyword) && !new.is_empty())
        });
        if (old_then || old_else) && (new_then || new_else) {
            self.edge(&old, &new, Polarity::Unknown);
        }
        for (keyword, had, has) in [("then", old_then, new_then), ("else", old_else, new_else)] {
            match (had, has) {
                (true, true) => self.subschema(keyword, Polarity::Same),
                (false, true) => self.add(keyword, format!("`if` with `{keyword}` added"), Effect::Narrower),
                (true, false) => self.add(keyword, format!("`if` with `{keyword}` removed"), Effect::Wider),
                (false, false) => {}
            }
        }
    }

    fn discriminator(&mut self) {
        let keyword = "discriminator";
        let old = values(self.old, self.before, keyword).first().map(|(_, node)| *node);
        let new = values(self.new, self.after, keyword).first().map(|(_, node)| *node);
        let (Some(old), Some(new)) = (old, new) else {
            if old.is_some() != new.is_some() {
                let what = if new.is_some() { "added" } else { "removed" };
                self.add(keyword, format!("`{keyword}` {what}"), Effect::Neutral);
            }
            return;
        };
        let name = |node: &Node| node.get("propertyName").and_then(Node::as_str).unwrap_or_default().to_owned();
        if name(old) != name(new) {
            let phrase =
                format!("the discriminator property changed from {} to {}", quoted(name(old)), quoted(name(new)));
            self.add(keyword, phrase, Effect::Both);
        }
        let mapping = |node: &Node| -> BTreeMap<String, String> {
            let pairs = node.get("mapping").into_iter().flat_map(Node::children);
            pairs.filter_map(|(value, target)| Some((value, target.as_str()?.to_owned()))).collect()
        };
        let (old, new) = (mapping(old), mapping(new));
        for (value, target) in &old {
            match new.get(value) {
                None => self.add(keyword, format!("discriminator value {} removed", quoted(value)), Effect::Narrower),
                Some(other) if other != target => {
                    let phrase = format!(
                        "discriminator value {} now selects {}, before it selected {}",
                        quoted(value),
                        quoted(other),
                        quoted(target)
                    );
                    self.add(keyword, phrase, Effect::Both);
                }
                Some(_) => {}
            }
        }
        for value in new.keys().filter(|value| !old.contains_key(*value)) {
            self.add(keyword, format!("discriminator value {} added", quoted(value)), Effect::Open);
        }
    }
}

type Matched<'v> = (Vec<(Id, Id)>, Vec<&'v Variant>, Vec<&'v Variant>);

/// Matches variants: equal ones, then those of one name, then those left in order if their numbers are equal.
fn matched<'v>(old: &'v [Variant], new: &'v [Variant]) -> Matched<'v> {
    let (mut gone, mut more): (Vec<&Variant>, Vec<&Variant>) = (old.iter().collect(), new.iter().collect());
    let mut pairs = Vec::new();
    take(&mut gone, &mut more, &mut pairs, |it| it.digest);
    take(&mut gone, &mut more, &mut pairs, |it| it.name.as_str());
    let are_inline = gone.iter().chain(&more).all(|it| !it.is_reference);
    if gone.len() == more.len() && are_inline {
        pairs.extend(gone.drain(..).zip(more.drain(..)).map(|(old, new)| (old.id, new.id)));
    }
    (pairs, gone, more)
}

/// Moves the variants whose keys are equal from both lists into pairs.
fn take<'v, K: Eq + Hash>(
    gone: &mut Vec<&'v Variant>,
    more: &mut Vec<&'v Variant>,
    pairs: &mut Vec<(Id, Id)>,
    key: impl Fn(&'v Variant) -> K,
) {
    let mut by_key: HashMap<K, Vec<Id>> = HashMap::new();
    more.iter().rev().for_each(|variant| by_key.entry(key(variant)).or_default().push(variant.id));
    let mut taken = HashSet::new();
    gone.retain(|variant| match by_key.get_mut(&key(variant)).and_then(Vec::pop) {
        Some(other) => {
            pairs.push((variant.id, other));
            taken.insert(other);
            false
        }
        None => true,
    });
    more.retain(|variant| !taken.contains(&variant.id));
}
