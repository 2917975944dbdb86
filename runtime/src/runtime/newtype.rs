//! Structs around one value, for example a list that contains itself.

/// Implements `Serialize` and `Deserialize` for a struct around one value, whose JSON is that of the value. `checked`:
/// the value implements `Validate`.
#[doc(hidden)]
#[macro_export]
macro_rules! newtype {
    ($name:ident($inner:ty) $($checked:ident)? $([$($rule:tt)*])?) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                // The type is inferred: it may have the same name as the generic parameter `D`.
                ::serde::Deserialize::deserialize(deserializer).map($name)
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
