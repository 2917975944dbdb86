//! Sending a request and reading what arrives, whatever the operation.

use bytes::BytesMut;

use crate::runtime::client::Client;
use crate::runtime::credential::Credentials;
use crate::runtime::draft::Draft;
use crate::runtime::error::{Endpoint, NotSentError, TransportError};
use crate::runtime::reply::Reply;

const EXCERPT_CHARS: usize = 1_000;

impl Draft<'_> {
    pub(crate) async fn send(self) -> Result<(Reply, Endpoint), Failure> {
        let endpoint = self.endpoint();
        let client = self.client;
        let request = match self.request() {
            Ok(request) => request,
            Err(reason) => return Err(Failure::NotSent(NotSentError { endpoint, reason })),
        };
        match exchange(client, request).await {
            Ok(reply) => Ok((reply, endpoint)),
            Err(broken) => Err(broken.at(endpoint, client)),
        }
    }
}

/// How an exchange broke.
enum Broken {
    Http(reqwest::Error),
    TooLarge(usize),
}

/// A failure without a reply, whatever the operation.
pub(crate) enum Failure {
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
/// The start of a body, for a person to read on one line, without secrets.
pub(crate) fn excerpt(bytes: &[u8], credentials: &Credentials) -> String {
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
