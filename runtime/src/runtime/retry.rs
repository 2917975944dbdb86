//! When a call is tried again, and how long that waits.
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
const WITHIN: Duration = Duration::from_secs(60);

/// When a call is tried again that failed in a way that another try may mend. Calls are tried once unless this is set.
///
/// Another try is made
///
/// * where no connection could be made, whatever the method;
/// * where the server answers 429, or 503 with `Retry-After`, whatever the method: it says that it did nothing;
/// * where the method is idempotent, or the request has an idempotency key, and the connection broke, or the server
///   answers 408, 500, 502, 503 or 504.
///
/// It waits as long as the server asks, or else longer each time, by chance somewhat more or less, so that many
/// clients do not come back at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it has to be given to a client or to a call"]
pub struct Retry {
    tries: usize,
    first_delay: Duration,
    longest_delay: Duration,
    within: Duration,
}

impl Retry {
    /// At most `tries` tries, the first among them: waits of about half a second, then one, two, four and eight
    /// seconds; the last try begins within a minute.
    pub fn up_to(tries: usize) -> Self {
        Self { tries, first_delay: FIRST_DELAY, longest_delay: LONGEST_DELAY, within: WITHIN }
    }

    /// A single try.
    pub fn never() -> Self {
        Self::up_to(1)
    }

    /// How long the first wait is, and the longest, where the server does not ask for another.
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        (self.first_delay, self.longest_delay) = (first, longest);
        self
    }

    /// How long after the first try the last one may begin. Where the server asks to wait longer, no other is made.
    pub fn within(mut self, time: Duration) -> Self {
        self.within = time;
        self
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::never()
    }
}

/// How a try ended that did not succeed.
pub(crate) enum Ending<'h> {
    NotConnected,
    Broken,
    Status(StatusCode, &'h HeaderMap),
}

/// The waits that are left to a call.
pub(crate) struct Waits {
    is_idempotent: bool,
    retry: Retry,
    /// Made when one is wanted.
    delays: Option<Box<ExponentialBackoff>>,
    waited: Duration,
}

impl Waits {
    pub(crate) fn new(retry: Retry, method: &Method, has_key: bool) -> Self {
        let is_idempotent = is_idempotent(method) || has_key;
        Self { is_idempotent, retry, delays: None, waited: Duration::ZERO }
    }

    /// How long to wait for another try, `spent` after the first began; `None` where none is made.
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
        let Retry { tries, first_delay, longest_delay, within } = self.retry;
        let delays = || {
            let builder = ExponentialBuilder::new().with_min_delay(first_delay).with_max_delay(longest_delay);
            Box::new(builder.with_max_times(tries.saturating_sub(1)).with_jitter().build())
        };
        let delay = self.delays.get_or_insert_with(delays).next()?;
        let delay = asked.unwrap_or(delay);
        // A clock that stands still, as one may in a test, ends this too.
        self.waited = self.waited.saturating_add(delay);
        (spent.max(self.waited) <= within && spent.saturating_add(delay) <= within).then_some(delay)
    }
}

/// How long the server asks to wait: a number of seconds, of which those beyond all time are the most there is, or a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
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

/// There is no clock here: a date is taken as passed.
#[cfg(target_arch = "wasm32")]
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(u32::MAX))
}

/// Waits; where there is no timer, not at all.
pub(crate) async fn wait(delay: Duration) {
    #[cfg(not(target_arch = "wasm32"))]
    tokio::time::sleep(delay).await;
    #[cfg(target_arch = "wasm32")]
    let _ = delay;
}

/// A key by which the server tells that a request is one it has seen: a random UUID (RFC 9562, section 5.4).
pub(crate) fn idempotency_key() -> String {
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
    fn what_may_have_been_done_is_not_done_again() {
        let three = Retry::up_to(3);
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
    fn waits_are_as_long_as_asked_and_end_in_time() {
        let none = HeaderMap::new();
        let mut waits = Waits::new(Retry::up_to(4), &Method::GET, false);
        let busy = Ending::Status(StatusCode::SERVICE_UNAVAILABLE, &none);
        let delays: Vec<Duration> = std::iter::from_fn(|| waits.next(&busy, Duration::ZERO)).collect();
        assert_eq!(delays.len(), 3);
        assert!(delays[0] >= FIRST_DELAY && delays[2] > delays[0], "{delays:?}");
        let seven = headers("7");
        let asked = Ending::Status(StatusCode::TOO_MANY_REQUESTS, &seven);
        assert_eq!(next(Retry::up_to(2), &Method::GET, &asked), Some(Duration::from_secs(7)));
        assert_eq!(next(Retry::up_to(2).within(Duration::from_secs(6)), &Method::GET, &asked), None);
        let mut waits = Waits::new(Retry::up_to(9), &Method::GET, false);
        assert_eq!(waits.next(&busy, WITHIN), None);
    }

    #[test]
    fn a_server_may_name_a_date() {
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(90));
        let delay = retry_after(&headers(&soon)).unwrap();
        assert!((88..=90).contains(&delay.as_secs()), "{delay:?}");
        assert_eq!(retry_after(&headers("Wed, 21 Oct 2015 07:28:00 GMT")), Some(Duration::ZERO));
        assert_eq!(retry_after(&headers("soon")), None);
    }

    #[test]
    fn no_header_is_too_much() {
        let bytes = b"0123456789-+. ,GMTSunJa:\t\xff\x80";
        let long = ["18446744073709551615", "18446744073709551616", "99999999999999999999999999", "-1", "+1", ""];
        let random = (0..50_000).map(|_| {
            let value: Vec<u8> = (0..fastrand::usize(..40)).map(|_| bytes[fastrand::usize(..bytes.len())]).collect();
            HeaderMap::from_iter(
                reqwest::header::HeaderValue::from_bytes(&value).ok().map(|value| (RETRY_AFTER, value)),
            )
        });
        for headers in long.into_iter().map(headers).chain(random) {
            let mut waits = Waits::new(Retry::up_to(5).within(Duration::MAX), &Method::GET, false);
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
