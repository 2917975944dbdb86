//! At most so many requests in a time, counted where they are sent.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use crate::runtime::retry::wait;

/// At most so many requests in any span of so much time. What is more waits for its turn.
///
/// Each try is a request. The clones of a client share the limit; other clients, and other processes, do not know of
/// each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it has to be given to a client"]
pub struct RateLimit {
    requests: u32,
    per: Duration,
    at_once: u32,
}

impl RateLimit {
    /// At most `requests` in any span of `per`: half of them may be sent at once, the others evenly after. Zero is
    /// taken as one.
    pub fn new(requests: u32, per: Duration) -> Self {
        let requests = requests.max(1);
        Self { requests, per, at_once: requests.div_ceil(2) }
    }

    /// How many may be sent at once, from one to all; the more, the slower the others.
    pub fn at_once(mut self, requests: u32) -> Self {
        self.at_once = requests.clamp(1, self.requests);
        self
    }

    /// Between one and the next, so that those sent at once and those sent evenly are no more than all.
    fn interval(self) -> Duration {
        self.per / (self.requests - self.at_once + 1) + Duration::from_nanos(1)
    }
}

/// Gives each request its turn.
#[derive(Clone)]
pub(crate) struct Turns(Arc<RateLimiter<NotKeyed, InMemoryState, MonotonicClock, NoOpMiddleware<std::time::Instant>>>);

impl Turns {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let at_once = NonZeroU32::new(limit.at_once).unwrap_or(NonZeroU32::MIN);
        let one = Quota::per_second(NonZeroU32::MIN);
        let quota = Quota::with_period(limit.interval()).unwrap_or(one).allow_burst(at_once);
        Self(Arc::new(RateLimiter::direct_with_clock(quota, MonotonicClock)))
    }

    /// Waits for a turn; not at all where it does not come within `left`, which is then what there was.
    pub(crate) async fn next(&self, left: Option<Duration>) -> Result<(), Duration> {
        let clock = MonotonicClock;
        let start = clock.now();
        while let Err(not_yet) = self.0.check() {
            let now = clock.now();
            let delay = not_yet.wait_time_from(now);
            if let Some(left) = left.filter(|left| now.duration_since(start) + delay >= *left) {
                return Err(left);
            }
            wait(delay).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_span_has_more() {
        let second = Duration::from_secs(1);
        for (requests, at_once) in [(1, 1), (2, 1), (2, 2), (10, 1), (10, 5), (10, 10), (100, 50)] {
            let limit = RateLimit::new(requests, second).at_once(at_once);
            // Those that come at once at the start of a span, and those of its rest, which does not hold its end.
            let rest = (second - Duration::from_nanos(1)).as_nanos() / limit.interval().as_nanos();
            assert!(u128::from(at_once) + rest <= u128::from(requests), "{limit:?}: {rest}");
        }
        assert_eq!(RateLimit::new(0, second), RateLimit::new(1, second));
        assert_eq!(RateLimit::new(7, second).at_once, 4);
    }

    #[tokio::test]
    async fn what_is_too_much_waits_or_is_told() {
        let turns = Turns::new(RateLimit::new(3, Duration::from_millis(300)).at_once(2));
        let start = std::time::Instant::now();
        for _ in 0..4 {
            turns.next(None).await.unwrap();
        }
        assert!(start.elapsed() >= Duration::from_millis(290), "{:?}", start.elapsed());
        let turns = Turns::new(RateLimit::new(1, Duration::from_secs(3_600)));
        turns.next(None).await.unwrap();
        assert_eq!(turns.next(Some(Duration::from_secs(5))).await, Err(Duration::from_secs(5)));
    }
}
