//! One call: a request that is ready, and how its answer is decoded.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use crate::runtime::draft::Draft;
use crate::runtime::error::{Answer, ApiError, Error, UndecodableBody, UnexpectedStatus};
use crate::runtime::exchange::{Failure, excerpt};
use crate::runtime::reply::{Outcome, Problem, Reply, Response};

/// A call that is ready to be sent: `.await` it. `T` is what the API describes for success, `E` for failure.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<'c, T, E> {
    draft: Draft<'c>,
    decode: fn(&Reply) -> Outcome<T, E>,
}

impl<'c, T, E> Call<'c, T, E> {
    pub(crate) fn new(draft: Draft<'c>, decode: fn(&Reply) -> Outcome<T, E>) -> Self {
        Self { draft, decode }
    }

    /// How long this call may take, until its answer is read.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeout = Some(timeout);
        self
    }

    /// Changes the request.
    pub(crate) fn with(mut self, change: impl FnOnce(Draft<'c>) -> Draft<'c>) -> Self {
        self.draft = change(self.draft);
        self
    }

    /// Sends the call. The same as awaiting it, without the box around the future.
    ///
    /// # Errors
    ///
    /// [`Error`] tells apart what can go wrong.
    pub async fn send(self) -> Result<Response<T>, Error<E>> {
        let client = self.draft.client;
        let (reply, endpoint) = self.draft.send().await?;
        let problem = match (self.decode)(&reply) {
            Ok(body) => return Ok(Response { status: reply.status, headers: reply.headers, body }),
            Err(problem) => problem,
        };
        let excerpt = excerpt(&reply.bytes, &client.0.credentials);
        let Reply { status, headers, bytes } = reply;
        let answer = Answer { endpoint, bytes, excerpt };
        Err(match problem {
            Problem::Documented(body) => Error::Api(Box::new(ApiError { status, headers, body, answer })),
            Problem::Undocumented => Error::UnexpectedStatus(Box::new(UnexpectedStatus { status, headers, answer })),
            Problem::Undecodable(mut problem) => {
                problem.message = client.0.credentials.redact(problem.message);
                problem.pointer = client.0.credentials.redact(problem.pointer);
                Error::Decode(Box::new(UndecodableBody { status, headers, problem, answer }))
            }
        })
    }
}

impl<'c, T: 'c, E: 'c> IntoFuture for Call<'c, T, E> {
    type Output = Result<Response<T>, Error<E>>;
    #[cfg(not(target_arch = "wasm32"))]
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;
    #[cfg(target_arch = "wasm32")]
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<T, E> fmt::Debug for Call<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("endpoint", &self.draft.endpoint()).finish_non_exhaustive()
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
/// Implements what an operation with optional parameters needs beside its setters: it is awaited like a [`Call`].
macro_rules! call {
    ($name:ident -> $success:ty, $failure:ty $(,)?) => {
        impl $name<'_> {
            /// How long this call may take, until its answer is read.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sends the call. The same as awaiting it, without the box around the future.
            ///
            /// # Errors
            ///
            /// [`Error`](crate::Error) tells apart what can go wrong.
            pub async fn send(
                self,
            ) -> ::std::result::Result<$crate::runtime::Response<$success>, $crate::runtime::Error<$failure>> {
                self.0.send().await
            }
        }

        impl<'c> ::std::future::IntoFuture for $name<'c> {
            type Output = ::std::result::Result<$crate::runtime::Response<$success>, $crate::runtime::Error<$failure>>;
            type IntoFuture = <$crate::runtime::Call<'c, $success, $failure> as ::std::future::IntoFuture>::IntoFuture;

            fn into_future(self) -> Self::IntoFuture {
                self.0.into_future()
            }
        }
    };
}

pub(crate) use call;
