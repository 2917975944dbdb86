//! Structs as JSON objects: a derive's code, but shared by all types.
//!
//! `object!` takes a table of a struct's fields. Each field names a [`Presence`], which defines what an absent property and
//! a null mean. All types with the same deserializer or serializer share the loops over properties, and access their fields
//! through trait objects. The code that remains for each type compiles in about a third of a derive's time, and is as fast.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::runtime::map::Map;
use crate::runtime::scalar::{Reads, Ref, Seed, Writes};

thread_local! {
    /// The number of nulls that were deserialized as absent.
    static NULLS_DROPPED: Cell<usize> = const { Cell::new(0) };
    /// The JSON Pointer, without array indices, of the property that could not be serialized.
    static FAILED_AT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Counts a null that is deserialized as absent.
pub fn note_dropped_null() {
    NULLS_DROPPED.set(nulls_dropped().wrapping_add(1));
}

/// Returns and clears the JSON Pointer, without array indices, of the property that could not be serialized; empty if
/// there is none.
pub fn failed_at() -> String {
    FAILED_AT.take()
}

/// Adds a property to the pointer of a serialization error, innermost first.
#[cold]
pub fn note_failure(name: &str) {
    let name = name.replace('~', "~0").replace('/', "~1");
    FAILED_AT.with_borrow_mut(|index| *index = format!("/{name}{index}"));
}

/// Returns the number of nulls that were deserialized as absent.
pub fn nulls_dropped() -> usize {
    NULLS_DROPPED.get()
}

/// A struct with a table of fields. Only `object!` implements it.
pub trait Object: Sized {
    const TABLE: Table;

    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// The table of a struct, without the fields.
pub struct Table {
    /// The type's name in Rust.
    pub name: &'static str,
    /// The property names, in the order of the table.
    pub properties: &'static [&'static str],
    /// For each property, the meaning of its absence and of a null.
    pub presence: &'static [Presence],
    /// Whether the struct keeps additional properties.
    pub keeps_others: bool,
}

/// The meaning of an absent property and of a null.
#[derive(Clone, Copy)]
#[allow(non_camel_case_types, reason = "the rows of `object!` name them in lower case")]
pub enum Presence {
    /// Absent is an error; if the type is an `Option`, the property may be null.
    required,
    /// The same, for a field in a `Box`, because its type contains itself.
    required_boxed,
    /// An optional property that is never null; a null deserializes as absent.
    optional,
    /// The same, for a field in a `Box`.
    optional_boxed,
    /// An optional property (`None` if absent), whose type itself accepts null.
    optional_value,
    /// An optional property (`None` if absent) that is nullable (`Some(None)`).
    optional_nullable,
}

impl Presence {
    fn is_required(self) -> bool {
        matches!(self, Self::required | Self::required_boxed)
    }

    fn drops_null(self) -> bool {
        matches!(self, Self::optional | Self::optional_boxed)
    }
}

/// Receives the value of a property while an object is deserialized.
///
/// Slots are plain `Option`s, and the table has the [`Presence`] of each: with a type of slot for each presence, the compiler
/// takes longer to check `read` of every type.
pub trait ReadSlot<'de, A: MapAccess<'de>> {
    fn read(&mut self, map: &mut A) -> Result<(), A::Error>;

    /// Deserializes a null as absent.
    fn read_optional(&mut self, map: &mut A) -> Result<(), A::Error>;

    fn is_missing(&self) -> bool;
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> ReadSlot<'de, A> for Option<T> {
    fn read(&mut self, map: &mut A) -> Result<(), A::Error> {
        *self = Some(map.next_value()?);
        Ok(())
    }

    fn read_optional(&mut self, map: &mut A) -> Result<(), A::Error> {
        *self = map.next_value()?;
        if self.is_none() {
            note_dropped_null();
        }
        Ok(())
    }

    fn is_missing(&self) -> bool {
        self.is_none()
    }
}

/// Returns the value of a required property: [`read`] has checked that it is present.
pub fn present<T>(slot: Option<T>) -> T {
    match slot {
        Some(value) => value,
        None => unreachable!("a missing property is reported before its value is taken"),
    }
}

/// A property of an object that is serialized.
pub trait WriteProperty<S: Serializer> {
    fn write(&self, map: &mut S::SerializeMap, name: &'static str) -> Result<(), S::Error>;
}

/// Receives the properties that are not in the table.
pub trait Rest<'de, A: MapAccess<'de>> {
    fn read(&mut self, name: String, map: &mut A) -> Result<(), A::Error>;
}

/// A required property; if its type is an `Option`, it may be null.
pub struct Required<'a, T>(pub &'a T);

impl<S: Serializer, T: Serialize> WriteProperty<S> for Required<'_, T> {
    fn write(&self, map: &mut S::SerializeMap, name: &'static str) -> Result<(), S::Error> {
        map.serialize_entry(name, self.0)
    }
}

/// An optional property.
impl<S: Serializer, T: Serialize> WriteProperty<S> for Option<T> {
    fn write(&self, map: &mut S::SerializeMap, name: &'static str) -> Result<(), S::Error> {
        self.as_ref().map_or(Ok(()), |value| map.serialize_entry(name, value))
    }
}

/// Deserializes property names as their indices in the table.
struct Names {
    properties: &'static [&'static str],
    /// The most likely next index: properties are usually in the order of the table.
    likely: usize,
    /// The name of an additional property, if the struct keeps them.
    other: Option<String>,
}

impl<'de> DeserializeSeed<'de> for &mut Names {
    type Value = Option<usize>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for &mut Names {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        let index = match self.properties.get(self.likely) {
            Some(property) if *property == name => Some(self.likely),
            _ => self.properties.iter().position(|property| *property == name),
        };
        match (index, &mut self.other) {
            (Some(index), _) => self.likely = index + 1,
            (None, Some(other)) => name.clone_into(other),
            (None, None) => {}
        }
        Ok(index)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::TABLE.name)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }
}

#[inline]
pub fn deserialize<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    // Some deserializers need the names of all properties; with additional ones, the table does not have all.
    if T::TABLE.keeps_others {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    } else {
        deserializer.deserialize_struct(T::TABLE.name, T::TABLE.properties, ObjectVisitor(PhantomData))
    }
}

/// Deserializes each property into the slot at its index, and all others into `rest`.
pub fn read<'de, A: MapAccess<'de>>(
    mut map: A,
    table: Table,
    slots: &mut [&mut dyn ReadSlot<'de, A>],
    mut rest: Option<&mut dyn Rest<'de, A>>,
) -> Result<(), A::Error> {
    let Table { properties, presence, .. } = table;
    let mut names = Names { properties, likely: 0, other: rest.is_some().then(String::new) };
    while let Some(index) = map.next_key_seed(&mut names)? {
        match (index, &mut rest) {
            (Some(index), _) if presence[index].drops_null() => slots[index].read_optional(&mut map)?,
            (Some(index), _) => slots[index].read(&mut map)?,
            (None, Some(rest)) => rest.read(names.other.as_mut().map(std::mem::take).unwrap_or_default(), &mut map)?,
            (None, None) => drop(map.next_value::<IgnoredAny>()?),
        }
    }
    let rows = properties.iter().zip(presence).zip(slots);
    let missing = rows.into_iter().find(|((_, presence), slot)| presence.is_required() && slot.is_missing());
    missing.map_or(Ok(()), |((name, _), _)| Err(A::Error::missing_field(name)))
}

/// Serializes an object: each property with the name at its index.
pub fn write<S: Serializer>(
    serializer: S,
    names: &'static [&'static str],
    properties: &[&dyn WriteProperty<S>],
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (name, property) in names.iter().zip(properties) {
        property.write(&mut map, name).inspect_err(|_| note_failure(name))?;
    }
    map.end()
}

/// The same, followed by the additional properties, except those with a name in the table.
pub fn write_with<S: Serializer, V, H: Writes<V>>(
    serializer: S,
    names: &'static [&'static str],
    properties: &[&dyn WriteProperty<S>],
    others: &Others<&Map<String, V>, H>,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (name, property) in names.iter().zip(properties) {
        property.write(&mut map, name).inspect_err(|_| note_failure(name))?;
    }
    for (name, value) in others.0.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
        map.serialize_entry(name, &Ref::<V, H>::new(value)).inspect_err(|_| note_failure(name))?;
    }
    map.end()
}

/// The additional properties, which `H` (de)serializes.
pub struct Others<B, H>(pub B, pub H);

impl<'de, A: MapAccess<'de>, V, H: Reads<'de, V>> Rest<'de, A> for Others<Map<String, V>, H> {
    fn read(&mut self, name: String, map: &mut A) -> Result<(), A::Error> {
        self.0.insert(name, map.next_value_seed(Seed::<V, H>::new())?);
        Ok(())
    }
}

/// Deserializes text, without a copy if `T` needs none.
pub fn text<'de, D: Deserializer<'de>, T: for<'t> From<&'t str>>(deserializer: D) -> Result<T, D::Error> {
    struct Text<T>(PhantomData<T>);

    impl<T: for<'t> From<&'t str>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        #[inline]
        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            Ok(text.into())
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

/// Implements `Serialize` and `Deserialize` for a struct, from a table of its fields: the property name, the field, its
/// [`Presence`], how numbers and instants (de)serialize, whether its type implements `Validate`, and its validation rules. A
/// last line `.. => field` names the map of additional properties.
///
/// With arguments after the struct's name, it also gets a constructor and setters ([`constructor!`](constructor)); with
/// `received` before the name, only with the feature `testing`.
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    ($name:ident ($($args:tt)*) $([$($own:tt)*])? { $($rows:tt)* }) => {
        $crate::runtime::object!(@impl [($($args)*)] $name $([$($own)*])? { $($rows)* });
        $crate::runtime::constructor!($name ($($args)*) { $($rows)* });
    };
    // Only tests build values of a type that no request contains.
    (received $name:ident ($($args:tt)*) $([$($own:tt)*])? { $($rows:tt)* }) => {
        $crate::runtime::object!(@impl [($($args)*)] $name $([$($own)*])? { $($rows)* });
        #[cfg(feature = "testing")]
        $crate::runtime::constructor!($name ($($args)*) { $($rows)* });
    };
    ($name:ident $([$($own:tt)*])? { $($rows:tt)* }) => {
        $crate::runtime::object!(@impl [] $name $([$($own)*])? { $($rows)* });
    };
    (
        @impl [$($args:tt)?] $name:ident $([$($own:tt)*])? {
            $($(#[$attr:meta])* $wire:literal => $field:ident $(as $set:ident)?: $kind:ident $(<$ty:ty>)? $(($how:ident))? $($checked:ident)? $([$($rule:tt)*])?,)*
        }
    ) => {
        impl $crate::runtime::object::Object for $name {
            const TABLE: $crate::runtime::object::Table = $crate::runtime::object::Table {
                name: stringify!($name),
                properties: &[$($wire),*],
                presence: &[$($crate::runtime::object::Presence::$kind),*],
                keeps_others: false,
            };

            #[inline]
            fn read<'de, A: ::serde::de::MapAccess<'de>>(map: A) -> ::std::result::Result<Self, A::Error> {
                $crate::runtime::object!(@read [$($args)?] map [$($field $kind [$($how)?])*] [])
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::object::write(
                    serializer,
                    <Self as $crate::runtime::object::Object>::TABLE.properties,
                    &[$($crate::runtime::object!(@property self.$field $kind $($how)?)),*],
                )
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::object::deserialize(deserializer)
            }
        }

        #[cfg(feature = "validate")]
        impl $crate::runtime::validate::Validate for $name {
            fn check(&self, _checker: &mut $crate::runtime::validate::Checker) {
                $($crate::runtime::object!(@own self _checker [$($own)*]);)?
                $($crate::runtime::object!(@check self _checker $wire $field [$($checked)?] $([$($rule)*])?);)*
            }
        }
    };
    (
        @impl [$($args:tt)?] $name:ident $([$($own:tt)*])? {
            $($(#[$attr:meta])* $wire:literal => $field:ident $(as $set:ident)?: $kind:ident $(<$ty:ty>)? $(($how:ident))? $($checked:ident)? $([$($rule:tt)*])?,)*
            .. => $rest:ident $(<$rest_ty:ty>)? $(($rest_how:ident))? $($rest_checked:ident)? $([$($rest_rule:tt)*])? $(,)?
        }
    ) => {
        impl $crate::runtime::object::Object for $name {
            const TABLE: $crate::runtime::object::Table = $crate::runtime::object::Table {
                name: stringify!($name),
                properties: &[$($wire),*],
                presence: &[$($crate::runtime::object::Presence::$kind),*],
                keeps_others: true,
            };

            #[inline]
            fn read<'de, A: ::serde::de::MapAccess<'de>>(map: A) -> ::std::result::Result<Self, A::Error> {
                $crate::runtime::object!(@read [$($args)?] map [$($field $kind [$($how)?])*] [$rest [$($rest_how)?]])
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::object::write_with(
                    serializer,
                    <Self as $crate::runtime::object::Object>::TABLE.properties,
                    &[$($crate::runtime::object!(@property self.$field $kind $($how)?)),*],
                    &$crate::runtime::object!(@others_of self.$rest $($rest_how)?),
                )
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::object::deserialize(deserializer)
            }
        }

        #[cfg(feature = "validate")]
        impl $crate::runtime::validate::Validate for $name {
            fn check(&self, _checker: &mut $crate::runtime::validate::Checker) {
                $($crate::runtime::object!(@own self _checker [$($own)*]);)?
                $($crate::runtime::object!(@check self _checker $wire $field [$($checked)?] $([$($rule)*])?);)*
                $crate::runtime::object!(@rest self _checker $rest [$($rest_checked)?] $([$($rest_rule)*])?);
            }
        }
    };
    // A struct without required properties is the slots of its properties itself, which the compiler checks faster.
    (@read [()] $map:ident [$($field:ident $kind:ident [])+] []) => {{
        let mut value = <Self as ::std::default::Default>::default();
        $crate::runtime::object::read($map, Self::TABLE, &mut [$(&mut value.$field),+], ::std::option::Option::None)?;
        ::std::result::Result::Ok(value)
    }};
    (@read $args:tt $map:ident [$($field:ident $kind:ident [$($how:ident)?])*] []) => {{
        $(let mut $field = ::std::option::Option::None$(::<$crate::runtime::scalar::As<_, $crate::runtime::scalar::$how>>)?;)*
        $crate::runtime::object::read($map, Self::TABLE, &mut [$(&mut $field),*], ::std::option::Option::None)?;
        ::std::result::Result::Ok(Self { $($field: $crate::runtime::object!(@value $kind $field $($how)?),)* })
    }};
    (@read $args:tt $map:ident [$($field:ident $kind:ident [$($how:ident)?])*] [$rest:ident [$($rest_how:ident)?]]) => {{
        $(let mut $field = ::std::option::Option::None$(::<$crate::runtime::scalar::As<_, $crate::runtime::scalar::$how>>)?;)*
        let mut $rest = $crate::runtime::object!(@others $($rest_how)?);
        let rest = ::std::option::Option::Some(&mut $rest as &mut dyn $crate::runtime::object::Rest<'_, _>);
        $crate::runtime::object::read($map, Self::TABLE, &mut [$(&mut $field),*], rest)?;
        ::std::result::Result::Ok(Self { $($field: $crate::runtime::object!(@value $kind $field $($how)?),)* $rest: $rest.0 })
    }};
    (@property $self:ident.$field:ident required) => {
        &$crate::runtime::object::Required(&$self.$field)
    };
    (@property $self:ident.$field:ident required_boxed) => {
        &$crate::runtime::object::Required(&$self.$field)
    };
    (@property $self:ident.$field:ident $kind:ident) => {
        &$self.$field
    };
    (@property $self:ident.$field:ident required $how:ident) => {
        &$crate::runtime::object::Required(&$crate::runtime::scalar::Ref::<_, $crate::runtime::scalar::$how>::new(&$self.$field))
    };
    (@property $self:ident.$field:ident $kind:ident $how:ident) => {
        &$self.$field.as_ref().map($crate::runtime::scalar::Ref::<_, $crate::runtime::scalar::$how>::new)
    };
    (@value required $slot:ident) => {
        $crate::runtime::object::present($slot)
    };
    (@value required $slot:ident $how:ident) => {
        $crate::runtime::object::present($slot).value()
    };
    (@value required_boxed $slot:ident) => {
        $crate::runtime::object::present($slot)
    };
    (@value $kind:ident $slot:ident) => {
        $slot
    };
    (@value $kind:ident $slot:ident $how:ident) => {
        $slot.map($crate::runtime::scalar::As::value)
    };
    (@check $self:ident $checker:ident $wire:literal $field:ident [$($checked:ident)?] $([$($rule:tt)*])?) => {
        $({
            #[allow(clippy::enum_glob_use, reason = "rows name rules without a path")]
            use $crate::runtime::validate::Rule::*;
            $checker.within($wire, |checker| checker.rules(&$self.$field, &[$($rule)*]));
        })?
        $({
            let $checked = &$self.$field;
            $checker.within($wire, |checker| $crate::runtime::validate::Validate::check($checked, checker));
        })?
    };
    (@own $self:ident $checker:ident [$($rule:tt)*]) => {{
        #[allow(clippy::enum_glob_use, reason = "rows name rules without a path")]
        use $crate::runtime::validate::Rule::*;
        $checker.rules($self, &[$($rule)*]);
    }};
    (@rest $self:ident $checker:ident $rest:ident [$($checked:ident)?] $([$($rule:tt)*])?) => {
        $({
            #[allow(clippy::enum_glob_use, reason = "rows name rules without a path")]
            use $crate::runtime::validate::Rule::*;
            $checker.rules(&$self.$rest, &[$($rule)*]);
        })?
        $({
            let $checked = &$self.$rest;
            $crate::runtime::validate::Validate::check($checked, $checker);
        })?
    };
    (@others $($how:ident)?) => {
        $crate::runtime::object::Others($crate::runtime::map::Map::new(), $crate::runtime::scalar::how!($($how)?))
    };
    (@others_of $self:ident.$field:ident $($how:ident)?) => {
        $crate::runtime::object::Others(&$self.$field, $crate::runtime::scalar::how!($($how)?))
    };
}

#[doc(hidden)]
pub use object;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq)]
    struct Pet {
        id: i64,
        name: Option<String>,
        owner: Option<String>,
        note: Option<Option<String>>,
        rest: BTreeMap<String, bool>,
    }

    object! {
        Pet {
            "id" => id: required,
            "name" => name: required,
            "owner" => owner: optional,
            "note" => note: optional_nullable,
            .. => rest,
        }
    }

    #[derive(Debug, PartialEq)]
    struct Empty {}

    object! { Empty {} }

    fn round_trip(text: &str) -> String {
        match serde_json::from_str::<Pet>(text) {
            Ok(pet) => serde_json::to_string(&pet).unwrap_or_default(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn absent_and_null_differ_if_the_property_is_optional_and_nullable() {
        for text in [
            r#"{"id":1,"name":null}"#,
            r#"{"id":1,"name":"a","owner":"b","note":null}"#,
            r#"{"id":1,"name":"a","note":"n","x":true}"#,
        ] {
            assert_eq!(round_trip(text), text);
        }
        assert_eq!(round_trip(r#"{"id":1,"name":null,"owner":null}"#), r#"{"id":1,"name":null}"#);
    }

    #[test]
    fn a_required_property_is_required() {
        assert_eq!(round_trip(r#"{"id":1}"#), "missing field `name` at line 1 column 8");
        assert_eq!(round_trip("[]"), "invalid type: sequence, expected an object (Pet) at line 1 column 0");
        assert_eq!(round_trip(r#"{"\u0069d":1,"name":null}"#), r#"{"id":1,"name":null}"#);
    }

    #[test]
    fn an_object_without_properties_accepts_any_object() {
        assert_eq!(serde_json::from_str::<Empty>(r#"{"a":[1]}"#).ok(), Some(Empty {}));
        assert_eq!(serde_json::to_string(&Empty {}).ok().as_deref(), Some("{}"));
    }
}
