//! The errors of a call, one variant for each way in which the caller can react.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};

use crate::runtime::decode_error::DecodeError;
use crate::runtime::retry::retry_after;
use crate::runtime::stream::StreamError;

/// The headers in which servers usually send the id of a request.
const REQUEST_IDS: [&str; 9] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-hubspot-correlation-id",
    "x-amzn-requestid",
    "x-ms-request-id",
    "x-github-request-id",
    "x-trace-id",
    "cf-ray",
];

/// The operation of a call. Shown with the path template instead of its values, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub(crate) method: Method,
    pub(crate) base_url: String,
    pub(crate) path: Cow<'static, str>,
}

impl Endpoint {
    /// Returns the HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the path template, such as `/pets/{petId}`; for an endpoint that the API does not describe, the path
    /// without its query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the base URL to which the client appended the path.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.method, self.base_url, self.path)
    }
}

/// The error of a call. `E` is the body of an error response that the API describes.
#[non_exhaustive]
pub enum Error<E> {
    /// The arguments make no valid request; nothing was sent.
    NotSent(NotSentError),
    /// No connection could be made; nothing was sent.
    Connect(TransportError),
    /// The time limit passed; the server may or may not have processed the request.
    Timeout(TransportError),
    /// The connection broke, the response was not valid HTTP or too large, or a layer of the client returned an error; the
    /// server may or may not have processed the request.
    Transport(TransportError),
    /// The server sent an error response that the API describes.
    Api(Box<ApiError<E>>),
    /// The server sent a status code that the API does not describe.
    UnexpectedStatus(Box<UnexpectedStatus>),
    /// The body of the response does not match the API's description.
    Decode(Box<UndecodableBody>),
    /// A part of a streamed body cannot be decoded, or is too large.
    Stream(Box<StreamError>),
}

/// An error response that the API describes.
pub struct ApiError<E> {
    /// The status code of the response.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
    /// The decoded body.
    pub body: E,
    pub(crate) response: RawResponse,
}

/// A response with a status code that the API does not describe.
pub struct UnexpectedStatus {
    /// The status code of the response.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
    pub(crate) response: RawResponse,
}

/// A response with a body that could not be decoded.
pub struct UndecodableBody {
    /// The status code of the response.
    pub status: StatusCode,
    /// The headers of the response.
    pub headers: HeaderMap,
    /// The problem with the body, and its location.
    pub problem: DecodeError,
    pub(crate) response: RawResponse,
}

impl<E> ApiError<E> {
    /// Returns the undecoded body.
    pub fn body_bytes(&self) -> &Bytes {
        &self.response.bytes
    }
}

impl UnexpectedStatus {
    /// Returns the undecoded body.
    pub fn body_bytes(&self) -> &Bytes {
        &self.response.bytes
    }
}

impl UndecodableBody {
    /// Returns the undecoded body.
    pub fn body_bytes(&self) -> &Bytes {
        &self.response.bytes
    }
}

/// The raw response behind an error, and an excerpt that is safe to show.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) endpoint: Endpoint,
    pub(crate) bytes: Bytes,
    pub(crate) excerpt: String,
}

impl RawResponse {
    /// Formats an error without its headers and without the body except the excerpt, as both may contain secrets.
    fn debug(&self, name: &str, status: StatusCode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, excerpt, .. } = self;
        f.debug_struct(name)
            .field("endpoint", endpoint)
            .field("status", &status)
            .field("excerpt", excerpt)
            .finish_non_exhaustive()
    }
}

impl<E> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.debug("ApiError", self.status, f)
    }
}

impl fmt::Debug for UnexpectedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.debug("UnexpectedStatus", self.status, f)
    }
}

impl fmt::Debug for UndecodableBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.debug("UndecodableBody", self.status, f)
    }
}

impl<E> Error<E> {
    /// Returns the operation that was called.
    pub fn endpoint(&self) -> &Endpoint {
        match self {
            Self::NotSent(error) => &error.endpoint,
            Self::Connect(error) | Self::Timeout(error) | Self::Transport(error) => &error.endpoint,
            Self::Api(error) => &error.response.endpoint,
            Self::UnexpectedStatus(error) => &error.response.endpoint,
            Self::Decode(error) => &error.response.endpoint,
            Self::Stream(error) => error.endpoint(),
        }
    }

    /// Returns the status code of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::UnexpectedStatus(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            _ => None,
        }
    }

    /// Returns the headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(&error.headers),
            Self::UnexpectedStatus(error) => Some(&error.headers),
            Self::Decode(error) => Some(&error.headers),
            _ => None,
        }
    }

    /// Returns the undecoded body of the response, if there was one.
    pub fn body_bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Api(error) => Some(error.body_bytes()),
            Self::UnexpectedStatus(error) => Some(error.body_bytes()),
            Self::Decode(error) => Some(error.body_bytes()),
            _ => None,
        }
    }

    /// Returns the decoded body of an error response that the API describes.
    pub fn body(&self) -> Option<&E> {
        match self {
            Self::Api(error) => Some(&error.body),
            _ => None,
        }
    }

    /// Whether the time limit passed.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether no connection could be made, so that the server has not seen the request.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Connect(_))
    }

    /// Converts the decoded body of an error response.
    pub fn map<B>(self, body: impl FnOnce(E) -> B) -> Error<B> {
        match self {
            Self::NotSent(error) => Error::NotSent(error),
            Self::Connect(error) => Error::Connect(error),
            Self::Timeout(error) => Error::Timeout(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Api(error) => {
                let ApiError { status, headers, body: this, response } = *error;
                Error::Api(Box::new(ApiError { status, headers, body: body(this), response }))
            }
            Self::UnexpectedStatus(error) => Error::UnexpectedStatus(error),
            Self::Decode(error) => Error::Decode(error),
            Self::Stream(error) => Error::Stream(error),
        }
    }

    /// Whether the server asks for fewer requests: status code 429, whatever its body.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns how long the server asks to wait: its `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3).
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers()?)
    }

    /// Returns the server's id of the request, to quote to the server's operators: the first response header with a
    /// usual name, such as `x-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        let headers = self.headers()?;
        REQUEST_IDS.iter().find_map(|name| headers.get(*name)?.to_str().ok())
    }
}

impl<E> From<StreamError> for Error<E> {
    fn from(error: StreamError) -> Self {
        match error {
            StreamError::Transport(error) => Self::Transport(error),
            error => Self::Stream(Box::new(error)),
        }
    }
}

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Stream(error) = self {
            return fmt::Display::fmt(error, f);
        }
        write!(f, "{}: ", self.endpoint())?;
        match self {
            Self::NotSent(error) => write!(f, "not sent: {}", error.reason),
            Self::Connect(error) => write!(f, "could not connect: {}", error.message),
            Self::Timeout(error) => write!(f, "timed out: {}", error.message),
            Self::Transport(error) => write!(f, "transport error: {}", error.message),
            Self::Api(error) => write!(f, "{}: {}", error.status, error.response.excerpt),
            Self::UnexpectedStatus(error) => {
                write!(f, "{}, an unexpected status code: {}", error.status, error.response.excerpt)
            }
            Self::Decode(error) => write!(
                f,
                "{}, with a body that cannot be decoded: {}: {}",
                error.status, error.problem, error.response.excerpt
            ),
            Self::Stream(_) => Ok(()),
        }
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(error) => fmt::Debug::fmt(error, f),
            Self::Connect(error) => f.debug_tuple("Connect").field(error).finish(),
            Self::Timeout(error) => f.debug_tuple("Timeout").field(error).finish(),
            Self::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
            Self::Api(error) => fmt::Debug::fmt(error, f),
            Self::UnexpectedStatus(error) => fmt::Debug::fmt(error, f),
            Self::Decode(error) => f.debug_tuple("Decode").field(error).field(&error.problem).finish(),
            Self::Stream(error) => fmt::Debug::fmt(error, f),
        }
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connect(error) | Self::Timeout(error) | Self::Transport(error) => std::error::Error::source(error),
            Self::Decode(error) => Some(&error.problem),
            Self::Stream(error) => std::error::Error::source(error.as_ref()),
            Self::NotSent(_) | Self::Api(_) | Self::UnexpectedStatus(_) => None,
        }
    }
}

/// The reason why no request could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSentError {
    pub(crate) endpoint: Endpoint,
    pub(crate) reason: Reason,
}

impl NotSentError {
    /// Returns the name of the invalid parameter, if a parameter is the reason.
    pub fn parameter(&self) -> Option<&str> {
        match &self.reason {
            Reason::PathEmpty { name } | Reason::PathDots { name } | Reason::Parameter { name, .. } => Some(name),
            Reason::Header { name } => Some(name),
            Reason::PathMissing { name } => Some(name),
            Reason::Body(_)
            | Reason::Credential { .. }
            | Reason::Undescribed(_)
            | Reason::Url(_)
            | Reason::Hook(_)
            | Reason::Token(_) => None,
        }
    }
}

impl fmt::Display for NotSentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: not sent: {}", self.endpoint, self.reason)
    }
}

impl std::error::Error for NotSentError {}

/// The problem with the arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    PathMissing {
        name: String,
    },
    PathEmpty {
        name: &'static str,
    },
    PathDots {
        name: &'static str,
    },
    Parameter {
        name: &'static str,
        problem: String,
    },
    Header {
        name: Cow<'static, str>,
    },
    Body(String),
    Credential {
        schemes: String,
    },
    /// The problem with the path or the method of an endpoint that the API does not describe.
    Undescribed(Cow<'static, str>),
    Url(String),
    Hook(String),
    Token(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PathMissing { name } => write!(f, "the path parameter `{name}` has no value"),
            Self::PathEmpty { name } => {
                write!(f, "the path parameter `{name}` is empty, which would address another resource")
            }
            Self::PathDots { name } => write!(
                f,
                "the path parameter `{name}` results in a segment `.` or `..`, which would address another resource"
            ),
            Self::Parameter { name, problem } => write!(f, "the parameter `{name}` cannot be serialized: {problem}"),
            Self::Header { name } => {
                write!(f, "the header `{name}` would contain a character that is not allowed in a header")
            }
            Self::Body(message) => write!(f, "the body cannot be serialized: {message}"),
            Self::Credential { schemes } => {
                write!(f, "no credential is set on the client; the operation needs {schemes}")
            }
            Self::Undescribed(problem) => f.write_str(problem),
            Self::Url(message) => write!(f, "the URL is not valid: {message}"),
            Self::Token(message) => write!(f, "there is no token: {message}"),
            Self::Hook(message) => write!(f, "an `on_request` hook returned an error: {message}"),
        }
    }
}

/// An error of the connection.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) endpoint: Endpoint,
    pub(crate) message: String,
    pub(crate) cause: Option<Cause>,
}

/// The error behind an error of the connection.
#[derive(Debug)]
pub enum Cause {
    Http(reqwest::Error),
    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    Layer(crate::runtime::layer::BoxError),
}

impl TransportError {
    /// Returns the HTTP client's own error, without the URL.
    pub fn cause(&self) -> Option<&reqwest::Error> {
        match self.cause.as_ref()? {
            Cause::Http(error) => Some(error),
            #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
            Cause::Layer(error) => crate::runtime::layer::http_error(error.as_ref()),
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.endpoint, self.message)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.cause.as_ref()? {
            Cause::Http(error) => Some(error),
            #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
            Cause::Layer(error) => Some(error.as_ref()),
        }
    }
}
