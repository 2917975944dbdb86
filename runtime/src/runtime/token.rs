//! Tokens that are asked for when they are needed, and shared by all calls of a client.
//!
//! Source: RFC 6749, sections 4.4 (client credentials grant), 5.1 (`expires_in`) and 5.2 (errors); RFC 6750.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

/// Why there is no token.
pub type TokenError = Box<dyn std::error::Error + Send + Sync>;

/// What a [`TokenProvider`] is busy with.
#[cfg(not(target_arch = "wasm32"))]
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<Token, TokenError>> + Send + 'a>>;
/// What a [`TokenProvider`] is busy with.
#[cfg(target_arch = "wasm32")]
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<Token, TokenError>> + 'a>>;

/// A bearer token.
#[derive(Clone, Debug)]
pub struct Token {
    secret: SecretString,
    expires_in: Option<Duration>,
}

impl Token {
    /// A token of which nobody knows when it expires: it is used until the server answers 401.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self { secret: secret.into(), expires_in: None }
    }

    /// From now on for how long it is good. It is replaced a little earlier.
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires_in = Some(time);
        self
    }
}

/// Gives bearer tokens. Every function without arguments that gives a future of a [`Token`] is one.
///
/// It is asked where there is no token yet, where the last one is about to expire, and where the server answers 401 to
/// it; once, however many calls wait for it, and once for each call that is answered so.
pub trait TokenProvider: Send + Sync {
    /// A token that is good now.
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

/// A provider, and the token it gave last.
pub(crate) struct Provided {
    provider: Box<dyn TokenProvider>,
    /// Held while the provider is asked, so that others wait for what it gives.
    current: tokio::sync::Mutex<Option<Current>>,
    /// To be kept out of messages.
    last: Mutex<Option<SecretString>>,
}

struct Current {
    secret: SecretString,
    #[cfg(not(target_arch = "wasm32"))]
    expires: Option<std::time::Instant>,
}

impl Current {
    fn new(token: Token) -> Self {
        // What takes its time on the way has to be good when it arrives.
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
        Self { provider: Box::new(provider), current: tokio::sync::Mutex::new(None), last: Mutex::new(None) }
    }

    /// A token that is good now, and is not the one that was `refused`.
    pub(crate) async fn token(&self, refused: Option<&SecretString>) -> Result<SecretString, TokenError> {
        let mut current = self.current.lock().await;
        if let Some(good) = current.as_ref().filter(|current| current.is_good(refused)) {
            return Ok(good.secret.clone());
        }
        let new = Current::new(self.provider.token().await?);
        let secret = new.secret.clone();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret.clone());
        *current = Some(new);
        Ok(secret)
    }

    /// The token that was given last.
    pub(crate) fn last(&self) -> Option<SecretString> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl fmt::Debug for Provided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provided").finish_non_exhaustive()
    }
}

/// Gets tokens by the flow of client credentials: for a program that acts for itself rather than for a person.
#[cfg(feature = "oauth2")]
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    http: reqwest::Client,
    token_url: String,
    client_id: String,
    client_secret: SecretString,
    scopes: Vec<String>,
}

#[cfg(feature = "oauth2")]
impl ClientCredentials {
    /// Asks the server at `token_url`, as the client that has this id and this secret.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        Self {
            http: reqwest::Client::new(),
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            scopes: Vec::new(),
        }
    }

    /// What the token is to be good for; what the server thinks right unless set.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Asks through `client`.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = client;
        self
    }

    async fn ask(&self) -> Result<Token, TokenError> {
        use base64::Engine as _;
        use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};

        use crate::runtime::percent::encode;

        let scopes = self.scopes.join(" ");
        let scope = if scopes.is_empty() { String::new() } else { format!("&scope={}", encode(&scopes)) };
        // Both are encoded before they are put together (RFC 6749, section 2.3.1).
        let pair = format!("{}:{}", encode(&self.client_id), encode(self.client_secret.expose_secret()));
        let basic = base64::engine::general_purpose::STANDARD.encode(pair);
        let mut authorization = HeaderValue::try_from(format!("Basic {basic}"))?;
        authorization.set_sensitive(true);
        let request = self
            .http
            .post(&self.token_url)
            .header(AUTHORIZATION, authorization)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(format!("grant_type=client_credentials{scope}"));
        let response = request.send().await?;
        let status = response.status();
        let bytes = response.bytes().await?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let answer: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        let text = |name: &str| answer.get(name).and_then(serde_json::Value::as_str);
        match text("access_token") {
            Some(secret) if status.is_success() => {
                let token = Token::new(secret);
                let seconds = answer.get("expires_in").and_then(serde_json::Value::as_u64);
                Ok(seconds.map_or(token.clone(), |seconds| token.expires_in(Duration::from_secs(seconds))))
            }
            _ => {
                let error = text("error").unwrap_or("no token");
                let about = text("error_description").map(|text| format!(": {text}")).unwrap_or_default();
                Err(format!("the token's server answered {status}: {error}{about}").into())
            }
        }
    }
}

#[cfg(feature = "oauth2")]
impl TokenProvider for ClientCredentials {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.ask())
    }
}
