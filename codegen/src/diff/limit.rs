//! What values have to be beyond their types: which were allowed and are not, and the other way round.

use serde_json::Number;

use crate::ir::Constraints;

/// What fewer values mean, and what more mean, each in a phrase.
pub(super) struct Limits {
    pub(super) narrower: Vec<String>,
    pub(super) wider: Vec<String>,
}

/// Compares what is asked of values.
pub(super) fn limits(old: &Constraints, new: &Constraints) -> Limits {
    let mut limits = Limits { narrower: Vec::new(), wider: Vec::new() };
    let number =
        |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(number, open)| Some((number.as_f64()?, *open)));
    limits.bound("the least", number(&old.minimum), number(&new.minimum), |old, new| new > old);
    limits.bound("the most", number(&old.maximum), number(&new.maximum), |old, new| {
        new.0 < old.0 || (new.0 == old.0 && new.1)
    });
    let count = |count: Option<u64>| count;
    limits.count("the least number of characters", count(old.min_length), new.min_length, true);
    limits.count("the greatest number of characters", old.max_length, new.max_length, false);
    limits.count("the least number of items", old.min_items, new.min_items, true);
    limits.count("the greatest number of items", old.max_items, new.max_items, false);
    limits.count("the least number of members", old.min_properties, new.min_properties, true);
    limits.count("the greatest number of members", old.max_properties, new.max_properties, false);
    let pattern = |of: &Constraints| of.pattern.as_ref().map(|pattern| pattern.text.clone());
    limits.other("the pattern", pattern(old).as_deref(), pattern(new).as_deref());
    let text = |number: &Option<Number>| number.as_ref().map(ToString::to_string);
    limits.other(
        "the number that it is a multiple of",
        text(&old.multiple_of).as_deref(),
        text(&new.multiple_of).as_deref(),
    );
    match (old.unique_items, new.unique_items) {
        (false, true) => limits.narrower.push("no two items may be alike".to_owned()),
        (true, false) => limits.wider.push("items may be alike".to_owned()),
        _ => {}
    }
    limits.values(old, new);
    let none = Constraints::default();
    if old.items.is_some() || new.items.is_some() {
        let items = self::limits(old.items.as_deref().unwrap_or(&none), new.items.as_deref().unwrap_or(&none));
        limits.narrower.extend(items.narrower.into_iter().map(|phrase| format!("of each item: {phrase}")));
        limits.wider.extend(items.wider.into_iter().map(|phrase| format!("of each item: {phrase}")));
    }
    limits
}

impl Limits {
    fn bound(
        &mut self,
        what: &str,
        old: Option<(f64, bool)>,
        new: Option<(f64, bool)>,
        is_narrower: fn((f64, bool), (f64, bool)) -> bool,
    ) {
        let spell = |(bound, open): (f64, bool)| if open { format!("{bound}, excluded") } else { bound.to_string() };
        match (old, new) {
            (old, new) if old == new => {}
            (None, Some(new)) => self.narrower.push(format!("{what} is {}, and was not limited", spell(new))),
            (Some(old), None) => self.wider.push(format!("{what} is not limited, and was {}", spell(old))),
            (Some(old), Some(new)) => {
                let phrase = format!("{what} is {}, and was {}", spell(new), spell(old));
                if is_narrower(old, new) { self.narrower.push(phrase) } else { self.wider.push(phrase) }
            }
            (None, None) => {}
        }
    }

    fn count(&mut self, what: &str, old: Option<u64>, new: Option<u64>, more_is_narrower: bool) {
        // No least number is zero.
        let (old, new) =
            if more_is_narrower { (old.filter(|it| *it > 0), new.filter(|it| *it > 0)) } else { (old, new) };
        match (old, new) {
            (old, new) if old == new => {}
            (None, Some(new)) => self.narrower.push(format!("{what} is {new}, and was not limited")),
            (Some(old), None) => self.wider.push(format!("{what} is not limited, and was {old}")),
            (Some(old), Some(new)) => {
                let phrase = format!("{what} is {new}, and was {old}");
                if (new > old) == more_is_narrower { self.narrower.push(phrase) } else { self.wider.push(phrase) }
            }
            (None, None) => {}
        }
    }

    /// What can't be compared but for being the same: another may forbid what was allowed.
    fn other(&mut self, what: &str, old: Option<&str>, new: Option<&str>) {
        match (old, new) {
            (old, new) if old == new => {}
            (Some(old), None) => self.wider.push(format!("{what} is gone, and was `{old}`")),
            (None, Some(new)) => self.narrower.push(format!("{what} is `{new}`, and there was none")),
            (Some(old), Some(new)) => self.narrower.push(format!("{what} is `{new}`, and was `{old}`")),
            (None, None) => {}
        }
    }

    fn values(&mut self, old: &Constraints, new: &Constraints) {
        match (old.values.as_slice(), new.values.as_slice()) {
            (old, new) if old == new => {}
            ([], new) => self.narrower.push(format!("only {} values are allowed", new.len())),
            (_, []) => self.wider.push("any value is allowed".to_owned()),
            (old, new) => {
                let gone = old.iter().filter(|value| !new.contains(value));
                self.narrower.extend(gone.map(|value| format!("`{value}` is not allowed any more")));
                let more = new.iter().filter(|value| !old.contains(value));
                self.wider.extend(more.map(|value| format!("`{value}` is allowed")));
            }
        }
    }
}
