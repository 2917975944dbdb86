//! Numbers and formatted text as the narrowest types that hold all their values.
//!
//! Source: OpenAPI 3.0.4, section 4.4 (data types); the OpenAPI Initiative's Format Registry.

use openapiv3::{IntegerFormat, NumberFormat, StringFormat, VariantOrUnknownOrEmpty};

use crate::ir::{Integer, Number, Type};

/// What a schema of integers says of their size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integers<'a> {
    pub(super) format: &'a str,
    pub(super) minimum: Option<f64>,
    /// Whether there is any bound.
    pub(super) has_bounds: bool,
    /// Whether a bound is beyond 64 bits.
    pub(super) is_wide: bool,
}

/// Such integers. A width is taken at its word; without one, integers are what the settings say, have 64 bits where there
/// are bounds, no sign where none may be negative, and as many digits as it takes where the bounds are wider.
pub(super) fn integer_type(Integers { format, minimum, has_bounds, is_wide }: Integers<'_>, unbounded: &Type) -> Type {
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
        _ if is_wide => return Type::Decimal,
        _ if !has_bounds => return unbounded.clone(),
        _ if minimum.is_some_and(|low| low >= 0.0) => Integer::U64,
        _ => Integer::I64,
    };
    Type::Integer(width)
}

/// Numbers of this format; of none that gives a precision, those that the settings say.
pub(super) fn number_type(format: &str, usual: &Type) -> Type {
    match format {
        "float" => Type::Number(Number::F32),
        "int32" => Type::Integer(Integer::I32),
        "int64" => Type::Integer(Integer::I64),
        "double" => Type::Number(Number::F64),
        format if is_exact(format) => Type::Decimal,
        _ => usual.clone(),
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
        let of = |format, minimum: Option<f64>, has_bounds, is_wide| {
            let integers = Integers { format, minimum, has_bounds, is_wide };
            integer_type(integers, &Type::Integer(Integer::I128))
        };
        assert_eq!(of("int32", Some(0.0), true, true), Type::Integer(Integer::I32));
        assert_eq!(of("uint8", None, false, false), Type::Integer(Integer::U8));
        assert_eq!(of("", None, false, false), Type::Integer(Integer::I128));
        assert_eq!(of("", None, true, false), Type::Integer(Integer::I64));
        assert_eq!(of("unix-time", Some(0.0), true, false), Type::Integer(Integer::U64));
        assert_eq!(of("", Some(0.0), true, true), Type::Decimal);
        assert_eq!(of("bigint", None, false, false), Type::Decimal);
    }

    #[test]
    fn numbers_are_as_exact_as_they_have_to_be() {
        assert_eq!(number_type("", &Type::Decimal), Type::Decimal);
        assert_eq!(number_type("price", &Type::Decimal), Type::Decimal);
        assert_eq!(number_type("double", &Type::Decimal), Type::Number(Number::F64));
        assert_eq!(number_type("float", &Type::Decimal), Type::Number(Number::F32));
    }
}
