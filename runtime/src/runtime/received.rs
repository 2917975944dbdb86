//! Requests that a mock receives, and the expectations of a test.

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::runtime::decode_error::DecodeError;
use crate::runtime::media_type::MediaType;
use crate::runtime::number::same;
use crate::runtime::path;

/// A request that a mock has received.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The method.
    pub method: Method,
    /// The URL; its path and query are unchanged.
    pub url: Url,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl ReceivedRequest {
    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        serde_json::from_slice(&self.body).map_err(|error| DecodeError::json(&error, &self.body))
    }

    /// Returns the decoded value of the query parameter `name`, of several the first.
    pub fn query(&self, name: &str) -> Option<String> {
        self.pairs().into_iter().find(|(given, _)| given == name).map(|(_, value)| value)
    }

    /// Returns the value of the header `name` if it is text, of several the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn pairs(&self) -> Vec<(String, String)> {
        pairs(self.url.query().unwrap_or_default())
    }
}

/// A test's own predicate on a request.
pub type Test = Box<dyn Fn(&ReceivedRequest) -> bool + Send + Sync>;

/// The expected request.
pub struct ExpectedRequest {
    /// The group and method of the client that sends it, such as `pets.list`.
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    /// The text before the template: the path of the server.
    pub(crate) base: String,
    pub(crate) template: &'static str,
    /// Other, more specific templates of the API; a path that matches one of them is not a request of this operation.
    pub(crate) except: &'static [&'static str],
    /// Encoded as in the request; parameters without an expected value are absent.
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(&'static str, Vec<(String, String)>)>,
    pub(crate) cookies: Vec<(&'static str, Vec<(String, String)>)>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Option<(HeaderValue, Bytes)>,
    pub(crate) tests: Vec<Test>,
}

impl ExpectedRequest {
    /// Whether a request is one of the operation.
    pub(crate) fn is_of(&self, request: &ReceivedRequest) -> bool {
        let fits = |template: &str| self.fits(template, &[], request);
        self.method == request.method && fits(self.template) && !self.except.iter().any(|other| fits(other))
    }

    /// Returns the first difference between a request of the operation and the expected one.
    pub(crate) fn difference(&self, request: &ReceivedRequest) -> Option<String> {
        let path = self.path.iter().find(|value| !self.fits(self.template, std::slice::from_ref(value), request));
        let path = path.map(|(name, value)| format!("`{name}` is not `{}`", decoded(value)));
        path.or_else(|| (!self.fits(self.template, &self.path, request)).then(|| "the path differs".to_owned()))
            .or_else(|| self.query_difference(request))
            .or_else(|| self.header_difference(request))
            .or_else(|| self.cookie_difference(request))
            .or_else(|| self.body_difference(request))
            .or_else(|| {
                (!self.tests.iter().all(|test| test(request))).then(|| "a `matching` test returned false".to_owned())
            })
    }

    fn fits(&self, template: &str, values: &[(&'static str, String)], request: &ReceivedRequest) -> bool {
        let path = request.url.path().strip_prefix(self.base.as_str());
        let sent = request.url.query().unwrap_or_default();
        // The template's own query, without the pairs that a parameter replaces.
        let is_sent = |[name, value]: [Vec<Option<String>>; 2]| {
            sent.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))).any(|(sent_name, sent_value)| {
                let is_set = self.query.iter().flat_map(|(_, pairs)| pairs).any(|(other, _)| other == sent_name);
                fits(&name, sent_name) && (is_set || fits(&value, sent_value) || may_be_empty(&value, sent_value))
            })
        };
        path.is_some_and(|path| fits(&path::pieces(template, values), path))
            && path::query_pieces(template, values).into_iter().all(is_sent)
    }

    fn query_difference(&self, request: &ReceivedRequest) -> Option<String> {
        let sent = request.pairs();
        self.query.iter().find_map(|(name, expected)| {
            let expected: Vec<_> = expected.iter().map(|(name, value)| (decoded(name), decoded(value))).collect();
            let of = |(name, _): &&(String, String)| expected.iter().any(|(other, _)| other == name);
            let is_expected = sent.iter().filter(of).eq(expected.iter());
            (!is_expected).then(|| format!("`{name}` is not {}", spell(&expected)))
        })
    }

    fn header_difference(&self, request: &ReceivedRequest) -> Option<String> {
        let other = self.headers.iter().find(|(name, value)| request.headers.get(name) != Some(value));
        other.map(|(name, value)| format!("the header `{name}` is not {value:?}"))
    }

    fn cookie_difference(&self, request: &ReceivedRequest) -> Option<String> {
        let sent: Vec<&str> = request.headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok()).collect();
        let sent: Vec<&str> = sent.iter().flat_map(|text| text.split("; ")).collect();
        self.cookies.iter().find_map(|(name, expected)| {
            let is_sent = |(name, value): &(String, String)| sent.contains(&format!("{name}={value}").as_str());
            (!expected.iter().all(is_sent)).then(|| format!("the cookie `{name}` is not {}", spell(expected)))
        })
    }

    fn body_difference(&self, request: &ReceivedRequest) -> Option<String> {
        let (media_type, expected) = self.body.as_ref()?;
        let read = |value: Option<&HeaderValue>| MediaType::parse(value?.to_str().ok()?);
        let (expected_type, actual_type) = (read(Some(media_type)), read(request.headers.get(CONTENT_TYPE)));
        if expected_type != actual_type {
            return Some(format!("the body is not `{}`", String::from_utf8_lossy(media_type.as_bytes())));
        }
        // One value, or one per line.
        let json = |bytes: &Bytes| {
            let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_slice(bytes).into_iter().collect();
            values.ok().map(Value::Array)
        };
        let form = |bytes: &Bytes| {
            let mut pairs = pairs(&String::from_utf8_lossy(bytes));
            pairs.sort();
            pairs
        };
        let is_expected = expected == &request.body
            || json(expected).zip(json(&request.body)).is_some_and(|(expected, actual)| same(&expected, &actual))
            || (expected_type.is_some_and(|it| it.essence() == "application/x-www-form-urlencoded")
                && form(expected) == form(&request.body));
        (!is_expected).then(|| format!("the body is not {}", String::from_utf8_lossy(expected)))
    }
}

/// Whether `text` matches these pieces.
fn fits(pieces: &[Option<String>], text: &str) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Some(literal), rest @ ..] => text.strip_prefix(literal.as_str()).is_some_and(|text| fits(rest, text)),
        // At least one character within a segment.
        [None, rest @ ..] => {
            let ends = text.char_indices().map(|(at, it)| (at + it.len_utf8(), it));
            ends.take_while(|(_, it)| *it != '/').any(|(end, _)| fits(rest, &text[end..]))
        }
    }
}

/// Whether a value consists only of parameters and is empty. That is allowed, except in a path.
fn may_be_empty(pieces: &[Option<String>], text: &str) -> bool {
    text.is_empty() && pieces.iter().all(|piece| piece.as_deref().is_none_or(str::is_empty))
}

/// Returns the decoded `name=value` pairs of a query or a form.
fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(a, b)| (decoded(a), decoded(b))).collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn spell(pairs: &[(String, String)]) -> String {
    let each: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("`{}`", each.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(template: &str, path: &str) -> bool {
        fits(&path::pieces(template, &[]), path)
    }

    #[test]
    fn a_parameter_matches_within_a_segment() {
        assert!(any("/pets/{id}", "/pets/7"));
        assert!(!any("/pets/{id}", "/pets/"));
        assert!(!any("/pets/{id}", "/pets/7/toys"));
        assert!(any("/{a}-{b}.json", "/x-y-z.json"));
        assert!(any("/a b/{a}/", "/a%20b/x/"));
        assert!(any("/", "/"));
        let seven = ("id", "7".to_owned());
        assert!(fits(&path::pieces("/pets/{id}", std::slice::from_ref(&seven)), "/pets/7"));
        assert!(!fits(&path::pieces("/pets/{id}", &[seven]), "/pets/77"));
    }
}
