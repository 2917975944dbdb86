//! Validation of values against the constraints of the API, before sending or after receiving them.
//!
//! Source: JSON Schema Validation (draft wright-00), sections 5.1 to 5.19.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};
use serde::Serialize;
use serde_json::Value;

use crate::runtime::map::Map;

/// Values with constraints beyond their type.
pub trait Validate {
    /// Checks this value and all values within it against the constraints of the API: lengths, ranges, counts,
    /// patterns.
    ///
    /// # Errors
    ///
    /// Returns every violated constraint, with its location.
    fn validate(&self) -> Result<(), Violations> {
        let mut checker = Checker::default();
        self.check(&mut checker);
        if checker.found.is_empty() { Ok(()) } else { Err(Violations(checker.found)) }
    }

    /// Adds the violations of this value to `checker`.
    #[doc(hidden)]
    fn check(&self, checker: &mut Checker);
}

/// The constraints that a value violates; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

/// A constraint that a value violates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pointer: String,
    limit: String,
}

impl Violations {
    /// Returns an iterator over the violations.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Violation {
    /// Returns the location in the value, as a JSON Pointer (RFC 6901).
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the constraint, such as `at most 10 characters`.
    pub fn constraint(&self) -> &str {
        &self.limit
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the value" } else { &self.pointer };
        write!(f, "{place} must be {}", self.limit)
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// A constraint.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    Minimum(f64),
    Above(f64),
    Maximum(f64),
    Below(f64),
    MultipleOf(f64),
    MinLength(u64),
    MaxLength(u64),
    /// A regular expression with the same meaning in ECMA 262 and in the crate `regex`.
    Pattern(&'static str),
    /// A regular expression of ECMA 262, and its translation for the crate `regex`.
    Translated(&'static str, &'static str),
    /// A regular expression of ECMA 262, and several for the crate `regex`, each of which must match, or must not if
    /// the flag is `false`.
    All(&'static str, &'static [(bool, &'static str)]),
    /// A regular expression of ECMA 262, and its translation for a backtracking engine.
    Backtracking(&'static str, &'static str, Matches),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    MinProperties(u64),
    MaxProperties(u64),
    /// One of these values, as JSON text.
    OneOf(&'static str),
    /// The constraints of each item, or of each value of a map.
    Each(&'static [Rule]),
}

/// Whether a regular expression matches text; `None` if that takes too many steps.
type Matches = fn(&'static str, &str) -> Option<bool>;

/// Whether a value keeps a rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Kept,
    Broken,
    /// The check takes too many steps.
    Undecided,
}

impl From<bool> for Verdict {
    fn from(kept: bool) -> Self {
        if kept { Self::Kept } else { Self::Broken }
    }
}

/// Collects violations and their locations.
#[derive(Debug, Default)]
pub struct Checker {
    place: Vec<String>,
    found: Vec<Violation>,
}

impl Checker {
    /// Checks a value within this one.
    pub fn within(&mut self, token: impl fmt::Display, check: impl FnOnce(&mut Self)) {
        self.place.push(token.to_string().replace('~', "~0").replace('/', "~1"));
        check(self);
        self.place.pop();
    }

    /// Checks a value against rules. An absent or null value violates none.
    pub fn rules(&mut self, value: &impl Serialize, rules: &[Rule]) {
        // Through text, in which an `f32` has no more digits than it needs.
        let text = serde_json::to_string(value).unwrap_or_default();
        if let Ok(value) = serde_json::from_str(&text) {
            self.value(&value, rules);
        }
    }

    fn add(&mut self, limit: String) {
        let pointer = self.place.iter().map(|token| format!("/{token}")).collect();
        self.found.push(Violation { pointer, limit });
    }

    fn value(&mut self, value: &Value, rules: &[Rule]) {
        for rule in rules {
            match (rule, value) {
                (Rule::Each(rules), Value::Array(items)) => {
                    for (index, item) in items.iter().enumerate() {
                        self.within(index, |checker| checker.value(item, rules));
                    }
                }
                (Rule::Each(rules), Value::Object(properties)) => {
                    for (name, property) in properties {
                        self.within(name, |checker| checker.value(property, rules));
                    }
                }
                _ => match keeps(value, rule) {
                    Verdict::Kept => {}
                    Verdict::Broken => self.add(rule.to_string()),
                    Verdict::Undecided => self.add(format!("{rule}, which takes too many steps to check")),
                },
            }
        }
    }
}

/// Whether a value keeps a rule; a rule for another JSON type is kept.
fn keeps(value: &Value, rule: &Rule) -> Verdict {
    let number = |test: &dyn Fn(f64) -> bool| value.as_f64().is_none_or(test).into();
    let length = |test: &dyn Fn(usize) -> bool| value.as_str().is_none_or(|text| test(text.chars().count())).into();
    let items = |test: &dyn Fn(usize) -> bool| value.as_array().is_none_or(|items| test(items.len())).into();
    let properties =
        |test: &dyn Fn(usize) -> bool| value.as_object().is_none_or(|properties| test(properties.len())).into();
    match rule {
        Rule::Minimum(bound) => number(&|it| it >= *bound),
        Rule::Above(bound) => number(&|it| it > *bound),
        Rule::Maximum(bound) => number(&|it| it <= *bound),
        Rule::Below(bound) => number(&|it| it < *bound),
        Rule::MultipleOf(step) => number(&|it| is_multiple(it, *step)),
        Rule::MinLength(bound) => length(&|it| it as u64 >= *bound),
        Rule::MaxLength(bound) => length(&|it| it as u64 <= *bound),
        Rule::Pattern(pattern) | Rule::Translated(_, pattern) => {
            value.as_str().is_none_or(|text| matches(pattern, text)).into()
        }
        Rule::All(_, parts) => {
            value.as_str().is_none_or(|text| parts.iter().all(|(found, part)| matches(part, text) == *found)).into()
        }
        Rule::Backtracking(_, pattern, matches) => match value.as_str().map(|text| matches(pattern, text)) {
            None => Verdict::Kept,
            Some(None) => Verdict::Undecided,
            Some(Some(kept)) => kept.into(),
        },
        Rule::MinItems(bound) => items(&|it| it as u64 >= *bound),
        Rule::MaxItems(bound) => items(&|it| it as u64 <= *bound),
        Rule::UniqueItems => value.as_array().is_none_or(|items| are_unique(items)).into(),
        Rule::MinProperties(bound) => properties(&|it| it as u64 >= *bound),
        Rule::MaxProperties(bound) => properties(&|it| it as u64 <= *bound),
        Rule::OneOf(values) => {
            let known = serde_json::from_str::<Vec<Value>>(values).unwrap_or_default();
            let is_same = |it: &Value| it == value || (it.is_number() && it.as_f64() == value.as_f64());
            (value.is_null() || known.iter().any(is_same)).into()
        }
        Rule::Each(_) => Verdict::Kept,
    }
}

/// Whether no two items are equal. Takes time linear in their size.
///
/// Source: JSON Schema Core 2020-12, section 4.2.2 (equality).
fn are_unique(items: &[Value]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| {
        let mut text = String::new();
        write_canonical(item, &mut text);
        seen.insert(text)
    })
}

/// Writes a value such that equal values have the same text: numbers by value, properties sorted by name.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(properties) => {
            let mut properties: Vec<_> = properties.iter().collect();
            properties.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (name, property) in properties {
                text.push_str(&Value::from(name.as_str()).to_string());
                write_canonical(property, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            // `1.0` equals `1`.
            Some(float) if float.fract() == 0.0 => text.push_str(&format!("{float:.0}")),
            _ => text.push_str(&number.to_string()),
        },
        other => text.push_str(&other.to_string()),
    }
}

/// Whether a number is a multiple of another, within floating point precision.
fn is_multiple(number: f64, step: f64) -> bool {
    let times = number / step;
    (times - times.round()).abs() <= times.abs().max(1.0) * f64::EPSILON * 4.0
}

/// The size limit of a compiled pattern in bytes, the same as in the generator.
pub const PATTERN_SIZE: usize = 10 << 20;

/// The compiled patterns; `None` for one that does not compile. Shared, because a clone of a `Regex` allocates its own
/// cache.
type Patterns = HashMap<&'static str, Option<Arc<Regex>>>;

/// Whether a pattern matches somewhere in the text, in linear time. Each pattern is compiled once.
fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: LazyLock<Mutex<Patterns>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let compile = || RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build().ok().map(Arc::new);
    let regex = compiled.entry(pattern).or_insert_with(compile).clone();
    drop(compiled);
    // The generator compiled the pattern before.
    regex.is_none_or(|regex| regex.is_match(text))
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minimum(bound) => write!(f, "at least {bound}"),
            Self::Above(bound) => write!(f, "more than {bound}"),
            Self::Maximum(bound) => write!(f, "at most {bound}"),
            Self::Below(bound) => write!(f, "less than {bound}"),
            Self::MultipleOf(step) => write!(f, "a multiple of {step}"),
            Self::MinLength(bound) => write!(f, "at least {bound} characters"),
            Self::MaxLength(bound) => write!(f, "at most {bound} characters"),
            Self::Pattern(pattern)
            | Self::Translated(pattern, _)
            | Self::All(pattern, _)
            | Self::Backtracking(pattern, _, _) => {
                write!(f, "text that matches `{pattern}`")
            }
            Self::MinItems(bound) => write!(f, "at least {bound} items"),
            Self::MaxItems(bound) => write!(f, "at most {bound} items"),
            Self::UniqueItems => f.write_str("a list without equal items"),
            Self::MinProperties(bound) => write!(f, "at least {bound} properties"),
            Self::MaxProperties(bound) => write!(f, "at most {bound} properties"),
            Self::OneOf(values) => write!(f, "one of {values}"),
            Self::Each(_) => f.write_str("a list of valid values"),
        }
    }
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self, checker: &mut Checker) {
        self.iter().for_each(|value| value.check(checker));
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, checker: &mut Checker) {
        (**self).check(checker);
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, checker: &mut Checker) {
        for (index, item) in self.iter().enumerate() {
            checker.within(index, |checker| item.check(checker));
        }
    }
}

impl<T: Validate> Validate for Map<String, T> {
    fn check(&self, checker: &mut Checker) {
        for (name, value) in self {
            checker.within(name, |checker| value.check(checker));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Validate;
    use crate::runtime::object;

    #[derive(Debug, PartialEq)]
    struct Pet {
        name: String,
        age: Option<f64>,
        tags: Vec<String>,
        friends: Option<Vec<Pet>>,
    }

    object! {
        Pet {
            "name" => name: required [MinLength(1), Backtracking("^\\p{Lu}(?!x)", "^\\p{Lu}(?!x)", crate::runtime::backtracking::matches)],
            "age" => age: optional [Minimum(0.0), Below(40.0), MultipleOf(0.1)],
            "tags" => tags: required [MaxItems(2), UniqueItems, Each(&[MaxLength(3)])],
            "friends" => friends: optional checked [MinItems(1)],
        }
    }

    fn pet(name: &str, age: f64, tags: &[&str]) -> Pet {
        let tags = tags.iter().map(|it| (*it).to_owned()).collect();
        Pet { name: name.to_owned(), age: Some(age), tags, friends: None }
    }

    #[test]
    fn every_constraint_is_checked_with_its_pointer() {
        assert_eq!(pet("Ülf", 0.3, &["a", "b"]).validate(), Ok(()));
        let mut bad = pet("", 40.0, &["long", "x", "x"]);
        bad.friends = Some(vec![pet("Axel", 1.25, &[]), pet("Bo", 0.0, &[])]);
        let found = bad.validate().unwrap_err();
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "/name must be at least 1 characters",
                "/name must be text that matches `^\\p{Lu}(?!x)`",
                "/age must be less than 40",
                "/tags must be at most 2 items",
                "/tags must be a list without equal items",
                "/tags/0 must be at most 3 characters",
                "/friends/0/name must be text that matches `^\\p{Lu}(?!x)`",
                "/friends/0/age must be a multiple of 0.1",
            ]
        );
    }
}
