//! Values that are one of several types (`oneOf`, `anyOf`).
//!
//! A tag decides where there is one. Otherwise the type decides that keeps most of the value: each is read and
//! written again, and what comes out is compared with what came in, those first that know most of the value's members.
//! So the order of the types hides no better fit, and a value that fits none is kept as it came.

use std::borrow::Cow;
use std::cell::Cell;

use serde::de::value::Error;
use serde::de::{Deserialize as _, DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::ser::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::runtime::enumeration::counting_unknown;

/// How often a value within a value is tried as one more type, before the first that fits is taken. Types that hold
/// themselves, and differ in nothing that a value shows, would be tried without end.
const MAX_TRIALS: usize = 10_000;

thread_local! {
    /// How often types have been tried for the value being read.
    static TRIALS: Cell<usize> = const { Cell::new(0) };
    /// How many values with several types the one being read is within.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// What a type loses of a value: members and items, enum values it does not know, and values it writes otherwise.
type Loss = (usize, usize, usize);

/// Looks for the type that a value fits best.
pub(crate) struct Best<'v, U> {
    value: &'v Value,
    /// All that the types together keep, where a value may be of several at once.
    together: Option<Value>,
    /// Of each type, how much of the value it does not know.
    unknown: Vec<usize>,
    /// The types, those first that know most, and which of them is to be tried next.
    order: Vec<usize>,
    next: usize,
    /// The type that is offered now.
    offered: usize,
    found: Option<(Loss, U)>,
}

impl<'v, U> Best<'v, U> {
    pub(crate) fn new(value: &'v Value) -> Self {
        if DEPTH.get() == 0 {
            TRIALS.set(0);
        }
        DEPTH.set(DEPTH.get() + 1);
        let (unknown, order) = (Vec::new(), Vec::new());
        Self { value, together: None, unknown, order, next: 0, offered: 0, found: None }
    }

    /// The same for a value that may be of several types at once.
    pub(crate) fn of_any(value: &'v Value) -> Self {
        let mut best = Self::new(value);
        best.together = Some(Value::Null);
        best
    }

    /// Sees how much of the value a type does not know.
    pub(crate) fn see<T: DeserializeOwned>(&mut self, _: fn(T) -> U) {
        let known = match (self.value, members::<T>()) {
            (Value::Object(value), Some(names)) => {
                value.iter().filter(|(name, _)| !names.contains(&name.as_str())).map(|(_, value)| size(value)).sum()
            }
            _ => 0,
        };
        self.order.push(self.unknown.len());
        self.unknown.push(known);
    }

    /// Whether there is one more type to be tried.
    pub(crate) fn goes_on(&mut self) -> bool {
        if self.next == 0 {
            let unknown = &self.unknown;
            self.order.sort_by_key(|index| unknown[*index]);
        }
        self.offered = 0;
        self.next += 1;
        let perfect = matches!(self.found, Some(((0, 0, 0), _)));
        let tired = self.found.is_some() && TRIALS.get() > MAX_TRIALS;
        !perfect && !tired && self.next <= self.order.len()
    }

    /// Tries a type if its turn has come. Of two that fit alike the first counts.
    pub(crate) fn offer<T: DeserializeOwned + Serialize>(&mut self, make: fn(T) -> U) {
        let index = self.offered;
        self.offered += 1;
        if self.order[self.next - 1] != index {
            return;
        }
        // It loses no less than what it does not know.
        let worse = |((lost, ..), _): &(Loss, U)| *lost < self.unknown[index];
        if self.together.is_none() && self.found.as_ref().is_some_and(worse) {
            return;
        }
        TRIALS.set(TRIALS.get() + 1);
        let (read, unknown) = counting_unknown(|| T::deserialize(self.value));
        let Ok(read) = read else { return };
        let Ok(written) = serde_json::to_value(&read) else { return };
        let (lost, changed) = lost(self.value, &written);
        if let Some(together) = &mut self.together {
            merge(together, written);
        }
        let loss = (lost, unknown, changed);
        let better = |(least, _): &(Loss, U)| loss < *least;
        if self.found.as_ref().is_none_or(better) {
            self.found = Some((loss, make(read)));
        }
    }

    /// The type that fits best; `None` where none fits, or where several together keep more than any one does.
    pub(crate) fn found(mut self) -> Option<U> {
        let ((loss, ..), union) = self.found.take()?;
        match self.together.take() {
            Some(together) if loss > 0 && lost(self.value, &together).0 < loss => None,
            _ => Some(union),
        }
    }
}

impl<U> Drop for Best<'_, U> {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
    }
}

/// The text of the member of an object that tells its type.
pub(crate) fn tag<'v>(value: &'v Value, name: &str) -> Option<Cow<'v, str>> {
    match value.get(name)? {
        Value::String(text) => Some(Cow::Borrowed(text)),
        tag @ (Value::Number(_) | Value::Bool(_)) => Some(Cow::Owned(tag.to_string())),
        _ => None,
    }
}

/// The names of the members of a type that is an object and keeps no others.
fn members<T: DeserializeOwned>() -> Option<&'static [&'static str]> {
    let mut names = None;
    // The probe has no value to give; it only hears what is asked for.
    let _ = T::deserialize(Probe(&mut names));
    names
}

/// Hears which members a type asks for.
struct Probe<'p>(&'p mut Option<&'static [&'static str]>);

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("only a probe"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = Some(fields);
        Err(Error::custom("only a probe"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Adds the members of `more` to those of `whole`.
fn merge(whole: &mut Value, more: Value) {
    match (whole, more) {
        (Value::Object(whole), Value::Object(more)) => {
            for (name, value) in more {
                merge(whole.entry(name).or_insert(Value::Null), value);
            }
        }
        (whole @ Value::Null, more) => *whole = more,
        _ => {}
    }
}

/// How many values of `before` are not in `after`, and how many are there and written otherwise.
fn lost(before: &Value, after: &Value) -> (usize, usize) {
    let sum = |(a, b): (usize, usize), (c, d): (usize, usize)| (a + c, b + d);
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before
            .iter()
            .map(|(name, value)| after.get(name).map_or_else(|| (size(value), 0), |after| lost(value, after)))
            .fold((0, 0), sum),
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).map(|(before, after)| lost(before, after)).fold((0, 0), sum)
        }
        (before, after) if before == after => (0, 0),
        (Value::Number(_), Value::Number(_)) | (Value::String(_), Value::String(_)) => (0, 1),
        (before, _) => (size(before), 0),
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

/// A value, and its text where it is not tried as one of several types within another.
pub(crate) fn with_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<(Value, Option<Box<RawValue>>), D::Error> {
    if DEPTH.get() > 0 {
        return Ok((Value::deserialize(deserializer)?, None));
    }
    let text = Box::<RawValue>::deserialize(deserializer)?;
    let value = serde_json::from_str(text.get()).map_err(D::Error::custom)?;
    Ok((value, Some(text)))
}

/// Implements `Serialize` and `Deserialize` for an enum over types. With `[exact]`, every digit of a number counts. With `by "tag"`, the rows say which text of that
/// member means which variant, and where it means none, those after `or` are tried, then the one after `default`; with `any`, a value may be of several
/// types at once. The last line names the variant that keeps what fits none.
macro_rules! union {
    (
        $([$exact:ident])? $name:ident by $tag:literal $(default $default:ident)? $(or [$($plain:ident $($plain_checked:ident)? $([$($plain_rule:tt)*])?),*])? {
            $($variant:ident $($checked:ident)? $([$($rule:tt)*])? = $($text:literal)|+,)*
            _ = $unknown:ident $(,)?
        }
    ) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let (value, _text) = $crate::runtime::union!(@value deserializer [$($exact)?]);
                let tag = $crate::runtime::union::tag(&value, $tag).map(::std::borrow::Cow::into_owned);
                let read: ::std::result::Result<Self, ::serde_json::Error> = match tag.as_deref() {
                    $(::std::option::Option::Some($($text)|+) => ::serde_json::from_value(value).map(Self::$variant),)*
                    _ => {
                        let best = ::std::option::Option::None;
                        $(let best = best.or($crate::runtime::union!(@best Self new &value [$($plain)*]));)?
                        $(let best = best.or($crate::runtime::union!(@best Self new &value [$default]));)?
                        ::std::result::Result::Ok(match best {
                            ::std::option::Option::Some(best) => best,
                            ::std::option::Option::None => Self::$unknown($crate::runtime::enumeration::unknown(value)),
                        })
                    }
                };
                let read = read.map(|best| {
                    $crate::runtime::union!(@exactly best _text [$($exact)?] $($variant)* $($($plain)*)?)
                });
                read.map_err(::serde::de::Error::custom)
            }
        }

        $crate::runtime::union!(@write $name $unknown $($variant [$($checked)?] [$($($rule)*)?])* $($($plain [$($plain_checked)?] [$($($plain_rule)*)?])*)?);
    };
    (
        $([$exact:ident])? $name:ident {
            $($variant:ident $($checked:ident)? $([$($rule:tt)*])?,)* _ = $unknown:ident $(,)?
        }
    ) => {
        $crate::runtime::union!(@read $name new $unknown [$($exact)?] $($variant)*);
        $crate::runtime::union!(@write $name $unknown $($variant [$($checked)?] [$($($rule)*)?])*);
    };
    (
        $([$exact:ident])? $name:ident any {
            $($variant:ident $($checked:ident)? $([$($rule:tt)*])?,)* _ = $unknown:ident $(,)?
        }
    ) => {
        $crate::runtime::union!(@read $name of_any $unknown [$($exact)?] $($variant)*);
        $crate::runtime::union!(@write $name $unknown $($variant [$($checked)?] [$($($rule)*)?])*);
    };
    // Where every digit counts, what has been chosen is read again from the text, as a `Value` keeps no more than 64 bits.
    (@value $deserializer:ident []) => {
        (<::serde_json::Value as ::serde::Deserialize>::deserialize($deserializer)?, ())
    };
    (@value $deserializer:ident [exact]) => {
        $crate::runtime::union::with_text($deserializer)?
    };
    (@exactly $best:ident $text:ident [] $($variant:ident)*) => {
        $best
    };
    (@exactly $best:ident $text:ident [exact] $($variant:ident)*) => {
        match (&$best, $text) {
            $((Self::$variant(_), ::std::option::Option::Some(text)) => {
                ::serde_json::from_str(text.get()).map_or($best, Self::$variant)
            })*
            _ => $best,
        }
    };
    (@read $name:ident $best:ident $unknown:ident [$($exact:ident)?] $($variant:ident)*) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let (value, _text) = $crate::runtime::union!(@value deserializer [$($exact)?]);
                let best = $crate::runtime::union!(@best Self $best &value [$($variant)*]);
                ::std::result::Result::Ok(match best {
                    ::std::option::Option::Some(best) => {
                        $crate::runtime::union!(@exactly best _text [$($exact)?] $($variant)*)
                    }
                    ::std::option::Option::None => Self::$unknown($crate::runtime::enumeration::unknown(value)),
                })
            }
        }
    };
    (@best $union:ident $best:ident &$value:ident [$($variant:ident)*]) => {{
        let mut best = $crate::runtime::union::Best::$best(&$value);
        $(best.see($union::$variant);)*
        while best.goes_on() {
            $(best.offer($union::$variant);)*
        }
        best.found()
    }};
    (@check $checker:ident $value:ident [$($checked:ident)?] []) => {
        $({
            let $checked = $value;
            $crate::runtime::validate::Validate::check($checked, $checker);
        })?
    };
    (@check $checker:ident $value:ident [$($checked:ident)?] [$($rule:tt)+]) => {
        {
            #[allow(clippy::enum_glob_use, reason = "the rules are a language of their own")]
            use $crate::runtime::validate::Rule::*;
            $checker.rules($value, &[$($rule)+]);
        }
        $crate::runtime::union!(@check $checker $value [$($checked)?] []);
    };
    (@write $name:ident $unknown:ident $($variant:ident [$($checked:ident)?] [$($rule:tt)*])*) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, serializer),)*
                    Self::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        #[cfg(feature = "validate")]
        impl $crate::runtime::validate::Validate for $name {
            fn check(&self, _checker: &mut $crate::runtime::validate::Checker) {
                match self {
                    $(Self::$variant(_value) => {
                        $crate::runtime::union!(@check _checker _value [$($checked)?] [$($rule)*]);
                    })*
                    Self::$unknown(_) => {}
                }
            }
        }
    };
}

pub(crate) use union;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::runtime::{UnknownValue, object, string_enum};

    #[derive(Debug, PartialEq)]
    struct Cat {
        name: String,
        claws: Option<i64>,
    }

    object! { Cat { "name" => name: required, "claws" => claws: optional, } }

    #[derive(Debug, PartialEq)]
    struct Dog {
        name: String,
        tricks: Option<Vec<String>>,
    }

    object! { Dog { "name" => name: required, "tricks" => tricks: optional, } }

    #[derive(Debug, PartialEq)]
    enum Mood {
        Good,
        Unrecognized(UnknownValue),
    }

    string_enum! { Mood { Good = "good", _ = Unrecognized } }

    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Cat),
        Dog(Box<Dog>),
        Number(f64),
        Integer(i64),
        Mood(Mood),
        Text(String),
        Unrecognized(Value),
    }

    union! { Pet { Cat, Dog, Number, Integer, Mood, Text, _ = Unrecognized } }

    #[derive(Debug, PartialEq)]
    enum Tagged {
        Cat(Cat),
        Dog(Dog),
        Unrecognized(Value),
    }

    union! { Tagged by "kind" { Cat = "cat" | "feline", Dog = "dog", _ = Unrecognized } }

    #[derive(Debug, PartialEq)]
    enum Defaulted {
        Cat(Cat),
        Dog(Dog),
        Unrecognized(Value),
    }

    #[derive(Debug, PartialEq)]
    enum Numbered {
        Cat(Cat),
        Dog(Dog),
        Text(String),
        Unrecognized(Value),
    }

    union! { Defaulted by "kind" default Dog { Cat = "cat", Dog = "dog", _ = Unrecognized } }

    union! { Numbered by "v" or [Text] { Cat = "1", Dog = "true", _ = Unrecognized } }

    #[test]
    fn a_value_without_a_known_tag_may_be_of_one_type_by_default() {
        let read = |value: Value| serde_json::from_value::<Defaulted>(value).unwrap();
        let dog = || Dog { name: "Rex".to_owned(), tricks: None };
        for value in [json!({ "name": "Rex" }), json!({ "kind": "fish", "name": "Rex" })] {
            assert_eq!(read(value), Defaulted::Dog(dog()));
        }
        assert!(matches!(read(json!({ "kind": "cat", "name": "Tom" })), Defaulted::Cat(_)));
        assert!(matches!(read(json!({ "kind": "fish" })), Defaulted::Unrecognized(_)));
    }

    #[test]
    fn a_tag_may_be_a_number_or_a_truth_value() {
        let read = |value: &Value| serde_json::from_value::<Numbered>(value.clone()).ok();
        assert!(matches!(read(&json!({ "v": 1, "name": "Tom" })), Some(Numbered::Cat(_))));
        assert!(matches!(read(&json!({ "v": true, "name": "Rex" })), Some(Numbered::Dog(_))));
        assert!(matches!(read(&json!("text")), Some(Numbered::Text(_))));
        assert!(matches!(read(&json!({ "v": 2 })), Some(Numbered::Unrecognized(_))));
    }

    #[derive(Debug, PartialEq)]
    struct Short {
        name: String,
    }

    object! { Short { "name" => name: required, } }

    #[derive(Debug, PartialEq)]
    struct Long {
        name: String,
        price: Option<f64>,
    }

    object! { Long { "name" => name: required, "price" => price: optional, } }

    #[derive(Debug, PartialEq)]
    enum Priced {
        Short(Short),
        Long(Long),
        Unrecognized(Value),
    }

    union! { Priced { Short, Long, _ = Unrecognized } }

    #[test]
    fn a_member_that_is_written_otherwise_is_no_lost_member() {
        let read = serde_json::from_value(json!({ "name": "a", "price": 1 })).ok();
        assert_eq!(read, Some(Priced::Long(Long { name: "a".to_owned(), price: Some(1.0) })));
    }

    #[derive(Debug, PartialEq)]
    struct And {
        filters: Option<Vec<Filter>>,
    }

    object! { And { "filters" => filters: optional, } }

    #[derive(Debug, PartialEq)]
    struct Or {
        filters: Option<Vec<Filter>>,
    }

    object! { Or { "filters" => filters: optional, } }

    #[derive(Debug, PartialEq)]
    enum Filter {
        And(And),
        Or(Or),
        Unrecognized(Value),
    }

    union! { Filter { And, Or, _ = Unrecognized } }

    #[test]
    fn types_that_hold_themselves_are_not_tried_without_end() {
        let mut value = json!({ "new": 1 });
        for _ in 0..40 {
            value = json!({ "filters": [value] });
        }
        assert!(matches!(serde_json::from_value(value), Ok(Filter::And(_))));
    }

    #[derive(Debug, PartialEq)]
    enum Any {
        Cat(Cat),
        Dog(Dog),
        Unrecognized(Value),
    }

    union! { Any any { Cat, Dog, _ = Unrecognized } }

    #[test]
    fn what_is_of_several_types_at_once_is_kept_whole() {
        let read = |value: &Value| serde_json::from_value::<Any>(value.clone()).unwrap_or(Any::Unrecognized(json!(0)));
        let both = json!({ "name": "Catdog", "claws": 9, "tricks": [] });
        assert_eq!(read(&both), Any::Unrecognized(both.clone()));
        assert!(matches!(read(&json!({ "name": "Tom", "claws": 9 })), Any::Cat(_)));
        assert!(matches!(read(&json!({ "name": "Tom", "claws": 9, "new": 1 })), Any::Cat(_)), "nobody knows `new`");
    }

    fn pet(value: &Value) -> Pet {
        serde_json::from_value(value.clone()).unwrap_or(Pet::Text("failed".to_owned()))
    }

    #[test]
    fn the_best_fit_counts_not_the_first() {
        let dog = json!({ "name": "Rex", "tricks": ["sit"] });
        assert!(matches!(pet(&dog), Pet::Dog(dog) if dog.tricks.is_some()));
        assert!(matches!(pet(&json!({ "name": "Tom", "claws": 18 })), Pet::Cat(_)));
        assert!(matches!(pet(&json!({ "name": "?" })), Pet::Cat(_)), "the first of those that fit alike");
        assert_eq!(pet(&json!(1)), Pet::Integer(1));
        assert_eq!(pet(&json!(1.5)), Pet::Number(1.5));
        assert_eq!(pet(&json!("good")), Pet::Mood(Mood::Good));
        assert_eq!(pet(&json!("other")), Pet::Text("other".to_owned()));
    }

    #[test]
    fn what_fits_none_is_kept() {
        for value in [json!([1]), json!(null), json!({ "x": 1 }), json!(true)] {
            assert_eq!(pet(&value), Pet::Unrecognized(value.clone()));
            assert_eq!(serde_json::to_value(pet(&value)).ok(), Some(value));
        }
    }

    #[test]
    fn a_tag_decides_and_an_unknown_one_is_kept() {
        let read = |value: Value| serde_json::from_value::<Tagged>(value).map_err(|error| error.to_string());
        assert!(matches!(read(json!({ "kind": "feline", "name": "Tom" })), Ok(Tagged::Cat(_))));
        assert!(matches!(read(json!({ "kind": "dog", "name": "Rex" })), Ok(Tagged::Dog(_))));
        assert!(matches!(read(json!({ "kind": "fish" })), Ok(Tagged::Unrecognized(_))));
        assert!(matches!(read(json!([])), Ok(Tagged::Unrecognized(_))));
        assert_eq!(read(json!({ "kind": "dog" })), Err("missing field `name`".to_owned()));
    }
}
