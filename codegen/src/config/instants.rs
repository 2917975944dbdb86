//! Instants without an offset from UTC, which RFC 3339 does not have and many servers send.

use serde::de::{Deserialize, Deserializer, Error as _};

/// How a `date-time` without an offset from UTC is deserialized: never, as UTC, or as UTC where these schemas have it.
///
/// ```toml
/// date-times-without-offset = "utc"
/// date-times-without-offset = ["/components/schemas/Log/properties/at"]
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WithoutOffset {
    /// It is a decode error.
    #[default]
    Error,
    /// It is read as UTC.
    Utc,
    /// It is read as UTC in the schemas at these JSON Pointers, and in all schemas within them.
    UtcAt(Vec<String>),
}

impl<'de> Deserialize<'de> for WithoutOffset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) if text == "error" => Ok(Self::Error),
            toml::Value::String(text) if text == "utc" => Ok(Self::Utc),
            toml::Value::Array(items) => {
                let pointer = |item: &toml::Value| item.as_str().and_then(pointer);
                let pointers: Option<Vec<String>> = items.iter().map(pointer).collect();
                pointers.map(Self::UtcAt).ok_or_else(|| {
                    D::Error::custom("each item has to be a JSON Pointer, such as `/components/schemas/Log`")
                })
            }
            _ => Err(D::Error::custom(
                "`date-times-without-offset` is `\"error\"`, `\"utc\"`, or a list of JSON Pointers",
            )),
        }
    }
}

/// The pointer that `text` is, with or without `#`.
fn pointer(text: &str) -> Option<String> {
    let text = text.strip_prefix('#').unwrap_or(text);
    (text.is_empty() || text.starts_with('/')).then(|| text.to_owned())
}
