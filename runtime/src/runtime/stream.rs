//! Streamed response bodies.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::client::ApiClient;
use crate::runtime::decode_error::DecodeError;
use crate::runtime::error::{Endpoint, TransportError};
use crate::runtime::exchange::Broken;

/// A response body as a stream of chunks. Drop it to stop reading.
pub struct ByteStream {
    body: Source,
    client: ApiClient,
    endpoint: Endpoint,
}

#[cfg(not(target_arch = "wasm32"))]
type Source = reqwest::Body;

/// On `wasm32`, the whole body is read before the first chunk.
#[cfg(target_arch = "wasm32")]
type Source = Option<Bytes>;

impl ByteStream {
    #[cfg(not(target_arch = "wasm32"))]
    #[allow(clippy::unused_async, reason = "asynchronous on other targets")]
    pub(crate) async fn of(response: reqwest::Response, client: ApiClient, endpoint: Endpoint) -> Result<Self, Broken> {
        Ok(Self { body: response.into(), client, endpoint })
    }

    #[cfg(target_arch = "wasm32")]
    pub(crate) async fn of(response: reqwest::Response, client: ApiClient, endpoint: Endpoint) -> Result<Self, Broken> {
        let body = response.bytes().await.map_err(Broken::Http)?;
        Ok(Self { body: Some(body), client, endpoint })
    }

    /// Returns the next chunk; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task)).await
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(crate) fn too_large(&self) -> StreamError {
        StreamError::TooLarge { limit: self.max_event_bytes(), endpoint: self.endpoint.clone() }
    }

    pub(crate) fn undecodable(&self, problem: DecodeError) -> StreamError {
        StreamError::Decode { problem, endpoint: self.endpoint.clone() }
    }

    /// Returns the size limit of a line or an event, in bytes.
    pub(crate) fn max_event_bytes(&self) -> usize {
        self.client.0.max_event_bytes
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, TransportError>;

    #[cfg(not(target_arch = "wasm32"))]
    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        use http_body::Body as _;
        loop {
            return match Pin::new(&mut self.body).poll_frame(task) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(bytes) => Poll::Ready(Some(Ok(bytes))),
                    // Trailers end a body.
                    Err(_) => continue,
                },
                Poll::Ready(Some(Err(error))) => {
                    let error = Broken::Http(error).transport(self.endpoint.clone(), &self.client);
                    Poll::Ready(Some(Err(error)))
                }
            };
        }
    }

    #[cfg(target_arch = "wasm32")]
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.body.take().filter(|bytes| !bytes.is_empty()).map(Ok))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// An error within a streamed body.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The connection broke.
    Transport(TransportError),
    /// A part of the body cannot be decoded. The stream may go on after it.
    #[non_exhaustive]
    Decode {
        /// The problem, and its location in the part.
        problem: DecodeError,
        /// The operation that was called.
        endpoint: Endpoint,
    },
    /// A line or an event is too large. The stream ends; set a larger limit with `ClientBuilder::max_event_bytes`.
    #[non_exhaustive]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
        /// The operation that was called.
        endpoint: Endpoint,
    },
}

impl StreamError {
    /// Returns the operation that was called.
    pub fn endpoint(&self) -> &Endpoint {
        match self {
            Self::Transport(error) => &error.endpoint,
            Self::Decode { endpoint, .. } | Self::TooLarge { endpoint, .. } => endpoint,
        }
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => fmt::Display::fmt(error, f),
            Self::Decode { problem, endpoint } => {
                write!(f, "{endpoint}: a part of the body cannot be decoded: {problem}")
            }
            Self::TooLarge { limit, endpoint } => {
                write!(
                    f,
                    "{endpoint}: a line or an event is larger than the {limit} bytes that `max_event_bytes` allows"
                )
            }
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => std::error::Error::source(error),
            Self::Decode { problem, .. } => Some(problem),
            Self::TooLarge { .. } => None,
        }
    }
}
