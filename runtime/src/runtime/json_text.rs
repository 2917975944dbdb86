//! JSON values as their source text.
//!
//! A union deserializes its value several times, and compares the result with the original. Only text keeps everything,
//! such as all digits of numbers, and `serde_json` returns it without a copy.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use serde::de::value::{Error, MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;
use serde_json::value::RawValue;

/// Returns a value as JSON text: a slice of the input, if `serde_json` reads from one.
///
/// Other deserializers have no text; they are transcoded to JSON.
pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    deserializer.deserialize_newtype_struct(token(), TextVisitor)
}

/// Returns the name with which `RawValue` asks `serde_json` for text.
pub fn token() -> &'static str {
    static TOKEN: OnceLock<&'static str> = OnceLock::new();
    TOKEN.get_or_init(|| {
        let mut name = "";
        // This fails after recording the name.
        let _ = <&RawValue>::deserialize(NameProbe(&mut name));
        name
    })
}

/// A deserializer that records the name of the newtype struct.
struct NameProbe<'p>(&'p mut &'static str);

impl<'de> Deserializer<'de> for NameProbe<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("only a probe"))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, _: V) -> Result<V::Value, Error> {
        *self.0 = name;
        Err(Error::custom("only a probe"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct TextVisitor;

impl TextVisitor {
    fn write<'de, E: serde::de::Error>(value: &Value) -> Result<Cow<'de, str>, E> {
        serde_json::to_string(value).map(Cow::Owned).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    /// `serde_json` returns the text as the only value of a map; any other map is the value itself.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let name = match map.next_key_seed(Name)? {
            None => return Ok(Cow::Borrowed("{}")),
            Some(None) => return map.next_value_seed(Text),
            Some(Some(name)) => name,
        };
        let first: Value = map.next_value()?;
        let mut object = serde_json::Map::deserialize(MapAccessDeserializer::new(map))?;
        object.insert(name, first);
        Self::write(&Value::Object(object))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Self::write(&Value::deserialize(deserializer)?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Self::write(&Value::deserialize(SeqAccessDeserializer::new(items))?)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Self::write(&Value::deserialize(deserializer)?)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed("null"))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed("null"))
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Self::write(&value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Self::write(&value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Self::write(&value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Self::write(&Value::deserialize(value.into_deserializer())?)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
        Self::write(&value.into())
    }
}

/// The name of a property; `None` if it announces the text of a value.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok((name != token()).then(|| name.to_owned()))
    }
}

/// The text within the map from `serde_json`.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON text")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::value::MapDeserializer;
    use serde_json::json;

    use super::*;

    #[test]
    fn text_is_borrowed_from_the_input_with_every_digit() {
        let text = r#" {"a":1.50, "b":[9007199254740993]} "#;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = read(&mut deserializer).unwrap();
        assert!(matches!(read, Cow::Borrowed(_)));
        assert_eq!(read, text.trim());
    }

    #[test]
    fn text_is_copied_from_readers_and_values() {
        let mut reader = serde_json::Deserializer::from_reader(&b"[1, 2.0]"[..]);
        assert_eq!(read(&mut reader).unwrap(), "[1, 2.0]");
        for value in [json!({"b": 1, "a": [null]}), json!("x\n"), json!(-1), json!(1.5), json!(null), json!(true)] {
            assert_eq!(read(&value).unwrap(), value.to_string());
        }
    }

    #[test]
    fn text_of_other_deserializers_is_transcoded() {
        let entries = BTreeMap::from([("a", 1), ("b", 2)]);
        let map = MapDeserializer::<_, Error>::new(entries.into_iter());
        assert_eq!(read(map).unwrap(), r#"{"a":1,"b":2}"#);
        assert_eq!(read(IntoDeserializer::<Error>::into_deserializer(vec![1, 2])).unwrap(), "[1,2]");
        assert_eq!(read(IntoDeserializer::<Error>::into_deserializer("x")).unwrap(), "\"x\"");
    }
}
