//! A call: a request that is ready to be sent, and the decoder of its response.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::LINK;
use serde::de::DeserializeOwned;

use crate::runtime::error::{ApiError, Error, RawResponse, UndecodableBody, UnexpectedStatus};
use crate::runtime::events::{Events, JsonLines};
use crate::runtime::exchange::{Failure, excerpt};
use crate::runtime::request_builder::RequestBuilder;
use crate::runtime::response::{DecodeFailure, Decoded, Response, UndecodedResponse};
use crate::runtime::retry::Retry;
use crate::runtime::stream::ByteStream;

/// A call that is ready to be sent: `.await` it. `T` is the body of a success response, `E` that of an error response.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<T, E> {
    builder: RequestBuilder,
    decode: fn(&UndecodedResponse) -> Decoded<T, E>,
}

impl<T, E> Clone for Call<T, E> {
    fn clone(&self) -> Self {
        Self { builder: self.builder.clone(), decode: self.decode }
    }
}

impl<T, E> Call<T, E> {
    #[doc(hidden)]
    pub fn new(builder: RequestBuilder, decode: fn(&UndecodedResponse) -> Decoded<T, E>) -> Self {
        Self { builder, decode }
    }

    /// Returns the call itself: as for the calls of operations with optional parameters, which have types of their own.
    #[must_use = "a call is sent when it is awaited"]
    pub fn into_call(self) -> Self {
        self
    }

    /// Sets the time limit of this call, including reading the response. For a streamed body, the limit ends when the
    /// response begins.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.builder.timeout = Some(timeout);
        self
    }

    /// Sets when the client retries this call.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.builder.retry = retry;
        self
    }

    /// Adds a header that the API does not describe, or replaces one. If the name or the value is not valid, sending
    /// the call fails.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|builder| builder.undescribed_header(name, value))
    }

    /// Adds a query parameter that the API does not describe.
    pub fn query_param(self, name: &str, value: &str) -> Self {
        self.with(|builder| builder.query_param(name, value))
    }

    /// Returns the text of a query parameter, if it is set to a single value.
    pub(crate) fn query_text(&self, name: &str) -> Option<String> {
        self.builder.query_text(name)
    }

    /// Changes the request.
    #[doc(hidden)]
    pub fn with(mut self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        self.builder = change(self.builder);
        self
    }

    /// Changes the decoder of the response.
    #[doc(hidden)]
    pub fn decode_any<U, F>(self, decode: fn(&UndecodedResponse) -> Decoded<U, F>) -> Call<U, F> {
        Call { builder: self.builder, decode }
    }

    /// Sends the call. The same as `.await`, without boxing the future.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`], whose variants distinguish the causes.
    // Not an `async fn`: its future would hold the call twice.
    #[allow(clippy::manual_async_fn, reason = "its future would hold the call twice")]
    pub fn send(self) -> impl Future<Output = Result<Response<T>, Error<E>>> + use<T, E> {
        async move {
            let raw = self.builder.send(self.builder.open).await?;
            self.decoded(raw, self.decode)
        }
    }

    /// Sends the call. Also returns a hash of the body and its links, by which a stream of pages recognizes a repeated
    /// page.
    pub(crate) async fn send_hashed(self) -> Result<(Response<T>, u64), Error<E>> {
        let raw = self.builder.send(self.builder.open).await?;
        let mut hasher = DefaultHasher::new();
        raw.bytes.hash(&mut hasher);
        raw.headers.get_all(LINK).iter().for_each(|link| link.hash(&mut hasher));
        self.decoded(raw, self.decode).map(|response| (response, hasher.finish()))
    }

    /// Sends the call with `Accept: media_type`, and decodes the response as JSON of the type `B`.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_as<B: DeserializeOwned>(
        &self,
        media_type: &'static str,
    ) -> impl Future<Output = Result<Response<B>, Error<E>>> + use<T, E, B> {
        let this = self.clone().with(|builder| builder.accept(media_type));
        async move {
            let raw = this.builder.send(None).await?;
            match raw.class() {
                2 => this.decoded(raw, |raw| raw.json(Ok)),
                _ => this.failed(raw),
            }
        }
    }

    /// Sends the call, and returns the undecoded response, whatever its status code.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if there is no response.
    pub fn send_raw(&self) -> impl Future<Output = Result<Response<Bytes>, Error<E>>> + use<T, E> {
        let builder = self.builder.clone();
        async move {
            let UndecodedResponse { status, headers, bytes, .. } = builder.send(None).await?;
            Ok(Response { status, headers, body: bytes })
        }
    }

    /// Sends the call, and returns the body of a success response as a stream, for a body that is large or never ends.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_stream(&self) -> impl Future<Output = Result<Response<ByteStream>, Error<E>>> + use<T, E> {
        let this = self.clone();
        async move {
            let raw = this.builder.send(Some(|status| status / 100 == 2)).await?;
            match raw.live.take() {
                Some(body) => Ok(Response { status: raw.status, headers: raw.headers, body }),
                None => this.failed(raw),
            }
        }
    }

    /// Sends the call with `Accept: text/event-stream`, and decodes the data of each event as JSON of the type `B`, or else as
    /// text.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_events<B: DeserializeOwned>(
        &self,
    ) -> impl Future<Output = Result<Response<Events<B>>, Error<E>>> + use<T, E, B> {
        let response = self.clone().with(|builder| builder.accept("text/event-stream")).send_stream();
        async move { Ok(response.await?.map(Events::any)) }
    }

    /// Sends the call with `Accept: media_type`, and decodes each line of the response as JSON of the type `B`.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_lines<B: DeserializeOwned>(
        &self,
        media_type: &'static str,
    ) -> impl Future<Output = Result<Response<JsonLines<B>>, Error<E>>> + use<T, E, B> {
        let response = self.clone().with(|builder| builder.accept(media_type)).send_stream();
        async move { Ok(response.await?.map(JsonLines::new)) }
    }

    /// Returns the error for a response that is not a success response.
    fn failed<B>(&self, raw: UndecodedResponse) -> Result<Response<B>, Error<E>> {
        let problem = (self.decode)(&raw).err().unwrap_or(DecodeFailure::Undocumented);
        Err(self.error(raw, problem))
    }

    fn decoded<B>(
        &self,
        raw: UndecodedResponse,
        decode: impl FnOnce(&UndecodedResponse) -> Decoded<B, E>,
    ) -> Result<Response<B>, Error<E>> {
        match decode(&raw) {
            Ok(body) => Ok(Response { status: raw.status, headers: raw.headers, body }),
            Err(problem) => Err(self.error(raw, problem)),
        }
    }

    fn error(&self, raw: UndecodedResponse, problem: DecodeFailure<E>) -> Error<E> {
        let credentials = &self.builder.client.0.credentials;
        let excerpt = excerpt(&raw.bytes, credentials);
        let UndecodedResponse { status, headers, bytes, .. } = raw;
        let response = RawResponse { endpoint: self.builder.endpoint(), bytes, excerpt };
        match problem {
            DecodeFailure::Documented(body) => Error::Api(Box::new(ApiError { status, headers, body, response })),
            DecodeFailure::Undocumented => {
                Error::UnexpectedStatus(Box::new(UnexpectedStatus { status, headers, response }))
            }
            DecodeFailure::Undecodable(mut problem) => {
                problem.message = credentials.redact(problem.message);
                problem.pointer = credentials.redact(problem.pointer);
                Error::Decode(Box::new(UndecodableBody { status, headers, problem, response }))
            }
        }
    }
}

impl<T: 'static, E: 'static> IntoFuture for Call<T, E> {
    type Output = Result<Response<T>, Error<E>>;
    #[cfg(not(target_arch = "wasm32"))]
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;
    #[cfg(target_arch = "wasm32")]
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("endpoint", &self.builder.endpoint()).finish_non_exhaustive()
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent(error) => Self::NotSent(error),
            Failure::Connect(error) => Self::Connect(error),
            Failure::Timeout(error) => Self::Timeout(error),
            Failure::Transport(error) => Self::Transport(error),
        }
    }
}

/// Implements what a call with optional parameters has beside its setters: the methods of [`Call`], and that it can be awaited.
#[doc(hidden)]
#[macro_export]
macro_rules! call {
    ($name:ident -> $success:ty, $failure:ty $(,)?) => {
        impl $name {
            /// Returns the underlying call.
            pub fn into_call(self) -> $crate::runtime::Call<$success, $failure> {
                self.0
            }

            /// Sets the time limit of this call, including reading the response.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sets when the client retries this call.
            pub fn retry(self, retry: $crate::runtime::Retry) -> Self {
                Self(self.0.retry(retry))
            }

            /// Adds a header that the API does not describe, or replaces one. If the name or the value is not valid,
            /// sending the call fails.
            pub fn header(self, name: &str, value: &str) -> Self {
                Self(self.0.header(name, value))
            }

            /// Adds a query parameter that the API does not describe.
            pub fn query_param(self, name: &str, value: &str) -> Self {
                Self(self.0.query_param(name, value))
            }

            /// Sends the call. The same as `.await`, without boxing the future.
            ///
            /// # Errors
            ///
            /// Returns an [`Error`](crate::Error), whose variants distinguish the causes.
            pub fn send(
                self,
            ) -> impl ::std::future::Future<
                Output = ::std::result::Result<$crate::runtime::Response<$success>, $crate::runtime::Error<$failure>>,
            > {
                self.0.send()
            }

            /// Sends the call, and blocks the thread until the response is read.
            ///
            /// # Errors
            ///
            /// Returns an [`Error`](crate::Error), whose variants distinguish the causes.
            ///
            /// # Panics
            ///
            /// Panics within asynchronous code, where a thread must not be blocked: `.await` the call there.
            #[cfg(feature = "blocking")]
            pub fn send_blocking(
                self,
            ) -> ::std::result::Result<$crate::runtime::Response<$success>, $crate::runtime::Error<$failure>> {
                self.0.send_blocking()
            }
        }

        /// For the other ways to send the call.
        impl ::std::ops::Deref for $name {
            type Target = $crate::runtime::Call<$success, $failure>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl ::std::future::IntoFuture for $name {
            type Output = ::std::result::Result<$crate::runtime::Response<$success>, $crate::runtime::Error<$failure>>;
            type IntoFuture = <$crate::runtime::Call<$success, $failure> as ::std::future::IntoFuture>::IntoFuture;

            fn into_future(self) -> Self::IntoFuture {
                self.0.into_future()
            }
        }
    };
}

#[doc(hidden)]
pub use call;
