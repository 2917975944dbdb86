//! Streamed bodies of many values: server-sent events, and JSON values one per line or record.
//!
//! Source: HTML Living Standard, section 9.2 (server-sent events).

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::BytesMut;
use futures_core::Stream;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::runtime::decode_error::DecodeError;
use crate::runtime::json_sequence::Texts;
use crate::runtime::scalar::{As, Reads};
use crate::runtime::stream::{ByteStream, StreamError};

/// The data that ends the streams of many APIs.
const DONE: &str = "[DONE]";

type Decode<T> = fn(&str) -> Result<T, DecodeError>;

/// The value that an event becomes.
enum Item {
    /// The data: text that `decode` reads.
    Data,
    /// JSON of an object with the name and the data. The data of events with these names is text if `is_text`, and that of
    /// others JSON; or the reverse.
    Named { names: &'static [&'static str], is_text: bool },
}

impl Item {
    /// Returns the text to decode; `None` at the end of the stream.
    fn text<'e>(&self, event: &'e Event<String>) -> Option<Cow<'e, str>> {
        let Self::Named { names, is_text } = self else { return Some(Cow::Borrowed(&event.data)) };
        let is_text = names.contains(&event.event.as_str()) == *is_text;
        if !is_text && event.data == DONE {
            return None;
        }
        let is_json = !is_text && serde_json::from_str::<IgnoredAny>(&event.data).is_ok();
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let data = if is_json { Cow::Borrowed(event.data.as_str()) } else { Cow::Owned(quoted(&event.data)) };
        Some(Cow::Owned(format!("{{\"event\":{},\"data\":{data}}}", quoted(&event.event))))
    }
}

/// A stream of server-sent events, with decoded data. Drop it to stop. A stream of JSON also ends at an event with the
/// data `[DONE]`.
pub struct Events<T> {
    bytes: ByteStream,
    lines: Lines,
    parser: Parser,
    item: Item,
    decode: Decode<T>,
    is_done: bool,
}

/// A server-sent event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The event type; `message` by default.
    pub event: String,
    /// The last event id that the server sent.
    pub id: String,
    /// How long the server asks to wait before reconnecting.
    pub retry: Option<Duration>,
    /// The decoded data.
    pub data: T,
}

/// A stream of JSON values, one per line, or one per record of `application/json-seq`. Drop it to stop.
pub struct JsonLines<T> {
    bytes: ByteStream,
    lines: Lines,
    texts: Texts,
    decode: Decode<T>,
    is_done: bool,
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| DecodeError::json(&error, text.as_bytes()))
}

/// Decodes JSON, or else the text as a string, unless it ends a stream of JSON.
fn json_or_text<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    json(text).or_else(|error| match text {
        DONE => Err(error),
        text => serde_json::from_value(text.into()).map_err(|_| error),
    })
}

impl<T: DeserializeOwned> Events<T> {
    /// Creates a stream of events with JSON data.
    #[doc(hidden)]
    pub fn json(bytes: ByteStream) -> Self {
        Self::new(bytes, json)
    }

    /// Creates a stream of events with data that is JSON or text.
    pub(crate) fn any(bytes: ByteStream) -> Self {
        Self::new(bytes, json_or_text)
    }

    /// Creates a stream of events that are decoded from objects with the properties `event` and `data`. The data of events
    /// with the names `of_text` is text, and that of others JSON.
    #[doc(hidden)]
    pub fn named(bytes: ByteStream, of_text: &'static [&'static str]) -> Self {
        Self { item: Item::Named { names: of_text, is_text: true }, ..Self::new(bytes, json) }
    }

    /// Creates a stream of events that are decoded from objects with the properties `event` and `data`. The data of events
    /// with the names `of_json` is JSON, and that of others text.
    #[doc(hidden)]
    pub fn named_text(bytes: ByteStream, of_json: &'static [&'static str]) -> Self {
        Self { item: Item::Named { names: of_json, is_text: false }, ..Self::new(bytes, json) }
    }
}

impl Events<String> {
    /// Creates a stream of events with text data.
    #[doc(hidden)]
    pub fn text(bytes: ByteStream) -> Self {
        Self::new(bytes, |text| Ok(text.to_owned()))
    }
}

impl<T> Events<T> {
    fn new(bytes: ByteStream, decode: Decode<T>) -> Self {
        Self { bytes, lines: Lines::default(), parser: Parser::default(), item: Item::Data, decode, is_done: false }
    }

    /// Returns the next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task)).await
    }
}

impl<T: DeserializeOwned> JsonLines<T> {
    #[doc(hidden)]
    pub fn new(bytes: ByteStream) -> Self {
        Self { bytes, lines: Lines::default(), texts: Texts::default(), decode: json, is_done: false }
    }
}

impl<T> Events<T> {
    /// Creates a stream of events, whose data `H` deserializes.
    #[doc(hidden)]
    pub fn treated<H: for<'de> Reads<'de, T>>(bytes: ByteStream) -> Self {
        Self::new(bytes, |text| json::<As<T, H>>(text).map(|data| data.0))
    }
}

impl<T> JsonLines<T> {
    /// Creates a stream of values, which `H` deserializes.
    #[doc(hidden)]
    pub fn treated<H: for<'de> Reads<'de, T>>(bytes: ByteStream) -> Self {
        let decode: Decode<T> = |text| json::<As<T, H>>(text).map(|data| data.0);
        Self { bytes, lines: Lines::default(), texts: Texts::default(), decode, is_done: false }
    }
}

impl<T> JsonLines<T> {
    /// Returns the next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task)).await
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while !this.is_done {
            let Some(line) = this.lines.next() else {
                let limit = this.bytes.max_event_bytes();
                if this.lines.is_too_long {
                    this.is_done = true;
                    return Poll::Ready(Some(Err(this.bytes.too_large())));
                }
                match Pin::new(&mut this.bytes).poll_next(task) {
                    Poll::Pending => return Poll::Pending,
                    // Without an empty line after it, the last event is not complete, and is dropped.
                    Poll::Ready(None) => break,
                    Poll::Ready(Some(Ok(bytes))) => this.lines.push(&bytes, limit),
                    Poll::Ready(Some(Err(error))) => {
                        this.is_done = true;
                        return Poll::Ready(Some(Err(StreamError::Transport(error))));
                    }
                }
                continue;
            };
            let parsed = this.parser.line(&line);
            let limit = this.bytes.max_event_bytes();
            if this.parser.size() > limit {
                this.is_done = true;
                return Poll::Ready(Some(Err(this.bytes.too_large())));
            }
            let Some(parsed) = parsed else { continue };
            let Some(decoded) = this.item.text(&parsed).map(|text| (this.decode)(&text)) else { break };
            let Event { event, id, retry, data } = parsed;
            match decoded {
                Ok(data) => return Poll::Ready(Some(Ok(Event { event, id, retry, data }))),
                Err(_) if data == DONE => break,
                Err(error) => return Poll::Ready(Some(Err(this.bytes.undecodable(error)))),
            }
        }
        this.is_done = true;
        Poll::Ready(None)
    }
}

impl<T> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while !this.is_done {
            if let Some(text) = this.texts.next() {
                return Poll::Ready(Some((this.decode)(&text).map_err(|problem| this.bytes.undecodable(problem))));
            }
            let limit = this.bytes.max_event_bytes();
            if let Some(line) = this.lines.next().filter(|_| this.texts.size() <= limit) {
                this.texts.line(&line);
                continue;
            }
            if this.lines.is_too_long || this.texts.size() > limit {
                this.is_done = true;
                return Poll::Ready(Some(Err(this.bytes.too_large())));
            }
            match Pin::new(&mut this.bytes).poll_next(task) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) => this.lines.push(&bytes, limit),
                Poll::Ready(Some(Err(error))) => {
                    this.is_done = true;
                    return Poll::Ready(Some(Err(StreamError::Transport(error))));
                }
                Poll::Ready(None) if this.lines.rest.is_empty() && this.texts.size() == 0 => break,
                Poll::Ready(None) if this.lines.rest.is_empty() => this.texts.finish(),
                // The last line may lack its line end.
                Poll::Ready(None) => this.lines.push(b"\n", usize::MAX),
            }
        }
        this.is_done = true;
        Poll::Ready(None)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("endpoint", self.bytes.endpoint()).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").field("endpoint", self.bytes.endpoint()).finish_non_exhaustive()
    }
}

/// Splits text that arrives in chunks into lines, which end with CR, LF, or both.
#[derive(Debug, Default)]
struct Lines {
    rest: BytesMut,
    ready: VecDeque<String>,
    after_cr: bool,
    is_begun: bool,
    is_too_long: bool,
}

impl Lines {
    /// Adds bytes. Nothing follows a line that is longer than `limit`, but the lines before it are available, whatever
    /// the chunks are.
    fn push(&mut self, mut bytes: &[u8], limit: usize) {
        if !bytes.is_empty() && std::mem::take(&mut self.after_cr) {
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            if self.rest.len() + end > limit {
                self.is_too_long = true;
                return;
            }
            self.rest.extend_from_slice(&bytes[..end]);
            let line = String::from_utf8_lossy(&self.rest).into_owned();
            let first = !std::mem::replace(&mut self.is_begun, true);
            let marked = line.strip_prefix('\u{feff}').filter(|_| first);
            self.ready.push_back(marked.map(str::to_owned).unwrap_or(line));
            self.rest.clear();
            let is_cr = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            match (is_cr, bytes) {
                (true, [b'\n', rest @ ..]) => bytes = rest,
                (true, []) => self.after_cr = true,
                _ => {}
            }
        }
        self.rest.extend_from_slice(bytes);
        self.is_too_long = self.rest.len() > limit;
    }

    fn next(&mut self) -> Option<String> {
        self.ready.pop_front()
    }
}

/// Assembles the lines of an event stream into events.
#[derive(Debug, Default)]
struct Parser {
    event: String,
    data: Option<String>,
    id: String,
    retry: Option<Duration>,
}

impl Parser {
    /// Returns the size of the incomplete event, in bytes.
    fn size(&self) -> usize {
        self.event.len() + self.id.len() + self.data.as_ref().map_or(0, String::len)
    }

    fn line(&mut self, line: &str) -> Option<Event<String>> {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            let event = if event.is_empty() { "message".to_owned() } else { event };
            let data = self.data.take()?;
            return Some(Event { event, id: self.id.clone(), retry: self.retry, data });
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|digit| digit.is_ascii_digit()) => {
                self.retry = Some(Duration::from_millis(value.parse().unwrap_or(u64::MAX)));
            }
            // A comment or an unknown field.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(chunks: &[&str]) -> Vec<Event<String>> {
        let (mut lines, mut parser) = (Lines::default(), Parser::default());
        let mut events = Vec::new();
        for chunk in chunks {
            lines.push(chunk.as_bytes(), usize::MAX);
            while let Some(line) = lines.next() {
                events.extend(parser.line(&line));
            }
        }
        events
    }

    #[test]
    fn events_are_parsed_as_the_standard_defines() {
        let text = "\u{feff}: comment\n\ndata: a\r\ndata:b\rdata\n\nevent: add\nid: 7\nretry: 250\ndata: {\"x\":1}\n\n\
                    event: empty\n\ndata: last\n\ndata: cut";
        let read = events(&[text]);
        let shown: Vec<(&str, &str, &str)> =
            read.iter().map(|it| (it.event.as_str(), it.id.as_str(), it.data.as_str())).collect();
        assert_eq!(shown, [("message", "", "a\nb\n"), ("add", "7", "{\"x\":1}"), ("message", "7", "last")]);
        assert_eq!(read[1].retry, Some(Duration::from_millis(250)));
        // The events do not depend on the chunks, even if a chunk ends between CR and LF or within a character.
        for cut in 0..text.len() {
            let (before, after) = text.as_bytes().split_at(cut);
            let (mut lines, mut parser) = (Lines::default(), Parser::default());
            let mut again = Vec::new();
            for chunk in [before, after] {
                lines.push(chunk, usize::MAX);
                while let Some(line) = lines.next() {
                    again.extend(parser.line(&line));
                }
            }
            assert_eq!(again, read, "{cut}");
        }
    }

    #[test]
    fn a_chunk_that_ends_with_a_line_end_ends_no_event() {
        let read = events(&["data: a\r", "data: b\n", "\n", "event: x\n"]);
        assert_eq!(read.iter().map(|it| it.data.as_str()).collect::<Vec<_>>(), ["a\nb"]);
        assert_eq!(events(&["data: a\r", "", "\n", "\r", "\ndata: b\n\n"]).len(), 2);
    }

    #[test]
    fn a_retry_time_has_only_digits() {
        let retry = |text: &str| events(&[&format!("retry: {text}\ndata\n\n")])[0].retry;
        assert_eq!(retry("5"), Some(Duration::from_millis(5)));
        assert_eq!(retry("99999999999999999999"), Some(Duration::from_millis(u64::MAX)));
        assert_eq!((retry("+5"), retry("-5"), retry(""), retry("5s")), (None, None, None, None));
    }

    #[test]
    fn one_byte_order_mark_is_skipped() {
        assert_eq!(events(&["\u{feff}data: a\n\n"]).len(), 1);
        assert_eq!(events(&["\u{feff}\u{feff}data: a\n\n"]).len(), 0);
    }

    #[test]
    fn lines_before_one_that_is_too_long_are_available_whatever_the_chunks() {
        let text = b"one\ntwo\nthree and more\nfour\n";
        for size in 1..=text.len() {
            let mut lines = Lines::default();
            for chunk in text.chunks(size) {
                if !lines.is_too_long {
                    lines.push(chunk, 5);
                }
            }
            assert!(lines.is_too_long, "{size}");
            assert_eq!(lines.ready, ["one", "two"], "{size}");
        }
    }
}
