//! Parameters as text: one value, a list or an object, in the styles OpenAPI knows.
//!
//! Source: OpenAPI 3.0.4, section 4.7.12.3 (style values) and 4.7.12.4 (style examples); RFC 6570.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::runtime::error::Reason;

/// All but the unreserved characters of RFC 3986, section 2.3, so that a value stays one value anywhere in a URL.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a parameter's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Path and header: `3,4,5`.
    Simple,
    /// Path: `.3,4,5`.
    Label,
    /// Path: `;color=blue,black`.
    Matrix,
    /// Query and cookie: `color=blue,black`.
    Form,
    /// Query: `color=blue%20black`.
    SpaceDelimited,
    /// Query: `color=blue%7Cblack`.
    PipeDelimited,
    /// Query: `color[R]=100`.
    DeepObject,
}

/// A value taken apart as far as a parameter can carry it.
#[derive(Debug, PartialEq)]
pub(crate) enum Parts {
    Nothing,
    One(String),
    Many(Vec<String>),
    Fields(Vec<(String, String)>),
}

/// Takes `value` apart by way of its JSON form, so that an enum, a time or a number reads as it does in a body.
pub(crate) fn parts<T: Serialize + ?Sized>(name: &'static str, value: &T) -> Result<Parts, Reason> {
    let unsupported = || Reason::ParameterShape { name };
    // By way of text, in which a number has the digits it is written with.
    let text = serde_json::to_string(value).map_err(|_| unsupported())?;
    let parts = match text.as_bytes().first() {
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(&text).map_err(|_| unsupported())?;
            items.into_iter().map(|item| scalar(item.get())).collect::<Option<_>>().map(Parts::Many)
        }
        Some(b'{') => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(&text).map_err(|_| unsupported())?;
            let fields = fields.into_iter().filter(|(_, value)| value.get() != "null");
            let pair = |(name, value): (_, &RawValue)| scalar(value.get()).map(|value| (name, value));
            fields.map(pair).collect::<Option<_>>().map(Parts::Fields)
        }
        _ if text == "null" => Some(Parts::Nothing),
        _ => scalar(&text).map(Parts::One),
    };
    parts.ok_or_else(unsupported)
}

/// The text of a JSON value that is neither null, nor a list, nor an object.
fn scalar(json: &str) -> Option<String> {
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).ok(),
        Some(b'[' | b'{') | None => None,
        _ => (json != "null").then(|| json.to_owned()),
    }
}

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The text that stands for `{name}` in a path.
pub(crate) fn in_path(name: &str, parts: Parts, style: Style, explode: bool) -> String {
    let (prefix, separator) = match (style, explode) {
        (Style::Label, true) => (".", "."),
        (Style::Label, false) => (".", ","),
        (Style::Matrix, true) => (";", ";"),
        (Style::Matrix, false) => (";", ","),
        _ => ("", ","),
    };
    let named = style == Style::Matrix;
    let name = encode(name);
    let text = match parts {
        Parts::Nothing => return String::new(),
        Parts::One(text) if named => pair(&name, &encode(&text), true),
        Parts::One(text) => encode(&text),
        Parts::Many(items) if items.is_empty() => return String::new(),
        Parts::Many(items) => {
            let each = items.iter().map(|item| encode(item));
            match (named, explode) {
                (true, true) => each.map(|item| pair(&name, &item, true)).collect::<Vec<_>>().join(separator),
                (true, false) => format!("{name}={}", each.collect::<Vec<_>>().join(separator)),
                (false, _) => each.collect::<Vec<_>>().join(separator),
            }
        }
        Parts::Fields(fields) if fields.is_empty() => return String::new(),
        Parts::Fields(fields) => {
            let each = fields.iter().map(|(key, value)| match explode {
                true => pair(&encode(key), &encode(value), named),
                false => format!("{}{separator}{}", encode(key), encode(value)),
            });
            let text = each.collect::<Vec<_>>().join(separator);
            if named && !explode { format!("{name}={text}") } else { text }
        }
    };
    format!("{prefix}{text}")
}

/// `name=value`; in the style `matrix` a name alone where the value is empty (RFC 6570, section 3.2.7).
fn pair(name: &str, value: &str, matrix: bool) -> String {
    if matrix && value.is_empty() { name.to_owned() } else { format!("{name}={value}") }
}

/// The `name=value` pairs of a query, encoded.
pub(crate) fn in_query(name: &str, parts: Parts, style: Style, explode: bool) -> Vec<(String, String)> {
    let key = encode(name);
    let separator = match style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    match parts {
        Parts::Nothing => Vec::new(),
        Parts::One(text) => vec![(key, encode(&text))],
        Parts::Many(items) if explode || style == Style::DeepObject => {
            items.iter().map(|item| (key.clone(), encode(item))).collect()
        }
        Parts::Many(items) if items.is_empty() => Vec::new(),
        Parts::Many(items) => {
            vec![(key, items.iter().map(|item| encode(item)).collect::<Vec<_>>().join(separator))]
        }
        Parts::Fields(fields) if style == Style::DeepObject => {
            fields.iter().map(|(field, value)| (format!("{key}%5B{}%5D", encode(field)), encode(value))).collect()
        }
        Parts::Fields(fields) if explode => {
            fields.iter().map(|(field, value)| (encode(field), encode(value))).collect()
        }
        Parts::Fields(fields) if fields.is_empty() => Vec::new(),
        Parts::Fields(fields) => {
            let flat = fields.iter().flat_map(|(field, value)| [encode(field), encode(value)]);
            vec![(key, flat.collect::<Vec<_>>().join(separator))]
        }
    }
}

/// The text of a header, which is not percent-encoded.
pub(crate) fn in_header(parts: Parts, explode: bool) -> Option<String> {
    let between = if explode { "=" } else { "," };
    match parts {
        Parts::Nothing => None,
        Parts::One(text) => Some(text),
        Parts::Many(items) => Some(items.join(",")),
        Parts::Fields(fields) => {
            Some(fields.iter().map(|(key, value)| format!("{key}{between}{value}")).collect::<Vec<_>>().join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Parts {
        Parts::Many(["blue", "black", "brown"].map(str::to_owned).to_vec())
    }

    fn object() -> Parts {
        Parts::Fields([("R", "100"), ("G", "200")].map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec())
    }

    fn one() -> Parts {
        Parts::One("blue".to_owned())
    }

    /// The table of OpenAPI 3.0.4, section 4.7.12.4, with two fields of its three.
    #[test]
    fn paths_follow_the_table() {
        let rows = [
            (Style::Simple, false, "blue", "blue,black,brown", "R,100,G,200"),
            (Style::Simple, true, "blue", "blue,black,brown", "R=100,G=200"),
            (Style::Label, false, ".blue", ".blue,black,brown", ".R,100,G,200"),
            (Style::Label, true, ".blue", ".blue.black.brown", ".R=100.G=200"),
            (Style::Matrix, false, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200"),
            (Style::Matrix, true, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200"),
        ];
        assert_eq!(in_path("color", Parts::One(String::new()), Style::Matrix, false), ";color");
        for (style, explode, scalar, array, fields) in rows {
            assert_eq!(in_path("color", one(), style, explode), scalar, "{style:?} {explode}");
            assert_eq!(in_path("color", list(), style, explode), array, "{style:?} {explode}");
            assert_eq!(in_path("color", object(), style, explode), fields, "{style:?} {explode}");
        }
    }

    #[test]
    fn queries_follow_the_table() {
        let text = |parts, style, explode| {
            let pairs = in_query("color", parts, style, explode);
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        assert_eq!(text(one(), Style::Form, true), "color=blue");
        assert_eq!(text(list(), Style::Form, true), "color=blue&color=black&color=brown");
        assert_eq!(text(list(), Style::Form, false), "color=blue,black,brown");
        assert_eq!(text(list(), Style::SpaceDelimited, false), "color=blue%20black%20brown");
        assert_eq!(text(list(), Style::PipeDelimited, false), "color=blue%7Cblack%7Cbrown");
        assert_eq!(text(object(), Style::Form, true), "R=100&G=200");
        assert_eq!(text(object(), Style::Form, false), "color=R,100,G,200");
        assert_eq!(text(object(), Style::DeepObject, true), "color%5BR%5D=100&color%5BG%5D=200");
    }

    #[test]
    fn a_separator_inside_a_value_does_not_separate() {
        assert_eq!(
            in_query("q", Parts::Many(vec!["a,b".to_owned(), "c&d=e".to_owned()]), Style::Form, false),
            [("q".to_owned(), "a%2Cb,c%26d%3De".to_owned())]
        );
        assert_eq!(
            in_path("p", Parts::One("a/b?c#d%2e ü".to_owned()), Style::Simple, false),
            "a%2Fb%3Fc%23d%252e%20%C3%BC"
        );
    }

    #[test]
    fn values_come_apart_by_their_json_form() {
        assert_eq!(parts("x", "text").ok(), Some(Parts::One("text".to_owned())));
        assert_eq!(parts("x", &0.1_f32).ok(), Some(Parts::One("0.1".to_owned())));
        assert_eq!(parts("x", &7).ok(), Some(Parts::One("7".to_owned())));
        assert_eq!(parts("x", &true).ok(), Some(Parts::One("true".to_owned())));
        assert_eq!(parts("x", &None::<i32>).ok(), Some(Parts::Nothing));
        assert_eq!(parts("x", &[1, 2]).ok(), Some(Parts::Many(vec!["1".to_owned(), "2".to_owned()])));
        assert!(matches!(parts("x", &[[1]]), Err(Reason::ParameterShape { name: "x" })));
    }
}
