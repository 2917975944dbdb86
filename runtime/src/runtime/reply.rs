//! Answers: what arrived, and what an operation makes of it.

use std::cell::Cell;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;

use crate::runtime::decode_error::DecodeError;
use crate::runtime::media_type::{self, MediaType};
use crate::runtime::stream::ByteStream;

/// An answer that the API describes as a success.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response<T> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as the API describes it for the status.
    pub body: T,
}

impl<T> Response<T> {
    /// The same with another body.
    pub fn map<B>(self, body: impl FnOnce(T) -> B) -> Response<B> {
        let Self { status, headers, body: this } = self;
        Response { status, headers, body: body(this) }
    }
}

/// What arrived, before it is decoded.
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    /// The body, where it is still to be read.
    pub(crate) live: Cell<Option<ByteStream>>,
}

/// What an operation makes of a reply: a documented success, or else a [`Problem`].
pub type Outcome<T, E> = Result<T, Problem<E>>;

/// Why a reply is no success.
#[derive(Debug)]
pub enum Problem<E> {
    /// A failure that the API describes.
    Documented(E),
    /// A status that the API does not describe.
    Undocumented,
    /// A body other than the API describes.
    Undecodable(DecodeError),
}

impl Reply {
    /// The status code.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The first digit of the status code.
    pub fn class(&self) -> u16 {
        self.status() / 100
    }

    /// The media type that the response says its body has.
    fn media_type(&self) -> Option<MediaType> {
        MediaType::parse(self.headers.get(CONTENT_TYPE)?.to_str().ok()?)
    }

    /// The body without the mark of its byte order, which some servers put before UTF-8.
    ///
    /// Source: RFC 8259, section 8.1 (a parser may ignore it).
    fn unmarked(&self) -> &[u8] {
        self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes)
    }

    /// Whether the status allows no body.
    ///
    /// Source: RFC 9110, sections 15.3.5 and 15.3.6.
    fn is_bodiless(&self) -> bool {
        matches!(self.status(), 204 | 205)
    }

    /// The place in `keys`, the media types that the API lists for the status, of the one that the response has; the
    /// first where none of them fits.
    pub fn choose(&self, keys: &[&str]) -> usize {
        self.media_type().and_then(|media_type| media_type::choose(keys, &media_type)).unwrap_or(0)
    }

    /// The response, unless it has one of the media types that another method reads. `own` are the media types that
    /// this one reads, `others` are those with the methods that read them.
    pub fn unless<E>(&self, own: &[&str], others: &[(&str, &str)]) -> Outcome<&Self, E> {
        let keys: Vec<&str> = own.iter().copied().chain(others.iter().map(|(key, _)| *key)).collect();
        let other = self.choose(&keys).checked_sub(own.len()).and_then(|index| others.get(index));
        match self.media_type().zip(other) {
            Some((came, (_, method))) if !self.is_bodiless() => {
                let wanted = own.first().copied().unwrap_or_default();
                Err(Problem::Undecodable(DecodeError::other_media_type(&came, wanted, method)))
            }
            _ => Ok(self),
        }
    }

    /// Decodes the body as JSON; `outcome` says whether that is a success or a failure.
    pub fn json<B: DeserializeOwned, T, E>(&self, outcome: impl FnOnce(B) -> Result<T, E>) -> Outcome<T, E> {
        let bytes = self.unmarked();
        // Whether it is text is seen faster of the whole than of each string in it.
        let decoded = match str::from_utf8(bytes) {
            // No body is null where null is a value.
            Ok("") if self.is_bodiless() => serde_json::from_str("null").or_else(|_| serde_json::from_str("")),
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(bytes),
        };
        match decoded {
            Ok(body) => outcome(body).map_err(Problem::Documented),
            Err(error) => {
                let other = self.media_type().filter(|it| !it.is_json());
                Err(Problem::Undecodable(DecodeError::json(&error, bytes).of(other.as_ref())))
            }
        }
    }

    /// Reads the body as UTF-8 text.
    pub fn text<T, E>(&self, outcome: impl FnOnce(String) -> Result<T, E>) -> Outcome<T, E> {
        match str::from_utf8(self.unmarked()) {
            Ok(text) => outcome(text.to_owned()).map_err(Problem::Documented),
            Err(error) => Err(Problem::Undecodable(DecodeError::not_text(error.valid_up_to()))),
        }
    }

    /// Reads the body as UTF-8 text: a JSON string where the response says that it is JSON.
    pub fn text_or_json<T, E>(&self, outcome: impl FnOnce(String) -> Result<T, E>) -> Outcome<T, E> {
        if self.media_type().is_some_and(|it| it.is_json())
            && let Ok(text) = serde_json::from_slice(self.unmarked())
        {
            return outcome(text).map_err(Problem::Documented);
        }
        self.text(outcome)
    }

    /// Takes the body as it is.
    pub fn bytes<T, E>(&self, outcome: impl FnOnce(Bytes) -> Result<T, E>) -> Outcome<T, E> {
        outcome(self.bytes.clone()).map_err(Problem::Documented)
    }

    /// Takes the body as it arrives; `begin` says what it is made of.
    pub fn live<B, T, E>(
        &self,
        begin: impl FnOnce(ByteStream) -> B,
        outcome: impl FnOnce(B) -> Result<T, E>,
    ) -> Outcome<T, E> {
        match self.live.take() {
            Some(stream) => outcome(begin(stream)).map_err(Problem::Documented),
            None => Err(Problem::Undocumented),
        }
    }

    /// Takes no notice of the body, as the API describes none.
    pub fn empty<T, E>(&self, outcome: Result<T, E>) -> Outcome<T, E> {
        outcome.map_err(Problem::Documented)
    }

    /// The API says nothing of this status.
    pub fn undocumented<T, E>(&self) -> Outcome<T, E> {
        Err(Problem::Undocumented)
    }
}
