//! Calls to endpoints that the API does not describe: the caller gives the method and the path at run time.
//!
//! Source: RFC 3986, sections 2.1 (percent-encoding), 3.3 (path), 3.4 (query) and 5.2.4 (dot segments).

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::runtime::call::Call;
use crate::runtime::client::ApiClient;
use crate::runtime::credential::Security;
use crate::runtime::error::{Error, Reason};
use crate::runtime::excerpt::one_line;
use crate::runtime::request_builder::RequestBuilder;
use crate::runtime::response::{Decoded, Response, UndecodedResponse};
use crate::runtime::retry::Retry;
use crate::runtime::stream::ByteStream;
use crate::runtime::upload::Upload;

/// A call to an endpoint that the API does not describe. `Client::request` creates it, and one of the methods `send`,
/// `send_raw` and `send_stream` sends it.
///
/// It has the settings of the client, and carries every credential of the client. Of several credentials for one header,
/// query parameter or cookie, it carries the first by the name of the security scheme.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct UndescribedCall(RequestBuilder);

impl UndescribedCall {
    #[doc(hidden)]
    pub fn new(client: &ApiClient, method: Method, path: &str) -> Self {
        let problem = problem(&method, path);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let shown = match &problem {
            None => path.to_owned(),
            // A whole URL may contain a password.
            Some(_) if path.contains('@') => "[secret]".to_owned(),
            Some(_) => one_line(path),
        };
        let mut builder = RequestBuilder::to(client, method, Cow::Owned(shown));
        // `reqwest` adds `Accept: */*` where neither `send` nor the caller sets a media type.
        builder.headers.remove(ACCEPT);
        builder.security = Security::All;
        if !query.is_empty() {
            // A pair without a name is sent as it is.
            builder.undescribed_query.push((String::new(), query.to_owned()));
        }
        if let Some(problem) = problem {
            builder.refuse(Reason::Undescribed(problem));
        }
        Self(builder)
    }

    /// Sets the time limit of this call, including reading the response. For a streamed body, the limit ends when the
    /// response begins.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = Some(timeout);
        self
    }

    /// Sets when the client retries this call.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.0.retry = retry;
        self
    }

    /// Adds a header, or replaces one. If the name or the value is not valid, sending the call fails.
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.undescribed_header(name, value))
    }

    /// Adds a query parameter after the query of the path.
    pub fn query_param(self, name: &str, value: &str) -> Self {
        Self(self.0.query_param(name, value))
    }

    /// Sends the call without the credentials of the client.
    pub fn without_credentials(mut self) -> Self {
        self.0.security = Security::Required(&[]);
        self
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        Self(self.0.json(value))
    }

    /// Sets a body of a media type. If the media type is not valid, sending the call fails.
    pub fn body(self, media_type: impl Into<String>, body: impl Into<Upload>) -> Self {
        Self(self.0.bytes("application/octet-stream", body.into().media_type(media_type)))
    }

    /// Turns the call into one that decodes both bodies as JSON: that of a success response as `T`, and that of an error
    /// response as `E`.
    pub fn into_call<T: DeserializeOwned, E: DeserializeOwned>(self) -> Call<T, E> {
        self.accepting_json().decode(either)
    }

    /// Sends the call, and decodes the JSON body of a success response as `T`. The body of an error response is the body
    /// of [`Error::Api`], undecoded.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`], whose variants distinguish the causes.
    pub fn send<T: DeserializeOwned>(self) -> impl Future<Output = Result<Response<T>, Error<Bytes>>> + use<T> {
        self.accepting_json().decode(success).send()
    }

    /// Sends the call, and returns the undecoded response, whatever its status code.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if there is no response.
    pub fn send_raw(self) -> impl Future<Output = Result<Response<Bytes>, Error<Bytes>>> + use<> {
        self.0.decode(undecoded).send_raw()
    }

    /// Sends the call, and returns the body of a success response as a stream, for a body that is large or never ends.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_stream(self) -> impl Future<Output = Result<Response<ByteStream>, Error<Bytes>>> + use<> {
        self.0.decode(undecoded).send_stream()
    }

    /// Sends the call as [`send`](Self::send) does, and blocks the thread until the response is read.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    ///
    /// # Panics
    ///
    /// Panics within asynchronous code, where a thread must not be blocked (use [`send`](Self::send) there), and if the
    /// system cannot start a thread.
    #[cfg(feature = "blocking")]
    pub fn send_blocking<T: DeserializeOwned>(self) -> Result<Response<T>, Error<Bytes>> {
        crate::runtime::blocking::wait_for(self.send())
    }

    /// Sends the call as [`send_raw`](Self::send_raw) does, and blocks the thread until the response is read.
    ///
    /// # Errors
    ///
    /// As for [`send_raw`](Self::send_raw).
    ///
    /// # Panics
    ///
    /// As for [`send_blocking`](Self::send_blocking).
    #[cfg(feature = "blocking")]
    pub fn send_raw_blocking(self) -> Result<Response<Bytes>, Error<Bytes>> {
        crate::runtime::blocking::wait_for(self.send_raw())
    }

    fn accepting_json(mut self) -> RequestBuilder {
        self.0.headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        self.0
    }
}

fn success<T: DeserializeOwned>(raw: &UndecodedResponse) -> Decoded<T, Bytes> {
    if raw.class() == 2 { raw.json(Ok) } else { raw.bytes(Err) }
}

fn either<T: DeserializeOwned, E: DeserializeOwned>(raw: &UndecodedResponse) -> Decoded<T, E> {
    match raw.class() {
        2 => raw.json(Ok),
        4 | 5 => raw.json(Err),
        _ => raw.undocumented(),
    }
}

fn undecoded(raw: &UndecodedResponse) -> Decoded<Bytes, Bytes> {
    if raw.class() == 2 { raw.bytes(Ok) } else { raw.bytes(Err) }
}

/// Returns the reason why a method and a path with its query do not address a resource below the base URL.
fn problem(method: &Method, path: &str) -> Option<Cow<'static, str>> {
    if *method == Method::CONNECT {
        return Some("the method `CONNECT` opens a tunnel through a proxy, and has no path".into());
    }
    if !path.starts_with('/') {
        let problem = match path.contains("://") {
            true => "the path is a whole URL; pass the part after the base URL, which begins with `/`",
            false => "the path must begin with `/`, as the client appends it to its base URL",
        };
        return Some(problem.into());
    }
    if path.starts_with("//") {
        return Some("the path begins with `//`, which would address another host".into());
    }
    if let Some(problem) = path.char_indices().find_map(|(at, character)| not_in_path(character, &path[at..])) {
        return Some(problem);
    }
    let decoded = percent_decode_str(path.split('?').next().unwrap_or_default()).decode_utf8_lossy();
    let has_dots = decoded.split(['/', '\\']).any(|segment| matches!(segment, "." | ".."));
    has_dots.then(|| "the path has a segment `.` or `..`, which would address another resource".into())
}

/// Returns the reason why a character, which `rest` begins with, cannot be in a path with a query.
fn not_in_path(character: char, rest: &str) -> Option<Cow<'static, str>> {
    let is_hex = |at| rest.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
    match character {
        '#' => Some("the path contains a fragment, which no client sends; for the character `#`, write `%23`".into()),
        '\\' => Some("the path contains a backslash, which URL parsers change to `/`; write `%5C`".into()),
        '%' if is_hex(1) && is_hex(2) => None,
        '%' => {
            Some("the path contains a `%` without two hexadecimal digits; for the character `%`, write `%25`".into())
        }
        _ if character.is_control() => Some("the path contains a control character".into()),
        // `[` and `]` occur unencoded in many queries.
        _ if character.is_ascii_graphic() && !"\"<>^`{|}".contains(character) => None,
        _ => Some(format!("the path contains `{character}`, which must be percent-encoded").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_the_base_url_is_accepted() {
        for path in ["/", "/a", "/a/b.c/..d/...", "/a//b", "/a%20b/%C3%BC?x=1&y[z]=..&u=http://h//../", "/a:b@c;d=1,2"]
        {
            assert_eq!(problem(&Method::GET, path), None, "{path}");
        }
    }

    #[test]
    fn a_path_that_could_leave_the_base_url_is_refused() {
        let rows = [
            ("", "begin with `/`"),
            ("a", "begin with `/`"),
            ("?a=1", "begin with `/`"),
            ("@host/a", "begin with `/`"),
            ("https://host/a", "a whole URL"),
            ("//host/a", "another host"),
            ("/\\host/a", "a backslash"),
            ("/a?b=\\", "a backslash"),
            ("/a#b", "a fragment"),
            ("/a?b#c", "a fragment"),
            ("/a\nb", "a control character"),
            ("/a?b=\u{85}", "a control character"),
            ("/a\0", "a control character"),
            ("/a b", "contains ` `"),
            ("/{id}", "contains `{`"),
            ("/ü", "contains `ü`"),
            ("/100%", "a `%` without"),
            ("/%2", "a `%` without"),
            ("/%gg", "a `%` without"),
            ("/..", "a segment"),
            ("/a/../b", "a segment"),
            ("/a/./b", "a segment"),
            ("/a/%2e%2E/b", "a segment"),
            ("/a/.%2e?b", "a segment"),
            ("/a/..%2fb", "a segment"),
            ("/a%5c..%5Cb", "a segment"),
        ];
        for (path, expected) in rows {
            let problem = problem(&Method::GET, path).unwrap_or_default();
            assert!(problem.contains(expected), "{path:?}: {problem}");
        }
        assert!(problem(&Method::CONNECT, "/").is_some());
    }
}
