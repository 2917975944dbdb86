//! Changes of validation keywords: which values became invalid, and which became valid.

use serde_json::Number;

use crate::ir::Constraints;

/// The changed constraints of one schema, a phrase each.
pub(super) struct ConstraintChanges {
    pub(super) narrower: Vec<String>,
    pub(super) wider: Vec<String>,
}

/// Compares the constraints of two schemas.
pub(super) fn changes(old: &Constraints, new: &Constraints) -> ConstraintChanges {
    let mut changes = ConstraintChanges { narrower: Vec::new(), wider: Vec::new() };
    let number =
        |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(number, open)| Some((number.as_f64()?, *open)));
    changes.bound("`minimum`", number(&old.minimum), number(&new.minimum), |old, new| new > old);
    changes.bound("`maximum`", number(&old.maximum), number(&new.maximum), |old, new| {
        new.0 < old.0 || (new.0 == old.0 && new.1)
    });
    let count = |count: Option<u64>| count;
    changes.count("`minLength`", count(old.min_length), new.min_length, true);
    changes.count("`maxLength`", old.max_length, new.max_length, false);
    changes.count("`minItems`", old.min_items, new.min_items, true);
    changes.count("`maxItems`", old.max_items, new.max_items, false);
    changes.count("`minProperties`", old.min_properties, new.min_properties, true);
    changes.count("`maxProperties`", old.max_properties, new.max_properties, false);
    let pattern = |of: &Constraints| of.pattern.as_ref().map(|pattern| pattern.text.clone());
    changes.other("`pattern`", pattern(old).as_deref(), pattern(new).as_deref());
    let text = |number: &Option<Number>| number.as_ref().map(ToString::to_string);
    changes.other("`multipleOf`", text(&old.multiple_of).as_deref(), text(&new.multiple_of).as_deref());
    match (old.unique_items, new.unique_items) {
        (false, true) => changes.narrower.push("`uniqueItems` added".to_owned()),
        (true, false) => changes.wider.push("`uniqueItems` removed".to_owned()),
        _ => {}
    }
    changes.values(old, new);
    let none = Constraints::default();
    if old.items.is_some() || new.items.is_some() {
        let items = self::changes(old.items.as_deref().unwrap_or(&none), new.items.as_deref().unwrap_or(&none));
        changes.narrower.extend(items.narrower.into_iter().map(|phrase| format!("each value: {phrase}")));
        changes.wider.extend(items.wider.into_iter().map(|phrase| format!("each value: {phrase}")));
    }
    changes
}

impl ConstraintChanges {
    fn bound(
        &mut self,
        keyword: &str,
        old: Option<(f64, bool)>,
        new: Option<(f64, bool)>,
        is_narrower: fn((f64, bool), (f64, bool)) -> bool,
    ) {
        let spell = |(bound, open): (f64, bool)| if open { format!("{bound} (exclusive)") } else { bound.to_string() };
        match (old, new) {
            (old, new) if old == new => {}
            (None, Some(new)) => self.narrower.push(format!("{keyword} {} added", spell(new))),
            (Some(old), None) => self.wider.push(format!("{keyword} {} removed", spell(old))),
            (Some(old), Some(new)) => {
                let phrase = format!("{keyword} changed from {} to {}", spell(old), spell(new));
                if is_narrower(old, new) { self.narrower.push(phrase) } else { self.wider.push(phrase) }
            }
            (None, None) => {}
        }
    }

    fn count(&mut self, keyword: &str, old: Option<u64>, new: Option<u64>, more_is_narrower: bool) {
        // A lower bound of zero is the same as none.
        let (old, new) =
            if more_is_narrower { (old.filter(|it| *it > 0), new.filter(|it| *it > 0)) } else { (old, new) };
        match (old, new) {
            (old, new) if old == new => {}
            (None, Some(new)) => self.narrower.push(format!("{keyword} {new} added")),
            (Some(old), None) => self.wider.push(format!("{keyword} {old} removed")),
            (Some(old), Some(new)) => {
                let phrase = format!("{keyword} changed from {old} to {new}");
                if (new > old) == more_is_narrower { self.narrower.push(phrase) } else { self.wider.push(phrase) }
            }
            (None, None) => {}
        }
    }

    /// Compares a keyword whose values have no order: another value may forbid what was valid before.
    fn other(&mut self, keyword: &str, old: Option<&str>, new: Option<&str>) {
        match (old, new) {
            (old, new) if old == new => {}
            (Some(old), None) => self.wider.push(format!("{keyword} `{old}` removed")),
            (None, Some(new)) => self.narrower.push(format!("{keyword} `{new}` added")),
            (Some(old), Some(new)) => self.narrower.push(format!("{keyword} changed from `{old}` to `{new}`")),
            (None, None) => {}
        }
    }

    fn values(&mut self, old: &Constraints, new: &Constraints) {
        match (old.values.as_slice(), new.values.as_slice()) {
            (old, new) if old == new => {}
            ([], new) => self.narrower.push(format!("`enum` added, with {} allowed values", new.len())),
            (_, []) => self.wider.push("`enum` removed: all values of the type are allowed".to_owned()),
            (old, new) => {
                let gone = old.iter().filter(|value| !new.contains(value));
                self.narrower.extend(gone.map(|value| format!("`{value}` is no longer allowed")));
                let more = new.iter().filter(|value| !old.contains(value));
                self.wider.extend(more.map(|value| format!("`{value}` is now allowed")));
            }
        }
    }
}
