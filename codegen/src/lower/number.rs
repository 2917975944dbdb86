//! Types of numbers and of strings with a format: the narrowest ones that hold all values.
//!
//! Source: OpenAPI 3.0.4, section 4.4 (data types); the OpenAPI Initiative's Format Registry.

use openapiv3::{IntegerFormat, NumberFormat, StringFormat, VariantOrUnknownOrEmpty};

use crate::ir::{Integer, Number, Type};

/// The keywords of an integer schema that determine its width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integers<'a> {
    pub(super) format: &'a str,
    pub(super) minimum: Option<f64>,
    /// Whether the schema has any bound.
    pub(super) has_bounds: bool,
    /// Whether a bound exceeds 64 bits.
    pub(super) is_wide: bool,
}

/// Returns the type of integers. A format with a width decides. Without one, the settings decide if there are no bounds;
/// otherwise the type has 64 bits, unsigned if no value is negative, or is a decimal if the bounds are wider.
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

/// Returns the type of numbers; the settings decide for formats without a precision.
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

/// Returns whether a format requires all digits to be preserved.
fn is_exact(format: &str) -> bool {
    ["decimal", "decimal128", "bigdecimal", "big-decimal", "bigint", "biginteger", "big-integer", "bignumber", "int128"]
        .contains(&format)
}

/// Returns the type of strings with this format. A format that contradicts `minLength` or `maxLength` is ignored.
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

/// A format as a string, as in the document.
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
    fn a_format_that_contradicts_the_lengths_is_ignored() {
        assert_eq!(string_type("uuid", Some(24), Some(24)), Type::String);
        assert_eq!(string_type("uuid", Some(1), Some(64)), Type::Uuid);
        assert_eq!(string_type("date", Some(11), None), Type::String);
        assert_eq!(string_type("date-time", None, Some(10)), Type::String);
    }

    #[test]
    fn formats_and_bounds_determine_the_width_of_integers() {
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
    fn formats_and_settings_determine_the_type_of_numbers() {
        assert_eq!(number_type("", &Type::Decimal), Type::Decimal);
        assert_eq!(number_type("price", &Type::Decimal), Type::Decimal);
        assert_eq!(number_type("double", &Type::Decimal), Type::Number(Number::F64));
        assert_eq!(number_type("float", &Type::Decimal), Type::Number(Number::F32));
    }
}
