//! Retries: which calls are sent again, and after which delay.
//!
//! Source: RFC 9110, sections 9.2.2 (idempotent methods), 10.2.3 (`Retry-After`) and 15.6.4 (503); RFC 6585, section 4
//! (429).

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

use crate::runtime::request_builder::is_idempotent;

const FIRST_DELAY: Duration = Duration::from_millis(500);
const LONGEST_DELAY: Duration = Duration::from_secs(8);
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A retry policy, for calls whose failure may be temporary. The default is a single attempt.
///
/// The client retries a call:
///
/// * if no connection could be made, whatever the method;
/// * if the server responds with 429, or with 503 and `Retry-After`, whatever the method, as the server has not
///   processed the request;
/// * if the method is idempotent or the request has an idempotency key, and the connection breaks or the server
///   responds with 408, 500, 502, 503 or 504.
///
/// The delay is the server's `Retry-After`, or else grows exponentially, with jitter so that many clients do not retry
/// at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a retry policy does nothing until it is set on a client or a call"]
pub struct Retry {
    tries: usize,
    first_delay: Duration,
    longest_delay: Duration,
    time_limit: Duration,
}

impl Retry {
    /// Allows at most `tries` attempts, including the first: with delays of about 0.5, 1, 2, 4 and 8 seconds, and the
    /// last attempt beginning within a minute.
    pub fn max_attempts(tries: usize) -> Self {
        Self { tries, first_delay: FIRST_DELAY, longest_delay: LONGEST_DELAY, time_limit: TIME_LIMIT }
    }

    /// Allows a single attempt.
    pub fn never() -> Self {
        Self::max_attempts(1)
    }

    /// Sets the first and the longest delay, for when the server does not send `Retry-After`.
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        (self.first_delay, self.longest_delay) = (first, longest);
        self
    }

    /// Sets how long after the first attempt the last one may begin. If the server asks for a longer delay, the client
    /// does not retry.
    pub fn time_limit(mut self, time: Duration) -> Self {
        self.time_limit = time;
        self
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::never()
    }
}

/// How an attempt failed.
pub enum Ending<'h> {
    NotConnected,
    Broken,
    Status(StatusCode, &'h HeaderMap),
}

/// The remaining delays of a call.
pub struct Waits {
    is_idempotent: bool,
    retry: Retry,
    /// Created at the first retry.
    delays: Option<Box<ExponentialBackoff>>,
    waited: Duration,
}

impl Waits {
    pub(crate) fn new(retry: Retry, method: &Method, has_key: bool) -> Self {
        let is_idempotent = is_idempotent(method) || has_key;
        Self { is_idempotent, retry, delays: None, waited: Duration::ZERO }
    }

    /// Returns the delay before the next attempt, `spent` after the first began; `None` if there is no next attempt.
    pub(crate) fn next(&mut self, ending: &Ending<'_>, spent: Duration) -> Option<Duration> {
        let asked = match ending {
            Ending::Status(_, headers) => retry_after(headers),
            _ => None,
        };
        let is_safe = match ending {
            Ending::NotConnected | Ending::Status(StatusCode::TOO_MANY_REQUESTS, _) => true,
            Ending::Status(StatusCode::SERVICE_UNAVAILABLE, _) => self.is_idempotent || asked.is_some(),
            Ending::Broken => self.is_idempotent,
            Ending::Status(status, _) => self.is_idempotent && matches!(status.as_u16(), 408 | 500 | 502 | 504),
        };
        if !is_safe {
            return None;
        }
        let Retry { tries, first_delay, longest_delay, time_limit } = self.retry;
        let delays = || {
            let builder = ExponentialBuilder::new().with_min_delay(first_delay).with_max_delay(longest_delay);
            Box::new(builder.with_max_times(tries.saturating_sub(1)).with_jitter().build())
        };
        let delay = self.delays.get_or_insert_with(delays).next()?;
        let delay = asked.unwrap_or(delay);
        // The sum of delays ends retries even with a clock that does not advance, as in some tests.
        self.waited = self.waited.saturating_add(delay);
        (spent.max(self.waited) <= time_limit && spent.saturating_add(delay) <= time_limit).then_some(delay)
    }
}

/// Returns the delay in `Retry-After`: a number of seconds, where an overflow is the longest duration, or a date.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now()).unwrap_or(Duration::ZERO))
}

#[cfg(not(target_arch = "wasm32"))]
fn now() -> SystemTime {
    SystemTime::now()
}

/// There is no clock: any date counts as passed.
#[cfg(target_arch = "wasm32")]
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(u32::MAX))
}

/// Waits; without a timer, returns at once.
pub async fn wait(delay: Duration) {
    #[cfg(not(target_arch = "wasm32"))]
    tokio::time::sleep(delay).await;
    #[cfg(target_arch = "wasm32")]
    let _ = delay;
}

/// Returns a random key by which the server recognizes a repeated request: a UUID (RFC 9562, section 5.4).
pub fn idempotency_key() -> String {
    let bits = (fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62)) | (4 << 76) | (2 << 62);
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())])
    }

    fn next(retry: Retry, method: &Method, ending: &Ending<'_>) -> Option<Duration> {
        Waits::new(retry, method, false).next(ending, Duration::ZERO)
    }

    #[test]
    fn a_request_that_may_have_been_processed_is_not_repeated() {
        let three = Retry::max_attempts(3);
        let none = HeaderMap::new();
        let asked = headers("0");
        let rows = [
            (Ending::NotConnected, true, true),
            (Ending::Broken, true, false),
            (Ending::Status(StatusCode::TOO_MANY_REQUESTS, &none), true, true),
            (Ending::Status(StatusCode::SERVICE_UNAVAILABLE, &none), true, false),
            (Ending::Status(StatusCode::SERVICE_UNAVAILABLE, &asked), true, true),
            (Ending::Status(StatusCode::BAD_GATEWAY, &none), true, false),
            (Ending::Status(StatusCode::NOT_IMPLEMENTED, &none), false, false),
            (Ending::Status(StatusCode::BAD_REQUEST, &asked), false, false),
        ];
        for (ending, get, post) in rows {
            assert_eq!(next(three, &Method::GET, &ending).is_some(), get);
            assert_eq!(next(three, &Method::POST, &ending).is_some(), post);
            assert_eq!(Waits::new(three, &Method::POST, true).next(&ending, Duration::ZERO).is_some(), get);
            assert_eq!(next(Retry::never(), &Method::GET, &ending), None);
        }
    }

    #[test]
    fn delays_follow_the_server_and_end_in_time() {
        let none = HeaderMap::new();
        let mut waits = Waits::new(Retry::max_attempts(4), &Method::GET, false);
        let busy = Ending::Status(StatusCode::SERVICE_UNAVAILABLE, &none);
        let delays: Vec<Duration> = std::iter::from_fn(|| waits.next(&busy, Duration::ZERO)).collect();
        assert_eq!(delays.len(), 3);
        assert!(delays[0] >= FIRST_DELAY && delays[2] > delays[0], "{delays:?}");
        let seven = headers("7");
        let asked = Ending::Status(StatusCode::TOO_MANY_REQUESTS, &seven);
        assert_eq!(next(Retry::max_attempts(2), &Method::GET, &asked), Some(Duration::from_secs(7)));
        assert_eq!(next(Retry::max_attempts(2).time_limit(Duration::from_secs(6)), &Method::GET, &asked), None);
        let mut waits = Waits::new(Retry::max_attempts(9), &Method::GET, false);
        assert_eq!(waits.next(&busy, TIME_LIMIT), None);
    }

    #[test]
    fn retry_after_may_be_a_date() {
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(90));
        let delay = retry_after(&headers(&soon)).unwrap();
        assert!((88..=90).contains(&delay.as_secs()), "{delay:?}");
        assert_eq!(retry_after(&headers("Wed, 21 Oct 2015 07:28:00 GMT")), Some(Duration::ZERO));
        assert_eq!(retry_after(&headers("soon")), None);
    }

    #[test]
    fn no_retry_after_overflows() {
        let bytes = b"0123456789-+. ,GMTSunJa:\t\xff\x80";
        let long = ["18446744073709551615", "18446744073709551616", "99999999999999999999999999", "-1", "+1", ""];
        let random = (0..50_000).map(|_| {
            let value: Vec<u8> = (0..fastrand::usize(..40)).map(|_| bytes[fastrand::usize(..bytes.len())]).collect();
            HeaderMap::from_iter(
                reqwest::header::HeaderValue::from_bytes(&value).ok().map(|value| (RETRY_AFTER, value)),
            )
        });
        for headers in long.into_iter().map(headers).chain(random) {
            let mut waits = Waits::new(Retry::max_attempts(5).time_limit(Duration::MAX), &Method::GET, false);
            for spent in [Duration::ZERO, Duration::from_secs(5), Duration::MAX] {
                waits.next(&Ending::Status(StatusCode::SERVICE_UNAVAILABLE, &headers), spent);
            }
        }
        assert_eq!(retry_after(&headers("18446744073709551616")), Some(Duration::MAX));
        assert_eq!((retry_after(&headers("+1")), retry_after(&headers("-1"))), (None, None));
    }

    #[test]
    fn a_key_is_a_uuid() {
        let key = idempotency_key();
        assert_eq!((key.len(), &key[14..15]), (36, "4"));
        assert!("89ab".contains(&key[19..20]));
        assert_ne!(key, idempotency_key());
    }
}
