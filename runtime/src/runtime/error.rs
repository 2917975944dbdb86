//! What can go wrong with a call, told apart by what the caller can do about it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};

use crate::runtime::decode_error::DecodeError;
use crate::runtime::retry::retry_after;

/// The headers in which servers say what they call a request.
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

/// The operation a call is of. Shown with the path's template rather than its values, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub(crate) method: Method,
    pub(crate) base_url: String,
    pub(crate) path: &'static str,
}

impl Endpoint {
    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path's template, such as `/pets/{petId}`.
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// The base URL that the path was added to.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.method, self.base_url, self.path)
    }
}

/// Why a call failed. `E` is the body that the API describes for its errors.
#[non_exhaustive]
pub enum Error<E> {
    /// The arguments make no request; nothing was sent.
    NotSent(NotSentError),
    /// No connection could be made; nothing was sent.
    Connect(TransportError),
    /// The time allowed ran out; the server may or may not have acted.
    Timeout(TransportError),
    /// The connection broke, or the answer was no HTTP or larger than allowed; the server may or may not have acted.
    Transport(TransportError),
    /// The server answered with an error that the API describes.
    Api(Box<ApiError<E>>),
    /// The server answered with a status that the API does not describe.
    UnexpectedStatus(Box<UnexpectedStatus>),
    /// The server answered with a body other than the API describes for the status.
    Decode(Box<UndecodableBody>),
}

/// An error that the API describes.
pub struct ApiError<E> {
    /// The status of the answer.
    pub status: StatusCode,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The body, as the API describes it.
    pub body: E,
    pub(crate) answer: Answer,
}

/// A status that the API does not describe.
pub struct UnexpectedStatus {
    /// The status of the answer.
    pub status: StatusCode,
    /// The headers of the answer.
    pub headers: HeaderMap,
    pub(crate) answer: Answer,
}

/// A body other than the API describes for its status.
pub struct UndecodableBody {
    /// The status of the answer.
    pub status: StatusCode,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// What is wrong with the body, and where.
    pub problem: DecodeError,
    pub(crate) answer: Answer,
}

impl<E> ApiError<E> {
    /// The body as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.answer.bytes
    }
}

impl UnexpectedStatus {
    /// The body as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.answer.bytes
    }
}

impl UndecodableBody {
    /// The body as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.answer.bytes
    }
}

/// The raw answer behind an error, and what of it may be shown.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) endpoint: Endpoint,
    pub(crate) bytes: Bytes,
    pub(crate) excerpt: String,
}

impl Answer {
    /// An error without what may hold secrets: the headers, and the body but for its excerpt.
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
        self.answer.debug("ApiError", self.status, f)
    }
}

impl fmt::Debug for UnexpectedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.debug("UnexpectedStatus", self.status, f)
    }
}

impl fmt::Debug for UndecodableBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.debug("UndecodableBody", self.status, f)
    }
}

impl<E> Error<E> {
    /// The operation that was called.
    pub fn endpoint(&self) -> &Endpoint {
        match self {
            Self::NotSent(error) => &error.endpoint,
            Self::Connect(error) | Self::Timeout(error) | Self::Transport(error) => &error.endpoint,
            Self::Api(error) => &error.answer.endpoint,
            Self::UnexpectedStatus(error) => &error.answer.endpoint,
            Self::Decode(error) => &error.answer.endpoint,
        }
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::UnexpectedStatus(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            _ => None,
        }
    }

    /// The headers of the answer, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(&error.headers),
            Self::UnexpectedStatus(error) => Some(&error.headers),
            Self::Decode(error) => Some(&error.headers),
            _ => None,
        }
    }

    /// The body of the answer as it came, if there was one.
    pub fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Api(error) => Some(error.bytes()),
            Self::UnexpectedStatus(error) => Some(error.bytes()),
            Self::Decode(error) => Some(error.bytes()),
            _ => None,
        }
    }

    /// The body of an error that the API describes.
    pub fn body(&self) -> Option<&E> {
        match self {
            Self::Api(error) => Some(&error.body),
            _ => None,
        }
    }

    /// Whether the time allowed ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the server asks to be called less often: status 429, in whatever shape its body is.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// How long the server asks to wait: its `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3).
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers()?)
    }

    /// What the server calls the request, for whoever looks for it there: the first header of the answer that is
    /// usual for that, such as `x-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        let headers = self.headers()?;
        REQUEST_IDS.iter().find_map(|name| headers.get(*name)?.to_str().ok())
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.endpoint())?;
        match self {
            Self::NotSent(error) => write!(f, "not sent: {}", error.reason),
            Self::Connect(error) => write!(f, "could not connect: {}", error.message),
            Self::Timeout(error) => write!(f, "timed out: {}", error.message),
            Self::Transport(error) => write!(f, "failed on the way: {}", error.message),
            Self::Api(error) => write!(f, "{}: {}", error.status, error.answer.excerpt),
            Self::UnexpectedStatus(error) => {
                write!(f, "{}, which the API does not describe: {}", error.status, error.answer.excerpt)
            }
            Self::Decode(error) => write!(
                f,
                "{}, with a body the API does not describe: {}: {}",
                error.status, error.problem, error.answer.excerpt
            ),
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
        }
    }
}

impl<E> std::error::Error for Error<E> {}

/// Why no request could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSentError {
    pub(crate) endpoint: Endpoint,
    pub(crate) reason: Reason,
}

impl NotSentError {
    /// The name of the parameter at fault, if it is one.
    pub fn parameter(&self) -> Option<&str> {
        match &self.reason {
            Reason::PathEmpty { name }
            | Reason::PathDots { name }
            | Reason::Parameter { name, .. }
            | Reason::Header { name } => Some(name),
            Reason::PathMissing { name } => Some(name),
            Reason::Body(_) | Reason::Credential { .. } | Reason::Url(_) | Reason::Hook(_) | Reason::Token(_) => None,
        }
    }
}

impl fmt::Display for NotSentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: not sent: {}", self.endpoint, self.reason)
    }
}

impl std::error::Error for NotSentError {}

/// What is wrong with the arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    PathMissing { name: String },
    PathEmpty { name: &'static str },
    PathDots { name: &'static str },
    Parameter { name: &'static str, problem: String },
    Header { name: &'static str },
    Body(String),
    Credential { schemes: String },
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
                "the path parameter `{name}` makes a segment `.` or `..`, which would address another resource"
            ),
            Self::Parameter { name, problem } => write!(f, "the parameter `{name}` can't be written: {problem}"),
            Self::Header { name } => write!(f, "the header `{name}` would hold a character that no header may hold"),
            Self::Body(message) => write!(f, "the body can't be written: {message}"),
            Self::Credential { schemes } => {
                write!(f, "no credential is set on the client; the operation needs {schemes}")
            }
            Self::Url(message) => write!(f, "the URL is not valid: {message}"),
            Self::Token(message) => write!(f, "no token was given: {message}"),
            Self::Hook(message) => write!(f, "a hook of the client refused it: {message}"),
        }
    }
}

/// What happened to the connection.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) endpoint: Endpoint,
    pub(crate) message: String,
    pub(crate) cause: Option<reqwest::Error>,
}

impl TransportError {
    /// The HTTP client's own error, without the URL.
    pub fn cause(&self) -> Option<&reqwest::Error> {
        self.cause.as_ref()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.endpoint, self.message)
    }
}

impl std::error::Error for TransportError {}
