//! Bearer tokens that the client fetches when it needs them, and shares between calls.
//!
//! Source: RFC 6749, sections 4.4 (client credentials grant), 5.1 (`expires_in`) and 5.2 (errors); RFC 6750.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

/// The reason why there is no token.
pub type TokenError = Box<dyn std::error::Error + Send + Sync>;

/// The future of a [`TokenProvider`].
#[cfg(not(target_arch = "wasm32"))]
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<Token, TokenError>> + Send + 'a>>;
/// The future of a [`TokenProvider`].
#[cfg(target_arch = "wasm32")]
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<Token, TokenError>> + 'a>>;

/// A bearer token.
#[derive(Clone, Debug)]
pub struct Token {
    secret: SecretString,
    expires_in: Option<Duration>,
}

impl Token {
    /// Creates a token without a known expiry: the client uses it until the server responds with 401.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self { secret: secret.into(), expires_in: None }
    }

    /// Sets how long from now the token is valid. The client replaces it a little earlier.
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires_in = Some(time);
        self
    }
}

/// A source of bearer tokens. Every function without arguments that returns a future of a [`Token`] implements it.
///
/// The client calls it if there is no token yet, if the last one is about to expire, and if the server responds to it
/// with 401 (once for each call). However many calls wait for a token, the client calls the provider once, and all of
/// them get its token or its error. Cancelling one of the calls, or its timeout, does not cancel the provider.
pub trait TokenProvider: Send + Sync {
    /// Returns a valid token.
    fn token(&self) -> TokenFuture<'_>;
}

#[cfg(not(target_arch = "wasm32"))]
impl<F, R> TokenProvider for F
where
    F: Fn() -> R + Send + Sync,
    R: Future<Output = Result<Token, TokenError>> + Send + 'static,
{
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self())
    }
}

#[cfg(target_arch = "wasm32")]
impl<F, R> TokenProvider for F
where
    F: Fn() -> R + Send + Sync,
    R: Future<Output = Result<Token, TokenError>> + 'static,
{
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self())
    }
}

/// A provider, and its latest token.
pub struct Provided {
    provider: Arc<dyn TokenProvider>,
    /// Locked while the provider runs, so that other calls wait for its token.
    state: tokio::sync::Mutex<State>,
    /// How often the provider has failed.
    failures: AtomicU64,
    /// How many calls wait for a token.
    waiting: AtomicU64,
    /// Kept to redact it from messages.
    last: Mutex<Option<SecretString>>,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    /// The running future of the provider. It stays here when the call that polls it is cancelled, as other calls may
    /// wait for it.
    asking: Option<TokenFuture<'static>>,
    /// The latest error of the provider.
    error: String,
}

struct Current {
    secret: SecretString,
    #[cfg(not(target_arch = "wasm32"))]
    expires: Option<std::time::Instant>,
}

impl Current {
    fn new(token: Token) -> Self {
        // The token must still be valid when the request arrives.
        let early = |time: Duration| time.saturating_sub((time / 10).min(Duration::from_secs(30)));
        let time = token.expires_in.map(early);
        #[cfg(target_arch = "wasm32")]
        let _ = time;
        Self {
            secret: token.secret,
            #[cfg(not(target_arch = "wasm32"))]
            expires: time.and_then(|time| std::time::Instant::now().checked_add(time)),
        }
    }

    fn is_good(&self, refused: Option<&SecretString>) -> bool {
        #[cfg(not(target_arch = "wasm32"))]
        if self.expires.is_some_and(|expires| expires <= std::time::Instant::now()) {
            return false;
        }
        refused.is_none_or(|refused| refused.expose_secret() != self.secret.expose_secret())
    }
}

impl Provided {
    pub(crate) fn new(provider: impl TokenProvider + 'static) -> Self {
        let (failures, waiting) = (AtomicU64::new(0), AtomicU64::new(0));
        let state = tokio::sync::Mutex::default();
        Self { provider: Arc::new(provider), state, failures, waiting, last: Mutex::new(None) }
    }

    /// Returns a valid token other than `refused`.
    pub(crate) async fn token(&self, refused: Option<&SecretString>) -> Result<SecretString, TokenError> {
        // Dropped after the state.
        let _waiting = Waiting::new(self);
        let failures = self.failures.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(good) = state.current.as_ref().filter(|current| current.is_good(refused)) {
            return Ok(good.secret.clone());
        }
        // The provider failed while this call waited for the lock.
        if self.failures.load(Ordering::Acquire) != failures {
            return Err(state.error.clone().into());
        }
        let provider = &self.provider;
        let asking = state.asking.get_or_insert_with(|| {
            let provider = Arc::clone(provider);
            Box::pin(async move { provider.token().await })
        });
        let given = asking.as_mut().await;
        state.asking = None;
        match given {
            Ok(token) => {
                let new = Current::new(token);
                let secret = new.secret.clone();
                *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret.clone());
                state.current = Some(new);
                Ok(secret)
            }
            Err(error) => {
                state.error = error.to_string();
                self.failures.fetch_add(1, Ordering::Release);
                Err(error)
            }
        }
    }

    /// Returns the latest token.
    pub(crate) fn last(&self) -> Option<SecretString> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A call that waits for a token. When the last one is dropped, so is the provider's future: later, its token could be
/// expired.
struct Waiting<'p>(&'p Provided);

impl<'p> Waiting<'p> {
    fn new(provided: &'p Provided) -> Self {
        provided.waiting.fetch_add(1, Ordering::AcqRel);
        Self(provided)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.0.waiting.fetch_sub(1, Ordering::AcqRel) > 1 {
            return;
        }
        if let Ok(mut state) = self.0.state.try_lock() {
            state.asking = None;
        }
    }
}

impl fmt::Debug for Provided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provided").finish_non_exhaustive()
    }
}

/// A provider for the OAuth 2.0 client credentials grant, in which a program acts for itself and not for a user.
#[cfg(feature = "oauth2")]
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// The HTTP client, or the reason why it cannot be created.
    http: Result<reqwest::Client, String>,
    token_url: String,
    client_id: String,
    client_secret: SecretString,
    scopes: Vec<String>,
}

/// The time limit of a token request; a waiting call may end sooner.
#[cfg(feature = "oauth2")]
const TIMEOUT: Duration = Duration::from_secs(60);

/// The size limit of a token response, in bytes.
#[cfg(feature = "oauth2")]
const MAX_BYTES: usize = 1024 * 1024;

#[cfg(feature = "oauth2")]
impl ClientCredentials {
    /// Creates a provider that requests tokens at `token_url`, with this client id and secret.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        Self {
            http: crate::runtime::client::http_client(crate::runtime::client::CONNECT_TIMEOUT)
                .map_err(|error| error.to_string()),
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            scopes: Vec::new(),
        }
    }

    /// Sets the scopes to request; by default, the server decides.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sends token requests through `client`, with its redirect policy. The default client follows no redirect to
    /// another host.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Ok(client);
        self
    }

    async fn ask(&self) -> Result<Token, TokenError> {
        use base64::Engine as _;
        use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};

        use crate::runtime::percent::encode;

        let scopes = self.scopes.join(" ");
        let scope = if scopes.is_empty() { String::new() } else { format!("&scope={}", encode(&scopes)) };
        // Both are encoded before they are joined (RFC 6749, section 2.3.1).
        let pair = format!("{}:{}", encode(&self.client_id), encode(self.client_secret.expose_secret()));
        let basic = base64::engine::general_purpose::STANDARD.encode(pair);
        let mut authorization = HeaderValue::try_from(format!("Basic {basic}"))?;
        authorization.set_sensitive(true);
        let request = self
            .http
            .as_ref()
            .map_err(Clone::clone)?
            .post(&self.token_url)
            .header(AUTHORIZATION, authorization)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .timeout(TIMEOUT)
            .body(format!("grant_type=client_credentials{scope}"));
        let response = request.send().await?;
        let status = response.status();
        let bytes = self.read(response).await?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let response: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        let text = |name: &str| response.get(name).and_then(serde_json::Value::as_str);
        match text("access_token") {
            Some(secret) if status.is_success() => {
                let token = Token::new(secret);
                let seconds = response.get("expires_in").and_then(serde_json::Value::as_u64);
                Ok(seconds.map_or(token.clone(), |seconds| token.expires_in(Duration::from_secs(seconds))))
            }
            _ => {
                let error = text("error").unwrap_or("no token");
                let about = text("error_description").map(|text| format!(": {text}")).unwrap_or_default();
                let message = crate::runtime::excerpt::one_line(&format!("{error}{about}"));
                Err(format!("the token endpoint responded with {status}: {message}").into())
            }
        }
    }
}

#[cfg(feature = "oauth2")]
impl ClientCredentials {
    #[cfg_attr(target_arch = "wasm32", allow(unused_mut, reason = "mutable on other targets"))]
    async fn read(&self, mut response: reqwest::Response) -> Result<bytes::Bytes, TokenError> {
        use crate::runtime::exchange::{Broken, read};

        #[cfg(not(target_arch = "wasm32"))]
        let read = read(&mut response, MAX_BYTES).await;
        #[cfg(target_arch = "wasm32")]
        let read = read(response, MAX_BYTES).await;
        read.map_err(|broken| match broken {
            Broken::Http(error) => error.into(),
            _ => format!("the response of the token endpoint is larger than {MAX_BYTES} bytes").into(),
        })
    }
}

#[cfg(feature = "oauth2")]
impl TokenProvider for ClientCredentials {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.ask())
    }
}
