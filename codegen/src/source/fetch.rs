//! Fetching of a document over HTTP, for `oasmith update`: bounded in size and time, and on the servers that the settings
//! name only.
//!
//! Source: RFC 9110, sections 13.1 (preconditions), 15.4 (redirects) and 10.2.3 (`Retry-After`).

mod failure;
mod proxy;

use std::io::Read as _;
use std::time::{Duration, Instant};

use ureq::http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use ureq::http::{HeaderValue, Response, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

use crate::location::Url;

pub(crate) use failure::{Failure, SOURCE as BROWSER, beginning};

/// How many redirects a request follows.
const MAX_REDIRECTS: usize = 10;

/// How many bytes of an unexpected response are read, to show its first characters.
const QUOTED: u64 = 400;

/// The limits of requests.
pub(crate) struct Policy {
    /// The URL of the document.
    pub(crate) source: Url,
    /// The value of the header `Authorization`.
    pub(crate) authorization: Option<String>,
    /// The other hosts to which the server may redirect.
    pub(crate) redirect_hosts: Vec<String>,
    /// The time limit for each file.
    pub(crate) timeout: Duration,
    /// The maximum size of a file, in bytes.
    pub(crate) bytes: u64,
}

/// The validators of a file from an earlier response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    /// The header `ETag`.
    pub(crate) etag: Option<String>,
    /// The header `Last-Modified`.
    pub(crate) last_modified: Option<String>,
}

/// A response with a file, or without one because the file has not changed.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// The URL after all redirects.
    pub(crate) url: Url,
    /// The bytes; `None` if the file has not changed.
    pub(crate) bytes: Option<Vec<u8>>,
    /// The validators of the response.
    pub(crate) validators: Validators,
    /// The status code and the media type, to describe the response.
    pub(crate) description: String,
}

/// A server of documents.
pub(crate) struct Server {
    /// The limits of requests to it.
    pub(crate) policy: Policy,
    /// The client, which keeps connections open for further files.
    agent: Agent,
}

impl Server {
    /// Returns the server of `policy.source`.
    pub(crate) fn new(policy: Policy) -> Self {
        // A company's proxy may have a certificate of its own, which only the platform knows.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .tls_config(tls)
            .user_agent(concat!("oasmith/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { policy, agent: Agent::new_with_config(config) }
    }

    /// Fetches the file at `url`, unless `known` is still valid.
    ///
    /// # Errors
    ///
    /// If the server has no such file, or does not send it within the bounds.
    pub(crate) fn fetch(&self, url: &Url, known: &Validators) -> Result<Fetched, Failure> {
        let deadline = Instant::now() + self.policy.timeout;
        let mut here = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.request(&here, known, deadline)?;
            let status = response.status();
            if !is_redirect(status) {
                return self.received(here, response, !known.is_empty());
            }
            here = self.redirected(&here, &response)?;
        }
        Err(Failure::new(
            url,
            format!("the server redirected the request more than {MAX_REDIRECTS} times"),
            "open the URL in a browser, and set `source` to the URL of the document itself",
        ))
    }

    /// Sends a request, and returns the response before its body.
    fn request(&self, url: &Url, known: &Validators, deadline: Instant) -> Result<Response<Body>, Failure> {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let request = self.agent.get(url.as_str()).config();
        let mut request = request.proxy(proxy::of(url)?).timeout_global(Some(left)).build();
        let valid = |name: HeaderName, text: &Option<String>| {
            let value = text.as_ref().and_then(|text| HeaderValue::from_str(text).ok());
            value.map(|value| (name, value))
        };
        let own = Some(&self.policy.authorization).filter(|_| self.may_authorize(url));
        let headers = [
            valid(IF_NONE_MATCH, &known.etag),
            valid(IF_MODIFIED_SINCE, &known.last_modified),
            own.and_then(|own| valid(AUTHORIZATION, own)),
        ];
        for (name, mut value) in headers.into_iter().flatten() {
            value.set_sensitive(name == AUTHORIZATION);
            request = request.header(name, value);
        }
        request.call().map_err(|error| Failure::of(url, error, self.policy.timeout))
    }

    /// Returns whether a request to `url` may have the credential: it goes to the server of `source`, and is encrypted.
    fn may_authorize(&self, url: &Url) -> bool {
        url.is_of_server(&self.policy.source) && (url.is_encrypted() || url.is_loopback())
    }

    /// Returns the URL to which a response redirects.
    fn redirected(&self, from: &Url, response: &Response<Body>) -> Result<Url, Failure> {
        let status = response.status();
        let location = text_of(response, &LOCATION).unwrap_or_default();
        let fail = |reason: String, help: &str| Err(Failure::new(from, reason, help));
        let to = match from.join(&location) {
            Ok(to) => to,
            Err(problem) => {
                return fail(format!("the server redirects ({status}) to a location that {problem}"), failure::SOURCE);
            }
        };
        if from.is_encrypted() && !to.is_encrypted() {
            return fail(format!("the server redirects ({status}) to {to}, which is not encrypted"), failure::SOURCE);
        }
        let is_known =
            to.is_of_server(&self.policy.source) || self.policy.redirect_hosts.iter().any(|host| to.is_at(host));
        if !is_known {
            let other = if to.host() == from.host() { "port" } else { "host" };
            let reason = format!("the server redirects ({status}) to {to}, on another {other}");
            let help = format!(
                "if you trust that host, set `fetch.redirect-hosts = [\"{}\"]`, or set `source` to that URL",
                to.host()
            );
            return fail(reason, &help);
        }
        Ok(to)
    }

    fn received(&self, url: Url, mut response: Response<Body>, is_conditional: bool) -> Result<Fetched, Failure> {
        let status = response.status();
        let description = description(&response);
        let validator = |name| text_of(&response, name).filter(|text| is_header_value(text));
        let validators = Validators { etag: validator(&ETAG), last_modified: validator(&LAST_MODIFIED) };
        if status == StatusCode::NOT_MODIFIED && is_conditional {
            return Ok(Fetched { url, bytes: None, validators, description });
        }
        if status != StatusCode::OK {
            let wait = text_of(&response, &RETRY_AFTER);
            let mut start = Vec::new();
            // Without a body, the status alone describes the response.
            let _ = response.body_mut().as_reader().take(QUOTED).read_to_end(&mut start);
            let description = format!("{description}{}", failure::beginning(&start));
            return Err(Failure::of_status(
                &url,
                status,
                &description,
                wait.as_deref(),
                self.policy.authorization.is_some(),
            ));
        }
        let bytes = self.body(&url, &mut response)?;
        Ok(Fetched { url, bytes: Some(bytes), validators, description })
    }

    fn body(&self, url: &Url, response: &mut Response<Body>) -> Result<Vec<u8>, Failure> {
        // The length of an encoded body is not that of the document.
        let is_encoded = response.headers().contains_key(CONTENT_ENCODING);
        let length =
            text_of(response, &CONTENT_LENGTH).filter(|_| !is_encoded).and_then(|text| text.parse::<u64>().ok());
        let too_large = || {
            let reason = format!("the document is larger than {} bytes", self.policy.bytes);
            Failure::new(url, reason, "if this is right, raise `bounds.bytes` in the settings")
        };
        if length.is_some_and(|length| length > self.policy.bytes) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        let body = response.body_mut().with_config().limit(u64::MAX).reader();
        match body.take(self.policy.bytes.saturating_add(1)).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > self.policy.bytes => Err(too_large()),
            Ok(_) => Ok(bytes),
            Err(error) => Err(Failure::of_body(url, error, (bytes.len() as u64, length), self.policy.timeout)),
        }
    }
}

impl Validators {
    /// Returns whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// Returns whether the lock file may have this text as the value of a header: it contains visible characters of ASCII and spaces.
pub(crate) fn is_header_value(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn text_of(response: &Response<Body>, name: &HeaderName) -> Option<String> {
    response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// Returns the status and the media type: `200 OK, text/html`.
fn description(response: &Response<Body>) -> String {
    let media_type = text_of(response, &CONTENT_TYPE).unwrap_or_else(|| "no media type".to_owned());
    format!("{}, {media_type}", response.status())
}
