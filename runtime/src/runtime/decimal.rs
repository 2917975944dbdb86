//! Numbers that keep every digit.
//!
//! Source: RFC 8259, section 6 (the grammar does not limit the digits of a number).

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

/// A number of any size and precision, kept as the digits of the JSON text.
///
/// Two values are equal only if their texts are equal: `1.0` is not equal to `1.00`. To compute, parse
/// [`as_str`](Self::as_str) with a crate for decimal numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal(Box<str>);

/// The error for text that is not a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseDecimalError;

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a JSON number")
    }
}

impl std::error::Error for ParseDecimalError {}

impl Decimal {
    /// Returns the number as JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the closest `f64`; infinity if the number is too large.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// Returns the number if it is an integer of 128 bits; a fraction of zero is allowed.
    pub fn to_i128(&self) -> Option<i128> {
        crate::runtime::number::whole(&self.0)?.parse().ok()
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({})", self.0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(number.to_string().into())
    }
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        Self(number.to_string().into())
    }
}

crate::runtime::property::into_property! {
    [] i32 => Decimal: |number| i64::from(number).into();
    [] i64 => Decimal: |number| number.into();
    [] u64 => Decimal: |number| number.into();
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        if is_number(text) { Ok(Self(text.into())) } else { Err(ParseDecimalError) }
    }
}

/// Whether text is `[-] int [frac] [exp]`.
fn is_number(text: &str) -> bool {
    fn digits(text: &str) -> Option<&str> {
        let rest = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
        (rest.len() < text.len()).then_some(rest)
    }
    let whole = text.strip_prefix('-').unwrap_or(text);
    let rest = match whole.strip_prefix('0') {
        Some(rest) => Some(rest),
        None => digits(whole),
    };
    let fraction = rest.and_then(|rest| rest.strip_prefix('.').map_or(Some(rest), digits));
    let exponent = fraction.and_then(|rest| match rest.strip_prefix(['e', 'E']) {
        Some(rest) => digits(rest.strip_prefix(['+', '-']).unwrap_or(rest)),
        None => Some(rest),
    });
    exponent == Some("")
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        raw.get().parse().map_err(|_| serde::de::Error::custom("invalid type, expected a number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_kept() {
        for text in ["0", "-0", "1.10", "123456789012345678901234567890.000", "1e400", "-1.5E-7"] {
            let read: Decimal = serde_json::from_str(text).unwrap();
            assert_eq!(read.as_str(), text);
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            assert_eq!(text.parse(), Ok(read));
        }
        let list: Vec<Decimal> = serde_json::from_str("[ 1.50 , 2 ]").unwrap();
        assert_eq!(serde_json::to_string(&list).unwrap(), "[1.50,2]");
        assert_eq!(serde_json::to_value(Decimal::from(7_i64)).unwrap(), serde_json::json!(7));
    }

    #[test]
    fn text_that_is_not_a_number_is_refused() {
        for text in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "NaN", "1 ", "0x1", "\"1\""] {
            assert_eq!(text.parse::<Decimal>(), Err(ParseDecimalError), "{text}");
        }
        assert!(serde_json::from_str::<Decimal>("\"1\"").is_err());
        assert!(serde_json::from_str::<Decimal>("null").is_err());
    }

    #[test]
    fn conversion_to_other_number_types() {
        let number: Decimal = "170141183460469231731687303715884105727".parse().unwrap();
        assert_eq!(number.to_i128(), Some(i128::MAX));
        assert_eq!("1.5".parse::<Decimal>().unwrap().to_i128(), None);
        assert_eq!("-1.20e2".parse::<Decimal>().unwrap().to_i128(), Some(-120));
        assert!((number.to_f64() - 1.701_411_834_604_692_3e38).abs() < 1e25);
    }
}
