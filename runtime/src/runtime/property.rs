//! Conversions of the values that constructors and setters take into the types of fields.

use std::borrow::Cow;

use crate::runtime::map::Map;

/// A value that a constructor takes as a required property of the type `T`.
///
/// Strings may be borrowed, lists and maps may be arrays, and a value of a union may be given without its variant.
#[diagnostic::on_unimplemented(
    message = "a property of the type `{T}` cannot be set to a value of the type `{Self}`",
    note = "convert the value first"
)]
pub trait IntoProperty<T> {
    /// Converts the value.
    fn into_property(self) -> T;
}

impl<T> IntoProperty<T> for T {
    fn into_property(self) -> T {
        self
    }
}

/// A value that a setter takes as an optional property of the type `T`: the value itself, as [`IntoProperty`] takes it, or an
/// `Option<T>`.
#[diagnostic::on_unimplemented(
    message = "an optional property of the type `{T}` cannot be set to a value of the type `{Self}`",
    note = "convert the value first, or set the field: it is public"
)]
pub trait IntoOptional<T> {
    /// Converts the value.
    fn into_optional(self) -> Option<T>;
}

impl<T> IntoOptional<T> for T {
    fn into_optional(self) -> Option<T> {
        Some(self)
    }
}

impl<T> IntoOptional<T> for Option<T> {
    fn into_optional(self) -> Self {
        self
    }
}

/// Sets an optional property. Setters call this function, because the compiler checks a call faster than an assignment that
/// drops the old value. Like the next ones, it has the name of the [`Presence`](crate::runtime::object::Presence).
#[doc(hidden)]
pub fn optional<T, V: From<T>>(field: &mut Option<V>, value: impl IntoOptional<T>) {
    *field = value.into_optional().map(V::from);
}

/// Sets an optional property in a box, as [`optional`] does.
#[doc(hidden)]
pub use self::optional as optional_boxed;

/// Sets an optional property whose values include null, as [`optional`] does. The value may be in a box.
#[doc(hidden)]
pub use self::optional as optional_value;

/// Sets an optional property to a value or null, as [`optional`] does. The value may be in a box.
#[doc(hidden)]
pub fn optional_nullable<T, V: From<T>>(field: &mut Option<Option<V>>, value: impl IntoOptional<T>) {
    *field = Some(value.into_optional().map(V::from));
}

/// Implements conversions for a property and an optional property.
#[doc(hidden)]
#[macro_export]
macro_rules! into_property {
    ($([$($generic:tt)*] $from:ty => $to:ty: |$value:ident| $converted:expr;)*) => {
        $(
            impl<$($generic)*> $crate::runtime::property::IntoProperty<$to> for $from {
                fn into_property(self) -> $to {
                    let $value = self;
                    $converted
                }
            }

            impl<$($generic)*> $crate::runtime::property::IntoOptional<$to> for $from {
                fn into_optional(self) -> ::std::option::Option<$to> {
                    let $value = self;
                    ::std::option::Option::Some($converted)
                }
            }
        )*
    };
}

#[doc(hidden)]
pub use into_property;

into_property! {
    [] &str => String: |text| text.to_owned();
    [] &String => String: |text| text.clone();
    [] Box<str> => String: |text| text.into();
    [] Cow<'_, str> => String: |text| text.into_owned();
    [T, V: Into<T>, const N: usize] [V; N] => Vec<T>: |items| items.into_iter().map(Into::into).collect();
    [T: Clone] &[T] => Vec<T>: |items| items.to_vec();
    [T, K: Into<String>, V: Into<T>, const N: usize] [(K, V); N] => Map<String, T>: |entries| {
        entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
    };
    [] &str => serde_json::Value: |text| text.into();
    [] String => serde_json::Value: |text| text.into();
    [] bool => serde_json::Value: |value| value.into();
    [] i32 => serde_json::Value: |number| number.into();
    [] i64 => serde_json::Value: |number| number.into();
    [] u32 => serde_json::Value: |number| number.into();
    [] u64 => serde_json::Value: |number| number.into();
    [] f64 => serde_json::Value: |number| number.into();
    [T: Into<serde_json::Value>] Vec<T> => serde_json::Value: |items| items.into();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<T>(value: impl IntoOptional<T>) -> Option<T> {
        value.into_optional()
    }

    fn text(value: impl IntoOptional<String>) -> Option<String> {
        value.into_optional()
    }

    fn texts(value: impl IntoOptional<Vec<String>>) -> Option<Vec<String>> {
        value.into_optional()
    }

    fn number(value: impl IntoOptional<i64>) -> Option<i64> {
        value.into_optional()
    }

    #[test]
    fn values_need_no_type_annotation() {
        assert_eq!(text("a"), Some("a".to_owned()));
        assert_eq!(text(String::new()), Some(String::new()));
        assert_eq!(text(None), None);
        assert_eq!(text(Some("a".to_owned())), text("a".to_owned()));
        assert_eq!(number(5), Some(5));
        assert_eq!(number(None), None);
        assert_eq!(texts(["a", "b"]), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(texts(vec!["a".to_owned()]), texts(["a"]));
        assert_eq!(texts(None), None);
        assert_eq!(set::<serde_json::Value>(1), Some(serde_json::json!(1)));
        assert_eq!(set::<Map<String, i64>>([("a", 1)]), Some(Map::from([("a".to_owned(), 1)])));
    }
}
