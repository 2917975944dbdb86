//! The sentences about several items, for each rule.

use std::collections::BTreeSet;

use oasmith::cli::in_every_format;
use oasmith::diff::{Bump, Change, Class, Diff, Rule, SubjectKind};

use super::{ROWS, holds};
use crate::support;

const CONTRACT: &str = include_str!("../diff/contract.txt");

/// Messages of rules that the tables do not have.
const OTHERS: [(&str, &str); 21] = [
    ("document-added", "the document was added, as a module of this name"),
    ("document-removed", "the module was removed, with its document"),
    ("type-split", "no longer the type `types::Error`, which documents have in common"),
    ("feature-needed", "needs the feature `pets`, which is no longer on by default"),
    ("feature-needed", "`operations::pets::ListPets` needs the feature `pets` without default features"),
    ("header-changed", "404: header `X-Rate` may now be absent"),
    ("item-changed", "`types::Pet.age` changed from `i64` to `f64`"),
    ("item-removed", "`types::Toy` removed"),
    ("item-removed", "feature `pets` removed"),
    ("item-removed", "no longer re-exports the crate `money`"),
    ("member-documented", "the documentation changed"),
    ("member-renamed", "the field was renamed from `note` to `text`"),
    ("parameter-constant-changed", "now an argument of the method; before, the client always sent `a`"),
    ("schemas-not-compared", "the schemas combine in too many ways to compare all of them; there may be more changes"),
    ("server-changed", "`servers::MAIN` changed from `https://a` to `https://b`"),
    ("setting-changed", "`idempotency-header` changed from none to `Idempotency-Key`"),
    ("tag-documented", "the documentation changed"),
    ("trait-removed", "trait `Hash` removed"),
    ("type-renamed", "the type was renamed from `Pet` to `Animal`"),
    ("type-split", "no longer the same type as `Pet`: their schemas were equal, and now differ"),
    ("webhook-changed", "the webhook's type changed from `Born = Pet` to `Born = Toy`"),
];

/// Returns the messages of a rule, one of each shape.
fn messages(rule: Rule) -> Vec<String> {
    let rows = [ROWS, CONTRACT].into_iter().flat_map(support::rows).flat_map(|row| row.expected);
    let of_rule = |line: String| {
        let (_, rest) = line.split_once(' ')?;
        let (subject, message) = rest.split_once(": ")?;
        (subject.split(' ').next() == Some(rule.id())).then(|| message.to_owned())
    };
    let others = OTHERS.into_iter().filter(|(id, _)| *id == rule.id()).map(|(_, message)| message.to_owned());
    let mut shapes = BTreeSet::new();
    let mut is_new = |message: &String| {
        let words = message.split('`').step_by(2).collect::<Vec<_>>().join("`");
        shapes.insert(words.replace(|it: char| it.is_ascii_digit(), "0"))
    };
    rows.filter_map(of_rule).chain(others).filter(|message| is_new(message)).take(6).collect()
}

/// Returns the sentence of a report about three items.
fn folded(rule: Rule, message: &str) -> String {
    let change = |subject: &str| Change {
        class: Class::Compile,
        rule,
        subject: subject.to_owned(),
        kind: SubjectKind::Item,
        request: None,
        message: message.to_owned(),
        old: None,
        new: None,
        because: None,
        documentation: Vec::new(),
    };
    let changes: Vec<Change> = ["a", "b", "c"].map(change).into();
    let bump = Bump::Major;
    let diff = Diff { format: 1, old: "old".to_owned(), new: "new".to_owned(), changes, bump, keep: None };
    let [text, ..] = in_every_format(&diff, "1.0.0", &[]);
    text.lines().find_map(|line| line.strip_prefix("  ")).unwrap_or_default().to_owned()
}

/// Every rule has a sentence about several items that reads well, whatever its message.
#[test]
fn several_items_have_one_sentence() {
    let mut text = String::new();
    for rule in Rule::ALL {
        let messages = messages(*rule);
        assert!(!messages.is_empty(), "no message of {} is known", rule.id());
        messages.iter().for_each(|message| text.push_str(&(folded(*rule, message) + "\n")));
    }
    holds("folded.txt", &text);
}
