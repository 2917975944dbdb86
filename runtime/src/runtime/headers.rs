//! The headers of answers, typed.
//!
//! Source: OpenAPI 3.0.4, section 4.7.21 (Header Object): the style is `simple`.

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::runtime::decode_error::DecodeError;

/// The value of a header; `None` where the answer has no such header.
pub(crate) fn header<T: DeserializeOwned>(headers: &HeaderMap, name: &'static str) -> Result<Option<T>, DecodeError> {
    let mut values = headers.get_all(name).iter().map(|value| str::from_utf8(value.as_bytes())).peekable();
    if values.peek().is_none() {
        return Ok(None);
    }
    let values = values.collect::<Result<Vec<&str>, _>>().map_err(|error| DecodeError::header(name, &error))?;
    let text = values.join(", ");
    // Text is what most types are read from; a number or a list is what it looks like.
    let quoted = serde_json::Value::from(text.as_str());
    serde_json::from_value(quoted)
        .or_else(|error| serde_json::from_str(&text).map_err(|_| error))
        .or_else(|error| list(&text, |item| Some(serde_json::Value::from(item))).ok_or(error))
        .or_else(|error| list(&text, |item| serde_json::from_str(item).ok()).ok_or(error))
        .map(Some)
        .map_err(|error| DecodeError::header(name, &error))
}

/// A header that every answer has.
pub(crate) fn required<T: DeserializeOwned>(headers: &HeaderMap, name: &'static str) -> Result<T, DecodeError> {
    header(headers, name)?.ok_or_else(|| DecodeError::header(name, &"the answer does not have it"))
}

fn list<T: DeserializeOwned>(text: &str, item: impl Fn(&str) -> Option<serde_json::Value>) -> Option<T> {
    let items = text.split(',').map(|text| item(text.trim())).collect::<Option<Vec<_>>>()?;
    serde_json::from_value(serde_json::Value::Array(items)).ok()
}

/// Implements the reading of a struct of headers: a row for each field, `required` or `optional`, and how numbers and
/// instants are treated.
macro_rules! headers {
    ($name:ident { $($wire:literal => $field:ident: $kind:ident $(($how:ident))?),* $(,)? }) => {
        impl $name {
            /// Reads them from those of an answer.
            ///
            /// # Errors
            ///
            /// Where one is other than the API describes.
            pub fn of(headers: &::reqwest::header::HeaderMap) -> ::std::result::Result<Self, $crate::runtime::DecodeError> {
                ::std::result::Result::Ok(Self { $($field: $crate::runtime::headers::headers!(@$kind headers $wire $($how)?)),* })
            }
        }
    };
    (@required $headers:ident $wire:literal) => {
        $crate::runtime::headers::required($headers, $wire)?
    };
    (@optional $headers:ident $wire:literal) => {
        $crate::runtime::headers::header($headers, $wire)?
    };
    (@required $headers:ident $wire:literal $how:ident) => {
        $crate::runtime::headers::required::<$crate::runtime::scalar::As<_, $crate::runtime::scalar::$how>>($headers, $wire)?.0
    };
    (@optional $headers:ident $wire:literal $how:ident) => {
        $crate::runtime::headers::header::<$crate::runtime::scalar::As<_, $crate::runtime::scalar::$how>>($headers, $wire)?
            .map(|value| value.0)
    };
}

pub(crate) use headers;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_their_types_are_written() {
        let headers: HeaderMap = [("n", "7"), ("l", "a, b"), ("i", "1,2"), ("t", "x"), ("b", "true"), ("l", "c")]
            .into_iter()
            .map(|(name, value)| (name.parse::<reqwest::header::HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        let mut all = HeaderMap::new();
        for (name, value) in [("n", "7"), ("l", "a, b"), ("l", "c"), ("i", "1,2"), ("t", "x"), ("b", "true")] {
            all.append(name, value.parse().unwrap());
        }
        assert_eq!(header::<i64>(&headers, "n"), Ok(Some(7)));
        assert_eq!(header::<String>(&all, "n"), Ok(Some("7".to_owned())));
        assert_eq!(header::<Vec<String>>(&all, "l").unwrap().unwrap(), ["a", "b", "c"]);
        assert_eq!(header::<Vec<u8>>(&all, "i"), Ok(Some(vec![1, 2])));
        assert_eq!(header::<bool>(&all, "b"), Ok(Some(true)));
        assert_eq!(header::<i64>(&all, "none"), Ok(None));
        assert!(header::<i64>(&all, "t").unwrap_err().to_string().contains("`t`"));
        assert!(required::<i64>(&all, "none").is_err());
    }
}
