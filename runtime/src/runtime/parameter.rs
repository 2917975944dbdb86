//! Parameter serialization: a single value, an array or an object, in the styles of OpenAPI.
//!
//! Source: OpenAPI 3.0.4, section 4.7.12.3 (style values) and 4.7.12.4 (style examples); RFC 6570.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::runtime::error::Reason;
use crate::runtime::finite;
use crate::runtime::percent::{Encode, encode};

/// The `style` of a parameter.
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
    /// Query: `color=blue%20black`; also in path and header.
    SpaceDelimited,
    /// Query: `color=blue%7Cblack`; also in path and header.
    PipeDelimited,
    /// Query: `color=blue%09black`; also in path and header.
    TabDelimited,
    /// Query: `color[R]=100`.
    DeepObject,
    /// Query: the whole query string is the value, as JSON.
    Whole,
    /// Query: the whole query string is the value, as text.
    WholeText,
    /// Cookie: `color=blue,black`, without encoding.
    Cookie,
    /// Any location: `color=["blue","black"]`, encoded for the location.
    Json,
}

/// A value split into the parts of a parameter. Deeper values are JSON.
#[derive(Debug, PartialEq)]
pub enum Parts<'j> {
    Nothing,
    One(Cow<'j, str>),
    Many(Vec<Cow<'j, str>>),
    Fields(Vec<(String, Cow<'j, str>)>),
}

/// Serializes a value as JSON, so that an enum, an instant or a number has the same text as in a body.
pub fn json<T: Serialize + ?Sized>(name: &'static str, value: &T) -> Result<String, Reason> {
    finite::plain(value).map_err(|problem| Reason::Parameter { name, problem })
}

/// Splits JSON into parts, as text, so that numbers keep their digits.
fn parts(json: &str) -> Parts<'_> {
    if let Some(fields) = properties(json) {
        let given = fields.into_iter().filter(|(_, value)| value.get() != "null");
        return Parts::Fields(given.map(|(name, value)| (name, plain(value.get()))).collect());
    }
    match json.as_bytes().first() {
        Some(b'[') => Parts::Many(items(json).into_iter().map(plain).collect()),
        _ if json == "null" => Parts::Nothing,
        _ => Parts::One(plain(json)),
    }
}

/// Returns the properties of an object, sorted by name; `None` if the JSON is not an object.
pub fn properties(json: &str) -> Option<BTreeMap<String, &RawValue>> {
    if json.starts_with('{') { serde_json::from_str(json).ok() } else { None }
}

/// Whether an array or an object contains nothing but nulls.
pub fn is_empty(json: &str) -> bool {
    match parts(json) {
        Parts::Many(items) => items.is_empty(),
        Parts::Fields(fields) => fields.is_empty(),
        Parts::Nothing | Parts::One(_) => false,
    }
}

/// Returns the items of an array, or a single value as one item; none for null.
pub fn items(json: &str) -> Vec<&str> {
    let items: Vec<&str> = match json.as_bytes().first() {
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
            items.into_iter().map(RawValue::get).collect()
        }
        _ => vec![json],
    };
    items.into_iter().filter(|item| *item != "null").collect()
}

/// Returns a value as text: a string without quotes, all else as JSON.
pub fn plain(json: &str) -> Cow<'_, str> {
    match json.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(text) if !text.contains('\\') => Cow::Borrowed(text),
        Some(_) => Cow::Owned(serde_json::from_str(json).unwrap_or_default()),
        None => Cow::Borrowed(json),
    }
}

/// Returns the text that replaces `{name}` in a path, by `style` and `explode`; `value` encodes values.
pub fn in_path(name: &str, json: &str, style: Style, explode: bool, value: Encode) -> String {
    let (prefix, separator) = match (style, explode) {
        (Style::Json, _) if json == "null" => return String::new(),
        (Style::Json, _) => return value(json),
        (Style::Label, true) => (".", "."),
        (Style::Label, false) => (".", ","),
        (Style::Matrix, true) => (";", ";"),
        (Style::Matrix, false) => (";", ","),
        (Style::SpaceDelimited, _) => ("", "%20"),
        (Style::PipeDelimited, _) => ("", "%7C"),
        (Style::TabDelimited, _) => ("", "%09"),
        _ => ("", ","),
    };
    let named = style == Style::Matrix;
    let name = if named { encode(name) } else { String::new() };
    let text = match parts(json) {
        Parts::Nothing => return String::new(),
        Parts::One(text) if named => pair(&name, &value(&text), true),
        Parts::One(text) => value(&text),
        Parts::Many(items) if items.is_empty() => return String::new(),
        Parts::Many(items) => {
            let each = items.iter().map(|item| value(item));
            match (named, explode) {
                (true, true) => each.map(|item| pair(&name, &item, true)).collect::<Vec<_>>().join(separator),
                (true, false) => format!("{name}={}", each.collect::<Vec<_>>().join(separator)),
                (false, _) => each.collect::<Vec<_>>().join(separator),
            }
        }
        Parts::Fields(fields) if fields.is_empty() => return String::new(),
        Parts::Fields(fields) => {
            let each = fields.iter().map(|(key, text)| match explode {
                true => pair(&encode(key), &value(text), named),
                false => format!("{}{separator}{}", encode(key), value(text)),
            });
            let text = each.collect::<Vec<_>>().join(separator);
            if named && !explode { format!("{name}={text}") } else { text }
        }
    };
    if prefix.is_empty() { text } else { format!("{prefix}{text}") }
}

/// Returns `name=value`; in the style `matrix`, only the name if the value is empty (RFC 6570, section 3.2.7).
fn pair(name: &str, value: &str, matrix: bool) -> String {
    if matrix && value.is_empty() { name.to_owned() } else { format!("{name}={value}") }
}

/// Returns the `name=value` pairs of a query, a form or a cookie, by `style` and `explode`; `value` encodes values.
pub fn in_query(name: &str, json: &str, style: Style, explode: bool, value: Encode) -> Vec<(String, String)> {
    let key = encode(name);
    let separator = match style {
        Style::Json | Style::Whole if json == "null" => return Vec::new(),
        Style::Json => return vec![(key, value(json))],
        // Without a name, there is no `=`.
        Style::Whole => return vec![(String::new(), value(json))],
        Style::WholeText => {
            return match parts(json) {
                Parts::Nothing => Vec::new(),
                Parts::One(text) => vec![(String::new(), value(&text))],
                Parts::Many(_) | Parts::Fields(_) => vec![(String::new(), value(json))],
            };
        }
        Style::DeepObject => return deep(key, json, value),
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        Style::TabDelimited => "%09",
        _ => ",",
    };
    match parts(json) {
        Parts::Nothing => Vec::new(),
        Parts::One(text) => vec![(key, value(&text))],
        Parts::Many(items) if explode => items.iter().map(|item| (key.clone(), value(item))).collect(),
        Parts::Many(items) if items.is_empty() => Vec::new(),
        Parts::Many(items) => {
            vec![(key, items.iter().map(|item| value(item)).collect::<Vec<_>>().join(separator))]
        }
        Parts::Fields(_) if explode => exploded(json, encode, value),
        Parts::Fields(fields) if fields.is_empty() => Vec::new(),
        Parts::Fields(fields) => {
            let flat = fields.iter().flat_map(|(field, text)| [encode(field), value(text)]);
            vec![(key, flat.collect::<Vec<_>>().join(separator))]
        }
    }
}

/// Returns the properties of an object, each as a parameter of its own; an array becomes one pair for each item.
///
/// Source: RFC 6570, section 3.2.8 (an exploded list is `name=item` for each item).
fn exploded(json: &str, name: Encode, value: Encode) -> Vec<(String, String)> {
    let properties = properties(json).unwrap_or_default().into_iter();
    let pairs = properties.flat_map(|(property, json)| {
        let items: Vec<String> = items(json.get()).into_iter().map(|item| value(&plain(item))).collect();
        items.into_iter().map(move |item| (name(&property), item))
    });
    pairs.collect()
}

/// Returns `name[property]=value` for each property (`style: deepObject`). OpenAPI does not define deeper nesting. It is
/// serialized as servers with this style parse it: `name[property][inner]=value`, `name[]=value` for values in an array,
/// and `name[0][property]=value` for objects in one, so that the properties of each object stay together.
fn deep(name: String, json: &str, value: Encode) -> Vec<(String, String)> {
    if let Some(properties) = properties(json) {
        let each = properties.into_iter().map(|(property, json)| (format!("{name}%5B{}%5D", encode(&property)), json));
        return each.flat_map(|(name, json)| deep(name, json.get(), value)).collect();
    }
    if json.starts_with('[') {
        let inner = |(index, item): (usize, &str)| {
            let index = if item.starts_with(['{', '[']) { index.to_string() } else { String::new() };
            deep(format!("{name}%5B{index}%5D"), item, value)
        };
        return items(json).into_iter().enumerate().flat_map(inner).collect();
    }
    if json == "null" { Vec::new() } else { vec![(name, value(&plain(json)))] }
}

/// Returns the `name=value` pairs of a form's property in the default style.
pub fn as_usual(name: &str, json: &str) -> Vec<(String, String)> {
    items(json).into_iter().map(|item| (encode(name), encode(&plain(item)))).collect()
}

/// Returns the `name=value` pairs of a cookie without encoding; `None` if a value contains a character that is not
/// allowed.
///
/// Source: OpenAPI 3.2.0, section 4.12.3 (`style: cookie`); RFC 6265, section 4.1.1 (`cookie-octet`), and the comma for
/// arrays.
pub fn in_cookie(name: &str, json: &str, explode: bool) -> Option<Vec<(String, String)>> {
    let key = || name.to_owned();
    let pairs: Vec<(String, String)> = match parts(json) {
        Parts::Nothing => Vec::new(),
        Parts::One(text) => vec![(key(), text.into_owned())],
        Parts::Many(items) if explode => items.into_iter().map(|item| (key(), item.into_owned())).collect(),
        Parts::Many(items) if items.is_empty() => Vec::new(),
        Parts::Many(items) => vec![(key(), items.join(","))],
        Parts::Fields(_) if explode => exploded(json, str::to_owned, str::to_owned),
        Parts::Fields(fields) if fields.is_empty() => Vec::new(),
        Parts::Fields(fields) => {
            let flat: Vec<String> = fields.into_iter().flat_map(|(name, value)| [name, value.into_owned()]).collect();
            vec![(key(), flat.join(","))]
        }
    };
    let fits = |text: &str| text.bytes().all(|it| matches!(it, b'!'..=b'~') && !matches!(it, b'"' | b';' | b'\\'));
    pairs.iter().all(|(name, value)| fits(name) && !name.contains('=') && fits(value)).then_some(pairs)
}

/// Returns the text of a header, by `style` and `explode`. It is not percent-encoded. `None` if there is nothing to send.
pub fn in_header(json: &str, style: Style, explode: bool) -> Option<String> {
    if style == Style::Json {
        return (json != "null").then(|| json.to_owned());
    }
    let separator = match style {
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        Style::TabDelimited => "\t",
        _ => ",",
    };
    let between = if explode { "=" } else { "," };
    match parts(json) {
        Parts::Nothing => None,
        Parts::One(text) => Some(text.into_owned()),
        Parts::Many(items) if items.is_empty() => None,
        Parts::Many(items) => Some(items.join(separator)),
        Parts::Fields(fields) if fields.is_empty() => None,
        Parts::Fields(fields) => {
            Some(fields.iter().map(|(key, value)| format!("{key}{between}{value}")).collect::<Vec<_>>().join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::percent::{reserved_in_path, reserved_in_query};

    const LIST: &str = r#"["blue","black","brown"]"#;
    const OBJECT: &str = r#"{"R":100,"G":200}"#;
    const ONE: &str = r#""blue""#;

    #[test]
    fn a_cookie_can_be_sent_without_encoding() {
        let of = |json: &str, explode: bool| {
            let pairs = in_cookie("c", json, explode)?;
            Some(pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; "))
        };
        let rows = [
            (r#""a%20b/c=""#, true, Some("c=a%20b/c=")),
            (LIST, false, Some("c=blue,black,brown")),
            (LIST, true, Some("c=blue; c=black; c=brown")),
            (OBJECT, false, Some("c=G,200,R,100")),
            (OBJECT, true, Some("G=200; R=100")),
            ("null", true, Some("")),
            (r#""a; b=c""#, true, None),
            (r#""a b""#, true, None),
            (r#""ä""#, true, None),
            (r#"{"a=b":1}"#, true, None),
        ];
        for (json, explode, expected) in rows {
            assert_eq!(of(json, explode).as_deref(), expected, "{json}");
        }
    }

    /// Styles that OpenAPI 3.0 does not have: OpenAPI 2.0's `collectionFormat`, and OpenAPI 3.2's `in: querystring`.
    #[test]
    fn styles_of_other_versions() {
        assert_eq!(in_path("c", LIST, Style::TabDelimited, false, encode), "blue%09black%09brown");
        assert_eq!(in_header(LIST, Style::PipeDelimited, false).as_deref(), Some("blue|black|brown"));
        let pair = |value: &str| vec![("c".to_owned(), value.to_owned())];
        assert_eq!(in_query("c", LIST, Style::TabDelimited, false, encode), pair("blue%09black%09brown"));
        assert_eq!(in_query("c", "[1]", Style::Whole, false, encode), vec![(String::new(), "%5B1%5D".to_owned())]);
        assert!(in_query("c", "null", Style::Whole, false, encode).is_empty());
        let text = |json| in_query("c", json, Style::WholeText, false, encode);
        assert_eq!(text("\"$.a\""), vec![(String::new(), "%24.a".to_owned())]);
        assert!(text("null").is_empty());
    }

    /// The table of OpenAPI 3.0.4, section 4.7.12.4, with two of its three properties.
    #[test]
    fn paths_follow_the_table() {
        let rows = [
            (Style::Simple, false, "blue", "blue,black,brown", "G,200,R,100"),
            (Style::Simple, true, "blue", "blue,black,brown", "G=200,R=100"),
            (Style::Label, false, ".blue", ".blue,black,brown", ".G,200,R,100"),
            (Style::Label, true, ".blue", ".blue.black.brown", ".G=200.R=100"),
            (Style::Matrix, false, ";color=blue", ";color=blue,black,brown", ";color=G,200,R,100"),
            (Style::Matrix, true, ";color=blue", ";color=blue;color=black;color=brown", ";G=200;R=100"),
        ];
        assert_eq!(in_path("color", "\"\"", Style::Matrix, false, encode), ";color");
        for (style, explode, scalar, array, fields) in rows {
            assert_eq!(in_path("color", ONE, style, explode, encode), scalar, "{style:?} {explode}");
            assert_eq!(in_path("color", LIST, style, explode, encode), array, "{style:?} {explode}");
            assert_eq!(in_path("color", OBJECT, style, explode, encode), fields, "{style:?} {explode}");
        }
    }

    fn query(json: &str, style: Style, explode: bool) -> String {
        let pairs = in_query("color", json, style, explode, encode);
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    #[test]
    fn queries_follow_the_table() {
        assert_eq!(query(ONE, Style::Form, true), "color=blue");
        assert_eq!(query(LIST, Style::Form, true), "color=blue&color=black&color=brown");
        assert_eq!(query(LIST, Style::Form, false), "color=blue,black,brown");
        assert_eq!(query(LIST, Style::SpaceDelimited, false), "color=blue%20black%20brown");
        assert_eq!(query(LIST, Style::PipeDelimited, false), "color=blue%7Cblack%7Cbrown");
        assert_eq!(query(OBJECT, Style::Form, true), "G=200&R=100");
        assert_eq!(query(OBJECT, Style::Form, false), "color=G,200,R,100");
        assert_eq!(query(OBJECT, Style::DeepObject, true), "color%5BG%5D=200&color%5BR%5D=100");
        assert_eq!(query("null", Style::Form, true), "");
        assert_eq!(query(r#"{"a":[1]}"#, Style::Json, false), "color=%7B%22a%22%3A%5B1%5D%7D");
    }

    #[test]
    fn deeper_values_stay_separate() {
        let nested = r#"{"a":{"b":[1,2]},"c":[{"d":1,"e":null},{"d":2}],"n":null}"#;
        let text = query(nested, Style::DeepObject, true).replace("%5B", "[").replace("%5D", "]");
        assert_eq!(text, "color[a][b][]=1&color[a][b][]=2&color[c][0][d]=1&color[c][1][d]=2");
        assert_eq!(query(r#"[[1,2],"x"]"#, Style::Form, true), "color=%5B1%2C2%5D&color=x");
    }

    #[test]
    fn a_separator_inside_a_value_is_encoded() {
        assert_eq!(query(r#"["a,b","c&d=e"]"#, Style::Form, false), "color=a%2Cb,c%26d%3De");
        assert_eq!(in_path("p", r#""a/b?c#d%2e ü""#, Style::Simple, false, encode), "a%2Fb%3Fc%23d%252e%20%C3%BC");
        let kept = in_query("q", r#""a/b:c,d&e+f#g%""#, Style::Form, true, reserved_in_query);
        assert_eq!(kept, [("q".to_owned(), "a/b:c,d%26e%2Bf%23g%25".to_owned())]);
        let kept = in_query("q", r#"{"a=b":"c=d"}"#, Style::Form, true, reserved_in_query);
        assert_eq!(kept, [("a%3Db".to_owned(), "c=d".to_owned())], "a name ends at the first `=`");
        let kept = in_path("p", r#"["a/b?c#d%2Fe","f:g"]"#, Style::Matrix, true, reserved_in_path);
        assert_eq!(kept, ";p=a%2Fb%3Fc%23d%2Fe;p=f:g");
    }

    #[test]
    fn arrays_in_an_exploded_object_are_repeated() {
        let object = r#"{"page":2,"sort":["amount,desc","name,asc"],"none":[],"n":null}"#;
        assert_eq!(query(object, Style::Form, true), "page=2&sort=amount%2Cdesc&sort=name%2Casc");
        assert_eq!(query(object, Style::SpaceDelimited, true), "page=2&sort=amount%2Cdesc&sort=name%2Casc");
        let deep = query(object, Style::DeepObject, true).replace("%5B", "[").replace("%5D", "]");
        assert_eq!(deep, "color[page]=2&color[sort][]=amount%2Cdesc&color[sort][]=name%2Casc");
        let cookie = in_cookie("c", r#"{"a":["x","y"],"b":1}"#, true).unwrap();
        let cookie: Vec<String> = cookie.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(cookie, ["a=x", "a=y", "b=1"]);
    }

    #[test]
    fn an_empty_header_is_not_sent() {
        assert_eq!(in_header("[]", Style::Simple, false), None);
        assert_eq!(in_header("{}", Style::Simple, true), None);
        assert_eq!(in_header("\"\"", Style::Simple, false).as_deref(), Some(""));
        assert_eq!(in_header(LIST, Style::Simple, true).as_deref(), Some("blue,black,brown"));
    }

    #[test]
    fn values_are_split_by_json_type() {
        assert_eq!(parts("\"text\""), Parts::One("text".into()));
        assert_eq!(parts("0.1"), Parts::One("0.1".into()));
        assert_eq!(parts("true"), Parts::One("true".into()));
        assert_eq!(parts("null"), Parts::Nothing);
        assert_eq!(parts("[1,2]"), Parts::Many(vec!["1".into(), "2".into()]));
        assert_eq!(items("[1,null,{\"a\":[2]}]"), ["1", "{\"a\":[2]}"]);
    }
}
