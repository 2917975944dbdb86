//! One call: put together from an operation's data, sent, and decoded.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde::Serialize;
use url::Url;

use crate::runtime::client::Client;
use crate::runtime::credential::{Credentials, Requirement, cookies};
use crate::runtime::error::{
    Answer, ApiError, Endpoint, Error, NotSentError, Reason, TransportError, UndecodableBody, UnexpectedStatus,
};
use crate::runtime::parameter::{self, Style};
use crate::runtime::path;
use crate::runtime::reply::{Outcome, Problem, Reply, Response};

const EXCERPT_CHARS: usize = 1_000;

/// A request that is being put together. The first thing wrong with it is kept until it is sent.
pub struct Draft<'c> {
    client: &'c Client,
    method: Method,
    template: &'static str,
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, Vec<(String, String)>)>,
    headers: HeaderMap,
    body: Option<Bytes>,
    security: Requirement,
    timeout: Option<Duration>,
    wrong: Option<Reason>,
}

impl<'c> Draft<'c> {
    /// A request of `client` to the resource that `template` names.
    pub(crate) fn new(client: &'c Client, method: Method, template: &'static str) -> Self {
        Self {
            client,
            method,
            template,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]),
            body: None,
            security: &[],
            timeout: client.0.timeout,
            wrong: None,
        }
    }

    /// The value of a path parameter.
    pub(crate) fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.path_in(name, value, Style::Simple, false)
    }

    /// The value of a path parameter in a style of its own.
    pub(crate) fn path_in<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Self {
        match parameter::parts(name, value) {
            Ok(parts) => self.path.push((name, parameter::in_path(name, parts, style, explode))),
            Err(reason) => self.refuse(reason),
        }
        self
    }

    /// The value of a query parameter; one set before is replaced.
    pub(crate) fn query<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.query_in(name, value, Style::Form, true)
    }

    /// The value of a query parameter in a style of its own; one set before is replaced.
    pub(crate) fn query_in<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Self {
        self.query.retain(|(set, _)| *set != name);
        match parameter::parts(name, value) {
            Ok(parts) => self.query.push((name, parameter::in_query(name, parts, style, explode))),
            Err(reason) => self.refuse(reason),
        }
        self
    }

    /// The value of a header; one set before is replaced.
    pub(crate) fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.header_in(name, value, false)
    }

    /// The value of a header, with or without `explode`; one set before is replaced.
    pub(crate) fn header_in<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T, explode: bool) -> Self {
        let text = parameter::parts(name, value).map(|parts| parameter::in_header(parts, explode));
        match (text, HeaderName::try_from(name)) {
            (Ok(None), _) => {}
            (Ok(Some(text)), Ok(header)) => match HeaderValue::try_from(text) {
                Ok(value) => drop(self.headers.insert(header, value)),
                Err(_) => self.refuse(Reason::Header { name }),
            },
            (Ok(_), Err(_)) => self.refuse(Reason::Header { name }),
            (Err(reason), _) => self.refuse(reason),
        }
        self
    }

    /// A JSON body.
    pub(crate) fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// A JSON body that is sent as another media type.
    pub(crate) fn json_as<T: Serialize + ?Sized>(mut self, media_type: &'static str, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => {
                self.body = Some(bytes.into());
                self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            }
            Err(error) => self.refuse(Reason::Body(error.to_string())),
        }
        self
    }

    /// The credentials the operation needs: alternatives, each of security schemes that are needed together.
    pub(crate) fn security(mut self, requirement: Requirement) -> Self {
        self.security = requirement;
        self
    }

    /// The media types the operation's answers have, where not all of them are JSON.
    pub(crate) fn accept(mut self, media_types: &'static str) -> Self {
        self.headers.insert(ACCEPT, HeaderValue::from_static(media_types));
        self
    }

    /// How the answer is decoded.
    pub(crate) fn decode<T, E>(self, decode: fn(&Reply) -> Outcome<T, E>) -> Call<'c, T, E> {
        Call { draft: self, decode }
    }

    fn refuse(&mut self, reason: Reason) {
        self.wrong.get_or_insert(reason);
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint { method: self.method.clone(), base_url: self.client.0.base_url.clone(), path: self.template }
    }

    fn into_request(mut self) -> Result<reqwest::Request, Reason> {
        if let Some(reason) = self.wrong.take() {
            return Err(reason);
        }
        let shared = &self.client.0;
        let credentials = match shared.credentials.choose(self.security) {
            Some(credentials) => credentials,
            None if shared.credentials_elsewhere => Vec::new(),
            None => return Err(Reason::Credential { schemes: spell(self.security) }),
        };
        let mut headers = std::mem::take(&mut self.headers);
        for (name, value) in credentials.iter().filter_map(|credential| credential.header()) {
            headers.insert(name, value);
        }
        if let Some(cookies) = cookies(&credentials) {
            headers.insert(COOKIE, cookies);
        }
        if let Some(user_agent) = &shared.user_agent {
            headers.entry(USER_AGENT).or_insert_with(|| user_agent.clone());
        }
        let keys = credentials.iter().filter_map(|credential| credential.query());
        let keys = keys.map(|(name, key)| (parameter::encode(name), parameter::encode(key)));
        let pairs = self.query.iter().flat_map(|(_, pairs)| pairs.iter().cloned()).chain(keys);
        let query = pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");

        let mut request = reqwest::Request::new(self.method, url(&shared.base_url, self.template, &self.path, &query)?);
        *request.headers_mut() = headers;
        *request.timeout_mut() = self.timeout;
        // A method that is meant to have a body says so where it has none (RFC 9110, section 8.6).
        if self.body.is_none() && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.body_mut() = self.body.map(Into::into);
        Ok(request)
    }

    async fn send(self) -> Result<(Reply, Endpoint), Failure> {
        let endpoint = self.endpoint();
        let client = self.client;
        let request = match self.into_request() {
            Ok(request) => request,
            Err(reason) => return Err(Failure::NotSent(NotSentError { endpoint, reason })),
        };
        match exchange(client, request).await {
            Ok(reply) => Ok((reply, endpoint)),
            Err(broken) => Err(broken.at(endpoint, client)),
        }
    }
}

impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("endpoint", &self.endpoint()).finish_non_exhaustive()
    }
}

/// The alternatives of a requirement, for a person to read.
fn spell(requirement: Requirement) -> String {
    let each = |schemes: &&[&str]| schemes.iter().map(|scheme| format!("`{scheme}`")).collect::<Vec<_>>().join(" and ");
    requirement.iter().map(each).collect::<Vec<_>>().join(", or ")
}

/// The URL of a request, which parses to exactly the path that was put together, or is refused.
fn url(base: &str, template: &str, values: &[(&'static str, String)], query: &str) -> Result<Url, Reason> {
    let path = path::fill(template, values)?;
    let mut text = format!("{base}{path}");
    if !query.is_empty() {
        text.push('?');
        text.push_str(query);
    }
    let url = Url::parse(&text).map_err(|error| Reason::Url(error.to_string()))?;
    if !url.path().ends_with(&path) {
        return Err(Reason::Url("its path would be read as another".to_owned()));
    }
    Ok(url)
}

/// How an exchange broke.
enum Broken {
    Http(reqwest::Error),
    TooLarge(usize),
}

/// A failure without a reply, whatever the operation.
enum Failure {
    NotSent(NotSentError),
    Connect(TransportError),
    Timeout(TransportError),
    Transport(TransportError),
}

impl Broken {
    fn at(self, endpoint: Endpoint, client: &Client) -> Failure {
        let error = match self {
            Self::Http(error) => error.without_url(),
            Self::TooLarge(limit) => {
                let message = format!("the answer's body is larger than the {limit} bytes allowed");
                return Failure::Transport(TransportError { endpoint, message, cause: None });
            }
        };
        let (timeout, connect) = (error.is_timeout(), error.is_connect());
        let message = client.0.credentials.redact(chain(&error));
        let error = TransportError { endpoint, message, cause: Some(error) };
        match (connect, timeout) {
            (_, true) => Failure::Timeout(error),
            (true, false) => Failure::Connect(error),
            (false, false) => Failure::Transport(error),
        }
    }
}

/// What an error says, and what lies beneath it, without what one level says again.
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

async fn exchange(client: &Client, request: reqwest::Request) -> Result<Reply, Broken> {
    let mut response = client.0.http.execute(request).await.map_err(Broken::Http)?;
    let limit = client.0.max_body_bytes;
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(Broken::Http)? {
        if body.len() + chunk.len() > limit {
            return Err(Broken::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    let headers = std::mem::take(response.headers_mut());
    Ok(Reply { status: response.status(), headers, bytes: body.freeze() })
}

/// A call that is ready to be sent: `.await` it. `T` is what the API describes for success, `E` for failure.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<'c, T, E> {
    draft: Draft<'c>,
    decode: fn(&Reply) -> Outcome<T, E>,
}

impl<'c, T, E> Call<'c, T, E> {
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

/// The start of a body, for a person to read on one line, without secrets.
fn excerpt(bytes: &[u8], credentials: &Credentials) -> String {
    if bytes.is_empty() {
        return "no body".to_owned();
    }
    // Secrets go before the text is cut, lest the cut leaves the head of one.
    let start = &bytes[..bytes.len().min(4 * EXCERPT_CHARS + credentials.longest())];
    let text = credentials.redact(String::from_utf8_lossy(start).into_owned());
    let mut words = String::new();
    for character in text.chars().take(EXCERPT_CHARS) {
        match character {
            '\n' | '\r' | '\t' => words.push(' '),
            control if control.is_control() => words.extend(control.escape_unicode()),
            other => words.push(other),
        }
    }
    if text.chars().nth(EXCERPT_CHARS).is_some() || start.len() < bytes.len() {
        words.push_str(" …");
    }
    words
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
