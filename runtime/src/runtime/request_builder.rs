//! The request builder: it assembles a request from the data of an operation.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde::Serialize;
use url::Url;

use crate::runtime::call::Call;
use crate::runtime::charset;
use crate::runtime::client::ApiClient;
use crate::runtime::credential::{Held, Requirement, Security, Tokens, cookies};
use crate::runtime::error::{Endpoint, Reason};
use crate::runtime::finite;
use crate::runtime::media_type::MediaType;
use crate::runtime::parameter::{self, Style};
use crate::runtime::path;
use crate::runtime::payload::{self, Payload, Raw, Whole};
use crate::runtime::percent::{self, Encode};
use crate::runtime::response::{Decoded, UndecodedResponse};
use crate::runtime::retry::{Retry, idempotency_key};
use crate::runtime::upload::Upload;

/// The usual number of headers of a request.
const HEADERS: usize = 8;

/// A request being built. The first error is kept until the call is sent.
#[derive(Clone)]
pub struct RequestBuilder {
    /// A clone, which shares everything, so that calls outlive the client's variable.
    pub client: ApiClient,
    method: Method,
    pub template: Cow<'static, str>,
    pub path: Vec<(&'static str, String)>,
    pub query: Vec<(&'static str, Vec<(String, String)>)>,
    /// Query parameters that the API does not describe, encoded.
    pub undescribed_query: Vec<(String, String)>,
    pub cookies: Vec<(&'static str, Vec<(String, String)>)>,
    pub headers: HeaderMap,
    pub body: Option<Arc<dyn Payload>>,
    server: Option<&'static str>,
    pub security: Security,
    pub timeout: Option<Duration>,
    pub retry: Retry,
    /// Whether the body of a response with this status code is streamed.
    pub open: Option<fn(u16) -> bool>,
    wrong: Option<Reason>,
}

/// Returns a method that has no constant in `http`.
pub fn method(name: &'static str) -> Method {
    // The generator checked that it is a token.
    Method::from_bytes(name.as_bytes()).unwrap_or_default()
}

/// Whether repeating a request has no further effect.
///
/// Source: RFC 9110, sections 9.2.2 and 16.1.1 (the registry of methods, which lists `QUERY` as idempotent).
pub fn is_idempotent(method: &Method) -> bool {
    method.is_idempotent() || method.as_str() == "QUERY"
}

impl RequestBuilder {
    /// Creates a request to the path `template`.
    pub fn new(client: &ApiClient, method: Method, template: &'static str) -> Self {
        Self::to(client, method, Cow::Borrowed(template))
    }

    /// Creates a request to the path `template`, which may be known only at run time.
    pub fn to(client: &ApiClient, method: Method, template: Cow<'static, str>) -> Self {
        let key = client.0.idempotency_header.clone().filter(|_| !is_idempotent(&method));
        let key = key.and_then(|name| Some((name, HeaderValue::try_from(idempotency_key()).ok()?)));
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.extend(key);
        Self {
            client: client.clone(),
            method,
            template,
            path: Vec::new(),
            query: Vec::new(),
            undescribed_query: Vec::new(),
            cookies: Vec::new(),
            headers,
            body: None,
            server: None,
            security: Security::Required(&[]),
            timeout: client.0.timeout,
            retry: client.0.retry,
            open: None,
            wrong: None,
        }
    }

    /// Sets a path parameter, or replaces it.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.path_in(name, value, Style::Simple, false)
    }

    /// Sets a path parameter with a `style`.
    pub fn path_in<T: Serialize + ?Sized>(self, name: &'static str, value: &T, style: Style, explode: bool) -> Self {
        self.path_as(name, value, style, explode, percent::encode)
    }

    /// Sets a path parameter with `allowReserved`.
    pub fn path_reserved<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Self {
        self.path_as(name, value, style, explode, percent::reserved_in_path)
    }

    fn path_as<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
        encode: Encode,
    ) -> Self {
        self.path.retain(|(set, _)| *set != name);
        match parameter::json(name, value) {
            Ok(json) => self.path.push((name, parameter::in_path(name, &json, style, explode, encode))),
            Err(reason) => self.refuse(reason),
        }
        self
    }

    /// Sets a query parameter, or replaces it.
    pub fn query<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.query_in(name, value, Style::Form, true)
    }

    /// Sets a query parameter with a `style`, or replaces it.
    pub fn query_in<T: Serialize + ?Sized>(self, name: &'static str, value: &T, style: Style, explode: bool) -> Self {
        self.query_as(name, value, style, explode, percent::encode)
    }

    /// Sets a query parameter with `allowReserved`, or replaces it.
    pub fn query_reserved<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Self {
        self.query_as(name, value, style, explode, percent::reserved_in_query)
    }

    fn query_as<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
        encode: Encode,
    ) -> Self {
        self.query.retain(|(set, _)| *set != name);
        match parameter::json(name, value) {
            Ok(json) => self.query.push((name, parameter::in_query(name, &json, style, explode, encode))),
            Err(reason) => self.refuse(reason),
        }
        self
    }

    /// Adds a query parameter that the API does not describe.
    pub fn query_param(mut self, name: &str, value: &str) -> Self {
        self.undescribed_query.push((percent::encode(name), percent::encode(value)));
        self
    }

    /// Sets a header that the API does not describe, or replaces one.
    pub fn undescribed_header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => drop(self.headers.insert(name, value)),
            _ => self.refuse(Reason::Header { name: name.to_owned().into() }),
        }
        self
    }

    /// Returns the text of a query parameter, if it is set to a single value.
    pub fn query_text(&self, name: &str) -> Option<String> {
        let (_, pairs) = self.query.iter().find(|(set, _)| *set == name)?;
        let [(_, value)] = pairs.as_slice() else { return None };
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// Sets a cookie, or replaces it.
    pub fn cookie<T: Serialize + ?Sized>(self, name: &'static str, value: &T, style: Style, explode: bool) -> Self {
        self.cookie_as(name, value, style, explode, percent::encode)
    }

    /// Sets a cookie with `allowReserved`, or replaces it.
    pub fn cookie_reserved<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Self {
        self.cookie_as(name, value, style, explode, percent::reserved_in_cookie)
    }

    fn cookie_as<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
        encode: Encode,
    ) -> Self {
        self.cookies.retain(|(set, _)| *set != name);
        match parameter::json(name, value) {
            Ok(json) if style == Style::Cookie => match parameter::in_cookie(name, &json, explode) {
                Some(pairs) => self.cookies.push((name, pairs)),
                None => {
                    let problem =
                        "it contains characters that a cookie must not contain; escape it as the API requires"
                            .to_owned();
                    return self.refused(Reason::Parameter { name, problem });
                }
            },
            Ok(json) => self.cookies.push((name, parameter::in_query(name, &json, style, explode, encode))),
            Err(reason) => self.refuse(reason),
        }
        self
    }

    /// Sets a header, or replaces it.
    pub fn header_field<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.header_in(name, value, Style::Simple, false)
    }

    /// Sets a header with a `style`, or replaces it.
    pub fn header_in<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Self {
        let text = parameter::json(name, value).map(|json| parameter::in_header(&json, style, explode));
        match (text, HeaderName::try_from(name)) {
            (Ok(None), Ok(header)) => drop(self.headers.remove(header)),
            (Ok(Some(text)), Ok(header)) => match HeaderValue::try_from(text) {
                Ok(value) => drop(self.headers.insert(header, value)),
                Err(_) => self.refuse(Reason::Header { name: name.into() }),
            },
            (Ok(_), Err(_)) => self.refuse(Reason::Header { name: name.into() }),
            (Err(reason), _) => self.refuse(reason),
        }
        self
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets a JSON body with another media type.
    pub fn json_as<T: Serialize + ?Sized>(self, media_type: &'static str, body: &T) -> Self {
        match finite::json(body) {
            Ok(bytes) => self.whole(media_type, bytes),
            Err(problem) => self.refused(Reason::Body(problem)),
        }
    }

    /// Sets a body of JSON values, one per line, or one per record of `application/json-seq` (RFC 7464).
    pub fn lines<T: Serialize>(self, media_type: &'static str, items: &[T]) -> Self {
        match payload::lines(items, is_of_records(media_type)) {
            Ok(bytes) => self.whole(media_type, bytes),
            Err(reason) => self.refused(reason),
        }
    }

    /// Sets a body of `name=value` pairs; `styles` are the properties with a style of their own.
    pub fn form<T: Serialize + ?Sized>(self, body: &T, styles: &[(Style, bool, &[&str])]) -> Self {
        self.form_reserved(body, styles, &[])
    }

    /// The same, with `allowReserved` for some properties.
    pub fn form_reserved<T: Serialize + ?Sized>(
        self,
        body: &T,
        styles: &[(Style, bool, &[&str])],
        reserved: &[&str],
    ) -> Self {
        match payload::form(body, styles, reserved) {
            Ok(text) => self.whole("application/x-www-form-urlencoded", text),
            Err(reason) => self.refused(reason),
        }
    }

    /// Sets a text body.
    pub fn text(self, media_type: &'static str, body: impl Into<String>) -> Self {
        match charset::encode(body.into(), media_type) {
            Ok(bytes) => self.whole(media_type, bytes),
            Err(problem) => self.refused(Reason::Body(problem)),
        }
    }

    /// Sets a body of one value as text, with bytes as base64.
    pub fn plain<T: Serialize + ?Sized>(self, media_type: &'static str, body: &T) -> Self {
        match payload::plain(body) {
            Ok(text) => self.text(media_type, text),
            Err(reason) => self.refused(reason),
        }
    }

    /// Sets a body of bytes.
    pub fn bytes(self, media_type: &'static str, body: impl Into<Upload>) -> Self {
        self.payload(Raw { media_type, upload: body.into() })
    }

    fn whole(self, media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        self.payload(Whole { media_type: HeaderValue::from_static(media_type), bytes: bytes.into() })
    }

    pub fn payload(mut self, payload: impl Payload + 'static) -> Self {
        self.body = Some(Arc::new(payload));
        self
    }

    /// Applies a change, for changes that depend on a value.
    pub fn with(self, change: impl FnOnce(Self) -> Self) -> Self {
        change(self)
    }

    /// Sets the server that the operation declares.
    pub fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// Sets the security requirement of the operation.
    pub fn security(mut self, requirement: Requirement) -> Self {
        self.security = Security::Required(requirement);
        self
    }

    /// Sets the header `Accept`, if the responses are not all JSON.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        match HeaderValue::from_str(media_types) {
            Ok(value) => drop(self.headers.insert(ACCEPT, value)),
            Err(_) => self.refuse(Reason::Header { name: "accept".into() }),
        }
        self
    }

    /// Sets the decoder of the response, and returns the call.
    pub fn decode<T, E>(self, decode: fn(&UndecodedResponse) -> Decoded<T, E>) -> Call<T, E> {
        Call::new(self, decode)
    }

    /// Sets the status codes whose bodies are streamed.
    pub fn open(mut self, statuses: fn(u16) -> bool) -> Self {
        self.open = Some(statuses);
        self
    }

    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Whether the request carries an idempotency key.
    pub fn has_idempotency_key(&self) -> bool {
        self.client.0.idempotency_header.as_ref().is_some_and(|name| self.headers.contains_key(name))
    }

    pub fn refuse(&mut self, reason: Reason) {
        self.wrong.get_or_insert(reason);
    }

    fn refused(mut self, reason: Reason) -> Self {
        self.refuse(reason);
        self
    }

    pub fn base_url(&self) -> Cow<'_, str> {
        self.client.0.base_url_of(self.server)
    }

    /// Returns the path template that the API describes, if it describes the endpoint.
    pub fn described_path(&self) -> Option<&'static str> {
        match self.template {
            Cow::Borrowed(template) => Some(template),
            Cow::Owned(_) => None,
        }
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint { method: self.method.clone(), base_url: self.base_url().into_owned(), path: self.template.clone() }
    }

    /// Returns the first error in the arguments.
    pub fn check(&self) -> Result<(), Reason> {
        self.wrong.clone().map_or(Ok(()), Err)
    }

    /// Builds the request; it can be built any number of times.
    pub fn request(&self, tokens: &Tokens) -> Result<reqwest::Request, Reason> {
        self.check()?;
        let shared = &self.client.0;
        let credentials: Vec<&Held> = match shared.credentials.choose(self.security) {
            Some(credentials) => credentials,
            None if shared.allow_missing_credentials => Vec::new(),
            None => return Err(Reason::Credential { schemes: spell(self.security) }),
        };
        let mut headers = self.headers.clone();
        for (name, value) in credentials.iter().filter_map(|held| held.header(tokens)) {
            headers.insert(name, value);
        }
        let own =
            self.cookies.iter().flat_map(|(_, pairs)| pairs.iter().map(|(name, value)| format!("{name}={value}")));
        // A header parameter of that name has cookies too.
        let of_header = headers.get(COOKIE).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
        if let Some(cookies) = cookies(&credentials, of_header.map(str::to_owned).into_iter().chain(own)) {
            headers.insert(COOKIE, cookies);
        }
        if let Some(user_agent) = &shared.user_agent {
            headers.entry(USER_AGENT).or_insert_with(|| user_agent.clone());
        }
        let keys = credentials.iter().filter_map(|held| held.credential.query());
        let keys = keys.map(|(name, key)| (percent::encode(name), percent::encode(key)));
        let pairs = self.query.iter().flat_map(|(_, pairs)| pairs).chain(&self.undescribed_query).cloned().chain(keys);
        let query = path::query(&self.template, &self.path, &pairs.collect::<Vec<_>>())?;

        let base = match self.server {
            None => shared.parsed_base_url.clone(),
            Some(_) => Url::parse(&self.base_url()).map_err(|error| Reason::Url(error.to_string()))?,
        };
        let url = url(base, &self.template, &self.path, &query)?;
        let mut request = reqwest::Request::new(self.method.clone(), url);
        *request.headers_mut() = headers;
        // A method that defines a body sends `Content-Length: 0` without one (RFC 9110, section 8.6).
        if self.body.is_none() && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        match &self.body {
            Some(body) => body.put_into(request, &shared.http),
            None => Ok(request),
        }
    }
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder").field("endpoint", &self.endpoint()).finish_non_exhaustive()
    }
}

/// Whether values of a media type are records (RFC 7464), not lines.
fn is_of_records(media_type: &str) -> bool {
    MediaType::parse(media_type).is_some_and(|it| it.subtype() == "json-seq" || it.suffix() == Some("json-seq"))
}

/// Formats the alternatives of a requirement for an error message.
fn spell(security: Security) -> String {
    let Security::Required(requirement) = security else { return String::new() };
    let each = |schemes: &&[&str]| schemes.iter().map(|scheme| format!("`{scheme}`")).collect::<Vec<_>>().join(" and ");
    requirement.iter().map(each).collect::<Vec<_>>().join(", or ")
}

/// Returns the URL of a request, or an error if parsing would change its path.
fn url(mut url: Url, template: &str, values: &[(&'static str, String)], query: &str) -> Result<Url, Reason> {
    let path = path::fill(template, values)?;
    match url.path() {
        "/" => url.set_path(&path),
        base => url.set_path(&format!("{base}{path}")),
    }
    if !query.is_empty() {
        url.set_query(Some(query));
    }
    if !url.path().ends_with(&path) {
        return Err(Reason::Url("URL parsing would change its path".to_owned()));
    }
    Ok(url)
}
