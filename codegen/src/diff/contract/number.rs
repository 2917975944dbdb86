//! Comparison of the keywords of numbers and strings.

use std::cmp::Ordering;
use std::fmt;

use crate::diff::contract::compare::{Comparison, Effect, values};
use crate::diff::contract::side::{Schema, Side};
use crate::diff::quoted;
use crate::source::Node;

/// A number. Integers compare exactly.
#[derive(Clone, Copy, Debug)]
pub(super) enum Num {
    Integer(i128),
    Float(f64),
}

impl Num {
    pub(super) fn of(node: &Node) -> Option<Self> {
        match node {
            Node::Integer(number) => Some(Self::Integer(*number)),
            #[allow(clippy::cast_possible_truncation, reason = "it is a whole number within the range")]
            Node::Float(number) if number.fract() == 0.0 && number.abs() < 1e30 => Some(Self::Integer(*number as i128)),
            Node::Float(number) => Some(Self::Float(*number)),
            // Lax documents quote numbers.
            Node::String(text) => text.parse().ok().map(Self::Integer),
            _ => None,
        }
    }

    fn value(self) -> f64 {
        match self {
            #[allow(clippy::cast_precision_loss, reason = "only with a fraction on the other side")]
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => one.cmp(&other),
            (one, other) => one.value().total_cmp(&other.value()),
        }
    }

    /// Returns whether every multiple of `self` is one of `other`.
    fn is_multiple_of(self, other: Self) -> bool {
        match (self, other) {
            // There is no remainder by zero, and none that fits if the quotient does not.
            (Self::Integer(one), Self::Integer(other)) => one.checked_rem(other).map_or(other == -1, |rest| rest == 0),
            (one, other) => {
                let ratio = one.value() / other.value();
                ratio.is_finite() && (ratio - ratio.round()).abs() < 1e-9 && ratio.round() != 0.0
            }
        }
    }
}

impl PartialEq for Num {
    fn eq(&self, other: &Self) -> bool {
        self.order(*other) == Ordering::Equal
    }
}

impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
        }
    }
}

/// A bound, and whether it is exclusive.
type Bound = (Num, bool);

/// The keywords of a bound.
#[derive(Clone, Copy)]
struct BoundKeywords {
    inclusive: &'static str,
    exclusive: &'static str,
    /// The order of a tighter bound to a looser one.
    tighter: Ordering,
}

const MINIMUM: BoundKeywords =
    BoundKeywords { inclusive: "minimum", exclusive: "exclusiveMinimum", tighter: Ordering::Greater };
const MAXIMUM: BoundKeywords =
    BoundKeywords { inclusive: "maximum", exclusive: "exclusiveMaximum", tighter: Ordering::Less };

impl BoundKeywords {
    fn is_tighter(self, one: Bound, other: Bound) -> bool {
        match one.0.order(other.0) {
            Ordering::Equal => one.1 && !other.1,
            order => order == self.tighter,
        }
    }

    /// Returns the tightest bound of a schema.
    fn of(self, side: &Side<'_>, schema: &Schema) -> Option<Bound> {
        let of_part = |id: &usize| -> Option<Vec<Bound>> {
            let map = side.map(*id)?;
            let is_exclusive = map.get(self.exclusive) == Some(&Node::Bool(true));
            let inclusive = map.get(self.inclusive).and_then(Num::of).map(|number| (number, is_exclusive));
            let exclusive = map.get(self.exclusive).and_then(Num::of).map(|number| (number, true));
            Some(inclusive.into_iter().chain(exclusive).collect())
        };
        let bounds = schema.parts.iter().filter_map(of_part).flatten();
        bounds.reduce(|one, other| if self.is_tighter(one, other) { one } else { other })
    }

    /// Returns the bound of integers as an inclusive one: they are below 101 exactly if they are at most 100.
    fn closed(self, (bound, is_exclusive): Bound) -> Bound {
        match bound {
            Num::Integer(number) if is_exclusive => {
                let next = if self.tighter == Ordering::Less { number.checked_sub(1) } else { number.checked_add(1) };
                next.map_or((bound, true), |number| (Num::Integer(number), false))
            }
            _ => (bound, is_exclusive),
        }
    }
}

/// Returns whether all numbers of a schema are integers.
fn are_integers(side: &Side<'_>, schema: &Schema) -> bool {
    let is_integer =
        |id: &usize| side.map(*id).is_some_and(|map| map.get("type") == Some(&Node::String("integer".into())));
    schema.parts.iter().any(is_integer)
}

/// The counts, and whether a greater one is tighter.
const LENGTHS: [(&str, bool); 2] = [("minLength", true), ("maxLength", false)];
pub(super) const ITEMS: [(&str, bool); 2] = [("minItems", true), ("maxItems", false)];
pub(super) const PROPERTIES: [(&str, bool); 2] = [("minProperties", true), ("maxProperties", false)];

impl Comparison<'_, '_> {
    pub(super) fn numbers(&mut self) {
        for keywords in [MINIMUM, MAXIMUM] {
            let (old, new) = (keywords.of(self.old, self.before), keywords.of(self.new, self.after));
            let spell = |(bound, open): Bound| if open { format!("{bound} (exclusive)") } else { bound.to_string() };
            let keyword = keywords.inclusive;
            let is_integer = are_integers(self.old, self.before) && are_integers(self.new, self.after);
            let closed =
                |bound: Option<Bound>| bound.map(|bound| if is_integer { keywords.closed(bound) } else { bound });
            if closed(old) == closed(new) {
                continue;
            }
            match (old, new) {
                (None, Some(new)) => {
                    self.add(keyword, format!("`{keyword}` {} added", spell(new)), Effect::Narrower);
                }
                (Some(old), None) => {
                    self.add(keyword, format!("`{keyword}` {} removed", spell(old)), Effect::Wider);
                }
                (Some(old), Some(new)) if old != new => {
                    let effect = if keywords.is_tighter(new, old) { Effect::Narrower } else { Effect::Wider };
                    self.add(keyword, format!("`{keyword}` changed from {} to {}", spell(old), spell(new)), effect);
                }
                _ => {}
            }
        }
        let factors = |side: &Side<'_>, schema: &Schema| -> Vec<Num> {
            values(side, schema, "multipleOf").into_iter().filter_map(|(_, value)| Num::of(value)).collect()
        };
        let (old, new) = (factors(self.old, self.before), factors(self.new, self.after));
        match (old.as_slice(), new.as_slice()) {
            ([old], [new]) if old != new && (old.is_multiple_of(*new) || new.is_multiple_of(*old)) => {
                let effect = if new.is_multiple_of(*old) { Effect::Narrower } else { Effect::Wider };
                self.add("multipleOf", format!("`multipleOf` changed from {} to {}", quoted(old), quoted(new)), effect);
            }
            _ => {
                let texts = |all: &[Num]| all.iter().map(ToString::to_string).collect();
                self.texts_of("multipleOf", texts(&old), texts(&new));
            }
        }
    }

    pub(super) fn texts(&mut self) {
        self.counts(LENGTHS);
        let texts = |side: &Side<'_>, schema: &Schema, keyword: &str| -> Vec<String> {
            let all = values(side, schema, keyword).into_iter().filter_map(|(_, it)| it.as_str());
            all.map(str::to_owned).collect()
        };
        for keyword in ["pattern", "contentEncoding", "contentMediaType"] {
            let any = ["", ".*", "^.*$", "^", "$", "[\\s\\S]*", "^[\\s\\S]*$"];
            let of = |side: &Side<'_>, schema: &Schema| -> Vec<String> {
                let is_any = |it: &String| keyword == "pattern" && any.contains(&it.as_str());
                texts(side, schema, keyword).into_iter().filter(|it| !is_any(it)).collect()
            };
            let (old, new) = (of(self.old, self.before), of(self.new, self.after));
            self.texts_of(keyword, old, new);
        }
        self.subschema("contentSchema", super::compare::Polarity::Same);
        let (old, new) = (texts(self.old, self.before, "format"), texts(self.new, self.after, "format"));
        self.format(&old, &new);
    }

    /// Compares `format`, where values must have a known one.
    fn format(&mut self, old: &[String], new: &[String]) {
        let known = |all: &[String]| -> Vec<String> {
            all.iter().filter(|it| FORMATS.contains(&it.as_str())).cloned().collect()
        };
        let (old, new) = (known(old), known(new));
        match (old.as_slice(), new.as_slice()) {
            ([old], [new]) if WIDER.contains(&(old, new)) => {
                self.add("format", format!("`format` changed from {} to {}", quoted(old), quoted(new)), Effect::Wider);
            }
            ([old], [new]) if WIDER.contains(&(new, old)) => {
                self.add(
                    "format",
                    format!("`format` changed from {} to {}", quoted(old), quoted(new)),
                    Effect::Narrower,
                );
            }
            _ => self.texts_of("format", old, new),
        }
    }

    pub(super) fn counts(&mut self, keywords: [(&'static str, bool); 2]) {
        for (keyword, is_lower) in keywords {
            let of = |side: &Side<'_>, schema: &Schema| {
                let all = values(side, schema, keyword).into_iter().filter_map(|(_, value)| match Num::of(value)? {
                    // A lower bound of zero is the same as none.
                    Num::Integer(count) => Some(count).filter(|it| !is_lower || *it > 0),
                    Num::Float(_) => None,
                });
                if is_lower { all.max() } else { all.min() }
            };
            match (of(self.old, self.before), of(self.new, self.after)) {
                (None, Some(new)) => self.add(keyword, format!("`{keyword}` {new} added"), Effect::Narrower),
                (Some(old), None) => self.add(keyword, format!("`{keyword}` {old} removed"), Effect::Wider),
                (Some(old), Some(new)) if old != new => {
                    let effect = if (new > old) == is_lower { Effect::Narrower } else { Effect::Wider };
                    self.add(keyword, format!("`{keyword}` changed from {old} to {new}"), effect);
                }
                _ => {}
            }
        }
    }
}

/// The formats whose values differ from others of the type.
const FORMATS: [&str; 30] = [
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float",
    "double",
    "decimal",
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "uuid",
    "byte",
    "base64url",
    "binary",
    "json-pointer",
    "regex",
];

/// The formats of which the second allows all values of the first.
const WIDER: [(&str, &str); 14] = [
    ("int8", "int16"),
    ("int8", "int32"),
    ("int8", "int64"),
    ("int16", "int32"),
    ("int16", "int64"),
    ("int32", "int64"),
    ("uint8", "uint16"),
    ("uint8", "uint32"),
    ("uint16", "uint32"),
    ("uint32", "uint64"),
    ("float", "double"),
    ("uri", "uri-reference"),
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
];
