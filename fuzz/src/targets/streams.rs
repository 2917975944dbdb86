//! Server-sent events and JSON lines, in any chunks.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame};
use serde_json::Value;

use super::reference;
use crate::mutate;
use crate::random::Random;
use crate::runtime::error::Endpoint;
use crate::runtime::{ApiClient, ApiClientBuilder, ByteStream, Events, JsonLines};

/// Two clients: one with the default limits, and one with small ones.
static CLIENTS: LazyLock<[ApiClient; 2]> = LazyLock::new(|| [usize::MAX, NARROW].map(client));
const NARROW: usize = 24;

fn client(limit: usize) -> ApiClient {
    let builder = ApiClientBuilder::new(Some("https://api.example"), "fuzz").max_event_bytes(limit);
    builder.build().expect("the URL is one")
}

const SEEDS: &[&str] = &[
    "data: {\"a\":1}\n\nevent: add\nid: 7\nretry: 250\ndata: [1,\ndata: 2]\n\n",
    ": comment\r\n\r\ndata: a\r\ndata:b\rdata\n\nevent:x\n\nid\ndata: null\n\ndata: [DONE]\n\ndata: 1\n\n",
    "\u{feff}data: \"é\u{1f469}\"\n\nretry: +5\nid: a\u{0}b\ndata\n\n",
    "{\"a\":1}\n[2]\r\n\"three\"\r4\n\n  null  \n\u{1e}{\"b\":\"\\u00e9\"}\n5",
];

const PARTS: &[&str] = &[
    "data",
    "data:",
    "data: ",
    "event",
    "event: ",
    "id: ",
    "retry: ",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    ":",
    " ",
    "{\"a\":",
    "1",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "null",
    "\u{1e}",
    "\u{feff}",
    "[DONE]",
    "é",
    "\u{0}",
    "18446744073709551616",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
];

pub(super) fn make(random: &mut Random) -> Vec<u8> {
    let mut input = random.pick(SEEDS).as_bytes().to_vec();
    if random.once_in(3) {
        input.clear();
    }
    for _ in 0..random.below(12) {
        let at = random.below(input.len() + 1);
        input.splice(at..at, random.pick(PARTS).bytes());
    }
    if random.once_in(3) {
        mutate::bytes(&mut input, random.pick(SEEDS).as_bytes(), random);
    }
    input
}

/// Inputs up to this length are also split into single bytes.
const SHORT: usize = 100;

/// A body in chunks.
struct Chunks(VecDeque<Bytes>);

impl Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|chunk| Ok(Frame::data(chunk))))
    }
}

/// Polls once a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

fn stream(chunks: &[Bytes], client: &ApiClient) -> ByteStream {
    let body = reqwest::Body::wrap(Chunks(chunks.iter().cloned().collect()));
    let response = reqwest::Response::from(http::Response::new(body));
    let (method, base_url) = (reqwest::Method::GET, "https://api.example".to_owned());
    let endpoint = Endpoint { method, base_url, path: "/".into() };
    now(ByteStream::of(response, client.clone(), endpoint)).and_then(Result::ok).expect("the body is there")
}

/// Returns everything that a stream yields, as text.
fn all<S: Stream<Item: Debug> + Unpin>(mut stream: S) -> Vec<String> {
    let mut items = Vec::new();
    let mut task = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(item)) = Pin::new(&mut stream).poll_next(&mut task) {
        items.push(format!("{item:?}"));
        assert!(items.len() < 1_000_000, "the stream never ends");
    }
    items
}

type Read = fn(ByteStream) -> Vec<String>;

const READS: [(&str, Read); 3] = [
    ("events of JSON", |bytes| all(Events::<Value>::json(bytes))),
    ("events of text", |bytes| all(Events::text(bytes))),
    ("lines of JSON", |bytes| all(JsonLines::<Value>::new(bytes))),
];

pub(super) fn check(input: &[u8]) -> Result<(), String> {
    let mut random = Random::of_bytes(input);
    let whole = [Bytes::copy_from_slice(input)];
    let mut cuts = vec![cut(input, &mut random)];
    if input.len() <= SHORT {
        cuts.push(input.iter().map(|byte| Bytes::copy_from_slice(&[*byte])).collect());
    }
    for (index, (name, read)) in READS.iter().enumerate() {
        for client in &*CLIENTS {
            let expected = read(stream(&whole, client));
            for chunks in &cuts {
                let found = read(stream(chunks, client));
                if found != expected {
                    return Err(format!("chunks of {name}: {found:?} is not {expected:?}"));
                }
            }
        }
        let found = read(stream(&whole, &CLIENTS[0]));
        let expected = match index {
            1 => reference::events(input),
            _ => continue,
        };
        if found != expected {
            return Err(format!("{name}: {found:?} is not {expected:?}"));
        }
    }
    Ok(())
}

/// Splits bytes into chunks of any length, including empty ones.
fn cut(mut rest: &[u8], random: &mut Random) -> Vec<Bytes> {
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(random.below(12).min(rest.len()));
        chunks.push(Bytes::copy_from_slice(chunk));
        rest = after;
    }
    chunks
}
