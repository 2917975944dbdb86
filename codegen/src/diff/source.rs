//! Source compatibility: whether code that compiles with the old crate compiles with the new one.
//!
//! The public items of both crates decide, not the documents. Each item that the new crate lacks or changes is joined to the
//! change of the document that caused it. The rules are those of Cargo's chapter on SemVer, so far as they apply to generated
//! code; `docs/diff.md` lists them.

use std::collections::HashMap;

use crate::diff::{Class, Found, Rule};
use crate::surface::{Gate, PublicItem, PublicItems, ResolvedType, Signature};

/// An item of the old crate on which code can no longer rely.
struct Broken<'a> {
    item: &'a PublicItem,
    /// The item in the new crate.
    new: Option<&'a PublicItem>,
}

/// Decides which changes are source-breaking. `renames` has the new subject of each operation and type with another name.
pub(super) fn classify(
    old: &PublicItems,
    new: &PublicItems,
    renames: &HashMap<String, String>,
    mut found: Vec<Found>,
) -> Vec<Found> {
    let broken = broken(old, new);
    let join = Join::new(&found);
    let mut is_breaking = vec![false; found.len()];
    let mut unexplained = Vec::new();
    for it in &broken {
        let causes = join.causes(&it.item.subject, renames);
        if causes.is_empty() {
            unexplained.push(it);
        }
        causes.into_iter().for_each(|index| is_breaking[index] = true);
    }
    let own: Vec<Found> = unexplained.into_iter().map(|it| it.found(new)).collect();
    for (it, is_breaking) in found.iter_mut().zip(is_breaking) {
        match (is_breaking, it.class) {
            (true, _) => it.class = Class::Compile,
            (false, Class::Compile) => it.class = it.rule.without_source_break(),
            (false, _) => {}
        }
    }
    found.extend(own);
    found
}

/// Returns the items of the old crate that the new one breaks.
fn broken<'a>(old: &'a PublicItems, new: &'a PublicItems) -> Vec<Broken<'a>> {
    let by_path: HashMap<&str, &PublicItem> = new.items.iter().map(|item| (item.path.as_str(), item)).collect();
    let each = old.items.iter().filter_map(|item| {
        let found = by_path.get(item.path.as_str()).copied();
        let is_kept = found.is_some_and(|found| keeps_gate(&item.gate, &found.gate) && keeps(item, found, new));
        (!is_kept).then_some(Broken { item, new: found })
    });
    each.collect()
}

/// Returns whether an item exists wherever it existed before.
fn keeps_gate(old: &Gate, new: &Gate) -> bool {
    (new.group.is_none() || new.group == old.group) && (!new.testing || old.testing)
}

/// Returns whether code that uses the old item compiles with the new one.
fn keeps(old: &PublicItem, new: &PublicItem, crate_: &PublicItems) -> bool {
    let is = |old: &ResolvedType, new: &ResolvedType| old.renamed(&crate_.same) == *new;
    let are = |old: &[ResolvedType], new: &[ResolvedType]| {
        old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is(old, new))
    };
    // Callers may use each type that an argument accepts.
    let accepts = |old: &[ResolvedType], new: &[ResolvedType]| old.iter().all(|old| new.iter().any(|new| is(old, new)));
    match (&old.signature, &new.signature) {
        (Signature::Present, Signature::Present) => true,
        (Signature::Kind(old), Signature::Kind(new)) => old == new,
        (Signature::Alias(old), Signature::Alias(new)) | (Signature::Value(old), Signature::Value(new)) => is(old, new),
        (Signature::Fields(old), Signature::Fields(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.0 == new.0 && is(&old.1, &new.1))
        }
        (Signature::Items(old), Signature::Items(new)) => are(old, new),
        (Signature::Sources(old), Signature::Sources(new)) => accepts(old, new),
        (Signature::Function(old, output), Signature::Function(new, other)) => {
            let arguments = old.len() == new.len() && old.iter().zip(new).all(|(old, new)| accepts(old, new));
            arguments && is(output, other)
        }
        (Signature::Call(body, error), Signature::Call(new_body, new_error)) => {
            is(body, new_body) && is(error, new_error)
        }
        _ => false,
    }
}

impl Broken<'_> {
    /// Returns the change of an item for which no change of the document is known.
    fn found(&self, crate_: &PublicItems) -> Found {
        let path = &self.item.path;
        let (rule, message) = match self.new {
            None => match path.split_once(": ") {
                Some((_, name)) => (Rule::TraitRemoved, format!("no longer implements `{name}`")),
                None => (Rule::ItemRemoved, format!("`{path}` removed")),
            },
            Some(new) if keeps(self.item, new, crate_) => (Rule::FeatureNeeded, feature_needed(path, &new.gate)),
            Some(new) => {
                let (old, new) = (spell(&self.item.signature), spell(&new.signature));
                let change = if old == new { String::new() } else { format!(" from `{old}` to `{new}`") };
                (Rule::ItemChanged, format!("`{path}` changed{change}"))
            }
        };
        let subject = self.item.subject.clone();
        Found { rule, class: Class::Compile, subject, request: None, message, old: None, new: None }
    }
}

fn feature_needed(path: &str, gate: &Gate) -> String {
    let features = gate.group.iter().map(String::as_str).chain(gate.testing.then_some("testing"));
    let features: Vec<String> = features.map(|name| format!("`{name}`")).collect();
    format!("`{path}` now needs the feature {}", features.join(" and "))
}

/// Spells a signature for people.
fn spell(signature: &Signature) -> String {
    let list = |types: &[ResolvedType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match signature {
        Signature::Present => "present".to_owned(),
        Signature::Kind(kind) => (*kind).to_owned(),
        Signature::Alias(ty) | Signature::Value(ty) => ty.to_string(),
        Signature::Fields(fields) => {
            let each = fields.iter().map(|(name, ty)| format!("{name}: {ty}"));
            format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
        }
        Signature::Items(types) => format!("({})", list(types)),
        Signature::Sources(types) => list(types),
        Signature::Function(arguments, output) => {
            let first: Vec<ResolvedType> = arguments.iter().filter_map(|it| it.first().cloned()).collect();
            format!("({}) -> {output}", list(&first))
        }
        Signature::Call(body, error) => format!("Result<{body}, {error}>"),
    }
}

/// The changes by their subject, to find the cause of a broken item.
struct Join {
    changes: Vec<(String, bool, Class)>,
    by_subject: HashMap<String, Vec<usize>>,
    /// The changes of the parts of a subject.
    by_owner: HashMap<String, Vec<usize>>,
}

impl Join {
    fn new(found: &[Found]) -> Self {
        let (mut by_subject, mut by_owner) = (HashMap::new(), HashMap::new());
        for (index, it) in found.iter().enumerate() {
            by_subject.entry(it.subject.clone()).or_insert_with(Vec::new).push(index);
            if let Some(owner) = owner(&it.subject) {
                by_owner.entry(owner.to_owned()).or_insert_with(Vec::new).push(index);
            }
        }
        let changes = found.iter().map(|it| (it.subject.clone(), it.rule.changes_code(), it.class)).collect();
        Self { changes, by_subject, by_owner }
    }

    /// Returns the changes that break the item of this subject: those of the subject itself, or else of its parts, or else of
    /// its owner.
    fn causes(&self, subject: &str, renames: &HashMap<String, String>) -> Vec<usize> {
        let mut subject = renamed(subject, renames);
        loop {
            let own = self.by_subject.get(&subject);
            let parts = self.by_owner.get(&subject);
            for group in [own, parts].into_iter().flatten() {
                let breaking = self.of_class(group, |class| class == Class::Compile);
                if !breaking.is_empty() {
                    return breaking;
                }
            }
            if let Some(own) = own {
                let others = self.of_class(own, |class| class != Class::Documentation);
                if !others.is_empty() {
                    return others;
                }
            }
            match owner(&subject) {
                Some(owner) => subject = renamed(owner, renames),
                None => return Vec::new(),
            }
        }
    }

    fn of_class(&self, indices: &[usize], is: impl Fn(Class) -> bool) -> Vec<usize> {
        let of = indices.iter().copied().filter(|index| self.changes[*index].1 && is(self.changes[*index].2));
        of.collect()
    }
}

/// Returns the subject under its new name, or that of its owner.
fn renamed(subject: &str, renames: &HashMap<String, String>) -> String {
    if let Some(new) = renames.get(subject) {
        return new.clone();
    }
    match owner(subject) {
        Some(of) => match renames.get(of) {
            Some(new) => format!("{new}{}", &subject[of.len()..]),
            None => subject.to_owned(),
        },
        None => subject.to_owned(),
    }
}

/// Returns the subject of which this is a part: `pets.list` of `pets.list(limit)`, `Pet` of `Pet.name`.
fn owner(subject: &str) -> Option<&str> {
    if let Some((owner, _)) = subject.split_once('(') {
        return Some(owner);
    }
    subject.rsplit_once("::").or_else(|| subject.rsplit_once('.')).map(|(owner, _)| owner)
}
