//! Open enums: an unknown value is kept, and serializes unchanged.

use std::cell::Cell;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::runtime::number;

thread_local! {
    /// The number of unknown enum values that have been deserialized.
    static UNKNOWN: Cell<usize> = const { Cell::new(0) };
}

/// Runs `work`, and also returns the number of unknown enum values that it deserialized.
pub fn counting_unknown<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = UNKNOWN.get();
    let done = work();
    (done, UNKNOWN.get().wrapping_sub(before))
}

/// Returns the number of unknown enum values that have been deserialized.
pub fn unknown_count() -> usize {
    UNKNOWN.get()
}

/// Resets the count, to exclude values that were deserialized on trial.
pub fn set_unknown(count: usize) {
    UNKNOWN.set(count);
}

/// Counts `value` as unknown.
pub fn unknown<T>(value: T) -> T {
    UNKNOWN.set(UNKNOWN.get().wrapping_add(1));
    value
}

/// An enum value that this version of the client does not know.
///
/// Only deserialization and `From` create one, and only from a value that is not known. So a known value is never an
/// `UnknownValue`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

/// Before JSON that is no string.
const JSON: &str = "\0j";

/// Before a string that starts as one of these marks.
const STRING: &str = "\0s";

impl UnknownValue {
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        unknown(Self(if text.starts_with('\0') { [STRING, text].concat().into() } else { text.into() }))
    }

    #[doc(hidden)]
    pub fn is_string(&self) -> bool {
        !self.0.starts_with(JSON)
    }

    /// Returns the value: a string itself, another value as JSON.
    pub fn as_str(&self) -> &str {
        self.0.strip_prefix(JSON).or_else(|| self.0.strip_prefix(STRING)).unwrap_or(&self.0)
    }
}

/// A value of an enum without `type` as JSON has it: its text, and whether it is a string.
pub type Known = (&'static str, bool);

/// Serializes a value of an enum without `type`.
pub fn serialize<S: Serializer>(text: &str, is_string: bool, serializer: S) -> Result<S::Ok, S::Error> {
    if is_string {
        return serializer.serialize_str(text);
    }
    serde_json::from_str::<Value>(text).map_err(serde::ser::Error::custom)?.serialize(serializer)
}

/// Deserializes a value of an enum without `type`: one of those in `known`, which are `values`, or an unknown one.
pub fn deserialize<'de, D: Deserializer<'de>, T: Clone>(
    deserializer: D,
    (known, values): (&[T], &[Known]),
    unknown_value: fn(UnknownValue) -> T,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let is_same = |(text, is_string): &Known| match &value {
        Value::String(value) => *is_string && value == text,
        value => !is_string && serde_json::from_str(text).is_ok_and(|known| number::same(value, &known)),
    };
    Ok(match (values.iter().position(is_same).and_then(|index| known.get(index)), &value) {
        (Some(known), _) => known.clone(),
        (None, Value::String(text)) => unknown_value(UnknownValue::new(text)),
        (None, other) => unknown_value(unknown(UnknownValue(format!("{JSON}{other}").into()))),
    })
}

/// Returns the value with the text `text`, of those in `known`, whose texts are `texts`.
pub fn find<T: Clone>(text: &str, known: &[T], texts: &[&str], unknown: fn(UnknownValue) -> T) -> T {
    match known.iter().zip(texts).find(|(_, known)| **known == text) {
        Some((value, _)) => value.clone(),
        None => unknown(UnknownValue::new(text)),
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

/// The number of an enum value that this version of the client does not know.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    #[doc(hidden)]
    pub fn new(value: i64) -> Self {
        unknown(Self(value))
    }

    /// Returns the number.
    pub fn value(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Implements a string enum, from the table of its variants and their texts. The last line names the variant for
/// unknown text.
#[doc(hidden)]
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $text:literal,)* _ = $unknown:ident $(,)? }) => {
        $crate::runtime::enumeration::text_enum! { $name { $($variant = $text,)* _ = $unknown, } }

        impl $name {
            /// Returns the value as it appears in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        /// By the text as it appears in JSON, so that a new variant does not change the order.
        impl ::std::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                ::std::cmp::Ord::cmp(self.as_str(), other.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::object::text(deserializer)
            }
        }
    };
}

/// Implements an enum without `type`, from the table of its variants, whether they are a `string`, and their texts: a value
/// that is no string as JSON. The last line names the variant for unknown values. The enum has the items of a string enum,
/// whatever its values are, so that it keeps them when it gains a value of another JSON type.
#[doc(hidden)]
#[macro_export]
macro_rules! value_enum {
    ($name:ident { $($variant:ident = $kind:ident $text:literal,)* _ = $unknown:ident $(,)? }) => {
        $crate::runtime::enumeration::text_enum! { $name { $($variant = $text,)* _ = $unknown, } }

        impl $name {
            /// Returns the value: a string itself, another value as JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        /// By the text, and strings after other values, so that a new variant does not change the order.
        impl ::std::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                let key = |value: &Self| match value {
                    $(Self::$variant => $crate::runtime::enumeration::is_string!($kind),)*
                    Self::$unknown(value) => value.is_string(),
                };
                ::std::cmp::Ord::cmp(&(self.as_str(), key(self)), &(other.as_str(), key(other)))
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                let is_string = match self {
                    $(Self::$variant => $crate::runtime::enumeration::is_string!($kind),)*
                    Self::$unknown(value) => value.is_string(),
                };
                $crate::runtime::enumeration::serialize(self.as_str(), is_string, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let values = &[$(($text, $crate::runtime::enumeration::is_string!($kind))),*];
                $crate::runtime::enumeration::deserialize(deserializer, (Self::KNOWN, values), Self::$unknown)
            }
        }
    };
}

/// Returns whether the values of this kind are strings.
#[doc(hidden)]
#[macro_export]
macro_rules! is_string {
    (string) => {
        true
    };
    (json) => {
        false
    };
}

/// Implements the traits of an enum whose method `as_str` returns these texts.
#[doc(hidden)]
#[macro_export]
macro_rules! text_enum {
    ($name:ident { $($variant:ident = $text:literal,)* _ = $unknown:ident $(,)? }) => {
        impl $name {
            /// The values that this version of the client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(::std::cmp::Ord::cmp(self, other))
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::runtime::enumeration::find(text, Self::KNOWN, &[$($text),*], Self::$unknown)
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                <Self as ::std::convert::From<&str>>::from(&text)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(<Self as ::std::convert::From<&str>>::from(text))
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

/// Implements an integer enum, from the table of its variants and their numbers. The last line names the variant for
/// unknown numbers.
#[doc(hidden)]
#[macro_export]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $number:literal,)* _ = $unknown:ident $(,)? }) => {
        impl $name {
            /// The values that this version of the client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the value as it appears in JSON.
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::$unknown(value) => value.value(),
                }
            }
        }

        impl ::std::cmp::Eq for $name {}

        /// By the number as it appears in JSON, so that a new variant does not change the order.
        impl ::std::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                ::std::cmp::Ord::cmp(&self.value(), &other.value())
            }
        }

        impl ::std::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(::std::cmp::Ord::cmp(self, other))
            }
        }

        impl ::std::convert::From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    _ => Self::$unknown($crate::runtime::UnknownInteger::new(number)),
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::num::ParseIntError;

            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::num::ParseIntError> {
                text.parse::<i64>().map(Self::from)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.value())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <$crate::runtime::scalar::Number as $crate::runtime::scalar::Reads<'de, i64>>::read(deserializer).map(Self::from)
            }
        }
    };
}

#[doc(hidden)]
pub use {integer_enum, is_string, string_enum, text_enum, value_enum};
