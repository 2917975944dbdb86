//! Typed response headers.
//!
//! Source: OpenAPI 3.0.4, section 4.7.21 (Header Object): the style is `simple`.

use reqwest::header::HeaderMap;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::runtime::decode_error::DecodeError;

/// Returns the text of a header, with repeated headers joined as one list (RFC 9110, section 5.3); `None` if there is
/// none.
fn text(headers: &HeaderMap, name: &'static str) -> Result<Option<String>, DecodeError> {
    let mut values = headers.get_all(name).iter().map(|value| std::str::from_utf8(value.as_bytes())).peekable();
    if values.peek().is_none() {
        return Ok(None);
    }
    let values = values.collect::<Result<Vec<&str>, _>>().map_err(|error| DecodeError::header(name, &error))?;
    Ok(Some(values.join(", ")))
}

/// Returns the value of a header; `None` if the response does not have it.
pub fn header<T: DeserializeOwned>(headers: &HeaderMap, name: &'static str) -> Result<Option<T>, DecodeError> {
    let Some(text) = text(headers, name)? else { return Ok(None) };
    // Commas do not separate cookies (RFC 9110, section 5.3).
    if name == "set-cookie" {
        let values = headers
            .get_all(name)
            .iter()
            .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
            .collect::<Vec<_>>();
        let value = serde_json::from_value(values.into()).or_else(|_| serde_json::from_value(text.into()));
        return value.map(Some).map_err(|error| DecodeError::header(name, &error));
    }
    // Most types deserialize from text; a number or a list does not.
    let quoted = serde_json::Value::from(text.as_str());
    serde_json::from_value(quoted)
        .or_else(|error| serde_json::from_str(&text).map_err(|_| error))
        .or_else(|error| items(&text, ',').ok_or(error))
        .map(Some)
        .map_err(|error| DecodeError::header(name, &error))
}

/// Returns the value of a header that is a list whose items `separator` separates.
///
/// Source: OpenAPI 2.0, Header Object (`collectionFormat`).
pub fn list<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &'static str,
    separator: char,
) -> Result<Option<T>, DecodeError> {
    let Some(text) = text(headers, name)? else { return Ok(None) };
    let value = items(&text, separator).ok_or_else(|| DecodeError::header(name, &"its items have another type"));
    value.map(Some)
}

/// Returns the value of a header that is a list whose items have types of their own. `kinds` lists how each of the first items
/// is parsed, and `others` how all others are.
pub fn tuple<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &'static str,
    kinds: &[Kind],
    others: Kind,
) -> Result<Option<T>, DecodeError> {
    let Some(text) = text(headers, name)? else { return Ok(None) };
    let read = |either| {
        let each = text.split(',').map(str::trim).enumerate().map(|(index, item)| {
            let kind = kinds.get(index).copied().unwrap_or(others);
            kind.json(item, either)
        });
        serde_json::from_str(&format!("[{}]", each.collect::<Vec<_>>().join(",")))
    };
    let value = read(Kind::Text).or_else(|error| read(Kind::Json).map_err(|_| error));
    value.map(Some).map_err(|error: serde_json::Error| DecodeError::header(name, &error))
}

/// Returns the value of a header that is JSON text.
pub fn json<T: DeserializeOwned>(headers: &HeaderMap, name: &'static str) -> Result<Option<T>, DecodeError> {
    let text = text(headers, name)?;
    text.map(|text| serde_json::from_str(&text)).transpose().map_err(|error| DecodeError::header(name, &error))
}

/// How the text of a property is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// JSON, for example a number.
    Json,
    /// Text if the type accepts text, otherwise JSON.
    Either,
}

impl Kind {
    /// Returns a value as JSON; one of `Either` kind as the kind `either`.
    fn json(self, value: &str, either: Self) -> String {
        let is_json = match self {
            Self::Text => false,
            Self::Json => true,
            Self::Either => either == Self::Json && serde_json::from_str::<IgnoredAny>(value).is_ok(),
        };
        if is_json { value.to_owned() } else { serde_json::Value::from(value).to_string() }
    }
}

/// Returns the value of a header that is an object: `name,value,name,value`, or exploded `name=value,name=value`.
/// `properties` lists how each property is parsed, and `others` how all others are.
///
/// Source: OpenAPI 3.0.4, section 4.7.12.4 (`simple`); RFC 6570, section 3.2.2.
pub fn object<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &'static str,
    explode: bool,
    properties: &[(&str, Kind)],
    others: Kind,
) -> Result<Option<T>, DecodeError> {
    let Some(text) = text(headers, name)? else { return Ok(None) };
    let kind = |name: &str| properties.iter().find(|(other, _)| *other == name).map_or(others, |(_, kind)| *kind);
    let read = |either| -> Result<T, String> {
        let pairs = pairs(&text, explode).ok_or_else(|| "it is not an object in the style `simple`".to_owned())?;
        let each = pairs
            .into_iter()
            .map(|(name, value)| format!("{}:{}", serde_json::Value::from(name), kind(name).json(value, either)));
        let json = format!("{{{}}}", each.collect::<Vec<_>>().join(","));
        serde_json::from_str(&json).map_err(|error| error.to_string())
    };
    // Some servers send JSON.
    let value = read(Kind::Text)
        .or_else(|error| read(Kind::Json).map_err(|_| error))
        .or_else(|error| serde_json::from_str(&text).map_err(|_| error));
    value.map(Some).map_err(|error| DecodeError::header(name, &error))
}

/// Splits an object into its names and values.
fn pairs(text: &str, explode: bool) -> Option<Vec<(&str, &str)>> {
    // "A recipient MUST parse and ignore a reasonable number of empty list elements" (RFC 9110, section 5.6.1.2), but
    // an empty element may also be a value here.
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    let items: Vec<&str> = text.split(',').map(str::trim).collect();
    if explode {
        return items.into_iter().filter(|item| !item.is_empty()).map(|item| item.split_once('=')).collect();
    }
    let pairs = items.chunks(2).map(|pair| if let [name, value] = pair { Some((*name, *value)) } else { None });
    pairs.collect()
}

/// Returns the value of a required header.
pub fn required<T>(name: &'static str, value: Option<T>) -> Result<T, DecodeError> {
    value.ok_or_else(|| DecodeError::header(name, &"it is missing"))
}

/// Returns the items of a list, without empty ones (RFC 9110, section 5.6.1.2): as text, or else as JSON.
fn items<T: DeserializeOwned>(text: &str, separator: char) -> Option<T> {
    let read = |item: &dyn Fn(&str) -> Option<serde_json::Value>| {
        let items = text.split(separator).map(str::trim).filter(|text| !text.is_empty());
        let items = items.map(item).collect::<Option<Vec<_>>>()?;
        serde_json::from_value(serde_json::Value::Array(items)).ok()
    };
    read(&|item| Some(item.into())).or_else(|| read(&|item| serde_json::from_str(item).ok()))
}

/// Implements deserialization of a struct of headers: a row for each field, `required` or `optional`, and how its
/// numbers and instants deserialize.
#[doc(hidden)]
#[macro_export]
macro_rules! headers {
    ($name:ident { $($wire:literal => $field:ident: $kind:ident $(($how:ident))? $(as $form:ident $args:tt)?),* $(,)? }) => {
        impl $name {
            /// Reads the described headers of a response.
            ///
            /// # Errors
            ///
            /// Returns an error if a header does not match the API's description.
            pub fn from_headers(headers: &::reqwest::header::HeaderMap) -> ::std::result::Result<Self, $crate::runtime::DecodeError> {
                ::std::result::Result::Ok(Self {
                    $($field: $crate::runtime::headers::headers!(
                        @$kind $wire $crate::runtime::headers::headers!(
                            @treated [$($how)?] $crate::runtime::headers::headers!(@read headers $wire $($form $args)?)
                        )
                    )),*
                })
            }
        }
    };
    (@required $wire:literal $value:expr) => {
        $crate::runtime::headers::required($wire, $value)?
    };
    (@optional $wire:literal $value:expr) => {
        $value
    };
    (@treated [] $value:expr) => {
        $value
    };
    (@treated [$how:ident] $value:expr) => {{
        let value: ::std::option::Option<$crate::runtime::scalar::As<_, $crate::runtime::scalar::$how>> = $value;
        value.map(|value| value.0)
    }};
    (@read $headers:ident $wire:literal) => {
        $crate::runtime::headers::header($headers, $wire)?
    };
    (@read $headers:ident $wire:literal json ()) => {
        $crate::runtime::headers::json($headers, $wire)?
    };
    (@read $headers:ident $wire:literal list ($separator:literal)) => {
        $crate::runtime::headers::list($headers, $wire, $separator)?
    };
    (@read $headers:ident $wire:literal tuple ([$($kind:ident),*], $others:ident)) => {
        $crate::runtime::headers::tuple(
            $headers,
            $wire,
            &[$($crate::runtime::headers::Kind::$kind),*],
            $crate::runtime::headers::Kind::$others,
        )?
    };
    (@read $headers:ident $wire:literal object ($explode:literal, [$($name:literal: $kind:ident),*], $others:ident)) => {
        $crate::runtime::headers::object(
            $headers,
            $wire,
            $explode,
            &[$(($name, $crate::runtime::headers::Kind::$kind)),*],
            $crate::runtime::headers::Kind::$others,
        )?
    };
}

#[doc(hidden)]
pub use headers;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_deserialize_by_type() {
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
        assert!(required::<i64>("none", None).is_err());
    }

    #[test]
    fn lists_have_separators_and_items_of_several_types() {
        let of = |text: &str| HeaderMap::from_iter([("l".parse().unwrap(), text.parse().unwrap())]);
        assert_eq!(list::<Vec<String>>(&of("a|b,c"), "l", '|').unwrap().unwrap(), ["a", "b,c"]);
        assert_eq!(list::<Vec<i64>>(&of("1 2  3"), "l", ' '), Ok(Some(vec![1, 2, 3])));
        assert_eq!(list::<Vec<String>>(&of("a\tb"), "l", '\t').unwrap().unwrap(), ["a", "b"]);
        assert!(list::<Vec<i64>>(&of("1|x"), "l", '|').is_err());
        let pair = tuple::<(i64, String)>(&of("1, 5"), "l", &[Kind::Json, Kind::Text], Kind::Either);
        assert_eq!(pair, Ok(Some((1, "5".to_owned()))));
        assert!(tuple::<(i64, String)>(&of("a,5"), "l", &[Kind::Json, Kind::Text], Kind::Either).is_err());
        let mut cookies = HeaderMap::new();
        for value in ["a=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT", "b=é"] {
            cookies.append("set-cookie", value.try_into().unwrap());
        }
        let all: Vec<String> = header(&cookies, "set-cookie").unwrap().unwrap();
        assert_eq!(all, ["a=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT", "b=é"]);
        assert_eq!(header::<String>(&cookies, "set-cookie").unwrap().unwrap(), all.join(", "));
    }

    #[test]
    fn objects_deserialize_exploded_or_not() {
        let of = |text: &str, explode: bool| {
            let headers = HeaderMap::from_iter([("o".parse().unwrap(), text.parse().unwrap())]);
            object::<serde_json::Value>(&headers, "o", explode, &[("n", Kind::Json), ("t", Kind::Text)], Kind::Either)
        };
        let expected = serde_json::json!({ "n": 1, "t": "2", "x": "3" });
        assert_eq!(of("n,1,t,2,x,3", false), Ok(Some(expected.clone())));
        assert_eq!(of("n=1, t=2,x=3", true), Ok(Some(expected)));
        assert_eq!(of("t=a=b", true), Ok(Some(serde_json::json!({ "t": "a=b" }))));
        assert_eq!(of("", false), Ok(Some(serde_json::json!({}))));
        assert_eq!(of("t,,n,1", false), Ok(Some(serde_json::json!({ "t": "", "n": 1 }))));
        assert_eq!(of(r#"{"n":[1]}"#, false), Ok(Some(serde_json::json!({ "n": [1] }))));
        assert!(of("n,1,t", false).unwrap_err().to_string().contains("`o`"));
        assert!(of("n,x", false).is_err());
        let number = HeaderMap::from_iter([("o".parse().unwrap(), "a,7".parse().unwrap())]);
        let map = object::<std::collections::BTreeMap<String, i64>>(&number, "o", false, &[], Kind::Either);
        assert_eq!(map.unwrap().unwrap()["a"], 7);
        let empty = HeaderMap::from_iter([("l".parse().unwrap(), "".parse().unwrap())]);
        assert_eq!(header::<Vec<String>>(&empty, "l"), Ok(Some(Vec::new())));
    }
}
