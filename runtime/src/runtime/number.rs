//! JSON numbers: `1.0` is a valid integer, and integral numbers serialize without a fraction.
//!
//! Source: JSON Schema Validation 2020-12, section 6.1.1; RFC 8259, section 6.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::runtime::scalar::{Number, Reads, Writes};

/// The largest integer up to which each integer has its own `f64`.
const MAX_EXACT: f64 = 9_007_199_254_740_991.0;

/// Returns the reason for the type of an integer, and a remedy. Only a `format` makes a type narrower than 64 bits, and
/// no setting changes that.
fn cause(ty: &str) -> &'static str {
    match ty {
        "i64" | "u64" | "i128" => "if the API declares no format and no bounds, set `integers` to a wider type",
        _ => "the API's `format` determines this type: correct it in the document or in an overlay",
    }
}

fn too_wide<E: Error>(number: &dyn fmt::Display, ty: &str) -> E {
    E::custom(format_args!("the integer `{number}` does not fit `{ty}`; {}", cause(ty)))
}

fn no_integer<E: Error>(number: &dyn fmt::Display, ty: &str) -> E {
    E::custom(format_args!("invalid value: `{number}` is not an integer, expected {ty}"))
}

/// Adds a remedy to an error about a number out of the reader's range.
#[cold]
fn explained<E: Error>(error: E, ty: &str, help: &str) -> E {
    let text = error.to_string();
    match text.strip_prefix("number out of range") {
        Some(place) => E::custom(format_args!("the number is out of the range of `{ty}`; {help}{place}")),
        None => error,
    }
}

/// A visitor for an integer, whose fraction may be zero.
struct Integer<T>(PhantomData<T>, &'static str);

impl<T: TryFrom<i64> + TryFrom<u64>> Visitor<'_> for Integer<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }

    #[inline]
    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(|_| too_wide(&number, self.1))
    }

    #[inline]
    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        T::try_from(number).map_err(|_| too_wide(&number, self.1))
    }

    #[cold]
    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        if number.fract() != 0.0 {
            return Err(no_integer(&number, self.1));
        }
        if number.abs() > MAX_EXACT {
            // Its digits are lost: it could be any of several integers.
            let ty = self.1;
            let what = "or has a fraction or an exponent and too many digits to be read";
            return Err(E::custom(format_args!("the integer `{number:e}` does not fit `{ty}`, {what}; {}", cause(ty))));
        }
        #[allow(clippy::cast_possible_truncation, reason = "it is integral and in range")]
        self.visit_i64(number as i64)
    }
}

macro_rules! integers {
    ($($ty:ident $read:ident $write:ident,)*) => {
        $(impl<'de> Reads<'de, $ty> for Number {
            #[inline]
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<$ty, D::Error> {
                let read = deserializer.$read(Integer::<$ty>(PhantomData, stringify!($ty)));
                read.map_err(|error| explained(error, stringify!($ty), cause(stringify!($ty))))
            }
        }

        impl Writes<$ty> for Number {
            #[inline]
            fn write<S: Serializer>(value: &$ty, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.$write(*value)
            }
        })*
    };
}

integers! {
    i8 deserialize_i8 serialize_i8,
    i16 deserialize_i16 serialize_i16,
    i32 deserialize_i32 serialize_i32,
    i64 deserialize_i64 serialize_i64,
    u8 deserialize_u8 serialize_u8,
    u16 deserialize_u16 serialize_u16,
    u32 deserialize_u32 serialize_u32,
    u64 deserialize_u64 serialize_u64,
}

/// Integers of 128 bits are parsed from their digits, which `serde_json` does not keep otherwise.
impl<'de> Reads<'de, i128> for Number {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        match whole(text) {
            Some(number) => number.parse().map_err(|_| too_wide(&text, "i128")),
            None if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
                Err(no_integer(&text, "i128"))
            }
            None => Err(D::Error::custom("invalid type, expected i128")),
        }
    }
}

impl Writes<i128> for Number {
    fn write<S: Serializer>(value: &i128, serializer: S) -> Result<S::Ok, S::Error> {
        if let Ok(value) = i64::try_from(*value) {
            return serializer.serialize_i64(value);
        }
        match u64::try_from(*value) {
            Ok(value) => serializer.serialize_u64(value),
            Err(_) => RawValue::from_string(value.to_string()).map_err(S::Error::custom)?.serialize(serializer),
        }
    }
}

/// The remedy for numbers out of the range of `f64` and `f32`.
const NUMBERS: &str = "set `numbers = \"decimal\"` to keep numbers of any size, if the API declares no format";

/// The remedy for numbers out of the range of `f32`.
const FLOATS: &str = "set `floats = \"f64\"` to keep larger numbers";

macro_rules! floats {
    ($($ty:ident $help:ident,)*) => {
        $(impl<'de> Reads<'de, $ty> for Number {
            #[inline]
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<$ty, D::Error> {
                let ty = stringify!($ty);
                let number = $ty::deserialize(deserializer).map_err(|error| explained(error, ty, $help))?;
                if number.is_finite() {
                    return Ok(number);
                }
                // Some readers return infinity for a number that is too large.
                Err(D::Error::custom(format_args!("the number is out of the range of `{ty}`; {}", $help)))
            }
        })*
    };
}

floats! {
    f64 NUMBERS,
    f32 FLOATS,
}

/// Converts a number to an integer of 64 bits, if that loses nothing.
#[inline]
fn as_integer(number: f64) -> Option<Result<i64, u64>> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is integral and in range")]
    match number {
        _ if number.fract() != 0.0 => None,
        _ if (-TWO_TO_63..TWO_TO_63).contains(&number) => Some(Ok(number as i64)),
        _ if (TWO_TO_63..2.0 * TWO_TO_63).contains(&number) => Some(Err(number as u64)),
        _ => None,
    }
}

const NOT_FINITE: &str = "JSON has no number for NaN and the infinities";

macro_rules! integral {
    ($($ty:ident $write:ident,)*) => {
        $(impl Writes<$ty> for Number {
            #[inline]
            fn write<S: Serializer>(value: &$ty, serializer: S) -> Result<S::Ok, S::Error> {
                // Binary formats distinguish integers from other numbers.
                let integer = if serializer.is_human_readable() { as_integer((*value).into()) } else { None };
                match integer {
                    Some(Ok(integer)) => serializer.serialize_i64(integer),
                    Some(Err(integer)) => serializer.serialize_u64(integer),
                    None if value.is_finite() => serializer.$write(*value),
                    None => Err(S::Error::custom(NOT_FINITE)),
                }
            }
        })*
    };
}

integral! {
    f64 serialize_f64,
    f32 serialize_f32,
}

/// Whether two values are equal in JSON Schema: `1.0` equals `1`.
pub fn same(this: &Value, other: &Value) -> bool {
    match (this, other) {
        (Value::Number(this), Value::Number(other)) => this == other || same_number(this, other),
        (Value::Array(these), Value::Array(others)) => {
            these.len() == others.len() && these.iter().zip(others).all(|(this, other)| same(this, other))
        }
        (Value::Object(these), Value::Object(others)) => {
            let is_same = |(name, this): (&String, &Value)| others.get(name).is_some_and(|other| same(this, other));
            these.len() == others.len() && these.iter().all(is_same)
        }
        (this, other) => this == other,
    }
}

/// Whether a value is an integer in JSON Schema: a number with a fraction of zero.
pub fn is_integer(value: &Value) -> bool {
    let Value::Number(number) = value else { return false };
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn same_number(this: &serde_json::Number, other: &serde_json::Number) -> bool {
    let integer = |number: &serde_json::Number| -> Option<i128> {
        let wide = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        wide.or_else(|| match as_integer(number.as_f64()?)? {
            Ok(integer) => Some(integer.into()),
            Err(integer) => Some(integer.into()),
        })
    };
    integer(this).is_some_and(|this| integer(other) == Some(this))
}

/// The most digits of an integer.
const MAX_DIGITS: usize = 40;

/// Returns the digits of an integer in JSON notation `text`; `None` if it is not an integer.
pub fn whole(text: &str) -> Option<String> {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    // A longer exponent is equivalent to the largest or the smallest.
    let most = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
    let exponent = exponent.parse::<i64>().unwrap_or(most);
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if integer.is_empty() || ![integer, fraction].iter().all(|part| part.bytes().all(|digit| digit.is_ascii_digit())) {
        return None;
    }
    let digits = format!("{integer}{fraction}");
    let Some(first) = digits.find(|digit| digit != '0') else { return Some("0".to_owned()) };
    let digits = &digits[first..];
    let kept = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - kept.len()).ok()?;
    let zeros = exponent.saturating_sub(i64::try_from(fraction.len()).ok()?).saturating_add(zeros);
    // A digit would remain after the decimal point.
    let zeros = usize::try_from(zeros).ok()?;
    Some(format!("{sign}{kept}{}", "0".repeat(zeros.min(MAX_DIGITS))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::DeserializeOwned;
    use serde::de::value::F64Deserializer;
    use serde_json::json;

    use super::*;
    use crate::runtime::scalar::As;

    fn read<T: DeserializeOwned>(text: &str) -> Result<T, String>
    where
        Number: for<'de> Reads<'de, T>,
    {
        serde_json::from_str::<As<T, Number>>(text).map(|it| it.0).map_err(|error| error.to_string())
    }

    fn written<T>(value: T) -> String
    where
        Number: Writes<T>,
    {
        serde_json::to_string(&As::<T, Number>::new(value)).unwrap()
    }

    #[test]
    fn an_integer_can_have_a_fraction_of_zero() {
        for (text, number) in
            [("1", 1), ("1.0", 1), ("1e2", 100), ("12.50e1", 125), ("-0", 0), ("-0.0", 0), ("-3.0", -3)]
        {
            assert_eq!(read::<i64>(text), Ok(number), "{text}");
            assert_eq!(read::<i8>(text), Ok(number as i8), "{text}");
            assert_eq!(read::<i128>(text), Ok(number.into()), "{text}");
        }
        assert_eq!(read::<Vec<Option<u8>>>("[1.0, null, 2]"), Ok(vec![Some(1), None, Some(2)]));
        let map = BTreeMap::from([("a".to_owned(), vec![BTreeMap::from([("b".to_owned(), 3_i64)])])]);
        assert_eq!(read::<BTreeMap<String, Vec<BTreeMap<String, i64>>>>(r#"{"a":[{"b":3e0}]}"#), Ok(map));
        assert_eq!(serde_json::from_value::<As<i64, Number>>(json!(1.0)).unwrap().0, 1);
    }

    #[test]
    fn numbers_that_are_not_integers_are_refused() {
        assert_eq!(
            read::<i64>("1.5").unwrap_err(),
            "invalid value: `1.5` is not an integer, expected i64 at line 1 column 3"
        );
        assert_eq!(read::<i128>("[1.5]").unwrap_err(), "invalid type, expected i128");
        assert_eq!(read::<i128>("15e-1").unwrap_err(), "invalid value: `15e-1` is not an integer, expected i128");
        assert_eq!(read::<i64>("\"1\"").unwrap_err(), "invalid type: string \"1\", expected i64 at line 1 column 3");
        for text in ["true", "null", "{}", "\"1e5\""] {
            assert!(read::<i128>(text).is_err() && read::<u8>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_integer_out_of_range_names_the_setting() {
        for text in [
            "18446744073709551616",
            "1e30",
            "1e400",
            "-9223372036854775809",
            "9007199254740993.0",
            "-1e999999999999999999999",
        ] {
            for error in [read::<i64>(text).unwrap_err(), read::<u64>(text).unwrap_err()] {
                assert!(error.contains("`integers`") && error.contains("at line 1"), "{text}: {error}");
            }
            // A `format` sets the width, so the message must not name the setting.
            let error = read::<i32>(text).unwrap_err();
            assert!(!error.contains("`integers`") && error.contains("the API's `format`"), "{text}: {error}");
        }
        for text in ["256", "-1", "256.0"] {
            let error = read::<u8>(text).unwrap_err();
            assert!(error.contains("does not fit `u8`; the API's `format`"), "{text}: {error}");
        }
        assert_eq!(read::<i64>("9007199254740991.0"), Ok(9_007_199_254_740_991));
        assert!(read::<i128>("1e39").unwrap_err().contains("`integers`"));
    }

    #[test]
    fn no_digit_of_128_bits_is_lost() {
        let wide = [i128::MIN, -9_223_372_036_854_775_809, 0, 18_446_744_073_709_551_616, i128::MAX];
        for number in wide {
            assert_eq!(read::<i128>(&number.to_string()), Ok(number));
            assert_eq!(written(number), number.to_string());
        }
        assert_eq!(read::<i128>("9007199254740993.0"), Ok(9_007_199_254_740_993));
        assert_eq!(read::<i128>("1.8446744073709551617e19"), Ok(18_446_744_073_709_551_617));
        assert_eq!(read::<i128>("0e99999999999999999999"), Ok(0));
        assert_eq!(serde_json::to_value(As::<_, Number>::new(7_i128)).unwrap(), json!(7));
    }

    #[test]
    fn an_integral_number_serializes_as_an_integer() {
        let rows =
            [(20.0, "20"), (-0.0, "0"), (1.5, "1.5"), (1e15, "1000000000000000"), (-2e18, "-2000000000000000000")];
        for (number, text) in rows {
            assert_eq!(written(number), text);
        }
        assert_eq!(written(vec![Some(1.0_f32), None, Some(0.1)]), "[1,null,0.1]");
        for number in [
            1e18,
            9_007_199_254_740_993.0,
            1.8e19,
            1e21,
            1e300,
            5e-324,
            f64::MAX,
            f64::MIN,
            2.0_f64.powi(63),
            2.0_f64.powi(64),
        ] {
            assert_eq!(written(number).parse::<f64>(), Ok(number));
            assert_eq!(read::<f64>(&written(number)), Ok(number));
        }
        for number in [1e10_f32, f32::MAX, 16_777_216.0, 1e-40] {
            assert_eq!(read::<f32>(&written(number)), Ok(number));
        }
        assert!(serde_json::to_string(&As::<_, Number>::new(f64::NAN)).is_err());
        assert!(serde_json::to_string(&As::<_, Number>::new(vec![f32::INFINITY])).is_err());
    }

    #[test]
    fn a_number_out_of_range_names_the_setting() {
        assert_eq!(
            read::<Vec<f64>>("[1, 1e400]").unwrap_err(),
            format!("the number is out of the range of `f64`; {NUMBERS} at line 1 column 9")
        );
        let infinite = F64Deserializer::<serde_json::Error>::new(f64::INFINITY);
        let read_infinite: Result<f64, _> = Number::read(infinite);
        assert!(read_infinite.unwrap_err().to_string().contains("`numbers"));
        assert!(read::<f32>("1e39").unwrap_err().contains("`floats = \"f64\"`"));
    }

    #[test]
    fn numbers_are_equal_in_any_notation() {
        let same =
            |this: &str, other: &str| same(&serde_json::from_str(this).unwrap(), &serde_json::from_str(other).unwrap());
        assert!(same("1.0", "1") && same("-0", "0") && same("[1e2,{\"a\":2.0}]", "[100,{\"a\":2}]"));
        assert!(!same("1.5", "1") && !same("[1]", "[1,2]") && !same("{\"a\":1}", "{\"b\":1}") && !same("1", "true"));
        let is_integer = |text: &str| is_integer(&serde_json::from_str(text).unwrap());
        assert!(["1", "-0", "1.0", "1e300", "18446744073709551615"].into_iter().all(is_integer));
        assert!(!["1.5", "true", "[1]", "\"1\""].into_iter().any(is_integer));
        assert!(!same("18446744073709551615", "-1") && !same("9007199254740993", "9007199254740992.0"));
    }
}
