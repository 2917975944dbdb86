//! Open enums: an unknown value is kept, and serializes unchanged.

use std::cell::Cell;
use std::fmt;

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

/// The text of an enum value that this version of the client does not know.
///
/// Only deserialization and `From` create one, and only from text that is not a known value. So a known value is never
/// an `UnknownValue`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        unknown(Self(text.into()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
        self.0.fmt(f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
        impl $name {
            /// The values that this version of the client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the value as it appears in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        impl ::std::cmp::Eq for $name {}

        /// By the text as it appears in JSON, so that a new variant does not change the order.
        impl ::std::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                ::std::cmp::Ord::cmp(self.as_str(), other.as_str())
            }
        }

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

/// Implements an enum of values of several JSON types, from the table of its variants and their values. The last line
/// names the variant for unknown values.
#[doc(hidden)]
#[macro_export]
macro_rules! value_enum {
    ($name:ident { $($variant:ident = $value:expr,)* _ = $unknown:ident $(,)? }) => {
        impl $name {
            /// The values that this version of the client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the value as it appears in JSON.
            pub fn value(&self) -> ::serde_json::Value {
                match self {
                    $(Self::$variant => $value.into(),)*
                    Self::$unknown(value) => value.clone(),
                }
            }
        }

        impl ::std::convert::From<::serde_json::Value> for $name {
            fn from(value: ::serde_json::Value) -> Self {
                $(if $crate::runtime::number::same(&value, &$value.into()) {
                    return Self::$variant;
                })*
                Self::$unknown($crate::runtime::enumeration::unknown(value))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            /// Parses the text of a known value; any other text is an unknown value.
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                let known = Self::KNOWN.iter().find(|known| known.to_string() == text).cloned();
                ::std::result::Result::Ok(known.unwrap_or_else(|| ::serde_json::Value::from(text).into()))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.value() {
                    ::serde_json::Value::String(text) => f.pad(&text),
                    other => ::std::fmt::Display::fmt(&other, f),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.value(), serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <::serde_json::Value as ::serde::Deserialize<'de>>::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

#[doc(hidden)]
pub use {integer_enum, string_enum, value_enum};
