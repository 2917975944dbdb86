//! The client of any API and its builder: the settings that all calls share. `facade` has those of one API around them,
//! with the documentation that callers read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
#[cfg(not(target_arch = "wasm32"))]
use reqwest::redirect;
use url::Url;

use crate::runtime::credential::{Credential, Credentials};
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
use crate::runtime::layer::{AddLayer, HttpService};
#[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
use crate::runtime::rate_limit::{Limiter, RateLimit};
use crate::runtime::retry::Retry;
use crate::runtime::token::{Provided, TokenProvider};

pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(60);
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;
const MAX_EVENT_BYTES: usize = 1024 * 1024;
#[cfg(not(target_arch = "wasm32"))]
const MAX_REDIRECTS: usize = 10;

/// The client of any API.
#[derive(Clone)]
pub struct ApiClient(pub Arc<Shared>);

pub struct Shared {
    pub http: reqwest::Client,
    /// The same client, with the layers around it.
    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    pub service: HttpService,
    /// Without a trailing slash.
    pub base_url: String,
    /// The same URL, parsed once because parsing costs most of the time of building a request's URL.
    pub parsed_base_url: Url,
    /// The base URL with its trailing slash, if it has one: relative server URLs resolve against it.
    base_url_as_given: Url,
    /// Whether the caller set the base URL; otherwise it comes from the document.
    is_given: bool,
    /// Replacements of servers that single operations declare, by the declared URL.
    servers: BTreeMap<String, String>,
    pub credentials: Credentials,
    pub allow_missing_credentials: bool,
    pub timeout: Option<Duration>,
    pub retry: Retry,
    pub idempotency_header: Option<HeaderName>,
    #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
    pub limiter: Option<Limiter>,
    pub user_agent: Option<HeaderValue>,
    pub max_body_bytes: usize,
    pub max_event_bytes: usize,
    pub before: Vec<Before>,
    pub after: Vec<After>,
}

/// A hook that can change each request before the client sends it.
pub type Before = Arc<dyn Fn(&mut reqwest::Request) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync>;

/// A hook that receives the status code and headers of each response.
pub type After = Arc<dyn Fn(StatusCode, &HeaderMap) + Send + Sync>;

impl Shared {
    /// Returns the URL to which the client appends the path of an operation, which may declare a `server` of its own.
    pub fn base_url_of(&self, server: Option<&str>) -> Cow<'_, str> {
        let base = Cow::Borrowed(self.base_url.as_str());
        match server {
            None => base,
            Some(server) if self.servers.contains_key(server) => Cow::Borrowed(self.servers[server].as_str()),
            // RFC 3986, section 5.2, as OpenAPI 3.0.4, section 4.6, requires.
            Some(relative) if !relative.contains("://") => match self.base_url_as_given.join(relative) {
                Ok(url) => Cow::Owned(url.as_str().trim_end_matches('/').to_owned()),
                Err(_) => base,
            },
            Some(_) if self.is_given => base,
            Some(server) => Cow::Owned(server.trim_end_matches('/').to_owned()),
        }
    }
}

impl ApiClient {
    /// Returns the URL to which the client appends paths.
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }
}

/// Shows the base URL, and which credentials are set but not their values.
impl fmt::Debug for ApiClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .field("credentials", &self.0.credentials)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// A builder of an [`ApiClient`]. `client!` documents its settings.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ApiClientBuilder {
    base_url: Option<String>,
    is_given: bool,
    servers: BTreeMap<String, String>,
    user_agent: Option<String>,
    default_user_agent: &'static str,
    connect_timeout: Duration,
    timeout: Option<Duration>,
    retry: Retry,
    idempotency_header: Option<String>,
    #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
    rate_limit: Option<RateLimit>,
    before: Vec<Before>,
    after: Vec<After>,
    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    layers: Vec<AddLayer>,
    max_body_bytes: usize,
    max_event_bytes: usize,
    credentials: Credentials,
    allow_missing_credentials: bool,
    http: Option<reqwest::Client>,
}

impl ApiClientBuilder {
    /// Creates a builder for the API at `base_url`, with the default `User-Agent` `user_agent`.
    pub fn new(base_url: Option<&str>, user_agent: &'static str) -> Self {
        Self {
            base_url: base_url.map(str::to_owned),
            is_given: false,
            servers: BTreeMap::new(),
            user_agent: None,
            default_user_agent: user_agent,
            connect_timeout: CONNECT_TIMEOUT,
            timeout: None,
            retry: Retry::never(),
            idempotency_header: None,
            #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
            rate_limit: None,
            before: Vec::new(),
            after: Vec::new(),
            #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
            layers: Vec::new(),
            max_body_bytes: MAX_BODY_BYTES,
            max_event_bytes: MAX_EVENT_BYTES,
            credentials: Credentials::default(),
            allow_missing_credentials: false,
            http: None,
        }
    }

    /// Sets the base URL.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.is_given = true;
        self
    }

    /// Replaces a server that single operations declare.
    pub fn server(mut self, server: impl Into<String>, url: impl Into<String>) -> Self {
        self.servers.insert(server.into(), url.into());
        self
    }

    /// Sets the `User-Agent` header.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sets the time limit for opening a connection.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the time limit for a whole call.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets when the client retries calls.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Limits the rate of requests.
    #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Sets the header of the idempotency key.
    pub fn idempotency_header(mut self, name: impl Into<String>) -> Self {
        self.idempotency_header = Some(name.into());
        self
    }

    /// Adds a hook that can change each request.
    pub fn on_request<F>(mut self, hook: F) -> Self
    where
        F: Fn(&mut reqwest::Request) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync + 'static,
    {
        self.before.push(Arc::new(hook));
        self
    }

    /// Adds a hook that receives the head of each response.
    pub fn on_response(mut self, hook: impl Fn(StatusCode, &HeaderMap) + Send + Sync + 'static) -> Self {
        self.after.push(Arc::new(hook));
        self
    }

    /// Adds a layer, as the outermost.
    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    pub fn layer(mut self, add: AddLayer) -> Self {
        self.layers.push(add);
        self
    }

    /// Sets the size limit of a response body.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Sets the size limit of a line or an event.
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.max_event_bytes = bytes;
        self
    }

    /// Sends requests through `client`.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Sends operations even without the credential that they require.
    pub fn allow_missing_credentials(mut self) -> Self {
        self.allow_missing_credentials = true;
        self
    }

    pub fn token_provider(self, scheme: &'static str, provider: impl TokenProvider + 'static) -> Self {
        self.credential(scheme, Credential::Provided(Arc::new(Provided::new(provider))))
    }

    pub fn credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.credentials.set(scheme, credential);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] if a setting is not valid.
    pub fn build(self) -> Result<ApiClient, BuildError> {
        let given = self.base_url.as_deref().ok_or(BuildError::NoBaseUrl)?;
        let base_url = check_base_url(given)?;
        let parse = |text| Url::parse(text).map_err(|error| BuildError::BaseUrl { problem: error.to_string() });
        let servers = self.servers.into_iter().map(|(server, url)| Ok((server, check_base_url(&url)?)));
        let servers = servers.collect::<Result<_, _>>()?;
        if let Some(scheme) = self.credentials.invalid() {
            return Err(BuildError::Credential { scheme });
        }
        let idempotency_header = self.idempotency_header.map(HeaderName::try_from).transpose();
        let idempotency_header = idempotency_header.map_err(|_| BuildError::IdempotencyHeader)?;
        let own = self.http.is_none();
        let user_agent = match self.user_agent {
            Some(text) => Some(HeaderValue::try_from(text).map_err(|_| BuildError::UserAgent)?),
            None => own.then(|| HeaderValue::from_static(self.default_user_agent)),
        };
        let http = match self.http {
            Some(client) => client,
            None => http_client(self.connect_timeout)?,
        };
        Ok(ApiClient(Arc::new(Shared {
            #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
            service: HttpService::new(http.clone(), &self.layers),
            http,
            parsed_base_url: parse(&base_url)?,
            base_url_as_given: parse(given)?,
            base_url,
            is_given: self.is_given,
            servers,
            credentials: self.credentials,
            allow_missing_credentials: self.allow_missing_credentials,
            timeout: self.timeout.or(own.then_some(TIMEOUT)),
            retry: self.retry,
            idempotency_header,
            #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
            limiter: self.rate_limit.map(Limiter::new),
            before: self.before,
            after: self.after,
            user_agent,
            max_body_bytes: self.max_body_bytes,
            max_event_bytes: self.max_event_bytes,
        })))
    }
}

impl fmt::Debug for ApiClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `build` refuses a URL with a password, but `Debug` can show it before that.
        let base_url = self.base_url.as_deref().map(|url| if url.contains('@') { "[secret]" } else { url });
        f.debug_struct("ClientBuilder")
            .field("base_url", &base_url)
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub fn http_client(connect_timeout: Duration) -> Result<reqwest::Client, BuildError> {
    let builder = reqwest::Client::builder().redirect(same_origin()).referer(false).connect_timeout(connect_timeout);
    builder.build().map_err(|error| BuildError::HttpClient(error.to_string()))
}

/// A browser follows redirects and limits the time to connect by its own rules.
#[cfg(target_arch = "wasm32")]
pub fn http_client(_: Duration) -> Result<reqwest::Client, BuildError> {
    reqwest::Client::builder().build().map_err(|error| BuildError::HttpClient(error.to_string()))
}

/// Follows a redirect only on the same host, so that no credential, in whatever header or parameter, leaves it. A
/// redirect to another host becomes the response.
#[cfg(not(target_arch = "wasm32"))]
fn same_origin() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        if attempt.previous().len() > MAX_REDIRECTS {
            return attempt.error("too many redirects");
        }
        let stays = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
        if stays { attempt.follow() } else { attempt.stop() }
    })
}

fn check_base_url(text: &str) -> Result<String, BuildError> {
    let invalid = |problem| BuildError::BaseUrl { problem };
    let url = Url::parse(text).map_err(|error| invalid(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("it must start with `http://` or `https://`".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it contains a user name or a password; set a credential instead".to_owned()));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it has a query or a fragment".to_owned()));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A setting from which no client can be built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The API declares no server, and no base URL is set.
    NoBaseUrl,
    /// The base URL is not valid.
    BaseUrl {
        /// The reason.
        problem: String,
    },
    /// The credential contains a character that is not allowed in a header.
    Credential {
        /// The security scheme of the credential.
        scheme: &'static str,
    },
    /// The name of the idempotency header is not a valid header name.
    IdempotencyHeader,
    /// The user agent contains a character that is not allowed in a header.
    UserAgent,
    /// The HTTP client could not be created, for example because the system has no usable TLS.
    HttpClient(String),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBaseUrl => f.write_str("no base URL is set, and the API declares no server"),
            Self::BaseUrl { problem } => write!(f, "the base URL is not valid: {problem}"),
            Self::Credential { scheme } => {
                write!(f, "the credential for `{scheme}` contains a character that cannot be sent")
            }
            Self::IdempotencyHeader => f.write_str("the name of the idempotency header is not a valid header name"),
            Self::UserAgent => f.write_str("the user agent contains a character that cannot be sent"),
            Self::HttpClient(message) => write!(f, "the HTTP client cannot be created: {message}"),
        }
    }
}

impl Error for BuildError {}
