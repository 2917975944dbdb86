//! The changes of all documents of a crate with several.

use crate::diff::{Bump, Change, Class, Diff, Rule, SubjectKind};

/// A change of the documents of a crate, by their modules.
#[derive(Clone, Debug)]
pub(crate) enum OfDocument {
    /// The document is new.
    Added,
    /// The document is gone, or has another module.
    Removed,
    /// The changes of the document, the types that it no longer has in common with others (their names, and the common types that
    /// they were), and what callers must change in their features.
    Changed(Diff, Vec<(String, String)>, Option<String>),
}

impl Diff {
    /// Returns the changes of all documents of a crate, whose subjects begin with the module of the document.
    pub(crate) fn merged(old: String, new: String, all: Vec<(String, OfDocument)>) -> Self {
        let mut merged = Self::without_changes(old, new);
        // The place of each change, with the document and the index there, by which others refer to it.
        let mut changes: Vec<(usize, usize, Change)> = Vec::new();
        let mut keep = Vec::new();
        for (document, (module, of_document)) in all.into_iter().enumerate() {
            match of_document {
                OfDocument::Added => changes.push((document, 0, of_whole(&module, Rule::DocumentAdded))),
                OfDocument::Removed => changes.push((document, 0, of_whole(&module, Rule::DocumentRemoved))),
                OfDocument::Changed(diff, split, feature) => {
                    keep.extend(diff.keep.clone());
                    let split = split.into_iter().map(|(ident, common)| {
                        let message = format!("no longer the type `{common}`, which documents have in common");
                        Change { message, subject: format!("{module}::{ident}"), ..of_whole(&module, Rule::TypeSplit) }
                    });
                    changes.extend(split.map(|it| (document, usize::MAX, it)));
                    let feature = feature.map(|message| Change { message, ..of_whole(&module, Rule::FeatureNeeded) });
                    changes.extend(feature.map(|it| (document, usize::MAX, it)));
                    let files = [diff.old, diff.new];
                    let own = diff.changes.into_iter().enumerate();
                    changes.extend(own.map(|(index, it)| (document, index, placed(it, &module, &files))));
                }
            }
        }
        // The changes of each document are in order already.
        changes.sort_by_key(|(_, _, it)| it.class);
        let order: Vec<(usize, usize)> = changes.iter().map(|(document, index, _)| (*document, *index)).collect();
        let places: std::collections::HashMap<(usize, usize), usize> =
            order.iter().enumerate().map(|(place, it)| (*it, place)).collect();
        merged.changes = changes
            .into_iter()
            .map(|(document, _, it)| {
                let because = it.because.and_then(|index| places.get(&(document, index)).copied());
                Change { because, ..it }
            })
            .collect();
        merged.bump = Bump::of(&merged.changes);
        // The tables of several documents cannot be pasted as one.
        merged.keep = keep.pop().filter(|_| keep.is_empty());
        merged
    }
}

/// Returns the change of a whole document.
fn of_whole(module: &str, rule: Rule) -> Change {
    let (class, message) = match rule {
        Rule::DocumentAdded => (Class::Compatible, "the document was added, as a module of this name"),
        _ => (Class::Compile, "the module was removed, with its document"),
    };
    Change {
        class,
        rule,
        subject: module.to_owned(),
        kind: SubjectKind::Item,
        request: None,
        message: message.to_owned(),
        old: None,
        new: None,
        because: None,
        documentation: Vec::new(),
    }
}

/// Returns a change with the module of its document, and with the names of the documents in its places.
fn placed(mut change: Change, module: &str, [old, new]: &[String; 2]) -> Change {
    change.subject = match change.kind {
        SubjectKind::Item => format!("{module}::{}", change.subject),
        SubjectKind::Phrase => format!("{} (`{module}`)", change.subject),
    };
    for (place, document) in [(&mut change.old, old), (&mut change.new, new)] {
        if let Some(place) = place {
            place.file.get_or_insert_with(|| document.clone());
        }
    }
    change
}
