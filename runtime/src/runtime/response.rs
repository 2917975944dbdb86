//! Responses, before and after decoding.

use std::cell::Cell;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;

use crate::runtime::charset;
use crate::runtime::decode_error::DecodeError;
use crate::runtime::media_type::{self, MediaType};
use crate::runtime::stream::ByteStream;

/// A success response that the API describes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response<T> {
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The decoded body.
    pub body: T,
}

impl<T> Response<T> {
    /// Replaces the body.
    pub fn map<B>(self, body: impl FnOnce(T) -> B) -> Response<B> {
        let Self { status, headers, body: this } = self;
        Response { status, headers, body: body(this) }
    }
}

/// A response before decoding.
pub struct UndecodedResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    /// The body, if it is still to be read.
    pub(crate) live: Cell<Option<ByteStream>>,
}

/// The result of decoding: a success response that the API describes, or else a [`DecodeFailure`].
pub type Decoded<T, E> = Result<T, DecodeFailure<E>>;

/// The reason why a response is not a success response.
#[derive(Debug)]
pub enum DecodeFailure<E> {
    /// An error response that the API describes.
    Documented(E),
    /// A status code that the API does not describe.
    Undocumented,
    /// A body that cannot be decoded.
    Undecodable(DecodeError),
}

impl UndecodedResponse {
    /// Returns the status code.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the first digit of the status code.
    pub fn class(&self) -> u16 {
        self.status() / 100
    }

    /// Returns the media type in the header `Content-Type`.
    fn media_type(&self) -> Option<MediaType> {
        MediaType::parse(self.content_type()?)
    }

    fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the body without a byte order mark, which some servers send before UTF-8.
    ///
    /// Source: RFC 8259, section 8.1 (a parser may ignore the mark).
    fn unmarked(&self) -> &[u8] {
        self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes)
    }

    /// Whether the status code allows no body.
    ///
    /// Source: RFC 9110, sections 15.3.5 and 15.3.6.
    fn is_bodiless(&self) -> bool {
        matches!(self.status(), 204 | 205)
    }

    /// Returns the index in `keys`, the media types that the API describes for the status code, of the one that matches
    /// the response; 0 if none does.
    pub fn choose(&self, keys: &[&str]) -> usize {
        self.media_type().and_then(|media_type| media_type::choose(keys, &media_type)).unwrap_or(0)
    }

    /// Returns the response, or an error if another method decodes its media type. `own` are the media types that this
    /// method decodes, `others` are those of other methods, with their names.
    pub fn unless<E>(&self, own: &[&str], others: &[(&str, &str)]) -> Decoded<&Self, E> {
        let keys: Vec<&str> = own.iter().copied().chain(others.iter().map(|(key, _)| *key)).collect();
        let other = self.choose(&keys).checked_sub(own.len()).and_then(|index| others.get(index));
        match self.media_type().zip(other) {
            Some((actual, (_, method))) if !self.is_bodiless() => {
                let expected = own.first().copied().unwrap_or_default();
                Err(DecodeFailure::Undecodable(DecodeError::other_media_type(&actual, expected, method)))
            }
            _ => Ok(self),
        }
    }

    /// Decodes the body as JSON; `outcome` makes it a success or an error.
    pub fn json<B: DeserializeOwned, T, E>(&self, outcome: impl FnOnce(B) -> Result<T, E>) -> Decoded<T, E> {
        let bytes = self.unmarked();
        // Checking the whole body for UTF-8 is faster than checking each string.
        let decoded = match std::str::from_utf8(bytes) {
            // An absent body is null if the type accepts null.
            Ok("") if self.is_bodiless() => serde_json::from_str("null").or_else(|_| serde_json::from_str("")),
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(bytes),
        };
        match decoded {
            Ok(body) => outcome(body).map_err(DecodeFailure::Documented),
            Err(error) => {
                let other = self.media_type().filter(|it| !it.is_json());
                Err(DecodeFailure::Undecodable(DecodeError::json(&error, bytes).of(other.as_ref())))
            }
        }
    }

    /// Decodes the body as text: UTF-8, or ISO-8859-1 if the content type names it.
    pub fn text<T, E>(&self, outcome: impl FnOnce(String) -> Result<T, E>) -> Decoded<T, E> {
        match charset::decode(self.unmarked(), self.content_type()) {
            Ok(text) => outcome(text).map_err(DecodeFailure::Documented),
            Err(valid) => Err(DecodeFailure::Undecodable(DecodeError::not_text(valid))),
        }
    }

    /// Decodes the body as text, or as a JSON string if the content type is JSON.
    pub fn text_or_json<T, E>(&self, outcome: impl FnOnce(String) -> Result<T, E>) -> Decoded<T, E> {
        let is_json = self.media_type().is_some_and(|it| it.is_json());
        match is_json.then(|| serde_json::from_slice(self.unmarked())) {
            Some(Ok(text)) => outcome(text).map_err(DecodeFailure::Documented),
            _ => self.text(outcome),
        }
    }

    /// Returns the undecoded body.
    pub fn bytes<T, E>(&self, outcome: impl FnOnce(Bytes) -> Result<T, E>) -> Decoded<T, E> {
        outcome(self.bytes.clone()).map_err(DecodeFailure::Documented)
    }

    /// Returns the body as a stream; `begin` creates the stream's type.
    pub fn live<B, T, E>(
        &self,
        begin: impl FnOnce(ByteStream) -> B,
        outcome: impl FnOnce(B) -> Result<T, E>,
    ) -> Decoded<T, E> {
        match self.live.take() {
            Some(stream) => outcome(begin(stream)).map_err(DecodeFailure::Documented),
            None => Err(DecodeFailure::Undocumented),
        }
    }

    /// Ignores the body, as the API describes none.
    pub fn empty<T, E>(&self, outcome: Result<T, E>) -> Decoded<T, E> {
        outcome.map_err(DecodeFailure::Documented)
    }

    /// Returns the result for a status code that the API does not describe.
    pub fn undocumented<T, E>(&self) -> Decoded<T, E> {
        Err(DecodeFailure::Undocumented)
    }
}
