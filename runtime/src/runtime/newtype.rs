//! Types that are another type under a name of their own, as a list of themselves has to be.

/// Implements `Serialize` and `Deserialize` for a struct around one value: it is in JSON what the value is. `checked` says that there
/// is more to be checked within it.
macro_rules! newtype {
    ($name:ident($inner:ty) $($checked:ident)? $([$($rule:tt)*])?) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                // A type may be called like a parameter here: what is within tells itself.
                ::serde::Deserialize::deserialize(deserializer).map($name)
            }
        }

        #[cfg(feature = "validate")]
        impl $crate::runtime::validate::Validate for $name {
            fn check(&self, _checker: &mut $crate::runtime::validate::Checker) {
                $({
                    #[allow(clippy::enum_glob_use, reason = "the rules are a language of their own")]
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

pub(crate) use newtype;
