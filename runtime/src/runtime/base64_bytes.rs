//! Bytes that are base64 text in JSON.
//!
//! Source: OpenAPI 3.0.3, section 4.4 (`format: byte`); RFC 4648, sections 4 and 5.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Deserialize, Deserializer, Error as _, Unexpected};
use serde::ser::{Serialize, Serializer};

/// Bytes; base64 text in JSON. Deserialized with or without padding, serialized with it.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base64(pub Vec<u8>);

/// Bytes; base64 text in JSON, in the alphabet for URLs. Deserialized with or without padding, serialized without it.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base64Url(pub Vec<u8>);

const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

fn read<'de, D: Deserializer<'de>>(deserializer: D, engine: &GeneralPurpose) -> Result<Vec<u8>, D::Error> {
    let text: String = crate::runtime::object::text(deserializer)?;
    engine.decode(&text).map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &"base64 text"))
}

macro_rules! as_text {
    ($name:ident, $engine:expr) => {
        impl $name {
            const ENGINE: GeneralPurpose = $engine;
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), Self::ENGINE.encode(&self.0))
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl From<Vec<u8>> for $name {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }
        }

        impl From<&[u8]> for $name {
            fn from(bytes: &[u8]) -> Self {
                Self(bytes.to_vec())
            }
        }

        crate::runtime::property::into_property! {
            [] Vec<u8> => $name: |bytes| $name(bytes);
            [] &[u8] => $name: |bytes| bytes.into();
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&Self::ENGINE.encode(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read(deserializer, &Self::ENGINE).map(Self)
            }
        }
    };
}

as_text!(Base64, GeneralPurpose::new(&STANDARD, ANY_PADDING));
as_text!(Base64Url, GeneralPurpose::new(&URL_SAFE, ANY_PADDING.with_encode_padding(false)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_deserialize_with_padding_or_without() {
        for text in ["\"+/8=\"", "\"+/8\""] {
            assert_eq!(serde_json::from_str::<Base64>(text).unwrap().0, [251, 255]);
        }
        assert_eq!(serde_json::to_string(&Base64(vec![251, 255])).unwrap(), "\"+/8=\"");
        assert_eq!(serde_json::from_str::<Base64Url>("\"-_8\"").unwrap().0, [251, 255]);
        assert_eq!(serde_json::to_string(&Base64Url(vec![251, 255])).unwrap(), "\"-_8\"");
        assert!(serde_json::from_str::<Base64Url>("\"+/8\"").is_err());
    }
}
