//! Facts about a union's variants that hold before it sees a value: the JSON types that each accepts, and the properties
//! that each describes.

use std::collections::BTreeMap;

use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};

use crate::runtime::json_tree::{self as json, Kinds};
use crate::runtime::union::Union;

/// The JSON types that a type accepts, and the properties that it describes; `None` if it keeps all properties.
#[derive(Clone, Copy)]
pub struct Accepts {
    pub kinds: Kinds,
    pub properties: Option<&'static [&'static str]>,
}

/// The static information about a union's variants.
pub struct Plan {
    pub accepts: Vec<Accepts>,
    /// The property names, sorted, and the variants that describe each, except those that keep all properties.
    knowing: Vec<(&'static str, Vec<usize>)>,
}

impl Plan {
    pub fn of<U: Union>() -> Self {
        let accepts: Vec<Accepts> = U::VARIANTS.iter().map(|variant| variant.of.accepts()).collect();
        let mut knowing: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (index, accepts) in accepts.iter().enumerate() {
            for name in accepts.properties.into_iter().flatten() {
                knowing.entry(name).or_default().push(index);
            }
        }
        Self { accepts, knowing: knowing.into_iter().collect() }
    }

    /// Returns the variants that describe a property.
    pub fn describing(&self, name: &str) -> &[usize] {
        match self.knowing.binary_search_by_key(&name, |(name, _)| name) {
            Ok(place) => &self.knowing[place].1,
            Err(_) => &[],
        }
    }

    /// Whether a variant keeps a property that the variants in `describing` describe.
    pub fn keeps(&self, variant: usize, describing: &[usize]) -> bool {
        self.accepts[variant].properties.is_none() || describing.contains(&variant)
    }
}

/// Returns what a type accepts.
pub fn accepts<T: DeserializeOwned>() -> Accepts {
    let mut accepts = Accepts { kinds: Kinds::MAX, properties: None };
    // The probe has no value; it only records the calls.
    let _ = T::deserialize(Probe(&mut accepts));
    accepts
}

/// A deserializer that records what a type accepts.
struct Probe<'p>(&'p mut Accepts);

macro_rules! records {
    ($($method:ident => $kinds:expr;)*) => {
        $(fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            self.0.kinds = $kinds;
            Err(Error::custom("only a probe"))
        })*
    };
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Error;

    records! {
        deserialize_any => Kinds::MAX;
        deserialize_bool => json::BOOLEAN;
        deserialize_i8 => json::NUMBER;
        deserialize_i16 => json::NUMBER;
        deserialize_i32 => json::NUMBER;
        deserialize_i64 => json::NUMBER;
        deserialize_i128 => json::NUMBER;
        deserialize_u8 => json::NUMBER;
        deserialize_u16 => json::NUMBER;
        deserialize_u32 => json::NUMBER;
        deserialize_u64 => json::NUMBER;
        deserialize_u128 => json::NUMBER;
        deserialize_f32 => json::NUMBER;
        deserialize_f64 => json::NUMBER;
        deserialize_str => json::STRING;
        deserialize_string => json::STRING;
        deserialize_seq => json::ARRAY;
        deserialize_map => json::OBJECT;
        deserialize_unit => json::NULL;
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = Accepts { kinds: json::OBJECT, properties: Some(fields) };
        Err(Error::custom("only a probe"))
    }

    serde::forward_to_deserialize_any! {
        char bytes byte_buf option unit_struct newtype_struct tuple tuple_struct enum identifier ignored_any
    }
}
