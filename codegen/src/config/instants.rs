//! The setting `date-times-without-offset`: RFC 3339 requires an offset, but many servers omit it.

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::config::place::place;

/// How to deserialize a `date-time` without an offset from UTC.
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
    /// It is UTC.
    Utc,
    /// It is UTC in the schemas at and below these JSON Pointers, such as `/a/b` or `models/log.yaml#/a`.
    UtcAt(Vec<String>),
}

impl<'de> Deserialize<'de> for WithoutOffset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) if text == "error" => Ok(Self::Error),
            toml::Value::String(text) if text == "utc" => Ok(Self::Utc),
            toml::Value::Array(items) => {
                let wrong = || "each item must be a JSON Pointer, such as `/components/schemas/Log`".to_owned();
                let pointer = |item: &toml::Value| {
                    let text = item.as_str().ok_or_else(wrong)?;
                    place(text).map(|(file, pointer)| match file.is_empty() {
                        true => pointer,
                        false => format!("{file}#{pointer}"),
                    })
                };
                let pointers: Result<Vec<String>, String> = items.iter().map(pointer).collect();
                pointers.map(Self::UtcAt).map_err(D::Error::custom)
            }
            _ => Err(D::Error::custom(
                "`date-times-without-offset` must be `\"error\"`, `\"utc\"`, or a list of JSON Pointers",
            )),
        }
    }
}
