//! The client: what all calls share, and how it is set up.

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
#[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
use crate::runtime::rate_limit::{RateLimit, Turns};
use crate::runtime::retry::Retry;
use crate::runtime::token::{Provided, TokenProvider};

pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(60);
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;
const MAX_EVENT_BYTES: usize = 1024 * 1024;
#[cfg(not(target_arch = "wasm32"))]
const MAX_REDIRECTS: usize = 10;

/// A client of the API. Cheap to clone: clones share connections and settings.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    /// Without a slash at its end.
    pub(crate) base_url: String,
    /// The same, parsed: most of the work of making a request's URL.
    pub(crate) parsed_base_url: Url,
    /// The same as it was set: with the slash at its end that tells a folder from a file.
    base_url_as_given: Url,
    /// Whether the base URL was given, rather than taken from the document.
    is_given: bool,
    /// What was given for servers that operations have of their own.
    servers: BTreeMap<String, String>,
    pub(crate) credentials: Credentials,
    pub(crate) credentials_elsewhere: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Retry,
    pub(crate) idempotency_header: Option<HeaderName>,
    #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
    pub(crate) turns: Option<Turns>,
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) max_body_bytes: usize,
    pub(crate) max_event_bytes: usize,
    pub(crate) before: Vec<Before>,
    pub(crate) after: Vec<After>,
}

/// What is done with a request before it is sent.
pub(crate) type Before = Arc<dyn Fn(&mut reqwest::Request) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync>;

/// What is done when an answer begins.
pub(crate) type After = Arc<dyn Fn(StatusCode, &HeaderMap) + Send + Sync>;

impl Shared {
    /// The URL that the path of an operation is added to that has this server of its own.
    pub(crate) fn base_url_of(&self, server: Option<&str>) -> Cow<'_, str> {
        let base = Cow::Borrowed(self.base_url.as_str());
        match server {
            None => base,
            Some(server) if self.servers.contains_key(server) => Cow::Borrowed(self.servers[server].as_str()),
            // RFC 3986, section 5.2, as OpenAPI has it (3.0.4, section 4.6).
            Some(relative) if !relative.contains("://") => match self.base_url_as_given.join(relative) {
                Ok(url) => Cow::Owned(url.as_str().trim_end_matches('/').to_owned()),
                Err(_) => base,
            },
            Some(_) if self.is_given => base,
            Some(server) => Cow::Owned(server.trim_end_matches('/').to_owned()),
        }
    }
}

impl Client {
    /// The URL that paths are added to.
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }
}

/// Shows where it sends to, and of credentials only which are set.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .field("credentials", &self.0.credentials)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Client`].
#[derive(Clone)]
#[must_use = "a builder makes nothing until `build` is called"]
pub struct ClientBuilder {
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
    max_body_bytes: usize,
    max_event_bytes: usize,
    credentials: Credentials,
    credentials_elsewhere: bool,
    http: Option<reqwest::Client>,
}

impl ClientBuilder {
    /// A builder for the API at `base_url`, which calls itself `user_agent`.
    pub(crate) fn new(base_url: Option<&str>, user_agent: &'static str) -> Self {
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
            max_body_bytes: MAX_BODY_BYTES,
            max_event_bytes: MAX_EVENT_BYTES,
            credentials: Credentials::default(),
            credentials_elsewhere: false,
            http: None,
        }
    }

    /// The URL that paths are added to: `http` or `https`, with or without a path of its own. It takes the place of
    /// every server that the API names, also of those that single operations have of their own; relative ones are resolved
    /// against it.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.is_given = true;
        self
    }

    /// Sends to `url` what the API sends to `server`, which single operations have of their own.
    pub fn server(mut self, server: impl Into<String>, url: impl Into<String>) -> Self {
        self.servers.insert(server.into(), url.into());
        self
    }

    /// What the client calls itself in the header `User-Agent`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// How long making a connection may take; 10 seconds unless set. An own [`http_client`](Self::http_client)
    /// keeps its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a whole call may take, until its answer is read; 60 seconds unless set. An own
    /// [`http_client`](Self::http_client) keeps its own unless this is set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// When calls are tried again; never unless set.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How many requests are sent at the most; any number unless set. Waiting for a turn counts as part of the call.
    #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// The header in which requests whose method is not idempotent get a random key, the same for each try, by which
    /// the server tells that it has seen one already. Only for servers that document it.
    pub fn idempotency_header(mut self, name: impl Into<String>) -> Self {
        self.idempotency_header = Some(name.into());
        self
    }

    /// Looks at each request just before it is sent, each time it is, and may change it: to sign it, or to add a header.
    /// An error is told as `Error::NotSent`.
    pub fn on_request<F>(mut self, hook: F) -> Self
    where
        F: Fn(&mut reqwest::Request) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync + 'static,
    {
        self.before.push(Arc::new(hook));
        self
    }

    /// Looks at the status and the headers of each answer, each time one begins.
    pub fn on_response(mut self, hook: impl Fn(StatusCode, &HeaderMap) + Send + Sync + 'static) -> Self {
        self.after.push(Arc::new(hook));
        self
    }

    /// The largest body of an answer that is read, in bytes; 64 MiB unless set.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// The longest line, and the largest event, of a body that is read as it arrives, in bytes; 1 MiB unless set. The body
    /// itself has no limit.
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.max_event_bytes = bytes;
        self
    }

    /// Sends through `client`, with its connection pool, proxies, TLS and redirect policy.
    ///
    /// Its redirect policy matters: `reqwest` takes the header `Authorization` off a request that a redirect leads
    /// to another host, but no header or query parameter of another name. Where a credential travels in one of
    /// those, give the client a policy that stays on the host; the client made here does.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Sends operations that need a credential even where none is set, as when a proxy adds it. Otherwise such a
    /// call fails before it is sent.
    pub fn credentials_elsewhere(mut self) -> Self {
        self.credentials_elsewhere = true;
        self
    }

    pub(crate) fn token_provider(self, scheme: &'static str, provider: impl TokenProvider + 'static) -> Self {
        self.credential(scheme, Credential::Provided(Arc::new(Provided::new(provider))))
    }

    pub(crate) fn credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.credentials.set(scheme, credential);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`BuildError`], where a setting can't be used.
    pub fn build(self) -> Result<Client, BuildError> {
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
        Ok(Client(Arc::new(Shared {
            http,
            parsed_base_url: parse(&base_url)?,
            base_url_as_given: parse(given)?,
            base_url,
            is_given: self.is_given,
            servers,
            credentials: self.credentials,
            credentials_elsewhere: self.credentials_elsewhere,
            timeout: self.timeout.or(own.then_some(TIMEOUT)),
            retry: self.retry,
            idempotency_header,
            #[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
            turns: self.rate_limit.map(Turns::new),
            before: self.before,
            after: self.after,
            user_agent,
            max_body_bytes: self.max_body_bytes,
            max_event_bytes: self.max_event_bytes,
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One that holds a password is refused, but only when the client is made.
        let base_url = self.base_url.as_deref().map(|url| if url.contains('@') { "[secret]" } else { url });
        f.debug_struct("ClientBuilder")
            .field("base_url", &base_url)
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn http_client(connect_timeout: Duration) -> Result<reqwest::Client, BuildError> {
    let builder = reqwest::Client::builder().redirect(same_origin()).referer(false).connect_timeout(connect_timeout);
    builder.build().map_err(|error| BuildError::HttpClient(error.to_string()))
}

/// A browser follows redirects and limits connecting by its own rules.
#[cfg(target_arch = "wasm32")]
pub(crate) fn http_client(_: Duration) -> Result<reqwest::Client, BuildError> {
    reqwest::Client::builder().build().map_err(|error| BuildError::HttpClient(error.to_string()))
}

/// Follows a redirect only where it stays with the server that was asked, so that no credential, in whatever
/// header or parameter, leaves it. Otherwise the redirect itself is the answer.
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
        return Err(invalid("it has to start with `http://` or `https://`".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it holds a user name or a password; set a credential instead".to_owned()));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it has a query or a fragment".to_owned()));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A setting that can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The API has no server of its own: a base URL has to be set.
    NoBaseUrl,
    /// The base URL can't be used.
    BaseUrl {
        /// Why not.
        problem: String,
    },
    /// The credential can't be put into a request: it holds a character that no header may hold.
    Credential {
        /// The security scheme that it is for.
        scheme: &'static str,
    },
    /// The idempotency header has a name that no header may have.
    IdempotencyHeader,
    /// The user agent holds a character that no header may hold.
    UserAgent,
    /// The HTTP client could not be made, as when the system has no usable TLS.
    HttpClient(String),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBaseUrl => f.write_str("no base URL is set, and the API names none"),
            Self::BaseUrl { problem } => write!(f, "the base URL can't be used: {problem}"),
            Self::Credential { scheme } => {
                write!(f, "the credential for `{scheme}` holds a character that can't be sent")
            }
            Self::IdempotencyHeader => f.write_str("no header can have the name given for idempotency keys"),
            Self::UserAgent => f.write_str("the user agent holds a character that can't be sent"),
            Self::HttpClient(message) => write!(f, "the HTTP client can't be made: {message}"),
        }
    }
}

impl Error for BuildError {}
