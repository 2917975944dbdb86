//! The cost of a pattern: an estimate of its number of states.

use crate::pattern::tree::{Group, Item, Node};

/// The states of a class with characters beyond ASCII, which take several bytes.
const WIDE_CLASS: u64 = 20;

/// The states of a Unicode property.
const PROPERTY: u64 = 2_000;

/// Estimates the number of states of a pattern, with each repeated term expanded.
pub(super) fn cost(node: &Node) -> u64 {
    match node {
        Node::Character(character, _) => character.len_utf8() as u64,
        Node::Dot => WIDE_CLASS,
        Node::Class(class) => {
            let items = class.items.iter().map(of_item).fold(1, u64::saturating_add);
            if class.negated { items.saturating_add(WIDE_CLASS) } else { items }
        }
        Node::Start | Node::End | Node::WordBoundary { .. } | Node::Reference { .. } => 1,
        Node::Group(Group { inner, .. }) | Node::Look { inner, .. } => cost(inner).saturating_add(2),
        Node::Repeat { inner, least, most, .. } => {
            let times = most.unwrap_or_else(|| least.saturating_add(1)).max(1);
            cost(inner).saturating_mul(u64::from(times))
        }
        Node::Sequence(all) | Node::Alternatives(all) => all.iter().map(cost).fold(1, u64::saturating_add),
    }
}

fn of_item(item: &Item) -> u64 {
    match item {
        Item::Property { .. } => PROPERTY,
        Item::Digit { negated: false } | Item::Word { negated: false } => 1,
        Item::Character(point, _) | Item::Range(_, point) if *point < 0x80 => 1,
        _ => WIDE_CLASS,
    }
}
