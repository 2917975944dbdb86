//! JSON serialization that refuses `NaN` and the infinities, which `serde_json` writes as null.
//!
//! Source: RFC 8259, section 6 ("Numeric values that cannot be represented in the grammar below (such as Infinity and
//! NaN) are not permitted").

use std::fmt;
use std::io::{self, Write};

use serde::ser::{self, Serialize};
use serde_json::ser::Formatter;

use crate::runtime::object;

/// Serializes a body as JSON.
pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, String> {
    placed(|| serde_json::to_vec(value))
}

/// Serializes a value as JSON, with integral numbers without a fraction: the text of parameters and forms. Servers that
/// expect an integer refuse `20.0` there, as text has no number type.
pub fn plain<T: Serialize + ?Sized>(value: &T) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(32);
    placed(|| value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Plain)))?;
    check(value, &bytes)?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// Runs `write`, and adds the location to its error.
fn placed<T>(write: impl FnOnce() -> serde_json::Result<T>) -> Result<T, String> {
    object::failed_at();
    write().map_err(|error| match object::failed_at() {
        pointer if pointer.is_empty() => error.to_string(),
        pointer => format!("`{pointer}`: {error}"),
    })
}

/// Returns an error if a value contains a number that JSON cannot represent.
fn check<T: Serialize + ?Sized>(value: &T, json: &[u8]) -> Result<(), String> {
    // `serde_json` writes such a number as null.
    if !json.windows(4).any(|text| text == b"null") {
        return Ok(());
    }
    let mut search = Search { path: String::new() };
    match value.serialize(&mut search) {
        Err(Found::Number(number)) if search.path.is_empty() => {
            Err(format!("it is {number}, which JSON cannot represent"))
        }
        Err(Found::Number(number)) => Err(format!("`{}` is {number}, which JSON cannot represent", search.path)),
        Err(Found::Nothing) | Ok(()) => Ok(()),
    }
}

/// A formatter that writes integral numbers without a fraction.
struct Plain;

/// From here on, JavaScript's `JSON.stringify` uses an exponent, and all numbers are integral.
const LARGE: f64 = 1e21;

impl Formatter for Plain {
    fn write_f32<W: Write + ?Sized>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        // `f32` has fewer digits than the same number as `f64`.
        if value.fract() == 0.0 && f64::from(value).abs() < LARGE {
            return write!(writer, "{value}");
        }
        serde_json::ser::CompactFormatter.write_f32(writer, value)
    }

    fn write_f64<W: Write + ?Sized>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        if value.fract() == 0.0 && value.abs() < LARGE {
            return write!(writer, "{value}");
        }
        serde_json::ser::CompactFormatter.write_f64(writer, value)
    }
}

/// A search for a number that is not finite. At the end, `path` is the JSON Pointer of its location.
struct Search {
    path: String,
}

/// The reason why the search ended.
#[derive(Debug)]
enum Found {
    Number(f64),
    Nothing,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Found {}

impl ser::Error for Found {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Nothing
    }
}

impl Search {
    /// Searches a value that its parent contains as `step`.
    fn step<T: Serialize + ?Sized>(&mut self, step: &str, value: &T) -> Result<(), Found> {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&step.replace('~', "~0").replace('/', "~1"));
        value.serialize(&mut *self)?;
        self.path.truncate(length);
        Ok(())
    }
}

/// The search within a list or an object.
struct Inside<'s> {
    search: &'s mut Search,
    index: usize,
    key: String,
}

impl Inside<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Found> {
        self.index += 1;
        self.search.step(&(self.index - 1).to_string(), value)
    }
}

macro_rules! nothing {
    ($($method:ident($($ty:ty),*);)*) => {
        $(fn $method(self, $(_: $ty),*) -> Result<(), Found> {
            Ok(())
        })*
    };
}

macro_rules! inside {
    ($($method:ident($($ty:ty),*) -> $kind:ident;)*) => {
        $(fn $method(self, $(_: $ty),*) -> Result<Self::$kind, Found> {
            Ok(Inside { search: self, index: 0, key: String::new() })
        })*
    };
}

impl<'s> ser::Serializer for &'s mut Search {
    type Ok = ();
    type Error = Found;
    type SerializeSeq = Inside<'s>;
    type SerializeTuple = Inside<'s>;
    type SerializeTupleStruct = Inside<'s>;
    type SerializeTupleVariant = Inside<'s>;
    type SerializeMap = Inside<'s>;
    type SerializeStruct = Inside<'s>;
    type SerializeStructVariant = Inside<'s>;

    fn serialize_f64(self, value: f64) -> Result<(), Found> {
        if value.is_finite() { Ok(()) } else { Err(Found::Number(value)) }
    }

    fn serialize_f32(self, value: f32) -> Result<(), Found> {
        self.serialize_f64(value.into())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Found> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Found> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Found> {
        self.step(variant, value)
    }

    nothing! {
        serialize_bool(bool); serialize_char(char); serialize_str(&str); serialize_bytes(&[u8]);
        serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64); serialize_i128(i128);
        serialize_u8(u8); serialize_u16(u16); serialize_u32(u32); serialize_u64(u64); serialize_u128(u128);
        serialize_none(); serialize_unit(); serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    inside! {
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_map(Option<usize>) -> SerializeMap;
        serialize_struct(&'static str, usize) -> SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }
}

macro_rules! items {
    ($($kind:ident::$method:ident),*) => {
        $(impl ser::$kind for Inside<'_> {
            type Ok = ();
            type Error = Found;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Found> {
                self.item(value)
            }

            fn end(self) -> Result<(), Found> {
                Ok(())
            }
        })*
    };
}

items!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! fields {
    ($($kind:ident),*) => {
        $(impl ser::$kind for Inside<'_> {
            type Ok = ();
            type Error = Found;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Found> {
                self.search.step(name, value)
            }

            fn end(self) -> Result<(), Found> {
                Ok(())
            }
        })*
    };
}

fields!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Found;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Found> {
        let json = serde_json::to_value(key).unwrap_or_default();
        self.key = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Found> {
        let key = std::mem::take(&mut self.key);
        self.search.step(&key, value)
    }

    fn end(self) -> Result<(), Found> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn numbers_that_json_cannot_represent_are_refused_with_their_pointer() {
        let map = |number: f64| BTreeMap::from([("a/b", vec![Some(1.0), None, Some(number)]), ("c", vec![])]);
        for (number, text) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
            let expected = format!("`/a~1b/2` is {text}, which JSON cannot represent");
            assert_eq!(plain(&map(number)), Err(expected));
            assert_eq!(plain(&number), Err(format!("it is {text}, which JSON cannot represent")));
        }
        assert_eq!(plain(&(1, f32::NAN)), Err("`/1` is NaN, which JSON cannot represent".to_owned()));
        assert_eq!(plain(&map(1.5)).as_deref(), Ok(r#"{"a/b":[1,null,1.5],"c":[]}"#));
        assert_eq!(plain(&("null", None::<f64>)).as_deref(), Ok(r#"["null",null]"#));
    }

    #[test]
    fn integral_numbers_have_no_fraction_in_text() {
        let rows = [
            (20.0, "20"),
            (-3.0, "-3"),
            (0.0, "0"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (0.5, "0.5"),
            (1e-7, "1e-7"),
            (123_456_789.25, "123456789.25"),
        ];
        for (number, text) in rows {
            assert_eq!(plain(&number).as_deref(), Ok(text));
        }
        assert_eq!(plain(&[1.0_f32, 0.1, 16_777_216.0]).as_deref(), Ok("[1,0.1,16777216]"));
    }
}
