//! Arrays with a type for each of their first items.
//!
//! Source: JSON Schema Core 2020-12, section 10.3.1.1 (`prefixItems`).

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeSeq, Serializer};

use crate::runtime::scalar::{Reads, Ref, Seed, Writes};

/// An array that is a struct in Rust. [`tuple!`](tuple) implements it.
pub trait Tuple: Sized {
    /// The type's name in Rust.
    const NAME: &'static str;

    fn read<'de, A: SeqAccess<'de>>(items: &mut Reader<A>) -> Result<Self, A::Error>;
    fn write<S: SerializeSeq>(&self, items: &mut Writer<S>) -> Result<(), S::Error>;
}

/// Deserializes items one after the other.
pub struct Reader<A> {
    items: A,
    count: usize,
}

impl<'de, A: SeqAccess<'de>> Reader<A> {
    /// Returns a required item.
    pub fn required<T, H: Reads<'de, T>>(&mut self, how: H) -> Result<T, A::Error> {
        let item = self.optional(how)?;
        item.ok_or_else(|| A::Error::invalid_length(self.count, &"an array with more items"))
    }

    /// Returns an optional item, at the end of a short array.
    pub fn optional<T, H: Reads<'de, T>>(&mut self, _: H) -> Result<Option<T>, A::Error> {
        let item = self.items.next_element_seed(Seed::<T, H>::new())?;
        self.count += usize::from(item.is_some());
        Ok(item)
    }

    /// Returns all further items.
    pub fn rest<T, H: Reads<'de, T>>(&mut self, _: H) -> Result<Vec<T>, A::Error> {
        let mut rest = Vec::new();
        while let Some(item) = self.items.next_element_seed(Seed::<T, H>::new())? {
            self.count += 1;
            rest.push(item);
        }
        Ok(rest)
    }
}

/// Serializes items one after the other.
pub struct Writer<S> {
    items: S,
    /// Whether an item was absent, so that no other may follow.
    is_over: bool,
}

impl<S: SerializeSeq> Writer<S> {
    pub fn required<T, H: Writes<T>>(&mut self, item: &T, _: H) -> Result<(), S::Error> {
        if self.is_over {
            return Err(S::Error::custom("an item of an array is absent, but a later one is present"));
        }
        self.items.serialize_element(&Ref::<T, H>::new(item))
    }

    pub fn optional<T, H: Writes<T>>(&mut self, item: &Option<T>, how: H) -> Result<(), S::Error> {
        if let Some(item) = item {
            return self.required(item, how);
        }
        self.is_over = true;
        Ok(())
    }

    pub fn rest<T, H: Writes<T> + Copy>(&mut self, rest: &[T], how: H) -> Result<(), S::Error> {
        rest.iter().try_for_each(|item| self.required(item, how))
    }
}

struct TupleVisitor<T>(PhantomData<T>);

impl<'de, T: Tuple> Visitor<'de> for TupleVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array ({})", T::NAME)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        let mut reader = Reader { items, count: 0 };
        let tuple = T::read(&mut reader)?;
        match reader.items.next_element::<IgnoredAny>()? {
            None => Ok(tuple),
            Some(_) => Err(A::Error::invalid_length(reader.count + 1, &"an array with fewer items")),
        }
    }
}

pub fn deserialize<'de, T: Tuple, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_seq(TupleVisitor(PhantomData))
}

pub fn serialize<T: Tuple, S: Serializer>(tuple: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = Writer { items: serializer.serialize_seq(None)?, is_over: false };
    tuple.write(&mut writer)?;
    writer.items.end()
}

/// Implements `Serialize` and `Deserialize` for a tuple struct, from a table of its items: whether the item is
/// required, the field, how numbers and instants (de)serialize, whether its type implements `Validate`, and its
/// validation rules. A last line `.. field` names the list of all further items.
#[doc(hidden)]
#[macro_export]
macro_rules! tuple {
    (
        $name:ident $([$($own:tt)*])? {
            $($kind:ident $index:tt $(($how:ident))? $($checked:ident)? $([$($rule:tt)*])?,)*
            $(.. $rest:tt $(($rest_how:ident))? $($rest_checked:ident)? $([$($rest_rule:tt)*])?,)?
        }
    ) => {
        impl $crate::runtime::tuple::Tuple for $name {
            const NAME: &'static str = stringify!($name);

            fn read<'de, A: ::serde::de::SeqAccess<'de>>(
                items: &mut $crate::runtime::tuple::Reader<A>,
            ) -> ::std::result::Result<Self, A::Error> {
                ::std::result::Result::Ok(Self {
                    $($index: items.$kind($crate::runtime::scalar::how!($($how)?))?,)*
                    $($rest: items.rest($crate::runtime::scalar::how!($($rest_how)?))?,)?
                })
            }

            fn write<S: ::serde::ser::SerializeSeq>(
                &self,
                items: &mut $crate::runtime::tuple::Writer<S>,
            ) -> ::std::result::Result<(), S::Error> {
                $(items.$kind(&self.$index, $crate::runtime::scalar::how!($($how)?))?;)*
                $(items.rest(&self.$rest, $crate::runtime::scalar::how!($($rest_how)?))?;)?
                ::std::result::Result::Ok(())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::tuple::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::tuple::deserialize(deserializer)
            }
        }

        #[cfg(feature = "validate")]
        impl $crate::runtime::validate::Validate for $name {
            fn check(&self, _checker: &mut $crate::runtime::validate::Checker) {
                $($crate::runtime::tuple!(@rules _checker self [$($own)*]);)?
                $(_checker.within($index, |_checker| {
                    $($crate::runtime::tuple!(@rules _checker (&self.$index) [$($rule)*]);)?
                    $($crate::runtime::tuple!(@$checked _checker (&self.$index));)?
                });)*
                $(for (_index, _item) in ($rest..).zip(&self.$rest) {
                    $(_checker.within(_index, |checker| $crate::runtime::tuple!(@rules checker _item [$($rest_rule)*]));)?
                    $(_checker.within(_index, |checker| $crate::runtime::tuple!(@$rest_checked checker _item));)?
                })?
            }
        }
    };
    (@rules $checker:ident $value:tt [$($rule:tt)*]) => {{
        #[allow(clippy::enum_glob_use, reason = "rows name rules without a path")]
        use $crate::runtime::validate::Rule::*;
        $checker.rules($value, &[$($rule)*]);
    }};
    (@checked $checker:ident $value:tt) => {
        $crate::runtime::validate::Validate::check($value, $checker)
    };
}

#[doc(hidden)]
pub use tuple;

#[cfg(test)]
mod tests {
    #[derive(Clone, Debug, PartialEq)]
    struct Row(String, Option<i64>, Option<Option<bool>>, Vec<u8>);

    tuple! { Row { required 0, optional 1(Number), optional 2, .. 3(Number), } }

    #[derive(Clone, Debug, PartialEq)]
    struct Point(f64, f64);

    tuple! { Point { required 0, required 1, } }

    fn same<T: serde::de::DeserializeOwned + serde::Serialize>(json: &str) {
        let value: T = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
        let tree: T = serde_json::from_value(serde_json::from_str(json).unwrap()).unwrap();
        assert_eq!(serde_json::to_string(&tree).unwrap(), json);
    }

    fn refused<T: serde::de::DeserializeOwned>(json: &str) -> String {
        serde_json::from_str::<T>(json).err().unwrap().to_string()
    }

    #[test]
    fn a_round_trip_keeps_the_length() {
        for json in [r#"["a"]"#, r#"["a",1]"#, r#"["a",1,null]"#, r#"["a",1,true]"#, r#"["a",1,null,2,3]"#] {
            same::<Row>(json);
        }
        same::<Point>("[1.5,2.0]");
    }

    #[test]
    fn an_array_of_another_length_is_refused() {
        assert!(refused::<Row>("[]").starts_with("invalid length 0, expected an array with more items"));
        assert!(refused::<Point>("[1.5]").starts_with("invalid length 1, expected an array with more items"));
        assert!(refused::<Point>("[1.5,2.5,3.5]").starts_with("invalid length 3, expected an array with fewer items"));
        assert!(refused::<Point>("{}").starts_with("invalid type: map, expected an array (Point)"));
    }

    #[test]
    fn an_item_after_an_absent_one_is_refused() {
        let row = Row("a".to_owned(), None, Some(None), Vec::new());
        assert!(serde_json::to_string(&row).unwrap_err().to_string().contains("is absent"));
    }
}
