//! Numbers and formatted text as the narrowest types that hold all their values.
//!
//! Source: OpenAPI 3.0.4, section 4.4 (data types); the OpenAPI Initiative's Format Registry.

use openapiv3::{IntegerFormat, NumberFormat, StringFormat, VariantOrUnknownOrEmpty};

use crate::ir::{Integer, Number, Type};

/// Beyond these an integer does not fit 64 bits. Bounds that floating point has rounded still fit.
const MAX_I64: f64 = 9.3e18;
const MAX_U64: f64 = 1.85e19;

/// Integers of this format and within these bounds. A width is taken at its word; without one, integers have 64 bits,
/// no sign where none may be negative, and as many digits as it takes where the bounds are wider.
pub(super) fn integer_type(format: &str, minimum: Option<f64>, maximum: Option<f64>) -> Type {
    let width = match format {
        "int8" => Integer::I8,
        "int16" => Integer::I16,
        "int32" => Integer::I32,
        "int64" => Integer::I64,
        "uint8" => Integer::U8,
        "uint16" => Integer::U16,
        "uint32" => Integer::U32,
        "uint64" => Integer::U64,
        format if is_exact(format) => return Type::Decimal,
        _ => {
            let (low, high) = (minimum.unwrap_or(0.0), maximum.unwrap_or(0.0));
            if low < -MAX_I64 || high > MAX_U64 || (high > MAX_I64 && minimum.is_none_or(|low| low < 0.0)) {
                return Type::Decimal;
            }
            if minimum.is_some_and(|low| low >= 0.0) { Integer::U64 } else { Integer::I64 }
        }
    };
    Type::Integer(width)
}

/// Numbers of this format.
pub(super) fn number_type(format: &str) -> Type {
    match format {
        "float" => Type::Number(Number::F32),
        "int32" => Type::Integer(Integer::I32),
        "int64" => Type::Integer(Integer::I64),
        format if is_exact(format) => Type::Decimal,
        _ => Type::Number(Number::F64),
    }
}

/// Whether a format says that every digit counts.
fn is_exact(format: &str) -> bool {
    ["decimal", "decimal128", "bigdecimal", "big-decimal", "bigint", "biginteger", "big-integer", "bignumber", "int128"]
        .contains(&format)
}

/// Text of this format, where Rust has a type for it that keeps what the text says, and where texts of this format can
/// be of at least and at most so many characters: a format that its own limits rule out is none.
pub(super) fn string_type(format: &str, least: Option<usize>, most: Option<usize>) -> Type {
    let lengths = match format {
        "date-time" => 20..=usize::MAX,
        "date" => 10..=10,
        "uuid" => 36..=36,
        "ipv4" => 7..=15,
        "ipv6" => 2..=45,
        _ => 0..=usize::MAX,
    };
    if most.is_some_and(|most| most < *lengths.start()) || least.is_some_and(|least| least > *lengths.end()) {
        return Type::String;
    }
    match format {
        "date-time" => Type::DateTime,
        "date" => Type::Date,
        "uuid" => Type::Uuid,
        "byte" => Type::Base64,
        "binary" => Type::Binary,
        "base64url" => Type::Base64Url,
        "ipv4" => Type::Ipv4,
        "ipv6" => Type::Ipv6,
        _ => Type::String,
    }
}

/// A format as the document writes it.
pub(super) trait Format {
    fn text(&self) -> &str;
}

impl Format for VariantOrUnknownOrEmpty<IntegerFormat> {
    fn text(&self) -> &str {
        match self {
            Self::Item(IntegerFormat::Int32) => "int32",
            Self::Item(IntegerFormat::Int64) => "int64",
            Self::Unknown(format) => format,
            Self::Empty => "",
        }
    }
}

impl Format for VariantOrUnknownOrEmpty<NumberFormat> {
    fn text(&self) -> &str {
        match self {
            Self::Item(NumberFormat::Float) => "float",
            Self::Item(NumberFormat::Double) => "double",
            Self::Unknown(format) => format,
            Self::Empty => "",
        }
    }
}

impl Format for VariantOrUnknownOrEmpty<StringFormat> {
    fn text(&self) -> &str {
        match self {
            Self::Item(StringFormat::Date) => "date",
            Self::Item(StringFormat::DateTime) => "date-time",
            Self::Item(StringFormat::Password) => "password",
            Self::Item(StringFormat::Byte) => "byte",
            Self::Item(StringFormat::Binary) => "binary",
            Self::Unknown(format) => format,
            Self::Empty => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_its_limits_rule_out_is_none() {
        assert_eq!(string_type("uuid", Some(24), Some(24)), Type::String);
        assert_eq!(string_type("uuid", Some(1), Some(64)), Type::Uuid);
        assert_eq!(string_type("date", Some(11), None), Type::String);
        assert_eq!(string_type("date-time", None, Some(10)), Type::String);
    }

    #[test]
    fn integers_are_as_wide_as_they_have_to_be() {
        let rows = [
            ("int32", Some(0.0), None, Type::Integer(Integer::I32)),
            ("uint8", None, None, Type::Integer(Integer::U8)),
            ("", None, None, Type::Integer(Integer::I64)),
            ("unix-time", Some(0.0), None, Type::Integer(Integer::U64)),
            ("", Some(-9_223_372_036_854_776_000.0), Some(9_223_372_036_854_776_000.0), Type::Integer(Integer::I64)),
            ("", Some(0.0), Some(18_446_744_073_709_551_615.0), Type::Integer(Integer::U64)),
            ("", None, Some(18_446_744_073_709_551_615.0), Type::Decimal),
            ("", None, Some(1e30), Type::Decimal),
            ("bigint", None, None, Type::Decimal),
        ];
        for (format, minimum, maximum, ty) in rows {
            assert_eq!(integer_type(format, minimum, maximum), ty, "{format} {minimum:?} {maximum:?}");
        }
    }
}
