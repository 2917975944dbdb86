//! The client of one API, around the client of any API, so that the crate of the API can add methods to it.

/// Defines the client of an API and its builder, except `Client::builder`.
#[doc(hidden)]
#[macro_export]
macro_rules! client {
    ($client:ident, $builder:ident) => {
        /// A client of the API. Cloning is cheap: clones share connections and settings.
        #[derive(Clone)]
        pub struct $client(pub(crate) $crate::runtime::ApiClient);

        impl $client {
            /// Returns the URL to which the client appends paths.
            pub fn base_url(&self) -> &str {
                self.0.base_url()
            }

            /// Returns a call to an endpoint that the API does not describe, with the settings and the credentials of this
            /// client.
            ///
            /// The client appends `path` to its base URL. The path begins with `/`, is already percent-encoded, and may have
            /// a query. If it could address anything outside the base URL, sending the call fails with `Error::NotSent`.
            pub fn request(&self, method: ::reqwest::Method, path: &str) -> $crate::runtime::UndescribedCall {
                $crate::runtime::UndescribedCall::new(&self.0, method, path)
            }
        }

        /// Shows the base URL, and which credentials are set but not their values.
        impl ::std::fmt::Debug for $client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }

        #[doc = concat!("A builder of a [`", stringify!($client), "`].")]
        #[derive(Clone)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct $builder(pub(crate) $crate::runtime::ApiClientBuilder);

        impl $builder {
            /// Sets the URL to which the client appends paths: `http` or `https`, with or without a path. It replaces every
            /// server that the API declares, including those of single operations; relative server URLs resolve against it.
            pub fn base_url(self, url: impl ::std::convert::Into<::std::string::String>) -> Self {
                Self(self.0.base_url(url))
            }

            /// Replaces `server`, which single operations declare as their own, with `url`.
            pub fn server(
                self,
                server: impl ::std::convert::Into<::std::string::String>,
                url: impl ::std::convert::Into<::std::string::String>,
            ) -> Self {
                Self(self.0.server(server, url))
            }

            /// Sets the `User-Agent` header.
            pub fn user_agent(self, user_agent: impl ::std::convert::Into<::std::string::String>) -> Self {
                Self(self.0.user_agent(user_agent))
            }

            /// Sets the time limit for opening a connection; the default is 10 seconds. It does not apply to a client set with
            /// [`http_client`](Self::http_client).
            pub fn connect_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.connect_timeout(timeout))
            }

            /// Sets the time limit for a whole call, including reading the response; the default is 60 seconds. A client set
            /// with [`http_client`](Self::http_client) keeps its own limit unless this is set.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sets when the client retries calls; by default, never.
            pub fn retry(self, retry: $crate::runtime::Retry) -> Self {
                Self(self.0.retry(retry))
            }

            /// Limits the rate of requests; the default is no limit. Waiting for the rate limit counts towards a call's
            /// timeout.
            #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
            pub fn rate_limit(self, limit: $crate::runtime::RateLimit) -> Self {
                Self(self.0.rate_limit(limit))
            }

            /// Sets the header in which requests with a method that is not idempotent carry a random key. All attempts of a
            /// call carry the same key, by which the server recognizes a repeated request. Set it only for servers that
            /// document it.
            pub fn idempotency_header(self, name: impl ::std::convert::Into<::std::string::String>) -> Self {
                Self(self.0.idempotency_header(name))
            }

            /// Adds a hook that can change each request just before the client sends it, for example to sign it or to add a
            /// header. The hook runs once for each attempt. If it returns an error, the call fails with `Error::NotSent`.
            pub fn on_request<F>(self, hook: F) -> Self
            where
                F: ::std::ops::Fn(
                        &mut ::reqwest::Request,
                    ) -> ::std::result::Result<
                        (),
                        ::std::boxed::Box<dyn ::std::error::Error + ::std::marker::Send + ::std::marker::Sync>,
                    > + ::std::marker::Send
                    + ::std::marker::Sync
                    + 'static,
            {
                Self(self.0.on_request(hook))
            }

            /// Adds a hook that receives the status code and headers of each response, before the client reads the body.
            pub fn on_response(
                self,
                hook: impl ::std::ops::Fn(::reqwest::StatusCode, &::reqwest::header::HeaderMap)
                + ::std::marker::Send
                + ::std::marker::Sync
                + 'static,
            ) -> Self {
                Self(self.0.on_response(hook))
            }

            /// Adds a layer of `tower` around the HTTP exchange of each attempt. A layer can change the request, send it or
            /// not, and change the response.
            ///
            /// The layer that is added last is the outermost. All layers are within the retries, the rate limit and the hooks
            /// of the client: a layer sees the request after [`on_request`](Self::on_request), and
            /// [`on_response`](Self::on_response) sees the response of the layer.
            ///
            /// If a layer returns an error that is or wraps a [`reqwest::Error`], the call fails or is retried as it would be
            /// without the layer. With any other error, the call fails with `Error::Transport` and is not retried; `source`
            /// of the error returns the layer's error.
            #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
            pub fn layer<L>(self, layer: L) -> Self
            where
                L: $crate::runtime::tower_layer::Layer<$crate::runtime::HttpService>
                    + ::std::marker::Send
                    + ::std::marker::Sync
                    + 'static,
                L::Service: $crate::runtime::tower_service::Service<
                        ::reqwest::Request,
                        Response = ::reqwest::Response,
                        Error: ::std::convert::Into<$crate::runtime::BoxError>,
                        Future: ::std::marker::Send + 'static,
                    > + ::std::clone::Clone
                    + ::std::marker::Send
                    + ::std::marker::Sync
                    + 'static,
            {
                Self(self.0.layer($crate::runtime::layer::add(layer)))
            }

            /// Sets the size limit of a response body, in bytes; the default is 64 MiB.
            pub fn max_body_bytes(self, bytes: usize) -> Self {
                Self(self.0.max_body_bytes(bytes))
            }

            /// Sets the size limit of a line or an event in a streamed body, in bytes; the default is 1 MiB. The size of the
            /// whole streamed body is not limited.
            pub fn max_event_bytes(self, bytes: usize) -> Self {
                Self(self.0.max_event_bytes(bytes))
            }

            /// Sends requests through `client`, with its connection pool, proxies, TLS and redirect policy.
            ///
            /// Check its redirect policy: when a redirect leaves the host, `reqwest` removes the `Authorization` header from
            /// the request, but no other header and no query parameter. If a credential travels in one of those, give `client`
            /// a policy that follows no redirect to another host, as the default client does.
            pub fn http_client(self, client: ::reqwest::Client) -> Self {
                Self(self.0.http_client(client))
            }

            /// Sends operations that require a credential even if none is set, for example because a proxy adds it. By default,
            /// such a call fails before it is sent.
            pub fn allow_missing_credentials(self) -> Self {
                Self(self.0.allow_missing_credentials())
            }

            /// Builds the client.
            ///
            /// # Errors
            ///
            /// Returns a [`BuildError`](crate::BuildError) if a setting is not valid.
            pub fn build(self) -> ::std::result::Result<$client, $crate::runtime::BuildError> {
                ::std::result::Result::Ok($client(self.0.build()?))
            }
        }

        impl ::std::fmt::Debug for $builder {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

#[doc(hidden)]
pub use client;

/// Defines `Mock`, the mock of the API with the clients `$client`.
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
#[doc(hidden)]
#[macro_export]
macro_rules! mock_server {
    ($client:ident, $builder:ident) => {
        /// A mock of the API: a server on a loopback port of its own, with the responses that a test sets.
        ///
        /// Each group of operations is a method of the mock, and each operation a method of its group. On the operation,
        /// set the arguments to match, then a response. A request gets the first response that matches it and is not used
        /// up (see [`Stub::times`]). If there is none, the mock responds with status code 501 and the reasons.
        ///
        /// # Panics
        ///
        /// Dropping the mock panics if a response was not used as often as [`Stub::expect`] requires.
        #[derive(Debug)]
        pub struct Mock(pub(crate) $crate::runtime::ApiMock);

        impl Mock {
            /// Starts a mock.
            pub async fn start() -> Self {
                Self($crate::runtime::ApiMock::start().await)
            }

            /// Starts a mock, and blocks the thread until it listens.
            ///
            /// # Panics
            ///
            /// Panics within asynchronous code, where a thread must not be blocked: use [`start`](Self::start) there.
            #[cfg(feature = "blocking")]
            pub fn start_blocking() -> Self {
                Self($crate::runtime::ApiMock::start_blocking())
            }

            /// Returns a client of the mock, which needs no credential.
            pub fn client(&self) -> $client {
                $client(self.0.client())
            }

            /// Returns a builder for clients of the mock, which need no credential.
            pub fn builder(&self) -> $builder {
                $builder(self.0.builder())
            }

            /// Returns the base URL of the mock.
            pub fn url(&self) -> &str {
                self.0.url()
            }

            /// Returns all received requests, in order.
            pub fn requests(&self) -> ::std::vec::Vec<ReceivedRequest> {
                self.0.requests()
            }

            /// Returns the requests that matched no response, in order.
            pub fn unmatched_requests(&self) -> ::std::vec::Vec<ReceivedRequest> {
                self.0.unmatched_requests()
            }
        }
    };
}

#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
#[doc(hidden)]
pub use mock_server;
