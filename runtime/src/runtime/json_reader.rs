//! Deserializes values of a [`Tree`], and tracks which of them a type keeps.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, CowStrDeserializer, MapDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};

use crate::runtime::json_text;
use crate::runtime::json_tree::{self as json, Tree};
use crate::runtime::mismatch;
use crate::runtime::number;
use crate::runtime::object::nulls_dropped;

/// The error for a value that does not match a type. It has no details, as another type is tried next; `mismatch`
/// records them on request.
#[derive(Debug)]
pub struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("does not match the type")
    }
}

impl std::error::Error for Refused {}

impl Error for Refused {
    /// As `serde_json`, which has no units.
    #[cold]
    fn invalid_type(actual: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match actual {
            Unexpected::Unit => Self::custom(format_args!("invalid type: null, expected {expected}")),
            actual => Self::custom(format_args!("invalid type: {actual}, expected {expected}")),
        }
    }

    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        mismatch::record(&message);
        Self
    }
}

impl Refused {
    /// Returns the error for a value with a value within it, the node `node`, that does not match.
    #[cold]
    fn at(self, node: usize) -> Self {
        mismatch::record_node(node);
        self
    }
}

/// The deepest nesting that is deserialized as types: it is recursive, and the reader of the text need not limit the
/// depth.
pub const MAX_DEPTH: u32 = 128;

/// A node of a tree.
#[derive(Clone, Copy)]
pub struct Reader<'de> {
    pub tree: &'de Tree,
    /// The text of the node `of`, which contains this one.
    pub text: &'de str,
    pub of: usize,
    pub node: usize,
}

impl<'de> Reader<'de> {
    fn own_text(self) -> &'de str {
        self.tree.text(self.of, self.text, self.node)
    }

    /// Visits a number as `serde_json` does: as an integer if it is written as one and fits 64 bits.
    fn number<V: Visitor<'de>>(self, visitor: V, is_exact: fn(&str, f64) -> bool) -> Result<V::Value, Refused> {
        let text = self.own_text();
        let is_integer = !text.contains(['.', 'e', 'E']);
        if let (true, Ok(number)) = (is_integer, text.parse::<u64>()) {
            return visitor.visit_u64(number);
        }
        if let (true, Ok(number)) = (is_integer && text != "-0", text.parse::<i64>()) {
            return visitor.visit_i64(number);
        }
        let number: f64 = text.parse().map_err(Refused::custom)?;
        if number.is_infinite() {
            return Err(Refused::custom("the number is out of the range of `f64`"));
        }
        if self.tree.is_tracked() && !is_exact(text, number) {
            self.tree.round();
        }
        visitor.visit_f64(number)
    }

    /// The same for an integer type; the number may have a fraction of zero, an exponent, and any number of digits.
    fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.tree.kind(self.node) != json::NUMBER || !self.own_text().contains(['.', 'e', 'E']) {
            return self.deserialize_any(visitor);
        }
        self.tree.mark(self.node, true);
        let digits = number::whole(self.own_text()).ok_or_else(|| self.no_integer())?;
        match (digits.parse(), digits.parse()) {
            (Ok(number), _) => visitor.visit_u64(number),
            (_, Ok(number)) => visitor.visit_i64(number),
            _ => Err(Refused::custom(format_args!("the integer `{digits}` does not fit 64 bits"))),
        }
    }

    #[cold]
    fn no_integer(self) -> Refused {
        Refused::custom(format_args!("invalid value: `{}` is not an integer", self.own_text()))
    }

    /// The same for a floating point type.
    fn float<V: Visitor<'de>>(self, visitor: V, is_exact: fn(&str, f64) -> bool) -> Result<V::Value, Refused> {
        if self.tree.kind(self.node) != json::NUMBER {
            return self.deserialize_any(visitor);
        }
        self.tree.mark(self.node, true);
        if self.tree.is_tracked() {
            let text = self.own_text();
            if !text.contains(['.', 'e', 'E']) {
                self.tree.widen();
            }
            if text.parse().is_ok_and(|number| !is_exact(text, number)) {
                self.tree.round();
                if text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok() {
                    self.tree.mark_rounded(self.node);
                }
            }
        }
        self.number(visitor, |_, _| true)
    }
}

#[cold]
fn no_text() -> Refused {
    Refused::custom("the string contains a lone surrogate")
}

/// Whether `f64` keeps every digit.
fn is_double(text: &str, number: f64) -> bool {
    // `f64` keeps any fifteen digits.
    text.len() <= 15 && !text.contains(['e', 'E']) || json::same_number(text, &number.to_string())
}

/// Whether `f32` keeps every digit.
fn is_single(text: &str, number: f64) -> bool {
    #[allow(clippy::cast_possible_truncation, reason = "that is the question")]
    json::same_number(text, &(number as f32).to_string())
}

macro_rules! integers {
    ($($read:ident)*) => {
        $(fn $read<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            self.integer(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.tree.mark(self.node, true);
        match self.tree.kind(self.node) {
            json::NULL => visitor.visit_unit(),
            json::BOOLEAN => visitor.visit_bool(self.own_text() == "true"),
            json::NUMBER => self.number(visitor, is_double),
            json::STRING => match json::unquoted(self.own_text()).ok_or_else(no_text)? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            json::ARRAY | json::OBJECT if self.tree.depth(self.node) > MAX_DEPTH => {
                Err(Refused::custom(format_args!("the value is nested more than {MAX_DEPTH} levels deep")))
            }
            json::ARRAY => visitor.visit_seq(Items { of: self, next: self.tree.first_child(self.node) }),
            _ => visitor.visit_map(Properties {
                of: self,
                next: self.tree.first_child(self.node),
                last: None,
                nulls: nulls_dropped(),
            }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.tree.kind(self.node) == json::NULL {
            self.tree.mark(self.node, true);
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    integers!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.float(visitor, is_double)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.float(visitor, is_single)
    }

    /// Returns the text of the value to a `RawValue`; all of it counts as kept.
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Refused> {
        if name != json_text::token() {
            return visitor.visit_newtype_struct(self);
        }
        self.tree.mark_all(self.node, true);
        let text = BorrowedStrDeserializer::new(self.own_text());
        visitor.visit_map(MapDeserializer::new(std::iter::once((name, text))))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.tree.mark(self.node, true);
        match self.tree.kind(self.node) {
            json::STRING => {
                let text = json::unquoted(self.own_text()).ok_or_else(no_text)?;
                visitor.visit_enum(text.into_deserializer())
            }
            _ => Err(Refused::custom("the value is not a string")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i128 u128 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

/// The items of an array.
struct Items<'de> {
    of: Reader<'de>,
    next: Option<usize>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        let Some(node) = self.next else { return Ok(None) };
        self.next = self.of.tree.next_child(self.of.node, node);
        seed.deserialize(Reader { node, ..self.of }).map(Some).map_err(|refused| refused.at(node))
    }
}

/// The properties of an object.
struct Properties<'de> {
    of: Reader<'de>,
    next: Option<usize>,
    /// The last property read.
    last: Option<usize>,
    /// How many nulls had been deserialized as absent before it.
    nulls: usize,
}

impl<'de> MapAccess<'de> for Properties<'de> {
    type Error = Refused;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        let is_dropped = |last: &usize| nulls_dropped() != self.nulls && self.of.tree.kind(*last) == json::NULL;
        if let Some(last) = self.last.take().filter(is_dropped) {
            self.of.tree.mark(last, false);
        }
        let Some(node) = self.next else { return Ok(None) };
        let name = self.of.tree.name(self.of.of, self.of.text, node);
        match name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            owned @ Cow::Owned(_) => seed.deserialize(CowStrDeserializer::new(owned)),
        }
        .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        let node = self.next.ok_or_else(|| Refused::custom("the property has no value"))?;
        self.next = self.of.tree.next_child(self.of.node, node);
        self.last = Some(node);
        self.nulls = nulls_dropped();
        seed.deserialize(Reader { node, ..self.of }).map_err(|refused| refused.at(node))
    }
}
