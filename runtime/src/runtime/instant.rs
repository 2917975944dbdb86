//! Instants in the format of RFC 3339, with specific error messages.
//!
//! Source: RFC 3339, section 5.6 (`date-time`).

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// Deserializes an instant. `is_utc`: one without an offset from UTC is UTC, not an error.
pub fn read_instant<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D, is_utc: bool) -> Result<T, D::Error> {
    deserializer.deserialize_str(InstantText(is_utc, PhantomData))
}

/// Whether instants without an offset are UTC, and their type.
struct InstantText<T>(bool, PhantomData<T>);

impl<T: FromStr> Visitor<'_> for InstantText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an RFC 3339 instant")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        if has_more_than_nanoseconds(text) {
            let help = "set `times = \"string\"` to keep the text";
            return Err(E::custom(format_args!("the instant {text:?} has more than nine digits of a second; {help}")));
        }
        match text.parse() {
            Ok(instant) => Ok(instant),
            Err(_) => self.without_offset(text),
        }
    }
}

impl<T: FromStr> InstantText<T> {
    #[cold]
    fn without_offset<E: Error>(self, text: &str) -> Result<T, E> {
        let has_time = text.len() > "2024-01-02".len();
        match format!("{text}Z").parse() {
            Ok(instant) if has_time && self.0 => Ok(instant),
            Ok(_) if has_time => Err(E::custom(format_args!(
                "the instant {text:?} lacks its offset from UTC, such as `Z` or `+01:00`; \
                 set `date-times-without-offset = \"utc\"` to accept such instants as UTC"
            ))),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

/// Whether an instant has more digits of a second than nanoseconds hold.
fn has_more_than_nanoseconds(text: &str) -> bool {
    let Some(point) = text.find(['.', ',']) else { return false };
    let digits = text[point + 1..].bytes().take_while(u8::is_ascii_digit);
    digits.skip(9).any(|digit| digit != b'0')
}

/// Implements (de)serialization of an instant type.
#[doc(hidden)]
#[macro_export]
macro_rules! instant {
    ($ty:ty) => {
        impl<'de> $crate::runtime::scalar::Reads<'de, $ty> for $crate::runtime::scalar::Instant {
            fn read<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<$ty, D::Error> {
                $crate::runtime::instant::read_instant(deserializer, false)
            }
        }

        impl<'de> $crate::runtime::scalar::Reads<'de, $ty> for $crate::runtime::scalar::InstantOrUtc {
            fn read<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<$ty, D::Error> {
                $crate::runtime::instant::read_instant(deserializer, true)
            }
        }

        impl $crate::runtime::scalar::Writes<$ty> for $crate::runtime::scalar::Instant {
            fn write<S: ::serde::Serializer>(value: &$ty, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(value, serializer)
            }
        }

        impl $crate::runtime::scalar::Writes<$ty> for $crate::runtime::scalar::InstantOrUtc {
            fn write<S: ::serde::Serializer>(value: &$ty, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(value, serializer)
            }
        }
    };
}

#[doc(hidden)]
pub use instant;

#[cfg(test)]
mod tests {
    use crate::runtime::scalar::{As, Instant, InstantOrUtc, Reads};

    type Chrono = chrono::DateTime<chrono::FixedOffset>;

    fn read<'de, T, H: Reads<'de, T>>(text: &'de str) -> Result<T, String> {
        serde_json::from_str::<As<T, H>>(text).map(|it| it.0).map_err(|error| error.to_string())
    }

    #[test]
    fn an_instant_without_an_offset_is_refused_or_utc() {
        let text = "\"2024-01-02T03:04:05.5\"";
        let errors = [
            read::<Chrono, Instant>(text).unwrap_err(),
            read::<jiff::Timestamp, Instant>(text).unwrap_err(),
            read::<crate::runtime::DateTime, Instant>(text).unwrap_err(),
        ];
        for error in errors {
            assert!(error.contains("lacks its offset") && error.contains("`date-times-without-offset"), "{error}");
        }
        let utc = "\"2024-01-02T03:04:05.5Z\"";
        assert_eq!(read::<Chrono, InstantOrUtc>(text), read::<Chrono, Instant>(utc));
        assert_eq!(read::<jiff::Timestamp, InstantOrUtc>(text), read::<jiff::Timestamp, Instant>(utc));
        assert_eq!(
            read::<crate::runtime::DateTime, InstantOrUtc>(text),
            read::<crate::runtime::DateTime, Instant>(utc)
        );
        // An offset in the text takes precedence.
        assert_eq!(
            read::<Chrono, InstantOrUtc>("\"2024-01-02T03:04:05+01:00\""),
            read::<Chrono, Instant>("\"2024-01-02T02:04:05Z\"")
        );
        for text in ["\"2024-01-02\"", "\"03:04:05\"", "\"\"", "7", "\"2024-13-02T03:04:05\""] {
            let errors = [
                read::<Chrono, InstantOrUtc>(text).unwrap_err(),
                read::<jiff::Timestamp, InstantOrUtc>(text).unwrap_err(),
                read::<crate::runtime::DateTime, InstantOrUtc>(text).unwrap_err(),
            ];
            for error in errors {
                assert!(error.contains("expected an RFC 3339 instant"), "{text}: {error}");
            }
        }
    }

    #[test]
    fn digits_of_a_second_are_not_lost_silently() {
        for text in ["\"2024-01-01T00:00:00.1234567891Z\"", "\"2024-01-01T00:00:00.000000000001+01:00\""] {
            let errors = [
                read::<Chrono, Instant>(text).unwrap_err(),
                read::<jiff::Timestamp, Instant>(text).unwrap_err(),
                read::<crate::runtime::DateTime, Instant>(text).unwrap_err(),
            ];
            for error in errors {
                assert!(error.contains("more than nine digits") && error.contains("`times"), "{error}");
            }
        }
        assert!(read::<Chrono, Instant>("\"2024-01-01T00:00:00.123456789000Z\"").is_ok());
    }
}
