//! What is known of a union's types before a value is seen: which kinds of values they accept, and which properties they
//! know.

use std::collections::BTreeMap;

use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};

use crate::runtime::json_tree::{self as json, Kinds};
use crate::runtime::union::Union;

/// What kinds of values a type accepts, and which properties it knows; none where it keeps all of them.
#[derive(Clone, Copy)]
pub(crate) struct Asks {
    pub(crate) kinds: Kinds,
    pub(crate) properties: Option<&'static [&'static str]>,
}

/// What is known of a union's types before a value is seen.
pub(crate) struct Plan {
    pub(crate) asks: Vec<Asks>,
    /// The names of properties, sorted, and the types that know each and do not keep all of them.
    knowing: Vec<(&'static str, Vec<usize>)>,
}

impl Plan {
    pub(crate) fn of<U: Union>() -> Self {
        let asks: Vec<Asks> = U::VARIANTS.iter().map(|variant| (variant.asks)()).collect();
        let mut knowing: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (index, asks) in asks.iter().enumerate() {
            for name in asks.properties.into_iter().flatten() {
                knowing.entry(name).or_default().push(index);
            }
        }
        Self { asks, knowing: knowing.into_iter().collect() }
    }

    /// The variants that describe a property of this name.
    pub(crate) fn describing(&self, name: &str) -> &[usize] {
        match self.knowing.binary_search_by_key(&name, |(name, _)| name) {
            Ok(place) => &self.knowing[place].1,
            Err(_) => &[],
        }
    }

    /// Whether a variant keeps a property that these describe.
    pub(crate) fn keeps(&self, variant: usize, describing: &[usize]) -> bool {
        self.asks[variant].properties.is_none() || describing.contains(&variant)
    }
}

/// What the type of a variant asks for.
pub(crate) fn asks<T: DeserializeOwned, U>(_: fn(T) -> U) -> Asks {
    let mut asks = Asks { kinds: Kinds::MAX, properties: None };
    // The probe has no value to give; it only hears what is asked for.
    let _ = T::deserialize(Probe(&mut asks));
    asks
}

/// Hears what a type asks for.
struct Probe<'p>(&'p mut Asks);

macro_rules! hears {
    ($($method:ident => $kinds:expr;)*) => {
        $(fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            self.0.kinds = $kinds;
            Err(Error::custom("only a probe"))
        })*
    };
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Error;

    hears! {
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
        *self.0 = Asks { kinds: json::OBJECT, properties: Some(fields) };
        Err(Error::custom("only a probe"))
    }

    serde::forward_to_deserialize_any! {
        char bytes byte_buf option unit_struct newtype_struct tuple tuple_struct enum identifier ignored_any
    }
}
