//! Structs around one value, for example a list that contains itself, or an id.

/// Implements `Serialize` and `Deserialize` for a struct around one value, whose JSON is that of the value. `as` names the
/// conversions of a scalar; `checked`: the value implements `Validate`.
#[doc(hidden)]
#[macro_export]
macro_rules! newtype {
    ($name:ident($inner:ty) as $kind:ident $($more:tt)*) => {
        $crate::runtime::newtype!(@$kind $name $inner);
        $crate::runtime::newtype!($name($inner) $($more)*);
    };
    (@text $name:ident $inner:ty) => {
        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        $crate::runtime::newtype!(@value $name $inner);
    };
    (@value $name:ident $inner:ty) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = <$inner as ::std::str::FromStr>::Err;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        $crate::runtime::newtype!(@plain $name $inner);
    };
    (@plain $name:ident $inner:ty) => {
        impl ::std::convert::From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }
    };
    ($name:ident($inner:ty) $($checked:ident)? $([$($rule:tt)*])?) => {
        $crate::runtime::newtype!($name($inner) (Plain) $($checked)? $([$($rule)*])?);
    };
    ($name:ident($inner:ty) ($how:ident) $($checked:ident)? $([$($rule:tt)*])?) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                // The type is inferred: it may have the same name as the generic parameter `S`.
                <$crate::runtime::scalar::$how as $crate::runtime::scalar::Writes<_>>::write(&self.0, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                // The type is inferred: it may have the same name as the generic parameter `D`.
                <$crate::runtime::scalar::$how as $crate::runtime::scalar::Reads<'de, _>>::read(deserializer).map($name)
            }
        }

        #[cfg(feature = "validate")]
        impl $crate::runtime::validate::Validate for $name {
            fn check(&self, _checker: &mut $crate::runtime::validate::Checker) {
                $({
                    #[allow(clippy::enum_glob_use, reason = "rows name rules without a path")]
                    use $crate::runtime::validate::Rule::*;
                    _checker.rules(&self.0, &[$($rule)*]);
                })?
                $(
                    let $checked = &self.0;
                    $crate::runtime::validate::Validate::check($checked, _checker);
                )?
            }
        }
    };
}

#[doc(hidden)]
pub use newtype;

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    struct PetId(pub String);

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Weight(pub f64);

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Count(pub i64);

    newtype! { PetId(String) as text }
    newtype! { Weight(f64) as value (Number) }
    newtype! { Count(i64) as value (Number) }

    #[test]
    fn a_newtype_converts_and_has_the_json_of_its_value() {
        let id = PetId::from("p1");
        assert_eq!((id.to_string(), id.as_ref(), "p1".parse()), ("p1".to_owned(), "p1", Ok(id.clone())));
        assert_eq!(HashMap::from([(id.clone(), 1)])[&id], 1);
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"p1\"");
        assert_eq!(serde_json::from_str::<PetId>("\"p1\"").unwrap(), id);
        assert_eq!(serde_json::to_string(&Weight(20.0)).unwrap(), "20");
        assert_eq!(serde_json::from_str::<Count>("20.0").unwrap(), Count(20));
        assert_eq!(format!("{:>4}", Count(5)), "   5");
        assert!("x".parse::<Count>().is_err());
    }
}
