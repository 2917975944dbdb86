//! Media types, compared case-insensitively and without parameters.
//!
//! Source: RFC 9110, sections 8.3.1 (media types) and 12.5.1 (ranges); RFC 6839 (structured syntax suffixes).

use std::fmt;

/// A media type, or a media range such as `image/*`. Type and subtype are in lower case; parameters are not part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType {
    essence: String,
    slash: usize,
}

/// Short names that real documents use in place of a media type, and the media type of each.
const SHORT: [(&str, &str); 22] = [
    ("", "*/*"),
    ("*", "*/*"),
    ("binary", "application/octet-stream"),
    ("csv", "text/csv"),
    ("event-stream", "text/event-stream"),
    ("form", "application/x-www-form-urlencoded"),
    ("form-data", "multipart/form-data"),
    ("gif", "image/gif"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("json", "application/json"),
    ("mixed", "multipart/mixed"),
    ("multipart", "multipart/form-data"),
    ("octet-stream", "application/octet-stream"),
    ("pdf", "application/pdf"),
    ("plain", "text/plain"),
    ("png", "image/png"),
    ("related", "multipart/related"),
    ("text", "text/plain"),
    ("urlencoded", "application/x-www-form-urlencoded"),
    ("x-www-form-urlencoded", "application/x-www-form-urlencoded"),
    ("xml", "application/xml"),
];

impl MediaType {
    /// Parses a media type; `None` if the text is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let slash = essence.find('/')?;
        let fits = is_token(&essence[..slash]) && is_token(&essence[slash + 1..]);
        fits.then_some(Self { essence, slash })
    }

    /// Parses the key that a document has in place of a media type: a media type, the first of several, or a usual
    /// short name such as `json` or `form-data`.
    pub fn lenient(text: &str) -> Option<Self> {
        let first = text.split(',').next().unwrap_or_default();
        Self::parse(first).or_else(|| {
            let name = first.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            let found = SHORT.iter().find(|(short, _)| *short == name);
            found.and_then(|(_, media_type)| Self::parse(media_type))
        })
    }

    /// Returns the type and the subtype, without parameters.
    pub fn essence(&self) -> &str {
        &self.essence
    }

    /// Returns the type, before the slash.
    pub fn kind(&self) -> &str {
        &self.essence[..self.slash]
    }

    /// Returns the subtype, after the slash.
    pub fn subtype(&self) -> &str {
        &self.essence[self.slash + 1..]
    }

    /// Returns the structured syntax suffix: `json` of `application/problem+json`.
    pub fn suffix(&self) -> Option<&str> {
        self.subtype().rsplit_once('+').map(|(_, suffix)| suffix)
    }

    /// Whether it is a JSON media type. A range is not.
    pub fn is_json(&self) -> bool {
        !self.is_range() && (matches!(self.subtype(), "json" | "x-json") || self.suffix() == Some("json"))
    }

    /// Whether a body of this media type can be JSON: JSON, any text type, bytes, or a range with one of these.
    pub fn may_hold_json(&self) -> bool {
        let is_any = ["text/plain", "application/octet-stream"].contains(&self.essence());
        self.is_range() || is_any || self.subtype().contains("json")
    }

    /// Whether it is a range of media types: `*/*`, `image/*`, `application/*+json`.
    pub fn is_range(&self) -> bool {
        self.essence.contains('*')
    }

    /// Returns how specifically `self`, a key of a document, matches `other`: 3 exactly, 2 by suffix, 1 by type, 0 by
    /// `*/*`; `None` if it does not match.
    pub fn names(&self, other: &Self) -> Option<u8> {
        let is_of_kind = self.kind() == "*" || self.kind() == other.kind();
        match self.subtype() {
            _ if self.essence == other.essence => Some(3),
            "*" if self.kind() == "*" => Some(0),
            "*" if is_of_kind => Some(1),
            range if range.starts_with("*+") && is_of_kind => (self.suffix() == other.suffix()).then_some(2),
            _ => None,
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.essence)
    }
}

/// Whether text is an HTTP token.
///
/// Source: RFC 9110, section 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether the parameters of a media type include `name`.
pub fn has_parameter(text: &str, name: &str) -> bool {
    let parameters = text.split(';').skip(1);
    parameters.filter_map(|it| it.split_once('=')).any(|(other, _)| other.trim().eq_ignore_ascii_case(name))
}

/// Returns the index of the key that matches `media_type` most specifically, of several such keys the first.
pub fn choose(keys: &[&str], media_type: &MediaType) -> Option<usize> {
    let parsed = keys.iter().enumerate().filter_map(|(index, key)| Some((index, MediaType::lenient(key)?)));
    let ranked = parsed.filter_map(|(index, key)| Some((index, key.names(media_type)?)));
    ranked.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> MediaType {
        MediaType::parse(text).unwrap()
    }

    #[test]
    fn case_and_parameters_make_no_difference() {
        assert_eq!(read("Application/JSON; charset=utf-8"), read("application/json"));
        assert_eq!(read(" text/Plain ;x=y").to_string(), "text/plain");
        for none in ["", "json", "form-data", "/", "a/", "/b", "a/b/c", "a b/c", "*", "ä/b", "a/b,c/d"] {
            assert_eq!(MediaType::parse(none), None, "{none}");
        }
        let lenient = |text: &str| MediaType::lenient(text).map(|it| it.essence);
        assert_eq!(lenient("form-data").as_deref(), Some("multipart/form-data"));
        assert_eq!(lenient("JSON; charset=utf-8").as_deref(), Some("application/json"));
        assert_eq!(lenient("application/json, text/json").as_deref(), Some("application/json"));
        assert_eq!(lenient("").as_deref(), Some("*/*"));
        assert_eq!(lenient("whatever"), None);
    }

    #[test]
    fn json_is_recognized_by_name_and_suffix() {
        for json in ["application/json", "text/json;x=1", "application/problem+JSON", "application/x-json"] {
            assert!(read(json).is_json(), "{json}");
        }
        for other in ["application/jsonp", "application/geo+json-seq", "*/*", "application/*+json", "text/x+jsonx"] {
            assert!(!read(other).is_json(), "{other}");
        }
    }

    #[test]
    fn media_types_that_can_hold_json() {
        for json in ["application/json", "text/jsonish", "application/x-ndjson", "text/plain;x=y", "*/*"] {
            assert!(read(json).may_hold_json(), "{json}");
        }
        for other in ["application/xml", "application/xop+xml", "text/html", "image/png"] {
            assert!(!read(other).may_hold_json(), "{other}");
        }
    }

    #[test]
    fn the_most_specific_key_is_chosen() {
        let keys = ["*/*", "application/*", "application/*+json", "application/Problem+json; v=1", "text/plain"];
        let of = |media_type: &str| choose(&keys, &read(media_type));
        assert_eq!(of("application/problem+json; charset=utf-8"), Some(3));
        assert_eq!(of("application/x+json"), Some(2));
        assert_eq!(of("application/json"), Some(1));
        assert_eq!(of("text/plain;charset=x"), Some(4));
        assert_eq!(of("image/png"), Some(0));
        assert_eq!(choose(&keys[1..], &read("image/png")), None);
    }

    #[test]
    fn parameters_are_found_by_name() {
        assert!(has_parameter("multipart/mixed; Boundary=x", "boundary"));
        assert!(!has_parameter("multipart/mixed; a=boundary", "boundary"));
    }
}
