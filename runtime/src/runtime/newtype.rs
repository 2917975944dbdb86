//! Types that are another type under a name of their own, as a list of themselves has to be.

/// Implements `Serialize` and `Deserialize` for a struct around one value: it is in JSON what the value is.
macro_rules! newtype {
    ($name:ident($inner:ty)) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <$inner as ::serde::Deserialize>::deserialize(deserializer).map($name)
            }
        }
    };
}

pub(crate) use newtype;
