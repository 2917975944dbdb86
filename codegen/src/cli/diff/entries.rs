//! The entries of a change report: equal changes in one entry, and consequences below their cause.

use std::collections::HashMap;

use crate::diff::{Change, Class, Diff, Rule};

/// An entry of a report: the changes of one item, or the same change of several items.
#[derive(Debug)]
pub(super) struct Entry<'d> {
    /// The changes, at least one.
    pub(super) changes: Vec<Numbered<'d>>,
    /// Whether the changes are equal and the items differ.
    pub(super) is_folded: bool,
    /// The changes that follow from these, each group of one kind.
    pub(super) consequences: Vec<Vec<Numbered<'d>>>,
}

/// A change, and its index in [`Diff::changes`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered<'d> {
    pub(super) index: usize,
    pub(super) change: &'d Change,
}

impl<'d> Entry<'d> {
    /// Returns the first change, whose rule and message are those of all if the entry is folded.
    pub(super) fn first(&self) -> &'d Change {
        self.changes[0].change
    }
}

/// The entries of each class: causes before consequences, then in the order of the rules, and by subject.
pub(super) struct Entries<'d>(HashMap<Class, Vec<Entry<'d>>>);

impl<'d> Entries<'d> {
    pub(super) fn of(diff: &'d Diff) -> Self {
        let mut own: Vec<Numbered<'d>> = Vec::new();
        let mut following: HashMap<usize, Vec<Numbered<'d>>> = HashMap::new();
        for (index, change) in diff.changes.iter().enumerate() {
            let numbered = Numbered { index, change };
            match cause_of(diff, change) {
                Some(cause) if diff.changes[cause].class == change.class => {
                    following.entry(cause).or_default().push(numbered);
                }
                _ => own.push(numbered),
            }
        }
        let mut entries = folded(own);
        for entry in &mut entries {
            let all = entry.changes.iter().filter_map(|it| following.remove(&it.index)).flatten();
            entry.consequences = by_kind(all);
        }
        // The order of rules puts causes before consequences: operations before types, types before their parts.
        entries.sort_by_key(|entry| (entry.first().rule, entry.changes[0].index));
        let mut by_class: HashMap<Class, Vec<Entry<'d>>> = HashMap::new();
        for entry in entries {
            by_class.entry(entry.first().class).or_default().push(entry);
        }
        Self(by_class)
    }

    /// Returns the entries of a class.
    pub(super) fn of_class(&self, class: Class) -> &[Entry<'d>] {
        self.0.get(&class).map_or(&[], Vec::as_slice)
    }
}

/// Returns the index of the change that this one follows from, unless that one follows from another.
pub(super) fn cause_of(diff: &Diff, change: &Change) -> Option<usize> {
    change.because.filter(|cause| diff.changes.get(*cause).is_some_and(|it| it.because.is_none()))
}

/// Returns an entry for all equal changes of several items, and one for the other changes of each item.
fn folded(changes: Vec<Numbered<'_>>) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut alike: HashMap<_, Vec<Numbered<'_>>> = HashMap::new();
    for it in &changes {
        let Change { class, rule, message, documentation, .. } = it.change;
        let documentation: Vec<_> =
            documentation.iter().map(|it| (it.keyword, it.old.as_deref(), it.new.as_deref())).collect();
        alike.entry((*class, *rule, message.as_str(), documentation)).or_default().push(*it);
    }
    let (several, single): (Vec<_>, Vec<_>) = alike.into_values().partition(|group| group.len() > 1);
    let entry = |changes, is_folded| Entry { changes, is_folded, consequences: Vec::new() };
    entries.extend(several.into_iter().map(|changes| entry(changes, true)));
    let mut of_item: HashMap<_, Vec<Numbered<'_>>> = HashMap::new();
    for it in single.into_iter().flatten() {
        let Change { class, subject, request, .. } = it.change;
        of_item.entry((*class, subject.as_str(), request.as_deref())).or_default().push(it);
    }
    for mut changes in of_item.into_values() {
        changes.sort_by_key(|it| it.index);
        entries.push(entry(changes, false));
    }
    entries
}

/// Groups consequences by rule and message; added types by rule only, since their message names their kind.
fn by_kind<'d>(changes: impl Iterator<Item = Numbered<'d>>) -> Vec<Vec<Numbered<'d>>> {
    let mut groups: Vec<Vec<Numbered<'d>>> = Vec::new();
    let mut places: HashMap<(Rule, &str), usize> = HashMap::new();
    let mut all: Vec<Numbered<'d>> = changes.collect();
    all.sort_by_key(|it| it.index);
    for it in all {
        let message = if it.change.rule == Rule::TypeAdded { "" } else { it.change.message.as_str() };
        let place = *places.entry((it.change.rule, message)).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(it);
    }
    groups
}
