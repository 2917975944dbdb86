//! Source compatibility: whether code that compiles with the old crate compiles with the new one.
//!
//! The public items of both crates decide, not the documents. Each item that the new crate lacks or changes is joined to the
//! change of the document that caused it. The rules are those of Cargo's chapter on SemVer, so far as they apply to generated
//! code; `docs/diff-source.md` lists them.

use std::collections::{HashMap, HashSet};

use crate::diff::{Class, Found, Rule, Subject, quoted};
use crate::surface::{Gate, ItemKind, PublicItem, PublicItems, ResolvedType, Signature};

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
    let join = Join::new(&found, renames);
    let groups: HashMap<&str, &str> = old
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Feature { name, group: Some(group) } => Some((name.as_str(), group.as_str())),
            _ => None,
        })
        .collect();
    let mut is_breaking = vec![false; found.len()];
    let mut unexplained = Vec::new();
    // Many items have one subject, and a subject may have many causes.
    let mut is_explained: HashMap<String, bool> = HashMap::new();
    let mut explains = |subject: String| {
        if let Some(known) = is_explained.get(&subject) {
            return *known;
        }
        let causes = join.causes(&subject, renames);
        causes.iter().for_each(|index| is_breaking[*index] = true);
        is_explained.insert(subject, !causes.is_empty());
        !causes.is_empty()
    };
    for it in &broken {
        // The settings of both crates are the cause.
        let is_own = it.new.is_some() && matches!(it.item.kind, ItemKind::Crate(_));
        if is_own || !it.subjects(&groups).any(&mut explains) {
            unexplained.push(it);
        }
    }
    let is_kept = |name: &String| new.kept.iter().any(|(old, new)| new == name && renames.get(old) == Some(new));
    let own = without_parts(&unexplained).into_iter().map(|it| it.found(new));
    let own: Vec<Found> = own.chain(splits(old, new)).collect();
    for (it, is_breaking) in found.iter_mut().zip(is_breaking) {
        match (is_breaking, it.class) {
            (true, _) => it.class = Class::Compile,
            // The old name calls the same operation.
            (false, Class::Compile) if it.rule == Rule::OperationRenamed && is_kept(&it.subject) => {
                it.class = Class::Compatible;
            }
            (false, Class::Compile) => it.class = it.rule.without_source_break(),
            (false, _) => {}
        }
    }
    found.extend(own);
    found
}

/// Returns the types that had several names, and of which the names are now different types.
fn splits(old: &PublicItems, new: &PublicItems) -> Vec<Found> {
    let exists: HashSet<&str> = new.items.iter().map(|item| item.path.as_str()).collect();
    let canonical = |path: &String| new.same.get(path).unwrap_or(path).clone();
    let mut split: Vec<(&String, &String)> = old
        .same
        .iter()
        .filter(|(name, of)| {
            [name, of].iter().all(|path| exists.contains(path.as_str())) && canonical(name) != canonical(of)
        })
        .filter(|(name, _)| !name.starts_with("types::required::"))
        .collect();
    split.sort();
    let last = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
    let found = |(name, of): (&String, &String)| {
        let message =
            format!("no longer the same type as {}: their schemas were equal, and now differ", quoted(last(of)));
        Found::new(Rule::TypeSplit, Class::Compile, &Subject::named(last(name)), message)
    };
    split.into_iter().map(found).collect()
}

/// Returns the items of the old crate that the new one breaks.
fn broken<'a>(old: &'a PublicItems, new: &'a PublicItems) -> Vec<Broken<'a>> {
    let by_path: HashMap<&str, &PublicItem> = new.items.iter().map(|item| (item.path.as_str(), item)).collect();
    let each = old.items.iter().filter_map(|item| {
        let found = by_path.get(item.path.as_str()).copied();
        let is_kept =
            found.is_some_and(|found| keeps_gate(&item.gate, &found.gate, new) && keeps(item, found, &new.same));
        (!is_kept).then_some(Broken { item, new: found })
    });
    each.collect()
}

/// Returns whether an item exists wherever it existed before.
fn keeps_gate(old: &Gate, new: &Gate, crate_: &PublicItems) -> bool {
    let enabled = old.group.as_ref().and_then(|feature| crate_.enabled.get(feature));
    let is_enabled = |feature: &String| enabled.is_some_and(|enabled| enabled.contains(feature));
    let has_group = new.group.as_ref().is_none_or(|group| old.group.as_ref() == Some(group) || is_enabled(group));
    has_group && (!new.testing || old.testing)
}

/// Returns whether code that uses the old item compiles with the new one.
pub(super) fn keeps(old: &PublicItem, new: &PublicItem, same: &HashMap<String, String>) -> bool {
    let is = |old: &ResolvedType, new: &ResolvedType| old.renamed(same) == new.renamed(same);
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

/// Leaves out the parts of items that are broken in the same way, and all but one of the functions that need a feature.
fn without_parts<'b, 'a>(broken: &[&'b Broken<'a>]) -> Vec<&'b Broken<'a>> {
    let paths: HashMap<&str, &Gate> =
        broken.iter().filter_map(|it| Some((it.item.path.as_str(), &it.new?.gate))).collect();
    let gone: HashSet<&str> = broken.iter().filter(|it| it.new.is_none()).map(|it| it.item.path.as_str()).collect();
    let mut constructors = HashSet::new();
    let mut is_own = |it: &&&Broken<'_>| {
        let Some(owner) = it.item.owner() else { return true };
        match it.new {
            None => !gone.contains(owner.as_str()),
            Some(new) if new.gate.testing && !it.item.gate.testing => constructors.insert(it.item.subject_type()),
            Some(new) => paths.get(owner.as_str()).is_none_or(|gate| gate.group != new.gate.group),
        }
    };
    broken.iter().filter(|it| is_own(it)).copied().collect()
}

impl Broken<'_> {
    /// Returns the subjects whose changes may have broken the item: its own, then those of the types that it mentions, and those
    /// of the operations or the type within which it is.
    fn subjects(&self, groups: &HashMap<&str, &str>) -> impl Iterator<Item = String> {
        // Another feature is a matter of the group, whatever the item is.
        let moved = self.new.filter(|new| new.gate.group != self.item.gate.group);
        let group = moved.and(self.item.gate.group.as_deref()).and_then(|feature| groups.get(feature));
        let group = group.map(|group| (*group).to_owned());
        let mut types = Vec::new();
        mentioned(&self.item.signature, &mut types);
        self.new.iter().for_each(|new| mentioned(&new.signature, &mut types));
        let types = types.into_iter().map(|path| path.rsplit("::").next().unwrap_or(path).to_owned());
        let own = std::iter::once(self.item.subject.clone()).chain(types.collect::<Vec<_>>()).chain(group);
        own.chain(self.item.within.iter().cloned())
    }

    /// Returns the change of an item for which no change of the document is known.
    fn found(&self, crate_: &PublicItems) -> Found {
        let path = &self.item.path;
        let (rule, message) = match self.new {
            None => match &self.item.kind {
                ItemKind::Trait { name, .. } => (Rule::TraitRemoved, format!("trait {} removed", quoted(name))),
                ItemKind::Crate(name) => {
                    (Rule::ItemRemoved, format!("no longer re-exports the crate {}", quoted(name)))
                }
                ItemKind::Feature { name, .. } => (Rule::ItemRemoved, format!("feature {} removed", quoted(name))),
                ItemKind::Item | ItemKind::Root => (Rule::ItemRemoved, format!("{} removed", quoted(path))),
            },
            Some(PublicItem { kind: ItemKind::Crate(name), signature, .. }) => {
                let [old, new] = [&self.item.signature, signature].map(version);
                let message = format!("the version of the crate {} changed from {old} to {new}", quoted(name));
                (Rule::SettingChanged, message)
            }
            Some(new) if keeps(self.item, new, &crate_.same) => {
                (Rule::FeatureNeeded, feature_needed(self.item, &new.gate))
            }
            Some(new) => {
                let (old, new) = (spell(&self.item.signature), spell(&new.signature));
                let change =
                    if old == new { String::new() } else { format!(" from {} to {}", quoted(&old), quoted(&new)) };
                (Rule::ItemChanged, format!("{} changed{change}", quoted(path)))
            }
        };
        let subject = &self.item.subject;
        let subject = if self.item.kind.has_phrase() { Subject::phrase(subject) } else { Subject::named(subject) };
        Found::new(rule, Class::Compile, &subject, message)
    }
}

/// Collects the paths of the crate's types in a signature.
pub(super) fn mentioned<'s>(signature: &'s Signature, paths: &mut Vec<&'s str>) {
    let mut add = |ty: &'s ResolvedType| match ty {
        ResolvedType::Own(path) | ResolvedType::Alias(path, _) => paths.push(path),
        ResolvedType::Other(..) => {}
    };
    signature.types().into_iter().for_each(|ty| ty.each(&mut add));
}

impl PublicItem {
    /// Returns the path of the item of which this is a part.
    fn owner(&self) -> Option<String> {
        if let ItemKind::Trait { of, .. } = &self.kind {
            return Some(of.clone());
        }
        match self.path.strip_prefix("types::required::") {
            Some(name) => Some(format!("types::{name}")),
            None => owner(&self.path).map(str::to_owned),
        }
    }

    /// Returns the type to which the item belongs.
    fn subject_type(&self) -> String {
        self.subject.split(['.', ':']).next().unwrap_or_default().to_owned()
    }
}

fn feature_needed(item: &PublicItem, gate: &Gate) -> String {
    let group = gate.group.as_deref().filter(|_| gate.group != item.gate.group);
    let features = group.into_iter().chain((gate.testing && !item.gate.testing).then_some("testing"));
    let features: Vec<String> = features.map(quoted).collect();
    let features = features.join(" and ");
    match gate.testing && !item.gate.testing {
        true => format!("`new` and the setters need the feature {features}"),
        false if item.path.ends_with(&format!("::{}", item.subject)) => {
            format!("the feature {features} is required without default features")
        }
        false => format!("{} needs the feature {features} without default features", quoted(&item.path)),
    }
}

/// Spells the version of a crate whose types are public. A crate in a folder or a repository may have none.
fn version(signature: &Signature) -> String {
    match signature {
        Signature::Present => "no version".to_owned(),
        other => quoted(spell(other)),
    }
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
    fn new(found: &[Found], renames: &HashMap<String, String>) -> Self {
        let (mut by_subject, mut by_owner) = (HashMap::new(), HashMap::new());
        let old_names: HashMap<&str, &str> = renames.iter().map(|(old, new)| (new.as_str(), old.as_str())).collect();
        for (index, it) in found.iter().enumerate() {
            by_subject.entry(it.subject.clone()).or_insert_with(Vec::new).push(index);
            let old_name = old_names.get(it.subject.as_str()).copied();
            for owner in [Some(it.subject.as_str()), old_name].into_iter().flatten().filter_map(owner) {
                by_owner.entry(owner.to_owned()).or_insert_with(Vec::new).push(index);
            }
        }
        let changes = found.iter().map(|it| (it.subject.clone(), it.rule.changes_code(), it.class)).collect();
        Self { changes, by_subject, by_owner }
    }

    /// Returns the changes that break the item of this subject: those of the subject and its parts that the documents
    /// alone show to be breaking, or else others of it, or else those of its owner.
    fn causes(&self, subject: &str, renames: &HashMap<String, String>) -> Vec<usize> {
        let mut subject = renamed(subject, renames);
        loop {
            let groups = [self.by_subject.get(&subject), self.by_owner.get(&subject)];
            let groups = || groups.into_iter().flatten();
            let breaking: Vec<usize> =
                groups().flat_map(|group| self.of_class(group, |it| it == Class::Compile)).collect();
            if !breaking.is_empty() {
                return breaking;
            }
            let others = groups().map(|group| self.of_class(group, |_| true)).find(|group| !group.is_empty());
            if let Some(others) = others {
                return others;
            }
            match owner(&subject) {
                Some(owner) if !is_group(owner) => subject = renamed(owner, renames),
                _ => return Vec::new(),
            }
        }
    }

    fn of_class(&self, indices: &[usize], is: fn(Class) -> bool) -> Vec<usize> {
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

/// Returns whether the subject is a group of operations: a change of one operation breaks no other.
fn is_group(subject: &str) -> bool {
    !subject.contains(['.', ':', '(']) && subject.starts_with(|it: char| it.is_lowercase() || it == '_')
}

/// Returns what `find` has for a subject, or else for the item of which it is a part.
pub(super) fn nearest<T>(subject: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    std::iter::successors(Some(subject), |subject| owner(subject)).find_map(find)
}

/// Returns the subject of which this is a part: `pets.list` of `pets.list(limit)`, `Pet` of `Pet.name`.
fn owner(subject: &str) -> Option<&str> {
    if let Some((owner, _)) = subject.split_once('(') {
        return Some(owner);
    }
    let end = subject.rfind("::").max(subject.rfind('.'))?;
    subject.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(all: &[(&str, Signature, Option<&str>)]) -> PublicItems {
        let item = |(path, signature, group): &(&str, Signature, Option<&str>)| PublicItem {
            path: (*path).to_owned(),
            kind: match path.split_once(": ") {
                Some((of, name)) => ItemKind::Trait { of: of.to_owned(), name: name.to_owned() },
                None => ItemKind::Item,
            },
            signature: signature.clone(),
            gate: Gate { group: group.map(str::to_owned), testing: false },
            subject: path.trim_start_matches("types::").split(':').next().unwrap_or_default().to_owned(),
            within: Vec::new(),
        };
        PublicItems { items: all.iter().map(item).collect(), ..PublicItems::default() }
    }

    #[test]
    fn items_without_a_known_cause_are_reported() {
        let value = |name: &str| Signature::Value(ResolvedType::Other(name.to_owned(), Vec::new()));
        let kind = || Signature::Kind("struct");
        let old = items(&[
            ("types::Pet", kind(), None),
            ("types::Pet: Hash", Signature::Present, None),
            ("types::Pet.name", value("String"), None),
            ("types::Pet.age", value("i64"), None),
            ("types::Toy", kind(), None),
            ("types::Toy.name", value("String"), None),
            ("types::Ball", kind(), None),
            ("types::Ball.name", value("String"), None),
        ]);
        let new = items(&[
            ("types::Pet", kind(), None),
            ("types::Pet.name", value("String"), None),
            ("types::Pet.age", value("f64"), None),
            ("types::Ball", kind(), Some("toys")),
            ("types::Ball.name", value("String"), Some("toys")),
        ]);
        let found = classify(&old, &new, &HashMap::new(), Vec::new());
        let lines: Vec<String> =
            found.iter().map(|it| format!("{} {}: {}", it.rule.id(), it.subject, it.message)).collect();
        assert_eq!(
            lines,
            [
                "trait-removed Pet: trait `Hash` removed",
                "item-changed Pet.age: `types::Pet.age` changed from `i64` to `f64`",
                "item-removed Toy: `types::Toy` removed",
                "feature-needed Ball: the feature `toys` is required without default features",
            ]
        );
        assert!(found.iter().all(|it| it.class == Class::Compile));
        assert!(classify(&old, &old, &HashMap::new(), Vec::new()).is_empty());
    }
}
