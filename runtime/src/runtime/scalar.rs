//! Numbers and instants, alone or in lists and maps, which need more careful (de)serialization than that of their
//! types.
//!
//! A table row names a codec, such as `required(Number)`. Generated types with their own tables need none.
//!
//! Source: JSON Schema Validation 2020-12, section 6.1.1 (a number whose fraction is zero is an integer); RFC 8259,
//! section 6 (numbers); RFC 3339, section 5.6 (`date-time`).

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::runtime::map::Map;

/// Deserializes values of a type.
pub trait Reads<'de, T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

/// Serializes values of a type.
pub trait Writes<T: ?Sized> {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;
}

/// The codec of types with their own (de)serialization.
#[derive(Clone, Copy)]
pub struct Plain;

impl<'de, T: Deserialize<'de>> Reads<'de, T> for Plain {
    #[inline]
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

impl<T: Serialize + ?Sized> Writes<T> for Plain {
    #[inline]
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// The codec of numbers: `1.0` deserializes as an integer, and `20.0` serializes as `20`.
#[derive(Clone, Copy)]
pub struct Number;

/// The codec of instants: errors are specific, and an instant with too many digits is refused.
#[derive(Clone, Copy)]
pub struct Instant;

/// The codec of instants of which some lack an offset from UTC, which is then zero.
#[derive(Clone, Copy)]
pub struct InstantOrUtc;

/// A value with the codec `H`.
pub struct As<T, H>(pub T, PhantomData<H>);

impl<T, H> As<T, H> {
    pub fn new(value: T) -> Self {
        Self(value, PhantomData)
    }

    /// Returns the value.
    pub fn value(self) -> T {
        self.0
    }
}

impl<'de, T, H: Reads<'de, T>> Deserialize<'de> for As<T, H> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        H::read(deserializer).map(Self::new)
    }
}

impl<T, H: Writes<T>> Serialize for As<T, H> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        H::write(&self.0, serializer)
    }
}

/// A borrowed value that `H` serializes.
pub struct Ref<'a, T: ?Sized, H>(&'a T, PhantomData<H>);

impl<'a, T: ?Sized, H> Ref<'a, T, H> {
    pub fn new(value: &'a T) -> Self {
        Self(value, PhantomData)
    }
}

impl<T: ?Sized, H: Writes<T>> Serialize for Ref<'_, T, H> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        H::write(self.0, serializer)
    }
}

/// Wraps one or several numbers for serialization.
pub fn number<T: ?Sized>(value: &T) -> Ref<'_, T, Number> {
    Ref::new(value)
}

/// Wraps each number for serialization.
pub fn numbers<T>(values: &[T]) -> Vec<Ref<'_, T, Number>> {
    values.iter().map(number).collect()
}

/// A seed that deserializes a value with `H`.
pub struct Seed<T, H>(PhantomData<(T, H)>);

impl<T, H> Seed<T, H> {
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T, H: Reads<'de, T>> DeserializeSeed<'de> for Seed<T, H> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        H::read(deserializer)
    }
}

/// Deserializes a single value, an array, a map, or null.
struct Container<T, H>(PhantomData<(T, H)>);

impl<'de, T, H: Reads<'de, T>> Visitor<'de> for Container<Option<T>, H> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        H::read(deserializer).map(Some)
    }
}

impl<'de, T, H: Reads<'de, T>> Visitor<'de> for Container<Vec<T>, H> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Seed::<T, H>::new())? {
            list.push(item);
        }
        Ok(list)
    }
}

impl<'de, T, H: Reads<'de, T>> Visitor<'de> for Container<Map<String, T>, H> {
    type Value = Map<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Map<String, T>, A::Error> {
        let mut map = Map::new();
        while let Some(name) = values.next_key()? {
            map.insert(name, values.next_value_seed(Seed::<T, H>::new())?);
        }
        Ok(map)
    }
}

/// Serializes the items of an array.
fn list<T, H: Writes<T>, S: Serializer>(items: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(items.len()))?;
    for (index, item) in items.iter().enumerate() {
        let written = list.serialize_element(&Ref::<T, H>::new(item));
        written.inspect_err(|_| crate::runtime::object::note_failure(&index.to_string()))?;
    }
    list.end()
}

macro_rules! containers {
    ($($how:ident),*) => {
        $(impl $how {
            /// Unwraps the decoded body, for `outcome`.
            pub fn body<B, R>(outcome: impl FnOnce(B) -> R) -> impl FnOnce(As<B, Self>) -> R {
                |body| outcome(body.0)
            }
        }

        impl<'de, T> Reads<'de, Option<T>> for $how
        where
            Self: Reads<'de, T>,
        {
            #[inline]
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
                deserializer.deserialize_option(Container::<Option<T>, Self>(PhantomData))
            }
        }

        impl<'de, T> Reads<'de, Vec<T>> for $how
        where
            Self: Reads<'de, T>,
        {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
                deserializer.deserialize_seq(Container::<Vec<T>, Self>(PhantomData))
            }
        }

        impl<'de, T> Reads<'de, Map<String, T>> for $how
        where
            Self: Reads<'de, T>,
        {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, T>, D::Error> {
                deserializer.deserialize_map(Container::<Map<String, T>, Self>(PhantomData))
            }
        }

        impl<T: ?Sized> Writes<&T> for $how
        where
            Self: Writes<T>,
        {
            #[inline]
            fn write<S: Serializer>(value: &&T, serializer: S) -> Result<S::Ok, S::Error> {
                Self::write(*value, serializer)
            }
        }

        impl<T> Writes<Option<T>> for $how
        where
            Self: Writes<T>,
        {
            #[inline]
            fn write<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
                match value {
                    Some(value) => serializer.serialize_some(&Ref::<T, Self>::new(value)),
                    None => serializer.serialize_none(),
                }
            }
        }

        impl<T> Writes<Vec<T>> for $how
        where
            Self: Writes<T>,
        {
            fn write<S: Serializer>(value: &Vec<T>, serializer: S) -> Result<S::Ok, S::Error> {
                list::<T, Self, S>(value, serializer)
            }
        }

        impl<T> Writes<[T]> for $how
        where
            Self: Writes<T>,
        {
            fn write<S: Serializer>(value: &[T], serializer: S) -> Result<S::Ok, S::Error> {
                list::<T, Self, S>(value, serializer)
            }
        }

        impl<T> Writes<Map<String, T>> for $how
        where
            Self: Writes<T>,
        {
            fn write<S: Serializer>(value: &Map<String, T>, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(value.len()))?;
                for (name, value) in value {
                    let written = map.serialize_entry(name, &Ref::<T, Self>::new(value));
                    written.inspect_err(|_| $crate::runtime::object::note_failure(name))?;
                }
                map.end()
            }
        })*
    };
}

containers!(Number, Instant, InstantOrUtc);

/// Selects the codec of a row.
#[doc(hidden)]
#[macro_export]
macro_rules! how {
    () => {
        $crate::runtime::scalar::Plain
    };
    ($how:ident) => {
        $crate::runtime::scalar::$how
    };
}

#[doc(hidden)]
pub use how;
