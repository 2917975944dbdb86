//! Sends requests and reads responses, independent of the operation.

use std::cell::Cell;
use std::time::Duration;

use bytes::Bytes;
#[cfg(not(target_arch = "wasm32"))]
use bytes::BytesMut;

use crate::runtime::client::ApiClient;
use crate::runtime::credential::{Credentials, Tokens};
use crate::runtime::error::{Cause, Endpoint, NotSentError, Reason, TransportError};
use crate::runtime::excerpt::{EXCERPT_CHARS, one_line};
use crate::runtime::request_builder::RequestBuilder;
use crate::runtime::response::UndecodedResponse;
use crate::runtime::retry::{Ending, Waits, wait};
use crate::runtime::stream::ByteStream;

impl RequestBuilder {
    /// Sends the request, with retries, and returns the last response. If `open` matches its status code, its body is
    /// still to be read.
    #[cfg(not(feature = "tracing"))]
    pub async fn send(&self, open: Option<fn(u16) -> bool>) -> Result<UndecodedResponse, Failure> {
        self.tries(open, &mut 0).await
    }

    /// The same, within a span with the attributes of OpenTelemetry's conventions for HTTP clients. It never contains a
    /// value of a parameter, a header or a body.
    #[cfg(feature = "tracing")]
    pub async fn send(&self, open: Option<fn(u16) -> bool>) -> Result<UndecodedResponse, Failure> {
        use tracing::Instrument as _;
        use tracing::field::Empty;

        let endpoint = self.endpoint();
        let span = tracing::info_span!(
            "call",
            otel.kind = "client",
            http.request.method = %endpoint.method(),
            url.template = self.described_path(),
            server.address = endpoint.base_url(),
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            error.r#type = Empty,
        );
        let mut tries = 0;
        let result = self.tries(open, &mut tries).instrument(span.clone()).await;
        span.record("http.request.resend_count", tries - 1);
        match &result {
            Ok(raw) => drop(span.record("http.response.status_code", raw.status())),
            Err(failure) => drop(span.record("error.type", failure.kind())),
        }
        result
    }

    async fn tries(&self, open: Option<fn(u16) -> bool>, tries: &mut u64) -> Result<UndecodedResponse, Failure> {
        let client = &self.client;
        let mut waits = Waits::new(self.retry, self.method(), self.has_idempotency_key());
        let clock = Clock::start();
        let mut refused = Tokens::new();
        loop {
            *tries += 1;
            let not_sent = |reason| Failure::NotSent(NotSentError { endpoint: self.endpoint(), reason });
            // Check first: no token is fetched for a request that cannot be sent.
            self.check().map_err(not_sent)?;
            let left = || self.timeout.map(|timeout| timeout.saturating_sub(clock.elapsed()));
            let given = in_time(left(), client.0.credentials.tokens(self.security, &refused)).await;
            let given = given.map_err(|left| Broken::NoToken(left).at(self.endpoint(), client))?;
            let tokens = given.map_err(|error| not_sent(Reason::Token(error.to_string())))?;
            #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
            if let Some(limiter) = &client.0.limiter {
                let allowed = Box::pin(limiter.next(left())).await;
                allowed.map_err(|left| Broken::RateLimited(left).at(self.endpoint(), client))?;
            }
            let response = match open {
                None => self.begin(&tokens, left()).map_err(not_sent)?.await.map_err(broken),
                // Reading a streamed body may take any time.
                Some(_) => Box::pin(within(left(), self.begin(&tokens, None).map_err(not_sent)?)).await,
            };
            let outcome = match response {
                // The HTTP client does not count the time that layers take.
                #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
                Ok(response) if open.is_none() && client.0.service.is_layered() => {
                    let raw = Box::pin(in_time(left(), self.raw(response, open))).await;
                    raw.unwrap_or_else(|left| Err(Broken::Slow(left)))
                }
                Ok(response) => self.raw(response, open).await,
                Err(broken) => Err(broken),
            };
            // Replace a refused token once.
            let is_refused = matches!(&outcome, Ok(raw) if raw.status() == 401);
            if is_refused && refused.is_empty() && !tokens.is_empty() {
                refused = tokens;
                continue;
            }
            let ending = match &outcome {
                Ok(raw) => Some(Ending::Status(raw.status, &raw.headers)),
                Err(broken) => broken.ending(self.timeout.is_some()),
            };
            let delay = ending.and_then(|ending| waits.next(&ending, clock.elapsed()));
            let is_in_time =
                |delay: &Duration| self.timeout.is_none_or(|timeout| clock.elapsed().saturating_add(*delay) < timeout);
            match delay.filter(is_in_time) {
                Some(delay) => {
                    #[cfg(feature = "tracing")]
                    tracing::debug!(?delay, "retrying");
                    Box::pin(wait(delay)).await;
                }
                None => return outcome.map_err(|broken| broken.at(self.endpoint(), client)),
            }
        }
    }

    /// Builds the request of one attempt.
    fn attempt(&self, tokens: &Tokens) -> Result<reqwest::Request, Reason> {
        let mut request = self.request(tokens)?;
        for hook in &self.client.0.before {
            hook(&mut request).map_err(|error| Reason::Hook(error.to_string()))?;
        }
        Ok(request)
    }

    /// Reads a response. Not an `async fn`: its future would hold the response twice.
    #[allow(clippy::manual_async_fn, reason = "its future would hold the response twice")]
    fn raw(
        &self,
        mut response: reqwest::Response,
        open: Option<fn(u16) -> bool>,
    ) -> impl Future<Output = Result<UndecodedResponse, Broken>> {
        async move {
            let shared = &self.client.0;
            for hook in &shared.after {
                hook(response.status(), response.headers());
            }
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            if open.is_some_and(|open| open(status.as_u16())) {
                let live = ByteStream::of(response, self.client.clone(), self.endpoint()).await?;
                return Ok(UndecodedResponse { status, headers, bytes: Bytes::new(), live: Cell::new(Some(live)) });
            }
            #[cfg(not(target_arch = "wasm32"))]
            let bytes = read(&mut response, shared.max_body_bytes).await?;
            #[cfg(target_arch = "wasm32")]
            let bytes = read(response, shared.max_body_bytes).await?;
            Ok(UndecodedResponse { status, headers, bytes, live: Cell::new(None) })
        }
    }

    /// Begins one attempt. No future holds the request beside the one of `reqwest`.
    #[cfg(not(all(feature = "tower", not(target_arch = "wasm32"))))]
    fn begin(
        &self,
        tokens: &Tokens,
        timeout: Option<Duration>,
    ) -> Result<impl Future<Output = Result<reqwest::Response, reqwest::Error>> + use<>, Reason> {
        let mut request = self.attempt(tokens)?;
        *request.timeout_mut() = timeout;
        Ok(self.client.0.http.execute(request))
    }

    /// Begins one attempt, through the layers.
    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    fn begin(
        &self,
        tokens: &Tokens,
        timeout: Option<Duration>,
    ) -> Result<impl Future<Output = Result<reqwest::Response, Broken>> + use<>, Reason> {
        let mut request = self.attempt(tokens)?;
        *request.timeout_mut() = timeout;
        let service = self.client.0.service.clone();
        // Without layers, the HTTP client keeps the time limit.
        let timeout = timeout.filter(|_| service.is_layered());
        let response = Box::pin(service.send(request));
        Ok(async move { in_time(timeout, response).await.map_err(Broken::Slow)?.map_err(Broken::of_layer) })
    }
}

/// Measures how long a call has taken; without a clock, always zero.
struct Clock(#[cfg(not(target_arch = "wasm32"))] std::time::Instant);

impl Clock {
    fn start() -> Self {
        Self(
            #[cfg(not(target_arch = "wasm32"))]
            std::time::Instant::now(),
        )
    }

    fn elapsed(&self) -> Duration {
        #[cfg(not(target_arch = "wasm32"))]
        return self.0.elapsed();
        #[cfg(target_arch = "wasm32")]
        Duration::ZERO
    }
}

/// The error of an attempt.
pub enum Broken {
    Http(reqwest::Error),
    /// The error of a layer.
    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    Layer(crate::runtime::layer::BoxError),
    Slow(Duration),
    /// The rate limit did not allow the request within the time limit.
    RateLimited(Duration),
    /// There was no token within the time limit.
    NoToken(Duration),
    TooLarge(usize),
}

/// Converts the error of the HTTP client, or keeps the error of the layers.
fn broken(error: impl Into<Broken>) -> Broken {
    error.into()
}

impl From<reqwest::Error> for Broken {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

/// An error without a response, independent of the operation.
pub enum Failure {
    NotSent(NotSentError),
    Connect(TransportError),
    Timeout(TransportError),
    Transport(TransportError),
}

#[cfg(feature = "tracing")]
impl Failure {
    fn kind(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "not_sent",
            Self::Connect(_) => "connect",
            Self::Timeout(_) => "timeout",
            Self::Transport(_) => "transport",
        }
    }
}

impl Broken {
    /// Returns how the attempt ended, for `Retry`; `None` if the time limit passed or a retry cannot help.
    fn ending(&self, is_timed: bool) -> Option<Ending<'_>> {
        match self.http()? {
            error if is_connect(error) => Some(Ending::NotConnected),
            error if error.is_builder() || (error.is_timeout() && is_timed) => None,
            _ => Some(Ending::Broken),
        }
    }

    /// Returns the error of the HTTP client, if it is one.
    fn http(&self) -> Option<&reqwest::Error> {
        match self {
            Self::Http(error) => Some(error),
            #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
            Self::Layer(error) => crate::runtime::layer::http_error(error.as_ref()),
            Self::Slow(_) | Self::RateLimited(_) | Self::NoToken(_) | Self::TooLarge(_) => None,
        }
    }

    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    fn of_layer(error: crate::runtime::layer::BoxError) -> Self {
        error.downcast().map_or_else(Self::Layer, |error| Self::Http(*error))
    }

    pub fn at(self, endpoint: Endpoint, client: &ApiClient) -> Failure {
        let is_slow = matches!(self, Self::Slow(_) | Self::RateLimited(_) | Self::NoToken(_));
        let kind = match self.http() {
            _ if is_slow => Failure::Timeout,
            Some(error) if error.is_timeout() => Failure::Timeout,
            Some(error) if is_connect(error) => Failure::Connect,
            _ => Failure::Transport,
        };
        kind(self.transport(endpoint, client))
    }

    pub fn transport(self, endpoint: Endpoint, client: &ApiClient) -> TransportError {
        match self {
            Self::Http(error) => {
                let error = error.without_url();
                let message = client.0.credentials.redact(chain(&error));
                TransportError { endpoint, message, cause: Some(Cause::Http(error)) }
            }
            #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
            Self::Layer(error) => {
                let message =
                    client.0.credentials.redact(format!("a layer returned an error: {}", chain(error.as_ref())));
                TransportError { endpoint, message, cause: Some(Cause::Layer(error)) }
            }
            Self::Slow(limit) => {
                let message = format!("no response within {limit:?}");
                TransportError { endpoint, message, cause: None }
            }
            Self::RateLimited(limit) => {
                let message = format!("not sent: the rate limit does not allow the request within {limit:?}");
                TransportError { endpoint, message, cause: None }
            }
            Self::NoToken(limit) => {
                let message = format!("not sent: no token within {limit:?}");
                TransportError { endpoint, message, cause: None }
            }
            Self::TooLarge(limit) => {
                let message =
                    format!("the response body is larger than the {limit} bytes that `max_body_bytes` allows");
                TransportError { endpoint, message, cause: None }
            }
        }
    }
}

/// Whether no connection was made.
#[cfg(not(target_arch = "wasm32"))]
fn is_connect(error: &reqwest::Error) -> bool {
    error.is_connect()
}

/// A browser does not report this.
#[cfg(target_arch = "wasm32")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}

/// Joins the messages of an error and its sources, without repetitions.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        source = error.source();
    }
    text
}

async fn within(
    left: Option<Duration>,
    response: impl Future<Output = Result<reqwest::Response, impl Into<Broken>>>,
) -> Result<reqwest::Response, Broken> {
    in_time(left, response).await.map_err(Broken::Slow)?.map_err(broken)
}

/// Waits at most `left`; without a timer, until the future completes.
async fn in_time<T>(left: Option<Duration>, future: impl Future<Output = T>) -> Result<T, Duration> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(left) = left {
        return tokio::time::timeout(left, future).await.map_err(|_| left);
    }
    let _ = left;
    Ok(future.await)
}

#[cfg(not(target_arch = "wasm32"))]
pub async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Broken> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    // A body that arrives in one chunk is not copied.
    let (mut first, mut body) = (Bytes::new(), BytesMut::new());
    while let Some(chunk) = response.chunk().await.map_err(Broken::Http)? {
        if first.len() + body.len() + chunk.len() > limit {
            return Err(Broken::TooLarge(limit));
        }
        if first.is_empty() && body.is_empty() {
            first = chunk;
            continue;
        }
        if body.is_empty() {
            body.reserve(announced.min(limit));
            body.extend_from_slice(&std::mem::take(&mut first));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(if body.is_empty() { first } else { body.freeze() })
}

#[cfg(target_arch = "wasm32")]
pub async fn read(response: reqwest::Response, limit: usize) -> Result<Bytes, Broken> {
    let body = response.bytes().await.map_err(Broken::Http)?;
    if body.len() > limit { Err(Broken::TooLarge(limit)) } else { Ok(body) }
}

/// Returns the start of a body on one line, to show to a person, without secrets.
pub fn excerpt(bytes: &[u8], credentials: &Credentials) -> String {
    if bytes.is_empty() {
        return "no body".to_owned();
    }
    // Redact before cutting: a cut secret would not be recognized.
    let start = &bytes[..bytes.len().min(4 * EXCERPT_CHARS + credentials.longest())];
    let text = credentials.redact(String::from_utf8_lossy(start).into_owned());
    let mut line = one_line(&text);
    if start.len() < bytes.len() && !line.ends_with(" …") {
        line.push_str(" …");
    }
    line
}
