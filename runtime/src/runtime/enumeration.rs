//! Open enums: a value that this version of a client does not know is kept as it came, and sent as it came.

use std::cell::Cell;
use std::fmt;

thread_local! {
    /// How many values have been read that this version of the client does not know.
    static UNKNOWN: Cell<usize> = const { Cell::new(0) };
}

/// Does `work`, and tells how many values it read that this version of the client does not know.
pub(crate) fn counting_unknown<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = UNKNOWN.get();
    let done = work();
    (done, UNKNOWN.get().wrapping_sub(before))
}

/// How many values have been read that this version of the client does not know.
pub(crate) fn unknown_count() -> usize {
    UNKNOWN.get()
}

/// Forgets those that were read on trial.
pub(crate) fn set_unknown(count: usize) {
    UNKNOWN.set(count);
}

/// Notes that `value` is not known.
pub(crate) fn unknown<T>(value: T) -> T {
    UNKNOWN.set(UNKNOWN.get().wrapping_add(1));
    value
}

/// The text of an enum value that this version of the client does not know.
///
/// Only decoding and `From` make one, and only of text that is none of the known values, so that a known value
/// never hides behind it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    pub(crate) fn new(text: &str) -> Self {
        unknown(Self(text.into()))
    }

    /// The text, as it came.
    pub fn as_str(&self) -> &str {
        &self.0
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
    pub(crate) fn new(value: i64) -> Self {
        unknown(Self(value))
    }

    /// The number, as it came.
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

/// Implements what a string enum needs, from the table of its variants and their texts. The last line names the
/// variant that keeps unknown text.
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $text:literal,)* _ = $unknown:ident $(,)? }) => {
        impl $name {
            /// The values this version of the client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The value as the API writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::$unknown($crate::runtime::UnknownValue::new(text)),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                text.as_str().into()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(text.into())
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

/// Implements what an integer enum needs, from the table of its variants and their numbers. The last line names
/// the variant that keeps unknown numbers.
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $number:literal,)* _ = $unknown:ident $(,)? }) => {
        impl $name {
            /// The values this version of the client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The value as the API writes it.
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::$unknown(value) => value.value(),
                }
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

/// Implements what an enum of values of several kinds needs, from the table of its variants and their values. The
/// last line names the variant that keeps unknown values.
macro_rules! value_enum {
    ($name:ident { $($variant:ident = $value:expr,)* _ = $unknown:ident $(,)? }) => {
        impl $name {
            /// The values this version of the client knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The value as the API writes it.
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

            /// Text is the value that is written like it, or else text that is not known.
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

pub(crate) use {integer_enum, string_enum, value_enum};
