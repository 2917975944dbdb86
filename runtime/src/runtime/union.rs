//! Values that are one of several types (`oneOf`, `anyOf`).
//!
//! A tag decides where there is one. Otherwise the type decides that keeps most of the value: each is read and
//! written again, and what comes out is compared with what came in. So the order of the types hides no better fit,
//! and a value that fits none is kept as it came.

use serde::de::DeserializeOwned;
use serde::ser::Serialize;
use serde_json::Value;

use crate::runtime::enumeration::counting_unknown;

/// Looks for the type that a value fits best.
pub(crate) struct Best<'v, U> {
    value: &'v Value,
    /// All that the types together keep, where a value may be of several at once.
    together: Option<Value>,
    /// What the best so far loses, and how many enum values it does not know.
    found: Option<((usize, usize), U)>,
}

impl<'v, U> Best<'v, U> {
    pub(crate) fn new(value: &'v Value) -> Self {
        Self { value, together: None, found: None }
    }

    /// The same for a value that may be of several types at once.
    pub(crate) fn of_any(value: &'v Value) -> Self {
        Self { value, together: Some(Value::Null), found: None }
    }

    /// Tries one type. Of two that fit alike the first counts.
    pub(crate) fn or<T: DeserializeOwned + Serialize>(mut self, make: fn(T) -> U) -> Self {
        if matches!(self.found, Some(((0, 0), _))) {
            return self;
        }
        let (read, unknown) = counting_unknown(|| T::deserialize(self.value));
        let Ok(read) = read else { return self };
        let Ok(written) = serde_json::to_value(&read) else { return self };
        let loss = (lost(self.value, &written), unknown);
        if let Some(together) = &mut self.together {
            merge(together, written);
        }
        if self.found.as_ref().is_none_or(|(least, _)| loss < *least) {
            self.found = Some((loss, make(read)));
        }
        self
    }

    /// The type that fits best; `None` where none fits, or where several together keep more than any one does.
    pub(crate) fn found(self) -> Option<U> {
        let ((loss, _), union) = self.found?;
        match self.together {
            Some(together) if loss > 0 && lost(self.value, &together) < loss => None,
            _ => Some(union),
        }
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

/// How many values of `before` are not in `after`.
fn lost(before: &Value, after: &Value) -> usize {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before
            .iter()
            .map(|(name, value)| after.get(name).map_or_else(|| size(value), |after| lost(value, after)))
            .sum(),
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).map(|(before, after)| lost(before, after)).sum()
        }
        (before, after) if before == after => 0,
        (before, _) => size(before),
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

/// Implements `Serialize` and `Deserialize` for an enum over types. With `by "tag"`, the rows say which text of that
/// member means which variant; with `any`, a value may be of several types at once. The last line names the variant that keeps what fits none.
macro_rules! union {
    ($name:ident by $tag:literal { $($variant:ident $($checked:ident)? = $($text:literal)|+,)* _ = $unknown:ident $(,)? }) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                let read = match value.get($tag).and_then(::serde_json::Value::as_str) {
                    $(::std::option::Option::Some($($text)|+) => ::serde_json::from_value(value).map(Self::$variant),)*
                    _ => ::std::result::Result::Ok(Self::$unknown($crate::runtime::enumeration::unknown(value))),
                };
                read.map_err(::serde::de::Error::custom)
            }
        }

        $crate::runtime::union!(@write $name $unknown $($variant [$($checked)?])*);
    };
    ($name:ident { $($variant:ident $($checked:ident)?,)* _ = $unknown:ident $(,)? }) => {
        $crate::runtime::union!(@read $name new $unknown $($variant)*);
        $crate::runtime::union!(@write $name $unknown $($variant [$($checked)?])*);
    };
    ($name:ident any { $($variant:ident $($checked:ident)?,)* _ = $unknown:ident $(,)? }) => {
        $crate::runtime::union!(@read $name of_any $unknown $($variant)*);
        $crate::runtime::union!(@write $name $unknown $($variant [$($checked)?])*);
    };
    (@read $name:ident $best:ident $unknown:ident $($variant:ident)*) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                let best = $crate::runtime::union::Best::$best(&value)$(.or(Self::$variant))*.found();
                ::std::result::Result::Ok(match best {
                    ::std::option::Option::Some(best) => best,
                    ::std::option::Option::None => Self::$unknown($crate::runtime::enumeration::unknown(value)),
                })
            }
        }
    };
    (@write $name:ident $unknown:ident $($variant:ident [$($checked:ident)?])*) => {
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
                    $($(Self::$variant($checked) => {
                        $crate::runtime::validate::Validate::check($checked, _checker)
                    })?)*
                    #[allow(unreachable_patterns, reason = "the rest has nothing to be checked")]
                    _ => {}
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
