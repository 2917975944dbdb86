//! The tree of JSON values, with objects in the document's order and integers of up to 96 bits.

use std::fmt;

use indexmap::IndexMap;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

use crate::location::Pointer;

/// An object in the document's order.
pub type Map = IndexMap<String, Node>;

/// A value of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Node {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer of at most 96 bits
    Integer(i128),
    /// Any other number
    Float(f64),
    /// A string
    String(String),
    /// An array
    Array(Vec<Node>),
    /// An object
    Object(Map),
}

impl Node {
    /// Returns the map if this is an object.
    pub fn as_object(&self) -> Option<&Map> {
        match self {
            Self::Object(map) => Some(map),
            _ => None,
        }
    }

    /// Returns the map if this is an object.
    pub fn as_object_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Object(map) => Some(map),
            _ => None,
        }
    }

    /// Returns the text if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the property `key` if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// Returns the value at `pointer`.
    pub fn at(&self, pointer: &Pointer) -> Option<&Node> {
        pointer.tokens().try_fold(self, |node, token| match node {
            Self::Object(map) => map.get(&token),
            Self::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Returns the value at `pointer`.
    pub fn at_mut(&mut self, pointer: &Pointer) -> Option<&mut Node> {
        pointer.tokens().try_fold(self, |node, token| match node {
            Self::Object(map) => map.get_mut(&token),
            Self::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Returns the properties or items, each with its key or index.
    pub fn children(&self) -> Box<dyn Iterator<Item = (String, &Node)> + '_> {
        match self {
            Self::Object(map) => Box::new(map.iter().map(|(key, node)| (key.clone(), node))),
            Self::Array(items) => Box::new(items.iter().enumerate().map(|(index, node)| (index.to_string(), node))),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// Returns the JSON type with its article, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Deserializes the value as a `T`.
    ///
    /// # Errors
    ///
    /// The message of the decode error, without a location.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, String> {
        T::deserialize(self).map_err(|error| error.to_string())
    }
}

/// Visits an integer of up to 64 bits, or a floating-point number for a wider one.
fn integer<'de, V: Visitor<'de>>(value: i128, visitor: V) -> Result<V::Value, de::value::Error> {
    if let Ok(value) = u64::try_from(value) {
        visitor.visit_u64(value)
    } else if let Ok(value) = i64::try_from(value) {
        visitor.visit_i64(value)
    } else {
        #[allow(clippy::cast_precision_loss, reason = "the model has no wider number")]
        visitor.visit_f64(value as f64)
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(*value),
            Node::Integer(value) => integer(*value, visitor),
            Node::Float(value) => visitor.visit_f64(*value),
            Node::String(text) => visitor.visit_borrowed_str(text),
            Node::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Node::Object(map) => {
                visitor.visit_map(MapDeserializer::new(map.iter().map(|(key, node)| (key.as_str(), node))))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Node::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self {
            Node::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Node::Object(map) => visitor.visit_enum(de::value::MapAccessDeserializer::new(MapDeserializer::new(
                map.iter().map(|(key, node)| (key.as_str(), node)),
            ))),
            other => Err(de::Error::custom(format_args!("{}, expected a string", other.kind()))),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, de::value::Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Formats the value as JSON, with sorted keys and all digits of integers.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Array(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Object(map) => {
                let mut sorted: Vec<(&String, &Self)> = map.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                f.write_str("{")?;
                for (index, (key, value)) in sorted.into_iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    write!(f, "{}:{value}", serde_json::Value::from(key.as_str()))?;
                }
                f.write_str("}")
            }
            Self::Null | Self::Bool(_) | Self::Float(_) | Self::String(_) => {
                let value: serde_json::Value = self.read().map_err(|_| fmt::Error)?;
                value.fmt(f)
            }
        }
    }
}
