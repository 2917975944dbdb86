//! Instants and dates of the crate `time`, in the format of RFC 3339.
//!
//! Source: RFC 3339, section 5.6 (`date-time` and `full-date`).

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde::ser::{Error as _, Serialize, Serializer};
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{OffsetDateTime, error};

use crate::runtime::instant::{instant, read_instant};

/// An instant with its offset from UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateTime(pub OffsetDateTime);

/// A date.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(pub time::Date);

macro_rules! as_text {
    ($name:ident($inner:ty), $format:expr, $read:expr) => {
        impl Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl FromStr for $name {
            type Err = error::Parse;

            fn from_str(text: &str) -> Result<Self, error::Parse> {
                <$inner>::parse(text, &$format).map(Self)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        /// The text of RFC 3339; empty for a year that it cannot express.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0.format(&$format).unwrap_or_default())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0.format(&$format).map_err(S::Error::custom)?)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $read(deserializer)
            }
        }
    };
}

as_text!(DateTime(OffsetDateTime), Rfc3339, |deserializer| read_instant(deserializer, false));
as_text!(Date(time::Date), Iso8601::DATE, read_day);

fn read_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text: String = crate::runtime::object::text(deserializer)?;
    text.parse().map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &"an RFC 3339 date"))
}

instant!(DateTime);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_round_trip() {
        for text in ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+05:30", "1999-12-31T23:59:59.123456789-07:00"] {
            let instant: DateTime = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(instant).unwrap(), text);
        }
        let day: Date = "2024-02-29".parse().unwrap();
        assert_eq!(day.to_string(), "2024-02-29");
        assert_eq!((day.year(), serde_json::to_value(day).unwrap()), (2024, "2024-02-29".into()));
        assert!(serde_json::from_str::<Date>("\"2023-02-29\"").is_err());
        assert!(serde_json::from_str::<DateTime>("7").is_err());
    }
}
