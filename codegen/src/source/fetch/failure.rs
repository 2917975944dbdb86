//! The reasons why a document can't be fetched, each with advice.

use std::io;
use std::net::ToSocketAddrs as _;
use std::time::Duration;

use ureq::Error;
use ureq::http::StatusCode;

use crate::location::Url;

pub(crate) const SOURCE: &str = "open the URL in a browser, and set `source` to the URL of the document itself";
const LATER: &str = "run `oasmith update` again later";
const NETWORK: &str = "check the URL and the network; oasmith uses the proxy that `HTTPS_PROXY` or `ALL_PROXY` names, \
                       except for the hosts of `NO_PROXY`";

/// How many characters of a response are shown.
const SHOWN: usize = 80;

/// A failed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The URL without its query, and the failure.
    pub(crate) reason: String,
    /// Advice.
    pub(crate) help: String,
}

impl Failure {
    pub(super) fn new(url: &Url, reason: impl std::fmt::Display, help: impl Into<String>) -> Self {
        Self { reason: format!("{url}: {reason}"), help: help.into() }
    }

    /// Returns the failure of a request without a response.
    pub(super) fn of(url: &Url, error: Error, limit: Duration) -> Self {
        let (host, port) = (url.host(), url.port());
        let of_tls = |error: &dyn std::fmt::Display| {
            let help = "if a proxy or a company's authority issues the certificate, add the authority to the certificates of this \
                        system";
            Self::new(url, format!("TLS with `{host}` failed: {error}"), help)
        };
        match error {
            Error::HostNotFound => Self::new(url, format!("DNS has no address for the host `{host}`"), NETWORK),
            Error::Timeout(_) => Self::too_slow(url, limit),
            // The platform's verifier refuses a certificate within the handshake.
            Error::Io(error) if url.is_encrypted() && error.kind() == io::ErrorKind::InvalidData => of_tls(&error),
            Error::Rustls(error) => of_tls(&error),
            Error::Tls(error) => of_tls(&error),
            Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => Self::too_slow(url, limit),
            Error::Io(_) if is_without_address(url) => Self::of(url, Error::HostNotFound, limit),
            Error::Io(error) => Self::new(url, format!("no connection to `{host}:{port}`: {error}"), NETWORK),
            Error::ConnectionFailed => Self::new(url, format!("no connection to `{host}:{port}`"), NETWORK),
            // The text of the proxy's response may contain anything.
            Error::ConnectProxyFailed(_) => {
                Self::new(url, format!("the proxy refuses a connection to `{host}:{port}`"), NETWORK)
            }
            Error::LargeResponseHeader(size, most) => {
                Self::new(url, format!("the headers of the response have {size} bytes, more than {most}"), SOURCE)
            }
            Error::Protocol(error) => Self::new(url, format!("the response is not HTTP: {error}"), SOURCE),
            error => Self::new(url, format!("the request failed: {error}"), NETWORK),
        }
    }

    /// Returns the failure of a body, of which `received` bytes of `length` arrived.
    pub(super) fn of_body(url: &Url, error: io::Error, received: (u64, Option<u64>), limit: Duration) -> Self {
        let (received, length) = received;
        match Error::from(error) {
            error @ Error::Timeout(_) => Self::of(url, error, limit),
            error => {
                let of = length.map(|length| format!(" of {length}")).unwrap_or_default();
                let reason = format!("the response is truncated: it ended after {received}{of} bytes ({error})");
                Self::new(url, reason, LATER)
            }
        }
    }

    /// Returns the failure of a response with another status than the expected ones.
    pub(super) fn of_status(
        url: &Url,
        status: StatusCode,
        description: &str,
        wait: Option<&str>,
        is_authorized: bool,
    ) -> Self {
        let wait = wait.map(|it| format!("; it asks to wait (`Retry-After: {}`)", quoted(it))).unwrap_or_default();
        match status.as_u16() {
            404 | 410 => Self::new(
                url,
                format!("the server has no such document ({description})"),
                "correct `source` in the settings",
            ),
            401 | 403 => Self::new(
                url,
                format!("the server refuses access ({description})"),
                match is_authorized {
                    true => "check the value of the environment variable that `fetch.authorization` names",
                    false => "set `fetch.authorization` to the name of an environment variable with the header's value",
                },
            ),
            429 => Self::new(url, format!("the server received too many requests ({description}){wait}"), LATER),
            500.. => Self::new(url, format!("the server failed ({description}){wait}"), LATER),
            304 => Self::new(
                url,
                format!("the server compares with a version that oasmith did not name ({description})"),
                LATER,
            ),
            _ => Self::new(url, format!("the server did not send a document ({description})"), SOURCE),
        }
    }

    fn too_slow(url: &Url, limit: Duration) -> Self {
        let reason = format!("the server did not send the document within {} s", limit.as_secs());
        Self::new(url, reason, "run `oasmith update` again later, or raise `fetch.timeout` in the settings")
    }
}

/// Returns whether DNS has no address for the host: the error of a failed look-up has no kind of its own.
fn is_without_address(url: &Url) -> bool {
    let is_direct = matches!(super::proxy::of(url), Ok(None));
    is_direct && (url.host(), url.port()).to_socket_addrs().is_err()
}

/// Returns the part of a sentence that quotes the first bytes of a body.
pub(crate) fn beginning(bytes: &[u8]) -> String {
    let text = quoted(&String::from_utf8_lossy(bytes));
    if text.is_empty() { ", without a body".to_owned() } else { format!(", beginning with `{text}`") }
}

/// Returns the first characters of a text on one line.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
